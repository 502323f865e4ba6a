/**
 * The report as a workbook: 年报 as printed, one clean data sheet a table (one row a figure), 说明. The same model gives the
 * same bytes: dates inside are fixed and the archive is packed anew with fixed times. Formulas are neutralised.
 */
import ExcelJS from 'exceljs';
import { repacked } from './archive.ts';
import { neutralise } from '../encode/csv.ts';
import { mainUnit } from './layout.ts';
import { tablesOf, textOf } from './model.ts';
import type { ReportCell, ReportModel, ReportTable } from './model.ts';

/** The workbook states no moment but this one; its real dates are the as-of day and the publications, as text. */
const fixedMoment = new Date(Date.UTC(2000, 0, 1));

const line = { style: 'thin' as const, color: { argb: 'FF8A9094' } };
const serif = '宋体';

export async function renderXlsx(model: ReportModel): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  book.created = fixedMoment; book.modified = fixedMoment;
  book.creator = '执衡 Zhiheng'; book.lastModifiedBy = '执衡 Zhiheng';
  book.title = neutralise(model.title.zh);
  printed(book, model);
  for (const table of tablesOf(model)) dataSheet(book, table);
  remarks(book, model);
  return repacked(new Uint8Array(await book.xlsx.writeBuffer()));
}

/** 年报: title, then the parts: tables with their heads, units and notes, narrative. */
function printed(book: ExcelJS.Workbook, model: ReportModel): void {
  const widest = Math.max(...tablesOf(model).flatMap((table) => table.bands.map((band) => band.columns.length + 1)), 2);
  const sheet = book.addWorksheet('年报', { pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 }, views: [{ showGridLines: false }] });
  sheet.getColumn(1).width = 26;
  for (let i = 2; i <= widest; i++) sheet.getColumn(i).width = 10.5;
  let at = 1;
  const span = (value: string, font: Partial<ExcelJS.Font>, alignment: Partial<ExcelJS.Alignment>, height?: number): void => {
    sheet.mergeCells(at, 1, at, widest);
    const cell = sheet.getCell(at, 1);
    cell.value = neutralise(value); cell.font = font; cell.alignment = { vertical: 'middle', wrapText: true, ...alignment };
    if (height) sheet.getRow(at).height = height;
    at += 1;
  };
  const long = (value: string, size = 10): void => span(value, { size, name: serif }, { horizontal: 'left' }, Math.ceil((value.length * 2) / (26 + widest * 10.5)) * 15 + 3);
  span(model.title.zh, { size: 18, bold: true, name: serif }, { horizontal: 'center' }, 36);
  span(model.title.en, { size: 10, color: { argb: 'FF5A6367' } }, { horizontal: 'center' });
  if (model.demonstration) span('演示数据：机关、人员、企业和数字均为虚构  Demonstration data: everything is invented', { size: 10, bold: true, color: { argb: 'FFB3261E' } }, { horizontal: 'center' });
  at += 1;
  const print = (table: ReportTable): void => {
    for (const [index, band] of table.bands.entries()) {
      const columns = band.columns.map((name) => table.columns.findIndex((each) => each.name === name));
      const part = table.bands.length > 1 ? `（${index + 1}）` : '';
      span(`${table.number.zh}  ${table.title.zh}${part}    ${table.unit.zh}`, { size: 11, bold: true, name: serif }, { horizontal: 'left' }, 22);
      const grouped = band.groups.some((group) => group.label !== null);
      const top = at; const bottom = grouped ? at + 1 : at;
      const head = (row: number, from: number, to: number, until: number, value: string): void => {
        if (to > from || until > row) sheet.mergeCells(row, from, until, to);
        for (let r = row; r <= until; r++) for (let c = from; c <= to; c++) sheet.getCell(r, c).border = { top: line, bottom: line, left: line, right: line };
        const cell = sheet.getCell(row, from);
        cell.value = neutralise(value); cell.font = { size: 9, name: serif }; cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
      };
      head(top, 1, 1, bottom, '单位名称');
      let c = 2; let inBand = 0;
      for (const group of band.groups) {
        if (group.label) head(top, c, c + group.span - 1, top, group.label.zh);
        for (let i = 0; i < group.span; i++) {
          const column = table.columns[columns[inBand]!]!;
          const label = column.unit === mainUnit(table.columns.map((each) => each.unit)) ? column.label.zh : `${column.label.zh}（${column.unit}）`;
          head(group.label ? bottom : top, c + i, c + i, bottom, label);
          inBand += 1;
        }
        c += group.span;
      }
      sheet.getRow(bottom).height = 54;
      at = bottom + 1;
      for (const row of table.rows) {
        const name = sheet.getCell(at, 1);
        name.value = neutralise(row.label.zh); name.font = { size: 10, name: serif }; name.alignment = { wrapText: true, vertical: 'middle' }; name.border = { top: line, bottom: line, left: line, right: line };
        columns.forEach((column, i) => {
          const cell = sheet.getCell(at, i + 2);
          put(cell, row.cells[column]!);
          cell.font = { size: 10, name: serif }; cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true }; cell.border = { top: line, bottom: line, left: line, right: line };
        });
        sheet.getRow(at).height = 32;
        at += 1;
      }
    }
    table.notes.forEach((note, index) => long(`注${index + 1}：${note.zh}`, 9));
    for (const finding of model.findings.filter((each) => each.table === table.id)) long(`${finding.severity === 'error' ? '勾稽不符' : '提示'}：${finding.message.zh}`, 9);
    at += 1;
  };
  for (const part of model.parts) {
    if (part.heading) span(part.heading.zh, { size: 14, bold: true, name: serif }, { horizontal: 'left' }, 24);
    for (const block of part.blocks) {
      if (block.type === 'table') print(block.table);
      else if (block.type === 'heading') span(block.text.zh, { size: 11, bold: true, name: serif }, { horizontal: 'left' }, 20);
      else if (block.type === 'paragraph') long(`　　${textOf(block.zh)}`);
      else if (block.type === 'note') long(block.text.zh, 9);
    }
  }
}

/** One figure a row: for machines and pivot tables. */
function dataSheet(book: ExcelJS.Workbook, table: ReportTable): void {
  const sheet = book.addWorksheet(sheetName(book, `${table.number.zh} 数据`), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow(['column', '项目', 'item', '单位', '数值', '状态', '原样', '台账汇总', '差额']).font = { bold: true };
  for (const [index, column] of table.columns.entries()) {
    const cell = table.rows[0]!.cells[index]!;
    const compared = table.comparison.find((each) => each.column === column.name);
    const row = sheet.addRow([column.name, neutralise(column.label.zh), neutralise(column.label.en), column.unit, null, cell.state, cell.state === 'value' ? '' : asText(cell.text), null, null]);
    if (cell.value !== null) put(row.getCell(5), cell);
    if (compared) { put(row.getCell(8), compared.ledgers); if (compared.difference !== null) row.getCell(9).value = Number(compared.difference); }
  }
  [20, 28, 28, 8, 14, 16, 12, 14, 12].forEach((width, index) => { sheet.getColumn(index + 1).width = width; });
}

function remarks(book: ExcelJS.Workbook, model: ReportModel): void {
  const sheet = book.addWorksheet('说明');
  const rows: [string, string][] = [
    ['报告', model.title.zh], ['机关', model.agency.name], ['统一社会信用代码', model.agency.code], ['年度', String(model.year)], ['数据截至', model.asOf],
    ...model.versions.map((each): [string, string] => [`第${each.version}版公开`, each.publishedOn]),
    ...model.notes.map((note, index): [string, string] => [`注${index + 1}`, note.zh]), ...model.notes.map((note, index): [string, string] => [`Note ${index + 1}`, note.en]),
    ['数字指纹', model.fingerprints.data], ['程序版本', model.fingerprints.program],
  ];
  for (const [name, value] of rows) sheet.addRow([neutralise(name), asText(value)]);
  sheet.getColumn(1).width = 20; sheet.getColumn(2).width = 110; sheet.getColumn(2).alignment = { wrapText: true, vertical: 'top' };
}

/** A figure as a number where a spreadsheet holds it exactly, else as text. */
function put(target: ExcelJS.Cell, cell: ReportCell): void {
  if (cell.value !== null && cell.value.replace(/[-.]/g, '').length <= 15) {
    target.value = Number(cell.value);
    const places = cell.value.split('.')[1]?.length ?? 0;
    target.numFmt = places === 0 ? '0' : `0.${'0'.repeat(places)}`;
  } else target.value = asText(cell.value ?? cell.text);
}

/** A lone `-` or `/` is a sign of the form, not a formula. */
function asText(text: string): string { return text === '-' || text === '/' ? text : neutralise(text); }

/** A sheet's name has at most 31 characters, some of them not, and stands once in a workbook. */
function sheetName(book: ExcelJS.Workbook, wanted: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters must not reach the workbook
  const name = wanted.replaceAll(/[*?:\\/[\]\u0000-\u001f]/g, ' ').replace(/^'+|'+$/g, '').slice(0, 28) || '数据';
  let free = name;
  for (let number = 2; book.getWorksheet(free); number++) free = `${name} ${number}`;
  return free;
}
