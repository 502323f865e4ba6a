/** Declarations of what is measured and judged: indicator, task, example; and the file as a whole. */
import type { IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { CompareOp, Range } from '../program.ts';
import type { DeclarationAst, ExpectAst, ExprAst, Text as TextAst } from './ast.ts';
import { tokenMatcher } from './grammar-base.ts';
import { ReportGrammar } from './grammar-reports.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k, normalise } from './tokens.ts';

type Of<K extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: K }>;
type Bound = { op: CompareOp; value: ExprAst };

export class HengGrammar extends ReportGrammar {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  // ---- indicators

  protected target = this.RULE('target', (indicator: Of<'indicator'>): void => {
    const first = this.CONSUME(k('Target'));
    const principle = this.OPTION(() => { this.CONSUME(k('InPrinciple')); return true; }) ?? false;
    const bound: Bound = this.SUBRULE(this.bound);
    const when = this.OPTION2(() => { this.CONSUME(k('When')); return this.SUBRULE(this.expression); });
    this.ACTION(() => indicator.targets.push({ ...bound, principle, ...(when && { when }), at: this.at(first) }));
  });

  /** `applies to agencies where …`, `适用 执法主体 其中 …`. */
  protected appliesTo = this.RULE('appliesTo', (): ExprAst => {
    this.CONSUME(k('AppliesTo'));
    this.CONSUME(t.Name);
    return this.OR({ ERR_MSG: 'where', DEF: [
      { ALT: () => { this.CONSUME(k('Where')); return this.SUBRULE(this.expression); } },
      { ALT: () => { this.CONSUME(k('Among')); const among = this.SUBRULE2(this.expression); this.CONSUME(k('De')); return among; } },
    ] });
  });

  protected indicatorBlock = this.RULE('indicatorBlock', (indicator: Of<'indicator'>): void => this.block('indicator', () => this.OR({ ERR_MSG: 'clause:indicator', DEF: [
    { ALT: () => { const source = this.SUBRULE(this.sourceClause); this.ACTION(() => indicator.sources.push(source)); } },
    { ALT: () => {
      const at = this.CONSUME(k('Value'));
      const value = this.SUBRULE(this.expression);
      this.ACTION(() => {
        if (indicator.value) this.say(diagnose('given-twice', rangeOf(this.file, at), { what: { zh: '取值', en: 'the value' } }));
        indicator.value = value;
      });
    } },
    { ALT: () => this.SUBRULE(this.target, { ARGS: [indicator] }) },
    { ALT: () => { this.CONSUME(k('BetterHigher')); this.ACTION(() => { indicator.better = 'higher'; }); } },
    { ALT: () => { this.CONSUME(k('BetterLower')); this.ACTION(() => { indicator.better = 'lower'; }); } },
    { ALT: () => { this.CONSUME(k('ShownOnly')); this.ACTION(() => { indicator.shownOnly = true; }); } },
    { ALT: () => { this.CONSUME(k('ShownIn')); const unit = this.SUBRULE(this.unit); this.ACTION(() => { indicator.shownIn = unit; }); } },
    { ALT: () => {
      this.CONSUME(k('ShownGroupedBy'));
      const names = this.SUBRULE(this.names);
      this.ACTION(() => { indicator.shownBy = [...indicator.shownBy ?? [], ...names]; });
    } },
    { ALT: () => { const condition = this.SUBRULE(this.appliesTo); this.ACTION(() => { indicator.appliesTo = condition; }); } },
    { ALT: () => { this.CONSUME(k('Note')); const note = this.CONSUME(t.Text); this.ACTION(() => { indicator.note = this.textOf(note); }); } },
    { ALT: () => { const check = this.SUBRULE(this.check); this.ACTION(() => (indicator.checks ??= []).push(check)); } },
  ] }), (first, at, previous) => {
    const broken: ExprAst = { kind: 'broken', at };
    if (first.tokenType === k('Value')) indicator.value ??= broken;
    else if (first.tokenType === k('Target')) indicator.targets.push({ op: '>=', value: broken, principle: false, at });
    else if (first.tokenType === k('AppliesTo')) indicator.appliesTo = broken;
    else if (first.tokenType === k('Source')) indicator.sources.push({ document: { value: '', at }, at });
    else if (!indicator.value || sameEnd(indicator.value.at, previous)) indicator.value = broken; // it goes on where it was thought to end
  }));

  protected indicator = this.RULE('indicator', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Indicator'));
    const head = this.SUBRULE(this.head);
    const indicator = this.open(out, first, { kind: 'indicator', ...head, sources: [], targets: [], shownOnly: false });
    this.SUBRULE(this.indicatorBlock, { ARGS: [indicator] });
    this.ACTION(() => { indicator.at = this.at(first); });
  });

  // ---- tasks

  protected taskBlock = this.RULE('taskBlock', (task: Of<'task'>): void => this.block('task', () => this.OR({ ERR_MSG: 'clause:task', DEF: [
    { ALT: () => { const source = this.SUBRULE(this.sourceClause); this.ACTION(() => task.sources.push(source)); } },
    { ALT: () => { this.CONSUME(k('Lead')); const lead = this.CONSUME(t.Text); this.ACTION(() => { task.lead = this.textOf(lead); }); } },
    { ALT: () => { this.CONSUME(k('Responsible')); const texts = this.SUBRULE(this.texts); this.ACTION(() => task.responsible.push(...texts)); } },
    { ALT: () => { this.CONSUME(k('Due')); const due = this.SUBRULE(this.quantity); this.ACTION(() => { task.due = due; }); } },
    { ALT: () => { this.CONSUME(k('DoneWhen')); const done = this.SUBRULE(this.expression); this.ACTION(() => { task.doneWhen = done; }); } },
    { ALT: () => { const condition = this.SUBRULE(this.appliesTo); this.ACTION(() => { task.appliesTo = condition; }); } },
    { ALT: () => { this.CONSUME(k('Note')); const note = this.CONSUME2(t.Text); this.ACTION(() => { task.note = this.textOf(note); }); } },
    { ALT: () => { this.CONSUME(k('Historic')); this.ACTION(() => { task.historic = true; }); } },
  ] }), (first, at) => {
    const broken: ExprAst = { kind: 'broken', at };
    if (first.tokenType === k('Due')) task.due = broken;
    else if (first.tokenType === k('DoneWhen')) task.doneWhen = broken;
    else if (first.tokenType === k('AppliesTo')) task.appliesTo = broken;
    else if (first.tokenType === k('Source')) task.sources.push({ document: { value: '', at }, at });
  }));

  protected task = this.RULE('task', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Task'));
    const head = this.SUBRULE(this.head);
    const task = this.open(out, first, { kind: 'task', ...head, sources: [], responsible: [], historic: false });
    this.SUBRULE(this.taskBlock, { ARGS: [task] });
    this.ACTION(() => { task.at = this.at(first); });
  });

  // ---- examples

  protected table = this.RULE('table', (example: Of<'example'>): void => {
    const ledger = this.CONSUME(t.Name);
    const rows: IToken[] = [];
    this.AT_LEAST_ONE({ ERR_MSG: 'row', DEF: () => { rows.push(this.CONSUME(t.TableRow)); } });
    this.ACTION(() => {
      const [columns = [], ...cells] = rows.map(row => this.cellsOf(row));
      example.tables.push({ ledger: this.nameOf(ledger), columns, rows: cells, at: this.at(ledger) });
    });
  });

  /** Cells between bars, without the blanks around them; what follows the last bar is no cell when it is empty. */
  private cellsOf(row: IToken): TextAst[] {
    const cells: TextAst[] = [];
    let start = 1;
    for (let index = 1; index <= row.image.length; index++) {
      if (index < row.image.length && row.image[index] !== '|' && row.image[index] !== '｜') continue;
      const raw = row.image.slice(start, index), value = raw.trim();
      const column = row.startColumn! + start + (value ? raw.indexOf(value) : 0);
      if (index < row.image.length || value) {
        const line = row.startLine!;
        cells.push({ value, at: { file: this.file, start: { line, column }, end: { line, column: column + value.length } } });
      }
      start = index + 1;
    }
    return cells;
  }

  protected expectation = this.RULE('expectation', (): ExpectAst => {
    const first = this.CONSUME(k('Expect'));
    const what = this.OR({ ERR_MSG: 'expect', DEF: [
      { ALT: () => {
        const minus = this.OPTION(() => this.CONSUME(t.Minus));
        const number = this.CONSUME(t.NumberLiteral);
        const denominator = this.OPTION2(() => { this.CONSUME(t.Slash); return this.CONSUME2(t.NumberLiteral); });
        return this.ACTION(() => {
          const one = this.numberOf(number), two = denominator && this.numberOf(denominator);
          const value = one.kind === 'number' ? (minus ? '-' : '') + one.value : '';
          if (two) return { kind: 'share' as const, numerator: value, denominator: two.kind === 'number' ? two.value : '' };
          return { kind: 'value' as const, value, ...(one.kind === 'number' && one.unit && { unit: one.unit }) };
        });
      } },
      { ALT: () => { this.CONSUME(k('Yes')); return { kind: 'value' as const, value: true }; } },
      { ALT: () => { this.CONSUME(k('No')); return { kind: 'value' as const, value: false }; } },
      { ALT: () => {
        this.CONSUME(k('Pending'));
        const count = this.OPTION3(() => this.CONSUME6(t.NumberLiteral));
        return this.ACTION(() => ({ kind: 'state' as const, state: 'pending' as const, ...(count && { pending: Number.parseInt(normalise(count.image), 10) }) }));
      } },
      { ALT: () => { this.CONSUME(k('NotApplicable')); return { kind: 'state' as const, state: 'not_applicable' as const }; } },
      { ALT: () => { this.CONSUME(k('NotReported')); return { kind: 'state' as const, state: 'not_reported' as const }; } },
      { ALT: () => { this.CONSUME(k('ErrorState')); return { kind: 'state' as const, state: 'error' as const }; } },
    ] });
    const counts: { pending?: number; excluded?: number } = {};
    this.MANY(() => this.OR2([
      { ALT: () => { this.CONSUME2(k('Pending')); const count = this.CONSUME3(t.NumberLiteral); counts.pending = Number.parseInt(normalise(count.image), 10); } },
      { ALT: () => { this.CONSUME(k('Excluded')); const count = this.CONSUME4(t.NumberLiteral); counts.excluded = Number.parseInt(normalise(count.image), 10); } },
      { ALT: () => { this.CONSUME(k('Excluding')); const count = this.CONSUME5(t.NumberLiteral); counts.excluded = Number.parseInt(normalise(count.image), 10); } },
    ]));
    return this.ACTION((): ExpectAst => ({ ...what, ...counts, at: this.at(first) }));
  });

  protected exampleBlock = this.RULE('exampleBlock', (example: Of<'example'>): void => this.block('example', () => this.OR({ ERR_MSG: 'clause:example', DEF: [
    { ALT: () => { const expect = this.SUBRULE(this.expectation); this.ACTION(() => { example.expect = expect; }); }, IGNORE_AMBIGUITIES: true },
    { GATE: () => tokenMatcher(this.LA(2), t.TableRow), ALT: () => this.SUBRULE(this.table, { ARGS: [example] }) },
  ] })));

  /** An example whose head or expectation cannot be read is not kept: there is nothing to run. */
  protected example = this.RULE('example', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Example'));
    const label = this.CONSUME(t.Text);
    this.CONSUME(k('For'));
    const indicator = this.CONSUME(t.Name);
    this.CONSUME(k('AsOf'));
    const asOf = this.SUBRULE(this.date);
    const year = this.OPTION(() => { this.CONSUME(k('ForYear')); return this.CONSUME(t.NumberLiteral); });
    const example: Of<'example'> = this.RECORDING_PHASE ? {} as Of<'example'> : {
      kind: 'example', label: this.textOf(label), indicator: this.nameOf(indicator), asOf,
      ...(year && { year: Number.parseInt(normalise(year.image), 10) }), tables: [],
      expect: { kind: 'state', state: 'error', at: this.at(first) }, at: this.at(first),
    };
    const none = example.expect, before = this.problems.length;
    this.SUBRULE(this.exampleBlock, { ARGS: [example] });
    this.ACTION(() => {
      example.at = this.at(first);
      if (example.expect !== none) out.push(example);
      else if (this.problems.length === before) {
        this.say(diagnose('expected', rangeOf(this.file, first), { wanted: { zh: '示例中有“应得”', en: 'an expect clause in the example' }, found: { zh: '没有', en: 'none' } }));
      }
    });
  });

  // ---- the file

  file_ = this.RULE('file_', (out: DeclarationAst[] = []): void => {
    const one = (): void => this.OR({ ERR_MSG: 'declaration', DEF: [
      { ALT: () => this.SUBRULE(this.use, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.pack, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.listDeclaration, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.ledger, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.form, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.view, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.order, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.parameter, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.define, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.indicator, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.scorecard, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.example, { ARGS: [out] }) },
      { ALT: () => this.SUBRULE(this.task, { ARGS: [out] }) }, { ALT: () => this.SUBRULE(this.report, { ARGS: [out] }) },
    ] });
    if (this.RECORDING_PHASE) this.MANY(one);
    else this.clauses('file', one, () => { this.rowsAllowed = false; });
  });
}

const sameEnd = (one: Range, other: Range | undefined): boolean =>
  other !== undefined && one.end.line === other.end.line && one.end.column === other.end.column;
