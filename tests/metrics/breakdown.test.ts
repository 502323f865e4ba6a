/** Values broken down by a field of the rows they count. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { breakdown, evaluateShown } from '../../metrics/breakdown.ts';
import { A, brief, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const decision = (case_no: string, kind: string, more = {}) => ({ case_no, kind, decided_on: '2024-03-04', ...more });
const complaint = (complaint_no: string, source: string | null, more = {}) => ({ complaint_no, source, received_on: '2024-03-01', ...more });
/** The parts of `x` as agency A has them: value, measure. */
async function partsOf(value: string, asOf = '2024-12-31', more = {}): Promise<string[]> {
  const { parts, measures } = await evaluateShown(world.engine, requestOf(`indicator x { value ${value} }`, 2024, asOf, more));
  expect(measures.indicators).toEqual(['x']);
  return parts['x']!.map((part) => `${part.others ? '(others)' : part.value ?? '(empty)'}: ${brief(part.rows[0]!)}`);
}

describe('a value shown grouped by a field', () => {
  test('is the same value per choice, in declared order; a choice without rows is there, too', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', '行政处罚', { online: true }), decision('2', '行政处罚'), decision('3', '行政许可', { online: true })] });
    const shown = await partsOf('share of decisions with online target >= 90% shown grouped by kind');
    expect(shown.slice(0, 3)).toEqual(['行政许可: value 1 1/1', '行政处罚: value 0.5 1/2', '行政强制: not_applicable 0/0']);
    expect(shown.some((one) => one.startsWith('('))).toBe(false);
  });
  test('of an open choice: values written in, then those without; counts come to the whole', async () => {
    await world.load({ agencies: [A, { ...A, code: 'B' }], complaints: [complaint('1', '网络'), complaint('2', '督办'), complaint('3', '督办'), complaint('4', null), complaint('5', '走访', { agency: 'B' })] });
    const { parts, measures } = await evaluateShown(world.engine, requestOf('indicator x { value count(complaints) shown grouped by source }', 2024, '2024-12-31'));
    expect(parts['x']!.map((part) => `${part.value}: ${part.rows.map((row) => row.value).join()}`)).toEqual(['12345: 0,0', '来信: 0,0', '网络: 1,0', '社会治理平台: 0,0', '其他: 0,0', '督办: 2,0', '走访: 0,1', 'null: 1,0']);
    for (const [index, whole] of measures.byIndicator['x']!.entries()) expect(parts['x']!.reduce((sum, part) => sum + Number(part.rows[index]!.value), 0)).toBe(whole.value);
  });
  test('of a text: its values, most frequent first, and beyond sixty of them the others', async () => {
    const decisions = Array.from({ length: 65 }, (_, index) => decision(`${index}`, '行政处罚', { sector: `领域${String(index).padStart(2, '0')}` }));
    await world.load({ agencies: [A], decisions: [...decisions, decision('x', '行政处罚', { sector: '领域64' }), decision('y', '行政处罚')] });
    const shown = await partsOf('count(decisions) shown grouped by sector');
    expect([shown.length, shown[0], shown[1], ...shown.slice(-2)]).toEqual([62, '领域64: value 2', '领域00: value 1', '(others): value 5', '(empty): value 1']);
  });
  test('with no rows, pending ones, and nothing reported', async () => {
    const share = 'share of complaints with concluded_on by 30 June shown grouped by source';
    await world.load({ agencies: [A] }, [{ agency: 'A', ledger: 'complaints', year: 2024 }]);
    expect(await partsOf(share)).toEqual(['12345', '来信', '网络', '社会治理平台', '其他'].map((one) => `${one}: not_applicable 0/0`));
    await world.load({ agencies: [A], complaints: [complaint('1', null), complaint('2', '网络')] });
    expect(await partsOf(share, '2024-06-30')).toEqual(['12345: not_applicable 0/0', '来信: not_applicable 0/0', '网络: pending 0/0 pending 1', '社会治理平台: not_applicable 0/0', '其他: not_applicable 0/0', '(empty): pending 0/0 pending 1']);
    await world.load({ agencies: [A] });
    expect(new Set((await partsOf(share)).map((one) => one.split(': ')[1]))).toEqual(new Set(['not_reported']));
  });
  test('narrows both sides of a quotient, and of what was a year before', async () => {
    await world.load({ agencies: [A, { ...A, _year: 2023 }], decisions: [decision('1', '行政处罚', { fine: 10 }), decision('2', '行政处罚', { fine: 20 }), decision('3', '行政许可'), decision('4', '行政处罚', { decided_on: '2023-05-05' }), decision('5', '行政许可', { decided_on: '2023-05-05' }), decision('6', '行政许可', { decided_on: '2023-05-05' })] });
    expect((await partsOf('sum(decisions.fine) / count(decisions) shown grouped by kind')).slice(0, 2)).toEqual(['行政许可: value 0 0/1', '行政处罚: value 15 30/2']);
    expect((await partsOf('count(decisions) - last year\'s count(decisions) shown grouped by kind')).slice(0, 2)).toEqual(['行政许可: value -1', '行政处罚: value 1']);
  });
  test('keeps the choice of rows, exclusions and groups, and what stands on the row', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', '行政处罚', { major: true, online: true }), decision('2', '行政处罚', { major: true, disclosure_exempt: '国家秘密' }), decision('3', '行政处罚')] });
    expect((await partsOf('share of decisions where major excluding disclosure_exempt is filled because "依法不公开" with online shown grouped by kind'))[1]).toBe('行政处罚: value 1 1/1 excluded 1');
  });
  test('is asked of the engine with the whole, in one pass', async () => {
    await world.load({ agencies: [A], decisions: [decision('1', '行政处罚')] });
    await partsOf('count(decisions) shown grouped by kind');
    expect(world.sent.filter((sql) => sql.includes('FROM "decisions"'))).toHaveLength(1);
  });
});

test('a program without anything shown grouped is left as it is', () => {
  const program = programOf('indicator x { value count(decisions) }');
  expect(breakdown(program, 'x')).toEqual({ program, parts: [] });
  expect(breakdown(program, 'x').program).toBe(program);
  expect(() => breakdown(program, 'y')).toThrow(RangeError);
});
