import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, copyFileSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { A, B, COMMAND, files, PACK, SILENT, SMALL, zhiheng } from './command.ts';

const VERBS = ['check', 'format', 'explain', 'diff', 'eval', 'score', 'validate', 'template', 'import', 'report', 'serve', 'lsp'];
const INDICATOR = 'penalties_and_licences_disclosed_on_time';
interface Row { agency: string; indicator: string; year: number; state: string; value: unknown; numerator: number | null; denominator: number | null; pending: number; excluded: number; target_met: boolean | null }

// Children and databases on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
let folder: string;
let data: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zhiheng-cli-'));
  data = files(join(folder, 'data'), SMALL);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const evaluation = (...more: string[]): string[] => ['eval', '--program', PACK, '--data', data, '--year', '2024', '--as-of', '2024-12-31', ...more];

describe('every verb', () => {
  test.each(VERBS)('%s explains itself in Chinese and English', async (verb) => {
    const { code, out } = await zhiheng(verb, '--help');
    expect(code).toBe(0);
    expect(out).toMatch(/[\u4e00-\u9fff]/);
    expect(out).toContain(`zhiheng ${verb}`);
    expect(out).toMatch(/Exit codes: 0/);
  });
  test('wrong calls end with 2, a sentence and nothing on standard output', async () => {
    for (const words of [
      [], ['frobnicate'], ['check'], ['check', PACK, '--frob'], ['check', join(folder, 'nowhere.heng')], ['eval', '--data', data], ['eval', '--data', data, '--year', 'soon'],
      ['eval', '--data', join(folder, 'nowhere'), '--year', '2024'], evaluation('--as-of', '2024-02-30'), evaluation('--explain', INDICATOR), evaluation('stray'),
      ['report', '--data', data, '--agency', A, '--year', '2024', '--format', 'pdf'], ['report', '--data', data, '--agency', A, '--year', '2024', '--format', 'xlsx'],
      ['score', '--data', data, '--year', '2024'], ['template', 'decisions'], ['serve', '--port', '99999'], ['import'], ['lsp', '--port', '1'], ['format'], ['format', PACK, '--check', '--write'], ['explain', PACK], ['diff', PACK],
    ]) {
      const { code, out, err } = await zhiheng(...words);
      expect(code, words.join(' ')).toBe(2);
      expect(out, words.join(' ')).toBe('');
      expect(err, words.join(' ')).toMatch(/[\u4e00-\u9fff].*[a-z]/s);
    }
  });
  test('without the packages the command says in one sentence what to run', () => {
    const copy = join(folder, 'clone', 'server');
    mkdirSync(join(copy, 'cli'), { recursive: true });
    copyFileSync(COMMAND, join(copy, 'cli', 'zhiheng.mjs'));
    copyFileSync(join(dirname(dirname(COMMAND)), 'bootstrap.mjs'), join(copy, 'bootstrap.mjs'));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'cli', 'zhiheng.mjs'), 'check'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/npm start.*npm ci/s);
  });
});

describe('check', () => {
  test('finds nothing wrong in the shipped pack and its examples', async () => {
    const { code, out, err } = await zhiheng('check', PACK, '--json');
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({ diagnostics: [] });
    expect(code).toBe(0);
  });
  test('lists every error with its place, in both languages', async () => {
    const path = join(files(folder, { 'broken.heng': 'indicator a "甲" { source "试" value share of decisions with decidedon is filled }\nindicator b "乙" { source "试" value count(nowhere) }\n' }), 'broken.heng');
    const { code, out } = await zhiheng('check', path, '--json');
    expect(code).toBe(1);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; severity: string; message: string; file: string; range: { start: { line: number; column: number }; end: { line: number; column: number } } }[] };
    expect(diagnostics.map((one) => one.range.start.line)).toEqual([1, 2]);
    for (const one of diagnostics) {
      expect(one).toMatchObject({ code: expect.any(String), severity: 'error', file: path, message: expect.stringMatching(/[\u4e00-\u9fff].*[a-z]/) });
      expect(one.range.end.column).toBeGreaterThan(one.range.start.column);
    }
    expect(diagnostics[0]!.range.start.column).toBe(60);
  });
  test('a file that is not UTF-8 is a diagnostic at its beginning', async () => {
    const path = join(files(folder, { 'gbk.heng': Buffer.from([0x2f, 0x2f, 0xd6, 0xb4, 0xba, 0xe2, 0x0a]) }), 'gbk.heng');
    const { code, out } = await zhiheng('check', path, '--json');
    const start = { line: 1, column: 1 };
    expect(JSON.parse(out)).toMatchObject({ diagnostics: [{ code: 'program_encoding', severity: 'error', message: expect.stringContaining('UTF-8'), file: path, range: { start, end: start } }], error: { code: 'program_encoding' } });
    expect(code).toBe(1);
  });
  test('a link that leads nowhere is told as a path that does not exist', async () => {
    const links = files(join(folder, 'links'), { 'agencies.csv': SMALL['agencies.csv']! });
    symlinkSync(join(folder, 'nowhere'), join(links, 'lost.heng'));
    symlinkSync(join(folder, 'nowhere'), join(links, 'decisions.csv'));
    for (const words of [['check', links], ['check', join(PACK, 'below')], ['check', 'x'.repeat(300)], ['eval', '--program', PACK, '--data', links, '--year', '2024']]) {
      const { code, err } = await zhiheng(...words, '--json');
      expect(err, words.join(' ')).toMatch(/找不到/);
      expect(code).toBe(2);
    }
  });
  test('warnings leave the exit code at 0', async () => {
    const path = join(files(folder, { 'warned.heng': 'indicator a "甲" { value count(decisions) }\n' }), 'warned.heng');
    const { code, out } = await zhiheng('check', path, '--json');
    expect(code).toBe(0);
    expect((JSON.parse(out) as { diagnostics: { severity: string }[] }).diagnostics.map((one) => one.severity)).toEqual(['warning']);
  });
  test('a failed example is an error at the example, with what was expected and found', async () => {
    const text = readFileSync(PACK, 'utf8').replace('expect 1/2 pending 1 excluded 1', 'expect 2/3');
    const path = join(files(folder, { 'example.heng': text }), 'example.heng');
    const { code, out } = await zhiheng('check', path, '--json');
    expect(code).toBe(1);
    const { diagnostics } = JSON.parse(out) as { diagnostics: { code: string; message: string; range: { start: { line: number } } }[] };
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'example-failed', range: { start: { line: text.slice(0, text.indexOf('expect 2/3')).split('\n').findLastIndex((line) => line.startsWith('example')) + 1 } } });
    expect(diagnostics[0]!.message).toContain('expected 2/3, found 1/2 pending 1 excluded 1');
    expect(diagnostics[0]!.message).toContain('应得 2/3');
  });
  test('an example whose cells cannot be read says which', async () => {
    const text = readFileSync(PACK, 'utf8').replace('| 2024-02-05 | 2024-02-08   |', '| 2024-02-31 | 2024-02-08   |');
    const path = join(files(folder, { 'unreadable.heng': text }), 'unreadable.heng');
    const { code, out } = await zhiheng('check', path, '--json');
    expect(code).toBe(1);
    expect(out).toContain('2024-02-31');
  });
  test('examples may leave out keys, the agency and required fields, and bring their own roster', async () => {
    const path = join(files(folder, { 'short.heng': `
indicator rounds "评查次数" { source "试" value count(case_reviews where level = 单位自评) target >= 1次 }
indicator lone "名录" { source "试" applies to agencies where level = 县 value count(decisions) target >= 1件 }
example "两次" for rounds as of 2024-12-31 {
  case_reviews | level | held_on |
               | 单位自评 | 2024-03-01 |
               | 单位自评 | 2024-06-01 |
  expect 2
}
example "无记录" for rounds as of 2024-12-31 { expect 0 }
example "不适用" for lone as of 2024-12-31 { expect not applicable }
example "县级" for lone as of 2024-12-31 {
  agencies | name | level | category |
           | 县局 | 县   | 甲       |
  decisions | kind | decided_on |
            | 行政处罚 | 2024-03-01 |
  expect 1
}
` }), 'short.heng');
    const { code, out, err } = await zhiheng('check', path, '--json');
    expect({ code, out: JSON.parse(out) as unknown, err }).toEqual({ code: 0, out: { diagnostics: [] }, err: '' });
  });
});

describe('eval', () => {
  test('gives every agency a row for every indicator, and one object on standard output', async () => {
    const { code, out } = await zhiheng(...evaluation('--json'));
    expect(code).toBe(0);
    const { rows } = JSON.parse(out) as { rows: Row[] };
    expect(rows.length % 3).toBe(0);
    expect(new Set(rows.map((row) => row.indicator)).size).toBe(rows.length / 3);
    expect(rows.length / 3).toBeGreaterThan(60);
    expect(rows.find((row) => row.indicator === INDICATOR && row.agency === A)).toMatchObject({
      year: 2024, state: 'value', value: 0.5, numerator: 1, denominator: 2, pending: 1, excluded: 1, target_met: false,
    });
    expect(rows.find((row) => row.indicator === INDICATOR && row.agency === B)).toMatchObject({ state: 'value', value: 1, numerator: 1, denominator: 1, target_met: true });
    expect(rows.find((row) => row.indicator === INDICATOR && row.agency === SILENT)).toMatchObject({ state: 'not_reported', value: null, target_met: null });
    for (const row of rows) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(['agency', 'indicator', 'year', 'state', 'value', 'numerator', 'denominator', 'pending', 'excluded', 'target_met']));
      if (row.state !== 'value') expect(row.value).toBeNull();
    }
  });
  test('takes 31 December for the as-of day when none is given', async () => {
    const one = await zhiheng('eval', '--program', PACK, '--data', data, '--year', '2024', '--json');
    expect(one.out).toBe((await zhiheng(...evaluation('--json'))).out);
  });
  test('without --json prints a table people can read', async () => {
    const { code, out } = await zhiheng(...evaluation('--indicator', '许可处罚按期公示率'));
    expect(code).toBe(0);
    expect(out).toMatch(/许可处罚按期公示率 +甲局 +50\.00% +1 +2 +1 +1 +▼/);
    expect(out).toMatch(/丙局 +未报送/);
  });
  test('prints the SQL, without data too', async () => {
    const { code, out } = await zhiheng('eval', '--program', PACK, '--year', '2024', '--sql');
    expect(code).toBe(0);
    expect(out).toMatch(/SELECT/i);
    const both = await zhiheng(...evaluation('--sql', '--json'));
    const answer = JSON.parse(both.out) as { rows: Row[]; sql: { title: string; sql: string }[] };
    expect(answer.rows).toHaveLength((JSON.parse((await zhiheng(...evaluation('--json'))).out) as { rows: Row[] }).rows.length);
    expect(answer.sql.length).toBeGreaterThan(0);
  });
  test('explains a value with its records', async () => {
    const { code, out } = await zhiheng(...evaluation('--explain', INDICATOR, '--agency', A, '--json'));
    expect(code).toBe(0);
    const { rows, explanation } = JSON.parse(out) as { rows: Row[]; explanation: { total: number; records: { verdict: string; fields: Record<string, unknown> }[]; sql: string; words: { zh: string } } };
    expect(rows).toHaveLength(1);
    expect(Object.fromEntries(explanation.records.map((record) => [record.fields['case_no'], record.verdict]))).toEqual({ A1: 'fulfilled', A2: 'missed', A3: 'pending', A4: 'excluded' });
    expect(explanation.total).toBe(4);
    const text = await zhiheng(...evaluation('--explain', INDICATOR, '--agency', A));
    expect(text.out).toContain('A2');
    expect(text.out).toContain('市政办发〔2022〕40号');
  });
  test('names an agency, indicator or scorecard that does not exist', async () => {
    for (const words of [evaluation('--explain', INDICATOR, '--agency', 'NOBODY', '--json'), evaluation('--indicator', 'nothing', '--json'), ['score', '--program', PACK, '--data', data, '--year', '2024', '--scorecard', 'none', '--json'], ['report', '--data', data, '--agency', 'NOBODY', '--year', '2024']]) {
      const { code, out, err } = await zhiheng(...words);
      expect(code, words.join(' ')).toBe(1);
      expect(err).toMatch(/没有|名录/);
      if (words.includes('--json')) expect((JSON.parse(out) as { rows: unknown[] }).rows).toEqual([]);
    }
  });
  test('loads nothing of data with an error and tells each one', async () => {
    const wrong = files(join(folder, 'wrong'), { ...SMALL, 'decisions.csv': `${SMALL['decisions.csv']}${B},B2,行政处罚,2024-02-31,,\n${B},B1,行政处罚,2024-05-01,,\n` });
    const { code, out, err } = await zhiheng('eval', '--program', PACK, '--data', wrong, '--year', '2024', '--json');
    expect(code).toBe(1);
    const answer = JSON.parse(out) as { rows: unknown[]; problems: { file: string; cell: string; row: number; severity: string }[] };
    expect(answer.rows).toEqual([]);
    expect(answer.problems.filter((problem) => problem.severity === 'error')).toEqual(expect.arrayContaining([expect.objectContaining({ file: 'decisions.csv', cell: 'D7', row: 7 })]));
    expect(err).toContain('D7');
  });
  test('refuses a program with errors', async () => {
    const path = join(files(folder, { 'wrong.heng': 'indicator a "甲" { source "试" value count(nowhere) }\n' }), 'wrong.heng');
    const { code, out, err } = await zhiheng('eval', '--program', path, '--data', data, '--year', '2024', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ rows: [], diagnostics: [{ severity: 'error' }] });
    expect(err).toContain('wrong.heng:1:');
  });
});

describe('data that nothing can be computed from', () => {
  test('a year without an agency on the roster is told, not answered with nothing', async () => {
    const later = files(join(folder, 'later'), { '2025/agencies.csv': SMALL['agencies.csv']! });
    for (const verb of [['eval'], ['score', '--scorecard', 'quality']]) {
      const { code, out, err } = await zhiheng(...verb, '--program', PACK, '--data', later, '--year', '2019', '--json');
      expect(JSON.parse(out), verb[0]).toMatchObject({ rows: [], error: { code: 'no_roster' } });
      expect(err).toMatch(/2019 年度的名录里没有执法主体.*no agency in 2019/);
      expect(code).toBe(1);
    }
  });
  test('a form that contradicts a hard check is refused by validate, eval and import alike', async () => {
    const kinds = 'agency,warning,criticised,fined,gains_confiscated,goods_confiscated,permit_suspended,grade_lowered,permit_revoked,business_restricted,business_suspended,closed_down,practice_barred,detained,other,total';
    const wrong = files(join(folder, 'wrong-form'), { ...SMALL, 'penalty_form.csv': `${kinds}\n${A},0,0,23,0,0,0,0,0,0,0,0,0,0,0,10\n` });
    const target = join(folder, 'wrong-form-var');
    for (const words of [['validate', '--data', wrong], ['eval', '--program', PACK, '--data', wrong], ['import', wrong, '--var', target]]) {
      const { code, out } = await zhiheng(...words, '--year', '2024', '--json');
      const answer = JSON.parse(out) as { rows: Record<string, unknown>[]; problems?: Record<string, unknown>[] };
      expect((answer.problems ?? answer.rows).filter((one) => one['severity'] === 'error'), words[0]).toMatchObject([{ code: 'check', file: 'penalty_form.csv', cell: 'P2' }]);
      if (answer.problems) expect(answer.rows).toEqual([]);
      expect(code).toBe(1);
    }
  });
});

describe('several packs', () => {
  const pack = (name: string, region: string, days: number): string => `pack ${name} "${name}" { region "${region}" }
parameter limit "期限" { choose value ${days} workdays source "甲文"; value 30 workdays source "乙文" }
indicator on_time "按期" { source "甲文" value share of decisions with disclosed_on within limit of decided_on target >= 100% }
scorecard card "卡" { groups by agencies.category dimension "公示" 100 { on_time 100 { in proportion } } grades "好" >= 60, "差" }\n`;
  const folderOfPacks = (): string => files(join(folder, 'packs'), { 'a.heng': pack('east', '320900', 1), 'b.heng': pack('west', '610100', 3) });

  test('in a folder are each a program of its own: the one that fits the roster, or the one that is named', async () => {
    const { code, out, err } = await zhiheng('eval', '--program', folderOfPacks(), '--data', data, '--year', '2024', '--choose', 'limit=1', '--agency', A, '--json');
    expect(code).toBe(0);
    expect(err).toMatch(/west.*--pack/);
    expect((JSON.parse(out) as { rows: Row[] }).rows).toMatchObject([{ indicator: 'on_time', numerator: 1, pending: 1 }]);
    const named = await zhiheng('eval', '--program', folderOfPacks(), '--pack', 'east', '--data', data, '--year', '2024', '--choose', '期限=1', '--agency', A, '--json');
    expect((JSON.parse(named.out) as { rows: Row[] }).rows).toMatchObject([{ indicator: 'on_time', numerator: 0 }]);
    const none = await zhiheng('eval', '--program', folderOfPacks(), '--pack', 'north', '--data', data, '--year', '2024');
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.err).toContain('east、west');
    expect((await zhiheng('eval', '--program', folderOfPacks(), '--year', '2024', '--sql')).err).toContain('--pack');
    const checked = await zhiheng('check', folderOfPacks(), '--json');
    expect(JSON.parse(checked.out)).toEqual({ diagnostics: [] });
  });
  test('with a file that says of no pack to be part of it are told', async () => {
    const mixed = files(join(folder, 'mixed'), { 'a.heng': pack('east', '320900', 1), 'b.heng': pack('west', '610100', 3), 'c.heng': 'indicator x "丙" { source "试" value count(decisions) }\n' });
    const { code, err } = await zhiheng('eval', '--program', mixed, '--data', data, '--year', '2024');
    expect(code).toBe(1);
    expect(err).toMatch(/c\.heng/);
  });
  test('a parameter with contradicting documents is an error until a value is chosen, for eval and score alike', async () => {
    const program = join(folderOfPacks(), 'b.heng');
    const ask = async (...more: string[]): Promise<Row> => (JSON.parse((await zhiheng('eval', '--program', program, '--data', data, '--year', '2024', '--agency', A, ...more, '--json')).out) as { rows: Row[] }).rows[0]!;
    expect(await ask()).toMatchObject({ state: 'error' });
    expect(await ask('--choose', 'limit=2')).toMatchObject({ state: 'value', numerator: 1 });
    const scored = await zhiheng('score', '--program', program, '--data', data, '--year', '2024', '--scorecard', 'card', '--choose', 'limit=1', '--json');
    expect((JSON.parse(scored.out) as { rows: { state: string }[] }).rows[0]).toMatchObject({ state: 'value' });
    for (const choice of ['limit', 'limit=0', 'limit=3', 'other=1', 'minutes_per_class_hour=1']) {
      const { code, out, err } = await zhiheng('eval', '--program', program, '--data', data, '--year', '2024', '--choose', choice, '--json');
      expect([code, out], choice).toEqual([2, '']);
      expect(err).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

describe('score', () => {
  test('ranks within groups; who reported nothing comes last without rank and points', async () => {
    const { code, out } = await zhiheng('score', '--program', PACK, '--data', data, '--year', '2024', '--as-of', '2024-12-31', '--scorecard', 'quality', '--json');
    expect(code).toBe(0);
    const { rows } = JSON.parse(out) as { rows: { agency: string; group: string; rank: number | null; points: number | null; grade: string | null; state: string; items: unknown[] }[] };
    expect(rows.map((row) => row.agency)).toEqual([B, A, SILENT]);
    expect(rows[0]).toMatchObject({ group: '部门组', rank: 1, state: 'value', points: expect.any(Number), grade: expect.any(String), items: expect.any(Array) });
    expect(rows[2]).toMatchObject({ state: 'not_reported', rank: null, points: null });
    const text = await zhiheng('score', '--program', PACK, '--data', data, '--year', '2024', '--scorecard', '行政执法质量考评');
    expect(text.code).toBe(0);
    expect(text.out).toMatch(/丙局 +未报送/);
  });
});

describe('validate', () => {
  test('gives one row a problem with file, cell and column; warnings leave the exit code at 0', async () => {
    const wrong = files(join(folder, 'validate'), { ...SMALL, '2023/decisions.csv': `agency,case_no,kind,decided_on\n${A},C1,行政处罚,2023-13-01\n`, '2023/agencies.csv': SMALL['agencies.csv']! });
    const { code, out } = await zhiheng('validate', '--data', wrong, '--json');
    expect(code).toBe(1);
    const { rows } = JSON.parse(out) as { rows: Record<string, unknown>[] };
    const error = rows.find((row) => row['severity'] === 'error')!;
    expect(Object.keys(error).toSorted()).toEqual(['cell', 'code', 'column', 'file', 'message', 'row', 'severity', 'sheet']);
    expect(error).toMatchObject({ file: '2023/decisions.csv', cell: 'D2', row: 2 });

    const doubtful = files(join(folder, 'doubtful'), { ...SMALL, 'decisions.csv': `agency,case_no,kind,decided_on,disclosed_on\n${A},A1,行政处罚,2024-02-05,2024-02-01\n` });
    const warned = await zhiheng('validate', '--data', doubtful, '--json');
    const warnings = (JSON.parse(warned.out) as { rows: { severity: string }[] }).rows;
    expect(warnings.length).toBeGreaterThan(0);
    expect(new Set(warnings.map((row) => row.severity))).toEqual(new Set(['warning']));
    expect(warned.code).toBe(0);
  });
});

describe('template', () => {
  test('writes a workbook for a ledger by name or label, and names one that does not exist', async () => {
    const path = join(folder, '模板.xlsx');
    expect((await zhiheng('template', '行政执法决定', '-o', path)).code).toBe(0);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(path);
    expect(JSON.stringify(book.worksheets[0]!.getSheetValues())).toContain('案号');
    expect((await zhiheng('template', 'penalty_form', '-o', join(folder, 'form.xlsx'))).code).toBe(0);
    const none = await zhiheng('template', 'nothing', '-o', join(folder, 'none.xlsx'));
    expect(none.code).toBe(1);
    expect(none.err).toContain('decisions');
    expect(existsSync(join(folder, 'none.xlsx'))).toBe(false);
    expect((await zhiheng('template', 'decisions', '-o', join(folder, 'missing', 'x.xlsx'))).code).toBe(1);
  });
});

describe('report', () => {
  test('is the same bytes for the same input, in every format', async () => {
    for (const format of ['html', 'xlsx']) {
      const [one, other] = [join(folder, `one.${format}`), join(folder, `other.${format}`)];
      for (const path of [one, other]) expect((await zhiheng('report', '--data', data, '--agency', A, '--year', '2024', '--format', format, '-o', path)).code).toBe(0);
      expect(readFileSync(one).equals(readFileSync(other)), format).toBe(true);
    }
    expect(readFileSync(join(folder, 'one.html'), 'utf8')).toContain('甲局');
    const printed = await zhiheng('report', '--data', data, '--agency', A, '--year', '2024', '--format', 'json');
    expect(JSON.parse(printed.out)).toMatchObject({ year: 2024, asOf: '2025-01-31' });
  });
});

describe('import', () => {
  test('loads a folder into a data folder, and again supersedes it', async () => {
    const folderOfData = join(folder, 'var');
    const first = await zhiheng('import', data, '--var', folderOfData, '--year', '2024', '--json');
    expect(first.code).toBe(0);
    const { rows } = JSON.parse(first.out) as { rows: { agency: string; ledger: string; year: number; rows: number; supersedes: number | null }[] };
    expect(rows).toEqual(expect.arrayContaining([expect.objectContaining({ agency: A, ledger: 'decisions', year: 2024, rows: 4, supersedes: null })]));
    const again = await zhiheng('import', join(data, 'agencies.csv'), join(data, 'decisions.csv'), '--var', folderOfData, '--year', '2024', '--json');
    expect((JSON.parse(again.out) as { rows: { agency: string; ledger: string; supersedes: number | null }[] }).rows.find((row) => row.agency === A && row.ledger === 'decisions')!.supersedes).not.toBeNull();
    const refused = await zhiheng('import', data, '--server', 'http://127.0.0.1:9', '--user', 'x', '--year', '2024');
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/连接不上/);
  });
});
