import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, measuresOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const share = 'indicator x { value share of decisions where kind = penalty with major target >= 50% }';
const decision = (case_no: string, more = {}) => ({ case_no, kind: '行政处罚', decided_on: '2024-03-01', ...more });

describe('the roster', () => {
  test('every agency has a row, also one without records', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], decisions: [decision('1', { major: true })] }, [{ agency: 'B', ledger: 'decisions', year: 2024 }]);
    const { byIndicator, roster } = await measuresOf(world, share, 2024, '2024-12-31');
    expect(roster.map((row) => [row.agency, row.group, row.reportedAnything])).toEqual([['A', '部门组', true], ['B', '部门组', true]]);
    expect(byIndicator['x']!.map(brief)).toEqual(['value 1 1/1 met', 'not_applicable 0/0']);
  });
  test('holds the agencies active on any day of the year', async () => {
    const agency = (code: string, active_from: string | null, active_to: string | null) => ({ ...A, code, active_from, active_to });
    await world.load({ agencies: [agency('A', null, null), agency('from last day', '2024-12-31', null), agency('next year', '2025-01-01', null), agency('to first day', null, '2024-01-01'), agency('gone', null, '2023-12-31')] });
    expect((await measuresOf(world, share, 2024, '2024-06-30')).roster.map((row) => row.agency)).toEqual(['A', 'from last day', 'to first day']);
  });
  test('is that of the latest hand-in for a year up to the one asked for', async () => {
    await world.load({ agencies: [{ ...A, _year: 2022 }, { ...A, code: 'old', _year: 2022 }, { ...A, _year: 2023, category: '区县组' }, { ...A, code: 'new', _year: 2025 }] });
    expect((await measuresOf(world, share, 2024, '2024-06-30')).roster.map((row) => [row.agency, row.group])).toEqual([['A', '区县组']]);
  });
  test('an agency that handed in nothing but its name has reported nothing', async () => {
    await world.load({ agencies: [A], filings: [{ year: 2024, report: '其他', version: 1 }] });
    expect((await measuresOf(world, share, 2024, '2024-06-30')).roster[0]!.reportedAnything).toBe(false);
    await world.load({ agencies: [A], officers: [{ officer_id: '1', role: '执法', _year: 2022 }] });
    expect((await measuresOf(world, share, 2024, '2024-06-30')).roster[0]!.reportedAnything).toBe(true);
    await world.load({ agencies: [A], notices: [{ notice_no: '1', item: '主体', changed_on: '2023-05-05' }] });
    expect((await measuresOf(world, share, 2024, '2024-06-30')).roster[0]!.reportedAnything).toBe(false);
  });
  test('can be asked for a few agencies only', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], decisions: [decision('1'), { ...decision('2'), agency: 'B', major: true }] });
    const measures = await measuresOf(world, share, 2024, '2024-12-31', { agencies: ['B'] });
    expect(measures.roster.map((row) => row.agency)).toEqual(['B']);
    expect(measures.byIndicator['x']!.map(brief)).toEqual(['value 1 1/1 met']);
  });
});

describe('states', () => {
  test('nothing handed in is not reported; an empty hand-in has nothing to measure', async () => {
    await world.load({ agencies: [A] });
    expect(brief(await measureOf(world, share, '2024-12-31'))).toBe('not_reported');
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    expect(brief(await measureOf(world, share, '2024-12-31'))).toBe('not_applicable 0/0');
    expect(brief(await measureOf(world, 'indicator x { value count(decisions) }', '2024-12-31'))).toBe('value 0');
  });
  test('a dated ledger must be reported for the year, a snapshot for it or any before', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2023 }, { agency: 'A', ledger: 'officers', year: 2022 }]);
    expect(brief(await measureOf(world, share, '2024-12-31'))).toBe('not_reported');
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2024-12-31'))).toBe('value 0');
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'officers', year: 2025 }]);
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2024-12-31'))).toBe('not_reported');
  });
  test('what the system keeps is never not reported', async () => {
    await world.load({ agencies: [A] });
    expect(brief(await measureOf(world, 'indicator x { value count(filings) }', '2024-12-31'))).toBe('value 0');
  });
  test('whom the rule does not bind is not applicable, also without a report; an unknown condition does not bind', async () => {
    const text = 'indicator x { applies to agencies where level = 市 and not body_type = 管委会 value count(activities) target >= 1 }';
    await world.load({ agencies: [A, { ...A, code: 'B', level: '县' }, { ...A, code: 'C', body_type: '管委会' }, { ...A, code: 'D', body_type: null }] });
    const { byIndicator } = await measuresOf(world, text, 2024, '2024-12-31');
    expect(byIndicator['x']!.map((row) => row.state)).toEqual(['not_reported', 'not_applicable', 'not_applicable', 'not_applicable']);
  });
  test('before the document took effect not applicable; in its first year only records since', async () => {
    const text = 'indicator x { source "文" clause "一" from 2024-08-01 to 2025-06-30 value count(decisions) }';
    await world.load({ agencies: [{ ...A, _year: 2020 }], decisions: [decision('1', { decided_on: '2023-12-31' }), decision('2', { decided_on: '2024-07-31' }), decision('3', { decided_on: '2024-08-01' }), decision('4', { decided_on: '2025-06-30' }), decision('5', { decided_on: '2025-07-01' })] });
    expect(brief(await measureOf(world, text, '2023-12-31'))).toBe('not_applicable');
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1');
    expect(brief(await measureOf(world, text, '2025-12-31'))).toBe('value 1');
    expect(brief(await measureOf(world, text, '2026-12-31'))).toBe('not_applicable');
  });
  test('nothing judged yet is pending, something judged is a value with the pending beside it', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within 7 workdays of decided_on }';
    await world.load({ agencies: [A], decisions: [decision('1')] });
    expect(brief(await measureOf(world, text, '2024-03-05'))).toBe('pending 0/0 pending 1');
    await world.load({ agencies: [A], decisions: [decision('1'), decision('2', { disclosed_on: '2024-03-04' })] });
    expect(brief(await measureOf(world, text, '2024-03-05'))).toBe('value 1 1/1 pending 1');
  });
});

describe('shares', () => {
  test('where unknown does not select; with unknown stays in the denominator', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { major: true, outcome: '处罚' }), decision('2', { outcome: '处罚' }), decision('3', { major: true })] });
    expect(brief(await measureOf(world, 'indicator x { value share of decisions where outcome = penalised with major }', '2024-12-31'))).toBe('value 0.5 1/2');
    expect(brief(await measureOf(world, 'indicator x { value share of decisions where not outcome = penalised with major }', '2024-12-31'))).toBe('not_applicable 0/0');
    expect(brief(await measureOf(world, 'indicator x { value share of decisions with not major }', '2024-12-31'))).toBe('value 0 0/3');
  });
  test('the excluded are in neither part and are listed by the first reason that holds', async () => {
    const text = 'indicator x { value share of decisions excluding disclosure_exempt is filled because "不公开" excluding outcome = case_dropped because "撤案" with major }';
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2', { disclosure_exempt: '国家秘密', outcome: '撤案' }), decision('3', { outcome: '撤案' }), decision('4', { outcome: '撤案' })] });
    const row = await measureOf(world, text, '2024-12-31');
    expect(brief(row)).toBe('value 1 1/1 excluded 3');
    expect(row.excludedBy).toEqual([{ reason: '不公开', count: 1 }, { reason: '撤案', count: 2 }]);
  });
  test('only excluded records leave nothing to measure', async () => {
    const text = 'indicator x { value share of decisions excluding disclosure_exempt is filled because "不公开" with major }';
    await world.load({ agencies: [A], decisions: [decision('1', { disclosure_exempt: '国家秘密' })] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('not_applicable 0/0 excluded 1');
  });
  test('a record whose choice is still open is pending, whatever else holds', async () => {
    const text = 'indicator x { value share of decisions where disclosed_on within 7 workdays of decided_on with major }';
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2', { major: true, disclosed_on: '2024-03-04' }), decision('3', { decided_on: '2024-01-05' })] });
    expect(brief(await measureOf(world, text, '2024-03-05'))).toBe('value 1 1/1 pending 1');
  });
  test('a record whose exclusion is still open is pending', async () => {
    const text = 'indicator x { value share of decisions excluding disclosed_on within 7 workdays of decided_on because "已公开" with major }';
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2', { disclosed_on: '2024-03-04' }), decision('3', { decided_on: '2024-01-05', major: true })] });
    expect(brief(await measureOf(world, text, '2024-03-05'))).toBe('value 1 1/1 pending 1 excluded 1');
  });
  test('another date of the record decides its year; a record itself dated later is not there', async () => {
    const text = 'indicator x { value share of decisions dated by revoked_on where disclosed_on <= revoked_on with withdrawn_on within 3 workdays of revoked_on }';
    await world.load({ agencies: [A], decisions: [
      decision('1', { decided_on: '2022-03-01', disclosed_on: '2022-03-02', revoked_on: '2024-06-03', withdrawn_on: '2024-06-06' }),
      decision('2', { disclosed_on: '2024-03-02', revoked_on: '2024-06-03', withdrawn_on: '2024-06-07' }),
      decision('3', { disclosed_on: '2024-03-02', revoked_on: '2025-01-02' }), decision('4', { revoked_on: '2024-06-03' }),
      decision('5', { decided_on: '2024-12-02', disclosed_on: '2024-06-02', revoked_on: '2024-06-03' }),
    ] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    expect(brief(await measureOf(world, text, '2024-11-30'))).toBe('value 0.5 1/2');
    expect(brief(await measureOf(world, text, '2024-12-31'))).toMatch(/1\/3$/u);
  });
  test('two dates of one record: both must have come by the as-of day to be compared', async () => {
    const text = 'indicator x { value share of decisions with reviewed_on <= disclosed_on }';
    await world.load({ agencies: [A], decisions: [decision('1', { reviewed_on: '2024-04-01', disclosed_on: '2024-05-01' })] });
    expect(brief(await measureOf(world, text, '2024-04-30'))).toBe('value 0 0/1');
    expect(brief(await measureOf(world, text, '2024-05-01'))).toBe('value 1 1/1');
    const reverse = 'indicator x { value share of decisions with disclosed_on >= reviewed_on }';
    expect(brief(await measureOf(world, reverse, '2024-04-30'))).toBe('value 0 0/1');
    expect(brief(await measureOf(world, reverse, '2024-05-01'))).toBe('value 1 1/1');
    const later = 'indicator x { value share of decisions with not reviewed_on >= disclosed_on }';
    expect(brief(await measureOf(world, later, '2024-04-30'))).toBe('value 0 0/1');
    expect(brief(await measureOf(world, later, '2024-05-01'))).toBe('value 1 1/1');
  });
  test('empty and filled follow the as-of day', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { disclosed_on: '2024-05-01' }), decision('2')] });
    for (const [text, before, after] of [['disclosed_on is empty', 'value 1 2/2', 'value 0.5 1/2'], ['disclosed_on is filled', 'value 0 0/2', 'value 0.5 1/2']] as const) {
      expect(brief(await measureOf(world, `indicator x { value share of decisions with ${text} }`, '2024-04-30'))).toBe(before);
      expect(brief(await measureOf(world, `indicator x { value share of decisions with ${text} }`, '2024-05-01'))).toBe(after);
    }
  });
  test('several values: has one of', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { penalties: ['警告', '罚款'] }), decision('2', { penalties: ['警告'] }), decision('3')] });
    expect(brief(await measureOf(world, 'indicator x { value share of decisions with penalties in fined, detained }', '2024-12-31'))).toMatch(/1\/3$/u);
    expect(brief(await measureOf(world, 'indicator x { value share of decisions with not penalties in fined, detained }', '2024-12-31'))).toMatch(/1\/3$/u);
  });
});

describe('targets', () => {
  test('are tested on exact numbers: 99.996 % is not 100 %', async () => {
    const decisions = Array.from({ length: 3 }, (_, index) => decision(`${index}`, { major: index > 0 }));
    await world.load({ agencies: [A], decisions });
    const text = (bound: string) => `indicator x { value share of decisions with major target >= ${bound} }`;
    expect((await measureOf(world, text('66.6666666666666666%'), '2024-12-31')).target_met).toBe(true);
    expect((await measureOf(world, text('66.6666666666666667%'), '2024-12-31')).target_met).toBe(false);
  });
  test('keep the unreduced numbers', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2', { major: true }), decision('3'), decision('4')] });
    expect((await measureOf(world, share, '2024-12-31')).exact).toBe('2/4');
    expect(brief(await measureOf(world, 'indicator x { value count(decisions where major) / count(decisions) target > 40% }', '2024-12-31'))).toBe('value 0.5 2/4 met');
  });
  test('in principle: missing it is shown and costs nothing', async () => {
    await world.load({ agencies: [A], decisions: [decision('1')] });
    const row = await measureOf(world, 'indicator x { value share of decisions with major target in principle >= 5% }', '2024-12-31');
    expect([row.target_met, row.principleMissed]).toEqual([false, true]);
    expect((await measureOf(world, share, '2024-12-31')).principleMissed).toBe(false);
  });
  test('the first whose condition holds decides; an open condition does not', async () => {
    const text = 'indicator x { value count(decisions) target >= 3件 when count(notices) > 1 target >= 1件 }';
    const notice = (notice_no: string) => ({ notice_no, item: '主体', changed_on: '2024-05-05' });
    await world.load({ agencies: [A], decisions: [decision('1')], notices: [notice('1'), notice('2')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1 not met');
    await world.load({ agencies: [A], decisions: [decision('1')], notices: [notice('1')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1 met');
    expect(brief(await measureOf(world, text, '2024-06-30'))).toBe('value 1 met');
  });
  test('a quotient with nothing below the line is not applicable', async () => {
    await world.load({ agencies: [A], decisions: [decision('1')] });
    expect(brief(await measureOf(world, 'indicator x { value count(decisions) / count(decisions where major) }', '2024-12-31'))).toBe('not_applicable 1/0');
  });
});
