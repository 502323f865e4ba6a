/** Text → syntax tree and what is wrong with it. Never throws, whatever is typed. */
import type { IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Position } from '../program.ts';
import type { DeclarationAst, SyntaxTree } from './ast.ts';
import { helpfulErrors, type ClauseSpan } from './grammar-base.ts';
import { HengGrammar } from './grammar-indicators.ts';
import { rangeOf, tokenize } from './lexer.ts';
import { knowNames } from './suggest.ts';
import { Name, Text } from './tokens.ts';
export { highlight } from './highlight.ts';
export { splitRun } from './split.ts';
export { keywordWords, type KeywordWord } from './keywords.ts';

/** UTF-16 code units: more than a hundred packs' worth. */
export const maximumLength = 1_000_000;

/** Words and marks of one text: more than three times what 2,000 indicators need. */
export const maximumTokens = 250_000;

/** Declarations of one text. */
export const maximumDeclarations = 20_000;

let grammar: HengGrammar | undefined;

/** A text read, with what the tree does not keep: its tokens and comments, and where clauses stand. */
export interface Reading {
  tree: SyntaxTree; diagnostics: Diagnostic[]; tokens: IToken[]; comments: IToken[]; spans: ClauseSpan[];
  /** Where something is wrong, also where so much is that not all of it is said. */
  wrong: Position[];
  /** Runs of characters that cannot be read: no tokens. */
  unreadable: IToken[];
  /** The text has more than a text may have: none of it was read. */
  refused: boolean;
}

/**
 * Reads one file. The tree holds every declaration whose head could be read, with what could be read of it; all
 * errors are reported at once, in the order of the text. `knownNames` (fields, labels, choices …) lets words that
 * were typed without blanks be parted.
 */
export function parse(file: string, text: string, options: { knownNames?: Iterable<string> } = {}): { tree: SyntaxTree; diagnostics: Diagnostic[] } {
  const { tree, diagnostics } = read(file, text, options);
  return { tree, diagnostics };
}

/** The same with tokens, comments and places: for what rewrites a text. */
export function read(file: string, text: string, options: { knownNames?: Iterable<string> } = {}): Reading {
  const declarations: DeclarationAst[] = [];
  const start = { line: 1, column: 1 };
  if (text.length > maximumLength) {
    const diagnostics = [diagnose('too-large', { file, start, end: start }, { limit: maximumLength })];
    return { ...nothing(file), diagnostics };
  }
  const { tokens, comments, diagnostics, unreadable } = tokenize(file, text);
  if (tokens.length > maximumTokens) return { ...nothing(file), diagnostics: [tooManyTokens(file, tokens)] };
  const grammar = grammarFor(() => [...options.knownNames ?? [], ...namesIn(tokens)]);
  grammar.begin(file, text, tokens);
  grammar.file_(declarations);
  const all = [...diagnostics, ...grammar.problems];
  const wrong = all.filter(one => one.severity === 'error').map(one => one.range.start);
  return { ...withinLimit(file, declarations, inOrder(all)), tokens, comments, spans: grammar.spans, wrong, unreadable, refused: false };
}
const nothing = (file: string): Omit<Reading, 'diagnostics'> => ({ tree: { file, declarations: [] }, tokens: [], comments: [], spans: [], wrong: [], unreadable: [], refused: true });

/** What is said instead of reading more words and marks than a text may have. */
export const tooManyTokens = (file: string, tokens: IToken[]): Diagnostic => diagnose('too-many-parts', rangeOf(file, tokens[maximumTokens]!), { limit: maximumTokens });

/** As many declarations as a text may have, and that there are more. */
export function withinLimit(file: string, declarations: DeclarationAst[], diagnostics: Diagnostic[]): { tree: SyntaxTree; diagnostics: Diagnostic[] } {
  const first = declarations[maximumDeclarations];
  if (!first) return { tree: { file, declarations }, diagnostics };
  const more = diagnose('too-many-parts', { file, start: first.at.start, end: first.at.start }, { limit: maximumDeclarations });
  return { tree: { file, declarations: declarations.slice(0, maximumDeclarations) }, diagnostics: [...diagnostics, more] };
}

/** The one grammar; runs of words without blanks are parted by the names, which are asked for only when there is an error. */
export function grammarFor(names: () => Iterable<string>): HengGrammar {
  knowNames(names);
  return grammar ??= new HengGrammar();
}

/** Short names and labels of the text itself: a run of words may be made of them. */
export function* namesIn(tokens: IToken[]): Iterable<string> {
  for (const token of tokens) {
    if (token.tokenType === Text && token.image.length <= 14) yield token.image.slice(1, -1);
    else if (token.tokenType === Name && token.image.length <= 10 && typeof token.payload === 'string') yield token.payload;
  }
}

/** By place, one a place, and not more than help. */
export function inOrder(diagnostics: Diagnostic[]): Diagnostic[] {
  const sorted = diagnostics.map((diagnostic, index) => ({ diagnostic, index })).sort((a, b) =>
    a.diagnostic.range.start.line - b.diagnostic.range.start.line
    || a.diagnostic.range.start.column - b.diagnostic.range.start.column || a.index - b.index).map(one => one.diagnostic);
  const result = sorted.filter((one, index) => index === 0
    || one.range.start.line !== sorted[index - 1]!.range.start.line || one.range.start.column !== sorted[index - 1]!.range.start.column);
  const more = result.length - helpfulErrors;
  if (more <= 0) return result;
  return [...result.slice(0, helpfulErrors), diagnose('too-many-errors', result[helpfulErrors]!.range, { count: more })];
}
