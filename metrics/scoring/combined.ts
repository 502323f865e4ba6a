/** A card of cards: Σ weight × the cards' exact totals. Each card stands as a dimension of one item, worth its weight. */
import type { Scorecard } from '../../dsl/program.ts';
import { base, byMissingRule, closed, leftOut, shownDimension, type Judged, type ScoredDimension, type Subject } from './card.ts';
import { HUNDRED, ONE, exact } from './exact.ts';
import type { ItemResult } from './item.ts';
import { STATE_WORDS, plain, type Words } from './words.ts';

export interface Component { card: Scorecard; /** Percent. */ weight: string; judged: Judged }

/** Cards without points are missing by this card's rules; its own bonus, deductions and vetoes come after weighting. */
export function judgeCombined(card: Scorecard, components: Component[], subject: Subject): Judged {
  const dimensions = components.map((component) => dimensionOf(card, component, subject));
  return closed(card, subject, dimensions, base(card, dimensions.flatMap((dimension) => dimension.items)));
}

function dimensionOf(card: Scorecard, component: Component, subject: Subject): ScoredDimension {
  const { card: { name, label }, weight } = component, item = { name, label, points: weight };
  const scored = subject.silent ? leftOut(item, exact(weight), 'not_reported', STATE_WORDS['not_reported']!) : byMissingRule(item, ONE, resultOf(component), card);
  return { items: [scored], shown: shownDimension(name, label, [scored]) };
}

function resultOf({ card, weight, judged }: Component): ItemResult {
  const { state, total, veto } = judged;
  if (total !== null) {
    const note: Words = veto ? { zh: `（一票否决：${veto.label}）`, en: ` (vetoed: ${veto.label})` } : { zh: '', en: '' };
    const points = total.mul(exact(weight)).div(HUNDRED);
    return { state: 'value', points, reason: { zh: `${plain(total)}分${note.zh}，权重${weight}%，计${plain(points)}分`, en: `${plain(total)} points${note.en}, weight ${weight}%: ${plain(points)}` } };
  }
  const words: Words = { zh: `“${card.label}”${STATE_WORDS[state]!.zh}`, en: `"${card.label}" ${STATE_WORDS[state]!.en}` };
  if (state !== 'error') return { state: state === 'value' ? 'not_applicable' : state, reason: words };
  const first = [...judged.dimensions.flatMap((dimension) => dimension.items), ...judged.extras].find((item) => item.shown.state === 'error')?.shown.reason;
  return { state, reason: first ? { zh: `${words.zh}：${first.zh}`, en: `${words.en}: ${first.en}` } : words };
}
