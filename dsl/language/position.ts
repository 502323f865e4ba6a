/**
 * Where in a program an offset stands, from the tokens before it alone, so that the text may be broken: in which
 * declaration and clause, over which ledger's rows, and what is being typed.
 */
import { tokenMatcher, type IToken } from 'chevrotain';
import type { Context, LedgerInfo } from '../check/context.ts';
import { find } from '../check/names.ts';
import { findRows } from '../check/paths.ts';
import { attempt } from '../check/context.ts';
import { clauseTokens as clausesOfBlocks } from '../syntax/expectations.ts';
import { tokenize } from '../syntax/lexer.ts';
import { LParen, Name, normalise } from '../syntax/tokens.ts';

/** A bracket that is open at the offset. */
export interface Frame {
  opener: '' | '{' | '(';
  /** Of a brace: the keyword of what it holds (`Indicator`, `Dimension`, `Item`), and its name. */
  holds?: string; name?: string;
  clause?: string;
  ledger?: LedgerInfo;
  /** Of a parenthesis: the aggregate function before it. */
  call?: boolean;
}
export interface Position {
  frames: Frame[];
  /** Tokens before what is being typed. */
  before: IToken[];
  prefix: string; from: number; to: number;
  /** The offset is inside a string or comment: nothing to complete. */
  inert: boolean;
  /** The last token ends at the offset. */
  touching: boolean;
  language: 'zh' | 'en';
}

const declarationTokens = new Set(['Use', 'Pack', 'List', 'Ledger', 'Form', 'View', 'Order', 'Parameter', 'Define', 'Indicator', 'Scorecard', 'Example', 'Report', 'Task']);
const blockTokens = new Set(['Group', 'Dimension', 'Item', 'Bonus', 'ExtraDeductions', 'Together', 'Part', 'Section', 'Table', 'Chart']);
/** Words that stand in the middle of a clause as well. */
const midClause = new Set(['When', 'Below', 'Above', 'ForEach']);
const clauseTokens = new Set(Object.entries(clausesOfBlocks).flatMap(([block, types]) => (block === 'file' ? [] : types.map((type) => type.name))).filter((name) => !midClause.has(name)));
const operandEnds = new Set([
  'Name', 'Quoted', 'NumberLiteral', 'DateLiteral', 'Text', 'UnclosedText', 'RParen', 'Yes', 'No', 'StateDay', 'YearEnd', 'Filled', 'Empty', 'ShareEnd', 'CountEnd', 'ValueEnd',
  'DaysEnd', 'Inside', 'Required', 'TextType', 'DateType', 'BetterHigher', 'BetterLower', 'ShownOnly', 'InProportion', 'SameDay', 'Percent', 'Buckets', 'Rescale', 'Zero',
]);

/** Whether an operand ends with this token: an operator or a clause may follow. */
export const endsOperand = (token: IToken | undefined): boolean => token !== undefined && operandEnds.has(token.tokenType.name);
export const isName = (token: IToken | undefined): boolean => token !== undefined && tokenMatcher(token, Name);
/** A name token's text, without backquotes and full-width forms. */
export const nameOf = (token: IToken): string => (typeof token.payload === 'string' && isName(token) ? token.payload : normalise(token.image));

/** @param start where the declaration at hand begins: what stands before it is not looked at. Offsets of tokens are those of the text, lines are not. */
export function positionAt(context: Context, file: string, text: string, offset: number, start = 0): Position {
  const { tokens, comments } = tokenize(file, text.slice(start, offset));
  for (const token of [...tokens, ...comments]) { token.startOffset += start; token.endOffset! += start; }
  const last = tokens.at(-1);
  const touching = last !== undefined && last.endOffset! + 1 === offset;
  const inComment = comments.some((comment) => comment.endOffset! + 1 === offset);
  const inText = touching && (last.tokenType.name === 'UnclosedText');
  // Within the braces of a report's text one writes an expression, as in parentheses.
  const brace = inText ? openFigure(last.image) : -1;
  if (last && brace >= 0) {
    const from = last.startOffset + brace + 1;
    const inner = tokenize(file, text.slice(from, offset)).tokens;
    for (const token of inner) { token.startOffset += from; token.endOffset! += from; }
    const open: IToken = { ...last, tokenTypeIdx: LParen.tokenTypeIdx!, tokenType: LParen, image: '(', startOffset: from - 1, endOffset: from - 1 };
    return placed(context, file, text, offset, start, [...tokens.slice(0, -1), open, ...inner], false);
  }
  return placed(context, file, text, offset, start, tokens, inComment || inText);
}

/** Where a brace is open in a text, -1 where none is. */
function openFigure(image: string): number {
  const at = Math.max(image.lastIndexOf('{'), image.lastIndexOf('｛'));
  return at > Math.max(image.lastIndexOf('}'), image.lastIndexOf('｝')) ? at : -1;
}

function placed(context: Context, file: string, text: string, offset: number, start: number, tokens: IToken[], inert: boolean): Position {
  const last = tokens.at(-1);
  const touching = last !== undefined && last.endOffset! + 1 === offset;
  const word = touching && /^[\p{L}_`]/u.test(last.image) && last.tokenType.name !== 'Text' && last.tokenType.name !== 'DateLiteral';
  const before = word ? tokens.slice(0, -1) : tokens;
  const from = word ? last.startOffset : offset;
  // What of the word stands after the offset is replaced with it.
  const rest = word ? /^[\p{L}\p{N}_]*/u.exec(text.slice(offset))?.[0].length ?? 0 : 0;
  return {
    frames: framesOf(context, before), before, prefix: word ? normalise(text.slice(from, offset)).replace(/^`/, '') : '', from, to: offset + rest,
    inert, touching, language: languageOf(tokenize(file, text.slice(Math.max(0, start - around), offset + around)).tokens),
  };
}

/** So many characters before and behind tell the language in which one writes. */
const around = 2000;

/** The language of most keywords; Chinese where there are none. */
function languageOf(tokens: IToken[]): 'zh' | 'en' {
  let zh = 0, en = 0;
  for (const token of tokens) {
    if (token.tokenType.name === 'Name' || token.tokenType.name === 'Quoted') continue;
    if (/^[\u3400-\u9fff]/.test(token.image)) zh++;
    else if (/^[A-Za-z]/.test(token.image)) en++;
  }
  return en > zh ? 'en' : 'zh';
}

/** The brackets open after the last token. `at` is told, for every token, which are open before it. */
export function framesOf(context: Context, tokens: IToken[], at?: (index: number, frames: Frame[]) => void): Frame[] {
  const frames: Frame[] = [{ opener: '' }];
  let pending: { holds: string; name?: string } | undefined;
  tokens.forEach((token, index) => {
    at?.(index, frames);
    const top = frames[frames.length - 1]!;
    const kind = token.tokenType.name, previous = tokens[index - 1], next = tokens[index + 1];
    switch (kind) {
      case 'LBrace': {
        const frame: Frame = { opener: '{', holds: pending?.holds ?? (top.holds === 'Dimension' || top.holds === 'Bonus' || top.holds === 'ExtraDeductions' || top.holds === 'Together' ? 'Item' : top.holds) };
        if (pending?.name !== undefined) frame.name = pending.name;
        if (frame.holds === 'Ledger') frame.ledger = find(context.ledgers, frame.name ?? '')[0];
        frames.push(frame);
        pending = undefined;
        return;
      }
      case 'RBrace': while (frames.length > 1 && frames.pop()!.opener !== '{'); return;
      case 'LParen': {
        const call = previous?.tokenType.name === 'AggregateFunction';
        frames.push({ opener: '(', call, ...(!call && top.ledger && { ledger: top.ledger }), ...(top.holds && { holds: top.holds }), ...(top.clause && { clause: top.clause }) });
        return;
      }
      case 'RParen': if (top.opener === '(') frames.pop(); return;
      case 'Semicolon': if (top.opener === '{') { delete top.clause; if (top.holds !== 'Ledger') delete top.ledger; } return;
      default: break;
    }
    const fresh = !previous || endsOperand(previous) || ['LBrace', 'RBrace', 'Semicolon'].includes(previous.tokenType.name) || clauseTokens.has(previous.tokenType.name);
    if (declarationTokens.has(kind) && (top.opener === '' || previous?.tokenType.name === 'RBrace') && fresh) {
      while (frames.length > 1) frames.pop();
      pending = { holds: kind, ...(isName(next) && { name: nameOf(next!) }) };
      frames[0] = { opener: '', holds: kind };
      return;
    }
    const named = previous?.tokenType.name === 'Field' || previous?.tokenType.name === 'Column';
    if (top.opener === '{' && clauseTokens.has(kind) && fresh && !named && next?.tokenType.name !== 'Dot' && next?.tokenType.name !== 'Equal') {
      top.clause = kind;
      if (top.holds !== 'Ledger') delete top.ledger;
      if (blockTokens.has(kind)) pending = { holds: kind };
      return;
    }
    if (isName(token)) enterRows(context, top, token, previous, next);
  });
  return frames;
}

/** Names after which conditions speak of rows: `share of L`, `sum(L.`, `L 中`, `define d = L where`, `applies to agencies`. */
function enterRows(context: Context, frame: Frame, token: IToken, previous: IToken | undefined, next: IToken | undefined): void {
  const before = previous?.tokenType.name ?? '';
  const opens = ['ShareOf', 'All', 'DistributionOf', 'Each', 'AppliesTo'].includes(before) || (before === 'LParen' && frame.call)
    || next?.tokenType.name === 'Among' || (before === 'Equal' && frame.holds === 'Define') || (next?.tokenType.name === 'Where' && before !== 'Dot');
  if (!opens) return;
  const rows = attempt(context, () => findRows(context, { text: nameOf(token), at: { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } } }));
  if (rows) frame.ledger = rows.ledger;
}

/** The ledger whose rows the position is about: of the nearest bracket that has one, not beyond a brace. */
export function ledgerAt(position: Pick<Position, 'frames'>): LedgerInfo | undefined {
  for (const frame of position.frames.toReversed()) {
    if (frame.ledger) return frame.ledger;
    if (frame.opener === '{') return undefined;
  }
  return undefined;
}
