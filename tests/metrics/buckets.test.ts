/** Months and quarters of dates; orders that differ by time and place. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { A, brief, measureOf, openWorld, programOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const inspection = (enterprise: string, inspected_on: string, more = {}) => ({ inspection_no: `${enterprise}${inspected_on}`, enterprise, inspected_on, type: '日常', ...more });

describe('the month and the quarter of a date', () => {
  const monthly = 'indicator x { value share of inspections grouped by enterprise, month of inspected_on with count(inspections) > 1 target <= 0% }';
  test('part rows into groups', async () => {
    await world.load({ agencies: [A], inspections: [inspection('甲', '2024-01-31'), inspection('甲', '2024-02-01'), inspection('甲', '2024-02-29'), inspection('乙', '2024-02-10')] });
    expect(brief(await measureOf(world, monthly, '2024-12-31'))).toBe('value 0.3333333333333333 1/3 not met');
    expect(brief(await measureOf(world, monthly.replace('month of', 'quarter of'), '2024-12-31'))).toBe('value 0.5 1/2 not met');
    // As long as the year is open a group may still grow.
    expect(brief(await measureOf(world, monthly, '2024-12-30'))).toBe('value 1 1/1 pending 2 not met');
  });
  test('are empty where the date is empty or not yet known: such a row is in no group', async () => {
    const text = 'indicator x { value share of decisions grouped by month of disclosed_on with count(decisions) >= 1 }';
    const decision = (case_no: string, disclosed_on: string | null) => ({ case_no, kind: '行政处罚', decided_on: '2024-02-01', disclosed_on });
    await world.load({ agencies: [A], decisions: [decision('1', null), decision('2', '2025-02-01')] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('not_applicable 0/0');
    expect(brief(await measureOf(world, text, '2025-02-01', { year: 2024 }))).toBe('value 1 1/1');
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('not_applicable 0/0');
  });
  test('are texts, of a row and of an agency alike', async () => {
    await world.load({ agencies: [A], decisions: [{ case_no: '1', kind: '行政处罚', decided_on: '2024-01-01' }, { case_no: '2', kind: '行政处罚', decided_on: '2024-03-31' }, { case_no: '3', kind: '行政处罚', decided_on: '2024-12-31' }] });
    expect(brief(await measureOf(world, 'indicator x { value count(decisions where quarter of decided_on = "2024-Q1") }', '2024-12-31'))).toBe('value 2');
    expect(brief(await measureOf(world, 'indicator x { value count(decisions where month of decided_on in "2024-01", "2024-12") }', '2024-12-31'))).toBe('value 2');
    expect(brief(await measureOf(world, 'indicator x { value quarter of latest(decisions.decided_on) = "2024-Q4" }', '2024-12-31'))).toBe('value true');
    expect(brief(await measureOf(world, 'indicator x { value month of earliest(decisions.decided_on) = "2024-02" }', '2024-12-31'))).toBe('value false');
    expect(brief(await measureOf(world, 'indicator x { value month of earliest(decisions.decided_on where online) is empty }', '2024-12-31'))).toBe('value true');
  });
  test('may be read again in the condition on the group', async () => {
    const program = programOf('indicator x { value share of inspections grouped by month of inspected_on with count(inspections) >= 1 }');
    const share = program.indicators['x']!.value;
    if (share.kind !== 'share' || share.over.kind !== 'groups') throw new Error('not grouped');
    share.with = { kind: 'compare', op: '=', left: structuredClone(share.over.by[0]!), right: { kind: 'text', value: '2024-02', type: { kind: 'text' } }, type: { kind: 'boolean' } };
    await world.load({ agencies: [A], inspections: [inspection('甲', '2024-02-01'), inspection('乙', '2024-03-01')] });
    expect(brief(await measureOf(world, program, '2024-12-31'))).toBe('value 0.5 1/2');
  });
});

describe('an order of choices', () => {
  const orders = `
    order o {
      value 警告 < 通报批评 to 2024-05-31
      value 通报批评 < 警告 from 2024-06-01
      value 通报批评 < 警告 to 2024-05-31 in "620000"
    }`;
  const counted = `${orders} indicator x { value count(decisions where highest of penalties by o = 通报批评) }`;
  const decision = (decided_on: string, penalties: string[] | null = ['警告', '通报批评']) => ({ case_no: decided_on, kind: '行政处罚', decided_on, penalties });
  test('is the one that holds on the row\'s day, nearest to the agency', async () => {
    const decisions = [decision('2024-05-31'), decision('2024-06-01'), decision('2024-06-02', null), decision('2024-06-03', ['罚款'])];
    await world.load({ agencies: [A], decisions });
    expect(brief(await measureOf(world, counted, '2024-12-31'))).toBe('value 1');
    await world.load({ agencies: [{ ...A, region: '620102' }], decisions });
    expect(brief(await measureOf(world, counted, '2024-12-31'))).toBe('value 0');
  });
  test('of an agency\'s own field is the one that holds at the year\'s end', async () => {
    const own = `
      order o { value 行政许可 < 行政处罚 to 2023-12-31 value 行政处罚 < 行政许可 from 2024-01-01 value 行政许可 < 行政处罚 from 2024-01-01 in "620000" }
      indicator x { value count(decisions) }`;
    const program = programOf(own), { duties } = Object.fromEntries(program.ledgers['agencies']!.fields.map((field) => [field.name, field]));
    program.indicators['x'] = { ...program.indicators['x']!, reads: [], value: { kind: 'highestOf', order: 'o', operand: { kind: 'agencyField', field: 'duties', type: duties!.type }, type: { kind: 'text' } } };
    const of = async (year: number, region: string, held: string[] | null) => {
      await world.load({ agencies: [{ ...A, region, duties: held, _year: 2023 }] });
      return (await measureOf(world, program, `${year}-12-31`)).value;
    };
    const both = ['行政处罚', '行政许可'];
    expect([await of(2023, '610100', both), await of(2024, '610100', both), await of(2024, '620100', both), await of(2024, '610100', null)]).toEqual(['行政处罚', '行政许可', '行政处罚', null]);
  });
});
