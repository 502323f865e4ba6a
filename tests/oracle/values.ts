/**
 * Values. What more records may still change is known only between bounds: `now` as things stand, `low` and `high` however they
 * turn out. Truth is a formula over what is in doubt (an open deadline, a year without a calendar), for yes and for no.
 */
import Fraction from 'fraction.js';
import type { CompareOp, Program, Unit, ValueType } from '../../dsl/program.ts';

/** Dates are counted in days. `vague`: part of the sum is not filled in; undecided is then unknown, not open. */
export interface Ordered { kind: 'number' | 'date'; now: Fraction; low: Fraction; high: Fraction; vague?: true }
/** More than anything that is counted: no bound. */
export const ENDLESS = new Fraction(10n ** 60n);
/**
 * empty: a cell without content. blank: a form's. nothing yet: an aggregate over nothing while more may come. The others are states
 * of the figure, taken over by what is computed from it. In this order one outdoes the next.
 */
const WHYS = ['error', 'not_reported', 'blank', 'pending', 'not_applicable', 'empty', 'nothing yet'] as const;
/** `missing`: years without a calendar, parameters not chosen. */
export interface None { kind: 'none'; why: (typeof WHYS)[number]; missing?: (number | string)[] }
export type Value = None | Ordered | { kind: 'text'; value: string } | { kind: 'list'; value: string[] } | { kind: 'boolean'; yes: Formula; no: Formula };

export const none = (why: None['why'], missing: (number | string)[] = []): None => ({ kind: 'none', why, missing });
export const EMPTY = none('empty');
export const known = (now: Fraction, kind: Ordered['kind'] = 'number'): Ordered => ({ kind, now, low: now, high: now });
export const text = (value: string): Value => ({ kind: 'text', value });
export const boolean = (value: boolean): Value => ({ kind: 'boolean', yes: value, no: !value });
export const date = (day: string): Ordered => known(new Fraction(Math.round(Date.parse(`${day}T00:00:00Z`) / 86_400_000)), 'date');
export const dayOf = (date: Ordered): string => new Date(date.now.valueOf() * 86_400_000).toISOString().slice(0, 10);
export const isVague = (value: Value): boolean => 'now' in value && value.vague === true;
/** The first none in the order of WHYS. */
export const worst = (values: Value[]): None | undefined => values.filter((value) => value.kind === 'none').sort((one, other) => WHYS.indexOf(one.why) - WHYS.indexOf(other.why))[0];

// ---------------------------------------------------------------- truth

type Doubt = 'error' | 'not_reported' | 'not_applicable' | 'open';
export type Formula = boolean | { doubt: Doubt; missing?: (number | string)[] } | { all: Formula[] } | { any: Formula[] };
/** holds = true however the open turns out; pending = that depends on it; a state where it depends on a figure in that state. */
export type Verdict = 'holds' | 'pending' | 'fails' | { state: Exclude<Doubt, 'open'>; missing: (number | string)[] };

function trueWhen(formula: Formula, assumed: Doubt[]): boolean {
  if (typeof formula === 'boolean') return formula;
  if ('doubt' in formula) return assumed.includes(formula.doubt);
  return 'all' in formula ? formula.all.every((part) => trueWhen(part, assumed)) : formula.any.some((part) => trueWhen(part, assumed));
}
/** The opposite of what is certain; what is in doubt stays so. */
export function opposite(formula: Formula): Formula {
  if (typeof formula === 'boolean') return !formula;
  return 'all' in formula ? { any: formula.all.map(opposite) } : 'any' in formula ? { all: formula.any.map(opposite) } : formula;
}
const missingIn = (formula: Formula): (number | string)[] => (typeof formula === 'boolean' ? [] : 'doubt' in formula ? formula.missing ?? [] : ('all' in formula ? formula.all : formula.any).flatMap(missingIn));

/** Each doubt is judged twice, as dispelled and as confirmed, whatever becomes of the others. */
export function settle(formula: Formula): Verdict {
  const kinds: Doubt[] = ['error', 'not_reported', 'open', 'not_applicable'];
  const sure = trueWhen(formula, []);
  if (sure === trueWhen(formula, kinds)) return sure ? 'holds' : 'fails';
  const subsets = kinds.reduce<Doubt[][]>((sets, kind) => [...sets, ...sets.map((one) => [...one, kind])], [[]]);
  const decisive = kinds.find((doubt) => subsets.some((assumed) => !trueWhen(formula, assumed) && trueWhen(formula, [...assumed, doubt])))!;
  return decisive === 'open' ? 'pending' : { state: decisive, missing: missingIn(formula) };
}
/** What a condition on a figure that is none comes to: unknown (not true, nor its negation), or in doubt. */
export function unknownFrom({ why, missing }: None): Formula {
  return why === 'empty' || why === 'blank' ? false : { doubt: why === 'pending' || why === 'nothing yet' ? 'open' : why, missing };
}

// ---------------------------------------------------------------- order and arithmetic

export const NEGATED: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
/** True where no further record can change it. */
function certain(op: CompareOp, left: Ordered, right: Ordered): boolean {
  switch (op) {
    case '<': return left.high.lt(right.low);
    case '<=': return left.high.lte(right.low);
    case '>': case '>=': return certain(op === '>' ? '<' : '<=', right, left);
    case '=': return certain('<=', left, right) && certain('>=', left, right);
    case '!=': return certain('<', left, right) || certain('>', left, right);
  }
}
export function compared(op: CompareOp, left: Ordered, right: Ordered): Formula {
  if (certain(op, left, right)) return true;
  return certain(NEGATED[op], left, right) || left.vague || right.vague ? false : { doubt: 'open' };
}
/** As things stand. */
export const holdsNow = (op: CompareOp, left: Ordered, right: Ordered): boolean => certain(op, known(left.now), known(right.now));

/** Null: division by zero. */
export function arithmetic(op: '+' | '-' | '*' | '/', left: Ordered, right: Ordered): Ordered | null {
  const made = (now: Fraction, one: Fraction, other: Fraction): Ordered => ({ kind: 'number', now, low: one.lt(other) ? one : other, high: one.lt(other) ? other : one, ...(isVague(left) || isVague(right) ? { vague: true } : {}) });
  if (op === '+') return made(left.now.add(right.now), left.low.add(right.low), left.high.add(right.high));
  if (op === '-') return made(left.now.sub(right.now), left.low.sub(right.high), left.high.sub(right.low));
  if (op === '/' && right.now.equals(0)) return null;
  const isFixed = ({ low, high, vague }: Ordered): boolean => low.equals(high) && !vague;
  if (isFixed(right)) { const factor = op === '*' ? right.now : right.now.inverse(); return made(left.now.mul(factor), left.low.mul(factor), left.high.mul(factor)); }
  if (op === '*' && isFixed(left)) return arithmetic('*', right, left);
  // two that move, or a divisor that does: anywhere
  return made(op === '*' ? left.now.mul(right.now) : left.now.div(right.now), ENDLESS.neg(), ENDLESS);
}
/** Half up (away from zero, as on a printed page), to digits of the number as it is written in its unit. */
export function rounded(value: Ordered, digits: number, unit: Fraction): Ordered {
  const scale = new Fraction(10).pow(digits)!.div(unit);
  const halfUp = (end: Fraction): Fraction => end.abs().mul(scale).add(1, 2).floor().div(scale).mul(end.compare(0));
  return { ...value, now: halfUp(value.now), low: halfUp(value.low), high: halfUp(value.high) };
}

/** How many base units one unit is: ratios as plain fractions, money in 元, class time in 分钟. */
export function scaleOf(unit: Unit, program: Program): Fraction {
  if (unit === '%' || unit === 'percentage_points') return new Fraction(1, 100);
  const minutes = unit === '学时' ? program.parameters['minutes_per_class_hour']?.values[0]?.value : undefined;
  return minutes?.kind === 'number' ? new Fraction(minutes.value) : new Fraction(unit === '万元' ? 10_000 : 1);
}
/** Of a written number: ratios stay plain fractions. */
export function unitScale(type: ValueType, program: Program): Fraction {
  return type.kind !== 'number' || type.unit === '%' || type.unit === 'percentage_points' ? new Fraction(1) : scaleOf(type.unit, program);
}
