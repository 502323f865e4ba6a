/**
 * Reading a text anew after an edit, without reading again what the edit has not touched. A text is read part by part: what
 * is read between two turns of the loop over declarations is a part, and what follows a part depends on nothing in it.
 * So reading begins again a little before the edit, and ends where it comes upon a part of the text that was read before.
 * The outcome is that of reading everything (a test holds them against each other).
 */
import { EOF, tokenMatcher, type IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { DeclarationAst, SyntaxTree } from './ast.ts';
import { helpfulErrors } from './grammar-base.ts';
import { tokenize } from './lexer.ts';
import { grammarFor, inOrder, maximumLength, maximumTokens, namesIn, tooManyTokens, withinLimit } from './parse.ts';
import { Dot, keyword, Name } from './tokens.ts';

export interface Part {
  /** Offset and place of its first token; it reaches to the next part. */
  from: number; line: number; column: number;
  /** It begins on a line of its own, and what stands before it does not bear on its words: reading may begin here. */
  fresh: boolean;
  declarations: DeclarationAst[];
  /** What is wrong with its characters, and what could not be read. */
  lexical: Diagnostic[]; problems: Diagnostic[];
  /** Short names and labels: a run of words may be made of them. */
  words: string[];
  /** How many words and marks. */
  tokens: number;
}
export interface TextRead {
  file: string; text: string; tree: SyntaxTree;
  /** What is wrong; words typed without blanks are not parted yet, see `explained`. */
  diagnostics: Diagnostic[];
  parts: Part[];
  /** That there are more declarations than a text may have. */
  beyond?: Diagnostic[];
}

/** Reads a text; `before` is how an earlier one of the same file was read. */
export function readText(file: string, text: string, before?: TextRead): TextRead {
  if (text.length > maximumLength) {
    const start = { line: 1, column: 1 };
    return { file, text, tree: { file, declarations: [] }, diagnostics: [diagnose('too-large', { file, start, end: start }, { limit: maximumLength })], parts: [] };
  }
  try {
    return readWithin(file, text, before);
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    return { file, text, tree: { file, declarations: [] }, diagnostics: [tooManyTokens(file, tokenize(file, text).tokens)], parts: [] };
  }
}

/** There are more words and marks than a text may have. */
class TooMany extends Error {}

function readWithin(file: string, text: string, before: TextRead | undefined): TextRead {
  const few = before && before.file === file && problemsOf(before.parts) < helpfulErrors ? edited(before, text) : undefined;
  // How many errors there were before one decides how it is told.
  const all = few && problemsOf(few) < helpfulErrors ? few : readParts(file, text, undefined, text.length).parts;
  if (all.reduce((sum, part) => sum + part.tokens, 0) > maximumTokens) throw new TooMany();
  const { tree, diagnostics: beyond } = withinLimit(file, all.flatMap((part) => part.declarations), []);
  return { file, text, parts: all, tree, diagnostics: [...saidOf(all), ...beyond], beyond };
}

/** The diagnostics with words that were typed without blanks parted by these names and those of the text: parts in error are read once more. */
export function explained({ file, text, parts, diagnostics, beyond = [] }: TextRead, knownNames: Iterable<string>): Diagnostic[] {
  if (diagnostics.length === 0 || parts.length === 0) return diagnostics;
  const names = (): Iterable<string> => [...knownNames, ...parts.flatMap((part) => part.words)];
  if (problemsOf(parts) >= helpfulErrors) return [...saidOf(readParts(file, text, undefined, text.length, { names }).parts), ...beyond];
  const found: Part[] = [];
  for (let index = 0; index < parts.length; index++) {
    if (problemsOf([parts[index]!]) === 0) continue;
    let first = index, next = index + 1;
    while (first > 0 && !parts[first]!.fresh) first--;
    while (next < parts.length && (problemsOf([parts[next]!]) > 0 || !parts[next]!.fresh)) next++;
    const end = parts[next]?.from;
    found.push(...readAsFarAs(endsFrom(parts, next, text.length), (to) => readParts(file, text, first > 0 ? parts[first] : undefined, to, { names, stop: (offset) => offset === end })).parts);
    index = next - 1;
  }
  return [...saidOf(found), ...beyond];
}

const problemsOf = (parts: Part[]): number => parts.reduce((sum, part) => sum + part.lexical.length + part.problems.length, 0);
const saidOf = (parts: Part[]): Diagnostic[] => (problemsOf(parts) === 0 ? [] : inOrder([...parts.flatMap((part) => part.lexical), ...parts.flatMap((part) => part.problems)]));

/** The parts of the text after an edit. */
function edited(before: TextRead, text: string): Part[] {
  const { parts } = before;
  const same = commonPrefix(before.text, text);
  const after = Math.min(commonSuffix(before.text, text), before.text.length - same, text.length - same);
  // The last part before the edit, and one more: a part is read with a look at the next.
  let keep = 0;
  while (keep + 2 < parts.length && parts[keep + 2]!.from <= same) keep++;
  while (keep > 0 && !parts[keep]!.fresh) keep--;
  // Parts behind the edit: neither their first line nor the end of the line before is touched.
  let tail = parts.length;
  while (tail > keep && parts[tail - 1]!.from - parts[tail - 1]!.column + 1 > before.text.length - after) tail--;
  const moved = text.length - before.text.length;
  const known = new Map(parts.slice(tail).flatMap((part, index) => (part.fresh ? [[part.from + moved, tail + index] as const] : [])));
  const { parts: read, stopped } = readAsFarAs(endsFrom(parts, tail, text.length, moved), (to) => readParts(before.file, text, keep > 0 ? parts[keep] : undefined, to, { stop: (offset) => known.has(offset) }));
  if (!stopped) return [...parts.slice(0, keep), ...read];
  const rest = parts.slice(known.get(stopped.offset));
  const lines = stopped.line - rest[0]!.line;
  return [...parts.slice(0, keep), ...read, ...rest.map((part) => moveBy(part, moved, lines))];
}

/** How many tokens must follow where reading stops, so that it looked ahead at what is really there. */
const lookahead = 12;

interface Outcome { parts: Part[]; stopped: { offset: number; line: number } | undefined; ahead: number }

/** Offsets to read to, one after the other if need be: over two parts from `index` on, over four, eight …; then to the end. */
function* endsFrom(parts: Part[], index: number, length: number, moved = 0): Iterable<number> {
  for (let count = 2; index + count < parts.length; count *= 2) {
    // A line that is cut in two would be read as another one.
    if (parts[index + count]!.fresh) yield parts[index + count]!.from + moved;
  }
  yield length;
}

function readAsFarAs(ends: Iterable<number>, read: (to: number) => Outcome): Outcome {
  let outcome: Outcome | undefined;
  for (const to of ends) {
    outcome = read(to);
    if (outcome.stopped && outcome.ahead >= lookahead) return outcome;
  }
  return outcome!;
}

interface Options { names?: () => Iterable<string>; stop?: (offset: number) => boolean }

/** Reads from a part's beginning (or the text's) to an offset, or to where `stop` says. */
function readParts(file: string, text: string, start: Part | undefined, to: number, { names = () => [], stop = () => false }: Options = {}): Outcome {
  const from = start?.from ?? 0, line = start?.line ?? 1, column = start?.column ?? 1;
  const { tokens, diagnostics } = tokenize(file, from === 0 && to === text.length ? text : text.slice(from, to));
  if (tokens.length > maximumTokens) throw new TooMany();
  if (from > 0) for (const token of tokens) move(token, from, line, column);
  const parts: Part[] = [];
  const declarations: DeclarationAst[] = [];
  let open: Part | undefined, stopped: Outcome['stopped'], counted = 0, index = 0, said = 0;
  const close = (problems: Diagnostic[]): void => {
    if (!open) return;
    open.declarations = declarations.slice(counted);
    open.problems = problems.slice(said);
    counted = declarations.length;
    said = problems.length;
    parts.push(open);
    open = undefined;
  };
  const grammar = grammarFor(names);
  grammar.begin(file, text, tokens);
  grammar.between = (token, previous) => {
    close(grammar.problems);
    if (tokenMatcher(token, EOF)) return false;
    const alone = text.slice(token.startOffset - token.startColumn! + 1, token.startOffset).trim() === '';
    const fresh = alone && (previous === undefined || (previous.endLine! < token.startLine! && !clinging.has(previous.tokenType)));
    if (fresh && stop(token.startOffset)) { stopped = { offset: token.startOffset, line: token.startLine! }; return true; }
    open = { from: token.startOffset, line: token.startLine!, column: token.startColumn!, fresh, declarations: [], lexical: [], problems: [], words: [], tokens: 0 };
    return false;
  };
  try { grammar.file_(declarations); } finally { grammar.between = undefined; }
  close(grammar.problems);
  // What is wrong with the characters, and the words, to the part where they stand.
  let at = 0;
  for (const part of parts) {
    const next = parts[++at]?.from ?? stopped?.offset ?? Infinity;
    const own: IToken[] = [];
    while (index < tokens.length && tokens[index]!.startOffset < next) own.push(tokens[index++]!);
    part.words = [...namesIn(own)];
    part.tokens = own.length;
  }
  const lexical = from > 0 ? diagnostics.map((one) => moveDiagnostic(one, line, column)) : diagnostics;
  for (const one of lexical) {
    const place = one.range.start;
    if (stopped && place.line >= stopped.line) continue;
    (parts.findLast((each) => each.line < place.line || (each.line === place.line && each.column <= place.column)) ?? parts[0])?.lexical.push(one);
  }
  // A text of nothing but such characters.
  if (parts.length === 0 && lexical.length > 0 && !stopped) parts.push({ from, line, column, fresh: false, declarations: [], lexical, problems: [], words: [], tokens: 0 });
  return { parts, stopped, ahead: tokens.length - index };
}

/** What follows one of these is not read as it would be by itself, or explained with a look back at it. */
const clinging = new Set([Dot, Name, keyword('De'), keyword('Expect')]);

function move(token: IToken, from: number, line: number, column: number): void {
  if (token.startLine === 1) token.startColumn! += column - 1;
  if (token.endLine === 1) token.endColumn! += column - 1;
  token.startLine! += line - 1;
  token.endLine! += line - 1;
  token.startOffset += from;
  token.endOffset! += from;
}

function moveDiagnostic(one: Diagnostic, line: number, column: number): Diagnostic {
  return mapPlaces(one, (place) => ({ line: place.line + line - 1, column: place.line === 1 ? place.column + column - 1 : place.column }));
}

function moveBy(part: Part, offset: number, lines: number): Part {
  if (lines === 0) return offset === 0 ? part : { ...part, from: part.from + offset };
  const down = (place: Place): Place => ({ line: place.line + lines, column: place.column });
  return { ...part, from: part.from + offset, line: part.line + lines, declarations: mapPlaces(part.declarations, down), lexical: mapPlaces(part.lexical, down), problems: mapPlaces(part.problems, down) };
}

interface Place { line: number; column: number }

/** A copy with every place changed. */
function mapPlaces<T>(value: T, change: (place: Place) => Place): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each: unknown) => mapPlaces(each, change)) as T;
  const object = value as Record<string, unknown>;
  if (typeof object['line'] === 'number' && typeof object['column'] === 'number') return change(object as unknown as Place) as T;
  const copy: Record<string, unknown> = {};
  for (const key in object) {
    const part = object[key];
    copy[key] = typeof part === 'object' && part !== null ? mapPlaces(part, change) : part;
  }
  return copy as T;
}

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  // By blocks first: comparing slices is much faster than comparing characters.
  let at = 0;
  for (let step = 1 << 16; step >= 1; step >>= 4) {
    while (at + step <= most && a.slice(at, at + step) === b.slice(at, at + step)) at += step;
    if (step === 1) break;
  }
  return at;
}

function commonSuffix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  for (let step = 1 << 16; step >= 1; step >>= 4) {
    while (at + step <= most && a.slice(a.length - at - step, a.length - at) === b.slice(b.length - at - step, b.length - at)) at += step;
    if (step === 1) break;
  }
  return at;
}
