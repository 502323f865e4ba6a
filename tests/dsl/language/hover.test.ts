/** What is told of the word at `|`. */
import { describe, expect, test } from 'vitest';
import { hover, type HoverOptions } from '../../../dsl/index.ts';
import { keywordHelp } from '../../../dsl/language/keyword-help.ts';
import { keywords } from '../../../dsl/syntax/keywords.ts';
import { catalogue } from '../sources.ts';
import { at } from './cursor.ts';

function told(marked: string, language: 'zh' | 'en' = 'zh', options?: HoverOptions, others = catalogue): string[] {
  const { sources, file, offset } = at(marked, others);
  const found = hover(sources, file, offset, options);
  return found ? [`${found.title[language]}${found.name ? ` ${found.name}` : ''}（${found.kind[language]}）`, ...found.lines.map((line) => line[language])] : [];
}

describe('a thing', () => {
  test('field: ledger, type, choices, traits', () => {
    expect(told('indicator a { value share of decisions with disclosed|_on is filled }')).toEqual(['公示日期 disclosed_on（字段 · 行政执法决定）', '日期']);
    expect(told('指标 甲 { 适用 执法主体 其中 层|级 为 市 取值 1 }')).toEqual(['层级 level（字段 · 执法主体名录）', '可选值', '省、市、县、镇街', '必填']);
    expect(told('指标 甲 { 适用 执法主体 其中 层|级 为 市 取值 1 }', 'en')).toEqual(['层级 level（field of agencies）', 'choice', 'province, city, county, township', 'required']);
    expect(told('indicator a { value share of decisions with handled|_by is filled }')).toContain('指向“officers”');
  });
  test('field that is computed: by what', () => {
    expect(told('indicator a { value count(decisions where heav|iest is filled) }').at(-1)).toMatch(/^由其他字段算出：/);
  });
  test('ledger: key, date, fields', () => {
    expect(told('indicator a { value count(decis|ions) }')).toEqual(['行政执法决定 decisions（台账）', '主键：case_no', '年度依“decided_on”', expect.stringMatching(/^\d+个字段$/)]);
  });
  test('defines that double at every step are told as they are written, at once', () => {
    const doubling = Array.from({ length: 40 }, (_, index) => `define d${index + 1} = d${index} and d${index}`).join('\n');
    expect(told(`define d0 = major\n${doubling}\nindicator a { value count(decisions where d3|5) }`).at(-1)).toBe('d34 and d34');
  });
  test('a name that every object has is no indicator', () => {
    expect(() => told(', 指标 toStr|ing')).not.toThrow();
  });
  test('indicator: words, target, source, and the value that a client knows', () => {
    const text = '指标 按期公示率 “许可处罚按期公示率” { 依据 “某办法” 条款 “三” 自 2022-08-01 取值 行政执法决定 中 公示日期 已填 的 占比 目标 ≥ 100% 备注 “另定期限的按其期限” }\n指标 乙 { 取值 按期|公示率 }';
    expect(told(text)).toEqual(['许可处罚按期公示率 按期公示率（指标）', '行政执法决定中已公示的占比', '目标：不低于100%', '某办法 三（自 2022-08-01 起）', '另定期限的按其期限']);
    const currentValue = (name: string) => (name === '按期公示率' ? { zh: '98.50%', en: '98.50%' } : undefined);
    expect(told(text, 'zh', { currentValue }).at(-1)).toBe('当前值：98.50%');
  });
  test('indicator in error: what was read of it', () => {
    expect(told('indicator a "甲" { source "某办法" clause "三" value share of decisions with nothing_known }\nindicator b { value a| }')).toEqual(['甲 a（指标）', 'share of decisions with nothing_known', '某办法 三']);
  });
  test('parameter: every value with validity, place, case and source', () => {
    const text = 'parameter p "期限" { value 7 workdays when kind = penalty source "甲办法" clause "二" value 20 workdays from 2019-10-26 to 2024-12-31 in "320900" source "乙办法" }\n';
    expect(told(`${text}indicator a { value share of decisions with disclosed_on within p| of decided_on }`)).toEqual([
      '期限 p（参数）', '7 workdays，当 kind = penalty（甲办法 二）', '20 workdays，自 2019-10-26 起至 2024-12-31，320900（乙办法）',
    ]);
  });
  test('define: rows, conditions and figures in words', () => {
    expect(told('define x "处罚" = decisions where kind = penalty\nindicator a { value count(x|) }')).toEqual(['处罚 x（口径）', '行政执法决定中类别为行政处罚的']);
    expect(told('define x = disclosed_on is empty\nindicator a { value share of decisions with x| }')).toEqual(['x（口径）', '未公示']);
  });
  test('choice, column, order', () => {
    expect(told('indicator a { value share of decisions with kind = pen|alty }')).toEqual(['行政处罚 penalty（可选值 · 类别）']);
    expect(told('indicator a { value penalty_form.to|tal }').slice(0, 2)).toEqual(['合计 total（列 · 行政处罚实施情况统计表）', '以宗计的数']);
    expect(told('order o| "轻重" { value warning < fined from 2021-07-15 in 山西 }')).toEqual(['轻重 o（次序）', 'warning < fined，自 2021-07-15 起，山西']);
  });
});

describe('a keyword or a unit', () => {
  test('has a sentence, and its other language', () => {
    expect(told('indicator a { val|ue 1 }')).toEqual(['value（关键词）', '指标怎样计算；在参数和次序中是一个取值。', '英文写作 value']);
    expect(told('指标 甲 { 取|值 1 }', 'en')).toEqual(['取值（keyword）', 'How the indicator is computed; in parameters and orders one value.', 'in Chinese: 取值']);
    expect(told('indicator a { value cou|nt(decisions) }')[1]).toBe('有多少行。');
    expect(told('indicator a { value share of decisions with kind ha|s penalty }')[1]).toBe('多选值中含有其中之一。');
  });
  test('a number tells its unit', () => {
    expect(told('indicator a { value share of decisions with disclosed_on within 7 work|days of decided_on }')[0]).toBe('工作日（单位）');
    expect(told('指标 甲 { 目标 ≥ 9|5% }')[0]).toBe('百分比（单位）');
    expect(told('指标 甲 { 目标 ≥ 9|5 }')).toEqual([]);
  });
  test('there is a sentence for every keyword', () => {
    expect(keywords.filter((row) => !keywordHelp(row.token, row.means, row.zh[0] ?? row.en[0])).map((row) => `${row.token}${row.means ? `:${row.means}` : ''} ${row.zh.join('、')} ${row.en.join(', ')}`)).toEqual([]);
  });
  test('nothing is told in comments, strings and blanks', () => {
    expect(told('// val|ue\nindicator a { value 1 }')).toEqual([]);
    expect(told('indicator a { value 1 }  |  ')).toEqual([]);
  });
});

test('a broken text still tells of its names', () => {
  expect(told('indicator a { value share of decisions where kind = pen|alty with }')).toEqual(['行政处罚 penalty（可选值 · 类别）']);
});
