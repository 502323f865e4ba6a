/** Signing in and out, one's own password and sessions, the first administrator. */
import { randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { Engine } from '../../metrics/types.ts';
import { actorOf, define, page } from '../access.ts';
import type { App, Bindings } from '../access.ts';
import type { OwnSessions, SessionAnswer, ShownGrant } from '../accounts/api.ts';
import { giveToken, takeToken, tokenOf, whenceOf } from '../accounts/request.ts';
import { ROLES } from '../accounts/rights.ts';
import type { Grant } from '../accounts/rights.ts';
import { SAMPLE_PASSWORD } from '../accounts/samples.ts';
import * as schemas from '../accounts/schemas.ts';
import { ABSOLUTE, IDLE } from '../accounts/sessions.ts';
import type { ServerContext } from '../context.ts';
import { escape, htmlPage } from '../html.ts';
import { bodyLimit } from '../http/limits.ts';
import { hostName } from '../http/security.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';

const SMALL_BODY = 16 * 1024;
/** Names an attempt at the identity provider in the browser that began it. */
const TICKET = 'zhiheng_openid';

/** Names of agencies by code, of the latest roster that has them. */
export function agencyNames(server: ServerContext): Promise<Map<string, string>> { return agencyNamesOf(server.engine); }

export async function agencyNamesOf(engine: Engine): Promise<Map<string, string>> {
  const { columns } = await engine.query({ sql: 'SELECT code, name FROM agencies ORDER BY _year', values: [] });
  return new Map(columns[0]?.map((code, index) => [String(code), String(columns[1]![index])]));
}

export function shownGrants(grants: readonly Grant[], names: ReadonlyMap<string, string>): ShownGrant[] {
  return grants.map(({ role, agency, region }) => ({ role, agency: agency ?? null, agencyName: agency === undefined ? null : names.get(agency) ?? null, region: region ?? null }));
}

export function sessionRoutes(app: App, server: ServerContext): void {
  const { accounts, exposure } = server;
  const whence = (context: Context<Bindings>): ReturnType<typeof whenceOf> => whenceOf(context, exposure);

  const answer = async (context: Context<Bindings>, signedIn?: { account: string; mustChange: boolean }): Promise<SessionAnswer> => {
    const session = context.get('session');
    const account = signedIn?.account ?? session?.actor.account;
    const names = await agencyNames(server);
    const person = account === undefined ? null : accounts.person(account);
    return {
      actor: person && { account: person.account, name: person.name, grants: shownGrants(person.grants, names), sample: person.sample },
      mustChange: signedIn?.mustChange ?? session?.mustChange ?? false, demonstration: server.demonstration,
      samples: person === null && whence(context).local ? accounts.people().filter((one) => one.sample && one.lockedAt === null).toSorted((one, other) => ROLES.indexOf(one.grants[0]?.role ?? 'administrator') - ROLES.indexOf(other.grants[0]?.role ?? 'administrator')).map((one) => ({ account: one.account, name: one.name, password: SAMPLE_PASSWORD, grants: shownGrants(one.grants, names) })) : [],
      openid: server.openid?.words ?? null, setup: server.setup.awaited,
    };
  };

  app.openapi(define(app, { method: 'get', path: '/api/session', access: 'public', summary: '当前登录 who is signed in', responses: answers(schemas.SessionAnswer, '登录状态') }),
    async (context) => context.json(await answer(context), 200));

  app.openapi(define(app, {
    method: 'post', path: '/api/session', access: 'public', summary: '登录 sign in', middleware: bodyLimit(SMALL_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.SignInRequest } }, required: true } }, responses: answers(schemas.SessionAnswer, '登录状态'),
  }), async (context) => {
    const signedIn = await accounts.signIn(context.req.valid('json'), whence(context));
    // A session that was open in this browser ends: tokens are never handed on.
    const former = tokenOf(context, exposure);
    if (former !== undefined) await accounts.signOut(former);
    giveToken(context, exposure, signedIn);
    return context.json(await answer(context, signedIn), 200);
  });

  app.openapi(define(app, { method: 'delete', path: '/api/session', access: 'public', summary: '退出 sign out', responses: answers(schemas.SessionAnswer, '登录状态') }), async (context) => {
    const token = tokenOf(context, exposure);
    if (token !== undefined) await accounts.signOut(token);
    takeToken(context, exposure);
    context.set('session', undefined as never);
    return context.json(await answer(context), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/setup', access: 'public', summary: '建立第一个系统管理员 make the first administrator', middleware: bodyLimit(SMALL_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.SetupRequest } }, required: true } }, responses: answers(schemas.SessionAnswer, '登录状态'),
  }), async (context) => {
    const signedIn = await server.setup.finish(context.req.valid('json'), whence(context));
    giveToken(context, exposure, signedIn);
    return context.json(await answer(context, signedIn), 200);
  });

  app.openapi(define(app, {
    method: 'put', path: '/api/my/password', access: 'signed_in', summary: '修改密码 change one\'s own password', middleware: bodyLimit(SMALL_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.PasswordRequest } }, required: true } }, responses: answers(schemas.SessionAnswer, '登录状态'),
  }), async (context) => {
    const signedIn = await accounts.changePassword(actorOf(context).account, context.req.valid('json'), whence(context));
    giveToken(context, exposure, signedIn);
    return context.json(await answer(context, signedIn), 200);
  });

  // ---------------------------------------------------------------- the identity provider

  page(app, 'public', '/api/session/openid', async (context) => {
    if (!server.openid) throw noProvider();
    const ticket = randomBytes(24).toString('base64url');
    const host = context.req.header('host') ?? '';
    const secure = exposure.publicName !== null && hostName(host) === exposure.publicName;
    const to = await server.openid.begin(`${secure ? 'https' : 'http'}://${host}`, ticket);
    // Lax, not Strict: it has to come along when the provider sends the browser back.
    setCookie(context, TICKET, ticket, { httpOnly: true, sameSite: 'Lax', path: '/api/session/openid', maxAge: 600, secure });
    return context.redirect(to.href);
  });
  page(app, 'public', '/api/session/openid/callback', async (context) => {
    if (!server.openid) throw noProvider();
    const ticket = getCookie(context, TICKET);
    deleteCookie(context, TICKET, { path: '/api/session/openid' });
    try {
      const named = await server.openid.finish(new URL(context.req.url).search, ticket);
      giveToken(context, exposure, await accounts.signInExternally(named, whence(context)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return context.html(htmlPage('执衡', `<h1>没有登录</h1><p role="alert">${escape(error.zh)}</p><p lang="en">${escape(error.en)}</p><p><a href="/sign-in">返回登录 Back to sign-in</a></p>`), 403);
    }
    // A page of our own goes on: after a redirect from elsewhere the browser would withhold the session's cookie (SameSite=Strict).
    context.header('Refresh', '0; url=/');
    return context.html(htmlPage('执衡', '<h1>已登录</h1><p><a href="/">继续 Continue</a></p>'));
  });

  const own = (context: Context<Bindings>): OwnSessions => ({
    sessions: accounts.sessions.of(actorOf(context).account).map(({ id, how, address, client, createdAt, seenAt }) => ({ id, current: id === context.get('session')?.id, how: how === 'openid' ? 'openid' : 'password', address, client, createdAt, seenAt })),
    idleMinutes: IDLE / 60_000, absoluteHours: ABSOLUTE / 3600_000,
  });
  app.openapi(define(app, { method: 'get', path: '/api/my/sessions', access: 'signed_in', summary: '我的登录会话 one\'s own sessions', responses: answers(schemas.OwnSessions, '会话') }), (context) => context.json(own(context), 200));

  app.openapi(define(app, { method: 'delete', path: '/api/my/sessions', access: 'signed_in', summary: '结束其他会话 end all one\'s other sessions', responses: answers(schemas.OwnSessions, '会话') }), async (context) => {
    const { account } = actorOf(context);
    await accounts.endSessions(account, { except: context.get('session')!.id }, account);
    return context.json(own(context), 200);
  });

  app.openapi(define(app, { method: 'delete', path: '/api/my/sessions/{id}', access: 'signed_in', summary: '结束一个会话 end one session', request: { params: schemas.SessionPath }, responses: answers(schemas.OwnSessions, '会话') }), async (context) => {
    const { account } = actorOf(context);
    await accounts.endSessions(account, { id: context.req.valid('param').id }, account);
    return context.json(own(context), 200);
  });
}

function noProvider(): Refusal { return new Refusal('not_found', 'no_openid', '没有设置统一身份认证。', 'No identity provider is set up.'); }
