import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tableFromIPC } from 'apache-arrow';
import { measuresToArrow } from '../../metrics/index.ts';
import { A, brief, measureOf, measuresOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const decision = (case_no: string, more = {}) => ({ case_no, kind: '行政处罚', decided_on: '2024-03-01', ...more });
const earlier = { ...A, _year: 2020 };

describe('aggregates', () => {
  const value = async (expression: string) => (await measureOf(world, `indicator x { value ${expression} }`, '2024-12-31')).value;
  test('sum, mean, median, extremes and distinct are exact', async () => {
    const fines = ['0.1', '0.2', '0.3001', '1000000.4']; // two middle values: 0.2 and 0.3001
    await world.load({ agencies: [A], decisions: fines.map((fine, index) => decision(`${index}`, { fine, sector: index % 2 ? '城管' : '交通' })) });
    expect(await value('sum(decisions.fine)')).toBe(1000001.0001);
    expect((await measureOf(world, 'indicator x { value avg(decisions.fine) }', '2024-12-31')).exact).toBe('10000010001/40000');
    expect((await measureOf(world, 'indicator x { value median(decisions.fine) }', '2024-12-31')).exact).toBe('5001/20000');
    expect(await value('min(decisions.fine)')).toBe(0.1);
    expect(await value('max(decisions.fine)')).toBe(1000000.4);
    expect(await value('distinct(decisions.sector)')).toBe(2);
    expect(await value('last(decisions.fine)')).toBe(1000000.4);
    expect(await value('latest(decisions.decided_on)')).toBe('2024-03-01');
  });
  test('over nothing: sums and counts are 0, the rest is not applicable', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    for (const expression of ['sum(decisions.fine)', 'count(decisions)', 'distinct(decisions.sector)']) expect(await value(expression)).toBe(0);
    for (const expression of ['avg(decisions.fine)', 'max(decisions.fine)', 'median(decisions.fine)', 'latest(decisions.decided_on)', 'last(decisions.fine)']) {
      expect((await measureOf(world, `indicator x { value ${expression} }`, '2024-12-31')).state).toBe('not_applicable');
    }
  });
  test('money converts exactly, and compares across units', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '12345.6' }), decision('2', { fine: '10000' }), decision('3', { fine: '9999.9999' })] });
    expect((await measureOf(world, 'indicator x { value sum(decisions.fine) as 万元 target >= 3.2元 }', '2024-12-31')).exact).toBe('323455999/100000000');
    expect(await value('count(decisions where fine >= 1万元)')).toBe(2);
  });
  test('a ratio inside a condition is compared without division; by zero it is unknown', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '1', confiscated: '3' }), decision('2', { fine: '1', confiscated: '0' }), decision('3', { fine: '-1', confiscated: '-3' }), decision('4', { fine: '1' })] });
    expect(await value('count(decisions where fine / confiscated * 3 = 100%)')).toBe(2);
    expect(await value('count(decisions where not fine / confiscated * 3 = 100%)')).toBe(0);
  });
  test('working days between two dates', async () => {
    // Tuesday 30 April to Monday 13 May 2024: seven, over a holiday and a worked Saturday.
    await world.load({ agencies: [A], decisions: [decision('1', { filed_on: '2024-04-30', reviewed_on: '2024-05-13', decided_on: '2024-05-20' }), decision('2', { filed_on: '2024-06-03', reviewed_on: '2024-06-04', decided_on: '2024-06-05' }), decision('3', { filed_on: '2024-06-03' })] });
    expect(await value('avg(workdays from decisions.filed_on to decisions.reviewed_on)')).toBe(4);
    expect(await value('avg(days from decisions.filed_on to decisions.reviewed_on)')).toBe(7);
  });
  test('the heaviest penalty by the order in force where the agency is', async () => {
    const decisions = [decision('1', { penalties: ['吊销许可证件', '责令关闭'] }), decision('2', { penalties: ['其他行政处罚', '警告'] }), decision('3', { penalties: ['其他行政处罚'] })];
    await world.load({ agencies: [A], decisions });
    expect(await value('count(decisions where heaviest = closed_down)')).toBe(1);
    expect(await value('count(decisions where heaviest = other)')).toBe(1);
    await world.load({ agencies: [{ ...A, region: '140100' }], decisions });
    expect(await value('count(decisions where heaviest = permit_revoked)')).toBe(1);
  });
  test('an average over an open period leaves a condition on it open', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { fine: '5' })] });
    expect(brief(await measureOf(world, 'indicator x { value avg(decisions.fine) >= 3元 }', '2024-06-30'))).toBe('pending');
    expect(brief(await measureOf(world, 'indicator x { value avg(decisions.fine) >= 3元 }', '2024-12-31'))).toBe('value true');
    expect(brief(await measureOf(world, 'indicator x { value max(decisions.fine) >= 3元 }', '2024-06-30'))).toBe('value true');
    expect(brief(await measureOf(world, 'indicator x { value min(decisions.fine) >= 3元 }', '2024-06-30'))).toBe('pending');
    expect(brief(await measureOf(world, 'indicator x { value min(decisions.fine) < 6元 }', '2024-06-30'))).toBe('value true');
  });
});

describe('figures of figures', () => {
  const pair = 'indicator rate { value share of decisions with major } indicator x { value rate - last year\'s rate target > 0个百分点 }';
  test('a year before: without data not applicable', async () => {
    const decisions = [decision('1', { major: true }), decision('2', { decided_on: '2023-03-01', major: true }), decision('3', { decided_on: '2023-03-01' })];
    await world.load({ agencies: [earlier], decisions });
    expect(brief(await measureOf(world, pair, '2024-12-31'))).toBe('value 0.5 met');
    await world.load({ agencies: [earlier], decisions: decisions.slice(0, 1) });
    expect(brief(await measureOf(world, pair, '2024-12-31'))).toBe('not_applicable');
    const counts = 'indicator x { value count(decisions) - last year\'s count(decisions) }';
    expect(brief(await measureOf(world, counts, '2024-12-31'))).toBe('not_applicable');
    await world.load({ agencies: [earlier], decisions: decisions.slice(0, 1) }, [{ agency: 'A', ledger: 'decisions', year: 2023 }]);
    expect(brief(await measureOf(world, counts, '2024-12-31'))).toBe('value 1');
  });
  test('an indicator takes over the state of the one it refers to', async () => {
    const text = 'indicator a { value share of decisions with disclosed_on within 7 workdays of decided_on } indicator x { value a >= 50% }';
    await world.load({ agencies: [A], decisions: [decision('1')] });
    expect(brief(await measureOf(world, text, '2024-03-05'))).toBe('pending');
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value false');
    await world.load({ agencies: [A], decisions: [decision('1', { decided_on: '2025-12-30', disclosed_on: '2026-01-05' })] });
    expect(brief(await measureOf(world, text, '2026-06-01', { year: 2025 }))).toBe('error missing 2026');
    await world.load({ agencies: [A] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('not_reported');
  });
  test('is computed when only what refers to it is asked for', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', { major: true })] });
    const measures = await measuresOf(world, 'indicator a { value share of decisions with major } indicator x { value a >= 50% }', 2024, '2024-12-31', { indicators: ['x'] });
    expect(measures.indicators).toEqual(['x']);
    expect(brief(measures.byIndicator['x']![0]!)).toBe('value true');
  });
});

describe('forms', () => {
  const form = (cells: Record<string, number | string | null>, more = {}) => ({ _year: 2024, ...cells, ...more });
  const total = 'indicator x { value penalty_form.total }';
  test('tell a value, an empty cell, / and no form apart', async () => {
    await world.load({ agencies: [A], penalty_form: [form({ total: 12 })] });
    expect(brief(await measureOf(world, total, '2024-12-31'))).toBe('value 12');
    await world.load({ agencies: [A], penalty_form: [form({ total: null, total__mark: '/' })] });
    expect(brief(await measureOf(world, total, '2024-12-31'))).toBe('not_applicable');
    for (const mark of [null, '-', '待核']) {
      await world.load({ agencies: [A], penalty_form: [form({ total: null, total__mark: mark })] });
      expect(brief(await measureOf(world, total, '2024-12-31'))).toBe('not_reported');
    }
    await world.load({ agencies: [A] });
    expect(brief(await measureOf(world, total, '2024-12-31'))).toBe('not_reported');
  });
  test('a figure that is left out leaves what is computed from it not reported', async () => {
    await world.load({ agencies: [A], penalty_form: [form({ total: null, total__mark: '-', transferred: null, transferred__mark: '/', amount: 3 })] });
    for (const expression of [
      'penalty_form.amount / penalty_form.total', 'rounded(penalty_form.total, 0)', 'penalty_form.total * 2 - 1宗',
      'penalty_form.transferred + penalty_form.total', '(penalty_form.total else penalty_form.total)',
    ]) expect([expression, brief(await measureOf(world, `indicator x { value ${expression} }`, '2024-12-31'))]).toEqual([expression, 'not_reported']);
    expect(brief(await measureOf(world, `${total.replace('x', 'a')} indicator x { value a + 1宗 }`, '2024-12-31'))).toBe('not_reported');
  });
  test('a figure that is left out can be asked for, replaced, and is unknown to a condition', async () => {
    await world.load({ agencies: [A], penalty_form: [form({ total: null, total__mark: '-', transferred: null, transferred__mark: '/' })] });
    for (const [expression, found] of [
      ['penalty_form.total is empty', 'true'], ['penalty_form.total is filled', 'false'], ['penalty_form.total >= 0宗', 'false'], ['not penalty_form.total >= 0宗', 'false'],
      ['penalty_form.total else 0宗', '0'], ['(penalty_form.transferred + penalty_form.total) else 0宗', '0'],
    ]) expect([expression, brief(await measureOf(world, `indicator x { value ${expression} }`, '2024-12-31'))]).toEqual([expression, `value ${found}`]);
  });
  test('a year before, and with nothing below the line', async () => {
    await world.load({ agencies: [A], penalty_form: [form({ total: 12, amount: 3 }), form({ total: 8, amount: 0 }, { _year: 2023 })] });
    expect(brief(await measureOf(world, 'indicator x { value penalty_form.total - last year\'s penalty_form.total }', '2024-12-31'))).toBe('value 4');
    expect(brief(await measureOf(world, 'indicator x { value penalty_form.total / last year\'s penalty_form.amount }', '2024-12-31'))).toBe('not_applicable');
  });
  test('a year before without a row, or without the figure, is not applicable', async () => {
    const before = 'last year\'s penalty_form.total', value = async (expression: string) => brief(await measureOf(world, `indicator x { value ${expression} }`, '2024-12-31'));
    await world.load({ agencies: [earlier], penalty_form: [form({ total: 12 })] });
    expect(await value(before)).toBe('not_applicable');
    expect(await value(`penalty_form.total - ${before}`)).toBe('not_applicable');
    expect(await value(`penalty_form.total > ${before}`)).toBe('not_applicable');
    expect(await value(`penalty_form.total - (${before} else 2宗)`)).toBe('value 10');
    await world.load({ agencies: [earlier], penalty_form: [form({ total: 12 }), form({ total: null, total__mark: '-' }, { _year: 2023 })] });
    expect(await value(`penalty_form.total - ${before}`)).toBe('not_applicable');
    expect(await value('last year\'s rounded(penalty_form.total, 0)')).toBe('not_applicable');
    await world.load({ agencies: [earlier], penalty_form: [form({ total: null })] });
    expect(await value(`penalty_form.total - ${before}`)).toBe('not_reported');
    await world.load({ agencies: [earlier], penalty_form: [form({ total: 8 }, { _year: 2023 })] });
    expect(await value(`penalty_form.total - ${before}`)).toBe('not_reported');
  });
});

describe('Arrow', () => {
  test('holds one row an agency and indicator, nulls where there is no number', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], decisions: [decision('1', { major: true }), decision('2')] });
    const measures = await measuresOf(world, 'indicator a { value share of decisions with major target >= 50% } indicator b { value exists(decisions where major) }', 2024, '2024-12-31');
    const table = tableFromIPC(measuresToArrow(measures));
    expect(table.numRows).toBe(4);
    expect(table.toArray().map((row) => [row.agency, row.indicator, row.year, row.state, row.value, row.truth, row.numerator, row.denominator, row.target_met, row.exact])).toEqual([
      ['A', 'a', 2024, 'value', 0.5, null, 1, 2, true, '1/2'], ['B', 'a', 2024, 'not_reported', null, null, null, null, null, null],
      ['A', 'b', 2024, 'value', null, true, null, null, null, null], ['B', 'b', 2024, 'not_reported', null, null, null, null, null, null],
    ]);
  });
});

describe('what reaches the engine', () => {
  test('texts of a program are values, never SQL', async () => {
    const text = "indicator x { value count(decisions where sector = \"' OR 1=1 --\") }";
    await world.load({ agencies: [A], decisions: [decision('1', { sector: "' OR 1=1 --" }), decision('2', { sector: '城管' })] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1');
    expect(world.sent.some((sql) => sql.includes("''' OR 1=1 --'"))).toBe(true);
  });
  test('aggregates over the same rows are one query, and none is a FILTER or a bare division', async () => {
    await world.load({ agencies: [A], decisions: [decision('1')] });
    await measuresOf(world, 'indicator a { value share of decisions where kind = penalty with major } indicator b { value count(decisions where kind = penalty) } indicator c { value sum(decisions.fine) / count(decisions) }', 2024, '2024-12-31');
    const queries = world.sent.filter((sql) => sql.includes('FROM "decisions"'));
    expect(queries).toHaveLength(1);
    expect(queries[0]!.match(/count_if/gu)).toHaveLength(2);
    expect(queries[0]).not.toMatch(/FILTER| \/ /u);
  });
});
