/**
 * `_calendar` and the working-day indices that stand on rows. When the calendar changes (a new year's notice, a
 * temporary change), the table and all indices are made anew in one transaction.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { WorkdayCalendar } from '../../metrics/types.ts';
import { dateOf, dayNumber } from '../calendar/workdays.ts';
import { quoted } from './schema.ts';
import type { Table } from './schema.ts';

function days(calendar: WorkdayCalendar): { day: string; workday: boolean; floor: number; ceil: number }[] {
  const rows = [];
  for (let number = dayNumber(calendar.from); number <= dayNumber(calendar.to); number++) {
    const day = dateOf(number);
    rows.push({ day, workday: calendar.isWorkday(day) === true, floor: calendar.floor(day)!, ceil: calendar.ceil(day)! });
  }
  return rows;
}

/** Two calendars with the same fingerprint give the same indices. */
export function calendarFingerprint(calendar: WorkdayCalendar): string {
  const text = days(calendar).map(row => (row.workday ? '1' : '0')).join('');
  return createHash('sha256').update(`${calendar.from}|${text}`).digest('hex').slice(0, 16);
}

export async function writeCalendar(connection: DuckDBConnection, calendar: WorkdayCalendar): Promise<void> {
  await connection.run('DELETE FROM main._calendar');
  const rows = days(calendar).map(row => `(DATE '${row.day}', ${row.workday}, ${row.floor}, ${row.ceil})`);
  await connection.run(`INSERT INTO main._calendar VALUES ${rows.join(', ')}`);
}

/** Sets every `f__floor`, `f__ceil` of the table from `_calendar`: NULL for an empty date and outside the known years. */
export async function recomputeIndices(connection: DuckDBConnection, schema: 'main' | 'history', table: Table): Promise<void> {
  const indices = table.columns.filter(column => column.index);
  if (!indices.length) return;
  const sets = indices.map(column => `${quoted(column.name)} = (SELECT c.${quoted(column.index!)} FROM main._calendar c WHERE c."day" = t.${quoted(column.field!)})`);
  await connection.run(`UPDATE ${schema}.${quoted(table.name)} AS t SET ${sets.join(', ')}`);
}
