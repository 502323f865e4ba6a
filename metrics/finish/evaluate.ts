/** Agency-level expressions → settled values. Pure: rows of the passes in, exact fractions out. */
import Fraction from 'fraction.js';
import type { AgencyNode } from '../plan/plan.ts';
import { both, compareScalars, either } from './comparisons.ts';
import { aggregate, formCell, formSum, groupTotal, nobody, truthOf, UNFILLED } from './counted.ts';
import { judgeBy, judgeWithin } from './deadlines.ts';
import { exact, type AgencyFacts } from './facts.ts';
import {
  awaited, calendarMissing, decidedVerdict, fixedNumber, graver, NEGATION, NOT_APPLICABLE, NOT_REPORTED, openNumber, openVerdict, PENDING, settled, unfilled, UNKNOWN,
  type Scalar, type Settled, type Unsettled, type Verdict,
} from './values.ts';
import { bucketOf, yearOf } from '../plan/period.ts';

export interface ShareCounts { counted: Fraction; best: Fraction; worst: Fraction; excludedBy: { reason: string; count: number }[]; error: Unsettled | null }

const zero = new Fraction(0);

export function evaluateNode(node: AgencyNode, facts: AgencyFacts): Settled {
  switch (node.kind) {
    case 'number': return settled(fixedNumber(new Fraction(node.value)));
    case 'text': return settled({ kind: 'text', value: node.value });
    case 'date': return settled({ kind: 'date', value: node.value });
    case 'agencyField': return agencyField(node, facts);
    case 'cell': return formCell(node, facts);
    case 'groupTotal': return groupTotal(node, facts);
    case 'parameter': return parameter(node, facts);
    case 'indicator': return indicator(node, facts);
    case 'aggregate': return nobody(node.asked, facts) ?? aggregate(node, facts);
    case 'formSum': return formSum(node, facts);
    case 'share': case 'units': return shareValue(node, facts);
    case 'arithmetic': return arithmetic(node, facts);
    case 'else': {
      const first = evaluateNode(node.operand, facts);
      if (first.state === 'value' ? !isEmpty(first.scalar) : first.state !== 'not_applicable') return first;
      const fallback = evaluateNode(node.fallback, facts);
      return first.state === 'value' && awaited(first.scalar) ? loosened(fallback) : fallback;
    }
    case 'rounded': return mapNumber(evaluateNode(node.operand, facts), (value) => halfUp(value, node.digits));
    case 'daysBetween': return daysBetween(node, facts);
    case 'highestOf': {
      const operand = evaluateNode(node.operand, facts);
      if (operand.state !== 'value' || operand.scalar.kind !== 'list') return operand;
      const order = nearest(node.orders, node.year, facts)[0]?.order ?? [];
      return settled({ kind: 'text', value: order.findLast((one) => (operand.scalar as { value: string[] | null }).value?.includes(one)) ?? null });
    }
    case 'bucketOf': {
      const operand = evaluateNode(node.operand, facts);
      if (operand.state !== 'value' || operand.scalar.kind !== 'date') return operand;
      return settled({ kind: 'text', value: operand.scalar.value === null ? null : bucketOf(operand.scalar.value, node.unit) });
    }
    // A whole value of its own (`measure.ts`), which nothing refers to.
    case 'distribution': return NOT_APPLICABLE;
    case 'failure': return { state: 'error', error: node.error };
    case 'lastYear': {
      if (facts.roster(node.year, 'code') === undefined || node.reads.some((read) => !facts.reported(read))) return NOT_APPLICABLE;
      const result = evaluateNode(node.operand, facts);
      return result.state === 'not_reported' ? NOT_APPLICABLE : unfilled(result) ? settled(fixedNumber(null)) : result;
    }
    default: return settled({ kind: 'truth', verdict: (negated) => judge(node, facts, negated) });
  }
}

// ---------------------------------------------------------------- leaves

function agencyField(node: AgencyNode & { kind: 'agencyField' }, facts: AgencyFacts): Settled {
  const cell = facts.roster(node.year, node.field);
  const value = cell === undefined || cell === '' ? null : cell;
  switch (node.type) {
    case 'number': return settled(fixedNumber(exact(value)));
    case 'date': return settled({ kind: 'date', value: value === null || (!node.planned && String(value) > facts.asOf) ? null : String(value) });
    case 'list': return settled({ kind: 'list', value: value === null ? null : String(value).split('、') });
    case 'boolean': return settled(truthOf(value === null ? null : Boolean(value)));
    case 'text': return settled({ kind: 'text', value: value === null ? null : String(value) });
  }
}
function parameter(node: AgencyNode & { kind: 'parameter' }, facts: AgencyFacts): Settled {
  for (const candidate of nearest(node.values, node.year, facts)) {
    if (candidate.when && !judge(candidate.when, facts).worst) continue;
    return evaluateNode(candidate.value, facts);
  }
  return settled({ kind: 'text', value: null });
}

/** Those of the region nearest to the agency's, in their order. `values`: nearest first. */
function nearest<T extends { region: string }>(values: T[], year: number, facts: AgencyFacts): T[] {
  const region = String(facts.roster(year, 'region') ?? '');
  const matching = values.filter((value) => region.startsWith(value.region));
  return matching.filter((value) => value.region.length === matching[0]!.region.length);
}

function indicator(node: AgencyNode & { kind: 'indicator' }, facts: AgencyFacts): Settled {
  const found = facts.measure(node.name, node.year);
  if (!found) return NOT_APPLICABLE;
  const { row, scalar } = found;
  if (scalar) return settled(scalar);
  return node.earlier && row.state === 'not_reported' ? NOT_APPLICABLE : { state: row.state as Unsettled['state'], error: row.error };
}

// ---------------------------------------------------------------- shares

/** Numbers behind a share: units counted (without the excluded), those that hold at best and at worst. */
export function shareCounts(node: AgencyNode & { kind: 'share' | 'units' }, facts: AgencyFacts): ShareCounts {
  if (node.kind === 'share') {
    const read = (name: string) => exact(facts.cell(node.pass, name)) ?? zero;
    const missing = node.columns.error ? exact(facts.cell(node.pass, node.columns.error)) : null;
    return {
      counted: read(node.columns.counted), best: read(node.columns.best), worst: read(node.columns.worst),
      excludedBy: excludedBy(node.reasons.map((reason, index) => ({ reason, count: read(node.columns.excluded[index]!).valueOf() }))),
      error: missing ? calendarMissing(missing.valueOf()) : null,
    };
  }
  let counted = 0, best = 0, worst = 0, error: Unsettled | null = null;
  const reasons = new Map<string, number>();
  for (const unit of node.units) {
    const exclusions = unit.excluding.map((one) => ({ reason: one.reason, verdict: judge(one.condition, facts) }));
    const stop = exclusions.find((one) => one.verdict.best), out = stop?.verdict.worst ? stop : null;
    if (out) { reasons.set(out.reason, (reasons.get(out.reason) ?? 0) + 1); continue; }
    const own = judge(unit.with, facts), stuck = (why: Unsettled | null) => why?.state === 'error' || why?.state === 'not_reported';
    // An exclusion that is itself open leaves the unit open; one that cannot be judged is an error all the same.
    const verdict = stop && !stuck(own.why) ? openVerdict(stop.verdict.why ?? PENDING) : own;
    if (stuck(verdict.why)) error = graver(error, verdict.why);
    counted += 1;
    if (verdict.worst) worst += 1;
    // What cannot be judged at all (nothing to divide by) is not fulfilled; only what is still open is pending.
    if (verdict.worst || (verdict.best && verdict.why?.state !== 'not_applicable')) best += 1;
  }
  return { counted: new Fraction(counted), best: new Fraction(best), worst: new Fraction(worst), excludedBy: excludedBy([...reasons].map(([reason, count]) => ({ reason, count }))), error };
}
/** One entry a reason, also where two exclusions give the same; reasons that met nothing are left out. */
function excludedBy(entries: { reason: string; count: number }[]): { reason: string; count: number }[] {
  const all = new Map<string, number>();
  for (const { reason, count } of entries) if (count > 0) all.set(reason, (all.get(reason) ?? 0) + count);
  return [...all].map(([reason, count]) => ({ reason, count }));
}

/** A share read by another expression: certain only once nothing is pending and its period is over. */
function shareValue(node: AgencyNode & { kind: 'share' | 'units' }, facts: AgencyFacts): Settled {
  const none = node.kind === 'share' ? nobody(node.asked, facts) : null;
  if (none) return none;
  const { counted, best, worst, error } = shareCounts(node, facts);
  if (error) return error;
  const pending = best.sub(worst), judged = counted.sub(pending);
  if (judged.equals(0)) return pending.equals(0) ? NOT_APPLICABLE : PENDING;
  const value = worst.div(judged);
  // Of quarters, months and values no more come: only what is pending may move the share.
  if (node.kind === 'share' && node.open) return settled(openNumber(value, null, null));
  return settled(pending.equals(0) ? fixedNumber(value) : openNumber(value, worst.div(counted), best.div(counted)));
}

// ---------------------------------------------------------------- arithmetic

export function isEmpty(scalar: Scalar): boolean {
  return scalar.kind === 'truth' ? !scalar.verdict(false).best && !scalar.verdict(true).best : scalar.value === null;
}
/** What stands in for a figure that may still come may yet be anything. */
function loosened(value: Settled): Settled {
  if (value.state !== 'value') return value;
  if (value.scalar.kind === 'number') return settled(openNumber(value.scalar.value, null, null));
  return value.scalar.kind === 'date' ? settled({ ...value.scalar, range: { lo: null, hi: null } }) : value;
}

function mapNumber(operand: Settled, change: (value: Fraction) => Fraction): Settled {
  if (operand.state !== 'value') return operand;
  if (operand.scalar.kind !== 'number') return settled(fixedNumber(null));
  const { value, lo, hi } = operand.scalar, map = (one: Fraction | null) => (one ? change(one) : null);
  return settled({ ...operand.scalar, value: map(value), lo: map(lo), hi: map(hi) });
}
/** Half up, away from zero at the half. */
export function halfUp(value: Fraction, digits: number): Fraction {
  const scale = new Fraction(10).pow(digits)!;
  return value.abs().mul(scale).add('1/2').floor().div(scale).mul(value.s < 0n ? -1 : 1);
}

function arithmetic(node: AgencyNode & { kind: 'arithmetic' }, facts: AgencyFacts): Settled {
  const left = evaluateNode(node.left, facts), right = evaluateNode(node.right, facts);
  if (left.state !== 'value' || right.state !== 'value') return withoutResult(left, right);
  const a = left.scalar, b = right.scalar;
  if (a.kind === 'date' && b.kind === 'number') {
    if (a.value === null || b.value === null) return settled({ kind: 'date', value: null });
    const days = Math.floor(b.value.valueOf()) * (node.op === '-' ? -1 : 1);
    return settled({ kind: 'date', value: new Date(Date.parse(a.value) + days * 86_400_000).toISOString().slice(0, 10) });
  }
  const missing = unfilled(left) || unfilled(right);
  if (a.kind !== 'number' || b.kind !== 'number' || (a.value === null && !a.open) || (b.value === null && !b.open)) return missing ? UNFILLED : settled(fixedNumber(null));
  const fixed = !a.open && !b.open;
  if (!fixed && (node.op === '+' || node.op === '-')) {
    // A sum that lacks a part is still at least, or at most, what its bounds come to.
    const combine = (x: Fraction | null, y: Fraction | null) => (x && y ? (node.op === '+' ? x.add(y) : x.sub(y)) : null);
    const [low, high] = node.op === '+' ? [b.lo, b.hi] : [b.hi, b.lo], value = combine(a.value, b.value);
    return settled({ ...openNumber(value, combine(a.lo, low), combine(a.hi, high)), ...(missing ? { unfilled: true as const } : {}) });
  }
  if (fixed && (node.op === '+' || node.op === '-')) return settled(fixedNumber(node.op === '+' ? a.value!.add(b.value!) : a.value!.sub(b.value!)));
  // What is not filled in or may still come is told first.
  if (node.op === '/' && b.value?.equals(0)) return missing ? UNFILLED : a.value ? NOT_APPLICABLE : settled(openNumber(null, null, null));
  const value = a.value && b.value ? (node.op === '*' ? a.value.mul(b.value) : a.value.div(b.value)) : null;
  if (fixed) return settled(fixedNumber(value));
  const more = missing ? { unfilled: true as const } : {};
  const [factor, other] = b.value && !b.open ? [node.op === '*' ? b.value : b.value.inverse(), a] : a.value && !a.open && node.op === '*' ? [a.value, b] : [null, a];
  // Where both may move, or what is divided by, the result may be anything.
  if (!factor) return settled({ ...openNumber(value, null, null), ...more });
  const scaled = (bound: Fraction | null) => (factor.equals(0) ? zero : bound && bound.mul(factor)), [low, high] = factor.s < 0n ? [other.hi, other.lo] : [other.lo, other.hi];
  return settled({ ...openNumber(value, scaled(low), scaled(high)), ...more });
}

/** What stands in place of the result of two operands. A figure not filled in is as grave as not reported, but `else` can replace it. */
function withoutResult(left: Settled, right: Settled): Settled {
  const why = unsettled(left, right)!;
  return (unfilled(left) || unfilled(right)) && graver(why, NOT_REPORTED) !== why ? UNFILLED : why;
}

function daysBetween(node: AgencyNode & { kind: 'daysBetween' }, facts: AgencyFacts): Settled {
  const from = evaluateNode(node.from, facts), to = evaluateNode(node.to, facts);
  if (from.state !== 'value' || to.state !== 'value') return graver(from.state === 'value' ? null : from, to.state === 'value' ? null : to)!;
  if (from.scalar.kind !== 'date' || to.scalar.kind !== 'date' || from.scalar.value === null || to.scalar.value === null) return settled(fixedNumber(null));
  const a = from.scalar.value, b = to.scalar.value;
  if (node.unit === 'days') return settled(fixedNumber(new Fraction(Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000))));
  const low = facts.calendar.floor(a), high = facts.calendar.floor(b);
  if (low === null) return calendarMissing(yearOf(a));
  if (high === null) return calendarMissing(yearOf(b));
  return settled(fixedNumber(new Fraction(high - low)));
}

// ---------------------------------------------------------------- truths

export function judge(node: AgencyNode, facts: AgencyFacts, negated = false): Verdict {
  switch (node.kind) {
    case 'boolean': return decidedVerdict(node.value !== negated);
    case 'not': return judge(node.operand, facts, !negated);
    case 'and': case 'or': {
      const parts = node.operands.map((operand) => judge(operand, facts, negated));
      return (node.kind === 'and') !== negated ? both(...parts) : either(...parts);
    }
    case 'compare': return compare(node, facts, negated);
    case 'in': return membership(node, facts, negated);
    case 'filled': case 'empty': {
      const operand = evaluateNode(node.operand, facts);
      if (operand.state !== 'value') return openVerdict(operand);
      const wanted = (node.kind === 'empty') !== negated;
      // Filled now stays filled; empty now may be filled before the period ends.
      if (awaited(operand.scalar)) return openVerdict(PENDING);
      if (operand.scalar.kind === 'truth') {
        const yes = operand.scalar.verdict(false), no = operand.scalar.verdict(true), there = either(yes, no);
        return wanted ? { best: !there.worst, worst: !there.best, why: there.why } : there;
      }
      return decidedVerdict(isEmpty(operand.scalar) === wanted);
    }
    case 'by': {
      const date = evaluateNode(node.date, facts), deadline = evaluateNode(node.deadline, facts);
      const failed = unsettled(date, deadline);
      if (failed) return openVerdict(failed);
      const day = dateOf(date), due = dateOf(deadline);
      return due === null ? UNKNOWN : judgeBy(day, due, node.before, facts.asOf, negated);
    }
    case 'doneBy': {
      const done = judge(node.condition, facts), deadline = evaluateNode(node.deadline, facts);
      if (done.worst) return decidedVerdict(!negated);
      // What keeps it from being seen at all; whatever else is open about it, it is not done yet.
      if (done.best && (done.why?.state === 'error' || done.why?.state === 'not_reported')) return openVerdict(done.why);
      if (deadline.state !== 'value') return openVerdict(deadline);
      const due = dateOf(deadline);
      return due === null ? UNKNOWN : facts.asOf <= due ? openVerdict(PENDING) : decidedVerdict(negated);
    }
    case 'within': {
      const date = evaluateNode(node.date, facts), from = evaluateNode(node.from, facts), count = evaluateNode(node.count, facts);
      const failed = unsettled(date, from, count);
      if (failed) return openVerdict(failed);
      const start = dateOf(from), days = count.state === 'value' && count.scalar.kind === 'number' ? count.scalar.value : null;
      if (start === null || days === null) return UNKNOWN;
      return judgeWithin(dateOf(date), start, days.valueOf(), node.unit, node.sameDay, facts.asOf, facts.calendar, negated);
    }
    default: {
      const value = evaluateNode(node.kind === 'isTrue' ? node.operand : node, facts);
      if (value.state !== 'value') return openVerdict(value);
      return value.scalar.kind === 'truth' ? value.scalar.verdict(negated) : UNKNOWN;
    }
  }
}
function unsettled(...values: Settled[]): Unsettled | null {
  return values.reduce<Unsettled | null>((why, value) => graver(why, value.state === 'value' ? null : value), null);
}
function dateOf(value: Settled): string | null { return value.state === 'value' && value.scalar.kind === 'date' ? value.scalar.value : null; }

function compare(node: AgencyNode & { kind: 'compare' }, facts: AgencyFacts, negated: boolean): Verdict {
  const op = negated ? NEGATION[node.op] : node.op;
  const left = evaluateNode(node.left, facts), right = evaluateNode(node.right, facts);
  const failed = unsettled(left, right);
  if (failed || left.state !== 'value' || right.state !== 'value') return openVerdict(failed!);
  return compareScalars(op, left.scalar, right.scalar);
}

function membership(node: AgencyNode & { kind: 'in' }, facts: AgencyFacts, negated: boolean): Verdict {
  const operand = evaluateNode(node.operand, facts);
  if (operand.state !== 'value') return openVerdict(operand);
  const verdicts = node.values.map((value) => {
    const choice = evaluateNode(value, facts);
    return choice.state === 'value' ? compareScalars(negated ? '!=' : '=', operand.scalar, choice.scalar) : openVerdict(choice);
  });
  return negated ? both(...verdicts) : either(...verdicts);
}
