/** A text with `|` at the cursor, and what is offered there. */
import { describe, expect, test } from 'vitest';
import { complete, outline, parse } from '../../../dsl/index.ts';
import { catalogue } from '../sources.ts';

function at(text: string, initials?: Map<string, string>): string[] {
  const offset = text.indexOf('|');
  return complete([...catalogue, { file: 'a.heng', text: text.slice(0, offset) + text.slice(offset + 1) }], 'a.heng', offset, initials).map((one) => one.label);
}

describe('names', () => {
  test('fields of the ledger in scope come by name', () => {
    expect(at('indicator a { value share of decisions where disc|')).toEqual([
      'disclosed_on', 'disclosed_complete', 'disclosure_exempt', 'disclosure_days_by_law', 'discretion_level', 'quick_disclosure', 'other_disclosure',
    ]);
  });
  test('and by label, in the words one types', () => {
    expect(at('指标 甲 { 取值 行政执法决定 中 公示|')).toEqual(['公示日期', '公示四要素齐全', '法定另定公示期限', '许可、处罚决定按期公示', '其他执法决定按期公示']);
  });
  test('and by initials, where those are given', () => {
    expect(at('指标 甲 { 取值 行政执法决定 中 gsrq|', new Map([['公示日期', 'gsrq'], ['公示四要素齐全', 'gssysqq']]))).toEqual(['公示日期']);
  });
  test('ledgers come after share of and inside a function', () => {
    expect(at('indicator a { value share of insp|')).toEqual(['inspections', 'inspection_caps', 'inspections_a_firm']);
    expect(at('indicator a { value count(insp|')).toEqual(['inspections', 'inspection_caps', 'inspections_a_firm']);
  });
  test('fields come after a ledger and a dot, and through a reference', () => {
    expect(at('indicator a { value sum(training.ho|')).toEqual(['hours']);
    expect(at('indicator a { value share of decisions where handled_by.certi|')).toEqual(['certificate_no', 'certified_on', 'certificate_returned_on', 'certificate_colour']);
    expect(at('indicator a { value max(inspections.enterprise_class.|')).toContain('cap');
  });
  test('inside a function its own ledger is in scope, behind it the one of the share again', () => {
    expect(at('indicator a { value share of officers with sum(training.hours where sub|')).toEqual(['subject']);
    expect(at('indicator a { value share of officers with sum(training.hours where subject = skills) >= 30学时 and front|')).toEqual(['frontline']);
  });
  test('at agency level indicators and parameters are offered', () => {
    expect(at('indicator late_reports { value count(decisions) }\nindicator b { value late|')).toEqual(['late_reports', 'latest']);
    expect(at('indicator b { value minutes_per|')).toEqual(['minutes_per_class_hour']);
  });
  test('agencies have their fields after applies to, and after agency and a dot', () => {
    expect(at('indicator a { applies to agencies where lev|')).toEqual(['level']);
    expect(at('scorecard a { groups by agency.cat|')).toEqual(['category']);
  });
  test('in a scorecard a dimension takes indicators and items', () => {
    expect(at('indicator on_time { value count(decisions) }\nscorecard s { dimension "甲" 10 { |')).toEqual(['on_time', 'item', 'together', 'veto']);
  });
  test('columns of a form come after its name and in its checks', () => {
    expect(at('indicator a { value penalty_form.simp|')).toEqual(['simple']);
    expect(at('form f "表" { column total "合计" count in 宗 check soft "甲": tot|')).toEqual(['total']);
  });
});

describe('choices', () => {
  test('after an equals sign the choices of the field come first', () => {
    expect(at('indicator a { value share of decisions where kind = |').slice(0, 3)).toEqual(['licence', 'penalty', 'coercion']);
    expect(at('指标 甲 { 取值 行政执法决定 中 类别 为 行政处|')).toEqual(['行政处罚']);
  });
  test('in a list too, after every comma', () => {
    expect(at('indicator a { value share of decisions where kind in penalty, lic|')).toEqual(['licence']);
    expect(at('指标 甲 { 取值 行政执法决定 中 类别 属于 行政处罚、行政许|')).toEqual(['行政许可']);
  });
  test('of a field reached through the agency', () => {
    expect(at('indicator a { value share of decisions where agency.level = |').slice(0, 4)).toEqual(['province', 'city', 'county', 'township']);
  });
  test('yes and no of a yes/no field', () => {
    expect(at('indicator a { value share of decisions where major = |').slice(0, 2)).toEqual(['yes', 'no']);
  });
});

describe('keywords and units', () => {
  test('units follow a number', () => {
    expect(at('indicator a { value count(activities) target >= 1|').slice(0, 4)).toEqual(['workdays', 'days', '%', '件']);
    expect(at('indicator a { value share of decisions with disclosed_on within 7 wor|')).toEqual(['workdays']);
    expect(at('指标 甲 { 取值 计数（工作记录） 目标 ≥ 1|')).toContain('次');
  });
  test('clause keywords are those of the declaration, in the language of the text', () => {
    expect(at('indicator a { |')).toEqual(['source', 'applies to', 'value', 'target', 'better higher', 'better lower', 'shown only', 'shown in', 'note', 'shown grouped by', 'check']);
    expect(at('指标 甲 { |')).toEqual(['依据', '适用', '取值', '目标', '越高越好', '越低越好', '显示 仅供参考', '显示 单位', '备注', '显示 分组', '校验']);
  });
  test('after an operand operators and the next clause are offered', () => {
    expect(at('indicator a { value share of decisions wh|')).toEqual(['where']);
    expect(at('indicator a { value count(decisions) tar|')).toEqual(['target']);
  });
  test('at the top declarations are offered', () => {
    expect(at('ind|')).toEqual([]);
    expect(at('indicator a { value 1 }\nind|')).toEqual(['indicator']);
    expect(at('指|')).toEqual(['指标', '指标包']);
  });
});

describe('what goes on with a clause', () => {
  test('of a source, a parameter, an order', () => {
    expect(at('indicator a { source "甲" |').slice(0, 4)).toEqual(['clause', 'url', 'from', 'to']);
    expect(at('parameter p { value 7 workdays |').slice(0, 5)).toEqual(['from', 'to', 'in', 'when', 'source']);
    expect(at('参数 p { 取值 7个工作日 |').slice(0, 5)).toEqual(['自', '至', '属于', '当', '依据']);
    expect(at('parameter p { |')).toEqual(['value', 'choose']);
  });
  test('of a field: its type and traits', () => {
    expect(at('ledger l { field x "甲" |').slice(0, 3)).toEqual(['text', 'date', 'yes']);
    expect(at('ledger l { field x "甲" date req|')).toEqual(['required']);
    expect(at('ledger l { field x refers to offi|')).toEqual(['officers']);
  });
  test('of a target: in principle, comparisons, yes and no', () => {
    expect(at('indicator a { value 1 target |').slice(0, 3)).toEqual(['in principle', 'yes', 'no']);
    expect(at('指标 甲 { 目标 不低|')).toEqual(['不低于']);
    expect(at('indicator a { value count(decisions) shown in |').slice(0, 2)).toEqual(['workdays', 'days']);
    expect(at('指标 甲 { 显示 单位 工作|')).toEqual(['工作日']);
  });
  test('of a rule of a scorecard', () => {
    const card = (rules: string): string[] => at(`scorecard s { dimension "甲" 10 { x 10 { ${rules}`);
    expect(card('|')).toEqual(['full', 'deduct', 'award', 'in proportion', 'by hand', 'in all']);
    expect(card('deduct 0.5 |').slice(0, 4)).toEqual(['per', 'for each', 'when', 'up to']);
    expect(card('deduct 0.5 per |')).toEqual(['full', 'started']);
    expect(card('award 3 |').slice(0, 3)).toEqual(['when', 'for each', 'otherwise']);
    expect(at('scorecard s { not applicable: |')).toEqual(['rescale', 'full', 'zero']);
    expect(at('考评表 s { 未报送：|')).toEqual(['折算', '满分', '零分']);
    expect(at('scorecard one { } scorecard s { combine |')).toContain('one');
  });
  test('of a task', () => {
    expect(at('task t { |')).toEqual(['source', 'lead', 'responsible', 'due', 'done when', 'applies to', 'note', 'historic']);
    expect(at('任务 t { 牵头 “甲” 期|')).toEqual(['期限', '历史期限']);
  });
  test('of an example: indicators, ledgers, results, headers and cells of its tables', () => {
    expect(at('indicator on_time { value 1 } example "e" for |')).toEqual(['on_time']);
    expect(at('example "e" for a as of 2024-12-31 { decis|')).toEqual(['decisions']);
    expect(at('example "e" for a as of 2024-12-31 { expect |').slice(0, 3)).toEqual(['yes', 'no', 'pending']);
    const table = (row: string): string[] => at(`example "e" for a as of 2024-12-31 { decisions ${row.replaceAll('│', '｜')}`);
    expect(table('│ case_no │ disc|')).toEqual(['disclosed_on', 'disclosed_complete', 'disclosure_exempt', 'disclosure_days_by_law', 'discretion_level']);
    expect(table('│ 案号 │ 公示日|')).toEqual(['公示日期']);
    expect(table('│ case_no │ kind │\n │ A1 │ |').slice(0, 2)).toEqual(['licence', 'penalty']);
    expect(table('│ case_no │ kind │\n │ A1 │ 行政处|')).toEqual(['行政处罚']);
  });
  test('a new name is the author’s', () => {
    for (const text of ['indicator dis|', 'parameter dis|', 'ledger l { field dis|', '指标 公|']) expect(at(text), text).toEqual([]);
  });
});

describe('packs', () => {
  const others = [...catalogue, { file: 'n.heng', text: 'pack national "国家" { }' }];
  const packs = (text: string, more?: { name: string; label: string }[]): { label: string; insert: string | undefined }[] => {
    const offset = text.indexOf('|');
    return complete([...others, { file: 'a.heng', text: text.replace('|', '') }], 'a.heng', offset, undefined, more && { packs: more }).map((one) => ({ label: one.label, insert: one.insert }));
  };
  test('come after use, in quotation marks: those in scope and those that may be brought in', () => {
    expect(packs('use |')).toEqual([{ label: 'national', insert: '"national"' }]);
    expect(packs('use na|', [{ name: 'nanjing', label: '南京' }])).toEqual([{ label: 'national', insert: '"national"' }, { label: 'nanjing', insert: '"nanjing"' }]);
  });
});

describe('in reports', () => {
  test('tables are forms and views, and what is written in braces is an expression', () => {
    expect(at('report r { part p { table penalty_h| } }')).toEqual(['penalty_hubei']);
    expect(at('report r { part p { text "作出行政处罚{penalty_form.tota|')).toEqual(['total']);
    expect(at('报告 r { 部分 p { 文本 “作出行政处罚{penalty_form.合|')).toEqual(['合计']);
    expect(at('report r { part p { text "作出行政处罚|')).toEqual([]);
    expect(at('report r { part p { text "{penalty_form.total}宗|')).toEqual([]);
  });
  test('clauses are those of the report, a part, a table', () => {
    expect(at('report r { |')).toEqual(expect.arrayContaining(['layout', 'publish by', 'part']));
    expect(at('report r { part p { |')).toEqual(['table', 'chart', 'text', 'to write', 'section', 'note']);
    expect(at('report r { part p { section "一" { |')).toEqual(['table', 'chart', 'text', 'to write', 'section', 'note']);
    expect(at('report r { part p { table t { |')).toEqual(['column', 'note']);
  });
});

describe('whole declarations', () => {
  const snippet = (text: string, name: string): string | undefined => {
    const offset = text.indexOf('|');
    return complete([...catalogue, { file: 'a.heng', text: text.replace('|', '') }], 'a.heng', offset, undefined, { snippets: true }).find((one) => one.label === name)?.snippet;
  };
  test('are offered where a declaration may stand, in the language of the text, where they are asked for', () => {
    const offered = (text: string): string[] => {
      const offset = text.indexOf('|');
      return complete([...catalogue, { file: 'a.heng', text: text.replace('|', '') }], 'a.heng', offset, undefined, { snippets: true }).filter((one) => one.kind === 'snippet').map((one) => one.label);
    };
    expect(offered('indicator a { value 1 }\n|')).toEqual(['indicator … { }', 'parameter … { }', 'define …', 'scorecard … { }', 'task … { }', 'report … { }', 'ledger … { }', 'example for a']);
    expect(offered('指标 甲 “甲率” { 取值 1 }\n示|')).toEqual(['示例 用于 甲率']);
    expect(offered('indicator a { |')).toEqual([]);
    expect(at('indicator a { value 1 }\n|')).not.toContain('example for a');
  });
  test('have places to fill in, and the same text without them', () => {
    expect(snippet('参数 a { }\n|', '参数 … { }')).toBe('参数 ${1:名称} “${2:全称}” {\n  取值 ${3:7个工作日} 自 ${4:2024-01-01} 依据 “${5:文号}” 条款 “${6:条款}”\n}');
  });
  test('every one of them can be read as it stands', () => {
    for (const text of ['指标 a { 取值 1 }\n|', 'indicator a { value 1 }\n|']) {
      const offset = text.indexOf('|');
      for (const one of complete([...catalogue, { file: 'a.heng', text: text.replace('|', '') }], 'a.heng', offset, undefined, { snippets: true }).filter((each) => each.kind === 'snippet')) {
        expect(parse('t', one.insert!).diagnostics.map((each) => each.message.en), one.insert).toEqual([]);
      }
    }
  });
  test('an example has the columns that its indicator reads, through defines too, with keys and dates', () => {
    expect(snippet('define fined = decisions where kind = penalty\nindicator a { value share of fined with disclosed_on is filled }\n|', 'example for a')).toBe(
      'example "${1:what it shows}" for a as of ${2:2024-12-31} {\n  decisions | case_no | kind | decided_on | disclosed_on |\n            | ${3}        | ${4}     | ${5}           | ${6}             |\n  expect ${7:1/1}\n}');
    expect(snippet('指标 甲 { 取值 执法人员名册 中 岗位 为 执法辅助 的，合计（培训记录.学时） ≥ 30学时 的 占比 }\n|', '示例 用于 甲')).toMatch(/执法人员名册 \| 人员编号 \| 岗位 \|/);
  });
});

describe('broken text', () => {
  test('what stands behind the cursor does not matter', () => {
    expect(at('indicator a { value share of decisions where disclosed_c| }}} ((( indicator')).toEqual(['disclosed_complete']);
  });
  test('nothing is offered in comments and unfinished strings', () => {
    expect(at('indicator a { // disc|')).toEqual([]);
    expect(at('indicator a { source "disc|')).toEqual([]);
  });
  test('the whole word under the cursor is replaced', () => {
    const text = 'indicator a { value share of decisions where disclosed_xyz';
    const [first] = complete([...catalogue, { file: 'a', text }], 'a', text.length - 6);
    expect(first).toMatchObject({ label: 'disclosed_on', from: text.length - 13, to: text.length });
  });
  test('the outline lists what can be read', () => {
    const { tree } = parse('a', 'indicator a "甲" { value }\nscorecard b "乙" { dimension');
    expect(outline(tree).map(({ kind, name, label }) => ({ kind, name, label }))).toEqual([
      { kind: 'indicator', name: 'a', label: '甲' }, { kind: 'scorecard', name: 'b', label: '乙' },
    ]);
  });
});
