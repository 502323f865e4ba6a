import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Meta } from '../../server/api.ts';
import { COMMAND, zhiheng } from './command.ts';
import { json } from './serving.ts';

vi.setConfig({ testTimeout: 240_000 });
let folder: string;
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'zhiheng-serve-')); });
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

interface Running { child: ChildProcess; out: () => string; err: () => string; ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }> }
function start(program: string, ...words: string[]): Running {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  return { child, out: () => out, err: () => err, ended: new Promise((done) => { child.on('close', (code, signal) => done({ code, signal })); }) };
}
async function until(running: Running, text: () => string, wanted: RegExp): Promise<string> {
  for (;;) {
    const found = wanted.exec(text());
    if (found) return found[0];
    if (running.child.exitCode !== null) throw new Error(`ended with ${running.child.exitCode}: ${running.err()}`);
    await new Promise((later) => { setTimeout(later, 50); });
  }
}

/** Makes the first administrator at the address that the start has printed, as people do. @returns the Cookie header */
async function setUp(running: Running, url: string): Promise<string> {
  const address = await until(running, running.err, /http:\/\/localhost:\d+\/setup#[\w-]+/);
  const answer = await fetch(`${url}/api/setup`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token: address.split('#')[1], account: 'first', name: '甲', password: 'a quiet morning' }) });
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}
async function signedIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ account: 'first', password: 'a quiet morning' }) });
  expect(answer.status).toBe(200);
  return answer.headers.getSetCookie()[0]!.split(';')[0]!;
}

describe('serve', () => {
  test('prints its address, listens on the loopback, stops in order and keeps the data', async () => {
    const data = join(folder, 'orderly');
    for (const round of ['first', 'second']) {
      const running = start(COMMAND, '--var', data, '--empty');
      const url = await until(running, running.out, /http:\/\/localhost:\d+/);
      expect((await json(`${url}/api/meta`)).status).toBe(401);
      const cookie = round === 'first' ? await setUp(running, url) : await signedIn(url);
      expect((await json<Meta>(`${url}/api/meta`, { headers: { cookie } })).body).toMatchObject({ years: [], demonstration: false });
      expect(running.err().includes('/setup#')).toBe(round === 'first');
      expect((await fetch(url.replace('localhost', '127.0.0.1'))).status).not.toBe(403);
      running.child.kill('SIGTERM');
      expect(await running.ended, round).toEqual({ code: 0, signal: null });
      expect(existsSync(join(data, 'zhiheng.duckdb.wal'))).toBe(false);
    }
  });
  test('says in a sentence that the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((listening) => { other.listen(0, '127.0.0.1', listening); });
    const { port } = other.address() as AddressInfo;
    const { code, out, err } = await zhiheng('serve', '--port', String(port), '--var', join(folder, 'taken'), '--empty');
    other.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/端口 \d+ 已被占用.*Port \d+ is in use/);
  });
  test('killed in the middle of the first load begins again from nothing', async () => {
    const data = join(folder, 'killed');
    const running = start(join(dirname(COMMAND), 'main.ts'), '--var', data);
    await until(running, running.err, /Loading the demonstration city, 2024/);
    running.child.kill('SIGKILL');
    expect(await running.ended).toEqual({ code: null, signal: 'SIGKILL' });
    expect(existsSync(join(data, 'first-load'))).toBe(true);

    const again = start(COMMAND, '--var', data, '--empty');
    const url = await until(again, again.out, /http:\/\/localhost:\d+/);
    expect(again.err()).toMatch(/重新开始.*beginning again/);
    const cookie = await setUp(again, url);
    expect((await json<Meta>(`${url}/api/meta`, { headers: { cookie } })).body.years).toEqual([]);
    expect(existsSync(join(data, 'first-load'))).toBe(false);
    again.child.kill('SIGINT');
    expect((await again.ended).code).toBe(0);
  });
});
