/** Colours for an editor: the lexer's view of a text, keywords where they can be keywords. */
import { keywords } from './keywords.ts';
import { tokenize } from './lexer.ts';
import * as t from './tokens.ts';

export interface Highlight { from: number; to: number; kind: 'keyword' | 'string' | 'number' | 'comment' | 'name' | 'operator' | 'punctuation' }

const keywordTokens = new Set(keywords.map(row => row.token));
const kinds = new Map<string, Highlight['kind']>([
  ...[t.Text, t.UnclosedText, t.TableRow].map(type => [type.name, 'string'] as const),
  ...[t.NumberLiteral, t.Thousands, t.DateLiteral].map(type => [type.name, 'number'] as const),
  ...[t.Name, t.Quoted].map(type => [type.name, 'name'] as const),
  ...[t.Compare, t.Equal, t.Less, t.Plus, t.Minus, t.Star, t.Slash, t.Percent].map(type => [type.name, 'operator'] as const),
]);

/** Offsets in UTF-16 code units, in order, not overlapping. */
export function highlight(text: string): Highlight[] {
  const { tokens, comments } = tokenize('', text);
  return [
    ...tokens.map((token): Highlight => ({
      from: token.startOffset, to: token.endOffset! + 1,
      kind: kinds.get(token.tokenType.name) ?? (keywordTokens.has(token.tokenType.name) ? 'keyword' : 'punctuation'),
    })),
    ...comments.map((token): Highlight => ({ from: token.startOffset, to: token.endOffset! + 1, kind: 'comment' })),
  ].sort((a, b) => a.from - b.from);
}
