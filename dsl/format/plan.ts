/**
 * What a tree does not keep and a text shows: the order of clauses, the blank lines between them, the comments beside and
 * before them, whether a block was written on one line. Made from the places of the clauses and the comments of the lexer.
 */
import type { IToken } from 'chevrotain';
import type { ClauseSpan } from '../syntax/grammar-base.ts';
import { LBrace, RBrace } from '../syntax/tokens.ts';
import type { Remark } from './slots.ts';

export interface Comment { text: string; blankBefore: boolean }
/** One clause of a block, or one declaration of a file. */
export interface Placed {
  first: IToken;
  last: IToken;
  /** Comments on lines of their own before it. */
  leading: Comment[];
  /** The comment behind it on its last line. */
  trailing?: string;
  /** A blank line stands before it (and after its comments). */
  blankBefore: boolean;
  /** Comments inside of it, but for those of its own block. */
  remarks: Remark[];
  block?: BlockPlan;
}
export interface BlockPlan {
  /** The comment behind the brace that opens it. */
  head?: string;
  clauses: Placed[];
  /** Comments after the last clause. */
  dangling: Comment[];
  /** Its first clause stands on the line of the brace, and no comment is in it. */
  oneLine: boolean;
}

const remarkOf = (comment: IToken): Remark => ({ offset: comment.startOffset, line: comment.startLine!, text: comment.image.trimEnd() });
const inside = (comment: IToken, first: IToken, last: IToken): boolean => first.startOffset < comment.startOffset && comment.startOffset < last.endOffset!;

/** `spans` and `comments` in the order of the text; `tokens` are all of the text. `open`: the brace of the block, none for a file. */
export function planOf(spans: ClauseSpan[], comments: IToken[], tokens: IToken[], open?: IToken): BlockPlan {
  const clauses = spans.map(({ first, last }): Placed => ({ first, last, leading: [], blankBefore: false, remarks: [] }));
  const plan: BlockPlan = { clauses, dangling: [], oneLine: spans.length > 0 && open?.startLine === spans[0]!.first.startLine && comments.length === 0 };
  const within: IToken[][] = spans.map(() => []);
  let next = 0, line = open?.startLine ?? Infinity;
  const pass = (until: number): void => {
    for (; next < clauses.length && clauses[next]!.first.startOffset < until; next++) {
      clauses[next]!.blankBefore = clauses[next]!.first.startLine! > line + 1;
      line = clauses[next]!.last.endLine!;
    }
  };
  for (const comment of comments) {
    pass(comment.startOffset);
    const before = clauses[next - 1];
    if (before && inside(comment, before.first, before.last)) { within[next - 1]!.push(comment); continue; }
    const { text, line: at } = remarkOf(comment);
    if (before?.last.endLine === at && before.trailing === undefined) before.trailing = text;
    else if (!before && open?.startLine === at) plan.head = text;
    else (clauses[next]?.leading ?? plan.dangling).push({ text, blankBefore: at > line + 1 });
    line = at;
  }
  pass(Infinity);
  for (const [index, { clauses: inner, first, last }] of spans.entries()) {
    const brace = last.tokenType === RBrace ? openingOf(tokens, first) : undefined;
    if (!brace) { clauses[index]!.remarks = within[index]!.map(remarkOf); continue; }
    const own = within[index]!.filter(one => one.startOffset > brace.startOffset);
    clauses[index]!.remarks = within[index]!.filter(one => one.startOffset <= brace.startOffset).map(remarkOf);
    clauses[index]!.block = planOf(inner, own, tokens, brace);
    if (own.length > 0) plan.oneLine = false;
  }
  plan.oneLine &&= clauses.every(one => !one.block || one.block.oneLine || one.block.clauses.length === 0);
  return plan;
}

/** The first brace from a token on: heads of blocks hold none. */
function openingOf(tokens: IToken[], first: IToken): IToken | undefined {
  for (let index = indexOf(tokens, first); index < tokens.length; index++) if (tokens[index]!.tokenType === LBrace) return tokens[index];
  return undefined;
}

/** Where a token is among all tokens of the text. */
export function indexOf(tokens: IToken[], token: IToken): number {
  let low = 0, high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tokens[middle]!.startOffset < token.startOffset) low = middle + 1; else high = middle;
  }
  return low;
}
