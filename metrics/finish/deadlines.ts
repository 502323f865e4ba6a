/** `by` and `within` for a single date, with the calendar at hand. Used for agencies' dates and to name a record's due day. */
import type { WorkdayCalendar } from '../types.ts';
import { addDays, yearOf } from '../plan/period.ts';
import { calendarMissing, decidedVerdict, openVerdict, PENDING, type Verdict } from './values.ts';

/** An empty date is open while as-of ≤ deadline. Negated: missed counts. */
export function judgeBy(date: string | null, deadline: string, before: boolean, asOf: string, negated: boolean): Verdict {
  const inTime = (day: string) => (before ? day < deadline : day <= deadline);
  if (date !== null) return decidedVerdict(inTime(date) !== negated);
  return inTime(asOf) ? openVerdict(PENDING) : decidedVerdict(negated);
}

export function judgeWithin(date: string | null, from: string, count: number, unit: 'workdays' | 'days', sameDay: boolean, asOf: string, calendar: WorkdayCalendar, negated: boolean): Verdict {
  const day = date ?? asOf;
  const verdict = (inTime: boolean): Verdict => (date === null && inTime ? openVerdict(PENDING) : decidedVerdict(inTime !== negated));
  if (unit === 'days') return verdict(day <= addDays(from, Math.max(0, Math.floor(count) - (sameDay ? 1 : 0))) || day <= from);
  const index = sameDay ? calendar.ceil(from) : calendar.floor(from);
  if (day <= from) return verdict(true);
  if (index === null) return openVerdict(calendarMissing(yearOf(from)));
  const due = index + Math.floor(count) - (sameDay ? 1 : 0), ceil = calendar.ceil(day);
  if (ceil !== null) return verdict(ceil <= due);
  // After the last known day: late where the known working days already are the allowed ones.
  const end = calendar.floor(calendar.to) ?? 0;
  return end >= due ? verdict(false) : openVerdict(calendarMissing(yearOf(calendar.to) + 1));
}

/** The last day in time; null where a calendar is missing. */
export function dueDay(from: string, count: number, unit: 'workdays' | 'days', sameDay: boolean, calendar: WorkdayCalendar): string | null {
  const whole = Math.floor(count);
  if (unit === 'days') return addDays(from, Math.max(0, whole - (sameDay ? 1 : 0)));
  if (whole <= 0) return from;
  const workday = calendar.isWorkday(from);
  if (workday === null) return null;
  const further = sameDay && workday ? whole - 1 : whole;
  if (further === 0) return from;
  const due = calendar.add(from, further);
  return 'date' in due ? due.date : null;
}
