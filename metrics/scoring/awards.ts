/** Rules that give points, from 0 up, each with the figure, the rule and the points in words. */
import type Fraction from 'fraction.js';
import type { Rule, Target } from '../../dsl/program.ts';
import { conditionText, counted, shown } from './described.ts';
import { ONE, ZERO, exact, greatest, least } from './exact.ts';
import { fail, given, meets, missedWords, NoValue, numeric, type Judging } from './judging.ts';
import { OPERATOR, boundFigure, missedFigure, plain, unitShown } from './words.ts';

type Of<K extends Rule['kind']> = Extract<Rule, { kind: K }>;
export type Award = Of<'award' | 'awardForEach' | 'inProportion' | 'byHand'>;

export const isAward = (rule: Rule): rule is Award => rule.kind === 'award' || rule.kind === 'awardForEach' || rule.kind === 'inProportion' || rule.kind === 'byHand';

/** Points that the rules give together, not yet held against the item's full points. Of several steps the first that holds wins. */
export function awarded(rules: Award[], judging: Judging): Fraction {
  let sum = ZERO, won = false;
  for (const rule of rules) {
    switch (rule.kind) {
      case 'award': {
        if (won) break;
        const step = stepWords(rule, judging);
        if (!step) break;
        won = true;
        judging.say(`${step.zh}${given(exact(rule.points)).zh}`, `${step.en}${given(exact(rule.points)).en}`);
        sum = sum.add(exact(rule.points));
        break;
      }
      case 'awardForEach': sum = sum.add(forEach(rule, judging)); break;
      case 'inProportion': sum = sum.add(inProportion(judging)); break;
      case 'byHand': sum = sum.add(byHand(rule, judging)); break;
    }
  }
  if (!won && rules.some((rule) => rule.kind === 'award')) judging.say('不符合任何得分条件，得0分', 'no condition for points is met: 0 points');
  return sum;
}

/** What makes the step hold, in words; null where it does not. */
function stepWords(rule: Of<'award'>, judging: Judging): { zh: string; en: string } | null {
  if (rule.when) {
    const condition = judging.value(rule.when);
    if (condition.kind !== 'boolean') return fail('“得分 当”后面应是条件', '"award … when" wants a condition');
    if (!condition.value) return null;
    const why = conditionText(rule.when, judging.reader);
    return { zh: `${why.zh}，`, en: `${why.en}: ` };
  }
  if (!rule.op || !rule.value) {
    const own = judging.ownOrNone();
    return own ? { zh: `实为${shown(own).zh}，不符合其他各档，`, en: `${shown(own).en}, no other step is reached: ` } : { zh: '不符合其他各档，', en: 'no other step is reached: ' };
  }
  const own = judging.own('“得分 当”要有指标', '"award … when" wants an indicator'), bound = judging.value(rule.value);
  if (!meets(own, rule.op, bound)) return null;
  return { zh: `实为${shown(own).zh}，符合${OPERATOR[rule.op]}${shown(bound).zh}，`, en: `${shown(own).en} is ${OPERATOR[rule.op]} ${shown(bound).en}: ` };
}

function forEach(rule: Of<'awardForEach'>, judging: Judging): Fraction {
  const { value: count, unit } = numeric(judging.value(rule.of));
  const all = greatest(ZERO, exact(rule.points).mul(count)), got = rule.upTo === undefined ? all : least(all, exact(rule.upTo));
  const { seen, each } = counted(rule.of, count, unit, judging.reader), points = rule.points;
  const note = all.gt(got) ? { zh: `（最多${plain(got)}分）`, en: ` (at most ${plain(got)})` } : { zh: '', en: '' };
  judging.say(`${seen.zh}，每${each.zh}得${points}分，${given(got).zh}${note.zh}`, `${seen.en}, ${points} for each: ${given(got).en}${note.en}`);
  return got;
}

/** points × min(1, value ÷ target); where less is better, points × min(1, target ÷ value). */
function inProportion(judging: Judging): Fraction {
  const target = chosenTarget(judging), full = judging.full;
  const own = judging.own('“按比例”要有带目标的指标', '"in proportion" wants an indicator with a target');
  if (!target) return fail('“按比例”要有适用的目标', '"in proportion" wants a target that applies');
  const bound = judging.value(target.value);
  if (own.kind !== 'number' || bound.kind !== 'number') {
    if (meets(own, target.op, bound)) return full;
    judging.sayWords(missedWords(own, target.op, bound));
    return ZERO;
  }
  const lessIsBetter = target.op === '<=' || target.op === '<';
  const [over, under] = lessIsBetter ? [bound.value, own.value] : [own.value, bound.value];
  const share = greatest(ZERO, under.gt(0) ? least(ONE, over.div(under)) : ONE);
  if (share.lt(ONE)) {
    const unit = unitShown(own.unit, bound.unit), got = missedFigure(own.value, unit, lessIsBetter ? '<=' : '>=', bound.value), want = boundFigure(bound.value, unit), points = given(full.mul(share));
    judging.say(`实为${got.zh}，目标${want.zh}，按比例${points.zh}`, `${got.en} against ${want.en}, in proportion: ${points.en}`);
  }
  return full.mul(share);
}

function byHand(rule: Of<'byHand'>, judging: Judging): Fraction {
  const { hand } = judging;
  if (!hand) throw new NoValue({ state: 'pending', reason: { zh: '尚未评分', en: 'not yet given by hand' } });
  const points = exact(hand.points);
  if (points.lt(exact(rule.from)) || points.gt(exact(rule.to))) return fail(`评分${plain(points)}不在${rule.from}至${rule.to}之间`, `${plain(points)} is not between ${rule.from} and ${rule.to}`);
  judging.say(`评分${plain(points)}分${hand.reason ? `（${hand.reason}）` : ''}`, `${plain(points)} points given${hand.reason ? ` (${hand.reason})` : ''}`);
  return points;
}

/** The first target whose condition holds; one without a value does not. */
export function chosenTarget(judging: Judging): Target | null {
  for (const target of judging.item.targets ?? []) {
    if (!target.when) return target;
    const condition = judging.reader.worth(target.when);
    if (condition.state === 'error') throw new NoValue(condition);
    if (condition.state === 'value' && condition.value.kind === 'boolean' && condition.value.value) return target;
  }
  return null;
}
