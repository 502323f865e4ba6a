/**
 * Predicates, and the values they compare. An atom is true, false, unknown, open (a deadline or a period has not ended) or
 * hangs on a year without a calendar. Negation is pushed to the atoms; open atoms are then judged twice, as met and as missed.
 */
import Fraction from 'fraction.js';
import type { Expr, Parameter } from '../../dsl/program.ts';
import { inTime, addDays, signedWorkdays, wholeDays } from './days.ts';
import { EMPTY, arithmetic, compareNumbers, halfUp, holds, known, scaleOf, type NumberValue, type Value } from './numbers.ts';
import { aggregate } from './rows.ts';
import { cell, earlier, inForce, snapshotRows, yearEnd, type Cell, type Question, type Row } from './world.ts';

/** Where an expression stands. `row`: inside a condition on rows; `unit`: inside a condition on a group or bucket. */
export interface Place {
  question: Question; agency: Row; code: string;
  /** Days between which the indicator's source holds. */
  valid: { from: string | null; to: string | null };
  row?: { ledger: string; row: Row };
  unit?: { rows?: Row[]; from?: string; to?: string; keys?: { by: Expr; value: Value }[]; each?: { field: string; value: string } };
}
export const stateDay = (place: Place): string => earlier(yearEnd(place.question.year), place.question.asOf);

type Atom = boolean | 'unknown' | 'open' | { missing: number };
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
  if (typeof atom === 'object') { assumed.missing.add(atom.missing); return assumed.calendar; }
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
  const n = count.now.valueOf();
  const day = date.kind === 'date' ? date.value : place.question.asOf;
  const due = addDays(from.value, expr.sameDay ? n - 1 : n);
  const timely = expr.unit === 'days' ? day <= due : inTime(place.question.calendar, day, n, from.value, expr.sameDay);
  if (date.kind === 'date' || typeof timely === 'object') return timely;
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
      return typeof count === 'number' ? known(new Fraction(count)) : { kind: 'empty', missing: count.missing };
    }
    default: {
      const result = verdict(expr, place);
      if (typeof result === 'object') return { kind: 'empty', missing: Math.min(...result.missing) };
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

/** In force on the state day, longest prefix of the agency's region, then the latest `from`. */
function looked(place: Place, lookup: { ledger: string; match: { field: string; by: 'value' | 'region' }[] }, row: Row): Row | undefined {
  const ledger = place.question.program.ledgers[lookup.ledger]!;
  const region = String(cell(place.agency, 'region') ?? '');
  const fits = (one: Row): boolean => lookup.match.every(({ field, by }) => {
    const wanted = cell(one, field);
    return wanted !== null && (by === 'region' ? region.startsWith(String(wanted)) : wanted === cell(row, field));
  });
  const regionField = lookup.match.find((one) => one.by === 'region')?.field;
  const length = (one: Row): number => (regionField ? String(cell(one, regionField)).length : 0);
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
  const nearness = (regions: string[] | undefined): number => (regions ? Math.max(-1, ...regions.filter((one) => region.startsWith(one)).map((one) => one.length)) : 0);
  const valid = declared.values.filter((one) => (!one.from || one.from <= day) && (!one.to || day <= one.to) && nearness(one.regions) >= 0);
  const nearest = Math.max(...valid.map((one) => nearness(one.regions)));
  const chosen = valid.filter((one) => nearness(one.regions) === nearest).find((one) => !one.when || verdict(one.when, place) === 'holds');
  return chosen ? valueOf(chosen.value, place) : EMPTY;
}
