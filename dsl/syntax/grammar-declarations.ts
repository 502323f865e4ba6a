/** Declarations of what figures are: use, pack, list, ledger, form, view, order, parameter, define. */
import type { IToken } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { CheckAst, ColumnAst, DateAst, DeclarationAst, ExprAst, FieldAst, Name as NameAst, SourceAst, Text as TextAst, TypeAst } from './ast.ts';
import { tokenMatcher } from './grammar-base.ts';
import { ExpressionGrammar } from './grammar-expressions.ts';
import { rangeOf } from './lexer.ts';
import * as t from './tokens.ts';
import { keyword as k } from './tokens.ts';

type Of<K extends DeclarationAst['kind']> = Extract<DeclarationAst, { kind: K }>;
type Choice = { name?: NameAst; label?: TextAst; at: DeclarationAst['at'] };
type LedgerAst = Of<'ledger'>;
/** `value … from … in … when …` of a parameter or an order. */
interface Valid { from?: DateAst; to?: DateAst; regions: TextAst[]; when?: ExprAst; source?: SourceAst }

export class DeclarationGrammar extends ExpressionGrammar {
  // ---- small parts

  protected date = this.RULE('date', (): DateAst => {
    const first = this.LA(1);
    return this.OR({ ERR_MSG: 'date', DEF: [
      { ALT: () => {
        this.CONSUME(t.DateLiteral);
        return this.ACTION((): DateAst => this.dateOf(first) ?? { kind: 'date', value: '0001-01-01', at: this.at(first) });
      } },
      { ALT: () => { this.CONSUME(k('YearEnd')); return this.ACTION((): DateAst => ({ kind: 'yearDate', month: 12, day: 31, yearOffset: 0, at: this.at(first) })); } },
    ] });
  });

  protected label = this.RULE('label', (): TextAst | undefined => this.OPTION(() => {
    const token = this.CONSUME(t.Text);
    return this.ACTION(() => this.textOf(token));
  }));

  protected names = this.RULE('names', (): NameAst[] => {
    const tokens: IToken[] = [this.CONSUME(t.Name)];
    this.MANY({ GATE: this.commaContinues, DEF: () => { this.CONSUME(t.Comma); this.counted(tokens).push(this.CONSUME2(t.Name)); } });
    return this.ACTION(() => tokens.map(token => this.nameOf(token)));
  });

  protected texts = this.RULE('texts', (): TextAst[] => {
    const tokens: IToken[] = [this.CONSUME(t.Text)];
    this.MANY(() => { this.CONSUME(t.Comma); this.counted(tokens).push(this.CONSUME2(t.Text)); });
    return this.ACTION(() => tokens.map(token => this.textOf(token)));
  });

  protected region = this.RULE('region', (): TextAst => {
    const token = this.OR({ ERR_MSG: 'region', DEF: [{ ALT: () => this.CONSUME(t.Text) }, { ALT: () => this.CONSUME(t.Name) }] });
    return this.ACTION(() => token.tokenType === t.Text ? this.textOf(token) : { value: this.nameOf(token).text, at: rangeOf(this.file, token) });
  });
  protected regions = this.RULE('regions', (): TextAst[] => {
    const regions = [this.SUBRULE(this.region)];
    this.MANY({ GATE: this.commaContinues, DEF: () => { this.CONSUME(t.Comma); this.counted(regions).push(this.SUBRULE2(this.region)); } });
    return regions;
  });

  /** `source "document" clause "…" url "…" from … to …`. */
  protected sourceClause = this.RULE('sourceClause', (): SourceAst => {
    const first = this.CONSUME(k('Source'));
    const document = this.CONSUME(t.Text);
    const more: Partial<SourceAst> = {};
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k('Clause')); const text = this.CONSUME2(t.Text); more.clause = this.ACTION(() => this.textOf(text)); } },
      { ALT: () => { this.CONSUME(k('Url')); const text = this.CONSUME3(t.Text); more.url = this.ACTION(() => this.textOf(text)); } },
      { ALT: () => { this.CONSUME(k('From')); more.from = this.SUBRULE(this.date); } },
      { ALT: () => { this.CONSUME(k('To')); more.to = this.SUBRULE2(this.date); } },
    ]));
    return this.ACTION((): SourceAst => ({ document: this.textOf(document), ...more, at: this.at(first) }));
  });

  protected choice = this.RULE('choice', (): Choice => {
    const first = this.LA(1);
    let name: IToken | undefined, label: IToken | undefined;
    this.OR({ ERR_MSG: 'choice', DEF: [
      { ALT: () => { name = this.CONSUME(t.Name); this.OPTION(() => { label = this.CONSUME(t.Text); }); } },
      { ALT: () => { label = this.CONSUME2(t.Text); } },
    ] });
    return this.ACTION((): Choice => ({ ...(name && { name: this.nameOf(name) }), ...(label && { label: this.textOf(label) }), at: this.at(first) }));
  });
  protected choices = this.RULE('choices', (): Choice[] => {
    const choices = [this.SUBRULE(this.choice)];
    this.MANY({ GATE: this.commaContinues, DEF: () => { this.CONSUME(t.Comma); this.counted(choices).push(this.SUBRULE2(this.choice)); } });
    return choices;
  });

  protected fieldType = this.RULE('fieldType', (): TypeAst => this.OR({ ERR_MSG: 'type', DEF: [
    { ALT: (): TypeAst => { this.CONSUME(k('TextType')); return { kind: 'text' }; } },
    { ALT: (): TypeAst => { this.CONSUME(k('DateType')); return { kind: 'date' }; } },
    { ALT: (): TypeAst => { this.CONSUME(k('Yes')); this.CONSUME(t.Slash); this.CONSUME(k('No')); return { kind: 'boolean' }; } },
    { ALT: (): TypeAst => {
      const kind = this.OR2([
        { ALT: () => { this.CONSUME(k('CountType')); return 'count' as const; } },
        { ALT: () => { this.CONSUME(k('NumberType')); return 'number' as const; } },
        { ALT: () => { this.CONSUME(k('MoneyType')); return 'money' as const; } },
      ]);
      const unit = this.OPTION(() => {
        this.OR3([{ ALT: () => this.CONSUME(k('In')) }, { ALT: () => this.CONSUME(k('UnitWord')) }]);
        return this.SUBRULE(this.unit);
      });
      return { kind, ...(unit && { unit }) };
    } },
    { ALT: (): TypeAst => {
      const kind = this.OR4([
        { ALT: () => { this.CONSUME(k('OneOf')); return 'choice' as const; } },
        { ALT: () => { this.CONSUME(k('SeveralOf')); return 'choices' as const; } },
      ]);
      const choices = this.SUBRULE(this.choices);
      return this.ACTION((): TypeAst => {
        const only = choices.length === 1 ? choices[0]! : undefined;
        return { kind, ...(only?.name && !only.label && { list: only.name }), choices };
      });
    } },
  ] }));

  // ---- ledgers and forms

  protected check = this.RULE('check', (): CheckAst => {
    const first = this.CONSUME(k('Check'));
    let severity: CheckAst['severity'] = 'warning';
    this.OPTION(() => this.OR([
      { ALT: () => { this.CONSUME(k('Hard')); severity = 'error'; } },
      { ALT: () => { this.CONSUME(k('Soft')); } },
    ]));
    const label = this.CONSUME(t.Text);
    this.CONSUME(t.Colon);
    const condition = this.SUBRULE(this.expression);
    return this.ACTION((): CheckAst => ({ severity, label: this.textOf(label), condition, at: this.at(first) }));
  });

  /** The field is kept from its name on, so that a mistake further on does not make it unknown. */
  protected field = this.RULE('field', (fields: FieldAst[] = []): void => {
    const first = this.CONSUME(k('Field'));
    const name = this.CONSUME(t.Name);
    const field: FieldAst = this.RECORDING_PHASE ? {} as FieldAst
      : { name: this.nameOf(name), required: false, personal: false, planned: false, emptyWords: [], aliases: [], at: this.at(first) };
    this.ACTION(() => fields.push(field));
    const label = this.SUBRULE(this.label);
    if (label) field.label = label;
    this.MANY(() => this.OR([
      { ALT: () => { field.type = this.SUBRULE(this.fieldType); } },
      { ALT: () => { this.CONSUME(k('Required')); field.required = true; } },
      { ALT: () => { this.CONSUME(k('Personal')); field.personal = true; } },
      { ALT: () => { this.CONSUME(k('Planned')); field.planned = true; } },
      { ALT: () => { this.CONSUME(k('Open')); this.ACTION(() => { field.open = true; }); } },
      { ALT: () => { this.CONSUME(k('Several')); this.ACTION(() => { field.several = true; }); } },
      { ALT: () => { this.CONSUME(k('MeansEmpty')); const texts = this.SUBRULE(this.texts); this.ACTION(() => field.emptyWords.push(...texts)); } },
      { ALT: () => { this.CONSUME(k('Also')); const texts = this.SUBRULE2(this.texts); this.ACTION(() => field.aliases.push(...texts)); } },
      { ALT: () => { this.CONSUME(k('RefersTo')); const ledger = this.CONSUME2(t.Name); this.ACTION(() => { field.refersTo = this.nameOf(ledger); }); } },
      { ALT: () => {
        this.CONSUME(k('LooksUp'));
        const ledger = this.CONSUME3(t.Name);
        this.OR2({ ERR_MSG: 'by', DEF: [{ ALT: () => this.CONSUME(k('By')) }, { ALT: () => this.CONSUME(k('According')) }] });
        const by = this.SUBRULE(this.names);
        this.ACTION(() => { field.lookup = { ledger: this.nameOf(ledger), by }; });
      } },
      { ALT: () => { this.CONSUME(t.Equal); field.computed = this.SUBRULE(this.expression); } },
      { ALT: () => { this.CONSUME(k('Else')); field.otherwise = this.SUBRULE(this.quantity); } },
    ]));
    this.ACTION(() => { field.at = this.at(first); });
  });

  protected ledgerTraits = this.RULE('ledgerTraits', (ledger: LedgerAst): void => this.OR([
    { ALT: () => { this.CONSUME(k('Snapshot')); this.ACTION(() => { ledger.snapshot = true; }); } },
    { ALT: () => { this.CONSUME(k('KeptBySystem')); this.ACTION(() => { ledger.system = true; }); } },
    { ALT: () => { this.CONSUME(k('Shared')); this.ACTION(() => { ledger.shared = true; }); } },
  ]));

  protected inForce = this.RULE('inForce', (ledger: LedgerAst): void => {
    this.CONSUME(k('InForceFrom'));
    const inForce: NonNullable<LedgerAst['inForce']> = { from: this.SUBRULE(this.names), to: [], through: [] };
    this.MANY(() => this.OR([
      { ALT: () => { this.CONSUME(k('To')); inForce.to = this.SUBRULE2(this.names); } },
      { ALT: () => { this.CONSUME(k('Through')); inForce.through = this.SUBRULE3(this.names); } },
      { ALT: () => { this.CONSUME(k('UntilReplaced')); } },
    ]));
    this.ACTION(() => { ledger.inForce = inForce; });
  });

  protected ledgerBlock = this.RULE('ledgerBlock', (ledger: LedgerAst): void => this.block('ledger', () => this.OR({ ERR_MSG: 'clause:ledger', DEF: [
    { ALT: () => { this.CONSUME(k('Key')); const key = this.SUBRULE(this.names); this.ACTION(() => { ledger.key = key; }); } },
    { ALT: () => { this.CONSUME(k('DatedBy')); const name = this.CONSUME(t.Name); this.ACTION(() => { ledger.datedBy = this.nameOf(name); }); } },
    { ALT: () => this.SUBRULE(this.inForce, { ARGS: [ledger] }) },
    { ALT: () => this.SUBRULE(this.ledgerTraits, { ARGS: [ledger] }) },
    { ALT: () => this.SUBRULE(this.field, { ARGS: [ledger?.fields] }) },
    { ALT: () => { const check = this.SUBRULE(this.check); this.ACTION(() => ledger.checks.push(check)); } },
  ] })));

  protected ledger = this.RULE('ledger', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Ledger'));
    const head = this.SUBRULE(this.head);
    const ledger = this.open(out, first, { kind: 'ledger', ...head, key: [], snapshot: false, system: false, shared: false, fields: [], checks: [] });
    this.MANY(() => this.SUBRULE(this.ledgerTraits, { ARGS: [ledger] }));
    this.SUBRULE(this.ledgerBlock, { ARGS: [ledger] });
    this.ACTION(() => { ledger.at = this.at(first); });
  });

  protected column = this.RULE('column', (columns: ColumnAst[], group?: NameAst): void => {
    const first = this.CONSUME(k('Column'));
    const name = this.OR({ ERR_MSG: 'choice', DEF: [{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.Text) }] });
    const column: ColumnAst = this.RECORDING_PHASE ? {} as ColumnAst : this.columnOf(name, group);
    this.ACTION(() => columns.push(column));
    const label = this.SUBRULE(this.label);
    if (label) column.label = label;
    this.MANY(() => this.OR2([
      { ALT: () => { column.type = this.SUBRULE(this.fieldType); } },
      { ALT: () => { this.CONSUME(k('Also')); const texts = this.SUBRULE(this.texts); this.ACTION(() => column.aliases.push(...texts)); } },
      { ALT: () => { this.CONSUME(k('NewRow')); column.newRow = true; } },
      { ALT: () => { this.CONSUME(t.Equal); column.derived = this.SUBRULE(this.expression); } },
    ]));
    this.ACTION(() => { column.at = this.at(first); });
  });
  private columnOf(token: IToken, group: NameAst | undefined): ColumnAst {
    const labelled = token.tokenType === t.Text || token.tokenType === t.UnclosedText;
    const label = labelled ? this.textOf(token) : undefined;
    return { name: label ? { text: label.value, at: label.at } : this.nameOf(token), ...(label && { label }), ...(group && { group }), aliases: [], at: rangeOf(this.file, token) };
  }

  protected groupBlock = this.RULE('groupBlock', (columns: ColumnAst[], group: NameAst): void => this.block('group', () => this.OR({
    ERR_MSG: 'clause:group', DEF: [{ ALT: () => this.SUBRULE(this.column, { ARGS: [columns, group] }) }],
  })));

  protected formBlock = this.RULE('formBlock', (form: Of<'form'>): void => this.block('form', () => this.OR({ ERR_MSG: 'clause:form', DEF: [
    { ALT: () => {
      this.CONSUME(k('Group'));
      const head = this.SUBRULE(this.head);
      this.ACTION(() => form.groups.push(head));
      this.SUBRULE(this.groupBlock, { ARGS: [form?.columns, head?.name] });
    } },
    { ALT: () => this.SUBRULE(this.column, { ARGS: [form?.columns] }) },
    { ALT: () => { const check = this.SUBRULE(this.check); this.ACTION(() => form.checks.push(check)); } },
  ] })));

  protected form = this.RULE('form', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Form'));
    const head = this.SUBRULE(this.head);
    const form = this.open(out, first, { kind: 'form', ...head, groups: [], columns: [], checks: [] });
    this.SUBRULE(this.formBlock, { ARGS: [form] });
    this.ACTION(() => { form.at = this.at(first); });
  });

  protected viewBlock = this.RULE('viewBlock', (view: Of<'view'>): void => this.block('view', () => this.OR({ ERR_MSG: 'clause:view', DEF: [
    { ALT: () => {
      this.CONSUME(k('Group'));
      const head = this.SUBRULE(this.head);
      this.ACTION(() => view.groups.push(head));
      this.SUBRULE(this.groupBlock, { ARGS: [view?.columns, head?.name] });
    } },
    { ALT: () => this.SUBRULE(this.column, { ARGS: [view?.columns] }) },
  ] })));
  /** `in 浙江 from 2024-01-01`: where and when a view is the one in use. */
  protected viewValid = this.RULE('viewValid', (valid: Valid): void => this.OR([
    { ALT: () => { this.CONSUME(k('From')); const date = this.SUBRULE(this.date); this.ACTION(() => { valid.from = date; }); } },
    { ALT: () => { this.CONSUME(k('To')); const date = this.SUBRULE2(this.date); this.ACTION(() => { valid.to = date; }); } },
    { ALT: () => { this.CONSUME(k('In')); const regions = this.SUBRULE(this.regions); this.ACTION(() => { valid.regions.push(...regions); }); } },
  ]));
  protected view = this.RULE('view', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('View'));
    const head = this.SUBRULE(this.head);
    this.OR({ ERR_MSG: 'of', DEF: [{ ALT: () => this.CONSUME(k('Of')) }, { ALT: () => this.CONSUME(k('RefersTo')) }] });
    const form = this.CONSUME(t.Name);
    const view = this.open(out, first, { kind: 'view', ...head, form: this.ACTION(() => this.nameOf(form)), regions: [], groups: [], columns: [] });
    const valid: Valid = { regions: view?.regions };
    this.MANY(() => this.SUBRULE(this.viewValid, { ARGS: [valid] }));
    this.ACTION(() => { if (valid.from) view.from = valid.from; if (valid.to) view.to = valid.to; });
    this.SUBRULE(this.viewBlock, { ARGS: [view] });
    this.ACTION(() => { view.at = this.at(first); });
  });

  // ---- lists, orders, parameters, definitions, packs

  protected listBlock = this.RULE('listBlock', (choices: Choice[]): void => this.block('list', () => {
    const more = this.SUBRULE(this.choices);
    this.ACTION(() => choices.push(...more));
  }));
  protected listDeclaration = this.RULE('listDeclaration', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('List'));
    const head = this.SUBRULE(this.head);
    const list = this.open(out, first, { kind: 'list', ...head, choices: [] });
    this.SUBRULE(this.listBlock, { ARGS: [list?.choices] });
    this.ACTION(() => { list.at = this.at(first); });
  });

  protected valid = this.RULE('valid', (valid: Valid): void => this.OR([
    { ALT: () => { this.CONSUME(k('From')); const date = this.SUBRULE(this.date); this.ACTION(() => { valid.from = date; }); } },
    { ALT: () => { this.CONSUME(k('To')); const date = this.SUBRULE2(this.date); this.ACTION(() => { valid.to = date; }); } },
    { ALT: () => { this.CONSUME(k('In')); const regions = this.SUBRULE(this.regions); this.ACTION(() => { valid.regions.push(...regions); }); } },
    { ALT: () => { this.CONSUME(k('When')); const when = this.SUBRULE(this.expression); this.ACTION(() => { valid.when = when; }); } },
    { ALT: () => { const source = this.SUBRULE(this.sourceClause); this.ACTION(() => { valid.source = source; }); } },
  ]));

  private readonly validGoesOn = (): boolean => !tokenMatcher(this.LA(1), t.Comma)
    || ['From', 'To', 'In', 'When', 'Source'].some(word => this.LA(2).tokenType === k(word));

  protected orderBlock = this.RULE('orderBlock', (order: Of<'order'>): void => this.block('order', () => this.OR({ ERR_MSG: 'clause:order', DEF: [{ ALT: () => {
    const first = this.CONSUME(k('Value'));
    const names: IToken[] = [this.CONSUME(t.Name)];
    this.MANY(() => { this.CONSUME(t.Less); this.counted(names).push(this.CONSUME2(t.Name)); });
    const valid: Valid = { regions: [] };
    this.MANY2({ GATE: this.validGoesOn, DEF: () => { this.OPTION(() => this.commaTooMany(this.CONSUME(t.Comma))); this.SUBRULE(this.valid, { ARGS: [valid] }); } });
    this.ACTION(() => {
      const { from, to, regions, source, when } = valid;
      if (when) this.say(diagnose('order-without-case', when.at, {}));
      order.values.push({ order: names.map(name => this.nameOf(name)), regions, ...(from && { from }), ...(to && { to }), ...(source && { source }), at: this.at(first) });
    });
  } }] })));
  protected order = this.RULE('order', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Order'));
    const head = this.SUBRULE(this.head);
    const order = this.open(out, first, { kind: 'order', ...head, values: [] });
    this.SUBRULE(this.orderBlock, { ARGS: [order] });
    this.ACTION(() => { order.at = this.at(first); });
  });

  protected parameterBlock = this.RULE('parameterBlock', (parameter: Of<'parameter'>): void => this.block('parameter', () => this.OR({ ERR_MSG: 'clause:parameter', DEF: [
    { ALT: () => { this.CONSUME(k('Choose')); this.ACTION(() => { parameter.choose = true; }); } },
    { ALT: () => {
      const first = this.CONSUME(k('Value'));
      const value = this.SUBRULE(this.quantity);
      const valid: Valid = { regions: [] };
      this.MANY({ GATE: this.validGoesOn, DEF: () => { this.OPTION(() => this.commaTooMany(this.CONSUME(t.Comma))); this.SUBRULE(this.valid, { ARGS: [valid] }); } });
      this.ACTION(() => parameter.values.push({ value, ...valid, at: this.at(first) }));
    } },
  ] }), (first, at) => { if (first.tokenType === k('Value')) parameter.values.push({ value: { kind: 'broken', at }, regions: [], at }); }));
  protected parameter = this.RULE('parameter', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Parameter'));
    const head = this.SUBRULE(this.head);
    const parameter = this.open(out, first, { kind: 'parameter', ...head, choose: false, values: [] });
    this.SUBRULE(this.parameterBlock, { ARGS: [parameter] });
    this.ACTION(() => { parameter.at = this.at(first); });
  });

  /** `define name "label" = rows, value or predicate`. A bare name is a path: the checker knows whether it is a ledger. */
  protected define = this.RULE('define', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Define'));
    const head = this.SUBRULE(this.head);
    const define = this.open(out, first, { kind: 'define', ...head, value: { kind: 'broken', at: this.at(first) } });
    this.CONSUME(t.Equal);
    this.ACTION(() => { this.rowsAllowed = true; this.rowsFound = undefined; });
    const start = this.LA(1);
    const value = this.SUBRULE(this.expression);
    const where = this.OPTION(() => { this.CONSUME(k('Where')); return this.SUBRULE2(this.expression); });
    this.ACTION(() => {
      this.rowsAllowed = false;
      define.at = this.at(first);
      define.value = this.rowsFound ?? value;
      if (!where || value.kind === 'broken') return;
      if (value.kind === 'path' && value.parts.length === 1) define.value = { kind: 'rows', ledger: value.parts[0]!, where, at: this.at(start) };
      else this.say(diagnose('expected', value.at, { wanted: { zh: '“其中”前为台账', en: 'a ledger before where' }, found: { zh: '算式', en: 'an expression' } }));
    });
  });

  protected use = this.RULE('use', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Use'));
    const pack = this.CONSUME(t.Text);
    this.ACTION(() => out.push({ kind: 'use', pack: this.textOf(pack), at: this.at(first) }));
  });

  protected packBlock = this.RULE('packBlock', (pack: Of<'pack'>): void => this.block('pack', () => this.OR({ ERR_MSG: 'clause:pack', DEF: [
    { ALT: () => { this.CONSUME(k('Authority')); const text = this.CONSUME(t.Text); this.ACTION(() => { pack.authority = this.textOf(text); }); } },
    { ALT: () => { this.CONSUME(k('Region')); const text = this.CONSUME2(t.Text); this.ACTION(() => { pack.region = this.textOf(text); }); } },
    { ALT: () => { this.CONSUME(k('Version')); const text = this.CONSUME3(t.Text); this.ACTION(() => { pack.version = this.textOf(text); }); } },
    { ALT: () => {
      this.CONSUME(k('ValidFrom'));
      const from = this.SUBRULE(this.date);
      const to = this.OPTION(() => { this.CONSUME(k('To')); return this.SUBRULE2(this.date); });
      this.ACTION(() => { pack.from = from; if (to) pack.to = to; });
    } },
  ] })));
  protected pack = this.RULE('pack', (out: DeclarationAst[]): void => {
    const first = this.CONSUME(k('Pack'));
    const head = this.SUBRULE(this.head);
    const pack = this.open(out, first, { kind: 'pack', ...head });
    this.SUBRULE(this.packBlock, { ARGS: [pack] });
    this.ACTION(() => { pack.at = this.at(first); });
  });

  // ---- what they share

  /** Name and label. */
  protected head = this.RULE('head', (): { name: NameAst; label?: TextAst } => {
    const name = this.CONSUME(t.Name);
    const label = this.SUBRULE(this.label);
    return this.ACTION(() => ({ name: this.nameOf(name), ...(label && { label }) }));
  });

  /** The declaration is in the tree from its head on, whatever follows. */
  protected open<K extends DeclarationAst['kind']>(out: DeclarationAst[], first: IToken, declaration: { kind: K } & Omit<Of<K>, 'at' | 'kind'>): Of<K> {
    const opened = { ...declaration, at: this.at(first) } as unknown as Of<K>;
    this.ACTION(() => out.push(opened));
    return opened;
  }
}
