/** Points given by hand (酌情评分): which items of a pack's cards take them, what was given, and the giving. */
import type { Program, Scorecard } from '../../dsl/index.ts';
import type { HandPoints } from '../../metrics/score.ts';
import type { HandPointEntry } from '../../data/store/index.ts';
import { compare } from '../publish/decimal.ts';
import { Refusal } from '../words.ts';

export interface HandItem { name: string; label: string; from: string; to: string }

/** Items of a card with a rule `by hand`, in the card's order. */
export function handItems(card: Scorecard): HandItem[] {
  const items = [...card.dimensions.flatMap((dimension) => dimension.items), ...card.bonus?.items ?? [], ...card.deductions?.items ?? []];
  return items.flatMap((item) => {
    const rule = item.rules.find((one) => one.kind === 'byHand');
    return rule?.kind === 'byHand' ? [{ name: item.name, label: item.label, from: rule.from, to: rule.to }] : [];
  });
}

/** Cards of a program that take points by hand. */
export function handCards(program: Program): Scorecard[] { return Object.values(program.scorecards).filter((card) => handItems(card).length > 0); }

/** What holds, as scoring takes it: the newest entry of each agency and item, unless it was taken back. */
export function handPointsOf(entries: readonly HandPointEntry[]): HandPoints {
  const newest = new Map(entries.map((entry) => [[entry.agency, entry.scorecard, entry.item].join('|'), entry]));
  const found: HandPoints = {};
  for (const { agency, scorecard, item, points, reason } of newest.values()) {
    if (points !== null) (found[agency] ??= {})[`${scorecard}#${item}`] = { points, reason };
  }
  return found;
}

/** Points as a plain decimal within the item's bounds. Throws `input`. */
export function checkedPoints(text: string, { label, from, to }: HandItem): string {
  const plain = text.trim();
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(plain)) throw new Refusal('input', 'bad_points', `分值应是最多两位小数的数字，填的是“${text}”。`, `Points are a number with at most two decimals, not "${text}".`);
  if (compare(plain, from) < 0 || compare(plain, to) > 0) throw new Refusal('input', 'points_out_of_range', `“${label}”的分值在 ${from} 分至 ${to} 分之间，填的是 ${plain}。`, `"${label}" takes ${from} to ${to} points, not ${plain}.`);
  return plain;
}
