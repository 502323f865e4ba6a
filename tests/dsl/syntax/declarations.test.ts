import { parse } from '../../../dsl/syntax/parse.ts';
import { expect, test } from 'vitest';
import type { DeclarationAst } from '../../../dsl/syntax/ast.ts';
import { bare, line, read, readOne, saidOf } from './reading.ts';

const same = (english: string, chinese: string): void => expect(bare(read(chinese))).toEqual(bare(read(english)));

test('a ledger reads the same in both languages', () => {
  same(`ledger decisions "行政执法决定" {
    key case_no  dated by decided_on
    field case_no "案号" text required
    field kind "类别" one of penalty "行政处罚", licence "行政许可", "没收违法所得、没收非法财物" required
    field penalties several of warning "警告", fined
    field due "期限" date planned
    field name "姓名" text personal
    field exempt "不公开依据" text means empty "无", "/" also "依据", "不予公开依据"
    field major yes/no
    field fine "罚款" money in 元
    field hours number in 学时 else minutes
    field officer refers to officers
    field class one of A, B looks up caps by region, class
    field heaviest = highest of penalties in severity
    check hard "次序": due >= decided_on
    check "提示": major
  }`, `台账 decisions “行政执法决定” ｛
    主键 case_no；年度依 decided_on
    字段 case_no “案号” 文本 必填
    字段 kind “类别” 取自 penalty “行政处罚”、licence “行政许可”、“没收违法所得、没收非法财物” 必填
    字段 penalties 可多选 warning “警告”、fined
    字段 due “期限” 日期 计划
    字段 name “姓名” 文本 个人信息
    字段 exempt “不公开依据” 文本 视为空 “无”、“/” 又名 “依据”、“不予公开依据”
    字段 major 是/否
    字段 fine “罚款” 金额 单位 元
    字段 hours 数值 单位 学时 未填时取 minutes
    字段 officer 指向 officers
    字段 class 取自 A、B 查找 caps 按 region、class
    字段 heaviest ＝ 最重 penalties 按 severity
    校验 必须 “次序”： due ≥ decided_on
    校验 “提示”：major
  ｝`);
});

test('what a field says is kept', () => {
  const { fields } = readOne('ledger', `ledger l { key k
    field a "甲" number in 学时 else b / 45 required
    field c one of acts
    field d one of x, y looks up caps by region, d means empty "无" planned
  }`);
  expect(fields.map(line)).toEqual([
    '(aliases:[] emptyWords:[] label:(value:甲) name:a otherwise:(arithmetic left:b op:/ right:45) required:true type:(number unit:学时))',
    '(aliases:[] emptyWords:[] name:c type:(choice choices:[(name:acts)] list:acts))',
    '(aliases:[] emptyWords:[(value:无)] lookup:(by:[region d] ledger:caps) name:d planned:true type:(choice choices:[(name:x) (name:y)]))',
  ]);
});

test('traits of a ledger stand before the brace or in it', () => {
  same('ledger a snapshot shared { key k }', '台账 a { 快照；公用；主键 k }');
  expect(readOne('ledger', 'ledger filings "报送" kept by system { key year, report dated by year }'))
    .toMatchObject({ system: true, snapshot: false, shared: false, key: [{ text: 'year' }, { text: 'report' }], datedBy: { text: 'year' } });
});

test('a register says from when, to when and through when it holds', () => {
  const english = 'ledger o { key id in force from a, b to c, d through e field a date }';
  same(english, '台账 o { 主键 id 有效自 a、b 至 c、d 有效至 e 字段 a 日期 }');
  expect(line(readOne('ledger', english).inForce)).toBe('(from:[a b] through:[e] to:[c d])');
});

test('a form has groups, columns, derivations and checks', () => {
  same(`form f "表" {
    group kinds "处罚种类" { column warning "警告" count in 宗 = count(decisions where heaviest = warning); column fined count in 宗 also "罚" }
    column total "合计" count in 宗
    check hard "合计": total of kinds = total
  }`, `统计表 f “表” {
    列组 kinds “处罚种类” { 列 warning “警告” 计数 单位 宗 ＝ decisions 中 heaviest ＝ warning 的 件数；列 fined 计数 单位 宗 又名 “罚” }
    列 total “合计” 计数 单位 宗
    校验 必须 “合计”：之和于 kinds ＝ total
  }`);
  const form = readOne('form', 'form f { group g { column a count } column b count }');
  expect(form.columns.map(column => [column.name.text, column.group?.text])).toEqual([['a', 'g'], ['b', undefined]]);
});

test('a column of a view may have only a label', () => {
  const view = readOne('view', 'view v "浙江" of f { column "警告、通报批评" count in 宗 = warning + criticism; column total }');
  expect(view.columns.map(line)).toEqual([
    '(aliases:[] derived:(arithmetic left:warning op:+ right:criticism) label:(value:警告、通报批评) name:警告、通报批评 type:(count unit:宗))',
    '(aliases:[] name:total)',
  ]);
});

test('parameters and orders hold by time, place and case', () => {
  same(`parameter days "期限" {
    value 7 workdays from 2019-10-26 to 2024年底 when kind in a, b source "文" clause "四(一)3" url "http://x"
    value 20 workdays in "320900", 山西 source "文"
  }
  order severity { value warning < fine from 2021-07-15 to 2024-12-31 in 山西 source "晋" }`,
  `参数 days “期限” {
    取值 7个工作日 自 2019年10月26日 至 2024-12-31 当 kind 为 a、b 依据 “文” 条款 “四(一)3” 网址 “http://x”
    取值 20个工作日 属于 “320900”、山西 依据 “文”
  }
  次序 severity { 取值 warning ＜ fine 自 2021-07-15 至 2024年底 属于 山西 依据 “晋” }`);
  expect(saidOf('order o { value a < b when c }')).toEqual(['1:28 order-without-case an order changes with time and place only: it has no when']);
  expect(readOne('parameter', 'parameter p { choose; value 2024年8月底; value 2024-06-30 }')).toMatchObject({ choose: true, values: [{}, {}] });
});

test('a definition is rows, a number or a predicate', () => {
  expect(line(readOne('define', 'define checks "计次" = inspections where complete and not led').value))
    .toBe('(rows ledger:inspections where:(and operands:[complete (not operand:led)]))');
  same('define c = inspections where a', '口径 c ＝ inspections 中 a 的');
  same('define c = count(inspections where a)', '口径 c ＝ inspections 中 a 的 件数');
  same('define a = b\nindicator i { value a }', '口径 a = b\n指标 i { 取值 a }');
  expect(line(readOne('define', 'define late = x > y').value)).toBe('(compare left:x op:> right:y)');
});

test('lists, packs and use', () => {
  same('use "national" pack p "西安" { authority "市政府"; region "610100"; version "1.0"; valid from 2022-08-01 to 2025-12-31 } list acts { a "甲", b "乙" }',
    '引用 “national” 指标包 p “西安” { 制定机关 “市政府” 适用地区 “610100” 版本 “1.0” 施行自 2022-08-01 至 2025-12-31 } 清单 acts { a “甲”、b “乙” }');
});

test('an indicator reads the same in both languages', () => {
  same(`indicator i "率" {
    source "市政办发〔2022〕40号" clause "一" from 2022-08-01 to 2025-12-31
    note "备注"
    applies to agencies where level = 市 and not body = 管委会
    value count(reviews)
    target >= 2次 when count(decisions) > 500 or rate > 5%
    target in principle >= 1次
    better higher  shown in 次
  }
  indicator j { value count(x) shown only shown grouped by kind, sector check soft "多": j <= 100件 }
  indicator k { value exists(x) target yes better lower }`,
  `指标 i “率” {
    依据 “市政办发〔2022〕40号” 条款 “一” 自 2022-08-01 至 2025-12-31
    备注 “备注”
    适用 agencies 其中 level 为 市 且 非 body ＝ 管委会
    取值 计数（reviews）；
    目标 ≥ 2次 当 计数（decisions）＞ 500 或 rate 超过 5%；
    目标 原则上 不低于 1次；
    越高越好；显示 单位 次
  }
  指标 j { 取值 计数（x）；显示 仅供参考；显示 分组 kind、sector；校验 提示 “多”：j 不超过 100件 }
  指标 k { 取值 有（x） 目标 是 越低越好 }`);
});

test('a task reads the same in both languages', () => {
  same(`task hy_09 "执法依据目录" {
    source "汉政办发〔2024〕39号" clause "附件(9)"
    lead "县司法局"  responsible "各镇", "各部门"
    due 2024年底
    done when count(activities where kind = 清单公布) >= 2
    applies to agencies where level = 县
    note "备注"
  }
  task old { due 2019-12-31 historic }`,
  `任务 hy_09 “执法依据目录” {
    依据 “汉政办发〔2024〕39号” 条款 “附件(9)”；牵头 “县司法局”；责任 “各镇”、“各部门”；期限 2024-12-31
    完成当 计数（activities 其中 kind 为 清单公布）≥ 2
    适用 agencies 其中 level 为 县
    备注 “备注”
  }
  任务 old { 期限 2019年底；历史期限 }`);
  expect(readOne('task', 'task t { due p; lead "x" }')).toMatchObject({ due: { kind: 'path' }, lead: { value: 'x' }, responsible: [], historic: false });
});

test('what a task says of itself are names elsewhere', () => {
  const [list] = read('ledger problems { key n field due "期限" date field lead text field responsible "责任" text check "期限": due >= lead and 期限 = 责任 }') as [Extract<DeclarationAst, { kind: 'ledger' }>];
  expect(list.fields.map(one => one.name.text)).toEqual(['due', 'lead', 'responsible']);
});

test('an example keeps its cells as typed', () => {
  const example = readOne('example', `example "两件" for i as of 2024-02-28 for year 2023 {
    decisions | case_no | decided_on |
              | A1 // x | 2024-02-05 |
              ｜ http://x.cn ｜｜
    officers | officer_id
             | 7
    expect 1/2 pending 1 excluded 2
  }`);
  expect(example.tables.map(table => [table.ledger.text, table.columns.map(cell => cell.value), table.rows.map(row => row.map(cell => cell.value))])).toEqual([
    ['decisions', ['case_no', 'decided_on'], [['A1 // x', '2024-02-05'], ['http://x.cn', '']]],
    ['officers', ['officer_id'], [['7']]],
  ]);
  expect(example.tables[0]!.rows[0]![0]!.at).toMatchObject({ start: { line: 3, column: 17 }, end: { line: 3, column: 24 } });
  expect(example.year).toBe(2023);
  expect(line(example.expect)).toBe('(share denominator:2 excluded:2 numerator:1 pending:1)');
});

test('an expectation is a share, a value or a state', () => {
  const expected = (text: string): string => line(readOne('example', `示例 “x” 用于 i 截至 2024-01-01 { l ｜ a ｜\n 应得 ${text} }`).expect);
  expect(expected('3')).toBe('(value value:3)');
  expect(expected('62.5%')).toBe('(value unit:% value:62.5)');
  expect(expected('是')).toBe('(value value:true)');
  expect(expected('否 未到期 2')).toBe('(value pending:2)');
  expect(expected('不适用')).toBe('(state state:not_applicable)');
  expect(expected('not applicable excluded 3')).toBe('(state excluded:3 state:not_applicable)');
  expect(expected('未报送')).toBe('(state state:not_reported)');
  expect(expected('pending')).toBe('(state state:pending)');
  expect(expected('未到期 2')).toBe('(state pending:2 state:pending)');
});

test('a report has parts of tables, charts, sections, texts and notes', () => {
  const text = `report r "年报" of base { layout "A′"; title "{agency.name}{year}年" en "{year}"; submit by 15 January; publish by 31 January; region 浙江, "440000"; combined penalties by later column
  leave out decisions where kind = penalty because "不计"; suppress below 5; note "注" when f.x > 0
  part "一" en "1" { table f; table t "表" en "Table" with totals { column a "甲" count in 件 en "A" = f.x; note "注" }; chart c "图" of f.g }
  part p same as base
  part q "二" when no duty in f { section "节" en "Section" { text n "{f.x}[，{growth of f.x}]" "。" en "{f.x}" when f.x > 0; to write w "提示" } } }`;
  expect(saidOf(text)).toEqual([]);
  const [report] = parse('f', text).tree.declarations;
  expect(report?.kind === 'report' && report.parts.map(part => [part.name?.text, part.label?.value, part.sameAs?.text, part.items.map(item => item.kind)])).toEqual([
    [undefined, '一', undefined, ['table', 'table', 'chart']], ['p', undefined, 'base', []], ['q', '二', undefined, ['section']]]);
});

test('figures in texts have their true places, and what is wrong in them is said there', () => {
  expect(saidOf('report r {\n  part p { text "甲{f.}乙{}丙{f.x" "丁[戊" "己]}" } }')).toEqual([
    '2:22 expected expected a name, found the end of the text',
    '2:24 empty-figure there is no figure in the braces',
    '2:27 unclosed-figure a bracket in the text is not closed with }',
    '2:42 unopened-figure the text has a } that nothing opens',
  ]);
  const [report] = parse('f', 'report r {\n  part p { text "甲{ f.x }，罚没{f.amount in 万元}" } }').tree.declarations;
  const item = report?.kind === 'report' ? report.parts[0]!.items[0]! : undefined;
  const figures = item?.kind === 'text' ? item.text.zh.pieces.flatMap(piece => piece.kind === 'figure' ? [[piece.value.kind, piece.at.start.line, piece.at.start.column, piece.at.end.column]] : []) : [];
  expect(figures).toEqual([['path', 2, 21, 24], ['convert', 2, 30, 44]]);
});
