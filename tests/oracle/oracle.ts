/** Every agency of the roster × every indicator: the oracle's answer. */
import Fraction from 'fraction.js';
import type { BucketUnit, Expr, Indicator, Share, State, Target } from '../../dsl/program.ts';
import { read, rowsOf, valueOf, verdict, type Place, type Verdict } from './expressions.ts';
import { arithmetic, compareNumbers, holds, known, scaleOf, type NumberValue, type Value } from './numbers.ts';
import { cell, snapshotRows, yearEnd, yearStart, type Question, type Row } from './world.ts';

export interface Answer {
  agency: string; indicator: string; state: State; value: Fraction | boolean | string | null;
  numerator: Fraction | null; denominator: Fraction | null; pending: number; excluded: number; excludedBy: Record<string, number>;
  targetMet: boolean | null; principleMissed: boolean;
  /** Years whose calendar is missing; the engine names one of them. */
  missing: number[];
}
type Result = Omit<Answer, 'agency' | 'indicator'> & { number?: NumberValue };

const bare: Result = { state: 'not_applicable', value: null, numerator: null, denominator: null, pending: 0, excluded: 0, excludedBy: {}, targetMet: null, principleMissed: false, missing: [] };
const stateOnly = (state: State): Result => ({ ...bare, state });
const failed = (years: Iterable<number>): Result => ({ ...bare, state: 'error', missing: [...years] });

/** The agencies active on any day of the year, in the latest hand-in for a year ≤ it. */
export function roster(question: Question): Row[] {
  return snapshotRows(question, question.program.ledgers['agencies']!, '').filter((row) => {
    const from = cell(row, 'active_from'); const to = cell(row, 'active_to');
    return (from === null || from <= yearEnd(question.year)) && (to === null || to >= yearStart(question.year));
  });
}

export function answers(question: Question): Answer[] {
  return Object.values(question.program.indicators).flatMap((indicator) => roster(question).map((agency) => {
    const { number: _, ...result } = resultOf(indicator, question, agency);
    return { agency: String(agency['code']), indicator: indicator.name, ...result };
  }));
}

function resultOf(indicator: Indicator, question: Question, agency: Row): Result {
  const source = indicator.sources[0];
  const place: Place = { question, agency, code: String(agency['code']), valid: { from: source?.from ?? null, to: source?.to ?? null } };
  if ((source?.from !== undefined && source.from > yearEnd(question.year)) || (source?.to !== undefined && source.to < yearStart(question.year))) return stateOnly('not_applicable');
  if (indicator.appliesTo && verdict(indicator.appliesTo, place) !== 'holds') return stateOnly('not_applicable');
  if (indicator.reads.some((ledger) => !isReported(place, ledger))) return stateOnly('not_reported');
  const result = targeted(indicator, indicator.value.type.kind === 'boolean' ? condition(indicator.value, place) : figure(indicator.value, place), place);
  return result.number ? { ...result, value: result.number.now!.div(unitScale(indicator.value, place)) } : result;
}

function isReported(place: Place, ledger: string): boolean {
  const { year, world, program } = place.question;
  return world.reported.some((one) => one.ledger === ledger && one.agency === place.code && (program.ledgers[ledger]!.snapshot ? one.year <= year : one.year === year));
}

function condition(expr: Expr, place: Place): Result {
  const result = verdict(expr, place);
  if (typeof result === 'object') return failed(result.missing);
  return result === 'pending' ? stateOnly('pending') : { ...bare, state: 'value', value: result === 'holds' };
}

/** A number (or date) at agency level. */
function figure(expr: Expr, place: Place): Result {
  if (expr.kind === 'share') return share(expr, place);
  if (expr.kind === 'indicator' && expr.yearOffset === 0) return resultOf(place.question.program.indicators[expr.name]!, place.question, place.agency);
  if (expr.kind === 'convert') return figure(expr.operand, place);
  if (expr.kind === 'arithmetic') {
    const sides = [figure(expr.left, place), figure(expr.right, place)] as const;
    const none = sides.find((side) => side.state === 'error') ?? sides.find((side) => side.state !== 'value');
    if (none) return none.state === 'error' ? none : stateOnly(none.state);
    const [left, right] = sides.map((side) => side.number ?? known(side.value as Fraction)) as [NumberValue, NumberValue];
    if (expr.op === '/' && right.now!.equals(0)) return stateOnly('not_applicable');
    const value = arithmetic(expr.op, left, right);
    if (value === null) return stateOnly('not_applicable');
    if (expr.op !== '/' || expr.left.kind !== 'aggregate' || expr.right.kind !== 'aggregate') return valued(value);
    const [numerator, denominator] = [left.now!.div(unitScale(expr.left, place)), right.now!.div(unitScale(expr.right, place))];
    return valued(known(numerator.div(denominator)), { numerator, denominator });
  }
  const value = valueOf(expr, place);
  return fromValue(value);
}

/** Figures are given in the unit of their expression; shares as plain fractions. */
function unitScale(expr: Expr, place: Place): Fraction {
  const unit = expr.type.kind === 'number' ? expr.type.unit : '1';
  return unit === '%' || unit === 'percentage_points' ? new Fraction(1) : scaleOf(unit, place.question.program);
}

function fromValue(value: Value): Result {
  if (value.kind === 'empty') return value.missing === undefined ? stateOnly('not_applicable') : failed(value.missing);
  if (value.kind === 'number') return value.now === null ? stateOnly('not_applicable') : valued(value);
  return { ...bare, state: 'value', value: value.kind === 'list' ? value.value.join() : value.value };
}
const valued = (number: NumberValue, more: Partial<Result> = {}): Result => ({ ...bare, state: 'value', value: number.now, number, ...more });

// ---------------------------------------------------------------- shares

type Count = { verdict: Verdict } | { excluded: string } | { absent: true };

function share(node: Share, place: Place): Result {
  const counts = unitsOf(node, place).map((unit) => judgeUnit(node, unit));
  const missing = counts.flatMap((count) => ('verdict' in count && typeof count.verdict === 'object' ? [...count.verdict.missing] : []));
  if (missing.length) return failed(missing);
  const number = (wanted: Verdict): number => counts.filter((count) => 'verdict' in count && count.verdict === wanted).length;
  const excludedBy: Record<string, number> = {};
  for (const count of counts) if ('excluded' in count) excludedBy[count.excluded] = (excludedBy[count.excluded] ?? 0) + 1;
  const excluded = Object.values(excludedBy).reduce((sum, one) => sum + one, 0);
  const [top, bottom, pending] = [number('holds'), number('holds') + number('fails'), number('pending')];
  const rest = { pending, excluded, excludedBy, numerator: new Fraction(top), denominator: new Fraction(bottom) };
  if (bottom === 0) return { ...bare, ...rest, state: pending > 0 ? 'pending' : 'not_applicable' };
  return valued(known(new Fraction(top, bottom)), rest);
}

/** A unit: where it stands, and the condition that makes it one (rows only). */
interface Unit { place: Place; where?: Expr }

function judgeUnit(node: Share, unit: Unit): Count {
  const among: Verdict = unit.where ? verdict(unit.where, unit.place) : 'holds';
  if (typeof among === 'object') return { verdict: among };
  if (among === 'fails') return { absent: true };
  let open = among === 'pending';
  for (const { condition: exclusion, reason } of node.excluding) {
    const result = verdict(exclusion, unit.place);
    if (typeof result === 'object') return { verdict: result };
    if (result === 'holds' && !open) return { excluded: reason };
    if (result === 'pending') open = true;
  }
  // a row that cannot be judged is an error even where it is still open whether it counts
  const result = verdict(node.with, unit.place);
  return { verdict: open && typeof result !== 'object' ? 'pending' : result };
}

function unitsOf(node: Share, place: Place): Unit[] {
  const { over } = node;
  switch (over.kind) {
    case 'rows': return rowsOf(over.rows, place).map((row) => ({ place: { ...place, row: { ledger: over.rows.ledger, row } }, ...(over.rows.where ? { where: over.rows.where } : {}) }));
    case 'groups': return groups(over.rows.ledger, rowsOf(over.rows, place), over.rows.where, over.by, place);
    case 'buckets': return buckets(over.unit, place);
    case 'each': {
      const rows = rowsOf({ ledger: over.ledger }, place);
      return over.values.map((value) => ({ place: { ...place, unit: { rows: rows.filter((row) => { const own = read(place, over.ledger, row, over.field); return own.kind === 'list' ? own.value.includes(value) : own.kind === 'text' && own.value === value; }) } } }));
    }
  }
}

/** Rows with an empty key are in no group. */
function groups(ledger: string, rows: Row[], where: Expr | undefined, by: Expr[], place: Place): Unit[] {
  const found = new Map<string, { rows: Row[]; keys: { by: Expr; value: Value }[] }>(); const unknown: Unit[] = [];
  for (const row of rows) {
    const here: Place = { ...place, row: { ledger, row } };
    const keys = by.map((expr) => ({ by: expr, value: valueOf(expr, here) }));
    if (keys.some(({ value }) => value.kind === 'empty')) continue;
    const among = where ? verdict(where, here) : 'holds';
    // a row of which it cannot be said whether it belongs to a group is an error of its own
    if (typeof among === 'object') { unknown.push({ place: here, where: where! }); continue; }
    if (among !== 'holds') continue;
    const name = JSON.stringify(keys.map(({ value }) => (value.kind === 'number' ? value.now!.toFraction() : value)));
    const group = found.get(name) ?? { rows: [], keys };
    group.rows.push(row);
    found.set(name, group);
  }
  return [...unknown, ...[...found.values()].map((group) => ({ place: { ...place, unit: group } }))];
}

/** Quarters or months of the year on some day of which the source holds. */
function buckets(unit: BucketUnit, place: Place): Unit[] {
  const { year } = place.question; const months = unit === 'quarter' ? 3 : 1;
  const units: Unit[] = [];
  for (let month = 1; month <= 12; month += months) {
    const from = `${year}-${String(month).padStart(2, '0')}-01`;
    const to = new Date(Date.UTC(year, month + months - 1, 0)).toISOString().slice(0, 10);
    if ((place.valid.from !== null && to < place.valid.from) || (place.valid.to !== null && from > place.valid.to)) continue;
    units.push({ place: { ...place, unit: { from, to } } });
  }
  return units;
}

// ---------------------------------------------------------------- targets

/** Tested on the exact value. While the year is open, a bound kept only so far leaves the target undecided, one still to be met is pending. */
function targeted(indicator: Indicator, result: Result, place: Place): Result {
  if (result.state !== 'value') return result;
  const target = indicator.targets.find((one) => !one.when || verdict(one.when, place) === 'holds');
  if (!target) return result;
  const bound = valueOf(target.value, place);
  if (typeof result.value === 'boolean') return judged(result, target, bound.kind === 'boolean' && bound.value === result.value);
  if (bound.kind !== 'number') return result;
  const met = compareNumbers(target.op, result.number ?? known(result.value as Fraction), bound);
  if (met !== 'open') return judged(result, target, met);
  const now = result.number?.now;
  return now && bound.now && holds(target.op, now.compare(bound.now)) ? result : { ...bare, state: 'pending' };
}
const judged = (result: Result, target: Target, met: boolean): Result => ({ ...result, targetMet: met, principleMissed: target.principle && !met });
