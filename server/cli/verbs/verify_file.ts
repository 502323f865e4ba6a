/** `zhiheng verify FILE`: whether a file is what was published, by the data folder or a running server. */
import { readFile, stat } from 'node:fs/promises';
import { calendar } from '../../../data/calendar/index.ts';
import { CLIENT_HEADER } from '../../http/security.ts';
import { openData } from '../../main.ts';
import { verify, verifyLimit, type Verdict } from '../../publish/verify/index.ts';
import { both, messageOf, Refusal } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print, printJson, table } from '../output.ts';
import { programsOf } from './common.ts';

export async function verifyFile(call: Call, file: string): Promise<ExitCode> {
  const bytes = await contentOf(file);
  const verdict = call.text('server') === undefined ? await byFolder(call, bytes) : await byServer(call, bytes);
  if (verdict === null) return 1;
  if (call.has('json')) await printJson(verdict);
  else {
    await print(both(verdict.words));
    if (verdict.differences.length > 0) await print(table([{ title: '位置 place' }, { title: '公开的 published' }, { title: '文件中的 in the file' }], verdict.differences.map((each) => [each.where, each.published, each.file])));
    if (verdict.differing > verdict.differences.length) await print(both({ zh: `另有${verdict.differing - verdict.differences.length}处未列出。`, en: `${verdict.differing - verdict.differences.length} more are not listed.` }));
  }
  return verdict.outcome === 'same' ? 0 : 1;
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > verifyLimit) throw new Refusal('too_large', 'too_large', '文件超过 32 MB，不会是本系统公开的年报。', 'The file is over 32 MB: no report published here is.');
    return new Uint8Array(await readFile(file));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal('input', 'cannot_read', `读不了“${file}”：${messageOf(error)}`, `"${file}" cannot be read: ${messageOf(error)}`);
  }
}

/** Null when the program is wrong, which has been told. */
async function byFolder(call: Call, bytes: Uint8Array): Promise<Verdict | null> {
  const programs = await programsOf(call);
  if (programs === null) return null;
  const store = await openData(call.text('var') ?? 'var', programs.data, calendar());
  try { return await verify(store.publications, bytes); } finally { await store.close(); }
}

async function byServer(call: Call, bytes: Uint8Array): Promise<Verdict> {
  const base = call.need('server').replace(/\/$/, '');
  if (!/^https?:\/\/[^/]+$/.test(base)) throw usage('--server 应是 http://localhost:8787 这样的地址。', '--server wants an address such as http://localhost:8787.');
  let answer: Response;
  try {
    answer = await fetch(`${base}/api/verify`, { method: 'POST', headers: { [CLIENT_HEADER]: 'cli', 'content-type': 'application/octet-stream' }, body: bytes as BodyInit });
  } catch (error) {
    throw new Refusal('unavailable', 'no_server', `连不上 ${base}：${messageOf(error)}`, `${base} cannot be reached: ${messageOf(error)}`);
  }
  const body = await answer.json() as Verdict & { error?: { code: string; zh: string; en: string } };
  if (body.error) throw new Refusal('input', body.error.code, body.error.zh, body.error.en);
  return body;
}
