/**
 * For those who keep the server running: `/health` says that the process answers, `/ready` that it can do its work. Both are
 * public, and tell no more than yes or no.
 */
import { z } from '@hono/zod-openapi';
import { define } from '../access.ts';
import type { App } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { freeBytes, RESERVE } from './disk.ts';

const Health = z.object({ status: z.literal('alive') }).openapi('Health');
const Readiness = z.object({
  ready: z.boolean(),
  checks: z.object({
    store: z.boolean().openapi({ description: '存储有应答 the store answers' }), disk: z.boolean().openapi({ description: '磁盘有余量 there is room on the disk' }),
    calendar: z.boolean().openapi({ description: '今年的节假日安排已知 this year\'s holidays are known' }), serving: z.boolean().openapi({ description: '不在停止中 not stopping' }),
  }),
}).openapi('Readiness');
export type Readiness = z.infer<typeof Readiness>;

const PATIENCE = 2000;
/** An answer holds for so long: being asked often costs nothing. */
const FRESH = 1000;

/** Asks everything anew. `free` gives the free bytes where a folder lies. */
export async function readiness(server: ServerContext, free: (folder: string) => Promise<number> = freeBytes): Promise<Readiness> {
  const within = (work: Promise<boolean>): Promise<boolean> => {
    let timer: NodeJS.Timeout | undefined;
    return Promise.race([work, new Promise<boolean>((late) => { timer = setTimeout(() => late(false), PATIENCE); })]).catch(() => false).finally(() => clearTimeout(timer));
  };
  const [store, disk] = await Promise.all([
    within(server.engine.query({ sql: 'SELECT count(*) FROM _meta', values: [] }).then(({ rowCount }) => rowCount === 1)),
    within(server.folder === null ? Promise.resolve(true) : free(server.folder).then((bytes) => bytes >= RESERVE)),
  ]);
  const checks = { store, disk, calendar: server.calendar.isWorkday(server.today()) !== null, serving: !server.stopping };
  return { ready: Object.values(checks).every(Boolean), checks };
}

export function healthRoutes(app: App, server: ServerContext): void {
  let known: { at: number; answer: Promise<Readiness> } | null = null;
  app.openapi(define(app, { method: 'get', path: '/health', access: 'public', summary: '进程在应答 the process answers', responses: { 200: { content: { 'application/json': { schema: Health } }, description: '' } } }), (context) => context.json({ status: 'alive' as const }, 200));
  app.openapi(define(app, {
    method: 'get', path: '/ready', access: 'public', summary: '可以提供服务 ready to serve',
    responses: { 200: { content: { 'application/json': { schema: Readiness } }, description: '可以 yes' }, 503: { content: { 'application/json': { schema: Readiness } }, description: '不可以 no' } },
  }), async (context) => {
    if (known === null || Date.now() - known.at > FRESH || server.stopping) known = { at: Date.now(), answer: readiness(server, server.freeBytes) };
    const answer = await known.answer;
    return context.json(answer, answer.ready ? 200 : 503);
  });
}
