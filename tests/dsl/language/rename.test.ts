/** Renaming: a text with `|` at the cursor, the new word, and the text that results or the sentence that refuses. */
import { describe, expect, test } from 'vitest';
import { applied, compile, prepareRename, rename } from '../../../dsl/index.ts';
import { catalogue } from '../sources.ts';
import { at } from './cursor.ts';

const readOnly = (file: string): boolean => file.startsWith('catalogue/');

function renamed(marked: string, word: string, others: { file: string; text: string }[] = []): string {
  const { sources, file, offset } = at(marked, others);
  const answer = rename(sources, file, offset, word, { readOnly });
  return 'refused' in answer ? `! ${answer.refused.zh}` : applied(sources, answer.edits).find((one) => one.file === file)!.text;
}

const ledger = 'ledger visits "走访" { key nr dated by day field nr "编号" text field day "走访日期" date field kind "方式" one of site "现场", phone "电话" }';

describe('renaming', () => {
  test('a name changes every place where the name is written and leaves label uses alone', () => {
    expect(renamed(`${ledger}\nindicator a { value share of visits with d|ay is filled and 走访日期 is filled }`, 'on'))
      .toBe(`${ledger.replaceAll('day', 'on')}\nindicator a { value share of visits with on is filled and 走访日期 is filled }`);
  });
  test('a label changes the label and its uses and leaves the name alone', () => {
    expect(renamed(`${ledger}\nindicator a { value share of visits with day is filled and 走访日|期 is filled }`, '日期甲'))
      .toBe(`${ledger.replace('走访日期', '日期甲')}\nindicator a { value share of visits with day is filled and 日期甲 is filled }`);
    expect(renamed(`${ledger.replace('"走访日期', '"走|访日期')}\nindicator a { value share of visits with 走访日期 is filled }`, '日期甲')).toContain('date field'.replace('date', '"日期甲" date'));
  });
  test('writes backquotes where the new name needs them, not in quotation marks and tables', () => {
    const text = `${ledger}\nindicator a { value share of visits with 走访日|期 is filled }\nexample "例" for a as of 2024-12-31 { visits | 编号 | 走访日期 |\n | 1 | 2024-01-01 |\n expect 1/1 }`;
    const result = renamed(text, '日期（新）');
    expect(result).toContain('day "日期（新）" date');
    expect(result).toContain('with `日期（新）` is filled');
    expect(result).toContain('| 编号 | 日期（新） |');
    expect(compile([...catalogue, { file: 'a', text: result }]).diagnostics.filter((one) => one.severity === 'error' && one.code !== 'indicator-without-source')).toEqual([]);
  });
  test('a choice changes in comparisons and in cells; one that cannot stand bare is put in quotation marks', () => {
    const text = `${ledger}\nindicator a { value share of visits with kind = 现|场 }\nexample "例" for a as of 2024-12-31 { visits | 方式 |\n | 现场 |\n expect 1/1 }`;
    expect(renamed(text, '到场')).toBe(text.replace('|场 }', '场 }').replaceAll('现场', '到场'));
    expect(renamed(text, '12345')).toContain('kind = "12345"');
  });
  test('an indicator changes in others, in scorecards and in examples of other files too', () => {
    const others = [{ file: 'b.heng', text: 'scorecard s "表" { dimension "一" 100 { a 100 { in proportion } } grades "好" >= 60, "差" }' }];
    const { sources, file, offset } = at('indicator a| { value count(visits) } indicator b { value a + 1件 }', [...others, { file: 'l.heng', text: ledger }]);
    const answer = rename(sources, file, offset, 'first');
    expect('edits' in answer && applied(sources, answer.edits).map((one) => one.text)).toEqual([
      others[0]!.text.replace('{ a 100', '{ first 100'), ledger, 'indicator first { value count(visits) } indicator b { value first + 1件 }',
    ]);
  });
  test('a pack changes where it is used', () => {
    expect(renamed('use "national"\npack nat|ional "国家" { }', 'common')).toBe('use "common"\npack common "国家" { }');
  });
  test('a grade changes in the verdicts', () => {
    expect(renamed('scorecard s { veto "甲" when 1 > 0 then grade "差|" grades "好" >= 60, "差" }', '不合格')).toBe('scorecard s { veto "甲" when 1 > 0 then grade "不合格" grades "好" >= 60, "不合格" }');
  });
  test('works in a text that is broken elsewhere', () => {
    expect(renamed(`${ledger}\nindicator a { value share of visits with }\nindicator b { value share of visits with d|ay is filled }`, 'on')).toContain('with on is filled');
  });
});

describe('renaming is refused, with a sentence', () => {
  test('for what is declared in a read-only source', () => {
    expect(renamed('indicator a { value share of decisions with disclosed|_on is filled }', 'x', catalogue)).toBe('! “disclosed_on”在“catalogue/decisions.heng”里声明，该文件只读');
  });
  test('for a name that is taken, also by a label', () => {
    expect(renamed(`${ledger}\nindicator a { value share of visits with d|ay is filled }`, 'nr')).toBe('! “nr”已是字段“编号”的名称');
    expect(renamed(`${ledger}\nindicator a { value share of visits with d|ay is filled }`, '编号')).toBe('! “编号”已是字段“编号”的名称');
    expect(renamed('indicator a| { value 1 } define b "乙" = 1', '乙')).toBe('! “乙”已是口径“乙”的名称');
  });
  test('for a keyword, unless it is written in backquotes', () => {
    expect(renamed('indicator a| { value 1 } indicator b { value a + 1 }', 'and')).toBe('! “and”是关键词；确要用作名称，请写作 `and`');
    expect(renamed('indicator a| { value 1 } indicator b { value a + 1 }', '`and`')).toBe('indicator `and` { value 1 } indicator b { value `and` + 1 }');
    expect(renamed('indicator a| { value 1 } indicator b { value a + 1 }', 'source')).toBe('indicator `source` { value 1 } indicator b { value `source` + 1 }');
  });
  test('where the new name would be captured, or would capture another', () => {
    // A parameter is hidden by a field of that name in conditions on rows.
    expect(renamed(`${ledger}\nparameter limi|t { value 3 }\nindicator a { value share of visits with limit > 2 }`, 'day')).toContain('! 改名后“limit”');
    expect(renamed(`${ledger}\nparameter limit { value 3 }\nindicator a { value share of visits with limit > 2 and d|ay is filled }`, 'limit')).toContain('! 改名后“limit”');
  });
  test('for characters that no name can have, and for no name at all', () => {
    expect(renamed('indicator a| { value 1 }', 'x`y')).toBe('! “x`y”中有不能用于名称的字符');
    expect(renamed('indicator a| { value 1 }', '  ')).toBe('! 名称不能为空');
  });
  test('for fixed words, unknown names and places without a name', () => {
    expect(renamed('indicator a { value share of decisions with age|ncy.level = city }', 'x', catalogue)).toContain('! “agency”是固定的写法');
    expect(renamed('indicator a { value nothing|_known }', 'x')).toBe('! “nothing_known”没有声明，不能改名');
    expect(renamed('indicator a { val|ue 1 }', 'x')).toBe('! 这里没有可以改名的名称');
  });
});

test('what would be renamed is told beforehand, without its quotation marks', () => {
  const { sources, file, offset } = at(ledger.replace('"走访"', '"走|访"'), []);
  expect(prepareRename(sources, file, offset)).toEqual({ word: '走访', range: { file, start: { line: 1, column: 16 }, end: { line: 1, column: 18 } } });
});
