/**
 * What an expression over a row becomes in SQL: a number with a constant denominator (sums of 100/45 class hours stay
 * exact), a date with its working-day index, a text, a list, a truth. A number or date that more records may still move
 * carries bounds: `lo` and `hi` are what it is certain to be at least and at most, null where nothing is certain.
 */
import Fraction from 'fraction.js';
import type { Expr, Unit } from '../../dsl/program.ts';
import { and, call, cases, cast, infix, isNull, nothing, notNull, number, or, type Sql } from '../sql/tree.ts';

export interface NumberValue {
  kind: 'number';
  /** value = sql / den (/ divisor, which may be anything; by zero it is empty). */
  sql: Sql; den: bigint; divisor?: Sql;
  lo: Sql | null; hi: Sql | null;
  constant?: Fraction; integer: boolean;
  /** Never empty. */
  filled?: boolean;
  /** Of a number that may still move: filled, or still to be. `TRUE` while rows may come. */
  fillable?: Sql;
  /** First year without a calendar, where the rows behind the number needed one. */
  error: Sql | null;
}
export interface DateValue {
  kind: 'date';
  /** The stored day; `masked`: it reads as empty when later than the as-of day. */
  raw: Sql; masked: boolean;
  /** The stored working-day index, where there is one. */
  index?: (which: 'floor' | 'ceil') => Sql;
  constant?: string;
  /** Known bounds of the day (the row's own date lies in its year). A bounded date is never empty. */
  first?: string; last?: string;
  lo: Sql | null; hi: Sql | null;
  fillable?: Sql;
  error: Sql | null;
}
/** `error`: as with numbers, for the last of rows whose choice needed a calendar. */
export interface TextValue { kind: 'text'; sql: Sql; constant?: string; error?: Sql | null }
export interface ListValue { kind: 'list'; sql: Sql; error?: Sql | null }
/** Two-sided truth: see `program.ts`. `best === worst` (the same object) where nothing is open. */
export interface Verdict { best: Sql; worst: Sql; error: Sql | null }
export interface TruthValue { kind: 'boolean'; sql: Sql; verdict(negated: boolean): Verdict }
export type Value = NumberValue | DateValue | TextValue | ListValue | TruthValue;

/** A program the plan cannot carry out although the checker let it pass: a mistake of ours, not of the data. */
export class PlanError extends Error {}

export function fixedNumber(sql: Sql, options: { den?: bigint; integer?: boolean; divisor?: Sql } = {}): NumberValue {
  return { kind: 'number', sql, den: options.den ?? 1n, divisor: options.divisor, lo: sql, hi: sql, integer: options.integer ?? false, error: null };
}
export function constantNumber(value: Fraction): NumberValue {
  const sql = number(value.s * value.n);
  return { kind: 'number', sql, den: value.d, lo: sql, hi: sql, constant: value, integer: value.d === 1n, filled: true, error: null };
}
export function fixedDate(raw: Sql, options: Partial<DateValue> = {}): DateValue {
  return { kind: 'date', raw, masked: false, lo: raw, hi: raw, error: null, ...options };
}
export function constantDate(day: string): DateValue {
  return fixedDate({ k: 'date', value: day }, { constant: day, first: day, last: day });
}
export const isFixed = (value: NumberValue | DateValue): boolean =>
  value.kind === 'number' ? value.lo === value.sql && value.hi === value.sql : value.lo === value.raw && value.hi === value.raw;

/** What arithmetic on both may come to: nothing for good where one is empty for good. */
function bothFillable(a: NumberValue, b: NumberValue): Pick<NumberValue, 'fillable'> {
  return { fillable: and(...[a, b].filter((one) => !one.constant && !one.filled).map((one) => one.fillable ?? notNull(one.sql))) };
}

/** The date as one expression: empty when it is later than the as-of day. */
export function dateSql(value: DateValue, asOf: string): Sql {
  return value.masked ? cases([{ when: infix('<=', value.raw, { k: 'date', value: asOf }), value: value.raw }], nothing('date')) : value.raw;
}
/** The number as one expression; a division is only carried out where nothing exact will do (a sum of row-level ratios). */
export function numberSql(value: NumberValue): Sql {
  if (value.divisor) return call('divide', value.sql, times(value.divisor, value.den));
  return value.den === 1n ? value.sql : call('divide', value.sql, number(value.den));
}

export function times(sql: Sql, factor: bigint): Sql {
  if (factor === 1n) return sql;
  if (sql.k === 'number' && /^-?\d+$/u.test(sql.value)) return number(BigInt(sql.value) * factor);
  return infix('*', wide(sql), number(factor));
}
/** A stored number made wide enough to be reckoned with: one amount near the end of its column's type must not stop everyone's evaluation. */
export const wide = (sql: Sql): Sql => (sql.k === 'column' ? cast(sql, 'decimal') : sql);
function multiply(a: Sql, b: Sql): Sql {
  if (a.k === 'number' && /^-?\d+$/u.test(a.value)) return times(b, BigInt(a.value));
  if (b.k === 'number' && /^-?\d+$/u.test(b.value)) return times(a, BigInt(b.value));
  return infix('*', wide(a), wide(b));
}

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
const lcm = (a: bigint, b: bigint): bigint => (a / gcd(a, b)) * b;

/** Both numbers over one denominator. */
export function commonDenominator(values: NumberValue[]): { sqls: Sql[]; den: bigint } {
  const den = values.reduce((all, value) => lcm(all, value.den), 1n);
  return { sqls: values.map((value) => times(value.sql, den / value.den)), den };
}

/** Exact. Bounds: sums of bounds for +, swapped for −; a product keeps them only with a constant that is not negative. */
export function arithmetic(op: '+' | '-' | '*' | '/', a: NumberValue, b: NumberValue): NumberValue {
  if (a.constant && b.constant && !(op === '/' && b.constant.equals(0))) {
    return constantNumber(op === '+' ? a.constant.add(b.constant) : op === '-' ? a.constant.sub(b.constant) : op === '*' ? a.constant.mul(b.constant) : a.constant.div(b.constant));
  }
  const error = firstOf(a.error, b.error);
  const fixed = isFixed(a) && isFixed(b), fillable = fixed ? {} : bothFillable(a, b);
  if (!fixed && isSettledOrOpen(a) && isSettledOrOpen(b)) {
    // Each is settled or may be anything: so is what they come to.
    const of = (x: Sql, y: Sql) => arithmetic(op, { ...a, sql: x, lo: x, hi: x }, { ...b, sql: y, lo: y, hi: y });
    const settled = cases([{ when: and(notNull(a.lo!), notNull(b.lo!)), value: of(a.lo!, b.lo!).sql }], null);
    return { ...of(a.sql, b.sql), ...fillable, lo: settled, hi: settled };
  }
  if (op === '+' || op === '-') {
    if (a.divisor || b.divisor) {
      const p = a.divisor ?? number(1), q = b.divisor ?? number(1), den = lcm(a.den, b.den);
      const sql = infix(op, multiply(times(a.sql, den / a.den), q), multiply(times(b.sql, den / b.den), p));
      return bounded({ sql, den, divisor: multiply(p, q), integer: false, ...fillable, error }, fixed);
    }
    const { sqls, den } = commonDenominator([a, b]);
    const [left, right] = a.integer && b.integer ? sqls : sqls.map(wide);
    const sql = infix(op, left!, right!);
    const value: NumberValue = { kind: 'number', sql, den, lo: sql, hi: sql, integer: a.integer && b.integer, error };
    if (fixed) return value;
    const [low, high] = op === '+' ? [b.lo, b.hi] : [b.hi, b.lo];
    const combine = (x: Sql | null, y: Sql | null) => (x && y ? infix(op, wide(times(x, den / a.den)), wide(times(y, den / b.den))) : null);
    return { ...value, ...fillable, lo: combine(a.lo, low), hi: combine(a.hi, high) };
  }
  if (op === '*') {
    for (const [factor, other] of [[b, a], [a, b]] as const) {
      if (!factor.constant) continue;
      const by = factor.constant, scale = (x: Sql | null) => (x ? times(x, by.s * by.n) : null);
      const sql = times(other.sql, by.s * by.n);
      const reduced = { kind: 'number' as const, sql, den: other.den * by.d, divisor: other.divisor, integer: other.integer && by.d === 1n, ...fillable, error };
      if (isFixed(other)) return { ...reduced, lo: sql, hi: sql };
      return by.s >= 0n ? { ...reduced, lo: scale(other.lo), hi: scale(other.hi) } : { ...reduced, lo: scale(other.hi), hi: scale(other.lo) };
    }
    const divisor = a.divisor && b.divisor ? multiply(a.divisor, b.divisor) : a.divisor ?? b.divisor;
    return bounded({ sql: multiply(a.sql, b.sql), den: a.den * b.den, divisor, integer: a.integer && b.integer, ...fillable, error }, fixed);
  }
  if (b.constant && !b.constant.equals(0)) return arithmetic('*', a, constantNumber(b.constant.inverse()));
  const sql = times(multiply(a.sql, b.divisor ?? number(1)), b.den);
  return bounded({ sql, den: a.den, divisor: multiply(a.divisor ?? number(1), b.sql), integer: false, ...fillable, error }, fixed);
}

/** The bounds are one (a mean of rows of which none is open any more), and empty as long as they are none. */
const isSettledOrOpen = ({ lo, hi }: NumberValue): boolean => lo !== null && hi !== null && (lo === hi || JSON.stringify(lo) === JSON.stringify(hi));

function bounded(value: Omit<NumberValue, 'kind' | 'lo' | 'hi'>, fixed: boolean): NumberValue {
  return { kind: 'number', ...value, lo: fixed ? value.sql : null, hi: fixed ? value.sql : null };
}

export function firstOf(...errors: (Sql | null)[]): Sql | null {
  const present = errors.filter((error): error is Sql => error !== null);
  return present.length === 0 ? null : present.length === 1 ? present[0]! : call('coalesce', ...present);
}

/** A truth that is never open: its negation is written out, since NOT of NULL would be NULL anyway. */
export function truth(sql: Sql, negation: Sql): Value {
  const side = (s: Sql): Verdict => ({ best: s, worst: s, error: null });
  return { kind: 'boolean', sql, verdict: (negated) => side(negated ? negation : sql) };
}

export const decided = (sql: Sql, error: Sql | null = null): Verdict => ({ best: sql, worst: sql, error });

/** An atom whose operands need a missing year is open, and names the year. */
export function withError(verdict: Verdict, error: Sql | null): Verdict {
  if (!error) return verdict;
  return { best: or(verdict.best, notNull(error)), worst: and(verdict.worst, isNull(error)), error: firstOf(verdict.error, error) };
}

// ---------------------------------------------------------------- units

const SCALE: Partial<Record<Unit, { dimension: string; factor: Fraction }>> = {
  元: { dimension: 'money', factor: new Fraction(1) }, 万元: { dimension: 'money', factor: new Fraction(10000) },
  '%': { dimension: 'ratio', factor: new Fraction(1) }, percentage_points: { dimension: 'ratio', factor: new Fraction(1) },
  学时: { dimension: 'class time', factor: new Fraction(1) }, 分钟: { dimension: 'class time', factor: new Fraction(1) },
};
export type Conversion = { factor: Fraction } | { minutesPerHour: 'multiply' | 'divide' } | null;

/** How a number in one unit is told in another; null where it is only relabelled. */
export function conversion(from: Unit, to: Unit): Conversion {
  if (from === to) return null;
  if (from === '学时' && to === '分钟') return { minutesPerHour: 'multiply' };
  if (from === '分钟' && to === '学时') return { minutesPerHour: 'divide' };
  const a = SCALE[from], b = SCALE[to];
  if (!a || !b || a.dimension !== b.dimension || a.factor.equals(b.factor)) return null;
  return { factor: a.factor.div(b.factor) };
}
/** The parameter that says how many minutes make a class hour. */
export const MINUTES_PER_CLASS_HOUR = 'minutes_per_class_hour';

/** A number as written: percent and percentage points are hundredths. */
export function literalNumber(value: string, unit: Unit): Fraction {
  const number = new Fraction(value);
  return unit === '%' || unit === 'percentage_points' ? number.div(100) : number;
}
/** To how many digits the plain number is rounded: those of a ratio are of the percentage. */
export const digitsOf = ({ digits, type }: Expr & { kind: 'rounded' }): number =>
  type.kind === 'number' && (type.unit === '%' || type.unit === 'percentage_points') ? digits + 2 : digits;
export const unitOf = (expr: Expr): Unit | null => (expr.type.kind === 'number' ? expr.type.unit : null);
