/** Which rows an aggregate or a share is over, and what aggregates come to. */
import Fraction from 'fraction.js';
import type { Aggregate, Expr, Ledger, Rows } from '../../dsl/program.ts';
import { read, stateDay, valueOf, verdict, type Place, type Verdict } from './judge.ts';
import { EMPTY, known, type NumberValue, type Value } from './numbers.ts';
import { cell, inForce, snapshotRows, yearEnd, yearStart, type Row } from './world.ts';

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
  const sure: Row[] = []; const possible: Row[] = [];
  for (const row of candidates) {
    const selected: Verdict = node.rows.where ? verdict(node.rows.where, { ...place, row: { ledger: ledger.name, row } }) : 'holds';
    if (typeof selected === 'object') return { kind: 'empty', missing: Math.min(...selected.missing) };
    if (selected === 'holds') sure.push(row);
    if (selected !== 'fails') possible.push(row);
  }
  const open = isOpen(place, ledger.name);
  const values = (rows: Row[]): Value[] => rows.map((row) => valueOf(node.of!, { ...place, row: { ledger: ledger.name, row } }));
  const gone = node.of ? values(sure).find((value) => value.kind === 'empty' && value.missing !== undefined) : undefined;
  if (gone) return gone;
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
