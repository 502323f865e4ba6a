/**
 * The units behind a value as queries: the relation that counts them, with columns of the unit instead of aggregates.
 * One unit a row: a record, or a group of records; verdict, exclusion, missing year and what the due day follows from.
 */
import type { Aggregate, Expr, Ledger, Program, Share } from '../../dsl/program.ts';
import { expressionWords } from '../../dsl/words/index.ts';
import { and, call, cases, column, FALSE, notNull, nothing, number, or, TRUE, type Query, type Selected, type Sql } from '../sql/tree.ts';
import { dateOf, numberOf } from '../plan/dates.ts';
import { valueOf } from '../plan/expressions.ts';
import { groupedUnits, judgeUnits, type Judged } from '../plan/passes.ts';
import type { Period } from '../plan/period.ts';
import { daysOf, fieldOf, inForceOn, inYear, ledgerOf, queryOf, relation, withinDays, type PlanContext } from '../plan/rows.ts';
import { rowScope } from '../plan/row-scope.ts';
import type { Scope } from '../plan/scope.ts';
import { dateSql, numberSql, type Value } from '../plan/values.ts';
import { verdictOf } from '../plan/verdicts.ts';

/** Order of display, and of `verdict` codes in the queries. */
export const VERDICTS = ['missed', 'error', 'pending', 'excluded', 'fulfilled'] as const;

export interface UnitQuery {
  query: Query;
  /** Displayed columns: name shown, column, whether it is a number. */
  fields: { name: string; column: string; numeric: boolean }[];
  keys: string[]; reasons: string[];
  due: { unit: 'workdays' | 'days'; sameDay: boolean } | 'deadline' | null;
}

/** Units of a share over rows or groups. Of rows of all agencies only those of the agency at hand are units: others' rows are not shown. */
export function shareUnits(context: PlanContext, share: Share & Expr, period: Period): UnitQuery | null {
  if (share.over.kind === 'groups') return groupUnits(context, { ...share, over: share.over }, period);
  if (share.over.kind !== 'rows') return null;
  const { rows } = share.over, ledger = ledgerOf(context.program, rows.ledger);
  const days = daysOf(ledger, rows, period), made = relation(context, ledger, period), scope = rowScope(made, days, { period });
  const base = rows.whole ? TRUE : inForceOn(ledger, (name) => column('t', name), period.stateDay);
  const judged = judgeUnits(share, scope, base, rows.where);
  const shown = shownFields(context.program, ledger, [rows.where, ...share.excluding.map((one) => one.condition), share.with], scope, rows.datedBy);
  const due = dueColumns(share.with, scope);
  const select = [...shown.select, ...verdictColumns(judged), ...due.select];
  const time = days ? withinDays('t', days) : inYear(ledger, 't', period, rows);
  return { query: queryOf(made, select, [time, or(judged.chosen, judged.error ? notNull(judged.error) : FALSE)]), fields: shown.fields, keys: shown.keys, reasons: share.excluding.map((one) => one.reason), due: due.kind };
}

function groupUnits(context: PlanContext, share: Share & { over: { kind: 'groups' } }, period: Period): UnitQuery {
  const made = groupedUnits(context, share, period);
  const fields: UnitQuery['fields'] = [], select: Selected[] = [];
  const show = (name: string, expr: Sql, numeric: boolean) => {
    if (fields.some((field) => field.name === name)) return;
    const as = `f${fields.length}`;
    select.push({ expr, as }); fields.push({ name, column: as, numeric });
  };
  const personal = (expr: Expr) => expr.kind === 'field' && fieldOf(ledgerOf(context.program, share.over.rows.ledger), expr.path[0] ?? expr.field).personal === true;
  share.over.by.forEach((expr, index) => {
    if (!personal(expr)) show(expr.kind === 'field' ? [...expr.path, expr.field].join('.') : expressionWords(context.program, expr).zh, column('g', `by${index}`), expr.type.kind === 'number');
  });
  for (const node of aggregatesIn([...share.excluding.map((one) => one.condition), share.with])) {
    // A group across agencies is made of others' rows, too: how many they are is shown, not what stands in them.
    if (share.over.rows.across && !['count', 'distinct', 'exists'].includes(node.fn)) continue;
    const value = made.scope.aggregate(node);
    show(expressionWords(context.program, node).zh, shownSql(value, period.asOf), value.kind === 'number');
  }
  const query: Query = {
    select: [...select, ...verdictColumns(made.judged)], from: { query: made.inner(), as: 'g' }, joins: made.joins(),
    where: or(made.judged.chosen, made.judged.error ? notNull(made.judged.error) : FALSE),
  };
  return { query, fields, keys: share.over.by.map((_, index) => `f${index}`).filter((name) => fields.some((field) => field.column === name)), reasons: share.excluding.map((one) => one.reason), due: null };
}

/**
 * Rows that aggregates of one ledger count. With two aggregates (a quotient) rows of the first are fulfilled, rows of the
 * second alone are missed. `judge`: what each row's own date must satisfy (earliest … by …).
 */
export function countedUnits(context: PlanContext, aggregates: (Aggregate & Expr)[], period: Period, judge?: (of: Expr) => Expr): UnitQuery {
  const first = aggregates[0]!, ledger = ledgerOf(context.program, first.rows.ledger);
  const days = daysOf(ledger, first.rows, period), made = relation(context, ledger, period), scope = rowScope(made, days, { period });
  const selected = aggregates.map((node) => {
    const where = node.rows.where ? verdictOf(node.rows.where, scope) : { best: TRUE, worst: TRUE, error: null };
    const base = node.rows.whole ? TRUE : inForceOn(ledger, (name) => column('t', name), period.stateDay);
    return { best: and(base, where.best), worst: and(base, where.worst), error: where.error };
  });
  const [top] = selected, errors = selected.map((one) => one.error).filter((error): error is Sql => error !== null);
  const error = errors.length === 0 ? null : errors.length === 1 ? errors[0]! : call('coalesce', ...errors);
  const own = judge && first.of ? verdictOf(judge(first.of), scope) : null;
  const chosen = or(...selected.map((one) => one.best));
  const judged: Judged = {
    chosen, excluded: [], counted: chosen, error,
    verdict: own ? { best: and(top!.best, own.best), worst: and(top!.worst, own.worst), error: null } : { best: top!.best, worst: top!.worst, error: null },
  };
  const shown = shownFields(context.program, ledger, aggregates.flatMap((node) => [node.rows.where, node.of]), scope, first.rows.datedBy);
  const time = days ? withinDays('t', days) : inYear(ledger, 't', period, first.rows);
  return { query: queryOf(made, [...shown.select, ...verdictColumns(judged)], [time, chosen]), fields: shown.fields, keys: shown.keys, reasons: [], due: null };
}

// ---------------------------------------------------------------- columns

function verdictColumns(judged: Judged): Selected[] {
  const code = (name: (typeof VERDICTS)[number]) => number(VERDICTS.indexOf(name));
  const error = judged.error ? notNull(judged.error) : FALSE;
  const verdict = cases([
    { when: error, value: code('error') },
    ...judged.excluded.map((condition) => ({ when: condition, value: code('excluded') })),
    { when: judged.verdict.worst, value: code('fulfilled') },
    ...(judged.verdict.best === judged.verdict.worst ? [] : [{ when: judged.verdict.best, value: code('pending') }]),
  ], code('missed'));
  return [
    { expr: verdict, as: '_verdict' },
    { expr: judged.error ?? nothing('bigint'), as: '_missing' },
    { expr: judged.excluded.length ? cases(judged.excluded.map((condition, index) => ({ when: condition, value: number(index) })), nothing('bigint')) : nothing('bigint'), as: '_excluded' },
  ];
}

/** Key fields, the row's date, then what the conditions read; never personal fields. */
function shownFields(program: Program, ledger: Ledger, read: (Expr | undefined)[], scope: Scope, datedBy?: string): { select: Selected[]; fields: UnitQuery['fields']; keys: string[] } {
  const select: Selected[] = [], fields: UnitQuery['fields'] = [], seen = new Set<string>();
  const add = (name: string, expr: Expr, personal: boolean) => {
    if (seen.has(name) || personal) return;
    seen.add(name);
    const value = valueOf(expr, scope), as = `f${fields.length}`;
    select.push({ expr: shownSql(value, scope.period.asOf), as });
    fields.push({ name, column: as, numeric: value.kind === 'number' });
  };
  const own = (name: string) => {
    const field = fieldOf(ledger, name);
    add(name, { kind: 'field', ledger: ledger.name, field: name, path: [], type: field.type }, field.personal ?? false);
  };
  for (const name of ledger.key) if (name !== 'agency') own(name);
  const keys = fields.map((field) => field.column);
  for (const name of [datedBy, ledger.datedBy]) if (name) own(name);
  for (const node of fieldsIn(read)) {
    if (node.kind === 'field') add([...node.path, node.field].join('.'), node, isPersonal(program, ledger, node));
    else if (node.kind === 'agencyField') add(`agency.${node.field}`, node, false);
    else add(expressionWords(program, node).zh, node, false);
  }
  return { select, fields, keys };
}
function isPersonal(program: Program, ledger: Ledger, node: Expr & { kind: 'field' }): boolean {
  let here = ledger;
  for (const step of node.path) {
    const field = fieldOf(here, step), next = field.refersTo?.ledger ?? field.lookup?.ledger;
    if (field.personal || !next) return true;
    here = ledgerOf(program, next);
  }
  return fieldOf(here, node.field).personal ?? false;
}

function shownSql(value: Value, asOf: string): Sql {
  switch (value.kind) {
    case 'number': return value.den === 1n && !value.divisor ? value.sql : numberSql(value);
    case 'date': return { k: 'cast', operand: dateSql(value, asOf), type: 'text' };
    case 'list': return call('listText', value.sql);
    default: return value.sql;
  }
}

/** Fields that expressions read of the row at hand, and aggregates over what refers to it. */
function fieldsIn(exprs: (Expr | undefined)[]): (Expr & { kind: 'field' | 'agencyField' | 'aggregate' })[] {
  const found: (Expr & { kind: 'field' | 'agencyField' | 'aggregate' })[] = [];
  const visit = (expr: Expr): boolean => {
    if (expr.kind === 'field' || expr.kind === 'agencyField' || expr.kind === 'aggregate') found.push(expr);
    if (expr.kind === 'quantified') {
      // The names that the row holds, and what else of the row itself is read; not the fields of each that is named.
      found.push({ kind: 'field', ledger: '', field: expr.field, path: [], type: { kind: 'text' } });
      found.push(...fieldsIn([expr.with]).filter((one) => one.kind !== 'field' || (one.path[0] ?? one.field) !== expr.field));
    }
    return expr.kind !== 'aggregate' && expr.kind !== 'quantified';
  };
  walk(exprs, visit);
  return found;
}
export function aggregatesIn(exprs: Expr[]): (Aggregate & Expr)[] {
  const found: (Aggregate & Expr)[] = [];
  walk(exprs, (expr) => { if (expr.kind === 'aggregate') found.push(expr); return expr.kind !== 'aggregate' && expr.kind !== 'lastYear'; });
  return found;
}
/** Depth first, in the order written; `visit` says whether to go on inside. */
export function walk(part: unknown, visit: (expr: Expr) => boolean): void {
  if (Array.isArray(part)) { part.forEach((one) => walk(one, visit)); return; }
  if (!part || typeof part !== 'object') return;
  if ('kind' in part && 'type' in part && !visit(part as Expr)) return;
  for (const [key, child] of Object.entries(part)) if (key !== 'type' && key !== 'at') walk(child, visit);
}

/** What the due day of the first deadline follows from. */
function dueColumns(condition: Expr, scope: Scope): { select: Selected[]; kind: UnitQuery['due'] } {
  let atom: (Expr & { kind: 'within' | 'by' }) | null = null;
  walk(condition, (expr) => { if (!atom && (expr.kind === 'within' || expr.kind === 'by')) atom = expr; return !atom && expr.kind !== 'aggregate' && expr.kind !== 'quantified'; });
  const found = atom as (Expr & { kind: 'within' | 'by' }) | null;
  if (!found) return { select: [], kind: null };
  const text = (sql: Sql): Sql => ({ k: 'cast', operand: sql, type: 'text' });
  if (found.kind === 'by') return { select: [{ expr: text(dateSql(dateOf(found.deadline, scope), scope.period.asOf)), as: '_from' }], kind: 'deadline' };
  const count = numberOf(found.count, scope);
  return {
    select: [{ expr: text(dateSql(dateOf(found.from, scope), scope.period.asOf)), as: '_from' }, { expr: numberSql(count), as: '_count' }],
    kind: { unit: found.unit, sameDay: found.sameDay },
  };
}
