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

export function cell(row: Row, field: string): Cell {
  return (row[field] ?? null) as Cell;
}

/** The rows of a snapshot that hold for the year: the latest hand-in for a year ≤ it, of this agency where it has agencies. */
export function snapshotRows(question: Question, ledger: Ledger, agency: string): Row[] {
  const owner = ledger.hasAgency ? agency : '';
  const years = question.world.reported.filter((one) => one.ledger === ledger.name && one.agency === owner && one.year <= question.year).map((one) => one.year);
  const latest = Math.max(...years);
  return (question.world.rows[ledger.name] ?? []).filter((row) => row._year === latest && (!ledger.hasAgency || row['agency'] === agency));
}

/** Every `from` empty or ≤ D, every `to` empty or > D, every `through` empty or ≥ D. Raw dates. */
export function inForce(ledger: Ledger, row: Row, day: string): boolean {
  const all = (fields: string[] | undefined, holds: (date: string) => boolean): boolean => (fields ?? []).every((field) => cell(row, field) === null || holds(String(cell(row, field))));
  const span = ledger.inForce;
  return all(span?.from, (date) => date <= day) && all(span?.to, (date) => date > day) && all(span?.through, (date) => date >= day);
}

/** The agencies active on any day of the year, in the latest hand-in for a year ≤ it. */
export function roster(question: Question): Row[] {
  return snapshotRows(question, question.program.ledgers['agencies']!, '').filter((row) => {
    const from = cell(row, 'active_from'); const to = cell(row, 'active_to');
    return (from === null || from <= yearEnd(question.year)) && (to === null || to >= yearStart(question.year));
  });
}

/** Reported for the year; a snapshot for it or any before; `toDate` for any up to the as-of day. What has no agencies, or is kept by the system, is never unreported. */
export function isReported(question: Question, agency: string, name: string, toDate = false): boolean {
  const ledger = question.program.ledgers[name];
  if (ledger && (!ledger.hasAgency || ledger.system)) return true;
  return question.world.reported.some((one) => one.ledger === name && one.agency === agency && (toDate ? one.year <= Number(question.asOf.slice(0, 4)) : ledger?.snapshot ? one.year <= question.year : one.year === question.year));
}
