/**
 * Backups: a folder with the database, the files that belong to it (evidence and what else lies in the data folder) and
 * `manifest.json`, which tells what every file and table held. Made while the server serves, or from a folder that no
 * process uses; restored into an empty folder only.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, mkdtemp, open, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Transform } from 'node:stream';
import { DuckDBInstance } from '@duckdb/node-api';
import { z } from 'zod';
import { contentOf, LAYOUT, storedLayout } from '../../data/store/index.ts';
import type { Store } from '../../data/store/index.ts';
import { messageOf, Refusal } from '../words.ts';
import type { Words } from '../words.ts';
import { freeBytes, RESERVE } from './disk.ts';
import { isPlainPath } from './tar.ts';

export const DATABASE = 'zhiheng.duckdb';
export const MANIFEST = 'manifest.json';
/** What lies in a data folder and is of its process only, or made anew. */
const PASSING = new Set([DATABASE, `${DATABASE}.wal`, 'tmp', 'uploads', 'first-load', 'logs']);

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Manifest = z.object({
  kind: z.literal('zhiheng-backup'), format: z.literal(1),
  /** When the copy was begun, ISO 8601 in UTC. */
  madeAt: z.string().max(40),
  program: z.string().max(100), layout: z.number().int().nonnegative(), engine: z.string().max(100), dataVersion: z.string().max(100),
  tables: z.array(z.object({ schema: z.string(), name: z.string(), rows: z.number().int().nonnegative(), content: z.string().max(60) })),
  files: z.array(z.object({ path: z.string().refine(isPlainPath).refine((path) => path !== MANIFEST), bytes: z.number().int().nonnegative(), sha256: Hash })),
});
export type BackupManifest = z.infer<typeof Manifest>;

/**
 * Copies the database and the files of a data folder into `target`, a folder that does not exist or is empty. What is
 * not complete bears another name: a folder called `target` is a whole backup.
 */
export async function makeBackup({ store, folder, target, program, now = () => new Date() }: { store: Store; folder: string; target: string; program: string; now?: () => Date }): Promise<BackupManifest> {
  const place = resolve(target);
  await needEmpty(place);
  const within = relative(resolve(folder), place);
  if (within === '' || (!within.startsWith('..') && PASSING.has(within.split(sep)[0]!) && !within.startsWith(`tmp${sep}`))) throw new Refusal('usage', 'backup_target', `备份不能放在“${target}”：服务会清理或覆盖那里。请换一个文件夹。`, `A backup cannot be kept in "${target}": the server clears that place. Choose another folder.`);
  await mkdir(dirname(place), { recursive: true });
  await needRoom(dirname(place), await sizeOf(folder));
  const madeAt = now().toISOString();
  const partial = await mkdtemp(`${place}.partial-`);
  try {
    // The database first: files are named by what they hold and stay, so all that it names are there afterwards.
    const { file, tables, engine } = await store.copy();
    const files = [];
    try { files.push(await copied(file, partial, DATABASE)); } finally { await rm(file, { force: true }); }
    for (const path of (await filesOf(folder, place)).sort()) {
      const kept = await copied(join(folder, path), partial, path.split(sep).join('/')).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return null; throw error; });
      if (kept) files.push(kept);
    }
    const manifest: BackupManifest = { kind: 'zhiheng-backup', format: 1, madeAt, program, layout: LAYOUT, engine, dataVersion: await store.dataVersion(), tables, files };
    await writeSynced(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    await rmdir(place).catch(() => undefined);
    await rename(partial, place);
    await syncFolder(dirname(place));
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom();
    throw error;
  }
}

export interface BackupVerdict { manifest: BackupManifest; faults: Words[] }

/** Whether a folder is a backup, by its manifest. */
export async function isBackup(path: string): Promise<boolean> {
  return (await stat(join(path, MANIFEST)).catch(() => null))?.isFile() === true;
}

/** Reads a backup again: every file by its hash, every table by what it holds. Throws where there is no manifest to go by. */
export async function verifyBackup(source: string): Promise<BackupVerdict> {
  const manifest = await readManifest(source);
  const faults: Words[] = [];
  const wanted = new Set(manifest.files.map(({ path }) => path));
  if (!wanted.has(DATABASE)) faults.push({ zh: `清单中没有数据库 ${DATABASE}。`, en: `The manifest names no database ${DATABASE}.` });
  for (const { path, bytes, sha256 } of manifest.files) {
    const found = await lstat(join(source, path)).catch(() => null);
    if (!found?.isFile()) faults.push({ zh: `缺少文件 ${path}。`, en: `The file ${path} is missing.` });
    else if (found.size !== bytes || await hashOf(join(source, path)) !== sha256) faults.push({ zh: `文件 ${path} 与备份时不同。`, en: `The file ${path} is not what was backed up.` });
  }
  if (faults.length === 0) faults.push(...await databaseFaults(join(source, DATABASE), manifest));
  return { manifest, faults };
}

/** Holds the tables against the manifest. The file is opened for reading only, with no reach to others. */
async function databaseFaults(path: string, manifest: BackupManifest): Promise<Words[]> {
  const spill = await mkdtemp(join(tmpdir(), 'zhiheng-verify-'));
  let instance;
  try {
    instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY', temp_directory: spill, enable_external_access: 'false', autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', threads: '2' });
    const connection = await instance.connect();
    try {
      const [engine] = (await connection.runAndReadAll('SELECT version()')).getRows()[0] as [string];
      if (await storedLayout(connection) !== manifest.layout) return [{ zh: '数据库的存储结构与清单不符。', en: 'The layout of the database is not that of the manifest.' }];
      const held = new Map((await contentOf(connection)).map((one) => [`${one.schema}.${one.name}`, one]));
      const faults: Words[] = [];
      for (const { schema, name, rows, content } of manifest.tables) {
        const now = held.get(`${schema}.${name}`);
        held.delete(`${schema}.${name}`);
        if (!now) faults.push({ zh: `缺少表 ${schema}.${name}。`, en: `The table ${schema}.${name} is missing.` });
        else if (now.rows !== rows || (engine === manifest.engine && now.content !== content)) faults.push({ zh: `表 ${schema}.${name} 的内容与清单不符（${now.rows} 行，应为 ${rows} 行）。`, en: `The table ${schema}.${name} does not hold what the manifest says (${now.rows} rows of ${rows}).` });
      }
      for (const name of held.keys()) faults.push({ zh: `清单中没有表 ${name}。`, en: `The manifest does not name the table ${name}.` });
      return faults;
    } finally { connection.closeSync(); }
  } catch (error) {
    return [{ zh: `数据库打不开：${messageOf(error)}`, en: `The database cannot be opened: ${messageOf(error)}` }];
  } finally {
    instance?.closeSync();
    await rm(spill, { recursive: true, force: true });
  }
}

/** Puts a backup into a data folder that does not exist or is empty, after it was found whole. */
export async function restoreBackup(source: string, folder: string): Promise<BackupManifest> {
  const place = resolve(folder);
  await needEmpty(place);
  const { manifest, faults } = await verifyBackup(source);
  if (faults.length > 0) throw new Refusal('input', 'backup_broken', `备份已损坏，没有恢复任何内容：${faults.map(({ zh }) => zh).join('')}`, `The backup is damaged and nothing was restored: ${faults.map(({ en }) => en).join(' ')}`);
  if (manifest.layout > LAYOUT) throw new Refusal('input', 'backup_too_new', `备份由更新版本的执衡做成（存储结构 ${manifest.layout}，本程序只认识到 ${LAYOUT}）：请用新版本恢复。`, `The backup was made by a later version of Zhiheng (layout ${manifest.layout}; this one knows ${LAYOUT}): restore it with that version.`);
  await mkdir(dirname(place), { recursive: true });
  await needRoom(dirname(place), manifest.files.reduce((sum, { bytes }) => sum + bytes, 0));
  const partial = await mkdtemp(`${place}.partial-`);
  try {
    for (const { path, sha256 } of manifest.files) {
      const kept = await copied(join(source, path), partial, path);
      if (kept.sha256 !== sha256) throw new Refusal('input', 'backup_broken', `文件 ${path} 在恢复过程中改变了，没有恢复任何内容。`, `The file ${path} changed while it was restored; nothing was kept.`);
    }
    await rmdir(place).catch(() => undefined);
    await rename(partial, place);
    await syncFolder(dirname(place));
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw noRoom();
    throw error;
  }
}

async function readManifest(source: string): Promise<BackupManifest> {
  const path = join(source, MANIFEST);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) throw new Refusal('input', 'no_backup', `“${source}”不是备份：里面没有 ${MANIFEST}。`, `"${source}" is no backup: there is no ${MANIFEST} in it.`);
  const read = Manifest.safeParse(parsed(text));
  if (!read.success) throw new Refusal('input', 'bad_manifest', `“${path}”读不懂：它不是本程序写的清单，或已损坏。`, `"${path}" cannot be read: it was not written by this program, or is damaged.`);
  return read.data;
}
function parsed(text: string): unknown {
  try { return JSON.parse(text); } catch { return null; }
}

// ---------------------------------------------------------------- files

async function needEmpty(place: string): Promise<void> {
  const names = await readdir(place).catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return []; if (error.code === 'ENOTDIR') return ['']; throw error; });
  if (names.length > 0) throw new Refusal('input', 'not_empty', `“${place}”不是空文件夹：不覆盖任何已有内容，请另选一个。`, `"${place}" is not an empty folder: nothing that is there is written over. Choose another.`);
}

const noRoom = (): Refusal => new Refusal('unavailable', 'disk_full', '磁盘空间不足，没有保存任何内容：请清理磁盘或换一个位置。', 'There is not enough disk space and nothing was kept: free some, or choose another place.');
async function needRoom(folder: string, bytes: number): Promise<void> {
  if (await freeBytes(folder) < bytes + RESERVE) throw noRoom();
}

/** Regular files of a data folder that are kept, but for a backup that lies in it. */
async function filesOf(folder: string, target: string): Promise<string[]> {
  const found: string[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = join(below, entry.name);
      if (below === '' && (PASSING.has(entry.name) || entry.name.endsWith('.new'))) continue;
      if (resolve(folder, path) === target || basename(path).includes('.partial-')) continue;
      // Backups that lie in the data folder are not backed up again.
      if (entry.isDirectory()) { if (!await isBackup(join(folder, path))) await visit(path); } else if (entry.isFile()) found.push(path);
    }
  };
  await visit('');
  return found;
}

async function sizeOf(folder: string): Promise<number> {
  let sum = 0;
  for (const path of [DATABASE, `${DATABASE}.wal`, ...await filesOf(folder, '')]) sum += (await lstat(join(folder, path)).catch(() => null))?.size ?? 0;
  return sum;
}

/** Copies one file and takes its hash on the way; it is on the disk when this ends. */
async function copied(from: string, folder: string, path: string): Promise<{ path: string; bytes: number; sha256: string }> {
  const to = join(folder, path);
  const hash = createHash('sha256');
  let bytes = 0;
  const source = await open(from, 'r');
  try {
    await mkdir(dirname(to), { recursive: true, mode: 0o700 });
    const handle = await open(to, 'wx', 0o600);
    await pipeline(source.createReadStream({ highWaterMark: 1 << 20 }), new Transform({ transform(chunk: Uint8Array, _, done) { hash.update(chunk); bytes += chunk.length; done(null, chunk); } }), handle.createWriteStream({ flush: true }));
  } finally { await source.close().catch(() => undefined); }
  return { path, bytes, sha256: hash.digest('hex') };
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

async function writeSynced(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx', flush: true });
}
/** Names are on the disk, too, where the system can tell. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
