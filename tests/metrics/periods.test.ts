import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const round = (held_on: string, level = '单位自评') => ({ round_no: held_on, level, held_on });
const activity = (held_on: string, more = {}) => ({ activity_no: held_on, kind: '一把手跟执法', held_on, ...more });
const reported = [{ agency: 'A', ledger: 'case_reviews', year: 2024 }, { agency: 'A', ledger: 'activities', year: 2024 }];

describe('a yearly count', () => {
  const atLeast = 'indicator x { value count(activities) target >= 2次 }', atMost = 'indicator x { value count(activities) target <= 1次 }';
  test('not yet met is pending until the year\'s last day, then missed', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, atLeast, '2024-12-30'))).toBe('pending');
    expect(brief(await measureOf(world, atLeast, '2024-12-31'))).toBe('value 1 not met');
  });
  test('already met is decided at once', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01'), activity('2024-04-01')] });
    expect(brief(await measureOf(world, atLeast, '2024-04-01'))).toBe('value 2 met');
  });
  test('an upper bound still kept is a value without verdict; once broken it is missed', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01'), activity('2024-04-01')] });
    expect(brief(await measureOf(world, atMost, '2024-03-31'))).toBe('value 1');
    expect(brief(await measureOf(world, atMost, '2024-04-01'))).toBe('value 2 not met');
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, atMost, '2024-12-31'))).toBe('value 1 met');
  });
  test('is decided once the document that counts the records has ceased to hold', async () => {
    const text = 'indicator x { source "文" clause "一" to 2024-06-30 value count(activities) target >= 2次 }';
    await world.load({ agencies: [A], activities: [activity('2024-03-01'), activity('2024-08-01')] });
    expect(brief(await measureOf(world, text, '2024-06-29'))).toBe('pending');
    expect(brief(await measureOf(world, text, '2024-09-30'))).toBe('value 1 not met');
  });
  test('without a target is a value at any time', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, 'indicator x { value count(activities) }', '2024-06-30'))).toBe('value 1');
  });
  test('of a register is a state: decided at any time', async () => {
    await world.load({ agencies: [A], officers: [{ officer_id: '1', role: '执法' }] });
    expect(brief(await measureOf(world, 'indicator x { value count(officers) target >= 2人 }', '2024-06-30'))).toBe('value 1 not met');
  });
});

describe('yes or no', () => {
  const exists = 'indicator x { value exists(activities where confirmed) target yes }';
  test('may still become yes until the year ends', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, exists, '2024-12-30'))).toBe('pending');
    expect(brief(await measureOf(world, exists, '2024-12-31'))).toBe('value false not met');
    await world.load({ agencies: [A], activities: [activity('2024-03-01', { confirmed: true })] });
    expect(brief(await measureOf(world, exists, '2024-03-01'))).toBe('value true met');
  });
  test('none may still break until the year ends', async () => {
    const none = 'indicator x { value not exists(activities where confirmed) }';
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, none, '2024-12-30'))).toBe('pending');
    expect(brief(await measureOf(world, none, '2024-12-31'))).toBe('value true');
    await world.load({ agencies: [A], activities: [activity('2024-03-01', { confirmed: true })] });
    expect(brief(await measureOf(world, none, '2024-03-01'))).toBe('value false');
  });
  test('a record that may still meet its own deadline keeps it open after the year\'s end', async () => {
    const text = 'indicator x { value exists(activities where filed_on by 31 January of next year) }';
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] });
    expect(brief(await measureOf(world, text, '2025-01-31', { year: 2024 }))).toBe('pending');
    expect(brief(await measureOf(world, text, '2025-02-01', { year: 2024 }))).toBe('value false');
    await world.load({ agencies: [A], activities: [activity('2024-03-01', { filed_on: '2025-01-31' })] });
    expect(brief(await measureOf(world, text, '2025-01-31', { year: 2024 }))).toBe('value true');
  });
  test('the first round by the end of October', async () => {
    const text = 'indicator x { value earliest(case_reviews.held_on where level = own) by 31 October target yes }';
    await world.load({ agencies: [A], case_reviews: [round('2024-11-01'), round('2024-10-31', '区县抽查')] });
    expect(brief(await measureOf(world, text, '2024-10-31'))).toBe('pending');
    expect(brief(await measureOf(world, text, '2024-11-01'))).toBe('value false not met');
    await world.load({ agencies: [A], case_reviews: [round('2024-10-31')] });
    expect(brief(await measureOf(world, text, '2024-10-31'))).toBe('value true met');
  });
  test('one side decided is enough; two open sides stay open', async () => {
    const text = (join: string) => `indicator x { value count(activities) >= 1 ${join} count(case_reviews) >= 1 }`;
    await world.load({ agencies: [A], activities: [activity('2024-03-01')] }, reported);
    expect(brief(await measureOf(world, text('or'), '2024-06-30'))).toBe('value true');
    expect(brief(await measureOf(world, text('and'), '2024-06-30'))).toBe('pending');
    expect(brief(await measureOf(world, text('and'), '2024-12-31'))).toBe('value false');
  });
  test('what grows on both sides is open, a total that has passed its bound is decided', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-03-01'), activity('2024-03-02')], case_reviews: [round('2024-03-01')] });
    expect(brief(await measureOf(world, 'indicator x { value count(activities) > count(case_reviews) }', '2024-06-30'))).toBe('pending');
    expect(brief(await measureOf(world, 'indicator x { value count(activities) > count(case_reviews) }', '2024-12-31'))).toBe('value true');
    expect(brief(await measureOf(world, 'indicator x { value count(activities) + count(case_reviews) >= 3 }', '2024-06-30'))).toBe('value true');
    expect(brief(await measureOf(world, 'indicator x { value count(activities) - count(case_reviews) >= 1 }', '2024-06-30'))).toBe('pending');
  });
});

describe('buckets', () => {
  const quarters = 'indicator x { value share of quarters with count(case_reviews where level = own) >= 1 target >= 100% }';
  test('a quarter is open until its last day; the empty ones count', async () => {
    await world.load({ agencies: [A], case_reviews: [round('2024-02-01')] });
    expect(brief(await measureOf(world, quarters, '2024-06-29'))).toBe('value 1 1/1 pending 3 met');
    expect(brief(await measureOf(world, quarters, '2024-06-30'))).toBe('value 0.5 1/2 pending 2 not met');
    expect(brief(await measureOf(world, quarters, '2024-12-31'))).toBe('value 0.25 1/4 not met');
  });
  test('a quarter already fulfilled is decided at once', async () => {
    await world.load({ agencies: [A], case_reviews: [round('2024-04-01')] });
    expect(brief(await measureOf(world, quarters, '2024-04-01'))).toBe('value 0.5 1/2 pending 2 not met');
  });
  test('a date on the last day of a quarter is of that quarter', async () => {
    await world.load({ agencies: [A], case_reviews: [round('2024-03-31'), round('2024-07-01'), round('2023-12-31'), round('2025-01-01')] });
    expect(brief(await measureOf(world, quarters, '2025-06-30', { year: 2024 }))).toBe('value 0.5 2/4 not met');
  });
  test('no records at all: the quarters that are over are missed', async () => {
    await world.load({ agencies: [A] }, reported);
    expect(brief(await measureOf(world, quarters, '2024-12-31'))).toBe('value 0 0/4 not met');
    expect(brief(await measureOf(world, quarters, '2024-03-30'))).toBe('pending 0/0 pending 4');
  });
  test('quarters before the document took effect are left out', async () => {
    const text = `indicator x { source "文" clause "一" from 2024-05-01 value share of quarters with count(case_reviews) >= 1 }`;
    await world.load({ agencies: [A], case_reviews: [round('2024-04-15'), round('2024-07-15')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toMatch(/1\/3$/u);
  });
  test('months', async () => {
    await world.load({ agencies: [A], case_reviews: [round('2024-02-29'), round('2024-12-31')] });
    expect(brief(await measureOf(world, 'indicator x { value share of months with count(case_reviews) >= 1 }', '2024-12-31'))).toMatch(/2\/12$/u);
  });
  test('each value of a field', async () => {
    const text = 'indicator x { value share of each notices.item in (主体, 人员, `依据`) with exists(notices) }';
    await world.load({ agencies: [A], notices: [{ notice_no: '1', item: '主体', changed_on: '2024-02-01' }, { notice_no: '2', item: '清单', changed_on: '2024-02-01' }] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toMatch(/1\/3$/u);
    expect(brief(await measureOf(world, text, '2024-12-30'))).toBe('value 1 1/1 pending 2');
  });
});

test('an indicator read by another is as open as what it counts', async () => {
  const read = 'indicator a { value count(case_reviews) } indicator b { value share of decisions with online } indicator x { value a >= 2 and b <= 50% }';
  await world.load({ agencies: [A], case_reviews: [round('2024-02-01')], decisions: [{ case_no: '1', kind: '行政处罚', decided_on: '2024-02-01', online: false }] });
  expect(brief(await measureOf(world, read, '2024-12-30'))).toBe('pending');
  expect(brief(await measureOf(world, read, '2024-12-31'))).toBe('value false');
  expect(brief(await measureOf(world, read.replace(' and b <= 50%', ''), '2024-12-30'))).toBe('pending');
});
