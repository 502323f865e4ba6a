/**
 * Workbooks shaped like those of the province that a report comes from, made from its published figures: titles over
 * merged cells, heads of one or two lines, one table in two rows of columns, units at the top right, section rows, totals
 * and notes below.
 */
import ExcelJS from 'exceljs';
import { readFileSync } from 'node:fs';

export interface RealTable { name: string; unit: string; columns: string[]; rows: string[][] }
export interface RealReport { id: string; agency: string; region: string; year: number; shape: 'plain' | 'hubei' | 'chongqing' | 'shandong' | 'liaoning' | 'sichuan'; tables: RealTable[] }

export const realReports: RealReport[] = JSON.parse(readFileSync(new URL('./reports.json', import.meta.url), 'utf8')) as RealReport[];

/** Figures as numbers, as agencies type them; all else as text. */
const typed = (text: string): string | number | null => (text === '' ? null : /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
const letters = (column: number): string => { let rest = column, name = ''; while (rest > 0) { name = String.fromCharCode(65 + ((rest - 1) % 26)) + name; rest = Math.floor((rest - 1) / 26); } return name; };

export async function workbookOf(report: RealReport): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  report.tables.forEach((table, index) => {
    const sheet = book.addWorksheet(`${index + 1} ${table.name}`.replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 31));
    draw(sheet, report, table);
  });
  return new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer);
}

function draw(sheet: ExcelJS.Worksheet, report: RealReport, table: RealTable): void {
  const { shape, year } = report;
  const heads = [...table.columns];
  const penalties = table.name.includes('处罚') && !table.name.includes('叙述');
  const serial = (shape === 'chongqing' || shape === 'liaoning') && penalties;
  const unitColumn = shape === 'chongqing' && penalties;
  const lead = [...(serial ? ['序号'] : []), ...(unitColumn ? ['单位名称'] : [])];
  const all = [...lead, ...heads, ...(shape === 'liaoning' && penalties ? ['备注'] : [])];
  const bands = shape === 'hubei' && penalties ? [all.slice(0, 9), all.slice(9)] : [all];
  const width = Math.max(...bands.map(band => band.length));
  sheet.addRow([table.name.includes(String(year)) || !/表/.test(table.name) ? table.name : `${year}年度${table.name}`]);
  if (width > 1) sheet.mergeCells(`A1:${letters(width)}1`);
  const unit = sheet.addRow([]);
  unit.getCell(width).value = `单位:${table.unit.replaceAll(';', '、')}`;
  if (shape === 'shandong') unit.getCell(1).value = '单位(盖章):';
  let from = 0;
  for (const band of bands) {
    headLines(sheet, band);
    if (shape === 'liaoning' && penalties) sheet.addRow(['(一)本单位实施的、以本单位名义作出的']);
    table.rows.forEach((row, index) => {
      const cells = [...(serial ? [index + 1] : []), ...(unitColumn ? [report.agency] : []), ...row.map(typed)].slice(from, from + band.length);
      sheet.addRow(cells);
    });
    from += band.length;
  }
  sheet.addRow([]);
  sheet.addRow([shape === 'shandong' ? '填表人:' : '填表说明:按作出决定的日期统计。']);
  if (shape === 'shandong') sheet.addRow(['注:一案并处的,计入最重的一类。']);
}

/** `法制审核-审核数量` stands in two lines: the group over its columns. */
function headLines(sheet: ExcelJS.Worksheet, band: string[]): void {
  const parts = band.map(head => { const at = head.indexOf('-'); return at > 0 ? [head.slice(0, at), head.slice(at + 1)] as const : [head, null] as const; });
  if (parts.every(([, lower]) => lower === null)) { sheet.addRow(band); return; }
  const upper = sheet.addRow(parts.map(([group, lower], index) => (lower !== null && parts[index - 1]?.[0] === group ? null : group)));
  const lower = sheet.addRow(parts.map(([, label]) => label));
  for (let at = 0; at < parts.length;) {
    const [group, label] = parts[at]!;
    if (label === null) { sheet.mergeCells(upper.number, at + 1, lower.number, at + 1); at++; continue; }
    let end = at;
    while (parts[end + 1]?.[0] === group && parts[end + 1]![1] !== null) end++;
    if (end > at) sheet.mergeCells(upper.number, at + 1, upper.number, end + 1);
    at = end + 1;
  }
}
