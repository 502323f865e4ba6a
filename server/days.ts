/** Calendar days as texts `yyyy-mm-dd`, and the day a year is judged on when nobody names one. */

/** Whether the text is a day that exists: `2024-02-30` is none. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** Today by the local clock of the machine. */
export function today(now: Date = new Date()): string {
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`;
}

/**
 * The as-of day the pages take for a year: 31 January of the next year, when the year's statistics must be published,
 * or today while that has not come.
 */
export function defaultAsOf(year: number, on: string = today()): string {
  const due = `${year + 1}-01-31`;
  return on < due ? on : due;
}
