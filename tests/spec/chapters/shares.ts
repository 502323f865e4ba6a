import { both, type Chapter } from '../case.ts';

const disclosed = {
  ledger: 'decisions', columns: ['agency', 'kind', 'decided_on', 'disclosed_on', 'disclosure_exempt'],
  rows: [['甲', '行政处罚', '2024-02-05', '2024-02-08', ''], ['甲', '行政处罚', '2024-01-05', '', ''], ['甲', '行政处罚', '2024-02-27', '', ''], ['甲', '行政处罚', '2024-01-08', '', '涉及国家秘密'], ['甲', '行政许可', '2024-01-08', '', ''], ['乙', '行政处罚', '2024-02-27', '', '']],
};
const visits = {
  ledger: 'inspections', columns: ['agency', 'enterprise', 'inspected_on'],
  rows: [['甲', 'E1', '2024-03-01'], ['甲', 'E1', '2024-03-20'], ['甲', 'E2', '2024-03-05'], ['乙', 'E2', '2024-03-28'], ['乙', 'E3', '2024-05-01']],
};
const reviews = (rows: string[][]) => ({ ledger: 'case_reviews', columns: ['agency', 'held_on'], rows });

export const shares: Chapter = {
  title: both('占比和分布', 'Shares and distributions'),
  text: both('占比＝符合的 ÷ 范围内的。未知的留在分母里、不进分子；未到期的两边都不计，另行列出；分母为 0 的不适用，全部未到期的为未到期。',
    'A share is those that fulfil over those in scope. What is unknown stays below and not above; what is pending is in neither and is told beside it; nothing below is not applicable, or pending where all is pending.'),
  cases: [
    { id: 'share', kind: 'value', title: both('占比', 'share of'), asOf: '2024-02-28', text: both('“台账 中 范围 的，条件 的 占比”。', 'share of L where scope with condition.'), written: both('行政执法决定 中 类别 为 行政处罚 的，公示日期 在 决定日期 起 7个工作日内 的 占比', 'share of decisions where kind = penalty with disclosed_on within 7 workdays of decided_on'), tables: [disclosed], expect: { 甲: '33.33% (1/3); pending 1', 乙: 'pending 1', 丙: 'not applicable' } },
    { id: 'excluding', kind: 'value', title: both('剔除 … 理由 …', 'excluding … because …'), asOf: '2024-02-28', text: both('剔除的不进分母，按理由另行列出；可以写几条。', 'What is left out is not below, and is told by its reason; there may be several.'), written: both('行政执法决定 中 类别 为 行政处罚 的，剔除 不公开依据 已填 理由 “依法不公开” 的，公示日期 在 决定日期 起 7个工作日内 的 占比', 'share of decisions where kind = penalty excluding disclosure_exempt is filled because "依法不公开" with disclosed_on within 7 workdays of decided_on'), tables: [disclosed], expect: { 甲: '50% (1/2); pending 1; excluded 1', 乙: 'pending 1' } },
    {
      id: 'inside', kind: 'value', title: both('条件中的汇总', 'aggregates within'), text: both('条件里汇总另一台账时，只汇总指向该行的行；一行也没有的为 0。', 'An aggregate of another ledger within the condition is over the rows that refer to the row; none gives 0.'), written: both('执法人员名册 中 合计（培训登记卡.学时）≥ 30学时 的 占比', 'share of officers with sum(training.hours) >= 30学时'),
      tables: [{ ledger: 'officers', columns: ['agency', 'officer_id', 'certified_on'], rows: [['甲', 'P1', '2020-01-01'], ['甲', 'P2', '2020-01-01']] }, { ledger: 'training', columns: ['agency', 'officer', 'hours'], rows: [['甲', 'P1', '20'], ['甲', 'P1', '10']] }], expect: { 甲: '50% (1/2)', 乙: 'not applicable' },
    },
    {
      id: 'inside-open', kind: 'value', title: both('未完的年度', 'an open year'), asOf: '2024-06-30', text: both('年内还能补足的为未到期；已经达到的即为符合。', 'What can still be made up within the year is pending; what has been reached is fulfilled.'), written: both('执法人员名册 中 合计（培训登记卡.学时）≥ 30学时 的 占比', 'share of officers with sum(training.hours) >= 30学时'),
      tables: [{ ledger: 'officers', columns: ['agency', 'officer_id', 'certified_on'], rows: [['甲', 'P1', '2020-01-01'], ['甲', 'P2', '2020-01-01']] }, { ledger: 'training', columns: ['agency', 'officer', 'hours'], rows: [['甲', 'P1', '20'], ['甲', 'P1', '10']] }], expect: { 甲: '100% (1/1); pending 1' },
    },
    { id: 'grouped', kind: 'value', title: both('按 … 分组', 'grouped by'), text: both('数的是组：按字段的值分组，条件在组上判断；随行变化的字段要汇总。', 'Groups are counted: rows with the same value are one, the condition is judged on the group; what varies within it must be aggregated.'), written: both('行政检查 中 按 检查对象代码 分组，计数（行政检查）＞ 1 的 占比', 'share of inspections grouped by enterprise with count(inspections) > 1'), tables: [visits], expect: { 甲: '50% (1/2)', 乙: '0% (0/2)', 丙: 'not applicable' } },
    { id: 'across-groups', kind: 'value', title: both('跨主体分组', 'groups across agencies'), text: both('各执法主体的行一起分组；有本主体行的组计入本主体。', 'Rows of all agencies are grouped together; a group counts for each agency that has a row in it.'), written: both('行政检查 中 跨主体 按 检查对象代码、检查日期.月份 分组，去重（行政检查.执法主体）＞ 1 的 占比', 'share of inspections across agencies grouped by enterprise, month of inspected_on with distinct(inspections.agency) > 1'), tables: [visits], expect: { 甲: '50% (1/2)', 乙: '50% (1/2)' } },
    { id: 'quarters', kind: 'value', title: both('各季度、各月', 'quarters, months'), asOf: '2024-08-15', text: both('一年的四个季度（十二个月），没有行的也算；未完的季度，还能做到的为未到期。', 'The four quarters (twelve months) of the year, also those without rows; one that is not over is pending while it can still be done.'), written: both('各季度 中 计数（案卷评查批次）≥ 1 的 占比', 'share of quarters with count(case_reviews) >= 1'), tables: [reviews([['甲', '2024-02-01'], ['甲', '2024-08-01'], ['乙', '2024-05-01']])], expect: { 甲: '66.67% (2/3); pending 1', 乙: '50% (1/2); pending 2' } },
    { id: 'each', kind: 'value', title: both('各 … 属于', 'each … in'), text: both('所列的每个值是一个单位，没有行的也算。', 'Each value listed is a unit, also one without rows.'), written: both('各 事前公示信息.事项 属于（主体、人员、职责）中 有（事前公示信息）的 占比', 'share of each notices.item in (body, staff, duty) with exists(notices)'), tables: [{ ledger: 'notices', columns: ['agency', 'item'], rows: [['甲', '主体'], ['甲', '人员'], ['甲', '人员']] }], expect: { 甲: '66.67% (2/3)', 乙: '0% (0/3)' } },
    { id: 'distribution', kind: 'value', title: both('分布', 'distribution of'), text: both('每个选项各有多少行；只能单独作为仅供参考的指标。', 'How many rows have each choice; only as the whole value of an indicator that is shown only.'), written: both('评查案卷 中 按 等次 分组 的 分布', 'distribution of case_files grouped by grade'), clauses: both('显示 仅供参考', 'shown only'), tables: [{ ledger: 'case_files', columns: ['agency', 'grade'], rows: [['甲', '优秀'], ['甲', '合格'], ['甲', '优秀'], ['甲', '']] }], expect: { 甲: '优秀 2, 良好 0, 合格 1, 不合格 0, empty 1', 乙: 'not applicable' } },
    { id: 'exact', kind: 'value', title: both('精确比较', 'exact comparison'), text: both('与目标比较的是精确的分子分母，不是显示的百分数。', 'It is the exact numbers that are held against the target, not the percentage shown.'), written: both('评查案卷 中 等次 为 优秀、良好 的 占比', 'share of case_files with grade in excellent, good'), clauses: both('目标 ≥ 66.67%', 'target >= 66.67%'), tables: [{ ledger: 'case_files', columns: ['agency', 'grade'], rows: [['甲', '优秀'], ['甲', '合格'], ['甲', '良好']] }], expect: { 甲: '66.67% (2/3); not met', 乙: 'not applicable' } },
  ],
};
