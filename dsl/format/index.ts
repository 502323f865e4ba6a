/**
 * The formatter: one layout for every text, in either keyword language with its own word order. It prints the tree with
 * what the tree does not keep (comments, blank lines, the order of clauses, one-line blocks). See README.md.
 */
import type { IToken } from 'chevrotain';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Position } from '../program.ts';
import type { DeclarationAst, SyntaxTree } from '../syntax/ast.ts';
import { keywordWords } from '../syntax/keywords.ts';
import { read, type Reading } from '../syntax/parse.ts';
import { Semicolon, Unreadable } from '../syntax/tokens.ts';
import { ownComments, type Clause } from './blocks.ts';
import { define, defineSlots, form, ledger, list, order, pack, parameter, use, view } from './declarations.ts';
import { hardline, joined, layout, raw, remark, type Doc } from './document.ts';
import { phrase } from './expressions.ts';
import { example, indicator, task } from './indicators.ts';
import { indexOf, planOf, type BlockPlan, type Placed } from './plan.ts';
import { printerOf, type Printer, type Written } from './printer.ts';
import { report } from './reports.ts';
import { scorecard } from './scorecards.ts';
import { isDelicate, quotings, type Language, type Quoting } from './words.ts';

export type { Language } from './words.ts';
export interface FormatOptions {
  /** Keyword language and word order; by itself each declaration stays in the language of most of its keywords. */
  language?: Language | 'as written';
  /** Columns that lines keep within where they can; Chinese characters are two. */
  width?: number;
}
export interface Formatted {
  text: string;
  /** What is wrong with the syntax of the text: declarations with an error are left as they are. */
  diagnostics: Diagnostic[];
  /** Line numbers of declarations that were left as they were written. */
  untouched: number[];
}

/** The text in its one layout; what cannot be read stays as it is. Never throws; formatting twice changes nothing more. */
export function format(text: string, options: FormatOptions = {}): string {
  return formatted('text', text, options).text;
}

/** The same, with what is wrong and what was left alone. */
export function formatted(file: string, text: string, { language = 'as written', width = 100 }: FormatOptions = {}): Formatted {
  const reading = whole(read(file, text));
  const { diagnostics, tokens, comments, refused } = reading;
  if (refused) return { text, diagnostics, untouched: [1] };
  const written = writtenOf(text);
  const pieces = piecesOf(reading);
  const languages = pieces.map(piece => language === 'as written' ? languageOf(piece, tokens) : language);
  const quoted = pieces.map(({ declaration: ast }) => ast ? quotingOf(file, ast, width) : 0);
  const left = pieces.map(piece => piece.declaration === undefined);
  for (;;) {
    const plan = planOf(pieces.map(({ first, last, span }) => ({ first, last, clauses: span?.clauses ?? [] })), comments, tokens);
    const laid = pieces.map((piece, index) => {
      const placed = plan.clauses[index]!;
      if (left[index]) return { placed, doc: asItIs(text, piece), leading: placed.leading };
      const p = printerOf(phrase, languages[index]!, width, written, quoted[index]);
      return { placed, ...declaration(p, piece.declaration!, placed) };
    });
    const result = layout(fileDoc(laid, plan), width);
    // What does not say the same as it did, or not with all its comments, stays as it was after all.
    const wrong = misread(whole(read(file, result)), pieces, comments).filter(index => !left[index]);
    if (wrong.length === 0) return { text: result, diagnostics, untouched: pieces.filter((_, index) => left[index]).map(piece => piece.first.startLine!) };
    for (const index of wrong) left[index] = true;
  }
}

/** A tree as a text, for trees that no text stands behind. */
export function print(tree: SyntaxTree, language: Language, width = 100): string {
  return tree.declarations.map(one => alone(one, language, width, quotingOf(tree.file, one, width))).join('\n');
}

const alone = (ast: DeclarationAst, language: Language, width: number, quoting: Quoting): string =>
  layout(declared(printerOf(phrase, language, width, undefined, quoting), ast, undefined), width);

/** The fewest backquotes with which a declaration is read as itself in both languages. */
function quotingOf(file: string, ast: DeclarationAst, width: number): Quoting {
  if (!namesIn(ast).some(isDelicate)) return 0;
  return quotings.find(quoting => (['zh', 'en'] as const).every(language => {
    const [again] = read(file, alone(ast, language, width, quoting)).tree.declarations;
    return again && bare(again) === bare(ast);
  })) ?? 2;
}

function namesIn(part: unknown): string[] {
  if (!part || typeof part !== 'object') return [];
  if ('text' in part && 'at' in part && typeof part.text === 'string') return [part.text];
  return Object.values(part).flatMap(namesIn);
}

// ---------------------------------------------------------------- declarations

function declared(p: Printer, ast: DeclarationAst, placed: Placed | undefined): Doc {
  switch (ast.kind) {
    case 'use': return use(p, ast, placed);
    case 'pack': return pack(p, ast, placed);
    case 'list': return list(p, ast, placed);
    case 'ledger': return ledger(p, ast, placed);
    case 'form': return form(p, ast, placed);
    case 'view': return view(p, ast, placed);
    case 'order': return order(p, ast, placed);
    case 'parameter': return parameter(p, ast, placed);
    case 'define': return define(p, ast, placed);
    case 'indicator': return indicator(p, ast, placed);
    case 'task': return task(p, ast, placed);
    case 'scorecard': return scorecard(p, ast, placed);
    case 'report': return report(p, ast, placed);
    case 'example': return example(p, ast, placed);
  }
}

function declaration(p: Printer, ast: DeclarationAst, placed: Placed): { doc: Doc; leading: Placed['leading'] } {
  const clause: Clause = { print: () => '', ...(ast.kind === 'define' && { slots: (q: Printer) => defineSlots(q, ast) }) };
  const own = ownComments(p, { clause, placed });
  return { doc: declared(p, ast, placed), leading: [...placed.leading, ...own] };
}

function fileDoc(laid: { placed: Placed; doc: Doc; leading: Placed['leading'] }[], plan: BlockPlan): Doc {
  const result: Doc[] = [];
  const add = (blank: boolean, doc: Doc): void => { result.push(result.length === 0 ? '' : blank ? [hardline, hardline] : hardline, doc); };
  for (const { placed, doc, leading } of laid) {
    for (const comment of leading) add(comment.blankBefore, raw(comment.text));
    add(placed.blankBefore, [doc, placed.trailing === undefined ? '' : remark(placed.trailing)]);
  }
  for (const comment of plan.dangling) add(comment.blankBefore, raw(comment.text));
  return result;
}

// ---------------------------------------------------------------- pieces of the text

/** A declaration with its tokens, or (without `declaration`) a part of the text that stays as it is. */
interface Piece { first: IToken; last: IToken; declaration?: DeclarationAst; span?: Reading['spans'][number] }

/** With what cannot be read among the tokens: it stays where it stands. */
function whole(reading: Reading): Reading {
  if (reading.unreadable.length === 0) return reading;
  return { ...reading, tokens: [...reading.tokens, ...reading.unreadable].sort((a, b) => a.startOffset - b.startOffset) };
}

function piecesOf({ tree, wrong, tokens, spans }: Reading): Piece[] {
  const pieces: Piece[] = [];
  const starts = new Map(tree.declarations.map(one => [key(one.at.start), one] as const));
  const places = [...wrong].sort((a, b) => a.line - b.line || a.column - b.column);
  let passed = 0;
  const before = spans[0] ? indexOf(tokens, spans[0].first) : tokens.length;
  if (tokens.slice(0, before).some(token => token.tokenType !== Semicolon)) pieces.push({ first: tokens[0]!, last: tokens[before - 1]! });
  for (const [index, span] of spans.entries()) {
    const from = indexOf(tokens, span.first), next = spans[index + 1] ? indexOf(tokens, spans[index + 1]!.first) : tokens.length;
    const clear = tokens.slice(indexOf(tokens, span.last) + 1, next).every(token => token.tokenType === Semicolon);
    const last = clear ? span.last : tokens[next - 1]!;
    const found = starts.get(key({ line: span.first.startLine!, column: span.first.startColumn! }));
    while (passed < places.length && earlier(places[passed]!, tokens[from]!)) passed++;
    const place = places[passed], after = tokens[next], astray = place !== undefined && (!after || earlier(place, after));
    const readable = tokens.slice(from, next).every(token => token.tokenType !== Unreadable);
    const declaration = found && clear && readable && !astray ? { declaration: found, span } : undefined;
    // What is no declaration may go on with the one before it, but for the mark between them.
    const mark = tokens[from - 1], parted = !declaration && index > 0 && mark?.tokenType === Semicolon && pieces.at(-1)!.last !== mark;
    pieces.push({ first: parted ? mark : span.first, last, ...declaration });
  }
  return pieces;
}

const key = ({ line, column }: Position): string => `${line}:${column}`;
const earlier = (place: Position, token: IToken): boolean => place.line < token.startLine! || (place.line === token.startLine! && place.column < token.startColumn!);

function asItIs(text: string, { first, last }: Piece): Doc {
  return joined(text.slice(first.startOffset, last.endOffset! + 1).split(/\r\n|\r|\n/).map(raw), hardline);
}

/** That of most of its keywords. */
function languageOf({ first, last }: Piece, tokens: IToken[]): Language {
  let chinese = 0, english = 0;
  for (let index = indexOf(tokens, first); index <= indexOf(tokens, last); index++) {
    const { image, tokenType } = tokens[index]!;
    if (!keywordTokens.has(tokenType.name)) continue;
    if (/[\u4e00-\u9fff]/.test(image)) chinese++; else if (/[a-z]/.test(image)) english++;
  }
  return chinese > english ? 'zh' : 'en';
}
const keywordTokens = new Set(keywordWords.map(({ token }) => token));

function writtenOf(text: string): Written {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return { text, offset: ({ line, column }) => (starts[line - 1] ?? text.length) + column - 1 };
}

// ---------------------------------------------------------------- what was printed must say the same

/** Indexes of the pieces that the printed text does not say as the text did, or whose comments it lost or moved apart. */
function misread(again: Reading, pieces: Piece[], comments: IToken[]): number[] {
  const printed = piecesOf(again), wrong: number[] = [];
  const same = printed.length === pieces.length;
  const allKept = again.comments.length === comments.length && again.comments.every((one, index) => one.image.trimEnd() === comments[index]!.image.trimEnd());
  const saying = new Map<string, Piece>();
  if (!same) for (const one of printed) { if (one.declaration && !saying.has(bare(one.declaration))) saying.set(bare(one.declaration), one); }
  for (const [index, { declaration: before, first, last }] of pieces.entries()) {
    if (!before) continue;
    const what = bare(before), after = same ? printed[index]! : saying.get(what);
    const kept = after?.declaration !== undefined && bare(after.declaration) === what
      && (allKept || said(comments, first, last).join('\n') === said(again.comments, after.first, after.last).join('\n'));
    if (!kept) wrong.push(index);
  }
  return wrong;
}
/** A tree without places, its keys in one order. */
const bare = (ast: DeclarationAst): string => JSON.stringify(ast, (_, part: unknown) => part && typeof part === 'object' && !Array.isArray(part)
  ? Object.fromEntries(Object.entries(part).filter(([name]) => name !== 'at').sort(([one], [two]) => one < two ? -1 : 1)) : part);
const said = (comments: IToken[], first: IToken, last: IToken): string[] => {
  const result: string[] = [];
  for (let at = indexOf(comments, first); at < comments.length && comments[at]!.startOffset < last.endOffset!; at++) if (comments[at]!.startOffset > first.startOffset) result.push(comments[at]!.image.trimEnd());
  return result;
};
