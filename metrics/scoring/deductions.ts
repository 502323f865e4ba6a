/** Rules that take points off, each with the figure, the rule and the points lost in words. */
import type Fraction from 'fraction.js';
import type { Rule } from '../../dsl/program.ts';
import { conditionText, counted } from './described.ts';
import { ZERO, exact, greatest, least } from './exact.ts';
import { fail, numeric, taken, type Judging } from './judging.ts';
import { boundFigure, distance, missedFigure, plain, unitShown } from './words.ts';

type Of<K extends Rule['kind']> = Extract<Rule, { kind: K }>;
export type Deduction = Of<'deductPerStep' | 'deductWhen' | 'deductForEach'>;

export const isDeduction = (rule: Rule): rule is Deduction => rule.kind === 'deductPerStep' || rule.kind === 'deductWhen' || rule.kind === 'deductForEach';

/** Points lost by one rule, within its own cap. */
export function deducted(rule: Deduction, judging: Judging): Fraction {
  switch (rule.kind) {
    case 'deductPerStep': return bySteps(rule, judging);
    case 'deductWhen': return whenItHolds(rule, judging);
    case 'deductForEach': return forEach(rule, judging);
  }
}

/** Capped, and where the cap has cut something off the note that says so. */
function capped(points: Fraction, upTo: string | undefined): { lost: Fraction; note: { zh: string; en: string } } {
  const none = { zh: '', en: '' };
  if (upTo === undefined) return { lost: points, note: none };
  const cap = exact(upTo);
  return { lost: least(points, cap), note: points.gt(cap) ? { zh: `（最多${plain(cap)}分）`, en: ` (at most ${plain(cap)})` } : none };
}

function whenItHolds(rule: Of<'deductWhen'>, judging: Judging): Fraction {
  const condition = judging.value(rule.when);
  if (condition.kind !== 'boolean') return fail('“扣分 当”后面应是条件', '"deduct … when" wants a condition');
  if (!condition.value) return ZERO;
  const { lost, note } = capped(exact(rule.points), rule.upTo), cost = taken(lost), why = conditionText(rule.when, judging.reader);
  judging.say(`${why.zh}，${cost.zh}${note.zh}`, `${why.en}: ${cost.en}${note.en}`);
  return lost;
}

function forEach(rule: Of<'deductForEach'>, judging: Judging): Fraction {
  const { value: count, unit } = numeric(judging.value(rule.of));
  const { lost, note } = capped(greatest(ZERO, exact(rule.points).mul(count)), rule.upTo);
  if (lost.equals(0)) return ZERO;
  const { seen, each } = counted(rule.of, count, unit, judging.reader), cost = taken(lost);
  judging.say(`${seen.zh}，每${each.zh}扣${rule.points}分，${cost.zh}${note.zh}`, `${seen.en}, ${rule.points} off for each: ${cost.en}${note.en}`);
  return lost;
}

/** 每低（高）k 扣 x：满 k 才扣，或不足 k 按 k. A value on the very step is that step. */
function bySteps(rule: Of<'deductPerStep'>, judging: Judging): Fraction {
  const got = numeric(judging.own('按步扣分要有指标', 'a deduction per step wants an indicator'));
  const bound = numeric(judging.value(rule.bound)), step = numeric(judging.value(rule.step));
  if (!step.value.gt(0)) return fail('步长应大于0', 'the step must be greater than 0');
  const gap = rule.side === 'below' ? bound.value.sub(got.value) : got.value.sub(bound.value);
  if (!gap.gt(0)) return ZERO;
  const steps = gap.div(step.value);
  const { lost, note } = capped(exact(rule.points).mul(rule.rounding === 'full' ? steps.floor() : steps.ceil()), rule.upTo);
  if (lost.equals(0)) return ZERO;
  const unit = unitShown(got.unit, bound.unit), is = missedFigure(got.value, unit, rule.side === 'below' ? '>=' : '<=', bound.value), from = boundFigure(bound.value, unit), far = distance(gap, unit);
  const each = distance(step.value, unit), cost = taken(lost), points = rule.points;
  const ratio = unit === '%' || unit === 'percentage_points', less = ratio ? (rule.side === 'below' ? '低' : '高') : rule.side === 'below' ? '少' : '多';
  // Of things counted one by one there is no part to speak of.
  const whole = !ratio && step.value.equals(1);
  const zhStep = whole ? `每${less}${each.zh}扣${points}分` : rule.rounding === 'full' ? `每满${each.zh}扣${points}分` : `每${each.zh}扣${points}分（不足的按${each.zh}计）`;
  const enStep = `${points} off for each ${whole ? '' : `${rule.rounding} `}${each.en}`;
  judging.say(
    `实为${is.zh}，比${from.zh}${less}${far.zh}，${zhStep}，${cost.zh}${note.zh}`,
    `${is.en}, ${far.en} ${rule.side} ${from.en}, ${enStep}: ${cost.en}${note.en}`);
  return lost;
}
