/** From 100 to the result: what each item cost, as it weighs in the rescaled total. Pure. */
import type { ItemScore, ScoreRow } from '../../../metrics/types.ts';

export interface Step {
  kind: 'lost' | 'bonus' | 'deductions' | 'veto' | 'remainder';
  item: ItemScore | null;
  /** Points of the total: negative lost, positive gained. */
  change: number;
  /** The total after it. */
  left: number;
}

export interface Steps { steps: Step[]; result: number; /** Full points of the items that count. */ applicable: number; rescaled: boolean; /** Where the scale starts. */ from: number }

/** Null where the agency has no points. The greatest loss comes first; then bonus, deductions and what a veto or a limit changed. */
export function stepsOf(row: ScoreRow): Steps | null {
  if (row.points === null) return null;
  const items = row.dimensions.flatMap((dimension) => dimension.items);
  const counted = items.filter((item) => item.points !== null);
  const applicable = counted.reduce((sum, item) => sum + item.full, 0);
  const weight = applicable > 0 ? 100 / applicable : 0;
  const changes: { kind: Step['kind']; item: ItemScore | null; change: number }[] = counted
    .map((item) => ({ kind: 'lost' as const, item, change: (item.points! - item.full) * weight }))
    .filter((step) => step.change < -1e-9)
    .sort((a, b) => a.change - b.change);
  if (row.bonus) changes.push({ kind: 'bonus', item: null, change: row.bonus });
  if (row.deductions) changes.push({ kind: 'deductions', item: null, change: -row.deductions });
  const rest = row.points - changes.reduce((sum, step) => sum + step.change, 100);
  if (Math.abs(rest) > 0.0051) changes.push({ kind: row.veto ? 'veto' : 'remainder', item: null, change: rest });
  let left = 100;
  const steps = changes.map((step) => { left += step.change; return { ...step, left }; });
  const least = Math.min(row.points, ...steps.map((step) => step.left));
  return { steps, result: row.points, applicable, rescaled: counted.length < items.length, from: Math.max(0, Math.floor((least - 2) / 10) * 10) };
}
