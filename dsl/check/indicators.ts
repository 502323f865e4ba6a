/** Indicators: value, targets, the ledgers read, and cycles among them. */
import type { Expr, Indicator, Range, Rows, Target } from '../program.ts';
import type { ExprAst, Name } from '../syntax/ast.ts';
import { parts } from './trees.ts';
import { agencyFirst, agencyScope, failQuietly, report, textAt, use, within, type Context, type DefineInfo, type IndicatorInfo, type Scope } from './context.ts';
import { distribution } from './distributions.ts';
import { checks } from './ledgers.ts';
import { append, fieldOf, titles } from './lookup.ts';
import { find } from './names.ts';
import { alike, converted } from './numbers.ts';
import { readsOf } from './reads.ts';
import { condition, fieldType, value } from './recursion.ts';
import { sourcesOf } from './sources.ts';
import { indicatorOfTask } from './tasks.ts';
import { node, numberType, typeWords } from './types.ts';
import { together, unitWords } from './units.ts';

/** Another indicator's value. */
export function indicatorReference(context: Context, info: IndicatorInfo, at: Range): Expr | undefined {
  if (info.state === 'open') return cycle(context, info, at);
  finishIndicator(context, info);
  use(context, info);
  if (info.ast.value?.kind === 'distribution') return report(context, 'distribution-not-referred', at, { name: titles(info) });
  return info.indicator ? node(info.indicator.value.type, at, { kind: 'indicator', name: info.name, yearOffset: 0 }) : failQuietly(context);
}

function cycle(context: Context, info: IndicatorInfo, at: Range): undefined {
  const members = context.open.slice(context.open.indexOf(info));
  report(context, 'cyclic-indicators', at, { names: [...members, info].map(titles) });
  for (const member of members) member.failed = true;
  return undefined;
}

/** Checks all indicators, those that others refer to first, so that a long chain needs no deep recursion. */
export function finishIndicators(context: Context): void {
  const all = context.indicators.all.map((entry) => entry.value);
  const seen = new Set<IndicatorInfo>();
  for (const root of all) {
    const stack: { info: IndicatorInfo; next: IndicatorInfo[] }[] = [];
    const visit = (info: IndicatorInfo): void => {
      if (seen.has(info)) return;
      seen.add(info);
      stack.push({ info, next: mentioned(context, info) });
    };
    visit(root);
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const next = top.next.pop();
      if (next) visit(next);
      else {
        stack.pop();
        finishIndicator(context, top.info);
      }
    }
  }
  // Checks speak of finished values, their own too: they close no circle.
  for (const info of all) if (info.indicator && info.ast.checks) within(context, info, () => finishChecks(context, info, info.indicator!));
}

function finishChecks(context: Context, info: IndicatorInfo, indicator: Indicator): void {
  const held = checks(context, info.ast.checks!, agencyFirst);
  if (held.length > 0) indicator.checks = held;
}

/** Indicators whose name occurs in a value, a target or a define it uses: more than are referred to, never less. */
function mentioned(context: Context, info: IndicatorInfo): IndicatorInfo[] {
  const found = new Set<IndicatorInfo>();
  const defines = new Set<DefineInfo>();
  // Not by recursion: a chain of defines may be as long as the text.
  const left = [wordsIn(info.ast)];
  for (let words = left.pop(); words; words = left.pop()) {
    for (const word of words) {
      for (const other of find(context.indicators, word)) found.add(other);
      for (const define of find(context.defines, word)) {
        if (defines.has(define)) continue;
        defines.add(define);
        left.push(wordsIn(define.ast));
      }
    }
  }
  return [...found];
}

/** Bare names in what a declaration computes. Kept: the tree of a declaration that an edit has not touched stays the same. */
const knownWords = new WeakMap<IndicatorInfo['ast'] | DefineInfo['ast'], string[]>();
function wordsIn(ast: IndicatorInfo['ast'] | DefineInfo['ast']): string[] {
  const before = knownWords.get(ast);
  if (before) return before;
  const words = new Set<string>();
  const left: ExprAst[] = ast.kind === 'define' ? (ast.value.kind === 'rows' ? [] : [ast.value])
    : [ast.value, ast.appliesTo, ...ast.targets.flatMap((target) => [target.value, target.when])].filter((part) => part !== undefined);
  for (let part = left.pop(); part; part = left.pop()) {
    if (part.kind === 'path' && part.parts.length === 1) words.add(part.parts[0]!.text);
    left.push(...parts(part));
  }
  const list = [...words];
  knownWords.set(ast, list);
  return list;
}

export function finishIndicator(context: Context, info: IndicatorInfo): void {
  if (info.state !== 'new') return;
  info.state = 'open';
  context.open.push(info);
  const trying = context.trying;
  context.trying = 0;
  within(context, info, () => (info.task ? indicatorOfTask(context, info, info.task) : check(context, info)));
  context.trying = trying;
  context.open.pop();
  info.state = 'done';
}

function check(context: Context, info: IndicatorInfo): void {
  const { ast } = info;
  const sources = sourcesOf(context, ast.sources);
  if (sources.length === 0 && !info.unreadable) report(context, 'indicator-without-source', ast.name.at, { name: titles(info) });
  const appliesTo = ast.appliesTo && condition(context, ast.appliesTo, agencyFirst);
  let expr = ast.value && (ast.value.kind === 'distribution' ? distribution(context, ast.value) : value(context, ast.value, agencyScope));
  if (!ast.value && !info.unreadable) report(context, 'indicator-without-value', ast.name.at, { name: titles(info) });
  if (expr && expr.type.kind !== 'number' && expr.type.kind !== 'date' && expr.type.kind !== 'boolean') {
    expr = report(context, 'indicator-value-type', ast.value!.at, { what: typeWords(expr.type) });
  }
  if (ast.value?.kind === 'distribution' && !(ast.shownOnly && ast.targets.length === 0)) {
    const chinese = /[\u4e00-\u9fff]/.test(textAt(context, ast.value.at));
    return report(context, 'distribution-shown-only', ast.targets[0]?.at ?? ast.value.at, { name: titles(info) }, ast.targets.length > 0 || ast.shownOnly ? {} : { fix: append(ast.value.at, chinese ? '；显示 仅供参考' : '; shown only') });
  }
  if (ast.shownOnly && ast.targets.length > 0) report(context, 'shown-only-with-target', ast.targets[0]!.at, { name: titles(info) });
  const targets: Target[] = [];
  for (const written of ast.targets) {
    const when = written.when && condition(context, written.when, agencyFirst);
    if (!expr) continue;
    const held = compareValue(context, expr, ast.value!, written.op, written.value, written.at);
    if (!held) continue;
    expr = held.value;
    targets.push({ op: written.op, value: held.bound, principle: written.principle, ...(when && { when }) });
  }
  if (!expr) { failQuietly(context); return; }
  let shownIn = ast.shownIn;
  if (shownIn && expr.type.kind === 'number' && expr.type.unit !== shownIn) {
    const shown = converted(context, expr, numberType(shownIn));
    if (!shown) shownIn = undefined;
    else if (shown.type.kind === 'number' && shown.type.unit === '%' && shown.kind === 'arithmetic') expr = shown;
  } else if (shownIn && expr.type.kind !== 'number') {
    report(context, 'shown-in-other-unit', ast.value!.at, { unit: unitWords(shownIn), value: typeWords(expr.type) });
  }
  const shownBy = ast.shownBy && fieldsShownBy(context, expr, ast.shownBy);
  const indicator: Indicator = {
    name: info.name, label: info.label, sources, ...(appliesTo && { appliesTo }), value: expr, targets,
    ...(ast.better && { better: ast.better }), shownOnly: ast.shownOnly, ...(shownIn && { shownIn }), ...(ast.note && { note: ast.note.value }),
    ...(shownBy && shownBy.length > 0 && { shownBy }),
    reads: [], at: ast.at,
  };
  indicator.reads = readsOf(context, indicator);
  info.indicator = indicator;
}

/** The fields by whose values a value is broken down: of the one ledger whose rows it counts. */
function fieldsShownBy(context: Context, expr: Expr, written: Name[]): string[] | undefined {
  const ledgers = [...new Set(rowsCounted(expr).map((rows) => rows.ledger))];
  const ledger = ledgers.length === 1 ? find(context.ledgers, ledgers[0]!)[0] : undefined;
  if (!ledger) return report(context, 'shown-by-needs-rows', written[0]!.at, {});
  return written.flatMap((name) => {
    const field = fieldOf(context, ledger, name);
    if (!field) return [];
    const type = fieldType(context, field, name.at);
    if (type && type.kind !== 'choice' && type.kind !== 'text') { report(context, 'shown-by-needs-choice', name.at, { name: titles(field), what: typeWords(type) }); return []; }
    return [field.name];
  });
}

/** The rows a value is made of, as far as they are the agency's own of the year: not those of the year before, nor groups. */
function rowsCounted(expr: Expr): Rows[] {
  switch (expr.kind) {
    case 'aggregate': return [expr.rows];
    case 'share': return expr.over.kind === 'rows' ? [expr.over.rows] : [];
    case 'arithmetic': return [...rowsCounted(expr.left), ...rowsCounted(expr.right)];
    case 'convert': case 'rounded': return rowsCounted(expr.operand);
    default: return [];
  }
}

/**
 * A value held against a bound (a target, a rule of an item): both in one unit. The bound is brought to the value's unit,
 * a quotient of counts becomes a ratio where the bound is a percentage. Truth is held against yes or no.
 */
export function compareValue(
  context: Context, expr: Expr, exprAst: ExprAst, op: Target['op'], boundAst: ExprAst, at: Range, scope: Scope = agencyScope,
): { value: Expr; bound: Expr } | undefined {
  if (expr.type.kind === 'boolean') {
    const bound = value(context, boundAst, scope);
    if (!bound) return undefined;
    if (bound.type.kind !== 'boolean') return report(context, 'cannot-compare', at, { left: typeWords(expr.type), right: typeWords(bound.type) });
    if (op !== '=' && op !== '!=') return report(context, 'no-order', at, { what: typeWords(expr.type) });
    return { value: expr, bound };
  }
  const bound = value(context, boundAst, scope);
  if (!bound) return undefined;
  if (expr.type.kind === 'number' && bound.type.kind === 'number') {
    if (together(expr.type.unit, bound.type.unit)?.convert) {
      const inOne = converted(context, bound, expr.type);
      return inOne && { value: expr, bound: inOne };
    }
    const pair = alike(context, expr, bound, exprAst.at, boundAst.at, at);
    return pair && { value: pair[0], bound: pair[1] };
  }
  if (bound.type.kind === 'date' && expr.type.kind === 'date') return { value: expr, bound };
  return report(context, 'cannot-compare', at, { left: typeWords(expr.type), right: typeWords(bound.type) });
}
