/** The report's charts: shared specs of `metrics/charts`, rendered to SVG here, each with its points for the table twin. */
import { bars, THEMES } from '../../metrics/charts/index.ts';
import { toSvg } from '../../metrics/charts/svg.ts';
import { add, compare, isZero } from './decimal.ts';
import { englishOf, englishUnit } from './layout.ts';
import type { ChartPoint, ReportCell, ReportChart, Words } from './model.ts';
import { columnCell } from './tables.ts';
import { cellOfValue, valueOf, type Figures } from './values.ts';
import type { FigureColumn, Program, ReportItem } from '../../dsl/program.ts';

/** Narrow enough to be read on a phone without shrinking much. */
const width = 420;

type ChartItem = Extract<ReportItem, { kind: 'chart' }>;

/** The chart of a group of a form, or of columns of its own; null where it would be of nothing but zeros. */
export async function chartOf(item: ChartItem, figures: Figures, program: Program): Promise<ReportChart | null> {
  const found = item.form ? ofGroup(item, figures, program) : ofColumns(item, figures);
  if (found.points.every((point) => point.value === 0)) return null;
  const withPrevious = found.points.some((point) => point.previous !== undefined);
  const title: Words = { zh: item.label.zh, en: item.label.en ?? item.label.zh };
  return drawn({ id: item.name, title, unit: found.unit, points: found.points, additive: found.additive, previousYear: withPrevious ? figures.year - 1 : null, svg: '' }, figures.year);
}

/** The chart with its drawing, which is made from the rest: the same points give the same bytes. */
export async function drawn(chart: ReportChart, year: number): Promise<ReportChart> {
  const spec = bars({
    subject: chart.title, unit: chart.unit, additive: chart.additive, year,
    bars: chart.points.map((point) => ({ label: point.label, value: point.value, ...(chart.previousYear !== null ? { previous: point.previous ?? null } : {}) })),
  }, { language: 'zh', theme: THEMES.light, width });
  return { ...chart, svg: await toSvg(spec) };
}

interface Bars { points: ChartPoint[]; unit: Words; additive: boolean }

function ofGroup({ form, group }: ChartItem, figures: Figures, program: Program): Bars {
  const declared = (program.forms[form!]?.columns ?? []).filter((column) => column.group === group);
  const all = declared.flatMap((column) => pointOf({ zh: column.label, en: englishOf(form!, column.name) }, figures.cell(form!, column.name, 0), figures.cell(form!, column.name, -1)));
  const sum = declared.reduce((total, column) => add(total, figures.cell(form!, column.name, 0).value ?? '0'), '0');
  const total = figures.cell(form!, 'total', 0).value;
  const unit = declared[0]?.unit ?? '宗';
  // Kinds that do not add up to the total (a case counted in each of its kinds) are not added up in the title either.
  return { points: all.filter((point) => point.value > 0 || (point.previous ?? 0) > 0), unit: { zh: unit, en: englishUnit(unit) }, additive: total !== null && compare(sum, total) === 0 };
}

function ofColumns({ columns }: ChartItem, figures: Figures): Bars {
  const earlier = (column: FigureColumn): ReportCell | undefined => (column.value.kind === 'figure' ? cellOfValue(valueOf(column.value.value, figures, -1), column.unit) : undefined);
  const points = columns.flatMap((column) => pointOf({ zh: column.label.zh, en: column.label.en ?? column.name }, columnCell(column, figures), earlier(column)));
  const units = [...new Set(columns.map((column) => column.unit))];
  return { points: points.length < 2 ? [] : points, unit: { zh: units.length > 1 ? units.slice(0, 2).join('（') + '）' : units[0] ?? '', en: units.length > 1 ? 'acts' : englishUnit(units[0] ?? '') }, additive: false };
}

function pointOf(label: Words, cell: ReportCell, before: ReportCell | undefined): ChartPoint[] {
  if (cell.value === null) return [];
  const previous = before?.value ?? null;
  return [{ label, value: Number(cell.value), ...(previous === null || (isZero(previous) && isZero(cell.value)) ? {} : { previous: Number(previous) }) }];
}
