import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkForms, checkLedgerStatement, explain, statements } from '../../metrics/index.ts';
import { A, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const share = 'indicator x { source "文" clause "一" value share of decisions where kind = penalty excluding disclosure_exempt is filled because "不公开" with disclosed_on within 7 workdays of decided_on }';
const decision = (case_no: string, more = {}) => ({ case_no, kind: '行政处罚', decided_on: '2024-06-03', ...more });

describe('the records behind a share', () => {
  const load = () => world.load({ agencies: [A, { ...A, code: 'B' }], decisions: [
    decision('late', { disclosed_on: '2024-06-13' }), decision('never', { decided_on: '2024-05-06' }), decision('timely', { disclosed_on: '2024-06-12' }),
    decision('open', { decided_on: '2024-06-17' }), decision('secret', { disclosure_exempt: '国家秘密' }), decision('licence', { kind: '行政许可' }),
    decision('other', { agency: 'B' }),
  ] });
  test('come missed first, then pending, excluded, fulfilled, each with its due day and reason', async () => {
    await load();
    const { records, total, measure, words, sources, sql } = await explain(world.engine, requestOf(share, 2024, '2024-06-20'), { indicator: 'x', agency: 'A' });
    expect(records.map((one) => [one.fields['case_no'], one.verdict, one.due, one.reason?.zh ?? null])).toEqual([
      ['late', 'missed', '2024-06-12', '应不晚于2024-06-12'], ['never', 'missed', '2024-05-14', '应不晚于2024-05-14'],
      ['open', 'pending', '2024-06-26', '未到期，期限至2024-06-26'], ['secret', 'excluded', '2024-06-12', '不公开'], ['timely', 'fulfilled', '2024-06-12', null],
    ]);
    expect([total, measure.numerator, measure.denominator]).toEqual([5, 1, 3]);
    expect(words.zh).toContain('行政处罚');
    expect(words.zh).toMatch(/^2024年/);
    expect(sources[0]!.document).toBe('文');
    expect(sql).toContain('count_if');
    expect(records[0]!.fields).toEqual({ case_no: 'late', decided_on: '2024-06-03', kind: '行政处罚', disclosure_exempt: null, disclosed_on: '2024-06-13' });
  });
  test('are paged, and can be asked for by verdict', async () => {
    await load();
    const ask = (more: object) => explain(world.engine, requestOf(share, 2024, '2024-06-20'), { indicator: 'x', agency: 'A', ...more });
    const page = await ask({ offset: 1, limit: 2 });
    expect([page.records.map((one) => one.fields['case_no']), page.total, page.offset]).toEqual([['never', 'open'], 5, 1]);
    const missed = await ask({ verdict: 'missed', limit: 1 });
    expect([missed.records.map((one) => one.fields['case_no']), missed.total]).toEqual([['late'], 2]);
  });
  test('say which year\'s calendar is missing', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { decided_on: '2025-12-30', disclosed_on: '2026-01-05' }), decision('2', { decided_on: '2025-12-01' })] });
    const { records, measure } = await explain(world.engine, requestOf(share, 2025, '2026-03-01'), { indicator: 'x', agency: 'A' });
    expect(measure.state).toBe('error');
    expect(records.map((one) => [one.fields['case_no'], one.verdict, one.reason?.en])).toEqual([['2', 'missed', 'was due by 2025-12-10'], ['1', 'error', 'the working-day arrangement of 2026 is missing']]);
  });
  test('an agency outside the roster is refused', async () => {
    await load();
    await expect(explain(world.engine, requestOf(share, 2024, '2024-06-20'), { indicator: 'x', agency: 'Z' })).rejects.toThrow(RangeError);
  });
  test('hide names and certificate numbers, and show what refers to the record', async () => {
    await world.load({ agencies: [A], officers: [{ officer_id: '1', name: '张三', certificate_no: '6101', role: '执法', certified_on: '2020-01-01' }], training: [{ record_no: '1', officer: '1', held_on: '2024-03-03', subject: '公共法律', hours: 12.5 }] });
    const { records } = await explain(world.engine, requestOf('indicator x { value share of officers where certificate_no is filled and name is filled with sum(training.hours) >= 30学时 }', 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toMatch(/张三|6101/u);
    expect(Object.values(records[0]!.fields)).toEqual(['1', 12.5]);
  });
});

describe('the records behind other values', () => {
  test('a quotient shows what is counted above the line, and what only below', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2'), decision('3', { kind: '行政许可', major: true })] });
    const { records } = await explain(world.engine, requestOf('indicator x { value count(decisions where major and kind = penalty) / count(decisions where kind = penalty) }', 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records.map((one) => [one.fields['case_no'], one.verdict])).toEqual([['2', 'missed'], ['1', 'fulfilled']]);
  });
  test('groups show their key and what was compared', async () => {
    const inspection = (enterprise: string, day: string) => ({ inspection_no: enterprise + day, enterprise, inspected_on: day, type: '日常', enterprise_class: 'A' });
    await world.load({ agencies: [A], inspection_caps: [{ region: '610100', enterprise_class: 'A', valid_from: '2024-01-01', cap: 1 }], inspections: [inspection('甲', '2024-02-01'), inspection('甲', '2024-03-01'), inspection('乙', '2024-02-01')] });
    const { records } = await explain(world.engine, requestOf('indicator x { value share of inspections grouped by enterprise with count(inspections) > last(inspections.enterprise_class.cap) }', 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records.map((one) => [one.fields['enterprise'], one.verdict, ...Object.values(one.fields).slice(1)])).toEqual([['乙', 'missed', 1, 1], ['甲', 'fulfilled', 2, 1]]);
  });
  test('quarters, and the filings that a deadline looks at', async () => {
    await world.load({ agencies: [A], case_reviews: [{ round_no: '1', level: '单位自评', held_on: '2024-02-01' }], filings: [{ year: 2024, report: '行政执法统计年报', version: 1, published_on: '2025-02-03' }] });
    const quarters = await explain(world.engine, requestOf('indicator x { value share of quarters with count(case_reviews) >= 1 }', 2024, '2024-08-01'), { indicator: 'x', agency: 'A' });
    expect(quarters.records.map((one) => [one.fields['quarter'], one.verdict])).toEqual([['2024-Q2', 'missed'], ['2024-Q3', 'pending'], ['2024-Q4', 'pending'], ['2024-Q1', 'fulfilled']]);
    const filings = await explain(world.engine, requestOf('indicator x { value earliest(filings.published_on where report = annual_statistics) by 31 January of next year }', 2024, '2025-03-01'), { indicator: 'x', agency: 'A' });
    expect(filings.records.map((one) => [one.fields['published_on'], one.verdict])).toEqual([['2025-02-03', 'missed']]);
  });
  test('a figure of the year before shows that year\'s records after this year\'s', async () => {
    await world.load({ agencies: [{ ...A, _year: 2020 }], decisions: [decision('this'), decision('before', { decided_on: '2023-06-01' }), decision('long before', { decided_on: '2022-06-01' })] });
    const shown = async (expression: string) => {
      const { records, total } = await explain(world.engine, requestOf(`indicator x { value ${expression} }`, 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
      expect(total).toBe(records.length);
      return records.map((one) => [one.fields['case_no'], one.verdict]);
    };
    expect(await shown('count(decisions) - last year\'s count(decisions)')).toEqual([['this', 'fulfilled'], ['before', 'fulfilled']]);
    expect(await shown('last year\'s (share of decisions with major)')).toEqual([['before', 'missed']]);
    expect(await shown('last year\'s last year\'s count(decisions)')).toEqual([['long before', 'fulfilled']]);
  });
  test('nothing is shown of an agency that the rule does not bind', async () => {
    await world.load({ agencies: [{ ...A, level: '县' }], activities: [{ activity_no: '1', kind: '一把手跟执法', held_on: '2024-03-03' }] });
    const text = 'indicator x { applies to agencies where level = 市 value count(activities) }';
    expect((await explain(world.engine, requestOf(text, 2024, '2024-12-31'), { indicator: 'x', agency: 'A' })).total).toBe(0);
    await world.load({ agencies: [A], activities: [{ activity_no: '1', kind: '一把手跟执法', held_on: '2024-03-03' }] });
    expect((await explain(world.engine, requestOf(text, 2024, '2024-12-31'), { indicator: 'x', agency: 'A' })).total).toBe(1);
  });
  test('statements are those that are run, readable', async () => {
    const all = statements(requestOf(share, 2024, '2024-12-31'));
    expect(all.map((one) => one.title)).toContain('decisions 2024 by decided_on: x');
    expect(all.at(-1)!.statement.sql).toContain('\nFROM "decisions" AS "t"\nWHERE');
  });
});

describe('checks', () => {
  test('of a ledger find rows that are definitely wrong, with the fields involved', async () => {
    const program = programOf(''), check = program.ledgers['notices']!.checks.find((one) => one.label === '更新日期不早于变更日期')!;
    await world.load({ agencies: [A], notices: [
      { notice_no: '1', item: '主体', changed_on: '2024-05-05', updated_on: '2024-05-04' }, { notice_no: '2', item: '主体', changed_on: '2024-05-05', updated_on: '2024-05-05' },
      { notice_no: '3', item: '主体', changed_on: '2024-05-05' }, { notice_no: '4', item: '主体', changed_on: '2099-05-05', updated_on: '2099-05-04' },
    ] });
    const found = await world.engine.query(checkLedgerStatement(program, 'notices', check, 'notices'));
    expect(found.names).toEqual(['_row', 'updated_on', 'changed_on']);
    expect(found.columns).toEqual([[2, 5], ['2024-05-04', '2099-05-04'], ['2024-05-05', '2099-05-05']]);
  });
  test('of every ledger run on its own table', async () => {
    const program = programOf('');
    for (const ledger of Object.values(program.ledgers)) for (const check of ledger.checks) await world.engine.query(checkLedgerStatement(program, ledger.name, check, ledger.name));
  });
  test('of forms find what does not add up, and leave alone what is not filled in', async () => {
    const kinds = Object.fromEntries(programOf('').forms['penalty_form']!.columns.filter((one) => one.group === 'kinds').map((one) => [one.name, 0]));
    await world.load({ agencies: [A, { ...A, code: 'B' }, { ...A, code: 'C' }], penalty_form: [
      { _year: 2024, ...kinds, fined: 23, total: 10, transferred: 2, accepted: 3 }, { _year: 2024, agency: 'B', ...kinds, fined: null, total: 10 }, { _year: 2024, agency: 'C', ...kinds, fined: 10, total: 10, warning: null, warning__mark: '/' },
    ] });
    const findings = await checkForms(world.engine, requestOf('', 2024, '2025-03-01'));
    expect(findings.filter((one) => one.check === '各项之和应等于合计').map((one) => [one.agency, one.severity])).toEqual([['A', 'error']]);
    // A column that is not filled in leaves the sum unknown, but not less than the others come to.
    await world.load({ agencies: [A, { ...A, code: 'B' }], penalty_form: [{ _year: 2024, ...kinds, warning: null, fined: 11, total: 10 }, { _year: 2024, agency: 'B', ...kinds, warning: null, fined: 9, total: 10 }] });
    expect((await checkForms(world.engine, requestOf('', 2024, '2025-03-01'))).filter((one) => one.check === '各项之和应等于合计').map((one) => one.agency)).toEqual(['A']);
    // So does a sum over groups of which one has such a column.
    const parts = Object.fromEntries(programOf('').forms['coercion_form']!.columns.map((one) => [one.name, 0]));
    await world.load({ agencies: [A, { ...A, code: 'B' }, { ...A, code: 'C' }], coercion_form: [
      { _year: 2024, ...parts, sealed: null, seized: 6, surcharged: 5, total: 10 }, { _year: 2024, agency: 'B', ...parts, sealed: null, seized: 5, surcharged: 5, total: 10 }, { _year: 2024, agency: 'C', ...parts, seized: 6, court: null, surcharged: 5, total: 10 },
    ] });
    expect((await checkForms(world.engine, requestOf('', 2024, '2025-03-01'))).map((one) => one.agency)).toEqual(['A']);
    const closed = findings.find((one) => one.check === '移送受理不大于移送')!;
    expect(closed.cells).toEqual([{ form: 'penalty_form', column: 'accepted', label: '司法机关受理数量', year: 2024, value: 3, mark: null }, { form: 'penalty_form', column: 'transferred', label: '移送司法机关数量', year: 2024, value: 2, mark: null }]);
    expect(closed.message.zh).toBe('移送受理不大于移送');
  });
});
