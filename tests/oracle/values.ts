/**
 * Values. What more records may still change is known only between bounds: `now` as things stand, `low` and `high` however they
 * turn out. Truth is a formula over what is in doubt (an open deadline, a year without a calendar), for yes and for no.
 */
import Fraction from 'fraction.js';
import type { CompareOp, Program, Unit, ValueType } from '../../dsl/program.ts';

/** A bound; infinite as a JavaScript number. */
export type End = Fraction | number;
/** Dates are counted in days. `vague`: part of the sum is not filled in; undecided is then unknown, not open. */
export interface Ordered { kind: 'number' | 'date'; now: Fraction; low: End; high: End; vague?: true }
/**
 * empty: a cell without content. blank: a form's. nothing yet: an aggregate over nothing while more may come. The others are states
 * of the figure, taken over by what is computed from it. In this order one outdoes the next.
 */
export const WHYS = ['error', 'not_reported', 'blank', 'pending', 'not_applicable', 'empty', 'nothing yet'] as const;
export interface None { kind: 'none'; why: (typeof WHYS)[number]; missing?: (number | string)[] }
export type Value = None | Ordered | { kind: 'text'; value: string } | { kind: 'list'; value: string[] } | { kind: 'boolean'; yes: Formula; no: Formula };

export const none = (why: None['why'], missing?: (number | string)[]): None => ({ kind: 'none', why, ...(missing ? { missing } : {}) });
export const EMPTY = none('empty');
export const known = (now: Fraction, kind: Ordered['kind'] = 'number'): Ordered => ({ kind, now, low: now, high: now });
export const boolean = (value: boolean): Value => ({ kind: 'boolean', yes: value, no: !value });
export const dayNumber = (day: string): Fraction => new Fraction(Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000));
export const dayText = (day: Fraction): string => new Date(day.valueOf() * 86_400_000).toISOString().slice(0, 10);
export const date = (day: string): Ordered => known(dayNumber(day), 'date');
/** The first none in the order of WHYS. */
export const worst = (values: Value[]): None | undefined => values.filter((value) => value.kind === 'none').sort((one, other) => WHYS.indexOf(one.why) - WHYS.indexOf(other.why))[0];

// ---------------------------------------------------------------- truth

export type Doubt = 'error' | 'not_reported' | 'not_applicable' | 'open';
export type Formula = boolean | { doubt: Doubt; missing?: (number | string)[] } | { all: Formula[] } | { any: Formula[] };
/** holds = true however the open turns out; pending = that depends on it; a state where it depends on a figure in that state. */
export type Verdict = 'holds' | 'pending' | 'fails' | { state: Exclude<Doubt, 'open'>; missing: (number | string)[] };

function trueWhen(formula: Formula, assumed: ReadonlySet<Doubt>): boolean {
  if (typeof formula === 'boolean') return formula;
  if ('doubt' in formula) return assumed.has(formula.doubt);
  return 'all' in formula ? formula.all.every((part) => trueWhen(part, assumed)) : formula.any.some((part) => trueWhen(part, assumed));
}
/** The opposite of what is certain; what is in doubt stays so. */
export function opposite(formula: Formula): Formula {
  if (typeof formula === 'boolean') return !formula;
  if ('doubt' in formula) return formula;
  return 'all' in formula ? { any: formula.all.map(opposite) } : { all: formula.any.map(opposite) };
}
const doubtsIn = (formula: Formula): { doubt: Doubt; missing?: (number | string)[] }[] =>
  (typeof formula === 'boolean' ? [] : 'doubt' in formula ? [formula] : ('all' in formula ? formula.all : formula.any).flatMap(doubtsIn));

/** Each doubt is judged twice, as dispelled and as confirmed, whatever becomes of the others. */
export function settle(formula: Formula): Verdict {
  const doubts = doubtsIn(formula);
  const kinds = [...new Set(doubts.map((one) => one.doubt))];
  const subsets = kinds.reduce<Set<Doubt>[]>((sets, kind) => [...sets, ...sets.map((one) => new Set([...one, kind]))], [new Set()]);
  const matters = (doubt: Doubt): boolean => kinds.includes(doubt) && subsets.some((assumed) => !assumed.has(doubt) && !trueWhen(formula, assumed) && trueWhen(formula, new Set([...assumed, doubt])));
  const decisive = (['error', 'not_reported', 'open', 'not_applicable'] as const).find(matters);
  if (decisive === undefined) return trueWhen(formula, new Set()) ? 'holds' : 'fails';
  return decisive === 'open' ? 'pending' : { state: decisive, missing: doubts.flatMap((one) => (one.doubt === decisive ? one.missing ?? [] : [])) };
}

/** What a condition on a figure that is none comes to: unknown (not true, nor its negation), or in doubt. */
export function unknownFrom(value: None): Formula {
  if (value.why === 'empty' || value.why === 'blank') return false;
  return { doubt: value.why === 'pending' || value.why === 'nothing yet' ? 'open' : value.why, ...(value.missing ? { missing: value.missing } : {}) };
}

// ---------------------------------------------------------------- order

const below = (one: End, other: End): boolean => (typeof one === 'number' || typeof other === 'number' ? one.valueOf() < other.valueOf() : one.compare(other) < 0);
const upTo = (one: End, other: End): boolean => !below(other, one);
export const NEGATED: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };

/** True where no further record can change it. */
function certain(op: CompareOp, left: Ordered, right: Ordered): boolean {
  switch (op) {
    case '<': return below(left.high, right.low);
    case '<=': return upTo(left.high, right.low);
    case '>': return below(right.high, left.low);
    case '>=': return upTo(right.high, left.low);
    case '=': return certain('<=', left, right) && certain('>=', left, right);
    case '!=': return certain('<', left, right) || certain('>', left, right);
  }
}
export function compared(op: CompareOp, left: Ordered, right: Ordered): Formula {
  if (certain(op, left, right)) return true;
  return certain(NEGATED[op], left, right) || left.vague || right.vague ? false : { doubt: 'open' };
}
const isFixed = (value: Ordered): boolean => value.low.valueOf() === value.high.valueOf() && !value.vague;
/** As things stand. */
export const holdsNow = (op: CompareOp, left: Ordered, right: Ordered): boolean => certain(op, known(left.now), known(right.now));

// ---------------------------------------------------------------- arithmetic

const ZERO = new Fraction(0);
const sign = (end: End): number => (typeof end === 'number' ? Math.sign(end) : end.compare(0));
const plus = (one: End, other: End): End => (typeof one === 'number' ? one : typeof other === 'number' ? other : one.add(other));
const minus = (end: End): End => (typeof end === 'number' ? -end : end.neg());
function times(one: End, other: End): End {
  if (typeof one !== 'number' && typeof other !== 'number') return one.mul(other);
  const of = sign(one) * sign(other);
  return of === 0 ? ZERO : of * Infinity;
}
/** Null: division by zero. */
export function arithmetic(op: '+' | '-' | '*' | '/', left: Ordered, right: Ordered): Ordered | null {
  if (op === '/' && right.now.equals(0)) return null;
  const vague = left.vague || right.vague ? { vague: true as const } : {};
  if (op === '+') return { kind: 'number', now: left.now.add(right.now), low: plus(left.low, right.low), high: plus(left.high, right.high), ...vague };
  if (op === '-') return { kind: 'number', now: left.now.sub(right.now), low: plus(left.low, minus(right.high)), high: plus(left.high, minus(right.low)), ...vague };
  const now = op === '*' ? left.now.mul(right.now) : left.now.div(right.now);
  const [factor, other] = isFixed(right) ? [op === '*' ? right.now : right.now.inverse(), left] : isFixed(left) && op === '*' ? [left.now, right] : [null, left];
  // two that move, or a divisor that does: anywhere
  if (factor === null) return { kind: 'number', now, low: -Infinity, high: Infinity, ...vague };
  const ends = [times(other.low, factor), times(other.high, factor)] as const;
  return { kind: 'number', now, low: factor.compare(0) < 0 ? ends[1] : ends[0], high: factor.compare(0) < 0 ? ends[0] : ends[1], ...vague };
}

/** Half up (away from zero, as on a printed page), to digits of the number as it is written in its unit. */
export function rounded(value: Ordered, digits: number, unit: Fraction): Ordered {
  const scale = new Fraction(10).pow(digits)!.div(unit);
  const halfUp = <T extends End>(end: T): T => (typeof end === 'number' ? end : end.abs().mul(scale).add(1, 2).floor().div(scale).mul(sign(end)) as T);
  return { ...value, now: halfUp(value.now), low: halfUp(value.low), high: halfUp(value.high) };
}

/** How many base units one unit is: ratios as plain fractions, money in 元, class time in 分钟. */
export function scaleOf(unit: Unit, program: Program): Fraction {
  if (unit === '%' || unit === 'percentage_points') return new Fraction(1, 100);
  if (unit === '万元') return new Fraction(10000);
  const minutes = unit === '学时' ? program.parameters['minutes_per_class_hour']?.values[0]?.value : undefined;
  return minutes?.kind === 'number' ? new Fraction(minutes.value) : new Fraction(1);
}
/** Of a written number: ratios stay plain fractions. */
export function unitScale(type: ValueType, program: Program): Fraction {
  return type.kind !== 'number' || type.unit === '%' || type.unit === 'percentage_points' ? new Fraction(1) : scaleOf(type.unit, program);
}
