import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const decision = (decided_on: string, disclosed_on: string | null, more = {}) => ({ case_no: `C${decided_on}${disclosed_on ?? ''}${JSON.stringify(more)}`, kind: '行政处罚', decided_on, disclosed_on, ...more });
const seven = 'indicator x "甲" { value share of decisions with disclosed_on within 7 workdays of decided_on target >= 100% }';
const loadDecisions = (...decisions: ReturnType<typeof decision>[]) => world.load({ agencies: [A], decisions });

describe('within working days', () => {
  // 2024-06-03 is a Monday: the 7th working day after it is Wednesday 12 June.
  test('the due day itself is in time and the day after is late', async () => {
    await loadDecisions(decision('2024-06-03', '2024-06-12'), decision('2024-06-03', '2024-06-13'));
    expect(brief(await measureOf(world, seven, '2024-12-31'))).toBe('value 0.5 1/2 not met');
  });
  test('holidays are not counted and a worked Saturday is', async () => {
    // After Tuesday 30 April 2024: 6, 7, 8, 9, 10, 11 (worked Saturday), 13 May.
    await loadDecisions(decision('2024-04-30', '2024-05-13'), decision('2024-04-30', '2024-05-14'));
    expect(brief(await measureOf(world, seven, '2024-12-31'))).toBe('value 0.5 1/2 not met');
  });
  test('a disclosure on a weekend counts as the next working day', async () => {
    await loadDecisions(decision('2024-06-05', '2024-06-15'), decision('2024-06-06', '2024-06-15'));
    // due 14 June (Friday) for the first, 17 June (Monday) for the second
    expect(brief(await measureOf(world, seven, '2024-12-31'))).toBe('value 0.5 1/2 not met');
  });
  test('an empty date is pending on the due day and late the day after', async () => {
    await loadDecisions(decision('2024-06-03', null));
    expect(brief(await measureOf(world, seven, '2024-06-12'))).toBe('pending 0/0 pending 1');
    expect(brief(await measureOf(world, seven, '2024-06-13'))).toBe('value 0 0/1 not met');
  });
  test('over a weekend after the due day nothing is open', async () => {
    await loadDecisions(decision('2024-06-05', null));
    expect(brief(await measureOf(world, seven, '2024-06-14'))).toBe('pending 0/0 pending 1');
    expect(brief(await measureOf(world, seven, '2024-06-15'))).toBe('value 0 0/1 not met');
  });
  test('a date later than the as-of day reads as empty', async () => {
    await loadDecisions(decision('2024-06-03', '2024-06-11'));
    expect(brief(await measureOf(world, seven, '2024-06-10'))).toBe('pending 0/0 pending 1');
    expect(brief(await measureOf(world, seven, '2024-06-11'))).toBe('value 1 1/1 met');
  });
  test('a record dated later than the as-of day is not there', async () => {
    await loadDecisions(decision('2024-06-03', '2024-06-04'), decision('2024-06-05', null));
    expect(brief(await measureOf(world, seven, '2024-06-04'))).toBe('value 1 1/1 met');
    expect(brief(await measureOf(world, seven, '2024-06-05'))).toBe('value 1 1/1 pending 1 met');
  });
  test('a decision of late December may be published in January, and is open at the year\'s end', async () => {
    await loadDecisions(decision('2024-12-30', null), decision('2024-12-02', '2024-12-03'));
    // 31 December, then 2, 3, 6, 7, 8, 9 January
    expect(brief(await measureOf(world, seven, '2024-12-31'))).toBe('value 1 1/1 pending 1 met');
    expect(brief(await measureOf(world, seven, '2025-01-09', { year: 2024 }))).toBe('value 1 1/1 pending 1 met');
    expect(brief(await measureOf(world, seven, '2025-01-10', { year: 2024 }))).toBe('value 0.5 1/2 not met');
  });
  test('a term that differs from row to row, and an empty one falls back', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within (disclosure_days_by_law else 7 workdays) of decided_on }';
    await loadDecisions(decision('2024-06-03', '2024-06-13', { disclosure_days_by_law: 8 }), decision('2024-06-03', '2024-06-14', { disclosure_days_by_law: 8 }), decision('2024-06-03', '2024-06-13'));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toMatch(/^value 0\.333\d* 1\/3$/u);
  });
  test('a term of zero days allows the day itself, also a Saturday, and nothing after', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within (disclosure_days_by_law else 7 workdays) of decided_on }';
    const same = { disclosure_days_by_law: 0 };
    await loadDecisions(decision('2024-06-08', '2024-06-08', same), decision('2024-06-08', '2024-06-10', same), decision('2024-06-03', '2024-06-03', same), decision('2024-06-03', '2024-06-04', same));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0.5 2/4');
  });
  test('a date before the event is in time', async () => {
    await loadDecisions(decision('2024-06-03', '2024-05-20'), decision('2024-06-03', '2019-05-20', { case_no: 'old' }));
    expect(brief(await measureOf(world, seven, '2024-12-31'))).toBe('value 1 2/2 met');
  });
  test('counted from the same day the event\'s own working day is the first', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within 2 workdays of decided_on counted from the same day }';
    // Monday: Monday and Tuesday. Saturday: Monday and Tuesday.
    await loadDecisions(decision('2024-06-03', '2024-06-04'), decision('2024-06-03', '2024-06-05'), decision('2024-06-08', '2024-06-11'), decision('2024-06-08', '2024-06-12'));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0.5 2/4');
  });
  test('calendar days count every day', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within 7 days of decided_on }';
    await loadDecisions(decision('2024-06-03', '2024-06-10'), decision('2024-06-03', '2024-06-11'), decision('2024-06-20', null));
    expect(brief(await measureOf(world, text, '2024-06-27'))).toBe('value 0.5 1/2 pending 1');
    expect(brief(await measureOf(world, text, '2024-06-28'))).toMatch(/^value 0\.333\d* 1\/3$/u);
  });
  test('not within: open stays open, and an unknown start is never fulfilled', async () => {
    const text = 'indicator x { value share of decisions with not disclosed_on within 7 workdays of filed_on }';
    const filed = { filed_on: '2024-06-03' };
    await loadDecisions(decision('2024-06-03', null, filed), decision('2024-06-04', '2024-06-05', filed), decision('2024-06-05', '2024-06-05'));
    expect(brief(await measureOf(world, text, '2024-06-12'))).toBe('value 0 0/2 pending 1');
    expect(brief(await measureOf(world, text, '2024-06-13'))).toMatch(/^value 0\.333\d* 1\/3$/u);
  });
});

describe('a year without a calendar', () => {
  // The calendar ends on 31 December 2025.
  test('is an error that names the year, only where the answer hangs on it', async () => {
    await loadDecisions(decision('2025-12-30', '2026-01-05'));
    expect(brief(await measureOf(world, seven, '2026-03-01', { year: 2025 }))).toBe('error missing 2026');
    await loadDecisions(decision('2025-12-30', '2025-12-31'));
    expect(brief(await measureOf(world, seven, '2026-03-01', { year: 2025 }))).toBe('value 1 1/1 met');
  });
  test('does not matter where the known working days already make it late', async () => {
    await loadDecisions(decision('2025-12-01', '2026-01-05'), decision('2025-12-01', null));
    expect(brief(await measureOf(world, seven, '2026-03-01', { year: 2025 }))).toBe('value 0 0/2 not met');
  });
  test('matters from the day on which the known working days no longer suffice', async () => {
    // 23, 24, 25, 26, 29, 30, 31 December: seven after the 22nd, six after the 23rd.
    await loadDecisions(decision('2025-12-22', '2026-01-05'), decision('2025-12-22', null));
    expect(brief(await measureOf(world, seven, '2026-03-01', { year: 2025 }))).toBe('value 0 0/2 not met');
    const not = 'indicator x { value share of decisions with not disclosed_on within 7 workdays of decided_on }';
    expect(brief(await measureOf(world, not, '2026-03-01', { year: 2025 }))).toBe('value 1 2/2');
    await loadDecisions(decision('2025-12-23', null));
    expect(brief(await measureOf(world, seven, '2026-03-01', { year: 2025 }))).toBe('error missing 2026');
  });
  test('keeps an empty date open while the as-of day lies in a known year', async () => {
    await loadDecisions(decision('2025-12-30', null));
    expect(brief(await measureOf(world, seven, '2025-12-31'))).toBe('pending 0/0 pending 1');
    expect(brief(await measureOf(world, seven, '2026-01-02', { year: 2025 }))).toBe('error missing 2026');
  });
  test('of the event itself', async () => {
    const text = 'indicator x { value share of decisions with disclosed_on within 7 workdays of filed_on }';
    await loadDecisions(decision('2024-06-03', '2024-06-04', { filed_on: '2019-12-01' }));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('error missing 2019');
    await loadDecisions(decision('2024-06-03', '2019-11-30', { filed_on: '2019-12-01' }));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1 1/1');
  });
  test('does not matter where another condition already decides', async () => {
    const text = 'indicator x { value share of decisions with major and disclosed_on within 7 workdays of filed_on }';
    await loadDecisions(decision('2024-06-03', '2024-06-04', { filed_on: '2019-12-01', major: false }));
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0 0/1');
  });
});

describe('by a deadline', () => {
  const by = 'indicator x { value share of problems with fixed_on by due }';
  const problem = (due: string | null, fixed_on: string | null) => ({ problem_no: `P${due}${fixed_on}`, found_on: '2024-03-01', due, fixed_on });
  test('a plan later than the as-of day is not hidden; its own day is in time', async () => {
    await world.load({ agencies: [A], problems: [problem('2024-06-30', '2024-06-30'), problem('2024-06-30', '2024-07-01'), problem('2024-12-31', null), problem(null, '2024-05-01')] });
    expect(brief(await measureOf(world, by, '2024-07-31'))).toMatch(/^value 0\.333\d* 1\/3 pending 1$/u);
    expect(brief(await measureOf(world, by, '2024-12-31'))).toMatch(/pending 1$/u);
    expect(brief(await measureOf(world, by, '2025-01-01', { year: 2024 }))).toBe('value 0.25 1/4');
  });
  test('before a deadline its own day is late', async () => {
    const text = 'indicator x { value share of problems with fixed_on before due }';
    await world.load({ agencies: [A], problems: [problem('2024-06-30', '2024-06-30'), problem('2024-06-30', '2024-06-29'), problem('2024-07-31', null)] });
    expect(brief(await measureOf(world, text, '2024-07-30'))).toBe('value 0.5 1/2 pending 1');
    expect(brief(await measureOf(world, text, '2024-07-31'))).toMatch(/1\/3$/u);
  });
  const report = 'indicator x { value earliest(filings.published_on where report = annual_statistics) by 31 January of next year target yes }';
  const filing = (published_on: string | null, version = 1) => ({ year: 2024, report: '行政执法统计年报', version, published_on });
  test('an agency\'s date: pending until the deadline, then no', async () => {
    await world.load({ agencies: [A] });
    expect(brief(await measureOf(world, report, '2025-01-31', { year: 2024 }))).toBe('pending');
    expect(brief(await measureOf(world, report, '2025-02-01', { year: 2024 }))).toBe('value false not met');
  });
  test('an agency\'s date: the first publication counts, on the deadline in time, after it not', async () => {
    await world.load({ agencies: [A], filings: [filing('2025-02-10', 2), filing('2025-01-31')] });
    expect(brief(await measureOf(world, report, '2025-03-01', { year: 2024 }))).toBe('value true met');
    await world.load({ agencies: [A], filings: [filing('2025-02-01')] });
    expect(brief(await measureOf(world, report, '2025-03-01', { year: 2024 }))).toBe('value false not met');
    expect(brief(await measureOf(world, report, '2025-01-31', { year: 2024 }))).toBe('pending');
  });
});
