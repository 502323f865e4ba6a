/** `zhiheng backup`: of a data folder that no process uses, or from a running server. */
import { mkdir, mkdtemp, rename, rm, rmdir } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { calendar } from '../../../data/calendar/index.ts';
import { DATABASE, makeBackup, verifyBackup } from '../../operations/backup.ts';
import type { BackupManifest } from '../../operations/backup.ts';
import { PROGRAM } from '../../operations/program.ts';
import { untar } from '../../operations/tar.ts';
import { openData } from '../../main.ts';
import { Refusal } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { clientOf } from '../client.ts';
import { note, print, printJson } from '../output.ts';
import { programsOf } from './common.ts';

export async function run(call: Call): Promise<ExitCode> {
  const [target] = call.operands;
  if (target === undefined || call.operands.length > 1) throw usage('请写明备份到哪个文件夹。', 'Name the folder to back up into.');
  const manifest = call.text('server') === undefined ? await ofFolder(call, target) : await ofServer(call, target);
  if (manifest === null) return 1;
  if (call.has('json')) await printJson(summary(manifest));
  else await print(resolve(target));
  note(told(manifest));
  return 0;
}

const bytesOf = ({ files }: BackupManifest): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
/** What `--json` prints of a backup. */
export const summary = (manifest: BackupManifest): Record<string, unknown> => ({ madeAt: manifest.madeAt, program: manifest.program, layout: manifest.layout, dataVersion: manifest.dataVersion, tables: manifest.tables.length, rows: manifest.tables.reduce((sum, { rows }) => sum + rows, 0), files: manifest.files.length, bytes: bytesOf(manifest) });
export function told(manifest: BackupManifest): { zh: string; en: string } {
  const { tables, rows, files } = summary(manifest) as { tables: number; rows: number; files: number };
  const megabytes = (bytesOf(manifest) / 1024 / 1024).toFixed(1);
  return { zh: `${manifest.madeAt} 的备份：${tables} 张表 ${rows} 行，${files} 个文件共 ${megabytes} MB。`, en: `A backup of ${manifest.madeAt}: ${tables} tables with ${rows} rows, ${files} files of ${megabytes} MB in all.` };
}

async function ofFolder(call: Call, target: string): Promise<BackupManifest | null> {
  const folder = call.text('var') ?? 'var';
  if (!existsSync(join(folder, DATABASE))) throw new Refusal('input', 'no_data', `“${folder}”里没有数据：用 --var 写明数据文件夹。`, `There are no data in "${folder}": name the data folder with --var.`);
  if (existsSync(join(folder, 'first-load'))) throw new Refusal('busy', 'first_load', '首次装入还没有完成，不能备份。', 'The first load is not complete; there is nothing to back up yet.');
  const programs = await programsOf(call);
  if (programs === null) return null;
  const store = await openData(folder, programs.data, calendar());
  try {
    const manifest = await makeBackup({ store, folder, target, program: PROGRAM });
    await store.audit.append({ actor: 'command_line', act: 'backup.make', subject: manifest.dataVersion });
    return manifest;
  } finally { await store.close(); }
}

/** Receives the backup as a stream, and keeps it when all that the manifest names has arrived whole. */
async function ofServer(call: Call, target: string): Promise<BackupManifest> {
  const place = resolve(target);
  if (existsSync(place) && readdirSync(place).length > 0) throw new Refusal('input', 'not_empty', `“${place}”不是空文件夹：不覆盖任何已有内容，请另选一个。`, `"${place}" is not an empty folder: nothing that is there is written over. Choose another.`);
  const client = await clientOf(call);
  try {
    return await received(await client.fetch('/api/operations/backup', { method: 'POST' }), place);
  } finally {
    await client.close();
  }
}

async function received(answer: Response, place: string): Promise<BackupManifest> {
  await mkdir(dirname(place), { recursive: true });
  const partial = await mkdtemp(`${place}.partial-`);
  try {
    await untar(answer.body! as unknown as AsyncIterable<Uint8Array>, partial);
    const { manifest, faults } = await verifyBackup(partial);
    if (faults.length > 0) throw new Refusal('input', 'backup_broken', `收到的备份不完整，没有保留：${faults.map(({ zh }) => zh).join('')}`, `The backup did not arrive whole and was not kept: ${faults.map(({ en }) => en).join(' ')}`);
    await rmdir(place).catch(() => undefined);
    await rename(partial, place);
    return manifest;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}
