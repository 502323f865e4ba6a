/** Indicators: value, targets, the ledgers read, and cycles among them. */
import type { Expr, Indicator, Range, Target } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { parts } from './aggregates.ts';
import { agencyFirst, agencyScope, failQuietly, report, use, within, type Context, type DefineInfo, type IndicatorInfo } from './context.ts';
import { condition, value } from './recursion.ts';
import { titles } from './lookup.ts';
import { find } from './names.ts';
import { alike, converted } from './numbers.ts';
import { readsOf } from './reads.ts';
import { sourceOf } from './sources.ts';
import { node, numberType, typeWords } from './types.ts';
import { together, unitWords } from './units.ts';

/** Another indicator's value. */
export function indicatorReference(context: Context, info: IndicatorInfo, at: Range): Expr | undefined {
  if (info.state === 'open') return cycle(context, info, at);
  finishIndicator(context, info);
  use(context, info);
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
}

/** Indicators whose name occurs in a value, a target or a define it uses: more than are referred to, never less. */
function mentioned(context: Context, info: IndicatorInfo): IndicatorInfo[] {
  const found = new Set<IndicatorInfo>();
  const defines = new Set<DefineInfo>();
  const walk = (ast: ExprAst): void => {
    if (ast.kind === 'path' && ast.parts.length === 1) {
      for (const other of find(context.indicators, ast.parts[0]!.text)) found.add(other);
      for (const define of find(context.defines, ast.parts[0]!.text)) {
        if (defines.has(define)) continue;
        defines.add(define);
        if (define.ast.value.kind !== 'rows') walk(define.ast.value);
      }
    }
    parts(ast).forEach(walk);
  };
  const { ast } = info;
  for (const each of [ast.value, ast.appliesTo, ...ast.targets.flatMap((target) => [target.value, target.when])]) if (each) walk(each);
  return [...found];
}

export function finishIndicator(context: Context, info: IndicatorInfo): void {
  if (info.state !== 'new') return;
  info.state = 'open';
  context.open.push(info);
  const trying = context.trying;
  context.trying = 0;
  within(context, info, () => check(context, info));
  context.trying = trying;
  context.open.pop();
  info.state = 'done';
}

function check(context: Context, info: IndicatorInfo): void {
  const { ast } = info;
  const sources = ast.sources.map((written) => sourceOf(context, written));
  if (sources.length === 0 && !info.unreadable) report(context, 'indicator-without-source', ast.name.at, { name: titles(info) });
  const appliesTo = ast.appliesTo && condition(context, ast.appliesTo, agencyFirst);
  let expr = ast.value && value(context, ast.value, agencyScope);
  if (!ast.value && !info.unreadable) report(context, 'indicator-without-value', ast.name.at, { name: titles(info) });
  if (expr && expr.type.kind !== 'number' && expr.type.kind !== 'date' && expr.type.kind !== 'boolean') {
    expr = report(context, 'indicator-value-type', ast.value!.at, { what: typeWords(expr.type) });
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
  const indicator: Indicator = {
    name: info.name, label: info.label, sources, ...(appliesTo && { appliesTo }), value: expr, targets,
    ...(ast.better && { better: ast.better }), shownOnly: ast.shownOnly, ...(shownIn && { shownIn }), ...(ast.note && { note: ast.note.value }),
    reads: [], at: ast.at,
  };
  indicator.reads = readsOf(context, indicator);
  info.indicator = indicator;
}

/**
 * A value held against a bound (a target, a rule of an item): both in one unit. The bound is brought to the value's unit,
 * a quotient of counts becomes a ratio where the bound is a percentage. Truth is held against yes or no.
 */
export function compareValue(
  context: Context, expr: Expr, exprAst: ExprAst, op: Target['op'], boundAst: ExprAst, at: Range,
): { value: Expr; bound: Expr } | undefined {
  if (expr.type.kind === 'boolean') {
    const bound = value(context, boundAst, agencyScope);
    if (!bound) return undefined;
    if (bound.type.kind !== 'boolean') return report(context, 'cannot-compare', at, { left: typeWords(expr.type), right: typeWords(bound.type) });
    if (op !== '=' && op !== '!=') return report(context, 'no-order', at, { what: typeWords(expr.type) });
    return { value: expr, bound };
  }
  const bound = value(context, boundAst, agencyScope);
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
