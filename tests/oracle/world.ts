/** What was handed in, as plain rows. Dates are yyyy-mm-dd, numbers exact decimal strings; a form's cell may also hold a mark (`/`, `-`, a text). */
import type { Ledger, Program } from '../../dsl/program.ts';
import type { WorkdayCalendar } from '../../metrics/types.ts';

export type Cell = string | boolean | string[] | null;
/** `_year`: of the row's date; of the hand-in for a snapshot or a form. Numbers are told from texts by the declaration. */
export type Row = { _year: number } & Record<string, Cell | number>;

export interface World {
  /** By ledger or form. */
  rows: Record<string, Row[]>;
  /** Who reported which ledger or form for which year; agency '' for shared ledgers. */
  reported: { agency: string; ledger: string; year: number }[];
}

export interface Question { program: Program; world: World; year: number; asOf: string; calendar: WorkdayCalendar; choices?: Record<string, number> }

export const yearStart = (year: number): string => `${year}-01-01`;
export const yearEnd = (year: number): string => `${year}-12-31`;
export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const stateDay = (question: Question): string => earlier(yearEnd(question.year), question.asOf);
export const cell = (row: Row, field: string): Cell => (row[field] ?? null) as Cell;

/** The rows of a snapshot that hold for the year: the latest hand-in for a year ≤ it, of this agency where it has agencies. */
export function snapshotRows({ world, year }: Question, { name, hasAgency }: Ledger, agency: string): Row[] {
  const latest = Math.max(...world.reported.filter((one) => one.ledger === name && one.agency === (hasAgency ? agency : '') && one.year <= year).map((one) => one.year));
  return (world.rows[name] ?? []).filter((row) => row._year === latest && (!hasAgency || row['agency'] === agency));
}

/** Every `from` empty or ≤ D, every `to` empty or > D, every `through` empty or ≥ D. Raw dates. */
export function inForce({ inForce: span }: Ledger, row: Row, day: string): boolean {
  const all = (fields: string[] | undefined, holds: (date: string) => boolean): boolean => (fields ?? []).every((field) => cell(row, field) === null || holds(String(cell(row, field))));
  return all(span?.from, (date) => date <= day) && all(span?.to, (date) => date > day) && all(span?.through, (date) => date >= day);
}

/** The agencies active on any day of the year, in the latest hand-in for a year ≤ it. */
export function roster(question: Question): Row[] {
  return snapshotRows(question, question.program.ledgers['agencies']!, '').filter((row) =>
    String(cell(row, 'active_from') ?? '') <= yearEnd(question.year) && String(cell(row, 'active_to') ?? '9999') >= yearStart(question.year));
}

/** Reported for the year; a snapshot for it or any before; `toDate` for any up to the as-of day. What has no agencies, or is kept by the system, is never unreported. */
export function isReported({ program, world, year, asOf }: Question, agency: string, name: string, toDate = false): boolean {
  const ledger = program.ledgers[name];
  if (ledger && (!ledger.hasAgency || ledger.system)) return true;
  return world.reported.some((one) => one.ledger === name && one.agency === agency && (toDate ? one.year <= Number(asOf.slice(0, 4)) : ledger?.snapshot ? one.year <= year : one.year === year));
}
