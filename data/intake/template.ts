/**
 * The Excel template of a ledger or form, made from its declaration: heads with their names in comments, choices as
 * drop-down lists, formats for dates and figures, required columns marked, and a sheet of instructions, zh first.
 * What is made here is read back by intake without change.
 */
import ExcelJS from 'exceljs';
import type { Field, Program, View, ViewColumn } from '../../dsl/program.ts';
import { shows } from '../views.ts';
import { otherField, targetOf } from './headers.ts';
import type { Target } from './headers.ts';
import { unitWord } from './cells.ts';
import { columnLetters } from './problems.ts';

/** Rows that carry lists and formats. */
const ROWS = 5000;
const INK = 'FF1F2D2B', HEAD = 'FFE4EDEA', REQUIRED = 'FFF6E3D7';

/** What a clerk may do to a sheet whose heads are locked; there is no password. */
const UNLOCKED: Partial<ExcelJS.WorksheetProtection> = { formatCells: true, formatColumns: true, formatRows: true, insertRows: true, deleteRows: true, sort: true, autoFilter: true, selectLockedCells: true, selectUnlockedCells: true };

/**
 * @returns the bytes of the workbook (.xlsx)
 * @throws Error when the program has no such ledger, form or view
 */
export const template = (program: Program, name: string): Promise<Uint8Array> => templates(program, [name]);

/** One workbook of several ledgers, forms and views, a sheet each, with one sheet of instructions and one of examples. @throws Error */
export async function templates(program: Program, names: string[]): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  workbook.creator = '执衡 Zhiheng';
  workbook.created = workbook.modified = new Date(0);
  const lists = workbook.addWorksheet('_lists', { state: 'veryHidden' });
  const examples: [string, Field[]][] = [], explained: Target[] = [];
  let list = 0;
  for (const name of names) {
    const view = program.views[name];
    if (view) { viewSheet(workbook, program, view); continue; }
    const target = targetOf(program, name);
    if (!target) throw new Error(`没有名为“${name}”的台账、统计表或地方表式。 / There is no ledger, form or view named "${name}".`);
    const sheet = workbook.addWorksheet(sheetName(workbook, target.label), { views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }] });
    for (const [index, field] of target.fields.entries()) {
      column(sheet, field, index, target);
      validation(sheet, lists, field, index, list++);
    }
    sheet.getRow(1).height = 30;
    await sheet.protect('', UNLOCKED);
    examples.push([target.label, target.fields]);
    explained.push(target);
  }
  const notes = workbook.addWorksheet('填报说明');
  explained.forEach((target, index) => instructions(notes, target, index));
  if (explained.length === 0) viewInstructions(notes, names.map(name => program.views[name]!));
  if (examples.length) exampleSheet(workbook.addWorksheet('示例'), examples);
  // The lists stand last, where nobody meets them.
  (lists as unknown as { orderNo: number }).orderNo = workbook.worksheets.length + 1;
  return new Uint8Array(await workbook.xlsx.writeBuffer() as ArrayBuffer);
}

/** A sheet's name has 31 characters at most, and each its own. */
function sheetName(workbook: ExcelJS.Workbook, label: string): string {
  const plain = neutral(label).replaceAll(/[[\]:*?/\\]/g, ' ').slice(0, 28);
  for (let number = 1; ; number++) {
    const name = number === 1 ? plain : `${plain}${number}`;
    if (!workbook.getWorksheet(name)) return name;
  }
}

/** The table as the province prints it: title, unit, heads of one or two lines, in one row of columns or several. */
function viewSheet(workbook: ExcelJS.Workbook, program: Program, view: View): void {
  const sheet = workbook.addWorksheet(sheetName(workbook, view.label));
  const bands: ViewColumn[][] = [];
  for (const one of view.columns) if (one.newRow || bands.length === 0) bands.push([one]); else bands.at(-1)!.push(one);
  const width = Math.max(...bands.map(band => band.length));
  const groupLabel = new Map(view.groups.map(group => [group.name, group.label]));
  sheet.addRow([neutral(view.label)]).font = { bold: true, size: 14 };
  if (width > 1) sheet.mergeCells(1, 1, 1, width);
  sheet.getCell('A1').alignment = { horizontal: 'center' };
  const units = [...new Set(view.columns.filter(one => !one.text && one.unit !== '%').map(one => unitWord(one.unit)))];
  sheet.addRow([]).getCell(width).value = `单位:${units.join('、')}`;
  for (const band of bands) {
    const two = band.some(one => one.group !== undefined);
    const upper = sheet.addRow(band.map((one, index) => (one.group !== undefined && band[index - 1]?.group === one.group ? null : neutral(one.group === undefined ? one.label : groupLabel.get(one.group) ?? one.group))));
    const heads = [upper];
    if (two) {
      const lower = sheet.addRow(band.map(one => (one.group === undefined ? null : neutral(one.label))));
      heads.push(lower);
      for (let at = 0; at < band.length;) {
        let end = at;
        while (band[at]!.group !== undefined && band[end + 1]?.group === band[at]!.group) end++;
        if (band[at]!.group === undefined) sheet.mergeCells(upper.number, at + 1, lower.number, at + 1);
        else if (end > at) sheet.mergeCells(upper.number, at + 1, upper.number, end + 1);
        at = end + 1;
      }
    }
    for (const row of heads) row.eachCell(cell => {
      cell.font = { bold: true, color: { argb: INK } };
      cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: HEAD } };
      cell.alignment = { vertical: 'middle', horizontal: 'center', wrapText: true };
      cell.border = { top: { style: 'thin' }, bottom: { style: 'thin' }, left: { style: 'thin' }, right: { style: 'thin' } };
    });
    const figures = sheet.addRow(band.map(() => null));
    band.forEach((one, index) => {
      const cell = figures.getCell(index + 1), parts = shows(one);
      cell.protection = { locked: false };
      cell.border = { bottom: { style: 'thin' }, left: { style: 'thin' }, right: { style: 'thin' } };
      if (!one.text && one.integer) cell.dataValidation = { type: 'whole', operator: 'greaterThanOrEqual', formulae: [0], allowBlank: true, showErrorMessage: true, errorStyle: 'warning', errorTitle: one.label.slice(0, 30), error: '应是不小于 0 的整数;没有职责填“/”,未统计填“-”。\nA whole number; "/" where there is no such duty, "-" where it was not recorded.' };
      const labels = parts.kind === 'sum' ? parts.cells.map(name => program.forms[name.form]?.columns.find(column => column.name === name.column)?.label ?? name.column) : [];
      if (labels.length > 1) cell.note = `${labels.join('、')} 合并填报,不再拆分。\nOne figure for all of these: it is not split.`;
    });
    sheet.addRow([]);
  }
  for (let index = 1; index <= width; index++) sheet.getColumn(index).width = 13;
  void sheet.protect('', UNLOCKED);
}

function viewInstructions(sheet: ExcelJS.Worksheet, views: View[]): void {
  sheet.columns = [{ width: 90 }];
  for (const line of [
    `${views.map(view => view.label).join('、')}:填报说明 / How to fill in`,
    '按统计年度 1 月 1 日至 12 月 31 日作出决定的日期统计;一案并处两种以上处罚的计 1 宗,计入最重的一类。 / By the day of the decision within the year; several penalties in one case count once, as the heaviest.',
    '有职责、当年没有发生的填 0;没有该职责的填“/”;未统计的填“-”;留空表示没有填写。 / 0: none; "/": no such duty; "-": not recorded; blank: not filled in.',
    '多个单位的,一行一个单位,末行可填“合计”;金额按表头的单位填写。 / Several units: a row each, the last may be 合计 (total); amounts in the unit of the head.',
  ]) sheet.addRow([line]);
  sheet.getRow(1).font = { bold: true, size: 14 };
  sheet.getColumn(1).alignment = { wrapText: true };
}

/** One filled-in row of each, to look at: intake does not read this sheet. */
function exampleSheet(sheet: ExcelJS.Worksheet, examples: [string, Field[]][]): void {
  for (const [label, fields] of examples) {
    sheet.addRow([`${label}:示例(演示数据,本表不读取) / Example, invented; this sheet is not read`]).font = { bold: true };
    sheet.addRow(fields.map(field => neutral(field.label))).font = { color: { argb: INK }, bold: true };
    sheet.addRow(fields.map(exampleOf)).font = { italic: true };
    sheet.addRow([]);
  }
}

function exampleOf(field: Field): string | number {
  if (field.name === 'agency' || field.refersTo?.ledger === 'agencies') return '11990001000000001X';
  if (field.name === 'year') return 2024;
  switch (field.type.kind) {
    case 'date': return '2024-03-15';
    case 'boolean': return '是';
    case 'number': return field.integer ? 3 : 1.5;
    case 'choice': return field.type.choices[0] ?? '';
    case 'choices': return field.type.choices.slice(0, 2).join('、');
    case 'text': return field.personal ? '(略)' : `${field.label}1`;
  }
}

/** A text that a spreadsheet takes for a formula gets an apostrophe. */
export const neutral = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function column(sheet: ExcelJS.Worksheet, field: Field, index: number, target: Target): void {
  const cell = sheet.getCell(1, index + 1);
  const required = isRequired(field);
  cell.value = neutral(field.label);
  cell.note = `${field.name}${required ? ' *必填 required' : ''}\n${typeWords(field).zh}\n${typeWords(field).en}`;
  cell.font = { bold: true, color: { argb: INK } };
  cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: required ? REQUIRED : HEAD } };
  cell.border = { bottom: { style: 'thin', color: { argb: INK } } };
  cell.alignment = { vertical: 'middle', wrapText: true, horizontal: 'center' };
  const wide = sheet.getColumn(index + 1);
  wide.width = Math.max(10, Math.min(40, field.label.length * 2.2 + 4), field.name === 'agency' || (target.kind === 'ledger' && target.ledger.key.includes(field.name)) ? 22 : 0);
  wide.numFmt = field.type.kind === 'date' ? 'yyyy-mm-dd' : field.type.kind === 'number' ? (field.integer ? '0' : '0.00##') : '@';
  cell.numFmt = '@';
  wide.protection = { locked: false };
  cell.protection = { locked: true };
}

/** `list`: the column of the hidden sheet for its choices. */
function validation(sheet: ExcelJS.Worksheet, lists: ExcelJS.Worksheet, field: Field, index: number, list: number): void {
  const type = field.type.kind;
  const letters = columnLetters(index), own = columnLetters(list);
  const rules = sheet as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } };
  const message = typeWords(field);
  const common = { allowBlank: true, showErrorMessage: true, errorTitle: field.label.slice(0, 30), error: `${message.zh}\n${message.en}`.slice(0, 220) };
  const range = `${letters}2:${letters}${ROWS}`;
  if (type === 'choice' || type === 'boolean') {
    const values = type === 'boolean' ? ['是', '否'] : field.type.kind === 'choice' ? field.type.choices : [];
    values.forEach((value, row) => { lists.getCell(row + 1, list + 1).value = neutral(value); });
    rules.dataValidations.add(range, { type: 'list', formulae: [`_lists!$${own}$1:$${own}$${values.length}`], ...common, showErrorMessage: !field.open });
  } else if (type === 'date') {
    rules.dataValidations.add(range, { type: 'date', operator: 'between', formulae: [new Date('1900-03-01T00:00:00Z'), new Date('2100-12-31T00:00:00Z')], ...common });
  } else if (type === 'number' && field.integer) {
    // A form's cell may also hold / or -, and a warning is enough to ask.
    rules.dataValidations.add(range, { type: 'whole', operator: 'greaterThanOrEqual', formulae: [0], errorStyle: 'warning', ...common });
  }
}

const isRequired = (field: Field): boolean => field.required && !otherField(field);

/** What belongs into a cell, for a person. */
export function typeWords(field: Field): { zh: string; en: string } {
  switch (field.type.kind) {
    case 'text': {
      const empty = field.emptyWords?.length ? { zh: `;“${field.emptyWords.join('”“')}”视为空`, en: `; ${field.emptyWords.join(', ')} mean none` } : { zh: '', en: '' };
      return field.several ? { zh: `文本,可填多个,用“、”分隔${empty.zh}`, en: `text, several parted by 、${empty.en}` } : { zh: `文本${empty.zh}`, en: `text${empty.en}` };
    }
    case 'date': return { zh: '日期,如 2024-01-05', en: 'date, like 2024-01-05' };
    case 'boolean': return { zh: '是 / 否', en: 'yes 是 / no 否' };
    case 'number': return field.integer ? { zh: `整数(${unitWord(field.type.unit)})`, en: `whole number (${field.type.unit})` } : { zh: `数字(${unitWord(field.type.unit)})`, en: `number (${field.type.unit})` };
    case 'choice': return { zh: `选填其一:${field.type.choices.join('、')}${field.open ? ',也可另填' : ''}`, en: field.open ? 'one of the listed values, or another' : 'one of the listed values' };
    case 'choices': return { zh: `可填多项,用“、”分隔:${field.type.choices.join('、')}`, en: 'several of the listed values, parted by 、' };
  }
}

function instructions(sheet: ExcelJS.Worksheet, target: Target, order: number): void {
  const form = target.kind === 'form';
  sheet.columns = [{ width: 26 }, { width: 24 }, { width: 8 }, { width: 60 }, { width: 44 }];
  const lines = [
    [`${target.label}(${target.name})填报说明 / How to fill in`],
    form ? ['一行一个执法主体一个年度。没有发生填 0;无此职责填“/”;未统计填“-”;留空表示没有填写。 / One row an agency and year. 0: none; "/": not applicable; "-": not recorded.']
      : ['一行一条记录,表头不要合并或改动位置以外的内容;没有记录时保留表头上报,即为零报告。 / One row a record. A file with its head and no rows reports none.'],
    ['日期如 2024-01-05;是否填“是”或“否”;金额只填数字。 / Dates like 2024-01-05; 是 or 否; amounts as figures only.'],
    [],
    ['列 Column', '名称 Name', '必填', '填写内容', 'Content'],
    ...target.fields.map(field => {
      const words = typeWords(field), other = otherField(field);
      const otherLabel = other ? target.fields.find(candidate => candidate.name === other)?.label ?? other : null;
      return [field.label, field.name, isRequired(field) ? '是' : '', words.zh + (otherLabel ? `;与“${otherLabel}”只填一项` : ''), words.en + (other ? `; fill in either this or ${other}` : '')];
    }),
  ];
  const checks = target.kind === 'form' ? target.form.checks : target.ledger.checks;
  if (checks.length) lines.push([], ['校验 Checks'], ...checks.map(check => [check.label, check.severity === 'error' ? '必须 hard' : '提示 soft']));
  if (order > 0) sheet.addRow([]);
  const first = sheet.rowCount + 1;
  for (const line of lines) sheet.addRow(line.map(neutral));
  sheet.getRow(first).font = { bold: true, size: 14 };
  sheet.getRow(first + 4).font = { bold: true };
}
