/** Lowest, median and highest points of a peer group in each trend year, from the ranking's columns. Pure. */
import type { Ranking } from '../ranking/columns.ts';

export interface PeerYear { year: number; low: number; median: number; high: number }

/** Years up to `until` in which at least two agencies of the group have points. The group is the one they are in now. */
export function peersOf(ranking: Ranking, group: string, until: number): PeerYear[] {
  return ranking.meta.trendYears.flatMap((year, index): PeerYear[] => {
    if (year > until) return [];
    const found: number[] = [];
    for (let row = 0; row < ranking.count; row += 1) {
      const points = ranking.group(row) === group ? ranking.trend[index]!(row) : null;
      if (points !== null) found.push(points);
    }
    if (found.length < 2) return [];
    found.sort((a, b) => a - b);
    const middle = found.length >> 1;
    const median = found.length % 2 === 1 ? found[middle]! : (found[middle - 1]! + found[middle]!) / 2;
    return [{ year, low: found[0]!, median, high: found.at(-1)! }];
  });
}
