/**
 * Text → tokens. Shapes first (`tokens.ts`), then words become keywords or names by the keyword table: whole words,
 * longest phrase first. Never throws; what is wrong with the characters themselves is in `diagnostics`.
 */
import { Lexer, type IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Range } from '../program.ts';
import { readDate } from './dates.ts';
import { keywords, type Keyword } from './keywords.ts';
import * as tokens from './tokens.ts';
import { normalise } from './tokens.ts';

const lexer = new Lexer(tokens.lexicalTokens, { ensureOptimizations: true, positionTracking: 'full' });

/** Phrases by their first word, longest first; each with the rows of the table that it may stand for. */
interface Phrase { words: string[]; rows: Keyword[] }
const phrases = new Map<string, Phrase[]>();
for (const row of keywords) {
  for (const phrase of [...row.en, ...row.zh]) {
    const words = phrase.split(' ');
    const known = phrases.get(words[0]!) ?? [];
    phrases.set(words[0]!, known);
    const same = known.find(one => one.words.join(' ') === phrase);
    if (same) same.rows.push(row); else known.push({ words, rows: [row] });
  }
}
for (const known of phrases.values()) {
  known.sort((a, b) => b.words.length - a.words.length);
  // `count(` is the function, any other `count` the type: the narrower meaning is tried first.
  for (const { rows } of known) rows.sort((a, b) => Number(b.only !== undefined) - Number(a.only !== undefined));
}

/** Where tokens stand: from the start of the first to the end of the last. */
export const rangeOf = (file: string, first: IToken, last: IToken = first): Range => ({
  file, start: { line: first.startLine!, column: first.startColumn! }, end: { line: last.endLine!, column: last.endColumn! + 1 },
});

export interface Tokens {
  tokens: IToken[]; comments: IToken[]; diagnostics: Diagnostic[];
  /** Runs of characters that cannot be read. */
  unreadable: IToken[];
}

export function tokenize(file: string, text: string): Tokens {
  const { tokens: found, groups } = lexer.tokenize(text);
  const { raw, unreadable, diagnostics } = readable(file, text, found);
  const classified = classify(raw);
  for (const [index, token] of classified.entries()) {
    const problem = problemOf(file, token, classified[index - 1], classified[index + 1]);
    if (problem) diagnostics.push(problem);
  }
  return { tokens: classified, comments: groups['comments'] ?? [], diagnostics, unreadable };
}

/** Without the characters that cannot be read; each run of them is one mistake. */
function readable(file: string, text: string, found: IToken[]): { raw: IToken[]; unreadable: IToken[]; diagnostics: Diagnostic[] } {
  if (!found.some(token => token.tokenType === tokens.Unreadable)) return { raw: found, unreadable: [], diagnostics: [] };
  const raw: IToken[] = [], unreadable: IToken[] = [], diagnostics: Diagnostic[] = [];
  for (let index = 0; index < found.length; index++) {
    const first = found[index]!;
    if (first.tokenType !== tokens.Unreadable) { raw.push(first); continue; }
    let last = first;
    while (found[index + 1]?.tokenType === tokens.Unreadable && found[index + 1]!.startOffset === last.endOffset! + 1) last = found[++index]!;
    unreadable.push({ ...first, endOffset: last.endOffset!, endLine: last.endLine!, endColumn: last.endColumn! });
    const junk = text.slice(first.startOffset, last.endOffset! + 1);
    if (diagnostics.length < mostUnreadable) diagnostics.push(diagnose('unexpected-character', rangeOf(file, first, last), { text: junk.length > 24 ? `${junk.slice(0, 24)}…` : junk }));
  }
  return { raw, unreadable, diagnostics };
}
/** So many places with unreadable characters are said. */
const mostUnreadable = 1000;

function classify(raw: IToken[]): IToken[] {
  const words = raw.map(wordOf), result: IToken[] = [];
  for (let index = 0; index < raw.length; index++) {
    const token = raw[index]!;
    if (token.tokenType === tokens.Quoted) token.payload = token.image.slice(1, -1).trim();
    else if (token.tokenType === tokens.Compare) token.payload = comparison(token.image);
    else if (token.tokenType === tokens.Equal) token.payload = '=';
    else if (token.tokenType === tokens.Less) token.payload = '<';
    else if (token.tokenType === tokens.DateLiteral) token.payload = readDate(normalise(token.image));
    if (token.tokenType !== tokens.Word) { result.push(token); continue; }
    const known = phrases.get(words[index]!);
    const found = known && keywordAt(known, raw, words, index, result.at(-1));
    if (!found) { retype(token, tokens.Name, words[index]); result.push(token); continue; }
    if (found.length > 1) merge(token, raw[index + found.length - 1]!);
    retype(token, tokens.keyword(found.row.token), found.row.means);
    result.push(token);
    index += found.length - 1;
  }
  return result;
}

/** A word in one spelling; empty for what is no word. */
const wordOf = (token: IToken): string => token.tokenType === tokens.Word ? normalise(token.image).replace('\u2019', "'") : '';

/** The keyword that begins with this word, if the words and the neighbours allow one. */
function keywordAt(known: Phrase[], raw: IToken[], words: string[], index: number, previous: IToken | undefined): { row: Keyword; length: number } | undefined {
  if (previous?.tokenType === tokens.Dot || raw[index + 1]?.tokenType === tokens.Dot) return undefined;
  for (const phrase of known) {
    const length = phrase.words.length;
    if (length > 1 && !phrase.words.every((word, ahead) => words[index + ahead] === word)) continue;
    const row = phrase.rows.find(one => allowed(one, previous, raw[index + length]));
    if (row) return { row, length };
  }
  return undefined;
}

function retype(token: IToken, type: IToken['tokenType'], payload: unknown): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
  token.payload = payload;
}

/** The words of a phrase become one token. */
function merge(first: IToken, last: IToken): void {
  first.image = `${first.image} … ${last.image}`;
  first.endOffset = last.endOffset!;
  first.endLine = last.endLine!;
  first.endColumn = last.endColumn!;
}

const De = tokens.keyword('De');
const Expect = tokens.keyword('Expect');
const valueEnds = new Set(keywords.filter(row => row.token === 'ValueEnd').flatMap(row => row.zh));

function allowed(row: Keyword, previous: IToken | undefined, next: IToken | undefined): boolean {
  switch (row.only) {
    case undefined: return true;
    case 'before (': return next?.tokenType === tokens.LParen;
    case 'before number': return next?.tokenType === tokens.NumberLiteral;
    case 'before name': return next?.tokenType === tokens.Word || next?.tokenType === tokens.Quoted;
    case 'before :': return next?.tokenType === tokens.Colon || previous?.tokenType === Expect;
    case 'after 的': return previous?.tokenType === De && !(next?.tokenType === tokens.Word && valueEnds.has(next.image));
    case 'not after 的': return previous?.tokenType !== De;
  }
}

function comparison(image: string): string {
  const text = normalise(image);
  return text === '≠' || text === '<>' ? '!=' : text === '≤' || text === '≦' ? '<=' : text === '≥' || text === '≧' ? '>=' : text;
}

const endsOperand = new Set([tokens.Name, tokens.Quoted, tokens.NumberLiteral, tokens.RParen]);

function problemOf(file: string, token: IToken, previous: IToken | undefined, next: IToken | undefined): Diagnostic | undefined {
  const range = rangeOf(file, token);
  const write = (text: string) => ({ fix: { title: { zh: `改为 ${text}`, en: `write ${text}` }, edits: [{ range, text }] } });
  switch (token.tokenType) {
    case tokens.UnclosedText: {
      const close = { '"': '"', '“': '”', '《': '》', '＂': '＂' }[token.image[0]!]!;
      return diagnose('unclosed-text', range, { mark: close });
    }
    case tokens.Thousands: return diagnose('thousands-separator', range, { text: token.image }, write(token.image.replace(/[,，]/g, '')));
    case tokens.DateLiteral: {
      const date = token.payload as ReturnType<typeof readDate>;
      if (date.kind === 'impossible') return diagnose('impossible-date', range, { text: token.image });
      if (date.kind === 'incomplete') return diagnose('date-without-day', range, { year: date.year, month: date.month });
      return undefined;
    }
    case tokens.Minus: {
      const tightLeft = previous !== undefined && previous.endOffset! + 1 === token.startOffset && endsOperand.has(previous.tokenType);
      const tightRight = next !== undefined && next.startOffset === token.endOffset! + 1;
      return tightLeft && next !== undefined
        ? diagnose('minus-needs-blanks', range, {}, write(tightRight ? ' - ' : ' -')) : undefined;
    }
    default: return undefined;
  }
}
