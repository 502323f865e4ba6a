/** Ranking: ties share a rank; the next rank is skipped (1, 2, 2, 4) unless the card says otherwise (1, 2, 2, 3). */
import type { ScoreRow } from './types.ts';

/** Ranks by points, highest first; null (no points) has no rank. Same order as the input. `dense`: no rank is skipped after a tie. */
export function ranks(points: readonly (number | null)[], ties?: 'dense'): (number | null)[] {
  const sorted = points.filter((value) => value !== null).sort((first, second) => second - first);
  const first = new Map<number, number>();
  sorted.forEach((value, index) => { if (!first.has(value)) first.set(value, ties === 'dense' ? first.size + 1 : index + 1); });
  return points.map((value) => (value === null ? null : first.get(value)!));
}

/**
 * Places gained (positive) or lost since the previous card, by agency. Null where the agency had or has no rank, or
 * stands in another peer group now: a place in one group says nothing of a place in another.
 */
export function rankChange(previous: readonly ScoreRow[], current: readonly ScoreRow[]): Map<string, number | null> {
  const before = new Map(previous.map((row) => [row.agency, row]));
  return new Map(current.map((row) => {
    const old = before.get(row.agency);
    const comparable = old && old.rank !== null && row.rank !== null && old.group === row.group;
    return [row.agency, comparable ? old.rank! - row.rank! : null];
  }));
}
