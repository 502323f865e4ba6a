/**
 * Predicates → two SQL truths, `best` and `worst` (see `program.ts`), with the first missing calendar year where one
 * could matter. Negation is pushed to the atoms, so composed conditions are only ever joined by AND and OR, under which
 * SQL's NULL behaves as "not true" should.
 */
import type { CompareOp, Expr } from '../../dsl/program.ts';
import {
  and, call, cases, date, FALSE, infix, inList, isNull, isTrueLiteral, notNull, notTrue, nothing, not as sqlNot, or, TRUE, type Infix, type Sql,
} from '../sql/tree.ts';
import { byDeadline, withinDeadline } from './deadlines.ts';
import { known } from './dates.ts';
import type { Scope } from './scope.ts';
import {
  commonDenominator, conversion, dateSql, decided, firstOf, isFixed, numberSql, PlanError, unitOf, wide, withError, type DateValue, type NumberValue, type Value, type Verdict,
} from './values.ts';

const NEGATION: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const INFIX: Record<CompareOp, Infix> = { '=': '=', '!=': '<>', '<': '<', '<=': '<=', '>': '>', '>=': '>=' };

export function verdictOf(expr: Expr, scope: Scope, negated = false): Verdict {
  switch (expr.kind) {
    case 'boolean': return decided(expr.value !== negated ? TRUE : FALSE);
    case 'not': return verdictOf(expr.operand, scope, !negated);
    case 'and': case 'or': {
      const parts = expr.operands.map((operand) => verdictOf(operand, scope, negated));
      return combine((expr.kind === 'and') !== negated ? and : or, parts);
    }
    case 'compare': return compare(negated ? NEGATION[expr.op] : expr.op, expr, scope);
    case 'in': return membership(expr, scope, negated);
    case 'filled': return filled(scope.value(expr.operand, scope), scope, !negated);
    case 'empty': return filled(scope.value(expr.operand, scope), scope, negated);
    case 'within': return withinDeadline(expr, scope, negated);
    case 'by': return byDeadline(expr, scope, negated);
    case 'quantified': return scope.quantified(expr, negated);
    case 'isTrue': return truthOf(scope.value(expr.operand, scope), negated);
    default: return truthOf(scope.value(expr, scope), negated);
  }
}

function truthOf(value: Value, negated: boolean): Verdict {
  if (value.kind !== 'boolean') throw new PlanError(`a condition is wanted, ${value.kind} found`);
  return value.verdict(negated);
}

/** A missing year only matters where the verdict hangs on it: where best and worst differ. */
export function combine(join: (...items: Sql[]) => Sql, parts: Verdict[]): Verdict {
  if (parts.every((part) => part.best === part.worst)) return decided(join(...parts.map((part) => part.best)));
  const best = join(...parts.map((part) => part.best)), worst = join(...parts.map((part) => part.worst));
  const errors = firstOf(...parts.map((part) => part.error));
  return { best, worst, error: errors && (parts.length === 1 ? errors : cases([{ when: and(best, notTrue(worst)), value: errors }], nothing('bigint'))) };
}

// ---------------------------------------------------------------- comparisons

function compare(op: CompareOp, expr: Expr & { kind: 'compare' }, scope: Scope): Verdict {
  const left = scope.value(expr.left, scope), right = scope.value(expr.right, scope);
  if (left.kind === 'number' && right.kind === 'number') return compareNumbers(op, left, inUnit(right, expr, scope));
  if (left.kind === 'date' && right.kind === 'date') return compareDates(op, left, right, scope);
  if ((left.kind === 'list' || left.kind === 'text') && (right.kind === 'list' || right.kind === 'text')) {
    const error = firstOf(left.error ?? null, right.error ?? null);
    if (left.kind === 'text' && right.kind === 'text') return withError(decided(infix(INFIX[op], left.sql, right.sql)), error);
    if (op !== '=' && op !== '!=') return withError(decided(infix(INFIX[op], wholeText(left), wholeText(right))), error);
    const has = left.kind === 'text' ? call('listHas', right.sql, left.sql) : call(right.kind === 'text' ? 'listHas' : 'listHasAny', left.sql, right.sql);
    return withError(decided(op === '=' ? has : sqlNot(has)), error);
  }
  if (left.kind === 'boolean' && right.kind === 'boolean' && (op === '=' || op === '!=')) {
    if (expr.right.kind === 'boolean') return left.verdict(expr.right.value !== (op === '='));
    if (expr.left.kind === 'boolean') return right.verdict(expr.left.value !== (op === '='));
    // Alike: both yes or both no, each as open as it is.
    const alike = op === '=';
    return combine(or, [combine(and, [left.verdict(false), right.verdict(!alike)]), combine(and, [left.verdict(true), right.verdict(alike)])]);
  }
  throw new PlanError(`cannot compare ${left.kind} with ${right.kind}`);
}

const wholeText = (value: Value & { kind: 'list' | 'text' }): Sql => (value.kind === 'list' ? call('listText', value.sql) : value.sql);

/** The right side told in the unit of the left. */
function inUnit(right: NumberValue, expr: Expr & { kind: 'compare' }, scope: Scope): NumberValue {
  const from = unitOf(expr.right), to = unitOf(expr.left);
  if (!from || !to || conversion(from, to) === null) return right;
  return scope.value({ kind: 'convert', operand: expr.right, unit: to, type: expr.left.type }, scope) as NumberValue;
}

export function compareNumbers(op: CompareOp, left: NumberValue, right: NumberValue): Verdict {
  const error = firstOf(left.error, right.error);
  if (isFixed(left) && isFixed(right)) {
    if (left.constant && right.constant) return withError(decided(holds(op, left.constant.compare(right.constant)) ? TRUE : FALSE), error);
    return withError(decided(compareSides(op, left, left.sql, right, right.sql)), error);
  }
  const certain = (o: CompareOp): Sql => certainly(o, (lower) => lower ? left.lo : left.hi, (lower) => lower ? right.lo : right.hi,
    (cmp, l, r) => compareSides(cmp, left, l, right, r));
  const operandsKnown = and(...[left, right].filter((side) => !side.constant && !side.filled).map((side) => side.fillable ?? notNull(numberSql(side))));
  return withError({ best: and(operandsKnown, notTrue(certain(NEGATION[op]))), worst: certain(op), error: null }, error);
}

/** What is certain of a comparison whose sides are only known to lie between bounds. */
function certainly(op: CompareOp, left: (lower: boolean) => Sql | null, right: (lower: boolean) => Sql | null, write: (op: CompareOp, l: Sql, r: Sql) => Sql): Sql {
  const test = (cmp: CompareOp, l: Sql | null, r: Sql | null): Sql => (l && r ? write(cmp, l, r) : FALSE);
  switch (op) {
    case '>=': case '>': return test(op, left(true), right(false));
    case '<=': case '<': return test(op, left(false), right(true));
    case '=': return and(test('>=', left(true), right(false)), test('<=', left(false), right(true)));
    case '!=': return or(test('>', left(true), right(false)), test('<', left(false), right(true)));
  }
}

/** Cross-multiplied: no division. A variable divisor turns the sign where it is negative, and empties where it is zero. */
function compareSides(op: CompareOp, left: NumberValue, l: Sql, right: NumberValue, r: Sql): Sql {
  const { sqls: [a, b] } = commonDenominator([{ ...left, sql: l }, { ...right, sql: r }]);
  if (!left.divisor && !right.divisor) return infix(INFIX[op], a!, b!);
  const one: Sql = { k: 'number', value: '1' }, zero: Sql = { k: 'number', value: '0' };
  const p = left.divisor ?? one, q = right.divisor ?? one;
  const divisor = left.divisor && right.divisor ? infix('*', wide(p), wide(q)) : left.divisor ?? right.divisor!;
  const x = right.divisor ? infix('*', wide(a!), wide(q)) : a!, y = left.divisor ? infix('*', wide(b!), wide(p)) : b!;
  return cases([{ when: infix('>', divisor, zero), value: infix(INFIX[op], x, y) }, { when: infix('<', divisor, zero), value: infix(INFIX[op], y, x) }], nothing('boolean'));
}

export function holds(op: CompareOp, order: number): boolean {
  return op === '=' ? order === 0 : op === '!=' ? order !== 0 : op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '>' ? order > 0 : order >= 0;
}

export function compareDates(op: CompareOp, left: DateValue, right: DateValue, scope: Scope): Verdict {
  const asOf = scope.period.asOf, error = firstOf(left.error, right.error);
  if (left.constant !== undefined && right.constant !== undefined) return decided(holds(op, left.constant < right.constant ? -1 : left.constant > right.constant ? 1 : 0) ? TRUE : FALSE);
  if (!isFixed(left) || !isFixed(right)) {
    const side = (value: DateValue, lower: boolean) => (isFixed(value) ? dateSql(value, asOf) : lower ? value.lo : value.hi);
    const certain = (o: CompareOp): Sql => certainly(o, (lower) => side(left, lower), (lower) => side(right, lower), (cmp, l, r) => infix(INFIX[cmp], l, r));
    const operandsKnown = and(...[left, right].map((value) => value.fillable ?? known(value, scope)));
    return withError({ best: and(operandsKnown, notTrue(certain(NEGATION[op]))), worst: certain(op), error: null }, error);
  }
  // A day no later than a day that has been reached has been reached itself: its mask need not be written.
  const reached = (value: DateValue) => value.masked || (value.last !== undefined && value.last <= asOf);
  const needed = (value: DateValue, other: DateValue, below: boolean) => value.masked && !(below && reached(other));
  const conditions: Sql[] = [infix(INFIX[op], left.raw, right.raw)];
  const leftBelow = op === '<' || op === '<=' || op === '=', rightBelow = op === '>' || op === '>=' || op === '=';
  const needLeft = needed(left, right, leftBelow);
  if (needLeft) conditions.push(known(left, scope));
  if (needed(right, left, rightBelow && !(op === '=' && left.masked && !needLeft))) conditions.push(known(right, scope));
  return withError(decided(and(...conditions)), error);
}

function membership(expr: Expr & { kind: 'in' }, scope: Scope, negated: boolean): Verdict {
  const operand = scope.value(expr.operand, scope);
  if (operand.kind === 'list') {
    const has = call('listHasAny', operand.sql, { k: 'list', items: expr.values.map((value) => textOf(value, scope)) });
    return withError(decided(negated ? sqlNot(has) : has), operand.error ?? null);
  }
  if (operand.kind === 'text') return withError(decided(inList(operand.sql, expr.values.map((value) => textOf(value, scope)), negated)), operand.error ?? null);
  const atoms = expr.values.map((value): Expr => ({ kind: 'compare', op: '=', left: expr.operand, right: value, type: { kind: 'boolean' } }));
  return verdictOf({ kind: 'or', operands: atoms, type: { kind: 'boolean' } }, scope, negated);
}
function textOf(expr: Expr, scope: Scope): Sql {
  const value = scope.value(expr, scope);
  if (value.kind !== 'text') throw new PlanError(`a text or choice is wanted, ${value.kind} found`);
  return value.sql;
}

/** Filled and empty are never unknown; what an open period may yet fill is open. */
function filled(value: Value, scope: Scope, positive: boolean): Verdict {
  if (value.kind === 'date') {
    if (!isFixed(value)) return withError(maybe(notNull(value.raw), value.fillable ?? TRUE, positive), value.error);
    const present = known(value, scope);
    if (isTrueLiteral(present)) return decided(positive ? TRUE : FALSE);
    return withError(decided(positive ? present : value.masked ? or(isNull(value.raw), infix('>', value.raw, date(scope.period.asOf))) : isNull(value.raw)), value.error);
  }
  if (value.kind === 'number') {
    if (value.constant) return decided(positive ? TRUE : FALSE);
    const present = value.divisor ? and(notNull(value.sql), infix('<>', value.divisor, { k: 'number', value: '0' })) : notNull(value.sql);
    const absent = value.divisor ? notTrue(present) : isNull(value.sql);
    const verdict = isFixed(value) ? decided(positive ? present : absent) : maybe(present, value.fillable ?? TRUE, positive);
    return withError(verdict, value.error);
  }
  if (value.kind !== 'boolean') return withError(decided(positive ? notNull(value.sql) : isNull(value.sql)), value.error ?? null);
  const there = combine(or, [value.verdict(false), value.verdict(true)]);
  return positive ? there : there.best === there.worst ? decided(notTrue(there.best)) : { best: notTrue(there.worst), worst: notTrue(there.best), error: there.error };
}
/** Filled now stays filled; empty now may be filled before the period ends. */
function maybe(present: Sql, fillable: Sql, positive: boolean): Verdict {
  return positive ? { best: fillable, worst: present, error: null } : { best: notTrue(present), worst: notTrue(fillable), error: null };
}
