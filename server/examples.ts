/**
 * The examples embedded in a program, run: their tables are handed in through intake's own reading rules into a store in
 * memory, the indicator is evaluated, and what was expected is compared exactly. Each example has its own sample agency,
 * so those of one year share a store.
 *
 * Tables may leave out what the example is not about: the agency, key fields (numbered), required fields. Ledgers that
 * the indicator reads and the example does not show count as reported and empty.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fraction from 'fraction.js';
import { calendar as shippedCalendar } from '../data/calendar/index.ts';
import { agencyCode, importFiles } from '../data/intake/index.ts';
import { openStore } from '../data/store/index.ts';
import type { Store } from '../data/store/index.ts';
import type { Diagnostic, Example, Ledger, Program, Range } from '../dsl/index.ts';
import { evaluate } from '../metrics/index.ts';
import type { MeasureRow } from '../metrics/types.ts';
import { STATE_LABELS } from './figures.ts';

/** Runs all examples. An error diagnostic for each that fails or cannot be read, at its place. */
export async function runExamples(program: Program): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  const relaxed = withoutRequired(program);
  for (const examples of together(program)) found.push(...await runTogether(relaxed, examples));
  const place = new Map(program.examples.map((example, index) => [example.at, index]));
  return found.toSorted((one, other) => (place.get(one.range) ?? 0) - (place.get(other.range) ?? 0));
}

/** Examples that can share a store: one year, nothing but the agency's own ledgers. */
function together(program: Program): Example[][] {
  const groups = new Map<string, Example[]>();
  program.examples.forEach((example, index) => {
    const shared = example.tables.some(({ ledger }) => !program.ledgers[ledger]?.hasAgency);
    const key = shared ? `alone ${index}` : String(example.year);
    groups.set(key, [...(groups.get(key) ?? []), example]);
  });
  return [...groups.values()];
}

async function runTogether(program: Program, examples: Example[]): Promise<Diagnostic[]> {
  const calendar = shippedCalendar();
  const folder = await mkdtemp(join(tmpdir(), 'zhiheng-examples-'));
  const store = await openStore({ path: ':memory:', program, calendar });
  const found: Diagnostic[] = [];
  try {
    const codes = examples.map((example, index) => agencyOf(example, index));
    const [first] = examples;
    const own = first!.tables.filter(({ ledger }) => !program.ledgers[ledger]?.hasAgency);
    const rosters = own.some(({ ledger }) => ledger === 'agencies') ? own : [...own, { ledger: 'agencies', ...sampleRoster(program, codes) }];
    const shared = await load(store, folder, program, rosters, codes[0]!, { year: first!.year, kind: 'bulk' });
    if (shared.length > 0) return examples.map((example) => unreadable(example, shared));
    for (const [index, example] of examples.entries()) {
      const reads = program.indicators[example.indicator]?.reads ?? [];
      const tables = [
        ...example.tables.filter(({ ledger }) => program.ledgers[ledger]?.hasAgency),
        ...reads.filter((name) => program.ledgers[name] && !example.tables.some(({ ledger }) => ledger === name)).map((name) => ({ ledger: name, columns: [] as string[], rows: [] as string[][] })),
      ];
      const problems = await load(store, folder, program, tables, codes[index]!, { year: example.year, kind: 'agency', agency: codes[index]! });
      if (problems.length > 0) { found.push(unreadable(example, problems)); continue; }
      const measures = await evaluate(store.engine, { program, year: example.year, asOf: example.asOf, calendar, indicators: [example.indicator], agencies: [codes[index]!] });
      const row = measures.byIndicator[example.indicator]?.find((one) => one.agency === codes[index]);
      const failed = row ? compare(example, row) : { expected: { zh: '一个数值', en: 'a value' }, found: { zh: '没有这个机关', en: 'no such agency' } };
      if (failed) {
        found.push({
          code: 'example-failed', severity: 'error', range: whereOf(example),
          message: { zh: `示例“${example.label}”不符:应得 ${failed.expected.zh},实得 ${failed.found.zh}。`, en: `The example "${example.label}" fails: expected ${failed.expected.en}, found ${failed.found.en}.` },
        });
      }
    }
    return found;
  } finally {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function whereOf(example: Example): Range {
  return example.at ?? { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
}

interface Table { ledger: string; columns: string[]; rows: string[][] }

/** Hands tables in; the messages of what could not be read. */
async function load(store: Store, folder: string, program: Program, tables: Table[], agency: string, options: { year: number; kind: 'bulk' | 'agency'; agency?: string }): Promise<{ zh: string; en: string }[]> {
  if (tables.length === 0) return [];
  const files = await Promise.all(tables.map(async (table) => {
    const path = join(folder, `${options.agency ?? 'shared'}-${table.ledger}.csv`);
    await writeFile(path, csvOf(program.ledgers[table.ledger]!, table, agency));
    return { name: `${table.ledger}.csv`, path };
  }));
  const { problems } = await importFiles(store, files, options);
  return problems.filter((problem) => problem.severity === 'error').map((problem) => problem.message);
}

/** The table with what it left out filled in: the agency, key fields as numbers. */
function csvOf(ledger: Ledger, table: Table, agency: string): string {
  const named = (name: string): boolean => table.columns.some((column) => column === name || column === ledger.fields.find((field) => field.name === name)?.label);
  const added: { name: string; of: (row: number) => string }[] = [];
  if (ledger.hasAgency && !named('agency')) added.push({ name: 'agency', of: () => agency });
  for (const key of ledger.key) {
    if (key === 'agency' || named(key)) continue;
    added.push({ name: key, of: (row) => (ledger.name === 'agencies' ? agency : String(row + 1)) });
  }
  // Without rows the head still names what the ledger must have.
  const missing = table.rows.length > 0 ? [] : ledger.fields.filter((field) => field.name !== 'agency' && !field.computed && !named(field.name) && !added.some((one) => one.name === field.name)).map((field) => field.name);
  const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const line = (cells: string[]): string => `${cells.map(quote).join(',')}\n`;
  return line([...added.map((one) => one.name), ...table.columns, ...missing]) + table.rows.map((row, index) => line([...added.map((one) => one.of(index)), ...table.columns.map((_, column) => row[column] ?? '')])).join('');
}

/** The agency that an example is about: the first of its own roster, else a sample one. */
function agencyOf(example: Example, index: number): string {
  const roster = example.tables.find(({ ledger }) => ledger === 'agencies');
  const column = roster?.columns.findIndex((name) => name === 'code' || name === '统一社会信用代码') ?? -1;
  const own = column >= 0 ? roster?.rows[0]?.[column] : undefined;
  return own === undefined ? sampleCode(index) : agencyCode(own);
}

const CODE_CHARACTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A well-formed code with its check character (GB 32100-2015) that belongs to no one. */
function sampleCode(index: number): string {
  const body = `11999999${String(index).padStart(9, '0')}`;
  const sum = [...body].reduce((total, character, place) => total + CODE_CHARACTERS.indexOf(character) * 3 ** place % 31, 0);
  return body + CODE_CHARACTERS[(31 - (sum % 31)) % 31]!;
}

/** One ordinary municipal department for each example, in the pack's region, with every duty. */
function sampleRoster(program: Program, codes: string[]): { columns: string[]; rows: string[][] } {
  const duties = program.ledgers['agencies']?.fields.find((field) => field.name === 'duties')?.type;
  const all = duties?.kind === 'choices' ? duties.choices.join('、') : '';
  return {
    columns: ['code', 'name', 'level', 'body_type', 'category', 'region', 'duties'],
    rows: codes.map((code) => [code, '示例机关', '市', '工作部门', '示例', program.pack?.region ?? '610100', all]),
  };
}

/** An example shows what matters to it: only keys stay required. */
function withoutRequired(program: Program): Program {
  const ledgers = Object.fromEntries(Object.entries(program.ledgers).map(([name, ledger]) => [name, {
    ...ledger, fields: ledger.fields.map((field) => ({ ...field, required: field.required && (ledger.key.includes(field.name) || field.name === 'agency') })),
  }]));
  return { ...program, ledgers };
}

function unreadable(example: Example, problems: { zh: string; en: string }[]): Diagnostic {
  const [first] = problems;
  return {
    code: 'example-unreadable', severity: 'error', range: whereOf(example),
    message: { zh: `示例“${example.label}”的表读不了:${first!.zh}`, en: `The tables of the example "${example.label}" cannot be read: ${first!.en}` },
  };
}

/** Null when the row is what the example expects; else both in words. What an example does not mention is not compared. */
function compare({ expect }: Example, row: MeasureRow): { expected: { zh: string; en: string }; found: { zh: string; en: string } } | null {
  const same = expect.state === row.state
    && (expect.numerator === undefined || equal(expect.numerator, row.numerator)) && (expect.denominator === undefined || equal(expect.denominator, row.denominator))
    && (expect.value === undefined || sameValue(expect.value, row))
    && (expect.pending === undefined || expect.pending === row.pending) && (expect.excluded === undefined || expect.excluded === row.excluded);
  if (same) return null;
  return {
    expected: inWords(expect.state, expect.numerator, expect.denominator, expect.value, expect.pending, expect.excluded),
    found: inWords(row.state, row.numerator ?? undefined, row.denominator ?? undefined, row.value ?? undefined, row.pending, row.excluded),
  };
}

function equal(expected: string, found: number | null): boolean { return found !== null && new Fraction(expected).equals(found); }

function sameValue(expected: string | boolean, row: MeasureRow): boolean {
  if (typeof expected === 'boolean' || typeof row.value === 'boolean') return expected === row.value;
  if (row.exact !== null) return new Fraction(row.exact).equals(expected);
  return String(row.value) === expected;
}

function inWords(state: MeasureRow['state'], numerator: string | number | undefined, denominator: string | number | undefined, value: string | number | boolean | undefined, pending: number | undefined, excluded: number | undefined): { zh: string; en: string } {
  const plain = numerator !== undefined && denominator !== undefined ? `${numerator}/${denominator}` : typeof value === 'boolean' ? null : String(value ?? '');
  const extra = (one: string, other: string): string => `${pending ? ` ${one} ${pending}` : ''}${excluded ? ` ${other} ${excluded}` : ''}`;
  return {
    zh: (state === 'value' ? plain ?? (value ? '是' : '否') : STATE_LABELS[state].zh) + extra('未到期', '剔除'),
    en: (state === 'value' ? plain ?? (value ? 'yes' : 'no') : STATE_LABELS[state].en) + extra('pending', 'excluded'),
  };
}
