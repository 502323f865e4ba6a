/** What all printing needs: the language, the text as it was written, and the comments that stand at parts of a clause. */
import type { CompareOp, Position, Range, Unit } from '../program.ts';
import type { ExprAst, Name, Text } from '../syntax/ast.ts';
import { fresh, hardline, raw, remark, type Doc } from './document.ts';
import { nameText, numberText, operatorText, pointsText, textText, wordFor, type Language, type Quoting } from './words.ts';

/** Comments of one part of a clause: on lines of their own before it, and behind it on its line. */
export interface Attached { leading: string[]; trailing?: string }

/** The text that is rewritten; absent when a tree is printed that no text stands behind. */
export interface Written { text: string; offset(place: Position): number }

export interface Printer {
  language: Language;
  /** The same for the other keyword language: what is written in one line must fit in both. */
  other: Printer;
  written?: Written;
  /** More names in backquotes than must be: bare ones are misread in this declaration. */
  quoting: Quoting;
  attached: Map<object, Attached>;
  /** Expressions hold phrases that hold expressions; modules do not call each other in circles. */
  phrase: (p: Printer, ast: ExprAst) => Doc;
  width: number;
}

export function printerOf(phrase: Printer['phrase'], language: Language, width: number, written?: Written, quoting: Quoting = 0): Printer {
  const attached = new Map<object, Attached>();
  const one = { phrase, language, written, quoting, attached, width } as Printer;
  const two = { ...one, language: language === 'zh' ? 'en' : 'zh', other: one } as Printer;
  one.other = two;
  return one;
}

export const word = (p: Printer, token: string, means?: string): string => wordFor(p.language, token, means);
export const number = (p: Printer, value: string, unit?: Unit): string => numberText(p.language, value, unit);
export const points = (p: Printer, value: string): string => pointsText(p.language, value);
export const operator = (p: Printer, op: CompareOp | '+' | '-' | '*' | '/'): string => operatorText(p.language, op);

/** What was written at a place; empty where no text stands behind the tree. */
export function asWritten(p: Printer, at: Pick<Range, 'start' | 'end'>): string {
  return p.written ? p.written.text.slice(p.written.offset(at.start), p.written.offset(at.end)) : '';
}

export const name = (p: Printer, { text, at }: Name, inPath = false): string => nameText(text, asWritten(p, at).startsWith('`'), p.quoting, inPath);
export const text = (p: Printer, { value, at }: Text): string => textText(p.language, value, asWritten(p, at).startsWith('《'));

/** Between items of a list: `, ` or `、`. */
export const listMark = (p: Printer): string => p.language === 'zh' ? '、' : ',';
/** Between phrases: `, ` or `，`. */
export const phraseMark = (p: Printer): string => p.language === 'zh' ? '，' : ',';
export const parens = (p: Printer, doc: Doc): Doc => p.language === 'zh' ? ['（', doc, '）'] : ['(', doc, ')'];

export const names = (p: Printer, list: Name[]): string => list.map(one => name(p, one)).join(`${listMark(p)} `).replaceAll('、 ', '、');
export const texts = (p: Printer, list: Text[]): Doc[] => list.map((one, index) => text(p, one) + (index < list.length - 1 ? listMark(p) : ''));

/** A part of a clause with the comments that stand at it. */
export function withComments(p: Printer, key: object, doc: Doc): Doc {
  const found = p.attached.get(key);
  if (!found) return doc;
  return [...found.leading.flatMap(comment => [fresh, raw(comment), hardline]), doc, ...(found.trailing === undefined ? [] : [remark(found.trailing)])];
}
