/** Figures over the rows and forms of all agencies. B and C are A's, D stands beside them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkForms, explain } from '../../metrics/index.ts';
import { A, brief, measuresOf, openWorld, requestOf, type Rows, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const B = { ...A, code: 'B', name: '乙局', level: '县', parent: 'A', region: '610102' }, C = { ...B, code: 'C', name: '丙局' }, D = { ...A, code: 'D', name: '丁局', category: '区县组' };
const ALL = [A, B, C, D];
const decision = (agency: string, case_no: string, more = {}) => ({ agency, case_no, kind: '行政处罚', decided_on: '2024-03-04', ...more });
const inspection = (agency: string, enterprise: string, inspected_on: string, more = {}) => ({ agency, inspection_no: `${enterprise}${inspected_on}`, enterprise, inspected_on, type: '日常', ...more });
const reported = (ledger: string, ...agencies: string[]) => agencies.map((agency) => ({ agency, ledger, year: 2024 }));
/** The measures of A, B, C, D. */
const of = async (value: string, asOf = '2024-12-31', more = {}) => (await measuresOf(world, `indicator x { value ${value} }`, 2024, asOf, more)).byIndicator['x']!.map(brief);

describe('an aggregate across agencies', () => {
  const own = 'across agencies where agency.parent = code';
  test('is over the rows of those the condition pairs with the agency at hand', async () => {
    await world.load({ agencies: ALL, decisions: [decision('A', '1'), decision('B', '2', { fine: 10.5 }), decision('B', '3', { fine: 30 }), decision('C', '4', { fine: 20, online: true })] }, reported('decisions', 'D'));
    expect(await of(`count(decisions ${own})`)).toEqual(['value 3', 'value 0', 'value 0', 'value 0']);
    expect(await of(`sum(decisions.fine ${own})`)).toEqual(['value 60.5', 'value 0', 'value 0', 'value 0']);
    expect(await of(`median(decisions.fine ${own})`)).toEqual(['value 20', 'not_applicable', 'not_applicable', 'not_applicable']);
    expect(await of(`distinct(decisions.kind ${own})`)).toEqual(['value 1', 'value 0', 'value 0', 'value 0']);
    expect(await of(`count(decisions ${own} and online) / count(decisions ${own})`)).toEqual(['value 0.3333333333333333 1/3', ...Array(3).fill('not_applicable 0/0')]);
  });
  test('without such a condition is the same for everyone, and computed once', async () => {
    await world.load({ agencies: ALL, decisions: [decision('A', '1'), decision('B', '2'), decision('X', '3')] }, reported('decisions', 'C', 'D'));
    expect(await of('count(decisions across agencies)')).toEqual(Array(4).fill('value 2'));
    expect(world.sent.filter((sql) => sql.includes('FROM "decisions"'))).toHaveLength(1);
    expect(await of('count(decisions) / count(decisions across agencies)')).toEqual(['value 0.5 1/2', 'value 0.5 1/2', 'value 0 0/2', 'value 0 0/2']);
    expect(await of('count(decisions across agencies where agency.level = 县)')).toEqual(Array(4).fill('value 1'));
  });
  test('a condition may hold the row against the agency at hand', async () => {
    await world.load({ agencies: [{ ...A, active_from: '2024-03-01' }, B, C, D], decisions: [decision('B', '1'), decision('C', '2', { decided_on: '2024-02-01' })] }, reported('decisions', 'A', 'D'));
    expect(await of('count(decisions across agencies where decided_on >= active_from)')).toEqual(['value 1', 'value 0', 'value 0', 'value 0']);
    expect(await of('count(decisions across agencies where decided_on >= active_from and agency.parent = code)')).toEqual(['value 1', 'value 0', 'value 0', 'value 0']);
  });
  test('counts those who have reported and says who is left out; where none of those asked has, there is no figure', async () => {
    await world.load({ agencies: ALL, decisions: [decision('B', '1')] }, [{ agency: 'C', ledger: 'decisions', year: 2023 }]);
    const { byIndicator } = await measuresOf(world, `indicator x { value count(decisions ${own}) } indicator y { value count(decisions across agencies) }`, 2024, '2024-12-31');
    expect(byIndicator['x']!.map(brief)).toEqual(['value 1', 'value 0', 'value 0', 'value 0']);
    expect(byIndicator['x']!.map((row) => row.remarks)).toEqual([[{ zh: '2家执法主体中有1家未报送“行政执法决定”，未计入', en: '1 of the 2 agencies have not reported “decisions” and are not counted' }], undefined, undefined, undefined]);
    expect(byIndicator['y']![0]!.remarks).toMatchObject([{ zh: '4家执法主体中有3家未报送“行政执法决定”，未计入' }]);
    await world.load({ agencies: ALL, decisions: [decision('A', '1')] });
    expect(await of(`count(decisions ${own})`)).toEqual(['not_reported', 'value 0', 'value 0', 'value 0']);
    expect(await of('count(decisions across agencies)')).toEqual(Array(4).fill('value 1'));
    await world.load({ agencies: ALL });
    expect(await of('count(decisions across agencies)')).toEqual(Array(4).fill('not_reported'));
    await world.load({ agencies: ALL }, reported('decisions', 'D'));
    expect(await of('count(decisions across agencies)')).toEqual(Array(4).fill('value 0'));
  });
  test('is open while rows may come, and where the choice of a row is', async () => {
    await world.load({ agencies: ALL, decisions: [decision('B', '1', { closed_on: '2024-04-01' }), decision('C', '2')] });
    const closed = 'count(decisions across agencies where agency.parent = code and closed_on by 30 June) >= 2';
    expect((await of(closed, '2024-06-30'))[0]).toBe('pending');
    expect((await of('count(decisions across agencies where agency.parent = code) >= 3', '2024-12-30'))[0]).toBe('pending');
    expect((await of(closed))[0]).toBe('value false');
  });
  test('in registers and in the year before is that state, or that year\'s; without data it is not applicable', async () => {
    const officer = (agency: string, officer_id: string, more = {}) => ({ agency, officer_id, role: '执法', certified_on: '2020-01-01', ...more });
    await world.load({ agencies: [...ALL, ...ALL.map((one) => ({ ...one, _year: 2023 }))], officers: [officer('B', '1'), officer('B', '2', { left_on: '2024-12-31' }), officer('C', '1', { _year: 2023 })], decisions: [decision('B', '1'), decision('B', '2', { decided_on: '2023-03-04' })] });
    expect((await of(`count(officers ${own})`))[0]).toBe('value 2');
    const text = `indicator a { value count(decisions ${own}) } indicator x { value last year's a }`;
    expect((await measuresOf(world, text, 2024, '2024-12-31')).byIndicator['x']!.map(brief).slice(0, 2)).toEqual(['value 1', 'value 0']);
    expect((await measuresOf(world, text, 2023, '2024-12-31')).byIndicator['x']!.map(brief).slice(0, 2)).toEqual(['not_applicable', 'not_applicable']);
  });
  test('is the same whoever is asked about', async () => {
    await world.load({ agencies: ALL, decisions: [decision('B', '1'), decision('C', '2')] });
    expect(await of(`count(decisions ${own})`, '2024-12-31', { agencies: ['A'] })).toEqual(['value 2']);
    expect(await of('count(decisions across agencies)', '2024-12-31', { agencies: ['D'] })).toEqual(['value 2']);
  });
});

describe('a share or a distribution across agencies', () => {
  test('counts, excludes and leaves pending the rows of those who are paired with the agency at hand', async () => {
    const share = 'share of decisions across agencies where agency.parent = code excluding disclosure_exempt is filled because "依法不公开" with disclosed_on within 7 workdays of decided_on';
    await world.load({ agencies: ALL, decisions: [decision('B', '1', { disclosed_on: '2024-03-05' }), decision('B', '2', { disclosure_exempt: '国家秘密' }), decision('C', '3'), decision('A', '4')] }, reported('decisions', 'D'));
    expect(await of(share)).toEqual(['value 0.5 1/2 excluded 1', ...Array(3).fill('not_applicable 0/0')]);
    expect((await of(share, '2024-03-13'))[0]).toBe('value 1 1/1 pending 1 excluded 1');
    expect((await measuresOf(world, `indicator x { value (${share}) >= 50% }`, 2024, '2024-12-31')).byIndicator['x']!.map(brief)).toEqual(['value true', ...Array(3).fill('not_applicable')]);
  });
  test('of a distribution, the categories of all rows', async () => {
    await world.load({ agencies: ALL, decisions: [decision('B', '1', { sector: '城管' }), decision('C', '2', { sector: '城管' }), decision('C', '3'), decision('A', '4', { sector: '交通' })] });
    const parts = async (where: string) => (await measuresOf(world, `indicator x { value distribution of decisions across agencies ${where} grouped by sector shown only }`, 2024, '2024-12-31')).byIndicator['x']!.map((row) => row.parts?.map((one) => `${one.name} ${one.count}`).join(' ') ?? row.state);
    expect(await parts('where agency.parent = code')).toEqual(['城管 2  1', ...Array(3).fill('not_applicable')]);
    expect(await parts('')).toEqual(Array(4).fill('交通 1 城管 2  1'));
  });
});

describe('groups across agencies', () => {
  const twice = 'share of inspections across agencies grouped by enterprise, month of inspected_on with distinct(inspections.agency) > 1';
  const inspections = [inspection('A', '甲', '2024-02-01'), inspection('B', '甲', '2024-02-20'), inspection('A', '甲', '2024-03-01'), inspection('C', '乙', '2024-02-01'), inspection('X', '乙', '2024-02-02')];
  test('are made of all agencies\' rows, and count for each that holds a row of them', async () => {
    await world.load({ agencies: ALL, inspections }, reported('inspections', 'D'));
    expect(await of(twice)).toEqual(['value 0.5 1/2', 'value 1 1/1', 'value 0 0/1', 'not_applicable 0/0']);
    // Another's inspection may still come: only what is so already is decided.
    expect(await of(twice, '2024-12-30')).toEqual(['value 1 1/1 pending 1', 'value 1 1/1', 'pending 0/0 pending 1', 'not_applicable 0/0']);
  });
  test('an agency that has not reported has no figure; others\' rows count all the same', async () => {
    await world.load({ agencies: ALL, inspections: inspections.slice(0, 3) });
    expect(await of(twice)).toEqual(['value 0.5 1/2', 'value 1 1/1', 'not_reported', 'not_reported']);
  });
  test('may be chosen for the agency at hand, and a condition on the group may read it', async () => {
    await world.load({ agencies: [A, B, C, { ...D, parent: 'A' }], inspections: [inspection('B', '甲', '2024-02-01'), inspection('C', '甲', '2024-02-02'), inspection('A', '甲', '2024-02-03')] }, reported('inspections', 'D'));
    expect(await of('share of inspections across agencies where agency.parent = parent grouped by enterprise with distinct(inspections.agency) > 1')).toEqual(['not_applicable 0/0', 'value 1 1/1', 'value 1 1/1', 'not_applicable 0/0']);
    expect(await of('share of inspections across agencies grouped by enterprise with count(inspections) > 2 and level = 县')).toEqual(['value 0 0/1', 'value 1 1/1', 'value 1 1/1', 'not_applicable 0/0']);
  });
  test('exclusions, empty keys and rows of agencies that are on no roster', async () => {
    await world.load({ agencies: ALL, inspections: [inspection('A', '甲', '2024-02-01', { joint: true }), inspection('B', '甲', '2024-02-02'), inspection('A', '乙', '2024-02-01'), { ...inspection('A', '', '2024-02-05'), inspection_no: 'n', enterprise: null }, inspection('X', '乙', '2024-02-02')] }, reported('inspections', 'C', 'D'));
    expect(await of('share of inspections across agencies grouped by enterprise excluding count(inspections where joint) > 0 because "联合检查" with distinct(inspections.agency) > 1')).toEqual(['value 0 0/1 excluded 1', 'not_applicable 0/0 excluded 1', 'not_applicable 0/0', 'not_applicable 0/0']);
  });
  test('where the choice of a row needs a year without a calendar, it is an error for those who hold it or share its group', async () => {
    const late = 'indicator x { value share of inspections across agencies where disclosed_on within 5 workdays of inspected_on grouped by enterprise with count(inspections) > 1 }';
    const rows = [inspection('A', '甲', '2025-12-30', { disclosed_on: '2026-01-20' }), inspection('B', '甲', '2025-03-03', { disclosed_on: '2025-03-04' }), inspection('C', '乙', '2025-03-03', { disclosed_on: '2025-03-04' })];
    await world.load({ agencies: ALL.map((one) => ({ ...one, _year: 2025 })), inspections: rows }, [{ agency: 'D', ledger: 'inspections', year: 2025 }]);
    const { byIndicator } = await measuresOf(world, late, 2025, '2026-02-01');
    expect(byIndicator['x']!.map(brief)).toEqual(['error missing 2026', 'error missing 2026', 'value 0 0/1', 'not_applicable 0/0']);
  });
});

describe('the sum of a column over forms', () => {
  const form = (agency: string, cells: Record<string, number | string | null>, more = {}) => ({ agency, _year: 2024, ...cells, ...more });
  const sum = 'sum(penalty_form.total across agencies where agency.parent = code)';
  test('is that of those paired with the agency at hand, not applicable where that is no one; / counts nothing, and who lacks the figure is left out and said', async () => {
    await world.load({ agencies: ALL, penalty_form: [form('A', { total: 100 }), form('B', { total: 7 }), form('C', { total__mark: '/' })] });
    expect(await of(sum)).toEqual(['value 7', ...Array(3).fill('not_applicable')]);
    await world.load({ agencies: ALL, penalty_form: [form('B', { total: 7 }), form('C', { total__mark: '-' })] });
    const { byIndicator } = await measuresOf(world, `indicator x { value ${sum} } indicator y { value sum(penalty_form.total across agencies) }`, 2024, '2024-12-31');
    expect(byIndicator['x']![0]).toMatchObject({ state: 'value', value: 7, remarks: [{ zh: '2家执法主体中有1家未报送或未填写“行政处罚实施情况统计表”的数字，未计入', en: expect.stringContaining('1 of the 2') }] });
    expect(byIndicator['y']!.map(brief)).toEqual(Array(4).fill('value 7'));
  });
  test('of forms with nothing but / is not applicable, of none handed in or filled in not reported', async () => {
    await world.load({ agencies: ALL, penalty_form: [form('A', { total: 100 })] });
    expect(await of(sum)).toEqual(['not_reported', ...Array(3).fill('not_applicable')]);
    await world.load({ agencies: ALL, penalty_form: [form('B', { total__mark: '/' }), form('C', { total__mark: '/' })] });
    expect((await of(sum))[0]).toBe('not_applicable');
    await world.load({ agencies: ALL, penalty_form: [form('B', { total__mark: '/' }), form('C', { total: null })] });
    expect([(await of(sum))[0], (await of(`${sum} else 3宗`))[0]]).toEqual(['not_reported', 'value 3']);
  });
  test('may be held against the superior\'s own form, also a year earlier', async () => {
    const program = requestOf(`indicator x { value penalty_form.total = ${sum} } indicator s { value ${sum} } indicator y { value last year's s }`, 2024, '2024-12-31');
    await world.load({ agencies: [...ALL, ...ALL.map((one) => ({ ...one, _year: 2023 }))], penalty_form: [form('A', { total: 12 }), form('B', { total: 7 }), form('C', { total: 5 }), form('B', { total: 3 }, { _year: 2023 })] });
    const { byIndicator } = await measuresOf(world, program.program, 2024, '2024-12-31');
    expect([brief(byIndicator['x']![0]!), brief(byIndicator['y']![0]!)]).toEqual(['value true', 'value 3']);
    const { penalty_form } = program.program.forms, condition = program.program.indicators['x']!.value;
    penalty_form!.checks = [{ label: '等于下级之和', severity: 'error', condition }];
    const findings = async (rows: Rows['x']) => {
      await world.load({ agencies: ALL, penalty_form: rows });
      return (await checkForms(world.engine, program)).map((one) => `${one.agency} ${one.check} ${one.cells.map((cell) => cell.value).join()}`);
    };
    expect(await findings([form('A', { total: 12 }), form('B', { total: 7 }), form('C', { total: 5 })])).toEqual([]);
    expect(await findings([form('A', { total: 13 }), form('B', { total: 7 }), form('C', { total: 5 })])).toEqual(['A 等于下级之和 13']);
  });
});

describe('an explanation of a figure across agencies', () => {
  const rows: Rows = { agencies: ALL, decisions: [decision('A', 'own', { fine: 1 }), decision('B', 'other', { fine: 2 })], inspections: [inspection('A', '甲', '2024-02-01'), inspection('B', '甲', '2024-02-20', { trigger: '投诉举报' })] };
  const explained = async (value: string, agency: string) => explain(world.engine, requestOf(`indicator x { value ${value} }`, 2024, '2024-12-31'), { indicator: 'x', agency });
  test('shows the agency\'s own rows, never another\'s', async () => {
    await world.load(rows);
    for (const value of ['count(decisions across agencies)', 'sum(decisions.fine across agencies)', 'share of decisions across agencies with online', 'distribution of decisions across agencies grouped by kind shown only']) {
      const { records, total } = await explained(value, 'A');
      expect([total, records.map((one) => one.fields['case_no'])], value).toEqual([1, ['own']]);
    }
    expect(await explained('count(decisions across agencies where agency.parent = code)', 'A')).toMatchObject({ measure: { value: 1 }, records: [], total: 0 });
  });
  test('shows the groups that hold a row of it: how many rows and agencies, not what stands in them', async () => {
    await world.load(rows);
    const { records, total } = await explained('share of inspections across agencies grouped by enterprise with distinct(inspections.agency) > 1 and last(inspections.trigger) is filled', 'A');
    expect(total).toBe(1);
    expect(JSON.stringify(records)).toContain('甲');
    expect(JSON.stringify(records)).not.toContain('投诉举报');
    expect(Object.values(records[0]!.fields)).toEqual(['甲', 2]);
    expect((await explained('share of inspections across agencies grouped by enterprise with distinct(inspections.agency) > 1', 'D')).records).toEqual([]);
  });
});
