/**
 * `_calendar` and the working-day indices that stand on rows. When the calendar changes (a new year's notice, a
 * temporary change), the table and all indices are made anew in one transaction.
 */
import { createHash } from 'node:crypto';
import { BOOLEAN, DATE, DuckDBDataChunk, DuckDBDateValue, INTEGER } from '@duckdb/node-api';
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
  const rows = days(calendar);
  const appender = await connection.createAppender('_calendar', 'main');
  for (let at = 0; at < rows.length; at += 2048) {
    const part = rows.slice(at, at + 2048);
    const chunk = DuckDBDataChunk.create([DATE, BOOLEAN, INTEGER, INTEGER], part.length);
    chunk.setColumnValues(0, part.map(row => new DuckDBDateValue(dayNumber(row.day))));
    chunk.setColumnValues(1, part.map(row => row.workday));
    chunk.setColumnValues(2, part.map(row => row.floor));
    chunk.setColumnValues(3, part.map(row => row.ceil));
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
}

/** Sets every `f__floor`, `f__ceil` of the table (or of the rows where `condition`, SQL of ours, holds) from `_calendar`: NULL for an empty date and outside the known years. */
export async function recomputeIndices(connection: DuckDBConnection, schema: 'main' | 'history', table: Table, condition = 'TRUE'): Promise<void> {
  const indices = table.columns.filter(column => column.index);
  if (!indices.length) return;
  const sets = indices.map(column => `${quoted(column.name)} = (SELECT c.${quoted(column.index!)} FROM main._calendar c WHERE c."day" = t.${quoted(column.field!)})`);
  await connection.run(`UPDATE ${schema}.${quoted(table.name)} AS t SET ${sets.join(', ')} WHERE ${condition}`);
}
