/** Every agency of the roster × every indicator: the oracle's answer. */
import Fraction from 'fraction.js';
import type { BucketUnit, Distribution, Expr, Indicator, Program, Share, State, Target } from '../../dsl/program.ts';
import { at, needs, nodes, read, valueOf, verdict, type Place } from './expressions.ts';
import { aggregate, isOpen, rowsOf, silent } from './rows.ts';
import { ENDLESS, boolean, compared, dayOf, holdsNow, known, text, unitScale, type Value, type Verdict } from './values.ts';
import { isReported, roster, yearEnd, yearStart, type Question, type Row } from './world.ts';

/** A figure in the making. `value` only in the state `value`; numbers in base units. */
export interface Result {
  state: State; value: Exclude<Value, { kind: 'none' }> | null;
  numerator: Fraction | null; denominator: Fraction | null; pending: number; excluded: number; excludedBy: Record<string, number>; parts: [string, number][] | null;
  /** Years whose calendar is missing, parameters not chosen; the engine names one of them. */
  missing: (number | string)[];
  met?: { met: boolean; target: Target };
}
export interface Answer extends Omit<Result, 'value' | 'met'> {
  agency: string; indicator: string; value: Fraction | boolean | string | null; targetMet: boolean | null; principleMissed: boolean;
}
const bare: Result = { state: 'not_applicable', value: null, numerator: null, denominator: null, pending: 0, excluded: 0, excludedBy: {}, parts: null, missing: [] };
const stateOnly = (state: State, missing: (number | string)[] = []): Result => ({ ...bare, state, missing });

export function answers(question: Question): Answer[] {
  return Object.values(question.program.indicators).flatMap((indicator) => roster(question).map((row): Answer => {
    const agency = String(row['code']); const { value, met, ...rest } = measured(indicator, question, agency);
    const shown = value && (value.kind === 'number' ? value.now.div(unitScale(indicator.value.type, question.program)) : value.kind === 'boolean' ? value.yes === true : textOf(value));
    return { agency, indicator: indicator.name, ...rest, value: shown, targetMet: met?.met ?? null, principleMissed: met !== undefined && met.target.principle && !met.met };
  }));
}
const textOf = (value: Exclude<Value, { kind: 'none' }>): string => ('now' in value ? (value.kind === 'date' ? dayOf(value) : value.now.toString()) : String(value.kind === 'boolean' ? value.yes : value.value));

export function placeOf(indicator: Indicator, question: Question, code: string): Place | undefined {
  const agency = roster(question).find((one) => one['code'] === code); const source = indicator.sources[0];
  return agency && { question, above: { aggregate, share: shareOf, indicator: measured }, agency, valid: { from: source?.from ?? '', to: source?.to ?? '9999' } };
}

/** An indicator as it stands, also where another refers to it. */
function measured(indicator: Indicator, question: Question, code: string): Result {
  const place = placeOf(indicator, question, code); const { value, targets, appliesTo, reads } = indicator;
  if (!place || place.valid.from > yearEnd(question.year) || place.valid.to < yearStart(question.year) || (appliesTo && verdict(appliesTo, place) !== 'holds')) return bare;
  if (reads.some((name) => !isReported(question, code, name, isOnlyToDate(value, name, question.program)))) return stateOnly('not_reported');
  // whatever needs a parameter not yet chosen is an error, also where no row would hang on it
  const unchosen = needs([value, targets], question);
  const figure = unchosen.length ? stateOnly('error', unchosen) : resultOf(value, place);
  return figure.state === 'value' ? targeted(indicator, figure, place) : figure;
}
/** Read only `toDate`, also by indicators referred to: a hand-in of any year up to the as-of day will do. */
function isOnlyToDate(value: Expr, ledger: string, program: Program): boolean {
  const read = (expr: Expr): boolean[] => [...nodes(expr, ({ kind }) => kind === 'lastYear')].flatMap((node) =>
    (node.kind === 'indicator' && node.yearOffset === 0 ? read(program.indicators[node.name!]!.value) : node.ledger === ledger && (!node.kind || node.kind === 'each') ? [node.toDate === true] : []));
  const all = read(value);
  return all.length > 0 && all.every(Boolean);
}

function resultOf(expr: Expr, place: Place): Result {
  if (expr.kind === 'share') return shareOf(expr, place);
  if (expr.kind === 'distribution') return distributionOf(expr, place);
  if (expr.kind === 'convert') return resultOf(expr.operand, place);
  if (expr.type.kind === 'boolean' && expr.kind !== 'lastYear') {
    const result = verdict(expr, place);
    return typeof result === 'object' ? stateOnly(result.state, result.missing) : result === 'pending' ? stateOnly('pending') : { ...bare, state: 'value', value: boolean(result === 'holds') as Result['value'] };
  }
  const value = valueOf(expr, place);
  if (value.kind === 'none' && !['not_applicable', 'empty', 'nothing yet'].includes(value.why)) return stateOnly(value.why === 'blank' ? 'not_reported' : value.why as State, value.missing);
  if ('vague' in value && value.vague) return stateOnly('not_reported');
  const result: Result = value.kind === 'none' ? bare : { ...bare, state: 'value', value };
  if (!isQuotient(expr)) return result;
  const [numerator, denominator] = [expr.left, expr.right].map((side) => { const part = valueOf(side, place); return 'now' in part ? part.now.div(unitScale(side.type, place.question.program)) : null; }) as [Fraction | null, Fraction | null];
  return numerator && denominator ? { ...result, numerator, denominator } : result;
}

// ---------------------------------------------------------------- shares and distributions

/** A unit: where it stands, and the condition that makes it one (rows only). */
interface Unit { place: Place; where?: Expr | undefined }

/** Null: not among them. Rows of groups of which nothing is known are told by the verdict. */
function judgeUnit(node: Share, { place, where }: Unit): { verdict: Verdict } | { excluded: string } | null {
  const among: Verdict = where ? verdict(where, place) : 'holds';
  if (among === 'fails') return null;
  if (typeof among === 'object') return { verdict: among };
  let open = among === 'pending';
  for (const { condition, reason } of node.excluding) {
    const result = verdict(condition, place);
    if (typeof result === 'object') return { verdict: result };
    if (result === 'holds' && !open) return { excluded: reason };
    if (result === 'pending') open = true;
  }
  // a unit that cannot be judged is an error even where it is still open whether it counts
  const result = verdict(node.with, place);
  return { verdict: open && typeof result !== 'object' ? 'pending' : result };
}

export function shareOf(node: Share, place: Place): Result {
  if (node.over.kind === 'rows' && silent(node.over.rows, place)) return stateOnly('not_reported');
  const judged = unitsOf(node, place).flatMap((unit) => judgeUnit(node, unit) ?? []);
  const missing = judged.filter((one) => 'verdict' in one && typeof one.verdict === 'object') as { verdict: { missing: string[] } }[];
  if (missing.length > 0) return stateOnly('error', missing.flatMap((one) => one.verdict.missing));
  const number = (wanted: Verdict): number => judged.filter((one) => 'verdict' in one && one.verdict === wanted).length;
  const [top, pending] = [number('holds'), number('pending')]; const bottom = top + number('fails');
  const reasons = judged.flatMap((one) => ('excluded' in one ? [one.excluded] : []));
  const rest = { ...bare, pending, excluded: reasons.length, excludedBy: Object.fromEntries(reasons.map((reason) => [reason, reasons.filter((one) => one === reason).length])), numerator: new Fraction(top), denominator: new Fraction(bottom) };
  if (bottom === 0) return { ...rest, state: pending > 0 ? 'pending' : 'not_applicable' };
  // whatever more rows come, or becomes of the pending
  const more = (node.over.kind === 'rows' || node.over.kind === 'groups') && isOpen(place, node.over.rows.ledger);
  const [low, high] = more ? [ENDLESS.neg(), ENDLESS] : [new Fraction(top, bottom + pending), new Fraction(top + pending, bottom + pending)];
  return { ...rest, state: 'value', value: { kind: 'number', now: new Fraction(top, bottom), low, high } };
}

function unitsOf({ over }: Share, place: Place): Unit[] {
  switch (over.kind) {
    case 'rows': return rowsOf(over.rows, place).map((row) => ({ place: at(place, over.rows.ledger, row), where: over.rows.where }));
    case 'groups': return groups(over, place);
    case 'buckets': return buckets(over.unit, place).map((unit) => ({ place: { ...place, unit } }));
    case 'each': {
      const by = { kind: 'field', ledger: over.ledger, field: over.field, path: [], type: { kind: 'text' } } as Expr; const rows = rowsOf({ ledger: over.ledger }, place);
      const valuesOf = (row: Row): string[] => { const own = read(at(place, over.ledger, row), over.ledger, row, over.field); return own.kind === 'list' || own.kind === 'text' ? [own.value].flat() : []; };
      return over.values.map((value) => ({ place: { ...place, unit: { rows: rows.filter((row) => valuesOf(row).includes(value)), keys: [{ by, value: text(value) }] } } }));
    }
  }
}

/** Rows with an empty key are in no group. Across agencies: the groups that hold a row of the agency at hand. */
function groups({ rows: { where, ...rows }, by }: Share['over'] & { kind: 'groups' }, place: Place): Unit[] {
  const found = new Map<string, { rows: Row[]; keys: { by: Expr; value: Value }[]; unknown: Unit[] }>();
  for (const row of rowsOf(rows, place)) {
    const here = at(place, rows.ledger, row); const among = where ? verdict(where, here) : 'holds';
    const keys = by.map((expr) => ({ by: expr, value: valueOf(expr, here) }));
    if (keys.some(({ value }) => value.kind === 'none') || among === 'fails' || among === 'pending') continue;
    const name = JSON.stringify(keys.map(({ value }) => ('now' in value ? value.now.toFraction() : value))); const group = found.get(name) ?? { rows: [], keys, unknown: [] };
    found.set(name, group);
    // a row of which it cannot be said whether it belongs to a group is an error of its own
    if (typeof among === 'object') group.unknown.push({ place: here, where });
    else group.rows.push(row);
  }
  const isMine = (row: Row): boolean => !rows.across || row['agency'] === place.agency['code'];
  return [...found.values()].flatMap(({ rows: members, keys, unknown }) =>
    (!members.some(isMine) ? unknown.filter((one) => isMine(one.place.row!.row)) : [...unknown, { place: { ...place, unit: { rows: members, keys } } }]));
}

/** Quarters or months of the year on some day of which the source holds. */
function buckets(unit: BucketUnit, { question: { year }, valid }: Place): { from: string; to: string }[] {
  const months = unit === 'quarter' ? 3 : 1; const day = (month: number, date: number): string => new Date(Date.UTC(year, month, date)).toISOString().slice(0, 10);
  return Array.from({ length: 12 / months }, (_, index) => ({ from: day(index * months, 1), to: day((index + 1) * months, 0) })).filter(({ from, to }) => to >= valid.from && from <= valid.to);
}

/** Rows by the value of `by`: choices in declared order, then others ascending; empty under '', last. */
function distributionOf({ rows, by }: Distribution, place: Place): Result {
  if (silent(rows, place)) return stateOnly('not_reported');
  const judged = rowsOf(rows, place).map((row) => at(place, rows.ledger, row)).map((here) => ({ here, among: rows.where ? verdict(rows.where, here) : 'holds' as Verdict }));
  const values = judged.flatMap(({ here, among }) => (among === 'holds' ? [valueOf(by, here)] : []));
  const missing = [...judged.map(({ among }) => among), ...values].flatMap((one) => (typeof one === 'object' && 'missing' in one ? one.missing ?? [] : []));
  if (missing.length) return stateOnly('error', missing);
  const names = values.map((value) => (value.kind === 'none' ? '' : value.kind === 'number' ? value.now.div(unitScale(by.type, place.question.program)).toString() : textOf(value))); const declared = by.type.kind === 'choice' ? by.type.choices : [];
  const place_ = (name: string): number => (name === '' ? Infinity : declared.includes(name) ? declared.indexOf(name) : declared.length);
  const order = [...new Set(names)].sort((one, other) => place_(one) - place_(other) || (one < other ? -1 : 1));
  const pending = judged.filter(({ among }) => among === 'pending').length;
  const rest = { ...bare, pending, denominator: new Fraction(names.length), parts: order.map((name): [string, number] => [name, names.filter((one) => one === name).length]) };
  return names.length > 0 ? { ...rest, state: 'value', value: known(new Fraction(names.length)) } : { ...rest, state: pending > 0 || isOpen(place, rows.ledger) ? 'pending' : 'not_applicable' };
}

// ---------------------------------------------------------------- targets

/**
 * Tested on the exact value. What more records may still make true is pending, what they may no longer change is decided, and a bound
 * kept so far leaves the target undecided: so it is with a figure that only grows or only falls. One that may go either way (a share,
 * a quotient, a mean) is told as things stand, with what is pending beside it.
 */
function targeted({ targets, value: expr }: Indicator, figure: Result, place: Place): Result {
  const target = targets.find((one) => !one.when || verdict(one.when, place) === 'holds');
  if (!target) return figure;
  const bound = valueOf(target.value, place); const value = figure.value!;
  if (value.kind === 'boolean' && bound.kind === 'boolean') return { ...figure, met: { met: (value.yes === bound.yes) === (target.op === '='), target } };
  if (!('now' in value) || !('now' in bound)) return figure;
  const isOneWay = !isRatio(expr) && [value.low, value.high].some((end) => end.equals(value.now)); const now = holdsNow(target.op, value, bound);
  const met = isOneWay ? compared(target.op, value, bound) : now;
  return typeof met === 'boolean' ? { ...figure, met: { met, target } } : now ? figure : stateOnly('pending');
}
const isRatio = (expr: Expr): boolean => expr.kind === 'share' || (expr.kind === 'convert' && isRatio(expr.operand)) || isQuotient(expr);
const isQuotient = (expr: Expr): expr is Expr & { kind: 'arithmetic' } => expr.kind === 'arithmetic' && expr.op === '/' && expr.left.kind === 'aggregate' && expr.right.kind === 'aggregate';
