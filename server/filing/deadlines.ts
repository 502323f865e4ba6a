/**
 * By when a report is submitted and published, and when to remind. The day itself is never moved (年报的期限不因节假日顺延):
 * where it is no working day, the reminder comes on the last one before, and says so.
 */
import type { Report } from '../../dsl/program.ts';
import type { WorkdayCalendar } from '../../metrics/types.ts';
import type { Words } from '../words.ts';

/** A day of the year after the one reported. */
export interface YearDay { month: number; day: number }
export interface Deadlines { submit: YearDay; publish: YearDay; source: { document: string; clause: string | null } }

/**
 * 国办发〔2018〕118号 二(四): 行政执法机关于每年1月31日前公开本机关上年度行政执法总体情况有关数据,并报本级人民政府和上级主管部门.
 * The day of submitting to the judicial bureau is the places' own (15 January in the packs that name one).
 */
export const DEFAULT_DEADLINES: Deadlines = { submit: { month: 1, day: 15 }, publish: { month: 1, day: 31 }, source: { document: '国办发〔2018〕118号', clause: null } };

/** What a program declares for a report (`submit by`, `publish by`), else the default. */
export function declaredDeadlines(report: Pick<Report, 'submitBy' | 'publishBy' | 'sources'> | undefined): Deadlines {
  const [source] = report?.sources ?? [];
  return {
    submit: report?.submitBy ?? DEFAULT_DEADLINES.submit, publish: report?.publishBy ?? DEFAULT_DEADLINES.publish,
    source: source ? { document: source.document, clause: source.clause ?? null } : DEFAULT_DEADLINES.source,
  };
}

/** How many working days ahead the first reminder comes. */
export const REMIND_AHEAD = 5;

export interface Deadline {
  what: 'submit' | 'publish';
  /** yyyy-mm-dd; the day itself is in time. */
  day: string;
  /** Null where the year's holiday arrangement is not known. */
  workday: boolean | null;
  /** 0 is Sunday. */
  weekday: number;
  /** The last working day that is in time: `day` itself, or one before it. Null where the calendar does not know. */
  lastWorkday: string | null;
  /** Where the calendar does not know: the last Monday to Friday not after `day`, to be held against the year's notice. */
  provisional: string | null;
  /** From this day on a reminder is shown: `REMIND_AHEAD` working days before `lastWorkday`. Null where the calendar does not know. */
  remindFrom: string | null;
  /** Working days left from today (not counted) to the deadline; 0 on the last one, negative calendar days are told by `overdue`. Null where the calendar does not know. */
  workdaysLeft: number | null;
  /** Calendar days since the deadline went by; 0 while it has not. */
  overdue: number;
  /** What has to be said about the day: a holiday or weekend, an unknown calendar. Null for a plain working day. */
  note: Words | null;
}

const DAY = 86_400_000;
const plus = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
const WEEKDAYS: Words[] = [
  { zh: '星期日', en: 'Sunday' }, { zh: '星期一', en: 'Monday' }, { zh: '星期二', en: 'Tuesday' }, { zh: '星期三', en: 'Wednesday' },
  { zh: '星期四', en: 'Thursday' }, { zh: '星期五', en: 'Friday' }, { zh: '星期六', en: 'Saturday' },
];
const spoken = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

/** The last working day not after `day`; null outside the known years. */
function workdayUntil(calendar: WorkdayCalendar, day: string): string | null {
  for (let one = day; ; one = plus(one, -1)) {
    const is = calendar.isWorkday(one);
    if (is === null) return null;
    if (is) return one;
  }
}

/** The working day `count` working days before `day`. */
function workdaysBefore(calendar: WorkdayCalendar, day: string, count: number): string | null {
  let at: string | null = day;
  for (let left = count; left > 0 && at !== null; left -= 1) at = workdayUntil(calendar, plus(at, -1));
  return at;
}

/** A deadline of the report of `year`, seen on the day `today`. */
export function deadline(what: Deadline['what'], { month, day: date }: YearDay, year: number, today: string, calendar: WorkdayCalendar): Deadline {
  const day = `${year + 1}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`;
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  const workday = calendar.isWorkday(day);
  const lastWorkday = workday === null ? null : workdayUntil(calendar, day);
  const provisional = workday === null ? plus(day, weekday === 0 ? -2 : weekday === 6 ? -1 : 0) : null;
  const from = calendar.floor(today), until = calendar.floor(day);
  return {
    what, day, workday, weekday, lastWorkday, provisional,
    remindFrom: lastWorkday === null ? null : workdaysBefore(calendar, lastWorkday, REMIND_AHEAD),
    workdaysLeft: from === null || until === null || today > day ? null : until - from,
    overdue: today > day ? Math.round((Date.parse(today) - Date.parse(day)) / DAY) : 0,
    note: noteOf(day, weekday, workday, lastWorkday, provisional),
  };
}

function noteOf(day: string, weekday: number, workday: boolean | null, lastWorkday: string | null, provisional: string | null): Words | null {
  const { zh, en } = WEEKDAYS[weekday]!;
  if (workday === null) {
    const year = day.slice(0, 4);
    return {
      zh: `${spoken(day)}是${zh}，期限不顺延；${year}年的放假安排尚未装入，不能推算工作日，${provisional === day ? '是否放假' : `暂按${spoken(provisional!)}（星期五）提醒`}，以国务院办公厅通知为准。`,
      en: `${day} is a ${en}; the deadline does not move. The holiday arrangement of ${year} is not loaded, so working days cannot be counted${provisional === day ? '' : `; for the time being the reminder goes by ${provisional}, the Friday before`}: hold it against the State Council's notice.`,
    };
  }
  if (workday) return null;
  const rest = weekday === 0 || weekday === 6 ? { zh: `是${zh}`, en: `is a ${en}` } : { zh: `是${zh}，放假`, en: `is a ${en}, a holiday` };
  return {
    zh: `${spoken(day)}${rest.zh}，期限不顺延${lastWorkday ? `；最后一个工作日是${spoken(lastWorkday)}` : ''}。`,
    en: `${day} ${rest.en}; the deadline does not move${lastWorkday ? `, the last working day before it is ${lastWorkday}` : ''}.`,
  };
}

/** Both deadlines of the report of a year. */
export function deadlinesOf(given: Deadlines, year: number, today: string, calendar: WorkdayCalendar): { submit: Deadline; publish: Deadline; source: Deadlines['source'] } {
  return { submit: deadline('submit', given.submit, year, today, calendar), publish: deadline('publish', given.publish, year, today, calendar), source: given.source };
}

/** Whether a reminder is due: the working days ahead have begun, or, where the calendar does not know, the week before the provisional day. */
export function reminderDue(one: Deadline, today: string): boolean {
  return today >= (one.remindFrom ?? plus(one.provisional ?? one.day, -7));
}
