/** What an expression can see: the fields of a row or group, its agency, aggregates over what belongs to it, the time. */
import type { Aggregate, Expr, Program } from '../../dsl/program.ts';
import type { Sql } from '../sql/tree.ts';
import type { Period } from './period.ts';
import type { DateValue, Value, Verdict } from './values.ts';

export interface Scope {
  program: Program; period: Period;
  /** Any expression; `scope` is the one to see it in (a scope may be narrowed). */
  value(expr: Expr, scope: Scope): Value;
  field(node: Expr & { kind: 'field' }): Value;
  /** Of the agency at hand; `row`: across agencies, of the agency whose row it is. */
  agencyField(field: string, of?: 'row'): Value;
  aggregate(node: Aggregate & Expr): Value;
  /** `any`/`every` over the rows that a field of the row names. */
  quantified(node: Expr & { kind: 'quantified' }, negated: boolean): Verdict;
  /** The day whose parameter values hold: the row's own date, else the year's end. */
  day: DateValue;
  /** The agency's region code. */
  region(): Sql;
}
