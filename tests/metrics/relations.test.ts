import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, measuresOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const officer = (officer_id: string, more = {}) => ({ officer_id, role: '执法', certified_on: '2020-01-01', ...more });
const lesson = (officer_id: string, hours: number | null, more = {}) => ({ record_no: `${officer_id}${hours}${JSON.stringify(more)}`, officer: officer_id, held_on: '2024-05-05', subject: '公共法律', hours, ...more });
const inspection = (enterprise: string, inspected_on: string, more = {}) => ({ inspection_no: `${enterprise}${inspected_on}`, enterprise, inspected_on, type: '日常', enterprise_class: 'A', ...more });
const cap = (enterprise_class: string, value: number, more = {}) => ({ region: '610100', enterprise_class, valid_from: '2024-01-01', cap: value, ...more });

describe('registers', () => {
  test('count what is in force on the state day, by raw dates', async () => {
    await world.load({ agencies: [A], officers: [officer('1'), officer('2', { left_on: '2024-12-31' }), officer('3', { left_on: '2025-01-01' }), officer('4', { certified_on: '2024-12-31' }), officer('5', { certified_on: '2025-01-01' }), officer('6', { certified_on: null })] });
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2025-03-01', { year: 2024 }))).toBe('value 4');
    expect(brief(await measureOf(world, 'indicator x { value count(all officers) }', '2025-03-01', { year: 2024 }))).toBe('value 6');
    // on 30 June officer 2 is still there and officer 4 not yet certified
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2024-06-30'))).toBe('value 4');
  });
  test('the latest hand-in for a year up to the one asked for, also an empty one', async () => {
    const officers = [officer('1', { _year: 2022 }), officer('2', { _year: 2022 }), officer('1', { _year: 2024 }), officer('9', { _year: 2025 })];
    await world.load({ agencies: [A], officers });
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2024-12-31'))).toBe('value 1');
    await world.load({ agencies: [{ ...A, _year: 2022 }], officers });
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2023-12-31'))).toBe('value 2');
    await world.load({ agencies: [{ ...A, _year: 2022 }], officers }, [{ agency: 'A', ledger: 'officers', year: 2023 }]);
    expect(brief(await measureOf(world, 'indicator x { value count(officers) }', '2023-12-31'))).toBe('value 0');
  });
});

describe('records that refer to a record', () => {
  const hours = 'indicator x { value share of officers with sum(training.hours where subject = public_law) >= 30学时 and sum(training.hours where subject in professional, skills) >= 30学时 }';
  const other = { subject: '业务知识' };
  test('are counted per record; none gives 0', async () => {
    await world.load({ agencies: [A], officers: [officer('1'), officer('2'), officer('3')], training: [
      lesson('1', 29.5), lesson('1', 0.5, { held_on: '2024-06-06' }), lesson('1', 30, other), lesson('2', 30), lesson('2', 29.9, other),
    ] });
    expect(brief(await measureOf(world, hours, '2024-12-31'))).toMatch(/1\/3$/u);
    expect(brief(await measureOf(world, 'indicator x { value share of officers with sum(training.hours) = 0学时 }', '2024-12-31'))).toMatch(/1\/3$/u);
  });
  test('a yearly sum not reached is open until the year ends, reached is decided', async () => {
    await world.load({ agencies: [A], officers: [officer('1'), officer('2')], training: [lesson('1', 30), lesson('1', 30, other), lesson('2', 30)] });
    expect(brief(await measureOf(world, hours, '2024-12-30'))).toBe('value 1 1/1 pending 1');
    expect(brief(await measureOf(world, hours, '2024-12-31'))).toBe('value 0.5 1/2');
  });
  test('only those of the year and up to the as-of day', async () => {
    await world.load({ agencies: [A], officers: [officer('1')], training: [lesson('1', 30, { held_on: '2023-12-31' }), lesson('1', 30, { held_on: '2024-12-31', record_no: 'x' })] }, [{ agency: 'A', ledger: 'training', year: 2024 }]);
    const any = 'indicator x { value share of officers with sum(training.hours) > 0学时 }';
    expect(brief(await measureOf(world, any, '2024-12-30'))).toBe('pending 0/0 pending 1');
    expect(brief(await measureOf(world, any, '2024-12-31'))).toBe('value 1 1/1');
  });
  test('of the same agency only', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], officers: [officer('1'), officer('1', { agency: 'B' })], training: [lesson('1', 30, { agency: 'B' })] }, [{ agency: 'A', ledger: 'training', year: 2024 }]);
    const { byIndicator } = await measuresOf(world, 'indicator x { value share of officers with sum(training.hours) > 0学时 }', 2024, '2024-12-31');
    expect(byIndicator['x']!.map(brief)).toEqual(['value 0 0/1', 'value 1 1/1']);
  });
  test('minutes are hours by 45, exactly: thirteen times 100 and once 50 minutes are 30 hours', async () => {
    const minutes = [...Array.from({ length: 13 }, () => 100), 50];
    const training = minutes.map((count, index) => ({ ...lesson('1', null), record_no: `${index}`, minutes: count }));
    await world.load({ agencies: [A], officers: [officer('1')], training });
    const met = 'indicator x { value share of officers with sum(training.hours) >= 30学时 }';
    expect(brief(await measureOf(world, met, '2024-12-31'))).toBe('value 1 1/1');
    await world.load({ agencies: [A], officers: [officer('1')], training: training.slice(1) });
    expect(brief(await measureOf(world, met, '2024-12-31'))).toBe('value 0 0/1');
    expect((await measureOf(world, 'indicator x { value sum(training.hours) }', '2024-12-31')).exact).toBe('250/9');
  });
});

describe('references', () => {
  const text = 'indicator x { value count(training where officer.certified_on > held_on or officer.certified_on is empty) }';
  test('follow the field to the record of the same agency; none there reads as empty', async () => {
    await world.load({
      agencies: [A], officers: [officer('1'), officer('2', { certified_on: '2024-06-02' }), officer('4', { agency: 'B' })],
      training: [lesson('1', 1), lesson('2', 1, { held_on: '2024-06-01' }), lesson('2', 1, { held_on: '2024-06-02' }), lesson('3', 1), lesson('4', 1)],
    });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 3');
  });
});

describe('groups', () => {
  const over = 'indicator x { value share of inspections where type != superior_special grouped by enterprise excluding last(inspections.enterprise_class.cap) is empty because "无上限" with count(inspections) > last(inspections.enterprise_class.cap) target <= 0% }';
  test('are judged on the group; those over the cap are decided, the others open until the year ends', async () => {
    await world.load({ agencies: [A], inspection_caps: [cap('A', 1)], inspections: [inspection('甲', '2024-02-01'), inspection('甲', '2024-03-01'), inspection('乙', '2024-02-01'), inspection('丙', '2024-02-01', { enterprise_class: 'D' })] });
    expect(brief(await measureOf(world, over, '2024-12-30'))).toBe('value 1 1/1 pending 1 excluded 1 not met');
    expect(brief(await measureOf(world, over, '2024-12-31'))).toBe('value 0.5 1/2 excluded 1 not met');
  });
  test('the class is that of the latest inspection, and may be empty', async () => {
    await world.load({ agencies: [A], inspection_caps: [cap('A', 1), cap('B', 5)], inspections: [
      inspection('甲', '2024-02-01'), inspection('甲', '2024-03-01', { enterprise_class: 'B' }),
      inspection('乙', '2024-02-01', { enterprise_class: 'B' }), inspection('乙', '2024-03-01'),
      inspection('丙', '2024-02-01'), inspection('丙', '2024-03-01', { enterprise_class: null }),
      inspection('丁', '2024-02-01', { inspection_no: 'x1' }), inspection('丁', '2024-02-01', { inspection_no: 'x2', enterprise_class: 'B' }),
    ] });
    expect(brief(await measureOf(world, over, '2024-12-31'))).toMatch(/1\/3 excluded 1 not met$/u);
  });
  test('rows without the key are in no group, and filtered rows are not counted in one', async () => {
    await world.load({ agencies: [A], inspection_caps: [cap('A', 1)], inspections: [inspection('甲', '2024-02-01'), inspection('甲', '2024-03-01', { type: '上级部署专项' }), inspection('甲', '2024-04-01', { type: '上级部署专项' })] });
    expect(brief(await measureOf(world, over, '2024-12-31'))).toBe('value 0 0/1 met');
    expect(brief(await measureOf(world, 'indicator x { value share of inspections grouped by trigger with count(inspections) > 0 }', '2024-12-31'))).toBe('not_applicable 0/0');
  });
  test('an aggregate in a group may have its own condition', async () => {
    const text = 'indicator x { value share of inspections grouped by enterprise with count(inspections where joint) >= 1 and max(inspections.inspected_on) > 2024-02-15 }';
    const written = text.replace('max(inspections.inspected_on)', 'latest(inspections.inspected_on)');
    await world.load({ agencies: [A], inspections: [inspection('甲', '2024-02-01', { joint: true }), inspection('甲', '2024-03-01'), inspection('乙', '2024-03-01'), inspection('丙', '2024-02-01', { joint: true })] });
    expect(brief(await measureOf(world, written, '2024-12-31'))).toMatch(/1\/3$/u);
    expect(brief(await measureOf(world, written, '2024-06-30'))).toBe('value 1 1/1 pending 2');
  });
});

describe('looking up', () => {
  const limit = (caps: object[], asOf: string, region: string | null = '610102') => world.load({ agencies: [{ ...A, region }], inspection_caps: caps as never, inspections: [inspection('甲', '2024-02-01')] })
    .then(() => measureOf(world, 'indicator x { value max(inspections.enterprise_class.cap) }', asOf));
  test('the longest prefix of the agency\'s region wins; a city\'s code holds for its districts', async () => {
    expect((await limit([cap('A', 1, { region: '610000' }), cap('A', 2), cap('A', 3, { region: '610103' })], '2024-12-31')).value).toBe(2);
    expect((await limit([cap('A', 1, { region: '610000' }), cap('A', 2), cap('A', 3, { region: '610102' })], '2024-12-31')).value).toBe(3);
    expect((await limit([cap('A', 1, { region: '620000' })], '2024-12-31')).state).toBe('not_applicable');
    expect((await limit([cap('A', 1, { region: '' })], '2024-12-31', null)).value).toBe(1);
    expect((await limit([cap('A', 1)], '2024-12-31', null)).state).toBe('not_applicable');
  });
  test('in force on the state day, its last day included; of two the later to begin', async () => {
    const old = cap('A', 1, { valid_from: '2023-01-01', valid_to: '2024-06-30' });
    expect((await limit([old], '2024-06-30')).value).toBe(1);
    expect((await limit([old], '2024-07-01')).state).toBe('not_applicable');
    expect((await limit([cap('A', 1, { valid_from: '2023-01-01' }), cap('A', 2, { valid_from: '2024-12-31' })], '2024-12-30')).value).toBe(1);
    expect((await limit([cap('A', 1, { valid_from: '2023-01-01' }), cap('A', 2, { valid_from: '2024-12-31' })], '2024-12-31')).value).toBe(2);
  });
});

describe('parameters', () => {
  const text = `
    parameter term "期限" {
      value 7 workdays when kind in penalty, licence
      value 20 workdays
      value 3 workdays from 2024-06-01 to 2024-06-30 in "610100"
    }
    indicator x { value share of decisions with disclosed_on within term of decided_on }`;
  const decision = (decided_on: string, disclosed_on: string, kind = '行政处罚') => ({ case_no: `${decided_on}${disclosed_on}${kind}`, kind, decided_on, disclosed_on });
  test('differ by the record, its own date and the agency\'s place', async () => {
    // Five working days after the decision: in time for 7 and 20, late for 3.
    await world.load({ agencies: [A], decisions: [decision('2024-05-31', '2024-06-07'), decision('2024-06-03', '2024-06-10'), decision('2024-06-28', '2024-07-05'), decision('2024-07-01', '2024-07-08')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0.5 2/4');
    await world.load({ agencies: [{ ...A, region: '620000' }], decisions: [decision('2024-06-03', '2024-06-10')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 1 1/1');
  });
  test('take the first value whose condition holds', async () => {
    // Ten working days: late for a penalty, in time for an inspection.
    await world.load({ agencies: [A], decisions: [decision('2024-03-04', '2024-03-18'), decision('2024-03-04', '2024-03-18', '行政检查')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0.5 1/2');
  });
});
