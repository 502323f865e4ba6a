/** A score sheet of somebody else's, a small hand-in for it, and what comes out by hand. */
import type { HandPoint } from '../../../metrics/score.ts';

/** What an agency should get. Items that are not named are full. */
export interface Expected {
  name: string; group: string; rank: number | null; points: number | null; grade: string | null; veto?: string;
  /** Items that lost points or were left out: points got (null: left out; decimal or fraction as text) and why. */
  items?: Record<string, [points: string | null, reason: string]>;
  bonus?: number; deductions?: number;
  /** Of a card over rows: key, points, grade; fewest points first. */
  records?: [key: string, points: number | null, grade: string | null][];
}
export interface Sheet {
  file: string; card: string; year: number;
  /** CSV by ledger. 甲, 乙, 丙, 丁, 戊, 己, 庚 in the first column stand for agencies. */
  handIn: Record<string, string>;
  /** By agency and item. */
  hand?: Record<string, Record<string, HandPoint>>;
  /** In the order in which the scores come. */
  expected: Expected[];
}

/** The roster: one line an agency with its group, and its duties where they matter. */
export const roster = (...lines: string[]): string => ['机关,名称,层级,考评分组,执法职责', ...lines].join('\n');
/** A row a line; blanks in front do not count. */
export const table = (text: string): string => text.trim().split('\n').map((line) => line.trim()).join('\n');
