/**
 * An aggregate as a handful of parts (`n` rows, `m` with those that are possible, `o` those that are open, `s` sum, `v` extreme, …), so that the same lowering
 * serves an agency's pass, a rollup per record and a group: who computes them only decides where the parts stand.
 */
import type { Aggregate, Expr } from '../../dsl/program.ts';
import { and, call, cases, cast, column, inList, infix, nothing, notNull, notTrue, number, or, TRUE, isTrueLiteral, type Selected, type Sql } from '../sql/tree.ts';
import { valueOf } from './expressions.ts';
import type { Scope } from './scope.ts';
import {
  dateSql, decided, fixedDate, fixedNumber, numberSql, PlanError, truth, wide, withError, type NumberValue, type TruthValue, type Value, type Verdict,
} from './values.ts';
import { compareNumbers, verdictOf } from './verdicts.ts';

export type PartName = 'n' | 'm' | 'o' | 's' | 'sm' | 'down' | 'up' | 'v' | 'vm' | 'lower' | 'upper' | 'e';
/** How the parts of one aggregate are to be read. */
export interface Lowered {
  fn: Aggregate['fn']; parts: Partial<Record<PartName, Sql>>;
  /** value = part / den. */
  den: bigint; integer: boolean;
  /** `verdict`: a yes/no that may be open, as a number: 1, 0, 2 open, the missing year negated. */
  valueKind: 'number' | 'date' | 'text' | 'boolean' | 'list' | 'verdict';
  /** More rows may come: the period has not ended. */
  open: boolean;
  /** A sum of what may be negative: more rows may carry it either way. */
  signed?: true;
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
    if (value.kind === 'boolean') {
      const yes = value.verdict(false), no = value.verdict(true);
      // What is judged, and not read, is no where it does not hold: its truth alone would be empty there.
      if (yes.best !== yes.worst || no.best !== no.worst || yes.worst !== value.sql) {
        const coded = cases([
          { when: yes.worst, value: number(1) }, { when: no.worst, value: number(0) },
          ...[yes.error, no.error].flatMap((error) => (error ? [{ when: notNull(error), value: call('negate', error) }] : [])), { when: or(yes.best, no.best), value: number(2) },
        ], null);
        parts.v = call('valueAtMax', coded, when(sure, call('row', ...order)));
        return { ...common, integer: true, valueKind: 'verdict' };
      }
    }
    parts.v = call('valueAtMax', value.kind === 'number' && !exact ? numberSql(value) : single, when(sure, call('row', ...order)));
    return { ...common, den: exact ? value.den : 1n, integer: value.kind === 'number' && value.integer, valueKind: value.kind };
  }
  const openRows = (amount: Sql): void => { if (differs) parts.o = countOf(and(possible, notTrue(sure), notNull(amount))); };
  if (value.kind === 'date' && ['min', 'max', 'earliest', 'latest'].includes(node.fn)) {
    const fn = node.fn === 'min' || node.fn === 'earliest' ? 'min' : 'max';
    parts.v = call(fn, when(sure, single));
    if (differs) parts.vm = call(fn, when(possible, single));
    openRows(single);
    return { ...common, valueKind: 'date' };
  }
  if (value.kind !== 'number') throw new PlanError(`${node.fn} of ${value.kind}`);
  const den = value.divisor ? 1n : value.den, amount = value.divisor ? numberSql(value) : value.sql;
  const shape: Lowered = { ...common, den, integer: value.integer && !value.divisor, valueKind: 'number' };
  switch (node.fn) {
    case 'sum':
      parts.s = total(when(sure, amount), shape.integer);
      if (neverNegative(node.of, scope)) {
        if (differs) parts.sm = total(when(possible, amount), shape.integer);
        return shape;
      }
      openRows(amount);
      if (differs) {
        const among = (op: '<' | '>') => total(when(and(possible, notTrue(sure), infix(op, amount, number(0))), amount), shape.integer);
        parts.down = among('<');
        parts.up = among('>');
      }
      return { ...shape, signed: true };
    case 'avg':
      parts.s = total(when(sure, amount), shape.integer);
      parts.n = countOf(and(sure, notNull(amount)));
      break;
    case 'min': case 'earliest': case 'max': case 'latest': {
      const fn = node.fn === 'min' || node.fn === 'earliest' ? 'min' : 'max';
      parts.v = call(fn, when(sure, amount));
      if (differs) parts.vm = call(fn, when(possible, amount));
      break;
    }
    case 'median':
      // The mean of the two middle values, each exact: the lower, and the lower of the negated.
      parts.lower = call('quantileDisc', when(sure, amount));
      parts.upper = call('negate', call('quantileDisc', call('negate', when(sure, amount))));
      break;
  }
  openRows(amount);
  return shape;
}

/** By its making: what is counted or written in a field, and sums, products and quotients of it. */
function neverNegative(expr: Expr, scope: Scope): boolean {
  switch (expr.kind) {
    case 'number': return !expr.value.startsWith('-');
    case 'field': {
      let ledger = scope.program.ledgers[expr.ledger];
      for (const step of expr.path) { const field = ledger?.fields.find((one) => one.name === step); ledger = scope.program.ledgers[field?.lookup?.ledger ?? field?.refersTo?.ledger ?? '']; }
      const declared = ledger?.fields.find((one) => one.name === expr.field);
      return !declared?.computed || neverNegative(declared.computed, scope);
    }
    case 'parameter': return scope.program.parameters[expr.name]?.values.every((one) => neverNegative(one.value, scope)) ?? false;
    case 'aggregate': return expr.fn === 'count' || expr.fn === 'distinct' || (expr.of !== undefined && neverNegative(expr.of, scope));
    case 'arithmetic': return expr.op !== '-' && neverNegative(expr.left, scope) && neverNegative(expr.right, scope);
    case 'convert': case 'rounded': return neverNegative(expr.operand, scope);
    case 'else': return neverNegative(expr.operand, scope) && neverNegative(expr.fallback, scope);
    default: return false;
  }
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
  /** Filled, or open whether it will be; where nothing is open, the bounds are the value. */
  const some = (name: PartName) => infix('>', zero(part(name)), number(0));
  const settledBy = (value: Sql): Pick<NumberValue, 'lo' | 'hi'> => {
    const still = open ? null : parts.o ? cases([{ when: infix('=', zero(part('o')), number(0)), value }], null) : value;
    return { lo: still, hi: still };
  };
  const fillable = (filled: Sql): { fillable?: Sql } => (open ? { fillable: TRUE } : parts.o ? { fillable: or(filled, some('o')) } : {});
  switch (fn) {
    case 'count': case 'distinct': case 'exists': case 'sum': {
      const name = fn === 'sum' ? 's' : 'n', more = fn === 'sum' ? 'sm' : 'm';
      const now = zero(part(name));
      if (lowered.signed) {
        const moved = (by: PartName) => (open ? null : parts[by] ? infix('+', now, zero(part(by))) : now);
        return { ...fixedNumber(now, { den: lowered.den, integer: lowered.integer }), error, filled: true, lo: moved('down'), hi: moved('up') };
      }
      const value: NumberValue = {
        ...fixedNumber(now, { den: lowered.den, integer: lowered.integer }), error, filled: true,
        hi: open ? null : parts[more] ? zero(part(more)) : now,
      };
      if (fn !== 'exists') return value;
      const one = fixedNumber(number(1));
      return { kind: 'boolean', sql: infix('>', now, number(0)), verdict: (negated) => compareNumbers(negated ? '<' : '>=', value, one) };
    }
    case 'avg': {
      const sum = part('s');
      return { ...fixedNumber(sum, { den: lowered.den, divisor: part('n') }), error, ...settledBy(sum), ...fillable(some('n')) };
    }
    case 'median': {
      const sum = infix('+', cast(part('lower'), 'decimal'), cast(part('upper'), 'decimal'));
      return { ...fixedNumber(sum, { den: lowered.den * 2n }), error, ...settledBy(sum), ...fillable(notNull(part('lower'))) };
    }
    default: {
      const value = part('v');
      if (lowered.valueKind === 'boolean' || lowered.valueKind === 'verdict') {
        const last = (lowered.valueKind === 'boolean' ? truth(value, { k: 'not', operand: value }) : codedTruth(value)) as TruthValue;
        return { ...last, verdict: (negated) => withError(last.verdict(negated), error) };
      }
      if (lowered.valueKind === 'text' || lowered.valueKind === 'list') return { kind: lowered.valueKind, sql: value, error };
      // `last` is a state, taken on the as-of day. An extreme only goes one way: anywhere while rows may come, else as far as open choices go.
      const shrinks = fn === 'min' || fn === 'earliest', fixed = fn === 'last' || (!open && !parts.o);
      const farthest = open ? null : parts.vm ? cases([{ when: notNull(value), value: lowered.valueKind === 'number' && !lowered.integer ? wide(part('vm')) : part('vm') }], null) : value;
      const limits = fixed ? { lo: value, hi: value } : shrinks ? { lo: farthest, hi: value } : { lo: value, hi: farthest };
      const more = fixed ? {} : fillable(notNull(value));
      if (lowered.valueKind === 'number') return { ...fixedNumber(value, { den: lowered.den, integer: lowered.integer }), error, ...limits, ...more };
      return { ...fixedDate(value), error, ...limits, ...more };
    }
  }
}

/** A yes/no told as 1, 0, 2 (open) or the missing year negated. */
function codedTruth(code: Sql): Value {
  const is = (...codes: number[]) => inList(code, codes.map((one) => number(one)));
  return {
    kind: 'boolean', sql: cases([{ when: is(0, 1), value: is(1) }], nothing('boolean')),
    verdict: (negated) => ({
      best: or(is(negated ? 0 : 1, 2), infix('<', code, number(0))), worst: is(negated ? 0 : 1),
      error: cases([{ when: infix('<', code, number(0)), value: call('negate', code) }], nothing('bigint')),
    }),
  };
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
