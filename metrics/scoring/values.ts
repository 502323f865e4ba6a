/**
 * What an expression in a scorecard's rule is worth for one agency. Rules read measures, not records: indicator
 * references, literals, fields of the agency, comparisons, logic and arithmetic of those. Anything that needs records
 * (an aggregate, a share) must be an indicator first; else the item is an error that says so.
 */
import type Fraction from 'fraction.js';
import type { CompareOp, Expr, Program, State, Unit, ValueType } from '../../dsl/program.ts';
import type { MeasureRow, RosterRow } from '../types.ts';
import { ZERO, baseFactor, exact } from './exact.ts';
import { holds, type Words } from './words.ts';

/** Numbers stand in the base unit of their dimension (see `baseFactor`), `unit` says in which they are shown. */
export type Value =
  | { kind: 'number'; value: Fraction; unit: Unit }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'text'; value: string };

/** A value, or the state that stands in its place and why. */
export type Worth = { state: 'value'; value: Value } | { state: Exclude<State, 'value'>; reason: Words };

/** All that rules may read of one agency. */
export interface Reader { program: Program; roster: RosterRow; measure(indicator: string): MeasureRow | undefined }

const cannot = (what: string, english: string): Worth => ({ state: 'error', reason: { zh: `无法计算：${what}`, en: `cannot be computed: ${english}` } });
const missing: Worth = { state: 'not_applicable', reason: { zh: '没有数据', en: 'no data' } };
const number = (value: Fraction, unit: Unit): Worth => ({ state: 'value', value: { kind: 'number', value, unit } });
const truth = (value: boolean): Worth => ({ state: 'value', value: { kind: 'boolean', value } });

/** How far each state lets one go on: the worst of several operands is the state of the whole. */
const SEVERITY: Record<State, number> = { value: 0, not_applicable: 1, pending: 2, not_reported: 3, error: 4 };

/** The measure of an indicator as a value. */
export function measureWorth(reader: Reader, name: string): Worth {
  const indicator = reader.program.indicators[name];
  const row = reader.measure(name);
  if (!indicator || !row) return cannot(`没有指标“${name}”的结果`, `there is no result for the indicator "${name}"`);
  if (row.state === 'error') return { state: 'error', reason: row.error ? { zh: row.error.zh, en: row.error.en } : { zh: '指标出错', en: 'the indicator is in error' } };
  if (row.state !== 'value') return { state: row.state, reason: stateReason(row.state) };
  if (typeof row.value === 'boolean') return truth(row.value);
  if (row.exact === null) return typeof row.value === 'string' ? { state: 'value', value: { kind: 'text', value: row.value } } : cannot('结果没有精确值', 'the result has no exact value');
  const unit = unitOf(indicator.value.type);
  const value = exact(row.exact);
  // a measure of a share is already the plain fraction
  if (unit === '%' || unit === 'percentage_points') return number(value, unit);
  return scaled(value, unit, reader.program);
}

function stateReason(state: Exclude<State, 'value' | 'error'>): Words {
  if (state === 'pending') return { zh: '未到期', en: 'pending' };
  return state === 'not_reported' ? { zh: '未报送', en: 'not reported' } : { zh: '不适用', en: 'not applicable' };
}

function unitOf(type: ValueType): Unit { return type.kind === 'number' ? type.unit : '1'; }

function scaled(value: Fraction, unit: Unit, program: Program): Worth {
  const factor = baseFactor(unit, program);
  return factor ? number(value.mul(factor), unit) : cannot('没有规定一学时合多少分钟', 'nothing says how many minutes make a class hour');
}

/** The worth of an expression for the reader's agency. */
export function worth(expr: Expr, reader: Reader): Worth {
  switch (expr.kind) {
    case 'number': return scaled(exact(expr.value), expr.unit, reader.program);
    case 'boolean': return truth(expr.value);
    case 'text': case 'choiceValue': case 'date': return { state: 'value', value: { kind: 'text', value: expr.value } };
    case 'indicator':
      return expr.yearOffset === 0 ? measureWorth(reader, expr.name) : cannot('考评表里不能用上年的指标', 'a scorecard cannot read an indicator of another year');
    case 'agencyField': return agencyField(expr.field, reader);
    case 'isTrue': return worth(expr.operand, reader);
    case 'filled': case 'empty': {
      const operand = worth(expr.operand, reader);
      if (operand.state === 'value') return truth(expr.kind === 'filled');
      return operand.state === 'not_applicable' ? truth(expr.kind === 'empty') : operand;
    }
    case 'compare': return both(expr.left, expr.right, reader, (left, right) => compared(expr.op, left, right));
    case 'in': return membership(expr.operand, expr.values, reader);
    case 'and': return connected(expr.operands, reader, false);
    case 'or': return connected(expr.operands, reader, true);
    case 'not': {
      const operand = worth(expr.operand, reader);
      if (operand.state !== 'value') return operand;
      return operand.value.kind === 'boolean' ? truth(!operand.value.value) : cannot('“非”后面应是条件', '"not" wants a condition');
    }
    case 'arithmetic': return both(expr.left, expr.right, reader, (left, right) => arithmetic(expr.op, left, right, unitOf(expr.type)));
    case 'convert': {
      const operand = worth(expr.operand, reader);
      return operand.state === 'value' && operand.value.kind === 'number' ? number(operand.value.value, expr.unit) : operand;
    }
    case 'else': {
      const operand = worth(expr.operand, reader);
      return operand.state === 'not_applicable' ? worth(expr.fallback, reader) : operand;
    }
    default:
      return cannot('考评规则只能引用指标、数字及其比较；其余先写成指标', 'a rule may use indicators, numbers and comparisons of them; make an indicator of anything else');
  }
}

function agencyField(field: string, reader: Reader): Worth {
  const value = reader.roster.fields[field];
  if (value === null || value === undefined) return missing;
  return typeof value === 'boolean' ? truth(value) : { state: 'value', value: { kind: 'text', value } };
}

function both(left: Expr, right: Expr, reader: Reader, combine: (left: Value, right: Value) => Worth): Worth {
  const first = worth(left, reader); const second = worth(right, reader);
  if (first.state === 'value' && second.state === 'value') return combine(first.value, second.value);
  return SEVERITY[first.state] >= SEVERITY[second.state] ? first : second;
}

function compared(op: CompareOp, left: Value, right: Value): Worth {
  const order = orderOf(left, right);
  return order === null ? cannot('两边不能比较', 'the two sides cannot be compared') : truth(holds(op, order));
}

/** −1, 0, 1; null for unlike kinds. Dates are ISO texts and compare as such. */
export function orderOf(left: Value, right: Value): number | null {
  if (left.kind === 'number' && right.kind === 'number') return left.value.compare(right.value);
  if (left.kind === 'boolean' && right.kind === 'boolean') return Number(left.value) - Number(right.value);
  if (left.kind === 'text' && right.kind === 'text') return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  return null;
}

function membership(operand: Expr, values: Expr[], reader: Reader): Worth {
  let found = false;
  for (const value of values) {
    const same = both(operand, value, reader, (left, right) => compared('=', left, right));
    if (same.state !== 'value') return same;
    found ||= same.value.kind === 'boolean' && same.value.value;
  }
  return truth(found);
}

/** `and` (decided by a false operand) and `or` (decided by a true one), also when others have no value. */
function connected(operands: Expr[], reader: Reader, deciding: boolean): Worth {
  let worst: Worth = truth(!deciding);
  for (const operand of operands) {
    const one = worth(operand, reader);
    if (one.state !== 'value') { if (SEVERITY[one.state] > SEVERITY[worst.state]) worst = one; continue; }
    if (one.value.kind !== 'boolean') return cannot('“且”“或”连接的应是条件', '"and", "or" join conditions');
    if (one.value.value === deciding) return truth(deciding);
  }
  return worst;
}

function arithmetic(op: '+' | '-' | '*' | '/', left: Value, right: Value, unit: Unit): Worth {
  if (left.kind !== 'number' || right.kind !== 'number') return cannot('算式里应是数字', 'arithmetic wants numbers');
  if (op === '/' && right.value.equals(ZERO)) return { state: 'not_applicable', reason: { zh: '除数为0', en: 'division by 0' } };
  const value = op === '+' ? left.value.add(right.value) : op === '-' ? left.value.sub(right.value) : op === '*' ? left.value.mul(right.value) : left.value.div(right.value);
  return number(value, unit);
}
