/**
 * The working-day calendar, made from the State Council's yearly holiday notices (放假和调休安排).
 *
 * Monday to Friday are working days but for the holidays named; the Saturdays and Sundays named are made working days
 * (调休). Notices are applied in the order they were announced, so a later one (the extended Spring Festival of 2020)
 * changes an earlier. A year without a notice is not known: no answer is guessed for it (design rule 5).
 */
import type { WorkdayCalendar } from '../../metrics/types.ts';

/** One notice. `holidays` are spans, both ends included; both lists may reach into the year before. */
export interface HolidayNotice {
  year: number; announced: string; document: string; reference?: string;
  holidays: [string, string][]; workdays: string[];
}

export const DAY = 86_400_000;
/** Days since 1970-01-01 of yyyy-mm-dd. */
export const dayNumber = (date: string): number => Date.UTC(+date.slice(0, 4), +date.slice(5, 7) - 1, +date.slice(8, 10)) / DAY;
/** yyyy-mm-dd of a day number. */
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/**
 * The calendar of the years the notices cover.
 * @param notices any order; their years must be contiguous (Error otherwise, or when there is none)
 * @param knownOn only notices announced by this day count: what the calendar was before a temporary change
 */
export function makeCalendar(notices: readonly HolidayNotice[], knownOn?: string): WorkdayCalendar {
  const known = notices.filter(notice => !knownOn || notice.announced <= knownOn)
    .sort((a, b) => (a.announced < b.announced ? -1 : a.announced > b.announced ? 1 : 0));
  const years = [...new Set(known.map(notice => notice.year))].sort((a, b) => a - b);
  const firstYear = years[0], lastYear = years.at(-1);
  if (firstYear === undefined || lastYear === undefined) throw new Error('A calendar needs at least one holiday notice.');
  const gap = years.find((year, index) => index > 0 && year !== years[index - 1]! + 1);
  if (gap !== undefined) throw new Error(`The holiday notice of ${gap - 1} is missing: years must be contiguous.`);

  const named = new Map<number, boolean>();
  for (const notice of known) {
    for (const [first, last] of notice.holidays) for (let day = dayNumber(first); day <= dayNumber(last); day++) named.set(day, false);
    for (const date of notice.workdays) named.set(dayNumber(date), true);
  }
  const start = dayNumber(`${firstYear}-01-01`), end = dayNumber(`${lastYear}-12-31`);
  const floors = new Int32Array(end - start + 1);
  const works = new Uint8Array(end - start + 1);
  /** Day number of the k-th working day at k-1. */
  const workdays: number[] = [];
  for (let day = start; day <= end; day++) {
    const weekday = (day + 4) % 7; // 1970-01-01 was a Thursday
    if (named.get(day) ?? (weekday !== 0 && weekday !== 6)) { works[day - start] = 1; workdays.push(day); }
    floors[day - start] = workdays.length;
  }

  const position = (date: string): number | null => {
    const day = dayNumber(date);
    return day >= start && day <= end ? day - start : null;
  };
  const floor = (date: string): number | null => {
    const at = position(date);
    return at === null ? null : floors[at]!;
  };
  return {
    from: dateOf(start), to: dateOf(end), floor,
    ceil(date) {
      const at = position(date);
      return at === null ? null : floors[at]! + (works[at] ? 0 : 1);
    },
    add(date, n) {
      const index = floor(date);
      if (index === null) return { missingYear: Number(date.slice(0, 4)) };
      const day = workdays[index + n - 1];
      return day === undefined ? { missingYear: lastYear + 1 } : { date: dateOf(day) };
    },
    isWorkday(date) {
      const at = position(date);
      return at === null ? null : works[at] === 1;
    },
  };
}
