/** How tightly expressions bind, and so where parentheses stand; what other parts of expressions are printed by. */
import type { ExprAst, Name } from '../syntax/ast.ts';
import { align, joined, type Doc } from './document.ts';
import { asWritten, listMark, name, parens, type Printer } from './printer.ts';

/** How tightly a thing binds; `phrase` stands free only where it is all there is. */
export const bindings = { phrase: 0, or: 1, and: 2, test: 3, quantity: 4, sum: 5, product: 6, converted: 7, operand: 8 } as const;

/** The expression at a place that needs at least this binding. */
export function expression(p: Printer, ast: ExprAst, least: number = bindings.phrase): Doc {
  const doc = p.phrase(p, ast);
  return bindingOf(p, ast) >= least ? doc : parens(p, align(doc));
}

/** A quantity between parentheses or commas: phrases of one value stand free there. */
export const enclosed = (p: Printer, ast: ExprAst): Doc => expression(p, ast, ast.kind === 'daysBetween' || ast.kind === 'else' ? bindings.phrase : bindings.quantity);

function bindingOf(p: Printer, ast: ExprAst): number {
  switch (ast.kind) {
    case 'or': return isImplication(p, ast) ? bindings.phrase : bindings.or;
    case 'and': return bindings.and;
    case 'not': case 'compare': case 'in': case 'filled': case 'empty': case 'within': case 'by': return bindings.test;
    case 'arithmetic': return ast.op === '+' || ast.op === '-' ? bindings.sum : bindings.product;
    case 'convert': return bindings.converted;
    case 'share': case 'distribution': case 'quantified': case 'daysBetween': case 'else': return bindings.phrase;
    case 'aggregate': return isPostfix(p, ast) ? bindings.phrase : bindings.operand;
    default: return bindings.operand;
  }
}

/** `if A then B` is the tree of `not A or B`; it stays what it was. */
export function isImplication(p: Printer, ast: Extract<ExprAst, { kind: 'or' }>): boolean {
  return ast.operands.length === 2 && ast.operands[0]!.kind === 'not' && /^(?:if|若|如果)(?![A-Za-z0-9_\u3400-\u9fff])/.test(asWritten(p, ast.at));
}

type Aggregate = Extract<ExprAst, { kind: 'aggregate' }>;
const phraseEnds = new Set(['sum', 'avg', 'min', 'max', 'median', 'distinct', 'earliest', 'latest', 'last']);
/** `L 中 A 的 f 之和`: where there is a condition and one field (or none: 件数), or arithmetic with its ledger beside it. */
export function isPostfix(p: Printer, { fn, of, ledger, where }: Aggregate): boolean {
  if (p.language === 'en' || !where) return false;
  if (ledger) return phraseEnds.has(fn);
  return of?.kind === 'path' && (of.parts.length === 1 ? fn === 'count' : phraseEnds.has(fn));
}

/** Words after a dot are names, but for 月份 and 季度. */
export function path(p: Printer, parts: Name[]): string {
  return parts.map((part, index) => index > 0 && (part.text === '月份' || part.text === '季度') ? `\`${part.text}\`` : name(p, part, index > 0)).join('.');
}

/** `a, b`; in parentheses where the first value would be taken for such. */
export function valueList(p: Printer, values: ExprAst[], always = false): Doc {
  const docs = values.map(value => expression(p, value, bindings.quantity));
  const list = joined(docs, p.language === 'zh' ? listMark(p) : `${listMark(p)} `);
  const plain = !always && ['path', 'text', 'number', 'date', 'yearDate', 'boolean', 'stateDay'].includes(values[0]!.kind);
  return plain ? list : parens(p, list);
}
