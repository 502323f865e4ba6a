/** What random programs once found: what may still come stays open on its way through an expression, what cannot is decided. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const decision = (case_no: string, more = {}) => ({ case_no, kind: '行政处罚', decided_on: '2024-03-01', ...more });
const inspection = (inspection_no: string, more = {}) => ({ inspection_no, enterprise: '甲', inspected_on: '2024-02-01', type: '日常', ...more });
const of = async (value: string, asOf: string) => brief(await measureOf(world, `indicator x { value ${value} }`, asOf));

describe('while the year goes on', () => {
  test('a mean over nothing may still come, also inside sums, replaced, rounded, in a list, asked for', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    for (const value of ['avg(decisions.fine) + 1元 >= 3元', '(avg(decisions.fine) else 0元) >= 3元', 'rounded(avg(decisions.fine), 0) >= 3元', 'avg(decisions.fine) in (3元, 4元)', 'avg(decisions.fine) is filled', 'avg(decisions.fine) is empty']) {
      expect([value, await of(value, '2024-06-30')]).toEqual([value, 'pending']);
    }
    expect(await of('avg(decisions.fine) is empty', '2024-12-31')).toBe('value true');
    expect(await of('(avg(decisions.fine) else 0元) >= 3元', '2024-12-31')).toBe('value false');
  });
  test('in groups, too: a rounded count may grow, a replaced one keeps its bounds', async () => {
    await world.load({ agencies: [A], inspections: [inspection('1')] });
    const share = (condition: string) => of(`share of inspections grouped by enterprise with ${condition}`, '2024-06-30');
    expect(await share('rounded(count(inspections), 0) > 1')).toBe('pending 0/0 pending 1');
    expect(await share('(count(inspections) else 0) < 1')).toBe('value 0 0/1');
    expect(await share('latest(inspections.inspected_on) is filled')).toBe('value 1 1/1');
  });
  test('a sum of what may be negative may also fall', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { filed_on: '2024-02-01' })] });
    expect(await of('sum(days from decisions.decided_on to decisions.filed_on) >= -100 days', '2024-06-30')).toBe('pending');
    expect(await of('sum(days from decisions.decided_on to decisions.filed_on) < 0 days', '2024-12-31')).toBe('value true');
  });
});

describe('what is over is decided', () => {
  test('an extreme over rows that might have been open, where none is', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '5', disclosed_on: '2024-03-04' }), decision('2', { fine: '9' })] });
    expect(await of('max(decisions.fine where disclosed_on within 7 workdays of decided_on) > 7元', '2024-12-31')).toBe('value false');
  });
  test('a mean of rows that might have been open, where none is, also in a sum', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '5', disclosed_on: '2024-03-04' })] });
    const mean = 'avg(decisions.fine where disclosed_on within 7 workdays of decided_on)', share = (condition: string) => of(`share of decisions grouped by kind with ${condition}`, '2024-12-31');
    expect([await share(`${mean} = 5元`), await share(`10元 - ${mean} = 5元`), await share(`${mean} + ${mean} > 10元`), await share(`${mean} / ${mean} = 100%`)]).toEqual(['value 1 1/1', 'value 1 1/1', 'value 0 0/1', 'value 1 1/1']);
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '5', disclosed_on: '2024-03-04' }), decision('2', { fine: '9', decided_on: '2024-12-30' })] });
    expect(await share(`10元 - ${mean} = 5元`)).toBe('pending 0/0 pending 1');
  });
  test('an open row moves an extreme only as far as it goes', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '5', disclosed_on: '2024-03-04' }), decision('2', { fine: '9', decided_on: '2024-12-30' })] });
    const value = (bound: string) => of(`max(decisions.fine where disclosed_on within 7 workdays of decided_on) > ${bound}`, '2024-12-31');
    expect([await value('4元'), await value('7元'), await value('9元')]).toEqual(['value true', 'pending', 'value false']);
  });
  test('a total with an empty column keeps what it surely is through × and ÷; nothing to compare with comes first', async () => {
    await world.load({ agencies: [A], penalty_form: [{ agency: 'A', _year: 2024, warning: 3 }] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    for (const [value, is] of [['total of kinds', 'true'], ['total of kinds / 2', 'true'], ['total of kinds * 2', 'true']] as const) {
      expect([value, await of(`${value} >= 1宗`, '2024-12-31')]).toEqual([value, `value ${is}`]);
    }
    expect(await of('penalty_form.fined != last year\'s penalty_form.fined', '2024-12-31')).toBe('not_applicable');
  });
  test('dividing what may still come by nothing is open, dividing what is there is not applicable', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    expect(await of('min(decisions.fine) / sum(decisions.fine) != 0%', '2024-06-30')).toBe('pending');
    expect(await of('count(decisions) / count(decisions) >= 50%', '2024-06-30')).toBe('not_applicable');
  });
  test('a share of quarters that all hold, read by another indicator', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'case_reviews', year: 2024 }]);
    const row = await measureOf(world, 'indicator q { value share of quarters with count(case_reviews) >= 0 } indicator x { value q >= 100% }', '2024-09-30');
    expect(brief(row)).toBe('value true');
  });
});

test('what cannot be judged is an error even while it is open whether it counts', async () => {
  await world.load({ agencies: [{ ...A, _year: 2028 }], decisions: [decision('1', { decided_on: '2028-02-01', disclosed_on: '2028-02-08', _year: 2028 })] });
  const text = 'indicator x { value share of quarters excluding min(decisions.fine) > 5元 because "大额" with count(decisions where disclosed_on within 3 workdays of decided_on) >= 1 }';
  expect(brief(await measureOf(world, text, '2028-02-20'))).toBe('error missing 2028');
});

test('a missing calendar is not lost where a date or a choice of rows is asked for', async () => {
  await world.load({ agencies: [{ ...A, _year: 2028 }], decisions: [decision('1', { decided_on: '2028-02-01', disclosed_on: '2028-02-08', major: true, _year: 2028 })] });
  for (const condition of ['earliest(decisions.closed_on where T) is empty', 'last(decisions.kind where T) = penalty', 'last(decisions.major where T)', 'last(decisions.kind where T) is filled']) {
    const text = `indicator x { value share of decisions grouped by kind with ${condition.replace('T', 'disclosed_on within 3 workdays of decided_on')} }`;
    expect([condition, brief(await measureOf(world, text, '2029-02-01', { year: 2028 }))]).toEqual([condition, 'error missing 2028']);
  }
});

test('a target whose bound has no value here is missed by nobody', async () => {
  await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2')] });
  for (const value of ['count(decisions) / count(decisions)', 'share of decisions with major', 'count(decisions) / count(decisions) * 1']) {
    expect(brief(await measureOf(world, `parameter p "限" { value 50% in "320000" } indicator x { value ${value} target <= p }`, '2024-12-31'))).toMatch(/^value [\d.]+( \d\/\d)?$/);
  }
});

describe('what stands where', () => {
  test('the value of `each` may stand bare', async () => {
    await world.load({ agencies: [A], inspections: [inspection('1')] });
    expect(await of('share of each inspections.type in (日常, 专项) with type = 日常', '2024-12-31')).toBe('value 0.5 1/2');
  });
  test('digits of a rounded ratio are those of the percentage', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { major: true }), decision('2'), decision('3')] });
    expect((await measureOf(world, 'indicator x { value rounded(count(decisions where major) / count(decisions), 1) }', '2024-12-31')).exact).toBe('333/1000');
  });
});

test('an amount near the end of its column’s type stops nobody’s evaluation', async () => {
  await world.load({ agencies: [A], decisions: [decision('1', { fine: '99999999999999.9999', confiscated: '99999999999999.9999' })] });
  for (const condition of ['fine > 0.0001元', '(fine else 0元) > 0.0001元', 'fine + confiscated > 1元', 'fine / confiscated = 100%', 'rounded(fine, 0) > 1元']) {
    expect([condition, await of(`share of decisions with ${condition}`, '2024-12-31')]).toEqual([condition, 'value 1 1/1']);
  }
});
