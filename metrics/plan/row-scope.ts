/** The scope of one row of a relation: its fields, through references and lookups, its agency, records that refer to it, rows it names. */
import type { Aggregate, Expr, Field, Ledger } from '../../dsl/program.ts';
import { and, call, cases, column, date, infix, inList, nothing, notNull, notTrue, not, number, text, TRUE, type Query, type Selected, type Sql } from '../sql/tree.ts';
import { countOf, lowerAggregate, registerColumn, registerParts, valueFromParts } from './aggregates.ts';
import { valueOf } from './expressions.ts';
import type { Period } from './period.ts';
import { yearEnd } from './period.ts';
import {
  agencyColumn, datedUpTo, handColumn, daysOf, fieldOf, inForceOn, inYear, isList, ledgerOf, lookupColumn, referenceColumn, relation, ROW_ID, withinDays, type Days, type JoinEntry, type Relation,
} from './rows.ts';
import type { Scope } from './scope.ts';
import { constantDate, fixedDate, fixedNumber, PlanError, truth, type DateValue, type Value, type Verdict } from './values.ts';
import { verdictOf } from './verdicts.ts';

/** Where a row's columns stand. `days`: the days its dating field is known to lie in. `unmasked`: facts are read whatever their day. */
interface RowPlace {
  relation: Relation; ledger: Ledger; alias: string; columnOf(name: string): Sql; days: Days | null; unmasked?: boolean | undefined;
  /** Within `any`/`every`: one of the keys that the field holds. */
  element?: { field: string; key: Sql };
}

export function rowScope(made: Relation, days: Days | null, options: { unmasked?: boolean; period?: Period } = {}): Scope {
  return placeScope({ relation: made, ledger: made.ledger, alias: made.alias, columnOf: (name) => column(made.alias, name), days, unmasked: options.unmasked }, options.period ?? made.period);
}

function placeScope(place: RowPlace, period: Period): Scope {
  const { relation: made } = place;
  const scope: Scope = {
    program: made.context.program, period, value: valueOf,
    field: (node) => followPath(place, node.path, node.field, scope),
    agencyField: (name, of) => plainField(fieldOf(ledgerOf(made.context.program, 'agencies'), name), (column_) => (made.across && of !== 'row' ? handColumn : agencyColumn)(made, column_), scope, null, place.unmasked),
    aggregate: (node) => rollup(place, node, scope),
    quantified: (node, negated) => quantified(place, node, negated, scope.period),
    day: rowDay(place, period),
    region: () => agencyColumn(made, 'region'),
  };
  return scope;
}

function rowDay(place: RowPlace, period: Period): DateValue {
  const { ledger } = place, end = constantDate(yearEnd(period.year));
  if (!ledger.datedBy) return end;
  const field = fieldOf(ledger, ledger.datedBy);
  if (field.type.kind !== 'date') return end;
  const bounds = place.days?.field === ledger.datedBy ? { first: place.days.first, last: place.days.last } : {};
  return fixedDate(place.columnOf(ledger.datedBy), bounds);
}

function followPath(place: RowPlace, path: string[], name: string, scope: Scope): Value {
  if (path.length === 0) return fieldValue(place, name, scope);
  const [first, ...rest] = path, field = fieldOf(place.ledger, first!);
  if (field.lookup) {
    const target = ledgerOf(scope.program, field.lookup.ledger);
    const valueColumn = (wanted: string) => place.columnOf(place.ledger.fields.some((one) => one.name === wanted) ? wanted : first!);
    return plainField(fieldOf(target, name), (column_) => lookupColumn(place.relation, field, field.lookup!, valueColumn, column_), scope, null, place.unmasked);
  }
  if (!field.refersTo) throw new PlanError(`${place.ledger.name}.${first} refers to no ledger`);
  const target = ledgerOf(scope.program, field.refersTo.ledger);
  const one = place.element?.field === first ? place.element!.key : null, key = one ?? place.columnOf(first!);
  if (!one && isList(field)) throw new PlanError(`${place.ledger.name}.${first} may name several: only any or every follows it`);
  const columnOf = (wanted: string) => referenceColumn(place.relation, place.alias, key, field, wanted).value;
  const { alias } = referenceColumn(place.relation, place.alias, key, field, field.refersTo.field);
  const next: RowPlace = { relation: place.relation, ledger: target, alias, columnOf, days: null, unmasked: place.unmasked };
  return followPath(next, rest, name, placeScope(next, scope.period));
}

function fieldValue(place: RowPlace, name: string, scope: Scope): Value {
  const field = fieldOf(place.ledger, name);
  if (field.computed) return valueOf(field.computed, scope);
  if (field.otherwise) {
    const { otherwise: fallback, ...plain } = field;
    const own: Scope = { ...scope, field: (node) => (node.field === name && node.path.length === 0 ? plainField(plain, place.columnOf, scope, place.days, place.unmasked) : scope.field(node)) };
    const self: Expr = { kind: 'field', ledger: place.ledger.name, field: name, path: [], type: field.type };
    return valueOf({ kind: 'else', operand: self, fallback: fallback!, type: field.type }, own);
  }
  return plainField(field, place.columnOf, scope, place.days, place.unmasked);
}

/** A stored field: a date later than the as-of day reads as empty, unless it is a plan. */
export function plainField(field: Field, columnOf: (name: string) => Sql, scope: Scope, days: Days | null, unmasked = false): Value {
  const raw = columnOf(field.name);
  if (isList(field)) return { kind: 'list', sql: raw };
  switch (field.type.kind) {
    case 'number': return fixedNumber(raw, { integer: field.integer });
    case 'boolean': return truth(raw, not(raw));
    case 'text': case 'choice': case 'choices': return { kind: 'text', sql: raw };
    case 'date': {
      const bounded = days?.field === field.name ? { first: days.first, last: days.last } : {};
      const masked = !field.planned && !unmasked && !(days?.field === field.name && days.last <= scope.period.asOf);
      return fixedDate(raw, { masked, ...bounded, ...(field.planned ? {} : { index: (which) => columnOf(`${field.name}__${which}`) }) });
    }
  }
}
/**
 * An aggregate over records that refer to the row: they are aggregated first, one row a (agency, row), then joined; none
 * gives 0. To a row of a register: those of the year; to a dated row: all up to the as-of day.
 */
function rollup(place: RowPlace, node: Aggregate & Expr, scope: Scope): Value {
  if (node.scope !== 'row' || !node.link) throw new PlanError(`an aggregate over ${node.rows.ledger} cannot be taken per row of ${place.ledger.name}`);
  const { relation: outer } = place, { context } = outer;
  const target = ledgerOf(context.program, node.rows.ledger), link = fieldOf(target, node.link);
  const key = link.refersTo?.field ?? place.ledger.key.at(-1)!;
  const ofYear = place.ledger.snapshot;
  const days = ofYear ? daysOf(target, node.rows, scope.period) : null;
  const span = days ? `${days.field} ${days.first} ${days.last}` : `${scope.period.year} ${node.rows.datedBy ?? ''} ${scope.period.validFrom ?? ''} ${scope.period.validTo ?? ''}`;
  const id = `rollup ${place.alias} ${target.name} ${link.name} ${span}`;
  let entry = outer.joins.get(id) as JoinOfRows | undefined;
  const as = entry?.join.source.as ?? `${place.alias}_${target.name}_${outer.joins.size}`;
  if (!entry) {
    const inner = relation(context, target, scope.period, 'r');
    const several = isList(link);
    const time = days ? withinDays('r', days) : ofYear ? inYear(target, 'r', scope.period, node.rows) : and(datedUpTo(target, 'r', scope.period), whileValid(target, node.rows.datedBy, scope.period));
    inner.where.push(time, notNull(column('r', link.name)));
    const source = several ? unnested(inner.ledger.name, inner.alias, link, columnsOf(inner.ledger)) : null;
    const query: Query = {
      select: [{ expr: column('r', 'agency'), as: 'agency' }, { expr: column('r', several ? '_link' : link.name), as: 'link' }],
      from: source ?? inner.source, joins: [], groupBy: [column('r', 'agency'), column('r', several ? '_link' : link.name)],
    };
    const on = and(infix('=', column(as, 'agency'), column(outer.alias, 'agency')), infix('=', column(as, 'link'), place.columnOf(key)));
    entry = { join: { kind: 'left', source: { query, as }, on }, columns: new Map(), inner, scope: rowScope(inner, days, { period: scope.period }) };
    outer.joins.set(id, entry);
  }
  const { inner } = entry, query = entry.join.source.query!;
  const base = node.rows.whole ? TRUE : inForceOn(target, (name) => column('r', name), scope.period.stateDay);
  const lowered = lowerAggregate(node, entry.scope, base, lastOrder(target, 'r'));
  const part = registerParts(lowered, query.select, as, entry.columns);
  // Joins and conditions may have grown with the expression.
  query.joins = [...inner.joins.values()].map((one) => one.join);
  query.where = and(...inner.where);
  return valueFromParts(lowered, part);
}
/** A joined side that is itself made of the rows of a relation. */
interface JoinOfRows extends JoinEntry { inner: Relation; scope: Scope }

/** Records dated before the indicator's source took effect, or after it ended, do not count; nor those not dated yet. */
function whileValid(target: Ledger, datedBy: string | undefined, period: Period): Sql {
  const name = datedBy ?? target.datedBy;
  if (!name || fieldOf(target, name).type.kind !== 'date') return TRUE;
  const day = column('r', name);
  return and(
    datedBy ? infix('<=', day, date(period.asOf)) : TRUE,
    period.validFrom ? infix('>=', day, date(period.validFrom)) : TRUE, period.validTo ? infix('<=', day, date(period.validTo)) : TRUE,
  );
}

/** A table with one row a (row, name in the list `field`), `_link` is the name. Records that refer to several count once for each. */
function unnested(table: string, as: string, field: Field, names: string[], where: Sql = TRUE): { query: Query; as: string } {
  const select: Selected[] = [...names.map((name) => ({ expr: column('u', name), as: name })), { expr: call('unnest', column('u', field.name)), as: '_link' }];
  return { query: { select, from: { table, as: 'u' }, where }, as };
}
/** Every column that a row may be asked for. */
function columnsOf(ledger: Ledger): string[] {
  const names = ledger.fields.filter((one) => !one.computed).map((one) => one.name);
  const indexed = ledger.fields.filter((one) => one.type.kind === 'date' && !one.planned && !one.computed).flatMap((one) => [`${one.name}__floor`, `${one.name}__ceil`]);
  return [...new Set([...(ledger.hasAgency ? ['agency'] : []), ...names, ...indexed, '_year', '_row', ROW_ID])];
}

/**
 * `any`/`every`: the condition is judged for each row that the list names (one without fields for a name that no row
 * bears), counted for each row of the ledger, then joined. Nothing named: no row to join, unknown.
 */
function quantified(place: RowPlace, node: Expr & { kind: 'quantified' }, negated: boolean, period: Period): Verdict {
  const { relation: outer, ledger } = place, field = fieldOf(ledger, node.field), id = `each ${place.alias}_${node.field} ${JSON.stringify(place.days)}`;
  if (place.element || !isList(field) || !field.refersTo) throw new PlanError(`${ledger.name}.${node.field} names no several rows here`);
  let entry = outer.joins.get(id) as JoinOfRows | undefined;
  const as = entry?.join.source.as ?? `${place.alias}_${node.field}_each${outer.joins.size}`;
  if (!entry) {
    const own = place.alias === outer.alias;
    const where = and(own && outer.context.agencies ? inList(column('u', 'agency'), outer.context.agencies.map(text)) : TRUE, own && place.days ? withinDays('u', place.days) : TRUE);
    const source = unnested(own ? outer.source.table ?? ledger.name : ledger.name, 'q', field, [...(ledger.hasAgency ? ['agency'] : []), ROW_ID], where);
    const inner: Relation = { context: outer.context, ledger, alias: 'q', period: outer.period, joins: new Map(), where: [], source };
    // Only what the condition reads is carried along: a list's row is made as often as it has names.
    const columnOf = (name: string) => {
      const { select } = source.query;
      if (!select.some((one) => one.as === name)) select.push({ expr: column('u', name), as: name });
      return column('q', name);
    };
    const row: RowPlace = { relation: inner, ledger, alias: 'q', columnOf, days: place.days, unmasked: place.unmasked, element: { field: node.field, key: column('q', '_link') } };
    const query: Query = { select: [{ expr: column('q', ROW_ID), as: 'row' }], from: inner.source, joins: [], groupBy: [column('q', ROW_ID)] };
    entry = { join: { kind: 'left', source: { query, as }, on: infix('=', column(as, 'row'), place.columnOf(ROW_ID)) }, columns: new Map(), inner, scope: placeScope(row, period) };
    outer.joins.set(id, entry);
  }
  const { inner, columns } = entry, query = entry.join.source.query!, judged = verdictOf(node.with, entry.scope, negated);
  const part = (expr: Sql) => column(as, registerColumn(expr, query.select, columns));
  // Not any P is every not P.
  const holds = (side: Sql) => ((node.quantifier === 'every') !== negated ? infix('=', part(countOf(side)), part(call('count'))) : infix('>', part(countOf(side)), number(0)));
  const worst = holds(judged.worst), best = judged.best === judged.worst ? worst : holds(judged.best);
  const missing = judged.error && part(call('min', cases([{ when: and(judged.best, notTrue(judged.worst)), value: judged.error }], nothing('bigint'))));
  query.joins = [...inner.joins.values()].map((one) => one.join);
  return { best, worst, error: missing && cases([{ when: and(best, notTrue(worst)), value: missing }], nothing('bigint')) };
}

/** What `last` goes by: the row's date, ties by the greatest key. */
export function lastOrder(ledger: Ledger, alias: string): Sql[] {
  return [column(alias, ledger.datedBy ?? '_year'), ...ledger.key.filter((name) => name !== 'agency').map((name) => column(alias, name))];
}
