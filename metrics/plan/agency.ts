/** Agency-level expressions → plan nodes. Aggregates and shares are handed to the passes; everything else stays an expression. */
import type { Expr, Indicator, Program, Rows, Share } from '../../dsl/program.ts';
import { ChoiceNeeded } from './choices.ts';
import { prefixOf } from './expressions.ts';
import { bucketsOf, isoDay, periodOf, yearEnd, type Period } from './period.ts';
import type { Passes } from './passes.ts';
import type { AgencyNode, Read } from './plan.ts';
import { fieldOf, isList, ledgerOf, readOf } from './rows.ts';
import { conversion, digitsOf, literalNumber, MINUTES_PER_CLASS_HOUR, PlanError, unitOf } from './values.ts';

export interface AgencyContext {
  program: Program; passes: Passes; indicator: string;
  /** Called for every indicator referred to, with its year. */
  refer(name: string, year: number): void;
  /** Called for every form column and roster year read. */
  readForm(form: string, year: number, column: string): void;
  readRoster(year: number): void;
  /** Inside buckets and `each`: narrows every aggregate of the unit. */
  narrow?: (ledger: string) => Expr | undefined;
  /** Inside `each`: the field and the value of it that the unit is. */
  key?: { ledger: string; field: string; value: string };
}

export function lowerAgency(expr: Expr, period: Period, context: AgencyContext): AgencyNode {
  const lower = (part: Expr) => lowerAgency(part, period, context);
  switch (expr.kind) {
    case 'number': return { kind: 'number', value: literalNumber(expr.value, expr.unit).toFraction() };
    case 'text': case 'choiceValue': return { kind: 'text', value: expr.value };
    case 'boolean': return { kind: 'boolean', value: expr.value };
    case 'date': return { kind: 'date', value: expr.value };
    case 'yearDate': return { kind: 'date', value: isoDay(period.year + expr.yearOffset, expr.month, expr.day) };
    case 'stateDay': return { kind: 'date', value: period.stateDay };
    case 'agencyField': return agencyField(expr.field, period, context);
    case 'field': return isKey(expr, context) ? { kind: 'text', value: context.key!.value } : agencyField(expr.field, period, context, expr.ledger);
    case 'cell': {
      const year = period.year + expr.yearOffset;
      context.readForm(expr.form, year, expr.column);
      return { kind: 'cell', form: expr.form, column: expr.column, year, earlier: expr.yearOffset !== 0 };
    }
    case 'groupTotal': {
      const form = context.program.forms[expr.form];
      if (!form) throw new PlanError(`unknown form ${expr.form}`);
      const columns = form.columns.filter((column) => column.group === expr.group).map((column) => column.name);
      for (const column of columns) context.readForm(expr.form, period.year, column);
      return { kind: 'groupTotal', form: expr.form, columns, year: period.year };
    }
    case 'parameter': return parameter(expr.name, period, context);
    case 'indicator': {
      const year = period.year + expr.yearOffset;
      context.refer(expr.name, year);
      return { kind: 'indicator', name: expr.name, year, earlier: expr.yearOffset !== 0 };
    }
    case 'compare': return { kind: 'compare', op: expr.op, left: lower(expr.left), right: inUnitOf(expr.left, expr.right, lower(expr.right), period, context) };
    case 'in': return { kind: 'in', operand: lower(expr.operand), values: expr.values.map(lower) };
    case 'filled': return { kind: 'filled', operand: lower(expr.operand) };
    case 'empty': return { kind: 'empty', operand: lower(expr.operand) };
    case 'within': return { kind: 'within', date: lower(expr.date), count: lower(expr.count), unit: expr.unit, from: lower(expr.from), sameDay: expr.sameDay };
    case 'by': return { kind: 'by', date: lower(expr.date), deadline: lower(expr.deadline), before: expr.before };
    case 'isTrue': return { kind: 'isTrue', operand: lower(expr.operand) };
    case 'and': case 'or': return { kind: expr.kind, operands: expr.operands.map(lower) };
    case 'not': return { kind: 'not', operand: lower(expr.operand) };
    case 'arithmetic': {
      const right = lower(expr.right);
      return { kind: 'arithmetic', op: expr.op, left: lower(expr.left), right: expr.op === '+' || expr.op === '-' ? inUnitOf(expr.left, expr.right, right, period, context) : right };
    }
    case 'convert': return convert(lower(expr.operand), expr.operand, expr.unit, period, context);
    case 'else': return { kind: 'else', operand: lower(expr.operand), fallback: lower(expr.fallback) };
    case 'rounded': return { kind: 'rounded', operand: lower(expr.operand), digits: digitsOf(expr) };
    case 'daysBetween': return { kind: 'daysBetween', unit: expr.unit, from: lower(expr.from), to: lower(expr.to) };
    case 'highestOf': return highestOf(expr, lower(expr.operand), period, context);
    case 'aggregate': return context.passes.aggregate(expr, period, context.indicator, context.narrow?.(expr.rows.ledger));
    case 'share': return share(expr, period, context);
    case 'bucketOf': return { kind: 'bucketOf', unit: expr.unit, operand: lower(expr.operand) };
    case 'doneBy': return { kind: 'doneBy', condition: lower(expr.condition), deadline: lower(expr.deadline) };
    case 'distribution': return context.passes.distribution(expr, period, context.indicator);
    case 'quantified': throw new PlanError('an agency names no rows');
    case 'formSum': return context.passes.formSum(expr, period, context.indicator);
    case 'lastYear': {
      const before = periodOf(period, period.year - 1);
      context.readRoster(before.year);
      return { kind: 'lastYear', operand: lowerAgency(expr.operand, before, context), year: before.year, reads: readsOf(expr.operand, before.year, context.program) };
    }
  }
}

const isKey = ({ ledger, field, path }: Expr & { kind: 'field' }, { key }: AgencyContext): boolean => key?.ledger === ledger && key.field === field && path.length === 0;

function agencyField(name: string, period: Period, context: AgencyContext, ledger = 'agencies'): AgencyNode {
  if (ledger !== 'agencies') throw new PlanError(`a field of ${ledger} has no row here: it must be aggregated`);
  const field = fieldOf(ledgerOf(context.program, 'agencies'), name);
  context.readRoster(period.year);
  const kind = field.type.kind;
  return { kind: 'agencyField', field: name, year: period.year, type: kind === 'choices' || isList(field) ? 'list' : kind === 'choice' ? 'text' : kind, planned: field.planned ?? false };
}

function share(expr: Share & Expr, period: Period, context: AgencyContext): AgencyNode {
  const over = expr.over;
  if (over.kind === 'rows') return context.passes.rowShare({ ...expr, over }, period, context.indicator);
  if (over.kind === 'groups') return context.passes.groupShare({ ...expr, over }, period, context.indicator);
  const judge = (name: string, bucket: Period, more: Pick<AgencyContext, 'narrow' | 'key'> = {}) => {
    const inside = { ...context, ...more };
    return {
      name, with: lowerAgency(expr.with, bucket, inside),
      excluding: expr.excluding.map((one) => ({ condition: lowerAgency(one.condition, bucket, inside), reason: one.reason })),
    };
  };
  if (over.kind === 'buckets') {
    return { kind: 'units', unit: over.unit, open: period.open, units: bucketsOf(period, over.unit).map((bucket) => judge(bucket.start, bucket)) };
  }
  const ledger = ledgerOf(context.program, over.ledger), field = fieldOf(ledger, over.field);
  const operand: Expr = { kind: 'field', ledger: over.ledger, field: over.field, path: [], type: field.type };
  const units = over.values.map((value) => judge(value, period, {
    key: { ledger: over.ledger, field: over.field, value },
    narrow: (name) => (name !== over.ledger ? undefined : { kind: 'in', operand, values: [{ kind: 'choiceValue', value, type: field.type }], type: { kind: 'boolean' } }),
  }));
  return { kind: 'units', unit: 'each', open: period.open && !ledger.snapshot, units };
}

/** The right side told in the unit of the left. */
export function inUnitOf(left: Expr, right: Expr, node: AgencyNode, period: Period, context: AgencyContext): AgencyNode {
  const unit = unitOf(left);
  return unit && unitOf(right) ? convert(node, right, unit, period, context) : node;
}
function convert(node: AgencyNode, operand: Expr, unit: NonNullable<ReturnType<typeof unitOf>>, period: Period, context: AgencyContext): AgencyNode {
  const from = unitOf(operand), how = from ? conversion(from, unit) : null;
  if (!how) return node;
  if ('factor' in how) return { kind: 'arithmetic', op: '*', left: node, right: { kind: 'number', value: how.factor.toFraction() } };
  return { kind: 'arithmetic', op: how.minutesPerHour === 'divide' ? '/' : '*', left: node, right: parameter(MINUTES_PER_CLASS_HOUR, period, context) };
}

function parameter(name: string, period: Period, context: AgencyContext): AgencyNode {
  const declared = context.program.parameters[name];
  if (!declared) throw new PlanError(`unknown parameter ${name}`);
  if (declared.choose) throw new ChoiceNeeded(declared);
  context.readRoster(period.year);
  const values = atYearEnd(declared.values, (value) => value.regions, period)
    .map(({ value, region }) => ({ value: lowerAgency(value.value, period, context), when: value.when ? lowerAgency(value.when, period, context) : null, region }));
  return { kind: 'parameter', values, year: period.year };
}
function highestOf(expr: Expr & { kind: 'highestOf' }, operand: AgencyNode, period: Period, context: AgencyContext): AgencyNode {
  const order = context.program.orders[expr.order];
  if (!order) throw new PlanError(`unknown order ${expr.order}`);
  context.readRoster(period.year);
  return { kind: 'highestOf', operand, orders: atYearEnd(order.values, (value) => value.region, period).map(({ value, region }) => ({ order: value.order, region })), year: period.year };
}
/** Those that hold at the year's end, nearest region first, one entry a region. */
function atYearEnd<T extends { from?: string; to?: string }>(values: T[], regionsOf: (value: T) => string[] | undefined, period: Period): { value: T; region: string }[] {
  const day = yearEnd(period.year);
  return values.filter((value) => (value.from ?? day) <= day && (value.to ?? day) >= day)
    .flatMap((value) => (regionsOf(value)?.length ? regionsOf(value)!.map((region) => ({ value, region: prefixOf(region) })) : [{ value, region: '' }]))
    .toSorted((a, b) => b.region.length - a.region.length);
}

/** Ledgers and forms that an expression reads for a year, as `Indicator.reads` lists them. */
export function readsOf(expr: Expr, year: number, program: Program): Read[] {
  const found = new Map<string, Read>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) { node.forEach(visit); return; }
    if (!node || typeof node !== 'object') return;
    const part = node as { kind?: string; ledger?: string; form?: string };
    // Figures of all agencies do not hang on the agency's own report; its groups do.
    if ((node as { rows?: Rows }).rows?.across && part.kind !== 'groups') return;
    if (part.ledger) add(part.ledger);
    if (part.kind === 'field') for (const ledger of passed(node as Expr & { kind: 'field' }, program)) add(ledger);
    if ((part.kind === 'groupTotal' || (part.kind === 'cell' && (node as { yearOffset?: number }).yearOffset === 0)) && part.form) add(part.form);
    Object.values(node).forEach(visit);
  };
  const add = (name: string) => { const read = readOf(name, year, program); if (read) found.set(name, read); };
  visit(expr);
  return [...found.values()].toSorted((a, b) => (a.ledger < b.ledger ? -1 : 1));
}
/** The ledgers that a field's path leads through. */
function passed({ ledger, path }: Expr & { kind: 'field' }, program: Program): string[] {
  const found: string[] = [];
  let at = program.ledgers[ledger];
  for (const step of path) {
    const field = at?.fields.find((one) => one.name === step), next = field?.lookup?.ledger ?? field?.refersTo?.ledger;
    if (!next) break;
    found.push(next);
    at = program.ledgers[next];
  }
  return found;
}
/** Ledgers of which an indicator reads nothing but rows to date, those it refers to included: a hand-in of any year will do. */
export function readToDate(indicator: Indicator, program: Program): Set<string> {
  const toDate = new Set<string>(), ofYear = new Set<string>(), seen = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) { node.forEach(visit); return; }
    if (!node || typeof node !== 'object') return;
    const part = node as Partial<Rows> & { kind?: string; name?: string; yearOffset?: number };
    // What is read of the year before need not be reported for this one.
    if (part.kind === 'lastYear') return;
    if (part.ledger && (part.kind === undefined || part.kind === 'each')) (part.toDate ? toDate : ofYear).add(part.ledger);
    if (part.kind === 'indicator' && part.yearOffset === 0 && !seen.has(part.name!)) { seen.add(part.name!); visit(program.indicators[part.name!]?.value); }
    Object.values(node).forEach(visit);
  };
  visit(indicator.value);
  return new Set([...toDate].filter((name) => !ofYear.has(name)));
}
