/**
 * A sheet as a grid of texts, small enough to be looked at as a whole: the tables that agencies fill in by hand, with titles,
 * merged heads and notes around the figures. A sheet that is larger is a ledger.
 */
import { columnIndexOf } from '../problems.ts';
import { trimmed } from '../cells.ts';
import { cellText, Formulas } from '../sheet-cells.ts';
import type { Sheet, SheetRow } from '../xlsx/workbook.ts';

/** `number` as the spreadsheet counts; a cell without text is null. */
export interface GridRow { number: number; cells: (string | null)[] }
/** Rows as the spreadsheet counts, columns from 0. */
export interface Merge { top: number; left: number; bottom: number; right: number }
/** `unread`: cells whose value cannot be known, such as a formula without a saved result. */
export interface Grid { rows: GridRow[]; merges: Merge[]; unread: { row: number; column: number; why: 'error' | 'no_value' | 'external'; error: string }[]; formulas: Formulas }

export const GRID_ROWS = 3000;
const GRID_COLUMNS = 400;

/** Null where the sheet has more rows than a table filled in by hand. The sheet must be open. */
export async function gridOf(sheet: Sheet): Promise<Grid | null> {
  const rows: SheetRow[] = [];
  for await (const batch of sheet.rows()) {
    rows.push(...batch);
    if (rows.length > GRID_ROWS) return null;
  }
  const unread: Grid['unread'] = [];
  const grid = rows.map(({ number, cells }): GridRow => ({ number, cells: cells.slice(0, GRID_COLUMNS).map((cell, column) => {
    if (cell !== null && typeof cell === 'object' && !('serial' in cell)) {
      unread.push({ row: number, column, why: 'error' in cell ? 'error' : 'external' in cell ? 'external' : 'no_value', error: 'error' in cell ? cell.error : '' });
      return null;
    }
    const text = trimmed(cellText(cell, false) ?? '');
    return text === '' ? null : text;
  }) })).filter(row => row.cells.some(cell => cell !== null) || unread.some(cell => cell.row === row.number));
  const merges = sheet.merges.map((range): Merge => {
    const [from, to] = range.split(':') as [string, string];
    return { top: rowOf(from), left: columnIndexOf(from), bottom: rowOf(to), right: columnIndexOf(to) };
  });
  const formulas = new Formulas();
  for (const row of rows) formulas.see(row);
  return { rows: grid, merges, unread, formulas };
}

/** The same of the records of a CSV file. */
export function gridOfRecords(records: { row: number; cells: string[] }[]): Grid | null {
  if (records.length > GRID_ROWS) return null;
  const rows = records.map(({ row, cells }): GridRow => ({ number: row, cells: cells.slice(0, GRID_COLUMNS).map(cell => (trimmed(cell) === '' ? null : trimmed(cell))) }));
  return { rows: rows.filter(row => row.cells.some(cell => cell !== null)), merges: [], unread: [], formulas: new Formulas() };
}

const rowOf = (reference: string): number => Number(/\d+$/.exec(reference)?.[0] ?? 0);
