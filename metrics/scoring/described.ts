/** How a rule's expression is called in a reason, and the figures that its condition speaks of. */
import type Fraction from 'fraction.js';
import type { Expr, Unit } from '../../dsl/program.ts';
import { conditionWords, figuresOf, valueWords } from '../../dsl/words/index.ts';
import type { Reader, Value, Worth } from './values.ts';
import { figure, perUnit, type Words } from './words.ts';

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

/** So many of a thing, and one of it: 逾期公示的决定3件, 每件. A bare number is read by the word it ends with (…的件数, …的人数), else as times. */
export function counted(expr: Expr, count: Fraction, unit: Unit, reader: Reader): { seen: Words; each: Words } {
  const what = called(expr, reader), word = unit === '1' ? /(?<unit>[件人次户个宗家])数$/u.exec(what.zh) : null;
  const shown = figure(count, word || unit !== '1' ? unit : '次'), per = perUnit(unit === '1' ? '次' : unit);
  if (!word) return { seen: { zh: what.zh + shown.zh, en: `${what.en}: ${shown.en}` }, each: per };
  return { seen: { zh: `${what.zh.slice(0, word.index)}${shown.zh}${word.groups!['unit']}`, en: `${what.en}: ${shown.en}` }, each: { zh: word.groups!['unit']!, en: 'one' } };
}

/** A condition that holds, with its figures: “迟报”多于2件（实为3件）. */
export function conditionText(expr: Expr, reader: Reader): Words {
  const own = written(expr, reader);
  const words = remembered(conditions, own, () => conditionWords(reader.program, own));
  const figures = figuresOf(own).flatMap((one, index) => {
    const worth = figureWorth(expr, one, index, reader);
    return worth.state === 'value' ? [{ of: called(one, reader), is: shown(worth.value) }] : [];
  });
  if (figures.length === 0 || (own.kind === 'compare' && own.op === '=')) return words;
  if (isExistence(own)) return { zh: `${words.zh}（${figures[0]!.is.zh}件）`, en: `${words.en} (${figures[0]!.is.en})` };
  if (figures.length === 1) return { zh: `${words.zh}（实为${figures[0]!.is.zh}）`, en: `${words.en} (it is ${figures[0]!.is.en})` };
  return { zh: `${words.zh}（${figures.map((one) => one.of.zh + one.is.zh).join('、')}）`, en: `${words.en} (${figures.map((one) => `${one.of.en}: ${one.is.en}`).join(', ')})` };
}

/** “有…”: what it counts is at least one. */
function isExistence(own: Expr): boolean {
  if (own.kind !== 'compare' || own.left.kind !== 'aggregate' || own.left.fn !== 'count' || own.right.kind !== 'number' || own.right.unit !== '1') return false;
  return (own.op === '>=' && own.right.value === '1') || (own.op === '>' && own.right.value === '0');
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
