/** Sums of a column over the forms of all agencies: what a superior's own table must come to (分单位之和). */
import type { Expr } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { failQuietly, report, use, type ColumnInfo, type Context, type FormInfo, type Scope } from './context.ts';
import { findOne, titles } from './lookup.ts';
import { find } from './names.ts';
import { condition } from './recursion.ts';
import { node, numberType } from './types.ts';

type Written = Extract<ExprAst, { kind: 'aggregate' }>;

/** The form and column that an aggregate across agencies is over: `penalty_form.total`, or in a form's own checks `total`. */
export function formColumn(context: Context, ast: Written, scope: Scope): { form: FormInfo; column: ColumnInfo | undefined } | undefined {
  if (ast.of?.kind !== 'path' || ast.ledger) return undefined;
  const [head, second] = ast.of.parts;
  if (!head || find(context.ledgers, head.text).length > 0) return undefined;
  const form = find(context.forms, head.text)[0];
  if (form) return { form, column: second && findOne(context, form.columns, second, 'unknown-column', titles(form)) };
  const own = scope.kind === 'agency' ? scope.form : undefined;
  const column = own && !second ? find(own.columns, head.text)[0] : undefined;
  return own && column && { form: own, column };
}

/** `sum(penalty_form.total across agencies where agency.parent = code)`. */
export function formSum(context: Context, ast: Written, { form, column }: { form: FormInfo; column: ColumnInfo | undefined }): Expr | undefined {
  use(context, form);
  if (!column) return ast.of?.kind === 'path' && ast.of.parts.length > 1 ? failQuietly(context) : report(context, 'form-as-value', ast.of!.at, { name: form.name });
  if (ast.fn !== 'sum') return report(context, 'forms-only-summed', ast.at, { form: titles(form) });
  if (!column.column) return failQuietly(context);
  const where = ast.where && condition(context, ast.where, { kind: 'agency', agencyFirst: true, across: true });
  if (ast.where && !where) return undefined;
  if (where && !speaksOfAgencies(where)) return report(context, 'forms-chosen-by-agency', ast.where!.at, {});
  return node(numberType(column.column.unit), ast.at, { kind: 'formSum', form: form.name, column: column.name, ...(where && { where }) });
}

const figures = new Set(['indicator', 'cell', 'aggregate', 'share', 'groupTotal', 'formSum', 'parameter', 'lastYear']);
function speaksOfAgencies(part: unknown): boolean {
  if (Array.isArray(part)) return part.every(speaksOfAgencies);
  if (!part || typeof part !== 'object') return true;
  if (figures.has((part as Expr).kind)) return false;
  return Object.entries(part).every(([key, child]) => key === 'at' || key === 'type' || speaksOfAgencies(child));
}
