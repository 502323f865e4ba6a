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
      'disclosed_on', 'disclosed_complete', 'disclosure_exempt', 'disclosure_days_by_law', 'discretion_level',
    ]);
  });
  test('and by label, in the words one types', () => {
    expect(at('指标 甲 { 取值 行政执法决定 中 公示|')).toEqual(['公示日期', '公示四要素齐全', '法定另定公示期限']);
  });
  test('and by initials, where those are given', () => {
    expect(at('指标 甲 { 取值 行政执法决定 中 gsrq|', new Map([['公示日期', 'gsrq'], ['公示四要素齐全', 'gssysqq']]))).toEqual(['公示日期']);
  });
  test('ledgers come after share of and inside a function', () => {
    expect(at('indicator a { value share of insp|')).toEqual(['inspections', 'inspection_caps']);
    expect(at('indicator a { value count(insp|')).toEqual(['inspections', 'inspection_caps']);
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
    expect(at('indicator on_time { value count(decisions) }\nscorecard s { dimension "甲" 10 { |')).toEqual(['on_time', 'item']);
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
    expect(at('indicator a { |')).toEqual(['source', 'applies to', 'value', 'target', 'better higher', 'better lower', 'shown only', 'shown in', 'note']);
    expect(at('指标 甲 { |')).toEqual(['依据', '适用', '取值', '目标', '越高越好', '越低越好', '显示 仅供参考', '显示 单位', '备注']);
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
