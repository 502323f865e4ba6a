import type { DateAst } from './ast.ts';

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const pad = (value: number, width: number): string => String(value).padStart(width, '0');
/** Days of a month; without a year February has 29 (a day that a year lacks means its last one). */
const daysOf = (month: number, year = 2000): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

export type ReadDate =
  | ({ kind: 'date'; value: string } | Omit<Extract<DateAst, { kind: 'yearDate' }>, 'at'>) & { monthEnd: boolean }
  | { kind: 'impossible' } | { kind: 'incomplete'; year: number; month: number };

/**
 * Reads a date as the lexer found it (full-width forms already normalised). `10月底` is the last day of the month,
 * `2月底` without a year is 29 February, which in other years means the 28th. `2024年6月` names no day: incomplete.
 */
export function readDate(text: string): ReadDate {
  const absolute = (year: number, month: number, day: number, monthEnd = false): ReadDate =>
    month < 1 || month > 12 || day < 1 || day > daysOf(month, year) ? { kind: 'impossible' }
      : { kind: 'date', value: `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`, monthEnd };
  const relative = (yearOffset: number, month: number, day: number, monthEnd = false): ReadDate =>
    month < 1 || month > 12 || day < 1 || day > daysOf(month) ? { kind: 'impossible' }
      : { kind: 'yearDate', month, day, yearOffset, monthEnd };
  const offset = /next/.test(text) || /^[次翌]/.test(text) ? 1 : /last/.test(text) || text.startsWith('上') ? -1 : 0;

  let found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]$/.exec(text);
  if (found) return absolute(Number(found[1]), Number(found[2]), Number(found[3]));
  found = /^(\d{4})年(?:(\d{1,2})月)?[底末]$/.exec(text);
  if (found) {
    const month = Number(found[2] ?? 12);
    return absolute(Number(found[1]), month, daysOf(month, Number(found[1])), true);
  }
  found = /^(\d{4})年(\d{1,2})月$/.exec(text);
  if (found) return { kind: 'incomplete', year: Number(found[1]), month: Number(found[2]) };
  found = /(\d{1,2})月(?:(\d{1,2})[日号]|[底末])$/.exec(text);
  if (found) {
    const month = Number(found[1]);
    return found[2] ? relative(offset, month, Number(found[2])) : relative(offset, month, daysOf(month), true);
  }
  found = /^(\d{1,2})-(\d{1,2})/.exec(text);
  if (found) return relative(offset, Number(found[1]), Number(found[2]));
  found = /^(\d{1,2})\s+([A-Z][a-z]+)(?:\s+(\d{4}))?/.exec(text);
  if (found) {
    const month = months.indexOf(found[2]!.toLowerCase()) + 1;
    return found[3] ? absolute(Number(found[3]), month, Number(found[1])) : relative(offset, month, Number(found[1]));
  }
  return { kind: 'impossible' };
}
