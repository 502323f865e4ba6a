/** Indicators: what they are, where they stand in the pack, their value for every agency. */
import { words } from '../../dsl/index.ts';
import type { Indicator } from '../../dsl/index.ts';
import { listedIndicators } from '../../dsl/program.ts';
import type { Measures, MeasureRow } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { define } from '../access.ts';
import type { IndicatorListItem, IndicatorPage } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { indicatorOf } from '../results.ts';
import * as schemas from '../schemas.ts';
import { answers, headOf } from './common.ts';

function itemOf(indicator: Indicator): IndicatorListItem {
  const [source] = indicator.sources;
  return { name: indicator.name, document: source?.document ?? '', clause: source?.clause ?? null, ...headOf(indicator) };
}

/** The values of an indicator with each agency's name and group, in roster order. */
export function placed(measures: Measures, indicator: string): (MeasureRow & { name: string; group: string })[] {
  const agencies = new Map(measures.roster.map((row) => [row.agency, row]));
  return (measures.byIndicator[indicator] ?? []).map((row) => ({ ...row, name: agencies.get(row.agency)?.name ?? row.agency, group: agencies.get(row.agency)?.group ?? '' }));
}

export function indicatorRoutes(app: App, server: ServerContext): void {
  const { program, sources } = server.library;
  app.openapi(define(app, { method: 'get', path: '/api/indicators', access: 'local', summary: '指标 the indicators', responses: answers(schemas.IndicatorList, '指标') }),
    (context) => context.json({ indicators: listedIndicators(program).map(itemOf) }, 200));

  app.openapi(define(app, {
    method: 'get', path: '/api/indicators/{name}', access: 'local', summary: '一个指标 one indicator: definition, words, values',
    request: { params: schemas.IndicatorPath, query: schemas.When }, responses: answers(schemas.IndicatorAnswer, '指标'),
  }), async (context) => {
    const name = indicatorOf(program, context.req.valid('param').name);
    const { year, asOf } = await server.when(context.req.valid('query'));
    const indicator = program.indicators[name]!;
    const file = indicator.at?.file ?? '';
    const page: IndicatorPage = {
      ...itemOf(indicator), file, text: sources.find((source) => source.file === file)?.text ?? '',
      fromLine: indicator.at?.start.line ?? 1, toLine: indicator.at?.end.line ?? 1,
      words: words(program, name), values: placed(await server.results.measures(year, asOf), name),
    };
    return context.json(page, 200);
  });
}
