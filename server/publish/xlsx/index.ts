/**
 * The report as a workbook: 封面 what it is and what is in it, 年报 as printed, then sheets for machines and screen readers: one
 * table a sheet from A1, a figure a row, no merged cells; 说明 the notes. The same model gives the same bytes: the archive is
 * packed anew with fixed times. Formulas are neutralised.
 */
import ExcelJS from 'exceljs';
import { repacked } from '../archive.ts';
import { visible } from '../characters.ts';
import { chartsOf, tablesOf, type ReportChart, type ReportModel, type ReportTable } from '../model.ts';
import { correctionWords, findingWords } from '../print.ts';
import { aboutFile } from '../tidy.ts';
import { claimOf, claimText, versionWords } from '../told.ts';
import { cellText, putCell, putFigure } from './cells.ts';
import { printedSheet } from './printed.ts';

/** The same model gives the same bytes. */
export async function renderXlsx(model: ReportModel): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  const moment = new Date(`${model.publication?.publishedOn ?? model.asOf}T00:00:00Z`);
  const day = Number.isNaN(moment.getTime()) ? new Date(Date.UTC(2000, 0, 1)) : moment;
  book.created = day; book.modified = day;
  book.creator = visible(model.agency.name); book.lastModifiedBy = visible(model.agency.name);
  book.title = visible(model.title.zh); book.subject = visible(versionWords(model).zh);
  book.keywords = [claimText(claimOf(model)), `data:${model.fingerprints.data}`, `program:${model.fingerprints.program}`].join(' ');
  const cover = book.addWorksheet('封面');
  printedSheet(book, model);
  const sheets: [string, string][] = [['年报', '按公开版式排印的年报（有合并单元格，供阅读和打印） The report as printed']];
  const chartSheets = chartsOf(model);
  for (const table of tablesOf(model)) sheets.push([dataSheet(book, table), `${table.title.zh}：每个数一行 ${table.title.en}, a figure a row`]);
  chartSheets.forEach((chart, index) => sheets.push([chartSheet(book, chart, index + 1, model.year), `${chart.title.zh}：图中的数 ${chart.title.en}, the figures of the chart`]));
  sheets.push([notesSheet(book, model), '口径、勾稽校验、更正记录 Notes, checks and corrections']);
  coverSheet(cover, model, sheets);
  // It opens on what is printed.
  book.views = [{ x: 0, y: 0, width: 20000, height: 14000, firstSheet: 0, activeTab: 1, visibility: 'visible' }];
  return repacked(new Uint8Array(await book.xlsx.writeBuffer()));
}

function heads(sheet: ExcelJS.Worksheet, names: string[], widths: number[]): void {
  const row = sheet.addRow(names);
  row.font = { bold: true }; row.alignment = { wrapText: true, vertical: 'top' };
  widths.forEach((width, index) => { sheet.getColumn(index + 1).width = width; });
  Object.assign(sheet.pageSetup, { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:1' });
}

function coverSheet(sheet: ExcelJS.Worksheet, model: ReportModel, sheets: [string, string][]): void {
  heads(sheet, ['项目 Item', '内容 Content'], [34, 90]);
  const words: Record<string, string> = {
    title: '标题 Title', title_en: '英文标题 Title in English', agency: '公开机关 Agency', agency_code: '统一社会信用代码 Code', year: '统计年度 Year', report: '报告种类 Report', version: '公开版本 Version',
    published_on: '公开日期 Published on', as_of: '数据截至 Facts known on', data_fingerprint: '数据指纹 Fingerprint of the figures', program_fingerprint: '程序版本 Version of the program', publication: '公开标识 Identifier', demonstration: '演示数据 Demonstration',
  };
  for (const [name, value] of Object.entries(aboutFile(model))) if (value !== '') sheet.addRow([words[name] ?? name, cellText(value)]);
  if (model.suppression) sheet.addRow(['小数隐去 Small numbers hidden', `小于${model.suppression.below}的非零数未登载 Counts from 1 to below ${model.suppression.below} are not shown`]);
  for (const [name, content] of sheets) sheet.addRow([`工作表 Sheet：${name}`, cellText(content)]);
  sheet.getColumn(2).alignment = { wrapText: true, vertical: 'top' };
}

/** One figure a row. @returns the sheet's name */
function dataSheet(book: ExcelJS.Workbook, table: ReportTable): string {
  const sheet = book.addWorksheet(sheetName(book, `${table.number.zh} 数据`), { views: [{ state: 'frozen', ySplit: 1 }] });
  heads(sheet, ['标识 column', '单位名称 agency', '项目', 'item', '计量单位 unit', '数值 value', '状态 state', '原样 as printed', '台账汇总 ledgers', '差额 difference'], [22, 34, 28, 28, 10, 14, 16, 12, 14, 12]);
  const single = table.rows.filter((row) => row.kind === 'agency').length === 1;
  for (const line of table.rows) {
    for (const [index, column] of table.columns.entries()) {
      const cell = line.cells[index]!;
      const compared = single && line.kind === 'agency' ? table.comparison.find((each) => each.column === column.name) : undefined;
      const row = sheet.addRow([cellText(column.name), cellText(line.label.zh), cellText(column.label.zh), cellText(column.label.en), cellText(column.unit), null, cell.state, cell.state === 'value' ? '' : cellText(cell.text), null, null]);
      if (cell.value !== null) putFigure(row.getCell(6), cell.value);
      if (compared) { putCell(row.getCell(9), compared.ledgers); if (compared.difference !== null) putFigure(row.getCell(10), compared.difference); }
    }
  }
  sheet.autoFilter = { from: { row: 1, column: 1 }, to: { row: sheet.rowCount, column: 10 } };
  return sheet.name;
}

function chartSheet(book: ExcelJS.Workbook, chart: ReportChart, number: number, year: number): string {
  const sheet = book.addWorksheet(sheetName(book, `图${number} 数据`), { views: [{ state: 'frozen', ySplit: 1 }] });
  heads(sheet, ['项目', 'item', cellText(`${year}年（${chart.unit.zh}）`), ...(chart.previousYear === null ? [] : [cellText(`${chart.previousYear}年（${chart.unit.zh}）`)])], [28, 28, 18, 18]);
  for (const point of chart.points) sheet.addRow([cellText(point.label.zh), cellText(point.label.en), point.value, ...(chart.previousYear === null ? [] : [point.previous ?? null])]);
  return sheet.name;
}

function notesSheet(book: ExcelJS.Workbook, model: ReportModel): string {
  const sheet = book.addWorksheet(sheetName(book, '说明'));
  heads(sheet, ['所属 of', '说明', 'Note'], [26, 80, 80]);
  for (const note of model.notes) sheet.addRow(['全文 whole report', cellText(note.zh), cellText(note.en)]);
  for (const table of tablesOf(model)) {
    for (const note of table.notes) sheet.addRow([cellText(`${table.number.zh} ${table.title.zh}`), cellText(note.zh), cellText(note.en)]);
    for (const finding of model.findings.filter((each) => each.table === table.id)) { const words = findingWords(finding); sheet.addRow([cellText(`${table.number.zh} ${table.title.zh}`), cellText(words.zh), cellText(words.en)]); }
  }
  if (model.versions.length > 1) for (const version of model.versions) { const words = correctionWords(version); sheet.addRow(['更正记录 corrections', cellText(words.zh), cellText(words.en)]); }
  for (const column of [2, 3]) sheet.getColumn(column).alignment = { wrapText: true, vertical: 'top' };
  return sheet.name;
}

/** A sheet's name has at most 31 characters, some of them not, and stands once in a workbook. */
function sheetName(book: ExcelJS.Workbook, wanted: string): string {
  const name = visible(wanted).replaceAll(/[*?:\\/[\]\n]/g, ' ').replace(/^'+|'+$/g, '').slice(0, 28).trim() || '数据';
  let free = name;
  for (let number = 2; book.getWorksheet(free); number++) free = `${name} ${number}`;
  return free;
}
