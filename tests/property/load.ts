/** A world as the tables of `data/README.md`, in DuckDB in memory. */
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { DuckdbEngine } from '../../data/engines/duckdb.ts';
import { createTable, formTable, ledgerTable, quoted, SYSTEM_TABLES } from '../../data/store/schema.ts';
import type { Form, Ledger } from '../../dsl/program.ts';
import type { Engine, WorkdayCalendar } from '../../metrics/types.ts';
import type { Cell, World } from '../oracle/world.ts';
import { FORMS, LEDGERS } from './schema.ts';

export interface Database {
  engine: Engine; load(world: World, calendar: WorkdayCalendar): Promise<void>; close(): void;
  /** Statements that passed EXPLAIN. */
  explained(): number;
}
interface Schema { ledgers: Record<string, Ledger>; forms: Record<string, Form> }

/** `schema`: whose ledgers and forms; the small catalogue by default. `explainEvery`: so many statements are run, then one is explained too. */
export async function openDatabase({ schema = { ledgers: LEDGERS, forms: FORMS }, explainEvery = 0 }: { schema?: Schema; explainEvery?: number } = {}): Promise<Database> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const statement of SYSTEM_TABLES) if (!statement.includes('_calendar')) await connection.run(statement);
  const tables = [...Object.values(schema.ledgers).map(ledgerTable), ...Object.values(schema.forms).map(formTable)];
  for (const table of tables) await connection.run(createTable(table, 'main'));
  const duckdb = new DuckdbEngine(instance, { connections: 1 });
  let sent = 0; let explained = 0;
  const engine: Engine = {
    async query(statement) {
      sent += 1;
      if (explainEvery > 0 && sent % explainEvery === 0) { await duckdb.query({ ...statement, sql: `EXPLAIN ${statement.sql}` }); explained += 1; }
      return duckdb.query(statement);
    },
  };
  const calendars = new Map<WorkdayCalendar, string>();
  return {
    engine, explained: () => explained,
    async load(world, calendar) {
      if (!calendars.has(calendar)) {
        calendars.set(calendar, `calendar_${calendars.size}`);
        await connection.run(`CREATE TABLE main.${calendars.get(calendar)!} AS SELECT * FROM (VALUES ${calendarRows(calendar)}) AS days("day", workday, "floor", "ceil")`);
      }
      await connection.run('ROLLBACK').catch(() => undefined); // of a load that failed
      const names = ['_reported', ...tables.map((table) => table.name)];
      await connection.run(['BEGIN', ...names.map((name) => `DELETE FROM main.${quoted(name)}`), `CREATE OR REPLACE VIEW main._calendar AS SELECT * FROM main.${calendars.get(calendar)!}`].join('; '));
      await append(connection, '_reported', world.reported.map((one) => [one.agency, one.ledger, one.year, 1, 0]));
      for (const table of tables) {
        await append(connection, table.name, (world.rows[table.name] ?? []).map((row, index) => table.columns.map((column) => {
          if (column.name === '_year') return row._year;
          if (column.name === '_upload') return 1;
          if (column.name === '_row') return index + 2;
          const value = (row[column.field ?? column.name] ?? null) as Cell;
          if (column.index) return value === null ? null : calendar[column.index](String(value));
          // a form's cell is a number or a mark
          if (table.kind === 'form' && column.field) return (value !== null && NUMBER.test(String(value))) === (column.name === column.field) ? value : null;
          return value;
        })));
      }
      await connection.run('COMMIT');
    },
    close() { duckdb.close(); connection.closeSync(); instance.closeSync(); },
  };
}

const NUMBER = /^-?\d+(\.\d+)?$/;
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
