/** What goes into a cell of a workbook: figures as numbers where a spreadsheet holds them exactly, texts that are no formulas. */
import type ExcelJS from 'exceljs';
import { neutralise } from '../../encode/csv.ts';
import { visible } from '../characters.ts';
import type { ReportCell } from '../model.ts';

/** A lone `-` or `/` is a sign of the form, not a formula; everything else that could be one is made text. */
export function cellText(text: string): string {
  const shown = visible(text);
  return shown === '-' || shown === '/' ? shown : neutralise(shown);
}

/** Spreadsheets keep fifteen digits: a longer figure is put in as text. */
export function putFigure(target: ExcelJS.Cell, value: string): void {
  if (value.replace(/[-.]/g, '').length > 15) { target.value = cellText(value); return; }
  target.value = Number(value);
  const places = value.split('.')[1]?.length ?? 0;
  target.numFmt = places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}

export function putCell(target: ExcelJS.Cell, cell: ReportCell): void {
  if (cell.value !== null) putFigure(target, cell.value); else target.value = cellText(cell.text);
}
