/**
 * Figures → points → grade → rank, the slow way: from `dsl/program.ts` (Scorecard), design rules 7, 10, 11 and the ways of scoring that
 * real score sheets use (rules-and-scoring, 2.1). All exact; rounded once, half up, to two decimals.
 */
import Fraction from 'fraction.js';
import type { CompareOp, Expr, Indicator, Item, MissingRule, Program, Rows, Rule, Scorecard, State } from '../../dsl/program.ts';
import { at, valueOf, verdict } from './expressions.ts';
import { placeOf } from './oracle.ts';
import { isOpen, rowsOf } from './rows.ts';
import { scaleOf, unitScale } from './values.ts';
import type { Question } from './world.ts';

/** A figure in base units; `value` only in the state `value`. */
export interface Figure { state: State; value: Fraction | boolean | null }
export interface Judge {
  program: Program; group: string; silent: boolean;
  figure(indicator: string): Figure;
  /** By item. */
  hand: Record<string, string>;
  /** On a row of `subject`: what an expression is worth there; null is unknown, a state says why there is nothing. */
  onRow?: (expr: Expr) => Fraction | boolean | null | State;
}
export interface ItemPoints { name: string; state: State; points: Fraction | null; full: Fraction }
export interface CardPoints { state: State; total: Fraction | null; points: Fraction | null; grade: string | null; veto: string | null; items: ItemPoints[]; bonus: Fraction; deductions: Fraction }

const ZERO = new Fraction(0); const HUNDRED = new Fraction(100);
const sum = (values: Fraction[]): Fraction => values.reduce((all, one) => all.add(one), ZERO);
const least = (one: Fraction, other: Fraction): Fraction => (one.lt(other) ? one : other);
const most = (one: Fraction, other: Fraction): Fraction => (one.gt(other) ? one : other);
const capped = (value: Fraction, upTo: string | undefined): Fraction => (upTo === undefined ? value : least(value, new Fraction(upTo)));
export const roundedOnce = (value: Fraction): Fraction => value.mul(100).add(1, 2).floor().div(100);

/** Thrown by what cannot be said of a figure; becomes the state of the item. */
class Missing { readonly state: State; constructor(state: State) { this.state = state; } }

function worth(expr: Expr, judge: Judge): Fraction | boolean | null {
  if (judge.onRow) {
    const found = judge.onRow(expr);
    if (typeof found === 'string') throw new Missing(found);
    return found;
  }
  switch (expr.kind) {
    case 'number': return new Fraction(expr.value).mul(scaleOf(expr.unit, judge.program));
    case 'boolean': return expr.value;
    case 'convert': case 'isTrue': return worth(expr.operand, judge);
    case 'indicator': {
      const figure = judge.figure(expr.name);
      if (figure.state !== 'value') throw new Missing(figure.state);
      return figure.value!;
    }
    default: throw new Error(`a rule reads ${expr.kind}`);
  }
}
function amount(expr: Expr, judge: Judge): Fraction {
  const value = worth(expr, judge);
  if (value instanceof Fraction) return value;
  throw new Missing('not_applicable');
}

/** How many, in the unit in which it is told: for each 万元. */
const times = (expr: Expr, judge: Judge): Fraction => amount(expr, judge).div(unitScale(expr.type, judge.program));

function holds(op: CompareOp, own: Fraction | boolean | null, bound: Fraction | boolean | null): boolean {
  if (own === null || bound === null) return false;
  if (typeof own === 'boolean' || typeof bound === 'boolean') return (own === bound) === (op === '=');
  const order = own.compare(bound);
  return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[op];
}

// ---------------------------------------------------------------- one item

type Deduction = Extract<Rule, { kind: 'deductPerStep' | 'deductWhen' | 'deductForEach' }>;
const isDeduction = (rule: Rule): rule is Deduction => rule.kind === 'deductPerStep' || rule.kind === 'deductWhen' || rule.kind === 'deductForEach';

function loss(rule: Deduction, own: Fraction | boolean | null, judge: Judge): Fraction {
  if (rule.kind === 'deductWhen') return worth(rule.when, judge) === true ? capped(new Fraction(rule.points), rule.upTo) : ZERO;
  if (rule.kind === 'deductForEach') return capped(new Fraction(rule.points).mul(most(ZERO, times(rule.of, judge))), rule.upTo);
  const bound = amount(rule.bound, judge); const gap = rule.side === 'below' ? bound.sub(own as Fraction) : (own as Fraction).sub(bound);
  if (gap.lte(0)) return ZERO;
  const steps = gap.div(amount(rule.step, judge));
  return capped(new Fraction(rule.points).mul(rule.rounding === 'full' ? steps.floor() : steps.ceil()), rule.upTo);
}

/** What the awards come to; null where the item has none. */
function awarded(item: Item, own: Fraction | boolean | null, judge: Judge): Fraction | null {
  const full = new Fraction(item.points); let total: Fraction | null = null; let laddered = false;
  for (const rule of item.rules) {
    if (rule.kind === 'award') {
      total ??= ZERO;
      if (laddered) continue;
      if (rule.when ? worth(rule.when, judge) === true : rule.op && rule.value ? holds(rule.op, own, worth(rule.value, judge)) : true) { total = total.add(rule.points); laddered = true; }
    } else if (rule.kind === 'awardForEach') total = (total ?? ZERO).add(capped(new Fraction(rule.points).mul(most(ZERO, times(rule.of, judge))), rule.upTo));
    else if (rule.kind === 'inProportion') {
      const target = targetOf(item, judge); const bound = target && amount(target.value, judge);
      total = (total ?? ZERO).add(bound ? full.mul(bound.lte(0) ? 1 : most(ZERO, least(new Fraction(1), (own as Fraction).div(bound)))) : ZERO);
    } else if (rule.kind === 'byHand') {
      const given = judge.hand[item.name];
      if (given === undefined) throw new Missing('pending');
      const points = new Fraction(given);
      if (points.lt(rule.from) || points.gt(rule.to)) throw new Missing('error');
      total = (total ?? ZERO).add(points);
    }
  }
  return total;
}
/** The target that applies: the first whose condition holds; a condition without a value does not. */
function targetOf(item: Item, judge: Judge): NonNullable<Item['targets']>[number] | undefined {
  const holdsHere = (when: Expr): boolean => { try { return worth(when, judge) === true; } catch (error) { if (error instanceof Missing && error.state !== 'error') return false; throw error; } };
  return item.targets?.find((one) => !one.when || holdsHere(one.when));
}

/** Whether a rule speaks of the item's own figure and of nothing else that is counted: 原则上 missing it costs nothing. */
function aboutOwnFigure(rule: Rule, item: Item, program: Program): boolean {
  if (!('of' in rule) && !('when' in rule)) return rule.kind !== 'byHand' && (rule.kind !== 'award' || rule.op !== undefined);
  const figures = (part: object): string[] => {
    const { kind, name, yearOffset } = part as { kind?: string; name?: string; yearOffset?: number };
    if (kind === 'indicator' && program.indicators[name!]!.internal) return figures(program.indicators[name!]!.value);
    if (kind === 'indicator') return [yearOffset === 0 ? name! : 'last year'];
    return ['aggregate', 'share', 'cell', 'groupTotal', 'formSum', 'lastYear'].includes(kind!) ? [kind!] : Object.values(part).flatMap((one) => (one && typeof one === 'object' ? figures(one as object) : []));
  };
  const found = figures('of' in rule ? rule.of : rule.when!);
  return found.length > 0 && found.every((name) => name === item.indicator);
}

/** Points of an item between 0 and full; of an extra deduction what it takes. */
function judgeItem(item: Item, part: 'item' | 'bonus' | 'deduction', judge: Judge): { state: State; points: Fraction | null } {
  const full = new Fraction(item.points); const untouched = part === 'item' ? full : ZERO;
  try {
    const figure = item.indicator === undefined ? null : judge.figure(item.indicator);
    if (figure && figure.state !== 'value') return { state: figure.state, points: null };
    const own = item.value ? worth(item.value, judge) : figure?.value ?? null;
    if (item.value && own === null && item.value.type.kind === 'number') throw new Missing('not_applicable');
    // a bonus with rules of its own does not ask for the target
    const target = part === 'bonus' && item.rules.length > 0 ? undefined : targetOf(item, judge); const inPrinciple = part !== 'bonus' && target?.principle === true;
    if (item.rules.length === 0) return { state: 'value', points: inPrinciple ? untouched : target && holds(target.op, own, worth(target.value, judge)) ? full : ZERO };
    if (item.rules.some((rule) => rule.kind === 'fullWhen' && holds(rule.op, own, worth(rule.value, judge)))) return { state: 'value', points: part === 'deduction' ? ZERO : full };
    const deductions = item.rules.filter(isDeduction); const rest = item.rules.filter((rule) => !isDeduction(rule));
    const forgiven = (rule: Rule): boolean => inPrinciple && aboutOwnFigure(rule, item, judge.program);
    // what is given fills the item, deductions take from what is in it
    const gained = rest.some(forgiven) ? untouched : awarded({ ...item, rules: rest }, own, judge);
    const start = gained ? least(full, gained) : deductions.length > 0 ? untouched : ZERO;
    const lost = capped(sum(deductions.filter((rule) => !forgiven(rule)).map((rule) => loss(rule, own, judge))), item.lossUpTo);
    return { state: 'value', points: most(ZERO, least(full, part === 'deduction' ? start.add(lost) : start.sub(lost))) };
  } catch (error) {
    if (error instanceof Missing) return { state: error.state, points: null };
    throw error;
  }
}

// ---------------------------------------------------------------- one card for one agency

const ruleFor = (card: Scorecard, state: State): MissingRule => (state === 'not_applicable' ? card.missing.notApplicable : state === 'not_reported' ? card.missing.notReported : state === 'pending' ? card.missing.pending : 'rescale');
/** A card that may leave items out is read in hundredths of what applies, for everyone. */
const rescales = (card: Scorecard): boolean => Object.values(card.missing).includes('rescale');

function counted(card: Scorecard, judge: Judge): ItemPoints[] {
  return card.dimensions.flatMap((dimension) => {
    const points = dimension.points[judge.group] ?? dimension.points['']; const listed = sum(dimension.items.map((item) => new Fraction(item.points)));
    if (points === undefined) return dimension.items.map((item): ItemPoints => ({ name: item.name, state: 'not_applicable', points: null, full: ZERO }));
    const scale = listed.equals(0) ? ZERO : new Fraction(points).div(listed);
    const judged = dimension.items.map((item) => ({ item, ...judgeItem(item, 'item', judge) }));
    for (const cap of dimension.caps ?? []) {
      const members = judged.filter((one) => one.state === 'value' && cap.items.includes(one.item.name));
      const losses = members.map((one) => new Fraction(one.item.points).sub(one.points!)); const together = sum(losses);
      // what is over is given back in proportion
      if (together.gt(cap.upTo)) for (const [index, one] of members.entries()) one.points = new Fraction(one.item.points).sub(losses[index]!.mul(cap.upTo).div(together));
    }
    return judged.map(({ item, state, points: got }): ItemPoints => {
      const full = new Fraction(item.points).mul(scale);
      if (state === 'value') return { name: item.name, state, points: got!.mul(scale), full };
      const rule = ruleFor(card, state);
      return { name: item.name, state, points: rule === 'full' ? full : rule === 'zero' ? ZERO : null, full };
    });
  });
}

/** What is missing among extras gives and costs nothing. */
function extras(items: Item[] | undefined, upTo: string | undefined, part: 'bonus' | 'deduction', judge: Judge): { items: ItemPoints[]; total: Fraction } {
  const judged = (items ?? []).map((item): ItemPoints => { const result = judgeItem(item, part, judge); return { name: item.name, state: result.state, points: part === 'deduction' ? result.points?.neg() ?? null : result.points, full: new Fraction(item.points) }; });
  return { items: judged, total: capped(sum(judged.map((item) => item.points?.abs() ?? ZERO)), upTo) };
}

const gradeOf = (card: Scorecard, points: Fraction): string | null =>
  card.grades.find((grade) => grade.atLeast === undefined || (grade.exclusive ? points.gt(grade.atLeast) : points.gte(grade.atLeast)))?.label ?? null;

export function judgeCard(card: Scorecard, judge: Judge): CardPoints {
  const without = (state: State, items: ItemPoints[]): CardPoints => ({ state, total: null, points: null, grade: null, veto: null, items, bonus: ZERO, deductions: ZERO });
  const parts = card.combine ? card.combine.map(({ scorecard, weight }) => ({ weight: new Fraction(weight), ...judgeCard(judge.program.scorecards[scorecard]!, judge) })) : null;
  const items: ItemPoints[] = parts ? parts.map((part, index): ItemPoints => {
    const rule = ruleFor(card, part.state);
    return { name: card.combine![index]!.scorecard, state: part.state, full: part.weight, points: part.state === 'value' ? part.total!.mul(part.weight).div(100) : rule === 'full' ? part.weight : rule === 'zero' ? ZERO : null };
  }) : counted(card, judge);
  const bonus = extras(card.bonus?.items, card.bonus?.upTo, 'bonus', judge); const deductions = extras(card.deductions?.items, card.deductions?.upTo, 'deduction', judge);
  const all = [...items, ...bonus.items, ...deductions.items];
  if (judge.silent) return without('not_reported', all);
  if (all.some((item) => item.state === 'error')) return without('error', all);
  let veto: Scorecard['vetoes'][number] | undefined;
  for (const one of card.vetoes) {
    try { if (worth(one.when, judge) === true) { veto = one; break; } } catch (error) { if (!(error instanceof Missing)) throw error; if (error.state === 'error') return without('error', all); }
  }
  const present = items.filter((item) => item.points !== null); const full = sum(present.map((item) => item.full));
  if (full.lte(0)) return without(items.some((item) => item.state === 'pending') ? 'pending' : 'not_applicable', all);
  const reached = sum(present.map((item) => item.points!));
  const base = rescales(card) ? reached.div(full).mul(HUNDRED) : reached;
  const set = veto?.points ?? (veto && judge.onRow ? '0' : undefined);
  const total = set !== undefined ? new Fraction(set) : most(ZERO, base.add(bonus.total).sub(deductions.total));
  const points = roundedOnce(total);
  return { state: 'value', total, points, grade: veto?.grade ?? gradeOf(card, points), veto: veto?.label ?? null, items: all, bonus: bonus.total, deductions: deductions.total };
}

/**
 * A card over rows: the mean of the rows that have points, rounded once. `rows`: each with what stands on it; one still open is not
 * scored yet. `about`: whether the rows were reported; `open`: more may come. Where there is nothing to score the card's missing rules hold.
 */
export function judgeRows(card: Scorecard, judge: Judge, about: State, open: boolean, rows: ({ onRow: NonNullable<Judge['onRow']> } | 'pending' | 'error')[]): Pick<CardPoints, 'state' | 'total' | 'points' | 'grade'> {
  const without = (state: State) => ({ state, total: null, points: null, grade: null });
  const printed = (total: Fraction) => ({ state: 'value' as const, total, points: roundedOnce(total), grade: gradeOf(card, roundedOnce(total)) });
  const missing = (state: State) => {
    const rule = ruleFor(card, state);
    if (rule === 'rescale') return without(state);
    const full = sum(card.dimensions.map((one) => new Fraction(one.points[judge.group] ?? one.points[''] ?? 0)));
    return printed(rule === 'zero' ? ZERO : rescales(card) ? HUNDRED : full);
  };
  if (judge.silent) return without('not_reported');
  if (about !== 'value') return about === 'error' ? without('error') : missing(about);
  const judged = rows.flatMap((row) => (typeof row === 'string' ? [] : [judgeCard(card, { ...judge, ...row })]));
  if (rows.includes('error') || judged.some((one) => one.state === 'error')) return without('error');
  const totals = judged.flatMap((one) => one.total ?? []);
  if (totals.length > 0) return printed(sum(totals).div(totals.length));
  return missing(rows.includes('pending') || judged.some((one) => one.state === 'pending') || (rows.length === 0 && open) ? 'pending' : 'not_applicable');
}

/** Within the peer group: one more than have more points; `dense`: than different totals above. */
export function rankOf(card: Scorecard, own: Fraction | null, group: (Fraction | null)[]): number | null {
  if (own === null) return null;
  const above = group.filter((other): other is Fraction => other !== null && other.gt(own));
  return 1 + (card.ties === 'dense' ? new Set(above.map((one) => one.toFraction())).size : above.length);
}

/** A written value in base units. */
export const baseValue = (value: Fraction | boolean | string | null, expr: Expr, program: Program): Fraction | boolean | null => (value instanceof Fraction ? value.mul(unitScale(expr.type, program)) : typeof value === 'string' ? null : value);

/** The rows of a card with `subject`, each with what an expression is worth on it. */
export function cardRows(indicator: Indicator, subject: Rows, question: Question, code: string): { open: boolean; rows: ({ onRow: NonNullable<Judge['onRow']> } | 'pending' | 'error')[] } {
  const place = placeOf(indicator, question, code)!;
  return { open: isOpen(place, subject.ledger), rows: rowsOf(subject, place).flatMap((row): ReturnType<typeof cardRows>['rows'] => {
    const here = at(place, subject.ledger, row); const among = subject.where ? verdict(subject.where, here) : 'holds';
    if (among !== 'holds') return among === 'fails' ? [] : [among === 'pending' ? 'pending' : 'error'];
    return [{ onRow: (expr: Expr): Fraction | boolean | null | State => {
      if (expr.type.kind !== 'boolean') { const value = valueOf(expr, here); return 'now' in value ? value.now : value.kind === 'none' && value.why === 'error' ? 'error' : null; }
      const result = verdict(expr, here);
      return typeof result === 'object' ? result.state : result === 'pending' ? 'pending' : result === 'holds';
    } }];
  }) };
}
