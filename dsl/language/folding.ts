/** What can be folded away: blocks in braces, tables of examples, comments of several lines. From the tokens alone. */
import { tokenize } from '../syntax/lexer.ts';

/** Folded is what stands from `from` to `to` (offsets); lines are 1-based. */
export interface Fold { kind: 'block' | 'table' | 'comment'; from: number; to: number; fromLine: number; toLine: number }

/** By place; a brace that is not closed folds nothing. */
export function folds(text: string): Fold[] {
  const { tokens, comments } = tokenize('', text);
  const found: Fold[] = [];
  const open: { from: number; line: number }[] = [];
  for (const [index, token] of tokens.entries()) {
    switch (token.tokenType.name) {
      case 'LBrace': open.push({ from: token.endOffset! + 1, line: token.startLine! }); break;
      case 'RBrace': {
        const start = open.pop();
        if (start && start.line < token.startLine!) found.push({ kind: 'block', from: start.from, to: token.startOffset, fromLine: start.line, toLine: token.startLine! });
        break;
      }
      case 'TableRow': {
        const last = found.at(-1);
        const before = tokens[index - 1];
        if (before?.tokenType.name !== 'TableRow') break;
        if (last?.kind === 'table' && last.to === before.endOffset! + 1) { last.to = token.endOffset! + 1; last.toLine = token.startLine!; }
        else found.push({ kind: 'table', from: before.endOffset! + 1, to: token.endOffset! + 1, fromLine: before.startLine!, toLine: token.startLine! });
        break;
      }
      default: break;
    }
  }
  // Comments that stand on lines of their own, one under the other.
  const first = (offset: number): boolean => /(^|[\r\n])[ \t\u00a0\u3000]*$/.test(text.slice(Math.max(0, offset - 200), offset));
  let block: Fold | undefined;
  for (const comment of comments.filter((one) => first(one.startOffset))) {
    if (block && comment.startLine === block.toLine + 1) { block.to = comment.endOffset! + 1; block.toLine = comment.startLine!; continue; }
    if (block && block.toLine > block.fromLine) found.push(block);
    block = { kind: 'comment', from: comment.endOffset! + 1, to: comment.endOffset! + 1, fromLine: comment.startLine!, toLine: comment.startLine! };
  }
  if (block && block.toLine > block.fromLine) found.push(block);
  return found.sort((a, b) => a.from - b.from);
}
