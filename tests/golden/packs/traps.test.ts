/**
 * What the documents' own texts set traps with: contradicting deadlines, parts against totals, per quarter against per year,
 * duties of the city only, terms without a number, years that have not ended or not begun.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { listedIndicators } from '../../../dsl/index.ts';
import type { MeasureRow } from '../../../metrics/types.ts';
import { runRows } from '../../../server/examples.ts';
import { Trial } from '../../../server/trial.ts';
import { names, shipped } from './shipped.ts';

const trial = new Trial();
afterAll(async () => { await trial.close(); });
const program = Object.fromEntries(names.map((name) => [name, shipped(name).program]));

type Table = [ledger: string, columns: string[], ...rows: string[][]];
async function measure(pack: string, indicator: string, asOf: string, tables: Table[], more: { year?: number; choices?: Record<string, number> } = {}): Promise<Partial<MeasureRow>> {
  const { row, problems } = await runRows(program[pack]!, trial, {
    indicator, asOf, year: more.year ?? Number(asOf.slice(0, 4)), choices: more.choices ?? {}, limit: 10,
    tables: tables.map(([ledger, columns, ...rows]) => ({ ledger, columns, rows })),
  });
  expect(problems).toEqual([]);
  return row!;
}
const officers: Table = ['officers', ['officer_id', 'role', 'certified_on'], ['01', '执法', '2020-01-10']];
const agency = (level: string, body: string): Table => ['agencies', ['level', 'body_type', 'category'], [level, body, '示例']];

describe('two deadlines for one task', () => {
  const rows: Table[] = [officers, ['training', ['officer', 'held_on', 'subject', 'course', 'hours'], ['01', '2024-06-20', '业务知识', '全员轮训', '8']]];
  test('stand side by side, and nothing is judged until one is chosen', async () => {
    const { choose, values } = program['hanyin-2024']!.parameters['hanyin_rotation_due']!;
    expect(choose).toBe(true);
    expect(new Set(values.map((one) => one.source!.clause))).toEqual(new Set(['一(二)4', '附件(5)']));
    expect(await measure('hanyin-2024', 'hanyin_rotation', '2024-12-31', rows)).toMatchObject({ state: 'error', error: { code: 'choice_needed' } });
  });
  test('decide differently about the same record', async () => {
    const chosen = (choice: number) => measure('hanyin-2024', 'hanyin_rotation', '2024-12-31', rows, { choices: { hanyin_rotation_due: choice } });
    expect(await chosen(0)).toMatchObject({ state: 'value', numerator: 1, denominator: 1 });   // 正文: 8月前
    expect(await chosen(2)).toMatchObject({ state: 'value', numerator: 0, denominator: 1 });   // 附件: 6月前
    expect(await chosen(3)).toMatchObject({ state: 'value', numerator: 1, denominator: 1 });   // 附件, taken as the end of June
  });
  test('also of the towns’ summary: end of 2024 or of 2025', async () => {
    const bureau = agency('县', '司法行政部门');
    const chosen = (choice: number) => measure('hanyin-2024', 'hy_19', '2025-03-31', [bureau], { choices: { highlights_due: choice } });
    expect(await chosen(0)).toMatchObject({ state: 'value', value: false });
    expect(await chosen(1)).toMatchObject({ state: 'pending' });
  });
});

test('39 tasks, numbered (1) to (32) and (36) to (42), each with a lead and responsible units', () => {
  const tasks = Object.values(program['hanyin-2024']!.tasks);
  const numbers = tasks.map((task) => Number(/^附件\((\d+)\)$/.exec(task.sources[0]!.clause!)![1]));
  expect(numbers).toEqual([...Array.from({ length: 32 }, (_, i) => i + 1), ...Array.from({ length: 7 }, (_, i) => i + 36)]);
  for (const task of tasks) expect(task.lead && task.responsible.length > 0, task.name).toBeTruthy();
});

test('hours: 70 in all with 20 of law fail where law is asked for by itself, and pass where the total counts', async () => {
  const rows: Table[] = [officers, ['training', ['officer', 'held_on', 'subject', 'hours'], ['01', '2025-03-01', '公共法律', '20'], ['01', '2025-04-01', '执法技能', '50']]];
  expect(await measure('xian-2022', 'training_hours_met', '2025-12-31', rows)).toMatchObject({ numerator: 0, denominator: 1 });
  expect(await measure('heyuan-2023', 'heyuan_hours', '2025-12-31', rows)).toMatchObject({ numerator: 1, denominator: 1 });
  expect(await measure('hanyin-2024', 'hanyin_law_hours', '2025-12-31', rows)).toMatchObject({ numerator: 1, denominator: 1 });
  expect(await measure('hanyin-2024', 'hanyin_skill_hours', '2025-12-31', rows)).toMatchObject({ numerator: 1, denominator: 1 });
});

test('four reviews in one quarter are one quarter of four, though more than four a year', async () => {
  const rows: Table = ['case_reviews', ['round_no', 'level', 'held_on'], ...['01-05', '01-20', '02-10', '03-31', '03-01'].map((day, i) => [`P${i}`, '单位自评', `2025-${day}`])];
  expect(await measure('hanyin-2024', 'hanyin_quarterly_reviews', '2026-01-31', [agency('镇街', '镇街'), rows], { year: 2025 })).toMatchObject({ numerator: 1, denominator: 4, target_met: false });
});

test('what binds only units of the city is not applicable to those of a district, never 0', async () => {
  for (const indicator of ['leader_joined_enforcement', 'matters_on_platform', 'cases_online', 'lenient_lists']) {
    expect(await measure('xian-2022', indicator, '2025-12-31', [agency('县', '工作部门')]), indicator).toMatchObject({ state: 'not_applicable', value: null });
  }
  for (const indicator of ['leader_joined_enforcement', 'matters_on_platform', 'cases_online', 'lenient_lists']) {
    expect(await measure('xian-2022', indicator, '2025-12-31', [agency('市', '政府')]), indicator).toMatchObject({ state: 'not_applicable' });
  }
  expect(await measure('xian-2022', 'leader_joined_enforcement', '2026-03-31', [agency('市', '工作部门')], { year: 2025 })).toMatchObject({ state: 'value', value: 0, target_met: false });
});

test('of 20 % the denominator is what had to be reviewed; of 5 % certified people who are no auxiliaries', async () => {
  const decisions: Table = ['decisions', ['case_no', 'kind', 'decided_on', 'review_required', 'reviewed_on', 'lawyer_assisted'],
    ...Array.from({ length: 5 }, (_, i) => [`A${i}`, '行政处罚', '2025-02-05', '是', i < 2 ? '2025-02-04' : '', i === 0 ? '是' : '否'])];
  expect(await measure('xian-2022', 'lawyer_assisted_reviews', '2025-12-31', [decisions])).toMatchObject({ numerator: 1, denominator: 5, target_met: true });
  const people: Table = ['officers', ['officer_id', 'role', 'legal_reviewer', 'certified_on'], ...Array.from({ length: 20 }, (_, i) => [`0${i}`, '执法', i === 0 ? '是' : '否', '2020-01-10']), ['90', '执法辅助', '否', '2020-01-10'], ['91', '执法', '否', '']];
  for (const [pack, indicator] of [['xian-2022', 'legal_reviewers'], ['hanyin-2024', 'hanyin_reviewers'], ['hanyin-2024', 'national_reviewers']] as const) {
    expect(await measure(pack, indicator, '2025-12-31', [people]), indicator).toMatchObject({ numerator: 1, denominator: 20, target_met: true });
  }
});

test('原则上: missing it is shown and not a missed target in the strict sense', async () => {
  const people: Table = ['officers', ['officer_id', 'role', 'certified_on'], ['01', '执法', '2020-01-10']];
  expect(await measure('xian-2022', 'legal_reviewers', '2025-12-31', [people])).toMatchObject({ numerator: 0, denominator: 1, target_met: false, principleMissed: true });
});

test('counts, hours and quarters of a year that has not ended are pending, not missed', async () => {
  for (const [pack, indicator, tables] of [
    ['xian-2022', 'leader_joined_enforcement', []], ['xian-2022', 'training_hours_met', [officers]], ['hanyin-2024', 'hanyin_law_hours', [officers]],
    ['hanyin-2024', 'hanyin_cleanups', []], ['heyuan-2023', 'heyuan_hours', [officers]], ['heyuan-2023', 'heyuan_rectification_filed', []],
  ] as [string, string, Table[]][]) {
    const asOf = indicator === 'heyuan_rectification_filed' ? '2024-06-30' : '2025-06-30';
    expect((await measure(pack, indicator, asOf, tables)).state, indicator).toBe('pending');
  }
});

test('a year before a document took effect is not applicable, for each of its indicators', async () => {
  for (const [pack, indicator] of [['xian-2022', 'notices_updated_on_time'], ['hanyin-2024', 'hanyin_cleanups'], ['heyuan-2023', 'heyuan_hours'], ['national', 'national_hours']] as const) {
    expect(await measure(pack, indicator, '2018-06-30', []), indicator).toMatchObject({ state: 'not_applicable' });
  }
});

test('an annual duty is measured on whole years and quarters: never on what is left of them when a document comes', async () => {
  const spring: Table[] = [officers, ['training', ['officer', 'held_on', 'subject', 'hours'], ['01', '2024-03-01', '公共法律', '20']]];
  expect(await measure('hanyin-2024', 'hanyin_law_hours', '2025-01-31', spring, { year: 2024 })).toMatchObject({ numerator: 1, denominator: 1 });
  const reviews: Table = ['case_reviews', ['round_no', 'level', 'held_on'], ['P1', '单位自评', '2024-08-01'], ['P2', '单位自评', '2024-11-01']];
  expect(await measure('hanyin-2024', 'hanyin_quarterly_reviews', '2025-01-31', [agency('镇街', '镇街'), reviews], { year: 2024 })).toMatchObject({ numerator: 2, denominator: 2 });
  for (const [pack, indicator, year] of [['xian-2022', 'training_hours_met', 2022], ['heyuan-2023', 'heyuan_hours', 2023], ['national', 'national_hours', 2023]] as const) {
    expect(await measure(pack, indicator, `${year + 1}-01-31`, [officers], { year }), indicator).toMatchObject({ state: 'not_applicable' });
  }
});

test('及时 without a number rests on a parameter whose source says that it is a default', () => {
  const defaults = names.flatMap((name) => Object.values(program[name]!.parameters).filter((one) => one.values.some((value) => value.source?.document.startsWith('系统默认值'))).map((one) => one.name));
  expect(defaults).toEqual(expect.arrayContaining(['certificate_days', 'withdrawal_days', 'heyuan_matter_days', 'hanyin_adjusting_days']));
  for (const name of names) for (const one of Object.values(program[name]!.parameters)) for (const value of one.values) expect(value.source?.document, one.name).toBeTruthy();
});

test('names are unique across packs, but for what a pack uses', () => {
  const owners = new Map<string, string>();
  for (const name of names) for (const one of listedIndicators(program[name]!)) {
    const pack = one.pack ?? name;
    expect(owners.get(one.name) ?? pack, one.name).toBe(pack);
    owners.set(one.name, pack);
  }
});
