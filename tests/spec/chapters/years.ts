import { both, type Chapter } from '../case.ts';

const kinds = { ledger: 'decisions', columns: ['agency', 'decided_on'], rows: [['甲', '2023-04-01'], ['甲', '2023-05-01'], ['甲', '2024-03-01'], ['甲', '2024-04-01'], ['甲', '2024-06-01'], ['乙', '2024-03-01']] };

export const years: Chapter = {
  title: both('年度和截至日', 'Years and the as-of day'),
  text: both('每次计算都是一个年度、截至某一天（含当日）。截至日之后的行不在，行里之后的日期读作空；年度未完时，还可能改变的为未到期。',
    'Everything is computed for a year and as of a day, that day included. Rows dated later are not there, later dates of a row read as empty; while the year is open, what may still change is pending.'),
  cases: [
    { id: 'as-of', kind: 'value', title: both('截至日', 'the as-of day'), asOf: '2024-04-01', text: both('只看到截至日为止的行。', 'Only rows up to the day are there.'), written: both('计数（行政执法决定）', 'count(decisions)'), tables: [kinds], expect: { 甲: '2', 乙: '1' } },
    {
      id: 'later-dates', kind: 'value', title: both('之后的日期', 'later dates'), asOf: '2024-04-01', text: both('行里晚于截至日的日期读作空：那时还不知道。', 'A date of a row after the as-of day reads as empty: it was not known then.'), written: both('行政执法决定 中 公示日期 已填 的 件数', 'count(decisions where disclosed_on is filled)'),
      tables: [{ ledger: 'decisions', columns: ['agency', 'decided_on', 'disclosed_on'], rows: [['甲', '2024-03-01', '2024-04-01'], ['甲', '2024-03-01', '2024-04-02']] }], expect: { 甲: '1' },
    },
    {
      id: 'planned', kind: 'value', title: both('计划日期', 'planned dates'), asOf: '2024-04-01', text: both('期限一类的字段声明为“计划”，不受截至日影响。', 'Terms are declared `planned`: the as-of day does not hide them.'), written: both('问题整改 中 整改期限 已填 的 件数', 'count(problems where due is filled)'),
      tables: [{ ledger: 'problems', columns: ['agency', 'found_on', 'due'], rows: [['甲', '2024-03-01', '2024-06-30']] }], expect: { 甲: '1' },
    },
    { id: 'last-year', kind: 'value', title: both('上年', "last year's"), text: both('同一算式在上一年的值；上年没有数据的不适用。', 'The same expression a year earlier; without data not applicable.'), written: both('计数（行政执法决定） － 上年 计数（行政执法决定）', "count(decisions) - last year's count(decisions)"), tables: [kinds], expect: { 甲: '1', 乙: '1' } },
    { id: 'growth', kind: 'value', title: both('同比', 'growth of'), text: both('（本年 − 上年）÷ 上年；上年为 0 的不适用。', '(this year − last year) ÷ last year; where last year is 0, not applicable.'), written: both('同比 计数（行政执法决定）', 'growth of count(decisions)'), tables: [kinds], expect: { 甲: '50%', 乙: 'not applicable' } },
    { id: 'open-target', kind: 'value', title: both('未完的目标', 'a target that is open'), asOf: '2024-06-30', text: both('还没达到而年内还能达到的，指标为未到期；已经达到的即为达标。', 'Not reached yet, but still within reach this year: the indicator is pending; one that is reached is met.'), written: both('计数（行政执法决定）', 'count(decisions)'), clauses: both('目标 ≥ 3件', 'target >= 3件'), tables: [kinds], expect: { 甲: '3; met', 乙: 'pending' } },
    { id: 'closed-target', kind: 'value', title: both('年度终了', 'when the year is over'), text: both('年度终了，没有达到就是未达标。', 'When the year is over, what is not reached is not met.'), written: both('计数（行政执法决定）', 'count(decisions)'), clauses: both('目标 ≥ 3件', 'target >= 3件'), tables: [kinds], expect: { 甲: '3; met', 乙: '1; not met' } },
    {
      id: 'calendar', kind: 'value', title: both('没有公布的安排', 'an arrangement not yet known'), year: 2030, text: both('需要某年的工作日安排而该年尚未公布的，这个指标为错误，并写明年份；绝不按周一至周五硬算。', 'Where the working days of a year are needed that has no arrangement yet, the indicator is an error that names the year: never a plain Monday to Friday.'), written: both('行政执法决定 中 公示日期 在 决定日期 起 7个工作日内 的 占比', 'share of decisions with disclosed_on within 7 workdays of decided_on'),
      tables: [{ ledger: 'decisions', columns: ['agency', 'decided_on', 'disclosed_on'], rows: [['甲', '2030-03-01', '2030-03-12']] }], expect: { 甲: 'error: 2030', 乙: 'not applicable' },
    },
  ],
};
