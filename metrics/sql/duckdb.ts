/**
 * The DuckDB dialect: a tree of `tree.ts` in, one statement out. Names are quoted, literals are rendered by their type
 * and only after they have been seen to be of it; a text with control characters is bound instead.
 */
import type { Statement } from '../types.ts';
import type { Fn, Query, Source, Sql, SqlType } from './tree.ts';

const TYPES: Record<SqlType, string> = {
  text: 'VARCHAR', integer: 'INTEGER', bigint: 'BIGINT', decimal: 'DECIMAL(38,4)', double: 'DOUBLE', date: 'DATE', boolean: 'BOOLEAN',
};

/** How each function of the neutral vocabulary is written. `count_if` and `sum` give HUGEINT: the plan casts where it reads them. */
const FUNCTIONS: Record<Fn, (args: string[]) => string> = {
  count: (a) => `count(${a[0] ?? '*'})`, countIf: (a) => `count_if(${a[0]})`, countDistinct: (a) => `count(DISTINCT ${a[0]})`,
  listDistinct: (a) => `list(DISTINCT ${a[0]})`, sum: (a) => `sum(${a[0]})`, min: (a) => `min(${a[0]})`, max: (a) => `max(${a[0]})`,
  quantileDisc: (a) => `quantile_disc(${a[0]}, 0.5)`, valueAtMax: (a) => `arg_max_null(${a[0]}, ${a[1]})`, anyValue: (a) => `any_value(${a[0]})`,
  coalesce: (a) => `coalesce(${a.join(', ')})`, least: (a) => `least(${a.join(', ')})`, greatest: (a) => `greatest(${a.join(', ')})`,
  nullIf: (a) => `nullif(${a[0]}, ${a[1]})`, negate: (a) => `-(${a[0]})`, year: (a) => `year(${a[0]})`, floor: (a) => `floor(${a[0]})`,
  ceiling: (a) => `ceil(${a[0]})`, absolute: (a) => `abs(${a[0]})`,
  monthOf: (a) => `strftime(${a[0]}, '%Y-%m')`, quarterOf: (a) => `(strftime(${a[0]}, '%Y-Q') || quarter(${a[0]}))`,
  startsWith: (a) => `starts_with(${a[0]}, ${a[1]})`, length: (a) => `length(${a[0]})`,
  regionPrefix: (a) => `regexp_replace(${a[0]}, '(00)+$', '')`,
  listHas: (a) => `list_contains(${a[0]}, ${a[1]})`, listHasAny: (a) => `list_has_any(${a[0]}, ${a[1]})`,
  listText: (a) => `array_to_string(${a[0]}, '、')`, unnest: (a) => `unnest(${a[0]})`,
  row: (a) => `row(${a.join(', ')})`, divide: (a) => `(CAST(${a[0]} AS DOUBLE) / nullif(${a[1]}, 0))`,
};

export function quoteName(name: string): string { return `"${name.replaceAll('"', '""')}"`; }

/** One statement. `pretty` puts clauses and selected columns on lines of their own, for readers. */
export function toDuckDb(query: Query, pretty = false): Statement {
  const values: Statement['values'] = [];
  return { sql: writeQuery(query, { values, pretty, depth: 0 }), values };
}

interface Writer { values: Statement['values']; pretty: boolean; depth: number }

function writeQuery(query: Query, w: Writer): string {
  const indent = (extra = 0) => (w.pretty ? `\n${'  '.repeat(w.depth + extra)}` : ' ');
  const comma = w.pretty ? `,${indent(1)}` : ', ';
  const deeper = { ...w, depth: w.depth + 1 };
  const parts = [`SELECT${w.pretty ? indent(1) : ' '}${query.select.map((s) => `${write(s.expr, deeper)} AS ${quoteName(s.as)}`).join(comma)}`];
  parts.push(`FROM ${writeSource(query.from, deeper)}`);
  for (const join of query.joins ?? []) {
    parts.push(`${join.kind === 'left' ? 'LEFT JOIN' : 'INNER JOIN'} ${writeSource(join.source, deeper)} ON ${write(join.on, deeper)}`);
  }
  if (query.where && !(query.where.k === 'boolean' && query.where.value)) parts.push(`WHERE ${write(query.where, deeper)}`);
  if (query.groupBy?.length) parts.push(`GROUP BY ${query.groupBy.map((g) => write(g, deeper)).join(', ')}`);
  if (query.orderBy?.length) parts.push(`ORDER BY ${query.orderBy.map((o) => `${write(o.expr, deeper)}${o.descending ? ' DESC' : ''} NULLS LAST`).join(', ')}`);
  if (query.limit !== undefined) parts.push(`LIMIT ${integer(query.limit)}`);
  if (query.offset) parts.push(`OFFSET ${integer(query.offset)}`);
  return parts.join(indent());
}

function writeSource(source: Source, w: Writer): string {
  if (source.query) return `(${w.pretty ? `\n${'  '.repeat(w.depth)}` : ''}${writeQuery(source.query, w)}) AS ${quoteName(source.as)}`;
  return `${quoteName(source.table!)} AS ${quoteName(source.as)}`;
}

function write(s: Sql, w: Writer): string {
  switch (s.k) {
    case 'column': return s.table === null ? quoteName(s.name) : `${quoteName(s.table)}.${quoteName(s.name)}`;
    case 'text': return writeText(s.value, w);
    case 'number': return numeral(s.value);
    case 'date': return `DATE '${day(s.value)}'`;
    case 'boolean': return s.value ? 'TRUE' : 'FALSE';
    case 'null': return `CAST(NULL AS ${TYPES[s.type]})`;
    case 'list': return `[${s.items.map((item) => write(item, w)).join(', ')}]`;
    case 'call': return FUNCTIONS[s.fn](s.args.map((arg) => write(arg, w)));
    case 'infix': return `${wrap(s.left, w)} ${s.op === 'same' ? 'IS NOT DISTINCT FROM' : s.op} ${wrap(s.right, w)}`;
    case 'and': return s.items.map((item) => wrap(item, w)).join(' AND ');
    case 'or': return s.items.map((item) => wrap(item, w)).join(' OR ');
    case 'not': return `NOT ${wrap(s.operand, w)}`;
    case 'isNull': return `${wrap(s.operand, w)} IS ${s.negated ? 'NOT ' : ''}NULL`;
    case 'isTrue': return `${wrap(s.operand, w)} IS ${s.negated ? 'NOT ' : ''}TRUE`;
    case 'in': return s.items.length === 0 ? 'FALSE' : `${wrap(s.operand, w)} ${s.negated ? 'NOT ' : ''}IN (${s.items.map((item) => write(item, w)).join(', ')})`;
    case 'case': return s.whens.length === 0 ? 'NULL' :
      `CASE ${s.whens.map((b) => `WHEN ${write(b.when, w)} THEN ${write(b.value, w)}`).join(' ')}${s.otherwise ? ` ELSE ${write(s.otherwise, w)}` : ''} END`;
    case 'cast': return `CAST(${write(s.operand, w)} AS ${TYPES[s.type]})`;
    case 'scalar': return `(${writeQuery(s.query, { ...w, depth: w.depth + 1 })})`;
  }
}

/** Parentheses around everything that is more than one word. */
function wrap(s: Sql, w: Writer): string {
  const written = write(s, w);
  return s.k === 'infix' || s.k === 'and' || s.k === 'or' || s.k === 'not' || s.k === 'isNull' || s.k === 'isTrue' || s.k === 'in' ||
    (s.k === 'number' && s.value.startsWith('-')) ? `(${written})` : written;
}

function writeText(value: string, w: Writer): string {
  if ([...value].some((character) => character < ' ' || character === '\u007f')) { w.values.push(value); return '?'; }
  return `'${value.replaceAll("'", "''")}'`;
}
function numeral(value: string): string {
  if (!/^-?\d+(\.\d+)?$/u.test(value)) throw new Error(`not a number: ${value}`);
  return value;
}
function day(value: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(value)) throw new Error(`not a date: ${value}`);
  return value;
}
function integer(value: number): string {
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`not a count: ${value}`);
  return String(value);
}
