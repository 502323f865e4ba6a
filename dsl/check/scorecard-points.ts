/** Do the points add up: of items and dimensions, caps, awards, grades. */
import type { Item, Scorecard } from '../program.ts';
import type { ItemAst } from '../syntax/ast.ts';
import { report, type Context, type OtherInfo } from './context.ts';
import { titles } from './lookup.ts';

/** A dimension's points should be those of its items (in one group at least: other groups' are scaled), and all dimensions' a hundred in every group. */
export function checkPoints(context: Context, info: OtherInfo<'scorecard'>, scorecard: Scorecard): void {
  scorecard.dimensions.forEach((each, index) => {
    const items = sum(each.items.map((item) => item.points));
    const written = info.ast.dimensions[index]!;
    if (each.items.length < written.items.length || written.points.length === 0) return;
    const points = written.points.map((point) => sum([point.value]));
    if (!points.includes(items)) report(context, 'dimension-points', written.label.at, { name: each.label, points: points.join(' / '), sum: items });
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

/** Caps that cap nothing, awards beyond the item, and items that can never be full. `regular`: of a dimension. */
export function checkItemPoints(context: Context, written: ItemAst, item: Item, regular: boolean): void {
  const points = Number(item.points), at = written.indicator?.at ?? written.label?.at ?? written.at;
  for (const rule of written.rules) {
    if ('upTo' in rule && rule.upTo !== undefined && Number(rule.upTo) > points) report(context, 'cap-above-item', rule.at, { cap: rule.upTo, points: item.points });
    const award = rule.kind === 'award' ? rule.points : rule.kind === 'byHand' ? rule.to : undefined;
    if (award !== undefined && Number(award) > points) report(context, 'award-above-item', rule.at, { award, points: item.points });
  }
  if (item.lossUpTo !== undefined && Number(item.lossUpTo) > points) report(context, 'cap-above-item', at, { cap: item.lossUpTo, points: item.points });
  const most = mostOf(item);
  if (regular && most !== null && most < points) report(context, 'item-never-full', at, { name: item.label, most: String(most), points: item.points });
}

/** The most that the rules give; null where there is no such bound below the item's own points. */
function mostOf(item: Item): number | null {
  const { rules } = item;
  const fromNothing = rules.some((rule) => rule.kind.startsWith('award') || rule.kind === 'byHand');
  if (!fromNothing || rules.some((rule) => rule.kind === 'fullWhen' || rule.kind === 'inProportion')) return null;
  let most = 0, step = 0;
  for (const rule of rules) {
    if (rule.kind === 'award') step = Math.max(step, Number(rule.points));
    else if (rule.kind === 'byHand') most += Number(rule.to);
    else if (rule.kind === 'awardForEach') {
      if (rule.upTo === undefined) return null;
      most += Number(rule.upTo);
    }
  }
  return Math.round((most + step) * 1e6) / 1e6;
}

export function checkGrades(context: Context, grades: OtherInfo<'scorecard'>['ast']['grades']): void {
  let before: { bound: number; exclusive: boolean } | undefined;
  grades.forEach((grade, index) => {
    const last = index === grades.length - 1;
    const bound = grade.atLeast === undefined ? undefined : Number(grade.atLeast), exclusive = grade.exclusive === true;
    if (bound === undefined && !last) report(context, 'grade-without-bound', grade.label.at, { name: grade.label.value });
    // “优” > 90 and “良” >= 90: 90 itself is 良.
    const below = before === undefined || bound === undefined || bound < before.bound || (bound === before.bound && before.exclusive && !exclusive);
    if (!below) report(context, 'grades-not-descending', grade.label.at, { name: grade.label.value });
    if (bound !== undefined && last && (bound > 0 || exclusive)) report(context, 'last-grade-bounded', grade.label.at, { name: grade.label.value });
    if (bound !== undefined) before = { bound, exclusive };
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
