/**
 * Expressions, in one file because they are one recursion: predicates compare values, values come from aggregates,
 * aggregates choose their rows by predicates.
 *
 * Of predicates an atom is true, false, unknown, open (a deadline or a period has not ended) or
 * hangs on a year without a calendar. Negation is pushed to the atoms; open atoms are then judged twice, as met and as missed.
 */
import Fraction from 'fraction.js';
import type { Aggregate, Expr, Ledger, Parameter, Rows } from '../../dsl/program.ts';
import { inTime, addDays, signedWorkdays, wholeDays } from './days.ts';
import { EMPTY, arithmetic, compareNumbers, halfUp, holds, known, scaleOf, type NumberValue, type Value } from './numbers.ts';
import { cell, earlier, inForce, snapshotRows, yearEnd, yearStart, type Cell, type Question, type Row } from './world.ts';

/** Where an expression stands. `row`: inside a condition on rows; `unit`: inside a condition on a group or bucket. */
export interface Place {
  question: Question; agency: Row; code: string;
  /** Days between which the indicator's source holds. */
  valid: { from: string | null; to: string | null };
  row?: { ledger: string; row: Row };
  unit?: { rows?: Row[]; from?: string; to?: string; keys?: { by: Expr; value: Value }[]; each?: { field: string; value: string } };
}
export const stateDay = (place: Place): string => earlier(yearEnd(place.question.year), place.question.asOf);

type Atom = boolean | 'unknown' | 'open' | { missing: number[] };
export type Verdict = 'holds' | 'pending' | 'fails' | { missing: Set<number> };

/** holds = true however open atoms turn out; pending = that depends on them; an error where it depends on a missing year. */
export function verdict(expr: Expr, place: Place): Verdict {
  const missing = new Set<number>();
  const judged = (open: boolean, calendar: boolean): boolean => judge(expr, place, false, { open, calendar, missing });
  const met = [judged(true, true), judged(false, true)];
  const missed = [judged(true, false), judged(false, false)];
  if (met[0] !== missed[0] || met[1] !== missed[1]) return { missing };
  return met[1] ? 'holds' : met[0] ? 'pending' : 'fails';
}

interface Assumption { open: boolean; calendar: boolean; missing: Set<number> }

function judge(expr: Expr, place: Place, negated: boolean, assumed: Assumption): boolean {
  if (expr.kind === 'not') return judge(expr.operand, place, !negated, assumed);
  if (expr.kind === 'and' || expr.kind === 'or') {
    const results = expr.operands.map((operand) => judge(operand, place, negated, assumed));
    return (expr.kind === 'and') !== negated ? results.every(Boolean) : results.some(Boolean);
  }
  const atom = atomOf(expr, place);
  if (atom === 'unknown') return false;
  // under `not` an open atom counts as fulfilling the negation when all is assumed well
  if (atom === 'open') return assumed.open;
  if (typeof atom === 'object') { for (const year of atom.missing) assumed.missing.add(year); return assumed.calendar; }
  return atom !== negated;
}

function atomOf(expr: Expr, place: Place): Atom {
  switch (expr.kind) {
    case 'boolean': return expr.value;
    case 'isTrue': return truth(valueOf(expr.operand, place));
    case 'compare': return compare(expr, place);
    case 'in': {
      const operand = valueOf(expr.operand, place);
      if (operand.kind === 'empty') return hanging(operand);
      const values = expr.values.map((value) => valueOf(value, place));
      if (operand.kind === 'number') {
        const results = values.map((value) => (value.kind === 'number' ? compareNumbers('=', operand, value) : false));
        return results.includes(true) ? true : results.includes('open') ? 'open' : false;
      }
      return values.some((value) => same(operand, value));
    }
    case 'filled': case 'empty': {
      const operand = valueOf(expr.operand, place);
      if (operand.kind === 'empty' && operand.missing !== undefined) return { missing: operand.missing };
      const empty = operand.kind === 'empty' || (operand.kind === 'number' && operand.now === null);
      return empty === (expr.kind === 'empty');
    }
    case 'within': return within(expr, place);
    case 'by': {
      const deadline = valueOf(expr.deadline, place); const date = valueOf(expr.date, place);
      if (deadline.kind !== 'date') return hanging(deadline);
      if (date.kind === 'empty' && date.missing) return hanging(date);
      const inLimit = (day: string): boolean => (expr.before ? day < deadline.value : day <= deadline.value);
      if (date.kind === 'date') return inLimit(date.value);
      return inLimit(place.question.asOf) ? 'open' : false;
    }
    default: return truth(valueOf(expr, place));
  }
}

const hanging = (value: Value): Atom => (value.kind === 'empty' && value.missing !== undefined ? { missing: value.missing } : 'unknown');
const truth = (value: Value): Atom => (value.kind === 'boolean' ? value.value : hanging(value));

function same(left: Value, right: Value): boolean {
  if (left.kind === 'list') return right.kind === 'text' && left.value.includes(right.value);
  return left.kind !== 'number' && left.kind !== 'empty' && left.kind === right.kind && left.value === right.value;
}

function compare(expr: Expr & { kind: 'compare' }, place: Place): Atom {
  const left = valueOf(expr.left, place); const right = valueOf(expr.right, place);
  for (const side of [left, right]) if (side.kind === 'empty') return hanging(side);
  if (left.kind === 'number' && right.kind === 'number') return compareNumbers(expr.op, left, right);
  if (left.kind === 'list') return same(left, right) === (expr.op === '=');
  if ((left.kind === 'date' || left.kind === 'text') && left.kind === right.kind) return holds(expr.op, left.value < right.value ? -1 : left.value > right.value ? 1 : 0);
  if (left.kind === 'boolean' && right.kind === 'boolean') return (left.value === right.value) === (expr.op === '=');
  throw new Error(`cannot compare ${left.kind} and ${right.kind}`);
}

function within(expr: Expr & { kind: 'within' }, place: Place): Atom {
  const from = valueOf(expr.from, place); const count = valueOf(expr.count, place); const date = valueOf(expr.date, place);
  if (from.kind !== 'date' || count.kind !== 'number' || count.now === null) return hanging(from.kind === 'date' ? count : from);
  if (date.kind === 'empty' && date.missing) return hanging(date);
  const n = count.now.valueOf();
  const day = date.kind === 'date' ? date.value : place.question.asOf;
  const due = addDays(from.value, expr.sameDay ? n - 1 : n);
  const timely = expr.unit === 'days' ? day <= due : inTime(place.question.calendar, day, n, from.value, expr.sameDay);
  if (typeof timely === 'object') return { missing: [timely.missing] };
  if (date.kind === 'date') return timely;
  return timely ? 'open' : false;
}

// ---------------------------------------------------------------- values

export function valueOf(expr: Expr, place: Place): Value {
  const { question } = place;
  switch (expr.kind) {
    case 'number': return known(new Fraction(expr.value).mul(scaleOf(expr.unit, question.program)));
    case 'text': case 'choiceValue': return { kind: 'text', value: expr.value };
    case 'boolean': return { kind: 'boolean', value: expr.value };
    case 'date': return { kind: 'date', value: expr.value };
    case 'yearDate': return { kind: 'date', value: `${question.year + expr.yearOffset}-${String(expr.month).padStart(2, '0')}-${String(expr.day).padStart(2, '0')}` };
    case 'stateDay': return { kind: 'date', value: stateDay(place) };
    case 'agencyField': return read(place, 'agencies', place.agency, expr.field);
    case 'field': {
      if (place.row) return follow(place, place.row.ledger, place.row.row, expr.path, expr.field);
      const key = place.unit?.keys?.find(({ by }) => by.kind === 'field' && by.field === expr.field && by.path.join('.') === expr.path.join('.'));
      if (!key) throw new Error(`the field ${expr.field} stands outside rows`);
      return key.value;
    }
    case 'parameter': return parameter(question.program.parameters[expr.name]!, place);
    case 'aggregate': return aggregate(expr, place);
    case 'arithmetic': {
      const left = valueOf(expr.left, place); const right = valueOf(expr.right, place);
      for (const side of [left, right]) if (side.kind !== 'number') return side.kind === 'empty' ? side : EMPTY;
      return arithmetic(expr.op, left as NumberValue, right as NumberValue) ?? EMPTY;
    }
    case 'convert': return valueOf(expr.operand, place);
    case 'else': {
      const operand = valueOf(expr.operand, place);
      return operand.kind === 'empty' && operand.missing === undefined ? valueOf(expr.fallback, place) : operand;
    }
    case 'rounded': {
      const operand = valueOf(expr.operand, place);
      return operand.kind === 'number' && operand.now !== null ? known(halfUp(operand.now, expr.digits)) : operand;
    }
    case 'daysBetween': {
      const from = valueOf(expr.from, place); const to = valueOf(expr.to, place);
      if (from.kind !== 'date' || to.kind !== 'date') return EMPTY;
      const count = expr.unit === 'days' ? wholeDays(from.value, to.value) : signedWorkdays(question.calendar, from.value, to.value);
      return typeof count === 'number' ? known(new Fraction(count)) : { kind: 'empty', missing: [count.missing] };
    }
    default: {
      const result = verdict(expr, place);
      if (typeof result === 'object') return { kind: 'empty', missing: [...result.missing] };
      return result === 'pending' ? EMPTY : { kind: 'boolean', value: result === 'holds' };
    }
  }
}

/** A field of a row, masked: a date later than the as-of day reads as empty unless it is planned. */
export function read(place: Place, ledgerName: string, row: Row, name: string): Value {
  const field = place.question.program.ledgers[ledgerName]!.fields.find((one) => one.name === name);
  const raw: Cell = cell(row, name);
  if (!field) return raw === null ? EMPTY : { kind: 'text', value: String(raw) }; // the implicit `agency`
  const inRow: Place = { ...place, row: { ledger: ledgerName, row } };
  if (field.computed) return valueOf(field.computed, inRow);
  if (raw === null) return field.otherwise ? valueOf(field.otherwise, inRow) : EMPTY;
  switch (field.type.kind) {
    case 'date': return !field.planned && String(raw) > place.question.asOf ? EMPTY : { kind: 'date', value: String(raw) };
    case 'boolean': return { kind: 'boolean', value: Boolean(raw) };
    case 'number': return known(new Fraction(String(raw)).mul(scaleOf(field.type.unit, place.question.program)));
    case 'choices': return { kind: 'list', value: raw as string[] };
    default: return { kind: 'text', value: String(raw) };
  }
}

function follow(place: Place, ledgerName: string, row: Row, path: string[], field: string): Value {
  const [step, ...rest] = path;
  if (step === undefined) return read(place, ledgerName, row, field);
  const declared = place.question.program.ledgers[ledgerName]!.fields.find((one) => one.name === step)!;
  const [next, target] = declared.lookup ? [declared.lookup.ledger, looked(place, declared.lookup, row)] : [declared.refersTo!.ledger, referred(place, declared.refersTo!, cell(row, step))];
  return target ? follow(place, next, target, rest, field) : EMPTY;
}

function referred(place: Place, to: { ledger: string; field: string }, key: Cell): Row | undefined {
  const ledger = place.question.program.ledgers[to.ledger]!;
  const rows = ledger.snapshot ? snapshotRows(place.question, ledger, place.code)
    : (place.question.world.rows[to.ledger] ?? []).filter((row) => row['agency'] === place.code && String(cell(row, ledger.datedBy!)) <= place.question.asOf);
  return key === null ? undefined : rows.find((row) => cell(row, to.field) === key);
}

/** A GB/T 2260 code holds for all codes below it: 610100 for 610102. */
const prefix = (code: string): string => code.replace(/(00)+$/, '');

/** In force on the state day, longest prefix of the agency's region, then the latest `from`. */
function looked(place: Place, lookup: { ledger: string; match: { field: string; by: 'value' | 'region' }[] }, row: Row): Row | undefined {
  const ledger = place.question.program.ledgers[lookup.ledger]!;
  const region = String(cell(place.agency, 'region') ?? '');
  const fits = (one: Row): boolean => lookup.match.every(({ field, by }) => {
    const wanted = cell(one, field);
    return wanted !== null && (by === 'region' ? region.startsWith(prefix(String(wanted))) : wanted === cell(row, field));
  });
  const regionField = lookup.match.find((one) => one.by === 'region')?.field;
  const length = (one: Row): number => (regionField ? prefix(String(cell(one, regionField))).length : 0);
  const since = (one: Row): string => String(cell(one, ledger.inForce?.from[0] ?? '') ?? '');
  return snapshotRows(place.question, ledger, place.code).filter((one) => inForce(ledger, one, stateDay(place)) && fits(one))
    .sort((one, other) => length(other) - length(one) || (since(one) < since(other) ? 1 : since(one) > since(other) ? -1 : 0))[0];
}

/** The first value whose `when` holds, among those valid on the row's date (else at year end) and nearest in region. */
function parameter(declared: Parameter, place: Place): Value {
  const ledger = place.row && place.question.program.ledgers[place.row.ledger];
  const own = ledger?.datedBy && place.row ? read(place, place.row.ledger, place.row.row, ledger.datedBy) : EMPTY;
  const day = own.kind === 'date' ? own.value : yearEnd(place.question.year);
  const region = String(cell(place.agency, 'region') ?? '');
  const nearness = (regions: string[] | undefined): number => (regions ? Math.max(-1, ...regions.map(prefix).filter((one) => region.startsWith(one)).map((one) => one.length)) : 0);
  const valid = declared.values.filter((one) => (!one.from || one.from <= day) && (!one.to || day <= one.to) && nearness(one.regions) >= 0);
  const nearest = Math.max(...valid.map((one) => nearness(one.regions)));
  const chosen = valid.filter((one) => nearness(one.regions) === nearest).find((one) => !one.when || verdict(one.when, place) === 'holds');
  return chosen ? valueOf(chosen.value, place) : EMPTY;
}

// ---------------------------------------------------------------- rows and aggregates

const ledgerOf = (place: Place, name: string): Ledger => place.question.program.ledgers[name]!;

/** The rows before `where`: of this agency, of the year (or bucket), not later than the as-of day, while the source holds. */
export function rowsOf(rows: Rows, place: Place): Row[] {
  const { question } = place; const ledger = ledgerOf(place, rows.ledger);
  if (ledger.snapshot) {
    const state = snapshotRows(question, ledger, place.code);
    return ledger.inForce && !rows.whole ? state.filter((row) => inForce(ledger, row, stateDay(place))) : state;
  }
  const from = place.unit?.from ?? yearStart(question.year); const to = place.unit?.to ?? yearEnd(question.year);
  return own(place, ledger).filter((row) => {
    const day = dayOf(place, ledger, row, rows.datedBy);
    if (day === 'by year') return Number(cell(row, ledger.datedBy!)) === question.year;
    return day !== null && day >= from && day <= to && known_(place, ledger, row) && whileValid(place, day);
  });
}

const own = (place: Place, ledger: Ledger): Row[] => (place.question.world.rows[ledger.name] ?? []).filter((row) => !ledger.hasAgency || row['agency'] === place.code);
const whileValid = (place: Place, day: string): boolean => (place.valid.from === null || day >= place.valid.from) && (place.valid.to === null || day <= place.valid.to);

/** The day that decides a row's year; 'by year' where the ledger is dated by the number of a year. */
function dayOf(place: Place, ledger: Ledger, row: Row, datedBy: string | undefined): string | null | 'by year' {
  const name = datedBy ?? ledger.datedBy!;
  if (ledger.fields.find((field) => field.name === name)?.type.kind === 'number') return 'by year';
  const day = read(place, ledger.name, row, name);
  return day.kind === 'date' ? day.value : null;
}
/** Rows dated later than the as-of day are not there, by whatever other date they are taken. */
function known_(place: Place, ledger: Ledger, row: Row): boolean {
  const day = dayOf(place, ledger, row, undefined);
  return day === 'by year' || (day !== null && day <= place.question.asOf);
}

/** Rows that refer to the row at hand: of the year for a register's row, all up to the as-of day for a dated one. */
function linked(node: Aggregate, place: Place): Row[] {
  const ledger = ledgerOf(place, node.rows.ledger); const here = place.row!;
  const to = ledger.fields.find((field) => field.name === node.link)!.refersTo!;
  const key = cell(here.row, to.field);
  const refers = (row: Row): boolean => { const value = cell(row, node.link!); return key !== null && (Array.isArray(value) ? value.includes(String(key)) : value === key); };
  if (ledgerOf(place, here.ledger).snapshot || ledger.snapshot) return rowsOf(node.rows, place).filter(refers);
  return own(place, ledger).filter((row) => {
    const day = dayOf(place, ledger, row, node.rows.datedBy);
    return refers(row) && day !== null && known_(place, ledger, row) && (day === 'by year' || whileValid(place, day));
  });
}

/** More rows may come: only to dated ledgers, and only before the period ends. */
export function isOpen(place: Place, ledger: string): boolean {
  return !ledgerOf(place, ledger).snapshot && place.question.asOf < (place.unit?.to ?? yearEnd(place.question.year));
}

export function aggregate(node: Aggregate, place: Place): Value {
  const ledger = ledgerOf(place, node.rows.ledger);
  const candidates = node.scope === 'row' ? linked(node, place)
    : node.scope === 'group' && place.unit?.rows ? place.unit.rows : rowsOf(node.rows, place);
  const sure: Row[] = []; const possible: Row[] = []; const missing: number[] = [];
  for (const row of candidates) {
    const selected: Verdict = node.rows.where ? verdict(node.rows.where, { ...place, row: { ledger: ledger.name, row } }) : 'holds';
    if (typeof selected === 'object') missing.push(...selected.missing);
    if (selected === 'holds') sure.push(row);
    if (selected !== 'fails') possible.push(row);
  }
  const open = isOpen(place, ledger.name);
  const values = (rows: Row[]): Value[] => rows.map((row) => valueOf(node.of!, { ...place, row: { ledger: ledger.name, row } }));
  for (const value of node.of ? values(sure) : []) if (value.kind === 'empty' && value.missing) missing.push(...value.missing);
  if (missing.length) return { kind: 'empty', missing };
  const growing = (now: Fraction, most: Fraction): NumberValue => ({ kind: 'number', now, low: now, high: open ? null : most });
  switch (node.fn) {
    case 'count': return growing(new Fraction(sure.length), new Fraction(possible.length));
    case 'exists': {
      if (sure.length > 0 || (!open && possible.length === 0)) return { kind: 'boolean', value: sure.length > 0 };
      throw new Error('`exists` over an open period is written as a comparison of a count');
    }
    case 'sum': return growing(total(numbers(values(sure))), total(numbers(values(possible))));
    case 'distinct': return growing(new Fraction(distinct(values(sure))), new Fraction(distinct(values(possible))));
    case 'last': return lastOf(node.of!, ledger, sure, place);
    case 'earliest': case 'latest': {
      const dates = values(sure).flatMap((value) => (value.kind === 'date' ? [value.value] : [])).sort();
      return dates.length ? { kind: 'date', value: node.fn === 'earliest' ? dates[0]! : dates.at(-1)! } : EMPTY;
    }
    default: return spread(node.fn, numbers(values(sure)), open || possible.length > sure.length);
  }
}

const numbers = (values: Value[]): Fraction[] => values.flatMap((value) => (value.kind === 'number' && value.now !== null ? [value.now] : []));
const total = (values: Fraction[]): Fraction => values.reduce((sum, value) => sum.add(value), new Fraction(0));
function distinct(values: Value[]): number {
  const keys = values.flatMap((value) => (value.kind === 'empty' ? [] : [value.kind === 'number' ? value.now!.toFraction() : String(value.value)]));
  return new Set(keys).size;
}

function spread(fn: 'avg' | 'min' | 'max' | 'median', values: Fraction[], moving: boolean): Value {
  const sorted = [...values].sort((one, other) => one.compare(other));
  if (sorted.length === 0) return moving ? { kind: 'number', now: null, low: null, high: null } : EMPTY;
  const middle = sorted.length >> 1;
  const now = fn === 'avg' ? total(sorted).div(sorted.length) : fn === 'min' ? sorted[0]! : fn === 'max' ? sorted.at(-1)!
    : sorted.length % 2 ? sorted[middle]! : sorted[middle - 1]!.add(sorted[middle]!).div(2);
  return moving ? { kind: 'number', now, low: fn === 'max' ? now : null, high: fn === 'min' ? now : null } : known(now);
}

/** The value on the row with the latest row date; ties: the greatest key. A state, taken on the as-of day. */
function lastOf(of: Expr, ledger: Ledger, rows: Row[], place: Place): Value {
  const order = (row: Row): string[] => [ledger.datedBy ? String(cell(row, ledger.datedBy)) : '', ...ledger.key.map((name) => String(cell(row, name) ?? ''))];
  const latest = rows.reduce<Row | null>((best, row) => (best === null || greater(order(row), order(best)) ? row : best), null);
  return latest ? valueOf(of, { ...place, row: { ledger: ledger.name, row: latest } }) : EMPTY;
}
function greater(one: string[], other: string[]): boolean {
  for (const [index, text] of one.entries()) if (text !== other[index]) return text > other[index]!;
  return false;
}
