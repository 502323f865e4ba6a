/** Agencies: the roster of all years, one agency's scorecard, and what is behind one of its values. */
import { listedIndicators } from '../../dsl/program.ts';
import type { Program } from '../../dsl/index.ts';
import { explain } from '../../metrics/index.ts';
import type { Explanation, RecordVerdict } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { canRead, EVERYONE, readableAgencies, requireReadable } from '../accounts/rights.ts';
import type { Readable } from '../accounts/rights.ts';
import { actorOf, define } from '../access.ts';
import type { AgencyListItem, AgencyPage, ExplanationPage } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { indicatorOf, Recent, unknownAgency } from '../results.ts';
import * as schemas from '../schemas.ts';
import { answers, headOf } from './common.ts';

const VERDICTS: RecordVerdict['verdict'][] = ['fulfilled', 'missed', 'pending', 'excluded', 'error'];

/** Every agency that stands in a roster of any year, with the years that have hand-ins of it. */
export async function agencyList(server: ServerContext): Promise<AgencyListItem[]> {
  const rosters = await server.engine.query({ sql: 'SELECT code, name, short_name, category, _year FROM agencies ORDER BY code, _year', values: [] });
  const reported = await server.engine.query({ sql: 'SELECT DISTINCT agency, year FROM _reported ORDER BY agency, year', values: [] });
  const years = new Map<string, number[]>();
  reported.columns[0]?.forEach((code, index) => { years.set(String(code), [...(years.get(String(code)) ?? []), Number(reported.columns[1]![index])]); });
  const found = new Map<string, AgencyListItem>();
  const [codes = [], names = [], shortNames = [], groups = []] = rosters.columns;
  codes.forEach((code, index) => {
    const key = String(code);
    // Later years come later: the latest name and group stay.
    found.set(key, {
      code: key, name: String(names[index]), shortName: shortNames[index] === null || shortNames[index] === '' ? null : String(shortNames[index]), group: String(groups[index]),
      years: years.get(key) ?? [], published: server.published.has(key),
    });
  });
  return [...found.values()];
}

export function agencyRoutes(app: App, server: ServerContext): void {
  /** How many records have each verdict: the same for every page of them. */
  const counts = new Recent<ExplanationPage['verdicts']>(500);

  app.openapi(define(app, { method: 'get', path: '/api/agencies', access: 'signed_in', summary: '执法主体名录 the agencies', responses: answers(schemas.AgencyList, '名录') }),
    async (context) => {
      const agencies = await agencyList(server);
      // Names are public; which years were handed in is for those who may see them.
      const readable = new Map<number, Readable>();
      for (const year of new Set(agencies.flatMap((one) => one.years))) readable.set(year, await readableAgencies(server, actorOf(context), year));
      return context.json({ agencies: agencies.map((one) => ({ ...one, years: one.years.filter((year) => canRead(readable.get(year)!, one.code)) })) }, 200);
    });

  app.openapi(define(app, {
    method: 'get', path: '/api/agencies/{code}', access: EVERYONE, summary: '一个机关的考评 one agency\'s scorecard',
    request: { params: schemas.AgencyPath, query: schemas.WhenScored }, responses: answers(schemas.AgencyAnswer, '考评'),
  }), async (context) => {
    const { code } = context.req.valid('param');
    const query = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    await requireReadable(server, actorOf(context), year, code);
    const definition = await server.definition(query, year);
    const scorecard = server.scorecard(definition, query.scorecard);
    const entry = (await server.roster(year, asOf)).find((one) => one.code === code);
    const byYear = await server.scoresByYear(definition, year, asOf, scorecard);
    const score = byYear.get(year)?.find((row) => row.agency === code);
    if (!entry || !score) throw unknownAgency(code, year);
    const measures = await server.results.measures(definition, year, asOf);
    const { program } = definition.library;
    const page: AgencyPage = {
      definition: definition.ref,
      agency: { ...entry, group: score.group }, score, groupSize: byYear.get(year)!.filter((row) => row.group === score.group).length,
      measures: listedIndicators(program).flatMap(({ name }) => {
        const row = measures.byIndicator[name]?.find((one) => one.agency === code);
        return row ? [{ ...row, ...headOf(program.indicators[name]!) }] : [];
      }),
      trend: [...byYear].map(([one, rows]) => { const row = rows.find((candidate) => candidate.agency === code); return { year: one, points: row?.points ?? null, rank: row?.rank ?? null }; }),
      reported: await reportedBy(server, code, year),
    };
    return context.json(page, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/agencies/{code}/indicators/{name}', access: EVERYONE, summary: '一个数值的由来 what is behind a value',
    request: { params: schemas.AgencyIndicatorPath, query: schemas.Page }, responses: answers(schemas.ExplanationAnswer, '口径、计算式、依据、SQL 和记录'),
  }), async (context) => {
    const { code, name } = context.req.valid('param');
    const { offset, limit, verdict, ...query } = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    await requireReadable(server, actorOf(context), year, code);
    const { ref, library: { program }, choices, key } = await server.definition(query, year);
    const indicator = indicatorOf(program, name);
    if (!(await server.roster(year, asOf)).some((one) => one.code === code)) throw unknownAgency(code, year);
    const request = { program, choices, year, asOf, calendar: server.calendar };
    const of = (from: number, count: number, only?: RecordVerdict['verdict']): Promise<Explanation> => explain(server.engine, request, { indicator, agency: code, offset: from, limit: count, ...(only ? { verdict: only } : {}) });
    const explanation = await of(offset, limit, verdict);
    const verdicts = await counts.get([await server.latestUpload(), key, year, asOf, code, indicator].join('|'), async () => {
      const totals: [RecordVerdict['verdict'], number][] = [];
      for (const one of VERDICTS) totals.push([one, (await of(0, 0, one)).total]);
      return Object.fromEntries(totals) as ExplanationPage['verdicts'];
    });
    const page: ExplanationPage = {
      definition: ref, ...explanation, ...headOf(program.indicators[indicator]!), verdicts,
      fieldLabels: fieldLabels(program, indicator, explanation.records),
    };
    return context.json(page, 200);
  });
}

/** Chinese labels of the fields in the records: those of the ledgers the indicator reads come first. */
export function fieldLabels(program: Program, indicator: string, records: RecordVerdict[]): Record<string, string> {
  const reads = program.indicators[indicator]!.reads;
  const ledgers = [...reads.map((name) => program.ledgers[name]), ...Object.values(program.ledgers)].filter((ledger) => ledger !== undefined);
  const labels: Record<string, string> = {};
  for (const record of records) {
    for (const name of Object.keys(record.fields)) {
      if (labels[name] !== undefined) continue;
      const last = name.split('.').at(-1)!;
      const label = ledgers.flatMap((ledger) => ledger.fields).find((field) => field.name === last)?.label;
      if (label !== undefined) labels[name] = label;
    }
  }
  return labels;
}

async function reportedBy(server: ServerContext, code: string, year: number): Promise<AgencyPage['reported']> {
  const { columns } = await server.engine.query({ sql: 'SELECT ledger, rows FROM _reported WHERE agency = ? AND year = ?', values: [code, year] });
  const rows = new Map(columns[0]?.map((ledger, index) => [String(ledger), Number(columns[1]![index])]));
  const { program } = server.store;
  const all = [...Object.values(program.ledgers).filter((ledger) => ledger.hasAgency && !ledger.system), ...Object.values(program.forms)];
  return all.map(({ name, label }) => ({ ledger: name, label, reported: rows.has(name), rows: rows.get(name) ?? 0 }));
}
