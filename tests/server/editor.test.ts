import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ExampleRun, Invention, LiveEvaluation, PackVersion, TextExplanation } from '../../server/api.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { invent } from '../../data/samples/invent.ts';
import { compile } from '../../dsl/index.ts';
import { A } from './command.ts';
import { SMALL_PACK } from './small_pack.ts';
import { json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

const INDICATOR = 'penalties_and_licences_disclosed_on_time';
vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
let text: string;
beforeAll(async () => {
  server = await serving({ pack: SMALL_PACK });
  expect((await upload(server.url, SMALL, { year: '2024' })).state).toBe('loaded');
  text = (await json<PackVersion>(`${server.url}/api/packs/xian_2022/versions/1`)).body.text;
});
afterAll(() => server.end());
const post = <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
type Failure = { error: { code: string } };

describe('examples', () => {
  test('of a text are run, each with what was expected and found', async () => {
    const { status, body } = await post<ExampleRun>('/api/examples', { text: text.replace('expect 1/2 pending 1 excluded 1', 'expect 2/3') });
    expect(status).toBe(200);
    expect(body.examples.filter((one) => !one.passed)).toMatchObject([{ indicator: INDICATOR, year: 2024, asOf: '2024-02-28', passed: false, expected: { zh: '2/3' }, found: { zh: '1/2 未到期 1 剔除 1' }, measure: { numerator: 1, denominator: 2 } }]);
    expect((await post<ExampleRun>('/api/examples', { text, indicator: INDICATOR })).body.examples.map((one) => [one.indicator, one.passed])).toEqual([[INDICATOR, true]]);
  });
  test('whose cells cannot be read say which row and column', async () => {
    const { body } = await post<ExampleRun>('/api/examples', { text: text.replace('| A2      | 行政处罚 | 2024-01-05 |', '| A2      | 行政处罚 | 2024-01-35 |'), indicator: INDICATOR });
    expect(body.examples.filter((one) => one.passed === null)).toMatchObject([{ indicator: INDICATOR, measure: null, problems: [{ table: 'decisions', row: 1, column: 'decided_on', message: { zh: expect.stringContaining('2024-01-35') } }] }]);
  });
  test('in error leave the others as they are', async () => {
    const own = (rows: string): string => `${text}\nindicator mine "我的" { source "试" value count(decisions) target >= 1件 }
example "好" for mine as of 2024-02-28 { decisions | kind | decided_on |
 | 行政处罚 | 2024-02-05 |
 expect 1 }
example "坏" for mine as of 2024-02-28 { decisions ${rows} expect 1 }`;
    for (const rows of ['| kind | decided_on |\n | 行政处罚 | 明天 |\n', '| kind | kind | decided_on |\n | 行政处罚 | 行政许可 | 2024-02-05 |\n']) {
      const { body } = await post<ExampleRun>('/api/examples', { text: own(rows), indicator: '我的' });
      expect(body.examples.filter((one) => !one.passed).map((one) => one.label), rows).toEqual(['坏']);
    }
  });
  test('do not see each other, also where an indicator looks across agencies', async () => {
    const across = `indicator twice "重复" { source "试" value share of inspections across agencies grouped by enterprise with count(inspections) > 1 shown only }
${[1, 2].map((number) => `example "第${number}" for twice as of 2024-12-31 { inspections | enterprise | inspected_on |
 | 甲厂 | 2024-02-05 |
 expect 0/1 }`).join('\n')}`;
    const { body } = await post<ExampleRun>('/api/examples', { text: across });
    expect(body.examples.map((one) => one.found?.zh)).toEqual(['0/1', '0/1']);
  });
  test('typed as rows give the value of one indicator and why each row counts', async () => {
    const tables = [{ ledger: '行政执法决定', columns: ['案号', '类别', 'decided_on', 'disclosed_on'], rows: [['甲', '行政处罚', '2024-02-05', '2024-02-08'], ['乙', '行政许可', '2024-02-05', '']] }];
    const { body } = await post<ExampleRun>('/api/examples', { text, indicator: INDICATOR, year: 2024, asOf: '2024-12-31', tables });
    expect(body.examples).toMatchObject([{ passed: null, found: { zh: '1/2' }, measure: { state: 'value' }, problems: [] }]);
    expect(body.examples[0]!.records.map((record) => [record.fields['case_no'], record.verdict])).toEqual([['乙', 'missed'], ['甲', 'fulfilled']]);
    const wrong = await post<ExampleRun>('/api/examples', { text, indicator: INDICATOR, year: 2024, tables: [{ ledger: 'decisions', columns: ['案号', 'case_no', '天气'], rows: [['甲', '乙', '晴']] }] });
    expect(wrong.body.examples[0]!.problems).toMatchObject([{ table: 'decisions', column: 'case_no' }, { column: '天气', message: { zh: '没有“天气”这一列。' } }]);
    // Nothing of one run is left for the next.
    const none = await post<ExampleRun>('/api/examples', { text, indicator: INDICATOR, year: 2024, asOf: '2024-12-31', tables: [] });
    expect(none.body.examples[0]).toMatchObject({ measure: { state: 'not_applicable', denominator: 0 }, records: [] });
  });
  test('do not reach the store, whatever a table calls itself', async () => {
    for (const ledger of ['_uploads', '__proto__', 'main.decisions"; DROP TABLE decisions; --']) {
      const answer = await post<Failure>('/api/examples', { text, indicator: INDICATOR, year: 2024, tables: [{ ledger, columns: ['a'], rows: [['b']] }] });
      expect([answer.status, answer.body.error.code], ledger).toEqual([400, 'unknown_ledger']);
    }
    const hostile = [{ ledger: 'decisions', columns: ['case_no', 'kind', 'decided_on', `x"; DROP TABLE decisions; --`], rows: [[`'); DROP TABLE decisions; --`, '行政处罚', '2024-02-05', '1']] }];
    const read = await post<ExampleRun>('/api/examples', { text, indicator: INDICATOR, year: 2024, tables: hostile });
    expect(read.status).toBe(200);
    const { body } = await post<LiveEvaluation>('/api/evaluate', { text, indicator: INDICATOR, year: 2024, asOf: '2024-12-31' });
    expect(body.values.find((row) => row.agency === A)).toMatchObject({ numerator: 1, denominator: 2 });
  });
  test('are bounded in size', async () => {
    const rows = Array.from({ length: 201 }, () => ['x']);
    expect((await post('/api/examples', { text, indicator: INDICATOR, tables: [{ ledger: 'decisions', columns: ['case_no'], rows }] })).status).toBe(400);
    expect((await post('/api/examples', { text: 'x'.repeat(300_000) })).status).toBe(400);
    expect((await post('/api/examples', { text: 'x'.repeat(2_000_000) })).status).toBe(413);
  });
});

describe('a text', () => {
  test('is explained in words, clauses, SQL and the parameters it needs', async () => {
    const own = `${text}\nparameter days "期限" { value 5 workdays source "甲文" clause "一"; value 3 workdays from 2024-06-01 in "610100" source "乙文" }\nindicator mine "我的" { source "试" clause "二" value share of decisions with disclosed_on within days of decided_on target >= 90% }`;
    const { body } = await post<TextExplanation>('/api/explain-text', { text: own, indicator: '我的', year: 2024 });
    expect(body).toMatchObject({ diagnostics: [], indicator: 'mine', target: { zh: '不低于90%' }, sources: [{ document: '试', clause: '二' }] });
    expect(body.words!.zh).toContain('期限');
    expect(body.sql.some((one) => one.sql.includes('"decisions"'))).toBe(true);
    expect(body.lineage!.nodes.map((node) => node.id)).toEqual(expect.arrayContaining(['indicator:mine', 'ledger:decisions', 'field:decisions.disclosed_on', 'parameter:days']));
    expect(body.parameters).toMatchObject([{ name: 'days', label: '期限', choose: false, chosen: null, values: [{ words: { zh: '5个工作日' }, document: '甲文', clause: '一' }, { from: '2024-06-01', regions: ['610100'], document: '乙文' }] }]);
  });
  test('that is broken gives its diagnostics, and no words for what is not there', async () => {
    const { status, body } = await post<TextExplanation>('/api/explain-text', { text: 'indicator mine "我的" { value', indicator: 'mine', year: 2024 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ indicator: null, words: null, sql: [], parameters: [] });
    expect(body.diagnostics.some((one) => one.severity === 'error')).toBe(true);
  });
  test('that declares a ledger the store does not have, or one of the store\'s own, is told and not asked of the database', async () => {
    for (const name of ['invented', '_uploads', '_pack_versions']) {
      const own = `ledger ${name} "新" { key note; dated by received_at; field note "备注" text required; field received_at "日期" date required }\nindicator mine "我的" { source "试" value count(${name}) }`;
      const { status, body } = await post<LiveEvaluation>('/api/evaluate', { text: own, indicator: 'mine', year: 2024 });
      expect(status, name).toBe(200);
      expect(body.values).toEqual([]);
      expect(body.diagnostics.map((one) => one.code)).toContain('no-such-table');
    }
  });
});

describe('invented figures', () => {
  test('show an indicator at work: tables, the value, why each record counts; the same seed gives the same', async () => {
    const ask = (seed: string): Promise<{ status: number; body: Invention }> => post<Invention>('/api/invent', { text, indicator: INDICATOR, year: 2024, asOf: '2025-01-31', seed });
    const { status, body } = await ask('7');
    expect(status).toBe(200);
    expect(body).toMatchObject({ indicator: INDICATOR, seed: '7', year: 2024, problems: [], measure: { state: 'value' } });
    const decisions = body.tables.find((table) => table.ledger === 'decisions')!;
    expect(decisions.label).toBe('行政执法决定');
    expect(decisions.labels).toEqual(expect.arrayContaining(['案号', '决定日期', '公示日期']));
    const at = (name: string): number => decisions.columns.indexOf(name);
    for (const row of decisions.rows) expect(row[at('decided_on')]).toMatch(/^2024-/);
    expect(body.records).toHaveLength(body.measure!.denominator! + body.measure!.pending + body.measure!.excluded);
    expect((await ask('7')).body).toEqual(body);
    expect((await ask('8')).body.tables).not.toEqual(body.tables);
  });
  test('may be none: that is a report of nothing, not a missing one', async () => {
    const { program } = compile([...catalogueSources(), { file: 'x.heng', text }]);
    const seed = Array.from({ length: 500 }, (_, index) => String(index)).find((one) => invent(program, INDICATOR, { year: 2024, seed: one, rows: 12 }).tables.some((table) => table.ledger === 'decisions' && table.rows.length === 0));
    const { body } = await post<Invention>('/api/invent', { text, indicator: INDICATOR, year: 2024, asOf: '2025-01-31', seed });
    expect(body.measure).toMatchObject({ state: 'not_applicable', denominator: 0 });
  });
  test('leave the real figures alone, and are bounded', async () => {
    expect((await post('/api/invent', { text, indicator: INDICATOR, year: 2024, rows: 51 })).status).toBe(400);
    const { body } = await post<LiveEvaluation>('/api/evaluate', { text, indicator: INDICATOR, year: 2024, asOf: '2024-12-31' });
    expect(body.values).toHaveLength(3);
  });
  test('of a broken indicator are none', async () => {
    const { status, body } = await post<Invention>('/api/invent', { text: 'indicator mine "我的" { value count(nowhere) }', indicator: 'mine', year: 2024 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ indicator: null, tables: [], measure: null });
  });
});
