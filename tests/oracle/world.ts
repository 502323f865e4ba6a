/** What was handed in, as plain rows. Dates are yyyy-mm-dd, numbers exact decimal strings. */
import type { Ledger, Program } from '../../dsl/program.ts';
import type { WorkdayCalendar } from '../../metrics/types.ts';

export type Cell = string | boolean | string[] | null;
/** `_year`: of the row's date; of the hand-in for a snapshot. Numbers are told from texts by the declaration. */
export type Row = { _year: number } & Record<string, Cell | number>;

export interface World {
  rows: Record<string, Row[]>;
  /** Who reported which ledger for which year; agency '' for shared ledgers. */
  reported: { agency: string; ledger: string; year: number }[];
}

export interface Question { program: Program; world: World; year: number; asOf: string; calendar: WorkdayCalendar }

export const yearStart = (year: number): string => `${year}-01-01`;
export const yearEnd = (year: number): string => `${year}-12-31`;
export const earlier = (a: string, b: string): string => (a < b ? a : b);

export function cell(row: Row, field: string): Cell {
  return (row[field] ?? null) as Cell;
}

/** The rows of a snapshot that hold for the year: the latest hand-in for a year ≤ it, of this agency where it has agencies. */
export function snapshotRows(question: Question, ledger: Ledger, agency: string): Row[] {
  const owner = ledger.hasAgency ? agency : '';
  const years = question.world.reported.filter((one) => one.ledger === ledger.name && one.agency === owner && one.year <= question.year).map((one) => one.year);
  if (years.length === 0) return [];
  const latest = Math.max(...years);
  return (question.world.rows[ledger.name] ?? []).filter((row) => row._year === latest && (!ledger.hasAgency || row['agency'] === agency));
}

/** Every `from` empty or ≤ D, every `to` empty or > D, every `through` empty or ≥ D. Raw dates. */
export function inForce(ledger: Ledger, row: Row, day: string): boolean {
  const dates = (fields: string[]): string[] => fields.map((field) => cell(row, field)).filter((value): value is string => value !== null);
  const span = ledger.inForce ?? { from: [], to: [], through: [] };
  return dates(span.from).every((date) => date <= day) && dates(span.to).every((date) => date > day) && dates(span.through).every((date) => date >= day);
}
