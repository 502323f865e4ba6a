/** What the rules of an item share while it is judged: its own value, the points given by hand, the reasons so far. */
import type Fraction from 'fraction.js';
import type { CompareOp, Expr, Item, Unit } from '../../dsl/program.ts';
import { shown } from './described.ts';
import { exact, roundHalfUp } from './exact.ts';
import { orderOf, type Reader, type Value, type Worth } from './values.ts';
import { OPERATOR, boundFigure, unitShown, holds, missedFigure, plain, type Words } from './words.ts';

/** Points given by hand (decimal) and why. */
export interface HandPoint { points: string | number; reason?: string }

type Missing = Exclude<Worth, { state: 'value' }>;
/** Leaves the judging where a value is missing. Not an Error: thousands of items are without a value, and none needs a stack. */
export class NoValue {
  readonly worth: Missing;
  constructor(missing: Missing) { this.worth = missing; }
}
export function fail(zh: string, en: string): never { throw new NoValue({ state: 'error', reason: { zh, en } }); }

export class Judging {
  readonly reasons: Words[] = [];
  readonly full: Fraction;
  readonly item: Item;
  readonly reader: Reader;
  readonly hand: HandPoint | undefined;
  readonly #own: Value | null;

  /** @throws NoValue where the item's own value is missing. */
  constructor(item: Item, reader: Reader, hand: HandPoint | undefined) {
    this.item = item;
    this.reader = reader;
    this.hand = hand;
    this.full = exact(item.points);
    const expr = ownExpr(item);
    this.#own = expr ? this.value(expr) : null;
  }

  value(expr: Expr): Value {
    const worth = this.reader.worth(expr);
    if (worth.state !== 'value') throw new NoValue(worth);
    return worth.value;
  }
  /** The value that the item judges; an error (in these words) where it has none. */
  own(zh: string, en: string): Value { return this.#own ?? fail(zh, en); }
  ownOrNone(): Value | null { return this.#own; }
  say(zh: string, en: string): void { this.reasons.push({ zh, en }); }
  sayWords(words: Words): void { this.reasons.push(words); }
}

/** What the item judges: its indicator, or a figure of the row. */
function ownExpr(item: Item): Expr | null {
  if (item.value) return item.value;
  return item.indicator === undefined ? null : { kind: 'indicator', name: item.indicator, yearOffset: 0, type: { kind: 'number', unit: '1' } };
}

export function numeric(of: Value): { value: Fraction; unit: Unit } {
  return of.kind === 'number' ? of : fail('规则需要数字，结果却不是', 'the rule wants a number and the result is none');
}

export function meets(own: Value, op: CompareOp, bound: Value): boolean {
  const order = orderOf(own, bound);
  return order === null ? fail('结果与标准不能比较', 'the result cannot be compared with the bound') : holds(op, order);
}

/** A bound that is not met. */
export function missedWords(own: Value, op: CompareOp, bound: Value): Words {
  if (own.kind === 'number' && bound.kind === 'number') {
    const unit = unitShown(own.unit, bound.unit), want = boundFigure(bound.value, unit), got = missedFigure(own.value, unit, op, bound.value);
    return { zh: `实为${got.zh}，未达到${OPERATOR[op]}${want.zh}`, en: `${got.en} does not meet ${OPERATOR[op]} ${want.en}` };
  }
  const got = shown(own), want = shown(bound);
  const date = own.kind === 'text' ? OPERATOR[op] : op === '!=' ? '≠' : '';
  return { zh: `实为${got.zh}，要求${date}${want.zh}`, en: `${got.en} where ${date}${want.en} is required` };
}

/** Points lost; never printed as 0 where something is lost. */
export function taken(points: Fraction): Words {
  if (points.gt(0) && roundHalfUp(points, 2).equals(0)) return { zh: '扣不足0.01分', en: 'less than 0.01 points lost' };
  return { zh: `扣${plain(points)}分`, en: `−${plain(points)} points` };
}

/** Points got; never printed as more than they are. */
export function given(points: Fraction): Words {
  const text = String(Number(points.floor(2).valueOf()));
  return { zh: `得${text}分`, en: `${text} points` };
}
