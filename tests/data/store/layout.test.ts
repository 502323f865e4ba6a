/** Stores of earlier programs, opened by this one; and of later ones, refused. */
import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { LAYOUT, openStore, StoreTooNew } from '../../../data/store/index.ts';
import type { Store } from '../../../data/store/index.ts';
import { migrateLayout, storedLayout } from '../../../data/store/layout.ts';
import type { LayoutStep } from '../../../data/store/layout.ts';
import { A, B, days, load, program, roster, rows } from '../helpers.ts';

const folder = mkdtempSync(join(tmpdir(), 'zhiheng-layout-'));
const open = (path: string): Promise<Store> => openStore({ path, program, calendar: days, threads: 2 });
async function withDatabase<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try { return await work(connection); } finally { connection.closeSync(); instance.closeSync(); }
}

/** The tables that the first program made for itself; ledgers as this program declares them, but that a text held one name only. */
const FIRST = [
  'CREATE SCHEMA history',
  'CREATE TABLE main._uploads (upload INTEGER, received_at TIMESTAMP, files VARCHAR, note VARCHAR)',
  'CREATE TABLE main._reported (agency VARCHAR, ledger VARCHAR, "year" INTEGER, upload INTEGER, "rows" BIGINT)',
  'CREATE TABLE history._reported (agency VARCHAR, ledger VARCHAR, "year" INTEGER, upload INTEGER, "rows" BIGINT, _superseded_by INTEGER)',
  'CREATE TABLE main._calendar ("day" DATE, workday BOOLEAN, "floor" INTEGER, "ceil" INTEGER)',
  'CREATE TABLE main._meta ("key" VARCHAR, "value" VARCHAR)',
];
const decisions = (agency: string, count: number): string => `agency,case_no,kind,decided_on,disclosed_on\n${Array.from({ length: count }, (_, index) => `${agency},案${index},行政处罚,2024-03-0${(index % 9) + 1},2024-03-1${index % 9}`).join('\n')}\n`;

/** Every table of a store, its rows in order. */
async function content(store: Store): Promise<Map<string, string>> {
  const names = (await rows(store, "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database() ORDER BY ALL")) as [string, string][];
  const result = new Map<string, string>();
  for (const [schema, name] of names) {
    if (name === '_meta') continue;
    result.set(`${schema}.${name}`, JSON.stringify((await rows(store, `SELECT t::VARCHAR FROM (SELECT ${name === '_uploads' ? 'upload, received_at, files, note' : '*'} FROM ${schema}."${name}") t ORDER BY 1`))));
  }
  return result;
}

/** A store as the first program left it, with what was handed in to it. */
async function earlier(path: string): Promise<Map<string, string>> {
  const now = join(folder, `now-${Math.random().toString(36).slice(2)}.duckdb`);
  const store = await open(now);
  await load(store, { 'agencies.csv': roster, 'decisions.csv': decisions(A, 5) });
  await load(store, { 'decisions.csv': decisions(A, 7) }, { kind: 'agency', agency: A });
  await load(store, { 'decisions.csv': decisions(B, 3) }, { kind: 'agency', agency: B });
  const before = await content(store);
  await store.close();
  await withDatabase(path, async (connection) => {
    await connection.run(`ATTACH '${now}' AS now (READ_ONLY)`);
    for (const statement of FIRST) await connection.run(statement);
    const tables = (await connection.runAndReadAll("SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = 'now'")).getRows() as [string, string][];
    for (const [schema, name] of tables) {
      const known = FIRST.some((statement) => statement.includes(`${schema}.${name} `));
      // Columns that came later stay behind.
      const columns = (await connection.runAndReadAll('SELECT column_name FROM information_schema.columns WHERE table_catalog = current_database() AND table_schema = $1 AND table_name = $2 ORDER BY ordinal_position', [schema, name])).getRows().map(([column]) => `"${column}"`).join(', ');
      if (known) await connection.run(`INSERT INTO ${schema}."${name}" (${columns}) SELECT ${columns} FROM now.${schema}."${name}" ${name === '_meta' ? `WHERE "key" = 'calendar'` : ''}`);
      else if (!name.startsWith('_')) {
        const lists = (await connection.runAndReadAll("SELECT column_name FROM information_schema.columns WHERE table_catalog = 'now' AND table_schema = $1 AND table_name = $2 AND data_type = 'VARCHAR[]'", [schema, name])).getRows() as [string][];
        const texts = lists.filter(([column]) => program.ledgers[name]?.fields.find((field) => field.name === column)?.type.kind === 'text').map(([column]) => `array_to_string("${column}", '、') AS "${column}"`);
        await connection.run(`CREATE TABLE ${schema}."${name}" AS SELECT * ${texts.length > 0 ? `REPLACE (${texts.join(', ')})` : ''} FROM now.${schema}."${name}"`);
      }
    }
  });
  return before;
}

describe('a store of the first program', () => {
  it('is opened, brought to this layout, and holds what it held', async () => {
    const path = join(folder, 'first.duckdb');
    const before = await earlier(path);
    expect(await withDatabase(path, (connection) => storedLayout(connection))).toBe(0);
    for (let time = 0; time < 2; time++) {
      const store = await open(path);
      const after = await content(store);
      expect([...after.keys()].sort()).toEqual([...before.keys()].sort());
      for (const [table, held] of before) expect([table, after.get(table)]).toEqual([table, held]);
      expect(await store.handIns()).toHaveLength(3);
      expect(await store.audit.search({})).toEqual({ total: 0, entries: [] });
      await store.close();
    }
    expect(await withDatabase(path, (connection) => storedLayout(connection))).toBe(LAYOUT);
  });
  it('goes on as before: hand-ins supersede, and numbers go on', async () => {
    const path = join(folder, 'goes-on.duckdb');
    await earlier(path);
    const store = await open(path);
    await load(store, { 'decisions.csv': decisions(A, 2) }, { kind: 'agency', agency: A });
    expect(await rows(store, "SELECT upload, count(*)::INTEGER FROM decisions GROUP BY ALL ORDER BY ALL".replace('upload', '_upload'))).toEqual([[3, 3], [4, 2]]);
    expect(await rows(store, 'SELECT count(*)::INTEGER FROM history.decisions')).toEqual([[12]]);
    await store.close();
  });
});

describe('a store of a later program', () => {
  it('is refused with a sentence, and not a byte of it changes', async () => {
    const path = join(folder, 'later.duckdb'), copy = join(folder, 'later-copy.duckdb');
    await (await open(path)).close();
    await withDatabase(path, (connection) => connection.run(`UPDATE main._meta SET "value" = '${LAYOUT + 1}' WHERE "key" = 'layout'`));
    copyFileSync(path, copy);
    await expect(open(path)).rejects.toThrow(StoreTooNew);
    await expect(open(path)).rejects.toThrow(new RegExp(`更新版本.*存储结构 ${LAYOUT + 1}.*later version`));
    expect(readFileSync(path).equals(readFileSync(copy))).toBe(true);
  });
});

describe('steps between layouts', () => {
  const tables = ['CREATE SCHEMA IF NOT EXISTS history', 'CREATE TABLE IF NOT EXISTS main._meta ("key" VARCHAR, "value" VARCHAR)', 'CREATE TABLE IF NOT EXISTS main._notes (number INTEGER, "text" VARCHAR)'];
  const upTo = (last: number, broken?: number): LayoutStep[] => Array.from({ length: last }, (_, index) => ({
    to: index + 1, says: { zh: '试', en: 'trial' },
    run: async (connection) => {
      await connection.run(`UPDATE main._notes SET "text" = "text" || '${index + 1}'`);
      if (broken === index + 1) throw new Error('broken off');
    },
  }));
  const inTransaction = async <T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> => {
    await connection.run('BEGIN');
    try { const result = await work(); await connection.run('COMMIT'); return result; } catch (error) { await connection.run('ROLLBACK'); throw error; }
  };
  const notes = async (connection: DuckDBConnection): Promise<unknown[][]> => (await connection.runAndReadAll('SELECT * FROM main._notes')).getRows();

  it('are taken in order, each once, and none by a new database', async () => withDatabase(':memory:', async (connection) => {
    expect(await migrateLayout(connection, upTo(2), tables)).toEqual([]);
    await connection.run("INSERT INTO main._notes VALUES (1, '')");
    expect((await migrateLayout(connection, upTo(2), tables)).map(({ to }) => to)).toEqual([]);
    expect((await migrateLayout(connection, upTo(5), tables)).map(({ to }) => to)).toEqual([3, 4, 5]);
    expect(await notes(connection)).toEqual([[1, '345']]);
    expect(await storedLayout(connection)).toBe(5);
  }));
  it('leave nothing when one fails', async () => withDatabase(':memory:', async (connection) => {
    await migrateLayout(connection, upTo(1), tables);
    await connection.run("INSERT INTO main._notes VALUES (1, '')");
    await expect(inTransaction(connection, () => migrateLayout(connection, upTo(4, 3), [...tables, 'CREATE TABLE IF NOT EXISTS main._more (n INTEGER)']))).rejects.toThrow('broken off');
    expect(await storedLayout(connection)).toBe(1);
    expect(await notes(connection)).toEqual([[1, '']]);
    await expect(connection.run('SELECT * FROM main._more')).rejects.toThrow('_more');
  }));
  it('a table of the store that has gained columns gets them, its rows stay', async () => withDatabase(':memory:', async (connection) => {
    await migrateLayout(connection, upTo(1), tables);
    await connection.run("INSERT INTO main._notes VALUES (1, '甲')");
    await migrateLayout(connection, upTo(1), [...tables.slice(0, 2), 'CREATE TABLE IF NOT EXISTS main._notes (number INTEGER, "text" VARCHAR, "by" VARCHAR, made_on DATE)']);
    expect(await notes(connection)).toEqual([[1, '甲', null, null]]);
    expect((await connection.runAndReadAll("SELECT count(*)::INTEGER FROM information_schema.schemata WHERE starts_with(schema_name, '_declared')")).getRows()).toEqual([[0]]);
    await expect(migrateLayout(connection, upTo(1), [...tables.slice(0, 2), 'CREATE TABLE IF NOT EXISTS main._notes (number INTEGER, "text" DATE)'])).rejects.toThrow('wants a step');
  }));
});
