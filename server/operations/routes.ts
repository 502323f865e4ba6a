/** Running it, over HTTP: a backup as one stream for an administrator. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { z } from '@hono/zod-openapi';
import { actorOf, streamed } from '../access.ts';
import type { App } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { answers } from '../routes/common.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { makeBackup, MANIFEST } from './backup.ts';
import { PROGRAM } from './program.ts';
import { tarOf } from './tar.ts';

export const TAR_TYPE = 'application/x-tar';

export function operationRoutes(app: App, server: ServerContext): void {
  let busy = false;
  streamed(app, {
    method: 'post', path: '/api/operations/backup', access: ['administrator'], summary: '备份 a backup',
    description: 'A tar of the database, the files of the data folder and manifest.json (hashes, what each table holds): one state, while the server serves. `npx zhiheng backup` asks for it and verifies it.',
    responses: { 200: { content: { [TAR_TYPE]: { schema: z.string().openapi({ format: 'binary' }) } }, description: 'tar' }, default: answers(schemas.ErrorAnswer, '').default },
  }, async (context) => {
    const actor = actorOf(context);
    const { folder } = server;
    if (folder === null) throw new Refusal('unavailable', 'no_folder', '本服务没有数据文件夹，不能备份。', 'This server has no data folder to back up.');
    if (busy) throw new Refusal('busy', 'backup_running', '正在备份，请稍候再试。', 'A backup is being made; try again in a moment.');
    busy = true;
    const place = await mkdtemp(join(folder, 'tmp', 'backup-')).catch((error: unknown) => { busy = false; throw error; });
    const end = async (): Promise<void> => { busy = false; await rm(place, { recursive: true, force: true }); };
    try {
      const target = join(place, 'backup');
      const manifest = await makeBackup({ store: server.store, folder, target, program: PROGRAM });
      await server.store.audit.append({ actor: actor.account, act: 'backup.make', subject: manifest.dataVersion, detail: { files: manifest.files.length, bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0) } });
      const { size } = await stat(join(target, MANIFEST));
      const files = [{ name: MANIFEST, path: join(target, MANIFEST), bytes: size }, ...manifest.files.map(({ path, bytes }) => ({ name: path, path: join(target, path), bytes }))];
      const archive = Readable.from(tarOf(files, Date.parse(manifest.madeAt)), { objectMode: false });
      archive.once('close', () => { void end(); });
      return new Response(Readable.toWeb(archive) as ReadableStream, { headers: { 'Content-Type': TAR_TYPE, 'Content-Disposition': `attachment; filename="zhiheng-${manifest.madeAt.slice(0, 19).replaceAll(':', '')}.tar"` } });
    } catch (error) {
      await end();
      throw error;
    }
  });
}
