import { both, type Chapter } from '../case.ts';

const fines = { ledger: 'decisions', columns: ['agency', 'kind', 'fine'], rows: [['甲', '行政处罚', '1000'], ['甲', '行政处罚', '3000'], ['甲', '行政处罚', ''], ['甲', '行政许可', ''], ['乙', '行政许可', '']] };
const days = { ledger: 'case_reviews', columns: ['agency', 'held_on', 'level'], rows: [['甲', '2024-03-05', '单位自评'], ['甲', '2024-09-20', '政府评查'], ['乙', '2023-11-01', '单位自评']] };

export const aggregates: Chapter = {
  title: both('汇总', 'Aggregates'),
  text: both('汇总的是一个执法主体当年的行。名录上的每个执法主体都有结果：筛不出行时件数为 0，平均、最大等没有可算的为不适用，没有报送台账的为未报送。',
    'Aggregates are over an agency\'s rows of the year. Every agency of the roster has a result: with no rows a count is 0, an average or greatest of nothing is not applicable, and without the ledger handed in it is not reported.'),
  cases: [
    { id: 'count', kind: 'value', title: both('件数', 'count'), text: both('“计数（台账）”是全部行；有条件时读作“台账 中 … 的 件数”。', 'count(L) counts rows; with a condition those for which it holds.'), written: both('行政执法决定 中 类别 为 行政处罚 的 件数', 'count(decisions where kind = penalty)'), tables: [fines], silent: ['丙'], expect: { 甲: '3', 乙: '0', 丙: 'not reported' } },
    { id: 'sum', kind: 'value', title: both('之和', 'sum'), text: both('未填的不加；没有行为 0。', 'Empty cells add nothing; of no rows it is 0.'), written: both('行政执法决定 中 类别 为 行政处罚 的 罚款金额 之和', 'sum(decisions.fine where kind = penalty)'), tables: [fines], expect: { 甲: '4000元', 乙: '0元' } },
    { id: 'avg', kind: 'value', title: both('平均', 'avg'), text: both('未填的既不加也不计数。', 'Empty cells are neither added nor counted.'), written: both('平均（行政执法决定.罚款金额）', 'avg(decisions.fine)'), tables: [fines], expect: { 甲: '2000元', 乙: 'not applicable' } },
    { id: 'min-max', kind: 'value', title: both('最小、最大', 'min, max'), text: both('未填的不计。', 'Empty cells do not count.'), written: both('最大（行政执法决定.罚款金额） － 最小（行政执法决定.罚款金额）', 'max(decisions.fine) - min(decisions.fine)'), tables: [fines], expect: { 甲: '2000元', 乙: 'not applicable' } },
    { id: 'median', kind: 'value', title: both('中位数', 'median'), text: both('偶数个取中间两个的平均。', 'Of an even number the mean of the middle two.'), written: both('中位（行政执法决定.罚款金额）', 'median(decisions.fine)'), tables: [fines], expect: { 甲: '2000元', 乙: 'not applicable' } },
    {
      id: 'distinct', kind: 'value', title: both('去重数', 'distinct'), text: both('不同值的个数，未填的不计。', 'How many different values; empty cells do not count.'), written: both('去重（行政检查.检查对象代码）', 'distinct(inspections.enterprise)'),
      tables: [{ ledger: 'inspections', columns: ['agency', 'enterprise'], rows: [['甲', 'E1'], ['甲', 'E1'], ['甲', 'E2']] }], expect: { 甲: '2', 乙: '0' },
    },
    { id: 'earliest', kind: 'value', title: both('最早、最晚', 'earliest, latest'), text: both('日期中最早、最晚的一天；一个也没有的不适用。', 'The first or last of the dates; of none it is not applicable.'), written: both('最早（案卷评查批次.评查日期）', 'earliest(case_reviews.held_on)'), tables: [days], expect: { 甲: '2024-03-05', 乙: 'not applicable' } },
    { id: 'earliest-by', kind: 'value', title: both('最早日 不晚于', 'earliest … by'), text: both('是否按期做过：做了看日期，没做的到期前为未到期。', 'Whether something was done in time: what was done by its date, what was not is pending until the day.'), written: both('（案卷评查批次 中 级别 为 单位自评 的 评查日期 最早日）不晚于 10月底', 'earliest(case_reviews.held_on where level = own) by 31 October'), clauses: both('目标 是', 'target yes'), asOf: '2024-10-30', tables: [days], expect: { 甲: 'yes; met', 乙: 'pending' } },
    { id: 'exists', kind: 'value', title: both('有', 'exists'), text: both('有没有这样的行。当年未完时，还没有的为未到期。', 'Whether there is such a row. While the year is open, what is not there yet is pending.'), written: both('有（案卷评查批次 其中 级别 为 政府评查）', 'exists(case_reviews where level = government)'), asOf: '2024-12-30', tables: [days], expect: { 甲: 'yes', 乙: 'pending' } },
    { id: 'exists-closed', kind: 'value', title: both('有，年度终了后', 'exists, when the year is over'), text: both('年度终了，没有就是没有。', 'When the year is over, what is not there is not there.'), written: both('有（案卷评查批次 其中 级别 为 政府评查）', 'exists(case_reviews where level = government)'), tables: [days], expect: { 甲: 'yes', 乙: 'no' } },
    { id: 'last', kind: 'value', title: both('末次', 'last'), text: both('日期最晚的一行的值（同日的，主键最大的一行）。', 'The value on the row with the latest date (of the same day, that with the greatest key).'), written: both('末次（满意度测评.有效样本）', 'last(surveys.answered)'), tables: [{ ledger: 'surveys', columns: ['agency', 'held_on', 'answered'], rows: [['甲', '2024-05-01', '200'], ['甲', '2024-11-01', '180'], ['乙', '2024-11-01', '']] }], expect: { 甲: '180份', 乙: 'not applicable' } },
    {
      id: 'dated-by', kind: 'value', title: both('年度依', 'dated by'), text: both('一行归哪一年由台账的日期决定；这里可以换成另一个日期。', 'Which year a row belongs to is decided by its ledger\'s date; here by another date of it.'), written: both('计数（行政许可办件 年度依 决定日期）', 'count(licences dated by decided_on)'),
      tables: [{ ledger: 'licences', columns: ['agency', 'applied_on', 'decided_on'], rows: [['甲', '2023-12-20', '2024-01-10'], ['甲', '2024-12-20', '2025-01-10'], ['甲', '2024-05-01', '']] }], expect: { 甲: '1' },
    },
    {
      id: 'register', kind: 'value', title: both('名册', 'registers'), text: both('名册只计统计时点有效的；写“全部”的全计。', 'Of a register those in force on the state day count; with “all” everyone does.'), written: both('计数（执法人员名册）÷ 计数（全部 执法人员名册）', 'count(officers) / count(all officers)'),
      tables: [{ ledger: 'officers', columns: ['agency', 'certified_on', 'left_on'], rows: [['甲', '2020-01-01', ''], ['甲', '2020-01-01', '2024-05-31'], ['甲', '', ''], ['甲', '2024-12-31', '']] }], expect: { 甲: '75% (3/4)', 乙: 'not applicable' },
    },
    { id: 'arithmetic-of', kind: 'value', title: both('几个字段之和', 'over several fields'), text: both('先在每一行上算，再汇总。', 'Worked out on each row, then put together.'), written: both('满意度测评 中 第三方 的 很满意 ＋ 满意 之和', 'sum(very_satisfied + satisfied of surveys where third_party)'), tables: [{ ledger: 'surveys', columns: ['agency', 'third_party', 'very_satisfied', 'satisfied'], rows: [['甲', '是', '50', '30'], ['甲', '是', '20', ''], ['甲', '否', '9', '9']] }], expect: { 甲: '80份', 乙: '0份' } },
    { id: 'quotient', kind: 'value', title: both('两个汇总之比', 'a quotient of two aggregates'), text: both('分子、分母原样保留，按精确数与目标比较；分母为 0 的不适用。', 'Numerator and denominator are kept as they are and compared exactly; with 0 below it is not applicable.'), written: both('合计（行政执法决定.罚款金额）÷ 计数（行政执法决定 其中 罚款金额 已填）', 'sum(decisions.fine) / count(decisions where fine is filled)'), tables: [fines], expect: { 甲: '2000元 (4000/2)', 乙: 'not applicable' } },
    {
      id: 'across', kind: 'value', title: both('跨主体', 'across agencies'), text: both('汇总名录上所有执法主体的行；条件里 agency.字段 是该行所属的执法主体，单写字段是本执法主体。', 'Rows of all agencies of the roster; within, agency.f is of the agency whose row it is, a bare field of the agency at hand.'), written: both('计数（行政执法决定 跨主体 其中 agency.上级机关 ＝ 统一社会信用代码）', 'count(decisions across agencies where agency.parent = code)'),
      tables: [{ ledger: 'agencies', columns: ['code', 'parent'], rows: [['乙', 'A'], ['丙', 'A']] }, { ledger: 'decisions', columns: ['agency', 'case_no'], rows: [['甲', '1'], ['乙', '2'], ['丙', '3'], ['丙', '4']] }], expect: { 甲: '3', 乙: '0' },
    },
  ],
};
