/** Parameters whose documents contradict each other. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../dsl/program.ts';
import { checkLedgerStatement, explain } from '../../metrics/index.ts';
import { A, brief, measureOf, measuresOf, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const TEXT = `
  parameter term "公示期限" {
    value 7 workdays source "甲办发〔2024〕1号" clause "二(一)"
    value 20 workdays source "乙办发〔2024〕2号"
  }
  indicator on_row { value share of decisions with disclosed_on within term of decided_on }
  indicator in_target { value earliest(decisions.disclosed_on) by 31 December target yes }
  indicator for_agency { value count(decisions) target >= 1 }
  indicator refers { value on_row * 100 }
  indicator elsewhere { value count(decisions) }`;
/** The parameter is one to be chosen; `for_agency` reads it at agency level. */
function program(): Program {
  const made = programOf(TEXT), parameter = made.parameters['term']!;
  const days = { kind: 'parameter' as const, name: 'term', type: parameter.values[0]!.value.type };
  made.parameters['term'] = { ...parameter, choose: true };
  made.indicators['for_agency']!.targets[0]!.when = { kind: 'compare', op: '>=', left: days, right: { kind: 'number', value: '7', unit: 'workdays', type: days.type }, type: { kind: 'boolean' } };
  return made;
}
const decision = (case_no: string, disclosed_on: string | null) => ({ case_no, kind: '行政处罚', decided_on: '2024-03-04', disclosed_on });

describe('a parameter to be chosen', () => {
  test('makes every indicator that needs it an error that names it and the alternatives, until one is picked', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', '2024-03-11'), decision('2', '2024-03-18'), decision('3', null)] });
    const { byIndicator } = await measuresOf(world, program(), 2024, '2024-12-31');
    const error = {
      code: 'choice_needed', parameter: 'term',
      zh: '参数“公示期限”有2个互相矛盾的取值，须先由管理员选定：7个工作日（甲办发〔2024〕1号二(一)）；20个工作日（乙办发〔2024〕2号）',
      en: 'parameter “公示期限” has 2 contradicting values; an administrator must choose one first: 7 workdays (甲办发〔2024〕1号 二(一)); 20 workdays (乙办发〔2024〕2号)',
    };
    for (const name of ['on_row', 'for_agency', 'refers']) expect(byIndicator[name]![0]).toMatchObject({ state: 'error', value: null, error });
    expect(brief(byIndicator['elsewhere']![0]!)).toBe('value 3');
    expect(brief(byIndicator['in_target']![0]!)).toBe('value true met');
  });
  test('holds with the value picked, for that request alone', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', '2024-03-13'), decision('2', '2024-03-18'), decision('3', null)] });
    const made = program();
    for (const [pick, result] of [[0, 'value 0.3333333333333333 1/3'], [1, 'value 0.6666666666666666 2/3'], [2, 'error'], [-1, 'error'], [undefined, 'error']] as const) {
      const measures = await measuresOf(world, made, 2024, '2024-12-31', { choices: pick === undefined ? {} : { term: pick } });
      expect(brief(measures.byIndicator['on_row']![0]!)).toBe(result);
      expect(measures.byIndicator['for_agency']![0]!.state).toBe(result === 'error' ? 'error' : 'value');
    }
    // Still within the term: pending; with nothing to count: not applicable.
    const measures = await measuresOf(world, made, 2024, '2024-03-13', { choices: { term: 1 }, indicators: ['on_row'] });
    expect(brief(measures.byIndicator['on_row']![0]!)).toBe('value 1 1/1 pending 2');
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'decisions', year: 2024 }]);
    expect(brief((await measuresOf(world, made, 2024, '2024-12-31', { choices: { term: 1 } })).byIndicator['on_row']![0]!)).toBe('not_applicable 0/0');
  });
  test('does not hide that the rule binds no one or that nothing was reported', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B', level: '县' }], decisions: [decision('1', null)] });
    const made = program();
    made.indicators['on_row']!.appliesTo = programOf('indicator x { applies to agencies where level = 县 value count(decisions) }').indicators['x']!.appliesTo!;
    expect((await measuresOf(world, made, 2024, '2024-12-31')).byIndicator['on_row']!.map((row) => row.state)).toEqual(['not_applicable', 'not_reported']);
  });
  test('is named by an explanation, which has no records to show; and a check of a ledger that needs it finds nothing', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', null)] });
    const made = program(), request = requestOf(made, 2024, '2024-12-31');
    expect(await explain(world.engine, request, { indicator: 'on_row', agency: 'A' })).toMatchObject({ measure: { error: { code: 'choice_needed' } }, records: [], total: 0 });
    const picked = await explain(world.engine, { ...request, choices: { term: 0 } }, { indicator: 'on_row', agency: 'A' });
    expect(picked.records).toMatchObject([{ verdict: 'missed', due: '2024-03-13' }]);
    const share = made.indicators['on_row']!.value;
    const check = { label: '期限', severity: 'error' as const, condition: share.kind === 'share' ? share.with : share };
    expect((await world.engine.query(checkLedgerStatement(made, 'decisions', check, 'decisions'))).rowCount).toBe(0);
  });
});

test('a chosen value differs by place like any other', async () => {
  const made = program();
  made.parameters['term']!.values[0]!.regions = ['620000'];
  await world.load({ agencies: [A], decisions: [decision('1', '2024-03-05')] });
  expect(brief(await measureOf(world, made, '2024-12-31', { indicators: ['on_row'], choices: { term: 0 } }))).toBe('value 0 0/1');
});
