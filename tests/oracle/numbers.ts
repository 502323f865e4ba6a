/**
 * Values. A number is known (`low` = `high` = `now`), or an aggregate over a period still open: what it is now, and
 * between which bounds more rows may still carry it (null: without bound).
 */
import Fraction from 'fraction.js';
import type { CompareOp, Program, Unit } from '../../dsl/program.ts';

export interface NumberValue { kind: 'number'; now: Fraction | null; low: Fraction | null; high: Fraction | null }
export type Value =
  | NumberValue
  | { kind: 'text' | 'date'; value: string } | { kind: 'boolean'; value: boolean } | { kind: 'list'; value: string[] }
  /** Empty; or, with `missing`, not computable without those years' calendar. */
  | { kind: 'empty'; missing?: number[] };

export const EMPTY: Value = { kind: 'empty' };
export function known(value: Fraction): NumberValue { return { kind: 'number', now: value, low: value, high: value }; }
export function isKnown(value: NumberValue): boolean { return value.low !== null && value.high !== null && value.low.equals(value.high); }

export function holds(op: CompareOp, order: number): boolean {
  return op === '=' ? order === 0 : op === '!=' ? order !== 0 : op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}
const NEGATED: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** True or false where no further row can change it, else 'open'. */
export function compareNumbers(op: CompareOp, left: NumberValue, right: NumberValue): boolean | 'open' {
  if (certain(op, left, right)) return true;
  return certain(NEGATED[op], left, right) ? false : 'open';
}
function certain(op: CompareOp, left: NumberValue, right: NumberValue): boolean {
  const test = (relation: CompareOp, one: Fraction | null, other: Fraction | null): boolean => one !== null && other !== null && holds(relation, one.compare(other));
  switch (op) {
    case '>': case '>=': return test(op, left.low, right.high);
    case '<': case '<=': return test(op, left.high, right.low);
    case '=': return certain('>=', left, right) && certain('<=', left, right);
    case '!=': return certain('<', left, right) || certain('>', left, right);
  }
}

/** Null: division by zero, or an empty operand. */
export function arithmetic(op: '+' | '-' | '*' | '/', left: NumberValue, right: NumberValue): NumberValue | null {
  if (left.now === null || right.now === null) return null;
  if (op === '/' && right.now.equals(0)) return null;
  const now = op === '+' ? left.now.add(right.now) : op === '-' ? left.now.sub(right.now) : op === '*' ? left.now.mul(right.now) : left.now.div(right.now);
  if (isKnown(left) && isKnown(right)) return known(now);
  const sum = (one: Fraction | null, other: Fraction | null, sign: 1 | -1): Fraction | null => (one === null || other === null ? null : sign === 1 ? one.add(other) : one.sub(other));
  if (op === '+') return { kind: 'number', now, low: sum(left.low, right.low, 1), high: sum(left.high, right.high, 1) };
  if (op === '-') return { kind: 'number', now, low: sum(left.low, right.high, -1), high: sum(left.high, right.low, -1) };
  return { kind: 'number', now, low: null, high: null };
}

export function halfUp(value: Fraction, digits: number): Fraction {
  const scale = new Fraction(10).pow(digits)!;
  return value.mul(scale).add(1, 2).floor().div(scale);
}

/** How many base units one unit is: shares as plain fractions, money in 元, class time in 分钟. */
export function scaleOf(unit: Unit, program: Program): Fraction {
  if (unit === '%' || unit === 'percentage_points') return new Fraction(1, 100);
  if (unit === '万元') return new Fraction(10000);
  const minutes = unit === '学时' ? program.parameters['minutes_per_class_hour']?.values[0]?.value : undefined;
  return minutes?.kind === 'number' ? new Fraction(minutes.value) : new Fraction(1);
}
