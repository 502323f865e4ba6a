import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from '../../../server/app.ts';
import type { App } from '../../../server/app.ts';
import { ServerContext } from '../../../server/context.ts';
import { addSamples, SAMPLE_PASSWORD, sampleAccounts } from '../../../server/accounts/samples.ts';
import type { Exposure } from '../../../server/accounts/request.ts';
import { PASSWORD, signIn } from '../../signed_in.ts';
import { serving } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });
const NAME = 'zhiheng.example.gov.cn';
let server: Serving;
let local: App;
let behindProxy: App;
const exposed = (exposure?: Exposure): App => {
  const { packs, store, calendar, uploads, accounts } = server.context;
  return createApp(new ServerContext({ packs, store, calendar, uploads, accounts, uploadLimit: 1, dashboard: null, demonstration: true, ...(exposure ? { exposure } : {}) }));
};
beforeAll(async () => {
  server = await serving();
  await addSamples(server.context.accounts, sampleAccounts([], '6199'));
  [local, behindProxy] = [exposed(), exposed({ publicName: NAME, host: null, proxies: ['10.0.0.2'] })];
});
afterAll(() => server.end());

interface Asked { host?: string; peer?: string; method?: string; path?: string; body?: unknown; headers?: Record<string, string> }
async function ask(app: App, { host = 'localhost:8787', peer = '127.0.0.1', method = 'GET', path = '/api/session', body, headers = {} }: Asked): Promise<Response> {
  return app.request(`http://${host}${path}`, { method, headers: { host, 'content-type': 'application/json', ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }, { incoming: { socket: { remoteAddress: peer } } });
}
const enter = (app: App, account: string, password: string, more: Asked = {}): Promise<Response> => ask(app, { method: 'POST', body: { account, password }, ...more });

describe('the cookie', () => {
  test('is HttpOnly and SameSite=Strict; under the public name bound to it and to TLS', async () => {
    expect((await enter(local, 'tester', PASSWORD)).headers.get('set-cookie')).toMatch(/^zhiheng_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = (await enter(behindProxy, 'tester', PASSWORD, { host: NAME, headers: { origin: `https://${NAME}` } })).headers.get('set-cookie')!;
    expect(cookie).toMatch(/^__Host-zhiheng_session=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    const who = async (app: App, more: Asked): Promise<unknown> => ((await (await ask(app, more)).json()) as { actor: { account: string } | null }).actor?.account ?? null;
    expect(await who(behindProxy, { host: NAME, headers: { cookie: cookie.split(';')[0]! } })).toBe('tester');
    expect(await who(behindProxy, { host: NAME, headers: { cookie: cookie.split(';')[0]!.replace('__Host-', '') } }), 'a cookie without the prefix could be set by another host').toBeNull();
  });
  test('is new at every sign-in, and the former session of the browser ends', async () => {
    const first = (await enter(local, 'tester', PASSWORD)).headers.get('set-cookie')!.split(';')[0]!;
    const second = (await enter(local, 'tester', PASSWORD, { headers: { cookie: first } })).headers.get('set-cookie')!.split(';')[0]!;
    expect(second).not.toBe(first);
    expect((await ask(local, { path: '/api/meta', headers: { cookie: first } })).status).toBe(401);
    expect((await ask(local, { path: '/api/my/sessions', headers: { cookie: second } })).status).toBe(200);
  });
  test('signs no one in from a page elsewhere', async () => {
    expect((await enter(local, 'tester', PASSWORD, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    expect((await enter(behindProxy, 'tester', PASSWORD, { host: NAME, headers: { origin: `http://${NAME}` } })).status).toBe(403);
    expect((await enter(local, 'tester', PASSWORD, { host: NAME })).status, 'the name is not this server\'s').toBe(403);
  });
});

describe('a first password', () => {
  test('has to be changed before anything else is answered', async () => {
    const { password } = await server.context.accounts.add({ account: 'newcomer', name: '新', grants: [{ role: 'administrator' }], by: 'test' });
    const signedIn = await enter(local, 'newcomer', password!);
    expect(await signedIn.json()).toMatchObject({ mustChange: true });
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    for (const path of ['/api/meta', '/api/accounts', '/api/audit', '/api/my/sessions']) {
      const answer = await ask(local, { path, headers: { cookie } });
      expect([answer.status, ((await answer.json()) as { error: { code: string } }).error.code], path).toEqual([403, 'change_password']);
    }
    const changed = await ask(local, { method: 'PUT', path: '/api/my/password', body: { current: password, next: 'another fine phrase' }, headers: { cookie } });
    expect(changed.status).toBe(200);
    expect((await ask(local, { path: '/api/accounts', headers: { cookie: changed.headers.get('set-cookie')!.split(';')[0]! } })).status).toBe(200);
    expect((await ask(local, { path: '/api/accounts', headers: { cookie } })).status).toBe(401);
  });
});

describe('sample accounts', () => {
  const offered = async (app: App, more: Asked): Promise<number> => ((await (await ask(app, more)).json()) as { samples: unknown[] }).samples.length;
  test('are shown and taken on this machine only', async () => {
    expect(await offered(local, {})).toBe(4);
    expect((await enter(local, 'demo-leader', SAMPLE_PASSWORD)).status).toBe(200);
    const elsewhere: Asked[] = [{ peer: '192.168.1.20' }, { headers: { 'x-forwarded-for': '127.0.0.1' } }, { headers: { via: '1.1 proxy' } }];
    for (const more of elsewhere) {
      expect(await offered(local, more), JSON.stringify(more)).toBe(0);
      expect((await enter(local, 'demo-leader', SAMPLE_PASSWORD, more)).status, JSON.stringify(more)).toBe(403);
    }
    const proxied: Asked[] = [{}, { host: NAME, headers: { origin: `https://${NAME}` } }];
    for (const more of proxied) {
      expect(await offered(behindProxy, more)).toBe(0);
      expect((await enter(behindProxy, 'demo-leader', SAMPLE_PASSWORD, more)).status).toBe(403);
    }
  });
  test('have sessions that count nowhere else', async () => {
    const cookie = await signInSample();
    expect((await ask(local, { path: '/api/meta', headers: { cookie } })).status).not.toBe(401);
    expect((await ask(local, { path: '/api/meta', peer: '192.168.1.20', headers: { cookie } })).status).toBe(401);
  });
  async function signInSample(): Promise<string> { return (await enter(local, 'demo-leader', SAMPLE_PASSWORD)).headers.get('set-cookie')!.split(';')[0]!; }
});

describe('whence one comes', () => {
  test('is told by a proxy that is known, and by no one else', async () => {
    const addressOf = async (app: App, more: Asked): Promise<string> => {
      const cookie = (await enter(app, 'tester', PASSWORD, more)).headers.get('set-cookie')!.split(';')[0]!;
      const { sessions } = await (await ask(app, { ...more, path: '/api/my/sessions', headers: { ...more.headers, cookie } })).json() as { sessions: { current: boolean; address: string }[] };
      return sessions.find((one) => one.current)!.address;
    };
    const headers = { origin: `https://${NAME}`, 'x-forwarded-for': '1.2.3.4, 203.0.113.9' };
    expect(await addressOf(behindProxy, { host: NAME, headers })).toBe('203.0.113.9');
    expect(await addressOf(behindProxy, { host: NAME, peer: '10.0.0.2', headers })).toBe('203.0.113.9');
    expect(await addressOf(behindProxy, { host: NAME, peer: '198.51.100.7', headers })).toBe('198.51.100.7');
    expect(await addressOf(local, { headers: { 'x-forwarded-for': '203.0.113.9' } })).toBe('127.0.0.1');
  });
});

describe('one\'s own sessions', () => {
  test('are listed, and ended one by one or all but this one; never another\'s', async () => {
    const [here, there] = [await signIn(server, 'owner', [{ role: 'leader', region: '' }]), await signIn(server, 'owner', [])];
    const other = await signIn(server, 'other', [{ role: 'leader', region: '' }]);
    const list = async (cookie: string): Promise<{ id: string; current: boolean }[]> => ((await (await ask(local, { path: '/api/my/sessions', headers: { cookie } })).json()) as { sessions: { id: string; current: boolean }[] }).sessions;
    const mine = await list(here);
    expect(mine.map((one) => one.current).toSorted()).toEqual([false, true]);
    expect((await ask(local, { method: 'DELETE', path: `/api/my/sessions/${mine[0]!.id}`, headers: { cookie: other } })).status).toBe(404);
    expect((await ask(local, { method: 'DELETE', path: '/api/my/sessions', headers: { cookie: here } })).status).toBe(200);
    expect((await ask(local, { path: '/api/my/sessions', headers: { cookie: there } })).status).toBe(401);
    expect(await list(here)).toHaveLength(1);
  });
});
