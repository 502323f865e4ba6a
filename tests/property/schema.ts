/** A small catalogue with every kind of ledger and field. */
import type { Expr, Field, Ledger, Parameter, Unit, ValueType } from '../../dsl/program.ts';

export const TEXT: ValueType = { kind: 'text' };
export const DATE: ValueType = { kind: 'date' };
export const BOOLEAN: ValueType = { kind: 'boolean' };
export const numberType = (unit: Unit): ValueType => ({ kind: 'number', unit });
export const choice = (...choices: string[]): ValueType => ({ kind: 'choice', choices });

function field(name: string, type: ValueType, more: Partial<Field> = {}): Field {
  return { name, label: name, type, required: false, ...more };
}
const count = (name: string, unit: Unit = '件', more: Partial<Field> = {}): Field => field(name, numberType(unit), { integer: true, ...more });
const agency = field('agency', TEXT, { required: true });

export const KINDS = ['甲', '乙', '丙'];
export const CLASSES = ['A', 'B'];
const expression = <T extends object>(type: ValueType, node: T): Expr => ({ type, ...node }) as unknown as Expr;
const constant = (value: string, unit: Unit): Expr => expression(numberType(unit), { kind: 'number', value, unit });
const minutesAsHours: Expr = expression(numberType('学时'), { kind: 'convert', unit: '学时', operand: expression(numberType('分钟'), { kind: 'field', ledger: 'training', field: 'minutes', path: [] }) });

function ledger(name: string, fields: Field[], more: Partial<Ledger>): Ledger {
  return { name, label: name, key: [], hasAgency: true, snapshot: false, system: false, checks: [], ...more, fields };
}

export const LEDGERS: Record<string, Ledger> = Object.fromEntries([
  ledger('agencies', [
    field('code', TEXT, { required: true }), field('name', TEXT), field('level', choice('市', '县')), field('category', TEXT), field('region', TEXT), field('active_from', DATE), field('active_to', DATE),
  ], { key: ['code'], hasAgency: false, snapshot: true, inForce: { from: ['active_from'], to: [], through: ['active_to'] } }),
  ledger('officers', [
    agency, field('officer_id', TEXT, { required: true }), field('role', choice('执法', '辅助'), { required: true }), field('certified_on', DATE), field('left_on', DATE), field('cancelled_on', DATE), field('lawyer', BOOLEAN), count('grade', '1'),
  ], { key: ['officer_id'], snapshot: true, inForce: { from: ['certified_on'], to: ['left_on', 'cancelled_on'], through: [] } }),
  ledger('training', [
    agency, field('record_no', TEXT), field('officer', TEXT, { refersTo: { ledger: 'officers', field: 'officer_id' } }), field('held_on', DATE), field('subject', choice(...KINDS)),
    field('hours', numberType('学时'), { otherwise: minutesAsHours }), count('minutes', '分钟'),
  ], { key: ['record_no'], datedBy: 'held_on' }),
  ledger('cases', [
    agency, field('case_no', TEXT), field('kind', choice(...KINDS), { required: true }), field('decided_on', DATE), field('disclosed_on', DATE), field('due', DATE, { planned: true }), field('exempt', TEXT),
    count('days_by_law', 'workdays'), field('fine', numberType('元')), field('amount', numberType('万元')), field('major', BOOLEAN), field('reviewed_on', DATE),
    field('marks', { kind: 'choices', choices: KINDS }), field('officer', TEXT, { refersTo: { ledger: 'officers', field: 'officer_id' } }), field('revoked_on', DATE),
  ], { key: ['case_no'], datedBy: 'decided_on' }),
  ledger('appeals', [
    agency, field('appeal_no', TEXT), field('case_no', TEXT, { refersTo: { ledger: 'cases', field: 'case_no' } }), field('filed_on', DATE), field('kind', choice(...KINDS)), count('costs', '元'),
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
].map((one) => [one.name, one]));

const caseField = (name: string, type: ValueType): Expr => expression(type, { kind: 'field', ledger: 'cases', field: name, path: [] });
export const PARAMETERS: Record<string, Parameter> = Object.fromEntries(([
  { name: 'minutes_per_class_hour', label: '', values: [{ value: constant('45', '分钟') }] },
  { name: 'term_by_kind', label: '', values: [
    { value: constant('3', 'workdays'), when: expression(BOOLEAN, { kind: 'in', operand: caseField('kind', choice(...KINDS)), values: [expression(TEXT, { kind: 'choiceValue', value: '甲' })] }) },
    { value: constant('5', 'workdays'), from: '2024-07-01', when: expression(BOOLEAN, { kind: 'isTrue', operand: caseField('major', BOOLEAN) }) },
    { value: constant('7', 'workdays'), to: '2025-09-30' },
  ] },
  { name: 'term_by_region', label: '', values: [{ value: constant('20', 'workdays') }, { value: constant('2', 'workdays'), regions: ['610100'] }, { value: constant('1', 'workdays'), regions: ['610102'], from: '2025-03-01' }] },
  { name: 'wanted', label: '', values: [{ value: constant('2', '件'), to: '2024-12-31' }, { value: constant('1', '件'), from: '2025-01-01' }] },
] satisfies Parameter[]).map((one) => [one.name, one]));
