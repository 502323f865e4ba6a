/** Small steps of logic: a value as a condition, its negation, two conditions as one. */
import type { Expr, Range } from '../program.ts';
import { report, type Context } from './context.ts';
import { booleanType, node, typeWords } from './types.ts';

/** A yes/no value becomes a condition that it is yes; a condition stays one; anything else is an error. */
export function asCondition(context: Context, expr: Expr, at: Range): Expr | undefined {
  if (expr.type.kind !== 'boolean') return report(context, 'not-a-condition', at, { what: typeWords(expr.type) });
  switch (expr.kind) {
    case 'field': case 'agencyField': case 'indicator': case 'parameter': case 'aggregate': case 'else': case 'lastYear':
      return node(booleanType, at, { kind: 'isTrue', operand: expr });
    default: return expr;
  }
}

/** Not, without piling up. */
export function negation(operand: Expr, at: Range): Expr {
  return operand.kind === 'not' ? operand.operand : node(booleanType, at, { kind: 'not', operand });
}

/** Both conditions, flat. */
export function both(first: Expr | undefined, second: Expr | undefined): Expr | undefined {
  if (!first) return second;
  if (!second) return first;
  const operands = [first, second].flatMap((expr) => (expr.kind === 'and' ? expr.operands : [expr]));
  return node(booleanType, second.at ?? first.at!, { kind: 'and', operands });
}
