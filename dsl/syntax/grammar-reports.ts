/**
 * Reports: parts, tables, charts, notes and texts. Figures stand in the texts in braces, `罚没{penalty_form.amount}万元`, and
 * are read by the same grammar as any expression, with their true places; what is in square brackets is left out where a
 * figure of it is not there.
 */
import { EOF, type IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Range } from '../program.ts';
import type {
  DeclarationAst, ExprAst, LeaveOutAst, PieceAst, ReportColumnAst, ReportItemAst, ReportNoteAst, ReportPartAst, ReportWhenAst, TemplateAst, Text as TextAst, WordedAst,
} from './ast.ts';
import { tokenMatcher } from './grammar-base.ts';
import { ScorecardGrammar } from './grammar-scorecards.ts';
import { rangeOf, tokenize } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k, normalise } from './tokens.ts';

type Report = Extract<DeclarationAst, { kind: 'report' }>;
type Item<K extends ReportItemAst['kind']> = Extract<ReportItemAst, { kind: K }>;
type Figure = Extract<PieceAst, { kind: 'figure' | 'largest' }>;

export class ReportGrammar extends ScorecardGrammar {
  // ---- texts with figures

  /** Reads what stands in braces; a parser reads one thing at a time. */
  private inner: ReportGrammar | undefined;

  protected template = this.RULE('template', (): TemplateAst => {
    const tokens: IToken[] = [this.CONSUME(t.Text)];
    this.MANY(() => { this.counted(tokens).push(this.CONSUME2(t.Text)); });
    return this.ACTION((): TemplateAst => ({ pieces: this.piecesOf(tokens), at: this.at(tokens[0]!) }));
  });

  protected worded = this.RULE('worded', (): WordedAst => {
    const zh = this.SUBRULE(this.template);
    const en = this.OPTION(() => { this.CONSUME(k('English')); return this.SUBRULE2(this.template); });
    return { zh, ...(en && { en }) };
  });

  /** A figure as it stands in braces. `in 万元` is `as 万元`. */
  embedded = this.RULE('embedded', (): Figure | undefined => {
    if (this.RECORDING_PHASE) return this.SUBRULE(this.figure);
    try {
      const found = this.SUBRULE(this.figure);
      const rest = this.LA(1);
      if (!tokenMatcher(rest, EOF)) this.say(diagnose('unexpected', rangeOf(this.file, rest), { text: this.source(rest) }));
      return found;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  });
  private figure = this.RULE('figure', (): Figure => {
    const first = this.LA(1);
    return this.OR([
      { ALT: (): Figure => {
        this.CONSUME(k('Largest'));
        const count = this.CONSUME(t.NumberLiteral);
        this.OPTION(() => { this.CONSUME(k('Of')); });
        const of = this.SUBRULE(this.path);
        return this.ACTION((): Figure => ({ kind: 'largest', count: Number.parseInt(normalise(count.image), 10), of, at: this.at(first) }));
      } },
      { ALT: (): Figure => {
        let value = this.SUBRULE(this.quantity);
        this.OPTION2(() => {
          this.CONSUME(k('In'));
          const unit = this.SUBRULE(this.unit);
          this.ACTION(() => { value = { kind: 'convert', operand: value, unit, at: this.at(first) } satisfies ExprAst; });
        });
        return this.ACTION((): Figure => ({ kind: 'figure', value, at: this.at(first) }));
      } },
    ]);
  });

  /** Splits the literals into words, figures and what may be left out. A bracket that is not closed is said. */
  private piecesOf(tokens: IToken[]): PieceAst[] {
    const stack: { pieces: PieceAst[]; at?: Range }[] = [{ pieces: [] }];
    const put = (piece: PieceAst): void => { this.counted(stack.at(-1)!.pieces).push(piece); };
    for (const [index, token] of tokens.entries()) {
      if (index > 0) put({ kind: 'break' });
      const { value } = this.textOf(token);
      const place = (from: number, to: number): Range => {
        const column = token.startColumn! + 1;
        return { file: this.file, start: { line: token.startLine!, column: column + from }, end: { line: token.startLine!, column: column + to } };
      };
      let words = '';
      const flush = (): void => { if (words !== '') put({ kind: 'words', text: words }); words = ''; };
      for (let at = 0; at < value.length; at++) {
        const mark = normalise(value[at]!);
        if (mark === '{') {
          const end = closing(value, at + 1);
          if (end < 0) { this.say(diagnose('unclosed-figure', place(at, value.length), { mark: '}' })); words += value.slice(at); break; }
          flush();
          const figure = this.embeddedIn(value.slice(at + 1, end), token, at + 2);
          put(figure ?? { kind: 'figure', value: { kind: 'broken', at: place(at, end + 1) }, at: place(at, end + 1) });
          at = end;
        } else if (mark === '[') { flush(); stack.push({ pieces: [], at: place(at, at + 1) }); }
        else if (mark === ']' && stack.length > 1) { flush(); const { pieces } = stack.pop()!; put({ kind: 'optional', pieces }); }
        else if (mark === '}' || mark === ']') this.say(diagnose('unopened-figure', place(at, at + 1), { mark }));
        else words += value[at]!;
      }
      flush();
    }
    while (stack.length > 1) {
      const { pieces, at } = stack.pop()!;
      this.say(diagnose('unclosed-figure', at!, { mark: ']' }));
      put({ kind: 'optional', pieces });
    }
    return stack[0]!.pieces;
  }

  /** The figure in braces; `shift` is where its text begins within the token. */
  private embeddedIn(text: string, token: IToken, shift: number): Figure | undefined {
    const { tokens, diagnostics } = tokenize(this.file, text);
    const line = token.startLine! - 1, column = token.startColumn! + shift - 1;
    for (const one of tokens) {
      one.startOffset += token.startOffset + shift;
      one.endOffset! += token.startOffset + shift;
      one.startLine! += line; one.endLine! += line;
      one.startColumn! += column; one.endColumn! += column;
    }
    for (const one of diagnostics) this.say(moved(one, line, column));
    const inner = this.inner ??= new (this.constructor as new () => ReportGrammar)();
    inner.begin(this.file, this.text, tokens);
    inner.end = { line: line + 1, column: column + text.length + 1 };
    if (tokens.length === 0) {
      const at = { file: this.file, start: { line: line + 1, column: column }, end: { line: line + 1, column: column + text.length + 1 } };
      this.say(diagnose('empty-figure', at, {}));
      return undefined;
    }
    const found = inner.embedded();
    for (const problem of inner.problems) this.say(problem);
    return inner.problems.some(({ severity }) => severity === 'error') ? undefined : found;
  }

  // ---- what clauses share

  protected reportWhen = this.RULE('reportWhen', (): ReportWhenAst => {
    this.CONSUME(k('When'));
    const first = this.LA(1);
    return this.OR([
      { ALT: (): ReportWhenAst => {
        this.CONSUME(k('NoDuty'));
        const form = this.CONSUME(t.Name);
        return this.ACTION((): ReportWhenAst => ({ kind: 'noDuty', form: this.nameOf(form), at: this.at(first) }));
      } },
      { ALT: (): ReportWhenAst => this.SUBRULE(this.expression) },
    ]);
  });

  protected english = this.RULE('english', (): TextAst => {
    this.CONSUME(k('English'));
    const text = this.CONSUME(t.Text);
    return this.ACTION(() => this.textOf(text));
  });

  protected reportNote = this.RULE('reportNote', (notes: { push(note: ReportNoteAst): unknown }): void => {
    const first = this.CONSUME(k('Note'));
    const text = this.SUBRULE(this.worded);
    const when = this.OPTION(() => this.SUBRULE(this.reportWhen));
    this.ACTION(() => notes.push({ text, ...(when && { when }), at: this.at(first) }));
  });

  protected reportColumn = this.RULE('reportColumn', (columns: ReportColumnAst[]): void => {
    const first = this.CONSUME(k('Column'));
    const name = this.CONSUME(t.Name);
    const column: ReportColumnAst = this.RECORDING_PHASE ? {} as ReportColumnAst : { name: this.nameOf(name), at: this.at(first) };
    this.ACTION(() => columns.push(column));
    const label = this.SUBRULE(this.label);
    if (label) column.label = label;
    this.MANY(() => this.OR([
      { ALT: () => { column.type = this.SUBRULE(this.fieldType); } },
      { ALT: () => { column.en = this.SUBRULE(this.english); } },
      { ALT: () => { this.CONSUME(t.Equal); column.value = this.SUBRULE(this.expression); } },
    ]));
    this.ACTION(() => { column.at = this.at(first); });
  });

  protected reportTableBlock = this.RULE('reportTableBlock', (item: Item<'table' | 'chart'>): void => this.block('reportTable', () => this.OR({ ERR_MSG: 'clause:reportTable', DEF: [
    { ALT: () => this.SUBRULE(this.reportColumn, { ARGS: [item?.columns] }) },
    { ALT: () => this.SUBRULE(this.reportNote, { ARGS: [item?.notes] }) },
  ] })));

  // ---- items of a part

  protected reportTable = this.RULE('reportTable', (items: ReportItemAst[]): void => {
    const first = this.CONSUME(k('Table'));
    const name = this.CONSUME(t.Name);
    const item: Item<'table'> = this.RECORDING_PHASE ? {} as Item<'table'> : { kind: 'table', name: this.nameOf(name), totals: false, columns: [], notes: [], at: this.at(first) };
    this.ACTION(() => items.push(item));
    const label = this.SUBRULE(this.label);
    if (label) item.label = label;
    this.MANY(() => this.OR([
      { ALT: () => { item.en = this.SUBRULE(this.english); } },
      { ALT: () => { this.CONSUME(k('WithTotals')); item.totals = true; } },
      { ALT: () => { item.when = this.SUBRULE(this.reportWhen); } },
    ]));
    this.OPTION({ GATE: () => tokenMatcher(this.LA(1), t.LBrace), DEF: () => this.SUBRULE(this.reportTableBlock, { ARGS: [item] }) });
    this.ACTION(() => { item.at = this.at(first); });
  });

  protected reportChart = this.RULE('reportChart', (items: ReportItemAst[]): void => {
    const first = this.CONSUME(k('Chart'));
    const name = this.CONSUME(t.Name);
    const item: Item<'chart'> = this.RECORDING_PHASE ? {} as Item<'chart'> : { kind: 'chart', name: this.nameOf(name), columns: [], notes: [], at: this.at(first) };
    this.ACTION(() => items.push(item));
    const label = this.SUBRULE(this.label);
    if (label) item.label = label;
    this.MANY(() => this.OR([
      { ALT: () => { item.en = this.SUBRULE(this.english); } },
      { ALT: () => {
        this.OR2({ ERR_MSG: 'of', DEF: [{ ALT: () => this.CONSUME(k('Of')) }, { ALT: () => this.CONSUME(k('RefersTo')) }] });
        item.of = this.SUBRULE(this.path);
      } },
      { ALT: () => { item.when = this.SUBRULE(this.reportWhen); } },
    ]));
    this.OPTION({ GATE: () => tokenMatcher(this.LA(1), t.LBrace), DEF: () => this.SUBRULE(this.reportTableBlock, { ARGS: [item] }) });
    this.ACTION(() => { item.at = this.at(first); });
  });

  protected reportText = this.RULE('reportText', (items: ReportItemAst[]): void => {
    const first = this.CONSUME(k('TextType'));
    const name = this.OPTION(() => this.CONSUME(t.Name));
    const text = this.SUBRULE(this.worded);
    const when = this.OPTION2(() => this.SUBRULE(this.reportWhen));
    this.ACTION(() => items.push({ kind: 'text', ...(name && { name: this.nameOf(name) }), text, ...(when && { when }), at: this.at(first) }));
  });

  protected reportToWrite = this.RULE('reportToWrite', (items: ReportItemAst[]): void => {
    const first = this.CONSUME(k('ToWrite'));
    const name = this.CONSUME(t.Name);
    const text = this.SUBRULE(this.worded);
    this.ACTION(() => items.push({ kind: 'toWrite', name: this.nameOf(name), text, at: this.at(first) }));
  });

  protected reportSection = this.RULE('reportSection', (items: ReportItemAst[]): void => {
    const first = this.CONSUME(k('Section'));
    const label = this.CONSUME(t.Text);
    const item: Item<'section'> = this.RECORDING_PHASE ? {} as Item<'section'> : { kind: 'section', label: this.textOf(label), items: [], at: this.at(first) };
    this.ACTION(() => items.push(item));
    this.MANY(() => this.OR([
      { ALT: () => { item.en = this.SUBRULE(this.english); } },
      { ALT: () => { item.when = this.SUBRULE(this.reportWhen); } },
    ]));
    this.SUBRULE(this.partBlock, { ARGS: [item?.items] });
    this.ACTION(() => { item.at = this.at(first); });
  });

  protected partBlock = this.RULE('partBlock', (items: ReportItemAst[]): void => this.deeper(() => this.block('part', () => this.OR({ ERR_MSG: 'clause:part', DEF: [
    { ALT: () => this.SUBRULE(this.reportTable, { ARGS: [items] }) },
    { ALT: () => this.SUBRULE(this.reportChart, { ARGS: [items] }) },
    { ALT: () => this.SUBRULE(this.reportText, { ARGS: [items] }) },
    { ALT: () => this.SUBRULE(this.reportToWrite, { ARGS: [items] }) },
    { ALT: () => this.SUBRULE(this.reportSection, { ARGS: [items] }) },
    { ALT: () => this.SUBRULE(this.reportNote, { ARGS: [{ push: (note: ReportNoteAst) => items.push({ kind: 'note', ...note }) }] }) },
  ] }))));

  protected reportPart = this.RULE('reportPart', (parts: ReportPartAst[]): void => {
    const first = this.CONSUME(k('Part'));
    const name = this.OPTION2({ GATE: () => this.LA(1).tokenType !== k('SameAs') && this.LA(1).tokenType !== k('English'), DEF: () => this.CONSUME2(t.Name) });
    const label = this.SUBRULE(this.label);
    const part: ReportPartAst = this.RECORDING_PHASE ? {} as ReportPartAst : { ...(name && { name: this.nameOf(name) }), ...(label && { label }), items: [], at: this.at(first) };
    this.ACTION(() => parts.push(part));
    this.MANY(() => this.OR([
      { ALT: () => { part.en = this.SUBRULE(this.english); } },
      { ALT: () => { this.CONSUME(k('SameAs')); const base = this.CONSUME(t.Name); this.ACTION(() => { part.sameAs = this.nameOf(base); }); } },
      { ALT: () => { part.when = this.SUBRULE(this.reportWhen); } },
    ]));
    this.OPTION({ GATE: () => tokenMatcher(this.LA(1), t.LBrace), DEF: () => this.SUBRULE(this.partBlock, { ARGS: [part?.items] }) });
    this.ACTION(() => { part.at = this.at(first); });
  });

  // ---- the report

  protected leaveOut = this.RULE('leaveOut', (): LeaveOutAst => {
    const first = this.CONSUME(k('LeaveOut'));
    const ledger = this.CONSUME(t.Name);
    const where = this.OPTION(() => { this.CONSUME(k('Where')); return this.SUBRULE(this.expression); });
    this.CONSUME(k('Because'));
    const because = this.SUBRULE(this.worded);
    return this.ACTION((): LeaveOutAst => ({ ledger: this.nameOf(ledger), ...(where && { where }), because, at: this.at(first) }));
  });

  protected reportBlock = this.RULE('reportBlock', (report: Report): void => this.block('report', () => this.OR({ ERR_MSG: 'clause:report', DEF: [
    { ALT: () => {
      this.CONSUME(k('Layout'));
      const layout = this.OR2({ ERR_MSG: 'choice', DEF: [{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.Text) }] });
      this.ACTION(() => { report.layout = tokenMatcher(layout, t.Name) ? { value: this.nameOf(layout).text, at: rangeOf(this.file, layout) } : this.textOf(layout); });
    } },
    { ALT: () => { const source = this.SUBRULE(this.sourceClause); this.ACTION(() => report.sources.push(source)); } },
    { ALT: () => { this.CONSUME(k('Title')); const title = this.SUBRULE(this.worded); this.ACTION(() => { report.title = title; }); } },
    { ALT: () => { this.CONSUME(k('SubmitBy')); const date = this.SUBRULE(this.date); this.ACTION(() => { report.submitBy = date; }); } },
    { ALT: () => { this.CONSUME(k('PublishBy')); const date = this.SUBRULE2(this.date); this.ACTION(() => { report.publishBy = date; }); } },
    { ALT: () => { this.CONSUME(k('Region')); const regions = this.SUBRULE(this.regions); this.ACTION(() => { report.regions.push(...regions); }); } },
    { ALT: () => {
      const first = this.CONSUME(k('CombinedBy'));
      const order = this.OR3({ ERR_MSG: 'orderOrColumn', DEF: [{ ALT: () => { this.CONSUME(k('LaterColumn')); return undefined; }, IGNORE_AMBIGUITIES: true }, { ALT: () => this.CONSUME2(t.Name) }] });
      this.ACTION(() => { report.combinedBy = { ...(order && { order: this.nameOf(order) }), at: this.at(first) }; });
    } },
    { ALT: () => { const left = this.SUBRULE(this.leaveOut); this.ACTION(() => report.leaveOut.push(left)); } },
    { ALT: () => {
      const first = this.CONSUME(k('SuppressBelow'));
      const number = this.CONSUME(t.NumberLiteral);
      this.ACTION(() => { report.suppressBelow = { value: normalise(number.image), at: this.at(first) }; });
    } },
    { ALT: () => this.SUBRULE(this.reportNote, { ARGS: [report?.notes] }) },
    { ALT: () => this.SUBRULE(this.reportPart, { ARGS: [report?.parts] }) },
  ] })));

  protected report = this.RULE('report', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Report'));
    const head = this.SUBRULE(this.head);
    const report = this.open(out, first, { kind: 'report', ...head, sources: [], regions: [], leaveOut: [], notes: [], parts: [] });
    this.OPTION(() => {
      this.OR([{ ALT: () => this.CONSUME(k('Of')) }, { ALT: () => this.CONSUME(k('RefersTo')) }]);
      const base = this.CONSUME(t.Name);
      this.ACTION(() => { report.base = this.nameOf(base); });
    });
    this.SUBRULE(this.reportBlock, { ARGS: [report] });
    this.ACTION(() => { report.at = this.at(first); });
  });
}

/** Where the brace ends that was opened before `from`: a brace within quotation marks does not count. -1: nowhere. */
function closing(text: string, from: number): number {
  const ends: Record<string, string> = { '"': '"', '“': '”', '《': '》', '＂': '＂', '`': '`' };
  for (let at = from; at < text.length; at++) {
    const end = ends[text[at]!];
    if (end) { const close = text.indexOf(end, at + 1); if (close < 0) return -1; at = close; } else if (normalise(text[at]!) === '}') return at;
  }
  return -1;
}

function moved(one: Diagnostic, line: number, column: number): Diagnostic {
  const shift = (range: Range): Range => ({
    file: range.file, start: { line: range.start.line + line, column: range.start.column + column }, end: { line: range.end.line + line, column: range.end.column + column },
  });
  return { ...one, range: shift(one.range), ...(one.fix && { fix: { ...one.fix, edits: one.fix.edits.map((edit) => ({ ...edit, range: shift(edit.range) })) } }) };
}
