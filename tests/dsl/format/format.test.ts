import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { format, formatted, print, type FormatOptions } from '../../../dsl/format/index.ts';
import { compile, packTable, withoutRanges } from '../../../dsl/index.ts';
import { parse, read } from '../../../dsl/syntax/parse.ts';
import { workOf } from '../../work.ts';
import { bare, said } from '../syntax/reading.ts';
import { declaration } from './trees.ts';

const folder = (path: string): string => new URL(`../../../${path}`, import.meta.url).pathname;
const textsIn = (path: string): [string, string][] => readdirSync(folder(path)).filter(name => name.endsWith('.heng'))
  .map(name => [`${path}/${name}`, readFileSync(`${folder(path)}/${name}`, 'utf8')]);
const catalogue = textsIn('data/catalogue');
const corpus = [...catalogue, ...textsIn('metrics/packs'), ...textsIn('tests/golden/xian'), ...textsIn('tests/dsl/syntax/samples')];

const commentsOf = (text: string): string[] => read('t', text).comments.map(one => one.image.trimEnd());
const treeOf = (text: string): unknown => bare(parse('t', text).tree.declarations);
const broken = (text: string): number => new Set(parse('t', text).diagnostics.filter(one => one.severity === 'error').map(one => one.range.start.line)).size;
const options: FormatOptions[] = [{ language: 'zh' }, { language: 'en' }, {}];

/** What holds of every text. */
function holds(text: string): void {
  const [zh, en, own] = options.map(one => formatted('t', text, one));
  for (const [index, result] of [zh!, en!, own!].entries()) {
    expect(treeOf(result.text), result.text).toEqual(treeOf(text));
    expect(commentsOf(result.text), result.text).toEqual(commentsOf(text));
    expect(format(result.text, options[index])).toBe(result.text);
  }
  if (zh!.untouched.length + en!.untouched.length > 0) return;
  expect(format(format(zh!.text, { language: 'en' }), { language: 'zh' })).toBe(zh!.text);
  expect(format(format(en!.text, { language: 'zh' }), { language: 'en' })).toBe(en!.text);
}

describe('every text of the project', () => {
  test.each(corpus)('%s says the same in either language, with all its comments, and formatting it again changes nothing', (_, text) => {
    holds(text);
    for (const one of options) expect(formatted('t', text, one).untouched.length).toBeLessThanOrEqual(broken(text));
  });
  const packs = textsIn('metrics/packs').map(([file, text]) => ({ file, text }));
  const program = (text: string): unknown => withoutRanges(compile([...catalogue.map(([file, part]) => ({ file, text: part })), { file: 'p', text }], { packs: packTable(packs) }).program);
  test.each(packs)('$file is the same program in the other language', ({ text }) => {
    const meant = program(text);
    for (const one of options) expect(program(format(text, one))).toEqual(meant);
  });
  test('so is the catalogue', () => {
    const other = compile(catalogue.map(([file, text]) => ({ file, text: format(text, { language: 'zh' }) }))).program;
    expect(withoutRanges(other)).toEqual(withoutRanges(compile(catalogue.map(([file, text]) => ({ file, text }))).program));
  });
});

describe('a random tree', () => {
  test.each(['en', 'zh'] as const)('printed in %s is read as itself', language => {
    fc.assert(fc.property(declaration, one => {
      const text = print({ file: 't', declarations: [one] }, language);
      const { tree, diagnostics } = parse('t', text);
      expect(diagnostics.map(said), text).toEqual([]);
      expect(bare(tree.declarations), text).toEqual([bare(one)]);
    }), { numRuns: 300 });
  });
  test('its text can be formatted in all ways, and nothing of it is left out', () => {
    fc.assert(fc.property(declaration, fc.constantFrom('zh' as const, 'en' as const), (one, language) => {
      const text = print({ file: 't', declarations: [one] }, language);
      holds(text);
      for (const each of options) expect(formatted('t', text, each).untouched).toEqual([]);
    }), { numRuns: 80 });
  });
});

/** A text with comments after some of its words, some on a line of their own. */
function commented(text: string, places: number[]): string {
  const { tokens } = read('t', text);
  const indexes = [...new Set(places.map(place => place % tokens.length))].sort((a, b) => b - a);
  return indexes.reduce((result, index, at) => {
    const token = tokens[index]!, end = token.endOffset! + 1;
    const own = token.tokenType.name === 'TableRow' || at % 2 === 1;
    return `${result.slice(0, end)}${own ? '\n' : ''} // ${indexes.length - at}\n${at % 3 === 2 ? '\n\n' : ''}${result.slice(end)}`;
  }, text);
}
test('comments anywhere in a text stay, in their order', () => {
  const pieces = corpus.flatMap(([, text]) => text.split(/(?<=^\})\n/m)).filter(text => broken(text) === 0 && read('t', text).tokens.length > 0);
  fc.assert(fc.property(fc.constantFrom(...pieces), fc.array(fc.nat(5000), { minLength: 1, maxLength: 5 }), (text, places) => holds(commented(text, places))), { numRuns: 120 });
});

describe('the layout', () => {
  test('English', () => {
    expect(format(`// about
ledger decisions "行政执法决定" { key case_no
  // the date
  dated by decided_on field case_no "案号" text required


  field kind "类别" one of penalty "行政处罚",licence "行政许可" also "执法类别" // kinds
  field long_name_of_a_field "很长很长的名称" yes/no
  check "次序":disclosed_on>=decided_on }
indicator i "率" { source 《文》 clause "四(一)" from 2022年8月1日 value share of decisions where kind in (penalty,licence) excluding exempt is filled because "依法" with not (disclosed_on no later than 31 January) and disclosed_on within 7个工作日 of decided_on target ≥ 100% when kind is penalty; better higher }
example "x" for i as of 2024-02-28 { decisions|case_no|决定日期|
 |A1|2024-02-05|
 expect 1/1 }`, { language: 'en' })).toBe(`// about
ledger decisions "行政执法决定" {
  key case_no
  // the date
  dated by decided_on
  field case_no "案号" text required

  field kind                 "类别"           one of penalty "行政处罚", licence "行政许可"
                                              also "执法类别"  // kinds
  field long_name_of_a_field "很长很长的名称" yes/no
  check soft "次序": disclosed_on >= decided_on
}
indicator i "率" {
  source 《文》 clause "四(一)" from 2022-08-01
  value  share of decisions where kind in penalty, licence
         excluding exempt is filled because "依法"
         with not disclosed_on by 31 January and disclosed_on within 7 workdays of decided_on
  target >= 100% when kind = penalty
  better higher
}
example "x" for i as of 2024-02-28 {
  decisions | case_no | 决定日期   |
            | A1      | 2024-02-05 |
  expect 1/1
}
`);
  });
  test('Chinese', () => {
    expect(format(`indicator i "率" { source 《文》 clause "四(一)" value share of decisions where kind in penalty, licence excluding exempt is filled because "依法" with disclosed_on within 7 workdays of decided_on target >= 100% note "注" }
parameter p { value 20 workdays from 2019-10-26 in "320900" when kind = penalty source "文" }
scorecard s { dimension "公示" 30 for "市级", 20 for "镇街" { i 15 { full when >= 100%; deduct 0.5 per full 1 percentage point below 100% up to 5 } item "材料" 3 { award 3 when staff >= 2人 } } grades "优" >= 90, "差" }
define d = count(l where a and not b) / distinct(l.e where c) - last year's sum(l.x)
example "x" for i as of 2024-02-28 { decisions | 案号 | kind |
  | A1 | 行政处罚 |
  expect 0/1 pending 1 }`, { language: 'zh' })).toBe(`指标 i “率” {
  依据 《文》 条款 “四(一)”
  取值 decisions 中 kind 为 penalty、licence 的，
       剔除 exempt 已填 理由 “依法” 的，
       disclosed_on 在 decided_on 起 7个工作日内 的 占比
  目标 ≥ 100%
  备注 “注”
}
参数 p { 取值 20个工作日 自 2019-10-26 属于 “320900” 当 kind 为 penalty 依据 “文” }
考评表 s {
  维度 “公示” 30分 用于 “市级”，20分 用于 “镇街” {
    i             15分 { 满分 当 ≥ 100%；低于 100% 每 满 1个百分点 扣 0.5分 最多 5分 }
    评分点 “材料”  3分 { 当 staff ≥ 2人 得 3分 }
  }
  等次 “优” ≥ 90，“差”
}
口径 d ＝（l 中 a 且 非 b 的 件数）÷（l 中 c 的 e 去重数） － 上年 合计（l.x）
示例 “x” 用于 i 截至 2024-02-28 {
  decisions ｜ 案号 ｜ kind     ｜
            ｜ A1   ｜ 行政处罚 ｜
  应得 0/1 未到期 1
}
`);
  });
  test('by itself each declaration stays in the language of most of its keywords', () => {
    expect(format('指标 a { 取值 计数（l where b） }\nindicator b { value 计数（l） }')).toBe('指标 a { 取值 l 中 b 的 件数 }\nindicator b { value count(l) }\n');
  });
  test('lines are as wide as asked, Chinese characters being two columns', () => {
    const text = '指标 i { 取值 行政执法决定 中 类别 为 行政处罚 的，公示日期 不晚于 决定日期 的 占比 }';
    expect(format(text, { width: 90 }).trimEnd()).toBe(text);
    for (const width of [40, 60]) expect(format(text, { width }).split('\n').every(line => [...line].reduce((sum, one) => sum + (one > '\u2e80' ? 2 : 1), 0) <= width)).toBe(true);
  });
  test('comments behind neighbouring lines stand below each other', () => {
    expect(format('ledger l {\n  key a // the key\n  field abc date // a day\n}\n')).toBe('ledger l {\n  key a           // the key\n  field abc date  // a day\n}\n');
  });
});

describe('names', () => {
  test('that are keywords where they stand get backquotes in both languages, others need none', () => {
    const text = 'indicator i { value count(l where source = due and `where` = `依据` and d within `total` of e) }';
    expect(format(text, { language: 'zh' })).toBe('指标 i { 取值 l 中 source 为 due 且 `where` 为 `依据` 且 d 在 e 起 `total` 内 的 件数 }\n');
    expect(format(format(text, { language: 'zh' }), { language: 'en' })).toBe(`${text}\n`);
  });
  test('labels and texts stay to the letter', () => {
    expect(format('define x “全部（一）,甲” = a = 《乙，丙》', { language: 'en' })).toBe('define x "全部（一）,甲" = a = 《乙，丙》\n');
    expect(format('define x = a = "say “no”"', { language: 'zh' })).toBe('口径 x ＝ a 为 "say “no”"\n');
  });
});

test('words that the tree does not keep stay', () => {
  expect(format('ledger l { key a; in force from a until replaced }', { language: 'zh' })).toBe('台账 l { 主键 a；有效自 a 至 被取代 }\n');
  expect(format('define a = if b has c then d in e', { language: 'zh' })).toBe('口径 a ＝ 若 b 含 c 则 d 属于 e\n');
});

test('what cannot be read stays as it was, and the rest is formatted', () => {
  const text = 'define a=1\n\nindicator b {  value count(  \n   target >=  }\n\ndefine   c = 2 // two\n}\n';
  const result = formatted('t', text);
  expect(result.text).toBe('define a = 1\n\nindicator b {  value count(\n   target >=  }\n\ndefine   c = 2 // two\n}\n');
  expect(result.untouched).toEqual([3, 6]);
  expect(result.diagnostics.map(one => one.code)).toContain('extra-brace');
});

test('whatever is typed, nothing throws, no comment is lost, and formatting again changes nothing', () => {
  fc.assert(fc.property(fc.constantFrom(...corpus.map(([, text]) => text)), fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(60), fc.constantFrom(...options), (whole, where, length, how) => {
    const at = Math.floor(where * whole.length), text = whole.slice(Math.max(0, at - 800), at) + whole.slice(at + length, at + 1200);
    const result = format(text, how);
    expect(commentsOf(result)).toEqual(commentsOf(text));
    expect(format(result, how)).toBe(result);
  }), { numRuns: 100 });
});

test('long rows of operators, deep parentheses and large texts of mistakes are answered soon', () => {
  for (const text of [
    `define a = ${'x + '.repeat(390)}x`, `define a = ${'('.repeat(90)}x${' + y)'.repeat(90)}`, `define a = ${'not '.repeat(90)}x`, `define a = ${'b or c and '.repeat(190)}d`,
    `scorecard s { ${'dimension "d" 1 { i 1 { full when yes } } '.repeat(300)}}`, '{'.repeat(100_000), 'indicator i { value 甲在乙 丙 }\n'.repeat(1_000), '// c\n'.repeat(20_000),
  ]) {
    const start = process.cpuUsage();
    const result = format(text, { language: 'zh' });
    expect([text.slice(0, 30), process.cpuUsage(start).user / 1000 < 5_000]).toEqual([text.slice(0, 30), true]);
    expect(treeOf(result)).toEqual(treeOf(text));
  }
});

const manyOf = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join('\n');
describe('what formatting does grows with the text and no faster:', () => {
  const shapes: Record<string, (count: number) => string> = {
    indicators: count => manyOf(count, index => `indicator i${index} "率" { source "文" clause "一" value share of decisions where kind in a, b excluding e is filled because "依法" with x within 7 workdays of y target >= 100% }`),
    'targets of one indicator': count => `indicator f { source "文" value 1\n${manyOf(count, index => `target >= ${index}`)} }`,
    'targets with comments': count => `indicator f { source "文" value 1\n${manyOf(count, index => `target >= ${index} // ${index}`)}\n}`,
    'exclusions of one share': count => `indicator f { source "文" value share of decisions ${manyOf(count, () => 'excluding major because "甲"')} with major }`,
    'conditions with comments': count => `indicator f { source "文" value share of decisions with x\n${manyOf(count, index => `and k${index} // ${index}`)}\n}`,
    'items of one dimension': count => `scorecard s { dimension "甲" 1 {\n${manyOf(count, index => `item "乙${index}" 1 { award 1 otherwise }`)} } }`,
    'dimensions and vetoes': count => `scorecard s {\n${manyOf(count, index => `dimension "甲${index}" 1 { item "乙" 1 { award 1 otherwise }\nveto "丙" when x > 1 then grade "丁" }`)} }`,
    'fields of a ledger': count => `ledger l {\n${manyOf(count, index => `field f${index} text`)} }`,
    'choices in a list': count => `indicator f { source "文" value share of decisions with kind in (${manyOf(count, index => `k${index},`)} z) }`,
    'rows of an example': count => `example "e" for base_rate as of 2024-02-28 { decisions\n| case_no | kind |\n${manyOf(count, index => `| a | b${index} |`)}\n expect 1/1 }`,
    'declarations that are left as they are': count => manyOf(count, index => `indicator i${index} { source "文" 甲 乙 丙 } // ${index}`),
  };
  test.each(Object.keys(shapes))('%s', (name) => {
    const work = (count: number): ReturnType<typeof workOf> => workOf('dsl/format', () => format(shapes[name]!(count), { language: 'zh' }));
    work(20);
    const size = name === 'indicators' ? 100 : 400;
    const [few, many] = [work(size), work(4 * size)];
    expect(few.blocks).toBeGreaterThan(1000);
    expect(many.blocks / few.blocks).toBeLessThan(4 * 1.5);
    expect(many.bytes / few.bytes).toBeLessThan(4 * 1.5);
  }, 120_000);
});

describe('what cannot be read is not lost:', () => {
  test.each([['behind a declaration', 'use "a"; \u0000\nuse "b"\n'], ['in front of all', '\u0000\nuse "b"\n'], ['a text of nothing else', '〕\n'], ['a mark between paragraphs', '\u2029 use "a" \u2029\n'], ['in a head that is not read', '`口径`于`＝内 其中2〕\n'],
    ['in the midst of one', 'indicator x { value 1 〕 }\n'], ['between comments', 'use "a" // 一\n// 二\n\u0007\n// 三\nuse "b"\n']])('%s', (_, text) => {
    const { text: laid } = formatted('f', text);
    const unread = new RegExp(`[${String.fromCharCode(0, 7)}〕\u2029]`, 'g');
    expect(laid.match(unread)).toEqual(text.match(unread));
    for (const language of ['as written', 'zh', 'en'] as const) expect(format(format(text, { language }), { language })).toBe(format(text, { language }));
  });
  test('a mark that keeps what cannot be read from what stands before it', () => {
    expect(format('define a = x；where f')).toBe('define a = x\n；where f\n');
    for (const text of ['define a = x；where f', 'define a = x ;; where f ; with g', 'define a = `中` // 一\n; // 二\nwhere f', '; where f', 'x ; where f ; define a = y ; and z'])
      for (const language of ['as written', 'zh', 'en'] as const) {
        const laid = format(text, { language });
        expect([text, format(laid, { language })]).toEqual([text, laid]);
        expect([text, treeOf(laid)]).toEqual([text, treeOf(text)]);
        expect(commentsOf(laid)).toEqual(commentsOf(text));
      }
  });
  test('also where there are more mistakes than are told', () => {
    const text = manyOf(1500, index => `indicator i${index} { source "文" value 1 〕 }`);
    expect(format(text).match(/〕/g)).toHaveLength(1500);
  });
  test.each([['too long', `use "${'长'.repeat(1_000_000)}"`], ['of too many words', '( '.repeat(250_001)]])('a text that is %s stays as it is', (_, text) => {
    expect(formatted('f', text)).toMatchObject({ text, untouched: [1] });
  });
});
