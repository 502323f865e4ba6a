/**
 * What every request and answer must satisfy: the server answers only under the names it is meant to have (a page
 * elsewhere that rebinds its own name to this address is refused), state changes only from its own pages, and answers
 * carry headers that keep a browser from running or framing what is not ours.
 */
import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../words.ts';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Sent by our own command line; a browser can send it across origins only after a preflight, which is never answered. */
export const CLIENT_HEADER = 'x-zhiheng-client';

/** The host name without its port, in lower case; null where the header is not a host. */
export function hostName(header: string | undefined | null): string | null {
  const parts = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header ?? '');
  return parts ? parts[1]!.toLowerCase() : null;
}

export function isLoopbackName(name: string | null): boolean { return name !== null && LOOPBACK.has(name); }

/** Refuses requests under any name but the loopback's and the public one, which a TLS proxy answers for. */
export function onlyKnownNames(publicName: string | null = null): MiddlewareHandler {
  const names = publicName === null ? 'localhost' : `localhost、${publicName}`;
  return async (context, next) => {
    const name = hostName(context.req.header('host') ?? new URL(context.req.url).host);
    if (name === null || (!LOOPBACK.has(name) && name !== publicName)) throw new Refusal('forbidden', 'host', `只能用 ${names} 访问本服务。`, `This server answers only as ${names.replace('、', ' or ')}.`);
    await next();
  };
}

/**
 * Refuses state changes that do not come from our own pages. A browser names the origin of every such request; without
 * one the request must be such that a page elsewhere could not have sent it unasked: JSON, or with our client's header.
 */
export function onlyOwnPagesChange(publicName: string | null = null): MiddlewareHandler {
  return async (context, next) => {
    if (!['GET', 'HEAD', 'OPTIONS'].includes(context.req.method)) {
      const origin = context.req.header('origin');
      const site = context.req.header('sec-fetch-site');
      const host = context.req.header('host') ?? new URL(context.req.url).host;
      const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
      const own = origin === undefined
        ? (site === undefined || site === 'same-origin') && (type === 'application/json' || context.req.header(CLIENT_HEADER) !== undefined)
        : origin === `${hostName(host) === publicName ? 'https' : 'http'}://${host}` && (site === undefined || site === 'same-origin');
      if (!own) throw new Refusal('forbidden', 'origin', '只接受来自本站页面的修改请求(脚本请加请求头 X-Zhiheng-Client)。', 'Changes are accepted from this site\'s own pages only (scripts: send the header X-Zhiheng-Client).');
    }
    await next();
  };
}

/** `style-src 'unsafe-inline'`: the editor and the printed report set styles inline; scripts never are. */
const CONTENT_POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", "img-src 'self' data: blob:", "font-src 'self' data:",
  "connect-src 'self'", "worker-src 'self' blob:", "manifest-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
].join('; ');

export function securityHeaders(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const set = (name: string, value: string): void => { context.res.headers.set(name, value); };
    set('Content-Security-Policy', CONTENT_POLICY);
    set('X-Content-Type-Options', 'nosniff');
    set('X-Frame-Options', 'DENY');
    set('Referrer-Policy', 'no-referrer');
    set('Cross-Origin-Opener-Policy', 'same-origin');
    set('Cross-Origin-Resource-Policy', 'same-origin');
    set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
    if (!context.res.headers.has('Cache-Control')) set('Cache-Control', 'no-store');
  };
}
