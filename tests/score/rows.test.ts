/** Cards over rows, from text to scores over a real DuckDB. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scores } from '../../metrics/index.ts';
import { score, type HandPoints } from '../../metrics/score.ts';
import type { ScoreRow } from '../../metrics/types.ts';
import { A, calendar, measuresOf, openWorld, programOf, type Rows, type World } from '../metrics/world.ts';

let world: World;
beforeAll(async () => { world = await openWorld(); });
afterAll(() => world.close());

const card = (more = '', items = `
    item "亮证" 40 { deduct 40 when not identified }
    item "文书" 60 { deduct 20 when not elements_complete; deduct 10 when not standard_format }`) => `
  scorecard files "案卷评查" {
    subject case_files where grade != unqualified
    dimension "案卷" 100 { ${items} }
    ${more}
    grades "优秀" >= 90, "合格" >= 60, "不合格"
  }`;
const file = (case_no: string, more: Record<string, unknown> = {}) =>
  ({ round_no: '1', case_no, held_on: '2024-05-06', grade: '合格', identified: true, elements_complete: true, standard_format: true, ...more }) as Rows[string][number];

async function scored(text: string, rows: Rows, more: { asOf?: string; scorecard?: string; handPoints?: HandPoints; reported?: { agency: string; ledger: string; year: number }[] } = {}): Promise<ScoreRow[]> {
  await world.load(rows, more.reported);
  const { rows: found } = await scores(world.engine, {
    program: programOf(text), year: 2024, asOf: more.asOf ?? '2024-12-31', calendar, scorecard: more.scorecard ?? 'files', ...(more.handPoints && { handPoints: more.handPoints }),
  });
  return found;
}

describe('every row is scored by itself', () => {
  test('the agency has the exact mean, rounded once, and the rows’ grades are counted', async () => {
    // 100, 80 and 30: the mean is 70
    const [row] = await scored(card(), { agencies: [A], case_files: [file('a'), file('b', { elements_complete: false }), file('c', { identified: false, elements_complete: false, standard_format: false }), file('d', { grade: '不合格' })] });
    expect(row).toMatchObject({ points: 70, grade: '合格', state: 'value', veto: null });
    expect(row!.records).toMatchObject({ scored: 3, pending: 0, withoutPoints: 0, grades: [{ grade: '优秀', count: 1 }, { grade: '合格', count: 1 }, { grade: '不合格', count: 1 }] });
    expect(row!.records!.list.map((one) => [one.key, one.points, one.grade])).toEqual([['1 c', 30, '不合格'], ['1 b', 80, '合格'], ['1 a', 100, '优秀']]);
    expect(row!.records!.list[0]!.losses).toEqual([
      { item: '亮证', lost: 40, reason: { zh: '未亮证，扣40分', en: 'identified is no: −40 points' } },
      { item: '文书', lost: 30, reason: { zh: '文书要素齐全为否，扣20分；文书格式规范为否，扣10分', en: 'elements complete is no: −20 points; standard format is no: −10 points' } },
    ]);
    // items: 40 − 40/3 and 60 − 50/3
    expect(row!.items.map((one) => one.exactPoints)).toEqual(['80/3', '130/3']);
    expect(row!.items[0]!.reason!.zh).toBe('3件中1件失分：1 c（未亮证，扣40分）');
  });
  test('three rows that do not divide evenly are rounded at the end only', async () => {
    // 100, 100, 80: 280/3 = 93.333…
    const [row] = await scored(card(), { agencies: [A], case_files: [file('a'), file('b'), file('c', { elements_complete: false })] });
    expect(row!.points).toBe(93.33);
  });
  test('a vetoed row has 0 points, or those the veto sets, and its grade', async () => {
    const rows = { agencies: [A], case_files: [file('a', { identified: false }), file('b')] };
    const [bare] = await scored(card('veto "未亮证" when not identified then grade "不合格"'), rows);
    expect(bare).toMatchObject({ points: 50, veto: null });
    expect(bare!.records!.list[0]).toMatchObject({ points: 0, grade: '不合格', veto: '未亮证' });
    expect(bare!.items.map((one) => one.points)).toEqual([20, 30]);
    const [set] = await scored(card('veto "未亮证" when not identified then points 20'), rows);
    expect(set).toMatchObject({ points: 60 });
  });
  test('an empty yes/no is unknown: it takes nothing off and vetoes nothing', async () => {
    const [row] = await scored(card('veto "未亮证" when not identified then points 0'), { agencies: [A], case_files: [file('a', { identified: null, elements_complete: null })] });
    expect(row!.points).toBe(100);
  });
  test('an item may be a field of the row, in steps', async () => {
    const items = 'item "其他" 50 { deduct 1 when not identified } score_by_review 50 { full when >= 90; deduct 5 per full 10 below 90 }';
    const text = `
      ledger reviewed "评查记录" { key file_no dated by held_on field file_no "编号" text required field held_on date required field score_by_review "评分" number field identified "亮证" yes/no }
      ${card('', items).replace('case_files where grade != unqualified', 'reviewed')}`;
    const program = programOf(text);
    expect(program.scorecards['files']!.dimensions[0]!.items[1]).toMatchObject({ name: 'score_by_review', label: '评分', value: { kind: 'field', field: 'score_by_review' } });
  });
});

describe('what is not there', () => {
  test('agencies without the ledger, without rows and without anything', async () => {
    const agencies = ['A', 'B', 'C', 'D'].map((code) => ({ ...A, code }));
    const rows = { agencies, case_files: [file('a', { agency: 'A' })] };
    const reported = [{ agency: 'B', ledger: 'case_files', year: 2024 }, { agency: 'C', ledger: 'inspections', year: 2024 }];
    const of = async (more: string, asOf?: string) => Object.fromEntries((await scored(card(more), rows, { reported, ...(asOf && { asOf }) })).map((row) => [row.agency, [row.state, row.points]]));
    expect(await of('not reported: zero')).toEqual({ A: ['value', 100], B: ['not_applicable', null], C: ['value', 0], D: ['not_reported', null] });
    expect(await of('not reported: rescale  not applicable: full')).toEqual({ A: ['value', 100], B: ['value', 100], C: ['not_reported', null], D: ['not_reported', null] });
    expect(await of('', '2024-06-30')).toMatchObject({ B: ['pending', null] });
  });
  test('a row on which a deadline is still open leaves out that item', async () => {
    const text = `scorecard files "公示" { subject decisions where kind = penalty dimension "公示" 100 {
        item "公示" 60 { award 60 when disclosed_on within 7 workdays of decided_on; award 0 otherwise }
        item "法制审核" 40 { deduct 40 when not reviewed_on is filled }
      } grades "合格" >= 60, "不合格" }`;
    const decision = (case_no: string, more: object) => ({ case_no, kind: '行政处罚', ...more }) as Rows[string][number];
    const [row] = await scored(text, { agencies: [A], decisions: [
      decision('1', { decided_on: '2024-03-01', disclosed_on: '2024-03-05', reviewed_on: '2024-02-20' }),  // 100
      decision('2', { decided_on: '2024-03-01', reviewed_on: '2024-02-20' }),                               // late: 40
      decision('3', { decided_on: '2024-12-30', reviewed_on: '2024-12-20' }),                               // open: 40 of 40, rescaled 100
      decision('4', { decided_on: '2024-12-30' }),                                                          // open: 0 of 40
    ] });
    expect(row).toMatchObject({ points: 60, records: { scored: 4, pending: 0 } });
    expect(row!.records!.list.map((one) => [one.key, one.points])).toEqual([['4', 0], ['2', 40], ['1', 100], ['3', 100]]);
  });
  test('a row that needs a year without a calendar makes the card an error that says which row and year', async () => {
    const text = `scorecard files "公示" { subject decisions dimension "公示" 100 { item "公示" 100 { award 100 when disclosed_on within 7 workdays of decided_on; award 0 otherwise } } grades "合格" >= 60, "不合格" }`;
    await world.load({ agencies: [A], decisions: [{ case_no: 'x', kind: '行政处罚', decided_on: '2025-12-30' }] });
    const { rows: [row] } = await scores(world.engine, { program: programOf(text), year: 2025, asOf: '2026-02-01', calendar, scorecard: 'files' });
    expect(row).toMatchObject({ state: 'error', points: null });
    expect(row!.items[0]!.reason!.zh).toContain('x：');
    expect(row!.items[0]!.reason!.zh).toContain('2026');
  });
  test('rows dated before the card’s document took effect are not scored', async () => {
    const [row] = await scored(card('source "办法" from 2024-06-01'), { agencies: [A], case_files: [file('a', { identified: false }), file('b', { held_on: '2024-07-01' })] });
    expect(row).toMatchObject({ points: 100, records: { scored: 1 } });
  });
  test('a card over rows cannot be scored without them', async () => {
    await world.load({ agencies: [A] });
    const text = card();
    const measures = await measuresOf(world, text, 2024, '2024-12-31');
    expect(() => score({ program: programOf(text), scorecard: 'files', measures })).toThrow(RangeError);
  });
});

test('bonus, extra deductions and scaled dimensions count on the row, and a card may combine such a card', async () => {
  const text = `${card('bonus up to 5 { item "示范" 5 { award 5 when grade = excellent } } extra deductions up to 2 { item "退回" 2 { deduct 3 when not standard_format } }')}
    scorecard rest "日常" { dimension "日常" 100 { item "日常" 100 { by hand 0 to 100 } } grades "合格" >= 60, "不合格" }
    scorecard total "总评" { combine files weight 60%, rest weight 40% grades "合格" >= 60, "不合格" }`;
  const rows = { agencies: [A], case_files: [file('a', { grade: '优秀' }), file('b', { standard_format: false })] };
  // 105 and 90 − 2 = 88: the mean is 96.5
  const [row] = await scored(text, rows);
  expect(row).toMatchObject({ points: 96.5, bonus: 2.5, deductions: 1 });
  const [total] = await scored(text, rows, { scorecard: 'total', handPoints: { A: { 日常: { points: '80', reason: '台账齐全' } } } });
  // 96.5 × 60 % + 80 × 40 %
  expect(total).toMatchObject({ points: 89.9, dimensions: [{ label: '案卷评查', full: 60 }, { label: '日常', full: 40 }] });
});
