/** Figures as the yearbook prints them: fixed decimals in columns, a thin space before units, never rounded up to a target that was missed. */
import type { IndicatorHead } from '../../server/api.ts';
import type { MeasureRow } from '../../metrics/types.ts';
import { language, say } from './language.svelte.ts';
import { states, units } from './words/common.ts';

const thin = '\u2009';
const locale = () => (language() === 'zh' ? 'zh-CN' : 'en');

/** Points with two decimals, as they are printed and ranked. */
export function points(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : value.toFixed(2);
}

/** Points where space is short: no decimals that say nothing ("28.5", "30"). */
export function shortPoints(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export function whole(value: number): string { return value.toLocaleString(locale()); }

/** Up to two decimals, grouped. */
export function figure(value: number): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: 2 });
}

/** A share with two decimals; one that missed its target is not rounded onto it: 99.996 % never reads 100.00 %. */
export function percent(value: number, missedTarget: number | null = null): string {
  let steps = Math.round(value * 10000 + 1e-9);
  if (missedTarget !== null && steps === Math.round(missedTarget * 10000)) steps += value < missedTarget ? -1 : value > missedTarget ? 1 : 0;
  return `${(steps / 100).toFixed(2)}%`;
}

export function unitWords(unit: string): string {
  const message = units[unit];
  return message ? say(message) : unit === '1' || unit === '%' ? '' : unit;
}

/** The value of a measure in words and figures; empty for states without one. */
export function measureValue(measure: Pick<MeasureRow, 'value' | 'target_met' | 'principleMissed'>, unit: string, target?: IndicatorHead['target']): string {
  const { value } = measure;
  if (value === null) return '';
  if (typeof value === 'boolean') return say(value ? states.yes : states.no);
  if (typeof value === 'string') return value;
  if (unit === '%') return percent(value, (measure.target_met === false || measure.principleMissed) && typeof target?.value === 'number' ? target.value : null);
  const words = unitWords(unit);
  return words ? `${figure(value)}${thin}${words}` : figure(value);
}

/** A moment as the reader's own clock tells it. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** A size in bytes, in the unit people compare files by. */
export function bytes(size: number): string {
  if (size < 1024) return `${size}${thin}B`;
  if (size < 1024 ** 2) return `${(size / 1024).toFixed(0)}${thin}kB`;
  return `${Number((size / 1024 ** 2).toFixed(1))}${thin}MB`;
}
