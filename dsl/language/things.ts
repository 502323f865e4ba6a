/**
 * The things that names stand for, each with one identity however it is written, and finding them by where a name stands.
 * The rules are those of `check/paths.ts`; but here nothing is said of what is wrong, and a name that has no business at
 * its place still leads to what it is the name of, so that broken text can be walked.
 */
import { attempt, type ColumnInfo, type Context, type DefineInfo, type FieldInfo, type FormInfo, type LedgerInfo, type Symbol, type TaskInfo } from '../check/context.ts';
import { agencies } from '../check/gather.ts';
import { referred } from '../check/lookup.ts';
import { find, nameKey, type Names } from '../check/names.ts';
import { fieldType } from '../check/recursion.ts';
import type { Choice, Range, Task } from '../program.ts';
import type { DeclarationAst, Name, Text } from '../syntax/ast.ts';
import { samePlace } from './places.ts';

export type ThingKind =
  | 'ledger' | 'form' | 'view' | 'list' | 'order' | 'parameter' | 'define' | 'indicator' | 'scorecard' | 'task' | 'report' | 'pack'
  | 'field' | 'column' | 'group' | 'choice' | 'grade';

export interface Thing {
  /** Unique among all sources: `field decisions.disclosed_on`. */
  id: string; kind: ThingKind;
  name: string;
  /** Absent where none is written: the name is then all there is. */
  label?: string;
  /** Where the name and the label are written in the declaration; a choice may have a label alone, `agency` has no place. */
  nameAt?: Range; labelAt?: Range;
  /** The whole declaration, or the part of one (a field, a choice). */
  at?: Range;
  /** What it is a part of. */
  of?: Thing;
  field?: FieldInfo; column?: ColumnInfo; declaration?: DeclarationAst; choices?: Names<Choice>;
}

/** Where a name stands: over rows of ledgers (the nearest first), or at agency level. */
export interface Scope { rows: LedgerInfo[]; form?: FormInfo; agencyFirst?: boolean }

export interface Things {
  context: Context;
  ofDeclaration(ast: DeclarationAst): Thing[];
  /** What is known of a declaration; `undefined` where its name was taken before. */
  symbolOf<Kind extends Symbol['kind']>(ast: Extract<DeclarationAst, { kind: Kind }>): Extract<Symbol, { kind: Kind }> | undefined;
  ofLedger(ledger: LedgerInfo): Thing; ofField(field: FieldInfo): Thing; ofForm(form: FormInfo): Thing; ofColumn(form: FormInfo, column: ColumnInfo): Thing;
  ofGroup(form: FormInfo, group: { name: string; label: string }): Thing;
  /** Choices of that name in a table of choices. */
  ofChoice(choices: Names<Choice>, text: string): Thing[];
  named(kind: 'form' | 'view' | 'list' | 'order' | 'indicator' | 'scorecard' | 'report' | 'pack', text: string): Thing[];
  /** Ledgers of that name, and defines that stand for rows. */
  rows(text: string): { things: Thing[]; ledger?: LedgerInfo };
  /** What each part of a path stands for. */
  path(parts: Name[], scope: Scope): Thing[][];
  /** The choices of a field, typed if need be. */
  choicesOf(field: FieldInfo): Names<Choice> | undefined;
  isAgencyWord(text: string): boolean;
}

const nowhere: Range = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
const made = new WeakMap<Context, Things>();

/** One table of things for the declarations of `context`. */
export function thingsOf(context: Context): Things {
  const before = made.get(context);
  if (before) return before;
  const things = newThings(context);
  made.set(context, things);
  return things;
}

function newThings(context: Context): Things {
  const known = new Map<object, Thing>();
  const once = (key: object, make: () => Thing): Thing => {
    const before = known.get(key);
    if (before) return before;
    const thing = make();
    known.set(key, thing);
    return thing;
  };
  const written = (name: Name, label: Text | undefined): Pick<Thing, 'name' | 'label' | 'nameAt' | 'labelAt'> =>
    ({ name: name.text, nameAt: name.at, ...(label && { label: label.value, labelAt: label.at }) });

  const ofSymbol = (symbol: { ast: Exclude<DeclarationAst, { kind: 'use' | 'example' }>; task?: TaskInfo | Task }): Thing => once(symbol.task && 'ast' in symbol.task ? symbol.task.ast : symbol.ast, () => {
    // A task is an indicator too: one thing.
    const ast = symbol.task && 'ast' in symbol.task ? symbol.task.ast : symbol.ast;
    return { id: `${ast.kind} ${ast.name.text}`, kind: ast.kind, ...written(ast.name, ast.label), at: ast.at, declaration: ast };
  });
  const ofLedger = (ledger: LedgerInfo): Thing => ofSymbol(ledger);
  const ofForm = (form: FormInfo): Thing => ofSymbol(form);
  const ofField = (field: FieldInfo): Thing => once(field, () => ({
    id: `field ${field.ledger.name}.${field.name}`, kind: 'field', of: ofLedger(field.ledger), field,
    ...(field.ast ? { ...written(field.ast.name, field.ast.label), at: field.ast.at } : { name: field.name, label: field.label }),
  }));
  const ofColumn = (form: FormInfo, column: ColumnInfo): Thing => once(column, () => {
    const { ast } = column;
    const byLabel = ast.label !== undefined && samePlace(ast.label.at, ast.name.at);
    return {
      id: `column ${form.name}.${column.name}`, kind: 'column', of: ofForm(form), column, at: ast.at,
      ...(byLabel ? { name: column.name, label: column.label, labelAt: ast.label!.at } : written(ast.name, ast.label)),
    };
  });
  const ofGroup = (form: FormInfo, group: { name: string; label: string }): Thing => once(group, () => {
    const ast = form.ast.groups.find((one) => one.name.text === group.name);
    return { id: `group ${form.name}.${group.name}`, kind: 'group', of: ofForm(form), ...(ast ? { ...written(ast.name, ast.label), at: ast.name.at } : group) };
  });

  // ---- choices: a table of them belongs to a list, or to the field that writes them out
  let owners: Map<Names<Choice>, { thing: Thing; choices: { name?: Name; label?: Text; at: Range }[] }> | undefined;
  const ownerOf = (table: Names<Choice>) => {
    if (!owners) {
      owners = new Map();
      for (const [list, choices] of context.listChoices) owners.set(choices, { thing: ofSymbol(list), choices: list.ast.choices });
      for (const { value: ledger } of context.ledgers.all) {
        for (const { value: field } of ledger.fields.all) {
          const type = field.ast?.type;
          if (field.choices && (type?.kind === 'choice' || type?.kind === 'choices') && !owners.has(field.choices)) owners.set(field.choices, { thing: ofField(field), choices: type.choices });
        }
      }
    }
    return owners.get(table);
  };
  const ofChoice = (table: Names<Choice>, text: string): Thing[] => find(table, text).map((choice) => once(choice, () => {
    const owner = ownerOf(table);
    const ast = owner?.choices.find((one) => (choice.name !== undefined ? one.name?.text === choice.name : (one.label?.value ?? one.name?.text) === choice.value));
    return {
      id: `choice ${owner?.thing.id ?? ''}.${choice.value}`, kind: 'choice', name: choice.name ?? choice.value, choices: table,
      ...(ast?.name && { nameAt: ast.name.at }), ...(ast?.label && { label: ast.label.value, labelAt: ast.label.at }), ...(ast && { at: ast.at }), ...(owner && { of: owner.thing }),
    };
  }));

  const symbols = <T extends Symbol>(names: Names<T>, text: string): Thing[] => find(names, text).map(ofSymbol as (symbol: T) => Thing);
  let packs: Map<string, Thing[]> | undefined, byAst: Map<DeclarationAst, Symbol> | undefined;
  const packsNamed = (text: string): Thing[] => {
    if (!packs) {
      packs = new Map();
      for (const ast of context.trees.flatMap((tree) => tree.declarations)) {
        if (ast.kind !== 'pack') continue;
        for (const word of new Set([ast.name.text, ast.label?.value])) if (word !== undefined) packs.set(nameKey(word), [...packs.get(nameKey(word)) ?? [], ofSymbol({ ast })]);
      }
    }
    return packs.get(nameKey(text)) ?? [];
  };
  const named: Things['named'] = (kind, text) => {
    switch (kind) {
      case 'form': return symbols(context.forms, text);
      case 'list': return symbols(context.lists, text);
      case 'order': return symbols(context.orders, text);
      case 'indicator': return symbols(context.indicators, text);
      case 'scorecard': return symbols(context.scorecards, text);
      case 'view': return symbols(context.views, text);
      case 'report': return symbols(context.reports, text);
      case 'pack': return packsNamed(text);
    }
  };
  const symbolOf = ((ast: DeclarationAst): Symbol | undefined => {
    if (!byAst) {
      byAst = new Map();
      const tables: Names<Symbol>[] = [context.ledgers, context.forms, context.views, context.defines, context.parameters, context.indicators, context.orders, context.lists, context.scorecards, context.tasks, context.reports] as never;
      for (const table of tables) for (const { value } of table.all) byAst.set(value.ast, value);
    }
    return byAst.get(ast);
  }) as Things['symbolOf'];
  const ofDeclaration = (ast: DeclarationAst): Thing[] => {
    if (ast.kind === 'use' || ast.kind === 'example') return [];
    if (ast.kind === 'pack') return [ofSymbol({ ast })];
    // One whose name is taken is no thing of its own.
    const symbol = symbolOf(ast as never);
    return symbol ? [ofSymbol(symbol)] : [];
  };

  // ---- rows

  const ledgerOfDefine = (define: DefineInfo, seen: Set<DefineInfo>): LedgerInfo | undefined => {
    if (seen.has(define)) return undefined;
    seen.add(define);
    const { value } = define.ast;
    const from = value.kind === 'rows' ? value.ledger.text : value.kind === 'path' && value.parts.length === 1 ? value.parts[0]!.text : undefined;
    return from === undefined ? undefined : ledgerNamed(from, seen);
  };
  const ledgerNamed = (text: string, seen = new Set<DefineInfo>()): LedgerInfo | undefined =>
    find(context.ledgers, text)[0] ?? find(context.defines, text).map((define) => ledgerOfDefine(define, seen)).find((ledger) => ledger !== undefined);
  const rows: Things['rows'] = (text) => {
    const defines = find(context.defines, text).filter((define) => ledgerOfDefine(define, new Set()) !== undefined);
    const ledger = ledgerNamed(text);
    return { things: [...symbols(context.ledgers, text), ...defines.map(ofSymbol as (define: DefineInfo) => Thing)], ...(ledger && { ledger }) };
  };

  // ---- paths

  const roster = agencies(context);
  const isAgencyWord = (text: string): boolean => text === 'agency' || text === '执法主体' || (roster !== undefined && find(context.ledgers, text).includes(roster));
  const fields = (start: LedgerInfo | undefined, parts: Name[]): Thing[][] => {
    let ledger = start;
    return parts.map((part) => {
      const found: FieldInfo[] = ledger ? find(ledger.fields, part.text) : [];
      ledger = found[0] && referred(context, found[0]);
      return found.map(ofField);
    });
  };
  const path: Things['path'] = (parts, scope) => {
    // A text cut short may leave a path without a name.
    if (parts.length === 0) return [];
    const head = parts[0]!.text, rest = parts.slice(1);
    const agencyWord = isAgencyWord(head);
    for (const ledger of scope.rows) {
      if (find(ledger.fields, head).length > 0 && !(rest.length > 0 && agencyWord && ledger !== roster)) return fields(ledger, parts);
      if (rest.length > 0 && ledgerNamed(head) === ledger) return [rows(head).things, ...fields(ledger, rest)];
    }
    if (rest.length > 0) {
      if (agencyWord) return [roster ? [ofLedger(roster)] : [], ...fields(roster, rest)];
      const form = find(context.forms, head)[0];
      if (form) return [[ofForm(form)], ...rest.map((part, index) => (index === 0 ? find(form.columns, part.text).map((column) => ofColumn(form, column)) : []))];
      return [rows(head).things, ...fields(ledgerNamed(head), rest)];
    }
    const columns = scope.form && scope.rows.length === 0 ? find(scope.form.columns, head).map((column) => ofColumn(scope.form!, column)) : [];
    if (columns.length > 0) return [columns];
    const ofAgency = (): Thing[] => (head === 'agency' ? fields(roster, [{ text: roster?.ast.key[0]?.text ?? 'code', at: nowhere }])[0]! : fields(roster, [parts[0]!])[0]!);
    const agency = scope.agencyFirst && scope.rows.length === 0 ? ofAgency() : [];
    if (agency.length > 0) return [agency];
    const figures = [...symbols(context.defines, head), ...(scope.rows.length > 0 ? [] : symbols(context.indicators, head)), ...symbols(context.parameters, head)];
    if (figures.length > 0) return [figures];
    for (const found of [symbols(context.indicators, head), symbols(context.forms, head), symbols(context.ledgers, head)]) if (found.length > 0) return [found];
    return [ofAgency()];
  };
  const choicesOf = (field: FieldInfo): Names<Choice> | undefined => {
    if (!field.choices && !field.type && field.state === 'new') attempt(context, () => fieldType(context, field, nowhere));
    return field.choices;
  };
  return { context, symbolOf, ofDeclaration, ofLedger, ofField, ofForm, ofColumn, ofGroup, ofChoice, named, rows, path, choicesOf, isAgencyWord };
}
