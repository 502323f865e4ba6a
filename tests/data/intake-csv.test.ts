import { readdirSync } from 'node:fs';
import iconv from 'iconv-lite';
import { beforeEach, afterEach, describe, expect, it } from 'vitest';
import type { Store } from '../../data/store/index.ts';
import { dateOf, dayNumber } from '../../data/calendar/workdays.ts';
import { A, B, C, days, load, memoryStore, program, roster, rows, said, validate } from './helpers.ts';

let store: Store;
beforeEach(async () => { store = await memoryStore(); });
afterEach(async () => { await store.close(); });

const decisions = (...lines: string[]): string => `agency,case_no,kind,decided_on,disclosed_on,penalties,fine,major\n${lines.join('\n')}\n`;
const good = decisions(`${A},A1,行政处罚,2024-02-05,2024-02-08,罚款,2000,否`, `${A},A2,penalty,2024/2/27,,"警告、罚款","1,234.5",是`, `${B},B1,行政许可,2024年3月1日,,,,`);

describe('reading CSV files', () => {
  it('loads texts in any of the accepted forms as typed rows with their working-day index', async () => {
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': good });
    expect(said(result)).toEqual([]);
    expect(await rows(store, 'SELECT agency, case_no, kind, decided_on, penalties, fine, major, disclosed_on__floor - decided_on__floor, _year, _upload, _row FROM decisions ORDER BY case_no')).toEqual([
      [A, 'A1', '行政处罚', '2024-02-05', '罚款', '2000', false, 3, 2024, 1, 2],
      [A, 'A2', '行政处罚', '2024-02-27', '警告、罚款', '1234.5', true, null, 2024, 1, 3],
      [B, 'B1', '行政许可', '2024-03-01', null, null, null, null, 2024, 1, 4],
    ]);
  });

  it.each([
    ['UTF-8 with a byte-order mark', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['GB18030', (text: string) => iconv.encode(text, 'gb18030')],
    ['GBK', (text: string) => iconv.encode(text, 'gbk')],
    ['UTF-16 with a byte-order mark', (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode(text, 'utf-16le')])],
    ['semicolons', (text: string) => Buffer.from(text.replaceAll('"1,234.5"', '1234.5').replaceAll(',', ';'))],
    ['tabs', (text: string) => Buffer.from(text.replaceAll('"1,234.5"', '1234.5').replaceAll(',', '\t'))],
    ['Windows line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['old Mac line ends', (text: string) => Buffer.from(text.replaceAll('\n', '\r'))],
    ['blanks around cells', (text: string) => Buffer.from(text.replaceAll(',', ' , ').replaceAll('" ', '"').replaceAll(' "', '"').replaceAll('1 , 234', '1,234'))],
    ['a title row above the head', (text: string) => Buffer.from(`行政执法决定台账,,,,,,,\n${text}`)],
    ['blank lines between', (text: string) => Buffer.from(text.replace('\n', '\n\n'))],
  ])('gives the same rows from %s', async (_, encode) => {
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': encode(good) });
    expect(said(result)).toEqual([]);
    expect(await rows(store, 'SELECT case_no, kind, decided_on, penalties, fine FROM decisions ORDER BY case_no')).toEqual([
      ['A1', '行政处罚', '2024-02-05', '罚款', '2000'], ['A2', '行政处罚', '2024-02-27', '警告、罚款', '1234.5'], ['B1', '行政许可', '2024-03-01', null, null]]);
  });

  it.each([['read in one pass', ''], ['read text by text', '行政执法决定台账\n']])('parts the names in a cell that may hold several: %s', async (_, before) => {
    const lines = ['001', '"001、002"', ' 001 ，002 ；003|001', '', '、'].map((names, index) => `${A},C${index},其他,2024-02-05,${names}`);
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': `${before}agency,case_no,kind,decided_on,承办人\n${lines.join('\n')}\n` });
    expect(said(result)).toEqual([]);
    expect(await rows(store, 'SELECT case_no, handled_by, len(handled_by) FROM decisions ORDER BY case_no')).toEqual([['C0', '001', 1n], ['C1', '001、002', 2n], ['C2', '001、002、003', 3n], ['C3', null, null], ['C4', null, null]]);
  });

  it('gives each row the number a spreadsheet shows, blank lines counted', async () => {
    const text = decisions(`${A},A1,其他,2024-02-05,,,,`, '', `${A},A2,其他,2024-02-05,,,,`, ',,,,,,,', `${A},A3,其他,2024-02-05,,,,`);
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': text }))).toEqual([]);
    expect(await rows(store, 'SELECT case_no, _row FROM decisions ORDER BY 1')).toEqual([['A1', 2], ['A2', 4], ['A3', 6]]);
  });

  it('keeps row numbers in a file that is read by several threads', async () => {
    const filler = '重'.repeat(60);
    const lines = Array.from({ length: 120_000 }, (_, index) => `${A},N${index},行政处罚,2024-02-05,2024-02-08,,${index},否,${filler}`);
    const text = `agency,case_no,kind,decided_on,disclosed_on,penalties,fine,major,major_reason\n${lines.join('\n')}\n`;
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': text }))).toEqual([]);
    expect(await rows(store, "SELECT count(*), count_if(case_no = 'N' || (_row - 2) AND fine = _row - 2) FROM decisions")).toEqual([[120_000n, 120_000n]]);
  });

  it('gives every day its working-day index, and none outside the known years', async () => {
    const all: string[] = [];
    for (let day = dayNumber('2018-12-01'); day <= dayNumber('2027-01-31'); day++) all.push(dateOf(day));
    const text = `agency,notice_no,item,changed_on,updated_on\n${all.map((day, index) => `${A},N${index},主体,2024-01-02,${day}`).join('\n')}\n`;
    expect(said(await load(store, { 'agencies.csv': roster, 'notices.csv': text }))).toEqual([]);
    expect(await rows(store, 'SELECT updated_on, updated_on__floor, updated_on__ceil FROM notices ORDER BY 1')).toEqual(all.map(day => [day, days.floor(day), days.ceil(day)]));
  });

  it('finds columns by name, label or alias in any order, and warns of a stranger with its nearest', async () => {
    const text = `公示日其,决定日期,案 号,执法类别,执法主体,罚款金额(元)\n2024-02-08,2024-02-05,A1,行政处罚,${A},5\n`;
    const result = await load(store, { 'agencies.csv': roster, '行政执法决定.csv': text });
    expect(said(result)).toEqual(['行政执法决定.csv A1 unknown_column']);
    expect(result.problems[0]!.message.zh).toContain('公示日期');
    expect(await rows(store, 'SELECT case_no, fine, disclosed_on FROM decisions')).toEqual([['A1', '5', null]]);
  });

  it('does not take a column in another unit for the same', async () => {
    const result = await validate(store, { 'agencies.csv': roster, 'decisions.csv': `agency,case_no,kind,decided_on,罚款金额(万元)\n${A},A1,penalty,2024-02-05,3\n` });
    expect(said(result)).toEqual(['decisions.csv E1 unknown_column']);
  });

  it.each([['decisions-2024.csv', 'decisions'], ['行政许可办件2024.csv', 'licences'], ['DECISIONS.CSV', 'decisions'], ['2024年行政检查.csv', 'inspections'], ['行政检查_一季度.csv', 'inspections']])('knows what %s holds', async (name, ledger) => {
    const fields: Record<string, string> = { decisions: `agency,case_no,kind,decided_on\n${A},1,其他,2024-01-02\n`, licences: `agency,application_no,applied_on\n${A},1,2024-01-02\n`, inspections: `agency,inspection_no,enterprise,inspected_on,type\n${A},1,E1,2024-01-02,日常\n` };
    const result = await load(store, { 'agencies.csv': roster, [name]: fields[ledger]! });
    expect(said(result)).toEqual([]);
    expect(result.loaded.filter(one => one.ledger === ledger && one.rows === 1)).toHaveLength(1);
  });

  it('lists every wrong cell with its place, what was found and what is wanted, and loads nothing', async () => {
    const text = decisions(`${A},A1,行政处罚,2024-02-30,2204-02-08,罚款,2000,否`, `${A},,行政处法,,2024-02-08,罚金,两千,可能`, `${A},A3,行政处罚,2024-02-05,,,3.00001,`);
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': text });
    expect(said(result).sort()).toEqual(['decisions.csv B3 required', 'decisions.csv C3 unknown_choice', 'decisions.csv D2 impossible_date', 'decisions.csv D3 required', 'decisions.csv E2 date_out_of_range',
      'decisions.csv F3 unknown_choice', 'decisions.csv G3 not_a_number', 'decisions.csv G4 too_many_decimals', 'decisions.csv H3 not_yes_no'].sort());
    expect(result.problems.find(problem => problem.code === 'not_a_number')!.message).toEqual({ zh: '“两千”不是数字;只填数字,单位为元。', en: '"两千" is not a number: write the figure only, in 元.' });
    expect(result.loaded).toEqual([]);
    expect(await rows(store, 'SELECT count(*) FROM agencies')).toEqual([[0n]]);
    expect(await store.uploads()).toEqual([]);
  });

  it('names ragged rows and a quote that never ends, beside the other errors, with true row numbers', async () => {
    const text = decisions(`${A},"A1\n（补）",行政处罚,2024-02-05,,,,`, `${A},A2,行政处罚,2024-02-05`, `${A},A3,行政处罚,2024-02-31,,,,`, `${A},A4,行政处罚,2024-02-05,,,,,溢出`, `${A},A5,其他,2024-02-05,,,,,`, `${A},"A6,其他,2024-02-05,,,,`);
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': text });
    expect(said(result)).toEqual(['decisions.csv 3 ragged_row', 'decisions.csv D4 impossible_date', 'decisions.csv 5 ragged_row', 'decisions.csv 7 open_quote']);
  });

  it('keeps line breaks, commas and quotes that stand in quotes', async () => {
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},"A1\n（补）",行政处罚,2024-02-05,,,,`, `${A},"A""2"", 补",行政处罚,2024-02-05,,,,`) });
    expect(said(result)).toEqual([]);
    expect(await rows(store, 'SELECT case_no, _row FROM decisions ORDER BY _row')).toEqual([['A1\n（补）', 2], ['A"2", 补', 3]]);
  });

  it.each([
    ['decisions.csv', '', 'file_empty'], ['decisions.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4, 5]), 'old_excel'], ['decisions.xlsx', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4, 5]), 'old_excel'],
    ['decisions.csv', Buffer.from('PK\u0003\u0004zip…'), 'wrong_extension'], ['decisions.xlsx', 'agency,case_no\n', 'wrong_extension'], ['decisions.pdf', '%PDF-1.7 …', 'file_type'],
    ['whatever.csv', 'a,b\n1,2\n', 'unknown_ledger'], ['decisions.csv', 'foo,bar\n1,2\n', 'no_head'], ['decisions.csv', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x80, 0x0a]), 'encoding'],
  ])('refuses %s (%#) with one sentence: %s', async (name, content, problem) => {
    const result = await load(store, { [name]: content as string });
    expect(result.problems.map(one => one.code)).toEqual([problem]);
    expect(result.problems[0]!.message.zh).toMatch(/[。]$/);
  });

  it('refuses an upload over the limit before it reads it', async () => {
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': good }, { limits: { uploadBytes: 100 } });
    expect(result.problems.map(one => one.code)).toEqual(['file_too_large']);
  });

  it('lists so many problems and counts all', async () => {
    const lines = Array.from({ length: 500 }, (_, index) => `${A},A${index},行政处罚,2024-02-31,,,,`);
    const result = await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(...lines) }, { limits: { problems: 20 } });
    expect([result.problems.length, result.problemCount, result.errorCount]).toEqual([20, 500, 500]);
  });

  it('names both rows of a duplicate key within an agency, also across files and across years', async () => {
    const twice = await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,,,,`, `${B},A1,其他,2024-02-05,,,,`, `${A},A1,其他,2024-02-06,,,,`), 'decisions-2.csv': decisions(`${B},A1,其他,2024-03-05,,,,`) });
    expect(said(twice)).toEqual(['decisions.csv B4 duplicate_key', 'decisions-2.csv B2 duplicate_key_files']);
    expect(twice.problems[0]!.message.zh).toContain('第 2 行与第 4 行');
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,,,,`) }))).toEqual([]);
    expect(said(await load(store, { 'decisions.csv': decisions(`${A},A1,其他,2023-02-05,,,,`) }, { kind: 'agency', agency: A, year: 2023 }))).toEqual(['decisions.csv B2 duplicate_stored']);
    expect(said(await load(store, { 'decisions.csv': decisions(`${A},A1,其他,2024-02-07,,,,`) }))).toEqual([]);
  });

  it('knows the agencies of the upload and of the store, and warns of a wrong check digit', async () => {
    const wrong = `${C.slice(0, 17)}${C[17] === '0' ? '1' : '0'}`;
    const result = await load(store, { 'agencies.csv': roster.replace(C, wrong), 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,,,,`) });
    expect(said(result)).toEqual(['agencies.csv A4 agency_code']);
    expect(result.loaded.length).toBeGreaterThan(0);
    expect(said(await load(store, { 'decisions.csv': decisions(`${B},B9,其他,2024-02-05,,,,`, '91350100M000100Y43,X,其他,2024-02-05,,,,') }))).toEqual(['decisions.csv A3 unknown_agency']);
    const fresh = await memoryStore();
    expect(said(await load(fresh, { 'decisions.csv': good }))).toEqual(['decisions.csv - no_roster']);
    await fresh.close();
  });

  it('wants exactly one of hours and minutes', async () => {
    const text = `agency,record_no,officer,held_on,subject,hours,minutes\n${A},1,O1,2024-01-02,公共法律,2,\n${A},2,O1,2024-01-02,公共法律,,90\n${A},3,O1,2024-01-02,公共法律,2,90\n${A},4,O1,2024-01-02,公共法律,,\n`;
    expect(said(await load(store, { 'agencies.csv': roster, 'training.csv': text }))).toEqual(['training.csv F4 only_one_of', 'training.csv F5 required']);
  });

  it('takes 9.16E+17 for a code that Excel has spoilt', async () => {
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},9.16101E+17,其他,2024-02-05,,,,`) }))).toEqual(['decisions.csv B2 lost_digits']);
  });

  it('runs declared checks: soft ones warn and load, hard ones refuse', async () => {
    const check = { label: '公示日期不早于决定日期', severity: 'warning' as const, condition: program.ledgers['decisions']!.checks[1]!.condition };
    const checks = (severity: 'warning' | 'error') => (ledger: string, table: string) => (ledger === 'decisions' ? [{ check: { ...check, severity }, statement: { sql: `SELECT _row, disclosed_on, decided_on FROM "${table}" WHERE disclosed_on < decided_on`, values: [] } }] : []);
    const files = { 'agencies.csv': roster, 'decisions.csv': decisions(`${A},A1,其他,2024-02-05,2024-02-01,,,`) };
    const soft = await load(store, files, { checks: checks('warning') });
    expect([said(soft), soft.upload]).toEqual([['decisions.csv E2 check'], 1]);
    expect(soft.problems[0]!.message.zh).toContain('公示日期 2024-02-01');
    const hard = await load(store, files, { checks: checks('error') });
    expect([hard.errorCount, hard.upload]).toEqual([1, null]);
  });

  it('leaves nothing in the temporary folder', async () => {
    await load(store, { 'agencies.csv': roster, 'decisions.csv': good });
    await load(store, { 'decisions.csv': 'foo\n1\n' });
    expect(readdirSync(store.temporaryDirectory)).toEqual([]);
  });

  it('stops when asked to, loads nothing, and the store lives on', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `${A},A${index},行政处罚,2024-02-05,2024-02-08,罚款,2000,否`);
    const controller = new AbortController();
    await expect(load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(...lines) }, { signal: controller.signal, onProgress: progress => { if (progress.files.some(file => file.ledger === 'decisions')) controller.abort(new Error('enough')); } })).rejects.toThrow('enough');
    expect(await store.uploads()).toEqual([]);
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': good }))).toEqual([]);
  });
});

describe('forms', () => {
  const form = (...lines: string[]): string => `agency,year,警告,罚款,合计,罚没金额(万元)\n${lines.join('\n')}\n`;
  it('tell value, empty, / and - apart, and keep a text as a mark with a warning', async () => {
    const result = await load(store, { 'agencies.csv': roster, 'penalty_form.csv': form(`${A},2024,0,304册,/,-`, `${B},2023,,3,"1,003",2.5`) });
    expect(said(result)).toEqual(['penalty_form.csv D2 form_text']);
    expect(await rows(store, 'SELECT agency, _year, warning, warning__mark, fined, fined__mark, total, total__mark, amount, amount__mark FROM penalty_form ORDER BY _year')).toEqual([
      [B, 2023, null, null, '3', null, '1003', null, '2.5', null], [A, 2024, '0', null, null, '304册', null, '/', null, '-']]);
    expect(result.loaded.filter(one => one.ledger === 'penalty_form' && one.rows)).toHaveLength(2);
  });
  it('refuse fractions in counts and a second row for an agency and year', async () => {
    const result = await load(store, { 'agencies.csv': roster, '行政处罚实施情况统计表.csv': form(`${A},2024,1.5,3,4,`, `${A},2024,1,3,4,`) });
    expect(said(result)).toEqual(['行政处罚实施情况统计表.csv C2 fraction_in_count', '行政处罚实施情况统计表.csv A3 duplicate_key']);
  });
  it('take the year of the hand-in where the file names none', async () => {
    await load(store, { 'agencies.csv': roster, 'staff_form.csv': `agency,在岗,持证\n${A},40,38\n` }, { year: 2022 });
    expect(await rows(store, 'SELECT _year, on_post, certified FROM staff_form')).toEqual([[2022, '40', '38']]);
  });
});

