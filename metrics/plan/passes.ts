/**
 * Passes: aggregates over the same rows of a ledger are computed together, one query with one row an agency.
 * Rows dated by different fields, and rows that need different joins, are different passes (a scan filtered on its own
 * date reads little; a join costs every row of its pass). Where days differ within a pass its WHERE spans them and each
 * aggregate has its own.
 */
import { withoutRanges, type Aggregate, type Distribution, type Expr, type Rows, type Share } from '../../dsl/program.ts';
import { and, call, cases, cast, column, FALSE, infix, inList, keyOf, notNull, notTrue, nothing, number, or, text, TRUE, type Query, type Selected, type Sql } from '../sql/tree.ts';
import { countOf, lowerAggregate, registerParts, valueFromParts, type PartName } from './aggregates.ts';
import { valueOf } from './expressions.ts';
import { formSumQuery, reportingQuery } from './across.ts';
import { yearOf, type Period } from './period.ts';
import type { AgencyNode, Asked, PlannedPass } from './plan.ts';
import { agencyColumn, countedQuery, daysOf, handColumn, inForceOn, inYear, ledgerOf, queryOf, readOf, relation, relationAcross, withinDays, type Days, type PlanContext, type Relation } from './rows.ts';
import { lastOrder, rowScope } from './row-scope.ts';
import type { Scope } from './scope.ts';
import { dateSql, decided, fixedDate, fixedNumber, PlanError, truth, type Value, type Verdict } from './values.ts';
import { verdictOf } from './verdicts.ts';

type AggregateNode = AgencyNode & { kind: 'aggregate' };
type ShareNode = AgencyNode & { kind: 'share' };

/** What waits for its pass: compiled once the pass knows all its days. */
interface Waiting { indicator: string; period: Period; days: Days | null; compile(made: Relation, base: Sql, register: (parts: Partial<Record<string, Sql>>) => Record<string, string>): void }
interface Forming { name: string; title: string; ledger: string; period: Period; toDate?: true | undefined; waiting: Waiting[] }

export class Passes {
  private readonly forming = new Map<string, Forming>();
  private readonly finished: PlannedPass[] = [];
  private readonly reporting = new Map<string, string>();
  private readonly context: PlanContext;
  constructor(context: PlanContext) { this.context = context; }

  /** An agency's aggregate; `extra` further narrows the rows (one value of `each`). */
  aggregate(node: Aggregate & Expr, period: Period, indicator: string, extra?: Expr): AggregateNode {
    const ledger = ledgerOf(this.context.program, node.rows.ledger);
    const where = extra ? (node.rows.where ? { ...node.rows.where, kind: 'and' as const, operands: [extra, node.rows.where] } : extra) : node.rows.where;
    const full: Aggregate = { ...node, rows: { ...node.rows, ...(where ? { where } : {}) } };
    const days = daysOf(ledger, node.rows, period);
    const result: AggregateNode = { kind: 'aggregate', fn: node.fn, pass: '', columns: {}, den: '1', valueKind: 'number', open: false, ...this.asked(node.rows, period, indicator) };
    result.pass = this.wait(full.rows, days, period, indicator, (made, base, register) => {
      const scope = rowScope(made, days, { period });
      const lowered = lowerAggregate(full, scope, and(base, this.inForce(made, node.rows.whole, period)), lastOrder(ledger, made.alias));
      const parts = { ...lowered.parts };
      if (lowered.valueKind === 'date') for (const name of ['v', 'vm'] as const) if (parts[name]) parts[name] = cast(parts[name], 'text');
      if (lowered.valueKind === 'list' && parts.v) parts.v = call('listText', parts.v);
      result.columns = register(parts);
      Object.assign(result, { den: String(lowered.den), valueKind: lowered.valueKind, open: lowered.open, ...(lowered.signed ? { signed: true } : {}) });
    });
    return result;
  }

  /** A share over rows. */
  rowShare(share: Share & { over: { kind: 'rows' } }, period: Period, indicator: string): ShareNode {
    const ledger = ledgerOf(this.context.program, share.over.rows.ledger);
    const days = daysOf(ledger, share.over.rows, period);
    const result: ShareNode = { kind: 'share', pass: '', columns: { counted: '', best: '', worst: '', excluded: [] }, reasons: share.excluding.map((one) => one.reason), open: period.open && !ledger.snapshot, ...this.asked(share.over.rows, period, indicator) };
    result.pass = this.wait(share.over.rows, days, period, indicator, (made, base, register) => {
      const judged = judgeUnits(share, rowScope(made, days, { period }), and(base, this.inForce(made, share.over.rows.whole, period)), share.over.rows.where);
      result.columns = registerShare(judged, register);
    });
    return result;
  }

  /** A share over groups of rows: grouped first, judged and counted outside. */
  groupShare(share: Share & { over: { kind: 'groups' } }, period: Period, indicator: string): ShareNode {
    const made = groupedUnits(this.context, share, period);
    const columns: Selected[] = [], keys = new Map<string, string>();
    const register = registrar(columns, keys);
    const result: ShareNode = {
      kind: 'share', pass: `groups${this.finished.length}`, columns: registerShare(made.judged, register), reasons: share.excluding.map((one) => one.reason),
      open: period.open && !ledgerOf(this.context.program, share.over.rows.ledger).snapshot,
    };
    const query: Query = { select: [{ expr: column('g', 'agency'), as: 'agency' }, ...columns], from: { query: made.inner(), as: 'g' }, joins: made.joins(), groupBy: [column('g', 'agency')] };
    this.finished.push({ name: result.pass, title: `${share.over.rows.ledger} grouped`, query, indicators: [indicator] });
    return result;
  }

  /** Rows by category: one row an agency and value of `by`. */
  distribution(node: Distribution & Expr, period: Period, indicator: string): AgencyNode & { kind: 'distribution' } {
    const { program } = this.context, ledger = ledgerOf(program, node.rows.ledger), days = daysOf(ledger, node.rows, period);
    const made = node.rows.across ? relationAcross(this.context, ledger, period) : relation(this.context, ledger, period), scope = rowScope(made, days, { period });
    const chosen = node.rows.where ? verdictOf(node.rows.where, scope) : decided(TRUE), by = valueOf(node.by, scope);
    const name = by.kind === 'date' ? cast(dateSql(by, period.asOf), 'text') : by.kind === 'list' ? call('listText', by.sql) : by.sql;
    const missing = chosen.error ? [{ expr: call('min', chosen.error), as: 'missing' }] : [];
    const select: Selected[] = [
      { expr: name, as: 'name' },
      { expr: countOf(chosen.worst), as: 'n' }, { expr: countOf(chosen.best), as: 'm' }, ...missing,
    ];
    const time = days ? withinDays('t', days) : inYear(ledger, 't', period, node.rows);
    const pass = `categories${this.finished.length}`, conditions = [time, this.inForce(made, node.rows.whole, period), or(chosen.best, chosen.error ? notNull(chosen.error) : FALSE)];
    const { query, everyone } = countedQuery(made, select, conditions, [name]);
    this.finished.push({ name: pass, title: `${ledger.name} by category`, query, indicators: [indicator], ...(everyone ? { everyone } : {}) });
    return { kind: 'distribution', pass, choices: node.by.type.kind === 'choice' ? node.by.type.choices : [], open: period.open && !ledger.snapshot, ...this.asked(node.rows, period, indicator) };
  }

  formSum(node: Expr & { kind: 'formSum' }, period: Period, indicator: string): AgencyNode & { kind: 'formSum' } {
    const form = this.context.program.forms[node.form];
    if (!form) throw new PlanError(`unknown form ${node.form}`);
    const { query, everyone } = formSumQuery(this.context, node, period), pass = `forms${this.finished.length}`;
    this.finished.push({ name: pass, title: `${node.form} of all`, query, indicators: [indicator], ...(everyone ? { everyone } : {}) });
    return { kind: 'formSum', pass, asked: { pass, zh: form.label, en: form.name } };
  }

  /** Who is asked for rows of all agencies; nothing for an agency's own, and for what the system keeps. */
  private asked(rows: Rows, period: Period, indicator: string): { asked?: Asked } {
    const read = rows.across ? readOf(rows.ledger, period.year, this.context.program) : null;
    if (!read) return {};
    const { query, everyone, key } = reportingQuery(this.context, rows, rows.toDate ? { ...read, year: yearOf(period.asOf), snapshot: true } : read, period);
    let pass = this.reporting.get(key);
    if (!pass) {
      pass = `reporting${this.reporting.size}`;
      this.reporting.set(key, pass);
      this.finished.push({ name: pass, title: `who has reported ${rows.ledger}`, query, indicators: [indicator], ...(everyone ? { everyone } : {}) });
    }
    return { asked: { pass, zh: ledgerOf(this.context.program, rows.ledger).label, en: rows.ledger } };
  }

  /** All passes with their queries. */
  finish(): PlannedPass[] {
    for (const pass of this.forming.values()) {
      const ledger = ledgerOf(this.context.program, pass.ledger);
      const made = relation(this.context, ledger, pass.period);
      const spans = pass.waiting.map((one) => one.days).filter((days): days is Days => days !== null);
      const span: Days | null = spans.length === 0 ? null : {
        ...spans[0]!, first: spans.map((days) => days.first).reduce((a, b) => (a < b ? a : b)), last: spans.map((days) => days.last).reduce((a, b) => (a > b ? a : b)),
      };
      const select: Selected[] = [{ expr: column(made.alias, 'agency'), as: 'agency' }], keys = new Map<string, string>();
      const register = registrar(select, keys);
      for (const one of pass.waiting) {
        const same = one.days !== null && span !== null && one.days.first === span.first && one.days.last === span.last;
        one.compile(made, one.days && !same ? withinDays(made.alias, one.days) : TRUE, register);
      }
      const time = span ? withinDays(made.alias, span) : inYear(ledger, made.alias, pass.period, pass);
      this.finished.push({ name: pass.name, title: pass.title, query: queryOf(made, select, [time], [column(made.alias, 'agency')]), indicators: [...new Set(pass.waiting.map((one) => one.indicator))] });
    }
    return this.finished;
  }

  private wait(rows: Rows, days: Days | null, period: Period, indicator: string, compile: Waiting['compile']): string {
    if (rows.across) return this.acrossPass(rows, days, period, indicator, compile);
    const { ledger, toDate } = rows;
    // A dry run shows which joins it needs.
    const scratch = relation(this.context, ledgerOf(this.context.program, ledger), period);
    compile(scratch, TRUE, () => ({}));
    const joins = [...scratch.joins.keys()].filter((id) => id !== 'latest').toSorted();
    // Rows of all years are a pass of their own: those of one year are read by their date alone.
    const key = [ledger, period.year, days?.field ?? '', toDate ?? '', ...joins].join(' | ');
    let pass = this.forming.get(key);
    if (!pass) {
      pass = { name: `pass${this.forming.size}`, title: [ledger, period.year, days ? `by ${days.field}` : '', toDate ? 'to date' : '', ...joins].filter(Boolean).join(' '), ledger, period, toDate, waiting: [] };
      this.forming.set(key, pass);
    }
    pass.waiting.push({ indicator, period, days, compile });
    return pass.name;
  }

  /** Rows of all agencies: a pass of its own, where only rows that may be chosen are paired with the agency at hand. */
  private acrossPass(rows: Rows, days: Days | null, period: Period, indicator: string, compile: Waiting['compile']): string {
    const ledger = ledgerOf(this.context.program, rows.ledger), made = relationAcross(this.context, ledger, period);
    const chosen = rows.where ? verdictOf(rows.where, rowScope(made, days, { period })) : decided(TRUE), select: Selected[] = [];
    compile(made, TRUE, registrar(select, new Map()));
    const time = days ? withinDays(made.alias, days) : inYear(ledger, made.alias, period, rows);
    const { query, everyone } = countedQuery(made, select, [time, or(chosen.best, chosen.error ? notNull(chosen.error) : FALSE)]);
    const name = `across${this.finished.length}`;
    this.finished.push({ name, title: `${rows.ledger} ${period.year} of all`, query, indicators: [indicator], ...(everyone ? { everyone } : {}) });
    return name;
  }

  private inForce(made: Relation, whole: boolean | undefined, period: Period): Sql {
    return whole ? TRUE : inForceOn(made.ledger, (name) => column(made.alias, name), period.stateDay);
  }
}

/** Equal expressions share a column. */
function registrar(select: Selected[], keys: Map<string, string>): (parts: Partial<Record<string, Sql>>) => Record<string, string> {
  return (parts) => {
    const names: Record<string, string> = {};
    for (const [part, expr] of Object.entries(parts)) {
      if (!expr) continue;
      const key = JSON.stringify(expr);
      let as = keys.get(key);
      if (!as) { as = `c${keys.size}`; keys.set(key, as); select.push({ expr, as }); }
      names[part] = as;
    }
    return names;
  };
}

// ---------------------------------------------------------------- the units of a share

/**
 * How each unit stands: not chosen, excluded (first reason that holds), or counted and judged. A unit whose choice or
 * exclusion is itself still open is counted as pending. Shared by counting and explaining.
 */
export interface Judged { chosen: Sql; excluded: Sql[]; counted: Sql; verdict: Verdict; error: Sql | null }

export function judgeUnits(share: Share, scope: Scope, base: Sql, where: Expr | undefined): Judged {
  const selection = where ? verdictOf(where, scope) : decided(TRUE);
  const chosen = and(base, selection.best);
  const excluded: Sql[] = [], errors: { when: Sql; value: Sql }[] = [];
  let counted = chosen, open: Sql = undecided(selection), sure = and(base, selection.worst);
  if (selection.error) errors.push({ when: and(base, notNull(selection.error)), value: selection.error });
  for (const exclusion of share.excluding.map((one) => verdictOf(one.condition, scope))) {
    const out = and(sure, exclusion.worst);
    if (exclusion.error) errors.push({ when: and(counted, notNull(exclusion.error)), value: exclusion.error });
    excluded.push(out);
    counted = and(counted, open === FALSE ? notTrue(exclusion.worst) : notTrue(out));
    const undecidedHere = undecided(exclusion);
    sure = and(sure, notTrue(exclusion.worst), notTrue(undecidedHere));
    open = or(open, undecidedHere);
  }
  const judged = verdictOf(share.with, scope);
  if (judged.error) errors.push({ when: and(counted, judged.best, notTrue(judged.worst)), value: judged.error });
  const verdict: Verdict = open === FALSE ? judged : { best: or(open, judged.best), worst: and(notTrue(open), judged.worst), error: judged.error };
  return { chosen, excluded, counted, verdict, error: errors.length ? cases(errors, nothing('bigint')) : null };
}
function undecided(verdict: Verdict): Sql { return verdict.best === verdict.worst ? FALSE : and(verdict.best, notTrue(verdict.worst)); }

function registerShare(judged: Judged, register: (parts: Partial<Record<string, Sql>>) => Record<string, string>): ShareNode['columns'] {
  const { counted, verdict } = judged;
  const parts: Partial<Record<string, Sql>> = {
    counted: countOf(counted), worst: countOf(and(counted, verdict.worst)), best: countOf(and(counted, verdict.best)),
    ...Object.fromEntries(judged.excluded.map((condition, index) => [`x${index}`, countOf(condition)])),
    ...(judged.error ? { error: call('min', judged.error) } : {}),
  };
  const names = register(parts);
  return {
    counted: names['counted']!, best: names['best']!, worst: names['worst']!, excluded: judged.excluded.map((_, index) => names[`x${index}`]!),
    ...(names['error'] ? { error: names['error'] } : {}),
  };
}

/**
 * Groups of an agency's rows as a relation `g`: one row a group with the values that its predicates read. Rows for which
 * an expression of `grouped by` is empty belong to no group. Across agencies a group is made of the rows of all, and
 * stands in `g` once for each agency that holds a row of it.
 */
export function groupedUnits(context: PlanContext, share: Share & { over: { kind: 'groups' } }, period: Period) {
  const { rows, by } = share.over, ledger = ledgerOf(context.program, rows.ledger);
  const days = daysOf(ledger, rows, period);
  const made = rows.across ? relationAcross(context, ledger, period) : relation(context, ledger, period);
  const scope = rowScope(made, days, { period });
  const selection = rows.where ? verdictOf(rows.where, scope) : decided(TRUE);
  const keys = by.map((expr) => ({ expr, value: valueOf(expr, scope) }));
  const sqlOf = (value: Value): Sql => (value.kind === 'date' ? (value.masked ? dateText(value.raw, period) : value.raw) : value.sql);
  const select: Selected[] = keys.map((key, index) => ({ expr: sqlOf(key.value), as: `by${index}` }));
  const parts = new Map<string, string>();
  const chosen = selection.worst;
  const rowBase = selection.error ? chosen : TRUE;
  if (selection.error) select.push({ expr: countOf(chosen), as: 'chosen' }, { expr: call('min', selection.error), as: 'missing' });

  const outer = relation(context, { ...ledger, snapshot: false }, period, 'g');
  const byKeys = by.map((expr) => keyOf(withoutRanges(expr)));
  const byColumn = (expr: Expr): Value | null => {
    const index = byKeys.indexOf(keyOf(withoutRanges(expr)));
    if (index < 0) return null;
    const stored = column('g', `by${index}`), value = keys[index]!.value;
    return value.kind === 'number' ? fixedNumber(stored, { den: value.den, integer: value.integer }) : value.kind === 'date' ? fixedDate(stored)
      : value.kind === 'boolean' ? truth(stored, { k: 'not', operand: stored }) : { kind: value.kind, sql: stored };
  };
  const outerScope: Scope = {
    ...rowScope(outer, null, { period }),
    value: (expr, scope_) => byColumn(expr) ?? valueOf(expr, scope_),
    field: (node) => byColumn(node) ?? fail(`${node.field} varies within a group: it must be aggregated`),
    agencyField: (name, of) => (of === 'row' ? fail(`${name} varies within a group`) : rowScope(outer, null, { period }).agencyField(name)),
    quantified: (node) => fail(`${node.field} varies within a group`),
    region: () => agencyColumn(outer, 'region'),
    aggregate: (node) => {
      if (node.scope !== 'group' || node.rows.ledger !== ledger.name) throw new PlanError(`a group of ${ledger.name} has no rows of ${node.rows.ledger}`);
      const ownDays = node.rows.datedBy && node.rows.datedBy !== days?.field ? daysOf(ledger, { ...rows, datedBy: node.rows.datedBy }, period) : null;
      const lowered = lowerAggregate(node, scope, and(rowBase, ownDays ? withinDays('t', ownDays) : TRUE), lastOrder(ledger, 't'));
      const part: (name: PartName) => Sql = registerParts(lowered, select, 'g', parts);
      return valueFromParts(lowered, part);
    },
  };
  const judged = judgeUnits(share, outerScope, selection.error ? { k: 'infix', op: '>', left: column('g', 'chosen'), right: { k: 'number', value: '0' } } : TRUE, undefined);
  const error = selection.error ? cases([{ when: notNull(column('g', 'missing')), value: column('g', 'missing') }, ...(judged.error ? [{ when: TRUE, value: judged.error }] : [])], nothing('bigint')) : judged.error;
  const time = days ? withinDays('t', days) : inYear(ledger, 't', period, rows);
  const inForce = rows.whole ? TRUE : inForceOn(ledger, (name) => column('t', name), period.stateDay);
  const picked = selection.error ? or(chosen, notNull(selection.error)) : chosen;
  return {
    judged: { ...judged, error }, keys, select, scope: outerScope,
    inner: (): Query => {
      const own = column('t', 'agency'), agency = !rows.across ? own : made.joins.has('hand') ? handColumn(made, 'code') : null, by = keys.map((key) => sqlOf(key.value));
      const grouped = (more: Selected[]) => queryOf(made, [...more, ...select], [time, inForce, picked, ...by.map(notNull)], [...(agency ? [agency] : []), ...by]);
      if (!rows.across) return grouped([{ expr: own, as: 'agency' }]);
      // Whose rows are in the group: counted where the group is made for one agency at hand, listed where it is the same for all.
      const held = agency ? grouped([{ expr: agency, as: 'agency' }, { expr: countOf(infix('=', own, agency)), as: 'own' }]) : grouped([{ expr: call('listDistinct', own), as: 'holders' }]);
      const passed = select.map(({ as }) => ({ expr: column('i', as), as }));
      const holders: Query = {
        select: [{ expr: agency ? column('i', 'agency') : call('unnest', column('i', 'holders')), as: 'agency' }, ...passed],
        from: { query: held, as: 'i' }, ...(agency ? { where: infix('>', column('i', 'own'), number(0)) } : {}),
      };
      if (!context.agencies) return holders;
      return { select: holders.select.map(({ as }) => ({ expr: column('j', as), as })), from: { query: holders, as: 'j' }, where: inList(column('j', 'agency'), context.agencies.map(text)) };
    },
    joins: () => [...outer.joins.values()].map((entry) => entry.join),
  };
}
function dateText(raw: Sql, period: Period): Sql { return cases([{ when: { k: 'infix', op: '<=', left: raw, right: { k: 'date', value: period.asOf } }, value: raw }], nothing('date')); }
function fail(message: string): never { throw new PlanError(message); }
