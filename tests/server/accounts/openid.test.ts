import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openIdSettings } from '../../../server/accounts/openid.ts';
import { anonymous } from '../../signed_in.ts';
import { serving } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A small OpenID provider: one client, codes bound to PKCE challenge, nonce and redirect; what it signs can be spoilt. */
class Provider {
  readonly client = { id: 'zhiheng', secret: 's3cret/+=' };
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  readonly #codes = new Map<string, { challenge: string; nonce: string; redirect: string }>();
  claims: Record<string, unknown> = { preferred_username: 'Wang.Lin' };
  /** Spoils the next ID token. */
  spoil: { nonce?: string; issuer?: string; audience?: string; expired?: boolean; key?: KeyObject } = {};
  asked = 0;
  issuer = '';
  #server!: Server;

  async start(): Promise<void> {
    this.#server = createServer((request, response) => { void this.#answer(request, response); });
    await new Promise<void>((listening) => { this.#server.listen(0, '127.0.0.1', listening); });
    this.issuer = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
  end(): Promise<void> { return new Promise((done) => { this.#server.closeAllConnections(); this.#server.close(() => done()); }); }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, this.issuer);
    const json = (body: unknown, status = 200): void => { response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)); };
    if (pathname === '/.well-known/openid-configuration') {
      json({ issuer: this.issuer, authorization_endpoint: `${this.issuer}/authorize`, token_endpoint: `${this.issuer}/token`, jwks_uri: `${this.issuer}/jwks`, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256'], code_challenge_methods_supported: ['S256'], token_endpoint_auth_methods_supported: ['client_secret_basic'] });
    } else if (pathname === '/jwks') json({ keys: [{ ...this.#keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] });
    else if (pathname === '/authorize') {
      const redirect = searchParams.get('redirect_uri')!;
      expect([searchParams.get('client_id'), searchParams.get('response_type'), searchParams.get('code_challenge_method')]).toEqual([this.client.id, 'code', 'S256']);
      const code = randomUUID();
      this.#codes.set(code, { challenge: searchParams.get('code_challenge')!, nonce: searchParams.get('nonce')!, redirect });
      response.writeHead(302, { location: `${redirect}?${new URLSearchParams({ code, state: searchParams.get('state')! })}` }).end();
    } else if (pathname === '/token') {
      this.asked += 1;
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const form = new URLSearchParams(body);
      const begun = this.#codes.get(form.get('code') ?? '');
      this.#codes.delete(form.get('code') ?? '');
      const [id, secret] = Buffer.from(request.headers.authorization?.split(' ')[1] ?? '', 'base64').toString().split(':').map((part) => decodeURIComponent(part.replaceAll('+', ' ')));
      const proven = createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url') === begun?.challenge;
      if (!begun || !proven || form.get('redirect_uri') !== begun.redirect || id !== this.client.id || secret !== this.client.secret) { json({ error: 'invalid_grant' }, 400); return; }
      json({ access_token: randomUUID(), token_type: 'Bearer', expires_in: 60, id_token: this.#token(begun.nonce) });
    } else json({}, 404);
  }

  #token(nonce: string): string {
    const { spoil } = this;
    this.spoil = {};
    const now = Math.floor(Date.now() / 1000);
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'RS256', kid: 'one' })}.${part({ iss: spoil.issuer ?? this.issuer, aud: spoil.audience ?? this.client.id, sub: 'u1', iat: now - (spoil.expired ? 7200 : 0), exp: now + (spoil.expired ? -3600 : 60), nonce: spoil.nonce ?? nonce, ...this.claims })}`;
    return `${text}.${sign('sha256', Buffer.from(text), spoil.key ?? this.#keys.privateKey).toString('base64url')}`;
  }
}

const provider = new Provider();
let server: Serving;
beforeAll(async () => {
  await provider.start();
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-openid-'));
  writeFileSync(join(folder, 'openid.json'), JSON.stringify({ issuer: provider.issuer, clientId: provider.client.id, clientSecret: provider.client.secret, label: '西安政务统一登录' }));
  server = await serving({ folder });
  await server.context.accounts.add({ account: 'wang.lin', name: '王', grants: [{ role: 'leader', region: '' }], external: true, by: 'test' });
});
afterAll(async () => { await server?.end(); await provider.end(); });

const cookiesOf = (answer: Response): string => answer.headers.getSetCookie().map((one) => one.split(';')[0]!).filter((one) => !one.endsWith('=')).join('; ');
/** As a browser that keeps cookies: begins, is sent to the provider and back. `change` may spoil the way back. */
async function goRound(change: (callback: URL, cookie: string) => { callback: URL; cookie: string } = (callback, cookie) => ({ callback, cookie })): Promise<Response> {
  const begun = await anonymous(`${server.url}/api/session/openid`, { redirect: 'manual' });
  expect(begun.status).toBe(302);
  const there = await anonymous(begun.headers.get('location')!, { redirect: 'manual' });
  const { callback, cookie } = change(new URL(there.headers.get('location')!), cookiesOf(begun));
  return anonymous(callback, { redirect: 'manual', headers: { cookie } });
}

describe('the identity provider', () => {
  test('is offered by its words', async () => {
    expect(await (await anonymous(`${server.url}/api/session`)).json()).toMatchObject({ actor: null, openid: { zh: '西安政务统一登录' } });
  });
  test('signs in the account that its claim names, by code with PKCE, state and nonce', async () => {
    const done = await goRound();
    expect(done.status).toBe(200);
    const set = done.headers.getSetCookie().find((one) => one.startsWith('zhiheng_session='))!;
    expect(set).toMatch(/HttpOnly/);
    expect(set).toMatch(/SameSite=Strict/);
    expect(done.headers.get('refresh')).toBe('0; url=/');
    expect(await (await anonymous(`${server.url}/api/session`, { headers: { cookie: set.split(';')[0]! } })).json()).toMatchObject({ actor: { account: 'wang.lin' }, mustChange: false });
    expect((await server.context.store.audit.search({ act: 'sign_in.ok', actor: 'wang.lin' })).entries[0]).toMatchObject({ detail: { how: 'openid' } });
  });
  test('makes no account silently', async () => {
    provider.claims = { preferred_username: 'stranger' };
    const done = await goRound();
    expect(done.status).toBe(403);
    expect(await done.text()).toMatch(/没有对应的账号/);
    expect(done.headers.getSetCookie().some((one) => one.startsWith('zhiheng_session='))).toBe(false);
    expect(server.context.accounts.people().map((one) => one.account)).toEqual(['tester', 'wang.lin']);
    provider.claims = { preferred_username: ['wang.lin'] };
    expect((await goRound()).status).toBe(403);
    provider.claims = { preferred_username: 'wang.lin' };
  });
  test('is not believed where anything does not fit', async () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    for (const spoil of [{ nonce: 'another' }, { issuer: 'http://127.0.0.1:1' }, { audience: 'someone-else' }, { expired: true }, { key: other }]) {
      provider.spoil = spoil;
      expect((await goRound()).status, JSON.stringify(Object.keys(spoil))).toBe(403);
    }
    const asked = provider.asked;
    expect((await goRound((callback, cookie) => { callback.searchParams.set('state', 'x'); return { callback, cookie }; })).status, 'another state').toBe(403);
    expect((await goRound((callback) => ({ callback, cookie: '' }))).status, 'a browser that did not begin').toBe(403);
    expect((await goRound((callback) => ({ callback, cookie: 'zhiheng_openid=made-up' }))).status, 'a made-up ticket').toBe(403);
    expect(provider.asked, 'nothing of these reached the provider').toBe(asked);
    expect((await goRound((callback, cookie) => { callback.searchParams.set('code', 'x'); return { callback, cookie }; })).status, 'another code').toBe(403);
    expect((await goRound()).status, 'and all is well again').toBe(200);
  });
  test('a way back is good once', async () => {
    let back: { callback: URL; cookie: string } | undefined;
    expect((await goRound((callback, cookie) => { back = { callback, cookie }; return back; })).status).toBe(200);
    expect((await anonymous(back!.callback, { redirect: 'manual', headers: { cookie: back!.cookie } })).status).toBe(403);
  });
  test('refuses a locked account', async () => {
    await server.context.accounts.lock('wang.lin', '试', 'test');
    expect((await goRound()).status).toBe(403);
    await server.context.accounts.unlock('wang.lin', 'test');
  });
});

describe('its settings', () => {
  const read = (file: unknown, environment: Record<string, string> = {}): ReturnType<typeof openIdSettings> => {
    const folder = mkdtempSync(join(tmpdir(), 'zhiheng-openid-'));
    try {
      if (file !== null) writeFileSync(join(folder, 'openid.json'), typeof file === 'string' ? file : JSON.stringify(file));
      return openIdSettings(folder, environment);
    } finally { rmSync(folder, { recursive: true, force: true }); }
  };
  test('come from a file or the environment, which goes first', () => {
    expect(read(null)).toBeNull();
    expect(read({ issuer: 'https://id.example', clientId: 'a' }, { ZHIHENG_OPENID_CLIENT_ID: 'b', ZHIHENG_OPENID_CLAIM: 'email' })).toMatchObject({ issuer: 'https://id.example', clientId: 'b', claim: 'email', clientSecret: null });
  });
  test.each([['{', /JSON/], [{ issuer: 'https://id.example' }, /clientId/], [{ issuer: 'http://id.example', clientId: 'a' }, /https/], [{ issuer: 'nonsense', clientId: 'a' }, /https/], [{ issuer: 5, clientId: 'a' }, /issuer/]])('%j are refused by name', (file, said) => {
    expect(() => read(file)).toThrow(said);
  });
});
