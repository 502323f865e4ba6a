/** What checking the meaning of reports can say. */
import { error, warning } from './entry.ts';
import type { Both } from './syntax.ts';

export const reportMessages = {
  'unknown-report': error<{ name: string }>(p => `没有年报“${p.name}”`, p => `there is no report “${p.name}”`),
  'unknown-part': error<{ name: string; where?: Both }>(
    p => `${p.where ? `年报“${p.where.zh}”里` : ''}没有部分“${p.name}”`, p => `there is no part “${p.name}”${p.where ? ` in report ${p.where.en}` : ''}`),
  'unknown-table': error<{ name: string }>(
    p => `没有统计表或地方表式“${p.name}”`, p => `there is no form or view “${p.name}”`,
    { zh: () => '自定的表要在花括号里写出各列', en: () => 'a table of its own has its columns in braces' }),
  'unknown-layout': error<{ name: string }>(
    p => `没有文体“${p.name}”`, p => `there is no layout “${p.name}”`,
    { zh: () => '可写：A（先表后文）、“A′”（先文后表）、B（主体概况加案件表）、C（填报式统计表）、D（纯叙述）', en: () => 'it may be A (tables, then text), "A′" (text first), B (bodies, then cases), C (a filled-in table), D (text alone)' }),
  'layout-unfit': warning<{ layout: string; what: Both }>(
    p => `文体${p.layout}${p.what.zh}`, p => `layout ${p.layout} ${p.what.en}`),
  'report-without-parts': error<{ name: Both }>(
    p => `年报“${p.name.zh}”没有部分`, p => `report “${p.name.en}” has no part`,
    { zh: () => '写 部分 名称 “…” { 表 … 文本 … }', en: () => 'write part name "…" { table … text … }' }),
  'report-of-variant': error<{ name: Both }>(
    p => `“${p.name.zh}”自己也是地方式样：应指向它所依的年报`, p => `“${p.name.en}” is a variant itself: name the report it is one of`),
  'part-without-base': error<{ name: string }>(
    p => `部分“${p.name}”写了“同于”，但没有可以相同的部分`, p => `part “${p.name}” says same as, but there is no such part to be the same as`),
  'figure-not-shown': error<{ what: Both }>(
    p => `文字里不能直接写${p.what.zh}`, p => `${p.what.en} cannot stand in a text`,
    { zh: () => '把条件写在文字后面：当 …', en: () => 'write the condition behind the text: when …' }),
  'not-a-group': error<{ name: string }>(
    p => `“${p.name}”不是统计表的列组`, p => `“${p.name}” is no group of columns of a form`,
    { zh: () => '写作 统计表.列组', en: () => 'write form.group' }),
  'column-without-figure': error<{ name: string }>(
    p => `列“${p.name}”没有取数：写 ＝ 和算式`, p => `column “${p.name}” has no figure: write = and an expression`),
  'date-of-every-year-wanted': error(
    () => '期限每年都有：不写年份', () => 'a deadline comes every year: leave out the year',
    { zh: () => '如 次年1月15日', en: () => 'such as 15 January' }),
  'suppress-below-what': error<{ value: string }>(
    p => `“隐去低于”后应为2至100的整数，不是${p.value}`, p => `suppress below wants a whole number from 2 to 100, not ${p.value}`),
};
