/**
 * What a report's figures come to: expressions over the cells of its tables, exactly. Whatever reads ledgers stands for itself
 * and was measured before (`lifted`); here it is only looked up.
 */
import Fraction from 'fraction.js';
import type { Expr, Unit } from '../../dsl/program.ts';
import type { MeasureRow, RosterRow } from '../../metrics/types.ts';
import { blank } from './figures.ts';
import type { CellState, ReportCell } from './model.ts';

/** A number in its unit (a ratio as it is: 0.95), a text, date or yes/no; or why there is none. */
export type Value = { state: 'value'; value: Fraction | string | boolean } | { state: Exclude<CellState, 'value'>; text?: string };

export interface Figures {
  year: number; asOf: string;
  roster: RosterRow;
  /** The cell as its table has it; `yearOffset` -1: last year's, from the same kind of source. */
  cell(form: string, column: string, yearOffset: number): ReportCell;
  /** The columns of a form's group. */
  group(form: string, group: string): string[];
  measured(expr: Expr): MeasureRow | undefined;
  /** Counts from 1 to below this are hidden. */
  below?: number;
}

const none = (state: Exclude<CellState, 'value'>): Value => ({ state });

/** Whether an expression reads cells, so that it is worked out here. */
export function readsCells(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(readsCells);
  if (!part || typeof part !== 'object') return false;
  const { kind } = part as { kind?: string };
  return kind === 'cell' || kind === 'groupTotal' || Object.entries(part).some(([key, each]) => key !== 'at' && key !== 'type' && readsCells(each));
}

const plain = new Set<Expr['kind']>(['number', 'text', 'choiceValue', 'boolean', 'date', 'yearDate', 'stateDay', 'agencyField']);
/** The largest parts of an expression that must be measured: they read ledgers and no cell. */
export function lifted(expr: Expr): Expr[] {
  if (plain.has(expr.kind)) return [];
  if (!readsCells(expr) && !onlyPlain(expr)) return [expr];
  return partsOf(expr).flatMap(lifted);
}
const onlyPlain = (expr: Expr): boolean => plain.has(expr.kind) || (worked.has(expr.kind) && partsOf(expr).every(onlyPlain));
const worked = new Set<Expr['kind']>(['compare', 'in', 'filled', 'empty', 'and', 'or', 'not', 'isTrue', 'arithmetic', 'convert', 'else', 'rounded', 'lastYear']);

function partsOf(expr: Expr): Expr[] {
  switch (expr.kind) {
    case 'compare': case 'arithmetic': return [expr.left, expr.right];
    case 'in': return [expr.operand, ...expr.values];
    case 'filled': case 'empty': case 'not': case 'isTrue': case 'convert': case 'rounded': case 'lastYear': return [expr.operand];
    case 'and': case 'or': return expr.operands;
    case 'else': return [expr.operand, expr.fallback];
    default: return [];
  }
}

/** The value of an expression for the agency and year; `offset` years earlier within `last year's`. */
export function valueOf(expr: Expr, figures: Figures, offset = 0): Value {
  if (!plain.has(expr.kind) && !readsCells(expr) && !onlyPlain(expr)) return measuredValue(figures.measured(expr));
  switch (expr.kind) {
    case 'number': return { state: 'value', value: new Fraction(expr.value).div(expr.unit === '%' || expr.unit === 'percentage_points' ? 100 : 1) };
    case 'text': case 'choiceValue': case 'date': return { state: 'value', value: expr.value };
    case 'boolean': return { state: 'value', value: expr.value };
    case 'yearDate': return { state: 'value', value: `${figures.year + offset + expr.yearOffset}-${two(expr.month)}-${two(expr.month === 2 && expr.day === 29 ? lastOfFebruary(figures.year + offset + expr.yearOffset) : expr.day)}` };
    case 'stateDay': { const end = `${figures.year + offset}-12-31`; return { state: 'value', value: end < figures.asOf ? end : figures.asOf }; }
    case 'agencyField': { const found = figures.roster.fields[expr.field] ?? (expr.field === 'code' ? figures.roster.agency : expr.field === 'name' ? figures.roster.name : null); return found === null || found === '' ? none('empty') : { state: 'value', value: found }; }
    case 'cell': return cellValue(figures.cell(expr.form, expr.column, expr.yearOffset + offset));
    case 'groupTotal': return total(figures.group(expr.form, expr.group).map((column) => cellValue(figures.cell(expr.form, column, offset))));
    case 'lastYear': return valueOf(expr.operand, figures, offset - 1);
    case 'arithmetic': return arithmetic(expr.op, valueOf(expr.left, figures, offset), valueOf(expr.right, figures, offset));
    case 'convert': return numeric(valueOf(expr.operand, figures, offset), (value) => value.mul(factor(expr.operand.type.kind === 'number' ? expr.operand.type.unit : '1', expr.unit)));
    case 'else': { const found = valueOf(expr.operand, figures, offset); return found.state === 'value' ? found : valueOf(expr.fallback, figures, offset); }
    case 'rounded': return numeric(valueOf(expr.operand, figures, offset), (value) => roundHalfUp(value, expr.digits + (expr.type.kind === 'number' && (expr.type.unit === '%' || expr.type.unit === 'percentage_points') ? 2 : 0)));
    default: { const held = holds(expr, figures, offset); return held === null ? none('empty') : { state: 'value', value: held }; }
  }
}

/** Whether a condition holds; null: unknown. */
export function holds(expr: Expr, figures: Figures, offset = 0): boolean | null {
  if (!plain.has(expr.kind) && !readsCells(expr) && !onlyPlain(expr)) { const row = measuredValue(figures.measured(expr)); return row.state === 'value' && typeof row.value === 'boolean' ? row.value : null; }
  switch (expr.kind) {
    case 'and': { const all = expr.operands.map((one) => holds(one, figures, offset)); return all.includes(false) ? false : all.includes(null) ? null : true; }
    case 'or': { const all = expr.operands.map((one) => holds(one, figures, offset)); return all.includes(true) ? true : all.includes(null) ? null : false; }
    case 'not': { const one = holds(expr.operand, figures, offset); return one === null ? null : !one; }
    case 'filled': return valueOf(expr.operand, figures, offset).state === 'value';
    case 'empty': return valueOf(expr.operand, figures, offset).state !== 'value';
    case 'in': { const all = expr.values.map((one) => equal(valueOf(expr.operand, figures, offset), valueOf(one, figures, offset))); return all.includes(true) ? true : all.includes(null) ? null : false; }
    case 'compare': return compared(expr.op, valueOf(expr.left, figures, offset), valueOf(expr.right, figures, offset));
    default: { const one = valueOf(expr.kind === 'isTrue' ? expr.operand : expr, figures, offset); return one.state === 'value' && typeof one.value === 'boolean' ? one.value : null; }
  }
}

function cellValue(cell: ReportCell): Value {
  return cell.state === 'value' ? { state: 'value', value: new Fraction(cell.value!) } : { state: cell.state, ...(cell.state === 'text' && { text: cell.text }) };
}

export function measuredValue(row: MeasureRow | undefined): Value {
  if (!row) return none('no_source');
  if (row.state !== 'value') return none(row.state);
  if (row.exact !== null) { const [top, bottom] = row.exact.split('/'); return { state: 'value', value: new Fraction(top!).div(bottom ?? '1') }; }
  return row.value === null ? none('empty') : { state: 'value', value: typeof row.value === 'number' ? new Fraction(String(row.value)) : row.value };
}

/** What several cells come to: without one of them nothing can be said of the whole, and why goes by the first that is missing. */
function total(values: Value[]): Value {
  return values.length === 0 ? none('no_source') : values.reduce((sum, one) => arithmetic('+', sum, one));
}

function arithmetic(op: '+' | '-' | '*' | '/', left: Value, right: Value): Value {
  if (left.state !== 'value') return right.state !== 'value' && right.state !== left.state ? none(worse(left.state, right.state)) : left;
  if (right.state !== 'value') return right;
  if (!(left.value instanceof Fraction) || !(right.value instanceof Fraction)) return none('error');
  switch (op) {
    case '+': return { state: 'value', value: left.value.add(right.value) };
    case '-': return { state: 'value', value: left.value.sub(right.value) };
    case '*': return { state: 'value', value: left.value.mul(right.value) };
    case '/': return right.value.equals(0) ? none('not_applicable') : { state: 'value', value: left.value.div(right.value) };
  }
}
const gravity: CellState[] = ['error', 'not_reported', 'pending', 'suppressed', 'text', 'no_source', 'empty', 'not_filled', 'not_applicable'];
const worse = (a: CellState, b: CellState): Exclude<CellState, 'value'> => (gravity.indexOf(a) <= gravity.indexOf(b) ? a : b) as Exclude<CellState, 'value'>;

function numeric(value: Value, change: (value: Fraction) => Fraction): Value {
  if (value.state !== 'value') return value;
  return value.value instanceof Fraction ? { state: 'value', value: change(value.value) } : none('error');
}

function factor(from: Unit, to: Unit): Fraction {
  if (from === to) return new Fraction(1);
  if (from === '万元' && to === '元') return new Fraction(10_000);
  if (from === '元' && to === '万元') return new Fraction(1, 10_000);
  return new Fraction(1);
}

export function roundHalfUp(value: Fraction, digits: number): Fraction {
  const scale = 10n ** BigInt(digits);
  const scaled = value.mul(scale.toString());
  const rounded = (scaled.n * 2n + scaled.d) / (scaled.d * 2n) * BigInt(scaled.s);
  return new Fraction(rounded.toString()).div(scale.toString());
}

/** Of a field with several values: one of them. */
function equal(left: Value, right: Value): boolean | null {
  if (left.state !== 'value' || right.state !== 'value') return null;
  if (left.value instanceof Fraction) return right.value instanceof Fraction && left.value.equals(right.value);
  if (typeof left.value === 'string' && typeof right.value === 'string') return left.value === right.value || left.value.split(/[、，,;；|]/).map((one) => one.trim()).includes(right.value);
  return left.value === right.value;
}

function compared(op: '=' | '!=' | '<' | '<=' | '>' | '>=', left: Value, right: Value): boolean | null {
  if (op === '=' || op === '!=') { const same = equal(left, right); return same === null ? null : same === (op === '='); }
  if (left.state !== 'value' || right.state !== 'value') return null;
  const order = left.value instanceof Fraction && right.value instanceof Fraction ? left.value.compare(right.value) : typeof left.value === 'string' && typeof right.value === 'string' ? (left.value < right.value ? -1 : left.value > right.value ? 1 : 0) : null;
  if (order === null) return null;
  return op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}

/** A value as a cell: an exact decimal of at most four places. A ratio is in percent. */
export function cellOfValue(value: Value, unit: Unit): ReportCell {
  if (value.state === 'text') return { state: 'text', value: null, text: value.text ?? '' };
  if (value.state !== 'value') return blank(value.state);
  if (!(value.value instanceof Fraction)) return { state: 'text', value: null, text: String(value.value) };
  const text = decimal(unit === '%' || unit === 'percentage_points' ? value.value.mul(100) : value.value, unit === '%' || unit === 'percentage_points' ? 2 : 4);
  return { state: 'value', value: text, text };
}

/** A plain decimal, half up to so many places, without trailing zeros. */
export function decimal(value: Fraction, places: number): string {
  const rounded = roundHalfUp(value.abs(), places);
  const scaled = (rounded.n * 10n ** BigInt(places) / rounded.d).toString().padStart(places + 1, '0');
  const whole = places === 0 ? scaled : scaled.slice(0, -places), fraction = places === 0 ? '' : scaled.slice(-places).replace(/0+$/, '');
  return `${value.compare(0) < 0 && /[1-9]/.test(scaled) ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}

const two = (number: number): string => String(number).padStart(2, '0');
const lastOfFebruary = (year: number): number => (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28);
