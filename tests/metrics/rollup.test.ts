/** Measures put together by region, group, level and in total. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rollup, type Division, type RollupRow } from '../../metrics/rollup.ts';
import { A, measuresOf, openWorld, programOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const place = (code: string, region: string | null, more = {}) => ({ ...A, code, name: code, region, ...more });
const decision = (agency: string, case_no: string, more = {}) => ({ agency, case_no, kind: '行政处罚', decided_on: '2024-03-04', ...more });
const many = (agency: string, count: number, held: number) => Array.from({ length: count }, (_, index) => decision(agency, `${index}`, { online: index < held, fine: 10.25 }));
const said = (row: RollupRow): string => [row.key || '—', row.state, row.value ?? '', row.denominator === null ? '' : `${row.numerator}/${row.denominator}`, row.pending ? `pending ${row.pending}` : '', row.target_met === null ? '' : row.target_met ? 'met' : 'missed'].filter((part) => part !== '').join(' ');
async function together(text: string, by: Division, asOf = '2024-12-31'): Promise<RollupRow[]> {
  const program = programOf(text);
  return rollup(await measuresOf(world, program, 2024, asOf), program, by, ['x']);
}
const REGIONS = [place('P', '610000', { level: '省' }), place('C', '610100'), place('D1', '610102', { level: '县', category: '区县组' }), place('D2', '610103', { level: '县', category: '区县组' }), place('E', '610302', { level: '县' }), place('N', null)];
const reported = (ledger: string) => REGIONS.map((one) => ({ agency: one.code, ledger, year: 2024 }));

describe('shares', () => {
  const online = 'indicator x { value share of decisions with online target >= 50% }';
  test('are Σ numerators ÷ Σ denominators, never a mean of rates; the target is tested on that', async () => {
    await world.load({ agencies: REGIONS, decisions: [...many('C', 1, 1), ...many('D1', 99, 0), ...many('D2', 100, 99)] }, reported('decisions'));
    expect((await together(online, 'total')).map(said)).toEqual(['— value 0.5 100/200 met']);
    expect((await together(online, 'city')).map(said)).toEqual(['— not_applicable', '610000 not_applicable', '610100 value 0.5 100/200 met', '610300 not_applicable']);
    expect((await together(online, 'county')).map(said)).toEqual(['— not_applicable', '610000 not_applicable', '610100 value 1 1/1 met', '610102 value 0 0/99 missed', '610103 value 0.99 99/100 met', '610302 not_applicable']);
    expect((await together(online, 'province')).map((row) => `${row.key} ${row.agencies}`)).toEqual([' 1', '610000 5']);
  });
  test('exactly: 9999 of 10000 is not 100 %, in two agencies as in one', async () => {
    await world.load({ agencies: REGIONS, decisions: [...many('C', 1, 1), ...many('D1', 1, 1)] }, reported('decisions'));
    const program = programOf(online.replace('50%', '100%')), measures = await measuresOf(world, program, 2024, '2024-12-31');
    measures.byIndicator['x'] = measures.byIndicator['x']!.map((row) => (row.state !== 'value' ? row : { ...row, numerator: row.agency === 'C' ? 5000 : 4999, denominator: 5000, exact: row.agency === 'C' ? '5000/5000' : '4999/5000' }));
    expect(rollup(measures, program, 'total').map(said)).toEqual(['— value 0.9999 9999/10000 missed']);
  });
  test('with nothing to count are not applicable, pending while something is open, not reported where nobody has', async () => {
    const open = 'indicator x { value share of decisions with disclosed_on within 20 workdays of decided_on }';
    await world.load({ agencies: REGIONS, decisions: [decision('C', '1'), decision('D1', '2')] }, reported('decisions'));
    expect((await together(open, 'group', '2024-03-10')).map(said)).toEqual(['部门组 pending pending 1', '区县组 pending pending 1']);
    expect((await together(open, 'total')).map(said)).toEqual(['— value 0 0/2']);
    await world.load({ agencies: REGIONS }, reported('decisions'));
    expect((await together(open, 'total')).map(said)).toEqual(['— not_applicable']);
    await world.load({ agencies: REGIONS });
    expect((await together(open, 'total')).map(said)).toEqual(['— not_reported']);
  });
  test('tell how many agencies are in which state, meet their own target, and what was excluded why', async () => {
    await world.load({ agencies: REGIONS, decisions: [...many('C', 2, 1), ...many('D1', 2, 0), decision('E', '9', { disclosure_exempt: '国家秘密' })] });
    const [row] = await together('indicator x { value share of decisions excluding disclosure_exempt is filled because "依法不公开" with online target >= 50% }', 'total');
    expect(row).toMatchObject({ agencies: 6, states: { value: 2, not_applicable: 1, not_reported: 3, pending: 0, error: 0 }, met: 1, missed: 1, excluded: 1, excludedBy: [{ reason: '依法不公开', count: 1 }], value: 0.25 });
  });
  test('by level stand in the order of the choices', async () => {
    await world.load({ agencies: REGIONS.toReversed(), decisions: many('C', 1, 1) });
    expect((await together(online, 'level')).map((row) => `${row.key} ${row.agencies}`)).toEqual(['省 1', '市 2', '县 3']);
  });
});

describe('figures', () => {
  test('counts and sums are added, to the cent; a count\'s target binds one agency, unless it is zero', async () => {
    await world.load({ agencies: REGIONS, decisions: [...many('C', 3, 1), ...many('D1', 1, 0)] }, reported('decisions'));
    const of = async (value: string) => (await together(`indicator x { value ${value} }`, 'total')).map(said)[0];
    expect(await of('count(decisions) target >= 3')).toBe('— value 4');
    expect(await of('sum(decisions.fine)')).toBe('— value 41');
    expect(await of('count(decisions where online) - count(decisions) target = 0')).toBe('— value -3 missed');
    expect(await of('sum(decisions.fine) / count(decisions)')).toBe('— value 10.25 41/4');
    expect(await of('count(decisions) * 2 + count(decisions)')).toBe('— value 12');
  });
  test('those that wait have no figure, neither has the sum', async () => {
    await world.load({ agencies: REGIONS.slice(0, 2), decisions: many('C', 3, 1) }, reported('decisions').slice(0, 2));
    expect((await together('indicator x { value count(decisions) target >= 1 }', 'total', '2024-06-30')).map(said)).toEqual(['— pending']);
  });
  test('an average is Σ ÷ Σ where it is written so, and a quotient of indicators is put together from theirs', async () => {
    const text = 'indicator a { value count(decisions where online) } indicator b { value count(decisions) } indicator x { value a / b target >= 30% }';
    await world.load({ agencies: REGIONS, decisions: [...many('C', 1, 1), ...many('D1', 3, 0)] }, reported('decisions'));
    expect((await together(text, 'total')).map(said)).toEqual(['— value 0.25 1/4 missed']);
  });
  test('of forms: cells and groups of cells', async () => {
    const form = (agency: string, total: number) => ({ agency, _year: 2024, total });
    await world.load({ agencies: REGIONS, penalty_form: [form('C', 7), form('D1', 5)] });
    expect((await together('indicator x { value penalty_form.total }', 'group')).map(said)).toEqual(['部门组 value 7', '区县组 value 5']);
  });
  test.each([
    ['median(decisions.fine)', '中位数'], ['avg(decisions.fine)', '平均数'], ['min(decisions.fine)', '最大、最小'], ['distinct(decisions.kind)', '去重'], ['earliest(decisions.decided_on)', '最早'],
    ['count(decisions across agencies)', '重复'], ['(share of decisions with online) - (share of decisions with mobile)', '比率'], ['growth of count(decisions)', '比率'], ['rounded(sum(decisions.fine), 0)', '舍入'],
  ])('%s cannot be put together, and says why', async (value, why) => {
    await world.load({ agencies: REGIONS, decisions: many('C', 3, 1) });
    const [row] = await together(`indicator x { value ${value} }`, 'total');
    expect(row).toMatchObject({ kind: null, value: null, target_met: null, agencies: 6 });
    expect(row!.reason!.zh).toContain(why);
    expect(row!.reason!.en).not.toBe('');
  });
});

describe('yes/no and distributions', () => {
  test('yes/no is the share of the agencies that fulfil it; the target is met where all do', async () => {
    await world.load({ agencies: REGIONS, decisions: [...many('C', 1, 1), ...many('D1', 1, 0), ...many('D2', 1, 1)] });
    const text = 'indicator x { value count(decisions where online) >= 1 target yes }';
    expect((await together(text, 'group')).map(said)).toEqual(['部门组 value 1 1/1 met', '区县组 value 0.5 1/2 missed']);
    expect((await together(text, 'group', '2024-06-30')).map(said)).toEqual(['部门组 value 1 1/1 met', '区县组 value 1 1/1 pending 1 met']);
  });
  test('a distribution is added up category by category', async () => {
    const complaint = (agency: string, complaint_no: string, source: string | null) => ({ agency, complaint_no, source, received_on: '2024-03-01' });
    await world.load({ agencies: REGIONS, complaints: [complaint('C', '1', '网络'), complaint('C', '2', '督办'), complaint('D1', '3', '网络'), complaint('D1', '4', null)] });
    const [row] = await together('indicator x { value distribution of complaints grouped by source shown only }', 'total');
    expect(row).toMatchObject({ kind: 'parts', value: 4, denominator: 4, parts: [{ name: '12345', count: 0 }, { name: '来信', count: 0 }, { name: '网络', count: 2 }, { name: '社会治理平台', count: 0 }, { name: '其他', count: 0 }, { name: '督办', count: 1 }, { name: '', count: 1 }] });
  });
});

test('whatever the agencies, every division comes to the same numbers, and to those of one agency that holds all rows', async () => {
  const program = programOf('indicator x { value share of decisions with online } indicator y { value sum(decisions.fine) }');
  const codes = ['610102', '610103', '610302', '620102', '', '610000'];
  await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(...codes), fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { minLength: 1, maxLength: 6 }), async (list) => {
    const agencies = list.map(([region], index) => place(`a${index}`, region || null, { category: `组${index % 2}` })), rows = list.map(([, all, held], index) => many(`a${index}`, all, Math.min(all, held)));
    await world.load({ agencies, decisions: rows.flat() }, agencies.map((one) => ({ agency: one.code, ledger: 'decisions', year: 2024 })));
    const apart = await measuresOf(world, program, 2024, '2024-12-31');
    await world.load({ agencies: [place('all', null)], decisions: rows.flat().map((row, index) => ({ ...row, agency: 'all', case_no: `${index}` })) }, [{ agency: 'all', ledger: 'decisions', year: 2024 }]);
    const one = await measuresOf(world, program, 2024, '2024-12-31');
    for (const by of ['total', 'group', 'province', 'city', 'county', 'level'] as const) {
      const put = rollup(apart, program, by), sum = (name: string, of: (row: RollupRow) => number) => put.filter((row) => row.indicator === name).reduce((all, row) => all + of(row), 0);
      expect([sum('x', (row) => row.numerator ?? 0), sum('x', (row) => row.denominator ?? 0), sum('y', (row) => row.value ?? 0), sum('x', (row) => row.agencies)])
        .toEqual([one.byIndicator['x']![0]!.numerator, one.byIndicator['x']![0]!.denominator, one.byIndicator['y']![0]!.value, list.length]);
    }
  }), { numRuns: 8 });
});
