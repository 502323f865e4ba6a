/** The numbers and dates that a condition speaks of: what a reader wants to see beside it. */
import type { Expr } from '../program.ts';

/**
 * In the order written: both sides of comparisons but literals, and the dates of deadlines. The checker gives each an
 * indicator of its own where it needs records, and the scorer looks them up in this very order.
 */
export function figuresOf(condition: Expr): Expr[] {
  switch (condition.kind) {
    case 'and': case 'or': return condition.operands.flatMap(figuresOf);
    case 'not': return figuresOf(condition.operand);
    case 'compare': return [condition.left, condition.right].filter(isFigure);
    case 'by': case 'within': return [condition.date].filter(isFigure);
    case 'doneBy': return figuresOf(condition.condition);
    default: return [];
  }
}

const LITERALS = new Set<Expr['kind']>(['number', 'date', 'yearDate', 'stateDay', 'parameter']);

function isFigure(expr: Expr): boolean {
  if (expr.type.kind !== 'number' && expr.type.kind !== 'date') return false;
  return !LITERALS.has(expr.kind) && !(expr.kind === 'convert' && LITERALS.has(expr.operand.kind));
}
