/** The same figure a year earlier. */
import type { Expr, Range } from './program.ts';

/** Cells and indicators know their year, a sum or quotient of such keeps its form, anything else is taken as a whole. */
export function yearEarlier(expr: Expr, at?: Range): Expr {
  const place = at && { at };
  switch (expr.kind) {
    case 'cell': case 'indicator': return { ...expr, yearOffset: expr.yearOffset - 1, ...place };
    case 'number': return expr;
    case 'arithmetic': {
      const left = yearEarlier(expr.left, at), right = yearEarlier(expr.right, at);
      if (left.kind !== 'lastYear' && right.kind !== 'lastYear') return { ...expr, left, right, ...place };
      break;
    }
    default: break;
  }
  return { kind: 'lastYear', operand: expr, type: expr.type, ...place };
}
