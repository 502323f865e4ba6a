/**
 * A server on the small data of `command.ts`, on a free port, in a folder of its own. Someone with every role (clerk and
 * approver of the small agencies) is signed in to it: `fetch` of this process sends their cookie to its address.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compiled, packsOf, shippedPacks } from '../../server/packs.ts';
import { startServer } from '../../server/main.ts';
import type { RunningServer, ServeOptions } from '../../server/main.ts';
import type { UploadStatus } from '../../server/api.ts';
import { everyone } from '../signed_in.ts';
import { A, B, SILENT, SMALL } from './command.ts';

export interface Serving extends RunningServer { folder: string; /** Of who is signed in. */ cookie: string; end(): Promise<void> }

export async function serving(options: Partial<Pick<ServeOptions, 'log' | 'freeBytes' | 'exposure'>> & { uploadLimit?: number; folder?: string; today?: () => string; /** One pack in place of the shipped ones. */ pack?: string } = {}): Promise<Serving> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'zhiheng-server-'));
  const server = await startServer({ port: 0, folder, packs: compiled(options.pack === undefined ? shippedPacks() : packsOf([{ file: 'small.heng', text: options.pack }])), uploadLimit: options.uploadLimit ?? 1_000_000, demonstration: false, ...(options.log ? { log: options.log } : {}), ...(options.freeBytes ? { freeBytes: options.freeBytes } : {}), ...(options.exposure ? { exposure: options.exposure } : {}), ...(options.today ? { today: options.today } : {}), say: () => undefined });
  const cookie = await everyone(server, [A, B, SILENT]);
  return { ...server, folder, cookie, async end() { await server.close(); rmSync(folder, { recursive: true, force: true }); } };
}

export const CLIENT = { 'x-zhiheng-client': 'test' };

export function formOf(files: Record<string, string>, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  for (const [name, text] of Object.entries(files)) form.append('file', new Blob([text]), name);
  return form;
}

/** Uploads and waits until the upload is loaded or refused. */
export async function upload(url: string, files: Record<string, string>, fields: Record<string, string> = {}): Promise<UploadStatus> {
  const answer = await fetch(`${url}/api/uploads`, { method: 'POST', headers: CLIENT, body: formOf(files, fields) });
  if (answer.status !== 202) throw new Error(`${answer.status} ${await answer.text()}`);
  const { id } = await answer.json() as { id: number };
  return finished(url, id);
}

export async function finished(url: string, id: number): Promise<UploadStatus> {
  for (;;) {
    const status = await (await fetch(`${url}/api/uploads/${id}`)).json() as UploadStatus;
    if (status.finishedAt !== null) return status;
    await new Promise((later) => { setTimeout(later, 30); });
  }
}

export async function json<T = Record<string, unknown>>(url: string, init?: RequestInit): Promise<{ status: number; body: T }> {
  const answer = await fetch(url, init);
  return { status: answer.status, body: await answer.json() as T };
}

export { SMALL };
