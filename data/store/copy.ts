/**
 * A copy of the whole database in a file of its own, made while it is read and written: one statement, and so one state of
 * all tables. What each table of the copy holds is told, so that a copy can be held against what was copied.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from './schema.ts';

/** `content` is alike for the same rows in any order, for one version of DuckDB. */
export interface TableContent { schema: string; name: string; rows: number; content: string }

const NAME = 'zhiheng_copy';

/** Copies into `file`, which must lie in the store's temporary folder and not exist. */
export async function copyDatabase(connection: DuckDBConnection, file: string): Promise<TableContent[]> {
  const [from] = (await connection.runAndReadAll('SELECT current_database()')).getRows()[0] as [string];
  await connection.run(`ATTACH ${literal(file)} AS ${NAME}`);
  try {
    await connection.run(`COPY FROM DATABASE ${quoted(from)} TO ${NAME}`);
    await connection.run(`CHECKPOINT ${NAME}`);
    return await contentOf(connection, NAME);
  } finally {
    await connection.run(`DETACH ${NAME}`);
  }
}

/** What every table of a database holds, by schema and name. */
export async function contentOf(connection: DuckDBConnection, catalog?: string): Promise<TableContent[]> {
  const tables = (await connection.runAndReadAll(`SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal AND database_name = ${catalog === undefined ? 'current_database()' : literal(catalog)} ORDER BY ALL`)).getRows() as [string, string][];
  const result: TableContent[] = [];
  for (const [schema, name] of tables) {
    const table = `${catalog === undefined ? '' : `${quoted(catalog)}.`}${quoted(schema)}.${quoted(name)}`;
    const [rows, content] = (await connection.runAndReadAll(`SELECT count(*)::VARCHAR, coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR FROM ${table} t`)).getRows()[0] as [string, string];
    result.push({ schema, name, rows: Number(rows), content });
  }
  return result;
}
