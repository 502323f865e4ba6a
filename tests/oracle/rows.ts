/** Which rows an aggregate or a share is over, and what aggregates come to. */
import Fraction from 'fraction.js';
import type { Aggregate, Expr, Ledger, Program, Rows } from '../../dsl/program.ts';
import { askedOf, read, valueOf, verdict, type Place } from './expressions.ts';
import { EMPTY, dayText, known, none, type End, type Formula, type Ordered, type Value } from './values.ts';
import { cell, earlier, inForce, isReported, roster, snapshotRows, stateDay, yearEnd, yearStart, type Row } from './world.ts';

export const at = (place: Place, ledger: string, row: Row): Place => ({ ...place, row: { ledger, row } });

/** The rows before `where`: of the agency (or all of the roster), of the year or bucket, not later than the as-of day, while the source holds. */
export function rowsOf(rows: Rows, place: Place): Row[] {
  const { question } = place; const ledger = question.program.ledgers[rows.ledger]!;
  const agencies = rows.across ? roster(question).map((one) => String(one['code'])) : [String(place.agency['code'])];
  if (ledger.snapshot) {
    const state = (ledger.hasAgency ? agencies : ['']).flatMap((code) => snapshotRows(question, ledger, code));
    return ledger.inForce && !rows.whole ? state.filter((row) => inForce(ledger, row, stateDay(question))) : state;
  }
  const from = rows.toDate ? '' : place.unit?.from ?? yearStart(question.year); const to = rows.toDate ? '9999' : place.unit?.to ?? yearEnd(question.year);
  return (question.world.rows[ledger.name] ?? []).filter((row) => {
    if (ledger.hasAgency && !agencies.includes(String(row['agency']))) return false;
    const day = dayOf(place, ledger, row, rows.datedBy);
    if (day === 'by year') { const year = Number(cell(row, ledger.datedBy!)); return rows.toDate ? year <= question.year : year === question.year; }
    return day !== null && day >= from && day <= to && isThere(place, ledger, row) && day >= place.valid.from && day <= place.valid.to;
  });
}

/** Across agencies, where none of those asked has reported, there is no figure. */
export function silent(rows: Rows, place: Place): 'not_reported' | null {
  const asked = rows.across ? askedOf(rows.where, place) : [];
  return asked.length > 0 && !asked.some((one) => isReported(place.question, String(one['code']), rows.ledger, rows.toDate)) ? 'not_reported' : null;
}

/** The day that decides a row's year; 'by year' where the ledger is dated by the number of a year. */
function dayOf(place: Place, ledger: Ledger, row: Row, datedBy: string | undefined): string | null | 'by year' {
  const name = datedBy ?? ledger.datedBy!;
  if (ledger.fields.find((field) => field.name === name)?.type.kind === 'number') return 'by year';
  const day = read(at(place, ledger.name, row), ledger.name, row, name);
  return day.kind === 'date' ? dayText(day.now) : null;
}
/** Rows dated later than the as-of day are not there, by whatever other date they are taken. */
function isThere(place: Place, ledger: Ledger, row: Row): boolean {
  const day = dayOf(place, ledger, row, undefined);
  return day === 'by year' || (day !== null && day <= place.question.asOf);
}

/** Rows that refer to the row at hand: of the year for a register's row, all up to the as-of day for a dated one. */
function linked(node: Aggregate, place: Place): Row[] {
  const { program } = place.question; const ledger = program.ledgers[node.rows.ledger]!; const here = place.row!;
  const to = ledger.fields.find((field) => field.name === node.link)!.refersTo!;
  const key = cell(here.row, to.field);
  const own = here.row['agency'] === undefined ? place.agency : { code: here.row['agency'], _year: 0 };
  const toDate = !program.ledgers[here.ledger]!.snapshot && !ledger.snapshot;
  return rowsOf({ ...node.rows, ...(toDate ? { toDate } : {}) }, { ...place, agency: { ...place.agency, code: own['code']! } }).filter((row) => { const named = cell(row, node.link!); return key !== null && (Array.isArray(named) ? named.includes(String(key)) : named === key); });
}

/** More rows may come: only to dated ledgers, and only before the period ends or the source ceases to hold. */
export function isOpen(place: Place, ledger: string): boolean {
  return !place.question.program.ledgers[ledger]!.snapshot && place.question.asOf < earlier(place.unit?.to ?? yearEnd(place.question.year), place.valid.to);
}

export function aggregate(node: Aggregate, place: Place): Value {
  const { program } = place.question; const ledger = program.ledgers[node.rows.ledger]!; const why = node.scope === 'agency' && silent(node.rows, place);
  if (why) return none(why);
  const candidates = node.scope === 'row' ? linked(node, place) : node.scope === 'group' && place.unit?.rows ? place.unit.rows : rowsOf(node.rows, place);
  const sure: Row[] = []; const possible: Row[] = []; const missing: (number | string)[] = [];
  for (const row of candidates) {
    const selected = node.rows.where ? verdict(node.rows.where, at(place, ledger.name, row)) : 'holds';
    if (typeof selected === 'object') missing.push(...selected.missing);
    else if (selected !== 'fails') (selected === 'holds' ? sure : possible).push(row);
  }
  const valuesOf = (rows: Row[]): Value[] => (node.of ? rows.map((row) => valueOf(node.of!, at(place, ledger.name, row))) : []);
  const [own, others] = [valuesOf(sure), valuesOf(possible)];
  for (const value of own) if (value.kind === 'none' && value.why === 'error') missing.push(...value.missing ?? []);
  if (missing.length) return none('error', missing);
  const open = isOpen(place, ledger.name);
  const ordered = (values: Value[]): Ordered[] => values.filter((value) => 'now' in value);
  const growing = (now: number, most: number): Ordered => ({ ...known(new Fraction(now)), high: open ? Infinity : new Fraction(most) });
  switch (node.fn) {
    case 'count': return growing(sure.length, sure.length + possible.length);
    case 'distinct': return growing(distinct(own), distinct([...own, ...others]));
    case 'exists': {
      const undecided: Formula = open || possible.length > 0 ? { doubt: 'open' } : false;
      return { kind: 'boolean', yes: sure.length > 0 || undecided, no: sure.length > 0 ? false : undecided || true };
    }
    case 'sum': {
      const grows = neverNegative(node.of!, program); const [now, least, most] = [total(ordered(own)), total(ordered(others).filter((one) => one.now.lt(0))), total(ordered(others).filter((one) => one.now.gt(0)))];
      return { kind: 'number', now, low: open && !grows ? -Infinity : now.add(least), high: open ? Infinity : now.add(most) };
    }
    case 'last': return lastOf(node.of!, ledger, sure, place) ?? EMPTY;
    default: return spread(node.fn, ordered(own), ordered(others), open) ?? (open || ordered(others).length > 0 ? none('nothing yet') : EMPTY);
  }
}

const total = (values: Ordered[]): Fraction => values.reduce((sum, value) => sum.add(value.now), new Fraction(0));
function distinct(values: Value[]): number {
  return new Set(values.flatMap((value) => (value.kind === 'none' ? [] : [JSON.stringify('now' in value ? value.now.toFraction() : value)]))).size;
}

/** Extremes, means and medians; undefined over nothing. A mean or median may go anywhere while rows may come or choices are open. */
function spread(fn: 'avg' | 'min' | 'max' | 'median' | 'earliest' | 'latest', values: Ordered[], others: Ordered[], open: boolean): Ordered | undefined {
  const ascending = (list: Ordered[]): Fraction[] => list.map((value) => value.now).sort((one, other) => one.compare(other));
  const sorted = ascending(values); const all = ascending([...values, ...others]); const middle = sorted.length >> 1;
  if (sorted.length === 0) return undefined;
  const unmoved = !open && others.length === 0;
  const moving = (now: Fraction): Ordered => ({ kind: 'number', now, low: unmoved ? now : -Infinity, high: unmoved ? now : Infinity });
  const bounded = (kind: Ordered['kind'], now: Fraction, low: End, high: End): Ordered => ({ kind, now, low, high });
  switch (fn) {
    case 'avg': return moving(total(values).div(sorted.length));
    case 'median': return moving(sorted.length % 2 ? sorted[middle]! : sorted[middle - 1]!.add(sorted[middle]!).div(2));
    case 'min': case 'earliest': return bounded(values[0]!.kind, sorted[0]!, open ? -Infinity : all[0]!, sorted[0]!);
    case 'max': case 'latest': return bounded(values[0]!.kind, sorted.at(-1)!, sorted.at(-1)!, open ? Infinity : all.at(-1)!);
  }
}

/** The value on the row with the latest row date; ties: the greatest key. A state, taken on the state day. */
function lastOf(of: Expr, ledger: Ledger, rows: Row[], place: Place): Value | undefined {
  const order = (row: Row): string[] => [ledger.datedBy ? String(cell(row, ledger.datedBy)) : '', ...ledger.key.map((name) => String(cell(row, name) ?? ''))];
  const later = (one: string[], other: string[]): boolean => { const index = one.findIndex((text, at) => text !== other[at]); return index >= 0 && one[index]! > other[index]!; };
  const latest = rows.reduce<Row | undefined>((best, row) => (best === undefined || later(order(row), order(best)) ? row : best), undefined);
  return latest && valueOf(of, at(place, ledger.name, latest));
}

/** By its making: what is counted, and sums and products of it. */
function neverNegative(expr: Expr, program: Program): boolean {
  switch (expr.kind) {
    case 'number': return !expr.value.startsWith('-');
    case 'field': {
      const end = expr.path.reduce((ledger, step) => { const field = program.ledgers[ledger]!.fields.find((one) => one.name === step)!; return field.lookup?.ledger ?? field.refersTo!.ledger; }, expr.ledger);
      const declared = program.ledgers[end]!.fields.find((one) => one.name === expr.field);
      return !declared?.computed || neverNegative(declared.computed, program);
    }
    case 'parameter': return program.parameters[expr.name]!.values.every((one) => neverNegative(one.value, program));
    case 'aggregate': return expr.fn === 'count' || expr.fn === 'distinct' || (expr.of !== undefined && neverNegative(expr.of, program));
    case 'arithmetic': return expr.op !== '-' && neverNegative(expr.left, program) && neverNegative(expr.right, program);
    case 'convert': case 'rounded': return neverNegative(expr.operand, program);
    case 'else': return neverNegative(expr.operand, program) && neverNegative(expr.fallback, program);
    default: return false;
  }
}
