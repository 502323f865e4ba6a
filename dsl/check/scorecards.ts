/** Scorecards: dimensions, items and their rules, vetoes, grades. */
import type { Dimension, Expr, Indicator, Item, Rule, Scorecard, Target } from '../program.ts';
import type { DimensionAst, ExprAst, ExtraAst, ItemAst, RuleAst } from '../syntax/ast.ts';
import { agencyFirst, agencyScope, failQuietly, report, use, type Context, type IndicatorInfo, type OtherInfo } from './context.ts';
import { condition, value } from './recursion.ts';
import { agencies } from './gather.ts';
import { compareValue } from './indicators.ts';
import { findOne, titles, unknown } from './lookup.ts';
import { converted } from './numbers.ts';
import { lifting, type Lifting } from './rule-indicators.ts';
import { sourceOf } from './sources.ts';
import { node, numberType, typeWords } from './types.ts';
import { dimension, together } from './units.ts';

/** A card being checked: what its rules have become, names taken, items counted so far. */
interface Card { context: Context; name: string; lifting: Lifting; names: Set<string>; items: number }

/** The card, and the indicators that its rules' own expressions have become. */
export interface FinishedScorecard { scorecard: Scorecard; indicators: Indicator[] }

export function finishScorecard(context: Context, info: OtherInfo<'scorecard'>): FinishedScorecard {
  const { ast } = info;
  const sources = (ast.sources ?? []).map((written) => sourceOf(context, written));
  const card: Card = { context, name: info.name, lifting: lifting(context, sources), names: new Set(), items: 0 };
  const dimensions = ast.dimensions.map((written) => finishDimension(card, written));
  const scorecard: Scorecard = {
    name: info.name, label: info.label, ...(sources.length > 0 && { sources }), groupsBy: groupsBy(context, ast.groupsBy), dimensions,
    ...(ast.bonus && { bonus: extra(card, ast.bonus) }), ...(ast.deductions && { deductions: extra(card, ast.deductions) }),
    vetoes: ast.vetoes.flatMap((written, index) => finishVeto(card, ast, written, index) ?? []),
    missing: {
      notApplicable: ast.missing.findLast((one) => one.what === 'notApplicable')?.rule ?? 'rescale',
      notReported: ast.missing.findLast((one) => one.what === 'notReported')?.rule ?? 'zero',
      pending: ast.missing.findLast((one) => one.what === 'pending')?.rule ?? 'rescale',
    },
    grades: ast.grades.map((grade) => ({ label: grade.label.value, ...(grade.atLeast !== undefined && { atLeast: grade.atLeast }) })),
    at: ast.at,
  };
  checkPoints(context, info, scorecard);
  checkGrades(context, ast.grades);
  return { scorecard, indicators: card.lifting.indicators };
}

function finishVeto(card: Card, ast: OtherInfo<'scorecard'>['ast'], written: OtherInfo<'scorecard'>['ast']['vetoes'][number], index: number): Scorecard['vetoes'][number] | undefined {
  const when = condition(card.context, written.when, agencyFirst);
  if (written.grade && !ast.grades.some((grade) => grade.label.value === written.grade!.value)) {
    unknown(card.context, 'unknown-grade', { text: written.grade.value, at: written.grade.at }, ast.grades.map((grade) => grade.label.value));
  }
  return when && {
    label: written.label.value, when: card.lifting.lift(when, `${card.name}#veto${index + 1}`, `一票否决：${written.label.value}`),
    ...(written.grade && { grade: written.grade.value }), ...(written.points !== undefined && { points: written.points }),
  };
}

/** The field of the roster by which agencies are compared; `category` where nothing is said. */
function groupsBy(context: Context, written: ExprAst | undefined): string {
  if (!written) return 'category';
  const ledger = agencies(context);
  if (ledger) use(context, ledger);
  const expr = value(context, written, agencyFirst);
  if (expr?.kind === 'agencyField') return expr.field;
  if (expr) report(context, 'unknown-agency-field', written.at, { name: written.kind === 'path' ? written.parts.map((part) => part.text).join('.') : '…' });
  return 'category';
}

function finishDimension(card: Card, written: DimensionAst): Dimension {
  const points: Record<string, string> = {};
  for (const each of written.points) points[each.group?.value ?? ''] = each.value;
  const items = written.items.flatMap((item) => finishItem(card, item) ?? []);
  return { name: written.label.value, label: written.label.value, points, items, at: written.at };
}

function extra(card: Card, written: ExtraAst): { upTo: string; items: Item[] } {
  const items = written.items.flatMap((item) => finishItem(card, item) ?? []);
  return { upTo: written.upTo ?? sum(items.map((item) => item.points)), items };
}

function finishItem(card: Card, written: ItemAst): Item | undefined {
  const { context, names } = card;
  const place = `${card.name}#${card.items += 1}`;
  const info = written.indicator && findOne(context, context.indicators, written.indicator, 'unknown-indicator');
  if (written.indicator && !info) return undefined;
  const name = info?.name ?? written.label?.value ?? '', label = written.label?.value ?? info?.label ?? name;
  const at = written.indicator?.at ?? written.label?.at ?? written.at;
  if (names.has(name)) report(context, 'duplicate-item', at, { name: info?.label ?? name });
  names.add(name);
  if (info) {
    use(context, info);
    if (info.ast.value?.kind === 'distribution') return report(context, 'distribution-not-referred', at, { name: titles(info) });
    if (info.ast.shownOnly) report(context, 'item-indicator-shown-only', at, { name: titles(info) });
  }
  const counts: Record<string, number> = {};
  const rules = written.rules.flatMap((rule) => {
    const [key, zh] = RULE_NAMES[rule.kind];
    const number = counts[key] = (counts[key] ?? 0) + 1;
    return finishRule(card, rule, info || undefined, `${place}.${key}${number}`, `${label}·${zh}${number}`) ?? [];
  });
  const byTarget = rules.length === 0 || rules.some((rule) => rule.kind === 'inProportion');
  const targets = byTarget && info?.indicator ? info.indicator.targets.map((target, index) => liftedTarget(card, target, `${place}.target${index + 1}`, `${label}·目标${index + 1}`)) : [];
  return { name, label, ...(info && { indicator: info.name }), points: written.points, rules, ...(targets.length > 0 && { targets }), at: written.at };
}

/** The rule's part in the name of an internal indicator, and in its label. */
const RULE_NAMES: Record<RuleAst['kind'], [name: string, label: string]> = {
  fullWhen: ['full', '满分'], deductPerStep: ['deduct', '扣分'], deductWhen: ['deduct', '扣分'], deductForEach: ['deduct', '扣分'],
  award: ['award', '得分'], awardForEach: ['award', '得分'], inProportion: ['proportion', '按比例'], byHand: ['hand', '酌情'],
};

function liftedTarget(card: Card, target: Target, name: string, label: string): Target {
  const { when, ...rest } = target;
  return { ...rest, value: card.lifting.lift(target.value, name, label), ...(when && { when: card.lifting.lift(when, `${name}.when`, label) }) };
}

function finishRule(card: Card, written: RuleAst, info: IndicatorInfo | undefined, name: string, label: string): Rule | undefined {
  const { context } = card;
  const upTo = 'upTo' in written && written.upTo !== undefined ? { upTo: written.upTo } : {};
  const lift = (expr: Expr, part = ''): Expr => card.lifting.lift(expr, name + part, label);
  /** The item's own value held against a bound. */
  const held = (op: Target['op'], bound: ExprAst): { op: Target['op']; value: Expr } | undefined => {
    if (!info) return report(context, 'item-needs-indicator', written.at, {});
    if (!info.indicator) return failQuietly(context);
    const compared = compareValue(context, info.indicator.value, bound, op, bound, written.at);
    return compared && { op, value: lift(compared.bound, '.bound') };
  };
  const number = (ast: ExprAst): Expr | undefined => {
    const expr = value(context, ast, agencyFirst);
    return expr && expr.type.kind !== 'number' ? report(context, 'not-a-number', ast.at, { what: typeWords(expr.type) }) : expr && lift(expr);
  };
  const when = (ast: ExprAst): Expr | undefined => {
    const expr = condition(context, ast, agencyFirst);
    return expr && lift(expr);
  };
  switch (written.kind) {
    case 'fullWhen': {
      const compared = held(written.op, written.value);
      return compared && { kind: 'fullWhen', ...compared };
    }
    case 'deductPerStep': {
      const compared = held(written.side === 'below' ? '>=' : '<=', written.bound);
      const step = stepOf(context, written.step, info);
      if (!compared || !step) return undefined;
      return { kind: 'deductPerStep', points: written.points, rounding: written.rounding, step: lift(step, '.step'), side: written.side, bound: compared.value, ...upTo };
    }
    case 'deductWhen': {
      const holds = when(written.when);
      return holds && { kind: 'deductWhen', points: written.points, when: holds, ...upTo };
    }
    case 'deductForEach': case 'awardForEach': {
      const of = number(written.of);
      return of && { kind: written.kind, points: written.points, of, ...upTo };
    }
    case 'award': {
      if (written.when) {
        const holds = when(written.when);
        return holds && { kind: 'award', points: written.points, when: holds };
      }
      if (!written.op || !written.value) return { kind: 'award', points: written.points };
      const compared = held(written.op, written.value);
      return compared && { kind: 'award', points: written.points, ...compared };
    }
    case 'inProportion': {
      if (!info) return report(context, 'item-needs-indicator', written.at, {});
      const bounded = info.ast.targets.some((target) => target.op === '>=' || target.op === '>');
      if (!bounded) return report(context, 'proportion-needs-target', written.at, { name: titles(info) });
      return { kind: 'inProportion' };
    }
    case 'byHand': return { kind: 'byHand', from: written.from, to: written.to };
  }
}

/** A step is in the unit of the value; of a ratio in percentage points. */
function stepOf(context: Context, written: ExprAst, info: IndicatorInfo | undefined): Expr | undefined {
  const step = value(context, written, agencyScope);
  if (!step) return undefined;
  if (step.kind === 'number' && !(Number(step.value) > 0)) return report(context, 'step-not-positive', written.at, {});
  const type = info?.indicator?.value.type;
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

/** A dimension's points should be those of its items, and all dimensions' a hundred. */
function checkPoints(context: Context, info: OtherInfo<'scorecard'>, scorecard: Scorecard): void {
  scorecard.dimensions.forEach((each, index) => {
    const items = sum(each.items.map((item) => item.points));
    const written = info.ast.dimensions[index]!;
    if (each.items.length < written.items.length || written.points.length === 0) return;
    for (const point of written.points) {
      if (sum([point.value]) !== items) report(context, 'dimension-points', written.label.at, { name: each.label, points: point.value, sum: items });
    }
  });
  if (scorecard.dimensions.length === 0) return;
  const groups = [...new Set(scorecard.dimensions.flatMap((each) => Object.keys(each.points)))];
  for (const group of groups) {
    const total = sum(scorecard.dimensions.map((each) => each.points[group] ?? each.points[''] ?? '0'));
    if (total !== '100' && !(group === '' && groups.length > 1 && scorecard.dimensions.some((each) => each.points[''] === undefined))) {
      report(context, 'scorecard-points', info.ast.name.at, { name: titles(scorecard), sum: total, group });
    }
  }
}

function checkGrades(context: Context, grades: OtherInfo<'scorecard'>['ast']['grades']): void {
  let before: number | undefined;
  grades.forEach((grade, index) => {
    const last = index === grades.length - 1;
    const bound = grade.atLeast === undefined ? undefined : Number(grade.atLeast);
    if (bound === undefined && !last) report(context, 'grade-without-bound', grade.label.at, { name: grade.label.value });
    if (bound !== undefined && before !== undefined && bound >= before) report(context, 'grades-not-descending', grade.label.at, { name: grade.label.value });
    if (bound !== undefined && last && bound > 0) report(context, 'last-grade-bounded', grade.label.at, { name: grade.label.value });
    if (bound !== undefined) before = bound;
  });
}

/** Exact sum of decimal strings, without trailing zeros. */
export function sum(values: string[]): string {
  const digits = Math.max(0, ...values.map((each) => (each.split('.')[1] ?? '').length));
  const total = values.reduce((all, each) => {
    const [whole = '0', part = ''] = each.split('.');
    return all + BigInt((whole || '0') + part.padEnd(digits, '0'));
  }, 0n);
  const text = total.toString().padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`.replace(/\.?0+$/, '');
}
