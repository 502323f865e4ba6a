/**
 * Checks call each other in circles (an expression holds aggregates, an aggregate a condition, a name may stand for a
 * define, a parameter, another indicator). Modules do not: they call back through here what `index.ts` has put together.
 */
import type { Expr, Range, ValueType } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import type { Context, FieldInfo, IndicatorInfo, ParameterInfo, Scope } from './context.ts';

export interface Checks {
  value(context: Context, ast: ExprAst, scope: Scope): Expr | undefined;
  condition(context: Context, ast: ExprAst, scope: Scope): Expr | undefined;
  fieldType(context: Context, info: FieldInfo, at: Range): ValueType | undefined;
  parameterReference(context: Context, info: ParameterInfo, at: Range, scope: Scope): Expr | undefined;
  indicatorReference(context: Context, info: IndicatorInfo, at: Range): Expr | undefined;
}

/** The typed expression; `undefined` where it, or what it rests on, is in error (which has then been said). */
export const value: Checks['value'] = (context, ast, scope) => context.checks.value(context, ast, scope);
/** The expression as a condition: a yes/no field or indicator is one when it is yes. */
export const condition: Checks['condition'] = (context, ast, scope) => context.checks.condition(context, ast, scope);
/** The type of a field; a computed one is worked out when first asked for. */
export const fieldType: Checks['fieldType'] = (context, info, at) => context.checks.fieldType(context, info, at);
/** A parameter where it is used; its cases must speak of the rows at hand. */
export const parameterReference: Checks['parameterReference'] = (context, info, at, scope) => context.checks.parameterReference(context, info, at, scope);
/** Another indicator's value. */
export const indicatorReference: Checks['indicatorReference'] = (context, info, at) => context.checks.indicatorReference(context, info, at);
