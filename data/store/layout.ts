/**
 * The layout of a stored database by number: what a program of one version wrote, a later one brings to its own, step by
 * step and all or nothing; an earlier one does not touch it. Tables of hand-ins follow the declarations (`migrate.ts`); here
 * are the tables that the store keeps for itself.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted, SYSTEM_TABLES } from './schema.ts';

/** From one layout to the next. `run` is called within the transaction that opens the store, after new tables and columns were made. */
export interface LayoutStep { to: number; says: { zh: string; en: string }; run(connection: DuckDBConnection): Promise<void> }

/**
 * In order. A table or column that is only added needs no step: it is made when the declaration of the system tables
 * changes. A step is for what was stored and must be told otherwise now; its number is this program's layout.
 */
export const LAYOUT_STEPS: readonly LayoutStep[] = [
  { to: 1, says: { zh: '给存储的结构编号', en: 'the layout of the store is numbered' }, run: () => Promise.resolve() },
];
export const LAYOUT = LAYOUT_STEPS.at(-1)!.to;

/** The database was written by a later program. */
export class StoreTooNew extends Error {
  readonly stored: number;
  readonly known: number;
  constructor(stored: number, known: number) {
    super(`数据由更新版本的程序写成（存储结构 ${stored}，本程序只认识到 ${known}）：没有改动任何内容，请用新版本打开，或从备份恢复到另一个文件夹。 / The data were written by a later version of the program (layout ${stored}; this one knows ${known}): nothing was changed. Open them with that version, or restore a backup into another folder.`);
    this.name = 'StoreTooNew';
    this.stored = stored;
    this.known = known;
  }
}

/** The layout of an opened database: 0 for one made before layouts were numbered, null for an empty one. */
export async function storedLayout(connection: DuckDBConnection, catalog?: string): Promise<number | null> {
  const from = catalog === undefined ? 'current_database()' : '$1';
  const found = await connection.runAndReadAll(`SELECT count(*) FILTER (table_name = '_meta'), count(*) FROM information_schema.tables WHERE table_catalog = ${from} AND table_schema IN ('main', 'history')`, catalog === undefined ? [] : [catalog]);
  const [meta, all] = found.getRows()[0]!.map(Number);
  if (meta === 0) return all === 0 ? null : 0;
  const value = (await connection.runAndReadAll(`SELECT "value" FROM ${catalog === undefined ? '' : `${quoted(catalog)}.`}main._meta WHERE "key" = 'layout'`)).getRows()[0]?.[0];
  return value === undefined || value === null ? 0 : Number(value);
}

/**
 * Brings the store's own tables to this program's layout; inside a transaction.
 * @returns the steps that were taken
 * @throws StoreTooNew before anything is written
 */
export async function migrateLayout(connection: DuckDBConnection, steps: readonly LayoutStep[] = LAYOUT_STEPS, systemTables: readonly string[] = SYSTEM_TABLES): Promise<LayoutStep[]> {
  const known = steps.at(-1)?.to ?? 0;
  const stored = await storedLayout(connection);
  if (stored !== null && stored > known) throw new StoreTooNew(stored, known);
  for (const statement of systemTables) await connection.run(statement);
  const fingerprint = createHash('sha256').update(systemTables.join('\n')).digest('hex');
  const before = await readMeta(connection, 'system_tables');
  if (stored !== null && before !== fingerprint) await addColumns(connection, systemTables);
  const taken: LayoutStep[] = [];
  // A new database is made in today's layout.
  for (const step of stored === null ? [] : steps) {
    if (step.to <= stored!) continue;
    await step.run(connection);
    taken.push(step);
  }
  await writeMeta(connection, 'layout', String(known));
  await writeMeta(connection, 'system_tables', fingerprint);
  return taken;
}

/** Columns that a table of the store has gained since it was made: declared tables are made anew beside and compared. */
async function addColumns(connection: DuckDBConnection, systemTables: readonly string[]): Promise<void> {
  const beside = (schema: string): string => `_declared_${schema}`;
  for (const schema of ['main', 'history']) await connection.run(`CREATE SCHEMA ${beside(schema)}`);
  for (const statement of systemTables) {
    if (/^\s*CREATE TABLE/i.test(statement)) await connection.run(statement.replace(/\b(main|history)\.(?=_)/, (_, schema: string) => `${beside(schema)}.`));
  }
  const reader = await connection.runAndReadAll("SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns WHERE table_catalog = current_database() AND starts_with(table_name, '_') ORDER BY ordinal_position");
  const columns = reader.getRows().map((row) => row.map(String) as [string, string, string, string]);
  const stored = new Map(columns.map(([schema, table, column, type]) => [`${schema}.${table}.${column}`, type]));
  for (const [schema, table, column, type] of columns) {
    const own = ['main', 'history'].find((one) => beside(one) === schema);
    if (own === undefined) continue;
    const now = stored.get(`${own}.${table}.${column}`);
    if (now === undefined) await connection.run(`ALTER TABLE ${own}.${quoted(table)} ADD COLUMN ${quoted(column)} ${type}`);
    else if (now !== type) throw new Error(`${own}.${table}.${column} is stored as ${now} and declared as ${type}: this wants a step in LAYOUT_STEPS.`);
  }
  for (const schema of ['main', 'history']) await connection.run(`DROP SCHEMA ${beside(schema)} CASCADE`);
}

async function readMeta(connection: DuckDBConnection, key: string): Promise<string | null> {
  const value = (await connection.runAndReadAll('SELECT "value" FROM main._meta WHERE "key" = $1', [key])).getRows()[0]?.[0];
  return value === undefined || value === null ? null : String(value);
}
async function writeMeta(connection: DuckDBConnection, key: string, value: string): Promise<void> {
  if (await readMeta(connection, key) === value) return;
  await connection.run('DELETE FROM main._meta WHERE "key" = $1', [key]);
  await connection.run('INSERT INTO main._meta VALUES ($1, $2)', [key, value]);
}
