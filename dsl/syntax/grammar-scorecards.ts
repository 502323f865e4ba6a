/** Scorecards: dimensions, items, and every kind of scoring rule. */
import type { IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { CompareOp } from '../program.ts';
import type { CapAst, DeclarationAst, DimensionAst, ExprAst, ExtraAst, ItemAst, RuleAst, Text as TextAst } from './ast.ts';
import { tokenMatcher } from './grammar-base.ts';
import { DeclarationGrammar } from './grammar-declarations.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k } from './tokens.ts';

type Of<K extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: K }>;
type Bound = { op: CompareOp; value: ExprAst };
/** The points a grade begins with; `exclusive`: just above them. */
type GradeBound = { atLeast?: string; exclusive?: true };
type Scored = { when?: ExprAst; op?: CompareOp; value?: ExprAst };

export class ScorecardGrammar extends DeclarationGrammar {
  // ---- small parts

  /** Points as an exact number; `分` may follow it. */
  protected points = this.RULE('points', (): string => {
    const token = this.CONSUME(t.NumberLiteral);
    return this.ACTION(() => {
      const number = this.numberOf(token);
      if (number.kind !== 'number') return '0';
      if (number.unit && number.unit !== '分') this.say(diagnose('expected', number.at, { wanted: { zh: '分数', en: 'points' }, found: { zh: `“${token.image}”`, en: token.image } }));
      return number.value;
    });
  });

  protected upTo = this.RULE('upTo', (): string | undefined => this.OPTION(() => { this.CONSUME(k('UpTo')); return this.SUBRULE(this.points); }));

  /** `>= 100%`, `yes`, `no`. */
  protected bound = this.RULE('bound', (): Bound => {
    const first = this.LA(1);
    return this.OR({ ERR_MSG: 'relation', DEF: [
      { ALT: () => {
        const op = this.OR2([
          { ALT: () => this.CONSUME(t.Relation) }, { ALT: () => this.CONSUME(k('Is')) }, { ALT: () => this.CONSUME(k('NoLaterThan')) },
        ]);
        const value = this.SUBRULE(this.quantity);
        return this.ACTION((): Bound => ({ op: op.tokenType === k('Is') ? '=' : op.tokenType === k('NoLaterThan') ? '<=' : op.payload as CompareOp, value }));
      } },
      { ALT: () => { this.CONSUME(k('Yes')); return this.ACTION((): Bound => ({ op: '=', value: { kind: 'boolean', value: true, at: this.at(first) } })); } },
      { ALT: () => { this.CONSUME(k('No')); return this.ACTION((): Bound => ({ op: '=', value: { kind: 'boolean', value: false, at: this.at(first) } })); } },
    ] });
  });

  // ---- rules

  /** After `when`: a bound of the item's own indicator, or a condition. */
  protected scored = this.RULE('scored', (): Scored => {
    const own = this.LA(1);
    return this.OR([
      { ALT: () => this.SUBRULE(this.bound), IGNORE_AMBIGUITIES: true,
        GATE: () => !(tokenMatcher(own, k('Yes')) || tokenMatcher(own, k('No'))) || !tokenMatcher(this.LA(2), t.Relation) },
      { ALT: () => { const when = this.SUBRULE(this.expression); return { when }; } },
    ]);
  });

  protected rounding = this.RULE('rounding', (): 'full' | 'started' => this.OPTION(() => this.OR([
    { ALT: () => { this.CONSUME(k('Full')); return 'full' as const; } },
    { ALT: () => { this.CONSUME(k('Started')); return 'started' as const; } },
  ])) ?? 'full');

  protected side = this.RULE('side', (): 'below' | 'above' => this.OR({ ERR_MSG: 'side', DEF: [
    { ALT: () => { this.CONSUME(k('Below')); return 'below' as const; } },
    { ALT: () => { this.CONSUME(k('Above')); return 'above' as const; } },
  ] }));

  protected fullRule = this.RULE('fullRule', (rules: RuleAst[]): void => {
    const first = this.CONSUME(k('Full'));
    this.CONSUME(k('When'));
    const bound = this.SUBRULE(this.bound);
    this.ACTION(() => rules.push({ kind: 'fullWhen', ...bound, at: this.at(first) }));
  });

  protected deductRule = this.RULE('deductRule', (rules: RuleAst[]): void => {
    const first = this.CONSUME(k('Deduct'));
    const points = this.SUBRULE(this.points);
    const rule = this.OR({ ERR_MSG: 'deduct', DEF: [
      { ALT: () => {
        this.CONSUME(k('Per'));
        const rounding = this.SUBRULE(this.rounding), step = this.SUBRULE(this.quantity);
        const side = this.SUBRULE(this.side), bound = this.SUBRULE2(this.quantity);
        return { kind: 'deductPerStep' as const, points, rounding, step, side, bound };
      } },
      { ALT: () => { this.CONSUME(k('ForEach')); const of = this.SUBRULE3(this.quantity); return { kind: 'deductForEach' as const, points, of }; } },
      { ALT: () => { this.CONSUME(k('When')); const when = this.SUBRULE(this.expression); return { kind: 'deductWhen' as const, points, when }; } },
    ] });
    const upTo = this.SUBRULE(this.upTo);
    this.ACTION(() => rules.push({ ...rule, ...(upTo !== undefined && { upTo }), at: this.at(first) }));
  });

  protected awardRule = this.RULE('awardRule', (rules: RuleAst[]): void => {
    const first = this.CONSUME(k('Award'));
    const points = this.SUBRULE(this.points);
    this.OR({ ERR_MSG: 'award', DEF: [
      { ALT: () => { this.CONSUME(k('When')); const scored = this.SUBRULE(this.scored); this.ACTION(() => rules.push({ kind: 'award', points, ...scored, at: this.at(first) })); } },
      { ALT: () => { this.CONSUME(k('Otherwise')); this.ACTION(() => rules.push({ kind: 'award', points, at: this.at(first) })); } },
      { ALT: () => {
        this.CONSUME(k('ForEach'));
        const of = this.SUBRULE(this.quantity), upTo = this.SUBRULE(this.upTo);
        this.ACTION(() => rules.push({ kind: 'awardForEach', points, of, ...(upTo !== undefined && { upTo }), at: this.at(first) }));
      } },
    ] });
  });

  /** `低于 100% 每 满 1个百分点 扣 0.5分 最多 5分` */
  protected stepRule = this.RULE('stepRule', (rules: RuleAst[]): void => {
    const first = this.LA(1);
    const side = this.SUBRULE(this.side), bound = this.SUBRULE(this.quantity);
    this.OPTION(() => this.CONSUME(t.Comma));
    this.CONSUME(k('Per'));
    const rounding = this.SUBRULE(this.rounding), step = this.SUBRULE2(this.quantity);
    this.CONSUME(k('Deduct'));
    const points = this.SUBRULE(this.points), upTo = this.SUBRULE(this.upTo);
    this.ACTION(() => rules.push({ kind: 'deductPerStep', points, rounding, step, side, bound, ...(upTo !== undefined && { upTo }), at: this.at(first) }));
  });

  /** `每有 迟报 扣 0.5分`, `每有 创新案例 得 1分 最多 5分` */
  protected eachRule = this.RULE('eachRule', (rules: RuleAst[]): void => {
    const first = this.CONSUME(k('ForEach'));
    const of = this.SUBRULE(this.quantity);
    const kind = this.OR({ ERR_MSG: 'give', DEF: [
      { ALT: () => { this.CONSUME(k('Deduct')); return 'deductForEach' as const; } },
      { ALT: () => { this.CONSUME(k('Award')); return 'awardForEach' as const; } },
    ] });
    const points = this.SUBRULE(this.points), upTo = this.SUBRULE(this.upTo);
    this.ACTION(() => rules.push({ kind, points, of, ...(upTo !== undefined && { upTo }), at: this.at(first) }));
  });

  /** `当 ≥ 2人 得 3分`, `当 法制人员 ＜ 2人 扣 0.5分` */
  protected whenRule = this.RULE('whenRule', (rules: RuleAst[]): void => {
    const first = this.CONSUME(k('When'));
    const scored: Scored = this.SUBRULE(this.scored);
    const deduct = this.OR({ ERR_MSG: 'give', DEF: [
      { ALT: () => { this.CONSUME(k('Award')); return false; } },
      { ALT: () => { this.CONSUME(k('Deduct')); return true; } },
    ] });
    const points = this.SUBRULE(this.points), upTo = this.SUBRULE(this.upTo);
    this.ACTION(() => {
      const at = this.at(first);
      if (!deduct) rules.push({ kind: 'award', points, ...scored, at });
      else if (scored.when) rules.push({ kind: 'deductWhen', points, when: scored.when, ...(upTo !== undefined && { upTo }), at });
      else this.say(diagnose('expected', at, { wanted: { zh: '“当”后为完整条件', en: 'a whole condition after when' }, found: { zh: '只有比较', en: 'a bare comparison' } }));
    });
  });

  protected rules = this.RULE('rules', (rules: RuleAst[], item: ItemAst): void => this.block('rules', () => this.OR({ ERR_MSG: 'rule', DEF: [
    { ALT: () => this.SUBRULE(this.fullRule, { ARGS: [rules] }) },
    { ALT: () => this.SUBRULE(this.deductRule, { ARGS: [rules] }) },
    { ALT: () => this.SUBRULE(this.awardRule, { ARGS: [rules] }) },
    { ALT: () => this.SUBRULE(this.stepRule, { ARGS: [rules] }) },
    { ALT: () => this.SUBRULE(this.eachRule, { ARGS: [rules] }) },
    { ALT: () => this.SUBRULE(this.whenRule, { ARGS: [rules] }) },
    { ALT: () => {
      this.CONSUME(k('InAll'));
      this.OR2({ ERR_MSG: 'atMost', DEF: [
        { ALT: () => this.CONSUME(k('UpTo')) },
        { GATE: () => this.LA(1).payload === '<=', ALT: () => this.CONSUME(t.Compare) },
      ] });
      const upTo = this.SUBRULE3(this.points);
      this.ACTION(() => { item.lossUpTo = upTo; });
    } },
    { ALT: () => { const first = this.CONSUME(k('InProportion')); this.ACTION(() => rules.push({ kind: 'inProportion', at: rangeOf(this.file, first) })); } },
    { ALT: () => {
      const first = this.CONSUME(k('ByHand'));
      const from = this.SUBRULE(this.points);
      this.CONSUME(k('To'));
      const to = this.SUBRULE2(this.points);
      this.ACTION(() => rules.push({ kind: 'byHand', from, to, at: this.at(first) }));
    } },
  ] })));

  // ---- items and dimensions

  /** `item "label" 3 { … }` or `indicator_name 15 { … }`. The item is kept from its head on. */
  protected item = this.RULE('item', (items: ItemAst[]): void => {
    const first = this.LA(1);
    let label: IToken | undefined, name: IToken | undefined;
    this.OR({ ERR_MSG: 'clause:items', DEF: [
      { GATE: () => tokenMatcher(this.LA(2), t.Text), ALT: () => { this.CONSUME(k('Item')); label = this.CONSUME(t.Text); }, IGNORE_AMBIGUITIES: true },
      { ALT: () => { name = this.CONSUME(t.Name); } },
    ] });
    const points = this.SUBRULE(this.points);
    const item: ItemAst = this.RECORDING_PHASE ? {} as ItemAst
      : { ...(label && { label: this.textOf(label) }), ...(name && { indicator: this.nameOf(name) }), points, rules: [], at: this.at(first) };
    this.ACTION(() => items.push(item));
    this.SUBRULE(this.rules, { ARGS: [item.rules, item] });
    this.ACTION(() => { item.at = this.at(first); });
  });

  protected items = this.RULE('items', (items: ItemAst[]): void => this.block('items', () => this.SUBRULE(this.item, { ARGS: [items] })));

  /** `together "learning" up to 2 { item … }`: these items lose so many points at most. */
  protected together = this.RULE('together', (dimension: DimensionAst): void => {
    const first = this.CONSUME(k('Together'));
    const label = this.CONSUME(t.Text);
    this.CONSUME(k('UpTo'));
    const upTo = this.SUBRULE(this.points);
    const items: ItemAst[] = [];
    const cap: CapAst = this.RECORDING_PHASE ? {} as CapAst : { label: this.textOf(label), upTo, items, at: this.at(first) };
    this.ACTION(() => (dimension.caps ??= []).push(cap));
    this.SUBRULE(this.items, { ARGS: [items] });
    this.ACTION(() => { dimension.items.push(...items); cap.at = this.at(first); });
  });

  protected dimensionBlock = this.RULE('dimensionBlock', (dimension: DimensionAst, scorecard: Of<'scorecard'>): void => this.block('dimension', () => this.OR({ ERR_MSG: 'clause:items', DEF: [
    { GATE: () => tokenMatcher(this.LA(2), t.Text), ALT: () => this.SUBRULE(this.veto, { ARGS: [scorecard] }), IGNORE_AMBIGUITIES: true },
    { GATE: () => tokenMatcher(this.LA(2), t.Text), ALT: () => this.SUBRULE(this.together, { ARGS: [dimension] }), IGNORE_AMBIGUITIES: true },
    { ALT: () => this.SUBRULE(this.item, { ARGS: [dimension?.items] }) },
  ] })));

  protected dimension = this.RULE('dimension', (scorecard: Of<'scorecard'>): void => {
    const first = this.CONSUME(k('Dimension'));
    const label = this.CONSUME(t.Text);
    const points: DimensionAst['points'] = [];
    const one = (value: string, group: IToken | undefined): void => { points.push({ value, ...(group && { group: this.textOf(group) }) }); };
    const value = this.SUBRULE(this.points);
    const group = this.OPTION(() => { this.CONSUME(k('For')); return this.CONSUME2(t.Text); });
    this.ACTION(() => one(value, group));
    this.MANY(() => {
      this.CONSUME(t.Comma);
      const more = this.SUBRULE2(this.points);
      const whose = this.OPTION2(() => { this.CONSUME2(k('For')); return this.CONSUME3(t.Text); });
      this.ACTION(() => one(more, whose));
    });
    const dimension: DimensionAst = this.RECORDING_PHASE ? {} as DimensionAst : { label: this.textOf(label), points, items: [], at: this.at(first) };
    this.ACTION(() => scorecard.dimensions.push(dimension));
    this.SUBRULE(this.dimensionBlock, { ARGS: [dimension, scorecard] });
    this.ACTION(() => { dimension.at = this.at(first); });
  });

  protected veto = this.RULE('veto', (scorecard: Of<'scorecard'>): void => {
    const first = this.CONSUME(k('Veto'));
    const label = this.CONSUME(t.Text);
    this.CONSUME(k('When'));
    const when = this.SUBRULE(this.expression);
    this.CONSUME(k('Then'));
    let grade: TextAst | undefined, points: string | undefined;
    const giveGrade = (text: IToken): void => { this.ACTION(() => { grade = this.textOf(text); }); };
    this.OR({ ERR_MSG: 'verdict', DEF: [
      { ALT: () => {
        this.CONSUME(k('Grade'));
        giveGrade(this.CONSUME2(t.Text));
        this.OPTION(() => { this.OPTION2(() => this.CONSUME(t.Comma)); this.CONSUME(k('Points')); points = this.SUBRULE(this.points); });
      } },
      { ALT: () => {
        this.CONSUME2(k('Points'));
        points = this.SUBRULE2(this.points);
        this.OPTION3(() => { this.OPTION4(() => this.CONSUME2(t.Comma)); this.CONSUME2(k('Grade')); giveGrade(this.CONSUME3(t.Text)); });
      } },
    ] });
    this.ACTION(() => scorecard.vetoes.push({ label: this.textOf(label), when, ...(grade && { grade }), ...(points !== undefined && { points }), at: this.at(first) }));
  });

  protected extra = this.RULE('extra', (): ExtraAst => {
    const first = this.LA(1);
    this.OR([{ ALT: () => this.CONSUME(k('Bonus')) }, { ALT: () => this.CONSUME(k('ExtraDeductions')) }]);
    const upTo = this.SUBRULE(this.upTo);
    const items: ItemAst[] = [];
    this.SUBRULE(this.items, { ARGS: [items] });
    return this.ACTION((): ExtraAst => ({ ...(upTo !== undefined && { upTo }), items, at: this.at(first) }));
  });

  protected missing = this.RULE('missing', (scorecard: Of<'scorecard'>): void => {
    const first = this.LA(1);
    const what = this.OR([
      { ALT: () => { this.CONSUME(k('NotApplicable')); return 'notApplicable' as const; } },
      { ALT: () => { this.CONSUME(k('NotReported')); return 'notReported' as const; } },
      { ALT: () => { this.CONSUME(k('Pending')); return 'pending' as const; } },
    ]);
    this.CONSUME(t.Colon);
    const rule = this.OR2({ ERR_MSG: 'missing', DEF: [
      { ALT: () => { this.CONSUME(k('Rescale')); return 'rescale' as const; } },
      { ALT: () => { this.CONSUME(k('Full')); return 'full' as const; } },
      { ALT: () => { this.CONSUME(k('Zero')); return 'zero' as const; } },
    ] });
    this.ACTION(() => scorecard.missing.push({ what, rule, at: this.at(first) }));
  });

  protected grades = this.RULE('grades', (scorecard: Of<'scorecard'>): void => {
    this.CONSUME(k('Grades'));
    const grades: ({ label: IToken } & GradeBound)[] = [];
    const one = (label: IToken, bound: GradeBound | undefined): void => { grades.push({ label, ...bound }); };
    const label = this.CONSUME(t.Text), least = this.SUBRULE(this.atLeast);
    one(label, least);
    this.MANY(() => {
      this.CONSUME(t.Comma);
      const next = this.CONSUME2(t.Text), bound = this.SUBRULE2(this.atLeast);
      one(next, bound);
    });
    this.ACTION(() => { scorecard.grades = grades.map(grade => ({ ...grade, label: this.textOf(grade.label) })); });
  });
  protected atLeast = this.RULE('atLeast', (): GradeBound | undefined => this.OPTION(() => {
    const op = this.CONSUME(t.Relation), points = this.SUBRULE(this.points);
    return this.ACTION((): GradeBound => {
      if (op.payload !== '>=' && op.payload !== '>') this.say(diagnose('expected', rangeOf(this.file, op), { wanted: { zh: '“≥”或“＞”', en: '>= or >' }, found: { zh: `“${op.image}”`, en: op.image } }));
      return { atLeast: points, ...(op.payload === '>' && { exclusive: true as const }) };
    });
  }));

  // ---- cards of cards, cards over rows

  /** `quality weight 70%`. */
  protected component = this.RULE('component', (): NonNullable<Of<'scorecard'>['combine']>[number] => {
    const name = this.CONSUME(t.Name);
    this.CONSUME(k('Weight'));
    const weight = this.CONSUME(t.NumberLiteral);
    return this.ACTION(() => {
      const number = this.numberOf(weight), percent = number.kind === 'number' ? number : { value: '0', unit: undefined };
      if (percent.unit !== '%') this.say(diagnose('expected', rangeOf(this.file, weight), { wanted: { zh: '百分数（如 70%）', en: 'a percentage such as 70%' }, found: { zh: `“${weight.image}”`, en: weight.image } }));
      return { scorecard: this.nameOf(name), weight: percent.value, at: this.at(name) };
    });
  });

  protected combine = this.RULE('combine', (scorecard: Of<'scorecard'>): void => {
    this.CONSUME(k('Combine'));
    const components = [this.SUBRULE(this.component)];
    this.MANY({ GATE: this.commaContinues, DEF: () => { this.CONSUME(t.Comma); components.push(this.SUBRULE2(this.component)); } });
    this.ACTION(() => { scorecard.combine = components; });
  });

  /** `subject case_files where …` */
  protected subject = this.RULE('subject', (scorecard: Of<'scorecard'>): void => {
    const first = this.CONSUME(k('Subject'));
    const whole = this.OPTION(() => { this.CONSUME(k('All')); return true; }) ?? false;
    const ledger = this.CONSUME(t.Name);
    const dated = this.OPTION2(() => { this.CONSUME(k('DatedBy')); return this.CONSUME2(t.Name); });
    const where = this.OPTION3(() => { this.CONSUME(k('Where')); return this.SUBRULE(this.expression); });
    this.ACTION(() => { scorecard.subject = { ledger: this.nameOf(ledger), whole, ...(dated && { datedBy: this.nameOf(dated) }), ...(where && { where }), at: this.at(first) }; });
  });

  // ---- the scorecard

  protected scorecardBlock = this.RULE('scorecardBlock', (scorecard: Of<'scorecard'>): void => this.block('scorecard', () => this.OR({ ERR_MSG: 'clause:scorecard', DEF: [
    { ALT: () => { const source = this.SUBRULE(this.sourceClause); this.ACTION(() => { (scorecard.sources ??= []).push(source); }); } },
    { ALT: () => { this.CONSUME(k('GroupsBy')); const path = this.SUBRULE(this.path); this.ACTION(() => { scorecard.groupsBy = path; }); } },
    { ALT: () => this.SUBRULE(this.dimension, { ARGS: [scorecard] }) },
    { ALT: () => {
      const first = this.LA(1), extra = this.SUBRULE(this.extra);
      this.ACTION(() => { scorecard[first.tokenType === k('Bonus') ? 'bonus' : 'deductions'] = extra; });
    } },
    { ALT: () => this.SUBRULE(this.veto, { ARGS: [scorecard] }) },
    { ALT: () => this.SUBRULE(this.missing, { ARGS: [scorecard] }) },
    { ALT: () => {
      this.CONSUME(k('Ties'));
      this.CONSUME(t.Colon);
      const ties = this.OR2({ ERR_MSG: 'tiesRule', DEF: [
        { ALT: () => { this.CONSUME(k('Shared')); return 'shared' as const; } },
        { ALT: () => { this.CONSUME(k('SkippingRanks')); return 'shared' as const; } },
        { ALT: () => { this.CONSUME(k('DenseRanks')); return 'dense' as const; } },
      ] });
      this.ACTION(() => { scorecard.ties = ties; });
    } },
    { ALT: () => this.SUBRULE(this.grades, { ARGS: [scorecard] }) },
    { ALT: () => this.SUBRULE(this.combine, { ARGS: [scorecard] }) },
    { ALT: () => this.SUBRULE(this.subject, { ARGS: [scorecard] }) },
  ] })));

  protected scorecard = this.RULE('scorecard', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Scorecard'));
    const head = this.SUBRULE(this.head);
    const scorecard = this.open(out, first, { kind: 'scorecard', ...head, dimensions: [], vetoes: [], missing: [], grades: [] });
    this.SUBRULE(this.scorecardBlock, { ARGS: [scorecard] });
    this.ACTION(() => { scorecard.at = this.at(first); });
  });
}
