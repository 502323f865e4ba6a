/** One expression: which check is for which node. `value` gives it typed, `condition` as something that holds or not. */
import type { Expr } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { aggregate, share } from './aggregates.ts';
import { bucketOf } from './buckets.ts';
import { by, compare, filled, memberOf, termWithin } from './comparisons.ts';
import { failQuietly, report, textAt, type Context, type Scope } from './context.ts';
import { asCondition, negation } from './logic.ts';
import { find } from './names.ts';
import { arithmetic, convert, daysBetween, groupTotal, growth, highestOf, lastYear, orElse, rounded } from './numbers.ts';
import { path } from './paths.ts';
import { quantified } from './quantified.ts';
import { booleanType, choicesOf, dateType, node, numberType, shortName, textType } from './types.ts';

/** Parentheses deeper than this are no one's formula, and a deeper recursion is not safe. */
const deepest = 400;
let depth = 0;

/** The typed expression; `undefined` where it, or what it rests on, is in error (which has then been said). */
export function value(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  if (depth >= deepest) return report(context, 'formula-too-large', ast.at, {});
  depth++;
  try {
    return checked(context, ast, scope);
  } finally {
    depth--;
  }
}

function checked(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  const { at } = ast;
  switch (ast.kind) {
    case 'broken': return failQuietly(context);
    case 'number': return node(numberType(ast.unit ?? '1'), at, { kind: 'number', value: ast.value, unit: ast.unit ?? '1' });
    case 'text': return node(textType, at, { kind: 'text', value: ast.value });
    case 'boolean': return node(booleanType, at, { kind: 'boolean', value: ast.value });
    case 'date': return node(dateType, at, { kind: 'date', value: ast.value });
    case 'yearDate': return node(dateType, at, { kind: 'yearDate', month: ast.month, day: ast.day, yearOffset: ast.yearOffset });
    case 'stateDay': return node(dateType, at, { kind: 'stateDay' });
    case 'path': return path(context, ast.parts, at, scope);
    case 'compare': return compare(context, ast, scope);
    case 'in': return memberOf(context, ast, scope);
    case 'filled': case 'empty': return filled(context, ast, scope);
    case 'within': return termWithin(context, ast, scope);
    case 'by': return by(context, ast, scope);
    case 'and': case 'or': return junction(context, ast, scope);
    case 'not': {
      const operand = condition(context, ast.operand, scope);
      return operand && negation(operand, at);
    }
    case 'arithmetic': return arithmetic(context, ast, scope);
    case 'convert': return convert(context, ast, scope);
    case 'else': return orElse(context, ast, scope);
    case 'rounded': return rounded(context, ast, scope);
    case 'daysBetween': return daysBetween(context, ast, scope);
    case 'highestOf': return highestOf(context, ast, scope);
    case 'groupTotal': return groupTotal(context, ast, scope);
    case 'lastYear': return lastYear(context, ast, scope);
    case 'growth': return growth(context, ast, scope);
    case 'bucketOf': return bucketOf(context, ast, scope);
    case 'aggregate': return aggregate(context, ast, scope);
    case 'quantified': return quantified(context, ast, scope);
    case 'share': return share(context, ast, scope);
    case 'distribution': return report(context, 'distribution-not-whole', ast.at, {});
  }
}

/** The expression as a condition: a yes/no field or indicator is one when it is yes. */
export function condition(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  const before = context.test;
  if (ast.kind !== 'and' && ast.kind !== 'or' && ast.kind !== 'not') context.test = ast;
  const expr = value(context, ast, scope);
  context.test = before;
  return expr && asCondition(context, expr, ast.at);
}

function junction(context: Context, ast: Extract<ExprAst, { kind: 'and' | 'or' }>, scope: Scope): Expr | undefined {
  const operands: Expr[] = [];
  let failed = false;
  /** The last operand that is no bare name: what names after it may go on with. */
  let compared = -1;
  for (const [index, part] of ast.operands.entries()) {
    if (part.kind !== 'path') compared = index;
    else if (compared >= 0 && choiceTakenForCondition(context, ast, compared, index, scope)) { failed = true; continue; }
    const operand = condition(context, part, scope);
    if (!operand) failed = true;
    else if (operand.kind === ast.kind) for (const inner of operand.operands) operands.push(inner);
    else operands.push(operand);
  }
  return failed ? undefined : node(booleanType, ast.at, { kind: ast.kind, operands });
}

/** `kind = penalty or licence`: says that licence is a choice, and how to list choices. */
function choiceTakenForCondition(context: Context, ast: Extract<ExprAst, { kind: 'and' | 'or' }>, before: number, index: number, scope: Scope): boolean {
  const part = ast.operands[index]!;
  if (part.kind !== 'path' || part.parts.length !== 1) return false;
  const name = part.parts[0]!;
  const compared = ast.operands[before];
  if (!compared || (compared.kind !== 'compare' && compared.kind !== 'in')) return false;
  const left = compared.kind === 'compare' ? compared.left : compared.operand;
  if (scope.kind === 'row' && find(scope.ledger.fields, name.text).some((field) => field.type?.kind === 'boolean')) return false;
  const field = left.kind === 'path' ? valueQuietly(context, left, scope) : undefined;
  const choices = field && choicesOf(context, field);
  if (!field || !choices || find(choices, name.text).length === 0) return false;
  const last = index + 1 === ast.operands.length;
  if (!last || ast.kind !== 'or' || before !== 0) {
    report(context, 'choice-as-condition', part.at, { name: name.text, field: shortName(context, field) });
    return true;
  }
  const choicesWritten = compared.kind === 'compare' ? [compared.right] : compared.values;
  const names = [...choicesWritten, ...ast.operands.slice(before + 1, index + 1)].map((choice) => textAt(context, choice.at));
  const mendable = (compared.kind === 'in' || compared.op === '=') && names.every((text) => text !== '');
  const chinese = /[\u4e00-\u9fff]/.test(textAt(context, left.at));
  const fixed = `${textAt(context, left.at)} ${chinese ? '属于' : 'in'} ${names.join(chinese ? '、' : ', ')}`;
  report(context, 'choice-as-condition', part.at, { name: name.text, field: shortName(context, field) }, mendable
    ? { fix: { title: { zh: `改为 ${fixed}`, en: `write ${fixed}` }, edits: [{ range: ast.at, text: fixed }] } }
    : {});
  return true;
}

function valueQuietly(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  context.trying++;
  const failedBefore = context.failedTry;
  try {
    return value(context, ast, scope);
  } finally {
    context.trying--;
    context.failedTry = failedBefore;
  }
}
