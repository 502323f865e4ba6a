/**
 * The Excel template of a ledger or form, made from its declaration: heads with their names in comments, choices as
 * drop-down lists, formats for dates and figures, required columns marked, and a sheet of instructions, zh first.
 * What is made here is read back by intake without change.
 */
import ExcelJS from 'exceljs';
import type { Field, Program } from '../../dsl/program.ts';
import { otherField, targetOf } from './headers.ts';
import type { Target } from './headers.ts';
import { unitWord } from './cells.ts';
import { columnLetters } from './problems.ts';

/** Rows that carry lists and formats. */
const ROWS = 5000;
const INK = 'FF1F2D2B', HEAD = 'FFE4EDEA', REQUIRED = 'FFF6E3D7';

/**
 * @returns the bytes of the workbook (.xlsx)
 * @throws Error when the program has no such ledger or form
 */
export async function template(program: Program, name: string): Promise<Uint8Array> {
  const target = targetOf(program, name);
  if (!target) throw new Error(`没有名为“${name}”的台账或统计表。 / There is no ledger or form named "${name}".`);
  const workbook = new ExcelJS.Workbook();
  workbook.creator = '执衡 Zhiheng';
  workbook.created = workbook.modified = new Date(0);
  const sheet = workbook.addWorksheet(neutral(target.label).slice(0, 31), { views: [{ state: 'frozen', xSplit: 0, ySplit: 1 }] });
  const lists = workbook.addWorksheet('_lists', { state: 'veryHidden' });
  target.fields.forEach((field, index) => {
    column(sheet, field, index, target);
    validation(sheet, lists, field, index);
  });
  sheet.getRow(1).height = 30;
  instructions(workbook.addWorksheet('填报说明'), target);
  return new Uint8Array(await workbook.xlsx.writeBuffer() as ArrayBuffer);
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
}

function validation(sheet: ExcelJS.Worksheet, lists: ExcelJS.Worksheet, field: Field, index: number): void {
  const type = field.type.kind;
  const letters = columnLetters(index);
  const rules = sheet as unknown as { dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void } };
  const message = typeWords(field);
  const common = { allowBlank: true, showErrorMessage: true, errorTitle: field.label.slice(0, 30), error: `${message.zh}\n${message.en}`.slice(0, 220) };
  const range = `${letters}2:${letters}${ROWS}`;
  if (type === 'choice' || type === 'boolean') {
    const values = type === 'boolean' ? ['是', '否'] : field.type.kind === 'choice' ? field.type.choices : [];
    values.forEach((value, row) => { lists.getCell(row + 1, index + 1).value = neutral(value); });
    rules.dataValidations.add(range, { type: 'list', formulae: [`_lists!$${letters}$1:$${letters}$${values.length}`], ...common, showErrorMessage: !field.open });
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

function instructions(sheet: ExcelJS.Worksheet, target: Target): void {
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
  for (const line of lines) sheet.addRow(line.map(neutral));
  sheet.getRow(1).font = { bold: true, size: 14 };
  sheet.getRow(5).font = { bold: true };
}
