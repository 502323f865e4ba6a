/** What the passes found, as agency-level expressions read it. */
import Fraction from 'fraction.js';
import type { Read } from '../plan/plan.ts';
import type { Columns, MeasureRow, WorkdayCalendar } from '../types.ts';
import type { Scalar } from './values.ts';

export type Cell = Columns['columns'][number][number];
/** What the passes found for one agency. */
export interface AgencyFacts {
  agency: string; asOf: string; calendar: WorkdayCalendar;
  /** A column of the agency's row in a pass; undefined where it has no row. */
  cell(pass: string, column: string): Cell | undefined;
  /** The agency's rows of a pass that has several an agency. */
  rows(pass: string): ((column: string) => Cell)[];
  /** Beside the value: said once its making has been seen to lack something. */
  remark(said: { zh: string; en: string }): void;
  /** A roster field of a year; undefined where the agency is not on it. */
  roster(year: number, field: string): Cell | undefined;
  form(form: string, year: number): ((column: string) => Cell) | null;
  reported(read: Read): boolean;
  /** A finished indicator. */
  measure(name: string, year: number): { row: MeasureRow; scalar: Scalar | null } | null;
}

export function exact(cell: Cell | undefined): Fraction | null {
  if (cell === null || cell === undefined || typeof cell === 'boolean') return null;
  return new Fraction(cell);
}
