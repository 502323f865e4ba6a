/** Scorecards: dimensions, items and their rules, vetoes, grades. */
import type { Dimension, Indicator, Item, Rule, Scorecard } from '../program.ts';
import type { DimensionAst, ExprAst, ExtraAst, ItemAst, RuleAst } from '../syntax/ast.ts';
import { agencyFirst, agencyScope, failQuietly, report, use, type Context, type IndicatorInfo, type OtherInfo } from './context.ts';
import { condition, value } from './recursion.ts';
import { agencies } from './gather.ts';
import { compareValue } from './indicators.ts';
import { findOne, titles, unknown } from './lookup.ts';
import { converted } from './numbers.ts';
import { node, numberType, typeWords } from './types.ts';
import { dimension, together } from './units.ts';

export function finishScorecard(context: Context, info: OtherInfo<'scorecard'>): Scorecard {
  const { ast } = info;
  const names = new Set<string>();
  const dimensions = ast.dimensions.map((written) => finishDimension(context, written, names));
  const scorecard: Scorecard = {
    name: info.name, label: info.label, groupsBy: groupsBy(context, ast.groupsBy), dimensions,
    ...(ast.bonus && { bonus: extra(context, ast.bonus, names) }), ...(ast.deductions && { deductions: extra(context, ast.deductions, names) }),
    vetoes: ast.vetoes.flatMap((written) => {
      const when = condition(context, written.when, agencyFirst);
      if (written.grade && !ast.grades.some((grade) => grade.label.value === written.grade!.value)) {
        unknown(context, 'unknown-grade', { text: written.grade.value, at: written.grade.at }, ast.grades.map((grade) => grade.label.value));
      }
      return when ? [{ label: written.label.value, when, ...(written.grade && { grade: written.grade.value }), ...(written.points !== undefined && { points: written.points }) }] : [];
    }),
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
  return scorecard;
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

function finishDimension(context: Context, written: DimensionAst, names: Set<string>): Dimension {
  const points: Record<string, string> = {};
  for (const each of written.points) points[each.group?.value ?? ''] = each.value;
  const items = written.items.flatMap((item) => finishItem(context, item, names) ?? []);
  return { name: written.label.value, label: written.label.value, points, items, at: written.at };
}

function extra(context: Context, written: ExtraAst, names: Set<string>): { upTo: string; items: Item[] } {
  const items = written.items.flatMap((item) => finishItem(context, item, names) ?? []);
  return { upTo: written.upTo ?? sum(items.map((item) => item.points)), items };
}

function finishItem(context: Context, written: ItemAst, names: Set<string>): Item | undefined {
  const info = written.indicator && findOne(context, context.indicators, written.indicator, 'unknown-indicator');
  if (written.indicator && !info) return undefined;
  const name = info?.name ?? written.label?.value ?? '';
  const at = written.indicator?.at ?? written.label?.at ?? written.at;
  if (names.has(name)) report(context, 'duplicate-item', at, { name: info?.label ?? name });
  names.add(name);
  if (info) {
    use(context, info);
    if (info.ast.shownOnly) report(context, 'item-indicator-shown-only', at, { name: titles(info) });
  }
  const rules = written.rules.flatMap((rule) => finishRule(context, rule, info || undefined) ?? []);
  return { name, label: written.label?.value ?? info?.label ?? name, ...(info && { indicator: info.name }), points: written.points, rules, at: written.at };
}

function finishRule(context: Context, written: RuleAst, info: IndicatorInfo | undefined): Rule | undefined {
  const upTo = 'upTo' in written && written.upTo !== undefined ? { upTo: written.upTo } : {};
  /** The item's own value held against a bound. */
  const held = (op: Indicator['targets'][number]['op'], bound: ExprAst): { op: typeof op; value: NonNullable<ReturnType<typeof compareValue>>['bound'] } | undefined => {
    if (!info) return report(context, 'item-needs-indicator', written.at, {});
    if (!info.indicator) return failQuietly(context);
    const compared = compareValue(context, info.indicator.value, bound, op, bound, written.at);
    return compared && { op, value: compared.bound };
  };
  const number = (ast: ExprAst): ReturnType<typeof value> => {
    const expr = value(context, ast, agencyFirst);
    return expr && expr.type.kind !== 'number' ? report(context, 'not-a-number', ast.at, { what: typeWords(expr.type) }) : expr;
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
      return { kind: 'deductPerStep', points: written.points, rounding: written.rounding, step, side: written.side, bound: compared.value, ...upTo };
    }
    case 'deductWhen': {
      const when = condition(context, written.when, agencyFirst);
      return when && { kind: 'deductWhen', points: written.points, when, ...upTo };
    }
    case 'deductForEach': case 'awardForEach': {
      const of = number(written.of);
      return of && { kind: written.kind, points: written.points, of, ...upTo };
    }
    case 'award': {
      if (written.when) {
        const when = condition(context, written.when, agencyFirst);
        return when && { kind: 'award', points: written.points, when };
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
function stepOf(context: Context, written: ExprAst, info: IndicatorInfo | undefined): ReturnType<typeof value> {
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
