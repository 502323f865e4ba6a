/** Figures in reasons, in both languages. A figure that misses a bound is never printed as if it met it. */
import type Fraction from 'fraction.js';
import type { CompareOp, Unit } from '../../dsl/program.ts';
import { HUNDRED, ONE, roundHalfUp } from './exact.ts';

export interface Words { zh: string; en: string }

export const OPERATOR: Record<CompareOp, string> = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' };

export function holds(op: CompareOp, order: number): boolean {
  switch (op) {
    case '=': return order === 0;
    case '!=': return order !== 0;
    case '<': return order < 0;
    case '<=': return order <= 0;
    case '>': return order > 0;
    case '>=': return order >= 0;
  }
}

const ENGLISH_UNIT: Partial<Record<Unit, string>> = {
  '件': 'cases', '宗': 'cases', '起': 'cases', '人': 'people', '次': 'times', '家': 'firms', '个': 'items', '项': 'items', '份': 'copies',
  '册': 'volumes', '天次': 'visits', '元': 'yuan', '万元': '×10,000 yuan', '学时': 'class hours', '分钟': 'minutes', days: 'days',
  workdays: 'working days', months: 'months', years: 'years', percentage_points: 'percentage points', '分': 'points',
};
const CHINESE_UNIT: Partial<Record<Unit, string>> = { days: '天', workdays: '个工作日', months: '个月', years: '年', percentage_points: '个百分点' };

/** Two decimals at most, trailing zeros dropped. */
export function plain(value: Fraction): string {
  return String(Number(roundHalfUp(value, 2).valueOf()));
}

/** A number of the unit: shares (plain fractions) are printed as percentages. */
export function figure(value: Fraction, unit: Unit): Words {
  return printed(roundHalfUp(isRatio(unit) ? value.mul(HUNDRED) : value, 2), unit);
}

/** As many decimals as a bound is written with: two at least, six at most. */
function decimals(bound: Fraction): number {
  return [2, 3, 4, 5].find((digits) => roundHalfUp(bound, digits).equals(bound)) ?? 6;
}

/** A bound, with all its decimals. */
export function boundFigure(bound: Fraction, unit: Unit): Words {
  const shown = isRatio(unit) ? bound.mul(HUNDRED) : bound;
  return printed(roundHalfUp(shown, decimals(shown)), unit);
}

/** A value beside the bound it missed: rounded half up unless that would show it as met, then away from the bound. */
export function missedFigure(value: Fraction, unit: Unit, op: CompareOp, bound: Fraction): Words {
  const scale = isRatio(unit) ? HUNDRED : ONE;
  const shown = value.mul(scale), limit = bound.mul(scale), digits = decimals(limit);
  let rounded = roundHalfUp(shown, digits);
  if (holds(op, rounded.compare(limit)) && !holds(op, shown.compare(limit))) rounded = shown.lt(limit) ? shown.floor(digits) : shown.ceil(digits);
  return printed(rounded, unit);
}

const isRatio = (unit: Unit): boolean => unit === '%' || unit === 'percentage_points';

/** A number as it is shown: a ratio in hundredths already. */
function printed(shown: Fraction, unit: Unit): Words {
  const text = String(Number(shown.valueOf()));
  return unit === '%' ? { zh: `${text}%`, en: `${text}%` } : withUnit(text, unit);
}

/** A distance from a bound (> 0): never printed as 0. */
export function distance(value: Fraction, unit: Unit): Words {
  const shown = isRatio(unit) ? value.mul(HUNDRED) : value;
  const of: Unit = unit === '%' ? 'percentage_points' : unit;
  if (roundHalfUp(shown, 2).equals(0)) { const words = withUnit('0.01', of); return { zh: `不足${words.zh}`, en: `less than ${words.en}` }; }
  return withUnit(plain(shown), of);
}

function withUnit(text: string, unit: Unit): Words {
  if (unit === '1') return { zh: text, en: text };
  return { zh: `${text}${CHINESE_UNIT[unit] ?? unit}`, en: `${text} ${ENGLISH_UNIT[unit] ?? unit}` };
}

/** The unit to print: a bare number stands in that of what it is held against. */
export const unitShown = (unit: Unit, bound: Unit): Unit => (unit === '1' ? bound : unit);

/** What “for each” counts one of: 每件; of a ratio each percentage point, of money each yuan. */
export function perUnit(unit: Unit): Words {
  const one = withUnit('1', unit === '%' ? 'percentage_points' : unit);
  return { zh: one.zh.replace(/^1/u, ''), en: one.en };
}

export const STATE_WORDS: Record<string, Words> = {
  not_applicable: { zh: '不适用', en: 'not applicable' },
  not_reported: { zh: '未报送', en: 'not reported' },
  pending: { zh: '未到期', en: 'pending' },
  error: { zh: '无法计算', en: 'cannot be computed' },
};
