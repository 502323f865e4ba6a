/**
 * Conditions that hold for every row and time, or for none: choices that exclude each other, bounds without anything
 * between them, comparisons of what is known beforehand, counts below zero. Most often another condition was meant.
 */
import { withoutRanges, type CompareOp, type Expr, type Program, type Range, type Target } from '../program.ts';
import { report, type Context } from './context.ts';
import { find } from './names.ts';
import { fieldAt, isOpen, shortName } from './types.ts';

interface Both { zh: string; en: string }
/** `holds`: always, or never. */
interface Verdict { holds: boolean; because: Both }

/** Looks through everything that is judged. A condition within one that is said to be constant is passed over. */
export function sayConstants(context: Context, program: Program): void {
  const seen = new WeakSet<object>();
  const walk = (part: unknown): void => {
    if (!part || typeof part !== 'object' || seen.has(part)) return;
    seen.add(part);
    if (Array.isArray(part)) { for (const each of part) walk(each); return; }
    const expr = part as Expr;
    const verdict = expr.type?.kind === 'boolean' && expr.at ? constant(context, expr) : shareOfNothing(context, expr);
    if (verdict && expr.at) { say(context, placeOf(expr), verdict); return; }
    for (const key in part) if (key !== 'at' && key !== 'type') walk((part as Record<string, unknown>)[key]);
  };
  for (const ledger of Object.values(program.ledgers)) walk([ledger.fields, ledger.checks]);
  for (const form of Object.values(program.forms)) walk([form.columns, form.checks]);
  for (const parameter of Object.values(program.parameters)) walk(parameter.values);
  // `applies to agencies where level in` all there are is how a rule says that it binds everyone.
  const whom = (appliesTo: Expr | undefined): void => { if (appliesTo && constant(context, appliesTo)?.holds !== true) walk(appliesTo); };
  for (const indicator of Object.values(program.indicators)) {
    whom(indicator.appliesTo);
    walk([indicator.value, indicator.checks]);
    for (const target of indicator.targets) sayTarget(context, indicator.value, target);
    walk(indicator.targets);
  }
  for (const task of Object.values(program.tasks)) { whom(task.appliesTo); walk(task.doneWhen); }
  for (const card of Object.values(program.scorecards)) walk([card.dimensions, card.bonus, card.deductions, card.vetoes, card.subject]);
}

/** Of a share whose scope and condition exclude each other, the condition is in the wrong. */
const placeOf = (expr: Expr): Range => (expr.kind === 'share' ? expr.with.at ?? expr.at! : expr.at!);

function say(context: Context, at: Range, { holds, because }: Verdict): void {
  report(context, holds ? 'always-true' : 'always-false', at, { because });
}

// ---------------------------------------------------------------- one condition

function constant(context: Context, expr: Expr): Verdict | undefined {
  switch (expr.kind) {
    case 'compare': return comparison(context, expr);
    case 'in': return everyChoice(context, expr);
    case 'and': return contradiction(context, expr.operands);
    case 'or': return complement(context, expr.operands);
    case 'not': {
      const inner = constant(context, expr.operand);
      return inner && { ...inner, holds: !inner.holds };
    }
    case 'filled': case 'empty': return alwaysFilled(context, expr.operand) ? { holds: expr.kind === 'filled', because: { zh: `“${shortName(context, expr.operand).zh}”必填`, en: `“${shortName(context, expr.operand).en}” is required` } } : undefined;
    default: return undefined;
  }
}

function comparison(context: Context, expr: Extract<Expr, { kind: 'compare' }>): Verdict | undefined {
  const { op, left, right } = expr;
  const a = known(left), b = known(right);
  if (a !== undefined && b !== undefined && typeof a === typeof b) return { holds: holds(op, a, b), because: { zh: '两边都是已知的值', en: 'both sides are known beforehand' } };
  if (left.kind === right.kind && left.kind !== 'aggregate' && left.type.kind === right.type.kind && same(left, right)) return { holds: op === '=' || op === '<=' || op === '>=', because: { zh: '两边是同一个值', en: 'both sides are the same' } };
  return typeof b === 'number' ? natural(context, left, op, b) : undefined;
}

const holds = (op: CompareOp, a: number | string, b: number | string): boolean =>
  ({ '=': a === b, '!=': a !== b, '<': a < b, '<=': a <= b, '>': a > b, '>=': a >= b })[op];

/** What is known without any data: a number in the unit it is compared in, a day, a text. */
function known(expr: Expr): number | string | undefined {
  switch (expr.kind) {
    case 'number': return Number(expr.value);
    case 'date': case 'text': case 'choiceValue': return expr.value;
    case 'convert': {
      const inner = known(expr.operand), rates: Record<string, number> = { '万元>元': 10_000, '元>万元': 0.0001 };
      const rate = expr.operand.kind === 'number' ? rates[`${expr.operand.unit}>${expr.unit}`] : undefined;
      return typeof inner === 'number' && rate !== undefined ? inner * rate : undefined;
    }
    default: return undefined;
  }
}

/** Numbers of rows are never below zero, shares never outside 0 % and 100 %. */
function natural(context: Context, left: Expr, op: CompareOp, bound: number): Verdict | undefined {
  const least = leastOf(context, left), most = isShare(context, left) ? 100 : undefined;
  const because: Both = most === undefined
    ? { zh: '件数不会小于0', en: 'a count is never below 0' } : { zh: '占比只在0%与100%之间', en: 'a share is always between 0% and 100%' };
  if (least !== undefined) {
    if ((op === '>=' && bound <= least) || (op === '>' && bound < least) || (op === '!=' && bound < least)) return { holds: true, because };
    if ((op === '<' && bound <= least) || ((op === '<=' || op === '=') && bound < least)) return { holds: false, because };
  }
  if (most !== undefined) {
    if ((op === '<=' && bound >= most) || (op === '<' && bound > most) || (op === '!=' && bound > most)) return { holds: true, because };
    if ((op === '>' && bound >= most) || ((op === '>=' || op === '=') && bound > most)) return { holds: false, because };
  }
  return undefined;
}

function leastOf(context: Context, expr: Expr): number | undefined {
  if (isShare(context, expr)) return 0;
  return expr.kind === 'aggregate' && (expr.fn === 'count' || expr.fn === 'distinct') ? 0 : undefined;
}

function isShare(context: Context, expr: Expr): boolean {
  if (expr.kind === 'share') return true;
  return expr.kind === 'indicator' && find(context.indicators, expr.name).find((info) => info.name === expr.name)?.indicator?.value.kind === 'share';
}

/** A required field that is no date: a date may lie after the as-of day, and then reads as empty. */
function alwaysFilled(context: Context, expr: Expr): boolean {
  if (expr.kind !== 'field' || expr.path.length > 0 || expr.type.kind === 'date') return false;
  const info = fieldAt(context, expr.ledger, [], expr.field);
  return info?.ast?.required === true && !info.ast.computed;
}

/** `kind in` every choice there is. */
function everyChoice(context: Context, expr: Extract<Expr, { kind: 'in' }>): Verdict | undefined {
  const { operand } = expr;
  if (operand.type.kind !== 'choice' || isOpen(context, operand)) return undefined;
  const written = new Set(expr.values.map((value) => (value.kind === 'choiceValue' ? value.value : undefined)));
  if (!operand.type.choices.every((choice) => written.has(choice))) return undefined;
  return everything(context, operand);
}

function everything(context: Context, of: Expr): Verdict {
  const name = shortName(context, of);
  return { holds: true, because: { zh: `列出了“${name.zh}”的全部可选值`, en: `every choice of “${name.en}” is listed` } };
}

// ---------------------------------------------------------------- several together

/** What an expression says, wherever it stands. Asked for often of the same: expressions are never changed after they are made. */
const texts = new WeakMap<Expr, string>();
function text(expr: Expr): string {
  const before = texts.get(expr);
  if (before !== undefined) return before;
  const made = JSON.stringify(withoutRanges(expr));
  texts.set(expr, made);
  return made;
}
const same = (one: Expr, other: Expr): boolean => text(one) === text(other);

/** The operands that may speak of the same thing as another: most conditions of a rule are each of something else, which is seen without comparing them. */
function ofOneThing(operands: Expr[]): Expr[] {
  if (operands.length < 2) return [];
  const sketches = operands.map((operand) => sketch(operand.kind === 'not' ? operand.operand : operand));
  const several = new Set<string>(), once = new Set<string>();
  for (const one of sketches) { if (once.has(one)) several.add(one); else once.add(one); }
  return several.size === 0 ? [] : operands.filter((_, index) => several.has(sketches[index]!));
}
/** Alike for conditions on the same thing; for others not always different. */
function sketch(expr: Expr): string {
  switch (expr.kind) {
    case 'compare': return sketch(expr.left);
    case 'in': case 'filled': case 'empty': return sketch(expr.operand);
    case 'by': return sketch(expr.date);
    case 'field': return `${expr.ledger} ${expr.path.join(' ')} ${expr.field}`;
    default: return expr.kind;
  }
}

/** What the operands of an `and` leave of each thing they speak of. */
function contradiction(context: Context, all: Expr[]): Verdict | undefined {
  const operands = ofOneThing(all);
  const choices = new Map<string, { of: Expr; left: Set<string> }>();
  const bounds = new Map<string, { of: Expr; low?: Bound; high?: Bound }>();
  const atoms = new Map<string, boolean>();
  for (const operand of operands) {
    const [positive, inner] = operand.kind === 'not' ? [false, operand.operand] : [true, operand];
    const key = text(inner), before = atoms.get(key);
    if (before !== undefined && before !== positive) return { holds: false, because: { zh: '两个条件互相否定', en: 'one condition is the negation of another' } };
    atoms.set(key, positive);
    const opposite = inner.kind === 'filled' || inner.kind === 'empty' ? text({ ...inner, kind: inner.kind === 'filled' ? 'empty' : 'filled' }) : undefined;
    if (opposite !== undefined && atoms.get(opposite) === positive) return { holds: false, because: { zh: '不能既已填又未填', en: 'nothing is filled and empty at once' } };
    const set = positive ? chosen(inner) : undefined;
    if (set) {
      const of = text(set.of), known = choices.get(of);
      const left = known ? new Set([...known.left].filter((value) => set.values.has(value))) : set.values;
      if (left.size === 0) return { holds: false, because: { zh: `“${shortName(context, set.of).zh}”只有一个值，不能同时是几个`, en: `“${shortName(context, set.of).en}” has one value, it cannot be several at once` } };
      choices.set(of, { of: set.of, left });
    }
    const bound = positive ? boundOf(inner) : undefined;
    if (bound) {
      const of = text(bound.of), range = bounds.get(of) ?? { of: bound.of };
      bounds.set(of, range);
      if (bound.low && (!range.low || tighter(bound.low, range.low, 1))) range.low = bound.low;
      if (bound.high && (!range.high || tighter(bound.high, range.high, -1))) range.high = bound.high;
      if (range.low && range.high && nothingBetween(range.low, range.high)) return { holds: false, because: { zh: `对“${shortName(context, bound.of).zh}”的几个要求不能同时满足`, en: `what is asked of “${shortName(context, bound.of).en}” cannot hold at once` } };
    }
  }
  return undefined;
}

/** A condition or its negation, or all choices there are: every row but those for which it is unknown. */
function complement(context: Context, operands: Expr[]): Verdict | undefined {
  const atoms = new Map<string, boolean>();
  const listed = new Map<string, Set<string>>();
  for (const operand of operands) {
    const [positive, inner] = operand.kind === 'not' ? [false, operand.operand] : [true, operand];
    const key = text(inner), before = atoms.get(key);
    const opposite = inner.kind === 'filled' || inner.kind === 'empty' ? text({ ...inner, kind: inner.kind === 'filled' ? 'empty' : 'filled' }) : undefined;
    if ((before !== undefined && before !== positive) || (opposite !== undefined && atoms.get(opposite) === positive)) {
      return { holds: true, because: { zh: '一个条件与它的否定，总有一个满足', en: 'of a condition and its negation one always holds' } };
    }
    atoms.set(key, positive);
    const set = positive ? chosen(inner) : undefined;
    if (!set || set.of.type.kind !== 'choice' || isOpen(context, set.of)) continue;
    const of = text(set.of), all = new Set([...listed.get(of) ?? [], ...set.values]);
    listed.set(of, all);
    if (set.of.type.choices.every((choice) => all.has(choice))) return everything(context, set.of);
  }
  return undefined;
}

/** The choices or texts that a positive condition on one value leaves. */
function chosen(expr: Expr): { of: Expr; values: Set<string> } | undefined {
  if (expr.kind === 'compare' && expr.op === '=' && isWord(expr.right) && single(expr.left)) return { of: expr.left, values: new Set([expr.right.value]) };
  if (expr.kind !== 'in' || !single(expr.operand)) return undefined;
  const values = expr.values.filter(isWord);
  return values.length === expr.values.length ? { of: expr.operand, values: new Set(values.map((value) => value.value)) } : undefined;
}
const isWord = (expr: Expr): expr is Extract<Expr, { kind: 'choiceValue' | 'text' }> => expr.kind === 'choiceValue' || expr.kind === 'text';
const single = (expr: Expr): boolean => expr.type.kind === 'choice' || expr.type.kind === 'text';

interface Bound { value: number | string; strict: boolean }

function boundOf(expr: Expr): { of: Expr; low?: Bound; high?: Bound } | undefined {
  if (expr.kind === 'by' && expr.deadline.kind === 'date') return { of: expr.date, high: { value: expr.deadline.value, strict: expr.before } };
  if (expr.kind !== 'compare' || (expr.left.type.kind !== 'number' && expr.left.type.kind !== 'date')) return undefined;
  const value = known(expr.right), { op, left: of } = expr;
  if (value === undefined) return undefined;
  switch (op) {
    case '=': return { of, low: { value, strict: false }, high: { value, strict: false } };
    case '<': case '<=': return { of, high: { value, strict: op === '<' } };
    case '>': case '>=': return { of, low: { value, strict: op === '>' } };
    case '!=': return undefined;
  }
}
const tighter = (one: Bound, other: Bound, way: 1 | -1): boolean =>
  (one.value === other.value ? one.strict && !other.strict : (one.value > other.value) === (way === 1));
const nothingBetween = (low: Bound, high: Bound): boolean => low.value > high.value || (low.value === high.value && (low.strict || high.strict));

// ---------------------------------------------------------------- where parts stand

/** A share whose scope leaves out everything that could fulfil its condition, or nothing that could fail it. */
function shareOfNothing(context: Context, expr: Expr): Verdict | undefined {
  if (expr.kind !== 'share' || expr.over.kind !== 'rows' || !expr.over.rows.where) return undefined;
  const flat = (part: Expr): Expr[] => (part.kind === 'and' ? part.operands : [part]);
  const scope = flat(expr.over.rows.where);
  // What is wrong within the scope or the condition is said there.
  if (contradiction(context, scope) || contradiction(context, flat(expr.with))) return undefined;
  return contradiction(context, [...scope, ...flat(expr.with)]);
}

/** A target that every value meets, or none. */
function sayTarget(context: Context, value: Expr, target: Target): void {
  const bound = known(target.value);
  const verdict = typeof bound === 'number' && target.value.at ? natural(context, value, target.op, bound) : undefined;
  if (verdict) report(context, verdict.holds ? 'target-always-met' : 'target-never-met', target.value.at!, { because: verdict.because });
}
