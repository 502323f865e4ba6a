/**
 * Rows scored one by one: one query, one row a record, with the record's key and a column (or two) for every expression of
 * the card's rules. The rows are those an aggregate over the same `Rows` would count.
 */
import type { Expr, Scorecard } from '../../dsl/program.ts';
import { rowExpressions } from '../scoring/row-expressions.ts';
import { and, call, cases, cast, column, FALSE, notNull, nothing, notTrue, number, or, TRUE, type Query, type Selected, type Sql } from '../sql/tree.ts';
import { valueOf } from './expressions.ts';
import type { Period } from './period.ts';
import { daysOf, fieldOf, inForceOn, inYear, ledgerOf, queryOf, relation, withinDays, type PlanContext } from './rows.ts';
import { rowScope } from './row-scope.ts';
import type { Scope } from './scope.ts';
import { dateSql, decided, type Value } from './values.ts';
import { verdictOf } from './verdicts.ts';

/** How an expression's columns are read. `truth`: 1 holds, 0 does not, 2 is open. `missing`: the first year without a calendar. */
export type RecordColumn =
  | { kind: 'truth'; code: string; missing: string | null }
  | { kind: 'number'; value: string; den: bigint; divisor: string | null; missing: string | null }
  | { kind: 'text'; value: string };

export interface RecordsQuery {
  query: Query;
  /** Columns of the record's key, without the agency and without what is personal. */
  keys: string[];
  /** In the order of `rowExpressions`. */
  values: RecordColumn[];
}

/** Besides: `agency`; `_open`, whether it is still open that the row is chosen; `_missing`, a year without which that cannot be said. */
export function recordsQuery(context: PlanContext, card: Scorecard, period: Period): RecordsQuery {
  const rows = card.subject!, ledger = ledgerOf(context.program, rows.ledger);
  const days = daysOf(ledger, rows, period), made = relation(context, ledger, period), scope = rowScope(made, days, { period });
  const chosen = rows.where ? verdictOf(rows.where, scope) : decided(TRUE);
  const select: Selected[] = [{ expr: column('t', 'agency'), as: 'agency' }];
  const add = (expr: Sql): string => { const as = `c${select.length}`; select.push({ expr, as }); return as; };
  const keys = ledger.key.filter((name) => name !== 'agency' && !fieldOf(ledger, name).personal).map((name) => add(cast(column('t', name), 'text')));
  select.push({ expr: chosen.best === chosen.worst ? FALSE : and(chosen.best, notTrue(chosen.worst)), as: '_open' }, { expr: chosen.error ?? nothing('bigint'), as: '_missing' });
  const values = rowExpressions(card).map((expr) => recordColumn(expr, scope, add));
  const base = rows.whole ? TRUE : inForceOn(ledger, (name) => column('t', name), period.stateDay);
  const time = days ? withinDays('t', days) : inYear(ledger, 't', period, rows);
  const query = queryOf(made, select, [time, base, or(chosen.best, chosen.error ? notNull(chosen.error) : FALSE)]);
  return { query: { ...query, orderBy: [{ expr: column('t', 'agency') }, ...keys.map((key) => ({ expr: column(null, key) })), { expr: column('t', '_row') }] }, keys, values };
}

function recordColumn(expr: Expr, scope: Scope, add: (expr: Sql) => string): RecordColumn {
  if (expr.type.kind === 'boolean') {
    const { best, worst, error } = verdictOf(expr, scope);
    const code = cases([{ when: worst, value: number(1) }, ...(best === worst ? [] : [{ when: best, value: number(2) }])], number(0));
    return { kind: 'truth', code: add(code), missing: error && add(error) };
  }
  const value = valueOf(expr, scope);
  if (value.kind === 'number') return { kind: 'number', value: add(value.sql), den: value.den, divisor: value.divisor ? add(value.divisor) : null, missing: value.error && add(value.error) };
  return { kind: 'text', value: add(textOf(value, scope)) };
}

function textOf(value: Exclude<Value, { kind: 'number' }>, scope: Scope): Sql {
  switch (value.kind) {
    case 'date': return cast(dateSql(value, scope.period.asOf), 'text');
    case 'list': return call('listText', value.sql);
    default: return value.sql;
  }
}
