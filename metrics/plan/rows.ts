/**
 * Where rows come from: a ledger's table, the days that count, the hand-in of a snapshot that holds, and what rows are
 * joined with (the agency's roster row, records they refer to, the row of a lookup ledger, pre-aggregated records that
 * refer to them). Joins never multiply rows: the joined side has one row a key.
 */
import type { Field, Ledger, Lookup, Program, Rows } from '../../dsl/program.ts';
import {
  and, call, column, date, infix, inList, isNull, number, or, text, TRUE, type Join, type Query, type Selected, type Source, type Sql,
} from '../sql/tree.ts';
import { yearEnd, yearStart, type Period } from './period.ts';
import type { Read } from './plan.ts';
import { PlanError } from './values.ts';

/** What all parts of one plan share. */
export interface PlanContext { program: Program; agencies?: string[] }

/** The engine's own number of a stored row. */
export const ROW_ID = 'rowid';
/** The field may hold several texts: its column is a list. */
export const isList = (field: Pick<Field, 'type' | 'several'>): boolean => field.type.kind === 'choices' || (field.type.kind === 'text' && field.several === true);

/** A joined side: one row a key; `columns` are those already asked for. */
export interface JoinEntry { join: Join; columns: Map<string, string> }

/** A relation under construction: joins and their columns are added as expressions ask for them. */
export interface Relation {
  context: PlanContext; ledger: Ledger; alias: string; period: Period;
  source: Source; joins: Map<string, JoinEntry>;
  where: Sql[];
  /** Rows of all agencies of the roster: the agency at hand is another than the row's. */
  across?: true; hand?: PlanContext;
}

export function ledgerOf(program: Program, name: string): Ledger {
  const ledger = program.ledgers[name];
  if (!ledger) throw new PlanError(`unknown ledger ${name}`);
  return ledger;
}
export function fieldOf(ledger: Ledger, name: string): Field {
  const field = ledger.fields.find((one) => one.name === name);
  if (field) return field;
  if (name === 'agency' && ledger.hasAgency) return { name, label: '执法主体', type: { kind: 'text' }, required: true };
  throw new PlanError(`unknown field ${ledger.name}.${name}`);
}

/** What must have been reported for a ledger or form to be read; null for those nobody hands in. */
export function readOf(name: string, year: number, program: Program): Read | null {
  if (program.forms[name]) return { ledger: name, year, snapshot: false };
  const ledger = program.ledgers[name];
  return ledger && ledger.hasAgency && !ledger.system ? { ledger: name, year, snapshot: ledger.snapshot } : null;
}

/** The ledger's rows that a hand-in makes current (snapshots: the latest for a year ≤ the period's), of the wanted agencies. */
export function relation(context: PlanContext, ledger: Ledger, period: Period, alias = 't', table = ledger.name): Relation {
  const made: Relation = { context, ledger, alias, period, source: { table, as: alias }, joins: new Map(), where: [] };
  if (context.agencies && ledger.hasAgency) made.where.push(inList(column(alias, 'agency'), context.agencies.map(text)));
  if (ledger.snapshot) joinLatest(made);
  return made;
}

/** The ledger's rows of all agencies of the roster. `hand`: of the agencies that may be at hand. */
export function relationAcross(hand: PlanContext, ledger: Ledger, period: Period): Relation {
  const made = relation({ program: hand.program }, ledger, period);
  agencyColumn(made, 'code');
  made.joins.get('agency')!.join.kind = 'inner';
  return Object.assign(made, { across: true as const, hand });
}

function joinLatest(made: Relation): void {
  const { ledger, alias, period } = made;
  const year = number(period.year);
  if (!ledger.hasAgency) {
    // The latest hand-in, also one without rows.
    made.where.push(infix('=', column(alias, '_year'), { k: 'scalar', query: {
      select: [{ expr: call('max', column('r', 'year')), as: 'year' }], from: { table: '_reported', as: 'r' },
      where: and(infix('=', column('r', 'ledger'), text(ledger.name)), infix('=', column('r', 'agency'), text('')), infix('<=', column('r', 'year'), year)),
    } }));
    return;
  }
  const as = `${alias}_latest`;
  const query: Query = {
    select: [{ expr: column('r', 'agency'), as: 'agency' }, { expr: call('max', column('r', 'year')), as: 'year' }],
    from: { table: '_reported', as: 'r' },
    where: and(infix('=', column('r', 'ledger'), text(ledger.name)), infix('<=', column('r', 'year'), year)), groupBy: [column('r', 'agency')],
  };
  made.joins.set('latest', { join: { kind: 'inner', source: { query, as },
    on: and(infix('=', column(as, 'agency'), column(alias, 'agency')), infix('=', column(as, 'year'), column(alias, '_year'))) }, columns: new Map() });
}

// ---------------------------------------------------------------- which rows of a ledger count

/**
 * The days on which rows count, over the field that dates them. Rows dated later than the as-of day are not there;
 * `own`: nor by the ledger's own date, where another field decides the year.
 */
export interface Days { field: string; first: string; last: string; own?: { field: string; last: string } }

/** null where the ledger is not dated by a day. Rows to date: whatever their year. */
export function daysOf(ledger: Ledger, rows: Pick<Rows, 'datedBy' | 'toDate'>, period: Period): Days | null {
  const name = rows.datedBy ?? ledger.datedBy;
  if (!name) return null;
  const field = fieldOf(ledger, name);
  if (field.type.kind !== 'date') return null;
  const last = period.last <= period.asOf ? period.last : period.asOf;
  const own = ledger.datedBy && ledger.datedBy !== name && fieldOf(ledger, ledger.datedBy).type.kind === 'date' ? { own: { field: ledger.datedBy, last: period.asOf } } : {};
  if (rows.toDate) return { field: name, first: period.validFrom ?? FIRST_DAY, last: period.validTo !== undefined && period.validTo < period.asOf ? period.validTo : period.asOf, ...own };
  return { field: name, first: period.first, last, ...own };
}
export function withinDays(alias: string, days: Days): Sql {
  if (days.first > days.last) return { k: 'boolean', value: false };
  return and(infix('>=', column(alias, days.field), date(days.first)), infix('<=', column(alias, days.field), date(days.last)),
    days.own ? infix('<=', column(alias, days.own.field), date(days.own.last)) : TRUE);
}
const FIRST_DAY = '0001-01-01';
/** Rows dated by a number that is the year (filings). */
export function inYear(ledger: Ledger, alias: string, period: Period, rows: Pick<Rows, 'toDate'> = {}): Sql {
  if (!ledger.datedBy || fieldOf(ledger, ledger.datedBy).type.kind === 'date') return TRUE;
  if (rows.toDate) return datedUpTo(ledger, alias, period);
  return infix('=', column(alias, ledger.datedBy), number(period.year));
}
/** In force on a day, by the raw dates: begun, not ended, not past its last day. */
export function inForceOn(ledger: Ledger, columnOf: (name: string) => Sql, day: string): Sql {
  if (!ledger.inForce) return TRUE;
  const unset = (name: string) => isNull(columnOf(name));
  return and(
    ...ledger.inForce.from.map((name) => or(unset(name), infix('<=', columnOf(name), date(day)))),
    ...ledger.inForce.to.map((name) => or(unset(name), infix('>', columnOf(name), date(day)))),
    ...ledger.inForce.through.map((name) => or(unset(name), infix('>=', columnOf(name), date(day)))),
  );
}

// ---------------------------------------------------------------- joins

/** The year's roster as a relation: agencies of the latest hand-in that were active on any day of the year. */
export function rosterQuery(context: PlanContext, period: Period, select: Selected[]): Query {
  const ledger = ledgerOf(context.program, 'agencies'), alias = 'a';
  const made = relation({ program: context.program }, ledger, period, alias);
  const has = (name: string) => ledger.fields.some((field) => field.name === name);
  if (context.agencies) made.where.push(inList(column(alias, 'code'), context.agencies.map(text)));
  if (has('active_from')) made.where.push(or(isNull(column(alias, 'active_from')), infix('<=', column(alias, 'active_from'), date(yearEnd(period.year)))));
  if (has('active_to')) made.where.push(or(isNull(column(alias, 'active_to')), infix('>=', column(alias, 'active_to'), date(yearStart(period.year)))));
  return { select, from: made.source, where: and(...made.where) };
}

/**
 * A field of the agency at hand, where rows are of all: each row is paired with what agencies at hand are, as far as it
 * is asked for (those of one level are one), and a condition says with which.
 */
export function handColumn(made: Relation, name: string): Sql {
  let entry = made.joins.get('hand');
  if (!entry) {
    const query: Query = { ...rosterQuery(made.hand ?? made.context, made.period, []), groupBy: [] };
    entry = { join: { kind: 'inner', source: { query, as: 'h' }, on: TRUE }, columns: new Map() };
    made.joins.set('hand', entry);
  }
  if (!entry.columns.has(name)) {
    entry.columns.set(name, name);
    entry.join.source.query!.select.push({ expr: column('a', name), as: name });
    entry.join.source.query!.groupBy!.push(column('a', name));
  }
  return column('h', name);
}

/**
 * The relation's rows counted for each agency (and value of `by`): `select` beside a column `agency`. `everyone`: they
 * come to the same for all, and the column is empty.
 */
export function countedQuery(made: Relation, select: Selected[], conditions: Sql[], by: Sql[] = []): { query: Query; everyone: boolean } {
  const hand = made.joins.get('hand');
  if (!made.across || !hand) {
    const agency = made.across ? text('') : column(made.alias, 'agency'), keys = [...(made.across ? [] : [agency]), ...by];
    return { query: queryOf(made, [{ expr: agency, as: 'agency' }, ...select], conditions, keys.length ? keys : undefined), everyone: made.across === true };
  }
  const names = [...hand.columns.keys()], keys = names.map((name) => column('h', name));
  const query = queryOf(made, [...keys.map((expr, index) => ({ expr, as: `hand${index}` })), ...select], conditions, [...keys, ...by]);
  const agencies = rosterQuery(made.hand ?? made.context, made.period, [...new Set(['code', ...names])].map((name) => ({ expr: column('a', name), as: name })));
  return { everyone: false, query: {
    select: [{ expr: column('b', 'code'), as: 'agency' }, ...select.map(({ as }) => ({ expr: column('x', as), as }))], from: { query, as: 'x' },
    joins: [{ kind: 'inner', source: { query: agencies, as: 'b' }, on: and(...names.map((name, index) => infix('same', column('b', name), column('x', `hand${index}`)))) }],
  } };
}

/** A field of the row's agency. */
export function agencyColumn(made: Relation, name: string): Sql {
  const as = `${made.alias}_agency`;
  let entry = made.joins.get('agency');
  if (!entry) {
    const query = rosterQuery(made.context, made.period, [{ expr: column('a', 'code'), as: 'code' }]);
    entry = { join: { kind: 'left', source: { query, as }, on: infix('=', column(as, 'code'), column(made.alias, 'agency')) }, columns: new Map([['code', 'code']]) };
    made.joins.set('agency', entry);
  }
  if (!entry.columns.has(name)) {
    entry.columns.set(name, name);
    entry.join.source.query!.select.push({ expr: column('a', name), as: name });
  }
  return column(as, name);
}

/** A column of the record that `field` refers to (of the same agency); empty where there is none. `fromColumn`: the key. */
export function referenceColumn(made: Relation, fromAlias: string, fromColumn: Sql, field: Field, name: string): { alias: string; value: Sql } {
  const target = ledgerOf(made.context.program, field.refersTo!.ledger), key = field.refersTo!.field;
  const as = `${fromAlias}_${field.name}`, id = `reference ${as}`;
  let entry = made.joins.get(id);
  if (!entry) {
    const inner = relation({ program: made.context.program, agencies: made.context.agencies }, target, made.period, 'r');
    const agencies = target.hasAgency ? [column('r', 'agency')] : [];
    const dated = datedUpTo(target, 'r', made.period);
    const query: Query = {
      select: [...agencies.map((expr) => ({ expr, as: 'agency' })), { expr: column('r', key), as: 'key' }],
      from: inner.source, joins: [...inner.joins.values()].map((one) => one.join), where: and(...inner.where, dated),
      groupBy: [...agencies, column('r', key)],
    };
    const on = and(infix('=', column(as, 'key'), fromColumn), target.hasAgency ? infix('=', column(as, 'agency'), column(made.alias, 'agency')) : TRUE);
    entry = { join: { kind: 'left', source: { query, as }, on }, columns: new Map() };
    made.joins.set(id, entry);
  }
  if (!entry.columns.has(name)) {
    entry.columns.set(name, `f_${name}`);
    entry.join.source.query!.select.push({ expr: newest(target, 'r', column('r', name)), as: `f_${name}` });
  }
  return { alias: as, value: column(as, `f_${name}`) };
}
/** Of several records under one key the latest holds, ties by the order in the file: a join never multiplies rows. */
function newest(ledger: Ledger, alias: string, value: Sql): Sql {
  const order = [ledger.datedBy ? column(alias, ledger.datedBy) : column(alias, '_year'), column(alias, '_row')];
  return call('valueAtMax', value, call('row', ...order));
}
/** Rows dated later than the as-of day are not there. */
export function datedUpTo(ledger: Ledger, alias: string, period: Period): Sql {
  if (!ledger.datedBy) return TRUE;
  const field = fieldOf(ledger, ledger.datedBy);
  if (field.type.kind !== 'date') return infix('<=', column(alias, ledger.datedBy), number(Number(period.asOf.slice(0, 4))));
  return infix('<=', column(alias, ledger.datedBy), date(period.asOf));
}

/**
 * A column of the row that `lookup` finds in a snapshot ledger: in force on the state day, `match` fields equal, the
 * region the longest prefix of the agency's (an empty region matches every agency), then the latest to begin.
 */
export function lookupColumn(made: Relation, field: Field, lookup: Lookup, valueColumn: (name: string) => Sql, name: string): Sql {
  const target = ledgerOf(made.context.program, lookup.ledger), as = `${made.alias}_${field.name}_lookup`, id = `lookup ${as}`;
  const region = lookup.match.find((pair) => pair.by === 'region');
  const equal = lookup.match.filter((pair) => pair.by === 'value');
  let entry = made.joins.get(id);
  if (!entry) {
    const inner = relation({ program: made.context.program }, target, made.period, 'c');
    const prefix = region ? call('regionPrefix', column('c', region.field)) : null;
    const agencies = rosterQuery(made.context, made.period, [{ expr: column('a', 'code'), as: 'code' }, ...(region ? [{ expr: column('a', 'region'), as: 'region' }] : [])]);
    const on = region ? or(isNull(column('c', region.field)), infix('=', column('c', region.field), text('')), call('startsWith', column('g', 'region'), prefix!)) : TRUE;
    const query: Query = {
      select: [{ expr: column('g', 'code'), as: 'agency' }, ...equal.map((pair) => ({ expr: column('c', pair.field), as: `m_${pair.field}` }))],
      from: inner.source, joins: [...[...inner.joins.values()].map((one) => one.join), { kind: 'inner', source: { query: agencies, as: 'g' }, on }],
      where: and(...inner.where, inForceOn(target, (column_) => column('c', column_), made.period.stateDay)),
      groupBy: [column('g', 'code'), ...equal.map((pair) => column('c', pair.field))],
    };
    const join = and(infix('=', column(as, 'agency'), column(made.alias, 'agency')), ...equal.map((pair) => infix('=', column(as, `m_${pair.field}`), valueColumn(pair.field))));
    entry = { join: { kind: 'left', source: { query, as }, on: join }, columns: new Map() };
    made.joins.set(id, entry);
  }
  if (!entry.columns.has(name)) {
    entry.columns.set(name, `f_${name}`);
    const began = target.inForce?.from[0];
    const order = [
      ...(region ? [call('coalesce', call('length', call('regionPrefix', column('c', region.field))), number(0))] : []),
      ...(began ? [call('coalesce', column('c', began), date('0001-01-01'))] : []), column('c', '_row'),
    ];
    entry.join.source.query!.select.push({ expr: call('valueAtMax', column('c', name), call('row', ...order)), as: `f_${name}` });
  }
  return column(as, `f_${name}`);
}

/** FROM, joins and conditions of a relation as they stand; `select` and grouping are the caller's. */
export function queryOf(made: Relation, select: Selected[], conditions: Sql[], groupBy?: Sql[]): Query {
  return { select, from: made.source, joins: [...made.joins.values()].map((one) => one.join), where: and(...made.where, ...conditions), ...(groupBy ? { groupBy } : {}) };
}
