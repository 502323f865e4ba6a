import { describe, expect, test } from 'vitest';
import type { ExprAst } from '../../../dsl/syntax/ast.ts';
import { line, readOne, value } from './reading.ts';

describe('binding', () => {
  test('times goes before plus, plus before comparison, not before and, and before or', () => {
    expect(value('a + b * c >= 2 and not d = 1 or e')).toBe(value('((a + (b * c)) >= 2 and (not (d = 1))) or e'));
  });
  test('operators of one strength go from left to right', () => {
    expect(value('a - b - c')).toBe('(arithmetic left:(arithmetic left:a op:- right:b) op:- right:c)');
    expect(value('a / b / c')).toBe(value('(a / b) / c'));
  });
  test('else binds tighter than arithmetic and comparison', () => {
    expect(value('a else b + c >= 2')).toBe(value('((a else b) + c) >= 2'));
  });
  test('not takes the whole comparison', () => {
    expect(value('not kind in penalty, licence')).toBe('(not operand:(in operand:kind values:[penalty licence]))');
  });
  test('if A then B is not A or B', () => {
    expect(value('if a has b then c > 0元')).toBe('(or operands:[(not operand:(in operand:a values:[b])) (compare left:c op:> right:0元)])');
  });
  test('kind = penalty or licence reads so that the checker can say in penalty, licence', () => {
    expect(value('kind = penalty or licence')).toBe('(or operands:[(compare left:kind op:= right:penalty) licence])');
  });
});

describe('words and names', () => {
  test('clause words are names where an operand is expected', () => {
    expect(value('source = due and report is filled and 依据 为 期限 and level = item'))
      .toBe('(and operands:[(compare left:source op:= right:due) (filled operand:report) (compare left:依据 op:= right:期限) (compare left:level op:= right:item)])');
  });
  test('a clause word after an operand begins its clause', () => {
    const indicator = readOne('indicator', 'indicator i { value count(a where source = due) source "x" target >= 1 }');
    expect(indicator.sources).toHaveLength(1);
    expect(indicator.targets).toHaveLength(1);
  });
  test('function words are functions only before a parenthesis', () => {
    expect(value('count + sum(a.b) + 合计')).toBe(
      '(arithmetic left:(arithmetic left:count op:+ right:(aggregate fn:sum of:a.b)) op:+ right:合计)');
  });
  test('the condition after any and every goes on as far as it can; parentheses end it', () => {
    expect(value('any h with a and b')).toBe('(quantified field:h quantifier:any with:(and operands:[a b]))');
    expect(value('(every h with a) and b')).toBe('(and operands:[(quantified field:h quantifier:every with:a) b])');
  });
  test('a keyword inside a longer word is no keyword', () => {
    expect(value('在岗 为 中心')).toBe('(compare left:在岗 op:= right:中心)');
  });
  test('backquotes free any name', () => {
    expect(value('`where` = `且`')).toBe('(compare left:where op:= right:且)');
  });
  test('a word after a dot is always a name', () => {
    expect(value('filings.by = filings.在')).toBe('(compare left:filings.by op:= right:filings.在)');
  });
  test('full-width forms are the same as ASCII, but in texts', () => {
    expect(value('（ａ１＋２）≥１００％')).toBe(value('(a1+2)>=100%'));
    expect(value('a = “（一）”')).toBe('(compare left:a op:= right:(text value:（一）))');
  });
});

describe('numbers, units and dates', () => {
  test('units stand at the number or after a blank', () => {
    for (const [text, wanted] of [
      ['30学时', '30学时'], ['7个工作日', '7workdays'], ['20 workdays', '20workdays'], ['１个百分点', '1percentage_points'], ['95.50%', '95.5%'],
      ['1 percentage point', '1percentage_points'], ['3 件', '3件'], ['０.5分', '0.5分'], ['2日', '2days'], ['100万元', '100万元'], ['- 3', '-3'],
    ] as const) expect(value(text)).toBe(wanted);
  });
  test('a Chinese word ends before a digit and a number before a Chinese word', () => {
    expect(value('a 在 b 起7个工作日内')).toBe('(within count:7workdays date:a from:b)');
  });
  test('dates are absolute or of the year', () => {
    const date = (text: string): string => value(`x by ${text}`).replace('(by date:x deadline:', '').slice(0, -1);
    for (const text of ['2024-01-31', '2024年1月31日', '2024年1月底', '２０２４－０１－３１', '31 January 2024']) expect(date(text)).toBe('(date value:2024-01-31)');
    expect(date('2024年2月底')).toBe('(date value:2024-02-29)');
    expect(date('2022年底')).toBe('(date value:2022-12-31)');
    for (const text of ['次年1月31日', '31 January of next year', '01-31 of next year']) expect(date(text)).toBe('(yearDate day:31 month:1 yearOffset:1)');
    for (const text of ['10月底', '31 October', '10月31日', '10-31']) expect(date(text)).toBe('(yearDate day:31 month:10 yearOffset:0)');
    for (const text of ['year end', '年末']) expect(date(text)).toBe('(yearDate day:31 month:12 yearOffset:0)');
  });
  test('before the end of a month includes its last day; before a day does not include it', () => {
    expect(value('x 在 10月底 前')).toBe(value('x by 31 October'));
    expect(value('x 在 2024-10-01 前')).toBe(value('x before 2024-10-01'));
  });
});

describe('a list ends', () => {
  test('where and, or, with, excluding, 的 come', () => {
    expect(value('a in b, c and d')).toBe('(and operands:[(in operand:a values:[b c]) d])');
    expect(value('share of l where a in b, c with d in e, f'))
      .toBe('(share excluding:[] over:(ledger ledger:l) where:(in operand:a values:[b c]) with:(in operand:d values:[e f]))');
  });
  test('in Chinese, 的 ends it and the comma after 的 is not of it', () => {
    expect(value('l 中 a 为 b、c 的，d 属于 e、f 的 占比')).toBe(value('share of l where a in b, c with d in e, f'));
  });
});

describe('both word orders make one tree', () => {
  const pairs: [name: string, ...texts: string[]][] = [
    ['share', 'share of decisions where kind in a, b excluding exempt is filled because "依法不公开" with x within 7 workdays of y',
      'decisions 中 kind 为 a、b 的，剔除 exempt 已填 理由 “依法不公开” 的，x 在 y 起 7个工作日内 的 占比',
      '占比 decisions 其中 kind 为 a、b 剔除 exempt 已填 理由 “依法不公开” 满足 x 在 y 之日起 7个工作日 内'],
    ['share without a filter', 'share of notices with a by b', 'notices 中 a 不晚于 b 的 占比'],
    ['share of all', 'share of all officers dated by d where a with b', '全部 officers 年度依 d 中 a 的，b 的 占比'],
    ['groups', 'share of l where t != z grouped by e excluding last(l.c.cap) is empty because "无上限" with count(l) > last(l.c.cap)',
      'l 中 t ≠ z 的，按 e 分组，剔除 末次（l.c.cap）未填 理由 “无上限” 的，计数（l）＞ 末次（l.c.cap）的 占比'],
    ['quarters', 'share of quarters with count(r) >= 1', '各季度 中 计数（r）≥ 1 的 占比', '占比 各季度 满足 计数（r）不少于 1'],
    ['each', 'share of each n.item in (a, b) with exists(n)', '各 n.item 属于（a、b）中 有（n）的 占比'],
    ['count', 'count(l where a = b)', 'l 中 a 为 b 的 件数', '计数（l 其中 a 等于 b）'],
    ['sum', 'sum(t.hours where s in a, b) >= 30学时', '（t 中 s 为 a、b 的 hours 之和）≥ 30学时', '合计（t.hours 其中 s 属于 a、b）不低于 30学时'],
    ['quotient', 'count(l where a and not b) / distinct(l.e where a and not b)', 'l 中 a 且 非 b 的 件数 ÷ l 中 a 且 非 b 的 e 去重数'],
    ['earliest', 'earliest(r.d where l = x) by 31 October', '（r 中 l 为 x 的 d 最早日）不晚于 10月底', '最早（r.d 其中 l 为 x）不迟于 10月31日'],
    ['days', 'avg(workdays from a to b where c)', '平均（自 a 至 b 工作日数 其中 c）'],
    ['last year', "closed <= filed + last year's (filed - closed)", 'closed ≤ filed ＋ 上年 (filed － closed)'],
    ['any', 'share of d where any h with a is empty with every h with b > c and e', 'd 中 任一 h 满足 a 未填 的，每一 h 满足 b ＞ c 且 e 的 占比', '占比 d 其中 任一 h 满足 a 未填 满足 每一 h 满足 b ＞ c 且 e'],
    ['not any', 'not any h with a = b', '非 任一 h 满足 a 为 b'],
    ['across agencies', 'share of l across agencies where a grouped by e with distinct(l.agency) > 1', 'l 中 跨主体 a 的，按 e 分组，去重（l.agency）＞ 1 的 占比'],
    ['count across agencies', 'count(l across agencies where agency.parent = code)', '计数（l 跨主体 其中 agency.parent ＝ code）', 'l 中 跨主体 agency.parent ＝ code 的 件数'],
    ['sum across agencies', 'sum(l.f across agencies where a)', '合计（l.f 跨主体 其中 a）', 'l 中 跨主体 a 的 f 之和'],
    ['distribution', 'distribution of l where a grouped by f', 'l 中 a 的，按 f 分组 的 分布'],
    ['distribution of all', 'distribution of all l dated by d grouped by month of d', '全部 l 年度依 d 中 按 d.月份 分组 的 分布'],
    ['growth', 'growth of rate > 0%', '同比 rate ＞ 0%'],
    ['month', 'share of l grouped by e, month of l.d with count(l) > 1', 'l 中 按 e、l.d.月份 分组，计数（l）＞ 1 的 占比'],
    ['quarter', 'quarter of d = "2024-Q1"', 'd.季度 为 “2024-Q1”'],
    ['highest', 'highest of p in s', '最重 p 按 s'],
    ['total', 'total of g = t', '之和于 g ＝ t'],
    ['else', 'a within (b else 7 workdays) of c', 'a 在 c 起 （b 未填时取 7个工作日） 内'],
    ['state day', 'a is empty or a > state day', 'a 未填 或 a 晚于 统计时点'],
    ['is', 'a = b and not c', 'a 是 b 且 非 c', 'a is b and not c'],
    ['yes', 'a = yes', 'a = 是', 'a 为 是', 'a 是 是'],
    ['not in', 'a not in b, c', 'a 不属于 b、c', 'a 不为 b、c'],
  ];
  test.each(pairs)('%s', (_, first, ...others) => {
    for (const other of others) expect(value(other)).toBe(value(first));
  });
  test('the operand of a month ends before its ending', () => {
    const month = readOne('indicator', 'indicator i { value a.d.月份 = b }').value as Extract<ExprAst, { kind: 'compare' }>;
    expect(month.left).toMatchObject({ kind: 'bucketOf', unit: 'month', operand: { kind: 'path', at: { start: { column: 21 }, end: { column: 24 } } }, at: { end: { column: 27 } } });
  });
  test('arithmetic in front of 之和, or of a ledger, keeps it beside it', () => {
    expect(value('sum(b + c of t where a)')).toBe(value('t 中 a 的 b ＋ c 之和'));
    expect(value('sum(b of t where a)')).toBe(value('sum(t.b where a)'));
    expect(value('max(b * 2 of all t)')).toBe('(aggregate fn:max ledger:t of:(arithmetic left:b op:* right:2) whole:true)');
    expect(value('t 中 a 的 b ＋ c 之和')).toBe('(aggregate fn:sum ledger:t of:(arithmetic left:b op:+ right:c) where:a)');
  });
});

test('places are 1-based, end exclusive', () => {
  const { value: found } = readOne('indicator', 'indicator i {\n  value count(decisions\n    where a)\n}');
  expect(found?.at).toEqual({ file: 't.heng', start: { line: 2, column: 9 }, end: { line: 3, column: 13 } });
  expect(line(found)).toBe('(aggregate fn:count of:decisions where:a)');
});
