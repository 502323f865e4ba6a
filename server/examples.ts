/**
 * The examples embedded in a program, run: their tables are handed in through intake's own reading rules into a store in
 * memory, the indicator is evaluated, and what was expected is compared exactly. Each example has its own sample agency,
 * so those of one year share a store.
 *
 * Tables may leave out what the example is not about: the agency, key fields (numbered), required fields. Ledgers that
 * the indicator reads and the example does not show count as reported and empty.
 */
import Fraction from 'fraction.js';
import { agencyCode } from '../data/intake/index.ts';
import { needsOf } from '../data/samples/needs.ts';
import type { Diagnostic, Example, Program, Range } from '../dsl/index.ts';
import { evaluate, explain } from '../metrics/index.ts';
import type { MeasureRow, RecordVerdict } from '../metrics/types.ts';
import type { GivenTable, TableProblem } from './api.ts';
import { STATE_LABELS } from './figures.ts';
import { Trial } from './trial.ts';
import type { Run } from './trial.ts';
import { Refusal } from './words.ts';
import type { Words } from './words.ts';

/** One example, or rows without an expectation, and what came of it. */
export interface Outcome {
  example: Example;
  /** Null where nothing was expected or the tables could not be read. */
  passed: boolean | null;
  expected: Words | null; found: Words | null;
  row: MeasureRow | null; problems: TableProblem[];
}

/** An error diagnostic for each example that fails or cannot be read, at its place. */
export function failures(outcomes: Outcome[]): Diagnostic[] {
  return outcomes.flatMap(({ example, passed, expected, found, problems }): Diagnostic[] => {
    const [first] = problems;
    if (first) {
      return [{
        code: 'example-unreadable', severity: 'error', range: whereOf(example),
        message: { zh: `示例“${example.label}”的表读不了:${first.message.zh}`, en: `The tables of the example "${example.label}" cannot be read: ${first.message.en}` },
      }];
    }
    if (passed) return [];
    return [{
      code: 'example-failed', severity: 'error', range: whereOf(example),
      message: { zh: `示例“${example.label}”不符:应得 ${expected!.zh},实得 ${found!.zh}。`, en: `The example "${example.label}" fails: expected ${expected!.en}, found ${found!.en}.` },
    }];
  });
}

/**
 * Runs all examples of a program, in its order. A parameter that waits for a choice has none in an example: what an
 * example says holds whatever an administrator chooses.
 * @param until when it is late (`performance.now()`): what has not run by then is refused as `too_slow`
 */
export async function runExamples(program: Program, trial?: Trial, until = Infinity): Promise<Outcome[]> {
  const own = trial ? null : new Trial();
  const found = new Map<Example, Outcome>();
  try {
    for (const examples of together(program)) {
      for (const outcome of await (trial ?? own!).run(program, (run) => runTogether(run, program, examples, until))) found.set(outcome.example, outcome);
    }
  } finally {
    await own?.close();
  }
  return program.examples.map((example) => found.get(example)!);
}

/**
 * Examples that can share a store: of one year, about nothing but their own agency. Those that bring a shared ledger
 * (caps of inspections), name agencies by code, or whose indicator looks at other agencies, run alone.
 */
function together(program: Program): Example[][] {
  const groups = new Map<string, Example[]>();
  program.examples.forEach((example, index) => {
    const alone = example.tables.some(({ ledger, columns }) => (ledger === 'agencies' ? codeColumn(columns) >= 0 : program.ledgers[ledger]?.hasAgency === false)) || needsOf(program, example.indicator).across;
    const key = alone ? `alone ${index}` : String(example.year);
    groups.set(key, [...(groups.get(key) ?? []), example]);
  });
  return [...groups.values()];
}

/** Runs examples of one year on an empty store: all are handed in at once, and evaluated together where they have one as-of day. */
async function runTogether(run: Run, program: Program, examples: Example[], until: number): Promise<Outcome[]> {
  const codes = examples.map((example, index) => agencyOf(example, index));
  const unread = await handIn(run, program, examples.map((example, index) => ({ ...example, agency: codes[index]! })), examples[0]!.year);
  const outcomes = examples.map((example, index): Outcome => ({ example, passed: null, expected: null, found: null, row: null, problems: unread.get(index) ?? [] }));
  const read = outcomes.map((outcome, index) => ({ outcome, code: codes[index]! })).filter(({ outcome }) => outcome.problems.length === 0);
  for (const [asOf, together] of Map.groupBy(read, ({ outcome }) => outcome.example.asOf)) {
    if (performance.now() > until) throw new Refusal('too_slow', 'too_slow', '示例运行时间过长,已停止:请减少示例。', 'The examples took too long and were stopped: run fewer.');
    const indicators = [...new Set(together.map(({ outcome }) => outcome.example.indicator))];
    const measures = await evaluate(run.store.engine, { program, year: examples[0]!.year, asOf, calendar: run.calendar, indicators, agencies: together.map(({ code }) => code) });
    for (const { outcome, code } of together) {
      const { example } = outcome;
      const { expect } = example;
      outcome.row = measures.byIndicator[example.indicator]?.find((one) => one.agency === code) ?? null;
      outcome.passed = outcome.row !== null && fulfils(example, outcome.row);
      outcome.expected = inWords(expect.state, expect.numerator, expect.denominator, expect.value, expect.pending, expect.excluded);
      outcome.found = outcome.row ? measuredWords(outcome.row) : { zh: '没有这个机关', en: 'no such agency' };
    }
  }
  return outcomes;
}

/** What rows give for one indicator of a program: its measure, and why each record counts. */
export async function runRows(program: Program, trial: Trial, given: { indicator: string; asOf: string; year: number; tables: GivenTable[]; choices: Record<string, number>; limit: number }): Promise<{ row: MeasureRow | null; found: Words | null; records: RecordVerdict[]; problems: TableProblem[] }> {
  const { indicator, asOf, year, tables, choices, limit } = given;
  return trial.run(program, async (run) => {
    const agency = agencyOf({ tables }, 0);
    const problems = (await handIn(run, program, [{ agency, tables, indicator }], year)).get(0) ?? [];
    if (problems.length > 0) return { row: null, found: null, records: [], problems };
    const { measure, records } = await explain(run.store.engine, { program, year, asOf, calendar: run.calendar, choices }, { indicator, agency, limit });
    return { row: measure, found: measuredWords(measure), records, problems };
  });
}

interface Handed { agency: string; tables: GivenTable[]; indicator: string }

/**
 * Hands in what each gives, with a roster where none gives one; ledgers that its indicator reads and nobody gave are
 * reported and empty. What could not be read, by index; the others are loaded.
 */
async function handIn(run: Run, program: Program, handed: Handed[], year: number): Promise<Map<number, TableProblem[]>> {
  const unread = new Map<number, TableProblem[]>();
  const add = (index: number, problem: TableProblem): void => { unread.set(index, [...unread.get(index) ?? [], problem]); };
  let waiting = handed.map((one, index) => ({ ...one, index }));
  while (waiting.length > 0) {
    const without = waiting.filter(({ tables }) => !tables.some(({ ledger }) => ledger === 'agencies')).map(({ agency }) => agency);
    const roster = without.length === 0 ? [] : [{ agency: '', tables: [{ ledger: 'agencies', ...sampleRoster(program, without) }] }];
    const problems = await run.load([...waiting, ...roster], year);
    if (problems.length === 0) {
      await run.report(waiting.flatMap(({ agency, indicator }) => (program.indicators[indicator]?.reads ?? []).filter((name) => program.ledgers[name]).map((ledger) => ({ agency, ledger }))), year);
      return unread;
    }
    // Nothing was loaded: those in error are left out and the rest is handed in again. What is no one's is everyone's.
    for (const { of, ...problem } of problems) for (const [at, { index }] of waiting.entries()) if (of === null || of === at) add(index, problem);
    waiting = waiting.filter(({ index }) => !unread.has(index));
  }
  return unread;
}

function whereOf(example: Example): Range {
  return example.at ?? { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
}

/** The agency that an example is about: the first of its own roster, else a sample one. */
function agencyOf({ tables }: Pick<Example, 'tables'>, index: number): string {
  const roster = tables.find(({ ledger }) => ledger === 'agencies');
  const column = codeColumn(roster?.columns ?? []);
  const own = column >= 0 ? roster?.rows[0]?.[column] : undefined;
  return own === undefined ? sampleCode(index) : agencyCode(own);
}

const codeColumn = (columns: string[]): number => columns.findIndex((name) => name === 'code' || name === '统一社会信用代码');

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

/** Whether the row is what the example expects. What an example does not mention is not compared. */
function fulfils({ expect }: Example, row: MeasureRow): boolean {
  return expect.state === row.state
    && (expect.numerator === undefined || equal(expect.numerator, row.numerator)) && (expect.denominator === undefined || equal(expect.denominator, row.denominator))
    && (expect.value === undefined || sameValue(expect.value, row))
    && (expect.pending === undefined || expect.pending === row.pending) && (expect.excluded === undefined || expect.excluded === row.excluded);
}

/** A measure as an example would expect it. */
function measuredWords(row: MeasureRow): Words {
  return inWords(row.state, row.numerator ?? undefined, row.denominator ?? undefined, row.value ?? undefined, row.pending, row.excluded);
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
