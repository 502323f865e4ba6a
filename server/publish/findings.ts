/**
 * What is wrong, or cannot be known, in the typed forms: the forms' own identity checks (勾稽关系), cells that are no
 * figures, and blanks that keep a sum from being checked. Figures are published as typed; findings stand beside them.
 */
import { checkForms, type FormFinding } from '../../metrics/index.ts';
import type { Engine } from '../../metrics/types.ts';
import { add } from './decimal.ts';
import type { FigureRequest } from './figures.ts';
import type { ReportFinding, ReportTable, Words } from './model.ts';

export async function findingsOf(engine: Engine, request: FigureRequest, tables: { form: ReportTable; printed: string }[]): Promise<ReportFinding[]> {
  const typed = tables.filter(({ form }) => form.source === 'form').filter(({ form }, index, all) => all.findIndex((other) => other.form.id === form.id) === index);
  if (typed.length === 0) return [];
  const found = await checkForms(engine, { program: request.program, year: request.year, asOf: request.asOf, calendar: request.calendar, agencies: [request.agency] });
  return typed.flatMap(({ form: table, printed }) => [
    ...found.filter((each) => each.agency === request.agency && each.form === table.id).map((each): ReportFinding => ({ table: table.id, severity: each.severity, message: withFigures(each, table) })),
    ...texts(table), ...blanks(table),
  ].map((finding): ReportFinding => ({ ...finding, table: printed })));
}

/** `各项之和应等于合计（各项之和 285，合计 281）`: the check with the figures it saw. */
function withFigures(finding: FormFinding, table: ReportTable): Words {
  const cells = finding.cells.filter((each) => each.form === table.id && each.year === finding.year);
  const groupOf = (name: string): string | null => table.columns.find((each) => each.name === name)?.group ?? null;
  const whole = new Set(table.columns.map((each) => each.group).filter((group) => group !== null && table.columns.every((each) => each.group !== group || cells.some((cell) => cell.column === each.name))));
  const zh: string[] = []; const en: string[] = [];
  for (const group of whole) {
    const sum = sumOf(table, group!);
    if (sum.filled === 0) continue;
    zh.push(`${whole.size > 1 ? headOf(table, group!) : ''}各项之和 ${sum.total}`);
    en.push(`parts ${sum.total}`);
  }
  for (const cell of cells) {
    if (whole.has(groupOf(cell.column))) continue;
    const column = table.columns.find((each) => each.name === cell.column);
    const printed = table.rows[0]!.cells[table.columns.findIndex((each) => each.name === cell.column)]?.text;
    if (!column || !printed) continue;
    zh.push(`${column.label.zh} ${printed}`);
    en.push(`${column.label.en.toLowerCase()} ${printed}`);
  }
  return { zh: zh.length ? `${finding.message.zh}（${zh.join('，')}）` : finding.message.zh, en: `This does not hold: ${finding.message.en}${en.length ? ` (${en.join(', ')})` : ''}` };
}

/** The printed head of a group: the one that spans its first column. */
function headOf(table: ReportTable, group: string): string {
  for (const band of table.bands) {
    let at = 0;
    for (const head of band.groups) {
      if (head.label && table.columns.find((each) => each.name === band.columns[at])?.group === group) return head.label.zh;
      at += head.span;
    }
  }
  return '';
}

function sumOf(table: ReportTable, group: string): { total: string; filled: number; blank: number } {
  let total = '0'; let filled = 0; let blank = 0;
  table.columns.forEach((column, index) => {
    if (column.group !== group) return;
    const cell = table.rows[0]!.cells[index]!;
    if (cell.value !== null) { total = add(total, cell.value); filled += 1; } else if (cell.state === 'empty' || cell.state === 'not_filled') blank += 1;
  });
  return { total, filled, blank };
}

/** 304册 in a cell for cases: kept as it stands, in no sum, for a person to look at. */
function texts(table: ReportTable): ReportFinding[] {
  return table.columns.flatMap((column, index) => {
    const cell = table.rows[0]!.cells[index]!;
    if (cell.state !== 'text') return [];
    return [{ table: table.id, severity: 'warning', message: {
      zh: `“${column.label.zh}”一格填的是“${cell.text}”，不是以“${column.unit}”计的数字，照原样登载，不计入各项之和`,
      en: `“${column.label.en}” holds “${cell.text}”, which is no number: it is shown as it stands and in no sum`,
    } }];
  });
}

/** Where parts of a total were left blank the total cannot be checked: a blank is not 0. */
function blanks(table: ReportTable): ReportFinding[] {
  const total = table.columns.findIndex((each) => each.name === 'total');
  const groups = [...new Set(table.columns.map((each) => each.group).filter((group) => group !== null))];
  if (total < 0 || table.rows[0]!.cells[total]!.value === null) return [];
  return groups.flatMap((group): ReportFinding[] => {
    const { total: sum, filled, blank } = sumOf(table, group);
    if (blank === 0 || filled === 0) return [];
    return [{ table: table.id, severity: 'warning', message: {
      zh: `有${blank}格没有填写，空白不是0，各项之和无法核对（已填写的各项之和 ${sum}，合计 ${table.rows[0]!.cells[total]!.text}）`,
      en: `${blank} cells were left blank; a blank is not 0, so the total cannot be checked (parts filled in ${sum}, total ${table.rows[0]!.cells[total]!.text})`,
    } }];
  });
}
