/** The rules of an item: types, units, and what an author cannot have meant. */
import type { Expr, Item, Rule, Target } from '../program.ts';
import type { ExprAst, ItemAst, RuleAst } from '../syntax/ast.ts';
import { failQuietly, report, textAt, type Context, type IndicatorInfo, type Scope } from './context.ts';
import { compareValue } from './indicators.ts';
import { titles } from './lookup.ts';
import { converted } from './numbers.ts';
import { condition, value } from './recursion.ts';
import type { Lifting } from './rule-indicators.ts';
import type { Step } from './steps.ts';
import { node, numberType, typeWords } from './types.ts';
import { dimension, together } from './units.ts';

/** What the rules of an item are checked against. */
export interface Judged {
  context: Context; lifting: Lifting;
  /** Where conditions and figures stand: on the agency or on a row. */
  scope: Scope;
  /** What the item judges: its indicator's value or a field of the row; undefined where it names none. `failed`: it names one in error. */
  own?: Expr; info?: IndicatorInfo; failed: boolean;
  item: ItemAst; label: string;
}

/** The rule's part in the name of an internal indicator, and in its label. */
const RULE_NAMES: Record<RuleAst['kind'], [name: string, label: string]> = {
  fullWhen: ['full', '满分'], deductPerStep: ['deduct', '扣分'], deductWhen: ['deduct', '扣分'], deductForEach: ['deduct', '扣分'],
  award: ['award', '得分'], awardForEach: ['award', '得分'], inProportion: ['proportion', '按比例'], byHand: ['hand', '酌情'],
};

/** The item's rules, and the steps among them in the order in which they are tried. `place`: `quality#3`. */
export function finishRules(judged: Judged, place: string): { rules: Rule[]; steps: Step[] } {
  const counts: Record<string, number> = {}, steps: Step[] = [];
  const rules = judged.item.rules.flatMap((written) => {
    const [key, zh] = RULE_NAMES[written.kind];
    const number = counts[key] = (counts[key] ?? 0) + 1;
    return finishRule(judged, written, `${place}.${key}${number}`, `${judged.label}·${zh}${number}`, steps) ?? [];
  });
  return { rules, steps };
}

/** The targets that an item without rules, or in proportion, goes by. */
export function liftedTargets(judged: Judged, place: string): Item['targets'] {
  const targets = judged.info?.indicator?.targets ?? [];
  return targets.map((target, index): Target => {
    const { when, ...rest } = target, name = `${place}.target${index + 1}`, label = `${judged.label}·目标${index + 1}`;
    return { ...rest, value: judged.lifting.lift(target.value, name, label), ...(when && { when: judged.lifting.lift(when, `${name}.when`, label) }) };
  });
}

function finishRule(judged: Judged, written: RuleAst, name: string, label: string, steps: Step[]): Rule | undefined {
  const { context, scope, own } = judged;
  const upTo = 'upTo' in written && written.upTo !== undefined ? { upTo: written.upTo } : {};
  const lift = (expr: Expr, part = ''): Expr => judged.lifting.lift(expr, name + part, label);
  /** The item's own value held against a bound. */
  const held = (op: Target['op'], bound: ExprAst): { op: Target['op']; value: Expr } | undefined => {
    if (!own) return judged.failed ? failQuietly(context) : report(context, 'item-needs-indicator', written.at, {});
    const compared = compareValue(context, own, bound, op, bound, written.at, scope);
    return compared && { op, value: compared.bound };
  };
  const number = (ast: ExprAst): Expr | undefined => {
    const expr = value(context, ast, scope);
    if (!expr) return undefined;
    if (expr.type.kind !== 'number') return report(context, 'not-a-number', ast.at, { what: typeWords(expr.type) });
    return expr.type.unit === '%' || expr.type.unit === 'percentage_points' ? report(context, 'each-of-ratio', ast.at, {}) : lift(expr);
  };
  switch (written.kind) {
    case 'fullWhen': {
      const compared = held(written.op, written.value);
      if (!compared) return undefined;
      steps.push({ kind: 'full', at: written.at, own: compared });
      return { kind: 'fullWhen', op: compared.op, value: lift(compared.value, '.bound') };
    }
    case 'deductPerStep': {
      const compared = held(written.side === 'below' ? '>=' : '<=', written.bound), step = stepOf(judged, written.step);
      if (!compared || !step) return undefined;
      return { kind: 'deductPerStep', points: written.points, rounding: written.rounding, step: lift(step, '.step'), side: written.side, bound: lift(compared.value, '.bound'), ...upTo };
    }
    case 'deductWhen': {
      const holds = condition(context, written.when, scope);
      if (holds) warnOfVeto(judged, written, textAt(context, written.when.at));
      return holds && { kind: 'deductWhen', points: written.points, when: lift(holds), ...upTo };
    }
    case 'deductForEach': case 'awardForEach': {
      const of = number(written.of);
      if (of && written.kind === 'deductForEach') warnOfVeto(judged, written, `${textAt(context, written.of.at)} > 0`);
      return of && { kind: written.kind, points: written.points, of, ...upTo };
    }
    case 'award': {
      if (written.when) {
        const holds = condition(context, written.when, scope);
        if (!holds) return undefined;
        steps.push({ kind: 'award', at: written.at, when: holds });
        return { kind: 'award', points: written.points, when: lift(holds) };
      }
      if (!written.op || !written.value) {
        steps.push({ kind: 'award', at: written.at });
        return { kind: 'award', points: written.points };
      }
      const compared = held(written.op, written.value);
      if (!compared) return undefined;
      steps.push({ kind: 'award', at: written.at, own: compared });
      return { kind: 'award', points: written.points, op: compared.op, value: lift(compared.value, '.bound') };
    }
    case 'inProportion': {
      const { info } = judged;
      if (!info) return judged.failed ? failQuietly(context) : report(context, 'item-needs-indicator', written.at, {});
      const bounded = info.ast.targets.some((target) => target.op === '>=' || target.op === '>');
      if (!bounded) return report(context, 'proportion-needs-target', written.at, { name: titles(info) });
      return { kind: 'inProportion' };
    }
    case 'byHand': {
      if (scope.kind === 'row') return report(context, 'by-hand-on-rows', written.at, {});
      if (Number(written.from) > Number(written.to)) return report(context, 'hand-range-reversed', written.at, { from: written.from, to: written.to });
      return { kind: 'byHand', from: written.from, to: written.to };
    }
  }
}

/** “扣 100 分” in an item: the item only falls to 0, the author meant the whole card. */
function warnOfVeto(judged: Judged, written: Extract<RuleAst, { kind: 'deductWhen' | 'deductForEach' }>, text: string): void {
  if (Number(written.points) < 100) return;
  report(judged.context, 'deduction-is-veto', written.at, { points: written.points, label: judged.label, condition: text });
}

/** A step is in the unit of the value; of a ratio in percentage points. */
function stepOf(judged: Judged, written: ExprAst): Expr | undefined {
  const { context } = judged, step = value(context, written, judged.scope);
  if (!step) return undefined;
  if (step.kind === 'number' && !(Number(step.value) > 0)) return report(context, 'step-not-positive', written.at, {});
  const type = judged.own?.type;
  if (!type || type.kind !== 'number') return step;
  if (step.type.kind !== 'number') return report(context, 'not-a-number', written.at, { what: typeWords(step.type) });
  if (type.unit === '%' || (type.unit === '1' && dimension(step.type.unit) === 'difference of ratios')) {
    // 1% of a ratio is one percentage point.
    if (step.type.unit === '%' && step.kind === 'number') return node(numberType('percentage_points'), written.at, { kind: 'number', value: step.value, unit: 'percentage_points' });
    return step.type.unit === 'percentage_points' ? step : converted(context, step, numberType('percentage_points'));
  }
  if (together(step.type.unit, type.unit)?.convert === false) return step;
  return converted(context, step, type);
}
