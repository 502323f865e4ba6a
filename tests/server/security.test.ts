import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { answerError } from '../../server/http/errors.ts';
import { bodyLimit, checkDeclaredLength, size } from '../../server/http/limits.ts';
import { hostName, onlyKnownNames, onlyOwnPagesChange, securityHeaders } from '../../server/http/security.ts';

function guarded(publicName: string | null = null): Hono {
  const app = new Hono();
  app.onError(answerError);
  app.use('*', securityHeaders(), onlyKnownNames(publicName), onlyOwnPagesChange(publicName));
  app.get('/', (context) => context.text('read'));
  app.post('/', bodyLimit(100), async (context) => context.text(`changed ${(await context.req.text()).length}`));
  return app;
}
const post = (headers: Record<string, string>): Promise<Response> => Promise.resolve(guarded().request('http://localhost:8787/', { method: 'POST', headers: { host: 'localhost:8787', ...headers }, body: '{}' }));

describe('the guards', () => {
  test('answer under the names of this machine only', async () => {
    for (const host of ['localhost', 'localhost:8787', '127.0.0.1:9', '[::1]:8787', 'LOCALHOST:1']) expect((await guarded().request('http://localhost/', { headers: { host } })).status, host).toBe(200);
    for (const host of ['evil.example', 'localhost.evil.example', '192.168.0.9:8787', 'localhost@evil', '', '127.0.0.1.nip.io', '::1']) expect((await guarded().request('http://localhost/', { headers: { host } })).status, host).toBe(403);
    expect(hostName('a b')).toBeNull();
  });
  test('let only our own pages change state', async () => {
    expect((await post({ origin: 'http://localhost:8787', 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' })).status).toBe(200);
    expect((await post({ origin: 'http://localhost:8787', 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(200);
    const refused: Record<string, string>[] = [
      { origin: 'http://evil.example', 'content-type': 'application/json' }, { origin: 'http://localhost:5555' }, { origin: 'null' },
      { origin: 'http://localhost:8787', 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site', 'content-type': 'application/json' },
      { 'content-type': 'text/plain' }, { 'content-type': 'multipart/form-data; boundary=x' }, { 'content-type': 'application/x-www-form-urlencoded' },
    ];
    for (const headers of refused) expect((await post(headers)).status, JSON.stringify(headers)).toBe(403);
  });
  test('answer under the public name as well where there is one, and take changes from its pages over TLS only', async () => {
    const app = guarded('zhiheng.example.gov.cn');
    const post = async (host: string, origin: string): Promise<number> => (await app.request('http://localhost/', { method: 'POST', headers: { host, origin, 'content-type': 'application/json' }, body: '{}' })).status;
    expect(await post('zhiheng.example.gov.cn', 'https://zhiheng.example.gov.cn')).toBe(200);
    expect(await post('zhiheng.example.gov.cn:8443', 'https://zhiheng.example.gov.cn:8443')).toBe(200);
    expect(await post('localhost:8787', 'http://localhost:8787')).toBe(200);
    for (const [host, origin] of [['zhiheng.example.gov.cn', 'http://zhiheng.example.gov.cn'], ['zhiheng.example.gov.cn', 'https://example.gov.cn'], ['localhost', 'https://localhost'], ['other.example.gov.cn', 'https://other.example.gov.cn']] as const) expect(await post(host, origin), `${host} ${origin}`).toBe(403);
  });
  test('let scripts in that could not be a page elsewhere', async () => {
    expect((await post({ 'content-type': 'application/json' })).status).toBe(200);
    expect((await post({ 'content-type': 'multipart/form-data; boundary=x', 'x-zhiheng-client': 'import' })).status).toBe(200);
  });
  test('send headers that forbid inline scripts and framing', async () => {
    const answer = await guarded().request('http://localhost/', { headers: { host: 'localhost' } });
    const policy = answer.headers.get('content-security-policy')!;
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
  test('say what is refused in both languages', async () => {
    const { error } = await (await guarded().request('http://x/', { headers: { host: 'x.example' } })).json() as { error: { code: string; zh: string; en: string } };
    expect(error.code).toBe('host');
    expect(error.zh).toMatch(/localhost/);
    expect(error.en).toMatch(/localhost/);
  });
});

describe('sizes', () => {
  test('a declared length over the limit, or no number, is refused before reading', () => {
    expect(() => checkDeclaredLength('101', 100)).toThrow(/100 B/);
    expect(() => checkDeclaredLength('-1', 100)).toThrow();
    expect(() => checkDeclaredLength('1e3', 100)).toThrow();
    expect(() => checkDeclaredLength('100', 100)).not.toThrow();
    expect(size(512 * 1024 * 1024)).toBe('512 MB');
  });
  test('a body without a declared length is counted while it is read', async () => {
    const headers = { host: 'localhost', 'content-type': 'application/json' };
    const stream = (bytes: number): ReadableStream => new ReadableStream({ start(controller) { for (let sent = 0; sent < bytes; sent += 50) controller.enqueue(new Uint8Array(50)); controller.close(); } });
    expect(await (await guarded().request('http://localhost/', { method: 'POST', headers, body: stream(100), duplex: 'half' } as RequestInit)).text()).toBe('changed 100');
    expect((await guarded().request('http://localhost/', { method: 'POST', headers, body: stream(500), duplex: 'half' } as RequestInit)).status).toBe(413);
  });
});
