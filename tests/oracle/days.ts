/** Working days, counted one by one. */
import type { WorkdayCalendar } from '../../metrics/types.ts';

export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}
const yearOf = (day: string): number => Number(day.slice(0, 4));

/** Working days after `from` up to `to`, negative where `to` lies before `from`; or the year that is not known. */
export function signedWorkdays(calendar: WorkdayCalendar, from: string, to: string): number | { missing: number } {
  for (const day of [from, to]) if (calendar.isWorkday(day) === null) return { missing: yearOf(day) };
  if (from > to) return -(signedWorkdays(calendar, to, from) as number);
  let count = 0;
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (calendar.isWorkday(day)) count += 1;
  return count;
}

/**
 * Is `day` no later than the n-th working day after `from` (n = 0: `from` itself; `sameDay`: counting begins with `from`)?
 * A year without a calendar matters only where the answer hangs on it: a day inside the known years is in time whenever
 * fewer than n working days lie between, whatever comes after; `from` outside them decides nothing but `day` ≤ `from`.
 */
export function inTime(calendar: WorkdayCalendar, day: string, n: number, from: string, sameDay: boolean): boolean | { missing: number } {
  const start = sameDay ? addDays(from, -1) : from;
  if (day <= from && (n > 0 || day <= start)) return true;
  if (calendar.isWorkday(from) === null) return { missing: yearOf(from) };
  if (n <= 0) return day <= start;
  let left = n;
  for (let at = addDays(start, 1); at < day; at = addDays(at, 1)) {
    const works = calendar.isWorkday(at);
    if (works === null) return { missing: yearOf(at) };
    if (works) left -= 1;
    if (left === 0) return false;
  }
  return calendar.isWorkday(day) === null ? { missing: yearOf(day) } : true;
}
