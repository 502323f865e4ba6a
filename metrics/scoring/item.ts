/**
 * One item of a scorecard: its rules → points, exact, within 0…full, and a reason for each point lost.
 *
 * - `full when` met: full points, nothing else is looked at. Not met and no other rule: 0.
 * - Deductions start from full points; `award`, `award for each`, `in proportion`, `by hand` start from 0. `up to` caps its
 *   own rule, `in all up to` all deductions of the item. Of several `award … when` the first that holds wins.
 * - An item without rules gives full points where the indicator meets its target, else 0.
 * - Where the target that applies holds 原则上 (in principle), missing it costs nothing: rules that hold the item's own figure
 *   against a bound take nothing and withhold nothing. What is deducted by other figures is the author's own and counts.
 */
import type Fraction from 'fraction.js';
import type { Expr, Item, Rule } from '../../dsl/program.ts';
import { awarded, chosenTarget, isAward } from './awards.ts';
import { deducted, isDeduction } from './deductions.ts';
import { ZERO, exact, greatest, least } from './exact.ts';
import { Judging, NoValue, fail, meets, missedWords, taken, type HandPoint } from './judging.ts';
import type { Reader } from './values.ts';
import { plain, type Words } from './words.ts';

/** What an item is worth before the card's rule for missing values. `points` only where the state is `value`. */
export type ItemResult =
  | { state: 'value'; points: Fraction; reason: Words | null }
  | { state: 'not_applicable' | 'not_reported' | 'pending' | 'error'; reason: Words };

/** `regular`: an item of a dimension. `bonus`: starts at 0. `deduction`: the points are those taken off. */
export type Part = 'regular' | 'bonus' | 'deduction';

/** Points of one item for the reader's agency or row; `hand`: points given by hand. */
export function itemResult(item: Item, part: Part, reader: Reader, hand: HandPoint | undefined): ItemResult {
  try {
    const judging = new Judging(item, reader, hand);
    const points = greatest(ZERO, least(judging.full, judged(part, judging)));
    return { state: 'value', points, reason: joined(judging.reasons) };
  } catch (error) {
    if (error instanceof NoValue) return error.worth;
    throw error;
  }
}

const joined = (reasons: Words[]): Words | null =>
  reasons.length ? { zh: reasons.map((reason) => reason.zh).join('；'), en: reasons.map((reason) => reason.en).join('; ') } : null;

function judged(part: Part, judging: Judging): Fraction {
  const { item, full } = judging, from = part === 'regular' ? full : ZERO;
  const principle = part !== 'bonus' && chosenTarget(judging)?.principle === true;
  if (item.rules.length === 0) return principle ? costsNothing(from, judging) : byTarget(judging);

  const spared = principle ? item.rules.filter((rule) => isOfOwnFigure(rule, judging)) : [];
  // Of steps one is given: where some are spared, the others are no loss either.
  const given = spared.some((rule) => !isDeduction(rule));
  const awards = given ? [] : item.rules.filter(isAward), deductions = item.rules.filter(isDeduction).filter((rule) => !spared.includes(rule));
  for (const rule of item.rules) {
    if (rule.kind !== 'fullWhen') continue;
    const own = judging.own('“满分 当”要有指标', '"full when" wants an indicator'), bound = judging.value(rule.value);
    if (meets(own, rule.op, bound)) return part === 'deduction' ? ZERO : full;
    if (!principle && awards.length + deductions.length === 0) judging.sayWords(missedWords(own, rule.op, bound));
  }
  if (!principle && awards.length + deductions.length === 0) return nothing(judging);

  let points = awards.length === 0 ? from : ZERO;
  if (awards.length) points = least(full, awarded(awards, judging));
  if (part === 'regular') sayLost(full.sub(points), judging);
  if (principle) costsNothing(from, judging);
  const lost = lostBy(judging, deductions.reduce((sum, rule) => sum.add(deducted(rule, judging)), ZERO));
  if (part === 'deduction') return points.add(lost);
  if (lost.gt(points) && deductions.length) judging.say(`扣完为止，共扣${plain(points)}分`, `no more than the ${plain(points)} points there are is taken`);
  return points.sub(lost);
}

function costsNothing(points: Fraction, judging: Judging): Fraction {
  if (judging.reader.measure(judging.item.indicator!)?.principleMissed) judging.say('原则上的要求未达到，不扣分', 'a requirement in principle is missed; no points lost');
  return points;
}

/** Does the rule hold the item's own figure against a bound: it reads that figure, and no other? */
function isOfOwnFigure(rule: Rule, { item, reader }: Judging): boolean {
  const own = new Set<boolean>();
  const read = (part: unknown): void => {
    if (!part || typeof part !== 'object') return;
    const { kind, name, yearOffset } = part as Partial<Expr & { kind: 'indicator' }>, internal = kind === 'indicator' && reader.program.indicators[name!];
    if (internal && internal.internal) read(internal.value);
    else if (kind === 'indicator') own.add(name === item.indicator && yearOffset === 0);
    else if (FIGURES.has(String(kind))) own.add(false);
    else Object.values(part).forEach(read);
  };
  if ('of' in rule) read(rule.of);
  else if ('when' in rule) read(rule.when);
  else return rule.kind !== 'byHand' && (rule.kind !== 'award' || rule.op !== undefined);
  return own.size === 1 && own.has(true);
}
/** What an expression reads beside indicators. */
const FIGURES = new Set(['aggregate', 'share', 'cell', 'groupTotal', 'formSum', 'lastYear']);

/** The cap on all deductions of the item together. */
function lostBy(judging: Judging, lost: Fraction): Fraction {
  const { lossUpTo } = judging.item;
  if (lossUpTo === undefined || lost.lte(exact(lossUpTo))) return lost;
  judging.say(`累计最多扣${lossUpTo}分`, `no more than ${lossUpTo} points in all`);
  return exact(lossUpTo);
}

function byTarget(judging: Judging): Fraction {
  const { item } = judging, target = chosenTarget(judging), own = judging.ownOrNone();
  if (!target || !own) return fail(`评分点“${item.label}”没有计分规则`, `the item "${item.label}" has no rule`);
  const bound = judging.value(target.value);
  if (meets(own, target.op, bound)) return judging.full;
  judging.sayWords(missedWords(own, target.op, bound));
  return nothing(judging);
}

function nothing(judging: Judging): Fraction {
  sayLost(judging.full, judging);
  return ZERO;
}

/** Joins what is lost by not being given to the reason why; without a loss such reasons say nothing. */
function sayLost(lost: Fraction, judging: Judging): void {
  if (!lost.gt(0)) {
    if (!judging.hand) judging.reasons.length = 0;
    return;
  }
  const last = judging.reasons.pop(), cost = taken(lost);
  judging.say(last ? `${last.zh}，${cost.zh}` : cost.zh, last ? `${last.en}, ${cost.en}` : cost.en);
}
