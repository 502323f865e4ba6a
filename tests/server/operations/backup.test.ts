/** Backups made while figures come in, restored, and held against what was handed in; and backups that are not whole. */
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendar } from '../../../data/calendar/index.ts';
import { importFiles } from '../../../data/intake/index.ts';
import { LAYOUT, openStore } from '../../../data/store/index.ts';
import type { Store } from '../../../data/store/index.ts';
import { DATABASE, makeBackup, MANIFEST, restoreBackup, verifyBackup } from '../../../server/operations/backup.ts';
import type { BackupManifest } from '../../../server/operations/backup.ts';
import { tarOf, untar } from '../../../server/operations/tar.ts';
import { A, B, zhiheng, zhihengAs } from '../command.ts';
import { PASSWORD } from '../../signed_in.ts';
import { serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

const root = mkdtempSync(join(tmpdir(), 'zhiheng-backup-'));
let places = 0;
const place = (): string => join(root, `place-${++places}`);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Every table of a store and all its rows, but for the moment when an upload came. */
async function everyTable(store: Store): Promise<Map<string, string>> {
  const result = new Map<string, string>();
  const query = async (sql: string): Promise<unknown[][]> => { const { columns, rowCount } = await store.engine.query({ sql, values: [] }); return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row])); };
  for (const [schema, name] of await query("SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = current_database() AND table_schema IN ('main', 'history') ORDER BY ALL") as [string, string][]) {
    const what = name === '_uploads' ? '(SELECT * EXCLUDE (received_at) FROM main._uploads)' : `${schema}."${name}"`;
    result.set(`${schema}.${name}`, JSON.stringify(await query(`SELECT t::VARCHAR FROM ${what} t ORDER BY 1`)));
  }
  return result;
}
const decisions = (agency: string, count: number): string => `执法主体,案号,类别,决定日期,公示日期\n${Array.from({ length: count }, (_, index) => `${agency},案${index},行政处罚,2024-02-05,2024-02-08`).join('\n')}\n`;
const evidence = 'evidence/ab/abcdef';

let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => '2025-03-01' });
  await upload(server.url, SMALL, { year: '2024' });
  mkdirSync(join(server.folder, 'evidence/ab'), { recursive: true });
  writeFileSync(join(server.folder, evidence), '佐证');
}, 60_000);
afterAll(() => server.end());

describe('a backup made while uploads go on', () => {
  it('is one moment: restored, every table is what the uploads up to then make', async () => {
    const target = place();
    let manifest!: BackupManifest;
    const handed: [string, number][] = [];
    for (let index = 1; index <= 8; index++) {
      const agency = index % 2 ? A : B;
      const making = index === 4 ? makeBackup({ store: server.context.store, folder: server.folder, target, program: 'test 1' }) : null;
      handed.push([agency, 200 * index]);
      expect((await upload(server.url, { 'decisions.csv': decisions(agency, 200 * index) }, { year: '2024', agency })).state).toBe('loaded');
      if (making) manifest = await making;
    }
    expect((await verifyBackup(target)).faults).toEqual([]);
    const folder = place();
    await restoreBackup(target, folder);
    expect(readFileSync(join(folder, evidence), 'utf8')).toBe('佐证');
    const restored = await openStore({ path: join(folder, DATABASE), program: server.context.store.program, calendar: calendar(), threads: 2 });
    const again = await openStore({ path: ':memory:', program: server.context.store.program, calendar: calendar(), threads: 2 });
    try {
      const loaded = await restored.uploads();
      // The upload that was under way is in it whole, or not at all.
      expect([4, 5]).toContain(loaded.length);
      const inputs = join(root, 'inputs');
      mkdirSync(inputs, { recursive: true });
      const files = (content: Record<string, string>): { name: string; path: string }[] => Object.entries(content).map(([name, text]) => { const path = join(inputs, name); writeFileSync(path, text); return { name, path }; });
      await importFiles(again, files(SMALL), { year: 2024, kind: 'bulk' });
      for (const [agency, count] of handed.slice(0, loaded.length - 1)) await importFiles(again, files({ 'decisions.csv': decisions(agency, count) }), { year: 2024, kind: 'agency', agency });
      const [is, wanted] = [await everyTable(restored), await everyTable(again)];
      expect([...is.keys()]).toEqual([...wanted.keys()]);
      expect([...is.keys()].length).toBeGreaterThan(30);
      // Definitions and acts were written by the server; all else by the uploads alone.
      for (const [table, rows] of wanted) if (!/_(pack_versions|audit|accounts|sessions|grants)/.test(table)) expect([table, is.get(table)]).toEqual([table, rows]);
      expect(is.get('main._pack_versions')).not.toBe('[]');
      expect(manifest.tables.find(({ schema, name }) => `${schema}.${name}` === 'main.decisions')?.rows).toBe(JSON.parse(is.get('main.decisions')!).length);
    } finally { await restored.close(); await again.close(); }
  }, 120_000);

  it('holds every table as it stands, when nothing goes on', async () => {
    const target = place(), folder = place();
    await makeBackup({ store: server.context.store, folder: server.folder, target, program: 'test 1' });
    const now = await everyTable(server.context.store);
    await restoreBackup(target, folder);
    const restored = await openStore({ path: join(folder, DATABASE), program: server.context.store.program, calendar: calendar(), threads: 2 });
    try {
      const then = await everyTable(restored);
      for (const [table, rows] of now) expect([table, then.get(table)]).toEqual([table, rows]);
    } finally { await restored.close(); }
  }, 60_000);

  it('leaves nothing that looks like one when it breaks off, and is not kept where the server clears', async () => {
    const target = place();
    const failing = { ...server.context.store, copy: () => Promise.reject(new Error('broken off')) } as Store;
    await expect(makeBackup({ store: failing, folder: server.folder, target, program: 'test 1' })).rejects.toThrow('broken off');
    expect(readdirSync(root).filter((name) => target.endsWith(name) || name.includes('.partial-'))).toEqual([]);
    await expect(makeBackup({ store: server.context.store, folder: server.folder, target: join(server.folder, 'uploads', 'b'), program: 'test 1' })).rejects.toMatchObject({ code: 'backup_target' });
    await expect(makeBackup({ store: server.context.store, folder: server.folder, target: server.folder, program: 'test 1' })).rejects.toMatchObject({ code: 'not_empty' });
  });
});

describe('verifying and restoring', () => {
  let good: string;
  const damaged = (damage: (folder: string) => void): string => { const folder = place(); cpSync(good, folder, { recursive: true }); damage(folder); return folder; };
  const edit = (folder: string, change: (manifest: BackupManifest) => void): void => { const path = join(folder, MANIFEST); const manifest = JSON.parse(readFileSync(path, 'utf8')) as BackupManifest; change(manifest); writeFileSync(path, JSON.stringify(manifest)); };
  beforeAll(async () => { good = place(); await makeBackup({ store: server.context.store, folder: server.folder, target: good, program: 'test 1' }); });

  it.each([
    ['a file that was changed', (folder: string) => writeFileSync(join(folder, evidence), '佐 证'), /abcdef.*与备份时不同/],
    ['a file that is missing', (folder: string) => rmSync(join(folder, evidence)), /缺少文件 evidence/],
    ['a database that was changed', (folder: string) => appendFileSync(join(folder, DATABASE), 'x'), /zhiheng\.duckdb 与备份时不同/],
    ['a manifest that names more rows than there are', (folder: string) => edit(folder, (manifest) => { manifest.tables.find(({ name }) => name === 'decisions')!.rows += 1; }), /表 (main|history)\.decisions 的内容与清单不符/],
    ['a manifest that names other rows than there are', (folder: string) => edit(folder, (manifest) => { manifest.tables.find(({ name }) => name === 'decisions')!.content += '1'; }), /表 (main|history)\.decisions 的内容与清单不符/],
    ['a table that the manifest does not name', (folder: string) => edit(folder, (manifest) => { manifest.tables = manifest.tables.filter(({ name }) => name !== '_audit'); }), /清单中没有表 main\._audit/],
  ])('finds %s, and restores nothing of it', async (_, damage, said) => {
    const source = damaged(damage), folder = place();
    const { faults } = await verifyBackup(source);
    expect(faults.map(({ zh }) => zh).join()).toMatch(said);
    await expect(restoreBackup(source, folder)).rejects.toMatchObject({ code: 'backup_broken' });
    expect(existsSync(folder)).toBe(false);
  });
  it.each([['../outside'], ['/etc/passwd'], ['a/../../b'], ['a\\b'], ['']])('does not follow a manifest to %j', async (path) => {
    const source = damaged((folder) => edit(folder, (manifest) => { manifest.files.push({ path, bytes: 1, sha256: '0'.repeat(64) }); }));
    await expect(restoreBackup(source, place())).rejects.toMatchObject({ code: 'bad_manifest' });
  });
  it('writes over nothing', async () => {
    const folder = place();
    mkdirSync(folder);
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    await expect(restoreBackup(good, folder)).rejects.toMatchObject({ code: 'not_empty' });
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });
  it('leaves a backup of a later program to that program', async () => {
    const source = damaged(() => undefined), database = join(source, DATABASE);
    const instance = await DuckDBInstance.create(database);
    const connection = await instance.connect();
    await connection.run(`UPDATE main._meta SET "value" = '${LAYOUT + 1}' WHERE "key" = 'layout'`);
    const [rows, content] = (await connection.runAndReadAll('SELECT count(*)::INTEGER, sum(hash(t)::HUGEINT)::VARCHAR FROM main._meta t')).getRows()[0] as [number, string];
    await connection.run('CHECKPOINT');
    connection.closeSync(); instance.closeSync();
    edit(source, (manifest) => {
      manifest.layout = LAYOUT + 1;
      Object.assign(manifest.tables.find(({ name }) => name === '_meta')!, { rows, content });
      Object.assign(manifest.files.find(({ path }) => path === DATABASE)!, { bytes: statSync(database).size, sha256: createHash('sha256').update(readFileSync(database)).digest('hex') });
    });
    expect((await verifyBackup(source)).faults).toEqual([]);
    await expect(restoreBackup(source, place())).rejects.toMatchObject({ code: 'backup_too_new' });
  });
});

describe('the command', () => {
  it('backs a stopped folder up, verifies, restores it, and tells a damaged one', async () => {
    const folder = join(root, 'var'), target = place(), again = place();
    expect((await zhiheng('import', join(root, 'inputs', 'agencies.csv'), join(root, 'inputs', 'decisions.csv'), '--var', folder, '--year', '2024')).code).toBe(0);
    const made = await zhiheng('backup', target, '--var', folder, '--json');
    expect([made.code, JSON.parse(made.out)]).toMatchObject([0, { layout: LAYOUT }]);
    expect((await zhiheng('backup', target, '--var', folder)).err).toContain('不是空文件夹');
    expect(await zhiheng('verify', target)).toMatchObject({ code: 0, out: '备份完整。  The backup is whole.\n' });
    expect(await zhiheng('restore', target, '--var', again)).toMatchObject({ code: 0 });
    expect(await zhiheng('restore', target, '--var', again)).toMatchObject({ code: 1 });
    const second = place();
    expect((await zhiheng('backup', second, '--var', again)).code).toBe(0);
    writeFileSync(join(target, MANIFEST), '{}');
    const broken = await zhiheng('verify', target);
    expect([broken.code, broken.err]).toEqual([1, expect.stringContaining('读不懂')]);
    expect(await zhiheng('verify', folder)).toMatchObject({ code: 1, err: expect.stringContaining('不是备份') as string });
  }, 120_000);

  it('asks a running server, and says so where one holds the folder', async () => {
    const target = place();
    const held = await zhiheng('backup', target, '--var', server.folder);
    expect([held.code, held.err]).toEqual([1, expect.stringContaining('--server')]);
    const made = await zhihengAs({ ZHIHENG_PASSWORD: PASSWORD }, 'backup', target, '--server', server.url, '--user', 'tester');
    expect([made.code, made.err]).toEqual([0, expect.stringMatching(/张表.*rows/)]);
    expect((await verifyBackup(target)).faults).toEqual([]);
    expect(readFileSync(join(target, evidence), 'utf8')).toBe('佐证');
    expect(readdirSync(join(server.folder, 'tmp')).filter((name) => name.startsWith('backup-'))).toEqual([]);
    expect((await server.context.store.audit.search({ act: 'backup.make' })).total).toBeGreaterThan(0);
  }, 60_000);
});

describe('an archive', () => {
  const pieces = async (chunks: AsyncIterable<Uint8Array>): Promise<Buffer> => { const all: Uint8Array[] = []; for await (const chunk of chunks) all.push(chunk); return Buffer.concat(all); };
  async function* slices(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> { for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size); }
  const long = `${'a'.repeat(90)}/${'b'.repeat(60)}/${'佐'.repeat(30)}`;
  let archive: Buffer;
  beforeAll(async () => {
    const folder = place();
    mkdirSync(folder);
    const sizes: [string, number][] = [['empty', 0], ['one', 1], ['block', 512], [long, 70_000]];
    archive = await pieces(tarOf(sizes.map(([name, bytes], index) => { const path = join(folder, String(index)); writeFileSync(path, Buffer.alloc(bytes, index + 65)); return { name, path, bytes }; })));
    writeFileSync(join(root, 'made.tar'), archive);
  });

  it('comes out as it went in, however it is cut into pieces', async () => {
    for (const size of [1, 511, 512, 70_001, archive.length]) {
      if (size === 1 && archive.length > 1e6) continue;
      const folder = place();
      mkdirSync(folder);
      expect(await untar(slices(archive, size), folder)).toEqual(['empty', 'one', 'block', long]);
      expect(statSync(join(folder, long)).size).toBe(70_000);
      expect(readFileSync(join(folder, 'one'), 'utf8')).toBe('B');
    }
  });
  it('that ends early, or names what is no plain file below the folder, is refused', async () => {
    for (const length of [0, 100, 600, archive.length - 1024]) { const folder = place(); mkdirSync(folder); await expect(untar(slices(archive.subarray(0, length), 4096), folder)).rejects.toMatchObject({ code: 'archive' }); }
    const named = (name: string, kind = '0'): Buffer => {
      const block = Buffer.from(archive.subarray(0, 512));
      block.fill(0, 0, 100); block.write(name, 0); block.write(kind, 156); block.fill(0x20, 148, 156);
      block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\u0000 `, 148);
      return Buffer.concat([block, Buffer.alloc(1024)]);
    };
    for (const bytes of [named('../evil'), named('/evil'), named('a/../../evil'), named('link', '2'), named('folder', '5'), named('C:evil')]) { const folder = place(); mkdirSync(folder); await expect(untar(slices(bytes, 512), folder)).rejects.toMatchObject({ code: 'archive' }); }
  });
});
