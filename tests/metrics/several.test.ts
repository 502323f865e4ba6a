/** Fields that name several rows: any and every of them, and being followed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Expr } from '../../dsl/program.ts';
import { checkLedgerStatement, explain } from '../../metrics/index.ts';
import { A, brief, measureOf, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const share = (condition: string, more = '') => `indicator x { value share of decisions ${more} with ${condition} }`;
const conditionOf = (text: string): Expr => (programOf(text).indicators['x']!.value as Expr & { kind: 'share' }).with;
const officer = (officer_id: string, more = {}) => ({ officer_id, role: '执法', certified_on: '2020-01-01', ...more });
const decision = (case_no: string, handled_by: string[] | null, more = {}) => ({ case_no, kind: '行政处罚', decided_on: '2024-06-03', handled_by, ...more });
const reviewers = [officer('r', { role: '法制审核' }), officer('s', { role: '法制审核' }), officer('e')];
const reported = ['decisions', 'officers'].map((ledger) => ({ agency: 'A', ledger, year: 2024 }));
/** Which decisions fulfil it, as numerator/denominator. */
const counts = async (condition: string, asOf = '2024-12-31') => brief(await measureOf(world, share(condition), asOf)).replace(/^value [\d.]+ /u, '');

describe('any and every', () => {
  test('of those named: one at least, or all; a name that no row bears is a row without fields', async () => {
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('both', ['r', 's']), decision('one', ['r', 'e']), decision('none', ['e']), decision('stranger', ['r', 'x']), decision('strangers', ['x', 'y'])] });
    expect(await counts('any handled_by with role = reviewer')).toBe('3/5');
    expect(await counts('every handled_by with role = reviewer')).toBe('1/5');
    expect(await counts('any handled_by with role is empty')).toBe('2/5');
    expect(await counts('every handled_by with role is empty')).toBe('1/5');
  });
  test('negated they are each other\'s opposite: not any is every not', async () => {
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('both', ['r', 's']), decision('one', ['r', 'e']), decision('none', ['e']), decision('stranger', ['r', 'x'])] });
    expect(await counts('not (any handled_by with role = reviewer)')).toBe('1/4');
    // The stranger's role is unknown: neither is it a reviewer's, nor is it not.
    expect(await counts('not (every handled_by with role = reviewer)')).toBe('2/4');
    expect(await counts('not (every handled_by with role is filled)')).toBe('1/4');
  });
  test('where nothing is named both are unknown, and so are their negations', async () => {
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('empty', null)] });
    for (const quantifier of ['any', 'every'] as const) {
      expect(await counts(`${quantifier} handled_by with role = reviewer`)).toBe('0/1');
      expect(await counts(`not (${quantifier} handled_by with role = reviewer)`)).toBe('0/1');
    }
    await world.load({ agencies: [A], officers: reviewers }, reported);
    expect(await counts('any handled_by with role = reviewer')).toBe('not_applicable 0/0');
  });
  test('are open as long as one of them could still decide it', async () => {
    const officers = [officer('done', { annual_review_on: '2024-03-01' }), officer('late', { annual_review_on: '2024-07-01' }), officer('open')];
    await world.load({ agencies: [A], officers, decisions: [decision('1', ['done', 'open']), decision('2', ['open', 'x']), decision('3', ['done'])] });
    const [any, every] = ['any', 'every'].map((quantifier) => `${quantifier} handled_by with annual_review_on by 30 June`) as [string, string];
    expect(await counts(any, '2024-06-30')).toBe('2/2 pending 1');
    expect(await counts(every, '2024-06-30')).toBe('1/1 pending 2');
    expect(await counts(`not (${every})`, '2024-06-30')).toBe('0/1 pending 2');
    expect([await counts(any), await counts(every), await counts(`not (${every})`)]).toEqual(['2/3', '1/3', '2/3']);
  });
  test('are an error only where a year without a calendar decides', async () => {
    const officers = [officer('ok', { certified_on: '2025-03-03', annual_review_on: '2025-03-04' }), officer('when', { certified_on: '2025-12-30', annual_review_on: '2026-01-20' })];
    await world.load({ agencies: [{ ...A, _year: 2025 }], officers: officers.map((one) => ({ ...one, _year: 2025 })), decisions: [decision('1', ['ok', 'when'], { decided_on: '2025-06-03' })] });
    const at = async (quantifier: string) => brief(await measureOf(world, share(`${quantifier} handled_by with annual_review_on within 5 workdays of certified_on`), '2026-02-01', { year: 2025 }));
    expect([await at('any'), await at('every')]).toEqual(['value 1 1/1', 'error missing 2026']);
  });
  test('a condition may read the row itself, its agency, and what is computed of the row named', async () => {
    await world.load({ agencies: [A], officers: [officer('old'), officer('new', { certified_on: '2024-06-04' })], decisions: [decision('1', ['old', 'new']), decision('2', ['old']), decision('3', ['new'], { decided_on: '2024-06-04' })] });
    expect(await counts('every handled_by with certified_on <= decided_on and agency.level = 市')).toBe('2/3');
    expect(await counts('any handled_by with certified_on > decided_on')).toBe('1/3');
    const program = programOf(share('every handled_by with frontline'));
    program.ledgers['officers']!.fields.find((field) => field.name === 'frontline')!.computed = conditionOf('indicator x { value share of officers with sum(training.hours) >= 30学时 }');
    const lesson = (hours: number) => ({ record_no: `${hours}`, officer: 'old', held_on: '2024-05-05', subject: '公共法律', hours });
    await world.load({ agencies: [A], officers: [officer('old'), officer('new')], training: [lesson(20), lesson(10)], decisions: [decision('1', ['old', 'new']), decision('2', ['old'])] });
    expect(brief(await measureOf(world, program, '2024-12-31'))).toBe('value 0.5 1/2');
  });
  test('look up officers of the same agency, as handed in for the year', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], officers: [officer('1', { role: '法制审核', agency: 'B' }), officer('1', { _year: 2023, role: '法制审核' }), officer('1')], decisions: [decision('a', ['1']), decision('a', ['1'], { agency: 'B' })] });
    const text = share('every handled_by with role = reviewer');
    expect(brief(await measureOf(world, text, '2024-12-31'))).toBe('value 0 0/1');
    expect(brief(await measureOf(world, text, '2024-12-31', { agencies: ['B', 'A'] }))).toBe('value 0 0/1');
  });
  test('several in one condition, beside other shares of the same rows, count each row once', async () => {
    const text = `${share('(any handled_by with role = reviewer) and (any handled_by with role = enforcement) and (every handled_by with certified_on <= decided_on)')} indicator y { value share of decisions with handled_by is filled }`;
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('1', ['r', 's', 'e']), decision('2', ['r', 's']), decision('3', ['e'])] });
    expect(brief(await measureOf(world, text, '2024-12-31', { indicators: ['x'] }))).toMatch(/1\/3$/u);
    expect(brief(await measureOf(world, text, '2024-12-31', { indicators: ['x', 'y'] }))).toBe('value 1 3/3');
  });
  test('in the choice of rows, in an exclusion, and of records that refer to the row at hand', async () => {
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('1', ['r', 'e']), decision('2', ['e']), decision('3', ['e'], { decided_on: '2023-06-03' })] });
    expect(brief(await measureOf(world, 'indicator x { value count(decisions where any handled_by with role = reviewer) }', '2024-12-31'))).toBe('value 1');
    expect(brief(await measureOf(world, share('every handled_by with role is filled', 'excluding (any handled_by with role = reviewer) because "法制审核人员"'), '2024-12-31'))).toBe('value 1 1/1 excluded 1');
    expect(brief(await measureOf(world, 'indicator x { value share of officers with count(decisions where any handled_by with role = reviewer) >= 1 }', '2024-12-31'))).toMatch(/2\/3$/u);
  });
  test('an explanation shows whom the row names, not what each of them is; a check of the ledger sees them, too', async () => {
    const text = share('every handled_by with certified_on <= decided_on');
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('1', ['r', 'x'])] });
    const { records } = await explain(world.engine, requestOf(text, 2024, '2024-12-31'), { indicator: 'x', agency: 'A' });
    expect(records).toEqual([{ verdict: 'missed', reason: expect.anything(), due: null, fields: { case_no: '1', decided_on: '2024-06-03', handled_by: 'r、x' } }]);
    const program = programOf(text), condition = conditionOf(share('every handled_by with role is filled'));
    expect((await world.engine.query(checkLedgerStatement(program, 'decisions', { label: '承办人在册', severity: 'error', condition }, 'decisions'))).rowCount).toBe(1);
  });
});

describe('a field that names several', () => {
  test('has one of what it is held against', async () => {
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('1', ['r', 'e']), decision('2', ['e']), decision('3', ['r']), decision('4', null)] });
    const value = async (text: string) => brief(await measureOf(world, `indicator x { value ${text} }`, '2024-12-31'));
    expect(await value('count(decisions where handled_by = "r")')).toBe('value 2');
    expect(await value('count(decisions where handled_by != "r")')).toBe('value 1');
    expect(await value('count(decisions where handled_by in "r", "e")')).toBe('value 3');
    expect(await value('count(decisions where handled_by is empty)')).toBe('value 1');
    expect(await value('share of decisions grouped by handled_by with count(decisions) >= 1')).toBe('value 1 3/3');
  });
  test('counts a record once for each row it names', async () => {
    const text = 'indicator x { value share of officers with count(decisions) >= 2 }';
    await world.load({ agencies: [A], officers: reviewers, decisions: [decision('1', ['r', 'e']), decision('2', ['r']), decision('3', null)] });
    expect(brief(await measureOf(world, text, '2024-12-31'))).toMatch(/1\/3$/u);
  });
});
