import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HengGrammar } from '../../../dsl/syntax/grammar-indicators.ts';
import { keywordWords } from '../../../dsl/syntax/keywords.ts';
import { highlight, parse } from '../../../dsl/syntax/parse.ts';
import { splitRun } from '../../../dsl/syntax/split.ts';
import { bare, said, saidOf } from './reading.ts';

const folder = (path: string): string => new URL(`../../../${path}`, import.meta.url).pathname;
const textsIn = (path: string): [string, string][] => readdirSync(folder(path)).filter(name => name.endsWith('.heng'))
  .map(name => [`${path}/${name}`, readFileSync(`${folder(path)}/${name}`, 'utf8')]);
const shipped = [...textsIn('data/catalogue'), ...textsIn('metrics/packs')];
const samples = textsIn('tests/dsl/syntax/samples');

test('the grammar has no ambiguity that is not meant', () => {
  expect(() => new HengGrammar(true)).not.toThrow();
});

test.each(shipped)('%s is read without a word', (name, text) => {
  const { tree, diagnostics } = parse(name, text);
  expect(diagnostics.map(said)).toEqual([]);
  expect(tree.declarations.length).toBeGreaterThan(0);
});

test('the samples, English and Chinese, are read', () => {
  const [en, zh] = samples.map(([name, text]) => parse(name, text));
  expect([...en!.diagnostics, ...zh!.diagnostics].map(said)).toEqual([]);
  expect(en!.tree.declarations.map(one => one.kind).filter(kind => kind === 'indicator')).toHaveLength(37);
  expect(zh!.tree.declarations.map(one => one.kind).filter(kind => kind === 'indicator')).toHaveLength(30);
});

/** Every place lies in the text and no word is missing, whatever was typed. */
function survives(text: string): void {
  const { tree, diagnostics } = parse('f', text);
  const lines = text.split(/\r\n|\r|\n/);
  for (const { range, message, code } of diagnostics) {
    expect(message.zh && message.en && code).toBeTruthy();
    expect(message.en).not.toContain('undefined');
    for (const place of [range.start, range.end]) {
      expect(place.line).toBeGreaterThanOrEqual(1);
      expect(place.line).toBeLessThanOrEqual(lines.length);
      expect(place.column).toBeGreaterThanOrEqual(1);
      expect(place.column).toBeLessThanOrEqual(lines[place.line - 1]!.length + 1);
    }
  }
  JSON.stringify(tree);
  let last = 0;
  for (const { from, to } of highlight(text)) {
    expect(from).toBeGreaterThanOrEqual(last);
    expect(to).toBeGreaterThan(from);
    last = to;
  }
  expect(last).toBeLessThanOrEqual(text.length);
}

describe('nothing typed throws or hangs', () => {
  const corpus = [...shipped, ...samples].map(([, text]) => text);
  const pieces = [...keywordWords.map(({ word }) => word), '{', '}', '(', ')', '（', '）', ';', '；', ',', '，', '、', ':', '.', '=', '>=', '≥', '<', '-', '+', '/', '×', '%',
    '"甲"', '“乙”', '"', '《丙》', '`d`', 'decisions', '决定日期', 'x', '1', '7个工作日', '95%', '1,000', '2024-01-31', '次年1月31日', '31 January', '2024年6月', '\n', '| a | b |\n', '//c\n', '@', '𠮷', '😀'];
  test('any sequence of words', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 60 }), words => survives(words.join(' '))), { numRuns: 600 });
  });
  test('any sequence of words in an indicator, with the next one still read', () => {
    const harmless = pieces.filter(piece => !/[{}"|`\n]|^\/\//.test(piece) || piece === '"甲"');
    fc.assert(fc.property(fc.array(fc.constantFrom(...harmless), { maxLength: 30 }), words => {
      const text = `indicator i { value ${words.join(' ')} }\nindicator j { value 1 }`;
      survives(text);
      expect(parse('f', text).tree.declarations.at(-1)).toMatchObject({ kind: 'indicator', name: { text: 'j' } });
    }), { numRuns: 600 });
  });
  test('any characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 120 }), survives), { numRuns: 150 });
  });
  test('a real text cut anywhere, or with pieces taken out', () => {
    fc.assert(fc.property(fc.constantFrom(...corpus), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.boolean(), (text, where, length, cut) => {
      const at = Math.floor(where * text.length);
      survives(cut ? text.slice(0, at) : text.slice(Math.max(0, at - 600), at) + text.slice(at + length, at + 800));
    }), { numRuns: 150 });
  });
  test('one blank more or less between words changes nothing', () => {
    const [, text] = shipped.at(-1)!;
    expect(bare(parse('f', text.replace(/ (?=[^|\n]*\n)/g, '  ')).tree.declarations.filter(one => one.kind === 'indicator')))
      .toEqual(bare(parse('f', text).tree.declarations.filter(one => one.kind === 'indicator')));
  });
});

/** Milliseconds of processor time: others may be busy on the machine. */
function spent(text: string): number {
  const start = process.cpuUsage();
  parse('f', text);
  return process.cpuUsage(start).user / 1000;
}

test('indicators are read in linear time', () => {
  const text = (count: number): string => Array.from({ length: count }, (_, index) =>
    `indicator i${index} "率" { source "文" clause "一" value share of decisions where kind in a, b excluding e is filled because "依法" with x within 7 workdays of y target >= 100% }\n`).join('');
  spent(text(1000));
  const few = Math.min(spent(text(500)), spent(text(500)), spent(text(500)));
  expect(spent(text(4000)) / few).toBeLessThan(8 * 3);
  expect(saidOf(text(2000))).toEqual([]);
});

test('a large text of mistakes is answered soon', () => {
  for (const text of ['甲在乙起 1 '.repeat(40_000), 'indicator i { value 甲在乙 丙 }\n'.repeat(4_000), '{'.repeat(200_000), '“'.repeat(100_000), '名'.repeat(300_000), 'ledger l { field '.repeat(5_000)]) {
    expect([text.slice(0, 20), spent(text) < 5_000]).toEqual([text.slice(0, 20), true]);
  }
});

describe('words without blanks', () => {
  const names = ['公示日期', '决定日期', '日期', '公示', '行政处罚', '类别', '在岗', 'kind'];
  test.each([
    ['公示日期在决定日期起7个工作日内', ['公示日期', '在', '决定日期', '起', '7个工作日', '内']],
    ['类别为行政处罚的', ['类别', '为', '行政处罚', '的']],
    ['公示日期不晚于决定日期', ['公示日期', '不晚于', '决定日期']],
    ['kind为行政处罚', ['kind', '为', '行政处罚']],
    ['公示日期', null], ['在岗', null], ['未知在决定日期', null], ['日期公示', null], ['', null],
  ])('%s', (text, parts) => expect(splitRun(text, names)).toEqual(parts));
  test('a Latin word is not cut', () => expect(splitRun('kinds为行政处罚', names)).toBeNull());
});

test('an editor gets colours for every part, also of broken text', () => {
  const text = '指标 i { // 注\n 取值 合计（a.b）≥ 30学时 且 "未完';
  expect(highlight(text).map(({ from, to, kind }) => [text.slice(from, to), kind])).toEqual([
    ['指标', 'keyword'], ['i', 'name'], ['{', 'punctuation'], ['// 注', 'comment'], ['取值', 'keyword'], ['合计', 'keyword'], ['（', 'punctuation'],
    ['a', 'name'], ['.', 'punctuation'], ['b', 'name'], ['）', 'punctuation'], ['≥', 'operator'], ['30学时', 'number'], ['且', 'keyword'], ['"未完', 'string'],
  ]);
});

test('every keyword of the table is offered in the language it is of', () => {
  for (const { word, language } of keywordWords) expect(/[\u4e00-\u9fff]/.test(word)).toBe(language === 'zh');
  for (const word of ['share of', '占比', 'no later than', '不晚于', 'scorecard', '考评表']) expect(keywordWords.some(one => one.word === word)).toBe(true);
});
