/** Arithmetic with units: both sides of `+`, `-`, a comparison or `else` come out in one unit, unlike kinds are an error. */
import type { Expr, Range, Unit, ValueType } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { yearEarlier } from '../earlier.ts';
import { failQuietly, report, use, type Context, type Scope } from './context.ts';
import { append, findOne, titles, unknown, wordsOf } from './lookup.ts';
import { find } from './names.ts';
import { value } from './recursion.ts';
import { choicesOf, node, numberType, typeWords } from './types.ts';
import { convertible, dimension, together, unitText, unitWords } from './units.ts';

type Written<Kind extends ExprAst['kind']> = Extract<ExprAst, { kind: Kind }>;

const unitOf = (expr: Expr): Unit => (expr.type as Extract<ValueType, { kind: 'number' }>).unit;

/** Both numbers in one unit, or a report with what would mend it. */
export function alike(context: Context, left: Expr, right: Expr, leftAt: Range, rightAt: Range, at: Range): [Expr, Expr] | undefined {
  const a = unitOf(left), b = unitOf(right);
  const fit = together(a, b);
  if (fit) return fit.convert ? [inUnit(left, fit.unit), inUnit(right, fit.unit)] : [left, right];
  // Nothing is nothing in any unit.
  if (right.kind === 'number' && b === '1' && isZero(right.value)) return [left, retyped(right, a)];
  if (left.kind === 'number' && a === '1' && isZero(left.value)) return [retyped(left, b), right];
  // A quotient of counts is a ratio where it is held against a percentage.
  if (a === '1' && b === '%' && isQuotient(left)) return [retyped(left, '%'), right];
  if (b === '1' && a === '%' && isQuotient(right)) return [left, retyped(right, '%')];
  const bare = right.kind === 'number' && b === '1' ? { expr: right, at: rightAt, unit: a } : left.kind === 'number' && a === '1' ? { expr: left, at: leftAt, unit: b } : undefined;
  if (bare?.unit === '%') return report(context, 'percent-wanted', bare.at, { value: bare.expr.value }, { fix: append(bare.at, '%') });
  if (bare) return report(context, 'unit-wanted', bare.at, { unit: unitWords(bare.unit) }, { fix: append(bare.at, unitText(bare.unit)) });
  const relabel = dimension(a) === 'count' && dimension(b) === 'count'
    ? { fix: { ...append(rightAt, ` as ${unitText(a)}`), title: { zh: `视同${unitText(a)}`, en: `as ${unitText(a)}` } } }
    : {};
  return report(context, 'unlike-units', at, { left: unitWords(a), right: unitWords(b) }, relabel);
}

const isZero = (text: string): boolean => /^0*(\.0*)?$/.test(text);

/** Whether a plain number is a ratio by nature: a quotient, or an indicator that is one. */
function isQuotient(expr: Expr): boolean {
  return (expr.kind === 'arithmetic' && expr.op === '/') || expr.kind === 'indicator'
    || ((expr.kind === 'rounded' || expr.kind === 'lastYear') && isQuotient(expr.operand));
}

function retyped(expr: Expr, unit: Unit): Expr {
  const type = numberType(unit);
  return expr.kind === 'number' ? { ...expr, type, unit } : { ...expr, type };
}

/** The number in another unit of its dimension; counts are relabelled (as). */
export function inUnit(expr: Expr, unit: Unit): Expr {
  return unitOf(expr) === unit ? expr : node(numberType(unit), expr.at!, { kind: 'convert', operand: expr, unit });
}

/** `expr` brought to `type`, by conversion where that is exact; says so where it does not fit. */
export function converted(context: Context, expr: Expr, type: ValueType): Expr | undefined {
  if (expr.type.kind === 'number' && type.kind === 'number') {
    const from = expr.type.unit, to = type.unit;
    if (from === to || to === '1') return expr;
    if (from === '1' && dimension(to) === 'count') return expr;
    if (expr.kind === 'number' && from === '1' && isZero(expr.value)) return retyped(expr, to);
    if (from === '1' && to === '%' && isQuotient(expr)) return retyped(expr, '%');
    if (dimension(from) === dimension(to) && dimension(from) !== 'count') return inUnit(expr, to);
    const fix = dimension(from) === 'count' && dimension(to) === 'count' ? { fix: append(expr.at!, ` as ${unitText(to)}`) } : {};
    return report(context, 'unlike-units', expr.at!, { left: unitWords(to), right: unitWords(from) }, fix);
  }
  if (expr.type.kind === type.kind || (worded(expr.type) && worded(type))) return expr;
  return report(context, 'cannot-compare', expr.at!, { left: typeWords(type), right: typeWords(expr.type) });
}

const worded = (type: ValueType): boolean => type.kind === 'text' || type.kind === 'choice';

function numeric(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  const expr = value(context, ast, scope);
  if (!expr || expr.type.kind === 'number') return expr;
  if (expr.type.kind === 'date') return report(context, 'date-arithmetic', ast.at, {});
  return report(context, 'not-a-number', ast.at, { what: typeWords(expr.type) });
}

export function arithmetic(context: Context, ast: Written<'arithmetic'>, scope: Scope): Expr | undefined {
  const left = numeric(context, ast.left, scope), right = numeric(context, ast.right, scope);
  if (!left || !right) return undefined;
  const { op } = ast;
  const result = (unit: Unit, a = left, b = right): Expr => node(numberType(unit), ast.at, { kind: 'arithmetic', op, left: a, right: b });
  const a = unitOf(left), b = unitOf(right);
  switch (op) {
    case '+': case '-': {
      // Shares differ by percentage points.
      if (a === '%' && b === 'percentage_points') return result('%');
      const pair = alike(context, left, right, ast.left.at, ast.right.at, ast.at);
      if (!pair) return undefined;
      const unit = unitOf(pair[0]) === '1' ? unitOf(pair[1]) : unitOf(pair[0]);
      return result(unit === '%' && op === '-' && left.kind !== 'number' ? 'percentage_points' : unit, ...pair);
    }
    case '*': {
      const hundred = [left, right].find((side) => side.kind === 'number' && Number(side.value) === 100 && side.unit === '1');
      if (hundred && [left, right].some((side) => unitOf(side) === '%' || isQuotient(side))) report(context, 'times-hundred', ast.at, {});
      const plain = (unit: Unit): boolean => unit === '1' || unit === '%';
      if (b === '1' || (b === '%' && a !== '1')) return result(a);
      if (plain(a)) return result(a === '1' && b === '%' ? '%' : b);
      return report(context, 'unlike-units', ast.at, { left: unitWords(a), right: unitWords(b) });
    }
    case '/': return quotient(result, left, right);
  }
}

/** Like by like is a ratio; a quotient of unlike counts is a plain number; money, hours and days by a count keep their unit. */
function quotient(result: (unit: Unit, a?: Expr, b?: Expr) => Expr, left: Expr, right: Expr): Expr {
  const a = unitOf(left), b = unitOf(right);
  const of = dimension(a), by = dimension(b);
  if (right.kind === 'number' && by === 'plain') return result(a);
  if (of === 'plain' && by === 'plain') return result(counted(left) !== undefined && counted(left) === counted(right) ? '%' : '1');
  if (a === b) return result('%');
  if (of === by && of !== 'count') { const unit = together(a, b)!.unit; return result('%', inUnit(left, unit), inUnit(right, unit)); }
  if ((by === 'count' || by === 'plain') && of !== 'count' && of !== 'plain') return result(a);
  return result('1');
}

/** What a number counts: rows of a ledger, different values of a field, the sum of a ledger's counts. */
function counted(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'aggregate':
      if (expr.fn === 'count') return expr.rows.ledger;
      if (expr.fn === 'distinct' && expr.of?.kind === 'field') return `${expr.rows.ledger}.${[...expr.of.path, expr.of.field].join('.')}`;
      return expr.fn === 'sum' ? `sum ${expr.rows.ledger}` : undefined;
    case 'arithmetic': return (expr.op === '+' || expr.op === '-') && counted(expr.left) === counted(expr.right) ? counted(expr.left) : undefined;
    case 'lastYear': return counted(expr.operand);
    default: return undefined;
  }
}

export function convert(context: Context, ast: Written<'convert'>, scope: Scope): Expr | undefined {
  const operand = numeric(context, ast.operand, scope);
  if (!operand) return undefined;
  const from = unitOf(operand);
  if (from === ast.unit) return operand;
  if (!convertible(from, ast.unit)) return report(context, 'cannot-convert', ast.at, { from: unitWords(from), to: unitWords(ast.unit) });
  return inUnit(operand, ast.unit);
}

export function orElse(context: Context, ast: Written<'else'>, scope: Scope): Expr | undefined {
  const operand = value(context, ast.operand, scope), fallback = value(context, ast.fallback, scope);
  if (!operand || !fallback) return undefined;
  if (operand.type.kind === 'number' && fallback.type.kind === 'number') {
    const pair = alike(context, operand, fallback, ast.operand.at, ast.fallback.at, ast.at);
    if (!pair) return undefined;
    const type = unitOf(pair[0]) === '1' ? pair[1].type : pair[0].type;
    return node(type, ast.at, { kind: 'else', operand: pair[0], fallback: pair[1] });
  }
  if (operand.type.kind !== fallback.type.kind && !(worded(operand.type) && worded(fallback.type))) {
    return report(context, 'cannot-compare', ast.at, { left: typeWords(operand.type), right: typeWords(fallback.type) });
  }
  return node(operand.type, ast.at, { kind: 'else', operand, fallback });
}

export function rounded(context: Context, ast: Written<'rounded'>, scope: Scope): Expr | undefined {
  const operand = numeric(context, ast.operand, scope);
  return operand && node(operand.type, ast.at, { kind: 'rounded', operand, digits: ast.digits });
}

export function daysBetween(context: Context, ast: Written<'daysBetween'>, scope: Scope): Expr | undefined {
  const [from, to] = [ast.from, ast.to].map((part) => {
    const expr = value(context, part, scope);
    return expr && expr.type.kind !== 'date' ? report(context, 'not-a-date', part.at, { what: typeWords(expr.type) }) : expr;
  });
  return from && to && node(numberType(ast.unit), ast.at, { kind: 'daysBetween', unit: ast.unit, from, to });
}

export function highestOf(context: Context, ast: Written<'highestOf'>, scope: Scope): Expr | undefined {
  const operand = value(context, ast.operand, scope);
  const order = findOne(context, context.orders, ast.order, 'unknown-order');
  if (!operand || !order) return undefined;
  use(context, order);
  if (operand.type.kind !== 'choices') return report(context, 'cannot-compare', ast.operand.at, { left: { zh: '多选值', en: 'several choices' }, right: typeWords(operand.type) });
  const choices = choicesOf(context, operand);
  const written = order.ast.values[0]?.order ?? [];
  const missing = choices ? written.filter((name) => find(choices, name.text).length === 0) : [];
  if (missing.length > 0 && missing.length === written.length) {
    return unknown(context, 'unknown-choice', { text: missing[0]!.text, at: ast.order.at }, wordsOf(choices!), titles(order));
  }
  return node({ kind: 'choice', choices: operand.type.choices }, ast.at, { kind: 'highestOf', operand, order: order.name });
}

/** `total of kinds`: of the form at hand, else of the only form that has such a group. */
export function groupTotal(context: Context, ast: Written<'groupTotal'>, scope: Scope): Expr | undefined {
  if (scope.kind !== 'agency') return report(context, 'agency-figure-in-row', ast.at, { name: ast.group.text });
  const forms = scope.form && find(scope.form.groups, ast.group.text).length > 0
    ? [scope.form]
    : context.forms.all.map((entry) => entry.value).filter((form) => find(form.groups, ast.group.text).length > 0);
  if (forms.length > 1) return report(context, 'ambiguous-name', ast.group.at, { name: ast.group.text, names: forms.map((form) => form.label) });
  const form = forms[0];
  if (!form) {
    const words = (scope.form ? [scope.form] : context.forms.all.map((entry) => entry.value)).flatMap((one) => wordsOf(one.groups));
    return unknown(context, 'unknown-group', ast.group, words);
  }
  use(context, form);
  const group = find(form.groups, ast.group.text)[0]!;
  const units = [...new Set(form.columns.all.flatMap(({ value: column }) => (column.column?.group === group.name ? [column.column.unit] : [])))];
  if (units.length === 0) return failQuietly(context);
  if (units.length > 1) return report(context, 'group-of-unlike-units', ast.at, { name: titles(group), units: units.map((unit) => unitWords(unit).zh) });
  return node(numberType(units[0]!), ast.at, { kind: 'groupTotal', form: form.name, group: group.name });
}

export function lastYear(context: Context, ast: Written<'lastYear'>, scope: Scope): Expr | undefined {
  if (scope.kind !== 'agency') return report(context, 'agency-figure-in-row', ast.at, { name: 'last year' });
  const operand = value(context, ast.operand, scope);
  return operand && yearEarlier(operand, ast.at);
}

/** How much more, or less, than a year earlier: (X − last year's X) ÷ last year's X. */
export function growth(context: Context, ast: Written<'growth'>, scope: Scope): Expr | undefined {
  if (scope.kind !== 'agency') return report(context, 'agency-figure-in-row', ast.at, { name: 'growth' });
  const now = numeric(context, ast.operand, scope);
  if (!now) return undefined;
  const before = yearEarlier(now, ast.operand.at);
  const more = node(unitOf(now) === '%' ? numberType('percentage_points') : now.type, ast.at, { kind: 'arithmetic', op: '-', left: now, right: before });
  return node(numberType('%'), ast.at, { kind: 'arithmetic', op: '/', left: more, right: before });
}
