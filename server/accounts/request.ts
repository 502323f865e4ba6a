/**
 * Who a request comes from: its session's cookie, and whence. Under the public name (which a TLS proxy answers for) the
 * cookie is bound to that host and to TLS.
 */
import type { Context, MiddlewareHandler } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { isLoopback } from '../access.ts';
import type { Bindings } from '../access.ts';
import { hostName, isLoopbackName } from '../http/security.ts';
import type { Accounts, SignedIn, Whence } from './index.ts';
import { ABSOLUTE } from './sessions.ts';

/** How the server can be reached. */
export interface Exposure {
  /** The name under which a TLS proxy hands requests on; null: none does. */
  publicName: string | null;
  /** The address listened on beyond the loopback; null: the loopback only. */
  host: string | null;
  /** Addresses of proxies, beside the loopback, whose X-Forwarded-For is believed. */
  proxies: readonly string[];
}
export const THIS_MACHINE: Exposure = { publicName: null, host: null, proxies: [] };

// oxlint-disable-next-line typescript/no-explicit-any -- any path and input
type AnyContext = Context<Bindings, any, any>;

const COOKIE = 'zhiheng_session';
const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

const nameOf = (context: AnyContext): string | null => hostName(context.req.header('host') ?? new URL(context.req.url).host);

export function whenceOf(context: AnyContext, exposure: Exposure): Whence {
  const peer = context.env?.incoming?.socket?.remoteAddress?.replace(/^::ffff:/, '');
  const proxied = exposure.publicName !== null && (isLoopback(peer) || exposure.proxies.includes(peer!));
  const forwarded = proxied ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return {
    address: (forwarded !== undefined && /^[0-9a-f.:]{2,45}$/i.test(forwarded) ? forwarded : peer) ?? 'unknown', client: context.req.header('user-agent') ?? '',
    local: exposure.publicName === null && exposure.host === null && isLoopback(peer) && isLoopbackName(nameOf(context)) && FORWARDING.every((one) => context.req.header(one) === undefined),
  };
}

/** The name of the cookie under the host that the request names: bound to host and TLS (`__Host-`) under the public name. */
function isSecure(context: AnyContext, exposure: Exposure): boolean { return exposure.publicName !== null && nameOf(context) === exposure.publicName; }

export function tokenOf(context: AnyContext, exposure: Exposure): string | undefined {
  const token = isSecure(context, exposure) ? getCookie(context, COOKIE, 'host') : getCookie(context, COOKIE);
  return token !== undefined && token.length < 200 ? token : undefined;
}

export function giveToken(context: AnyContext, exposure: Exposure, { token }: SignedIn): void {
  setCookie(context, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/', maxAge: ABSOLUTE / 1000, ...(isSecure(context, exposure) ? { secure: true, prefix: 'host' } : {}) });
}

export function takeToken(context: AnyContext, exposure: Exposure): void {
  deleteCookie(context, COOKIE, { path: '/', ...(isSecure(context, exposure) ? { secure: true, prefix: 'host' } : {}) });
}

/** Finds out who asks, for all routes. */
export function recognised(accounts: Accounts, exposure: Exposure): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    const token = tokenOf(context, exposure);
    const found = token === undefined ? null : await accounts.recognise(token, whenceOf(context, exposure).local);
    if (found) context.set('session', { id: found.session.id, actor: found.actor, mustChange: found.mustChange });
    await next();
  };
}
