/**
 * Scoring once more, the slow way: what `dsl/program.ts` says of a scorecard, followed sentence by sentence with exact fractions.
 * Shares the program's types with `metrics/score.ts` and nothing else. Values come as they were measured: a fraction, a truth, or
 * a state.
 */
import Fraction from 'fraction.js';
import type { CompareOp, Expr, Item, Scorecard, State, Target } from '../../dsl/program.ts';

export type Measured = Fraction | boolean | Exclude<State, 'value'>;
export interface Agency { group: string; silent: boolean; of(indicator: string): Measured; hand: Record<string, string> }
export interface Scored { state: State; points: number | null; grade: string | null; rank: number | null; veto: string | null; items: Map<string, Fraction | null> }

interface Program { scorecards: Record<string, Scorecard>; targets(indicator: string): Target[] }
type Total = { state: State; total: Fraction | null; veto: Scorecard['vetoes'][number] | null; items: Map<string, Fraction | null> };

const zero = new Fraction(0), hundred = new Fraction(100);
const smaller = (a: Fraction, b: Fraction): Fraction => (a.lt(b) ? a : b);
const larger = (a: Fraction, b: Fraction): Fraction => (a.gt(b) ? a : b);

export function scoresOf(program: Program, name: string, agencies: Map<string, Agency>): Map<string, Scored> {
  const card = program.scorecards[name]!, found = new Map<string, Scored>();
  for (const [code, agency] of agencies) {
    const { state, total, veto, items } = totalOf(program, card, agency);
    const points = total && total.mul(100).add(new Fraction(1, 2)).floor().div(100);
    const byPoints = points && (card.grades.find((grade) => grade.atLeast === undefined || points.gt(grade.atLeast) || (!grade.exclusive && points.equals(grade.atLeast)))?.label ?? null);
    found.set(code, { state, points: points?.valueOf() ?? null, grade: points ? veto?.grade ?? byPoints : null, veto: points ? veto?.label ?? null : null, rank: null, items });
  }
  for (const [code, one] of found) {
    if (one.points === null) continue;
    const above = [...found].filter(([other, score]) => agencies.get(other)!.group === agencies.get(code)!.group && score.points !== null && score.points > one.points!).map(([, score]) => score.points);
    one.rank = 1 + (card.ties === 'dense' ? new Set(above).size : above.length);
  }
  return found;
}

function totalOf(program: Program, card: Scorecard, agency: Agency): Total {
  const items = new Map<string, Fraction | null>();
  if (agency.silent) return { state: 'not_reported', total: null, veto: null, items };
  const counted: { points: Fraction; full: Fraction }[] = [];
  const states: State[] = [];
  const take = (label: string, state: State, points: Fraction | null, full: Fraction): void => {
    states.push(state);
    const rule = state === 'not_applicable' ? card.missing.notApplicable : state === 'not_reported' ? card.missing.notReported : state === 'pending' ? card.missing.pending : null;
    const got = state === 'value' ? points : rule === 'full' ? full : rule === 'zero' ? zero : null;
    items.set(label, got);
    if (got) counted.push({ points: got, full });
  };
  for (const { scorecard, weight } of card.combine ?? []) {
    const inner = totalOf(program, program.scorecards[scorecard]!, agency);
    take(scorecard, inner.state, inner.total && inner.total.mul(weight).div(100), new Fraction(weight));
  }
  for (const dimension of card.dimensions) {
    const worth = dimension.points[agency.group] ?? dimension.points[''];
    const sum = dimension.items.reduce((all, item) => all.add(item.points), zero);
    const results = dimension.items.map((item) => ({ item, ...judge(program, item, agency, 'regular') }));
    for (const cap of dimension.caps ?? []) {
      const losing = results.filter((one) => cap.items.includes(one.item.name) && one.state === 'value');
      const lost = losing.reduce((all, one) => all.add(one.item.points).sub(one.points!), zero);
      if (lost.gt(cap.upTo)) for (const one of losing) one.points = new Fraction(one.item.points).sub(new Fraction(one.item.points).sub(one.points!).mul(cap.upTo).div(lost));
    }
    for (const { item, state, points } of results) {
      if (worth === undefined) { items.set(item.name, null); states.push('not_applicable'); continue; }
      const scale = sum.equals(0) ? zero : new Fraction(worth).div(sum);
      take(item.name, state, points && points.mul(scale), new Fraction(item.points).mul(scale));
    }
  }
  const extra = (part: 'bonus' | 'deduction', list: { upTo: string; items: Item[] } | undefined): Fraction => {
    let sum = zero;
    for (const item of list?.items ?? []) {
      const { state, points } = judge(program, item, agency, part);
      if (state === 'error') states.push(state);
      items.set(item.name, points && (part === 'bonus' ? points : points.neg()));
      if (points) sum = sum.add(points);
    }
    return list ? smaller(sum, new Fraction(list.upTo)) : zero;
  };
  const bonus = extra('bonus', card.bonus), deductions = extra('deduction', card.deductions);
  if (states.includes('error')) return { state: 'error', total: null, veto: null, items };
  for (const veto of card.vetoes) {
    const holds = worthOf(veto.when, agency);
    if (holds === 'error') return { state: 'error', total: null, veto: null, items };
    if (holds === true) return close(veto);
  }
  return close(null);

  function close(veto: Total['veto']): Total {
    const full = counted.reduce((all, one) => all.add(one.full), zero);
    if (full.equals(0)) return { state: states.includes('pending') ? 'pending' : 'not_applicable', total: null, veto: null, items };
    const reached = counted.reduce((all, one) => all.add(one.points), zero);
    const base = Object.values(card.missing).includes('rescale') ? reached.mul(hundred).div(full) : reached;
    return { state: 'value', total: veto?.points !== undefined ? new Fraction(veto.points) : larger(zero, base.add(bonus).sub(deductions)), veto, items };
  }
}

function worthOf(expr: Expr, agency: Agency): Measured {
  switch (expr.kind) {
    case 'number': return expr.unit === '%' || expr.unit === 'percentage_points' ? new Fraction(expr.value).div(100) : new Fraction(expr.value);
    case 'boolean': return expr.value;
    case 'indicator': return agency.of(expr.name);
    default: throw new Error(`a rule holds literals and indicators, not ${expr.kind}`);
  }
}

class Absent extends Error {
  readonly state: State;
  constructor(state: State) { super(); this.state = state; }
}

function judge(program: Program, item: Item, agency: Agency, part: Part): { state: State; points: Fraction | null } {
  try { return judged(program, item, agency, part); } catch (error) {
    if (error instanceof Absent) return { state: error.state, points: null };
    throw error;
  }
}

type Part = 'regular' | 'bonus' | 'deduction';
function judged(program: Program, item: Item, agency: Agency, part: Part): { state: State; points: Fraction | null } {
  const full = new Fraction(item.points), value = (points: Fraction): { state: State; points: Fraction } => ({ state: 'value', points: larger(zero, smaller(full, points)) });
  // Left at the first value that is not there.
  const read = (expr: Expr): Fraction | boolean => {
    const worth = worthOf(expr, agency);
    if (typeof worth === 'string') throw new Absent(worth);
    return worth;
  };
  const own = item.indicator === undefined ? null : read({ kind: 'indicator', name: item.indicator, yearOffset: 0, type: { kind: 'boolean' } });
  const holds = (left: Measured, op: CompareOp, right: Expr): boolean => {
    const bound = read(right);
    const order = left instanceof Fraction && bound instanceof Fraction ? left.compare(bound) : Number(left) - Number(bound);
    return { '=': order === 0, '!=': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[op];
  };
  const targets = item.indicator === undefined ? [] : program.targets(item.indicator);
  if (item.rules.length === 0) return value(holds(own!, targets[0]!.op, targets[0]!.value) ? full : zero);
  if (item.rules.some((rule) => rule.kind === 'fullWhen' && holds(own!, rule.op, rule.value))) return value(part === 'deduction' ? zero : full);

  const others = item.rules.filter((rule) => rule.kind !== 'fullWhen');
  if (others.length === 0) return value(zero);
  const awards = others.filter((rule) => !rule.kind.startsWith('deduct'));
  let given = awards.length === 0 && part === 'regular' ? full : zero;
  let stepped = false;
  for (const rule of awards) {
    if (rule.kind === 'award' && !stepped && (rule.when ? read(rule.when) === true : !rule.op || holds(own!, rule.op, rule.value!))) { stepped = true; given = given.add(rule.points); }
    if (rule.kind === 'awardForEach') given = given.add(capped(larger(zero, new Fraction(rule.points).mul(read(rule.of) as Fraction)), rule.upTo));
    if (rule.kind === 'inProportion') given = given.add(full.mul(smaller(new Fraction(1), (own as Fraction).div(read(targets[0]!.value) as Fraction))));
    if (rule.kind === 'byHand') {
      const points = agency.hand[item.name];
      if (points === undefined) throw new Absent('pending');
      if (new Fraction(points).lt(rule.from) || new Fraction(points).gt(rule.to)) throw new Absent('error');
      given = given.add(points);
    }
  }
  let lost = zero;
  for (const rule of others) {
    if (rule.kind === 'deductWhen' && read(rule.when) === true) lost = lost.add(capped(new Fraction(rule.points), rule.upTo));
    if (rule.kind === 'deductForEach') lost = lost.add(capped(larger(zero, new Fraction(rule.points).mul(read(rule.of) as Fraction)), rule.upTo));
    if (rule.kind === 'deductPerStep') {
      const bound = read(rule.bound) as Fraction, size = read(rule.step) as Fraction;
      const gap = rule.side === 'below' ? bound.sub(own as Fraction) : (own as Fraction).sub(bound);
      if (gap.gt(0)) lost = lost.add(capped((rule.rounding === 'full' ? gap.div(size).floor() : gap.div(size).ceil()).mul(rule.points), rule.upTo));
    }
  }
  if (item.lossUpTo !== undefined) lost = smaller(lost, new Fraction(item.lossUpTo));
  return value(part === 'deduction' ? given.add(lost) : smaller(full, given).sub(lost));
}

const capped = (points: Fraction, upTo: string | undefined): Fraction => (upTo === undefined ? points : smaller(points, new Fraction(upTo)));
