/** What is to be done by a day, and rows of whatever year that say it is done. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Expr, Program } from '../../dsl/program.ts';
import { explain } from '../../metrics/index.ts';
import { A, brief, measureOf, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const boolean = { kind: 'boolean' as const };
const day = (value: string): Expr => ({ kind: 'date', value, type: { kind: 'date' } });

/** `x`: the condition (in Heng), its rows to date, done by the deadline. */
function task(condition: string, deadline: Expr, options: { negated?: true; more?: string; ofYear?: true } = {}): Program {
  const program = programOf(`${options.more ?? ''} indicator x { source "办法" from 2022-06-01 value ${condition} }`), indicator = program.indicators['x']!;
  const toDate = (part: unknown): void => {
    if (!part || typeof part !== 'object') return;
    if ('ledger' in part && !('kind' in part)) Object.assign(part, { toDate: true });
    Object.values(part).forEach(toDate);
  };
  if (!options.ofYear) toDate(indicator.value);
  const done: Expr = { kind: 'doneBy', condition: indicator.value, deadline, type: boolean };
  indicator.value = options.negated ? { kind: 'not', operand: done, type: boolean } : done;
  return program;
}
const activity = (held_on: string, more = {}) => ({ activity_no: held_on, kind: '制度建设', held_on, ...more });
const stateOf = async (program: Program, asOf: string, year?: number) => brief(await measureOf(world, program, asOf, { indicators: ['x'], ...(year ? { year } : {}) }));

describe('a task', () => {
  const built = task('exists(activities where kind = institution_building)', day('2024-06-30'));
  test('is done as soon as the condition holds, open until its deadline, then missed; also done when late', async () => {
    await world.load({ agencies: [A], activities: [activity('2024-07-10')] });
    expect([await stateOf(built, '2024-06-30'), await stateOf(built, '2024-07-01'), await stateOf(built, '2024-07-09'), await stateOf(built, '2024-07-10')])
      .toEqual(['pending', 'value false', 'value false', 'value true']);
    await world.load({ agencies: [A], activities: [activity('2024-04-01')] });
    expect([await stateOf(built, '2024-03-31'), await stateOf(built, '2024-04-01')]).toEqual(['pending', 'value true']);
  });
  test('not done is the opposite of both, and open as long', async () => {
    const not = task('exists(activities where kind = institution_building)', day('2024-06-30'), { negated: true });
    await world.load({ agencies: [A], activities: [activity('2024-07-10')] });
    expect([await stateOf(not, '2024-06-30'), await stateOf(not, '2024-07-01'), await stateOf(not, '2024-07-10')]).toEqual(['pending', 'value true', 'value false']);
  });
  test('with no row is open, then missed; nobody having reported is not reported', async () => {
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'activities', year: 2024 }]);
    expect([await stateOf(built, '2024-06-30'), await stateOf(built, '2024-12-31')]).toEqual(['pending', 'value false']);
    await world.load({ agencies: [A] });
    expect(await stateOf(built, '2024-12-31')).toBe('not_reported');
  });
  test('is not done where the condition is unknown or has nothing to divide by', async () => {
    const share = task('count(activities where confirmed) / count(activities) >= 50%', day('2024-06-30'));
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'activities', year: 2024 }]);
    expect([await stateOf(share, '2024-06-30'), await stateOf(share, '2024-12-31')]).toEqual(['pending', 'value false']);
    await world.load({ agencies: [A], activities: [activity('2024-04-01', { confirmed: null }), activity('2024-04-02', { confirmed: false })] });
    expect(await stateOf(share, '2024-12-31')).toBe('value false');
  });
  test('without a deadline cannot be missed, only done', async () => {
    const open = task('exists(activities where kind = institution_building)', { kind: 'agencyField', field: 'active_to', type: { kind: 'date' } });
    await world.load({ agencies: [A], activities: [activity('2024-04-01', { kind: '督查通报' })] });
    expect(await stateOf(open, '2024-12-31')).toBe('value false');
    const not = structuredClone(open);
    not.indicators['x']!.value = { kind: 'not', operand: not.indicators['x']!.value, type: boolean };
    expect(await stateOf(not, '2024-12-31')).toBe('value false');
    await world.load({ agencies: [A], activities: [activity('2024-04-01')] });
    expect(await stateOf(open, '2024-12-31')).toBe('value true');
  });
  test('is an error where the condition needs a year without a calendar', async () => {
    const timely = task('exists(activities where filed_on within 5 workdays of held_on)', day('2025-12-31'));
    await world.load({ agencies: [A], activities: [activity('2025-12-30', { filed_on: '2026-01-05' })] });
    expect(await stateOf(timely, '2026-01-20', 2025)).toBe('error missing 2026');
  });
});

describe('rows to date', () => {
  const count = (ofYear?: true) => {
    const program = task('count(activities where kind = institution_building) >= 1', day('2024-06-30'), ofYear ? { ofYear } : {});
    const { value } = program.indicators['x']!;
    const compare = (value as Expr & { kind: 'doneBy' }).condition as Expr & { kind: 'compare' };
    program.indicators['x']!.value = compare.left;
    return program;
  };
  const activities = [activity('2022-05-31'), activity('2022-06-01'), activity('2024-02-01'), activity('2024-05-01'), activity('2025-02-01')];
  test('count whatever their year, from when the source holds up to the as-of day', async () => {
    await world.load({ agencies: [A], activities });
    expect(await stateOf(count(), '2024-12-31')).toBe('value 3');
    expect(await stateOf(count(), '2024-04-30')).toBe('value 2');
    expect(await stateOf(count(), '2025-02-01', 2024)).toBe('value 4');
    expect(await stateOf(count(true), '2025-02-01', 2024)).toBe('value 2');
  });
  test('are reported by a hand-in of any year', async () => {
    await world.load({ agencies: [A], activities: [activity('2022-07-01')] });
    expect(await stateOf(count(), '2024-12-31')).toBe('value 1');
    expect(await stateOf(count(true), '2024-12-31')).toBe('not_reported');
    const both = count();
    both.indicators['x']!.value = { kind: 'arithmetic', op: '+', left: both.indicators['x']!.value, right: count(true).indicators['x']!.value, type: both.indicators['x']!.value.type };
    expect(await stateOf(both, '2024-12-31')).toBe('not_reported');
  });
  test('are so reported also where the year before is read beside them', async () => {
    await world.load({ agencies: [{ ...A, _year: 2020 }], activities: [activity('2023-07-01')] });
    const both = count(), { value } = both.indicators['x']!;
    both.indicators['x']!.value = { kind: 'arithmetic', op: '+', left: value, right: { kind: 'lastYear', operand: count(true).indicators['x']!.value, type: value.type }, type: value.type };
    expect(await stateOf(both, '2024-12-31')).toBe('value 2');
  });
  test('dated by the year itself: years up to the as-of day\'s', async () => {
    const program = programOf('indicator x { value count(filings) }');
    const aggregate = program.indicators['x']!.value as Expr & { kind: 'aggregate' };
    aggregate.rows.toDate = true;
    const filing = (year: number) => ({ report: '年报', year, _year: year });
    await world.load({ agencies: [A], filings: [filing(2022), filing(2023), filing(2024), filing(2025)] });
    expect(await stateOf(program, '2024-12-31')).toBe('value 3');
    delete aggregate.rows.toDate;
    expect(await stateOf(program, '2024-12-31')).toBe('value 1');
  });
  test('are listed by an explanation', async () => {
    await world.load({ agencies: [A], activities });
    const { records } = await explain(world.engine, requestOf(count(), 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records.map((one) => one.fields['activity_no'])).toEqual(['2022-06-01', '2024-02-01', '2024-05-01']);
  });
});
