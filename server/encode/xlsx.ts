/** Tables as a workbook of one sheet: bold head that stays, filter, column widths by content, formulas neutralised. */
import type { Cell } from './csv.ts';
import { neutralise } from './csv.ts';
import { widthOf } from '../words.ts';

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** `notes` stand under the table, one a line: as-of day, versions, what the figures are. */
export async function xlsx(title: string, header: string[], rows: Cell[][], notes: string[] = []): Promise<Uint8Array> {
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  // A fixed moment: the same table gives the same workbook.
  book.created = new Date(0);
  book.modified = new Date(0);
  const sheet = book.addWorksheet(title.replaceAll(/[*?:\\/[\]]/g, ' ').slice(0, 31), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(header.map(neutralise)).font = { bold: true };
  for (const row of rows) sheet.addRow(row.map((cell) => (typeof cell === 'string' ? neutralise(cell) : typeof cell === 'boolean' ? (cell ? '是' : '否') : cell)));
  header.forEach((name, index) => {
    const widest = rows.slice(0, 200).reduce((most, row) => Math.max(most, widthOf(String(row[index] ?? ''))), widthOf(name));
    sheet.getColumn(index + 1).width = Math.min(48, widest + 2);
  });
  if (rows.length > 0) sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: rows.length + 1, column: header.length } };
  if (notes.length > 0) sheet.addRow([]);
  for (const line of notes) sheet.addRow([neutralise(line)]);
  return new Uint8Array(await book.xlsx.writeBuffer());
}
