/** Services about the text itself: parting words, folding, colours, other ways to write. */
import { describe, expect, test } from 'vitest';
import { actions, applied, colours, compile, folds, format, formatEdit, splitAsTyped } from '../../../dsl/index.ts';
import { at } from './cursor.ts';

/** The text after the run that ends at `|` was parted. */
function split(marked: string): string {
  const { sources, file, offset, text } = at(marked);
  const edit = splitAsTyped(sources, file, offset);
  return edit ? text.slice(0, edit.from) + edit.insert + text.slice(edit.to) : 'as it is';
}

describe('words typed without blanks', () => {
  test('are parted into the longest known names', () => {
    expect(split('指标 甲 { 取值 行政执法决定 中 公示日期在决定日期起7个工作日内| 的 占比 }')).toBe('指标 甲 { 取值 行政执法决定 中 公示日期 在 决定日期 起 7个工作日 内 的 占比 }');
    expect(split('指标 甲 { 取值 行政执法决定中类别为行政处罚|')).toBe('指标 甲 { 取值 行政执法决定 中 类别 为 行政处罚');
    expect(split('指标 甲 { 目标 不低于９５％| }')).toBe('指标 甲 { 目标 不低于 95% }');
  });
  test('also as soon as the first two are typed, and with names of the text itself', () => {
    expect(split('口径 逾期件 = 公示日期 未填\n指标 甲 { 取值 行政执法决定 中 逾期件且| }')).toBe('口径 逾期件 = 公示日期 未填\n指标 甲 { 取值 行政执法决定 中 逾期件 且 }');
  });
  test('are left alone where they are one word, or not all known', () => {
    expect(split('指标 甲 { 取值 行政执法决定 中 公示日期|')).toBe('as it is');
    expect(split('指标 甲 { 取值 行政执法决定 中 公示日期在某处|')).toBe('as it is');
    expect(split('indicator a { value share of disclosed_onwithin|')).toBe('as it is');
  });
  test('are left alone in strings, comments, tables, backquotes and names that are being made up', () => {
    for (const text of ['指标 甲 “公示日期在决定日期|”', '指标 甲 “公示日期在决定日期|', '// 公示日期在决定日期|', '示例 “甲” 用于 乙 截至 2024-01-01 { 行政执法决定 | 公示日期在决定日期¦ |', '`公示日期在决定日期|', '指标 公示日期在决定日期|', '字段 公示日期在决定日期|']) {
      const marked = text.includes('¦') ? text.replaceAll('|', '｜').replace('¦', '|') : text;
      expect(split(marked), text).toBe('as it is');
    }
  });
});

test('blocks, tables and comments of several lines fold; what is not closed does not', () => {
  const text = '// 一\n// 二\nindicator a {\n  value 1\n}\nexample "e" for a as of 2024-12-31 {\n  decisions | a |\n            | 1 |\n            | 2 |\n  expect 1\n}\nindicator b { value 1 }\nindicator c {\n  value (\n';
  expect(folds(text).map((fold) => `${fold.kind} ${fold.fromLine}-${fold.toLine} ${JSON.stringify(text.slice(fold.from, fold.to))}`)).toEqual([
    'comment 1-2 "\\n// 二"', 'block 3-5 "\\n  value 1\\n"',
    'block 6-11 "\\n  decisions | a |\\n            | 1 |\\n            | 2 |\\n  expect 1\\n"', 'table 7-9 "\\n            | 1 |\\n            | 2 |"',
  ]);
});

test('names are coloured by what they stand for, also where a keyword is the name of a field', () => {
  const { sources, file, text } = at('indicator a { value share of tasks where source is filled and status = current with nothing_known }|');
  expect(colours(sources, file).filter((one) => one.kind !== 'keyword' && one.kind !== 'punctuation').map((one) => `${text.slice(one.from, one.to)} ${one.kind}${one.declares ? ' !' : ''}`)).toEqual([
    'a indicator !', 'tasks ledger', 'source field', 'status field', '= operator', 'current choice', 'nothing_known unknown',
  ]);
});

/** What is offered at `|`, and the text that each makes. */
function offered(marked: string): string[] {
  const { sources, file, offset } = at(marked);
  return actions(sources, file, offset, offset, compile(sources).diagnostics)
    .filter((action) => !action.title.en.startsWith('Write in ')).map((action) => `${action.kind} ${action.title.zh} → ${applied(sources, action.edits).find((one) => one.file === file)!.text}`);
}

test('formatting is an edit of the lines that differ', () => {
  const text = 'indicator a {\n  value 1\n}\nindicator b {\n      value   2\n}\n// end\n';
  const edit = formatEdit(text)!;
  expect(text.slice(0, edit.from) + edit.insert + text.slice(edit.to)).toBe(format(text));
  expect(edit.from).toBe(text.indexOf('      value'));
  expect(formatEdit(format(text))).toBeUndefined();
  for (const odd of ['', '\n', 'indicator a { value 1 }', '  indicator a { value 1 }\n\n\n', 'x', 'indicator a {value 1}\n indicator b {value 1}']) {
    const one = formatEdit(odd);
    expect(one ? odd.slice(0, one.from) + one.insert + odd.slice(one.to) : odd, odd).toBe(format(odd));
  }
});

describe('what can be done at a place', () => {
  test('the mends of the diagnostics that touch it', () => {
    expect(offered('indicator a { source "甲" value share of decisions with disclosed_|onn is filled }')).toEqual([
      'fix 改为 disclosed_on → indicator a { source "甲" value share of decisions with disclosed_on is filled }',
    ]);
    expect(offered('指标 甲 { 依据 “甲” 取值 行政执法决定 中 公示日期已|填 的 占比 }')).toEqual([
      'fix 改为 公示日期 已填 → 指标 甲 { 依据 “甲” 取值 行政执法决定 中 公示日期 已填 的 占比 }',
    ]);
  });
  test('a label for a name, and a name for a label', () => {
    expect(offered('indicator a { source "甲" value share of decisions with disclosed|_on is filled }')).toEqual([
      'rewrite 写作标签“公示日期” → indicator a { source "甲" value share of decisions with 公示日期 is filled }',
    ]);
    expect(offered('indicator a { source "甲" value share of decisions with kind = 行政|处罚 }')).toEqual([
      'rewrite 写作名称 penalty → indicator a { source "甲" value share of decisions with kind = penalty }',
    ]);
  });
  test('backquotes around a keyword that stands where a name is wanted', () => {
    expect(offered('define and| = 1')).toContain('fix 加反引号，作名称用 → define `and` = 1');
  });
  test('nothing where nothing is wrong and there is one way to write it', () => {
    expect(offered('indicator a { source "甲" val|ue count(decisions) }')).toEqual([]);
  });
  test('the declaration in the keywords of the other language, where it can be read', () => {
    const { sources, file, offset } = at('// 一\n指标 甲 { 依据 “甲” 取值 行政|执法决定 中 公示日期 已填 的 占比 }\n// 二');
    const rewritten = actions(sources, file, offset, offset, []).filter((one) => one.title.en.startsWith('Write in '));
    expect(rewritten.map((one) => one.title.zh)).toEqual(['关键词改为英文']);
    expect(applied(sources, rewritten[0]!.edits).at(-1)!.text).toMatch(/^\/\/ 一\nindicator 甲 \{[^}]*share of 行政执法决定 with 公示日期 is filled[^}]*\}\n\/\/ 二$/);
    const broken = at('指标 甲 { 取值 行政|执法决定 中 }');
    expect(actions(broken.sources, file, broken.offset, broken.offset, []).filter((one) => one.title.en.startsWith('Write in '))).toEqual([]);
  });
});
