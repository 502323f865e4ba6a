/** Expressions over a row or group → SQL values (`values.ts`). Predicates are in `verdicts.ts`. */
import Fraction from 'fraction.js';
import type { Expr, Parameter, ParameterValue, Unit } from '../../dsl/program.ts';
import { and, call, cases, cast, date, FALSE, infix, isFalseLiteral, isNull, isTrueLiteral, nothing, notNull, notTrue, or, text, TRUE, type Sql } from '../sql/tree.ts';
import { ChoiceNeeded } from './choices.ts';
import { isoDay } from './period.ts';
import type { Scope } from './scope.ts';
import {
  arithmetic, commonDenominator, constantDate, constantNumber, conversion, dateSql, digitsOf, firstOf, fixedDate, fixedNumber, isFixed,
  literalNumber, MINUTES_PER_CLASS_HOUR, numberSql, PlanError, times, truth, unitOf, wide, type DateValue, type NumberValue, type Value,
} from './values.ts';
import { dateOf, indexOf, insideCalendar, known, numberOf } from './dates.ts';
import { verdictOf } from './verdicts.ts';

export function valueOf(expr: Expr, scope: Scope): Value {
  switch (expr.kind) {
    case 'number': return constantNumber(literalNumber(expr.value, expr.unit));
    case 'text': case 'choiceValue': return { kind: 'text', sql: text(expr.value), constant: expr.value };
    case 'boolean': return truth(expr.value ? TRUE : FALSE, expr.value ? FALSE : TRUE);
    case 'date': return constantDate(expr.value);
    case 'yearDate': return constantDate(isoDay(scope.period.year + expr.yearOffset, expr.month, expr.day));
    case 'stateDay': return constantDate(scope.period.stateDay);
    case 'field': return scope.field(expr);
    case 'agencyField': return scope.agencyField(expr.field, expr.of);
    case 'parameter': return parameterValue(expr.name, scope);
    case 'arithmetic': return arithmeticValue(expr, scope);
    case 'convert': return converted(numberOf(expr.operand, scope), unitOf(expr.operand), expr.unit, scope);
    case 'else': return otherwise(valueOf(expr.operand, scope), valueOf(expr.fallback, scope), scope);
    case 'rounded': return rounded(numberOf(expr.operand, scope), digitsOf(expr));
    case 'daysBetween': return daysBetween(expr, scope);
    case 'highestOf': return highestOf(expr, scope);
    case 'aggregate': return scope.aggregate(expr);
    case 'compare': case 'in': case 'filled': case 'empty': case 'within': case 'by': case 'quantified': case 'isTrue': case 'and': case 'or': case 'not':
      return { kind: 'boolean', sql: verdictOf(expr, scope).worst, verdict: (negated) => verdictOf(expr, scope, negated) };
    case 'bucketOf': return { kind: 'text', sql: call(expr.unit === 'month' ? 'monthOf' : 'quarterOf', dateSql(dateOf(expr.operand, scope), scope.period.asOf)) };
    case 'cell': case 'indicator': case 'share': case 'groupTotal': case 'lastYear': case 'doneBy': case 'formSum': case 'distribution':
      throw new PlanError(`${expr.kind} cannot be read inside a row predicate`);
  }
}

function arithmeticValue(expr: Expr & { kind: 'arithmetic' }, scope: Scope): Value {
  const left = valueOf(expr.left, scope), right = valueOf(expr.right, scope);
  if (left.kind === 'date' && right.kind === 'number' && (expr.op === '+' || expr.op === '-')) {
    const days = call('floor', numberSql(right));
    return fixedDate({ k: 'cast', operand: infix(expr.op, dateSql(left, scope.period.asOf), { k: 'cast', operand: days, type: 'integer' }), type: 'date' });
  }
  if (left.kind !== 'number' || right.kind !== 'number') throw new PlanError(`arithmetic on ${left.kind} and ${right.kind}`);
  const sameUnit = expr.op === '+' || expr.op === '-';
  return arithmetic(expr.op, left, sameUnit ? converted(right, unitOf(expr.right), unitOf(expr.left), scope) : right);
}

/** The number told in another unit; units without a common dimension are only relabelled. */
export function converted(value: NumberValue, from: Unit | null, to: Unit | null, scope: Scope): NumberValue {
  const how = from && to ? conversion(from, to) : null;
  if (!how) return value;
  if ('factor' in how) return arithmetic('*', value, constantNumber(how.factor));
  const minutes = parameterCases(MINUTES_PER_CLASS_HOUR, scope);
  if (!minutes) return arithmetic(how.minutesPerHour === 'divide' ? '/' : '*', value, parameterValue(MINUTES_PER_CLASS_HOUR, scope) as NumberValue);
  return overCases(minutes.map(({ when, value: per }) => ({ when, value: arithmetic('*', value, constantNumber(how.minutesPerHour === 'divide' ? per.inverse() : per)) })));
}

function overCases(branches: { when: Sql; value: NumberValue }[]): NumberValue {
  if (branches.length === 0) return fixedNumber(nothing('decimal'));
  const { sqls, den } = commonDenominator(branches.map((branch) => branch.value)), integer = branches.every((branch) => branch.value.integer);
  const sql = cases(branches.map((branch, index) => ({ when: branch.when, value: integer ? sqls[index]! : wide(sqls[index]!) })), null);
  return { ...fixedNumber(sql, { den, integer }), error: firstOf(...branches.map((b) => b.value.error)) };
}

/** `a else b`: a where it is not empty. */
function otherwise(first: Value, second: Value, scope: Scope): Value {
  if (first.kind === 'number' && second.kind === 'number') {
    const error = firstOf(first.error, second.error);
    if (first.filled || first.constant) return first;
    if (first.divisor || second.divisor) return { ...fixedNumber(call('coalesce', numberSql(first), numberSql(second))), ...(isFixed(first) && isFixed(second) ? {} : { lo: null, hi: null, fillable: TRUE }), error };
    const { sqls, den } = commonDenominator([first, second]), integer = first.integer && second.integer;
    const value: NumberValue = { ...fixedNumber(call('coalesce', ...(integer ? sqls : sqls.map(wide))), { den, integer }), filled: second.filled || second.constant !== undefined, error };
    if (isFixed(first) && isFixed(second)) return value;
    // What stands in for a figure that may still come may yet be anything.
    const side = (own: Sql | null, other: Sql | null): Sql => cases([
      { when: notNull(first.sql), value: own ? times(own, den / first.den) : nothing('decimal') },
      ...(first.fillable && isTrueLiteral(first.fillable) ? [] : [{ when: first.fillable ? notTrue(first.fillable) : TRUE, value: other ? times(other, den / second.den) : nothing('decimal') }]),
    ], null);
    return { ...value, lo: side(first.lo, second.lo), hi: side(first.hi, second.hi), fillable: value.filled ? TRUE : or(first.fillable ?? notNull(first.sql), second.fillable ?? notNull(second.sql)) };
  }
  if (first.kind === 'date' && second.kind === 'date') {
    const known = first.masked ? infix('<=', first.raw, date(scope.period.asOf)) : notNull(first.raw);
    const [a, b] = [indexable(first, scope), indexable(second, scope)];
    const raw = call('coalesce', dateSql(first, scope.period.asOf), dateSql(second, scope.period.asOf));
    return { ...fixedDate(raw, a && b ? { index: (which) => cases([{ when: known, value: a(which) }], b(which)) } : {}), error: firstOf(first.error, second.error) };
  }
  if (first.kind === 'text' && second.kind === 'text') return { kind: 'text', sql: call('coalesce', first.sql, second.sql) };
  if ((first.kind === 'list' || first.kind === 'text') && (second.kind === 'list' || second.kind === 'text')) return { kind: 'list', sql: call('coalesce', asList(first), asList(second)) };
  if (first.kind === 'boolean' && second.kind === 'boolean') {
    const sql = call('coalesce', first.sql, second.sql);
    return truth(sql, { k: 'not', operand: sql });
  }
  throw new PlanError(`else between ${first.kind} and ${second.kind}`);
}

const asList = (value: Value & { kind: 'list' | 'text' }): Sql => (value.kind === 'list' ? value.sql : cases([{ when: notNull(value.sql), value: { k: 'list', items: [value.sql] } }], null));

/** Half up (away from zero at the half, as on a printed page), exactly: floor((2·|x|·10^d + 1) / 2) without a fraction. */
function rounded(value: NumberValue, digits: number): NumberValue {
  if (value.constant) return constantNumber(value.constant.round(digits));
  const half: Sql = { k: 'number', value: '0.5' };
  const round = (sql: Sql): Sql => {
    const scaled = wide(numberSql(arithmetic('*', { ...fixedNumber(sql, { den: value.den }), divisor: value.divisor }, constantNumber(new Fraction(10).pow(digits)!))));
    return cast(cases([
      { when: infix('>=', scaled, { k: 'number', value: '0' }), value: call('floor', infix('+', scaled, half)) },
      { when: infix('<', scaled, { k: 'number', value: '0' }), value: call('negate', call('floor', infix('+', call('negate', scaled), half))) },
    ], null), 'decimal');
  };
  const whole = fixedNumber(round(value.sql), { den: 10n ** BigInt(Math.max(0, digits)) });
  if (isFixed(value)) return { ...whole, filled: value.filled, error: value.error };
  return { ...whole, lo: value.lo && round(value.lo), hi: value.hi && round(value.hi), filled: value.filled, fillable: value.fillable, error: value.error };
}

/** Number of (work)days after `from` up to `to`. Days without an index in the calendar give an error naming their year. */
function daysBetween(expr: Expr & { kind: 'daysBetween' }, scope: Scope): NumberValue {
  const from = dateOf(expr.from, scope), to = dateOf(expr.to, scope);
  const a = dateSql(from, scope.period.asOf), b = dateSql(to, scope.period.asOf);
  if (expr.unit === 'days') return { ...fixedNumber(infix('-', b, a), { integer: true }), error: firstOf(from.error, to.error) };
  const low = indexOf(from, 'floor', scope), high = indexOf(to, 'floor', scope);
  const bothKnown = and(known(from, scope), known(to, scope));
  const missing = cases([
    { when: and(bothKnown, isNull(low)), value: call('year', a) }, { when: and(bothKnown, isNull(high)), value: call('year', b) },
  ], nothing('bigint'));
  const safe = [from, to].every((value) => insideCalendar(value, scope));
  return { ...fixedNumber(cases([{ when: bothKnown, value: infix('-', high, low) }], nothing('bigint')), { integer: true }), error: firstOf(from.error, to.error, safe ? null : missing) };
}

function indexable(value: DateValue, scope: Scope): ((which: 'floor' | 'ceil') => Sql) | null {
  return value.index ?? (value.constant !== undefined ? (which) => indexOf(value, which, scope) : null);
}

function highestOf(expr: Expr & { kind: 'highestOf' }, scope: Scope): Value {
  const operand = valueOf(expr.operand, scope);
  if (operand.kind !== 'list') throw new PlanError('highest of wants a field with several values');
  const order = scope.program.orders[expr.order];
  if (!order) throw new PlanError(`unknown order ${expr.order}`);
  const pick = (values: string[]) => cases(values.toReversed().map((value) => ({ when: call('listHas', operand.sql, text(value)), value: text(value) })), nothing('text'));
  const versions = order.values.map((value) => ({ from: value.from, to: value.to, regions: value.region, chosen: pick(value.order) }));
  const sql = cases(byPlaceAndTime(versions, scope).map(({ when, item }) => ({ when, value: item ? item.chosen : nothing('text') })), nothing('text'));
  return { kind: 'text', sql };
}

// ---------------------------------------------------------------- parameters

/**
 * Values that differ by place and time: of those valid on the day only the nearest region's count (longest matching
 * prefix of the agency's code), as declared; `when` is the condition under which each is looked at. `item` null: a nearer
 * region has spoken, what follows does not count.
 */
function byPlaceAndTime<T extends { from?: string; to?: string; regions?: string[] }>(values: T[], scope: Scope): { when: Sql; item: T | null }[] {
  const regions = new Map<string, { item: T; valid: Sql }[]>();
  for (const item of values) {
    const valid = validOn(item, scope.day, scope);
    if (isFalseLiteral(valid)) continue;
    for (const region of item.regions?.length ? item.regions.map(prefixOf) : ['']) regions.set(region, [...(regions.get(region) ?? []), { item, valid }]);
  }
  return [...regions].toSorted(([a], [b]) => b.length - a.length).flatMap(([region, items]) => {
    const here = region === '' ? TRUE : call('startsWith', scope.region(), text(region));
    return [...items.map(({ item, valid }) => ({ item, when: and(here, valid) })), ...(region === '' ? [] : [{ item: null, when: and(here, or(...items.map(({ valid }) => valid))) }])];
  });
}
/** GB/T 2260 codes end in pairs of zeros for a whole province or city. */
export const prefixOf = (region: string): string => region.replace(/(00)+$/u, '');

function validOn(item: { from?: string; to?: string }, day: DateValue, scope: Scope): Sql {
  const conditions: Sql[] = [];
  if (item.from !== undefined && !(day.first !== undefined && day.first >= item.from)) {
    conditions.push(day.last !== undefined && day.last < item.from ? FALSE : infix('>=', dateSql(day, scope.period.asOf), date(item.from)));
  }
  if (item.to !== undefined && !(day.last !== undefined && day.last <= item.to)) {
    conditions.push(day.first !== undefined && day.first > item.to ? FALSE : infix('<=', dateSql(day, scope.period.asOf), date(item.to)));
  }
  return and(...conditions);
}

function parameterBranches(name: string, scope: Scope): { when: Sql; value: ParameterValue | null }[] {
  const parameter: Parameter | undefined = scope.program.parameters[name];
  if (!parameter) throw new PlanError(`unknown parameter ${name}`);
  if (parameter.choose) throw new ChoiceNeeded(parameter);
  return byPlaceAndTime(parameter.values, scope).map(({ when, item }) => {
    return { when: item?.when ? and(when, verdictOf(item.when, scope).worst) : when, value: item };
  });
}

/** The parameter as conditions with constant values, where all its values are plain numbers. */
function parameterCases(name: string, scope: Scope): { when: Sql; value: Fraction }[] | null {
  const branches = parameterBranches(name, scope).filter((branch) => branch.value !== null);
  if (!branches.every((branch) => branch.value!.value.kind === 'number')) return null;
  return branches.map(({ when, value }) => {
    const literal = value!.value as Expr & { kind: 'number' };
    return { when, value: literalNumber(literal.value, literal.unit) };
  });
}

function parameterValue(name: string, scope: Scope): Value {
  const all = parameterBranches(name, scope);
  const branches = all.flatMap(({ when, value }) => (value ? [{ when, result: valueOf(value.value, scope) }] : []));
  const only = branches[0];
  if (only && isTrueLiteral(only.when)) return only.result;
  const parameter = scope.program.parameters[name]!;
  const kind = only?.result.kind ?? (parameter.values[0]?.value.type.kind === 'date' ? 'date' : parameter.values[0]?.value.type.kind === 'number' ? 'number' : 'text');
  if (kind === 'number') return overCases(branches.map(({ when, result }) => ({ when, value: result as NumberValue })));
  if (kind === 'date') return fixedDate(cases(branches.map(({ when, result }) => ({ when, value: dateSql(result as DateValue, scope.period.asOf) })), nothing('date')));
  if (kind === 'text') return { kind: 'text', sql: cases(branches.map(({ when, result }) => ({ when, value: (result as { sql: Sql }).sql })), nothing('text')) };
  if (kind === 'boolean') {
    const sql = cases(branches.map(({ when, result }) => ({ when, value: (result as { sql: Sql }).sql })), nothing('boolean'));
    return truth(sql, { k: 'not', operand: sql });
  }
  return { kind: 'list', sql: cases(branches.map(({ when, result }) => ({ when, value: (result as { sql: Sql }).sql })), null) };
}
