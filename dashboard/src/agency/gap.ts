/** What is missing to a target, in whole records where the value is a share of records. Pure. */
import type { IndicatorHead } from '../../../server/api.ts';
import type { MeasureRow } from '../../../metrics/types.ts';

export interface Gap { amount: number; direction: 'short' | 'over'; /** Whole records; else the indicator's own unit. */ records: boolean }

const close = 1e-9;

/** Null when the target is met, undecided, or not a number. Shares are counted with the denominator as it stands. */
export function gapOf(measure: MeasureRow & IndicatorHead): Gap | null {
  const target = measure.target;
  if (measure.state !== 'value' || !target || typeof target.value !== 'number' || typeof measure.value !== 'number') return null;
  if (measure.target_met !== false && !measure.principleMissed) return null;
  const over = target.op === '<=' || target.op === '<';
  if (measure.unit === '%' && measure.numerator !== null && measure.denominator !== null) {
    const bound = target.value * measure.denominator;
    const allowed = over ? Math.floor(bound + close) - (target.op === '<' && Number.isInteger(bound) ? 1 : 0) : Math.ceil(bound - close) + (target.op === '>' && Number.isInteger(bound) ? 1 : 0);
    const amount = over ? measure.numerator - allowed : allowed - measure.numerator;
    return amount > 0 ? { amount, direction: over ? 'over' : 'short', records: true } : null;
  }
  const amount = Math.round(Math.abs(measure.value - target.value) * 100) / 100;
  return amount > 0 ? { amount, direction: over ? 'over' : 'short', records: false } : null;
}
