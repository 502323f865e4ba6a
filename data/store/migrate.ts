/**
 * Brings a database's tables to what the program declares: new tables, new columns, texts that now may name several.
 * Nothing is dropped: a column that is no longer declared stays and is no longer written. A column whose type changed
 * otherwise is an error a person must solve.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { migrateLayout } from './layout.ts';
import { createTable, namesSql, quoted } from './schema.ts';
import type { Table } from './schema.ts';

/** A declared type differs from the stored one; names both. */
export class SchemaConflict extends Error {
  constructor(table: string, column: string, stored: string, declared: string) {
    super(`数据库中 ${table}.${column} 的类型是 ${stored},声明为 ${declared};请先导出并重建。 / ${table}.${column} is stored as ${stored} but declared as ${declared}: export and rebuild it first.`);
    this.name = 'SchemaConflict';
  }
}

/** @returns the tables that gained columns (their working-day indices must be made) */
export async function migrate(connection: DuckDBConnection, wanted: Table[]): Promise<Table[]> {
  await migrateLayout(connection);
  const reader = await connection.runAndReadAll(
    "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database() AND table_schema IN ('main', 'history')");
  const stored = new Map<string, Map<string, string>>();
  for (const [schema, table, column, type] of reader.getRows() as string[][]) {
    const key = `${schema}.${table}`;
    if (!stored.has(key)) stored.set(key, new Map());
    stored.get(key)!.set(column!, type!);
  }
  const changed: Table[] = [];
  for (const table of wanted) {
    let gained = false;
    for (const schema of ['main', 'history'] as const) {
      const columns = stored.get(`${schema}.${table.name}`);
      if (!columns) { await connection.run(createTable(table, schema)); continue; }
      for (const column of table.columns) {
        const type = columns.get(column.name);
        if (type === undefined) {
          await connection.run(`ALTER TABLE ${schema}.${quoted(table.name)} ADD COLUMN ${quoted(column.name)} ${column.sqlType}`);
          gained = true;
        } else if (type === 'VARCHAR' && column.sqlType === 'VARCHAR[]') {
          const name = `${schema}.${quoted(table.name)}`;
          await connection.run(`CREATE OR REPLACE TABLE ${name} AS SELECT * REPLACE (${namesSql(quoted(column.name))} AS ${quoted(column.name)}) FROM ${name}`);
        } else if (type !== column.sqlType) throw new SchemaConflict(table.name, column.name, type, column.sqlType);
      }
    }
    if (gained) changed.push(table);
  }
  return changed;
}
