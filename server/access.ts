/**
 * Who may call a route. Every route is declared through `open` or `page` and stands in the table that `declared` gives;
 * a test walks all registered routes against it. Until there are accounts, whoever is at this machine may do
 * everything (`local`), and what is published is for all (`public`).
 */
import { createRoute } from '@hono/zod-openapi';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { Refusal } from './words.ts';

export type Access = 'public' | 'local';

/** Paths by app, `GET /api/meta` → who may call it. */
const tables = new WeakMap<object, Map<string, Access>>();

export interface Bindings { Bindings: { incoming?: { socket?: { remoteAddress?: string } } } }
export type App = OpenAPIHono<Bindings>;

function tableOf(app: App): Map<string, Access> {
  let table = tables.get(app);
  if (!table) { table = new Map(); tables.set(app, table); }
  return table;
}

/** Every declared route of the app. */
export function declared(app: App): ReadonlyMap<string, Access> { return tableOf(app); }

function isLoopback(address: string | undefined): boolean {
  return address === undefined || address === '::1' || address.startsWith('127.') || address.startsWith('::ffff:127.');
}

/** Lets `local` routes be called from this machine only, wherever the server happens to listen. */
function guard(access: Access): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    if (access === 'local' && !isLoopback(context.env?.incoming?.socket?.remoteAddress)) {
      throw new Refusal('forbidden', 'access', '只能在运行本服务的机器上访问。', 'This is open to the machine the server runs on only.');
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
  return createRoute({ ...definition, middleware, 'x-access': definition.access } as never) as never;
}

/**
 * A route that reads its body as a stream: it is described in the OpenAPI document like any other, but its body is not
 * parsed (and so held in memory) before the handler sees it.
 */
export function streamed(app: App, definition: Parameters<typeof createRoute>[0] & { access: Access; method: 'post' }, handler: (context: Context<Bindings>) => Response | Promise<Response>): void {
  tableOf(app).set(`POST ${definition.path}`, definition.access);
  app.openAPIRegistry.registerPath({ ...definition, 'x-access': definition.access } as never);
  app.post(definition.path, guard(definition.access), handler);
}

/** A page or file outside the OpenAPI document. */
export function page(app: App, access: Access, path: string, handler: (context: Context<Bindings>) => Response | Promise<Response>): void {
  tableOf(app).set(`GET ${path}`, access);
  app.get(path, guard(access), handler);
}
