/** Which rows an aggregate or a share is over, and what aggregates come to. */
import Fraction from 'fraction.js';
import type { Aggregate, Expr, Ledger, Program, Rows } from '../../dsl/program.ts';
import { along, askedOf, at, nodes, read, sumOf, valueOf, verdict, type Place } from './expressions.ts';
import { EMPTY, ENDLESS, dayOf, known, none, type Formula, type Ordered, type Value } from './values.ts';
import { cell, earlier, inForce, isReported, roster, snapshotRows, stateDay, yearEnd, yearStart, type Row } from './world.ts';

/** The rows before `where`: of the agency (or all of the roster), of the year or bucket, not later than the as-of day, while the source holds. */
export function rowsOf(rows: Rows, place: Place): Row[] {
  const { question: { program, world, year, asOf }, question, unit, valid } = place; const ledger = program.ledgers[rows.ledger]!;
  const agencies = rows.across ? roster(question).map((one) => String(one['code'])) : [String(place.agency['code'])];
  if (ledger.snapshot) {
    const state = (ledger.hasAgency ? agencies : ['']).flatMap((code) => snapshotRows(question, ledger, code));
    return rows.whole ? state : state.filter((row) => inForce(ledger, row, stateDay(question)));
  }
  const from = rows.toDate ? '' : unit?.from ?? yearStart(year); const to = rows.toDate ? '9999' : unit?.to ?? yearEnd(year);
  // rows dated later than the as-of day are not there, by whatever other date they are taken
  return (world.rows[ledger.name] ?? []).filter((row) => {
    const day = dateOn(place, ledger, row, rows.datedBy ?? ledger.datedBy!);
    if (ledger.hasAgency && !agencies.includes(String(row['agency']))) return false;
    if (typeof day === 'number') return rows.toDate ? day <= year : day === year;
    return day !== null && day >= from && day <= to && day >= valid.from && day <= valid.to && (dateOn(place, ledger, row, ledger.datedBy!) ?? '9999') <= asOf;
  });
}
/** The day by which a row is taken; the year, where the ledger is dated by the number of one. */
function dateOn(place: Place, { name, fields }: Ledger, row: Row, field: string): string | number | null {
  const day = read(at(place, name, row), name, row, field);
  return fields.find((one) => one.name === field)!.type.kind === 'number' ? Number(cell(row, field)) : day.kind === 'date' ? dayOf(day) : null;
}

/** Across agencies, where none of those asked has reported, there is no figure. */
export function silent(rows: Rows, place: Place): boolean {
  const asked = rows.across ? askedOf(rows.where, place) : [];
  return asked.length > 0 && !asked.some((one) => isReported(place.question, String(one['code']), rows.ledger, rows.toDate));
}

/** Rows that refer to the row at hand: of the year for a register's row, all up to the as-of day for a dated one. */
function linked({ rows, link }: Aggregate, place: Place): Row[] {
  const { ledgers } = place.question.program; const { row, ledger } = place.row!;
  const key = cell(row, ledgers[rows.ledger]!.fields.find((field) => field.name === link)!.refersTo!.field);
  const toDate = !ledgers[ledger]!.snapshot && !ledgers[rows.ledger]!.snapshot ? { toDate: true as const } : {};
  return rowsOf({ ...rows, ...toDate }, { ...place, agency: { ...place.agency, code: row['agency'] ?? place.agency['code']! } }).filter((one) => key !== null && [cell(one, link!)].flat().includes(key as string));
}

/** More rows may come: only to dated ledgers, and only before the period ends or the source ceases to hold. */
export function isOpen({ question: { program, asOf, year }, unit, valid }: Place, ledger: string): boolean {
  return !program.ledgers[ledger]!.snapshot && asOf < earlier(unit?.to ?? yearEnd(year), valid.to);
}

export function aggregate(node: Aggregate, place: Place): Value {
  const { program } = place.question; const ledger = program.ledgers[node.rows.ledger]!;
  if (node.scope === 'agency' && silent(node.rows, place)) return none('not_reported');
  const candidates = node.scope === 'row' ? linked(node, place) : node.scope === 'group' && place.unit?.rows ? place.unit.rows : rowsOf(node.rows, place);
  const chosen = candidates.map((row) => ({ here: at(place, ledger.name, row), row, selected: node.rows.where ? verdict(node.rows.where, at(place, ledger.name, row)) : 'holds' }));
  const [sure, possible] = (['holds', 'pending'] as const).map((wanted) => chosen.filter(({ selected }) => selected === wanted)) as [typeof chosen, typeof chosen];
  const [own, others] = [sure, possible].map((list) => (node.of ? list.map(({ here }) => valueOf(node.of!, here)) : [])) as [Value[], Value[]];
  const missing = [...chosen.map(({ selected }) => selected), ...own].flatMap((one) => (typeof one === 'object' && 'missing' in one && ('state' in one || one.why === 'error') ? one.missing ?? [] : []));
  if (missing.length) return none('error', missing);
  const open = isOpen(place, ledger.name); const moved = open || possible.length > 0;
  const between = (now: number, most: number): Ordered => ({ ...known(new Fraction(now)), high: open ? ENDLESS : new Fraction(most) });
  switch (node.fn) {
    case 'count': return between(sure.length, sure.length + possible.length);
    case 'distinct': return between(distinct(own), distinct([...own, ...others]));
    case 'exists': {
      const undecided: Formula = moved && sure.length === 0 && { doubt: 'open' };
      return { kind: 'boolean', yes: sure.length > 0 || undecided, no: sure.length === 0 && (undecided || true) };
    }
    case 'sum': {
      const now = sumOf(own); const [less, more] = [-1, 1].map((sign) => sumOf(others.filter((one) => 'now' in one && one.now.compare(0) === sign))) as [Fraction, Fraction];
      return { kind: 'number', now, low: open && isSigned(node.of!, program) ? ENDLESS.neg() : now.add(less), high: open ? ENDLESS : now.add(more) };
    }
    case 'last': return sure.length > 0 ? valueOf(node.of!, sure.reduce((best, one) => (isLater(ledger, one.row, best.row) ? one : best)).here) : EMPTY;
    default: {
      const [now, all] = [own, [...own, ...others]].map((list) => list.filter((one) => 'now' in one).sort((one, other) => one.now.compare(other.now))) as [Ordered[], Ordered[]];
      const may = open || all.length > now.length;
      return now.length > 0 ? spread(node.fn, now, all, open, may) : may ? none('nothing yet') : EMPTY;
    }
  }
}

const distinct = (values: Value[]): number => new Set(values.flatMap((value) => (value.kind === 'none' ? [] : [JSON.stringify('now' in value ? value.now.toFraction() : value)]))).size;

/** Extremes go one way, means and medians may go anywhere while rows may come or choices are open. Both lists ascending. */
function spread(fn: 'avg' | 'min' | 'max' | 'median' | 'earliest' | 'latest', now: Ordered[], all: Ordered[], open: boolean, may: boolean): Ordered {
  const { kind, now: least } = now[0]!; const most = now.at(-1)!.now; const [below, above] = now.length % 2 ? [now.length >> 1, now.length >> 1] : [now.length / 2 - 1, now.length / 2];
  if (fn === 'min' || fn === 'earliest') return { kind, now: least, low: open ? ENDLESS.neg() : all[0]!.now, high: least };
  if (fn === 'max' || fn === 'latest') return { kind, now: most, low: most, high: open ? ENDLESS : all.at(-1)!.now };
  const mean = fn === 'avg' ? sumOf(now).div(now.length) : now[below]!.now.add(now[above]!.now).div(2);
  return { kind: 'number', now: mean, low: may ? ENDLESS.neg() : mean, high: may ? ENDLESS : mean };
}

/** By the row date; ties: the greatest key. */
function isLater(ledger: Ledger, one: Row, other: Row): boolean {
  const field = [...(ledger.datedBy ? [ledger.datedBy] : []), ...ledger.key].find((name) => cell(one, name) !== cell(other, name));
  return field !== undefined && String(cell(one, field) ?? '') > String(cell(other, field) ?? '');
}

/** May be negative by its making: not what is counted, nor sums, products and quotients of that. */
function isSigned(expr: Expr, program: Program): boolean {
  return [...nodes(expr, ({ type }) => type?.kind === 'boolean')].some((node) => {
    const { computed } = (node.kind === 'field' && program.ledgers[along(node, program).at(-1)!]!.fields.find((one) => one.name === node.field)) || {};
    return node.kind === 'daysBetween' || (node.kind === 'arithmetic' && node.op === '-') || (node.kind === 'number' && node.value!.startsWith('-')) || (computed !== undefined && isSigned(computed, program));
  });
}
