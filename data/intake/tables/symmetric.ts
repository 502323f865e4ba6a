/**
 * Whether a form's check needs of some columns their sum only. Then columns that were handed in as one figure can be checked
 * all the same: the figure stands in the first of them, 0 in the others, and the answer is as if they were known.
 */
import type { Expr, Form } from '../../../dsl/program.ts';

type Weights = Map<string, bigint>;

/** True where each comparison in the condition weighs all of `columns` alike. */
export function needsSumOnly(form: Form, condition: Expr, columns: string[]): boolean {
  switch (condition.kind) {
    case 'and': case 'or': return condition.operands.every(one => needsSumOnly(form, one, columns));
    case 'not': return needsSumOnly(form, condition.operand, columns);
    case 'compare': return [condition.left, condition.right].every(side => alternatives(side).every(one => {
      const weights = weightsOf(form, one);
      return weights !== null && columns.every(column => (weights.get(column) ?? 0n) === (weights.get(columns[0]!) ?? 0n));
    }));
    default: return false;
  }
}

/** `a else b` is one or the other. */
const alternatives = (expr: Expr): Expr[] => (expr.kind === 'else' ? [expr.operand, expr.fallback] : [expr]);

/** What each column adds to a sum; null where the expression is none. */
function weightsOf(form: Form, expr: Expr): Weights | null {
  switch (expr.kind) {
    case 'number': return new Map();
    case 'cell': return expr.form === form.name && expr.yearOffset === 0 ? new Map([[expr.column, 1n]]) : null;
    case 'groupTotal': return new Map(form.columns.filter(column => column.group === expr.group).map(column => [column.name, 1n]));
    case 'convert': return weightsOf(form, expr.operand);
    case 'arithmetic': {
      if (expr.op !== '+' && expr.op !== '-') return null;
      const left = weightsOf(form, expr.left), right = weightsOf(form, expr.right);
      if (!left || !right) return null;
      const sum = new Map(left);
      for (const [column, weight] of right) sum.set(column, (sum.get(column) ?? 0n) + (expr.op === '+' ? weight : -weight));
      return sum;
    }
    default: return null;
  }
}
