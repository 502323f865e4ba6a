/** The working-day calendar for Node: the shipped notices and what is added to them. The pure part is `workdays.ts`. */
import { readFileSync } from 'node:fs';
import type { WorkdayCalendar } from '../../metrics/types.ts';
import { makeCalendar } from './workdays.ts';
import type { HolidayNotice } from './workdays.ts';

export { makeCalendar } from './workdays.ts';
export type { HolidayNotice } from './workdays.ts';

/** The notices that ship, each with its document (2019 to 2026). */
export function notices(): HolidayNotice[] {
  return JSON.parse(readFileSync(new URL('./notices.json', import.meta.url), 'utf8')) as HolidayNotice[];
}

/** The calendar of the shipped notices and of `more` (a new year's notice, a temporary change). */
export function calendar(more: readonly HolidayNotice[] = []): WorkdayCalendar {
  return makeCalendar([...notices(), ...more]);
}
