/** What can be said of two settled values: for good, or as long as more may come. */
import Fraction from 'fraction.js';
import type { CompareOp } from '../../dsl/program.ts';
import { certain, decidedVerdict, graver, holds, NEGATION, openVerdict, PENDING, UNKNOWN, type Scalar, type Verdict } from './values.ts';

export function twoSided(surely: boolean, surelyNot: boolean): Verdict {
  return surely ? decidedVerdict(true) : surelyNot ? decidedVerdict(false) : openVerdict(PENDING);
}

export function compareScalars(op: CompareOp, a: Scalar, b: Scalar): Verdict {
  if (a.kind === 'number' && b.kind === 'number') {
    // What is empty for good is unknown; what may still be filled is open.
    if ((a.value === null && !a.open) || (b.value === null && !b.open)) return UNKNOWN;
    return twoSided(certain(op, a, b), certain(NEGATION[op], a, b));
  }
  if (a.kind === 'truth' && b.kind === 'truth') {
    const x = a.verdict(false), y = b.verdict(false);
    if (x.best !== x.worst || y.best !== y.worst) return openVerdict(graver(x.why, y.why) ?? PENDING);
    return decidedVerdict((x.worst === y.worst) === (op === '='));
  }
  if (a.kind === 'list' && b.kind === 'text') return a.value === null || b.value === null ? UNKNOWN : decidedVerdict(a.value.includes(b.value) === (op === '='));
  if (a.kind === 'truth' || b.kind === 'truth' || a.kind === 'list' || b.kind === 'list' || a.kind === 'number' || b.kind === 'number') return UNKNOWN;
  if (a.kind === 'date' && b.kind === 'date' && (a.moving || b.moving)) return compareMoving(op, a, b);
  if (a.value === null || b.value === null) return UNKNOWN;
  return decidedVerdict(holds(op, a.value < b.value ? -1 : a.value > b.value ? 1 : 0));
}

/** An earliest or latest day that more rows may still move. */
function compareMoving(op: CompareOp, a: Scalar & { kind: 'date' }, b: Scalar & { kind: 'date' }): Verdict {
  if ((a.value === null && !a.moving) || (b.value === null && !b.moving)) return UNKNOWN;
  const bounds = (day: typeof a) => {
    const at = day.value === null ? null : new Fraction(Date.parse(day.value));
    return { lo: day.moving === 'earlier' ? null : at, hi: day.moving === 'later' ? null : at };
  };
  const left = bounds(a), right = bounds(b);
  return twoSided(certain(op, left, right), certain(NEGATION[op], left, right));
}
