/** Cards put together from other cards: which, by what weight, over the same peer groups, never in a circle. */
import type { Combined, Scorecard } from '../program.ts';
import { report, use, within, type Context, type OtherInfo } from './context.ts';
import { agencies } from './gather.ts';
import { findOne, titles, type Both } from './lookup.ts';
import { find } from './names.ts';
import { sum } from './scorecard-points.ts';

type Card = OtherInfo<'scorecard'>;

/** Adds to the finished `cards` what they combine, components first. A combined card without groups of its own takes those of its components. */
export function finishCombined(context: Context, cards: Map<Card, Scorecard>): void {
  const done = new Set<Card>();
  for (const root of cards.keys()) {
    const open: { info: Card; next: Card[] }[] = [];
    const enter = (info: Card): void => { open.push({ info, next: componentsOf(context, info) }); };
    if (!done.has(root)) enter(root);
    while (open.length > 0) {
      const top = open[open.length - 1]!, next = top.next.pop();
      if (!next) {
        open.pop();
        done.add(top.info);
        if (top.info.ast.combine) within(context, top.info, () => combine(context, top.info, cards));
        continue;
      }
      const from = open.findIndex((one) => one.info === next);
      if (from >= 0) cycle(context, open.slice(from).map((one) => one.info));
      else if (!done.has(next)) enter(next);
    }
  }
}

function componentsOf(context: Context, info: Card): Card[] {
  return (info.ast.combine ?? []).flatMap((one) => find(context.scorecards, one.scorecard.text)).toReversed();
}

function cycle(context: Context, members: Card[]): void {
  const [first] = members;
  within(context, first!, () => report(context, 'cyclic-scorecards', first!.ast.name.at, { names: [...members, first!].map(titles) }));
  for (const member of members) member.failed = true;
}

function combine(context: Context, info: Card, cards: Map<Card, Scorecard>): void {
  const { ast } = info, scorecard = cards.get(info)!;
  if (ast.dimensions.length > 0 || ast.subject) report(context, 'combine-with-dimensions', ast.name.at, { name: titles(info) });
  const components: { info: Card; combined: Combined }[] = [];
  for (const written of ast.combine!) {
    const component = findOne(context, context.scorecards, written.scorecard, 'unknown-scorecard');
    if (!component) continue;
    if (components.some((one) => one.info === component)) { report(context, 'combine-twice', written.at, { name: titles(component) }); continue; }
    use(context, component);
    components.push({ info: component, combined: { scorecard: component.name, weight: written.weight } });
  }
  scorecard.combine = components.map((one) => one.combined);
  if (components.length < ast.combine!.length) return;
  const total = sum(ast.combine!.map((one) => one.weight));
  if (total !== '100') report(context, 'combine-weights', ast.name.at, { name: titles(info), sum: total });
  const first = components[0]!, groups = ast.groupsBy ? scorecard.groupsBy : cards.get(first.info)!.groupsBy;
  const by = ast.groupsBy ? info : first.info;
  scorecard.groupsBy = groups;
  components.forEach((one, index) => {
    const other = cards.get(one.info)!.groupsBy;
    if (other !== groups) report(context, 'combine-groups', ast.combine![index]!.at, { name: titles(by), group: fieldTitles(context, groups), other: titles(one.info), otherGroup: fieldTitles(context, other) });
  });
}

function fieldTitles(context: Context, name: string): Both {
  const ledger = agencies(context), field = ledger && find(ledger.fields, name)[0];
  return field ? titles(field) : { zh: name, en: name };
}
