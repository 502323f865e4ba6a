/** Every agency of the roster × every indicator: the oracle's answer. */
import Fraction from 'fraction.js';
import type { BucketUnit, Distribution, Expr, Indicator, Program, Rows, Share, State, Target } from '../../dsl/program.ts';
import { needs, read, valueOf, verdict, type Place } from './expressions.ts';
import { aggregate, at, isOpen, rowsOf, silent } from './rows.ts';
import { boolean, compared, dayText, holdsNow, known, unitScale, type Value, type Verdict } from './values.ts';
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
  return Object.values(question.program.indicators).flatMap((indicator) => roster(question).map((agency) => answer(indicator, question, String(agency['code']))));
}

function answer(indicator: Indicator, question: Question, code: string): Answer {
  const { value, met, ...rest } = measured(indicator, question, code);
  return {
    agency: code, indicator: indicator.name, ...rest, value: value && (value.kind === 'number' ? value.now.div(unitScale(indicator.value.type, question.program)) : value.kind === 'boolean' ? value.yes === true : textOf(value)),
    targetMet: met?.met ?? null, principleMissed: met !== undefined && met.target.principle && !met.met,
  };
}
function textOf(value: Exclude<Value, { kind: 'none' }>): string {
  if ('now' in value) return value.kind === 'date' ? dayText(value.now) : value.now.toString();
  return value.kind === 'boolean' ? String(value.yes) : String(value.value);
}

function placeOf(indicator: Indicator, question: Question, code: string): Place | undefined {
  const agency = roster(question).find((one) => one['code'] === code); const source = indicator.sources[0];
  return agency && { question, above: { aggregate, share: shareOf, indicator: measured }, agency, valid: { from: source?.from ?? '', to: source?.to ?? '9999' } };
}

/** An indicator as it stands, also where another refers to it. */
function measured(indicator: Indicator, question: Question, code: string): Result {
  const figure = figureOf(indicator, question, code);
  return figure.state === 'value' ? targeted(indicator, figure, placeOf(indicator, question, code)!) : figure;
}

/** The value of an indicator, before its targets. */
function figureOf(indicator: Indicator, question: Question, code: string): Result {
  const place = placeOf(indicator, question, code);
  if (!place || !applies(indicator, place)) return stateOnly('not_applicable');
  if (indicator.reads.some((name) => !isReported(question, code, name, onlyToDate(indicator.value, name, question.program)))) return stateOnly('not_reported');
  // whatever needs a parameter not yet chosen is an error, also where no row would hang on it
  const unchosen = needs([indicator.value, indicator.targets], question);
  return unchosen.length ? stateOnly('error', unchosen) : resultOf(indicator.value, place);
}
const applies = (indicator: Indicator, place: Place): boolean => place.valid.from <= yearEnd(place.question.year) && place.valid.to >= yearStart(place.question.year)
  && (!indicator.appliesTo || verdict(indicator.appliesTo, place) === 'holds');
/** Read only `toDate`, also by indicators referred to: a hand-in of any year up to the as-of day will do. */
function onlyToDate(value: Expr, ledger: string, { indicators }: Program): boolean {
  const kinds = new Set<boolean>();
  const visit = (part: unknown): void => {
    if (!part || typeof part !== 'object') return;
    const expr = part as Record<string, unknown>;
    if (expr['ledger'] === ledger && (expr['kind'] === undefined || expr['kind'] === 'each')) kinds.add(expr['toDate'] === true);
    if (expr['kind'] === 'indicator' && expr['yearOffset'] === 0) visit(indicators[String(expr['name'])]!.value);
    if (expr['kind'] !== 'lastYear') Object.values(expr).forEach(visit);
  };
  visit(value);
  return kinds.has(true) && !kinds.has(false);
}

function resultOf(expr: Expr, place: Place): Result {
  if (expr.kind === 'share') return shareOf(expr, place);
  if (expr.kind === 'distribution') return distributionOf(expr, place);
  if (expr.kind === 'convert') return resultOf(expr.operand, place);
  if (expr.type.kind === 'boolean' && expr.kind !== 'lastYear') {
    const result = verdict(expr, place);
    if (typeof result === 'object') return stateOnly(result.state, result.missing);
    return result === 'pending' ? stateOnly('pending') : { ...bare, state: 'value', value: boolean(result === 'holds') as Result['value'] };
  }
  const result = fromValue(valueOf(expr, place));
  if (!isQuotient(expr) || (result.state !== 'value' && result.state !== 'not_applicable')) return result;
  const [top, bottom] = [valueOf(expr.left, place), valueOf(expr.right, place)];
  return 'now' in top && 'now' in bottom ? { ...result, numerator: top.now.div(unitScale(expr.left.type, place.question.program)), denominator: bottom.now.div(unitScale(expr.right.type, place.question.program)) } : result;
}

function fromValue(value: Value): Result {
  if (value.kind === 'none') return stateOnly(value.why === 'blank' ? 'not_reported' : value.why === 'empty' || value.why === 'nothing yet' ? 'not_applicable' : value.why, value.missing);
  if ('vague' in value && value.vague) return stateOnly('not_reported');
  return { ...bare, state: 'value', value };
}

/** The rows of a card with `subject`, each with what an expression is worth on it. */
export type CardRow = { onRow: (expr: Expr) => Fraction | boolean | null | State } | 'pending' | 'error';
export function cardRows(indicator: Indicator, subject: Rows, question: Question, code: string): { open: boolean; rows: CardRow[] } {
  const place = placeOf(indicator, question, code)!;
  return { open: isOpen(place, subject.ledger), rows: rowsOf(subject, place).flatMap((row): CardRow[] => {
    const here = at(place, subject.ledger, row); const among: Verdict = subject.where ? verdict(subject.where, here) : 'holds';
    if (among === 'fails') return [];
    if (typeof among === 'object') return ['error'];
    if (among === 'pending') return ['pending'];
    return [{ onRow: (expr: Expr): Fraction | boolean | null | State => {
      if (expr.type.kind !== 'boolean') { const value = valueOf(expr, here); return 'now' in value ? value.now : value.kind === 'none' && value.why === 'error' ? 'error' : null; }
      const result = verdict(expr, here);
      return typeof result === 'object' ? result.state : result === 'pending' ? 'pending' : result === 'holds';
    } }];
  }) };
}

// ---------------------------------------------------------------- shares and distributions

/** A unit: where it stands, and the condition that makes it one (rows only). */
interface Unit { place: Place; where?: Expr | undefined }
type Judged = { verdict: Verdict } | { excluded: string } | null;

/** Rows of groups of which nothing is known are told by the verdict. */
function judgeUnit(node: Share, { place, where }: Unit): Judged {
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
  // a row that cannot be judged is an error even where it is still open whether it counts
  const result = verdict(node.with, place);
  return { verdict: open && typeof result !== 'object' ? 'pending' : result };
}

export function shareOf(node: Share, place: Place): Result {
  const why = node.over.kind === 'rows' && silent(node.over.rows, place);
  if (why) return stateOnly(why);
  const judged = unitsOf(node, place).map((unit) => judgeUnit(node, unit));
  const verdicts = judged.flatMap((one) => (one && 'verdict' in one ? [one.verdict] : []));
  const missing = verdicts.flatMap((one) => (typeof one === 'object' ? one.missing : []));
  if (verdicts.some((one) => typeof one === 'object')) return stateOnly('error', missing);
  const excludedBy: Record<string, number> = {};
  for (const one of judged) if (one && 'excluded' in one) excludedBy[one.excluded] = (excludedBy[one.excluded] ?? 0) + 1;
  const number = (wanted: Verdict): number => verdicts.filter((one) => one === wanted).length;
  const [top, bottom, pending] = [number('holds'), number('holds') + number('fails'), number('pending')];
  const rest = { ...bare, pending, excluded: judged.filter((one) => one && 'excluded' in one).length, excludedBy, numerator: new Fraction(top), denominator: new Fraction(bottom) };
  if (bottom === 0) return { ...rest, state: pending > 0 ? 'pending' : 'not_applicable' };
  // whatever more rows come, or becomes of the pending
  const more = (node.over.kind === 'rows' || node.over.kind === 'groups') && isOpen(place, node.over.rows.ledger);
  const [low, high] = more ? [-Infinity, Infinity] : [new Fraction(top, bottom + pending), new Fraction(top + pending, bottom + pending)];
  return { ...rest, state: 'value', value: { kind: 'number', now: new Fraction(top, bottom), low, high } };
}

function unitsOf(node: Share, place: Place): Unit[] {
  const { over } = node;
  switch (over.kind) {
    case 'rows': return rowsOf(over.rows, place).map((row) => ({ place: at(place, over.rows.ledger, row), where: over.rows.where }));
    case 'groups': return groups(over, place);
    case 'buckets': return buckets(over.unit, place).map((unit) => ({ place: { ...place, unit } }));
    case 'each': {
      const by = { kind: 'field', ledger: over.ledger, field: over.field, path: [], type: { kind: 'text' } } as Expr;
      const has = (row: Row, value: string): boolean => { const own = read(at(place, over.ledger, row), over.ledger, row, over.field); return own.kind === 'list' ? own.value.includes(value) : own.kind === 'text' && own.value === value; };
      const rows = rowsOf({ ledger: over.ledger }, place);
      return over.values.map((value) => ({ place: { ...place, unit: { rows: rows.filter((row) => has(row, value)), keys: [{ by, value: { kind: 'text', value } }] } } }));
    }
  }
}

/** Rows with an empty key are in no group. Across agencies: the groups that hold a row of the agency at hand. */
function groups({ rows: { where, ...rows }, by }: Share['over'] & { kind: 'groups' }, place: Place): Unit[] {
  const found = new Map<string, { rows: Row[]; keys: { by: Expr; value: Value }[]; unknown: Unit[] }>();
  for (const row of rowsOf(rows, place)) {
    const here = at(place, rows.ledger, row);
    const keys = by.map((expr) => ({ by: expr, value: valueOf(expr, here) }));
    if (keys.some(({ value }) => value.kind === 'none')) continue;
    const among = where ? verdict(where, here) : 'holds';
    if (among === 'fails' || among === 'pending') continue;
    const name = JSON.stringify(keys.map(({ value }) => ('now' in value ? value.now.toFraction() : value)));
    const group = found.get(name) ?? { rows: [], keys, unknown: [] };
    found.set(name, group);
    // a row of which it cannot be said whether it belongs to a group is an error of its own
    if (typeof among === 'object') group.unknown.push({ place: here, where });
    else group.rows.push(row);
  }
  const mine = (row: Row): boolean => !rows.across || row['agency'] === place.agency['code'];
  return [...found.values()].flatMap(({ rows: members, keys, unknown }) =>
    (!members.some(mine) ? unknown.filter((one) => mine(one.place.row!.row)) : [...unknown, { place: { ...place, unit: { rows: members, keys } } }]));
}

/** Quarters or months of the year on some day of which the source holds. */
function buckets(unit: BucketUnit, place: Place): { from: string; to: string }[] {
  const { year } = place.question; const months = unit === 'quarter' ? 3 : 1;
  return Array.from({ length: 12 / months }, (_, index) => ({
    from: `${year}-${String(index * months + 1).padStart(2, '0')}-01`, to: new Date(Date.UTC(year, (index + 1) * months, 0)).toISOString().slice(0, 10),
  })).filter(({ from, to }) => to >= place.valid.from && from <= place.valid.to);
}

/** Rows by the value of `by`: choices in declared order, then others ascending; empty under '', last. */
function distributionOf(node: Distribution, place: Place): Result {
  const why = silent(node.rows, place);
  if (why) return stateOnly(why);
  const counts = new Map<string, number>(); let pending = 0; const missing: (number | string)[] = [];
  for (const row of rowsOf(node.rows, place)) {
    const here = at(place, node.rows.ledger, row);
    const among: Verdict = node.rows.where ? verdict(node.rows.where, here) : 'holds';
    if (typeof among === 'object') missing.push(...among.missing);
    if (among === 'pending') pending += 1;
    if (among !== 'holds') continue;
    const value = valueOf(node.by, here);
    if (value.kind === 'none' && value.why === 'error') missing.push(...value.missing ?? []);
    const name = value.kind === 'none' ? '' : value.kind === 'number' ? value.now.div(unitScale(node.by.type, place.question.program)).toString() : textOf(value);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  if (missing.length) return stateOnly('error', missing);
  const declared = node.by.type.kind === 'choice' ? node.by.type.choices : [];
  const others = [...counts.keys()].filter((name) => name !== '' && !declared.includes(name)).sort();
  const names = [...declared.filter((name) => counts.has(name)), ...others, ...(counts.has('') ? [''] : [])];
  const rows = [...counts.values()].reduce((sum, one) => sum + one, 0);
  const rest = { ...bare, pending, denominator: new Fraction(rows), parts: names.map((name): [string, number] => [name, counts.get(name)!]) };
  if (rows === 0) return { ...rest, state: pending > 0 || isOpen(place, node.rows.ledger) ? 'pending' : 'not_applicable' };
  return { ...rest, state: 'value', value: known(new Fraction(rows)) };
}

// ---------------------------------------------------------------- targets

/**
 * Tested on the exact value. A figure that may yet go either way (a share, a quotient, a mean) is judged as things stand; one that only
 * grows or only falls as soon as it is decided: until then a bound kept so far leaves the target undecided, one still to be met is pending.
 */
function targeted(indicator: Indicator, figure: Result, place: Place): Result {
  const target = indicator.targets.find((one) => !one.when || verdict(one.when, place) === 'holds');
  if (!target) return figure;
  const bound = valueOf(target.value, place); const value = figure.value!;
  if (value.kind === 'boolean' && bound.kind === 'boolean') return { ...figure, met: { met: (value.yes === bound.yes) === (target.op === '='), target } };
  if (!('now' in value) || !('now' in bound)) return figure;
  const oneWay = !isRatio(indicator.value) && [value.low, value.high].some((end) => end.valueOf() === value.now.valueOf());
  const met = oneWay ? compared(target.op, value, bound) : holdsNow(target.op, value, bound);
  if (typeof met === 'boolean') return { ...figure, met: { met, target } };
  return holdsNow(target.op, value, bound) ? figure : stateOnly('pending');
}
const isRatio = (expr: Expr): boolean => expr.kind === 'share' || (expr.kind === 'convert' && isRatio(expr.operand)) || isQuotient(expr);
const isQuotient = (expr: Expr): expr is Expr & { kind: 'arithmetic' } => expr.kind === 'arithmetic' && expr.op === '/' && expr.left.kind === 'aggregate' && expr.right.kind === 'aggregate';
