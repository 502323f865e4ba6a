/** A world as the tables of `data/README.md`, in DuckDB in memory. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { DuckdbEngine } from '../../data/engines/duckdb.ts';
import { createTable, ledgerTable, quoted, SYSTEM_TABLES } from '../../data/store/schema.ts';
import type { Ledger } from '../../dsl/program.ts';
import type { Engine, WorkdayCalendar } from '../../metrics/types.ts';
import type { Cell, World } from '../oracle/world.ts';
import { LEDGERS } from './schema.ts';

export interface Database { engine: Engine; load(world: World, calendar: WorkdayCalendar): Promise<void>; close(): void }

/** `ledgers`: of which program; the small catalogue by default. */
export async function openDatabase(ledgers: Record<string, Ledger> = LEDGERS): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const statement of SYSTEM_TABLES) if (!statement.includes('_calendar')) await connection.run(statement);
  const tables = Object.values(ledgers).map(ledgerTable);
  for (const table of tables) await connection.run(createTable(table, 'main'));
  const engine = new DuckdbEngine(instance, { connections: 1 });
  const calendars = new Map<WorkdayCalendar, string>();
  return {
    engine,
    async load(world, calendar) {
      if (!calendars.has(calendar)) {
        calendars.set(calendar, `calendar_${calendars.size}`);
        await connection.run(`CREATE TABLE main.${calendars.get(calendar)!} AS SELECT * FROM (VALUES ${calendarRows(calendar)}) AS days("day", workday, "floor", "ceil")`);
      }
      const names = ['_reported', ...tables.map((table) => table.name)];
      await connection.run(['BEGIN', ...names.map((name) => `DELETE FROM main.${quoted(name)}`), `CREATE OR REPLACE VIEW main._calendar AS SELECT * FROM main.${calendars.get(calendar)!}`].join('; '));
      await append(connection, '_reported', world.reported.map((one) => [one.agency, one.ledger, one.year, 1, 0]));
      for (const table of tables) {
        await append(connection, table.name, (world.rows[table.name] ?? []).map((row, index) => table.columns.map((column) => {
          if (column.name === '_year') return row._year;
          if (column.name === '_upload') return 1;
          if (column.name === '_row') return index + 2;
          const value = (row[column.field!] ?? null) as Cell;
          return column.index ? (value === null ? null : calendar[column.index](String(value))) : value;
        })));
      }
      await connection.run('COMMIT');
    },
    close() { engine.close(); connection.closeSync(); instance.closeSync(); },
  };
}

/** Texts are read as the column's type by the appender. */
async function append(connection: DuckDBConnection, table: string, rows: (Cell | number)[][]): Promise<void> {
  if (rows.length === 0) return;
  const appender = await connection.createAppender(table, 'main');
  for (const row of rows) {
    for (const value of row) {
      if (value === null) appender.appendNull();
      else if (Array.isArray(value)) appender.appendList(value);
      else if (typeof value === 'boolean') appender.appendBoolean(value);
      else if (typeof value === 'number') appender.appendInteger(value);
      else appender.appendVarchar(value);
    }
    appender.endRow();
  }
  appender.closeSync();
}

function calendarRows(calendar: WorkdayCalendar): string {
  const rows: string[] = [];
  for (let at = new Date(`${calendar.from}T00:00:00Z`); ; at.setUTCDate(at.getUTCDate() + 1)) {
    const day = at.toISOString().slice(0, 10);
    if (day > calendar.to) return rows.join(', ');
    rows.push(`(DATE '${day}', ${calendar.isWorkday(day) ?? false}, ${calendar.floor(day)}, ${calendar.ceil(day)})`);
  }
}
