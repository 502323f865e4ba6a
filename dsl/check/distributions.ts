/** How rows fall to the values of a field: the whole value of an indicator that is shown only. */
import type { Expr } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { dateField, rowsNode } from './aggregates.ts';
import { report, type Context, type Scope } from './context.ts';
import { both } from './logic.ts';
import { rowsNamed } from './paths.ts';
import { condition, value } from './recursion.ts';
import { node, numberType, typeWords } from './types.ts';

/** `distribution of case_files where … grouped by grade`. */
export function distribution(context: Context, ast: Extract<ExprAst, { kind: 'distribution' }>): Expr | undefined {
  const named = rowsNamed(context, ast.ledger, ast.across);
  if (!named) return undefined;
  const inside: Scope = { kind: 'row', ledger: named.ledger, across: ast.across };
  const written = ast.where && condition(context, ast.where, inside);
  const datedBy = ast.datedBy && dateField(context, named.ledger, ast.datedBy);
  const by = value(context, ast.by, inside);
  if ((ast.where && !written) || (ast.datedBy && !datedBy) || !by) return undefined;
  if (by.type.kind !== 'choice' && by.type.kind !== 'text') return report(context, 'distribution-by-choice', ast.by.at, { what: typeWords(by.type) });
  const rows = rowsNode(named.ledger, { datedBy, where: both(named.where, written), whole: ast.whole, across: ast.across });
  return node(numberType('1'), ast.at, { kind: 'distribution', rows, by });
}
