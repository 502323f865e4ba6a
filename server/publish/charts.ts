/** The report's charts: shared specs of `metrics/charts`, rendered to SVG here, each with its points for the table twin. */
import { bars, THEMES } from '../../metrics/charts/index.ts';
import { toSvg } from '../../metrics/charts/svg.ts';
import { add, compare, isZero } from './decimal.ts';
import type { ChartPoint, ReportCell, ReportChart, ReportTable, Words } from './model.ts';

/** Narrow enough to be read on a phone without shrinking much. */
const width = 420;

type Previous = Map<string, Map<string, ReportCell>>;

/** Penalties by kind and acts by kind; a chart of nothing but zeros is left out. */
export async function charts(tables: ReportTable[], previous: Previous, year: number): Promise<ReportChart[]> {
  const drafts = [penaltyKinds(tables, previous), acts(tables, previous)].filter((draft) => draft !== null && draft.points.some((point) => point.value !== 0)) as Draft[];
  return Promise.all(drafts.map((draft) => {
    const withPrevious = draft.points.some((point) => point.previous !== undefined);
    return drawn({ ...draft, previousYear: withPrevious ? year - 1 : null, svg: '' }, year);
  }));
}

/** The chart with its drawing, which is made from the rest: the same points give the same bytes. */
export async function drawn(chart: ReportChart, year: number): Promise<ReportChart> {
  const spec = bars({
    subject: chart.title, unit: chart.unit, additive: chart.additive, year,
    bars: chart.points.map((point) => ({ label: point.label, value: point.value, ...(chart.previousYear !== null ? { previous: point.previous ?? null } : {}) })),
  }, { language: 'zh', theme: THEMES.light, width });
  return { ...chart, svg: await toSvg(spec) };
}

interface Draft { id: string; title: Words; unit: Words; points: ChartPoint[]; additive: boolean }

function penaltyKinds(tables: ReportTable[], previous: Previous): Draft | null {
  const table = tables.find((each) => each.id === 'penalty_form');
  if (!table) return null;
  const points = table.columns.flatMap((column, index) => (column.group === 'kinds' ? pointOf(table, index, previous) : []))
    .filter((point) => point.value > 0 || (point.previous ?? 0) > 0);
  // Kinds that do not add up to the total (a case counted in each of its kinds) are not added up in the title either.
  const sum = table.columns.reduce((all, column, index) => (column.group === 'kinds' ? add(all, table.rows[0]!.cells[index]!.value ?? '0') : all), '0');
  const total = table.rows[0]!.cells[table.columns.findIndex((column) => column.name === 'total')]?.value ?? null;
  const additive = total !== null && compare(sum, total) === 0;
  return points.length === 0 ? null : { id: 'penalty_kinds', title: { zh: '行政处罚', en: 'Penalties' }, unit: { zh: '宗', en: 'cases' }, points, additive };
}

const actColumns: [table: string, column: string, zh: string, en: string][] = [
  ['licence_form', 'granted', '行政许可', 'Licences granted'], ['penalty_form', 'total', '行政处罚', 'Penalties'], ['coercion_form', 'total', '行政强制', 'Coercion'],
  ['other_acts_form', 'inspections', '行政检查', 'Inspections'], ['other_acts_form', 'levies', '行政征收', 'Levies'], ['other_acts_form', 'requisitions', '行政征用', 'Requisitions'],
  ['other_acts_form', 'confirmations', '行政确认', 'Confirmations'], ['other_acts_form', 'payments', '行政给付', 'Payments'], ['other_acts_form', 'rewards', '行政奖励', 'Rewards'],
  ['other_acts_form', 'adjudications', '行政裁决', 'Adjudications'], ['other_acts_form', 'others', '其他行为', 'Other acts'],
];

function acts(tables: ReportTable[], previous: Previous): Draft | null {
  const points = actColumns.flatMap(([id, column, zh, en]) => {
    const table = tables.find((each) => each.id === id);
    const index = table?.columns.findIndex((each) => each.name === column) ?? -1;
    return table && index >= 0 ? pointOf(table, index, previous).map((point) => ({ ...point, label: { zh, en } })) : [];
  });
  return points.length < 2 ? null : { id: 'acts', title: { zh: '各类行政执法行为', en: 'Acts of enforcement' }, unit: { zh: '宗（次）', en: 'acts' }, points, additive: false };
}

function pointOf(table: ReportTable, index: number, previous: Previous): ChartPoint[] {
  const cell = table.rows[0]!.cells[index]!; const column = table.columns[index]!;
  if (cell.value === null) return [];
  const before = previous.get(table.id)?.get(column.name)?.value ?? null;
  return [{ label: column.label, value: Number(cell.value), ...(before === null || (isZero(before) && isZero(cell.value)) ? {} : { previous: Number(before) }) }];
}
