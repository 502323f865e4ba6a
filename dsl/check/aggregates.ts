/**
 * Aggregates and shares: which ledger they are over, and whose rows (`scope`):
 * the agency's, those that refer to the row at hand, or those of the group or bucket at hand.
 */
import type { Aggregate, Expr, Range, Rows, Share } from '../program.ts';
import type { ExprAst, Name } from '../syntax/ast.ts';
import { failQuietly, report, textAt, type Context, type LedgerInfo, type Scope } from './context.ts';
import { expressionWords, type Lookup } from '../words/index.ts';
import { formColumn, formSum } from './form-sums.ts';
import { isSnapshot } from './ledgers.ts';
import { fieldOf, referred, titles } from './lookup.ts';
import { both } from './logic.ts';
import { find } from './names.ts';
import { findRows, rowsNamed, type NamedRows } from './paths.ts';
import { condition, value } from './recursion.ts';
import { holdsBroken, pathsIn } from './trees.ts';
import { booleanType, choicesOf, dateType, node, numberType, typeWords } from './types.ts';
import { rightOf } from './comparisons.ts';

type Written<Kind extends ExprAst['kind']> = Extract<ExprAst, { kind: Kind }>;
type Place = Pick<Aggregate, 'scope' | 'link'>;

export function aggregate(context: Context, ast: Written<'aggregate'>, scope: Scope): Expr | undefined {
  const across = ast.across ?? false;
  if (across && scope.kind !== 'agency') return report(context, 'across-not-here', ast.at, {});
  if (scope.kind === 'row' && scope.one) return report(context, 'aggregate-in-quantified', ast.at, {});
  const cells = across ? formColumn(context, ast, scope) : undefined;
  if (cells) return formSum(context, ast, cells);
  const rows = rowsOf(context, ast, scope);
  if (!rows) return undefined;
  const { ledger } = rows;
  const place = placeOf(context, ledger, ast.at, scope);
  const inside: Scope = { kind: 'row', ledger, across };
  const written = ast.where && condition(context, ast.where, inside);
  const datedBy = ast.datedBy && dateField(context, ledger, ast.datedBy);
  const counts = ast.fn === 'count' || ast.fn === 'exists';
  const of = ast.of && !standsForRows(ast, rows) ? ast.of : undefined;
  if (counts && of) {
    return report(context, 'count-of-field', of.at, { ledger: titles(ledger), field: textAt(context, of.at) || ledger.label });
  }
  if (!counts && !of) return report(context, 'aggregate-needs-field', ast.at, { ledger: titles(ledger) });
  const each = of && value(context, of, inside);
  if (!place || (ast.where && !written) || (ast.datedBy && !datedBy) || (of && !each)) return undefined;
  const type = each && resultType(context, ast, each, of!.at);
  if (each && !type) return undefined;
  const where = both(rows.where, written);
  const node_ = (fn: Aggregate['fn'], of_?: Expr): Expr => node(type ?? numberType('1'), ast.at, {
    kind: 'aggregate', fn,
    rows: rowsNode(ledger, { datedBy, where, whole: ast.whole, across }),
    ...(of_ && { of: of_ }), ...place,
  });
  if (ast.fn !== 'exists') return node_(ast.fn, each);
  // There is one: at least one. One form for both, so that equal conditions are equal.
  return node(booleanType, ast.at, {
    kind: 'compare', op: '>=', left: node_('count'), right: node(numberType('1'), ast.at, { kind: 'number', value: '1', unit: '1' }),
  });
}

export function rowsNode(ledger: LedgerInfo, more: { datedBy: string | undefined; where: Expr | undefined; whole: boolean; across: boolean | undefined }): Rows {
  const { datedBy, where, whole, across } = more;
  return { ledger: ledger.name, ...(datedBy && { datedBy }), ...(where && { where }), ...(whole && { whole: true }), ...(across && { across: true as const }) };
}

/** `count(decisions)`: the argument is the rows themselves. */
function standsForRows(ast: Written<'aggregate'>, rows: NamedRows): boolean {
  const { of } = ast;
  if (of?.kind !== 'path' || of.parts.length !== 1 || ast.ledger) return false;
  const name = of.parts[0]!.text;
  const own = rows.define ? [rows.define.name, rows.define.label] : [rows.ledger.name, rows.ledger.label];
  return own.includes(name);
}

/** The rows an aggregate is over: named after `ledger`, by the heads of its paths, or the group's own. */
function rowsOf(context: Context, ast: Written<'aggregate'>, scope: Scope): NamedRows | undefined {
  const across = ast.across ?? false;
  if (ast.ledger) return rowsNamed(context, ast.ledger, across);
  const paths = pathsIn(ast.of);
  if (ast.of && holdsBroken(ast.of)) return failQuietly(context);
  const only = ast.of?.kind === 'path' ? ast.of.parts : undefined;
  // `count(x)`, `sum(x.y)`: x can be nothing but rows.
  if (only && (only.length > 1 || ast.fn === 'count' || ast.fn === 'exists') && !(scope.kind === 'group' && scope.ledger && find(scope.ledger.fields, only[0]!.text).length > 0 && find(context.ledgers, only[0]!.text).length === 0)) {
    return rowsNamed(context, only[0]!, across);
  }
  const named = paths.filter((parts) => parts.length > 1 || find(context.ledgers, parts[0]!.text).length > 0)
    .flatMap((parts) => (find(context.ledgers, parts[0]!.text).length > 0 || find(context.defines, parts[0]!.text).length > 0 ? findRows(context, parts[0]!, across) ?? [] : []));
  const different = [...new Map(named.map((rows) => [rows.define ?? rows.ledger, rows])).values()];
  if (different.length > 1) return report(context, 'aggregate-of-two-ledgers', ast.at, { ledgers: different.map((rows) => titles(rows.define ?? rows.ledger)) });
  if (different.length === 1) return different[0];
  if (scope.kind === 'group' && scope.ledger) return { ledger: scope.ledger };
  // No ledger named: the only one that has all the fields.
  const fields = [...paths, ...pathsIn(ast.where)].map((parts) => parts[0]!.text);
  const having = context.ledgers.all.map((entry) => entry.value)
    .filter((ledger) => paths.length > 0 && fields.every((field) => find(ledger.fields, field).length > 0 || isChoice(ledger, field)));
  if (having.length === 1) return findRows(context, { text: having[0]!.name, at: ast.at }, across);
  return report(context, 'aggregate-without-ledger', ast.of?.at ?? ast.at, { ledgers: having.map(titles) });
}

function isChoice(ledger: LedgerInfo, word: string): boolean {
  return ledger.fields.all.some(({ value: field }) => field.choices && find(field.choices, word).length > 0);
}

/** Whose rows an aggregate over `ledger` sees from `scope`. */
function placeOf(context: Context, ledger: LedgerInfo, at: Range, scope: Scope): Place | undefined {
  switch (scope.kind) {
    case 'agency': return { scope: 'agency' };
    case 'group':
      if (!scope.ledger) return isSnapshot(ledger.ast) ? report(context, 'bucket-needs-date', at, { ledger: titles(ledger) }) : { scope: 'group' };
      return scope.ledger === ledger ? { scope: 'group' } : report(context, 'foreign-group-aggregate', at, { ledger: titles(ledger), grouped: titles(scope.ledger) });
    case 'row': {
      const links = ledger.fields.all.map((entry) => entry.value).filter((field) => field.field?.refersTo && referred(context, field) === scope.ledger);
      if (links.length > 1) return report(context, 'ambiguous-link', at, { ledger: titles(ledger), row: titles(scope.ledger), names: links.map(titles) });
      if (links.length === 0 && ledger === scope.ledger) return report(context, 'own-aggregate', at, { ledger: titles(ledger) });
      if (links.length === 0) return report(context, 'foreign-aggregate', at, { ledger: titles(ledger), row: titles(scope.ledger) });
      return { scope: 'row', link: links[0]!.name };
    }
  }
}

function resultType(context: Context, ast: Written<'aggregate'>, each: Expr, at: Range): Expr['type'] | undefined {
  switch (ast.fn) {
    case 'sum': case 'avg': case 'min': case 'max': case 'median':
      return each.type.kind === 'number' ? each.type : report(context, 'not-a-number', at, { what: typeWords(each.type) }, each.type.kind === 'date'
        ? { hints: [{ zh: '日期用 最早 或 最晚', en: 'dates have earliest and latest' }] } : {});
    case 'earliest': case 'latest':
      return each.type.kind === 'date' ? dateType : report(context, 'not-a-date', at, { what: typeWords(each.type) });
    case 'last': return each.type;
    default: return numberType('1');
  }
}

export function dateField(context: Context, ledger: LedgerInfo, name: Name): string | undefined {
  const field = fieldOf(context, ledger, name);
  if (field?.type && field.type.kind !== 'date') return report(context, 'date-field-wanted', name.at, { name: titles(field) });
  return field?.name;
}

// ---------------------------------------------------------------- shares

export function share(context: Context, ast: Written<'share'>, scope: Scope): Expr | undefined {
  if (scope.kind !== 'agency') return report(context, 'share-in-row', ast.at, {});
  const over = overOf(context, ast);
  if (!over) return undefined;
  const excluding = ast.excluding.map((excluded) => {
    const holds = condition(context, excluded.condition, over.scope);
    // Without a reason of the author's the condition itself is the reason.
    return holds && { condition: holds, reason: excluded.reason?.value ?? expressionWords(declaredLedgers(context), holds).zh };
  });
  const fulfilled = condition(context, ast.with, over.scope);
  if (!fulfilled || over.failed || excluding.includes(undefined)) return failQuietly(context);
  return node(numberType('%'), ast.at, { kind: 'share', over: over.over, excluding: excluding.filter((part) => part !== undefined), with: fulfilled });
}

function declaredLedgers(context: Context): Lookup {
  return {
    ledgers: Object.fromEntries(context.ledgers.all.flatMap(({ value: info }) => (info.ledger ? [[info.name, info.ledger]] : []))),
    forms: {}, parameters: {}, indicators: {},
  };
}

/** The units of a share, and the scope in which each is judged. */
function overOf(context: Context, ast: Written<'share'>): { over: Share['over']; scope: Scope; failed: boolean } | undefined {
  const { over } = ast;
  switch (over.kind) {
    case 'ledger': {
      const across = over.across ?? false;
      const named = rowsNamed(context, over.ledger, across);
      if (!named) return undefined;
      const { ledger } = named;
      const inside: Scope = { kind: 'row', ledger, across };
      const written = ast.where && condition(context, ast.where, inside);
      const datedBy = over.datedBy && dateField(context, ledger, over.datedBy);
      const where = both(named.where, written);
      const rows = rowsNode(ledger, { datedBy, where, whole: over.whole, across });
      const failed = (ast.where !== undefined && !written) || (over.datedBy !== undefined && !datedBy);
      if (!over.groupBy) return { over: { kind: 'rows', rows }, scope: inside, failed };
      const by = over.groupBy.map((part) => value(context, part, inside));
      const known = by.filter((expr) => expr !== undefined);
      return { over: { kind: 'groups', rows, by: known }, scope: { kind: 'group', ledger, by: known, across }, failed: failed || known.length < by.length };
    }
    case 'buckets': {
      if (ast.where) return report(context, 'no-selection-here', ast.where.at, {});
      return { over: { kind: 'buckets', unit: over.unit }, scope: { kind: 'group', by: [] }, failed: false };
    }
    case 'each': {
      if (ast.where) return report(context, 'no-selection-here', ast.where.at, {});
      const path = over.field.kind === 'path' ? over.field.parts : undefined;
      if (!path || path.length < 2) return failQuietly(context);
      const named = rowsNamed(context, path[0]!);
      const field = named && value(context, over.field, { kind: 'row', ledger: named.ledger });
      if (!named || !field || field.kind !== 'field') return undefined;
      const choices = choicesOf(context, field);
      if (!choices && over.values.length === 0) return report(context, 'not-a-condition', over.field.at, { what: typeWords(field.type) });
      const values = over.values.map((written) => rightOf(context, field, written, { kind: 'row', ledger: named.ledger }));
      const words = values.flatMap((each) => (each?.kind === 'choiceValue' || each?.kind === 'text' ? [each.value] : []));
      return {
        over: { kind: 'each', ledger: named.ledger.name, field: field.field, values: words.length > 0 ? words : choices?.all.map((entry) => entry.value.value) ?? [] },
        scope: { kind: 'group', ledger: named.ledger, by: [field] }, failed: words.length < over.values.length,
      };
    }
  }
}
