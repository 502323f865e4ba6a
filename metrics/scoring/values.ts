/**
 * What an expression in a scorecard's rule is worth. Rules hold literals and indicators only (the checker makes an internal
 * indicator of anything else); in a card over rows they hold expressions on the row, whose worth the engine has found.
 */
import type Fraction from 'fraction.js';
import type { Expr, Program, State, Unit, ValueType } from '../../dsl/program.ts';
import type { MeasureRow, RosterRow } from '../types.ts';
import { HUNDRED, TEN_THOUSAND, exact } from './exact.ts';
import type { Words } from './words.ts';

/** Numbers stand in their unit, ratios and percentage points as plain fractions. */
export type Value =
  | { kind: 'number'; value: Fraction; unit: Unit }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'text'; value: string };

/** A value, or the state that stands in its place and why. */
export type Worth = { state: 'value'; value: Value } | { state: Exclude<State, 'value'>; reason: Words };

/** All that rules may read of one agency, or of one row of it. */
export interface Reader {
  program: Program; roster: RosterRow;
  /** An expression as it stands in a rule, or one of the figures that a condition speaks of. */
  worth(expr: Expr): Worth;
  measure(indicator: string): MeasureRow | undefined;
}

export const cannot = (what: string, english: string): Worth => ({ state: 'error', reason: { zh: `无法计算：${what}`, en: `cannot be computed: ${english}` } });
const number = (value: Fraction, unit: Unit): Worth => ({ state: 'value', value: { kind: 'number', value, unit } });

/** Rules that read the agency's measures. */
export function agencyReader(program: Program, roster: RosterRow, measure: Reader['measure']): Reader {
  const reader: Reader = {
    program, roster, measure,
    worth(expr) {
      switch (expr.kind) {
        case 'indicator':
          return expr.yearOffset === 0 ? measureWorth(reader, expr.name) : cannot('考评表里不能用上年的指标', 'a scorecard cannot read an indicator of another year');
        default: return literalWorth(expr);
      }
    },
  };
  return reader;
}

/** A number, truth, date or text as written. Both sides of a rule are in one unit: the checker has seen to it. */
export function literalWorth(expr: Expr): Worth {
  switch (expr.kind) {
    case 'number': return number(isRatio(expr.unit) ? exact(expr.value).div(HUNDRED) : exact(expr.value), expr.unit);
    case 'convert': {
      const operand = literalWorth(expr.operand);
      return operand.state === 'value' && operand.value.kind === 'number' ? number(inUnit(operand.value.value, operand.value.unit, expr.unit), expr.unit) : operand;
    }
    case 'boolean': return { state: 'value', value: { kind: 'boolean', value: expr.value } };
    case 'text': case 'choiceValue': case 'date': return { state: 'value', value: { kind: 'text', value: expr.value } };
    default: return cannot('考评规则只能引用指标和数字', 'a rule reads indicators and literals only');
  }
}

const isRatio = (unit: Unit): boolean => unit === '%' || unit === 'percentage_points';
/** Money; other units of a literal are converted by the engine. */
function inUnit(value: Fraction, from: Unit, to: Unit): Fraction {
  if (from === '万元' && to === '元') return value.mul(TEN_THOUSAND);
  return from === '元' && to === '万元' ? value.div(TEN_THOUSAND) : value;
}

/** The measure of an indicator as a value. One in error is named. */
export function measureWorth(reader: Reader, name: string): Worth {
  const indicator = reader.program.indicators[name], row = reader.measure(name);
  const called = { zh: `“${indicator?.label ?? name}”（${name}）`, en: `"${name}"` };
  if (!indicator || !row) return cannot(`没有${called.zh}的结果`, `there is no result for ${called.en}`);
  if (row.state === 'error') return cannot(`${called.zh}${row.error?.zh ?? '出错'}`, `${called.en}: ${row.error?.en ?? 'in error'}`);
  if (row.state !== 'value') return { state: row.state, reason: STATE_REASON[row.state] };
  if (typeof row.value === 'boolean') return { state: 'value', value: { kind: 'boolean', value: row.value } };
  if (row.exact === null) return typeof row.value === 'string' ? { state: 'value', value: { kind: 'text', value: row.value } } : cannot(`${called.zh}没有精确值`, `${called.en} has no exact value`);
  return number(exact(row.exact), unitOf(indicator.value.type));
}

export const STATE_REASON: Record<Exclude<State, 'value' | 'error'>, Words> = {
  pending: { zh: '未到期', en: 'pending' }, not_reported: { zh: '未报送', en: 'not reported' }, not_applicable: { zh: '不适用', en: 'not applicable' },
};

export function unitOf(type: ValueType): Unit { return type.kind === 'number' ? type.unit : '1'; }

/** −1, 0, 1; null for unlike kinds. Dates are ISO texts and compare as such. */
export function orderOf(left: Value, right: Value): number | null {
  if (left.kind === 'number' && right.kind === 'number') return left.value.compare(right.value);
  if (left.kind === 'boolean' && right.kind === 'boolean') return Number(left.value) - Number(right.value);
  if (left.kind === 'text' && right.kind === 'text') return left.value < right.value ? -1 : left.value > right.value ? 1 : 0;
  return null;
}
