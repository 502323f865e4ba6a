/** Indicators: what they are, where they stand in the pack, their value for every agency. */
import { words } from '../../dsl/index.ts';
import type { Indicator } from '../../dsl/index.ts';
import { listedIndicators } from '../../dsl/program.ts';
import type { Measures } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { define } from '../access.ts';
import type { IndicatorListItem, IndicatorPage, PlacedMeasure } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { indicatorOf } from '../results.ts';
import * as schemas from '../schemas.ts';
import { answers, headOf } from './common.ts';

function itemOf(indicator: Indicator, pack: string): IndicatorListItem {
  const [source] = indicator.sources;
  return { name: indicator.name, document: source?.document ?? '', clause: source?.clause ?? null, pack: indicator.pack !== undefined && indicator.pack !== pack ? indicator.pack : null, task: indicator.task !== undefined, ...headOf(indicator) };
}

/** The values of an indicator with each agency's name and group, in roster order. */
export function placed(measures: Measures, indicator: string): PlacedMeasure[] {
  const agencies = new Map(measures.roster.map((row) => [row.agency, row]));
  return (measures.byIndicator[indicator] ?? []).map((row) => ({ ...row, name: agencies.get(row.agency)?.name ?? row.agency, group: agencies.get(row.agency)?.group ?? '' }));
}

export function indicatorRoutes(app: App, server: ServerContext): void {
  app.openapi(define(app, { method: 'get', path: '/api/indicators', access: 'local', summary: '指标 the indicators', request: { query: schemas.When }, responses: answers(schemas.IndicatorList, '指标') }), async (context) => {
    const query = context.req.valid('query');
    const { year } = await server.when(query);
    const { ref, library: { program } } = await server.definition(query, year);
    return context.json({ definition: ref, indicators: listedIndicators(program).map((one) => itemOf(one, ref.pack)) }, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/indicators/{name}', access: 'local', summary: '一个指标 one indicator: definition, words, values',
    request: { params: schemas.IndicatorPath, query: schemas.When }, responses: answers(schemas.IndicatorAnswer, '指标'),
  }), async (context) => {
    const query = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    const definition = await server.definition(query, year);
    const { ref, library: { program } } = definition;
    const name = indicatorOf(program, context.req.valid('param').name);
    const indicator = program.indicators[name]!;
    const file = indicator.at?.file ?? '';
    const page: IndicatorPage = {
      definition: ref, ...itemOf(indicator, ref.pack), file, text: server.packs.textOf(ref, file),
      fromLine: indicator.at?.start.line ?? 1, toLine: indicator.at?.end.line ?? 1,
      words: words(program, name), values: placed(await server.results.measures(definition, year, asOf), name),
    };
    return context.json(page, 200);
  });
}
