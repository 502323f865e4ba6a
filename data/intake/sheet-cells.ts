/** The text that a cell of a sheet stands for. */
import { dateText } from '../engines/vectors.ts';
import type { Place, Problems } from './problems.ts';
import type { SheetCell, SheetRow } from './xlsx/workbook.ts';

/** Formulas are never computed: their saved results are read, and that is said once a sheet. */
export class Formulas {
  #count = 0;
  #first: { row: number; column: number } | null = null;
  /** `read`: the columns that are read; all where it is left out. */
  see({ number, formulas, cells }: SheetRow, read?: ReadonlyMap<number, unknown>): void {
    for (const column of formulas ?? []) {
      const cell = cells[column];
      if ((read && !read.has(column)) || (cell !== null && typeof cell === 'object' && !('serial' in cell!))) continue;
      this.#count++;
      this.#first ??= { row: number, column };
    }
  }
  report(problems: Problems, place: Place): void {
    if (this.#first) problems.add('formula_read', { ...place, row: this.#first.row, columnIndex: this.#first.column }, { count: this.#count });
  }
}

/** Days from 1899-12-30 to 1970-01-01. */
const SERIAL_EPOCH = 25_569;

/** A number in a date column is Excel's day count. */
export function cellText(cell: SheetCell, dateColumn: boolean): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  if (typeof cell === 'number') return dateColumn && cell >= 1 && cell < 2_958_466 ? serialText(cell) : numberText(cell);
  return 'serial' in cell ? serialText(cell.serial) : null;
}

function serialText(serial: number): string {
  if (!(serial >= 0 && serial < 2_958_466)) return numberText(serial);
  const day = Math.floor(serial), seconds = Math.round((serial - day) * 86_400);
  // Excel counts a 29 February 1900 that never was; days before it are one off.
  const date = dateText(day - SERIAL_EPOCH + (day < 60 ? 1 : 0));
  return seconds ? `${date} ${new Date(seconds * 1000).toISOString().slice(11, 19)}` : date;
}

/** The figure as Excel shows it: 15 significant digits, no exponent where 21 digits do. */
function numberText(value: number): string {
  const rounded = Number(value.toPrecision(15));
  return Math.abs(rounded) >= 1e15 ? rounded.toExponential().toUpperCase() : String(rounded).includes('e') ? rounded.toFixed(12).replace(/0+$/, '') : String(rounded);
}
