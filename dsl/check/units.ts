/**
 * Units and what may be done with them (design rule 8). Units of one dimension convert exactly; the kinds of count are
 * unlike each other, and a bare number ('1') fits any of them.
 */
import type { Unit } from '../program.ts';

export type Dimension = 'plain' | 'count' | 'money' | 'class time' | 'days' | 'workdays' | 'months' | 'years' | 'ratio' | 'difference of ratios' | 'points';

const counts: readonly Unit[] = ['件', '宗', '起', '人', '次', '家', '个', '项', '份', '册', '天次'];

export function dimension(unit: Unit): Dimension {
  if (unit === '1') return 'plain';
  if (counts.includes(unit)) return 'count';
  switch (unit) {
    case '元': case '万元': return 'money';
    case '学时': case '分钟': return 'class time';
    case '%': return 'ratio';
    case 'percentage_points': return 'difference of ratios';
    case '分': return 'points';
    default: return unit as Dimension;
  }
}

/** The unit to which the units of a dimension are brought when they differ. */
export function baseUnit(unit: Unit): Unit {
  const of = dimension(unit);
  return of === 'money' ? '元' : of === 'class time' ? '分钟' : unit;
}

/** Whether numbers of both units may be added or compared, and if one must be converted, to what. */
export function together(a: Unit, b: Unit): { unit: Unit; convert: boolean } | undefined {
  if (a === b) return { unit: a, convert: false };
  if (dimension(a) === 'plain' && dimension(b) === 'count') return { unit: b, convert: false };
  if (dimension(b) === 'plain' && dimension(a) === 'count') return { unit: a, convert: false };
  if (dimension(a) === dimension(b) && dimension(a) !== 'count') return { unit: baseUnit(a), convert: true };
  return undefined;
}

/** Whether `x as unit` has a meaning: within a dimension, between counts (a relabelling), from a bare number to a count. */
export function convertible(from: Unit, to: Unit): boolean {
  if (from === to) return true;
  const a = dimension(from), b = dimension(to);
  return a === b || (a === 'plain' && b === 'count') || (a === 'count' && b === 'plain');
}

const words: Partial<Record<Unit, { zh: string; en: string }>> = {
  '1': { zh: '不带单位的数', en: 'a plain number' }, days: { zh: '日', en: 'days' }, workdays: { zh: '工作日', en: 'workdays' },
  months: { zh: '月', en: 'months' }, years: { zh: '年', en: 'years' }, '%': { zh: '百分比', en: 'percent' }, percentage_points: { zh: '百分点', en: 'percentage points' },
  元: { zh: '元', en: 'yuan' }, 万元: { zh: '万元', en: '10,000 yuan' }, 学时: { zh: '学时', en: 'class hours' }, 分钟: { zh: '分钟', en: 'minutes' }, 分: { zh: '分', en: 'points' },
};

/** A unit as it is read in a sentence. */
export function unitWords(unit: Unit): { zh: string; en: string } {
  return words[unit] ?? { zh: unit, en: unit };
}

/** A unit as it is written in a program, after a number or `as`. */
export function unitText(unit: Unit): string {
  return unit === '1' ? '' : unit === 'percentage_points' ? '个百分点' : unit;
}
