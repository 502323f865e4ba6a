/** The names in declarations: what each declares, and what those in it stand for. */
import type { Context, DefineInfo, FormInfo, LedgerInfo, ParameterInfo } from '../check/context.ts';
import { find, nameKey, type Names } from '../check/names.ts';
import type { Choice } from '../program.ts';
import type { CheckAst, DeclarationAst, ExprAst, ItemAst, Name, PieceAst, ReportItemAst, ReportWhenAst, RuleAst, Text, TypeAst, WordedAst } from '../syntax/ast.ts';
import { everything, type Wanted } from './occurrence.ts';
import { samePlace } from './places.ts';
import type { Scope, Thing } from './things.ts';
import { ExpressionWalk, noRows, ofAgency } from './walk-expressions.ts';

// ---------------------------------------------------------------- over which rows defines and parameters are used

/** By define or parameter: the ledgers over whose rows it is used; `undefined` stands for the agency level. */
type Uses = Map<DefineInfo | ParameterInfo, Set<LedgerInfo | undefined>>;
const knownUses = new WeakMap<Context, Uses>();

function usesOf(context: Context): Uses {
  const before = knownUses.get(context);
  if (before) return before;
  const uses: Uses = new Map();
  knownUses.set(context, uses);
  const scoped = [...context.defines.all, ...context.parameters.all].map((entry) => entry.value);
  if (scoped.every((one) => !dependsOnRows(one))) return uses;
  const words = new Set(scoped.flatMap((one) => [nameKey(one.name), nameKey(one.label)]));
  const wanted: Wanted = (text) => words.has(nameKey(text));
  const waiting: (() => void)[] = [];
  const note = (name: string, ledger: LedgerInfo | undefined): void => {
    for (const used of [...find(context.defines, name), ...find(context.parameters, name)]) {
      const known = uses.get(used) ?? new Set();
      uses.set(used, known);
      if (known.has(ledger) || !dependsOnRows(used)) continue;
      known.add(ledger);
      waiting.push(() => { new Walk(context, wanted, note).body(used, ledger); });
    }
  };
  for (const tree of context.trees) {
    for (const ast of tree.declarations) if (ast.kind !== 'define' && ast.kind !== 'parameter') new Walk(context, wanted, note).declaration(ast);
  }
  while (waiting.length > 0) waiting.pop()!();
  return uses;
}

/** Whether its names mean something else over other rows. */
function dependsOnRows(one: DefineInfo | ParameterInfo): boolean {
  if (one.kind === 'parameter') return one.ast.values.some((value) => value.when);
  return one.ast.value.kind !== 'rows' && !(one.ast.value.kind === 'path' && one.ast.value.parts.length === 1);
}


// ---------------------------------------------------------------- the walk

export class Walk extends ExpressionWalk {
  declaration(ast: DeclarationAst): void {
    const own = (): Thing[] => this.things.ofDeclaration(ast);
    switch (ast.kind) {
      case 'use': this.quoted(ast.pack, () => this.things.named('pack', ast.pack.value), false); return;
      case 'pack': this.head(ast, own); return;
      case 'list': this.head(ast, own); { const list = this.things.symbolOf(ast); this.choices(ast.choices, list && this.context.listChoices.get(list)); } return;
      case 'ledger': this.head(ast, own); this.ledger(ast); return;
      case 'form': this.head(ast, own); this.form(ast); return;
      case 'view': this.head(ast, own); this.view(ast); return;
      case 'order': this.head(ast, own); this.order(ast); return;
      case 'parameter': case 'define': {
        this.head(ast, own);
        const info = ast.kind === 'parameter' ? this.things.symbolOf(ast) : this.things.symbolOf(ast);
        const scopes = info && this.scopesOf(info);
        for (const scope of scopes ?? [undefined]) this.inner(ast, scope ? { rows: [scope] } : ofAgency);
        return;
      }
      case 'indicator':
        this.head(ast, own);
        if (ast.appliesTo) this.expression(ast.appliesTo, ofAgency);
        if (ast.value) this.expression(ast.value, noRows);
        for (const target of ast.targets) { this.expression(target.value, noRows); if (target.when) this.expression(target.when, ofAgency); }
        for (const name of ast.shownBy ?? []) this.path([name], { rows: this.rowsOf(ast.value) });
        this.checks(ast.checks ?? [], ofAgency);
        return;
      case 'task':
        this.head(ast, own);
        for (const part of [ast.due, ast.doneWhen, ast.appliesTo]) if (part) this.expression(part, ofAgency);
        return;
      case 'scorecard': this.head(ast, own); this.scorecard(ast, own); return;
      case 'report': this.head(ast, own); this.report(ast); return;
      case 'example': this.example(ast); return;
    }
  }

  /** The body of a define, or the cases of a parameter, over the rows of a ledger. */
  body(info: DefineInfo | ParameterInfo, ledger: LedgerInfo | undefined): void { this.inner(info.ast, ledger ? { rows: [ledger] } : ofAgency); }

  private inner(ast: Extract<DeclarationAst, { kind: 'define' | 'parameter' }>, scope: Scope): void {
    if (ast.kind === 'parameter') {
      for (const value of ast.values) { this.expression(value.value, noRows); if (value.when) this.expression(value.when, scope); }
      return;
    }
    const { value } = ast;
    if (value.kind === 'rows') {
      const { things, ledger } = this.things.rows(value.ledger.text);
      this.say(value.ledger, () => things);
      if (value.where) this.expression(value.where, { rows: ledger ? [ledger] : [] });
      return;
    }
    this.expression(value, scope.rows.length === 0 ? noRows : scope);
  }

  /** Over which rows a define or the cases of a parameter are read: where it is used, else where all its names are known. */
  private scopesOf(info: DefineInfo | ParameterInfo): (LedgerInfo | undefined)[] {
    if (!dependsOnRows(info)) return [undefined];
    const used = [...usesOf(this.context).get(info) ?? []];
    const all = this.context.ledgers.all.map((entry) => entry.value);
    const fits = (ledger: LedgerInfo | undefined): boolean => {
      const walk = new Walk(this.context, everything);
      walk.body(info, ledger);
      return walk.found.every((one) => one.things.length > 0);
    };
    if (info.kind === 'define' && used.length > 0) return used;
    const fitting = [...used.filter((ledger) => ledger !== undefined), undefined, ...all].find(fits);
    return [fitting ?? used[0]];
  }

  // ---- what declarations hold

  private choices(written: { name?: Name; label?: Text }[], table: Names<Choice> | undefined): void {
    for (const choice of written) this.head(choice, () => (table ? this.things.ofChoice(table, choice.name?.text ?? choice.label?.value ?? '') : []));
  }

  private type(type: TypeAst | undefined, field: Names<Choice> | undefined): void {
    if (type?.kind === 'refers') this.rowsName(type.ledger);
    if (type?.kind !== 'choice' && type?.kind !== 'choices') return;
    const only = type.choices.length === 1 && !type.choices[0]!.label ? type.choices[0]!.name : undefined;
    if (only && find(this.context.lists, only.text).length > 0) this.say(only, () => this.things.named('list', only.text));
    else this.choices(type.choices, field);
  }

  private ledger(ast: Extract<DeclarationAst, { kind: 'ledger' }>): void {
    const info = this.things.symbolOf(ast);
    const fields = (name: Name): Thing[] => (info ? find(info.fields, name.text).map(this.things.ofField) : []);
    const scope: Scope = { rows: info ? [info] : [] };
    for (const name of [...ast.key, ...(ast.datedBy ? [ast.datedBy] : []), ...(ast.inForce ? [...ast.inForce.from, ...ast.inForce.to, ...ast.inForce.through] : [])]) this.say(name, () => fields(name));
    for (const field of ast.fields) {
      const own = info?.fields.all.find((one) => one.value.ast === field)?.value;
      this.head(field, () => (own ? [this.things.ofField(own)] : []));
      this.type(field.type, own?.choices);
      if (field.refersTo) this.rowsName(field.refersTo);
      if (field.lookup) {
        const { things, ledger } = this.things.rows(field.lookup.ledger.text);
        this.say(field.lookup.ledger, () => things);
        for (const name of field.lookup.by) this.say(name, () => (ledger ? find(ledger.fields, name.text).map(this.things.ofField) : []));
      }
      if (field.computed) this.expression(field.computed, scope);
      if (field.otherwise) this.expression(field.otherwise, scope);
    }
    this.checks(ast.checks, scope);
  }

  private form(ast: Extract<DeclarationAst, { kind: 'form' }>): void {
    const info = this.things.symbolOf(ast);
    for (const group of ast.groups) this.head(group, () => (info ? find(info.groups, group.name.text).map((one) => this.things.ofGroup(info, one)) : []));
    for (const column of ast.columns) {
      this.head(column, () => info?.columns.all.filter((one) => one.value.ast === column).map((one) => this.things.ofColumn(info, one.value)) ?? []);
      if (column.derived) this.expression(column.derived, noRows);
    }
    this.checks(ast.checks, { rows: [], ...(info && { form: info }) });
  }

  /** Columns of a view that bear the name of one of the form stand for it. */
  private view(ast: Extract<DeclarationAst, { kind: 'view' }>): void {
    const form: FormInfo | undefined = find(this.context.forms, ast.form.text)[0];
    this.say(ast.form, () => this.things.named('form', ast.form.text));
    for (const column of ast.columns) {
      const same = form ? find(form.columns, column.name.text) : [];
      if (same.length > 0 && !(column.label && samePlace(column.label.at, column.name.at))) this.say(column.name, () => same.map((one) => this.things.ofColumn(form!, one)));
      if (column.derived) this.expression(column.derived, { rows: [], ...(form && { form }) });
    }
  }

  /** The choices that an order speaks of are those of the field that knows most of its words. */
  private order(ast: Extract<DeclarationAst, { kind: 'order' }>): void {
    const words = ast.values.flatMap((value) => value.order);
    let best: Names<Choice> | undefined, most = 0;
    for (const { value: ledger } of this.context.ledgers.all) {
      for (const { value: field } of ledger.fields.all) {
        const known = field.choices ? words.filter((word) => find(field.choices!, word.text).length > 0).length + (field.type?.kind === 'choices' ? 0.5 : 0) : 0;
        if (known > Math.max(most, 0.5)) { most = known; best = field.choices; }
      }
    }
    for (const word of words) this.say(word, () => (best ? this.things.ofChoice(best, word.text) : []));
  }

  private checks(written: CheckAst[], scope: Scope): void { for (const check of written) this.expression(check.condition, scope); }

  // ---- reports

  private report(ast: Extract<DeclarationAst, { kind: 'report' }>): void {
    const reportNamed = (name: Name | undefined): void => { if (name) this.say(name, () => this.things.named('report', name.text)); };
    reportNamed(ast.base);
    if (ast.title) this.worded(ast.title);
    if (ast.combinedBy?.order) this.say(ast.combinedBy.order, () => this.things.named('order', ast.combinedBy!.order!.text));
    for (const one of ast.leaveOut) {
      const ledger = this.rowsName(one.ledger);
      if (one.where) this.expression(one.where, { rows: ledger ? [ledger] : [] });
      this.worded(one.because);
    }
    for (const note of ast.notes) { this.worded(note.text); this.reportWhen(note.when); }
    for (const part of ast.parts) {
      reportNamed(part.sameAs);
      this.reportWhen(part.when);
      for (const item of part.items) this.reportItem(item);
    }
  }

  private reportItem(item: ReportItemAst): void {
    this.reportWhen(item.when);
    switch (item.kind) {
      case 'section': for (const inner of item.items) this.reportItem(inner); return;
      case 'table':
        if (item.columns.length === 0) this.say(item.name, () => { const forms = this.things.named('form', item.name.text); return forms.length > 0 ? forms : this.things.named('view', item.name.text); });
        break;
      case 'chart': if (item.of) this.groupPath(item.of); break;
      default: this.worded(item.text); return;
    }
    for (const column of item.columns) if (column.value) this.figure(column.value);
    for (const note of item.notes) { this.worded(note.text); this.reportWhen(note.when); }
  }

  private reportWhen(when: ReportWhenAst | undefined): void {
    if (!when) return;
    if (when.kind === 'noDuty') this.say(when.form, () => this.things.named('form', when.form.text));
    else this.expression(when, ofAgency);
  }

  private worded({ zh, en }: WordedAst): void {
    const pieces = (list: PieceAst[]): void => {
      for (const one of list) {
        if (one.kind === 'figure') this.figure(one.value);
        else if (one.kind === 'largest') this.groupPath(one.of);
        else if (one.kind === 'optional') pieces(one.pieces);
      }
    };
    pieces(zh.pieces);
    if (en) pieces(en.pieces);
  }

  /** `indicator.numerator` is no path of fields; `year` is no name. */
  private figure(ast: ExprAst): void {
    if (ast.kind === 'path' && ast.parts.length === 2 && find(this.context.forms, ast.parts[0]!.text).length === 0) {
      const [head] = ast.parts as [Name];
      const things = this.things.named('indicator', head.text);
      if (things.length > 0) { this.say(head, () => things); return; }
      if (find(this.context.defines, head.text).length > 0) { this.expression({ kind: 'path', parts: [head], at: ast.at }, noRows); return; }
    }
    this.expression(ast, noRows);
  }

  /** `form.group` */
  private groupPath(ast: ExprAst): void {
    const [head, second] = ast.kind === 'path' ? ast.parts : [];
    const form = head && find(this.context.forms, head.text)[0];
    if (head) this.say(head, () => this.things.named('form', head.text));
    if (second) this.say(second, () => (form ? find(form.groups, second.text).map((one) => this.things.ofGroup(form, one)) : []));
  }

  // ---- scorecards, examples

  private scorecard(ast: Extract<DeclarationAst, { kind: 'scorecard' }>, own: () => Thing[]): void {
    const subject = ast.subject && this.rowsName(ast.subject.ledger);
    const scope: Scope = subject ? { rows: [subject] } : ofAgency;
    if (ast.subject?.where) this.expression(ast.subject.where, scope);
    if (ast.groupsBy) this.expression(ast.groupsBy, ofAgency);
    for (const combined of ast.combine ?? []) this.say(combined.scorecard, () => this.things.named('scorecard', combined.scorecard.text));
    this.datedBy(ast.subject?.datedBy, subject);
    for (const item of [...ast.dimensions.flatMap((dimension) => dimension.items), ...ast.bonus?.items ?? [], ...ast.deductions?.items ?? []]) this.item(item, scope, subject);
    const grade = (text: Text): Thing[] => {
      const of = own()[0];
      const written = ast.grades.find((one) => nameKey(one.label.value) === nameKey(text.value));
      return of && written ? [{ id: `grade ${of.name}.${written.label.value}`, kind: 'grade', name: written.label.value, labelAt: written.label.at, at: written.label.at, of }] : [];
    };
    for (const one of ast.grades) this.quoted(one.label, () => grade(one.label), true);
    for (const veto of ast.vetoes) {
      this.expression(veto.when, scope);
      this.quoted(veto.grade, () => grade(veto.grade!), false);
    }
  }

  /** Of a card over rows an item judges a field of theirs. */
  private item(item: ItemAst, scope: Scope, subject: LedgerInfo | undefined): void {
    const name = item.indicator;
    if (name) this.say(name, () => (subject ? find(subject.fields, name.text).map(this.things.ofField) : this.things.named('indicator', name.text)));
    for (const rule of item.rules) for (const part of partsOfRule(rule)) this.expression(part, scope);
  }

  private example(ast: Extract<DeclarationAst, { kind: 'example' }>): void {
    this.say(ast.indicator, () => this.things.named('indicator', ast.indicator.text));
    for (const table of ast.tables) {
      const ledger = find(this.context.ledgers, table.ledger.text)[0], form = find(this.context.forms, table.ledger.text)[0];
      this.say(table.ledger, () => [...this.things.rows(table.ledger.text).things.filter((thing) => thing.kind === 'ledger'), ...this.things.named('form', table.ledger.text)]);
      table.columns.forEach((header, index) => {
        const key = nameKey(header.value);
        const named = ledger ? find(ledger.fields, header.value) : [];
        const field = named[0] ?? ledger?.fields.all.find((one) => one.value.ast?.aliases.some((alias) => nameKey(alias.value) === key))?.value;
        const fields = named.length > 0 ? named : field ? [field] : [];
        this.quoted(header, () => [...fields.map(this.things.ofField), ...(form ? find(form.columns, header.value).map((column) => this.things.ofColumn(form, column)) : [])], false, 'cell');
        const choices = field && this.things.choicesOf(field);
        if (choices) for (const row of table.rows) if (row[index]) this.cell(row[index], choices);
      });
    }
  }

  /** A cell may name several choices. */
  private cell(cell: Text, choices: Names<Choice>): void {
    if (find(choices, cell.value).length > 0) { this.quoted(cell, () => this.things.ofChoice(choices, cell.value), false, 'cell'); return; }
    for (const part of cell.value.matchAll(/[^、，,;；\s][^、，,;；]*/g)) {
      const text = part[0].trimEnd();
      if (find(choices, text).length === 0) continue;
      const column = cell.at.start.column + part.index, { line } = cell.at.start;
      this.quoted({ value: text, at: { file: cell.at.file, start: { line, column }, end: { line, column: column + text.length } } }, () => this.things.ofChoice(choices, text), false, 'cell');
    }
  }
}

function partsOfRule(rule: RuleAst): ExprAst[] {
  switch (rule.kind) {
    case 'fullWhen': return [rule.value];
    case 'deductPerStep': return [rule.step, rule.bound];
    case 'deductWhen': return [rule.when];
    case 'deductForEach': case 'awardForEach': return [rule.of];
    case 'award': return [rule.value, rule.when].filter((part) => part !== undefined);
    case 'inProportion': case 'byHand': return [];
  }
}
