/** What there is: years, scorecards, groups, ledgers, versions; the catalogue's text. */
import { catalogueSources } from '../../data/catalogue/index.ts';
import type { App } from '../access.ts';
import { define } from '../access.ts';
import type { Meta } from '../api.ts';
import type { ServerContext } from '../context.ts';
import * as schemas from '../schemas.ts';
import { answers, packHead } from './common.ts';

export function metaRoutes(app: App, server: ServerContext): void {
  app.openapi(define(app, { method: 'get', path: '/api/meta', access: 'signed_in', summary: '年度、评分卡、分组、指标包、版本 years, scorecards, groups, packs, versions', request: { query: schemas.OfPack }, responses: answers(schemas.Meta, '概况') }), async (context) => {
    // Years of which there are forms only have reports, but nothing to rank.
    const { all: any, ledgers } = await server.years();
    const all = ledgers.length > 0 ? ledgers : any;
    const defaultYear = await server.defaultYear();
    const definition = await server.definition(context.req.valid('query'), defaultYear);
    const { version } = definition.library;
    const roster = await server.roster(defaultYear, server.asOf(defaultYear));
    const { ledgers: declared, forms } = server.store.program;
    const meta: Meta = {
      definition: definition.ref, packs: server.packs.names().map((name) => ({ name, label: packHead(server, name, defaultYear).label })),
      years: all, defaultYear, reportYear: await server.reportYear(), defaultAsOf: Object.fromEntries(all.map((year) => [String(year), server.asOf(year)])),
      scorecards: server.scorecards(definition).map(({ name, label }) => ({ name, label })), groups: [...new Set(roster.map((one) => one.group))],
      dataVersion: await server.dataVersion(), programVersion: version, demonstration: server.demonstration, uploadLimit: server.uploadLimit,
      ledgers: [
        ...Object.values(declared).map(({ name, label }) => ({ name, label, kind: 'ledger' as const })),
        ...Object.values(forms).map(({ name, label }) => ({ name, label, kind: 'form' as const })),
      ],
    };
    return context.json(meta, 200);
  });

  const sources = catalogueSources();
  app.openapi(define(app, { method: 'get', path: '/api/catalogue', access: 'signed_in', summary: '台账与统计表的声明,可引用的指标包 the declarations of ledgers and forms, the packs that may be used', request: { query: schemas.When }, responses: answers(schemas.CatalogueAnswer, '声明') }), async (context) => {
    const { year } = await server.when(context.req.valid('query'));
    const packs = server.packs.names().map((name) => ({ file: server.packs.file(name), text: server.packs.inForce(name, year).text }));
    return context.json({ sources, packs }, 200);
  });
}
