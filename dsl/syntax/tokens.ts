/**
 * The token types: what the lexer finds by shape, and one type for every token of the keyword table.
 * Shapes are matched on the text as typed (full-width forms included); `normalise` makes one of the two.
 */
import { createToken, Lexer, type TokenType } from 'chevrotain';
import { keywords } from './keywords.ts';
import { unitOfWord } from './units.ts';

/** Full-width ASCII forms become ASCII; nothing else changes, and no length either. */
export const normalise = (text: string): string => !/[\uff01-\uff5e]/.test(text) ? text
  : text.replace(/[\uff01-\uff5e]/g, character => String.fromCharCode(character.charCodeAt(0) - 0xfee0));

const digit = '[0-9\uff10-\uff19]';
const blank = '[ \\t\u00a0\u3000]';
const han = '\u3007\u3400-\u9fff\uf900-\ufaff';
const latin = 'A-Za-z_\uff21-\uff3a\uff3f\uff41-\uff5a';
const month = 'January|February|March|April|May|June|July|August|September|October|November|December';
const notWord = `(?![A-Za-z0-9_])`;
const relativeYear = `(?:${blank}+of${blank}+(?:next|last)${blank}+year${notWord})?`;
const shape = (source: string): RegExp => new RegExp(source);

/** Category of every operator that compares. */
export const Relation = createToken({ name: 'Relation', pattern: Lexer.NA });
/** A name: any word that is no keyword here, and every soft keyword. */
export const Name = createToken({ name: 'Name', pattern: Lexer.NA });

/** A run of letters or Chinese characters; `classify` in lexer.ts makes names and keywords of it. */
export const Word = createToken({
  name: 'Word', line_breaks: false,
  pattern: shape(`(?:[${latin}][${latin}0-9\uff10-\uff19]*(?:['\u2019]s(?![A-Za-z0-9_]))?|[${han}]|[\ud840-\ud88f][\udc00-\udfff])+`),
});
export const Quoted = createToken({ name: 'Quoted', pattern: /`[^`\r\n]+`/, line_breaks: false, categories: [Name] });

const unitWords = [...unitOfWord.keys()].sort((a, b) => b.length - a.length);
const latinUnits = unitWords.filter(word => /^[a-z]/.test(word)).map(word => word.replace(' ', `${blank}+`)).join('|');
const otherUnits = unitWords.filter(word => !/^[a-z%]/.test(word)).join('|');
export const NumberLiteral = createToken({
  name: 'NumberLiteral', line_breaks: false,
  pattern: shape(`${digit}+(?:[.\uff0e]${digit}+)?(?:${blank}*[%\uff05]|${otherUnits}|${blank}*(?:${latinUnits})${notWord}|${blank}+(?:${otherUnits})(?![${han}${latin}]))?`),
});
/** `1,000`: not a number of the language. */
export const Thousands = createToken({
  name: 'Thousands', line_breaks: false, pattern: shape(`[0-9]{1,3}(?:[,\uff0c][0-9]{3})+(?![0-9])(?:\\.[0-9]+)?`), categories: [NumberLiteral],
});
export const DateLiteral = createToken({
  name: 'DateLiteral', line_breaks: false,
  pattern: shape([
    `${digit}{4}[-\uff0d]${digit}{1,2}[-\uff0d]${digit}{1,2}`,
    `${digit}{4}年(?:${digit}{1,2}月(?:${digit}{1,2}[日号]|底|末)?|底|末)`,
    `(?:[次翌当本上]年${blank}*)?${digit}{1,2}月(?:${digit}{1,2}[日号]|底|末)`,
    `${digit}{1,2}[-\uff0d]${digit}{1,2}(?![-0-9])${relativeYear}`,
    `${digit}{1,2}${blank}+(?:${month})${notWord}(?:${blank}+${digit}{4}${notWord})?${relativeYear}`,
  ].join('|')),
});

export const Text = createToken({ name: 'Text', pattern: /"[^"\r\n]*"|“[^”\r\n]*”|《[^》\r\n]*》|＂[^＂\r\n]*＂/, line_breaks: false });
export const UnclosedText = createToken({ name: 'UnclosedText', pattern: /["“《＂][^\r\n]*/, line_breaks: false, categories: [Text] });
/** A line of a table from its first bar on: raw cells. */
export const TableRow = createToken({ name: 'TableRow', pattern: /[|｜][^\r\n]*/, line_breaks: false });

const mark = (name: string, pattern: RegExp, categories: TokenType[] = []): TokenType => createToken({ name, pattern, line_breaks: false, categories });
export const LBrace = mark('LBrace', /[{｛]/);
export const RBrace = mark('RBrace', /[}｝]/);
export const LParen = mark('LParen', /[(（]/);
export const RParen = mark('RParen', /[)）]/);
export const Comma = mark('Comma', /[,，、]/);
export const Semicolon = mark('Semicolon', /[;；]/);
export const Colon = mark('Colon', /[:：]/);
export const Dot = mark('Dot', /[.．]/);
export const FullStop = mark('FullStop', /。/);
export const Slash = mark('Slash', /[/／÷]/);
export const Star = mark('Star', /[*＊×]/);
export const Plus = mark('Plus', /[+＋]/);
export const Minus = mark('Minus', /[-－−–]/);
export const Percent = mark('Percent', /[%％]/);

// ---- keywords: one token type a token of the table
const keywordTypes = new Map<string, TokenType>();
export const Compare = mark('Compare', /!=|！＝|≠|<>|<=|＜＝|≤|≦|>=|＞＝|≥|≧|>|＞/, [Relation]);
export const Equal = mark('Equal', /[=＝]/, [Relation]);
export const Less = mark('Less', /[<＜]/, [Relation]);
for (const type of [Compare, Equal]) keywordTypes.set(type.name, type);
for (const { token, soft } of keywords) {
  if (keywordTypes.has(token)) continue;
  const categories = [...(soft ? [Name] : []), ...(token === 'Below' || token === 'Above' ? [Relation] : [])];
  keywordTypes.set(token, createToken({ name: token, pattern: Lexer.NA, categories }));
}
/** The token type of a token of the keyword table; throws for a name that is not in it. */
export function keyword(token: string): TokenType {
  const type = keywordTypes.get(token);
  if (!type) throw new Error(`no keyword token ${token}`);
  return type;
}

const WhiteSpace = createToken({ name: 'WhiteSpace', pattern: /[ \t\r\n\u00a0\u3000\ufeff\u200b]+/, group: Lexer.SKIPPED, line_breaks: true });
const Comment = createToken({ name: 'Comment', pattern: /\/\/[^\r\n]*/, line_breaks: false, group: 'comments' });

/** What no other shape begins with: left out, and said. Not an error of the lexer, whose own recovery is slow. */
export const Unreadable = createToken({ name: 'Unreadable', pattern: shape('[\\u0000-\\uffff]'), line_breaks: true });

/** In the order in which shapes are tried. */
export const lexicalTokens: TokenType[] = [
  WhiteSpace, Comment, TableRow, Text, UnclosedText, Quoted, DateLiteral, Thousands, NumberLiteral, Word,
  LBrace, RBrace, LParen, RParen, Comma, Semicolon, Colon, Compare, Equal, Less, Dot, FullStop, Slash, Star, Plus, Minus, Percent, Unreadable,
];
/** All of them, for the parser. */
export const allTokens: TokenType[] = [
  ...lexicalTokens.filter(type => type !== WhiteSpace && type !== Comment && type !== Word && type !== Unreadable),
  Relation, Name, ...[...keywordTypes.values()].filter(type => type !== Compare && type !== Equal),
];
