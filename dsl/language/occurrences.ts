/**
 * Every place where a name is written, and what it stands for there: the ground of definition, uses, rename, hover and
 * colours. Walks the syntax trees, which are there however broken the text; `check` is not needed.
 */
import type { Context, DefineInfo, FormInfo, LedgerInfo, ParameterInfo } from '../check/context.ts';
import { parts } from '../check/trees.ts';
import { find, nameKey, type Names } from '../check/names.ts';
import type { Choice, Range } from '../program.ts';
import type { CheckAst, DeclarationAst, ExprAst, ItemAst, Name, RuleAst, SyntaxTree, Text, TypeAst } from '../syntax/ast.ts';
import type { Knowledge } from './knowledge.ts';
import { thingsOf, type Scope, type Thing, type Things } from './things.ts';
import { unread } from './unread.ts';

export interface Occurrence {
  /** The name without its backquotes or quotation marks. */
  text: string;
  at: Range;
  /** What it may stand for: none where it is unknown, several where it is ambiguous. */
  things: Thing[];
  declares: boolean;
  /** How it is written: as a name in the text, in quotation marks, or as a cell of a table. */
  as: 'name' | 'text' | 'cell';
}

/** Given by text, so that things are looked for only where they are wanted. */
export type Wanted = (text: string) => boolean;
export const everything: Wanted = () => true;

/**
 * All occurrences in a text, in the order of the text; those in what the parser could not read by their tokens alone.
 * `lines`: only of declarations that touch these.
 */
export function occurrences(knowledge: Knowledge, tree: SyntaxTree, wanted: Wanted = everything, lines?: { from: number; to: number }): Occurrence[] {
  const { context } = knowledge;
  const declarations = lines ? tree.declarations.filter((one) => one.at.start.line <= lines.to && one.at.end.line >= lines.from) : tree.declarations;
  const found = declarations.flatMap((declaration) => merged(walked(context, declaration, wanted)));
  const broken = knowledge.brokenAt.get(tree.file) ?? [];
  const all = broken.length === 0 ? found : [...found, ...unread(knowledge, tree, found, wanted, lines)];
  return all.sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.column - b.at.start.column);
}

/** A define or a parameter that is used over several ledgers is walked for each: its names then stand for things of all. */
function merged(found: Occurrence[]): Occurrence[] {
  const places = new Map<string, Occurrence>();
  for (const one of found) {
    const key = `${one.at.start.line}:${one.at.start.column}`;
    const before = places.get(key);
    if (!before) { places.set(key, one); continue; }
    for (const thing of one.things) if (!before.things.includes(thing)) before.things.push(thing);
  }
  return [...places.values()];
}

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

const walked = (context: Context, declaration: DeclarationAst, wanted: Wanted): Occurrence[] => {
  const walk = new Walk(context, wanted);
  walk.declaration(declaration);
  return walk.found;
};

// ---------------------------------------------------------------- the walk

const noRows: Scope = { rows: [] };
const ofAgency: Scope = { rows: [], agencyFirst: true };

class Walk {
  readonly found: Occurrence[] = [];
  private readonly things: Things;
  private readonly context: Context;
  private readonly wanted: Wanted;
  private readonly note: ((name: string, ledger: LedgerInfo | undefined) => void) | undefined;

  constructor(context: Context, wanted: Wanted, note?: (name: string, ledger: LedgerInfo | undefined) => void) {
    this.context = context;
    this.wanted = wanted;
    this.note = note;
    this.things = thingsOf(context);
  }

  private say(name: Name, things: () => Thing[], declares = false, as: Occurrence['as'] = 'name'): void {
    if (name.text !== '' && this.wanted(name.text)) this.found.push({ text: name.text, at: name.at, things: things(), declares, as });
  }
  private quoted(text: Text | undefined, things: () => Thing[], declares: boolean, as: Occurrence['as'] = 'text'): void {
    if (text && text.value !== '') this.say({ text: text.value, at: text.at }, things, declares, as);
  }
  /** Name and label of something declared. */
  private head(head: { name?: Name; label?: Text }, things: () => Thing[]): void {
    const byLabel = head.name !== undefined && head.label?.at === head.name.at;
    if (head.name && !byLabel) this.say(head.name, things, true);
    this.quoted(head.label, things, true);
  }

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
      if (same.length > 0 && column.label?.at !== column.name.at) this.say(column.name, () => same.map((one) => this.things.ofColumn(form!, one)));
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

  private rowsName(name: Name): LedgerInfo | undefined {
    const { things, ledger } = this.things.rows(name.text);
    this.say(name, () => things);
    this.note?.(name.text, undefined);
    return ledger;
  }

  // ---- scorecards, examples

  private scorecard(ast: Extract<DeclarationAst, { kind: 'scorecard' }>, own: () => Thing[]): void {
    const subject = ast.subject && this.rowsName(ast.subject.ledger);
    const scope: Scope = subject ? { rows: [subject] } : ofAgency;
    if (ast.subject?.where) this.expression(ast.subject.where, scope);
    if (ast.groupsBy) this.expression(ast.groupsBy, ofAgency);
    for (const combined of ast.combine ?? []) this.say(combined.scorecard, () => this.things.named('scorecard', combined.scorecard.text));
    for (const item of [...ast.dimensions.flatMap((dimension) => dimension.items), ...ast.bonus?.items ?? [], ...ast.deductions?.items ?? []]) this.item(item, scope);
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

  private item(item: ItemAst, scope: Scope): void {
    if (item.indicator) { const name = item.indicator; this.say(name, () => this.things.named('indicator', name.text)); }
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

  // ---- expressions

  private path(names: Name[], scope: Scope): void {
    if (this.note && names.length === 1) this.note(names[0]!.text, scope.rows[0]);
    if (!names.some((name) => this.wanted(name.text))) return;
    let things: Thing[][] | undefined;
    names.forEach((name, index) => { this.say(name, () => (things ??= this.things.path(names, scope))[index] ?? []); });
  }

  private expression(ast: ExprAst, scope: Scope): void {
    switch (ast.kind) {
      case 'path': this.path(ast.parts, scope); return;
      case 'compare': this.expression(ast.left, scope); this.rightOf(ast.left, ast.right, scope); return;
      case 'in': this.expression(ast.operand, scope); for (const value of ast.values) this.rightOf(ast.operand, value, scope); return;
      case 'highestOf': this.expression(ast.operand, scope); this.say(ast.order, () => this.things.named('order', ast.order.text)); return;
      case 'groupTotal': this.groupTotal(ast.group, scope); return;
      case 'aggregate': this.aggregate(ast, scope); return;
      case 'quantified': {
        const things = this.things.path([ast.field], scope)[0] ?? [];
        this.say(ast.field, () => things);
        const target = things[0]?.field?.ast;
        const to = target?.refersTo ?? (target?.type?.kind === 'refers' ? target.type.ledger : undefined);
        const referred = to && find(this.context.ledgers, to.text)[0];
        this.expression(ast.with, referred ? { ...scope, rows: [referred, ...scope.rows] } : scope);
        return;
      }
      case 'distribution': {
        const ledger = this.rowsName(ast.ledger), inside = this.inside(ledger, scope);
        this.datedBy(ast.datedBy, ledger);
        if (ast.where) this.expression(ast.where, inside);
        this.expression(ast.by, inside);
        return;
      }
      case 'share': this.share(ast, scope); return;
      case 'growth': case 'bucketOf': this.expression(ast.operand, scope); return;
      default: for (const part of parts(ast)) this.expression(part, scope);
    }
  }

  private inside(ledger: LedgerInfo | undefined, scope: Scope): Scope { return ledger ? { rows: [ledger] } : scope; }
  private datedBy(name: Name | undefined, ledger: LedgerInfo | undefined): void {
    if (name) this.say(name, () => (ledger ? find(ledger.fields, name.text).map(this.things.ofField) : []));
  }

  /** Right of a comparison a name is first a choice of what stands left. */
  private rightOf(left: ExprAst, right: ExprAst, scope: Scope): void {
    const name: Name | undefined = right.kind === 'path' && right.parts.length === 1 ? right.parts[0]
      : right.kind === 'text' || right.kind === 'number' ? { text: right.value, at: right.at } : undefined;
    if (name && !this.wanted(name.text) && !this.note) return;
    const choices = name && this.choicesOf(left, scope);
    if (name && choices && find(choices, name.text).length > 0) {
      this.say(name, () => this.things.ofChoice(choices, name.text), false, right.kind === 'text' ? 'text' : 'name');
      return;
    }
    this.expression(right, scope);
  }

  private choicesOf(ast: ExprAst, scope: Scope): Names<Choice> | undefined {
    switch (ast.kind) {
      case 'path': { const field = this.things.path(ast.parts, scope).at(-1)?.[0]?.field; return field && this.things.choicesOf(field); }
      case 'highestOf': case 'lastYear': case 'else': return this.choicesOf(ast.operand, scope);
      case 'aggregate': return ast.of && this.choicesOf(ast.of, this.inside(this.ledgerOf(ast, scope), scope));
      default: return undefined;
    }
  }

  private groupTotal(group: Name, scope: Scope): void {
    const own = scope.form && find(scope.form.groups, group.text).length > 0 ? [scope.form] : this.context.forms.all.map((entry) => entry.value);
    this.say(group, () => own.flatMap((form) => find(form.groups, group.text).map((one) => this.things.ofGroup(form, one))));
  }

  // ---- aggregates and shares

  private aggregate(ast: Extract<ExprAst, { kind: 'aggregate' }>, scope: Scope): void {
    const { of } = ast;
    const form = of?.kind === 'path' && of.parts.length === 2 && !ast.ledger && this.things.rows(of.parts[0]!.text).ledger === undefined && find(this.context.forms, of.parts[0]!.text).length > 0;
    if (form) { this.expression(of, noRows); if (ast.where) this.expression(ast.where, ofAgency); return; }
    const ledger = this.ledgerOf(ast, scope), inside = this.inside(ledger, scope);
    if (ast.ledger) this.rowsName(ast.ledger);
    this.datedBy(ast.datedBy, ledger);
    if (of?.kind === 'path' && !ast.ledger && of.parts.length === 1 && ledger && this.things.rows(of.parts[0]!.text).ledger === ledger && (ast.fn === 'count' || ast.fn === 'exists' || find(ledger.fields, of.parts[0]!.text).length === 0)) this.rowsName(of.parts[0]!);
    else if (of) this.expression(of, inside);
    if (ast.where) this.expression(ast.where, inside);
  }

  /** The ledger that an aggregate is over, as `check/aggregates.ts` finds it. */
  private ledgerOf(ast: Extract<ExprAst, { kind: 'aggregate' }>, scope: Scope): LedgerInfo | undefined {
    const named = (name: Name): LedgerInfo | undefined => this.things.rows(name.text).ledger;
    if (ast.ledger) return named(ast.ledger);
    const paths = pathsOf(ast.of), group = scope.rows[0];
    const only = ast.of?.kind === 'path' ? ast.of.parts : undefined;
    const ownField = group && only && find(group.fields, only[0]!.text).length > 0 && find(this.context.ledgers, only[0]!.text).length === 0;
    if (only && (only.length > 1 || ast.fn === 'count' || ast.fn === 'exists') && !ownField) return named(only[0]!);
    for (const path of paths) {
      const ledger = path.length > 1 || find(this.context.ledgers, path[0]!.text).length > 0 ? named(path[0]!) : undefined;
      if (ledger) return ledger;
    }
    if (group) return group;
    const fields = [...paths, ...pathsOf(ast.where)].map((path) => path[0]!.text);
    const having = this.context.ledgers.all.map((entry) => entry.value).filter((ledger) => paths.length > 0
      && fields.every((field) => find(ledger.fields, field).length > 0 || ledger.fields.all.some((one) => one.value.choices && find(one.value.choices, field).length > 0)));
    return having.length === 1 ? having[0] : undefined;
  }

  private share(ast: Extract<ExprAst, { kind: 'share' }>, scope: Scope): void {
    const { over } = ast;
    let inside = scope;
    if (over.kind === 'ledger') {
      const ledger = this.rowsName(over.ledger);
      inside = this.inside(ledger, scope);
      this.datedBy(over.datedBy, ledger);
      for (const by of over.groupBy ?? []) this.expression(by, inside);
    } else if (over.kind === 'each' && over.field.kind === 'path') {
      const [head, ...rest] = over.field.parts;
      inside = this.inside(this.rowsName(head!), scope);
      if (rest.length > 0) this.path(rest, inside);
      for (const value of over.values) this.rightOf({ kind: 'path', parts: rest, at: over.field.at }, value, inside);
    }
    if (ast.where) this.expression(ast.where, inside);
    for (const excluded of ast.excluding) this.expression(excluded.condition, inside);
    this.expression(ast.with, inside);
  }

  /** The rows that the value of an indicator counts. */
  private rowsOf(value: ExprAst | undefined): LedgerInfo[] {
    if (!value) return [];
    const ledger = value.kind === 'share' && value.over.kind === 'ledger' ? this.things.rows(value.over.ledger.text).ledger
      : value.kind === 'aggregate' ? this.ledgerOf(value, noRows) : value.kind === 'distribution' ? this.things.rows(value.ledger.text).ledger : undefined;
    return ledger ? [ledger] : parts(value).map((part) => this.rowsOf(part)).find((found) => found.length > 0) ?? [];
  }
}

/** The paths of an expression, not those of aggregates within it. */
function pathsOf(ast: ExprAst | undefined): Name[][] {
  if (!ast || ast.kind === 'aggregate' || ast.kind === 'share') return [];
  return ast.kind === 'path' ? [ast.parts] : parts(ast).flatMap(pathsOf);
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
