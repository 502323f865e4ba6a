/** A small catalogue with every kind of ledger, field, form, order and parameter. */
import type { Expr, ExprNode, Field, Form, Ledger, Order, Parameter, Unit, ValueType } from '../../dsl/program.ts';

export const TEXT: ValueType = { kind: 'text' };
export const DATE: ValueType = { kind: 'date' };
export const BOOLEAN: ValueType = { kind: 'boolean' };
export const numberType = (unit: Unit): ValueType => ({ kind: 'number', unit });
export const choice = (...choices: string[]): ValueType => ({ kind: 'choice', choices });
export const KINDS = ['甲', '乙', '丙'];
export const CLASSES = ['A', 'B'];

export const node = (type: ValueType, content: ExprNode): Expr => ({ type, ...content }) as Expr;
export const number = (value: string | number, unit: Unit = '1'): Expr => node(numberType(unit), { kind: 'number', value: String(value), unit });
export const named = (value: string): Expr => node(TEXT, { kind: 'choiceValue', value });

function field(name: string, type: ValueType, more: Partial<Field> = {}): Field {
  return { name, label: name, type, required: false, ...more };
}
const count = (name: string, unit: Unit = '件', more: Partial<Field> = {}): Field => field(name, numberType(unit), { integer: true, ...more });
const agency = field('agency', TEXT, { required: true });
const of = (ledger: string, name: string, type: ValueType): Expr => node(type, { kind: 'field', ledger, field: name, path: [] });
const refers = (ledger: string, name: string): Partial<Field> => ({ refersTo: { ledger, field: name } });

function ledger(name: string, fields: Field[], more: Partial<Ledger>): Ledger {
  return { name, label: name, key: [], hasAgency: true, snapshot: false, system: false, checks: [], ...more, fields };
}
const byName = <T extends { name: string }>(list: T[]): Record<string, T> => Object.fromEntries(list.map((one) => [one.name, one]));

export const LEDGERS: Record<string, Ledger> = byName([
  ledger('agencies', [
    field('code', TEXT, { required: true }), field('name', TEXT), field('level', choice('市', '县')), field('category', TEXT), field('region', TEXT), field('parent', TEXT), field('listed', BOOLEAN), count('staff', '人'),
    field('active_from', DATE), field('active_to', DATE),
  ], { key: ['code'], hasAgency: false, snapshot: true, inForce: { from: ['active_from'], to: [], through: ['active_to'] } }),
  ledger('officers', [
    agency, field('officer_id', TEXT, { required: true }), field('role', choice('执法', '辅助'), { required: true }), field('certified_on', DATE), field('left_on', DATE), field('cancelled_on', DATE), field('lawyer', BOOLEAN), count('grade', '1'),
  ], { key: ['officer_id'], snapshot: true, inForce: { from: ['certified_on'], to: ['left_on', 'cancelled_on'], through: [] } }),
  ledger('training', [
    agency, field('record_no', TEXT), field('officer', TEXT, refers('officers', 'officer_id')), field('held_on', DATE), field('subject', choice(...KINDS)),
    field('hours', numberType('学时'), { otherwise: node(numberType('学时'), { kind: 'convert', unit: '学时', operand: of('training', 'minutes', numberType('分钟')) }) }), count('minutes', '分钟'),
  ], { key: ['record_no'], datedBy: 'held_on' }),
  ledger('cases', [
    agency, field('case_no', TEXT), field('kind', choice(...KINDS), { required: true }), field('decided_on', DATE), field('disclosed_on', DATE), field('due', DATE, { planned: true }), field('exempt', TEXT),
    count('days_by_law', 'workdays'), field('fine', numberType('元')), field('amount', numberType('万元')), field('major', BOOLEAN), field('reviewed_on', DATE),
    field('marks', { kind: 'choices', choices: KINDS }), field('officer', TEXT, refers('officers', 'officer_id')), field('revoked_on', DATE), field('helpers', TEXT, { ...refers('officers', 'officer_id'), several: true }),
    field('heaviest', choice(...KINDS), { computed: node(choice(...KINDS), { kind: 'highestOf', operand: of('cases', 'marks', { kind: 'choices', choices: KINDS }), order: 'severity' }) }),
    field('in_time', BOOLEAN, { computed: node(BOOLEAN, { kind: 'within', date: of('cases', 'disclosed_on', DATE), count: number(7, 'workdays'), unit: 'workdays', from: of('cases', 'decided_on', DATE), sameDay: false }) }),
    field('speed', numberType('days'), { computed: node(numberType('days'), { kind: 'daysBetween', unit: 'days', from: of('cases', 'decided_on', DATE), to: of('cases', 'reviewed_on', DATE) }) }),
  ], { key: ['case_no'], datedBy: 'decided_on' }),
  ledger('appeals', [
    agency, field('appeal_no', TEXT), field('case_no', TEXT, refers('cases', 'case_no')), field('filed_on', DATE), field('kind', choice(...KINDS)), count('costs', '元'),
  ], { key: ['appeal_no'], datedBy: 'filed_on' }),
  ledger('checks', [
    agency, field('check_no', TEXT), field('enterprise', TEXT), field('class', choice(...CLASSES), { lookup: { ledger: 'caps', match: [{ field: 'region', by: 'region' }, { field: 'class', by: 'value' }] } }),
    field('checked_on', DATE), field('done', BOOLEAN), field('type', choice(...KINDS)),
  ], { key: ['check_no'], datedBy: 'checked_on' }),
  ledger('caps', [
    field('region', TEXT), field('class', choice(...CLASSES)), field('valid_from', DATE, { planned: true }), field('valid_to', DATE, { planned: true }), count('cap', '次'),
  ], { key: ['region', 'class', 'valid_from'], hasAgency: false, snapshot: true, inForce: { from: ['valid_from'], to: [], through: ['valid_to'] } }),
  ledger('filings', [
    agency, count('year', '1'), field('report', choice('年报', '季报')), count('version', '1'), field('published_on', DATE),
  ], { key: ['year', 'report', 'version'], datedBy: 'year', system: true }),
  ledger('duties', [
    agency, field('duty_no', TEXT), field('task', choice('清单', '裁量')), field('assigned_on', DATE), field('completed_on', DATE),
  ], { key: ['duty_no'], datedBy: 'assigned_on' }),
]);

function form(name: string, groups: string[], columns: [string, Unit, string?][]): Form {
  return { name, label: name, groups: groups.map((one) => ({ name: one, label: one })), checks: [], columns: columns.map(([column, unit, group]) => ({ name: column, label: column, unit, integer: unit !== '万元', ...(group ? { group } : {}) })) };
}
export const FORMS: Record<string, Form> = byName([
  form('penalty_form', ['kinds'], [['warned', '件', 'kinds'], ['fined', '件', 'kinds'], ['closed', '件', 'kinds'], ['total', '件'], ['amount', '万元']]),
  form('staff_form', [], [['certified', '人'], ['lawyers', '人']]),
]);

export const ORDERS: Record<string, Order> = byName([
  { name: 'severity', label: 'severity', values: [{ order: ['丙', '甲', '乙'] }, { order: ['乙', '甲', '丙'], from: '2025-03-01', region: ['610000'] }, { order: ['甲', '乙'], region: ['620000'] }] },
]);

const isMarked: Expr = node(BOOLEAN, { kind: 'in', operand: of('cases', 'kind', choice(...KINDS)), values: [named('甲')] });
export const PARAMETERS: Record<string, Parameter> = byName([
  { name: 'minutes_per_class_hour', label: 'minutes_per_class_hour', values: [{ value: number(45, '分钟') }] },
  { name: 'term_by_kind', label: 'term_by_kind', values: [
    { value: number(3, 'workdays'), when: isMarked },
    { value: number(5, 'workdays'), from: '2024-07-01', when: node(BOOLEAN, { kind: 'isTrue', operand: of('cases', 'major', BOOLEAN) }) },
    { value: number(7, 'workdays'), to: '2025-09-30' },
  ] },
  { name: 'term_by_region', label: 'term_by_region', values: [{ value: number(20, 'workdays') }, { value: number(2, 'workdays'), regions: ['610100'] }, { value: number(1, 'workdays'), regions: ['610102'], from: '2025-03-01' }] },
  { name: 'wanted', label: 'wanted', values: [{ value: number(2, '件'), to: '2024-12-31' }, { value: number(1, '件'), from: '2025-01-01' }] },
  { name: 'wanted_by_level', label: 'wanted_by_level', values: [{ value: number(3, '件'), when: node(BOOLEAN, { kind: 'compare', op: '=', left: node(choice('市', '县'), { kind: 'agencyField', field: 'level' }), right: named('市') }) }, { value: number(1, '件'), regions: ['610000', '620000'] },
    { value: number(2, '件'), regions: ['610102'], when: node(BOOLEAN, { kind: 'isTrue', operand: node(BOOLEAN, { kind: 'agencyField', field: 'listed' }) }) }] },
  { name: 'disputed_term', label: 'disputed_term', choose: true, values: [{ value: number(10, 'workdays') }, { value: number(15, 'workdays') }] },
  { name: 'disputed_number', label: 'disputed_number', choose: true, values: [{ value: number(1, '件') }, { value: number(4, '件') }] },
]);
