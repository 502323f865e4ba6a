/** One indicator of one agency: the order of states, the counts behind a ratio, the target. Pure. */
import type Fraction from 'fraction.js';
import type { MeasureRow } from '../types.ts';
import type { AgencyNode, PlannedIndicator } from '../plan/plan.ts';
import { compareScalars } from './comparisons.ts';
import { nobody } from './counted.ts';
import { evaluateNode, isEmpty, judge, shareCounts } from './evaluate.ts';
import type { AgencyFacts } from './facts.ts';
import { calendarMissing, certain, decidedVerdict, graver, holds, NEGATION, NOT_APPLICABLE, NOT_REPORTED, PENDING, type Scalar, type Unsettled, type Verdict } from './values.ts';

/** `scalar`: the value as it is read by other indicators, with what more rows may still make of it. */
export interface Measured { row: MeasureRow; scalar: Scalar | null }

/**
 * Wholly outside the source's validity → not applicable; the rule does not bind the agency → not applicable; a ledger
 * that it reads was not handed in, or a cell it needs was not filled in → not reported; then error, value, pending or not
 * applicable as the rows say.
 */
export function measure(planned: PlannedIndicator, facts: AgencyFacts): Measured {
  const blank = blankRow(facts.agency, planned);
  const without = (why: Unsettled, more: Partial<MeasureRow> = {}): Measured => ({ row: { ...blank, ...more, state: why.state, error: why.error }, scalar: null });
  // A year before, the agency may not have been there yet.
  if (planned.outsideValidity || facts.roster(planned.year, 'code') === undefined) return without(NOT_APPLICABLE);
  if (planned.appliesTo && !judge(planned.appliesTo, facts).worst) return without(NOT_APPLICABLE);
  if (planned.reads.some((read) => !facts.reported(read))) return without({ state: 'not_reported', error: null });

  const node = planned.value;
  const none = node.kind === 'share' || node.kind === 'distribution' ? nobody(node.asked, facts) : null;
  if (none) return without(none);
  if (node.kind === 'share' || node.kind === 'units') return share(node, planned, facts, blank, without);
  if (node.kind === 'distribution') return distribution(node, facts, blank, without);
  if (isQuotient(node)) return quotient(node, planned, facts, blank, without);
  const result = evaluateNode(node, facts);
  if (result.state !== 'value') return without(result);
  const { scalar } = result;
  if (scalar.kind === 'truth') return truth(scalar.verdict(false), planned, facts, blank, without);
  if (scalar.kind === 'number') return amount(scalar, planned, facts, blank, without);
  if (scalar.value === null) return without(NOT_APPLICABLE);
  const value = scalar.kind === 'list' ? scalar.value!.join('、') : scalar.value;
  const verdict = targetVerdict(planned, facts, scalar);
  return { row: { ...blank, state: 'value', value, ...targetColumns(verdict) }, scalar };
}

function blankRow(agency: string, planned: PlannedIndicator): MeasureRow {
  return {
    agency, indicator: planned.name, year: planned.year, state: 'not_applicable', value: null, numerator: null, denominator: null,
    pending: 0, excluded: 0, target_met: null, exact: null, excludedBy: [], error: null, principleMissed: false,
  };
}

type Without = (why: Unsettled, more?: Partial<MeasureRow>) => Measured;

function share(node: AgencyNode & { kind: 'share' | 'units' }, planned: PlannedIndicator, facts: AgencyFacts, blank: MeasureRow, without: Without): Measured {
  const { counted, best, worst, excludedBy, error } = shareCounts(node, facts);
  const open = best.sub(worst), judged = counted.sub(open);
  const counts = { numerator: worst.valueOf(), denominator: judged.valueOf(), pending: open.valueOf(), excluded: excludedBy.reduce((sum, one) => sum + one.count, 0), excludedBy };
  if (error) return without(error, { excluded: counts.excluded, excludedBy });
  if (judged.equals(0)) return without(open.equals(0) ? NOT_APPLICABLE : PENDING, counts);
  const value = worst.div(judged);
  const verdict = targetVerdict(planned, facts, { kind: 'number', value, lo: value, hi: value, open: false });
  return { row: { ...blank, ...counts, state: 'value', value: value.valueOf(), exact: `${worst.n}/${judged.n}`, ...targetColumns(verdict) }, scalar: scalarOf(node, facts) };
}

/** Choices in declared order, also those that no row has; other values ascending; rows without one (under '') last. */
export function partsInOrder(choices: string[], counts: Map<string, number>): { name: string; count: number }[] {
  const others = [...counts.keys()].filter((name) => name !== '' && !choices.includes(name)).toSorted();
  return [...choices, ...others, ...(counts.get('') ? [''] : [])].map((name) => ({ name, count: counts.get(name) ?? 0 }));
}
function distribution(node: AgencyNode & { kind: 'distribution' }, facts: AgencyFacts, blank: MeasureRow, without: Without): Measured {
  const counts = new Map<string, number>();
  let counted = 0, pending = 0, error: Unsettled | null = null;
  for (const cell of facts.rows(node.pass)) {
    const name = String(cell('name') ?? ''), certainly = Number(cell('n')), missing = cell('missing');
    if (missing !== null) error = graver(error, calendarMissing(Number(missing)));
    counted += certainly; pending += Number(cell('m')) - certainly;
    if (certainly > 0) counts.set(name, (counts.get(name) ?? 0) + certainly);
  }
  if (error) return without(error);
  if (counted === 0) return without(pending > 0 || node.open ? PENDING : NOT_APPLICABLE, { denominator: 0, pending });
  return { row: { ...blank, state: 'value', value: counted, denominator: counted, pending, exact: `${counted}/1`, parts: partsInOrder(node.choices, counts) }, scalar: null };
}

function scalarOf(node: AgencyNode, facts: AgencyFacts): Scalar | null {
  const value = evaluateNode(node, facts);
  return value.state === 'value' ? value.scalar : null;
}

function isQuotient(node: AgencyNode): node is AgencyNode & { kind: 'arithmetic' } {
  return node.kind === 'arithmetic' && node.op === '/' && node.left.kind === 'aggregate' && node.right.kind === 'aggregate';
}
/** Numerator and denominator are kept as they were counted; nothing to divide by is not applicable. */
function quotient(node: AgencyNode & { kind: 'arithmetic' }, planned: PlannedIndicator, facts: AgencyFacts, blank: MeasureRow, without: Without): Measured {
  const left = evaluateNode(node.left, facts), right = evaluateNode(node.right, facts);
  if (left.state !== 'value' || right.state !== 'value') return without(graver(left.state === 'value' ? null : left, right.state === 'value' ? null : right)!);
  const n = numberOf(left.scalar), d = numberOf(right.scalar);
  if (n === null || d === null) return without(NOT_APPLICABLE);
  const counts = { numerator: n.valueOf(), denominator: d.valueOf() };
  if (d.equals(0)) return without(NOT_APPLICABLE, counts);
  const value = n.div(d), verdict = targetVerdict(planned, facts, { kind: 'number', value, lo: value, hi: value, open: false });
  const whole = n.d === 1n && d.d === 1n && n.s >= 0n && d.s > 0n;
  return { row: { ...blank, ...counts, state: 'value', value: value.valueOf(), exact: whole ? `${n.n}/${d.n}` : ratio(value), ...targetColumns(verdict) }, scalar: scalarOf(node, facts) };
}
const numberOf = (scalar: Scalar): Fraction | null => (scalar.kind === 'number' ? scalar.value : null);
const ratio = (value: Fraction): string => `${value.s * value.n}/${value.d}`;

function truth(verdict: Verdict, planned: PlannedIndicator, facts: AgencyFacts, blank: MeasureRow, without: Without): Measured {
  if (verdict.best !== verdict.worst) return without(verdict.why ?? PENDING);
  const scalar: Scalar = { kind: 'truth', verdict: (negated) => decidedVerdict(verdict.worst !== negated) };
  return { row: { ...blank, state: 'value', value: verdict.worst, ...targetColumns(targetVerdict(planned, facts, scalar)) }, scalar };
}

/**
 * A number on its own. Where more rows may still come and the target is not met yet but could be, it is pending; where
 * the target still holds but need not for long, the value stands and the target is undecided.
 */
function amount(scalar: Scalar & { kind: 'number' }, planned: PlannedIndicator, facts: AgencyFacts, blank: MeasureRow, without: Without): Measured {
  if (scalar.value === null) return without(scalar.unfilled ? NOT_REPORTED : NOT_APPLICABLE);
  const countLike = scalar.open && (scalar.lo?.equals(scalar.value) || scalar.hi?.equals(scalar.value));
  const row: MeasureRow = { ...blank, state: 'value', value: scalar.value.valueOf(), exact: ratio(scalar.value) };
  const target = decidingTarget(planned, facts);
  const bound = target ? numberOfNode(target.value, facts) : null;
  if (!target || !bound) return { row, scalar };
  const now = holds(target.op, scalar.value.compare(bound)), fixed = { lo: bound, hi: bound };
  if (!countLike || certain(target.op, scalar, fixed) || certain(NEGATION[target.op], scalar, fixed)) return { row: { ...row, ...targetColumns({ met: now, principle: target.principle }) }, scalar };
  return now ? { row, scalar } : without(PENDING);
}
function numberOfNode(node: AgencyNode, facts: AgencyFacts): Fraction | null {
  const value = evaluateNode(node, facts);
  return value.state === 'value' ? numberOf(value.scalar) : null;
}

// ---------------------------------------------------------------- targets

/** The first target whose condition holds; an unknown or open condition does not. */
function decidingTarget(planned: PlannedIndicator, facts: AgencyFacts): PlannedIndicator['targets'][number] | null {
  return planned.targets.find((target) => !target.when || judge(target.when, facts).worst) ?? null;
}
function targetVerdict(planned: PlannedIndicator, facts: AgencyFacts, value: Scalar): { met: boolean; principle: boolean } | null {
  const target = decidingTarget(planned, facts);
  if (!target) return null;
  const bound = evaluateNode(target.value, facts);
  // A bound that is not there (a parameter without a value here) is missed by nobody.
  if (bound.state !== 'value' || isEmpty(bound.scalar)) return null;
  const verdict = compareScalars(target.op, value, bound.scalar);
  return verdict.best === verdict.worst ? { met: verdict.worst, principle: target.principle } : null;
}
function targetColumns(verdict: { met: boolean; principle: boolean } | null): Pick<MeasureRow, 'target_met' | 'principleMissed'> {
  return { target_met: verdict?.met ?? null, principleMissed: verdict !== null && verdict.principle && !verdict.met };
}

// ---------------------------------------------------------------- checks

/**
 * The finished measure against the indicator's checks. One that is definitely false is a remark where it is soft; a hard
 * one leaves no value. Other indicators are seen as they are before their own checks.
 */
export function checked(planned: PlannedIndicator, facts: AgencyFacts, row: MeasureRow): MeasureRow {
  if (row.state !== 'value') return row;
  const failed = planned.checks.filter((check) => check.reads.every((read) => facts.reported(read)) && judge(check.condition, facts, true).worst)
    .map((check) => ({ severity: check.severity, zh: `不符合校验“${check.zh}”`, en: `a check fails: ${check.en}` }));
  const hard = failed.find((check) => check.severity === 'error');
  if (hard) return { ...blankRow(row.agency, planned), state: 'error', error: { code: 'check_failed', zh: hard.zh, en: hard.en } };
  return failed.length === 0 ? row : { ...row, remarks: [...row.remarks ?? [], ...failed.map(({ zh, en }) => ({ zh, en }))] };
}
