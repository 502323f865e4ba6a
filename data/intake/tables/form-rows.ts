/**
 * Tables become rows of forms: whose row each is, what every cell holds, and what cannot be taken apart. A merged column is
 * kept as given: its parts bear a mark that names the column and its figure, and the table stands in `_given` as it stood.
 */
import type { Program, Unit } from '../../../dsl/program.ts';
import { mergedMark, shows, inUnit, type CellName } from '../../views.ts';
import type { GivenTable } from '../../store/given.ts';
import { foldedName } from '../headers.ts';
import { readFormCell, trimmed } from '../cells.ts';
import type { Place, Problems } from '../problems.ts';
import { decimal, decimalText, ONE, placesOf, rounded } from './decimal.ts';
import type { MatchedColumn } from './match.ts';
import type { SheetTable, TableRow } from './sheet-tables.ts';

export interface PlacedCell { value: string | null; mark: string | null; place: Place }
export interface FormRow {
  form: string; agency: string; year: number;
  cells: Map<string, PlacedCell>;
  /** Columns that were handed in as one figure. */
  merged: { columns: string[]; label: string; value: string }[];
  /** It came by a view that does not show every column: what it does not show stays as it was. */
  partial: boolean;
  place: Place;
}
export interface FormRows { rows: FormRow[]; given: GivenTable[] }

export interface Roster { find(text: string): { code: string } | { nearest: string | null } | { several: string[] } }
export interface RowsContext {
  program: Program; problems: Problems; roster: Roster;
  kind: 'bulk' | 'agency'; agency: string | null; year: number;
  /** What contradicts itself is refused, or told. */
  hard: 'error' | 'warning';
  /** Tables that no form has: kept as they stand, or refused. */
  unknownTables: 'refuse' | 'keep';
}

const TOTALS = new Set(['合计', '总计', '共计', '总合计', '合计数', 'total']);

export function formRows(context: RowsContext, tables: SheetTable[]): FormRows {
  const found: FormRows = { rows: [], given: [] };
  const byKey = new Map<string, FormRow>();
  for (const table of tables) readTable(context, table, found, byKey);
  return found;
}

const placeOf = (table: SheetTable, row: number | null, column?: { label: string; column: number }): Place =>
  ({ file: table.file, sheet: table.sheet, row, ...(column ? { columnIndex: column.column, column: column.label } : {}) });

function readTable(context: RowsContext, table: SheetTable, found: FormRows, byKey: Map<string, FormRow>): void {
  const { problems, program } = context;
  const { match } = table;
  const title = table.title ?? table.sheet ?? table.file;
  if (!match || table.period) {
    const at = placeOf(table, table.titleRow ?? table.heads[0]?.row ?? null);
    if (!match && context.unknownTables === 'refuse') { problems.add('table_unknown', at, { found: title }); return; }
    if (!context.agency) { problems.add('table_of_nobody', at, { found: title }); return; }
    if (table.period) problems.add('not_a_year', at, { found: title, period: table.period });
    else problems.add('table_as_given', at, { found: title });
    found.given.push(givenOf(table, context.agency, context.year, table.rows, ''));
    return;
  }
  if (table.year !== null && table.year !== context.year) problems.add('title_year', placeOf(table, table.titleRow), { found: table.year, wanted: context.year });
  const layout = layoutOf(table);
  for (const head of match.strangers) problems.add('column_as_given', placeOf(table, head.row, head), { found: head.label, table: match.view?.label ?? match.form.label });
  const body: { row: TableRow; agency: string; year: number; readings: (Reading | null)[] }[] = [];
  const totals: { row: TableRow; readings: (Reading | null)[] }[] = [];
  const seen = new Map<string, number>();
  const isTotal = (row: TableRow): boolean => layout.names.some(entry => TOTALS.has(foldedName(layout.text(row, entry) ?? '')))
    || (layout.agency === null && TOTALS.has(foldedName(row.rows[0]!.cells.find(cell => cell !== null) ?? '')));
  const onlyTotal = table.rows.length === 1 && isTotal(table.rows[0]!);
  for (const row of table.rows) {
    const readings = layout.figures.map(entry => readFigure(context, table, layout, row, entry));
    if (isTotal(row) && !onlyTotal) { totals.push({ row, readings }); continue; }
    const name = layout.agency ? layout.text(row, layout.agency) : null;
    if (name === null && readings.every(reading => reading === null || (reading.value === null && reading.mark === null))) continue;
    const agency = onlyTotal ? context.agency : agencyOf(context, table, row, layout.agency, name);
    if (agency === null) continue;
    const yearText = layout.year ? layout.text(row, layout.year) : null;
    const year = yearText !== null && /^\d{4}年?$/.test(yearText) ? Number(yearText.slice(0, 4)) : context.year;
    const key = `${agency} ${year}`, number = row.rows[0]!.number;
    if (seen.has(key)) { problems.add('duplicate_key', placeOf(table, number, layout.agency?.head), { key: `执法主体 ${name ?? agency}`, first: seen.get(key)!, second: number }); continue; }
    seen.set(key, number);
    body.push({ row, agency, year, readings });
  }
  checkTotals(context, table, layout, body, totals);
  for (const { row, agency, year, readings } of body) {
    layout.figures.forEach((entry, index) => { const reading = readings[index]; if (reading) put(context, table, layout, row, entry, reading, agency, year, byKey, found); });
    checkRates(context, table, layout, row, readings);
    found.given.push(givenOf(table, agency, year, [row], match.form.name));
    // A table without a figure still is the form, handed in blank.
    rowFor(found, byKey, match.form.name, agency, year, match.view !== null, placeOf(table, row.rows[0]!.number));
  }
  void program;
}

// ---------------------------------------------------------------- cells

interface Entry { matched: MatchedColumn; head: SheetTable['heads'][number]; index: number }
interface Layout { agency: Entry | null; year: Entry | null; names: Entry[]; figures: Entry[]; text(row: TableRow, entry: Entry): string | null }
interface Reading { value: string | null; mark: string | null }

function layoutOf(table: SheetTable): Layout {
  const entries = table.match!.columns.map((matched, index): Entry => ({ matched, index, head: table.heads.find(head => head.row === matched.head.row && head.column === matched.head.column)! }));
  const role = (entry: Entry): string | undefined => (entry.matched.column.name === 'year' && entry.matched.column.text ? 'year' : entry.matched.column.text);
  return {
    agency: entries.find(entry => role(entry) === 'agency') ?? null, year: entries.find(entry => role(entry) === 'year') ?? null,
    names: entries.filter(entry => role(entry) === 'agency' || role(entry) === 'serial'), figures: entries.filter(entry => !entry.matched.column.text),
    text: (row, entry) => row.rows[entry.head.band]?.cells[entry.head.column] ?? null,
  };
}

function readFigure(context: RowsContext, table: SheetTable, layout: Layout, row: TableRow, entry: Entry): Reading | null {
  const { matched: { column, unit }, head } = entry;
  const text = layout.text(row, entry);
  if (text === null) return { value: null, mark: null };
  const place = placeOf(table, row.rows[head.band]!.number, head);
  const money = (unit === '元' || unit === '万元') ? /^(.*?)\s*(万元|元)$/.exec(trimmed(text)) : null;
  const own = (money?.[2] ?? unit) as Unit;
  const reading = readFormCell({ integer: column.integer, unit: own }, money ? money[1]! : column.unit === '%' ? text.replace(/[%％]\s*$/, '') : text);
  if ('problem' in reading) { context.problems.add(reading.problem, place, reading.words); return null; }
  if (reading.mark !== null && reading.mark !== '/' && reading.mark !== '-') context.problems.add('form_text', place, { found: reading.mark });
  return reading.value !== null && own !== unit ? { value: inUnit(reading.value, own, unit), mark: null } : reading;
}

function put(context: RowsContext, table: SheetTable, layout: Layout, row: TableRow, entry: Entry, reading: Reading, agency: string, year: number, byKey: Map<string, FormRow>, found: FormRows): void {
  const { matched: { column, unit }, head } = entry;
  const shown = shows(column);
  if (shown.kind !== 'sum') return;
  const place = placeOf(table, row.rows[head.band]!.number, head);
  const { form, view } = table.match!;
  const rowOf = (name: CellName): FormRow => rowFor(found, byKey, name.form, agency, year, view !== null, place);
  const set = (name: CellName, cell: Reading): void => {
    // Blank cells of another form say nothing of it.
    if (name.form !== form.name && cell.value === null && cell.mark === null) return;
    const target = rowOf(name), before = target.cells.get(name.column);
    if (before && (before.value !== cell.value || before.mark !== cell.mark) && (before.value !== null || before.mark !== null)) {
      context.problems.add('given_twice', place, { column: context.program.forms[name.form]!.columns.find(one => one.name === name.column)!.label, found: cell.value ?? cell.mark ?? '', before: before.value ?? before.mark ?? '',
        where: `${before.place.sheet ?? before.place.file} ${before.place.row ?? ''}` });
      return;
    }
    target.cells.set(name.column, { ...cell, place });
  };
  const formUnit = (name: CellName): Unit => context.program.forms[name.form]!.columns.find(one => one.name === name.column)!.unit;
  const [first] = shown.cells;
  if (shown.cells.length === 1 || reading.value === null || decimal(reading.value) === 0n) {
    for (const name of shown.cells) {
      if (reading.value === null) { set(name, shown.cells.length === 1 || reading.mark === '/' || reading.mark === '-' || reading.mark === null ? reading : { value: null, mark: reading.mark }); continue; }
      const exact = decimal(inUnit(reading.value, unit, formUnit(name))), kept = rounded(exact, 4);
      if (kept !== exact) context.problems.add('rounded', place, { found: reading.value, unit, kept: decimalText(kept), form_unit: formUnit(name) });
      set(name, { value: decimalText(kept), mark: null });
    }
    return;
  }
  for (const name of shown.cells) set(name, { value: null, mark: mergedMark(column.label, reading.value) });
  const parts = shown.cells.filter(name => name.form === first!.form).map(name => name.column);
  rowOf(first!).merged.push({ columns: parts, label: column.label, value: inUnit(reading.value, unit, formUnit(first!)) });
}

function rowFor(found: FormRows, byKey: Map<string, FormRow>, form: string, agency: string, year: number, partial: boolean, place: Place): FormRow {
  const key = `${form} ${agency} ${year}`;
  const before = byKey.get(key);
  if (before) { before.partial &&= partial; return before; }
  const made: FormRow = { form, agency, year, cells: new Map(), merged: [], partial, place };
  byKey.set(key, made);
  found.rows.push(made);
  return made;
}

// ---------------------------------------------------------------- what must agree

/** I11: what the units come to is what the last row says. */
function checkTotals(context: RowsContext, table: SheetTable, layout: Layout, body: { readings: (Reading | null)[] }[], totals: { row: TableRow; readings: (Reading | null)[] }[]): void {
  if (body.length === 0) return;
  for (const { row, readings } of totals) layout.figures.forEach((entry, index) => {
    const said = readings[index]?.value;
    if (said === undefined || said === null || shows(entry.matched.column).kind === 'ratio') return;
    const parts = body.map(one => one.readings[index] ?? null);
    const sum = parts.map(part => (part?.value ? decimal(part.value) : 0n)).reduce((all, one) => all + one, 0n);
    const known = parts.every(part => part !== null && (part.value !== null || part.mark === '/'));
    if (known ? sum === decimal(said) : sum <= decimal(said)) return;
    context.problems.add('total_row', placeOf(table, row.rows[entry.head.band]!.number, entry.head), { column: entry.head.label, sum: decimalText(sum), found: said }, context.hard);
  });
}

/** I13: a rate is the quotient of its two cells, to half of its last place. */
function checkRates(context: RowsContext, table: SheetTable, layout: Layout, row: TableRow, readings: (Reading | null)[]): void {
  const valueOf = (name: CellName): string | null => {
    const index = layout.figures.findIndex(entry => { const shown = shows(entry.matched.column); return shown.kind === 'sum' && shown.cells.length === 1 && shown.cells[0]!.form === name.form && shown.cells[0]!.column === name.column; });
    return index < 0 ? null : readings[index]?.value ?? null;
  };
  layout.figures.forEach((entry, index) => {
    const shown = shows(entry.matched.column), said = readings[index]?.value;
    if (shown.kind !== 'ratio' || said === undefined || said === null) return;
    const of = valueOf(shown.of), by = valueOf(shown.by);
    if (of === null || by === null || decimal(by) === 0n) return;
    const scale = entry.matched.column.unit === '%' ? 100n : 1n;
    const half = ONE / 10n ** BigInt(placesOf(said)) / 2n, off = decimal(of) * scale * ONE - decimal(said) * decimal(by);
    if ((off < 0n ? -off : off) <= half * decimal(by)) return;
    context.problems.add('rate', placeOf(table, row.rows[entry.head.band]!.number, entry.head), { column: entry.head.label, found: said, wanted: decimalText(rounded(decimal(of) * scale * ONE / decimal(by), 2)), of, by }, context.hard);
  });
}

function agencyOf(context: RowsContext, table: SheetTable, row: TableRow, entry: Entry | null, name: string | null): string | null {
  const { problems, roster } = context;
  const place = placeOf(table, row.rows[0]!.number, entry?.head);
  if (name === null) {
    if (context.agency) return context.agency;
    problems.add('required', place, { label: '单位名称' });
    return null;
  }
  const found = roster.find(name);
  if ('code' in found) return found.code;
  if ('several' in found) { problems.add('agency_ambiguous', place, { found: name, names: found.several.slice(0, 5).join('、') }); return null; }
  problems.add('unknown_agency', place, { found: name, nearest_zh: found.nearest ? `(是否为 ${found.nearest}?)` : '', nearest_en: found.nearest ? ` (did you mean ${found.nearest}?)` : '' });
  return null;
}

function givenOf(table: SheetTable, agency: string, year: number, rows: TableRow[], form: string): GivenTable {
  const columnOf = (head: SheetTable['heads'][number]): string | null => table.match?.columns.find(one => one.head.row === head.row && one.head.column === head.column)?.column.name ?? null;
  return {
    agency, year, form, view: form === '' ? null : table.match?.view?.name ?? null, title: table.title ?? table.sheet ?? table.file, unit: table.unit, file: table.file, sheet: table.sheet,
    heads: table.heads.map(head => ({ label: head.label, group: head.group, column: columnOf(head) })),
    rows: rows.map(row => table.heads.map(head => row.rows[head.band]?.cells[head.column] ?? null)), notes: table.notes,
  };
}
