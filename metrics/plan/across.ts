/**
 * Agencies beside the one at hand: who is asked for a figure across agencies, who of them has reported, and what their
 * forms come to. An agency at hand is `h`, one of the roster `a`; where a condition does not speak of the agency at
 * hand, the figure is the same for everyone and computed once.
 */
import type { Expr, Rows } from '../../dsl/program.ts';
import { and, call, cast, column, infix, number, text, TRUE, type Join, type Query, type Selected, type Sql } from '../sql/tree.ts';
import { countOf } from './aggregates.ts';
import { valueOf } from './expressions.ts';
import { yearEnd, type Period } from './period.ts';
import { readKey, type Read } from './plan.ts';
import { fieldOf, ledgerOf, rosterQuery, type PlanContext } from './rows.ts';
import { plainField } from './row-scope.ts';
import type { Scope } from './scope.ts';
import { constantDate, decided, PlanError } from './values.ts';
import { verdictOf } from './verdicts.ts';

/** The operands of a condition (joined by and) that speak of agencies only: they say which agencies are asked. */
export function askedWhere(where: Expr | undefined): Expr | undefined {
  const operands = (where?.kind === 'and' ? where.operands : where ? [where] : []).filter(speaksOfAgencies);
  return operands.length === 0 ? undefined : operands.length === 1 ? operands[0] : { kind: 'and', operands, type: { kind: 'boolean' } };
}
const OF_ROWS = new Set(['field', 'quantified', 'parameter', 'aggregate', 'share', 'indicator', 'cell', 'groupTotal', 'formSum', 'lastYear']);
function speaksOfAgencies(part: unknown): boolean {
  if (Array.isArray(part)) return part.every(speaksOfAgencies);
  if (!part || typeof part !== 'object') return true;
  if ('kind' in part && OF_ROWS.has(String(part.kind))) return false;
  return Object.entries(part).every(([key, child]) => key === 'at' || key === 'type' || speaksOfAgencies(child));
}

/** One row an agency at hand and agency asked; `everyone`: one row an agency asked, whoever is at hand. */
function asked(context: PlanContext, where: Expr | undefined, period: Period): { query(select: Selected[], joins: Join[]): Query; everyone: boolean } {
  const rosters = {
    a: rosterQuery({ program: context.program }, period, [{ expr: column('a', 'code'), as: 'code' }]),
    h: rosterQuery(context, period, [{ expr: column('a', 'code'), as: 'code' }]),
  };
  let everyone = true;
  const columnOf = (alias: 'a' | 'h') => (name: string): Sql => {
    if (alias === 'h') everyone = false;
    const { select } = rosters[alias];
    if (!select.some((one) => one.as === name)) select.push({ expr: column('a', name), as: name });
    return column(alias, name);
  };
  const elsewhere = (): never => { throw new PlanError('agencies are chosen by their own fields'); };
  const scope: Scope = {
    program: context.program, period, value: valueOf, field: elsewhere, aggregate: elsewhere, quantified: elsewhere, day: constantDate(yearEnd(period.year)),
    agencyField: (name, of) => plainField(fieldOf(ledgerOf(context.program, 'agencies'), name), columnOf(of === 'row' ? 'a' : 'h'), scope, null),
    region: () => columnOf('a')('region'),
  };
  const holds = where ? verdictOf(where, scope) : decided(TRUE);
  return {
    everyone,
    query: (select, joins) => ({
      select: [{ expr: everyone ? text('') : column('h', 'code'), as: 'agency' }, ...select], from: { query: rosters.a, as: 'a' },
      joins: [...(everyone ? [] : [{ kind: 'inner' as const, source: { query: rosters.h, as: 'h' }, on: TRUE }]), ...joins],
      where: holds.worst, ...(everyone ? {} : { groupBy: [column('h', 'code')] }),
    }),
  };
}

/** How many are asked for their rows, and how many of them have reported. */
export function reportingQuery(context: PlanContext, rows: Rows, read: Read, period: Period): { query: Query; everyone: boolean; key: string } {
  const where = askedWhere(rows.where), made = asked(context, where, period), at = (name: string) => column('r', name);
  const reported: Query = {
    select: [{ expr: at('agency'), as: 'agency' }], from: { table: '_reported', as: 'r' }, groupBy: [at('agency')],
    where: and(infix('=', at('ledger'), text(read.ledger)), infix(read.snapshot ? '<=' : '=', at('year'), number(read.year))),
  };
  const query = made.query(
    [{ expr: call('count'), as: 'asked' }, { expr: call('count', column('f', 'agency')), as: 'reported' }],
    [{ kind: 'left', source: { query: reported, as: 'f' }, on: infix('=', column('f', 'agency'), column('a', 'code')) }],
  );
  return { query, everyone: made.everyone, key: `${readKey(read)} ${JSON.stringify(query.where)} ${period.year}` };
}

/** A column over the forms of those asked: how many there are, have a form, a figure, a `/`, and the sum. */
export function formSumQuery(context: PlanContext, node: Expr & { kind: 'formSum' }, period: Period): { query: Query; everyone: boolean } {
  const made = asked(context, node.where, period), cell = column('f', node.column);
  const query = made.query([
    { expr: call('count'), as: 'asked' }, { expr: call('count', column('f', 'agency')), as: 'reported' }, { expr: call('count', cell), as: 'filled' },
    { expr: countOf(infix('=', column('f', `${node.column}__mark`), text('/'))), as: 'none' }, { expr: cast(call('sum', cell), 'decimal'), as: 's' },
  ], [{ kind: 'left', source: { table: node.form, as: 'f' }, on: and(infix('=', column('f', 'agency'), column('a', 'code')), infix('=', column('f', '_year'), number(period.year))) }]);
  return { query, everyone: made.everyone };
}
