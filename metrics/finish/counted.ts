/** What was counted or filled in: aggregates, cells of forms, figures across agencies. */
import Fraction from 'fraction.js';
import type { AgencyNode, Asked } from '../plan/plan.ts';
import { twoSided } from './comparisons.ts';
import { exact, type AgencyFacts } from './facts.ts';
import {
  calendarMissing, certain, decidedVerdict, fixedNumber, NOT_APPLICABLE, NOT_REPORTED, openNumber, openVerdict, PENDING, settled, UNKNOWN, type Scalar, type Settled, type Unsettled,
} from './values.ts';

const zero = new Fraction(0);

export function aggregate(node: AgencyNode & { kind: 'aggregate' }, facts: AgencyFacts): Settled {
  const { columns } = node, read = (name: string | undefined) => (name ? facts.cell(node.pass, name) : undefined);
  const missing = exact(read(columns.e));
  if (missing) return calendarMissing(missing.valueOf());
  const amount = (name: string | undefined) => exact(read(name))?.div(node.den) ?? null;
  /** Rows of which it is open whether they are among them. */
  const optional = (exact(read(columns.o)) ?? zero).gt(0), fixed = !node.open && !optional;
  switch (node.fn) {
    case 'count': case 'distinct': case 'exists': case 'sum': {
      const now = (node.fn === 'sum' ? amount(columns.s) : exact(read(columns.n))) ?? zero;
      if (node.signed) {
        const lo = now.add(amount(columns.down) ?? zero), hi = now.add(amount(columns.up) ?? zero);
        return settled(fixed ? fixedNumber(now) : openNumber(now, node.open ? null : lo, node.open ? null : hi));
      }
      const more = node.fn === 'sum' ? columns.sm : columns.m;
      const hi = node.open ? null : more ? ((node.fn === 'sum' ? amount(more) : exact(read(more))) ?? zero) : now;
      const number = { lo: now, hi };
      if (node.fn !== 'exists') return settled(hi?.equals(now) ? fixedNumber(now) : openNumber(now, now, hi));
      const one = { lo: new Fraction(1), hi: new Fraction(1) };
      return settled({ kind: 'truth', verdict: (negated) => twoSided(certain(negated ? '<' : '>=', number, one), certain(negated ? '>=' : '<', number, one)) });
    }
    case 'avg': {
      const count = exact(read(columns.n)), sum = amount(columns.s), now = count && sum && !count.equals(0) ? sum.div(count) : null;
      return settled(fixed ? fixedNumber(now) : openNumber(now, null, null));
    }
    case 'median': {
      const low = amount(columns.lower), high = amount(columns.upper), now = low && high ? low.add(high).div(2) : null;
      return settled(fixed ? fixedNumber(now) : openNumber(now, null, null));
    }
    default: {
      const cell = read(columns.v) ?? null;
      if (node.valueKind === 'text') return settled({ kind: 'text', value: cell === null ? null : String(cell) });
      if (node.valueKind === 'list') return settled({ kind: 'list', value: cell === null ? null : String(cell).split('、') });
      if (node.valueKind === 'boolean') return settled(truthOf(cell === null ? null : Boolean(cell)));
      if (node.valueKind === 'verdict') {
        const code = cell === null ? null : Number(cell);
        if (code === null || code === 0 || code === 1) return settled(truthOf(code === null ? null : code === 1));
        return settled({ kind: 'truth', verdict: () => openVerdict(code === 2 ? PENDING : calendarMissing(-code)) });
      }
      // `last` is a state, taken on the as-of day; extremes may still move: while rows may come, and as far as open choices go.
      const grows = node.fn === 'max' || node.fn === 'latest', still = fixed || node.fn === 'last';
      const range = <T>(now: T | null, farthest: T | null) => (now === null ? { lo: null, hi: null } : grows ? { lo: now, hi: node.open ? null : farthest } : { lo: node.open ? null : farthest, hi: now });
      if (node.valueKind === 'date') {
        const text = (day: typeof cell | undefined) => (day === null || day === undefined ? null : String(day)), now = text(cell);
        return settled({ kind: 'date', value: now, ...(still ? {} : { range: range(now, text(read(columns.vm)) ?? now) }) });
      }
      const now = amount(columns.v), { lo, hi } = range(now, amount(columns.vm) ?? now);
      return settled(still ? fixedNumber(now) : openNumber(now, lo, hi));
    }
  }
}
export function truthOf(value: boolean | null): Scalar {
  return { kind: 'truth', verdict: (negated) => (value === null ? UNKNOWN : decidedVerdict(value !== negated)) };
}

// ---------------------------------------------------------------- forms

/**
 * Mark `/` is not applicable; `-`, a text and an empty cell are empty (unfilled: not reported where a value is wanted);
 * no row is not reported. Of an earlier year, what is not there is not applicable.
 */
export function formCell(node: AgencyNode & { kind: 'cell' }, facts: AgencyFacts): Settled {
  const row = facts.form(node.form, node.year);
  if (!row) return node.earlier ? NOT_APPLICABLE : NOT_REPORTED;
  const mark = row(`${node.column}__mark`);
  if (mark === '/') return NOT_APPLICABLE;
  const value = mark === null ? exact(row(node.column)) : null;
  return value || node.earlier ? settled(fixedNumber(value)) : UNFILLED;
}
export const UNFILLED = settled({ ...fixedNumber(null), unfilled: true });
/**
 * `/` counts nothing; nothing but `/` is not applicable. With an empty column the total is unknown, but at least what the
 * others come to: that is enough to say that it exceeds a bound.
 */
export function groupTotal(node: AgencyNode & { kind: 'groupTotal' }, facts: AgencyFacts): Settled {
  const cells = node.columns.map((column) => formCell({ kind: 'cell', form: node.form, column, year: node.year, earlier: false }, facts));
  if (cells.some((cell) => cell.state === 'not_reported')) return NOT_REPORTED;
  const values = cells.flatMap((cell) => (cell.state === 'value' && cell.scalar.kind === 'number' ? [cell.scalar.value] : []));
  if (values.length === 0) return NOT_APPLICABLE;
  const sum = values.reduce<Fraction>((total, value) => (value ? total.add(value) : total), zero);
  return settled(values.includes(null) ? { ...openNumber(null, sum, null), unfilled: true } : fixedNumber(sum));
}

// ---------------------------------------------------------------- across agencies

/** A figure across agencies is that of those who have reported: where none of those asked has, there is none; who is left out is said. */
export function nobody(asked: Asked | undefined, facts: AgencyFacts): Unsettled | null {
  if (!asked) return null;
  const all = Number(facts.cell(asked.pass, 'asked') ?? 0), left = all - Number(facts.cell(asked.pass, 'reported') ?? 0);
  if (left === 0) return null;
  if (left === all) return NOT_REPORTED;
  facts.remark({ zh: `${all}家执法主体中有${left}家未报送“${asked.zh}”，未计入`, en: `${left} of the ${all} agencies have not reported “${asked.en}” and are not counted` });
  return null;
}

/** `/` counts nothing, nothing but `/`, or no one to ask, is not applicable; a form without the figure is left out like one that is not there. */
export function formSum(node: AgencyNode & { kind: 'formSum' }, facts: AgencyFacts): Settled {
  const read = (name: string) => Number(facts.cell(node.pass, name) ?? 0), asked = read('asked'), reported = read('reported');
  const left = asked - read('filled') - read('none');
  if (read('filled') === 0) return left === 0 ? NOT_APPLICABLE : reported === 0 ? NOT_REPORTED : UNFILLED;
  if (left > 0) facts.remark({ zh: `${asked}家执法主体中有${left}家未报送或未填写“${node.asked.zh}”的数字，未计入`, en: `${left} of the ${asked} agencies have not reported the figure in “${node.asked.en}” and are not counted` });
  return settled(fixedNumber(exact(facts.cell(node.pass, 's')) ?? zero));
}
