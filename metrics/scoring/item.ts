/**
 * One item of a scorecard: its rules → points, exact, within 0…full, and a reason for each point lost.
 *
 * - `full when` met: full points, nothing else is looked at. Not met and no other rule: 0.
 * - Deductions start from full points; `award`, `award for each`, `in proportion`, `by hand` start from 0. `up to` caps its
 *   own rule. Of several `award … when` the first that holds wins.
 * - An item without rules gives full points where the indicator meets its target, else 0.
 * - An indicator whose target holds 原则上 (in principle) costs nothing: whatever its value, the item is full.
 */
import type Fraction from 'fraction.js';
import type { CompareOp, Indicator, Item, Rule, Target, Unit } from '../../dsl/program.ts';
import { ONE, ZERO, exact, greatest, least, roundHalfUp } from './exact.ts';
import { measureWorth, orderOf, worth, type Reader, type Value, type Worth } from './values.ts';
import { OPERATOR, distance, figure, holds, missedFigure, plain, type Words } from './words.ts';

/** What an item is worth before the card's rule for missing values. `points` only where the state is `value`. */
export type ItemResult =
  | { state: 'value'; points: Fraction; reason: Words | null }
  | { state: 'not_applicable' | 'not_reported' | 'pending' | 'error'; reason: Words };

/** `regular`: an item of a dimension. `bonus`: starts at 0. `deduction`: the points are those taken off. */
export type Part = 'regular' | 'bonus' | 'deduction';

const sentence = (zh: string, en: string): Words => ({ zh, en });
const joined = (reasons: Words[]): Words | null =>
  reasons.length ? { zh: reasons.map((reason) => reason.zh).join('；'), en: reasons.map((reason) => reason.en).join('; ') } : null;

/** Leaves `judged` where a value is missing. Not an Error: thousands of items are without a value, and none needs a stack. */
class NoValue {
  readonly worth: Exclude<Worth, { state: 'value' }>;
  constructor(missing: Exclude<Worth, { state: 'value' }>) { this.worth = missing; }
}
const fail = (zh: string, en: string): never => { throw new NoValue({ state: 'error', reason: { zh, en } }); };
function value(of: Worth): Value {
  if (of.state !== 'value') throw new NoValue(of);
  return of.value;
}
function numeric(of: Value): { value: Fraction; unit: Unit } {
  return of.kind === 'number' ? of : fail('规则需要数字，结果却不是', 'the rule wants a number and the result is none');
}

/** Points of one item for the reader's agency; `hand`: points given by hand, decimal. */
export function itemResult(item: Item, part: Part, reader: Reader, hand: string | number | undefined): ItemResult {
  try {
    return judged(item, part, reader, hand);
  } catch (error) {
    if (error instanceof NoValue) return error.worth;
    throw error;
  }
}

function judged(item: Item, part: Part, reader: Reader, hand: string | number | undefined): ItemResult {
  const full = exact(item.points);
  const own = item.indicator === undefined ? null : value(measureWorth(reader, item.indicator));
  const done = (points: Fraction, reasons: Words[]): ItemResult => ({ state: 'value', points: greatest(ZERO, least(full, points)), reason: joined(reasons) });

  if (part !== 'bonus' && item.indicator !== undefined && inPrinciple(reader, item.indicator)) {
    const missed = reader.measure(item.indicator)!.principleMissed;
    return done(part === 'regular' ? full : ZERO, missed ? [sentence('原则上的要求未达到，不扣分', 'a requirement in principle is missed; no points lost')] : []);
  }

  const reasons: Words[] = [];
  const others = item.rules.filter((rule) => rule.kind !== 'fullWhen');
  for (const rule of item.rules) {
    if (rule.kind !== 'fullWhen') continue;
    const bound = value(worth(rule.value, reader));
    if (own === null) fail('“满分 当”要有指标', '"full when" wants an indicator');
    if (meets(own!, rule.op, bound)) return done(part === 'deduction' ? ZERO : full, []);
    if (others.length === 0) reasons.push(missedWords(own!, rule.op, bound));
  }
  if (item.rules.length === 0) return byTarget(item, own, reader, full, done);
  if (others.length === 0) return done(ZERO, reasons);

  const deductions = others.filter((rule) => rule.kind.startsWith('deduct'));
  const awards = others.filter((rule) => !rule.kind.startsWith('deduct'));
  let points = part === 'regular' && awards.length === 0 ? full : ZERO;
  if (awards.length) points = points.add(awarded(awards, own, item, reader, hand, full, reasons, part));
  const lost = deductions.reduce((sum, rule) => sum.add(deducted(rule, own, reader, reasons)), ZERO);
  return done(part === 'deduction' ? points.add(lost) : points.sub(lost), reasons);
}

function byTarget(item: Item, own: Value | null, reader: Reader, full: Fraction, done: (points: Fraction, reasons: Words[]) => ItemResult): ItemResult {
  const target = item.indicator === undefined ? null : chosenTarget(reader, item.indicator);
  if (!target || !own) return fail(`评分点“${item.label}”没有计分规则`, `the item "${item.label}" has no rule`);
  const bound = value(worth(target.value, reader));
  return meets(own, target.op, bound) ? done(full, []) : done(ZERO, [missedWords(own, target.op, bound)]);
}

function meets(own: Value, op: CompareOp, bound: Value): boolean {
  const order = orderOf(own, bound);
  return order === null ? fail('结果与标准不能比较', 'the result cannot be compared with the bound') : holds(op, order);
}

function missedWords(own: Value, op: CompareOp, bound: Value): Words {
  if (own.kind === 'number' && bound.kind === 'number') {
    const want = figure(bound.value, own.unit); const got = missedFigure(own.value, own.unit, op, bound.value);
    return sentence(`未达到${OPERATOR[op]}${want.zh}（实为${got.zh}），得0分`, `${got.en} does not meet ${OPERATOR[op]} ${want.en}: 0 points`);
  }
  return sentence('未达到要求，得0分', 'requirement not met: 0 points');
}

// ---- deductions

function capped(points: Fraction, upTo: string | undefined): Fraction { return upTo === undefined ? points : least(points, exact(upTo)); }

/** Points lost; never printed as 0 where something is lost. */
function cost(points: Fraction): Words {
  if (points.gt(0) && roundHalfUp(points, 2).equals(0)) return sentence('扣不足0.01分', 'less than 0.01 points lost');
  return sentence(`扣${plain(points)}分`, `−${plain(points)} points`);
}

function deducted(rule: Rule, own: Value | null, reader: Reader, reasons: Words[]): Fraction {
  switch (rule.kind) {
    case 'deductPerStep': return deductedBySteps(rule, own, reader, reasons);
    case 'deductWhen': {
      const condition = value(worth(rule.when, reader));
      if (condition.kind !== 'boolean') return fail('“扣分 当”后面应是条件', '"deduct … when" wants a condition');
      if (!condition.value) return ZERO;
      const lost = capped(exact(rule.points), rule.upTo);
      reasons.push(sentence(`出现扣分情形，${cost(lost).zh}`, `a condition for deduction holds: ${cost(lost).en}`));
      return lost;
    }
    case 'deductForEach': {
      const { value: count, unit } = numeric(value(worth(rule.of, reader)));
      const lost = capped(greatest(ZERO, exact(rule.points).mul(count)), rule.upTo);
      const seen = figure(count, unit === '1' ? '次' : unit);
      if (lost.gt(0)) reasons.push(sentence(`${seen.zh}，${cost(lost).zh}`, `${seen.en}: ${cost(lost).en}`));
      return lost;
    }
    default: return ZERO;
  }
}

function deductedBySteps(rule: Extract<Rule, { kind: 'deductPerStep' }>, own: Value | null, reader: Reader, reasons: Words[]): Fraction {
  if (own === null) return fail('按步扣分要有指标', 'a deduction per step wants an indicator');
  const got = numeric(own);
  const bound = numeric(value(worth(rule.bound, reader))); const step = numeric(value(worth(rule.step, reader)));
  if (!step.value.gt(0)) return fail('步长应大于0', 'the step must be greater than 0');
  const gap = rule.side === 'below' ? bound.value.sub(got.value) : got.value.sub(bound.value);
  if (!gap.gt(0)) return ZERO;
  const steps = gap.div(step.value);
  const lost = capped(exact(rule.points).mul(rule.rounding === 'full' ? steps.floor() : steps.ceil()), rule.upTo);
  if (lost.equals(0)) return ZERO;
  const from = figure(bound.value, got.unit); const far = distance(gap, got.unit);
  reasons.push(sentence(
    `${rule.side === 'below' ? '低于' : '高于'}${from.zh} ${far.zh}，${cost(lost).zh}`,
    `${far.en} ${rule.side} ${from.en}: ${cost(lost).en}`));
  return lost;
}

// ---- awards

function awarded(rules: Rule[], own: Value | null, item: Item, reader: Reader, hand: string | number | undefined, full: Fraction, reasons: Words[], part: Part): Fraction {
  let sum = ZERO; let won = false;
  for (const rule of rules) {
    if (rule.kind === 'award') {
      if (won || !awardHolds(rule, own, reader)) continue;
      won = true;
      sum = sum.add(exact(rule.points));
    } else if (rule.kind === 'awardForEach') {
      const { value: count } = numeric(value(worth(rule.of, reader)));
      sum = sum.add(capped(greatest(ZERO, exact(rule.points).mul(count)), rule.upTo));
    } else if (rule.kind === 'inProportion') {
      sum = sum.add(inProportion(own, item, reader, full, reasons));
    } else if (rule.kind === 'byHand') {
      sum = sum.add(byHand(rule, hand));
    }
  }
  if (part === 'regular' && sum.lt(full) && reasons.length === 0) reasons.push(sentence(`按规则得${plain(sum)}分`, `${plain(sum)} points by the rule`));
  return sum;
}

function awardHolds(rule: Extract<Rule, { kind: 'award' }>, own: Value | null, reader: Reader): boolean {
  if (rule.when) {
    const condition = value(worth(rule.when, reader));
    return condition.kind === 'boolean' ? condition.value : fail('“得分 当”后面应是条件', '"award … when" wants a condition');
  }
  if (!rule.op || !rule.value) return true;
  if (own === null) return fail('“得分 当”要有指标', '"award … when" wants an indicator');
  return meets(own, rule.op, value(worth(rule.value, reader)));
}

/** points × min(1, value ÷ target); where less is better, points × min(1, target ÷ value). */
function inProportion(own: Value | null, item: Item, reader: Reader, full: Fraction, reasons: Words[]): Fraction {
  const target = item.indicator === undefined ? null : chosenTarget(reader, item.indicator);
  if (!own || !target) return fail('“按比例”要有带目标的指标', '"in proportion" wants an indicator with a target');
  const bound = value(worth(target.value, reader));
  if (own.kind !== 'number' || bound.kind !== 'number') {
    if (meets(own, target.op, bound)) return full;
    reasons.push(missedWords(own, target.op, bound));
    return ZERO;
  }
  const lessIsBetter = target.op === '<=' || target.op === '<';
  const [over, under] = lessIsBetter ? [bound.value, own.value] : [own.value, bound.value];
  const share = greatest(ZERO, under.gt(0) ? least(ONE, over.div(under)) : ONE);
  if (share.lt(ONE)) {
    const got = missedFigure(own.value, own.unit, lessIsBetter ? '<=' : '>=', bound.value); const want = figure(bound.value, own.unit);
    const lost = cost(full.sub(full.mul(share)));
    reasons.push(sentence(`实为${got.zh}，目标${want.zh}，按比例${lost.zh}`, `${got.en} against ${want.en}, in proportion: ${lost.en}`));
  }
  return full.mul(share);
}

function byHand(rule: Extract<Rule, { kind: 'byHand' }>, hand: string | number | undefined): Fraction {
  if (hand === undefined) throw new NoValue({ state: 'pending', reason: { zh: '尚未评分', en: 'not yet given by hand' } });
  const points = exact(hand);
  if (points.lt(exact(rule.from)) || points.gt(exact(rule.to))) return fail(`评分${plain(points)}不在${rule.from}至${rule.to}之间`, `${plain(points)} is not between ${rule.from} and ${rule.to}`);
  return points;
}

// ---- targets

/** The first target whose condition holds. A condition that needs records cannot be judged here: an error that says so. */
function chosenTarget(reader: Reader, name: string): Target | null {
  const indicator: Indicator | undefined = reader.program.indicators[name];
  for (const target of indicator?.targets ?? []) {
    if (!target.when) return target;
    const condition = value(worth(target.when, reader));
    if (condition.kind === 'boolean' && condition.value) return target;
  }
  return null;
}

function inPrinciple(reader: Reader, name: string): boolean {
  const targets = reader.program.indicators[name]?.targets ?? [];
  return reader.measure(name)?.principleMissed === true || (targets.length > 0 && targets.every((target) => target.principle));
}
