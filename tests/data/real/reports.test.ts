/** What agencies really published, as workbooks of their province's shape: in through intake, out as the same tables. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../../data/intake/index.ts';
import type { Store, StoredTable } from '../../../data/store/index.ts';
import { viewCells, type CellName, type FormCell } from '../../../data/views.ts';
import type { Unit, View } from '../../../dsl/program.ts';
import { checkForms } from '../../../metrics/index.ts';
import { checksOf } from '../../../server/hand_in.ts';
import { code, days, load, memoryStore, program, rows } from '../helpers.ts';
import { realReports, workbookOf, type RealReport } from './workbooks.ts';

let store: Store;
beforeEach(async () => { store = await memoryStore(); });
afterEach(async () => { await store.close(); });

const find = (id: string): RealReport => realReports.find(report => report.id === id)!;
/** Bodies with a row of their own in the tables of another. */
const bodies = (report: RealReport): string[] => (report.id === 'RR-06' ? report.tables[0]!.rows.map(row => row[0]!) : []);
const codes = (report: RealReport): Map<string, string> => new Map([report.agency, ...bodies(report)].map((name, index) => [name, code(100 + index)]));
const rosterOf = (report: RealReport): string => `code,name,short_name,level,category,region\n${[...codes(report)].map(([name, of]) => `${of},${name},${name === report.agency ? report.agency.replace(/^.+?[市县区](?=.)/, '市') : ''},市,公开样本,${report.region}\n`).join('')}`;

async function handIn(report: RealReport): Promise<ImportResult> {
  await load(store, { 'agencies.csv': rosterOf(report) }, { year: report.year });
  const bulk = bodies(report).length > 0;
  return load(store, { [`${report.agency}.xlsx`]: await workbookOf(report) }, {
    year: report.year, kind: bulk ? 'bulk' : 'agency', ...(bulk ? {} : { agency: codes(report).get(report.agency)! }), checks: checksOf(program), hardChecks: 'warn', unknownTables: 'keep',
  });
}

const plain = (text: string): string => (/^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, '') : text);
async function formCell(agency: string, year: number): Promise<(name: CellName) => FormCell | null> {
  const cells = new Map<string, FormCell>();
  for (const form of Object.values(program.forms)) {
    const found = await store.engine.query({ sql: `SELECT * FROM ${form.name} WHERE agency = $1 AND _year = $2`, values: [agency, year] });
    if (found.rowCount === 0) continue;
    const at = (name: string): string | null => { const value = found.columns[found.names.indexOf(name)]![0]; return value === null || value === undefined ? null : String(value); };
    for (const column of form.columns) cells.set(`${form.name} ${column.name}`, { value: at(column.name) === null ? null : plain(at(column.name)!), mark: at(`${column.name}__mark`) });
  }
  return ({ form, column }) => cells.get(`${form} ${column}`) ?? null;
}
const unitOf = ({ form, column }: CellName): Unit => program.forms[form]!.columns.find(one => one.name === column)!.unit;
/** A form printed as it is. */
const asView = (form: string): View => ({ name: form, label: form, form, groups: [], columns: program.forms[form]!.columns.map(column => ({ ...column, derived: { kind: 'cell', form, column: column.name, yearOffset: 0, type: { kind: 'number', unit: column.unit } } })) });

/** The table as it is printed again: columns of a view from the cells of forms, others as given. */
async function printed(table: StoredTable, year: number): Promise<{ heads: string[]; rows: string[][]; through: number }> {
  let through = 0;
  const cells = table.form === '' ? new Map<string, FormCell>() : viewCells(table.view === null ? asView(table.form) : program.views[table.view]!, await formCell(table.agency, year), unitOf);
  const own = table.rows.map(row => row.map((text, index) => {
    const cell = table.heads[index]!.column === null ? undefined : cells.get(table.heads[index]!.column!);
    if (!cell) return text ?? '';
    through++;
    return cell.value ?? cell.mark ?? '';
  }));
  return { heads: table.heads.map(head => (head.group === null ? head.label : `${head.group}-${head.label}`)), rows: own, through };
}

const added = new Set(['序号', '备注']);
async function comesOut(report: RealReport): Promise<number> {
  const kept: StoredTable[] = [];
  for (const of of codes(report).values()) kept.push(...await store.given(of, report.year));
  let through = 0;
  for (const table of report.tables) {
    const own = kept.filter(one => one.title.includes(table.name));
    expect(own.length, table.name).toBeGreaterThan(0);
    const out = await Promise.all(own.map(one => printed(one, report.year)));
    through += out.reduce((sum, one) => sum + one.through, 0);
    const columns = out[0]!.heads.flatMap((head, index) => (added.has(head) || (head === '单位名称' && !table.columns.includes(head)) ? [] : [index]));
    expect(columns.map(index => out[0]!.heads[index])).toEqual(table.columns);
    // A row of totals is not kept but made: it is what the units come to.
    const units = table.rows.filter(row => row[0] !== '合计');
    expect(out.flatMap(one => one.rows.map(row => columns.map(index => row[index])))).toEqual(units);
  }
  return through;
}
const words = (result: ImportResult): string[] => result.problems.map(problem => `${problem.severity} ${problem.code} ${problem.cell ?? problem.row ?? ''}`);

describe('every published report that holds tables', () => {
  it.each(realReports.map(report => [report.id, report.agency, report] as const))('%s %s goes in and comes out cell for cell', async (_, __, report) => {
    const result = await handIn(report);
    expect(result.problems.filter(problem => problem.severity === 'error')).toEqual([]);
    await comesOut(report);
  });

  it('prints most of the penalty tables from cells of forms, not from what was kept', async () => {
    const result = await handIn(find('RR-08'));
    expect(result.errorCount).toBe(0);
    expect(await comesOut(find('RR-08'))).toBe(21);
    expect(await rows(store, 'SELECT warning, gains_confiscated, gains_confiscated__mark, total, ordinary, reviewed, corrected, accepted FROM penalty_form')).toEqual([['387', null, '含于“没收违法所得、没收非法财物”281', '949', '881', '881', '0', '6']]);
  });
});

describe('the known faults', () => {
  it('曲阜: the kinds come to 23 where 10 cases were closed', async () => {
    const result = await handIn(find('RR-10'));
    const told = result.problems.filter(problem => problem.message.zh.includes('不大于结案'));
    expect(told.map(problem => [problem.severity, problem.message.zh.includes('各项之和 23'), problem.message.zh.includes('结案数量 10')])).toEqual([['warning', true, true]]);
    expect(await rows(store, 'SELECT reconsidered, overturned, sued, lost FROM appeals_form')).toEqual([['0', '0', '0', '0']]);
  });
  it('竹山: 304册 is kept, in no sum, and told by its cell', async () => {
    const result = await handIn(find('RR-30'));
    expect(words(result)).toContain('warning form_text F4');
    expect(await rows(store, 'SELECT goods_confiscated, goods_confiscated__mark, total FROM penalty_form')).toEqual([[null, '304册', '9']]);
  });
  it('高陵: / is 不适用; 武汉: - is 未填; 杭州: a blank is a blank; none is 0', async () => {
    for (const id of ['RR-25', 'RR-26', 'RR-03']) { const result = await handIn(find(id)); expect(result.errorCount).toBe(0); }
    expect(await rows(store, 'SELECT permit_suspended, permit_suspended__mark, gains_confiscated, gains_confiscated__mark, detained FROM penalty_form')).toEqual([[null, null, null, null, '59']]);
  });
  it('静海: certificates do not carry over from the year before', async () => {
    const report = find('RR-21'), of = codes(report).get(report.agency)!;
    await load(store, { 'agencies.csv': rosterOf(report) }, { year: 2022 });
    await load(store, { 'staff_form.csv': `agency,持证人员\n${of},1358\n` }, { year: 2022, kind: 'agency', agency: of });
    await handIn(report);
    const found = await checkForms(store.engine, { program, year: 2023, asOf: '2024-01-31', calendar: days });
    expect(found.filter(one => one.agency === of).map(one => one.check)).toEqual(['上年末持证加新领加调入减调出减注销等于本年末持证']);
  });
  it('天津静海: 简易 and 一般 come to what is said, told from figures beside the staff', async () => {
    await handIn(find('RR-21'));
    expect(await rows(store, 'SELECT total, simple, ordinary, warning FROM penalty_form')).toEqual([['1969', '705', '1264', null]]);
    expect(await rows(store, 'SELECT bodies, certified, issued, cancelled FROM staff_form')).toEqual([['53', '1306', '113', '167']]);
    expect(await rows(store, 'SELECT inspections FROM other_acts_form')).toEqual([['20484']]);
  });
  it('湖州: a rate is checked against its cells', async () => {
    const report = find('RR-07');
    expect(words(await handIn(report)).filter(word => word.startsWith('warning rate') || word.startsWith('error'))).toEqual([]);
    const wrong: RealReport = { ...report, tables: [{ ...report.tables[0]!, rows: [['40', '38', '96', '11']] }] };
    expect(words(await handIn(wrong))).toContain('warning rate C4');
  });
});
