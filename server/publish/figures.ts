/**
 * Where the figures come from: the forms an agency typed, and what its ledgers give for the same columns.
 *
 * The forms say in Heng how a column derives from ledgers. Those expressions become indicators of a copied program and are
 * computed by `evaluate` like any other, so a derived figure obeys the same rules as every measure.
 */
import type { Column, Expr, Form, Indicator, Program } from '../../dsl/program.ts';
import { evaluate } from '../../metrics/index.ts';
import { toDuckDb } from '../../metrics/sql/duckdb.ts';
import { and, column, date, infix, number, text } from '../../metrics/sql/tree.ts';
import type { Engine, Measures, MeasureRow, RosterRow, WorkdayCalendar } from '../../metrics/types.ts';
import { plainDecimal } from './decimal.ts';
import type { CellState, ReportCell } from './model.ts';

export interface FigureRequest { program: Program; agency: string; year: number; asOf: string; calendar: WorkdayCalendar; /** For parameters with `choose`. */ choices?: Record<string, number>;
  /** Given by who makes the reports of many agencies from one state of the data: what was computed for all of them at once, by year. */
  shared?: Map<string, Promise<Measures>>;
  /** The report's declaration; default: the one in use where the agency is. */
  report?: string }

/** Cells by column name. */
export type Cells = Map<string, ReportCell>;

export const shown: Record<Exclude<CellState, 'value' | 'text'>, string> = {
  not_applicable: '/', not_reported: '未报送', empty: '', not_filled: '-', no_source: '', suppressed: '*', pending: '未到期', error: '无法计算',
};

/** A cell without a figure. */
export function blank(state: Exclude<CellState, 'value' | 'text'>): ReportCell { return { state, value: null, text: shown[state] }; }
export function figure(value: string): ReportCell { return { state: 'value', value, text: value }; }

/** The agency's typed row of a form, or null when it handed none in for the year. */
export async function typedCells(engine: Engine, form: Form, agency: string, year: number): Promise<Cells | null> {
  const select = form.columns.flatMap((each) => [
    { expr: column('f', each.name), as: each.name },
    { expr: column('f', `${each.name}__mark`), as: `${each.name}__mark` },
  ]);
  const found = await engine.query(toDuckDb({
    select, from: { table: form.name, as: 'f' },
    where: and(infix('=', column('f', 'agency'), text(agency)), infix('=', column('f', '_year'), number(year))), limit: 1,
  }));
  if (found.rowCount === 0) return null;
  const at = (name: string): string | null => {
    const value = found.columns[found.names.indexOf(name)]![0];
    return value === null || value === undefined ? null : String(value);
  };
  return new Map(form.columns.map((each) => [each.name, typedCell(at(each.name), at(`${each.name}__mark`))]));
}

/** `/` 不适用, `-` 未填, another mark is text to be looked at by a person; no value and no mark is a blank. */
export function typedCell(value: string | null, mark: string | null): ReportCell {
  if (mark === '/') return blank('not_applicable');
  if (mark === '-') return blank('not_filled');
  if (mark !== null && mark !== '') return { state: 'text', value: null, text: mark };
  return value === null ? blank('empty') : figure(plainDecimal(value));
}

/**
 * What the ledgers give for every column of the forms, the roster row, and those of the program's own `indicators` that it
 * has. `null` where the agency is not on the year's roster.
 */
export async function derivedCells(engine: Engine, forms: Form[], request: FigureRequest, indicators: string[] = [], extra: Record<string, Indicator> = {}): Promise<{ roster: RosterRow; byForm: Map<string, Cells>; measures: Map<string, MeasureRow> } | null> {
  const { program, agency, year, asOf, calendar, choices, shared } = request;
  const synthetic: Record<string, Indicator> = {};
  for (const form of forms) {
    for (const each of form.columns) if (each.derived) synthetic[indicatorName(form, each)] = derivedIndicator(program, form, each, each.derived);
  }
  const copied: Program = { ...program, indicators: { ...program.indicators, ...extra, ...synthetic } };
  const shipped = [...indicators.filter((name) => program.indicators[name]), ...Object.keys(extra)];
  const evaluated = (agencies?: string[]): Promise<Measures> => evaluate(engine, { program: copied, year, asOf, calendar, ...(choices ? { choices } : {}), indicators: [...shipped, ...Object.keys(synthetic)], ...(agencies ? { agencies } : {}) });
  // A report's options may class combined penalties by another order where it is printed by other views.
  const key = [year, asOf, request.report ?? '', JSON.stringify(program.orders['severity']?.values ?? null), ...shipped].join('|');
  if (shared && !shared.has(key)) shared.set(key, evaluated());
  const measures = await (shared?.get(key) ?? evaluated([agency]));
  const index = measures.roster.findIndex((row) => row.agency === agency);
  const roster = measures.roster[index];
  if (!roster) return null;
  const rowOf = (name: string): MeasureRow | undefined => measures.byIndicator[name]?.[index];
  const byForm = new Map<string, Cells>();
  for (const form of forms) {
    byForm.set(form.name, new Map(form.columns.map((each) => [each.name, each.derived ? derivedCell(rowOf(indicatorName(form, each))) : blank('no_source')])));
  }
  return { roster, byForm, measures: new Map(shipped.flatMap((name) => { const row = rowOf(name); return row ? [[name, row] as const] : []; })) };
}

function indicatorName(form: Form, each: Column): string { return `${form.name}.${each.name}`; }

function derivedIndicator(program: Program, form: Form, each: Column, value: Expr): Indicator {
  return {
    name: indicatorName(form, each), label: each.label, sources: [], value, targets: [], shownOnly: true,
    reads: [...ledgersIn(value)].filter((name) => program.ledgers[name]?.hasAgency && !program.ledgers[name].system).sort(),
  };
}

/** Ledgers whose rows an expression counts. */
function ledgersIn(part: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(part)) for (const each of part) ledgersIn(each, found);
  else if (part && typeof part === 'object') {
    const node = part as { kind?: unknown; rows?: { ledger?: unknown } };
    if (typeof node.rows?.ledger === 'string') found.add(node.rows.ledger);
    for (const [key, each] of Object.entries(part)) if (key !== 'at' && key !== 'type') ledgersIn(each, found);
  }
  return found;
}

function derivedCell(row: MeasureRow | undefined): ReportCell {
  if (!row) return blank('no_source');
  switch (row.state) {
    case 'value': return row.exact !== null ? figure(plainDecimal(row.exact)) : typeof row.value === 'number' ? figure(plainDecimal(String(row.value))) : blank('no_source');
    case 'not_applicable': return blank('not_applicable');
    case 'not_reported': return blank('not_reported');
    case 'pending': return blank('pending');
    case 'error': return blank('error');
  }
}

/** Publications of the annual report known by the as-of day, by version. */
export async function publications(engine: Engine, program: Program, request: FigureRequest): Promise<{ version: number; publishedOn: string }[]> {
  const ledger = program.ledgers['filings'];
  if (!ledger) return [];
  const annual = choiceValue(ledger.fields.find((field) => field.name === 'report')?.choices, 'annual_statistics');
  const found = await engine.query(toDuckDb({
    select: [{ expr: column('f', 'version'), as: 'version' }, { expr: column('f', 'published_on'), as: 'published_on' }],
    from: { table: ledger.name, as: 'f' },
    where: and(infix('=', column('f', 'agency'), text(request.agency)), infix('=', column('f', 'year'), number(request.year)), infix('=', column('f', 'report'), text(annual)), infix('<=', column('f', 'published_on'), date(request.asOf))),
    orderBy: [{ expr: column('f', 'version') }],
  }));
  return Array.from({ length: found.rowCount }, (_, i) => ({ version: Number(found.columns[0]![i]), publishedOn: String(found.columns[1]![i]) }));
}

function choiceValue(choices: { value: string; name?: string }[] | undefined, name: string): string {
  return choices?.find((choice) => choice.name === name || choice.value === name)?.value ?? name;
}
