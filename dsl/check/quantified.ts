/** Conditions on the rows that a field naming several refers to: `any handled_by with …`, `every handled_by with …`. */
import type { Expr } from '../program.ts';
import type { ExprAst, Name } from '../syntax/ast.ts';
import { pathsIn } from './trees.ts';
import { report, textAt, use, type Context, type Extra, type FieldInfo, type LedgerInfo, type Scope } from './context.ts';
import { fieldOf, referred, replace, titles } from './lookup.ts';
import { find } from './names.ts';
import { condition } from './recursion.ts';
import { booleanType, node } from './types.ts';

export function quantified(context: Context, ast: Extract<ExprAst, { kind: 'quantified' }>, scope: Scope): Expr | undefined {
  if (scope.kind !== 'row') return report(context, 'quantified-outside-rows', ast.at, {});
  if (scope.one) return report(context, 'quantified-nested', ast.at, {});
  const field = fieldOf(context, scope.ledger, ast.field);
  if (!field) return undefined;
  const ledger = referred(context, field);
  if (!ledger || !field.ast?.several) {
    const direct = ledger ? { hints: [{ zh: `只指向一行，直接写 ${ast.field.text}.字段`, en: `it refers to one row: write ${ast.field.text}.field` }] } : {};
    return report(context, 'quantified-needs-several', ast.field.at, { name: titles(field) }, direct);
  }
  use(context, ledger);
  const holds = condition(context, ast.with, { ...scope, one: { field, ledger } });
  return holds && node(booleanType, ast.at, { kind: 'quantified', quantifier: ast.quantifier, field: field.name, with: holds });
}

/** A field that may name several is followed by `any` or `every` only; says so, and writes `any` where that is plain. */
export function notFollowed(context: Context, info: FieldInfo, target: LedgerInfo, part: Name): undefined {
  return report(context, 'several-not-followed', part.at, { name: part.text, field: titles(info), ledger: titles(target) }, mend(context, info, target, part));
}

/** The comparison at hand within `any … with`, if its other names would mean the same there. */
function mend(context: Context, info: FieldInfo, target: LedgerInfo, part: Name): Extra {
  const { test } = context;
  const paths = test && pathsIn(test);
  if (!test || !paths) return {};
  const through = paths.filter((parts) => parts.length > 1 && find(info.ledger.fields, parts[0]!.text).includes(info));
  const hidden = paths.some((parts) => !through.includes(parts) && find(target.fields, parts[0]!.text).length > 0);
  // Said of every path, mended once.
  if (hidden || through[0]?.[0]?.at !== part.at) return {};
  let fixed = '', from = test.at.start;
  for (const [head, next] of through) {
    fixed += textAt(context, { ...test.at, start: from, end: head!.at.start });
    from = next!.at.start;
  }
  fixed += textAt(context, { ...test.at, start: from });
  if (fixed === '') return {};
  const chinese = /[\u4e00-\u9fff]/.test(part.text);
  return { fix: replace(test.at, chinese ? `（任一 ${part.text} 满足 ${fixed}）` : `(any ${part.text} with ${fixed})`) };
}
