/**
 * The time an evaluation is about: a year (or a bucket of it), the as-of day and the working-day calendar.
 * All days are yyyy-mm-dd, so comparing texts compares days.
 */
import type { BucketUnit, Indicator } from '../../dsl/program.ts';
import type { WorkdayCalendar } from '../types.ts';

export interface Period {
  year: number;
  /** First and last day of the period: of the year, or of a bucket of it. */
  start: string; end: string;
  asOf: string;
  /** min(year end, as-of). */
  stateDay: string;
  /** The days of the period on which the indicator's first source holds: rows dated outside are not counted. */
  first: string; last: string;
  /** From when, and until when, the indicator's first source holds. */
  validFrom?: string; validTo?: string;
  /** More rows may still come. The period's last day, or the last on which the source holds, counts as its end. */
  open: boolean;
  calendar: WorkdayCalendar;
}

export const yearStart = (year: number): string => `${String(year).padStart(4, '0')}-01-01`;
export const yearEnd = (year: number): string => `${String(year).padStart(4, '0')}-12-31`;
const earlier = (a: string, b: string): string => (a < b ? a : b);
const later = (a: string, b: string): string => (a > b ? a : b);

/** The year's period for an indicator (or for none: unrestricted by a source). */
export function periodOf(request: { asOf: string; calendar: WorkdayCalendar }, year: number, indicator?: Indicator): Period {
  const source = indicator?.sources[0];
  const start = yearStart(year), end = yearEnd(year);
  return {
    year, start, end, asOf: request.asOf, stateDay: earlier(end, request.asOf),
    first: later(start, source?.from ?? start), last: earlier(end, source?.to ?? end),
    open: request.asOf < earlier(end, source?.to ?? end), calendar: request.calendar,
    ...(source?.from ? { validFrom: source.from } : {}), ...(source?.to ? { validTo: source.to } : {}),
  };
}

/** The year lies wholly outside what the indicator's first source covers. */
export function outsideValidity(indicator: Indicator, year: number): boolean {
  const source = indicator.sources[0];
  return (source?.from !== undefined && source.from > yearEnd(year)) || (source?.to !== undefined && source.to < yearStart(year));
}

/** Quarters or months of the year; those that end before the source takes effect (or begin after it) are left out. */
export function bucketsOf(period: Period, unit: BucketUnit): Period[] {
  const months = unit === 'quarter' ? 3 : 1;
  const buckets: Period[] = [];
  for (let month = 1; month <= 12; month += months) {
    const start = isoDay(period.year, month, 1);
    const end = isoDay(period.year, month + months - 1, lastDayOfMonth(period.year, month + months - 1));
    if (end < period.first || start > period.last) continue;
    buckets.push({ ...period, start, end, first: later(period.first, start), last: earlier(period.last, end), open: period.asOf < earlier(period.last, end) });
  }
  return buckets;
}

/** The month (2024-03) or quarter (2024-Q1) a day lies in. */
export function bucketOf(day: string, unit: BucketUnit): string {
  return unit === 'month' ? day.slice(0, 7) : `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

export function isoDay(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(Math.min(day, lastDayOfMonth(year, month))).padStart(2, '0')}`;
}
function lastDayOfMonth(year: number, month: number): number { return new Date(Date.UTC(year, month, 0)).getUTCDate(); }

/** Whole days between, b − a. */
export function daysFrom(a: string, b: string): number { return Math.round((Date.parse(b) - Date.parse(a)) / 86_400_000); }
export function addDays(day: string, count: number): string { return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10); }
export const yearOf = (day: string): number => Number(day.slice(0, 4));
