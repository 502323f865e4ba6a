import { both, type Chapter } from '../case.ts';

const rounds = { ledger: 'case_reviews', columns: ['agency', 'held_on'], rows: [['甲', '2024-03-01'], ['甲', '2024-09-01'], ['乙', '2024-05-01']] };
const files = { ledger: 'case_files', columns: ['agency', 'grade', 'held_on'], rows: [['甲', '优秀', '2024-03-01'], ['甲', '合格', '2024-09-01'], ['乙', '良好', '2024-03-01']] };

export const indicators: Chapter = {
  title: both('指标和任务', 'Indicators and tasks'),
  text: both('指标写明依据、取值和目标。子句各占一行，或用分号隔开。', 'An indicator says its source, its value and its target. Clauses stand on lines of their own, or are parted by semicolons.'),
  cases: [
    {
      id: 'indicator', kind: 'program', title: both('指标', 'indicator'), text: both('名称给程序用，标签给人看。“备注”给读者看，不影响结果。', 'The name is for programs, the label for people. A note is for readers and changes nothing.'), indicator: 'excellent',
      written: both('指标 excellent “优良率” {\n  依据 “例规” 条款 “三” 网址 “https://example.gov.cn/3” 自 2024-01-01\n  备注 “复评后的等次”\n  取值 评查案卷 中 等次 为 优秀、良好 的 占比\n  目标 ≥ 80%\n  越高越好\n}', 'indicator excellent "优良率" {\n  source "例规" clause "三" url "https://example.gov.cn/3" from 2024-01-01\n  note   "复评后的等次"\n  value  share of case_files with grade in excellent, good\n  target >= 80%\n  better higher\n}'),
      tables: [files], expect: { 甲: '50% (1/2); not met', 乙: '100% (1/1); met', 丙: 'not applicable' },
    },
    {
      id: 'source-from', kind: 'program', title: both('施行日期', 'when the source holds'), text: both('依据施行前、废止后的行不计；整年都在有效期外的不适用。', 'Rows before the source took effect, or after it ended, do not count; a year wholly outside is not applicable.'), indicator: 'i',
      written: both('指标 i “优良率” {\n  依据 “例规” 自 2024-07-01\n  取值 评查案卷 中 等次 为 优秀、良好 的 占比\n}', 'indicator i "优良率" {\n  source "例规" from 2024-07-01\n  value  share of case_files with grade in excellent, good\n}'), tables: [files], expect: { 甲: '0% (0/1)', 乙: 'not applicable' },
    },
    {
      id: 'applies-to', kind: 'value', title: both('适用', 'applies to'), text: both('不符合条件的执法主体不适用，即使没有报送。', 'Agencies for which it does not hold are not applicable, also where they handed in nothing.'), written: both('计数（案卷评查批次）', 'count(case_reviews)'), clauses: both('适用 执法主体 其中 层级 为 市；目标 ≥ 2次', 'applies to agencies where level = city; target >= 2次'),
      tables: [{ ledger: 'agencies', columns: ['code', 'level'], rows: [['乙', '县']] }, rounds], silent: ['乙', '丙'], expect: { 甲: '2; met', 乙: 'not applicable', 丙: 'not reported' },
    },
    { id: 'target-when', kind: 'value', title: both('按情形的目标', 'targets by case'), text: both('取第一个情形成立的目标。', 'The first whose case holds.'), written: both('计数（案卷评查批次）', 'count(case_reviews)'), clauses: both('目标 ≥ 2次 当 计数（评查案卷）＞ 1；目标 ≥ 1次', 'target >= 2次 when count(case_files) > 1; target >= 1次'), tables: [rounds, files], expect: { 甲: '2; met', 乙: '1; met', 丙: '0; not met' } },
    { id: 'in-principle', kind: 'value', title: both('原则上', 'in principle'), text: both('没有达到会显示，不扣分。', 'Missing it is shown and costs nothing.'), written: both('评查案卷 中 等次 为 优秀 的 占比', 'share of case_files with grade = excellent'), clauses: both('目标 原则上 ≥ 60%', 'target in principle >= 60%'), tables: [files], expect: { 甲: '50% (1/2); missed in principle', 乙: '0% (0/1); missed in principle' } },
    { id: 'target-yes', kind: 'value', title: both('目标 是', 'target yes'), text: both('是否类指标的目标；还没有定论的不判。', 'The target of a yes or no; what is still open is not judged.'), written: both('有（案卷评查批次）', 'exists(case_reviews)'), clauses: both('目标 是', 'target yes'), asOf: '2024-06-30', tables: [rounds], expect: { 甲: 'yes; met', 丙: 'pending' } },
    { id: 'target-no', kind: 'value', title: both('越低越好、目标 否', 'better lower, target no'), text: both('方向是指标的一部分：越高越好、越低越好或仅供参考。', 'The direction is part of an indicator: more is better, less is better, or shown only.'), written: both('有（投诉举报 其中 属实）', 'exists(complaints where upheld)'), clauses: both('目标 否；越低越好', 'target no; better lower'), tables: [{ ledger: 'complaints', columns: ['agency', 'upheld'], rows: [['甲', '是'], ['乙', '']] }], expect: { 甲: 'yes; not met', 乙: 'no; met' } },
    { id: 'shown-only', kind: 'value', title: both('显示 仅供参考', 'shown only'), text: both('没有目标，不计分；“显示 单位”换一个单位显示。', 'No target, never scored; `shown in` shows it in another unit.'), written: both('合计（行政执法决定.罚款金额）', 'sum(decisions.fine)'), clauses: both('显示 仅供参考；显示 单位 万元', 'shown only; shown in 万元'), tables: [{ ledger: 'decisions', columns: ['agency', 'fine'], rows: [['甲', '25000']] }], expect: { 甲: '25000元', 乙: '0元' } },
    { id: 'shown-by', kind: 'value', title: both('显示 分组', 'shown grouped by'), text: both('页面上按字段的值分列；整体的值不变。', 'Pages also break the value down by a field; the value of the whole is the same.'), written: both('行政执法决定 中 上线办案 的 占比', 'share of decisions with online'), clauses: both('显示 分组 类别', 'shown grouped by kind'), tables: [{ ledger: 'decisions', columns: ['agency', 'kind', 'online'], rows: [['甲', '行政处罚', '是'], ['甲', '行政许可', '']] }], expect: { 甲: '50% (1/2)', 乙: 'not applicable' } },
    {
      id: 'indicator-of', kind: 'program', title: both('引用其他指标', 'other indicators'), text: both('指标可以用在别的指标里；它不适用、未报送或出错，引用它的也一样。', 'Indicators may stand in others; where one is not applicable, not reported or an error, so is what rests on it.'), indicator: 'gap',
      written: both('指标 good “优良率” { 依据 “例” 取值 评查案卷 中 等次 为 优秀、良好 的 占比 }\n指标 best “优秀率” { 依据 “例” 取值 评查案卷 中 等次 为 优秀 的 占比 }\n指标 gap “差距” { 依据 “例” 取值 优良率 － 优秀率 }', 'indicator good "优良率" { source "例"; value share of case_files with grade in excellent, good }\nindicator best "优秀率" { source "例"; value share of case_files with grade = excellent }\nindicator gap "差距" { source "例"; value good - best }'), tables: [files], expect: { 甲: '0个百分点', 乙: '100个百分点', 丙: 'not applicable' },
    },
    {
      id: 'ratio-bounds', kind: 'value', title: both('数与条件', 'conditions as values'), text: both('条件也可以是取值：结果是“是”或“否”。', 'A condition may be the value: yes or no.'), written: both('计数（案卷评查批次）≥ 2 且 有（评查案卷）', 'count(case_reviews) >= 2 and exists(case_files)'), tables: [rounds, files], expect: { 甲: 'yes', 乙: 'no', 丙: 'no' },
    },
    {
      id: 'task', kind: 'program', title: both('任务', 'task'), asOf: '2024-06-30', text: both('有期限的任务：完成了（逾期完成也算）为是；期限前未完成为未到期，期限后为否。只适用于名称或简称是“牵头”单位的执法主体，或“适用”所写的。', 'A task with a deadline: yes once it is done, also late; before the deadline pending, after it no. It applies to the agency that is its lead, or to those that `applies to` says.'), indicator: 't1',
      written: both('任务 t1 “公布执法事项清单” {\n  依据 “例文” 条款 “附件（9）”\n  牵头 “甲局”\n  责任 “各镇”、“各部门”\n  期限 2024年6月底\n  完成当 有（工作记录 其中 类别 为 清单公布）\n}', 'task t1 "公布执法事项清单" {\n  source      "例文" clause "附件（9）"\n  lead        "甲局"\n  responsible "各镇", "各部门"\n  due         2024-06-30\n  done when   exists(activities where kind = published_list)\n}'),
      tables: [{ ledger: 'activities', columns: ['agency', 'kind'], rows: [['乙', '清单公布']] }], expect: { 甲: 'pending', 乙: 'not applicable' },
    },
    {
      id: 'task-late', kind: 'program', title: both('逾期的任务', 'a task that is late'), asOf: '2024-07-01', text: both('期限已过。', 'The deadline has passed.'), indicator: 't1',
      written: both('任务 t1 “公布执法事项清单” { 依据 “例文”；期限 2024年6月底；适用 执法主体 其中 层级 为 市；完成当 有（工作记录 其中 类别 为 清单公布） }', 'task t1 "公布执法事项清单" { source "例文"; due 2024-06-30; applies to agencies where level = city; done when exists(activities where kind = published_list) }'),
      tables: [{ ledger: 'activities', columns: ['agency', 'kind', 'held_on'], rows: [['乙', '清单公布', '2024-07-01']] }], expect: { 甲: 'no; not met', 乙: 'yes; met' },
    },
    {
      id: 'task-historic', kind: 'program', title: both('历史期限', 'historic'), text: both('文件印发时已过的期限：作为历史记载，从不算未完成，也不是指标。', 'A deadline that had passed when the document was issued: kept as history, never missed, no indicator.'), indicator: 'x',
      written: both('任务 t0 “试点总结” { 依据 “例文”；期限 2019年12月31日；历史期限；备注 “印发前已到期” }\n指标 x “例” { 依据 “例文”；取值 计数（工作记录） }', 'task t0 "试点总结" { source "例文"; due 2019-12-31; historic; note "印发前已到期" }\nindicator x "例" { source "例文"; value count(activities) }'), tables: [{ ledger: 'activities', columns: ['agency', 'kind'], rows: [['甲', '其他']] }], expect: { 甲: '1', 乙: '0' },
    },
  ],
};
