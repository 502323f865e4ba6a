/** The sheet 年报: the report as it is printed. The one sheet with merged cells; its figures stand again in the data sheets. */
import type ExcelJS from 'exceljs';
import { mainUnit } from '../layout.ts';
import { tablesOf, textOf, type ReportBand, type ReportModel, type ReportTable } from '../model.ts';
import { correctionWords, findingWords, printed, type PrintTable } from '../print.ts';
import { versionWords } from '../told.ts';
import { cellText, putCell } from './cells.ts';

const line = { style: 'thin' as const, color: { argb: 'FF8A9094' } };
const grid = { top: line, bottom: line, left: line, right: line };
const serif = '宋体'; const sans = '黑体';
/** Widths count in digits: a Chinese character takes two. */
const lines = (text: string, width: number): number => text.split('\n').reduce((sum, each) => sum + Math.max(1, Math.ceil([...each].reduce((all, one) => all + (one.codePointAt(0)! > 0x2e7f ? 2 : 1), 0) / width)), 0);

export function printedSheet(book: ExcelJS.Workbook, model: ReportModel): void {
  const widest = Math.max(...tablesOf(model).flatMap((table) => table.bands.map((band) => band.columns.length + 1)), 8);
  // A sheet of many columns has to be read on one page's width too.
  const [nameWidth, columnWidth] = widest > 12 ? [19, 7.8] : [26, 10.5];
  const sheet = book.addWorksheet('年报', {
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0, horizontalCentered: true, margins: { left: 0.6, right: 0.6, top: 0.8, bottom: 0.8, header: 0.3, footer: 0.4 } },
    headerFooter: { oddFooter: '&C— &P —' }, views: [{ showGridLines: false }],
  });
  sheet.getColumn(1).width = nameWidth;
  for (let i = 2; i <= widest; i++) sheet.getColumn(i).width = columnWidth;
  let at = 1;
  /** A text across the whole width. */
  const across = (value: string, font: Partial<ExcelJS.Font>, alignment: Partial<ExcelJS.Alignment> = {}, height?: number): void => {
    sheet.mergeCells(at, 1, at, widest);
    const cell = sheet.getCell(at, 1);
    cell.value = cellText(value); cell.font = { name: serif, ...font }; cell.alignment = { vertical: 'middle', horizontal: 'left', wrapText: true, ...alignment };
    const size = font.size ?? 10;
    sheet.getRow(at).height = height ?? lines(value, (nameWidth + (widest - 1) * columnWidth) * 10.5 / size) * size * 1.45 + 3;
    at += 1;
  };
  const document = printed(model);
  across(model.title.zh, { size: 18, bold: true }, { horizontal: 'center' }, 38);
  across(model.title.en, { size: 10, color: { argb: 'FF5A6367' } }, { horizontal: 'center' });
  across(versionWords(model).zh, { size: 11 }, { horizontal: 'center' });
  for (const mark of document.marks) across(mark, { size: 10, bold: true, color: { argb: 'FFB3261E' } }, { horizontal: 'center' });
  at += 1;

  const boxed = (row: number, from: number, to: number, until: number, value: string): ExcelJS.Cell => {
    if (to > from || until > row) sheet.mergeCells(row, from, until, to);
    for (let r = row; r <= until; r++) for (let c = from; c <= to; c++) sheet.getCell(r, c).border = grid;
    const cell = sheet.getCell(row, from);
    cell.value = cellText(value); cell.font = { size: 9, name: serif }; cell.alignment = { horizontal: 'center', vertical: 'middle', wrapText: true };
    return cell;
  };
  const bandRows = (table: ReportTable, band: ReportBand): void => {
    const columns = band.columns.map((name) => table.columns.findIndex((each) => each.name === name));
    const unit = mainUnit(table.columns.map((each) => each.unit));
    const labels = columns.map((column) => { const each = table.columns[column]!; return each.unit === unit ? each.label.zh : `${each.label.zh}（${each.unit}）`; });
    const grouped = band.groups.some((group) => group.label !== null);
    const bottom = grouped ? at + 1 : at;
    boxed(at, 1, 1, bottom, '单位名称');
    let c = 2; let inBand = 0;
    for (const group of band.groups) {
      if (group.label) boxed(at, c, c + group.span - 1, at, group.label.zh);
      for (let i = 0; i < group.span; i++, inBand++) boxed(group.label ? bottom : at, c + i, c + i, bottom, labels[inBand]!);
      c += group.span;
    }
    sheet.getRow(bottom).height = Math.max(28, ...labels.map((label) => lines(label, columnWidth - 1) * 12.5 + 6));
    at = bottom + 1;
    for (const row of table.rows) {
      const name = boxed(at, 1, 1, at, row.label.zh);
      name.font = { size: 10, name: serif, bold: row.kind === 'total' }; name.alignment = { wrapText: true, vertical: 'middle' };
      columns.forEach((column, i) => {
        const cell = boxed(at, i + 2, i + 2, at, '');
        putCell(cell, row.cells[column]!);
        cell.font = { size: 10, name: serif, bold: row.kind === 'total' };
      });
      sheet.getRow(at).height = Math.max(24, lines(row.label.zh, nameWidth - 1) * 14 + 6);
      at += 1;
    }
    at += 1;
    sheet.getRow(at - 1).height = 5;
  };
  const table = (each: ReportTable): void => {
    across(`${each.number.zh}　${each.title.zh}`, { size: 12, name: sans }, { horizontal: 'center' }, 24);
    across(each.unit.zh, { size: 10 }, { horizontal: 'right' }, 16);
    for (const band of each.bands) bandRows(each, band);
    each.notes.forEach((note, index) => across(`注${index + 1}：${note.zh}`, { size: 9 }));
    for (const finding of model.findings.filter((one) => one.table === each.id)) across(findingWords(finding).zh, { size: 9, bold: true });
    const agreed = document.blocks.filter((block): block is PrintTable => block.kind === 'table' && block.id === `${each.id}.comparison`);
    for (const comparison of agreed) { across(comparison.caption, { size: 9, bold: true }); for (const row of comparison.bands[0]!.rows) across(`　${row[0]!.text}：填报 ${row[1]!.text}，台账汇总 ${row[2]!.text}，差额 ${row[3]!.text}`, { size: 9 }); }
    at += 1;
  };
  for (const part of model.parts) {
    if (part.heading) across(part.heading.zh, { size: 14, name: sans }, { horizontal: 'center' }, 28);
    for (const block of part.blocks) {
      switch (block.type) {
        case 'table': table(block.table); break;
        case 'heading': across(block.text.zh, { size: 12, name: sans }, {}, 22); break;
        case 'paragraph': across(`　　${textOf(block.zh)}`, { size: 11 }); break;
        case 'note': across(block.text.zh, { size: 9 }); break;
        case 'chart': break; // its points are a data sheet
      }
    }
  }
  at += 1;
  across(document.signature.name, { size: 11 }, { horizontal: 'right', indent: 4 });
  if (document.signature.day) across(document.signature.day, { size: 11 }, { horizontal: 'right', indent: 4 });
  if (document.corrections) { across(document.corrections.heading, { size: 11, name: sans }); for (const version of model.versions) across(correctionWords(version).zh, { size: 9 }); }
  if (model.notes.length > 0) { across('说明', { size: 11, name: sans }); model.notes.forEach((note, index) => across(`${index + 1}. ${note.zh}`, { size: 9 })); }
  across(document.foot, { size: 8, color: { argb: 'FF5A6367' } });
  sheet.pageSetup.printArea = `A1:${sheet.getColumn(widest).letter}${at - 1}`;
}
