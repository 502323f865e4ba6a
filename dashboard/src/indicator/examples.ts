/**
 * The examples of an indicator as tables that can be filled in like a spreadsheet, and back as text. A row is cells as
 * typed; what an example expects stays one line of Heng (`1/2 pending 1`, `是`).
 */
import { parse } from '../../../dsl/index.ts';
import type { DeclarationAst, ExpectAst } from '../../../dsl/syntax/ast.ts';

export interface ExampleTable { ledger: string; columns: string[]; rows: string[][] }
export interface Example { label: string; asOf: string; year: number | null; tables: ExampleTable[]; expect: string }
/** A piece of a file: lines that are one example, or anything else. */
export interface Slice { text: string; example: Example | null }

type ExampleAst = Extract<DeclarationAst, { kind: 'example' }>;

/** The words of a table's text in the language of the definition. */
const vocabulary = {
  zh: { example: '示例', for: '用于', asOf: '截至', year: '年度', expect: '应得', pending: '未到期', excluded: '排除', open: '“', close: '”', yes: '是', no: '否', not_applicable: '不适用', not_reported: '未报送', error: '出错' },
  en: { example: 'example', for: 'for', asOf: 'as of', year: 'for year', expect: 'expect', pending: 'pending', excluded: 'excluded', open: '"', close: '"', yes: 'yes', no: 'no', not_applicable: 'not applicable', not_reported: 'not reported', error: 'error' },
} as const;
export type Written = keyof typeof vocabulary;

/** Chinese where the definition's first word is Chinese. */
export function writtenIn(text: string): Written { return /^\s*(?:\/\/[^\n]*\n\s*)*[\u3400-\u9fff]/u.test(text) ? 'zh' : 'en'; }

/** Cuts a file at the examples of the indicators called `names` (name and label); other examples stay text. */
export function slicesOf(file: string, text: string, names: readonly string[]): Slice[] {
  const lines = text.split('\n');
  const found = parse(file, text).tree.declarations.filter((one): one is ExampleAst => one.kind === 'example' && names.includes(one.indicator.text));
  const slices: Slice[] = [];
  let line = 0;
  const until = (end: number): string => { const part = lines.slice(line, end).map((each, index) => (line + index === lines.length - 1 ? each : `${each}\n`)).join(''); line = end; return part; };
  for (const ast of found) {
    // An example that shares a line with something else is left as text.
    if (lines[ast.at.start.line - 1]!.slice(0, ast.at.start.column - 1).trim() !== '' || lines[ast.at.end.line - 1]!.slice(ast.at.end.column - 1).trim() !== '' || ast.at.start.line - 1 < line) continue;
    slices.push({ text: until(ast.at.start.line - 1), example: null });
    slices.push({ text: until(ast.at.end.line), example: modelOf(ast) });
  }
  slices.push({ text: until(lines.length), example: null });
  return slices.filter((slice) => slice.text !== '');
}

function modelOf(ast: ExampleAst): Example {
  const { asOf } = ast;
  return {
    label: ast.label.value, year: ast.year ?? null,
    asOf: asOf.kind === 'date' ? asOf.value : '',
    tables: ast.tables.map((table) => ({
      ledger: table.ledger.text, columns: table.columns.map((one) => one.value),
      rows: table.rows.map((row) => table.columns.map((_, column) => row[column]?.value ?? '')),
    })),
    expect: expectText(ast.expect, /[\u3400-\u9fff]/u.test(ast.indicator.text) ? 'zh' : 'en'),
  };
}

/** What is expected, as it is written after `expect`. */
export function expectText(expect: ExpectAst, written: Written): string {
  const words = vocabulary[written];
  const value = expect.kind === 'share' ? `${expect.numerator}/${expect.denominator}`
    : expect.kind === 'state' ? (expect.state === 'pending' ? words.pending : words[expect.state])
      : typeof expect.value === 'boolean' ? (expect.value ? words.yes : words.no) : `${expect.value}${expect.unit && expect.unit !== '1' ? expect.unit : ''}`;
  const { pending, excluded } = expect;
  const counts = expect.kind === 'state' && expect.state === 'pending' ? (pending === undefined ? '' : ` ${pending}`) : pending === undefined ? '' : ` ${words.pending} ${pending}`;
  return value + counts + (excluded === undefined ? '' : ` ${words.excluded} ${excluded}`);
}

/** Columns a text takes in a monospaced face: Chinese is two wide. */
const widthOf = (text: string): number => [...text].reduce((sum, one) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/u.test(one) ? 2 : 1), 0);
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
/** A cell holds neither bars nor line ends; they become what looks like them. */
const cell = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ').replaceAll('|', '¦').replaceAll('｜', '¦').trim();
const quoted = (text: string, written: Written): string => { const { open, close } = vocabulary[written]; return open + text.replaceAll(/["“”\r\n]/g, '') + close; };

/** An example as text, its tables aligned. */
export function exampleText(example: Example, indicator: string, written: Written): string {
  const words = vocabulary[written];
  const head = `${words.example} ${quoted(example.label, written)} ${words.for} ${indicator} ${words.asOf} ${example.asOf}${example.year === null ? '' : ` ${words.year} ${example.year}`} {`;
  const tables = example.tables.map((table) => {
    const rows = [table.columns, ...table.rows].map((row) => table.columns.map((_, column) => cell(row[column] ?? '')));
    const widths = table.columns.map((_, column) => Math.max(...rows.map((row) => widthOf(row[column]!))));
    const indent = ' '.repeat(widthOf(table.ledger));
    return rows.map((row, index) => `  ${index === 0 ? table.ledger : indent} | ${row.map((one, column) => padded(one, widths[column]!)).join(' | ')} |`).join('\n');
  });
  return [head, ...tables, `  ${words.expect} ${example.expect}`, '}'].join('\n');
}

/** A new example of the shape of another, or of the tables the indicator reads; its rows are empty. */
export function blankExample(like: Example | undefined, tables: ExampleTable[], label: string, asOf: string): Example {
  const own = (like?.tables ?? tables).map((table) => ({ ...table, columns: [...table.columns], rows: [table.columns.map(() => '')] }));
  return { label, asOf: like?.asOf ?? asOf, year: like?.year ?? null, tables: own, expect: '' };
}
