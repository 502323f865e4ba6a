import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { keywords } from '../../dsl/syntax/keywords.ts';
import { tokenize } from '../../dsl/syntax/lexer.ts';
import { read } from '../../dsl/syntax/parse.ts';
import type { DeclarationAst, ExprAst } from '../../dsl/syntax/ast.ts';
import { chapters } from './chapters/index.ts';
import { unitRows } from './chapters/spellings.ts';
import { PAGE, referencePage } from './reference.ts';
import { runExamples } from '../../server/examples.ts';
import { openBench, programOf, programsOf, textOf, type Bench } from './run.ts';

vi.setConfig({ testTimeout: 60_000 });
let bench: Bench;
beforeAll(() => { bench = openBench(); });
afterAll(() => bench.close());

const cases = chapters.flatMap((chapter) => chapter.cases);

describe.each(chapters)('$title.en', ({ cases: own }) => {
  test.each(own)('$id: $title.en', async (one) => {
    const [first, ...others] = programsOf(one);
    for (const other of others) expect(other).toEqual(first);
    if (one.kind === 'spellings') return;
    const got = await bench.outcome(one);
    expect(Array.isArray(one.expect) ? got : Object.fromEntries(Object.keys(one.expect).map((agency, index) => [agency, got[index]]))).toEqual(one.expect);
  });
});

test('the examples in the cases hold', async () => {
  const programs = cases.map((one) => programOf(one, 'en')).filter((program) => program.examples.length > 0);
  expect(programs.length).toBeGreaterThan(0);
  for (const program of programs) expect((await runExamples(program)).map(({ example, passed, found }) => [example.label, passed, found?.en])).toEqual(program.examples.map((example) => [example.label, true, expect.anything()]));
});

test('the manual is as the cases make it: `node tests/spec/reference.ts`', () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(`${referencePage()}\n`);
});

test('no two cases have one id', () => {
  expect(new Set(cases.map((one) => one.id)).size).toBe(cases.length);
});

/** Every text that a case says is Heng. */
const inBraces = (text: string): string[] => [text, ...tokenize('t', text).tokens.flatMap((token) => (token.tokenType.name === 'Text' ? [...token.image.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]!) : []))];
const texts = cases.flatMap((one) => [textOf(one, 'zh'), textOf(one, 'en'), ...Object.values(one.packs ?? {}).flatMap(({ zh, en }) => [zh, en]), ...(one.kind === 'spellings' ? one.also : [])]);

test('every keyword of the language stands in a case', () => {
  const used = new Set(texts.flatMap(inBraces).flatMap((text) => tokenize('t', text).tokens.map((token) => `${token.tokenType.name} ${typeof token.payload === 'string' ? token.payload : ''}`)));
  const missing = keywords.map(({ token, means }) => [token, means] as const).filter(([token, means]) => ![...used].some((one) => (means === undefined ? one.startsWith(`${token} `) : one === `${token} ${means}`)));
  expect([...new Set(missing.map(([token, means]) => [token, means].filter(Boolean).join(' ')))]).toEqual([]);
});

test('every kind of declaration, expression and rule stands in a case', () => {
  const found = new Set<string>();
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(walk); return; }
    if (!part || typeof part !== 'object') return;
    if ('kind' in part && typeof part.kind === 'string') found.add(part.kind);
    Object.values(part).forEach(walk);
  };
  for (const text of texts) walk(read('t', text).tree);
  const kinds: (DeclarationAst['kind'] | ExprAst['kind'])[] = [
    'pack', 'list', 'ledger', 'form', 'view', 'order', 'parameter', 'define', 'indicator', 'task', 'scorecard', 'report', 'example', 'use',
    'number', 'text', 'boolean', 'date', 'yearDate', 'stateDay', 'path', 'compare', 'in', 'filled', 'empty', 'within', 'by', 'and', 'or', 'not', 'arithmetic', 'convert', 'else', 'rounded',
    'daysBetween', 'highestOf', 'groupTotal', 'lastYear', 'growth', 'bucketOf', 'quantified', 'distribution', 'aggregate', 'share',
  ];
  const rules = ['fullWhen', 'deductPerStep', 'deductWhen', 'deductForEach', 'award', 'awardForEach', 'inProportion', 'byHand'];
  expect([...kinds, ...rules].filter((kind) => !found.has(kind))).toEqual([]);
});

test('every word for a unit is read as the unit of its row', () => {
  const unitOf = (word: string): unknown => {
    const { tree, diagnostics } = read('t', `define a = 7${/^[a-z]/.test(word) ? ' ' : ''}${word}`);
    expect(diagnostics).toEqual([]);
    const [define] = tree.declarations;
    return define?.kind === 'define' && define.value.kind === 'number' ? define.value.unit : undefined;
  };
  for (const { unit, words } of unitRows()) for (const word of words) expect([word, unitOf(word)]).toEqual([word, unit]);
});
