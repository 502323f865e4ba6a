/** What the engine must find on every row of a card with `subject`: the expressions of its rules, in one fixed order. */
import type { Expr, Item, Scorecard } from '../../dsl/program.ts';
import { figuresOf } from '../../dsl/words/figures.ts';
import { literalWorth } from './values.ts';

/**
 * Values and rules of items (dimensions, bonus, deductions), then vetoes; after a condition the figures it speaks of.
 * Literals are none. The engine's columns and the scorer's reading meet in this order.
 */
export function rowExpressions(card: Scorecard): Expr[] {
  const items = [...card.dimensions.flatMap((dimension) => dimension.items), ...card.bonus?.items ?? [], ...card.deductions?.items ?? []];
  const written = [...items.flatMap(ofItem), ...card.vetoes.flatMap((veto) => condition(veto.when))];
  return written.filter((expr) => literalWorth(expr).state === 'error');
}

function ofItem(item: Item): Expr[] {
  const rules = item.rules.flatMap((rule): Expr[] => {
    switch (rule.kind) {
      case 'fullWhen': return [rule.value];
      case 'deductPerStep': return [rule.bound, rule.step];
      case 'deductWhen': return condition(rule.when);
      case 'deductForEach': case 'awardForEach': return [rule.of];
      case 'award': return rule.when ? condition(rule.when) : rule.value ? [rule.value] : [];
      case 'inProportion': case 'byHand': return [];
    }
  });
  return item.value ? [item.value, ...rules] : rules;
}

const condition = (when: Expr): Expr[] => [when, ...figuresOf(when)];
