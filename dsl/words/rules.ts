/** Scoring rules in words, as a score sheet has them: 低于100%的，每满1个百分点扣0.5分，最多扣5分. */
import type { Expr, Rule } from '../program.ts';
import { conditionWords, valueWords } from './formula.ts';
import type { Both, Lookup } from './labels.ts';
import { comparisonWords } from './numbers.ts';

/** A rule's expressions may be internal indicators: pass them resolved (`dsl/diff`), else they are called by their place. */
export function ruleWords(program: Lookup, rule: Rule): Both {
  switch (rule.kind) {
    case 'fullWhen': return said(bounded(program, rule.op, rule.value), '得满分', 'full points when it is');
    case 'deductPerStep': {
      const step = valueWords(program, rule.step), bound = valueWords(program, rule.bound), below = rule.side === 'below';
      return capped({
        zh: `${below ? '低于' : '高于'}${bound.zh}的，每${rule.rounding === 'full' ? `满${step.zh}` : `${step.zh}（不足的按${step.zh}计）`}扣${rule.points}分`,
        en: `${rule.points} off for each ${rule.rounding === 'full' ? 'full' : 'started'} ${step.en} ${below ? 'below' : 'above'} ${bound.en}`,
      }, rule.upTo, '扣', 'off');
    }
    case 'deductWhen': return capped(when(program, rule.when, `扣${rule.points}分`, `${rule.points} off`), rule.upTo, '扣', 'off');
    case 'deductForEach': return capped(forEach(program, rule.of, `扣${rule.points}分`, `${rule.points} off`), rule.upTo, '扣', 'off');
    case 'award': {
      if (rule.when) return when(program, rule.when, `得${rule.points}分`, `${rule.points} points`);
      if (rule.op && rule.value) return said(bounded(program, rule.op, rule.value), `得${rule.points}分`, `${rule.points} points when it is`);
      return { zh: `其他情形得${rule.points}分`, en: `${rule.points} points otherwise` };
    }
    case 'awardForEach': return capped(forEach(program, rule.of, `得${rule.points}分`, `${rule.points} points`), rule.upTo, '得', 'points');
    case 'inProportion': return { zh: '按与目标之比计分', en: 'in proportion to the target' };
    case 'byHand': return { zh: `酌情评${rule.from}至${rule.to}分`, en: `${rule.from} to ${rule.to} points by hand` };
  }
}

const bounded = (program: Lookup, op: Extract<Rule, { kind: 'fullWhen' }>['op'], value: Expr): Both => comparisonWords(op, valueWords(program, value), value);
const said = (bound: Both, zh: string, en: string): Both => ({ zh: `${bound.zh}的，${zh}`, en: `${en} ${bound.en.replace(/^is /, '')}` });

function when(program: Lookup, condition: Expr, zh: string, en: string): Both {
  const words = conditionWords(program, condition);
  return { zh: `${words.zh}的，${zh}`, en: `${en} where ${words.en}` };
}
function forEach(program: Lookup, of: Expr, zh: string, en: string): Both {
  const words = valueWords(program, of);
  return { zh: `按${words.zh}，每计1${zh}`, en: `${en} for each of ${words.en}` };
}
function capped(words: Both, upTo: string | undefined, zh: string, en: string): Both {
  return upTo === undefined ? words : { zh: `${words.zh}，最多${zh}${upTo}分`, en: `${words.en}, at most ${upTo} ${en}` };
}
