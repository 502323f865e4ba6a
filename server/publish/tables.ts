/** The tables of a report: a form as it is, by a province's view, or of columns of its own. */
import type { FigureColumn, Form, View } from '../../dsl/program.ts';
import { subtract } from './decimal.ts';
import { blank } from './figures.ts';
import { englishOf, englishUnit, layouts, tableNumber } from './layout.ts';
import type { Comparison, ReportBand, ReportCell, ReportColumn, ReportTable, TableSource, Words } from './model.ts';
import { hiddenCell, isSmall } from './suppress.ts';
import { cellOfValue, measuredValue, valueOf, type Figures } from './values.ts';
import Fraction from 'fraction.js';
import { decimal } from './values.ts';

/** A form's figures: what is printed, and what the ledgers give beside a typed form. */
export interface FormFigures { source: TableSource; figures: Figures; ledgers: Figures | null }

const unitWords = (units: string[]): Words => ({ zh: `单位：${[...new Set(units)].join('、')}`, en: `Unit: ${[...new Set(units.map(englishUnit))].join(', ')}` });
const frame = (number: number, title: Words, columns: ReportColumn[]): Pick<ReportTable, 'number' | 'title' | 'unit' | 'columns' | 'notes'> =>
  ({ number: tableNumber(number), title, unit: unitWords(columns.map((each) => each.unit)), columns, notes: [] });

export function tableOfForm(form: Form, of: FormFigures, number: number, agency: string, title: Words): ReportTable {
  const columns: ReportColumn[] = form.columns.map((each) => ({ name: each.name, label: { zh: each.label, en: englishOf(form.name, each.name) }, unit: each.unit, group: each.group ?? null }));
  const cells = columns.map((each) => of.figures.cell(form.name, each.name, 0));
  return {
    id: form.name, view: null, ...frame(number, title, columns), source: of.source, bands: bandsOf(columns, form.groups, form.name, layouts.find((each) => each.form === form.name)?.breaks ?? []),
    rows: [{ kind: 'agency', label: { zh: agency, en: agency }, cells }], comparison: of.ledgers ? comparisons(columns, cells, columns.map((each) => of.ledgers!.cell(form.name, each.name, 0))) : [],
  };
}

/** By a view. `given`: the agency's own row as it was handed in by that view, for merged columns that cannot be split back. */
export function tableOfView(view: View, of: FormFigures, number: number, agency: string, title: Words, given: ReadonlyMap<string, ReportCell>): ReportTable {
  const printed = view.columns.filter((each) => each.text === undefined);
  const columns: ReportColumn[] = printed.map((each) => ({ name: each.name, label: { zh: each.label, en: englishOfColumn(view, each) }, unit: each.unit, group: each.group ?? null }));
  const cells = (figures: Figures): ReportCell[] => printed.map((each) => (each.derived ? cellOfValue(valueOf(each.derived, figures), each.unit) : blank('no_source')));
  const own = cells(of.figures).map((cell, index) => (cell.state === 'value' ? cell : given.get(printed[index]!.name) ?? cell));
  return {
    id: view.form, view: view.name, ...frame(number, title, columns), source: of.source, bands: bandsOf(columns, view.groups, view.form, printed.filter((each) => each.newRow).map((each) => each.name)),
    rows: [{ kind: 'agency', label: { zh: agency, en: agency }, cells: own }], comparison: of.ledgers ? comparisons(columns, own, cells(of.ledgers)) : [],
  };
}

export function tableOfColumns(name: string, columns: FigureColumn[], figures: Figures, number: number, agency: string, title: Words): ReportTable {
  const heads: ReportColumn[] = columns.map((each) => ({ name: each.name, label: { zh: each.label.zh, en: each.label.en ?? englishOf(name, each.name) }, unit: each.unit, group: null }));
  return {
    id: name, view: null, ...frame(number, title, heads), source: 'ledgers', bands: bandsOf(heads, [], name, []),
    rows: [{ kind: 'agency', label: { zh: agency, en: agency }, cells: columns.map((each) => columnCell(each, figures)) }], comparison: [],
  };
}

/** The figure of a column of its own, of a table or a chart. */
export function columnCell({ value, unit }: FigureColumn, figures: Figures): ReportCell {
  if (value.kind === 'figure') return cellOfValue(valueOf(value.value, figures), unit);
  const row = figures.measured(value.of);
  const count = value.part === 'pending' ? row?.pending : row?.state === 'value' ? row[value.part] : undefined;
  if (count === undefined || count === null) return cellOfValue(row && row.state !== 'value' ? measuredValue(row) : { state: 'not_applicable' }, unit);
  if (isSmall(String(count), figures.below ?? 0)) return hiddenCell;
  const text = decimal(new Fraction(String(count)), 4);
  return { state: 'value', value: text, text };
}

/** Words of a view's column: its own name's, or those of the columns that it merges. */
function englishOfColumn(view: View, column: View['columns'][number]): string {
  const cells = cellNames(column.derived);
  if (cells.length > 1) { const words = cells.map((name) => englishOf(view.form, name)); return words.map((word, index) => (index === 0 ? word : word.toLowerCase())).join('; '); }
  return englishOf(view.form, cells[0] ?? column.name);
}
function cellNames(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(cellNames);
  if (!part || typeof part !== 'object') return [];
  const node = part as { kind?: string; column?: string; op?: string };
  if (node.kind === 'cell') return [node.column!];
  if (node.kind === 'arithmetic' && node.op === '/') return [];
  return Object.entries(part).flatMap(([key, each]) => (key === 'type' || key === 'at' ? [] : cellNames(each)));
}

function comparisons(columns: ReportColumn[], cells: ReportCell[], ledgers: ReportCell[]): Comparison[] {
  return columns.flatMap((each, index) => {
    const found = ledgers[index]!, form = cells[index]!;
    return found.state === 'value' ? [{ column: each.name, form, ledgers: found, difference: form.value === null ? null : subtract(form.value, found.value!) }] : [];
  });
}

/** Rows of columns with the groups above them; `breaks` are the first columns of further rows. */
function bandsOf(columns: ReportColumn[], groups: { name: string; label: string }[], form: string, breaks: string[]): ReportBand[] {
  const bands: ReportBand[] = [{ columns: [], groups: [] }];
  for (const column of columns) {
    if (breaks.includes(column.name)) bands.push({ columns: [], groups: [] });
    const band = bands.at(-1)!;
    const previous = columns.find((each) => each.name === band.columns.at(-1));
    band.columns.push(column.name);
    const last = band.groups.at(-1);
    if (last && previous && previous.group === column.group) last.span += 1;
    else {
      const label = groups.find((group) => group.name === column.group)?.label;
      band.groups.push({ label: label ? { zh: label, en: englishOf(form, column.group!, true) } : null, span: 1 });
    }
  }
  return bands;
}
