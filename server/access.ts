/**
 * Who may call a route. Every route is declared through `define`, `streamed` or `page` and stands in the table that
 * `declared` gives; a test walks all registered routes against it. What a caller may see of an agency is a question of
 * its own, asked where the data is read (`accounts/rights.ts`).
 */
import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { holds, ROLE_WORDS } from './accounts/rights.ts';
import type { Actor, Role } from './accounts/rights.ts';
import type { Log } from './operations/log.ts';
import { Refusal } from './words.ts';

export type { Actor, Grant, Role } from './accounts/rights.ts';

/** `public`: anyone; `signed_in`: whoever has an account; roles: who holds one of them, whatever for. */
export type Access = 'public' | 'signed_in' | readonly Role[];

/** Paths by app, `GET /api/meta` → who may call it. */
const tables = new WeakMap<object, Map<string, Access>>();

export interface Bindings { Bindings: { incoming?: { socket?: { remoteAddress?: string } } }; Variables: { session?: { id: string; actor: Actor; mustChange: boolean }; /** The request's id in the log. */ request?: string; log?: Log } }
export type App = OpenAPIHono<Bindings>;

function tableOf(app: App): Map<string, Access> {
  let table = tables.get(app);
  if (!table) { table = new Map(); tables.set(app, table); }
  return table;
}

/** Every declared route of the app. */
export function declared(app: App): ReadonlyMap<string, Access> { return tableOf(app); }

export function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

// oxlint-disable-next-line typescript/no-explicit-any -- any path and input
type AnyContext = Context<Bindings, any, any>;

/** Paths that one may use before the password someone else gave is changed. */
const WHILE_CHANGING = new Set(['/api/my/password']);

/** Who asks, or null where no one is signed in. */
export function actorOrNull(context: AnyContext): Actor | null {
  const session = context.get('session');
  return session && !session.mustChange ? session.actor : null;
}

/** Who asks. Throws `signed_out` where no one is signed in, `forbidden` while the first password is still to be changed. */
export function actorOf(context: AnyContext): Actor {
  const session = context.get('session');
  if (!session) throw new Refusal('signed_out', 'signed_out', '请先登录。', 'Sign in first.');
  if (session.mustChange && !WHILE_CHANGING.has(context.req.path)) throw new Refusal('forbidden', 'change_password', '请先修改密码：现在的密码是别人给的，只能用一次。', 'Change your password first: the present one was given by someone else, for one use.');
  return session.actor;
}

/** How a declaration reads in the API's description. */
export function accessWords(access: Access): string { return typeof access === 'string' ? access : access.join(', '); }

/** Lets through whom the declaration names. */
function guard(access: Access): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    if (access !== 'public') {
      const actor = actorOf(context);
      if (access !== 'signed_in' && !holds(actor, access)) {
        const named = (language: 'zh' | 'en'): string => access.map((role) => ROLE_WORDS[role][language]).join(language === 'zh' ? '、' : ', ');
        throw new Refusal('forbidden', 'role', `您的角色不能使用此项功能（需要：${named('zh')}）。如有需要，请联系系统管理员。`, `Your role does not include this (it takes: ${named('en')}). Ask the administrator if you need it.`);
      }
    }
    await next();
  };
}

/**
 * A typed route with its declaration. `definition.access` says who may call it; it is enforced, and shown in the
 * OpenAPI document as `x-access`.
 */
export function define<const R extends Parameters<typeof createRoute>[0] & { access: Access }>(app: App, definition: R): R & { getRoutingPath(): string } {
  tableOf(app).set(`${definition.method.toUpperCase()} ${definition.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, definition.access);
  const middleware = [guard(definition.access), ...([definition.middleware ?? []].flat() as MiddlewareHandler[])];
  return createRoute({ ...definition, middleware, 'x-access': accessWords(definition.access) } as never) as never;
}

/**
 * A route that reads its body as a stream: it is described in the OpenAPI document like any other, but its body is not
 * parsed (and so held in memory) before the handler sees it.
 */
export function streamed(app: App, definition: Parameters<typeof createRoute>[0] & { access: Access; method: 'post' }, handler: (context: Context<Bindings>) => Response | Promise<Response>): void {
  const path = definition.path.replaceAll(/\{(\w+)\}/g, ':$1');
  tableOf(app).set(`POST ${path}`, definition.access);
  app.openAPIRegistry.registerPath({ ...definition, 'x-access': accessWords(definition.access) } as never);
  app.post(path, guard(definition.access), handler);
}

/** A page or file outside the OpenAPI document. */
export function page(app: App, access: Access, path: string, handler: (context: Context<Bindings>) => Response | Promise<Response>): void {
  tableOf(app).set(`GET ${path}`, access);
  app.get(path, guard(access), handler);
}
