import { both, type Chapter } from '../case.ts';

const kinds = { ledger: 'decisions', columns: ['kind'], rows: [['行政处罚'], ['行政许可'], ['']] };

export const conditions: Chapter = {
  title: both('行上的条件', 'Conditions on a row'),
  text: both('条件对台账的每一行有四种结果：是、否、未知（有关单元格未填）、未到期（期限尚未届满）。未知不算符合，也不会因为加上“非”而算符合。',
    'A condition is one of four things on each row of a ledger: yes, no, unknown (a cell it needs is empty) or pending (a term has not run out). Unknown never counts as fulfilled, and “not” does not make it so.'),
  cases: [
    {
      id: 'choice', kind: 'condition', title: both('为', 'is'), text: both('字段是某个选项。选项用名称或标签都可以；右边的名称先当作左边字段的选项。', 'A field is one of its choices, by name or label; a name on the right is first a choice of the field on the left.'),
      written: both('类别 为 行政处罚', 'kind = penalty'), tables: [kinds], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'not-choice', kind: 'condition', title: both('不为', 'is not'), text: both('未填的既不算“为”，也不算“不为”。', 'An empty cell is neither the one nor not the one.'),
      written: both('类别 不为 行政处罚', 'kind != penalty'), tables: [kinds], expect: ['no', 'yes', 'unknown'],
    },
    {
      id: 'in', kind: 'condition', title: both('为 甲、乙', 'in'), text: both('是所列选项之一。', 'Is one of several choices.'),
      written: both('类别 为 行政处罚、行政许可', 'kind in penalty, licence'), tables: [{ ...kinds, rows: [['行政处罚'], ['行政强制'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'not-in', kind: 'condition', title: both('不为 甲、乙', 'not in'), text: both('不是所列选项中的任何一个。', 'Is none of several choices.'),
      written: both('类别 不为 行政处罚、行政许可', 'kind not in penalty, licence'), tables: [{ ...kinds, rows: [['行政处罚'], ['行政强制'], ['']] }], expect: ['no', 'yes', 'unknown'],
    },
    {
      id: 'has', kind: 'condition', title: both('含', 'has'), text: both('可多选的字段含有某个选项；列几个的，含有其中一个即可。', 'A field of several choices holds the choice, or one of those listed.'),
      written: both('处罚种类 含 罚款', 'penalties has fined'), tables: [{ ledger: 'decisions', columns: ['penalties'], rows: [['警告、罚款'], ['警告'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'numbers', kind: 'condition', title: both('比较数', 'comparing numbers'), text: both('同一量纲的单位自动换算；不同量纲不能比较，检查时报错。', 'Units of one dimension convert; unlike ones cannot be compared, which is an error when checked.'),
      written: both('罚款金额 ≥ 1万元', 'fine >= 1万元'), tables: [{ ledger: 'decisions', columns: ['fine'], rows: [['10000'], ['9999.99'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'dates', kind: 'condition', title: both('比较日期', 'comparing dates'), text: both('与确定的日期或当年的日期比较。未填的日期未知；期限请用“不晚于”。', 'With a day, or a day of the year. An empty date is unknown; for deadlines write “by”.'),
      written: both('决定日期 ≥ 7月1日', 'decided_on >= 1 July'), tables: [{ ledger: 'decisions', columns: ['decided_on'], rows: [['2024-07-01'], ['2024-06-30']] }], expect: ['yes', 'no'],
    },
    {
      id: 'texts', kind: 'condition', title: both('比较文字', 'comparing texts'), text: both('文字写在引号里；选项以数字开头的也写在引号里。', 'Texts stand in quotes, and so do choices that begin with a digit.'),
      written: both('来源 为 “12345”', 'source = "12345"'), tables: [{ ledger: 'complaints', columns: ['source'], rows: [['12345'], ['来信'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'filled', kind: 'condition', title: both('已填、未填', 'is filled, is empty'), text: both('只看填没填，从不未知。', 'Only whether there is something: never unknown.'),
      written: both('公示日期 已填', 'disclosed_on is filled'), tables: [{ ledger: 'decisions', columns: ['disclosed_on'], rows: [['2024-03-05'], ['']] }], expect: ['yes', 'no'],
    },
    {
      id: 'yes-no', kind: 'condition', title: both('是否字段', 'yes/no fields'), text: both('字段本身就是条件；未填为未知。', 'The field is a condition by itself; empty is unknown.'),
      written: both('重大决定', 'major'), tables: [{ ledger: 'decisions', columns: ['major'], rows: [['是'], ['否'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'not', kind: 'condition', title: both('非、不满足', 'not'), text: both('否定整个比较；未知的否定仍是未知。', 'Turns a whole comparison round; unknown stays unknown.'),
      written: both('不满足 罚款金额 ＞ 3000元', 'not fine > 3000元'), tables: [{ ledger: 'decisions', columns: ['fine'], rows: [['3000'], ['5000'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'and', kind: 'condition', title: both('且', 'and'), text: both('都符合才符合；一个不符合就不符合，不管另一个是否未知。', 'Both must hold; one that does not settles it, whatever the other is.'),
      written: both('重大决定 且 类别 为 行政处罚', 'major and kind = penalty'), tables: [{ ledger: 'decisions', columns: ['major', 'kind'], rows: [['是', '行政处罚'], ['是', ''], ['否', ''], ['', '行政许可']] }], expect: ['yes', 'unknown', 'no', 'no'],
    },
    {
      id: 'or', kind: 'condition', title: both('或', 'or'), text: both('有一个符合就符合。“且”比“或”先结合，混用时请加括号。', 'One is enough. “and” binds before “or”; put parentheses where both stand.'),
      written: both('重大决定 或 类别 为 行政处罚', 'major or kind = penalty'), tables: [{ ledger: 'decisions', columns: ['major', 'kind'], rows: [['', '行政处罚'], ['否', ''], ['否', '行政许可']] }], expect: ['yes', 'unknown', 'no'],
    },
    {
      id: 'if-then', kind: 'condition', title: both('若 … 则 …', 'if … then …'), text: both('等于“不满足前者，或后者”：前者不成立时总是符合。', 'Is “not the first, or the second”: where the first is not so it always holds.'),
      written: both('若 处罚种类 含 罚款 则 罚款金额 ＞ 0元', 'if penalties has fined then fine > 0元'),
      tables: [{ ledger: 'decisions', columns: ['penalties', 'fine'], rows: [['罚款', '500'], ['罚款', '0'], ['警告', ''], ['罚款', '']] }], expect: ['yes', 'no', 'yes', 'unknown'],
    },
    {
      id: 'within-workdays', kind: 'condition', title: both('自 … 起 N 个工作日内', 'within N workdays of'), asOf: '2024-05-10',
      text: both('从次日起算，法定节假日和调休依国务院办公厅当年安排。期限当日仍算按期；日期未填而期限未过的为未到期。', 'Counted from the day after, by the State Council\'s holidays and make-up days. The last day is still in time; an empty date is pending until the term has run out.'),
      written: both('公示日期 在 决定日期 起 7个工作日内', 'disclosed_on within 7 workdays of decided_on'),
      tables: [{ ledger: 'decisions', columns: ['decided_on', 'disclosed_on'], rows: [['2024-04-26', '2024-05-09'], ['2024-04-26', '2024-05-10'], ['2024-05-06', ''], ['2024-04-25', '']] }], expect: ['yes', 'no', 'pending', 'no'],
    },
    {
      id: 'within-days', kind: 'condition', title: both('N 日内', 'within N days of'), asOf: '2024-03-31',
      text: both('按自然日计算。', 'Counted in calendar days.'),
      written: both('公示日期 在 决定日期 起 20日内', 'disclosed_on within 20 days of decided_on'),
      tables: [{ ledger: 'decisions', columns: ['decided_on', 'disclosed_on'], rows: [['2024-03-01', '2024-03-21'], ['2024-03-01', '2024-03-22'], ['2024-03-20', '']] }], expect: ['yes', 'no', 'pending'],
    },
    {
      id: 'same-day', kind: 'condition', title: both('当日起算', 'counted from the same day'), asOf: '2024-03-31',
      text: both('起算日计入期限，期限因此短一天。', 'The first day counts, so the term is a day shorter.'),
      written: both('公示日期 在 决定日期 起 20日内 当日起算', 'disclosed_on within 20 days of decided_on counted from the same day'),
      tables: [{ ledger: 'decisions', columns: ['decided_on', 'disclosed_on'], rows: [['2024-03-01', '2024-03-20'], ['2024-03-01', '2024-03-21'], ['2024-03-20', '']] }], expect: ['yes', 'no', 'pending'],
    },
    {
      id: 'own-term', kind: 'condition', title: both('每行自己的期限', 'a term of the row\'s own'), asOf: '2024-03-31',
      text: both('期限可以是字段；未填时取通常的期限。', 'The term may be a field; where it is empty the usual one holds.'),
      written: both('公示日期 在 决定日期 起（法定另定公示期限 未填时取 7个工作日）内', 'disclosed_on within (disclosure_days_by_law else 7 workdays) of decided_on'),
      tables: [{ ledger: 'decisions', columns: ['decided_on', 'disclosure_days_by_law', 'disclosed_on'], rows: [['2024-03-01', '', '2024-03-12'], ['2024-03-01', '20', '2024-03-12'], ['2024-03-01', '', '2024-03-13']] }], expect: ['yes', 'yes', 'no'],
    },
    {
      id: 'by', kind: 'condition', title: both('不晚于', 'by, no later than'), asOf: '2024-06-30',
      text: both('期限当日仍算按期；日期未填而期限未过的为未到期；期限未填的为未知。', 'The day itself is in time; an empty date is pending until then; an empty deadline is unknown.'),
      written: both('整改日期 不晚于 整改期限', 'fixed_on no later than due'),
      tables: [{ ledger: 'problems', columns: ['due', 'fixed_on'], rows: [['2024-05-31', '2024-05-31'], ['2024-05-31', ''], ['2024-06-30', ''], ['', '2024-05-01']] }], expect: ['yes', 'no', 'pending', 'unknown'],
    },
    {
      id: 'by-date', kind: 'condition', title: both('不晚于当年或次年的某日', 'by a day of the year or the next'), asOf: '2024-12-31',
      text: both('不写年份的日期是当年的；“次年1月31日”是下一年的。', 'A day without a year is of the year; 31 January of next year is of the one after.'),
      written: both('公示日期 不晚于 次年1月31日', 'disclosed_on by 31 January of next year'),
      tables: [{ ledger: 'decisions', columns: ['disclosed_on'], rows: [['2024-12-30'], ['']] }], expect: ['yes', 'pending'],
    },
    {
      id: 'before', kind: 'condition', title: both('早于', 'before'), asOf: '2024-06-30',
      text: both('期限当日已经不算。', 'The day itself is too late.'),
      written: both('审核日期 早于 决定日期', 'reviewed_on before decided_on'),
      tables: [{ ledger: 'decisions', columns: ['reviewed_on', 'decided_on'], rows: [['2024-02-29', '2024-03-01'], ['2024-03-01', '2024-03-01'], ['', '2024-03-01']] }], expect: ['yes', 'no', 'no'],
    },
    {
      id: 'month-end', kind: 'condition', title: both('月底前', 'before the end of a month'), asOf: '2024-12-31',
      text: both('“在 10月底 前”包括31日；“在 2024-11-01 前”不包括当日。英文只有 by 和 before。', '在 10月底 前 includes the 31st, 在 2024-11-01 前 does not include the day; in English there are by and before.'),
      written: both('评查日期 在 10月底 前', 'held_on by 31 October'),
      tables: [{ ledger: 'case_reviews', columns: ['held_on'], rows: [['2024-10-31'], ['2024-11-01']] }], expect: ['yes', 'no'],
    },
    {
      id: 'highest', kind: 'condition', title: both('最重 … 按 …', 'highest of … by …'), text: both('可多选字段中次序最高的一个，例如有几种处罚的案件计入最重的一种。', 'Of several choices the highest in an order: a case with several penalties counts as the heaviest.'),
      written: both('最重 处罚种类 按 轻重次序 为 罚款', 'highest of penalties by severity = fined'),
      tables: [{ ledger: 'decisions', columns: ['penalties'], rows: [['警告、罚款'], ['罚款、没收违法所得'], ['']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'reference', kind: 'condition', title: both('沿指向取字段', 'following a reference'), text: both('“.”沿指向取另一台账的字段；没有对应的行为空。', 'A dot follows a reference to a field of another ledger; where there is no such row it is empty.'),
      written: both('人员编号.岗位 为 执法', 'officer.role = enforcement'),
      tables: [{ ledger: 'training', columns: ['record_no', 'officer'], rows: [['1', 'P1'], ['2', 'P2'], ['3', 'P9']] }, { ledger: 'officers', columns: ['officer_id', 'role'], rows: [['P1', '执法'], ['P2', '法制审核']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'lookup', kind: 'condition', title: both('查找', 'looking up'), text: both('按几个字段在另一台账中查到统计时点有效的一行；地区取最近的。', 'The row of another ledger, in force on the state day, found by several fields; of regions the nearest.'),
      written: both('分级.上限 ≥ 3次', 'enterprise_class.cap >= 3次'),
      tables: [
        { ledger: 'inspections', columns: ['inspection_no', 'enterprise_class'], rows: [['1', 'A'], ['2', 'B'], ['3', 'C']] },
        { ledger: 'inspection_caps', columns: ['region', 'enterprise_class', 'valid_from', 'cap'], rows: [['610000', 'A', '2023-01-01', '1'], ['610100', 'A', '2023-01-01', '4'], ['610100', 'B', '2023-01-01', '2']] },
      ], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'any', kind: 'condition', title: both('任一 … 满足 …', 'any … with …'), text: both('指向几行的字段：有一行符合即可。没有填的为未知。', 'Of a field that names several rows: one that fulfils it is enough. Nothing named is unknown.'),
      written: both('任一 承办人 满足 岗位 为 执法', 'any handled_by with role = enforcement'),
      tables: [{ ledger: 'decisions', columns: ['case_no', 'handled_by'], rows: [['1', 'P1、P2'], ['2', 'P2'], ['3', '']] }, { ledger: 'officers', columns: ['officer_id', 'role'], rows: [['P1', '执法'], ['P2', '法制审核']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'every', kind: 'condition', title: both('每一 … 满足 …', 'every … with …'), text: both('所指各行都符合才符合；条件里可以把所指的行与本行比较。', 'All rows named must fulfil it; the condition may hold them against the row itself.'),
      written: both('每一 承办人 满足 发证日期 ≤ 决定日期', 'every handled_by with certified_on <= decided_on'),
      tables: [{ ledger: 'decisions', columns: ['case_no', 'decided_on', 'handled_by'], rows: [['1', '2024-03-01', 'P1、P2'], ['2', '2024-03-01', 'P1、P3'], ['3', '2024-03-01', 'P1、P9']] },
        { ledger: 'officers', columns: ['officer_id', 'certified_on'], rows: [['P1', '2020-01-01'], ['P2', '2023-01-01'], ['P3', '2024-06-01']] }], expect: ['yes', 'no', 'unknown'],
    },
    {
      id: 'register-day', kind: 'condition', title: both('统计时点、年末', 'state day, year end'), asOf: '2024-06-30',
      text: both('统计时点是年末与截至日中较早的一天。', 'The state day is the end of the year, or the as-of day before it.'),
      written: both('离岗日期 未填 或 离岗日期 ＞ 统计时点', 'left_on is empty or left_on > state day'),
      tables: [{ ledger: 'officers', columns: ['left_on'], rows: [[''], ['2024-06-30'], ['2024-07-01']] }], expect: ['yes', 'no', 'yes'],
    },
    {
      id: 'backquotes', kind: 'condition', title: both('反引号', 'backquotes'), text: both('名称与关键词相同而会读错时写在反引号里；子句词（依据、期限、source、due）作名称时通常不需要。', 'A name that would be read as a keyword stands in backquotes; clause words (source, due, 期限) need none as a rule.'),
      written: both('`整改期限` 已填 且 来源 为 “督察”', '`due` is filled and source = "督察"'),
      tables: [{ ledger: 'problems', columns: ['due', 'source'], rows: [['2024-05-31', '督察'], ['', '督察'], ['2024-05-31', '']] }], expect: ['yes', 'no', 'unknown'],
    },
  ],
};
