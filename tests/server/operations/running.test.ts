/** A server that is kept running: what it says of itself, what it writes down, how it ends. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { calendar } from '../../../data/calendar/index.ts';
import { openStore } from '../../../data/store/index.ts';
import type { Bindings } from '../../../server/access.ts';
import type { ServerContext } from '../../../server/context.ts';
import { answerError } from '../../../server/http/errors.ts';
import { DATABASE } from '../../../server/operations/backup.ts';
import { RESERVE } from '../../../server/operations/disk.ts';
import { readiness } from '../../../server/operations/health.ts';
import { dailyFiles, logged, makeLog, masked } from '../../../server/operations/log.ts';
import { A } from '../command.ts';
import { CLIENT, formOf, json, serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

const lines: Record<string, unknown>[] = [];
let free = 100 * RESERVE, day = '2025-03-01';
let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => day, freeBytes: () => Promise.resolve(free), log: { write: (line) => { lines.push(JSON.parse(line) as Record<string, unknown>); } } });
}, 60_000);
afterAll(() => server.end());

describe('what keeps it running asks', () => {
  const fresh = (): Promise<void> => new Promise((later) => { setTimeout(later, 1050); });
  it('whether it is alive and ready, and is told yes or no, nothing more', async () => {
    expect(await json(`${server.url}/health`)).toEqual({ status: 200, body: { status: 'alive' } });
    expect(await json(`${server.url}/ready`)).toEqual({ status: 200, body: { ready: true, checks: { store: true, disk: true, calendar: true, serving: true } } });
  });
  it.each([
    ['the disk is nearly full', () => { free = RESERVE - 1; }, () => { free = 100 * RESERVE; }, 'disk'],
    ['the holidays of this year are not known', () => { day = '2099-03-01'; }, () => { day = '2025-03-01'; }, 'calendar'],
    ['it is stopping', () => { server.context.stopping = true; }, () => { server.context.stopping = false; }, 'serving'],
  ])('it is not ready when %s', async (_, before, after, check) => {
    await fresh();
    before();
    try {
      const { status, body } = await json<{ ready: boolean; checks: Record<string, boolean> }>(`${server.url}/ready`);
      expect([status, body.ready, Object.entries(body.checks).filter(([, well]) => !well).map(([name]) => name)]).toEqual([503, false, [check]]);
      expect((await fetch(`${server.url}/health`)).status).toBe(200);
    } finally { after(); }
  });
  it('it is not ready when the store does not answer in time', async () => {
    const silent = { ...server.context, engine: { query: () => new Promise(() => undefined) }, calendar: server.context.calendar, today: server.context.today } as unknown as ServerContext;
    expect((await readiness(silent)).checks.store).toBe(false);
    const failing = { ...silent, engine: { query: () => Promise.reject(new Error('gone')) } } as unknown as ServerContext;
    expect((await readiness(failing)).checks.store).toBe(false);
  });
});

describe('the log', () => {
  it('has a line for each request with its id, route, status and time, and nothing that was sent', async () => {
    await upload(server.url, SMALL, { year: '2024' });
    lines.length = 0;
    const paths = [`/api/agencies/${A}?year=2024&asOf=2025-01-31`, '/api/ranking?scorecard=%E5%BC%A0%E4%B8%89', '/%E5%BC%A0%E4%B8%89', `/reports/${A}/2024`, '/api/uploads/77'];
    const ids: (string | null)[] = [];
    for (const path of paths) { const answer = await fetch(`${server.url}${path}`, { headers: { 'user-agent': 'secret-agent', cookie: 'secret=1', 'x-request-id': 'theirs' } }); await answer.text(); ids.push(answer.headers.get('x-request-id')); }
    await fetch(`${server.url}/health`);
    await upload(server.url, { 'decisions.csv': '执法主体,案号,姓名\n张三,李四,王五\n' }, { year: '2024' });
    const requests = lines.filter((line) => line['event'] === 'request');
    expect(requests.slice(0, paths.length).map((line) => line['request'])).toEqual(ids);
    expect(new Set(ids).size).toBe(paths.length);
    expect(requests.map((line) => Object.keys(line).sort().join())).toEqual(requests.map(() => 'event,level,method,milliseconds,request,route,status,time'));
    expect(requests.slice(0, paths.length).map((line) => line['route'])).toEqual(['/api/agencies/:code', '/api/ranking', expect.toSatisfy((route) => route === null || !String(route).includes('张')), expect.stringMatching(/^\/reports\/:/), '/api/uploads/:id']);
    expect(requests.some((line) => line['route'] === '/health')).toBe(false);
    expect(requests.find((line) => line['route'] === '/api/uploads' && line['method'] === 'POST')).toMatchObject({ status: 202 });
    const all = JSON.stringify(lines);
    for (const secret of [A, '张三', '%E5', '李四', '王五', 'secret', 'theirs', '2025-01-31', 'decisions.csv', '127.0.0.1']) expect([secret, all.includes(secret)]).toEqual([secret, false]);
  }, 60_000);

  it('names a fault by its kind and place, with what it quotes left out; the answer names the line', async () => {
    const told: string[] = [];
    const app = new Hono<Bindings>();
    app.onError(answerError as never);
    app.use('*', logged(makeLog({ write: (line) => { told.push(line); } })));
    app.get('/people/:name', () => { throw new TypeError('Conversion Error: could not convert "张三" of /var/data/张三.csv (610100199001011234) to DATE'); });
    const answer = await app.request('/people/%E5%BC%A0%E4%B8%89');
    expect([answer.status, await answer.text()]).toEqual([500, expect.not.stringContaining('张三')]);
    const [fault, line] = told.map((one) => JSON.parse(one) as Record<string, unknown>);
    expect(fault).toMatchObject({ level: 'error', event: 'fault', error: 'TypeError', message: 'Conversion Error: could not convert … of … (…) to DATE', request: answer.headers.get('x-request-id') });
    expect((fault!['stack'] as string[]).join()).toContain('running.test.ts');
    expect(line).toMatchObject({ level: 'error', route: '/people/:name', status: 500 });
    expect(told.join()).not.toMatch(/张三|6101001990/);
  });
  it('leaves names, numbers, paths and addresses out of messages', () => {
    expect(masked('Parser Error: near "王五"')).toBe('Parser Error: near …');
    expect(masked('open /srv/甲局/名单.xlsx: no such file')).toBe('open … no such file');
    expect(masked('某甲的罚款 a@b.cn 11610100MB2A00001U\nsecond line')).toBe('… … …');
  });
  it('is a file a day, kept for thirty days', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhiheng-log-'));
    for (const name of ['zhiheng-2026-01-01.log', 'zhiheng-2025-11-30.log', 'notes.txt']) writeFileSync(join(folder, name), '');
    let now = new Date('2026-01-15T23:59:59Z');
    const files = dailyFiles(folder, () => now);
    files.write('one\n');
    now = new Date('2026-01-16T00:00:01Z');
    files.write('two\n');
    files.close();
    expect(readdirSync(folder).sort()).toEqual(['notes.txt', 'zhiheng-2026-01-01.log', 'zhiheng-2026-01-15.log', 'zhiheng-2026-01-16.log']);
    expect([readFileSync(join(folder, 'zhiheng-2026-01-15.log'), 'utf8'), readFileSync(join(folder, 'zhiheng-2026-01-16.log'), 'utf8')]).toEqual(['one\n', 'two\n']);
    rmSync(folder, { recursive: true });
  });
});

describe('a disk that fills', () => {
  it('evidence is refused before it is read', async () => {
    free = RESERVE + 1000;
    try {
      const form = new FormData();
      form.set('item', 'x'); form.set('expected', '0'); form.append('file', new Blob(['%PDF-1.7']), 'a.pdf');
      const { status, body } = await json<{ error: { code: string } }>(`${server.url}/api/evidence/11610100MB2A00001U/2024/attach`, { method: 'POST', headers: { 'x-zhiheng-client': 'test' }, body: form });
      expect([status, body.error.code]).toEqual([503, 'disk_full']);
    } finally { free = 100 * RESERVE; }
  });
  it('an upload is refused unread, and one that is being received is given up; nothing of them is kept', async () => {
    const unread = (): Promise<number> => server.context.uploads.accept(() => Promise.reject(new Error('it was read')), () => ({ year: 2024, agency: null, by: 'test' } as never), 1000);
    const before = await server.context.store.uploads();
    free = RESERVE + 1000;
    try {
      await expect(unread()).rejects.toMatchObject({ kind: 'unavailable', code: 'disk_full' });
      expect((await json(`${server.url}/ready`)).status).toBe(200);
    } finally { free = 100 * RESERVE; }
    // Room at the beginning, none later.
    let asked = 0;
    server.context.uploads.room = () => { asked += 1; return asked < 3 ? Promise.resolve() : Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })); };
    const folder = join(server.folder, 'uploads');
    const answer = server.context.uploads.accept(async (handlers) => {
      const sink = await handlers.file('file', 'decisions.csv');
      try { for (let index = 0; index < 40; index++) await sink.write(new Uint8Array(1024 * 1024)); } finally { await sink.close(); }
    }, () => ({ year: 2024, agency: null, by: 'test' } as never));
    await expect(answer).rejects.toMatchObject({ code: 'disk_full' });
    expect(asked).toBe(3);
    expect(readdirSync(folder)).toEqual([]);
    expect(await server.context.store.uploads()).toEqual(before);
  }, 60_000);
});

describe('stopping', () => {
  it('loads what was received whole, drops what is still arriving, takes nothing more, and flushes the log into the file', async () => {
    const own = await serving({ today: () => '2025-03-01', uploadLimit: 10_000_000 });
    await upload(own.url, SMALL, { year: '2024' });
    const rows = 20_000;
    const many = `执法主体,案号,类别,决定日期,公示日期\n${Array.from({ length: rows }, (_, index) => `${A},案${index},行政处罚,2024-02-05,2024-02-08`).join('\n')}\n`;
    expect((await fetch(`${own.url}/api/uploads`, { method: 'POST', headers: CLIENT, body: formOf({ 'decisions.csv': many }, { year: '2024', agency: A }) })).status).toBe(202);
    // Half of an upload, on a connection that stays open.
    const half = request(`${own.url}/api/uploads`, { method: 'POST', headers: { ...CLIENT, 'content-type': 'multipart/form-data; boundary=b', 'content-length': '5000000' } });
    const dropped = new Promise<string>((done) => { half.on('error', () => done('cut')); half.on('response', (answer) => { answer.resume(); done(String(answer.statusCode)); }); });
    half.write('--b\r\nContent-Disposition: form-data; name="file"; filename="decisions.csv"\r\n\r\n执法主体,案号\r\n');
    await new Promise((later) => { setTimeout(later, 200); });
    const closing = own.close();
    await expect(own.context.uploads.accept(() => Promise.resolve(), () => ({ year: 2024, agency: null, by: 'test' } as never))).rejects.toMatchObject({ code: 'stopping' });
    await closing;
    expect(await dropped).toMatch(/cut|4\d\d|503/);
    half.destroy();
    expect(existsSync(join(own.folder, `${DATABASE}.wal`))).toBe(false);
    expect(readdirSync(join(own.folder, 'uploads'))).toEqual([]);
    const store = await openStore({ path: join(own.folder, DATABASE), program: own.context.store.program, calendar: calendar(), threads: 2 });
    try {
      const { columns } = await store.engine.query({ sql: 'SELECT count(*)::INTEGER FROM decisions WHERE agency = $1', values: [A] } as never);
      expect(columns[0]![0]).toBe(rows);
      expect(await store.uploads()).toHaveLength(2);
    } finally { await store.close(); }
    const log = readdirSync(join(own.folder, 'logs')).map((name) => readFileSync(join(own.folder, 'logs', name), 'utf8')).join('');
    expect(log.trim().split('\n').map((line) => (JSON.parse(line) as { event: string }).event).filter((event) => event !== 'request')).toEqual(['started', 'stopping', 'stopped']);
    rmSync(own.folder, { recursive: true, force: true });
  }, 90_000);
});
