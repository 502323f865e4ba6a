/** Dates as expressions read them: whether known by the as-of day, and their working-day index. */
import type { Expr } from '../../dsl/program.ts';
import { column, date, infix, nothing, notNull, TRUE, type Sql } from '../sql/tree.ts';
import type { Scope } from './scope.ts';
import { dateSql, PlanError, type DateValue, type NumberValue } from './values.ts';

export function numberOf(expr: Expr, scope: Scope): NumberValue {
  const value = scope.value(expr, scope);
  if (value.kind !== 'number') throw new PlanError(`a number is wanted, ${value.kind} found (${expr.kind})`);
  return value;
}
export function dateOf(expr: Expr, scope: Scope): DateValue {
  const value = scope.value(expr, scope);
  if (value.kind !== 'date') throw new PlanError(`a date is wanted, ${value.kind} found (${expr.kind})`);
  return value;
}

export function known(value: DateValue, scope: Scope): Sql {
  if (value.first !== undefined) return TRUE;
  return value.masked ? infix('<=', value.raw, date(scope.period.asOf)) : notNull(value.raw);
}
/** Every day it can be lies in the known years. */
export function insideCalendar(value: DateValue, scope: Scope): boolean {
  const { from, to } = scope.period.calendar;
  return value.first !== undefined && value.last !== undefined && value.first >= from && value.last <= to;
}
/** The working-day index of a date: stored beside the field, known for a constant, else looked up in the calendar table. */
export function indexOf(value: DateValue, which: 'floor' | 'ceil', scope: Scope): Sql {
  if (value.constant !== undefined) {
    const index = scope.period.calendar[which](value.constant);
    return index === null ? nothing('integer') : { k: 'number', value: String(index) };
  }
  if (value.index) return value.index(which);
  return { k: 'scalar', query: {
    select: [{ expr: column('c', which), as: 'index' }], from: { table: '_calendar', as: 'c' },
    where: infix('=', column('c', 'day'), dateSql(value, scope.period.asOf)),
  } };
}
