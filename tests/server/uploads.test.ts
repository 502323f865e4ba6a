import { connect } from 'node:net';
import { existsSync, readdirSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { safeName, Uploads } from '../../server/uploads.ts';
import type { UploadStatus } from '../../server/api.ts';
import { A, zhiheng, zhihengAs, files } from './command.ts';
import { PASSWORD } from '../signed_in.ts';
import { CLIENT, finished, formOf, json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

// Children and databases on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
beforeAll(async () => { server = await serving({ uploadLimit: 200_000 }); });
afterAll(() => server.end());

/** What the server answers to a head that declares so many bytes, before any of them is sent. */
function answerToHead(length: number): Promise<string> {
  return new Promise((done, failed) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
      socket.write(`POST /api/uploads HTTP/1.1\r\nHost: localhost\r\nX-Zhiheng-Client: test\r\nCookie: ${server.cookie}\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: ${length}\r\n\r\n`);
    });
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => { text += part; if (text.includes('\r\n\r\n') && text.includes('}')) socket.destroy(); });
    socket.on('close', () => done(text));
    socket.on('error', failed);
  });
}

describe('uploads', () => {
  test('are loaded, told with what was loaded, and leave no file behind', async () => {
    const status = await upload(server.url, SMALL, { year: '2024' });
    expect(status).toMatchObject({ state: 'loaded', problemCount: expect.any(Number) });
    expect(status.loaded).toContainEqual({ agency: A, ledger: 'decisions', year: 2024, rows: 4, supersedes: null });
    expect(status.files.find((file) => file.name === 'decisions.csv')).toMatchObject({ ledger: 'decisions', rowsRead: 5, rowsTotal: 5 });
    expect(readdirSync(join(server.folder, 'uploads'))).toEqual([]);
    const again = await upload(server.url, SMALL, { year: '2024' });
    expect(again.loaded.find((row) => row.agency === A && row.ledger === 'decisions')!.supersedes).not.toBeNull();
    const { body } = await json<{ uploads: UploadStatus[] }>(`${server.url}/api/uploads`);
    expect(body.uploads.map((one) => one.id).slice(0, 2)).toEqual([again.id, status.id]);
  });
  test('with an error load nothing and name every cell, on the page and as CSV', async () => {
    const before = await json<{ meta: { dataVersion: string } }>(`${server.url}/api/ranking?year=2024&format=json`);
    const status = await upload(server.url, { 'decisions.csv': `案号,类别,决定日期,罚款金额\nX1,行政处罚,2204-01-05,100\nX2,行政处罚,2024-01-05,一百\n` }, { year: '2024', agency: A });
    expect(status.state).toBe('refused');
    expect(status.loaded).toEqual([]);
    expect(status.problems.filter((problem) => problem.severity === 'error').map((problem) => problem.cell)).toEqual(['C2', 'D3']);
    const csv = await (await fetch(`${server.url}/api/uploads/${status.id}/problems.csv`)).text();
    expect(csv).toContain('D3');
    expect((await json<{ meta: { dataVersion: string } }>(`${server.url}/api/ranking?year=2024&format=json`)).body.meta.dataVersion).toBe(before.body.meta.dataVersion);
  });
  test('over the limit are refused before they are read', async () => {
    const answer = await answerToHead(600 * 1024 * 1024);
    expect(answer).toMatch(/^HTTP\/1\.1 413/);
    expect(answer).toContain('195.3 KB');
  });
  test('that do not say how long they are, are counted while they come', async () => {
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      start(controller) { controller.enqueue(new TextEncoder().encode('--XX\r\nContent-Disposition: form-data; name="file"; filename="decisions.csv"\r\n\r\n')); },
      pull(controller) { sent += 1; if (sent > 2000) controller.close(); else controller.enqueue(new Uint8Array(10_000)); },
    });
    const answer = await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: { ...CLIENT, 'content-type': 'multipart/form-data; boundary=XX' }, body, duplex: 'half' } as RequestInit).catch((error: unknown) => error);
    if (answer instanceof Response) expect(answer.status).toBe(413);
    expect(sent).toBeLessThan(2000);
    expect(readdirSync(join(server.folder, 'uploads'))).toEqual([]);
  });
  test('broken off in the middle leave nothing', async () => {
    await new Promise<void>((done) => {
      const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => {
        socket.write('POST /api/uploads HTTP/1.1\r\nHost: localhost\r\nX-Zhiheng-Client: test\r\nCookie: ${server.cookie}\r\nContent-Type: multipart/form-data; boundary=XX\r\nContent-Length: 100000\r\n\r\n--XX\r\nContent-Disposition: form-data; name="file"; filename="decisions.csv"\r\n\r\nabc', () => { setTimeout(() => { socket.destroy(); done(); }, 200); });
      });
    });
    await expect.poll(() => readdirSync(join(server.folder, 'uploads')), { timeout: 5000 }).toEqual([]);
  });
  test('without a file, a year that is one, or a form are told so', async () => {
    for (const [body, zh] of [[formOf({}, { year: '2024' }), /没有收到文件/], [formOf(SMALL, { year: 'soon' }), /年度应是四位/]] as const) {
      const answer = await json<{ error: { zh: string } }>(`${server.url}/api/uploads`, { method: 'POST', headers: CLIENT, body });
      expect(answer.status).toBe(400);
      expect(answer.body.error.zh).toMatch(zh);
    }
    expect((await json(`${server.url}/api/uploads`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' })).status).toBe(400);
  });
  test('sent together are loaded one after the other', async () => {
    const ids = await Promise.all([1, 2, 3].map(async () => (await json<{ id: number }>(`${server.url}/api/uploads`, { method: 'POST', headers: CLIENT, body: formOf(SMALL, { year: '2024' }) })).body.id));
    const all = await Promise.all(ids.map((id) => finished(server.url, id)));
    expect(all.map((one) => one.state)).toEqual(['loaded', 'loaded', 'loaded']);
  });
  test('come from the command line as well, to the running server alone', async () => {
    const data = files(join(server.folder, 'from-command'), SMALL);
    const sent = await zhihengAs({ ZHIHENG_PASSWORD: PASSWORD }, 'import', data, '--server', server.url, '--user', 'tester', '--year', '2024', '--json');
    expect(sent.code).toBe(0);
    expect((JSON.parse(sent.out) as { rows: { agency: string }[] }).rows.some((row) => row.agency === A)).toBe(true);
    const refused = await zhihengAs({ ZHIHENG_PASSWORD: 'not the password' }, 'import', data, '--server', server.url, '--user', 'tester', '--year', '2024');
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(/登录名或密码不对/);
    const beside = await zhiheng('import', data, '--var', server.folder, '--year', '2024');
    expect(beside.code).toBe(1);
    expect(beside.err).toMatch(/正被另一个执衡进程使用/);
  });
  test('wait at most four at a time', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((open) => { go = open; });
    const uploads = new Uploads(join(server.folder, 'gate'), async () => { await gate; return { loaded: [], problems: [], problemCount: 0, upload: null }; });
    const accept = (): Promise<number> => uploads.accept(async (handlers) => { const sink = await handlers.file('file', 'a.csv'); await sink.close(); }, () => ({ year: 2024, agency: null, by: 'tester' }));
    for (let count = 0; count < 4; count += 1) await accept();
    await expect(accept()).rejects.toThrow(/还有上传/);
    go();
    await uploads.idle();
    expect(await accept()).toBe(5);
    await uploads.idle();
  });
  test('names are shown, never used as paths', () => {
    expect(safeName('../../etc/passwd')).toBe('passwd');
    expect(safeName('C:\\数据\\决定.csv')).toBe('决定.csv');
    expect(safeName('a\u0000b\n.csv')).toBe('ab.csv');
    expect(safeName('..//')).toBe('file');
  });
  test('left by a killed process are removed at the next start', () => {
    const folder = join(server.folder, 'left');
    mkdirSync(join(folder, 'upload-x'), { recursive: true });
    writeFileSync(join(folder, 'upload-x', '0'), 'x');
    void new Uploads(folder, async () => ({ loaded: [], problems: [], problemCount: 0, upload: null }));
    expect(existsSync(join(folder, 'upload-x'))).toBe(false);
  });
});
