/** How a rule's expression is called in a reason, and the figures that its condition speaks of. */
import type { Expr } from '../../dsl/program.ts';
import { conditionWords, figuresOf, valueWords } from '../../dsl/words/index.ts';
import type { Reader, Value, Worth } from './values.ts';
import { figure, type Words } from './words.ts';

/** Worded once: the same few expressions come again for every agency. */
const terms = new WeakMap<Expr, Words>(), conditions = new WeakMap<Expr, Words>();

/** What the author wrote: an internal indicator stands for its own expression. */
function written(expr: Expr, reader: Reader): Expr {
  const indicator = expr.kind === 'indicator' ? reader.program.indicators[expr.name] : undefined;
  return indicator?.internal ? indicator.value : expr;
}

function remembered(known: WeakMap<Expr, Words>, expr: Expr, make: () => Words): Words {
  let words = known.get(expr);
  if (!words) known.set(expr, words = make());
  return words;
}

/** A figure as a term: “迟报件数”, 行政检查中…的件数. */
export function called(expr: Expr, reader: Reader): Words {
  const own = written(expr, reader);
  return remembered(terms, own, () => valueWords(reader.program, own));
}

/** A condition that holds, with its figures: “迟报”多于2件（实为3件）. */
export function conditionText(expr: Expr, reader: Reader): Words {
  const own = written(expr, reader);
  const words = remembered(conditions, own, () => conditionWords(reader.program, own));
  const figures = figuresOf(own).flatMap((one, index) => {
    const worth = figureWorth(expr, one, index, reader);
    return worth.state === 'value' ? [{ of: called(one, reader), is: shown(worth.value) }] : [];
  });
  if (figures.length === 0) return words;
  if (figures.length === 1) return { zh: `${words.zh}（实为${figures[0]!.is.zh}）`, en: `${words.en} (it is ${figures[0]!.is.en})` };
  return { zh: `${words.zh}（${figures.map((one) => one.of.zh + one.is.zh).join('、')}）`, en: `${words.en} (${figures.map((one) => `${one.of.en}: ${one.is.en}`).join(', ')})` };
}

function figureWorth(condition: Expr, one: Expr, index: number, reader: Reader): Worth {
  const internal = condition.kind === 'indicator' && reader.program.indicators[condition.name]?.internal;
  if (!internal || (one.kind === 'indicator' && one.yearOffset === 0)) return reader.worth(one);
  return reader.worth({ kind: 'indicator', name: `${condition.name}.figure${index + 1}`, yearOffset: 0, type: one.type });
}

/** A value in words. */
export function shown(value: Value): Words {
  switch (value.kind) {
    case 'number': return figure(value.value, value.unit);
    case 'boolean': return value.value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
    case 'text': return { zh: value.value, en: value.value };
  }
}
