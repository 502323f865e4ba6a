/**
 * Agency-level values. A value is settled, or there is a state that says why not. A number that more rows may move
 * carries what it is certain to be at least (`lo`) and at most (`hi`); null is no bound.
 */
import type Fraction from 'fraction.js';
import type { CompareOp, State } from '../../dsl/program.ts';
import type { MeasureRow } from '../types.ts';

export type Failure = NonNullable<MeasureRow['error']>;
/** Why there is no value. */
export interface Unsettled { state: Exclude<State, 'value'>; error: Failure | null }

export type Scalar =
  /** `unfilled`: empty because a cell of the form was left without a figure; where a value is wanted that is not reported. */
  | { kind: 'number'; value: Fraction | null; lo: Fraction | null; hi: Fraction | null; open: boolean; unfilled?: true }
  /** `range`: it may still move, but is certain to be at the earliest `lo` and at the latest `hi`. */
  | { kind: 'date'; value: string | null; range?: { lo: string | null; hi: string | null } }
  | { kind: 'text'; value: string | null }
  | { kind: 'list'; value: string[] | null }
  | { kind: 'truth'; verdict(negated: boolean): Verdict };

export type Settled = { state: 'value'; scalar: Scalar } | Unsettled;

/** Two-sided truth at agency level; `why` says what keeps it open, where it is. */
export interface Verdict { best: boolean; worst: boolean; why: Unsettled | null }

export const PENDING: Unsettled = { state: 'pending', error: null };
export const NOT_APPLICABLE: Unsettled = { state: 'not_applicable', error: null };
export const NOT_REPORTED: Unsettled = { state: 'not_reported', error: null };

const SEVERITY: Record<State, number> = { error: 4, not_reported: 3, pending: 2, not_applicable: 1, value: 0 };
/** error > not_reported > pending > not_applicable; of two errors the earlier year. */
export function graver(a: Unsettled | null, b: Unsettled | null): Unsettled | null {
  if (!a || !b) return a ?? b;
  if (a.state === 'error' && b.state === 'error') return (b.error?.year ?? Infinity) < (a.error?.year ?? Infinity) ? b : a;
  return SEVERITY[b.state] > SEVERITY[a.state] ? b : a;
}
export function calendarMissing(year: number): Unsettled {
  return { state: 'error', error: { code: 'calendar_year_missing', year, zh: `缺少${year}年的工作日安排`, en: `the working-day arrangement of ${year} is missing` } };
}

type NumberScalar = Extract<Scalar, { kind: 'number' }>;
export const fixedNumber = (value: Fraction | null): NumberScalar => ({ kind: 'number', value, lo: value, hi: value, open: false });
/** A number that may still move: certain to be at least `lo` and at most `hi`. */
export const openNumber = (value: Fraction | null, lo: Fraction | null, hi: Fraction | null): NumberScalar => ({ kind: 'number', value, lo, hi, open: true });
export const settled = (scalar: Scalar): Settled => ({ state: 'value', scalar });
export const unfilled = (value: Settled): boolean => value.state === 'value' && value.scalar.kind === 'number' && value.scalar.unfilled === true;
/** Empty, but more rows may still fill it. */
export const awaited = (scalar: Scalar): boolean => (scalar.kind === 'number' ? scalar.value === null && scalar.open && !scalar.unfilled : scalar.kind === 'date' && scalar.value === null && scalar.range !== undefined);
export const decidedVerdict = (holds: boolean): Verdict => ({ best: holds, worst: holds, why: null });
export const openVerdict = (why: Unsettled): Verdict => ({ best: true, worst: false, why });
export const UNKNOWN: Verdict = { best: false, worst: false, why: null };

export const NEGATION: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
export function holds(op: CompareOp, order: number): boolean {
  return op === '=' ? order === 0 : op === '!=' ? order !== 0 : op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}

/** What is certain of `left op right` whatever comes; `lo`/`hi` null is unbounded. */
export function certain(op: CompareOp, left: { lo: Fraction | null; hi: Fraction | null }, right: { lo: Fraction | null; hi: Fraction | null }): boolean {
  const test = (cmp: CompareOp, l: Fraction | null, r: Fraction | null) => l !== null && r !== null && holds(cmp, l.compare(r));
  switch (op) {
    case '>=': case '>': return test(op, left.lo, right.hi);
    case '<=': case '<': return test(op, left.hi, right.lo);
    case '=': return test('>=', left.lo, right.hi) && test('<=', left.hi, right.lo);
    case '!=': return test('>', left.lo, right.hi) || test('<', left.hi, right.lo);
  }
}
