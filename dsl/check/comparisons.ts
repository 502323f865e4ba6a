/** Comparisons, membership, emptiness and deadlines. Right of `=` and `in` a name is first a choice of what stands left. */
import type { CompareOp, Expr, Range, ValueType } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { attempt, failQuietly, report, textAt, type Context, type Scope } from './context.ts';
import { append, replace, suggestions, unknown, wordsOf } from './lookup.ts';
import { asCondition, negation } from './logic.ts';
import { find } from './names.ts';
import { alike } from './numbers.ts';
import { path } from './paths.ts';
import { value } from './recursion.ts';
import { booleanType, choicesOf, isOpen, mayBeEmpty, node, shortName, typeWords } from './types.ts';

type Written<Kind extends ExprAst['kind']> = Extract<ExprAst, { kind: Kind }>;

export function compare(context: Context, ast: Written<'compare'>, scope: Scope): Expr | undefined {
  const left = value(context, ast.left, scope);
  if (!left) return undefined;
  return compareWith(context, left, ast.left, ast.op, ast.right, ast.at, scope);
}

/** `left op right`, where left is checked already (a target, or the rule of an item, has it elsewhere). */
export function compareWith(
  context: Context, left: Expr, leftAst: ExprAst, op: CompareOp, rightAst: ExprAst, at: Range, scope: Scope,
): Expr | undefined {
  const right = rightOf(context, left, rightAst, scope);
  if (!right) return undefined;
  const ordered = op !== '=' && op !== '!=';
  if (left.type.kind === 'boolean' || right.type.kind === 'boolean') return compareTruth(context, left, leftAst, op, right, rightAst, at);
  if (left.type.kind === 'number' && right.type.kind === 'number') {
    const pair = alike(context, left, right, leftAst.at, rightAst.at, at);
    return pair && node(booleanType, at, { kind: 'compare', op, left: pair[0], right: pair[1] });
  }
  if (left.type.kind === 'date' && right.type.kind === 'date') {
    const deadline = right.kind === 'date' || right.kind === 'yearDate';
    if ((op === '<=' || op === '<') && deadline && mayBeEmpty(context, left)) report(context, 'by-is-meant', at, { name: shortName(context, left) });
    return node(booleanType, at, { kind: 'compare', op, left, right });
  }
  if (left.type.kind === 'choices' || right.type.kind === 'choices') {
    const several = left.type.kind === 'choices' ? left : right;
    const written = op === '=' && several === left ? [textAt(context, leftAst.at), textAt(context, rightAst.at)] : [];
    const fixed = written.length > 0 && written.every((text) => text !== '') ? written.join(/[\u4e00-\u9fff]/.test(written[0]!) ? ' 含 ' : ' has ') : undefined;
    return report(context, 'several-values', at, { name: shortName(context, several) }, fixed === undefined ? {} : { fix: replace(at, fixed) });
  }
  if (!worded(left.type) || !worded(right.type)) {
    return report(context, 'cannot-compare', at, { left: typeWords(left.type), right: typeWords(right.type) });
  }
  if (ordered) return report(context, 'no-order', at, { what: typeWords(left.type) });
  return node(booleanType, at, { kind: 'compare', op, left, right });
}

const worded = (type: ValueType): boolean => type.kind === 'text' || type.kind === 'choice';

/** `major = yes` is `major`, `major = no` is `not major`. */
function compareTruth(context: Context, left: Expr, leftAst: ExprAst, op: CompareOp, right: Expr, rightAst: ExprAst, at: Range): Expr | undefined {
  if (left.type.kind !== 'boolean' || right.type.kind !== 'boolean') {
    return report(context, 'cannot-compare', at, { left: typeWords(left.type), right: typeWords(right.type) });
  }
  if (op !== '=' && op !== '!=') return report(context, 'no-order', at, { what: typeWords(left.type) });
  const literal = right.kind === 'boolean' ? right : left.kind === 'boolean' ? left : undefined;
  if (!literal || (left.kind === 'boolean' && right.kind === 'boolean')) {
    return node(booleanType, at, { kind: 'compare', op, left, right });
  }
  const other = literal === right ? left : right;
  const holds = asCondition(context, other, literal === right ? leftAst.at : rightAst.at);
  if (!holds) return undefined;
  return literal.value === (op === '=') ? { ...holds, at } : negation(holds, at);
}

/** What stands right of a comparison with `left`. */
export function rightOf(context: Context, left: Expr, ast: ExprAst, scope: Scope): Expr | undefined {
  const type = left.type;
  if (type.kind === 'choice' || type.kind === 'choices') {
    const choices = choicesOf(context, left);
    if (choices && (ast.kind === 'path' || ast.kind === 'text' || ast.kind === 'number')) {
      const name = ast.kind === 'path' ? (ast.parts.length === 1 ? ast.parts[0]! : undefined) : { text: ast.value, at: ast.at };
      const found = name ? find(choices, name.text) : [];
      if (found.length > 0) return node({ kind: 'choice', choices: type.choices }, ast.at, { kind: 'choiceValue', value: found[0]!.value });
      if (name) {
        const other = ast.kind === 'path' ? attempt(context, () => path(context, ast.parts, ast.at, scope)) : undefined;
        if (other) return other;
        if (isOpen(context, left)) {
          report(context, 'choice-not-listed', name.at, { name: name.text, where: shortName(context, left) }, suggestions(name, wordsOf(choices), false));
          return node({ kind: 'choice', choices: type.choices }, ast.at, { kind: 'choiceValue', value: name.text });
        }
        return unknown(context, 'unknown-choice', name, wordsOf(choices), shortName(context, left));
      }
    }
  }
  if (type.kind === 'text' && ast.kind === 'path' && ast.parts.length === 1) {
    const found = attempt(context, () => path(context, ast.parts, ast.at, scope));
    if (found) return found;
    const name = ast.parts[0]!;
    if (name.text === '') return failQuietly(context);
    return report(context, 'text-needs-quotes', ast.at, { name: name.text, field: shortName(context, left) }, {
      fix: { title: { zh: `写作“${name.text}”`, en: `write "${name.text}"` }, edits: [{ range: ast.at, text: `"${name.text}"` }] },
    });
  }
  if (type.kind === 'date' && ast.kind === 'text' && /^\d{4}-\d{2}-\d{2}$/.test(ast.value)) {
    return report(context, 'cannot-compare', ast.at, { left: typeWords(type), right: typeWords({ kind: 'text' }) }, { fix: replace(ast.at, ast.value) });
  }
  return value(context, ast, scope);
}

export function memberOf(context: Context, ast: Written<'in'>, scope: Scope): Expr | undefined {
  const operand = value(context, ast.operand, scope);
  if (!operand) return undefined;
  const kind = operand.type.kind;
  if (kind === 'boolean' || kind === 'date') {
    return report(context, 'cannot-compare', ast.at, { left: typeWords(operand.type), right: { zh: '若干值', en: 'a list of values' } });
  }
  const values: Expr[] = [];
  let failed = false;
  let left = operand;
  for (const written of ast.values) {
    const right = rightOf(context, operand, written, scope);
    if (!right) { failed = true; continue; }
    if (right.type.kind === 'number' && left.type.kind === 'number') {
      const pair = alike(context, left, right, ast.operand.at, written.at, ast.at);
      if (!pair) { failed = true; continue; }
      left = pair[0];
      values.push(pair[1]);
    } else if (right.type.kind === 'number' || left.type.kind === 'number' || !worded(right.type)) {
      report(context, 'cannot-compare', written.at, { left: typeWords(operand.type), right: typeWords(right.type) });
      failed = true;
    } else values.push(right);
  }
  return failed || values.length === 0 ? failQuietly(context) : node(booleanType, ast.at, { kind: 'in', operand: left, values });
}

export function filled(context: Context, ast: Written<'filled' | 'empty'>, scope: Scope): Expr | undefined {
  const operand = value(context, ast.operand, scope);
  return operand && node(booleanType, ast.at, { kind: ast.kind, operand });
}

function dateValue(context: Context, ast: ExprAst, scope: Scope): Expr | undefined {
  const expr = value(context, ast, scope);
  if (expr && expr.type.kind !== 'date') return report(context, 'not-a-date', ast.at, { what: typeWords(expr.type) });
  return expr;
}

/** `disclosed_on within 7 workdays of decided_on`. */
export function termWithin(context: Context, ast: Written<'within'>, scope: Scope): Expr | undefined {
  const date = dateValue(context, ast.date, scope);
  const from = dateValue(context, ast.from, scope);
  let count = value(context, ast.count, scope);
  if (count?.type.kind === 'number' && count.type.unit === '1' && count.kind === 'number') {
    return report(context, 'unit-wanted', ast.count.at, { unit: { zh: '个工作日 或 日', en: 'workdays or days' } }, { fix: append(ast.count.at, ' workdays') });
  }
  if (count && (count.type.kind !== 'number' || (count.type.unit !== 'workdays' && count.type.unit !== 'days'))) {
    count = report(context, 'within-needs-days', ast.count.at, { what: typeWords(count.type) });
  }
  if (count && !wholeTerms(context, count)) count = undefined;
  if (!date || !from || !count || count.type.kind !== 'number') return undefined;
  return node(booleanType, ast.at, { kind: 'within', date, count, unit: count.type.unit as 'workdays' | 'days', from, sameDay: ast.sameDay });
}

/** A term that is written out is a whole number of 1 or more. */
function wholeTerms(context: Context, count: Expr): boolean {
  if (count.kind === 'else') {
    const operand = wholeTerms(context, count.operand);
    return wholeTerms(context, count.fallback) && operand;
  }
  if (count.kind !== 'number' || /^0*[1-9]\d*(\.0*)?$/.test(count.value)) return true;
  report(context, 'term-not-whole', count.at!, { value: count.value });
  return false;
}

export function by(context: Context, ast: Written<'by'>, scope: Scope): Expr | undefined {
  const date = dateValue(context, ast.date, scope);
  const deadline = dateValue(context, ast.deadline, scope);
  return date && deadline && node(booleanType, ast.at, { kind: 'by', date, deadline, before: ast.before });
}

