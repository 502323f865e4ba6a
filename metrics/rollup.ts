/**
 * Measures of agencies put together: by region, peer group, level, and in total. What is put together is what was
 * counted (numerators, denominators, counts), never a mean of rates; what cannot be (a median, an extreme, different
 * things counted once) says so. Pure: measures and program in, rows out; also in the browser.
 */
import Fraction from 'fraction.js';
import type { Aggregate, CompareOp, Expr, Indicator, Program, State } from '../dsl/program.ts';
import type { MeasureRow, Measures, RosterRow } from './types.ts';
import { partsInOrder } from './finish/measure.ts';
import { holds } from './finish/values.ts';
import { conversion, literalNumber, unitOf } from './plan/values.ts';

/** Regions by GB/T 2260: the first two, four or six digits; an agency of a higher level stands under its own code. */
export type Division = 'total' | 'group' | 'level' | 'province' | 'city' | 'county';

export interface RollupRow {
  by: Division;
  /** The region's six digits, the group, the level; empty in total, and for agencies without. */
  key: string;
  indicator: string;
  /** Σ numerators ÷ Σ denominators; Σ values; agencies that fulfil it ÷ agencies with an answer; rows by category; null: cannot be put together (`reason`). */
  kind: 'ratio' | 'sum' | 'fulfilling' | 'parts' | null;
  /** On the roster; how many in each state; how many meet and miss their own target. */
  agencies: number; states: Record<State, number>; met: number; missed: number;
  /** Of the whole. Agencies that have not reported, or are in error, are not in it. */
  state: State; value: number | null; exact: string | null; numerator: number | null; denominator: number | null;
  pending: number; excluded: number; excludedBy: { reason: string; count: number }[];
  parts?: { name: string; count: number }[];
  /** Exactly, on the whole: of ratios and yes/no. A count's target binds one agency: of a sum it is tested only against 0. */
  target_met: boolean | null;
  reason: { zh: string; en: string } | null;
}

/** One row a key and indicator, keys in order (regions ascending, groups and levels as they come), agencies of the roster under each. */
export function rollup(measures: Measures, program: Program, by: Division, indicators: string[] = measures.indicators): RollupRow[] {
  const members = new Map<string, number[]>();
  measures.roster.forEach((agency, index) => members.set(keyOf(agency, by), [...members.get(keyOf(agency, by)) ?? [], index]));
  return keysInOrder([...members.keys()], by, program).flatMap((key) => indicators.map((name) => {
    const indicator = program.indicators[name];
    if (!indicator) throw new RangeError(`no indicator ${name}`);
    return wholeOf({ by, key, indicator, program, measures, members: members.get(key)! });
  }));
}

function keyOf(agency: RosterRow, by: Division): string {
  const digits = { province: 2, city: 4, county: 6 }[by as 'province' | 'city' | 'county'];
  if (digits) {
    const code = String(agency.fields['region'] ?? '');
    return code === '' ? '' : code.padEnd(6, '0').slice(0, digits).padEnd(6, '0');
  }
  return by === 'group' ? agency.group : by === 'level' ? String(agency.fields['level'] ?? '') : '';
}
function keysInOrder(keys: string[], by: Division, program: Program): string[] {
  if (by === 'total' || by === 'group') return keys;
  const choices = by === 'level' ? program.ledgers['agencies']?.fields.find((field) => field.name === 'level')?.type : undefined;
  const rank = (key: string) => (choices?.kind === 'choice' ? (choices.choices.indexOf(key) + 1 || Infinity) : 0);
  return keys.toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0));
}

interface Asked { by: Division; key: string; indicator: Indicator; program: Program; measures: Measures; members: number[] }
type Whole = Pick<RollupRow, 'state' | 'value' | 'exact' | 'numerator' | 'denominator' | 'pending' | 'parts'>;

function wholeOf(asked: Asked): RollupRow {
  const { by, key, indicator, program, measures, members } = asked;
  const rows = members.map((index) => measures.byIndicator[indicator.name]![index]!);
  const states: Record<State, number> = { value: 0, not_applicable: 0, not_reported: 0, pending: 0, error: 0 };
  for (const row of rows) states[row.state] += 1;
  const excludedBy = new Map<string, number>();
  for (const { reason, count } of rows.flatMap((row) => row.excludedBy)) excludedBy.set(reason, (excludedBy.get(reason) ?? 0) + count);
  const way = wayOf(indicator.value, program), none = emptyState(states);
  const whole = 'reason' in way ? { ...blank(none), state: states.value > 0 ? 'not_applicable' as const : none } : put(way, rows, asked, states);
  const result: RollupRow = {
    by, key, indicator: indicator.name, kind: 'reason' in way ? null : way.kind, agencies: rows.length, states,
    met: rows.filter((row) => row.target_met === true).length, missed: rows.filter((row) => row.target_met === false).length,
    ...whole, excluded: rows.reduce((sum, row) => sum + row.excluded, 0), excludedBy: [...excludedBy].map(([reason, count]) => ({ reason, count })),
    target_met: null, reason: 'reason' in way ? way.reason : null,
  };
  return { ...result, target_met: targetMet(indicator, program, result) };
}

const blank = (state: State): Whole => ({ state, value: null, exact: null, numerator: null, denominator: null, pending: 0 });
/** Where no agency has a value: the gravest of their states. */
function emptyState(states: Record<State, number>): State {
  return (['error', 'not_reported', 'pending', 'not_applicable'] as const).find((state) => states[state] > 0) ?? 'not_applicable';
}

function put(way: Way, rows: MeasureRow[], asked: Asked, states: Record<State, number>): Whole {
  const pending = rows.reduce((sum, row) => sum + row.pending, 0), values = rows.filter((row) => row.state === 'value');
  switch (way.kind) {
    case 'ratio': {
      const counted = rows.flatMap((row, index) => { const pair = way.counts(row, asked.members[index]!, asked.measures); return pair ? [pair] : []; });
      const numerator = total(counted.map((one) => one.n)), denominator = total(counted.map((one) => one.d));
      if (denominator.equals(0)) return { ...blank(counted.length === 0 ? emptyState(states) : pending > 0 ? 'pending' : 'not_applicable'), pending };
      return { state: 'value', ...ratio(numerator, denominator), pending };
    }
    case 'sum': {
      // What agencies still wait for has no figure yet: neither has the sum.
      if (values.length === 0 || states.pending > 0) return { ...blank(states.pending > 0 ? 'pending' : emptyState(states)), pending };
      const sum = total(values.map((row) => new Fraction(row.exact!)));
      return { ...blank('value'), value: sum.valueOf(), exact: sum.toFraction(), pending };
    }
    case 'fulfilling': {
      if (values.length === 0) return { ...blank(emptyState(states)), pending: states.pending };
      return { state: 'value', ...ratio(new Fraction(values.filter((row) => row.value === true).length), new Fraction(values.length)), pending: states.pending };
    }
    case 'parts': {
      if (values.length === 0) return { ...blank(emptyState(states)), pending };
      const counts = new Map<string, number>();
      for (const { name, count } of values.flatMap((row) => row.parts ?? [])) counts.set(name, (counts.get(name) ?? 0) + count);
      const all = values.reduce((sum, row) => sum + (row.denominator ?? 0), 0);
      return { ...blank('value'), value: all, exact: `${all}/1`, denominator: all, pending, parts: partsInOrder(way.choices, counts) };
    }
  }
}
const total = (numbers: Fraction[]): Fraction => numbers.reduce((sum, one) => sum.add(one), new Fraction(0));
function ratio(n: Fraction, d: Fraction): Pick<Whole, 'value' | 'exact' | 'numerator' | 'denominator'> {
  const value = n.div(d), whole = n.d === 1n && d.d === 1n && n.s >= 0n;
  return { value: value.valueOf(), exact: whole ? `${n.n}/${d.n}` : value.toFraction(), numerator: n.valueOf(), denominator: d.valueOf() };
}

// ---------------------------------------------------------------- what can be put together, and how

interface Pair { n: Fraction; d: Fraction }
type Way =
  | { kind: 'ratio'; counts(row: MeasureRow, index: number, measures: Measures): Pair | null }
  | { kind: 'sum' } | { kind: 'fulfilling' } | { kind: 'parts'; choices: string[] };
type Cannot = { reason: { zh: string; en: string } };

const cannot = (zh: string, en: string): Cannot => ({ reason: { zh, en } });
const ACROSS = cannot('各主体的数已含其他主体的数，相加会重复', 'each agency’s figure already counts others: added up they would be counted twice');
const DERIVED = cannot('由比率或两年的数算出，不能由各主体的结果合成', 'it is worked out of ratios or of two years and cannot be put together from the agencies’ results');
const ALONE: Partial<Record<Aggregate['fn'], Cannot>> = {
  distinct: cannot('同一对象可能在几个主体各计一次，去重计数不能相加', 'the same thing may be counted by several agencies: distinct counts do not add up'),
  avg: cannot('平均数不能由各主体的平均数合成', 'a mean is not to be had from the agencies’ means'),
  median: cannot('中位数不能由各主体的中位数合成', 'a median is not to be had from the agencies’ medians'),
};
const EXTREME = cannot('最大、最小、最早、最晚、末次的值不能相加', 'extremes, first and last values do not add up');

function wayOf(expr: Expr, program: Program): Way | Cannot {
  if (expr.type.kind === 'boolean') return { kind: 'fulfilling' };
  switch (expr.kind) {
    case 'share': return 'rows' in expr.over && expr.over.rows.across ? ACROSS : { kind: 'ratio', counts: counted };
    case 'distribution': return expr.rows.across ? ACROSS : { kind: 'parts', choices: expr.by.type.kind === 'choice' ? expr.by.type.choices : [] };
    case 'indicator': {
      if (expr.yearOffset !== 0) return adds(expr, program);
      const way = wayOf(program.indicators[expr.name]!.value, program);
      if ('reason' in way || way.kind === 'sum' || way.kind === 'fulfilling') return way;
      return way.kind === 'parts' ? DERIVED : { kind: 'ratio', counts: (_, index, measures) => { const row = measures.byIndicator[expr.name]?.[index]; return row ? way.counts(row, index, measures) : null; } };
    }
    case 'arithmetic': {
      if (expr.op !== '/' || expr.right.kind === 'number') return adds(expr, program);
      const left = adds(expr.left, program), right = adds(expr.right, program);
      if ('reason' in left) return left;
      if ('reason' in right) return right;
      if (expr.left.kind === 'aggregate' && expr.right.kind === 'aggregate') return { kind: 'ratio', counts: counted };
      return ofIndicators(expr.left) && ofIndicators(expr.right) ? { kind: 'ratio', counts: (row, index, measures) => {
        if (row.state !== 'value') return null;
        const n = worth(expr.left, index, measures), d = worth(expr.right, index, measures);
        return n && d ? { n, d } : null;
      } } : DERIVED;
    }
    default: return adds(expr, program);
  }
}

/** Whether values of agencies can be added up. */
function adds(expr: Expr, program: Program): { kind: 'sum' } | Cannot {
  const sum = { kind: 'sum' as const };
  switch (expr.kind) {
    case 'aggregate': return expr.rows.across ? ACROSS : expr.fn === 'count' || expr.fn === 'sum' ? sum : ALONE[expr.fn] ?? EXTREME;
    case 'cell': case 'groupTotal': return sum;
    case 'formSum': return ACROSS;
    case 'indicator': {
      const way = wayOf(program.indicators[expr.name]!.value, program);
      return 'reason' in way || way.kind === 'sum' ? way : DERIVED;
    }
    case 'convert': case 'lastYear': return adds(expr.operand, program);
    case 'else': return expr.fallback.kind === 'number' ? adds(expr.operand, program) : both(adds(expr.operand, program), adds(expr.fallback, program));
    case 'rounded': return cannot('各主体的数已经舍入，相加与合计不符', 'the agencies’ figures are rounded: they do not add up to the whole');
    case 'arithmetic':
      if (expr.op === '+' || expr.op === '-') return both(adds(expr.left, program), adds(expr.right, program));
      if (expr.op === '*') return expr.left.kind === 'number' ? adds(expr.right, program) : expr.right.kind === 'number' ? adds(expr.left, program) : DERIVED;
      return expr.right.kind === 'number' ? adds(expr.left, program) : DERIVED;
    default: return DERIVED;
  }
}
const both = (a: { kind: 'sum' } | Cannot, b: { kind: 'sum' } | Cannot) => ('reason' in a ? a : b);

/** Numerator and denominator as they were counted. The quotient is exact, and so is the denominator: a count, or a sum in decimals. */
function counted(row: MeasureRow): Pair | null {
  if (row.state === 'error' || row.numerator === null || row.denominator === null) return null;
  const d = new Fraction(String(row.denominator));
  return { n: row.exact === null ? new Fraction(String(row.numerator)) : new Fraction(row.exact).mul(d), d };
}

/** Made of indicators of the same year and numbers: it can be worked out again for each agency. */
function ofIndicators(expr: Expr): boolean {
  return expr.kind === 'number' || (expr.kind === 'indicator' && expr.yearOffset === 0) || (expr.kind === 'arithmetic' && ofIndicators(expr.left) && ofIndicators(expr.right));
}
function worth(expr: Expr, index: number, measures: Measures): Fraction | null {
  if (expr.kind === 'number') return literalNumber(expr.value, expr.unit);
  if (expr.kind === 'indicator') { const exact = measures.byIndicator[expr.name]?.[index]?.exact; return exact ? new Fraction(exact) : null; }
  if (expr.kind !== 'arithmetic') return null;
  const a = worth(expr.left, index, measures), b = worth(expr.right, index, measures);
  if (!a || !b || (expr.op === '/' && b.equals(0))) return null;
  return expr.op === '+' ? a.add(b) : expr.op === '-' ? a.sub(b) : expr.op === '*' ? a.mul(b) : a.div(b);
}

// ---------------------------------------------------------------- targets

/** The first target, where it binds whoever is asked about: one that depends on the agency cannot be held against a whole. */
function targetMet(indicator: Indicator, program: Program, row: RollupRow): boolean | null {
  const [target] = indicator.targets;
  if (!target || target.when || row.state !== 'value' || row.kind === null || row.kind === 'parts') return null;
  if (row.kind === 'fulfilling') return target.value.kind === 'boolean' && target.op === '=' ? row.numerator === (target.value.value ? row.denominator : 0) : null;
  const bound = boundOf(target.value, indicator.value, program);
  if (!bound || (row.kind === 'sum' && !bound.equals(0))) return null;
  return meets(target.op, new Fraction(row.exact!), bound);
}
const meets = (op: CompareOp, value: Fraction, bound: Fraction): boolean => holds(op, value.compare(bound));
/** A number as written, or a parameter that is one number everywhere and always; told in the unit of the value. */
function boundOf(expr: Expr, value: Expr, program: Program): Fraction | null {
  if (expr.kind === 'parameter') {
    const parameter = program.parameters[expr.name], [only] = parameter?.values ?? [];
    return only && parameter!.values.length === 1 && !only.when && !only.from && !only.to && !only.regions?.length ? boundOf(only.value, value, program) : null;
  }
  if (expr.kind !== 'number') return null;
  const from = unitOf(expr), to = unitOf(value), how = from && to ? conversion(from, to) : null;
  if (how && !('factor' in how)) return null;
  return how ? literalNumber(expr.value, expr.unit).mul(how.factor) : literalNumber(expr.value, expr.unit);
}
