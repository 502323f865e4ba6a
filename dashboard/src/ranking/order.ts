/** Which rows of a ranking are shown, and in which order. Pure; rows are indices into the columns. */
import type { Ranking } from './columns.ts';

export type Direction = 'ascending' | 'descending';
/** `rank`, `agency`, `points`, `grade`, `change`, or a dimension by its place: `d0`, `d1` … */
export type SortKey = string;

export interface Choice {
  /** Null: all groups. */
  group: string | null;
  sort: SortKey; direction: Direction;
  /** Which rows a search keeps; absent without a search. */
  matches?: (row: number) => boolean;
}

const byName = new Intl.Collator('zh-CN');

/** What a click on a column head sorts first: names and ranks upwards, figures from the greatest. */
export function firstDirection(sort: SortKey): Direction {
  return sort === 'rank' || sort === 'agency' ? 'ascending' : 'descending';
}

/**
 * Rows without a rank because nothing was reported stay last whatever is sorted; rows without the figure sorted by stand
 * before them. Equal rows keep the order of rank, then points, then name.
 */
export function orderRows(ranking: Ranking, choice: Choice): number[] {
  const rows: number[] = [];
  for (let row = 0; row < ranking.count; row += 1) {
    if (choice.group !== null && ranking.group(row) !== choice.group) continue;
    if (choice.matches && !choice.matches(row)) continue;
    rows.push(row);
  }
  const sign = choice.direction === 'ascending' ? 1 : -1;
  const absent = (row: number) => (ranking.state(row) === 'not_reported' ? 1 : 0);
  const figure = sortFigure(ranking, choice.sort);
  const names = choice.sort === 'agency';
  const compareFigures = (a: number | null, b: number | null): number => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return (a - b) * sign;
  };
  const keys = new Map(rows.map((row) => [row, { absent: absent(row), figure: figure(row), rank: ranking.rank(row), points: ranking.points(row), name: ranking.name(row) }]));
  return rows.sort((left, right) => {
    const a = keys.get(left)!;
    const b = keys.get(right)!;
    return a.absent - b.absent
      || (names ? byName.compare(a.name, b.name) * sign : compareFigures(a.figure, b.figure))
      || compareRanks(a.rank, b.rank) || (b.points ?? -1) - (a.points ?? -1) || byName.compare(a.name, b.name);
  });
}

function compareRanks(a: number | null, b: number | null): number {
  return a === b ? 0 : a === null ? 1 : b === null ? -1 : a - b;
}

function sortFigure(ranking: Ranking, sort: SortKey): (row: number) => number | null {
  const place = /^d(\d+)$/.exec(sort);
  if (place) return ranking.dimensions[Number(place[1])]?.points ?? (() => null);
  if (sort === 'points' || sort === 'grade') return ranking.points;
  if (sort === 'change') return ranking.change;
  return ranking.rank;
}

/** Ranks that more than one agency of a group shares, as `group|rank`. */
export function sharedRanks(ranking: Ranking): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (let row = 0; row < ranking.count; row += 1) {
    const rank = ranking.rank(row);
    if (rank === null) continue;
    const key = `${ranking.group(row)}|${rank}`;
    if (seen.has(key)) shared.add(key);
    seen.add(key);
  }
  return shared;
}

/** What an agency lost in each dimension, the greatest loss first; dimensions without points are left out. */
export function losses(ranking: Ranking, row: number): { label: string; name: string; lost: number; got: number; full: number }[] {
  return ranking.dimensions
    .map((dimension) => ({ label: dimension.label, name: dimension.name, got: dimension.points(row), full: dimension.full(row) }))
    .filter((each): each is { label: string; name: string; got: number; full: number } => each.got !== null && each.full !== null)
    .map((each) => ({ ...each, lost: Math.round((each.full - each.got) * 100) / 100 }))
    .filter((each) => each.lost > 0)
    .sort((a, b) => b.lost - a.lost);
}
