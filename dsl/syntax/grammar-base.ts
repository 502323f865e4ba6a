/**
 * What all parts of the grammar share: places, names, blocks of clauses, and recovery.
 *
 * Recovery is by clause: a clause that cannot be read is reported once, what follows is skipped up to the next place
 * where a clause of its block (or a declaration) can begin, and reading goes on. So all errors come at once, and one
 * mistake is one message.
 */
import {
  EmbeddedActionsParser, isRecognitionException, NoViableAltException, tokenMatcher, type IParserErrorMessageProvider, type IToken, type TokenType, EOF,
} from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Position, Range } from '../program.ts';
import type { Name as NameAst, Text as TextAst } from './ast.ts';
import { describeBlock, describeToken, innerTokens, wantedNames, type BlockKind, clauseTokens, declarationTokens } from './expectations.ts';
import { rangeOf } from './lexer.ts';
import { type Expectation, suggest } from './suggest.ts';
import { allTokens, Comma, Dot, keyword, LBrace, LParen, Minus, Name, normalise, NumberLiteral, Quoted, RBrace, Relation, RParen, Semicolon, DateLiteral, FullStop, Text, Colon } from './tokens.ts';

/** Parentheses, `not`, `last year's` and the like may nest this deep. */
export const maximumDepth = 100;

/** So many errors of a text are explained. */
export const helpfulErrors = 200;

/** A list, or a row of `and`, holds so many parts at most; a block so many clauses. */
export const maximumParts = 5_000;
const maximumClauses = 10_000;

class TooDeep extends Error {}
class TooMany extends Error {}

/** Where a clause (or, of a file, a declaration) stands: its tokens from first to last, and the clauses of its own block. */
export interface ClauseSpan { first: IToken; last: IToken; clauses: ClauseSpan[] }

let expectation: Expectation = { key: 'operand', words: wantedNames['operand']! };
/** Chevrotain asks for a message when it finds an error; what was wanted is kept for the diagnostic instead. */
const expectations: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => { expectation = { key: expected.name, words: describeToken(expected) }; return ''; },
  buildNoViableAltMessage: ({ customUserDescription }) => { expectation = described(customUserDescription ?? 'operand'); return ''; },
  buildEarlyExitMessage: ({ customUserDescription }) => { expectation = described(customUserDescription ?? 'operand'); return ''; },
  buildNotAllInputParsedMessage: () => { expectation = described('declaration'); return ''; },
};
const described = (key: string): Expectation =>
  ({ key, words: key.startsWith('clause:') ? describeBlock(key.slice(7) as BlockKind) : wantedNames[key] ?? wantedNames['operand']! });

const operandStarts = [Name, Text, NumberLiteral, DateLiteral, LParen, Minus,
  ...['Yes', 'No', 'StateDay', 'YearEnd', 'LastYear', 'HighestOf', 'TotalOf', 'DaysFrom', 'ShareOf', 'All', 'GrowthOf', 'DistributionOf', 'BucketOf',
    'Each', 'Quantifier', 'AggregateFunction', 'Rounded', 'Not', 'If'].map(keyword)];
export const startsOperand = (token: IToken): boolean => operandStarts.some(type => tokenMatcher(token, type));
const operandEnds = [Name, Text, NumberLiteral, DateLiteral, RParen, RBrace, ...['Yes', 'No', 'StateDay', 'YearEnd', 'Filled', 'Empty', 'ShareEnd', 'CountEnd', 'ValueEnd', 'Inside'].map(keyword)];
/** A soft keyword may be a name that ends an operand, or not: where reading goes on after an error, it is not. */
const endsPlainly = (token: IToken): boolean => endsOperand(token) && (!tokenMatcher(token, Name) || token.tokenType === Name || token.tokenType === Quoted);
const endsOperand = (token: IToken): boolean => operandEnds.some(type => tokenMatcher(token, type));

/** Words that begin a Chinese scoring rule and stand in the middle of an English one. */
const midClause: ReadonlySet<TokenType> = new Set(['Below', 'Above', 'When', 'ForEach'].map(keyword));

export class GrammarBase extends EmbeddedActionsParser {
  file = '';
  text = '';
  problems: Diagnostic[] = [];
  /** The clauses read so far of the block at hand; in the end the declarations of the file. */
  spans: ClauseSpan[] = [];
  /** Told where the loop over declarations stands; reading ends where it says so. */
  between: ((token: IToken, previous: IToken | undefined) => boolean) | undefined;
  protected depth = 0;
  private kind: BlockKind = 'file';

  /** Chevrotain checks the grammar for ambiguities when asked: a test asks, users do not wait for it. */
  constructor(validate = false) {
    super(allTokens, { recoveryEnabled: false, maxLookahead: 2, errorMessageProvider: expectations, skipValidations: !validate });
  }

  /** Makes ready for a text. */
  begin(file: string, text: string, tokens: IToken[]): void {
    this.input = tokens;
    this.file = file;
    this.text = text;
    this.problems = [];
    this.spans = [];
    this.depth = 0;
    this.kind = 'file';
  }

  /** Chevrotain would work out all that could stand here, for its message, at every error: what was wanted is known by its key. */
  protected raiseNoAltException(_occurrence: number, key: string | undefined): never {
    expectation = described(key ?? 'operand');
    throw new NoViableAltException('', this.LA(1), this.LA(0));
  }

  // ---- places and names

  protected at(first: IToken): Range {
    const last = this.LA(0);
    if (tokenMatcher(first, EOF)) return this.endOfText();
    return rangeOf(this.file, first, last.startOffset >= first.startOffset ? last : first);
  }
  /** Where what is read ends, unless with the text. */
  end: Position | undefined;
  private endOfText(): Range {
    if (this.end) return { file: this.file, start: this.end, end: this.end };
    const lines = this.text.split(/\r\n|\r|\n/);
    const place = { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
    return { file: this.file, start: place, end: place };
  }
  protected source(token: IToken): string { return this.text.slice(token.startOffset, token.endOffset! + 1); }
  protected nameOf(token: IToken): NameAst {
    const kept = (token.tokenType === Name || token.tokenType === Quoted) && typeof token.payload === 'string';
    return { text: kept ? token.payload as string : normalise(this.source(token)), at: rangeOf(this.file, token) };
  }
  protected textOf(token: IToken): TextAst {
    const closed = token.tokenType === Text;
    return { value: closed ? token.image.slice(1, -1) : token.image.slice(1).trimEnd(), at: rangeOf(this.file, token) };
  }

  // ---- saying what is wrong

  protected say(diagnostic: Diagnostic): void { if (!this.RECORDING_PHASE) this.problems.push(diagnostic); }

  /** Chinese authors part the pieces of a clause with commas: said, and read on. */
  protected commaTooMany(comma: IToken): void {
    if (this.RECORDING_PHASE) return;
    const range = rangeOf(this.file, comma);
    this.say(diagnose('comma-not-here', range, {}, { fix: { title: { zh: '删去逗号', en: 'leave out the comma' }, edits: [{ range, text: ' ' }] } }));
  }

  protected skipToken(): void { this.SKIP_TOKEN(); }

  /** Runs a level deeper; too deep fails the clause. */
  protected deeper<T>(inner: () => T): T {
    if (this.depth >= maximumDepth) throw new TooDeep();
    this.depth++;
    try { return inner(); } finally { this.depth--; }
  }

  /** A list with another part in it; too many fail the clause. */
  protected counted<T extends unknown[]>(list: T): T {
    if (list.length > maximumParts && !this.RECORDING_PHASE) throw new TooMany();
    return list;
  }

  protected fail(error: unknown): void {
    const token = this.LA(1);
    const range = tokenMatcher(token, EOF) ? this.endOfText() : rangeOf(this.file, token);
    if (error instanceof TooDeep || error instanceof RangeError) {
      this.say(diagnose('too-deep', range, { limit: maximumDepth }));
      return;
    }
    if (error instanceof TooMany) {
      this.say(diagnose('too-many-parts', range, { limit: maximumParts }));
      return;
    }
    if (!isRecognitionException(error as Error)) throw error;
    if (this.problems.length >= helpfulErrors) { // counting them is enough
      this.say(diagnose('unexpected', range, { text: '' }));
      return;
    }
    const going = !firstOnLine(token, this.LA(0)) && endsOperand(this.LA(0));
    this.say(suggest(this.file, this.text, expectation, token, this.LA(0), going, range));
  }

  // ---- lists and blocks

  /** A comma goes on with a list only if an item follows it that does not begin a clause. */
  protected readonly commaContinues = (): boolean => {
    const item = this.LA(2), after = this.LA(3);
    const clause = clauseTokens[this.kind].includes(item.tokenType) || innerTokens[this.kind]?.includes(item.tokenType);
    return startsOperand(item) && !(clause && this.opensClause(after));
  };
  private opensClause(after: IToken): boolean {
    return startsOperand(after) || tokenMatcher(after, Relation) || tokenMatcher(after, Colon) || tokenMatcher(after, LBrace);
  }

  /** `{ clause … }`. `clause` reads one; when it fails, `broken` may keep what is known of it. Once per rule. */
  protected block(kind: BlockKind, clause: () => void, broken: (first: IToken, range: Range, previous: Range | undefined) => void = () => {}): void {
    const open = this.CONSUME(LBrace);
    if (this.RECORDING_PHASE) this.MANY9(clause);
    else this.clauses(kind, clause, broken);
    if (this.RECORDING_PHASE || tokenMatcher(this.LA(1), RBrace)) this.CONSUME(RBrace);
    else this.say(diagnose('missing-brace', rangeOf(this.file, open), { wanted: '}' }));
  }

  /** Reads clauses until the block (or the text) ends. */
  protected clauses(kind: BlockKind, clause: () => void, broken: (first: IToken, range: Range, previous: Range | undefined) => void): void {
    const outer = { kind: this.kind, depth: this.depth, spans: this.spans };
    this.kind = kind;
    for (;;) {
      const token = this.LA(1);
      if (kind === 'file' && this.between?.(token, tokenMatcher(this.LA(0), EOF) ? undefined : this.LA(0))) break;
      // Of the declarations of a text, reading it keeps count: what stands before one has no part in how it is read.
      if (kind !== 'file' && outer.spans.length >= maximumClauses && !tokenMatcher(token, EOF) && !tokenMatcher(token, RBrace)) {
        this.say(diagnose('too-many-parts', rangeOf(this.file, token), { limit: maximumClauses }));
        this.skipRest();
        break;
      }
      if (tokenMatcher(token, EOF) || (kind !== 'file' && (tokenMatcher(token, RBrace) || this.beginsDeclaration(token)))) break;
      if (this.separator(token)) { this.skipToken(); continue; }
      if (tokenMatcher(token, RBrace)) { this.say(diagnose('extra-brace', rangeOf(this.file, token), {})); this.skipToken(); continue; }
      const previous = this.LA(0);
      this.spans = [];
      try {
        clause();
      } catch (error) {
        this.fail(error);
        this.depth = outer.depth;
        this.skip(kind, token);
        broken(token, this.at(token), tokenMatcher(previous, EOF) ? undefined : rangeOf(this.file, previous));
      }
      this.kind = kind;
      if (this.LA(1) === token) this.skipToken();
      outer.spans.push({ first: token, last: this.LA(0), clauses: this.spans });
    }
    this.kind = outer.kind;
    this.spans = outer.spans;
  }

  private separator(token: IToken): boolean {
    if (tokenMatcher(token, Semicolon)) return true;
    if (tokenMatcher(token, Comma) || tokenMatcher(token, Dot) || tokenMatcher(token, FullStop)) {
      const range = rangeOf(this.file, token);
      const text = token.image === ',' || token.image === '.' ? ';' : '；';
      const edits = { title: { zh: `改为“${text}”`, en: `write ${text}` }, edits: [{ range, text }] };
      this.say(diagnose(tokenMatcher(token, Comma) ? 'comma-between-clauses' : 'stop-not-here', range, {}, { fix: edits }));
      return true;
    }
    return false;
  }

  /** Goes to where the next clause can begin: after `;`, before `}`, at a clause word. */
  private skip(kind: BlockKind, start: IToken): void {
    let open = 0;
    for (;;) {
      const token = this.LA(1), previous = this.LA(0);
      if (tokenMatcher(token, EOF)) return;
      if (tokenMatcher(token, RBrace) && open-- === 0) { if (kind !== 'file') return; open = 0; }
      if (tokenMatcher(token, LBrace)) open++;
      if (open === 0 && token !== start) {
        if (tokenMatcher(token, Semicolon) && kind !== 'file') return;
        if (this.beginsDeclaration(token)) return;
        if (kind !== 'file' && (firstOnLine(token, previous) || endsPlainly(previous)) && this.beginsClause(kind, token)) return;
      }
      this.skipToken();
    }
  }

  /** Leaves out the rest of a block. */
  private skipRest(): void {
    let open = 0;
    for (let token = this.LA(1); !tokenMatcher(token, EOF); token = this.LA(1)) {
      if (tokenMatcher(token, RBrace) && open-- === 0) return;
      if (this.beginsDeclaration(token)) return;
      if (tokenMatcher(token, LBrace)) open++;
      this.skipToken();
    }
  }

  /** Leaves out the rest of a clause. */
  protected skipClause(kind: BlockKind): void { this.skip(kind, this.LA(1)); }
  private beginsClause(kind: BlockKind, token: IToken): boolean {
    const next = this.LA(2), first = firstOnLine(token, this.LA(0));
    if (tokenMatcher(next, Comma) || tokenMatcher(next, Dot)) return false;
    if (midClause.has(token.tokenType)) return clauseTokens[kind].includes(token.tokenType) && first;
    if (token.tokenType === keyword('Full')) return kind === 'rules' && tokenMatcher(next, keyword('When'));
    if (clauseTokens[kind].includes(token.tokenType)) return true;
    return (kind === 'items' || kind === 'dimension') && first && tokenMatcher(token, Name) && tokenMatcher(next, NumberLiteral);
  }

  /** A declaration word first on its line, with a name after it: a block before it was not closed. */
  private beginsDeclaration(token: IToken): boolean {
    if (!declarationTokens.includes(token.tokenType)) return false;
    if (!firstOnLine(token, this.LA(0))) return false;
    const named = token.tokenType === keyword('Use') || token.tokenType === keyword('Example') ? Text : Name;
    return tokenMatcher(this.LA(2), named);
  }
}

/** Whether nothing stands before the token on its line. */
const firstOnLine = (token: IToken, previous: IToken): boolean => tokenMatcher(previous, EOF) || previous.endLine! < token.startLine!;

export { tokenMatcher };
