/** What the checker makes of a text: scopes, links, units, inlining. Nodes are compared without types and places. */
import { describe, expect, test } from 'vitest';
import { compile, viewsInUse, type Expr, type Indicator, type Program } from '../../../dsl/index.ts';
import { catalogue, pack } from '../sources.ts';

function compiled(text: string): Program {
  const { program, diagnostics } = compile([...catalogue, { file: 'a', text }]);
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => one.message.en)).toEqual([]);
  return program;
}
const indicator = (value: string, more = '', before = ''): Indicator => compiled(`${before}\nindicator a { source "文" value ${value} ${more} }`).indicators['a']!;
const value = (text: string, before = ''): Expr => indicator(text, '', before).value;
/** Without types and places. */
function plain(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(plain);
  if (!part || typeof part !== 'object') return part;
  return Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'at' && key !== 'type').map(([key, child]) => [key, plain(child)]));
}
const share = (text: string, before = ''): Extract<Expr, { kind: 'share' }> => value(text, before) as never;
const field = (ledger: string, name: string, path: string[] = []) => ({ kind: 'field', ledger, field: name, path });

describe('names', () => {
  test('names and labels, in either language, give the same program', () => {
    const en = share('share of decisions where kind = penalty with major');
    const zh = share('share of 行政执法决定 where 类别 = 行政处罚 with 重大决定');
    expect(plain(zh)).toEqual(plain(en));
  });
  test('the two Xi’an packs give the same program', () => {
    const program = (name: string): Program => compile([...catalogue, pack(name)]).program;
    const english = program('metrics/packs/xian-2022.heng');
    expect(Object.keys(english.indicators).length).toBeGreaterThan(60);
    expect(plain(program('tests/golden/xian/xian-2022.zh.heng'))).toEqual(plain(english));
  });
  test('a choice is stored as its label, and found by name', () => {
    expect(plain(share('share of decisions where kind in penalty, licence with major').over)).toMatchObject({
      rows: { where: { kind: 'in', values: [{ kind: 'choiceValue', value: '行政处罚' }, { kind: 'choiceValue', value: '行政许可' }] } },
    });
  });
  test('right of = a name is first a choice of the left field, then a field', () => {
    const program = compiled('ledger visits { key visit_no dated by visited_on field visit_no text field visited_on date field a one of x, b field b one of x, y check "同": a = b check "异": b = a }');
    expect(plain(program.ledgers['visits']!.checks.map((check) => check.condition))).toMatchObject([
      { left: field('visits', 'a'), right: { kind: 'choiceValue', value: 'b' } }, { left: field('visits', 'b'), right: field('visits', 'a') },
    ]);
  });
  test('a reference is followed, and a look-up', () => {
    expect(plain(share('share of training with officer.certified_on <= held_on').with)).toMatchObject({ left: field('training', 'certified_on', ['officer']) });
    expect(plain(value('max(inspections.enterprise_class.cap)'))).toMatchObject({ of: field('inspections', 'cap', ['enterprise_class']) });
  });
  test('agency fields are reached from rows and bare where the agency is spoken of', () => {
    expect(plain(share('share of decisions where agency.level = 市 with major').over)).toMatchObject({ rows: { where: { left: { kind: 'agencyField', field: 'level' } } } });
    expect(plain(indicator('count(decisions)', 'applies to agencies where level = 市 and 执法主体.考评分组 = "甲组"').appliesTo)).toMatchObject({
      operands: [{ left: { kind: 'agencyField', field: 'level' } }, { left: { kind: 'agencyField', field: 'category' } }],
    });
  });
});

describe('ledgers', () => {
  const { ledgers } = compile(catalogue).program;
  test('each has the field agency first, but those that are shared', () => {
    for (const ledger of Object.values(ledgers)) {
      const shared = ledger.name === 'agencies' || ledger.name === 'inspection_caps';
      expect(ledger.hasAgency, ledger.name).toBe(!shared);
      expect(ledger.fields[0]!.name === 'agency', ledger.name).toBe(!shared);
    }
    expect(ledgers['decisions']!.fields[0]).toMatchObject({ label: '执法主体', type: { kind: 'text' }, required: true });
  });
  test('references hold the key of what they refer to; what is read for an empty cell is in the field’s unit', () => {
    const training = ledgers['training']!.fields;
    expect(training.find((one) => one.name === 'officer')).toMatchObject({ refersTo: { ledger: 'officers', field: 'officer_id' } });
    expect(plain(training.find((one) => one.name === 'hours')!.otherwise)).toEqual({ kind: 'convert', unit: '学时', operand: field('training', 'minutes') });
    expect(ledgers['inspections']!.fields.find((one) => one.name === 'enterprise_class')!.lookup)
      .toEqual({ ledger: 'inspection_caps', match: [{ field: 'region', by: 'region' }, { field: 'enterprise_class', by: 'value' }] });
  });
  test('a computed choice has the choices of what it is computed from', () => {
    const heaviest = ledgers['decisions']!.fields.find((one) => one.name === 'heaviest')!;
    expect(heaviest.type).toMatchObject({ kind: 'choice' });
    expect(heaviest.choices).toContainEqual({ value: '警告', name: 'warning' });
    expect(heaviest.computed).toMatchObject({ kind: 'highestOf', order: 'severity' });
  });
  test('a register is a snapshot, unless a date puts its rows into years', () => {
    const register = (clauses: string): unknown => compiled(`ledger r { key n in force from a to b ${clauses} field n text field a date field b date }`).ledgers['r'];
    expect(register('')).toMatchObject({ snapshot: true, inForce: { from: ['a'], to: ['b'], through: [] } });
    expect(register('dated by a')).toMatchObject({ snapshot: false, datedBy: 'a' });
  });
  test('orders hold stored choices and region codes', () => {
    const { orders } = compile(catalogue).program;
    expect(orders['severity']!.values[0]!.order.slice(0, 2)).toEqual(['其他行政处罚', '警告']);
    expect(orders['severity']!.values[1]).toMatchObject({ region: ['140000'], from: '2021-07-15' });
    expect(compiled('order o { value 通报批评 < 警告 from 2021-07-15 to 2024-12-31 in 山西 }').orders['o']!.values[0]).toMatchObject({ from: '2021-07-15', to: '2024-12-31' });
  });
});

describe('aggregates', () => {
  test('at agency level they are the agency’s, inside a condition on rows those that refer to the row', () => {
    expect(value('count(training)')).toMatchObject({ kind: 'aggregate', fn: 'count', scope: 'agency', rows: { ledger: 'training' } });
    expect(share('share of officers with sum(training.hours where subject = skills) >= 30学时').with)
      .toMatchObject({ left: { fn: 'sum', scope: 'row', link: 'officer' } });
  });
  test('inside groups and buckets they are the group’s', () => {
    expect(share('share of inspections grouped by enterprise with count(inspections) > 3').with).toMatchObject({ left: { scope: 'group' } });
    expect(share('share of quarters with count(case_reviews) >= 1').with).toMatchObject({ left: { scope: 'group', rows: { ledger: 'case_reviews' } } });
    expect(share('share of each notices.item in 主体, 依据 with exists(notices)').over).toMatchObject({ kind: 'each', values: ['主体', '依据'] });
  });
  test('a field alike in the whole group may stand bare', () => {
    expect(plain(share('share of inspections grouped by enterprise, type with type = special').with)).toMatchObject({ left: field('inspections', 'type') });
  });
  test('exists is at least one, so that equal conditions are equal', () => {
    expect(plain(value('exists(activities where confirmed)'))).toEqual(plain(value('count(activities where confirmed) >= 1')));
  });
  test('the ledger may be left out where only one has the fields', () => {
    expect(value('avg(workdays from filed_on to reviewed_on where review_required)')).toMatchObject({ fn: 'avg', rows: { ledger: 'decisions' }, type: { unit: 'workdays' } });
  });
  test('a define of rows merges its condition, a define of it adds another, a define of a predicate is inlined', () => {
    const before = 'define checks "计次检查" = inspections where complete_record and not led_to_penalty\ndefine special_checks = checks where type = special\ndefine counted = complete_record and scanned';
    expect(plain(value('count(checks)', before))).toEqual(plain(value('count(inspections where complete_record and not led_to_penalty)')));
    expect(plain(value('distinct(special_checks.enterprise)', before)))
      .toEqual(plain(value('distinct(inspections.enterprise where complete_record and not led_to_penalty and type = special)')));
    expect(plain(share('share of checks grouped by enterprise with count(checks) > max(checks.enterprise_class.cap)', before).over)).toMatchObject({ rows: { ledger: 'inspections', where: { kind: 'and' } } });
    expect(plain(value('count(inspections where counted)', before))).toEqual(plain(value('count(inspections where complete_record and scanned)')));
  });
  test('another date and the whole register are kept', () => {
    expect(value('count(all officers dated by certified_on)')).toMatchObject({ rows: { datedBy: 'certified_on', whole: true } });
  });
});

describe('truth', () => {
  test('a yes/no field is a condition that it is yes; = yes and = no say the same', () => {
    const plainly = (text: string): unknown => plain(share(`share of decisions with ${text}`).with);
    expect(plainly('major')).toEqual({ kind: 'isTrue', operand: field('decisions', 'major') });
    expect(plainly('major = yes')).toEqual(plainly('major'));
    expect(plainly('major = no')).toEqual(plainly('not major'));
    expect(plainly('not not major')).toEqual(plainly('major'));
  });
  test('a yes/no indicator has a yes/no target', () => {
    expect(indicator('earliest(filings.published_on where report = annual_statistics) by 31 January of next year', 'target yes')).toMatchObject({
      value: { kind: 'by', before: false, deadline: { kind: 'yearDate', month: 1, day: 31, yearOffset: 1 }, type: { kind: 'boolean' } },
      targets: [{ op: '=', value: { kind: 'boolean', value: true } }],
    });
  });
});

describe('units', () => {
  const unit = (text: string): unknown => (value(text).type as { unit?: string }).unit;
  test('like by like is a ratio, unlike counts a plain number, money by a count stays money', () => {
    expect(unit('count(officers where frontline) / count(officers)')).toBe('%');
    expect(unit('count(inspections) / distinct(inspections.enterprise)')).toBe('1');
    expect(unit('sum(decisions.fine) / count(decisions)')).toBe('元');
    expect(unit('penalty_form.closed / penalty_form.filed')).toBe('%');
    expect(unit('sum(surveys.very_satisfied + surveys.satisfied) / sum(surveys.answered)')).toBe('%');
  });
  test('a quotient held against a percentage is a ratio', () => {
    expect(indicator('count(appeals) / count(decisions)', 'target <= 5%').value.type).toEqual({ kind: 'number', unit: '%' });
  });
  test('shares differ by percentage points', () => {
    expect(unit('(share of decisions with major) - (share of decisions with online)')).toBe('percentage_points');
  });
  test('both sides of a comparison are in one unit', () => {
    expect(plain(share('share of decisions with fine > 1万元').with)).toEqual({
      kind: 'compare', op: '>', left: field('decisions', 'fine'), right: { kind: 'convert', unit: '元', operand: { kind: 'number', value: '1', unit: '万元' } },
    });
    expect(plain(share('share of training with minutes >= 2学时').with)).toMatchObject({ right: { kind: 'convert', unit: '分钟' } });
  });
  test('a target comes in the unit of the value', () => {
    expect(plain(indicator('sum(decisions.fine)', 'target >= 5万元').targets)).toMatchObject([{ value: { kind: 'convert', unit: '元' } }]);
  });
  test('a bare number fits any count, and nothing is nothing in any unit', () => {
    expect(plain(share('share of matters with handled_last_5_years > 3').with)).toMatchObject({ right: { value: '3' } });
    expect(share('share of decisions with fine > 0').with).toMatchObject({ right: { value: '0', unit: '元' } });
  });
  test('the term of a deadline may be a field, a parameter, a number, or one else the other', () => {
    const before = 'parameter term { value 7 workdays when kind in penalty, licence source "文" value 20 workdays source "文" }';
    expect(share('share of decisions with disclosed_on within (disclosure_days_by_law else term) of decided_on', before).with)
      .toMatchObject({ kind: 'within', unit: 'workdays', sameDay: false, count: { kind: 'else', operand: { field: 'disclosure_days_by_law' }, fallback: { kind: 'parameter', name: 'term' } } });
  });
  test('cases of a parameter speak of the rows where it is used', () => {
    const { parameters } = compiled('parameter term { value 7 workdays when kind in penalty, licence source "文" value 20 workdays source "文" }\nindicator a { source "文" value share of decisions with disclosed_on within term of decided_on }');
    expect(plain(parameters['term']!.values[0]!.when)).toMatchObject({ operand: field('decisions', 'kind') });
  });
});

describe('growth', () => {
  const online = 'indicator online "上线率" { source "文" value share of decisions with online }';
  test('is the difference to the year before, over it, as a ratio', () => {
    const grown = value('growth of online', online);
    expect(grown.type).toEqual({ kind: 'number', unit: '%' });
    expect(plain(grown)).toEqual({
      kind: 'arithmetic', op: '/', right: { kind: 'indicator', name: 'online', yearOffset: -1 },
      left: { kind: 'arithmetic', op: '-', left: { kind: 'indicator', name: 'online', yearOffset: 0 }, right: { kind: 'indicator', name: 'online', yearOffset: -1 } },
    });
    expect(plain(value('同比 online', online))).toEqual(plain(grown));
    expect(plain(value('growth of count(decisions)'))).toMatchObject({ right: { kind: 'lastYear', operand: { kind: 'aggregate' } } });
  });
  test('has a percentage for its target', () => {
    expect(indicator('growth of online', 'target > 0%', online).targets).toMatchObject([{ op: '>', value: { value: '0', unit: '%' } }]);
  });
});

describe('months and quarters of dates', () => {
  test('are texts by which rows are grouped', () => {
    const over = share('share of inspections grouped by enterprise, month of inspected_on with count(inspections) > 1').over;
    expect(plain(over)).toMatchObject({ kind: 'groups', by: [field('inspections', 'enterprise'), { kind: 'bucketOf', unit: 'month', operand: field('inspections', 'inspected_on') }] });
    expect(plain(share('行政检查 中 按 检查对象代码、检查日期.月份 分组，计数（行政检查）＞ 1 的 占比').over)).toEqual(plain(over));
    expect(plain(share('share of decisions with 决定日期.季度 = "2024-Q1"').with)).toMatchObject({ left: { kind: 'bucketOf', unit: 'quarter' }, right: { kind: 'text', value: '2024-Q1' } });
  });
  test('a field that is called 月份 is that field', () => {
    const reports = 'ledger reports "月报" { key report_no dated by sent_on field report_no text field sent_on date field 月份 text field cases "件数" count in 件 }';
    expect(plain(value('distinct(reports.月份)', reports))).toMatchObject({ of: field('reports', '月份') });
    expect(plain(value('distinct(reports.sent_on.月份)', reports))).toMatchObject({ of: { kind: 'bucketOf', operand: field('reports', 'sent_on') } });
  });
});

describe('fields that name several', () => {
  test('names are fields of the referred row first, then of the row', () => {
    const any = share('share of decisions with any handled_by with certified_on > decided_on or certified_on is empty');
    expect(plain(any.with)).toMatchObject({
      kind: 'quantified', quantifier: 'any', field: 'handled_by',
      with: { kind: 'or', operands: [{ left: field('decisions', 'certified_on', ['handled_by']), right: field('decisions', 'decided_on') }, { kind: 'empty', operand: field('decisions', 'certified_on', ['handled_by']) }] },
    });
    expect(plain(share('行政执法决定 中 任一 承办人 满足 发证日期 晚于 决定日期 或 发证日期 未填 的 占比').with)).toEqual(plain(any.with));
  });
  test('those of the referred row may be said in full, and their choices are found', () => {
    const one = (condition: string): unknown => plain(share(`share of decisions with every handled_by with ${condition}`).with);
    expect(one('handled_by.role = 执法')).toEqual(one('role = 执法'));
    expect(one('officers.role = 执法')).toEqual(one('role = 执法'));
    expect(one('role = 执法')).toMatchObject({ quantifier: 'every', with: { left: field('decisions', 'role', ['handled_by']), right: { kind: 'choiceValue', value: '执法' } } });
  });
  test('a define and a parameter within it speak of the referred row, or of the row', () => {
    const before = 'define unlicensed = certified_on is empty or certified_on > decided_on\nparameter term { value 7 workdays when kind = penalty source "文" value 20 workdays source "文" }';
    expect(plain(share('share of decisions with any handled_by with unlicensed', before).with)).toEqual(plain(share('share of decisions with any handled_by with certified_on is empty or certified_on > decided_on').with));
    expect(share('share of decisions with any handled_by with certified_on within term of decided_on', before).with).toMatchObject({ with: { count: { kind: 'parameter', name: 'term' } } });
  });
});

describe('rows of all agencies', () => {
  test('agency.f is the row’s agency, a bare field of agencies the one at hand', () => {
    const counted = value('count(decisions across agencies where agency.parent = code and kind = penalty)');
    expect(plain(counted)).toMatchObject({ fn: 'count', scope: 'agency', rows: {
      ledger: 'decisions', across: true,
      where: { operands: [{ left: { kind: 'agencyField', field: 'parent', of: 'row' }, right: { kind: 'agencyField', field: 'code' } }, { left: field('decisions', 'kind') }] },
    } });
    expect(plain(value('计数（行政执法决定 跨主体 其中 执法主体.上级机关 ＝ 统一社会信用代码 且 类别 为 行政处罚）'))).toEqual(plain(counted));
  });
  test('their groups are judged like those of one agency', () => {
    const across = share('share of inspections across agencies grouped by enterprise, month of inspected_on with distinct(inspections.agency) > 1');
    expect(across.over).toMatchObject({ kind: 'groups', rows: { ledger: 'inspections', across: true } });
    expect(across.with).toMatchObject({ left: { fn: 'distinct', scope: 'group', of: { field: 'agency' } } });
    expect((across.with as { left: { rows: object } }).left.rows).toEqual({ ledger: 'inspections' });
  });
  test('a define of rows is read anew for them', () => {
    const own = 'define near = inspections where agency.level = 县';
    expect(plain(value('count(near across agencies) / count(near)', own))).toMatchObject({
      left: { rows: { across: true, where: { left: { kind: 'agencyField', of: 'row' } } } }, right: { rows: { where: { left: { kind: 'agencyField', field: 'level' } } } },
    });
  });
  test('a column is summed over the forms of all', () => {
    const sum = value('sum(penalty_form.total across agencies where agency.parent = code)');
    expect(plain(sum)).toEqual({
      kind: 'formSum', form: 'penalty_form', column: 'total',
      where: { kind: 'compare', op: '=', left: { kind: 'agencyField', field: 'parent', of: 'row' }, right: { kind: 'agencyField', field: 'code' } },
    });
    expect(sum.type).toEqual({ kind: 'number', unit: '宗' });
    const { forms } = compiled('form f "表" { column a count in 宗 check hard "分单位之和": sum(a across agencies where agency.parent = code) = a }');
    expect(plain(forms['f']!.checks[0]!.condition)).toMatchObject({ left: { kind: 'formSum', form: 'f', column: 'a' }, right: { kind: 'cell' } });
  });
  test('are not what an agency must have reported, but its own groups are', () => {
    expect(indicator('count(decisions across agencies) / count(appeals)').reads).toEqual(['appeals']);
    expect(indicator('sum(penalty_form.total across agencies)').reads).toEqual([]);
    expect(indicator('share of inspections across agencies grouped by enterprise with count(inspections) > 1').reads).toEqual(['inspections']);
  });
});

describe('distributions', () => {
  test('rows by the values of a field', () => {
    const found = indicator('distribution of case_files where round_no = "1" grouped by grade', 'shown only');
    expect(plain(found.value)).toMatchObject({ kind: 'distribution', rows: { ledger: 'case_files', where: { kind: 'compare' } }, by: field('case_files', 'grade') });
    expect(found.value.type).toEqual({ kind: 'number', unit: '1' });
    expect(plain(indicator('评查案卷 中 批次号 ＝ “1” 的，按 等次 分组 的 分布', '显示 仅供参考').value)).toEqual(plain(found.value));
    expect(found.reads).toEqual(['case_files']);
  });
});

describe('what is shown beside a value', () => {
  test('it broken down by fields of the rows it counts', () => {
    expect(indicator('share of decisions with online', 'shown grouped by kind, 领域').shownBy).toEqual(['kind', 'sector']);
    expect(indicator('sum(decisions.fine) / count(decisions)', 'shown grouped by kind').shownBy).toEqual(['kind']);
  });
  test('checks on the finished value, its own and others', () => {
    const found = indicator('share of decisions with online', 'check soft "高": a <= 100% check hard "低": a >= b', 'indicator b { source "文" value share of decisions with mobile check "同": b <= a }');
    expect(plain(found.checks)).toMatchObject([
      { label: '高', severity: 'warning', condition: { kind: 'compare', op: '<=', left: { kind: 'indicator', name: 'a', yearOffset: 0 }, right: { value: '100', unit: '%' } } },
      { label: '低', severity: 'error', condition: { right: { kind: 'indicator', name: 'b' } } },
    ]);
    expect(found.reads).toEqual(['decisions']);
  });
});

describe('parameters to be chosen', () => {
  const choose = 'parameter term "轮训期限" { choose value 2024年8月底 source "文" clause "一" value 2024-06-30 source "文" clause "附件" }';
  test('keep their contradicting values side by side, with their sources, and say nothing of it', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: choose }]);
    expect(diagnostics).toEqual([]);
    expect(plain(program.parameters['term'])).toMatchObject({ choose: true, values: [{ value: { value: '2024-08-31' }, source: { clause: '一' } }, { value: { value: '2024-06-30' }, source: { clause: '附件' } }] });
    expect(plain(compiled('参数 term “轮训期限” { 任选；取值 2024年8月底 依据 “文” 条款 “一”；取值 2024-06-30 依据 “文” 条款 “附件” }').parameters)).toMatchObject(plain(program.parameters['term'] && { term: program.parameters['term'] }) as object);
  });
  test('are used like any other, also as a deadline', () => {
    expect(indicator('earliest(training.held_on) by term', '', choose).value).toMatchObject({ kind: 'by', deadline: { kind: 'parameter', name: 'term' } });
  });
  test('with one value are not', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: 'parameter p { choose value 3件 source "文" }' }]);
    expect(program.parameters['p']).not.toHaveProperty('choose');
    expect(diagnostics.map((one) => [one.severity, one.code])).toEqual([['warning', 'choose-of-one']]);
  });
});

describe('forms', () => {
  test('bare names in checks are cells, a year earlier where it says so', () => {
    const { forms } = compile(catalogue).program;
    const check = (form: string, words: string): unknown => plain(forms[form]!.checks.find((one) => one.label.includes(words))!.condition);
    expect(check('penalty_form', '各项之和')).toEqual({ kind: 'compare', op: '=', left: { kind: 'groupTotal', form: 'penalty_form', group: 'kinds' }, right: { kind: 'cell', form: 'penalty_form', column: 'total', yearOffset: 0 } });
    expect(JSON.stringify(check('staff_form', '上年末'))).toContain('{"kind":"cell","form":"staff_form","column":"certified","yearOffset":-1}');
  });
  test('a view merges columns, in another unit if it says so', () => {
    const { views } = compiled('view zhejiang "浙江" of penalty_form { column both "警告、通报批评" count in 宗 = warning + criticised column amount "罚没(元)" money in 元 = amount column total }');
    expect(views['zhejiang']!.columns.map(({ name, label, unit }) => [name, label, unit])).toEqual([['both', '警告、通报批评', '宗'], ['amount', '罚没(元)', '元'], ['total', '合计', '宗']]);
    expect(plain(views['zhejiang']!.columns[1]!.derived)).toEqual({ kind: 'convert', unit: '元', operand: { kind: 'cell', form: 'penalty_form', column: 'amount', yearOffset: 0 } });
  });
  test('a view has its place and time, two-line heads, columns of texts, and goes on below where it says so', () => {
    const { views } = compiled(`view v "表" of penalty_form in 湖北, "3301" from 2021-07-15 to 2024-12-31 {
      column serial "序号" text   column 单位名称 text   column remark "备注" text
      group review "法制审核" { column reviewed "审核数" count in 件   column corrected "纠错数" count in 件 }
      column amount "罚没金额(元)" money in 元 on a new row also "罚没款"
      column reconsidered "被复议" count in 件 = appeals_form.reconsidered
    }`);
    const view = views['v']!;
    expect([view.regions, view.from, view.to, view.groups]).toEqual([['420000', '330100'], '2021-07-15', '2024-12-31', [{ name: 'review', label: '法制审核' }]]);
    expect(view.columns.map(({ text, group, unit, newRow }) => [text, group, unit, newRow])).toEqual([
      ['serial', undefined, '1', undefined], ['agency', undefined, '1', undefined], ['remark', undefined, '1', undefined],
      ['', 'review', '件', undefined], ['', 'review', '件', undefined], ['', undefined, '元', true], ['', undefined, '件', undefined],
    ].map(([text, ...rest]) => [text || undefined, ...rest]));
    expect(plain(view.columns[3]!.derived)).toEqual({ kind: 'convert', unit: '件', operand: { kind: 'cell', form: 'penalty_form', column: 'reviewed', yearOffset: 0 } });
    expect(plain(view.columns[6]!.derived)).toEqual({ kind: 'cell', form: 'appeals_form', column: 'reconsidered', yearOffset: 0 });
  });
  test('of the views of a form the nearest and latest is in use', () => {
    const program = compiled('view anywhere of penalty_form { column total } view early of penalty_form in 浙江 { column total } view late of penalty_form in 浙江 from 2024-01-01 { column total } view city of penalty_form in "330200" to 2022-12-31 { column total }');
    const own: Program = { ...program, views: Object.fromEntries(['anywhere', 'early', 'late', 'city'].map((name) => [name, program.views[name]!])) };
    const used = (region: string | null, year: number): string[] => viewsInUse(own, 'penalty_form', region, year).map((view) => view.name);
    expect(used('330106', 2023)).toEqual(['early', 'anywhere']);
    expect(used('330106', 2024)).toEqual(['late', 'early', 'anywhere']);
    expect(used('330212', 2022)).toEqual(['city', 'early', 'anywhere']);
    expect(used('420000', 2024)).toEqual(['anywhere']);
    expect(used(null, 2024)).toEqual(['anywhere']);
  });
});

describe('what an indicator reads', () => {
  test('ledgers of its aggregates, references and other indicators; not shared ones, nor those the system keeps', () => {
    expect(indicator('share of decisions with any handled_by with certified_on <= decided_on').reads).toEqual(['decisions', 'officers']);
    expect(indicator('share of training with officer.certified_on <= held_on').reads).toEqual(['officers', 'training']);
    expect(indicator('share of inspections with enterprise_class.cap > 3').reads).toEqual(['inspections']);
    expect(indicator('count(filings)').reads).toEqual([]);
    expect(indicator('b / count(appeals)', '', 'indicator b { source "文" value count(training) }').reads).toEqual(['appeals', 'training']);
  });
  test('forms of this year, not of the year before', () => {
    expect(indicator('penalty_form.total - last year\'s staff_form.certified as 宗').reads).toEqual(['penalty_form']);
  });
});

describe('tasks', () => {
  const one = (clauses: string): Program => compiled(`task hy_09 "目录" { source "文" clause "九" ${clauses} }`);
  test('a task is an indicator too: its condition by its deadline', () => {
    const { tasks, indicators } = one('lead "县司法局" responsible "各镇", "各部门" due 2024年底 done when count(activities where confirmed) >= 2 note "注"');
    expect(plain(tasks['hy_09'])).toMatchObject({
      label: '目录', lead: '县司法局', responsible: ['各镇', '各部门'], due: { kind: 'date', value: '2024-12-31' }, historic: false, note: '注', sources: [{ document: '文', clause: '九' }],
    });
    expect(plain(indicators['hy_09'])).toMatchObject({
      task: 'hy_09', value: { kind: 'doneBy', deadline: { kind: 'date', value: '2024-12-31' }, condition: { kind: 'compare', op: '>=' } },
      targets: [{ op: '=', value: { kind: 'boolean', value: true } }], reads: ['activities'], note: '注',
      appliesTo: { kind: 'or', operands: [{ left: { field: 'name' }, right: { value: '县司法局' } }, { left: { field: 'short_name' } }] },
    });
  });
  test('what is done stays done: rows count whatever their year, but states', () => {
    const done = (text: string): unknown => one(`due 2024年底 done when ${text}`).indicators['hy_09']!.value;
    expect(done('exists(activities where confirmed) and (share of decisions with online) >= 90%')).toMatchObject({ condition: { operands: [
      { left: { rows: { ledger: 'activities', toDate: true } } }, { left: { over: { rows: { ledger: 'decisions', toDate: true } } } },
    ] } });
    expect(JSON.stringify(done("count(matters) > last year's count(decisions)"))).not.toContain('toDate');
    expect(JSON.stringify(done('(share of officers with sum(training.hours) >= 60学时) >= 100%'))).not.toContain('toDate');
  });
  test('without a condition its entry in the ledger of tasks must be completed', () => {
    expect(plain(one('due 2024年底').indicators['hy_09']!.value)).toMatchObject({ condition: { left: { fn: 'count', rows: { ledger: 'tasks', where: { operands: [
      { left: field('tasks', 'task_no'), right: { value: 'hy_09' } }, { kind: 'filled', operand: field('tasks', 'completed_on') },
    ] } } } } });
  });
  test('applies to the agencies it names, to all where no one leads', () => {
    expect(plain(one('due 2024年底 lead "x" applies to agencies where level = 县').indicators['hy_09']!.appliesTo)).toMatchObject({ left: { field: 'level' } });
    expect(one('due 2024年底').indicators['hy_09']!.appliesTo).toBeUndefined();
  });
  test('a historic one is no indicator', () => {
    const program = one('due 2019-12-31 historic');
    expect(program.tasks['hy_09']).toMatchObject({ historic: true });
    expect(program.indicators).toEqual({});
  });
  test('can be an item of a scorecard', () => {
    const { scorecards } = compiled('task t "目录" { source "文" due 2024年底 } scorecard s { dimension "d" 100 { t 100 { full when yes } } grades "好" }');
    expect(scorecards['s']!.dimensions[0]!.items[0]).toMatchObject({ indicator: 't', label: '目录' });
  });
  test('falls with what it rests on, and takes its indicator with it', () => {
    const { program, diagnostics } = compile([...catalogue, { file: 'a', text: 'task t { source "文" due 3 } task u { source "文" due 2024年底 done when exists(nothing) } task v { source "文" due 2024年底 done when t }' }]);
    expect([program.tasks, program.indicators]).toEqual([{}, {}]);
    expect(diagnostics.map((each) => each.code)).toEqual(['not-a-date', 'unknown-ledger']);
  });
});

describe('scorecards', () => {
  const { scorecards } = compile([...catalogue, pack('metrics/packs/xian-2022.heng')]).program;
  test('items carry their indicator, its label and typed rules', () => {
    const [dimension] = scorecards['quality']!.dimensions;
    expect(dimension).toMatchObject({ name: '行政执法公示', points: { '': '30' } });
    expect(dimension!.items[0]).toMatchObject({
      name: 'penalties_and_licences_disclosed_on_time', label: '许可处罚按期公示率', points: '10',
      rules: [{ kind: 'fullWhen', op: '>=' }, { kind: 'deductPerStep', rounding: 'started', side: 'below', step: { unit: 'percentage_points', value: '1' }, upTo: '10' }],
    });
    expect(scorecards['quality']).toMatchObject({ groupsBy: 'category', missing: { notApplicable: 'rescale', notReported: 'zero', pending: 'rescale' } });
    expect(scorecards['quality']!.grades).toEqual([{ label: '优秀', atLeast: '90' }, { label: '良好', atLeast: '80' }, { label: '合格', atLeast: '60' }, { label: '不合格' }]);
  });
});

describe('expressions of their own in a scorecard', () => {
  const made = compile([...catalogue, { file: 'a.heng', text: `
    parameter goal "目标" { value 90% source "文" }
    indicator share_done { source "文" value share of decisions with major target >= goal }
    indicator seen { source "文" value count(inspections) }
    scorecard card "考评" {
      source "考评办法" clause "二" from 2024-07-01
      dimension "甲" 50 {
        share_done 20 { full when >= goal; deduct 1 per full 1% below goal }
        item "案件" 30 { deduct 1 for each seen; deduct 2 for each count(decisions where major); deduct 3 when count(inspections) > 2 and seen > 1 }
      }
      dimension "乙" 50 { seen_share 50 { in proportion } }
      veto "重大" when count(decisions where major) > 3 then points 0
      grades "好" >= 60, "差"
    }
    indicator seen_share { source "文" value share of inspections with complete_record target >= goal }` }]);
  const { indicators, scorecards } = made.program, internal = Object.values(indicators).filter((one) => one.internal);

  test('become internal indicators named after their place, with the source of the card', () => {
    expect(made.diagnostics.filter((one) => one.severity === 'error')).toEqual([]);
    expect(internal.map((one) => [one.name, one.label, one.value.kind])).toEqual([
      ['card#1.full1.bound', 'share_done·满分1', 'parameter'], ['card#1.deduct1.bound', 'share_done·扣分1', 'parameter'],
      ['card#2.deduct2', '案件·扣分2', 'aggregate'],
      ['card#2.deduct3.figure1', '案件·扣分3', 'aggregate'], ['card#2.deduct3', '案件·扣分3', 'and'],
      ['card#3.target1', 'seen_share·目标1', 'parameter'],
      ['card#veto1.figure1', '一票否决：重大', 'aggregate'], ['card#veto1', '一票否决：重大', 'compare'],
    ]);
    expect(internal.every((one) => one.sources[0]?.document === '考评办法' && one.sources[0].from === '2024-07-01')).toBe(true);
    expect(indicators['card#2.deduct3']!.reads).toEqual(['inspections']);
  });
  test('and stand in the rules by name; literals and indicators stay', () => {
    const [first, second] = scorecards['card']!.dimensions[0]!.items;
    expect(first!.rules[0]).toMatchObject({ kind: 'fullWhen', value: { kind: 'indicator', name: 'card#1.full1.bound' } });
    expect(second!.rules.map((rule) => ('of' in rule ? rule.of : 'when' in rule ? rule.when : null))).toMatchObject([
      { kind: 'indicator', name: 'seen' }, { kind: 'indicator', name: 'card#2.deduct2' }, { kind: 'indicator', name: 'card#2.deduct3' }]);
    expect(scorecards['card']!.dimensions[1]!.items[0]!.targets).toMatchObject([{ op: '>=', value: { kind: 'indicator', name: 'card#3.target1' } }]);
  });
  test('are left out with the card that is in error', () => {
    const { program } = compile([...catalogue, { file: 'a.heng', text: 'scorecard card { dimension "甲" 100 { item "乙" 100 { deduct 1 for each count(decisions); deduct 1 for each nothing } } grades "好" >= 60, "差" }' }]);
    expect(program.scorecards).toEqual({});
    expect(Object.values(program.indicators).filter((one) => one.internal)).toEqual([]);
  });
});

describe('examples', () => {
  test('columns become names, cells stay as typed, the year is the as-of day’s', () => {
    const { examples } = compiled('indicator a { source "文" value count(decisions) }\nexample "一件" for a as of 2024-03-01 {\n  行政执法决定 | 案号 | 执法类别 | 决定日期 |\n  | A1 | 行政处罚 | 2024/1/5 |\n  expect 1\n}');
    expect(plain(examples)).toEqual([{
      label: '一件', indicator: 'a', asOf: '2024-03-01', year: 2024, expect: { state: 'value', value: '1' },
      tables: [{ ledger: 'decisions', columns: ['case_no', 'kind', 'decided_on'], rows: [['A1', '行政处罚', '2024/1/5']] }],
    }]);
  });
});
