/** A world as the tables of `data/README.md`, in DuckDB in memory. */
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckdbEngine } from '../../data/engines/duckdb.ts';
import { createTable, ledgerTable, literal, quoted, SYSTEM_TABLES } from '../../data/store/schema.ts';
import type { Engine, WorkdayCalendar } from '../../metrics/types.ts';
import type { Cell, World } from '../oracle/world.ts';
import { LEDGERS } from './schema.ts';

export interface Database { engine: Engine; load(world: World, calendar: WorkdayCalendar): Promise<void>; close(): void }

export async function openDatabase(): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const statement of SYSTEM_TABLES) if (!statement.includes('_calendar')) await connection.run(statement);
  const tables = Object.values(LEDGERS).map(ledgerTable);
  for (const table of tables) await connection.run(createTable(table, 'main'));
  const engine = new DuckdbEngine(instance, { connections: 1 });
  const calendars = new Map<WorkdayCalendar, string>();
  return {
    engine,
    async load(world, calendar) {
      const statements = ['BEGIN', 'DELETE FROM main._reported'];
      if (world.reported.length) statements.push(`INSERT INTO main._reported VALUES ${world.reported.map((one) => `(${literal(one.agency)}, ${literal(one.ledger)}, ${one.year}, 1, 0)`).join(', ')}`);
      for (const table of tables) {
        statements.push(`DELETE FROM main.${quoted(table.name)}`);
        const rows = (world.rows[table.name] ?? []).map((row, index) => `(${table.columns.map((column) => {
          if (column.name === '_year') return row._year;
          if (column.name === '_upload') return 1;
          if (column.name === '_row') return index + 2;
          const value = (row[column.field!] ?? null) as Cell;
          if (column.index) return value === null ? 'NULL' : calendar[column.index](String(value)) ?? 'NULL';
          return value === null ? 'NULL' : `${cellText(value)}::${column.sqlType}`;
        }).join(', ')})`);
        if (rows.length) statements.push(`INSERT INTO main.${quoted(table.name)} VALUES ${rows.join(', ')}`);
      }
      if (!calendars.has(calendar)) {
        calendars.set(calendar, `calendar_${calendars.size}`);
        await connection.run(`CREATE TABLE main.${calendars.get(calendar)!} AS SELECT * FROM (VALUES ${calendarRows(calendar)}) AS days("day", workday, "floor", "ceil")`);
      }
      statements.push(`CREATE OR REPLACE VIEW main._calendar AS SELECT * FROM main.${calendars.get(calendar)!}`);
      statements.push('COMMIT');
      await connection.run(statements.join('; '));
    },
    close() { engine.close(); connection.closeSync(); instance.closeSync(); },
  };
}

function cellText(value: Exclude<Cell, null>): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return typeof value === 'boolean' ? String(value) : literal(value);
}

function calendarRows(calendar: WorkdayCalendar): string {
  const rows: string[] = [];
  for (let at = new Date(`${calendar.from}T00:00:00Z`); ; at.setUTCDate(at.getUTCDate() + 1)) {
    const day = at.toISOString().slice(0, 10);
    if (day > calendar.to) return rows.join(', ');
    rows.push(`(DATE '${day}', ${calendar.isWorkday(day) ?? false}, ${calendar.floor(day)}, ${calendar.ceil(day)})`);
  }
}
