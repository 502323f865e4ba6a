/** Indicators: what they are, where they stand in the pack, their value for every agency, put together and broken down. */
import { words } from '../../dsl/index.ts';
import type { Indicator } from '../../dsl/index.ts';
import { listedIndicators } from '../../dsl/program.ts';
import { evaluateShown } from '../../metrics/index.ts';
import { rollup } from '../../metrics/rollup.ts';
import type { Measures } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { BUREAU, canRead, EVERYONE, readableAgencies, readableRows, requireReadable } from '../accounts/rights.ts';
import type { Readable } from '../accounts/rights.ts';
import { actorOf, define } from '../access.ts';
import type { IndicatorBreakdown, IndicatorListItem, IndicatorPage, PlacedMeasure } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { indicatorOf, Recent, unknownAgency } from '../results.ts';
import type { Definition } from '../versions.ts';
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
  const breakdowns = new Recent<IndicatorBreakdown['fields']>(100);
  app.openapi(define(app, { method: 'get', path: '/api/indicators', access: 'signed_in', summary: '指标 the indicators', request: { query: schemas.When }, responses: answers(schemas.IndicatorList, '指标') }), async (context) => {
    const query = context.req.valid('query');
    const { year } = await server.when(query);
    const { ref, library: { program } } = await server.definition(query, year);
    return context.json({ definition: ref, indicators: listedIndicators(program).map((one) => itemOf(one, ref.pack)) }, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/indicators/{name}', access: 'signed_in', summary: '一个指标 one indicator: definition, words, values',
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
      words: words(program, name, { year }), values: readableRows(placed(await server.results.measures(definition, year, asOf), name), await readableAgencies(server, actorOf(context), year)),
    };
    return context.json(page, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/indicators/{name}/rollup', access: BUREAU, summary: '合成 an indicator by region, group, level or in total: sums of parts, never means of rates',
    request: { params: schemas.IndicatorPath, query: schemas.RollupQuery }, responses: answers(schemas.RollupAnswer, '各组的数值'),
  }), async (context) => {
    const { by, ...query } = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    const definition = await server.definition(query, year);
    const { program } = definition.library;
    const name = indicatorOf(program, context.req.valid('param').name);
    const rows = rollup(ranked(server, await server.results.measures(definition, year, asOf), await readableAgencies(server, actorOf(context), year)), program, by, [name]);
    return context.json({ ...headOf(program.indicators[name]!), definition: definition.ref, name, year, asOf, by, rows }, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/indicators/{name}/breakdown', access: EVERYONE, summary: '分项 an indicator by the fields it is shown by, of one agency or all together',
    request: { params: schemas.IndicatorPath, query: schemas.BreakdownQuery }, responses: answers(schemas.BreakdownAnswer, '各分项的数值'),
  }), async (context) => {
    const { agency, ...query } = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    const definition = await server.definition(query, year);
    const { program } = definition.library;
    const name = indicatorOf(program, context.req.valid('param').name);
    const readable = await readableAgencies(server, actorOf(context), year);
    if (agency !== undefined) await requireReadable(server, actorOf(context), year, agency);
    const seen = agency ?? (readable === 'all' ? '' : [...readable].toSorted().join(','));
    const fields = await breakdowns.get([await server.latestUpload(), definition.key, year, asOf, name, agency === undefined ? 'of' : 'one', seen].join('|'), () => breakdownOf(server, definition, name, year, asOf, agency, readable));
    return context.json({ ...headOf(program.indicators[name]!), definition: definition.ref, name, year, asOf, agency: agency ?? null, fields }, 200);
  });
}

/** Each part of an indicator by the fields that its values are shown by, in the order of the parts. */
async function breakdownOf(server: ServerContext, definition: Definition, name: string, year: number, asOf: string, agency: string | undefined, readable: Readable): Promise<IndicatorBreakdown['fields']> {
  const { program } = definition.library;
  const indicator = program.indicators[name]!;
  const { measures, parts: { [name]: parts = [] } } = await evaluateShown(server.engine, {
    program, choices: definition.choices, year, asOf, calendar: server.calendar, indicators: [name], ...(agency === undefined ? {} : { agencies: [agency] }),
  });
  if (agency !== undefined && !measures.roster.some((row) => row.agency === agency)) throw unknownAgency(agency, year);
  // A part is put together as the whole is; it has no target of its own.
  const named = Object.fromEntries(parts.map((part) => [part.indicator, { ...indicator, name: part.indicator, targets: [] }]));
  const all = ranked(server, { ...measures, byIndicator: Object.fromEntries(parts.map((part) => [part.indicator, part.rows])) }, readable);
  const labels = new Map(Object.values(program.ledgers).toReversed().flatMap((ledger) => ledger.fields.map((field) => [field.name, field.label] as const)));
  for (const field of indicator.reads.toReversed().flatMap((ledger) => program.ledgers[ledger]?.fields ?? [])) labels.set(field.name, field.label);
  return (indicator.shownBy ?? []).map((field) => ({
    name: field, label: labels.get(field) ?? field,
    parts: parts.filter((part) => part.field === field).map((part) => ({
      value: part.value, others: part.others,
      measure: agency === undefined ? null : part.rows.find((row) => row.agency === agency) ?? null,
      whole: agency === undefined ? rollup(all, { ...program, indicators: { ...program.indicators, ...named } }, 'total', [part.indicator])[0] ?? null : null,
    })),
  }));
}

/** Measures of the agencies that are judged and may be seen: of published samples only a publication is here, they are no part of a whole. */
function ranked(server: ServerContext, measures: Measures, readable: Readable): Measures {
  const kept = measures.roster.map((row) => !server.published.has(row.agency) && canRead(readable, row.agency));
  const only = <T>(list: T[]): T[] => list.filter((_, index) => kept[index]);
  return { ...measures, roster: only(measures.roster), byIndicator: Object.fromEntries(Object.entries(measures.byIndicator).map(([name, rows]) => [name, only(rows)])) };
}
