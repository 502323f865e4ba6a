/** Score sheets of others, written in Heng: text → program → DuckDB → measures → scores → ranks, against what comes out by hand. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { calendar } from '../../../data/calendar/index.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { openStore, type Store } from '../../../data/store/index.ts';
import { compile, format, withoutRanges, type Program } from '../../../dsl/index.ts';
import { scores } from '../../../metrics/index.ts';
import type { ScoreRow } from '../../../metrics/types.ts';
import { code, directory, load } from '../../data/helpers.ts';
import { principle } from './principle.ts';
import { s12 } from './s12.ts';
import { s14 } from './s14.ts';
import { s3 } from './s3.ts';
import { s4 } from './s4.ts';
import { s7 } from './s7.ts';
import { s8 } from './s8.ts';
import { s9 } from './s9.ts';
import type { Expected, Sheet } from './sheet.ts';

const AGENCIES = [...'甲乙丙丁戊己庚'];
const codeOf = (letter: string): string => code(AGENCIES.indexOf(letter) + 1);
const stores: Store[] = [];
afterAll(async () => { for (const store of stores) await store.close(); });

function programOf(file: string): Program {
  const { program, diagnostics } = compile([...catalogueSources(), { file, text: readFileSync(new URL(file, import.meta.url), 'utf8') }]);
  // The sheets are written as an author would leave them: nothing to say about them, not even a warning.
  expect(diagnostics.filter((one) => one.range.file === file).map((one) => `${one.range.start.line} ${one.code} ${one.message.en}`)).toEqual([]);
  return program;
}

/** The agencies' letters in the first column become codes. */
const coded = (csv: string): string => csv.split('\n').map((line, index) => (index === 0 ? line.replace(/^机关/u, '统一社会信用代码') : line.replace(/^./u, codeOf))).join('\n');
/** Ledgers name the agency 执法主体, the roster its code. */
const named = (ledger: string, csv: string): string => (ledger === 'agencies' ? csv : csv.replace(/^统一社会信用代码/u, '执法主体'));

async function scored(sheet: Sheet): Promise<ScoreRow[]> {
  const program = programOf(sheet.file);
  const store = await openStore({ path: ':memory:', program, calendar: calendar(), temporaryDirectory: directory, threads: 1 });
  stores.push(store);
  const loaded = await load(store, Object.fromEntries(Object.entries(sheet.handIn).map(([ledger, csv]) => [`${ledger}.csv`, named(ledger, coded(csv))])), { year: sheet.year });
  expect(loaded.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
  const handPoints = Object.fromEntries(Object.entries(sheet.hand ?? {}).map(([letter, points]) => [codeOf(letter), points]));
  return (await scores(store.engine, { program, year: sheet.year, asOf: `${sheet.year}-12-31`, calendar: calendar(), scorecard: sheet.card, handPoints })).rows;
}

/** A score in the shape of what was expected: full items left out. */
function shownAs(row: ScoreRow, wanted: Expected | undefined): Expected {
  const short = row.items.filter((item) => item.points === null || item.points !== item.full || wanted?.items?.[item.label]);
  return {
    name: row.name, group: row.group, rank: row.rank, points: row.points, grade: row.grade, ...(row.veto && { veto: row.veto }),
    ...(short.length > 0 && { items: Object.fromEntries(short.map((item): [string, [string | null, string]] => [item.label, [item.exactPoints, item.reason?.zh ?? '']])) }),
    ...(wanted?.bonus !== undefined && { bonus: row.bonus, deductions: row.deductions }),
    ...(row.records && { records: row.records.list.map((one): [string, number | null, string | null] => [one.key, one.points, one.grade]) }),
  };
}

describe.each([
  ['S3 大兴: losses by case, a plan that is not there, points given by hand', s3], ['S4: steps below a bound, a quota that has changed since, what does not apply', s4],
  ['S7 开江: caps on what may be lost', s7], ['S8 信阳: from a hundred down, and a veto', s8], ['S9: file by file, any standard missed is 0', s9],
  ['S12 广东: a weighted sum, additions and deductions after it', s12], ['S14 蕉岭: groups with weights of their own', s14],
  ['原则上: missing what is wanted in principle costs nothing, everything else does', principle],
])('%s', (_, sheet) => {
  test('comes out as by hand', async () => {
    const rows = await scored(sheet);
    expect(rows.map((row, index) => shownAs(row, sheet.expected[index]))).toEqual(sheet.expected);
    for (const item of rows.flatMap((row) => row.items)) if (item.reason) expect(item.reason.en, item.label).toBeTruthy();
  });
});

test.each([s3, s4, s7, s8, s9, s12, s14, principle])('$file means the same in the keywords of either language', ({ file }) => {
  const text = readFileSync(new URL(file, import.meta.url), 'utf8');
  const meaning = (written: string) => withoutRanges(compile([...catalogueSources(), { file, text: written }]).program);
  for (const language of ['zh', 'en'] as const) expect(meaning(format(text, { language }))).toEqual(meaning(text));
});

test('S14: only grades are published, group by group', async () => {
  const rows = await scored(s14);
  const groups = [...new Set(rows.map((row) => row.group))];
  const published = groups.map((group) => `${group}：${[...new Set(rows.map((row) => row.grade))].flatMap((grade) => {
    const names = rows.filter((row) => row.group === group && row.grade === grade).map((row) => row.name);
    return names.length > 0 ? [`${grade}（${names.join('、')}）`] : [];
  }).join('，')}`);
  expect(published).toEqual(['镇：良好（乙镇、丙镇、甲镇）', '执法任务较重：良好（戊局），优秀（丁局）', '其他：优秀（己局）']);
});
