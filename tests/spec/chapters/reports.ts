import { both, type Chapter } from '../case.ts';

const penalties = { ledger: 'penalty_form', columns: ['agency', 'total', 'amount', 'warning', 'fined', 'other'], rows: [['甲', '9', '3.5', '1', '6', '2'], ['乙', '0', '', '', '', '']] };
const before = { ...penalties, columns: [...penalties.columns, '_year'], rows: [['甲', '6', '2', '1', '5', '0', '2023']] };
const whole = (zh: string, en: string) => both(`${zh}\n指标 x “例” { 依据 “例”；取值 penalty_form.total }`, `${en}\nindicator x "例" { source "例"; value penalty_form.total }`);
const expect = { 甲: '9宗', 乙: '0宗' };

export const reports: Chapter = {
  title: both('年报', 'Reports'),
  text: both('年报由部分组成，部分里有表、图、文字和注。文字里的数写在花括号里，与表里的数同出一源；方括号里的话，其中的数没有时不印。', 'A report has parts of tables, charts, texts and notes. Figures in a text stand in braces and are those of the tables; what is in square brackets is not printed where a figure of it is not there.'),
  cases: [
    {
      id: 'report', kind: 'program', indicator: 'x', tables: [penalties, before], expect,
      title: both('年报', 'report'), text: both('文体 A 先表后文，A′ 先文后表，B 主体概况加案件表，C 填报式统计表，D 纯叙述。期限为次年的月日，不顺延。表按所在地区的表式印。', 'Layout A has its tables first, A′ its text, B bodies and then cases, C is a filled-in table, D text alone. Deadlines are days of the next year, never shifted. A form is printed by the view in use where the agency is.'),
      written: whole(
        '年报 yearly “行政执法统计年报” {\n  文体 A\n  依据 “国办发〔2018〕118号”\n  标题 “{执法主体.名称}{年份}年度行政执法统计年报” 英文 “Annual statistics {年份}”\n  报送期限 次年1月15日\n  公开期限 次年1月31日\n  备注 “统计期间为{年份}年。”\n  部分 tables “第一部分　数据表” {\n    表 行政处罚实施情况统计表 附合计行 { 备注 “按作出决定的日期统计。” }\n    图 kinds “处罚种类” 指向 penalty_form.kinds\n  }\n  部分 narrative “第二部分　情况说明” {\n    节 “行政处罚” {\n      文本 penalties “作出行政处罚{penalty_form.合计}宗[，{同比 penalty_form.合计}][，罚没金额{penalty_form.amount 换算为 元}元]。其中{居前 2项 penalty_form.kinds}。”\n      自撰 measures “写专项整治的名称和成效。” 英文 “Campaigns and their results.”\n    }\n    文本 no_duty “本机关无行政许可职责。” 当 无职责 licence_form\n  }\n}',
        'report yearly "行政执法统计年报" {\n  layout A\n  source "国办发〔2018〕118号"\n  title "{agency.名称}{year}年度行政执法统计年报" en "Annual statistics {year}"\n  submit by 15 January of next year\n  publish by 31 January of next year\n  note "统计期间为{year}年。"\n  part tables "第一部分　数据表" {\n    table penalty_form with totals { note "按作出决定的日期统计。" }\n    chart kinds "处罚种类" of penalty_form.kinds\n  }\n  part narrative "第二部分　情况说明" {\n    section "行政处罚" {\n      text penalties "作出行政处罚{penalty_form.total}宗[，{growth of penalty_form.total}][，罚没金额{penalty_form.amount in 元}元]。其中{largest 2 of penalty_form.kinds}。"\n      to write measures "写专项整治的名称和成效。" en "Campaigns and their results."\n    }\n    text no_duty "本机关无行政许可职责。" when no duty in licence_form\n  }\n}'),
    },
    {
      id: 'report-variant', kind: 'program', indicator: 'x', tables: [penalties], expect,
      title: both('地方式样', 'a variant'), text: both('一地的年报指向它所依的年报：没有写的，同那一份。“同于”取同名部分的内容。并处归类、不计的记录只影响由台账汇总的数。', 'A report of a place is of another one: what it does not say is that one\'s. same as takes over what the part of that name holds. How combined penalties are classed and what is left out bears on figures derived from ledgers only.'),
      before: both('年报 yearly “行政执法统计年报” { 公开期限 次年1月31日；部分 narrative “第二部分” { 文本 penalties “处罚{penalty_form.total}宗。” } }', 'report yearly "行政执法统计年报" { publish by 31 January of next year; part narrative "第二部分" { text penalties "处罚{penalty_form.total}宗。" } }'),
      written: whole(
        '年报 hubei “湖北式样” 指向 yearly {\n  文体 “A′”\n  适用地区 湖北\n  并处归类依 列序在后\n  不计 行政执法决定 其中 撤销类型 为 撤销 理由 “被撤销的决定不计入。”\n  隐去低于 5\n  部分 narrative “第一部分” 同于 yearly\n  部分 tables “第二部分” { 表 penalty_hubei }\n}\n年报 shandong “山东式样” 指向 yearly { 文体 C；适用地区 山东；并处归类依 轻重次序；部分 tables “数据” { 表 own “自定表” { 列 total “合计” 计数 单位 宗 英文 “Total” ＝ penalty_form.total } } }',
        'report hubei "湖北式样" of yearly {\n  layout "A′"\n  region 湖北\n  combined penalties by later column\n  leave out decisions where revoke_outcome = 撤销 because "被撤销的决定不计入。"\n  suppress below 5\n  part narrative "第一部分" same as yearly\n  part tables "第二部分" { table penalty_hubei }\n}\nreport shandong "山东式样" of yearly { layout C; region 山东; combined penalties by severity; part tables "数据" { table own "自定表" { column total "合计" count in 宗 en "Total" = penalty_form.total } } }'),
    },
  ],
};
