/** Months and quarters of dates, by which rows are grouped. */
import type { Expr } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { attempt, report, type Context, type Scope } from './context.ts';
import { value } from './recursion.ts';
import { node, textType, typeWords } from './types.ts';

type Written = Extract<ExprAst, { kind: 'bucketOf' }>;

/** `month of inspected_on`, 检查日期.月份; of a ledger that has a field 月份 the ending is that field. */
export function bucketOf(context: Context, ast: Written, scope: Scope): Expr | undefined {
  if (scope.kind === 'group') return report(context, 'bucket-in-group', ast.at, {});
  const field = fieldOfThatName(ast);
  const named = field && !attempt(context, () => isDate(value(context, ast.operand, scope))) ? attempt(context, () => value(context, field, scope)) : undefined;
  if (named) return value(context, field!, scope);
  const operand = value(context, ast.operand, scope);
  if (!operand) return undefined;
  if (!isDate(operand)) return report(context, 'not-a-date', ast.operand.at, { what: typeWords(operand.type) });
  return node(textType, ast.at, { kind: 'bucketOf', unit: ast.unit, operand });
}

const isDate = (expr: Expr | undefined): boolean => expr?.type.kind === 'date';

/** The ending read as a name: 月报.月份 may be a field of a ledger. */
function fieldOfThatName(ast: Written): ExprAst | undefined {
  const { operand, at } = ast;
  const ending = operand.kind === 'path' && operand.at.start.line === at.start.line && operand.at.start.column === at.start.column;
  if (!ending) return undefined;
  const word = { text: ast.unit === 'month' ? '月份' : '季度', at: { file: at.file, start: operand.at.end, end: at.end } };
  return { kind: 'path', parts: [...operand.parts, word], at };
}
