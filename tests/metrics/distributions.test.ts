/** Rows by category; checks on finished measures. */
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain, measuresToArrow } from '../../metrics/index.ts';
import type { MeasureRow } from '../../metrics/types.ts';
import { A, brief, measureOf, measuresOf, openWorld, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const complaint = (complaint_no: string, source: string | null, received_on = '2024-03-01', more = {}) => ({ complaint_no, source, received_on, ...more });
const parts = (row: MeasureRow): string => (row.parts ?? []).map((part) => `${part.name} ${part.count}`).join(', ');
const none = [{ agency: 'A', ledger: 'complaints', year: 2024 }];

describe('a distribution', () => {
  const text = 'indicator x { value distribution of complaints grouped by source shown only }';
  test('counts rows by choices in declared order, then other values, then those without one; choices without rows are 0', async () => {
    await world.load({ agencies: [A], complaints: [complaint('1', '网络'), complaint('2', '12345'), complaint('3', '网络'), complaint('4', '走访'), complaint('5', '督办'), complaint('6', null)] });
    const row = await measureOf(world, text, '2024-12-31');
    expect(brief(row)).toBe('value 6 null/6');
    expect(parts(row)).toBe('12345 1, 来信 0, 网络 2, 社会治理平台 0, 其他 0, 督办 1, 走访 1,  1');
    expect(row.exact).toBe('6/1');
  });
  test('of no rows is not applicable, pending while the year is open, and not reported where nothing was', async () => {
    await world.load({ agencies: [A] }, none);
    const row = await measureOf(world, text, '2024-12-31');
    expect([brief(row), row.parts]).toEqual(['not_applicable null/0', undefined]);
    expect((await measureOf(world, text, '2024-12-30')).state).toBe('pending');
    await world.load({ agencies: [A] });
    expect((await measureOf(world, text, '2024-12-31')).state).toBe('not_reported');
  });
  test('leaves rows whose choice is open pending', async () => {
    const late = 'indicator x { value distribution of complaints where concluded_on by 30 June grouped by source shown only }';
    await world.load({ agencies: [A], complaints: [complaint('1', '网络', '2024-03-01', { concluded_on: '2024-04-01' }), complaint('2', '来信'), complaint('3', '来信', '2024-03-01', { concluded_on: '2024-07-01' })] });
    const open = await measureOf(world, late, '2024-06-30'), over = await measureOf(world, late, '2024-12-31');
    expect([brief(open), parts(open)]).toEqual(['value 1 null/1 pending 2', '12345 0, 来信 0, 网络 1, 社会治理平台 0, 其他 0']);
    expect([brief(over), parts(over)]).toEqual(['value 1 null/1', '12345 0, 来信 0, 网络 1, 社会治理平台 0, 其他 0']);
    await world.load({ agencies: [A], complaints: [complaint('2', '来信')] });
    expect(brief(await measureOf(world, late, '2024-06-30'))).toBe('pending null/0 pending 1');
  });
  test('is an error where the choice of a row needs a year without a calendar', async () => {
    const timely = 'indicator x { value distribution of complaints where concluded_on within 5 workdays of received_on grouped by source shown only }';
    await world.load({ agencies: [A], complaints: [complaint('1', '网络', '2025-12-30', { concluded_on: '2026-01-20' }), complaint('2', '网络', '2025-03-03', { concluded_on: '2025-03-04' })] });
    expect(brief(await measureOf(world, timely, '2026-02-01', { year: 2025 }))).toBe('error missing 2026');
  });
  test('reaches Arrow, and its rows are listed by an explanation', async () => {
    await world.load({ agencies: [A], complaints: [complaint('1', '网络'), complaint('2', null)] });
    const table = tableFromIPC(measuresToArrow(await measuresOf(world, `${text} indicator y { value count(complaints) }`, 2024, '2024-12-31')));
    const [x, y] = table.toArray().map((row) => row.toJSON());
    expect(x!['parts'].toJSON().map((part: { toJSON(): unknown }) => part.toJSON())).toEqual([{ name: '12345', count: 0 }, { name: '来信', count: 0 }, { name: '网络', count: 1 }, { name: '社会治理平台', count: 0 }, { name: '其他', count: 0 }, { name: '', count: 1 }]);
    expect(y!['parts']).toBeNull();
    const { records } = await explain(world.engine, requestOf(text, 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records.map((one) => [one.fields['complaint_no'], one.fields['source'], one.verdict])).toEqual([['1', '网络', 'fulfilled'], ['2', null, 'fulfilled']]);
  });
});

describe('a check on a finished measure', () => {
  const checks = (severity: string) => `
    indicator x { value share of complaints with upheld target <= 80% check ${severity} "属实率异常": x <= 50% }
    indicator y { value x * 2 }`;
  const upheld = (count: number) => Array.from({ length: 4 }, (_, index) => complaint(`${index}`, '网络', '2024-03-01', { upheld: index < count }));
  const of = async (severity: string, count: number) => {
    await world.load({ agencies: [A], complaints: upheld(count) });
    return (await measuresOf(world, checks(severity), 2024, '2024-12-31')).byIndicator;
  };
  test('that is soft and false is a remark, and nothing else changes', async () => {
    const { x } = await of('soft', 3);
    expect(brief(x![0]!)).toBe('value 0.75 3/4 met');
    expect(x![0]!.remarks).toEqual([{ zh: '不符合校验“属实率异常”', en: expect.stringMatching(/^a check fails: .*50%/u) }]);
    expect((await of('soft', 2))['x']![0]!.remarks).toBeUndefined();
  });
  test('that is hard and false leaves no value; what refers to the measure keeps what it was made of', async () => {
    const { x, y } = await of('hard', 3);
    expect(x![0]).toMatchObject({ state: 'error', value: null, numerator: null, target_met: null, exact: null, error: { code: 'check_failed', zh: '不符合校验“属实率异常”' } });
    expect(brief(y![0]!)).toBe('value 1.5');
    expect(brief((await of('hard', 2))['x']![0]!)).toBe('value 0.5 2/4 met');
  });
  test('says nothing of what is unknown, not applicable or still open', async () => {
    const text = 'indicator x { value count(complaints) check hard "不少于上年": x >= last year\'s x check hard "全年一百件": x >= 100 }';
    await world.load({ agencies: [A], complaints: upheld(1) });
    expect(brief(await measureOf(world, text, '2024-06-30'))).toBe('value 4');
    await world.load({ agencies: [A] }, none);
    expect((await measureOf(world, checks('hard'), '2024-12-31', { indicators: ['x'] })).state).toBe('not_applicable');
  });
  test('may speak of other indicators, also of one that speaks of it, and of ledgers, where they were reported', async () => {
    const text = `
      indicator a { value count(complaints) check soft "与决定一致": a = b }
      indicator b { value count(decisions) check soft "与投诉一致": b = a check soft "有检查": b <= count(inspections) }`;
    const decisions = [{ case_no: '1', kind: '行政处罚', decided_on: '2024-02-01' }];
    await world.load({ agencies: [A], complaints: upheld(0), decisions });
    const { byIndicator } = await measuresOf(world, text, 2024, '2024-12-31');
    expect(byIndicator['a']![0]!.remarks).toHaveLength(1);
    expect(byIndicator['b']![0]!.remarks).toHaveLength(1);
    await world.load({ agencies: [A], complaints: upheld(0), decisions }, [{ agency: 'A', ledger: 'inspections', year: 2024 }]);
    expect((await measuresOf(world, text, 2024, '2024-12-31')).byIndicator['b']![0]!.remarks).toHaveLength(2);
  });
});
