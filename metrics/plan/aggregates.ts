/**
 * An aggregate as a handful of additive parts (`n` rows, `m` possible rows, `s` sum, …), so that the same lowering
 * serves an agency's pass, a rollup per record and a group: who computes them only decides where the parts stand.
 */
import type { Aggregate } from '../../dsl/program.ts';
import { and, call, cases, cast, column, infix, nothing, notNull, number, TRUE, isTrueLiteral, type Selected, type Sql } from '../sql/tree.ts';
import { valueOf } from './expressions.ts';
import type { Scope } from './scope.ts';
import {
  dateSql, decided, fixedDate, fixedNumber, numberSql, PlanError, truth, type NumberValue, type Value, type Verdict,
} from './values.ts';
import { compareNumbers, verdictOf } from './verdicts.ts';

export type PartName = 'n' | 'm' | 's' | 'sm' | 'v' | 'lower' | 'upper' | 'e';
/** How the parts of one aggregate are to be read. */
export interface Lowered {
  fn: Aggregate['fn']; parts: Partial<Record<PartName, Sql>>;
  /** value = part / den. */
  den: bigint; integer: boolean;
  valueKind: 'number' | 'date' | 'text' | 'boolean' | 'list';
  /** More rows may come: the period has not ended. */
  open: boolean;
  /** Rows for which `where` holds, or could hold: for explanations. */
  selected: Verdict;
}

/** Only rows of dated ledgers are still to come; a register is a state, taken on the state day. */
export function isOpen(scope: Scope, ledger: string): boolean {
  return scope.period.open && !scope.program.ledgers[ledger]!.snapshot;
}

/**
 * `base`: the conditions that make a row one of the aggregate's (its days, in force), beside `where`.
 * `order`: what `last` goes by.
 */
export function lowerAggregate(node: Aggregate, scope: Scope, base: Sql, order: Sql[]): Lowered {
  const where = node.rows.where ? verdictOf(node.rows.where, scope) : decided(TRUE);
  const sure = and(base, where.worst), possible = where.best === where.worst ? sure : and(base, where.best);
  const differs = possible !== sure;
  const parts: Lowered['parts'] = {};
  if (where.error) parts.e = call('min', cases([{ when: base, value: where.error }], nothing('bigint')));
  const common = { fn: node.fn, parts, den: 1n, integer: false, open: isOpen(scope, node.rows.ledger), selected: { best: possible, worst: sure, error: where.error } };
  const when = (condition: Sql, value: Sql): Sql => (isTrueLiteral(condition) ? value : cases([{ when: condition, value: value }], null));
  if (node.fn === 'count' || node.fn === 'exists') {
    parts.n = countOf(sure);
    if (differs) parts.m = countOf(possible);
    return { ...common, integer: true, valueKind: node.fn === 'count' ? 'number' : 'boolean' };
  }
  if (!node.of) throw new PlanError(`${node.fn} wants a field`);
  const value = valueOf(node.of, scope);
  if ((value.kind === 'number' || value.kind === 'date') && value.error) {
    parts.e = call('min', cases([...(where.error ? [{ when: and(base, notNull(where.error)), value: where.error }] : []), { when: sure, value: value.error }], nothing('bigint')));
  }
  const single = value.kind === 'number' ? value.sql : value.kind === 'date' ? dateSql(value, scope.period.asOf) : value.sql;
  if (node.fn === 'distinct') {
    parts.n = call('countDistinct', when(sure, value.kind === 'number' ? numberSql(value) : single));
    if (differs) parts.m = call('countDistinct', when(possible, value.kind === 'number' ? numberSql(value) : single));
    return { ...common, integer: true, valueKind: 'number' };
  }
  if (node.fn === 'last') {
    const exact = value.kind === 'number' && !value.divisor;
    parts.v = call('valueAtMax', value.kind === 'number' && !exact ? numberSql(value) : single, when(sure, call('row', ...order)));
    return { ...common, den: exact ? value.den : 1n, integer: value.kind === 'number' && value.integer, valueKind: value.kind };
  }
  if (value.kind === 'date' && ['min', 'max', 'earliest', 'latest'].includes(node.fn)) {
    parts.v = call(node.fn === 'min' || node.fn === 'earliest' ? 'min' : 'max', when(sure, single));
    if (differs) parts.m = countOf(and(possible, notNull(single)));
    return { ...common, valueKind: 'date' };
  }
  if (value.kind !== 'number') throw new PlanError(`${node.fn} of ${value.kind}`);
  const den = value.divisor ? 1n : value.den, amount = value.divisor ? numberSql(value) : value.sql;
  const shape: Lowered = { ...common, den, integer: value.integer && !value.divisor, valueKind: 'number' };
  switch (node.fn) {
    case 'sum': case 'avg':
      parts.s = total(when(sure, amount), shape.integer);
      if (differs) parts.sm = total(when(possible, amount), shape.integer);
      if (node.fn === 'avg') parts.n = countOf(and(sure, notNull(amount)));
      return shape;
    case 'min': case 'earliest': parts.v = call('min', when(sure, amount)); break;
    case 'max': case 'latest': parts.v = call('max', when(sure, amount)); break;
    case 'median':
      // The mean of the two middle values, each exact: the lower, and the lower of the negated.
      parts.lower = call('quantileDisc', when(sure, amount));
      parts.upper = call('negate', call('quantileDisc', call('negate', when(sure, amount))));
      break;
  }
  if (differs) parts.m = countOf(possible);
  return shape;
}

/** `count_if` gives HUGEINT in DuckDB: read as BIGINT. */
export function countOf(condition: Sql): Sql {
  return isTrueLiteral(condition) ? call('count') : cast(call('countIf', condition), 'bigint');
}
function total(values: Sql, integer: boolean): Sql {
  return integer ? cast(call('sum', values), 'bigint') : call('sum', values);
}

/** The aggregate's value where its parts stand in columns of a joined or inner relation; none there is 0 or empty. */
export function valueFromParts(lowered: Lowered, part: (name: PartName) => Sql): Value {
  const { fn, parts, open } = lowered;
  const error = parts.e ? part('e') : null;
  const zero = (sql: Sql) => call('coalesce', sql, number(0));
  const bounds = (value: Sql, low: boolean, high: boolean): Pick<NumberValue, 'lo' | 'hi'> => ({ lo: low ? value : null, hi: high ? value : null });
  switch (fn) {
    case 'count': case 'distinct': case 'exists': case 'sum': {
      const name = fn === 'sum' ? 's' : 'n', more = fn === 'sum' ? 'sm' : 'm';
      const now = zero(part(name));
      const value: NumberValue = {
        ...fixedNumber(now, { den: lowered.den, integer: lowered.integer }), error, filled: true,
        hi: open ? null : parts[more] ? zero(part(more)) : now,
      };
      if (fn !== 'exists') return value;
      const one = fixedNumber(number(1));
      return { kind: 'boolean', sql: infix('>', now, number(0)), verdict: (negated) => compareNumbers(negated ? '<' : '>=', value, one) };
    }
    case 'avg': return { ...fixedNumber(part('s'), { den: lowered.den, divisor: part('n') }), error, ...(open || parts.sm ? { lo: null, hi: null } : {}) };
    case 'median': {
      const sum = infix('+', part('lower'), part('upper'));
      return { ...fixedNumber(sum, { den: lowered.den * 2n }), error, ...(open || parts.m ? { lo: null, hi: null } : {}) };
    }
    default: {
      // `last` is a state, taken on the as-of day.
      const value = part('v'), moving = fn !== 'last' && (open || parts.m !== undefined);
      const shrinks = fn === 'min' || fn === 'earliest', grows = fn === 'max' || fn === 'latest';
      const limits = moving ? bounds(value, grows, shrinks) : bounds(value, true, true);
      if (lowered.valueKind === 'number') return { ...fixedNumber(value, { den: lowered.den, integer: lowered.integer }), error, ...limits };
      if (lowered.valueKind === 'date') return { ...fixedDate(value), error, ...limits };
      if (lowered.valueKind === 'boolean') return truth(value, { k: 'not', operand: value });
      return { kind: lowered.valueKind, sql: value };
    }
  }
}

/** Parts registered as columns of a query under construction; equal expressions share one column. */
export function registerParts(lowered: Lowered, select: Selected[], alias: string | null, keys: Map<string, string>): (name: PartName) => Sql {
  const names: Partial<Record<PartName, string>> = {};
  for (const [name, expr] of Object.entries(lowered.parts) as [PartName, Sql][]) names[name] = registerColumn(expr, select, keys);
  return (name) => column(alias, names[name]!);
}
export function registerColumn(expr: Sql, select: Selected[], keys: Map<string, string>): string {
  const key = JSON.stringify(expr);
  let as = keys.get(key);
  if (!as) { as = `v${keys.size}`; keys.set(key, as); select.push({ expr, as }); }
  return as;
}
