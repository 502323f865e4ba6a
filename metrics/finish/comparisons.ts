/** What can be said of two settled values: for good, or as long as more may come. */
import Fraction from 'fraction.js';
import type { CompareOp } from '../../dsl/program.ts';
import { certain, decidedVerdict, graver, holds, NEGATION, openVerdict, PENDING, UNKNOWN, type Scalar, type Unsettled, type Verdict } from './values.ts';

export function twoSided(surely: boolean, surelyNot: boolean): Verdict {
  return surely ? decidedVerdict(true) : surelyNot ? decidedVerdict(false) : openVerdict(PENDING);
}

export function compareScalars(op: CompareOp, a: Scalar, b: Scalar): Verdict {
  if (a.kind === 'number' && b.kind === 'number') {
    // What is empty for good is unknown, and so is what hangs on a figure not filled in; what may still be filled is open.
    if ((a.value === null && !a.open) || (b.value === null && !b.open)) return UNKNOWN;
    const verdict = twoSided(certain(op, a, b), certain(NEGATION[op], a, b));
    return verdict.why && (a.unfilled || b.unfilled) ? UNKNOWN : verdict;
  }
  if (a.kind === 'truth' && b.kind === 'truth') {
    // Alike: both yes or both no. What is unknown on one side is unknown.
    const alike = op === '=';
    return either(both(a.verdict(false), b.verdict(!alike)), both(a.verdict(true), b.verdict(alike)));
  }
  if (a.kind === 'list' && b.kind === 'text') return a.value === null || b.value === null ? UNKNOWN : decidedVerdict(a.value.includes(b.value) === (op === '='));
  if (a.kind === 'truth' || b.kind === 'truth' || a.kind === 'list' || b.kind === 'list' || a.kind === 'number' || b.kind === 'number') return UNKNOWN;
  if (a.kind === 'date' && b.kind === 'date' && (a.range || b.range)) return compareMoving(op, a, b);
  if (a.value === null || b.value === null) return UNKNOWN;
  return decidedVerdict(holds(op, a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}

/** An earliest or latest day that more rows may still move. */
function compareMoving(op: CompareOp, a: Scalar & { kind: 'date' }, b: Scalar & { kind: 'date' }): Verdict {
  if ((a.value === null && !a.range) || (b.value === null && !b.range)) return UNKNOWN;
  const at = (day: string | null) => (day === null ? null : new Fraction(Date.parse(day)));
  const bounds = ({ value, range = { lo: value, hi: value } }: typeof a) => ({ lo: at(range.lo), hi: at(range.hi) });
  const left = bounds(a), right = bounds(b);
  return twoSided(certain(op, left, right), certain(NEGATION[op], left, right));
}

export const both = (...parts: Verdict[]): Verdict => joined(parts, (sides) => sides.every(Boolean));
export const either = (...parts: Verdict[]): Verdict => joined(parts, (sides) => sides.some(Boolean));
function joined(parts: Verdict[], join: (sides: boolean[]) => boolean): Verdict {
  const best = join(parts.map((part) => part.best)), worst = join(parts.map((part) => part.worst));
  return { best, worst, why: best === worst ? null : parts.reduce<Unsettled | null>((why, part) => graver(why, part.best === part.worst ? null : part.why), null) };
}
