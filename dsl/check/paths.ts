/**
 * What a written path stands for, by where it stands (its scope):
 * in a condition on rows a bare name is a field of the row's ledger, at agency level an indicator, a define, a parameter,
 * a field of the agency, and in a form's own checks a column of it.
 */
import type { Expr, Range } from '../program.ts';
import type { Name } from '../syntax/ast.ts';
import { agencies } from './gather.ts';
import { failQuietly, report, use, type Context, type DefineInfo, type FieldInfo, type FormInfo, type LedgerInfo, type Scope } from './context.ts';
import { ambiguous, fieldOf, findOne, referred, replace, titles, unknown, wordsOf } from './lookup.ts';
import { both } from './logic.ts';
import { find } from './names.ts';
import { notFollowed } from './quantified.ts';
import { condition, fieldType, indicatorReference, parameterReference, value } from './recursion.ts';
import { node, numberType, textType } from './types.ts';

/** Rows named by a ledger or by a define that stands for rows; `where` is the define's own condition. */
export interface NamedRows { ledger: LedgerInfo; where?: Expr; define?: DefineInfo }

export function path(context: Context, parts: Name[], at: Range, scope: Scope): Expr | undefined {
  const head = parts[0]!;
  if (parts.some((part) => part.text === '')) return failQuietly(context);
  switch (scope.kind) {
    case 'row': return rowPath(context, parts, at, scope.ledger, scope);
    case 'group': return groupPath(context, parts, at, scope);
    case 'agency': break;
  }
  if (scope.form && parts.length === 1 && find(scope.form.columns, head.text).length > 0) {
    sayHidden(context, head, scope.form);
    return cell(context, scope.form, head, at);
  }
  if (scope.agencyFirst && parts.length === 1 && isAgencyField(context, head)) {
    const ledger = agencies(context);
    if (ledger) sayHidden(context, head, ledger);
    return agencyField(context, head, at);
  }
  return figure(context, parts, at, scope) ?? undefined;
}

/** What a path may be outside of rows: `undefined` after a report. */
function figure(context: Context, parts: Name[], at: Range, scope: Scope): Expr | undefined {
  const [head, second] = parts as [Name, Name?];
  if (second && isAgencyWord(context, head)) return parts.length === 2 ? agencyField(context, second, at, scope.across) : unknown(context, 'unknown-agency-field', parts[2]!, []);
  const forms = find(context.forms, head.text);
  if (second && forms.length === 1 && parts.length === 2) return cell(context, forms[0]!, second, at);
  if (!second) {
    const found = [...find(context.defines, head.text), ...find(context.indicators, head.text), ...find(context.parameters, head.text)];
    if (found.length > 1) return ambiguous(context, head, found);
    const thing = found[0];
    if (thing?.kind === 'define') return inlined(context, thing, head, scope);
    if (thing?.kind === 'indicator') return indicatorReference(context, thing, at);
    if (thing?.kind === 'parameter') return parameterReference(context, thing, at, scope);
    if (forms.length > 0) return report(context, 'form-as-value', at, { name: forms[0]!.name });
    if (find(context.ledgers, head.text).length > 0) return report(context, 'ledger-as-value', at, { name: head.text });
    if (isAgencyField(context, head)) return agencyField(context, head, at);
    const own = scope.kind === 'agency' ? scope.form : undefined;
    if (own) return unknown(context, 'unknown-column', head, () => [...wordsOf(own.columns), ...figureWords(context)], titles(own));
    return unknown(context, 'unknown-name', head, () => figureWords(context));
  }
  const ledger = find(context.ledgers, head.text)[0] ?? rowsDefine(context, head);
  if (ledger) {
    use(context, ledger);
    if (!fieldOf(context, ledger, second)) return undefined;
    return report(context, 'field-outside-rows', at, { ledger: head.text, field: second.text });
  }
  return unknown(context, 'unknown-name', head, () => [...figureWords(context), ...wordsOf(context.ledgers), ...wordsOf(context.forms)]);
}

function figureWords(context: Context): string[] {
  const ledger = agencies(context);
  return [...wordsOf(context.indicators), ...wordsOf(context.parameters), ...wordsOf(context.defines), ...(ledger ? wordsOf(ledger.fields) : [])];
}

function rowPath(context: Context, parts: Name[], at: Range, ledger: LedgerInfo, scope: Scope): Expr | undefined {
  const head = parts[0]!;
  if (parts.length > 1 && isAgencyWord(context, head) && ledger !== agencies(context)) {
    return parts.length === 2 ? agencyField(context, parts[1]!, at, scope.across) : unknown(context, 'unknown-agency-field', parts[2]!, []);
  }
  const one = scope.kind === 'row' ? scope.one : undefined;
  const ofOne = one && oneOfThem(context, one, parts, at);
  if (ofOne) return ofOne.expr;
  if (find(ledger.fields, head.text).length > 0) {
    if (parts.length === 1) sayHidden(context, head, ledger);
    return fieldPath(context, ledger, parts, at, one?.field);
  }
  if (parts.length > 1 && (find(context.ledgers, head.text).includes(ledger) || rowsDefine(context, head) === ledger)) {
    return fieldPath(context, ledger, parts.slice(1), at, one?.field);
  }
  if (parts.length === 1) {
    const defines = find(context.defines, head.text), parameters = find(context.parameters, head.text);
    if (defines.length + parameters.length > 1) return ambiguous(context, head, [...defines, ...parameters]);
    if (defines.length === 1) return inlined(context, defines[0]!, head, scope);
    if (parameters.length === 1) return parameterReference(context, parameters[0]!, at, scope);
    if (find(context.indicators, head.text).length > 0) return report(context, 'agency-figure-in-row', at, { name: head.text });
    if (find(context.ledgers, head.text).length > 0) return report(context, 'ledger-as-value', at, { name: head.text });
  } else {
    const other = find(context.ledgers, head.text)[0];
    if (other) return fieldOf(context, other, parts[1]!) && report(context, 'foreign-field', at, { ledger: head.text, field: parts[1]!.text, row: titles(ledger) });
    if (find(context.forms, head.text).length > 0) return report(context, 'agency-figure-in-row', at, { name: parts.map((part) => part.text).join('.') });
  }
  if (parts.length === 1 && isAgencyField(context, head)) {
    if (scope.across) return agencyField(context, head, at);
    return report(context, 'agency-field-in-row', at, { name: head.text, row: titles(ledger) }, { fix: replace(at, `agency.${head.text}`) });
  }
  const words = (): string[] => [...(one ? wordsOf(one.ledger.fields) : []), ...wordsOf(ledger.fields), ...wordsOf(context.parameters), ...wordsOf(context.defines)];
  return parts.length > 1
    ? unknown(context, 'unknown-field', head, () => [...words(), ...wordsOf(context.ledgers)], titles(ledger))
    : unknown(context, 'unknown-name', head, words, titles(ledger));
}

/** A define or parameter that is called like a field (or column) means nothing where that can be named: said where it is declared, once a ledger or form. */
function sayHidden(context: Context, head: Name, where: LedgerInfo | FormInfo): void {
  if (context.trying > 0) return;
  for (const hidden of [...find(context.defines, head.text), ...find(context.parameters, head.text)]) {
    if (context.hidden.get(hidden)?.has(where)) continue;
    context.hidden.set(hidden, new Set([...context.hidden.get(hidden) ?? [], where]));
    const kind = hidden.kind === 'define' ? { zh: '口径', en: 'define' } : { zh: '参数', en: 'parameter' };
    report(context, 'hidden-by-field', hidden.at, { kind, name: head.text, where: titles(where) });
  }
}

/** A field of one of the rows that a field names, by its bare name or after the name of their ledger; nothing where it is none. */
function oneOfThem(context: Context, one: { field: FieldInfo; ledger: LedgerInfo }, parts: Name[], at: Range): { expr: Expr | undefined } | undefined {
  const named = parts.length > 1 && one.ledger !== one.field.ledger && find(context.ledgers, parts[0]!.text).includes(one.ledger);
  const rest = named ? parts.slice(1) : parts;
  if (find(one.ledger.fields, rest[0]!.text).length === 0) return named ? { expr: fieldPath(context, one.ledger, rest, at) } : undefined;
  const expr = fieldPath(context, one.ledger, rest, at);
  return { expr: expr?.kind === 'field' ? { ...expr, ledger: one.field.ledger.name, path: [one.field.name, ...expr.path] } : undefined };
}

/** A path of fields that begins at `ledger` and follows references and look-ups; one that may name several only as `one` of them. */
function fieldPath(context: Context, ledger: LedgerInfo, parts: Name[], at: Range, one?: FieldInfo): Expr | undefined {
  const path: string[] = [];
  let here = ledger;
  for (const [index, part] of parts.entries()) {
    const info = fieldOf(context, here, part);
    if (!info) return undefined;
    if (index === parts.length - 1) {
      const type = fieldType(context, info, at);
      return type && node(type, at, { kind: 'field', ledger: ledger.name, field: info.name, path });
    }
    const next = referred(context, info);
    if (!next) return report(context, 'unknown-field', parts[index + 1]!.at, { name: parts[index + 1]!.text, where: titles(info) });
    use(context, next);
    if (info.ast?.several && info !== one) return notFollowed(context, info, next, part);
    path.push(info.name);
    here = next;
  }
  return undefined;
}

/** In a group only what its rows have in common may stand bare. */
function groupPath(context: Context, parts: Name[], at: Range, scope: Extract<Scope, { kind: 'group' }>): Expr | undefined {
  const head = parts[0]!;
  const { ledger } = scope;
  const owned = ledger && (find(ledger.fields, head.text).length > 0
    || (parts.length > 1 && (find(context.ledgers, head.text).includes(ledger) || rowsDefine(context, head) === ledger)));
  if (!owned || (parts.length > 1 && isAgencyWord(context, head))) {
    if (scope.across && parts.length > 1 && isAgencyWord(context, head)) return report(context, 'varies-in-group', at, { name: parts.map((part) => part.text).join('.') });
    const found = find(context.indicators, head.text);
    if (parts.length === 1 && found.length > 0) return report(context, 'agency-figure-in-row', at, { name: head.text });
    return figure(context, parts, at, scope);
  }
  const expr = rowPath(context, parts, at, ledger, { kind: 'row', ledger });
  if (!expr || expr.kind !== 'field') return expr;
  const same = scope.by.some((by) => by.kind === 'field' && by.field === expr.field && by.path.join('.') === expr.path.join('.'));
  return same ? expr : report(context, 'varies-in-group', at, { name: parts.map((part) => part.text).join('.') });
}

/** `agency`, `agencies`, 执法主体: words before a field of the agency. */
function isAgencyWord(context: Context, name: Name): boolean {
  const ledger = agencies(context);
  return name.text === 'agency' || name.text === '执法主体' || (ledger !== undefined && find(context.ledgers, name.text).includes(ledger));
}

function isAgencyField(context: Context, name: Name): boolean {
  const ledger = agencies(context);
  return name.text === 'agency' || (ledger !== undefined && find(ledger.fields, name.text).length > 0);
}

/** `ofRow`: of the agency whose row it is, where rows of several agencies are spoken of. */
function agencyField(context: Context, name: Name, at: Range, ofRow = false): Expr | undefined {
  const ledger = agencies(context);
  if (!ledger) return unknown(context, 'unknown-ledger', { text: 'agencies', at }, wordsOf(context.ledgers));
  use(context, ledger);
  const whose = ofRow ? { of: 'row' as const } : {};
  if (name.text === 'agency') return node(textType, at, { kind: 'agencyField', field: ledger.ast.key[0]?.text ?? 'code', ...whose });
  const info = findOne(context, ledger.fields, name, 'unknown-agency-field');
  const type = info && fieldType(context, info, at);
  return type && node(type, at, { kind: 'agencyField', field: info.name, ...whose });
}

function cell(context: Context, form: FormInfo, name: Name, at: Range): Expr | undefined {
  const column = findOne(context, form.columns, name, 'unknown-column', titles(form));
  if (!column) return undefined;
  use(context, form);
  if (!column.column) return failQuietly(context);
  return node(numberType(column.column.unit), at, { kind: 'cell', form: form.name, column: column.name, yearOffset: 0 });
}

// ---------------------------------------------------------------- defines

/** Whether a define stands for rows: `define checks = inspections where …`, or just the name of a ledger. */
function standsForRows(context: Context, define: DefineInfo): boolean {
  const { value } = define.ast;
  return value.kind === 'rows' || (value.kind === 'path' && value.parts.length === 1 && find(context.ledgers, value.parts[0]!.text).length > 0);
}

function rowsDefine(context: Context, name: Name): LedgerInfo | undefined {
  const define = find(context.defines, name.text)[0];
  return define && standsForRows(context, define) ? rowsOfDefine(context, define, name)?.ledger : undefined;
}

/** The rows called `name` (`across`: of all agencies), or `undefined` without a word where nothing of that name stands for rows. */
export function findRows(context: Context, name: Name, across = false): NamedRows | undefined {
  const ledgers = find(context.ledgers, name.text);
  const defines = find(context.defines, name.text).filter((define) => standsForRows(context, define));
  if (ledgers.length + defines.length > 1) return ambiguous(context, name, [...ledgers, ...defines]);
  if (ledgers.length === 1) {
    use(context, ledgers[0]!);
    return { ledger: ledgers[0]! };
  }
  return defines.length === 1 ? rowsOfDefine(context, defines[0]!, name, across) : undefined;
}

/** The rows called `name`; says so where there are none. */
export function rowsNamed(context: Context, name: Name, across = false): NamedRows | undefined {
  if (name.text === '') return failQuietly(context);
  const known = find(context.ledgers, name.text).length > 0 || find(context.defines, name.text).length > 0;
  if (!known) {
    if (find(context.forms, name.text).length > 0) return report(context, 'aggregate-of-form', name.at, { form: name.text });
    return unknown(context, 'unknown-ledger', name, () => [...wordsOf(context.ledgers), ...wordsOf(context.defines)]);
  }
  const rows = findRows(context, name, across);
  if (!rows && find(context.ledgers, name.text).length === 0) {
    const define = find(context.defines, name.text)[0]!;
    if (!standsForRows(context, define)) return report(context, 'define-not-rows', name.at, { name: name.text });
  }
  return rows;
}

/** The ledger and the merged condition of a define of rows; a define of a define adds to its condition. */
function rowsOfDefine(context: Context, define: DefineInfo, name: Name, across = false): NamedRows | undefined {
  const { value } = define.ast;
  const from = value.kind === 'rows' ? value.ledger : value.kind === 'path' ? value.parts[0]! : undefined;
  if (!from) return failQuietly(context);
  if (define.open) return report(context, 'cyclic-define', name.at, { name: titles(define) });
  define.open = true;
  const base = rowsNamed(context, from, across);
  define.open = false;
  if (!base) return failQuietly(context);
  if (value.kind !== 'rows' || !value.where) return { ...base, define };
  const written = value.where;
  const inside: Scope = { kind: 'row', ledger: base.ledger, across };
  const where = memoised(context, define, keyOf(inside), () => condition(context, written, inside));
  if (!where) return undefined;
  return { ledger: base.ledger, where: both(base.where, where), define };
}

/** A define of a number or a predicate, in the scope where it is used. */
function inlined(context: Context, define: DefineInfo, name: Name, scope: Scope): Expr | undefined {
  const written = define.ast.value;
  if (standsForRows(context, define) || written.kind === 'rows') return report(context, 'ledger-as-value', name.at, { name: name.text });
  if (define.open) return report(context, 'cyclic-define', name.at, { name: titles(define) });
  return memoised(context, define, keyOf(scope), () => value(context, written, scope));
}

/** Where a define stands for the same thing; nowhere else for a group, or for one of several rows. */
function keyOf(scope: Scope): string | undefined {
  switch (scope.kind) {
    case 'row': return scope.one ? undefined : `row:${scope.ledger.name}${scope.across ? ':across' : ''}`;
    case 'agency': return `agency:${scope.form?.name ?? ''}${scope.agencyFirst ? ':first' : ''}${scope.across ? ':across' : ''}`;
    case 'group': return undefined;
  }
}

function memoised(context: Context, define: DefineInfo, key: string | undefined, check: () => Expr | undefined): Expr | undefined {
  use(context, define);
  if (key !== undefined && context.trying === 0 && define.done.has(key)) return define.done.get(key) ?? failQuietly(context);
  if (define.open) return failQuietly(context);
  define.open = true;
  const before = context.current;
  // What a define rests on is noted with it, so that its second user rests on the same; its failing here fails only its user.
  context.current = context.trying > 0 ? before : { ...define, failed: false };
  const expr = check();
  context.current = before;
  define.open = false;
  const fits = expr && sizeOf(expr) > 5000 ? report(context, 'formula-too-large', define.at, {}) : expr;
  if (key !== undefined && context.trying === 0) define.done.set(key, fits);
  return fits ?? failQuietly(context);
}

/** Number of nodes, counted up to 5,001. */
function sizeOf(root: Expr): number {
  const stack: unknown[] = [root];
  let size = 0;
  while (stack.length > 0 && size <= 5000) {
    const part = stack.pop();
    if (Array.isArray(part)) stack.push(...part);
    else if (part && typeof part === 'object') {
      if ('type' in part && 'kind' in part) size++;
      for (const [key, child] of Object.entries(part)) if (key !== 'at' && key !== 'type' && child && typeof child === 'object') stack.push(child);
    }
  }
  return size;
}
