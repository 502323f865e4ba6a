/** The names in expressions, each with what it may stand for where it stands. The rules are those of `check/paths.ts` and `check/aggregates.ts`. */
import type { Context, LedgerInfo } from '../check/context.ts';
import { find, type Names } from '../check/names.ts';
import { parts, pathsIn } from '../check/trees.ts';
import type { Choice } from '../program.ts';
import type { ExprAst, Name, Text } from '../syntax/ast.ts';
import type { Occurrence, Wanted } from './occurrence.ts';
import { samePlace } from './places.ts';
import { thingsOf, type Scope, type Thing, type Things } from './things.ts';

/** Told of every single name that may be a define or a parameter, with the ledger over whose rows it stands. */
export type Note = (name: string, ledger: LedgerInfo | undefined) => void;

export const noRows: Scope = { rows: [] };
export const ofAgency: Scope = { rows: [], agencyFirst: true };

/** Walks expressions; `walk.ts` does the declarations around them. */
export class ExpressionWalk {
  readonly found: Occurrence[] = [];
  protected readonly things: Things;
  protected readonly context: Context;
  protected readonly wanted: Wanted;
  protected readonly note: ((name: string, ledger: LedgerInfo | undefined) => void) | undefined;

  constructor(context: Context, wanted: Wanted, note?: (name: string, ledger: LedgerInfo | undefined) => void) {
    this.context = context;
    this.wanted = wanted;
    this.note = note;
    this.things = thingsOf(context);
  }

  protected say(name: Name, things: () => Thing[], declares = false, as: Occurrence['as'] = 'name'): void {
    if (name.text !== '' && this.wanted(name.text)) this.found.push({ text: name.text, at: name.at, things: things(), declares, as });
  }
  protected quoted(text: Text | undefined, things: () => Thing[], declares: boolean, as: Occurrence['as'] = 'text'): void {
    if (text && text.value !== '') this.say({ text: text.value, at: text.at }, things, declares, as);
  }
  /** Name and label of something declared. */
  protected head(head: { name?: Name; label?: Text }, things: () => Thing[]): void {
    const byLabel = head.name !== undefined && head.label !== undefined && samePlace(head.label.at, head.name.at);
    if (head.name && !byLabel) this.say(head.name, things, true);
    this.quoted(head.label, things, true);
  }

  protected rowsName(name: Name): LedgerInfo | undefined {
    const { things, ledger } = this.things.rows(name.text);
    this.say(name, () => things);
    this.note?.(name.text, undefined);
    return ledger;
  }

  // ---- expressions

  protected path(names: Name[], scope: Scope): void {
    if (this.note && names.length === 1) this.note(names[0]!.text, scope.rows[0]);
    if (!names.some((name) => this.wanted(name.text))) return;
    let things: Thing[][] | undefined;
    names.forEach((name, index) => { this.say(name, () => (things ??= this.things.path(names, scope))[index] ?? []); });
  }

  protected expression(ast: ExprAst, scope: Scope): void {
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

  protected inside(ledger: LedgerInfo | undefined, scope: Scope): Scope { return ledger ? { rows: [ledger] } : scope; }
  protected datedBy(name: Name | undefined, ledger: LedgerInfo | undefined): void {
    if (name) this.say(name, () => (ledger ? find(ledger.fields, name.text).map(this.things.ofField) : []));
  }

  /** Right of a comparison a name is first a choice of what stands left. */
  protected rightOf(left: ExprAst, right: ExprAst, scope: Scope): void {
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

  protected choicesOf(ast: ExprAst, scope: Scope): Names<Choice> | undefined {
    switch (ast.kind) {
      case 'path': { const field = this.things.path(ast.parts, scope).at(-1)?.[0]?.field; return field && this.things.choicesOf(field); }
      case 'highestOf': case 'lastYear': case 'else': return this.choicesOf(ast.operand, scope);
      case 'aggregate': return ast.of && this.choicesOf(ast.of, this.inside(this.ledgerOf(ast, scope), scope));
      default: return undefined;
    }
  }

  protected groupTotal(group: Name, scope: Scope): void {
    const own = scope.form && find(scope.form.groups, group.text).length > 0 ? [scope.form] : this.context.forms.all.map((entry) => entry.value);
    this.say(group, () => own.flatMap((form) => find(form.groups, group.text).map((one) => this.things.ofGroup(form, one))));
  }

  // ---- aggregates and shares

  protected aggregate(ast: Extract<ExprAst, { kind: 'aggregate' }>, scope: Scope): void {
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
  protected ledgerOf(ast: Extract<ExprAst, { kind: 'aggregate' }>, scope: Scope): LedgerInfo | undefined {
    const named = (name: Name): LedgerInfo | undefined => this.things.rows(name.text).ledger;
    if (ast.ledger) return named(ast.ledger);
    const paths = pathsIn(ast.of), group = scope.rows[0];
    const only = ast.of?.kind === 'path' ? ast.of.parts : undefined;
    const ownField = group && only && find(group.fields, only[0]!.text).length > 0 && find(this.context.ledgers, only[0]!.text).length === 0;
    if (only && (only.length > 1 || ast.fn === 'count' || ast.fn === 'exists') && !ownField) return named(only[0]!);
    for (const path of paths) {
      const ledger = path.length > 1 || find(this.context.ledgers, path[0]!.text).length > 0 ? named(path[0]!) : undefined;
      if (ledger) return ledger;
    }
    if (group) return group;
    const fields = [...paths, ...pathsIn(ast.where)].map((path) => path[0]!.text);
    const having = this.context.ledgers.all.map((entry) => entry.value).filter((ledger) => paths.length > 0
      && fields.every((field) => find(ledger.fields, field).length > 0 || ledger.fields.all.some((one) => one.value.choices && find(one.value.choices, field).length > 0)));
    return having.length === 1 ? having[0] : undefined;
  }

  protected share(ast: Extract<ExprAst, { kind: 'share' }>, scope: Scope): void {
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
  protected rowsOf(value: ExprAst | undefined): LedgerInfo[] {
    if (!value) return [];
    const ledger = value.kind === 'share' && value.over.kind === 'ledger' ? this.things.rows(value.over.ledger.text).ledger
      : value.kind === 'aggregate' ? this.ledgerOf(value, noRows) : value.kind === 'distribution' ? this.things.rows(value.ledger.text).ledger : undefined;
    return ledger ? [ledger] : parts(value).map((part) => this.rowsOf(part)).find((found) => found.length > 0) ?? [];
  }
}
