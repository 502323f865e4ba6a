/** Aggregates and shares in both word orders. */
import type { IToken, ParserMethod } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { AggregateFn } from '../program.ts';
import type { DateAst, ExprAst, Name as NameAst, ShareOverAst, Text as TextAst } from './ast.ts';
import type { ReadDate } from './dates.ts';
import { GrammarBase, startsOperand } from './grammar-base.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k, normalise } from './tokens.ts';
import { unitOfWord } from './units.ts';

type Excluding = { condition: ExprAst; reason?: TextAst; at: ExprAst['at'] };

export class AggregateGrammar extends GrammarBase {
  /** Rules of the expressions that stand in aggregates and shares. */
  declare expression: ParserMethod<[], ExprAst>;
  declare quantity: ParserMethod<[], ExprAst>;
  declare path: ParserMethod<[], ExprAst>;
  declare protected values: ParserMethod<[], ExprAst[]>;
  declare protected quantities: ParserMethod<[], ExprAst[]>;

  /** In `define x = L 中 A 的` the rows themselves are the value. */
  protected rowsAllowed = false;
  protected rowsFound: { kind: 'rows'; ledger: NameAst; where?: ExprAst; at: ExprAst['at'] } | undefined;

  // ---- aggregates and shares, in front: sum(L.f where A), share of L where A with B

  protected aggregate = this.RULE('aggregate', (): ExprAst => {
    const fn = this.CONSUME(k('AggregateFunction'));
    this.CONSUME(t.LParen);
    const whole = this.OPTION(() => { this.CONSUME(k('All')); return true; }) ?? false;
    const of = this.SUBRULE(this.quantity);
    let across = false, all = false, ledger: IToken | undefined, dated: IToken | undefined, where: ExprAst | undefined;
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k('Of')); this.OPTION2(() => { this.CONSUME2(k('All')); all = true; }); ledger = this.CONSUME2(t.Name); } },
      { ALT: () => { this.CONSUME(k('AcrossAgencies')); across = true; } },
      { ALT: () => { this.CONSUME(k('DatedBy')); dated = this.CONSUME(t.Name); } },
      { ALT: () => { const at = this.CONSUME(k('Where')); const next = this.SUBRULE(this.expression); where = this.once(at, where, next); } },
    ]));
    this.CONSUME(t.RParen);
    return this.ACTION((): ExprAst => ({
      kind: 'aggregate', fn: fn.payload as AggregateFn, ...this.ofLedger(of, ledger && this.nameOf(ledger)), ...(where && { where }),
      ...(dated && { datedBy: this.nameOf(dated) }), whole: whole || all, ...(across && { across: true }), at: this.at(fn),
    }));
  });

  protected share = this.RULE('share', (): ExprAst => {
    const first = this.CONSUME(k('ShareOf'));
    const state = newShare();
    this.OR({ ERR_MSG: 'share', DEF: [
      { ALT: () => { state.over = this.SUBRULE(this.each); } },
      { ALT: () => { const buckets = this.CONSUME(k('Buckets')); this.ACTION(() => { state.over = bucketsOf(buckets); }); }, IGNORE_AMBIGUITIES: true },
      { ALT: () => {
        const whole = this.OPTION(() => { this.CONSUME(k('All')); return true; }) ?? false;
        const ledger = this.CONSUME(t.Name);
        this.ACTION(() => { state.over = { kind: 'ledger', ledger: this.nameOf(ledger), whole }; });
      } },
    ] });
    this.MANY(() => this.SUBRULE(this.shareClause, { ARGS: [state] }));
    this.CONSUME(k('With'));
    const holds = this.SUBRULE(this.expression);
    return this.ACTION(() => this.shareOf(first, state, holds));
  });

  protected shareClause = this.RULE('shareClause', (state: ShareState = newShare()): void => this.OR([
    { ALT: () => { this.CONSUME(k('AcrossAgencies')); state.across = true; } },
    { ALT: () => { this.CONSUME(k('DatedBy')); state.dated = this.CONSUME(t.Name); } },
    { ALT: () => { const at = this.CONSUME(k('Where')); const next = this.SUBRULE(this.expression); state.where = this.once(at, state.where, next); } },
    { ALT: () => { this.CONSUME(k('GroupedBy')); state.groupBy.push(...this.list(this.SUBRULE(this.quantities))); } },
    { ALT: () => { this.CONSUME(k('According')); state.groupBy.push(...this.list(this.SUBRULE2(this.quantities))); this.CONSUME(k('GroupedEnd')); } },
    { ALT: () => {
      const first = this.CONSUME(k('Excluding'));
      const condition = this.SUBRULE2(this.expression);
      const reason = this.OPTION(() => { this.CONSUME(k('Because')); return this.CONSUME(t.Text); });
      this.ACTION(() => this.counted(state.excluding).push({ condition, ...(reason && { reason: this.textOf(reason) }), at: this.at(first) }));
    } },
  ]));

  protected distribution = this.RULE('distribution', (): ExprAst => {
    const first = this.CONSUME(k('DistributionOf'));
    const whole = this.OPTION(() => { this.CONSUME(k('All')); return true; }) ?? false;
    const ledger = this.CONSUME(t.Name);
    const state = newShare();
    this.ACTION(() => { state.over = { kind: 'ledger', ledger: this.nameOf(ledger), whole }; });
    this.MANY(() => this.SUBRULE(this.shareClause, { ARGS: [state] }));
    return this.ACTION(() => this.distributionOf(first, state));
  });

  /** `each L.field in (…)`, `各 L.字段 属于（…）`. */
  protected each = this.RULE('each', (): ShareOverAst => {
    this.CONSUME(k('Each'));
    const field = this.SUBRULE(this.path);
    this.CONSUME(k('In'));
    const values = this.SUBRULE(this.values);
    return { kind: 'each', field, values };
  });

  // ---- the same, behind: L 中 A 的，剔除 E 理由 “…” 的，B 的 占比 · L 中 A 的 字段 之和

  /** After `各季度` or `各 …`: `中 B 的 占比`. */
  protected amongUnits = this.RULE('amongUnits', (first: IToken, over: ShareOverAst): ExprAst => {
    this.CONSUME(k('Among'));
    const state = newShare();
    this.MANY(() => { this.SUBRULE(this.exclusion, { ARGS: [state] }); this.OPTION(() => this.CONSUME(t.Comma)); });
    const holds = this.SUBRULE(this.expression);
    this.CONSUME(k('De'));
    this.CONSUME(k('ShareEnd'));
    return this.ACTION(() => this.shareOf(first, { ...state, over }, holds));
  });

  protected exclusion = this.RULE('exclusion', (state: ShareState = newShare()): void => {
    const first = this.CONSUME(k('Excluding'));
    const condition = this.SUBRULE(this.expression);
    const reason = this.OPTION(() => { this.CONSUME(k('Because')); return this.CONSUME(t.Text); });
    this.CONSUME(k('De'));
    this.ACTION(() => this.counted(state.excluding).push({ condition, ...(reason && { reason: this.textOf(reason) }), at: this.at(first) }));
  });

  protected among = this.RULE('among', (first: IToken, ledger: IToken, dated: IToken | undefined, whole: boolean): ExprAst => {
    const rows = this.rowsAllowed;
    this.rowsAllowed = false;
    this.CONSUME(k('Among'));
    const state = newShare();
    this.ACTION(() => {
      state.over = { kind: 'ledger', ledger: this.nameOf(ledger), whole };
      if (dated) state.dated = dated;
    });
    let result: ExprAst | undefined;
    this.MANY({ GATE: () => result === undefined, DEF: () => this.OR([
      { ALT: () => { this.CONSUME(k('AcrossAgencies')); state.across = true; } },
      { ALT: () => {
        this.CONSUME(k('According'));
        state.groupBy.push(...this.list(this.SUBRULE(this.quantities)));
        this.CONSUME(k('GroupedEnd'));
        this.OPTION(() => this.OR2([
          { ALT: () => this.CONSUME(t.Comma) },
          { ALT: () => {
            this.CONSUME(k('De'));
            this.CONSUME(k('DistributionEnd'));
            result = this.ACTION(() => this.distributionOf(first, state));
          } },
        ]));
      } },
      { ALT: () => { this.SUBRULE(this.exclusion, { ARGS: [state] }); this.OPTION2(() => this.CONSUME2(t.Comma)); } },
      { ALT: () => {
        const start = this.LA(1);
        const condition = this.SUBRULE(this.expression);
        this.CONSUME2(k('De'));
        this.OR3({ ERR_MSG: 'zhTail', DEF: [
          { ALT: () => { this.CONSUME3(t.Comma); state.where = this.once(start, state.where, condition); } },
          { ALT: () => { this.CONSUME(k('ShareEnd')); result = this.ACTION(() => this.shareOf(first, state, condition)); } },
          { ALT: () => {
            const end = this.CONSUME(k('CountEnd'));
            result = this.ACTION(() => this.aggregateOf(first, state, condition, end.payload as AggregateFn));
          } },
          { GATE: () => startsOperand(this.LA(1)) || !rows, ALT: () => {
            const of = this.SUBRULE2(this.quantity);
            const end = this.CONSUME(k('ValueEnd'));
            result = this.ACTION(() => this.aggregateOf(first, state, condition, end.payload as AggregateFn, of));
          } },
          { GATE: () => rows, ALT: () => {
            result = this.ACTION((): ExprAst => {
              this.rowsFound = { kind: 'rows', ledger: this.nameOf(ledger), where: condition, at: this.at(first) };
              return this.broken(first);
            });
          } },
        ] });
      } },
    ]) });
    if (!this.RECORDING_PHASE && result === undefined) this.CONSUME2(k('ShareEnd'));
    return result!;
  });

  // ---- making the tree

  protected broken(first: IToken): ExprAst { return { kind: 'broken', at: this.at(first) }; }

  private once(at: IToken, before: ExprAst | undefined, next: ExprAst): ExprAst {
    if (before) this.say(diagnose('given-twice', rangeOf(this.file, at), { what: { zh: '条件', en: 'the condition' } }));
    return next;
  }
  private list(values: ExprAst[]): ExprAst[] { return this.RECORDING_PHASE ? [] : values; }

  private shareOf(first: IToken, state: ShareState, holds: ExprAst): ExprAst {
    const { over, where, excluding } = state;
    if (over.kind !== 'ledger' && state.across) this.say(diagnose('across-needs-rows', over.kind === 'each' ? over.field.at : this.at(first), {}));
    const whole: ShareOverAst = over.kind === 'ledger' ? {
      ...over, ...(state.across && { across: true }), ...(state.dated && { datedBy: this.nameOf(state.dated) }), ...(state.groupBy.length > 0 && { groupBy: state.groupBy }),
    } : over;
    return { kind: 'share', over: whole, ...(where && { where }), excluding, with: holds, at: this.at(first) };
  }

  /** Over rows, by one field; nothing is left out of it. */
  private distributionOf(first: IToken, state: ShareState): ExprAst {
    const at = this.at(first), [by] = state.groupBy;
    if (state.over.kind !== 'ledger') return this.broken(first);
    if (!by || state.groupBy.length > 1 || state.excluding.length > 0) {
      this.say(diagnose('distribution-by-one', state.excluding[0]?.at ?? state.groupBy[1]?.at ?? at, {}));
      return this.broken(first);
    }
    const { ledger, whole } = state.over;
    return { kind: 'distribution', ledger, whole, across: state.across, ...(state.dated && { datedBy: this.nameOf(state.dated) }), ...(state.where && { where: state.where }), by, at };
  }

  /** `f of L` is `L.f`; only of arithmetic the ledger is kept beside it. */
  private ofLedger(of: ExprAst, ledger: NameAst | undefined): { of: ExprAst; ledger?: NameAst } {
    if (!ledger) return { of };
    return of.kind === 'path' ? { of: { kind: 'path', parts: [ledger, ...of.parts], at: of.at } } : { of, ledger };
  }

  /** `L 中 A 的 f 之和` is `sum(L.f where A)`. */
  private aggregateOf(first: IToken, state: ShareState, condition: ExprAst, fn: AggregateFn, of?: ExprAst): ExprAst {
    if (state.over.kind !== 'ledger') return this.broken(first);
    const { ledger, whole } = state.over;
    if (state.where || state.excluding.length > 0 || state.groupBy.length > 0) {
      this.say(diagnose('expected', this.at(this.LA(0)), { wanted: { zh: '“占比”', en: '占比' }, found: { zh: `“${this.source(this.LA(0))}”`, en: this.source(this.LA(0)) } }));
      return this.broken(first);
    }
    const where = condition;
    const common = { kind: 'aggregate' as const, fn, where, ...(state.dated && { datedBy: this.nameOf(state.dated) }), whole, ...(state.across && { across: true }), at: this.at(first) };
    if (!of) return { ...common, of: { kind: 'path', parts: [ledger], at: ledger.at } };
    return { ...common, ...this.ofLedger(of, ledger) };
  }

  protected numberOf(token: IToken): ExprAst {
    const found = /^([0-9.]+)\s*(.*)$/s.exec(normalise(token.image));
    if (token.tokenType === t.Thousands || !found) return this.broken(token);
    const unit = found[2] ? unitOfWord.get(found[2].replace(/\s+/g, ' ')) : undefined;
    return { kind: 'number', value: exact(found[1]!), ...(unit && { unit }), at: rangeOf(this.file, token) };
  }

  protected dateOf(token: IToken): DateAst | undefined {
    const date = token.payload as ReadDate, at = rangeOf(this.file, token);
    if (date.kind === 'date') return { kind: 'date', value: date.value, at };
    if (date.kind === 'yearDate') return { kind: 'yearDate', month: date.month, day: date.day, yearOffset: date.yearOffset, at };
    return undefined;
  }
}

export interface ShareState {
  over: ShareOverAst; where?: ExprAst; excluding: Excluding[]; groupBy: ExprAst[]; dated?: IToken; across: boolean;
}
export const newShare = (): ShareState => ({ over: { kind: 'buckets', unit: 'month' }, excluding: [], groupBy: [], across: false });
export const bucketsOf = (token: IToken): ShareOverAst => ({ kind: 'buckets', unit: token.payload as 'quarter' | 'month' });

/** `0100.50` is `100.5`: one number has one text. */
const exact = (digits: string): string => {
  const [whole = '0', part = ''] = digits.split('.');
  const kept = part.replace(/0+$/, '');
  return (whole.replace(/^0+(?=\d)/, '') || '0') + (kept ? `.${kept}` : '');
};
