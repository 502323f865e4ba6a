/**
 * The log: a JSON line for each request and each fault. What it may hold is closed: an id, the pattern of the route, method,
 * status and time of a request; kind and place of a fault. No address, no query, no body, no name of a person or file.
 */
import { closeSync, mkdirSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { pino } from 'pino';
import type { Bindings } from '../access.ts';

export interface Log {
  /** What happened to the process: `started`, `stopping`, `disk_low` … with numbers and fixed words. */
  event(event: string, facts?: Record<string, number | boolean | string>): void;
  request(facts: { request: string; method: string; route: string | null; status: number; milliseconds: number }): void;
  /** A fault of the program; `where` is a fixed word or a route. */
  fault(where: string, error: unknown, request?: string): void;
  close(): void;
}

export interface Sink { write(line: string): void; close?(): void }

/** Days for which files are kept. */
const KEPT = 30;

/** A file a day in `folder`, `zhiheng-2026-01-15.log`; older ones are removed. Written line by line, so that a crash loses none. */
export function dailyFiles(folder: string, now: () => Date = () => new Date()): Required<Sink> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  let day = '', file: number | null = null;
  return {
    write(line) {
      const today = now().toISOString().slice(0, 10);
      try {
        if (today !== day || file === null) {
          if (file !== null) closeSync(file);
          file = openSync(join(folder, `zhiheng-${today}.log`), 'a', 0o600);
          day = today;
          const oldest = new Date(Date.parse(today) - KEPT * 86_400_000).toISOString().slice(0, 10);
          for (const name of readdirSync(folder)) { const of = /^zhiheng-(\d{4}-\d\d-\d\d)\.log$/.exec(name)?.[1]; if (of !== undefined && of < oldest) rmSync(join(folder, name), { force: true }); }
        }
        writeSync(file, line);
      } catch { /* A full disk must not stop the server; /ready tells of it. */ }
    },
    close() { if (file !== null) closeSync(file); file = null; },
  };
}

/** Lines go to `sink`. */
export function makeLog(sink: Sink): Log {
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } }, { write: (line: string) => sink.write(line) });
  return {
    event: (event, facts = {}) => log.info({ event, ...facts }),
    request: ({ status, ...facts }) => log[status >= 500 ? 'error' : 'info']({ event: 'request', ...facts, status }),
    fault: (where, error, request) => log.error({ event: 'fault', where, ...(request !== undefined && { request }), ...described(error) }),
    close: () => sink.close?.(),
  };
}

/** For servers that keep none: faults go to standard error. */
export const plainLog: Log = makeLog({ write: (line) => { if (line.includes('"event":"fault"')) process.stderr.write(line); } });

/** What an error is and where it came from. Its message may quote what was sent: anything in quotes, addresses and long numbers are left out. */
export function described(error: unknown): { error: string; message: string; stack?: string[] } {
  if (!(error instanceof Error)) return { error: typeof error, message: '' };
  const stack = error.stack?.split('\n').filter((line) => /^\s+at /.test(line)).slice(0, 12).map((line) => line.trim().replace(/file:\/\/\S*?(?=\/(?:server|data|dsl|metrics|node_modules)\/)/, ''));
  return { error: error.name, message: masked(error.message), ...(stack && { stack }) };
}

export function masked(message: string): string {
  return message.split('\n')[0]!.replace(/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”|「[^」]*」|《[^》]*》/g, '…').replace(/[\p{Script=Han}]{2,}/gu, '…').replace(/\S*[/\\]\S*/g, '…').replace(/\S+@\S+/g, '…').replace(/[0-9A-Z]{6,}/g, '…').slice(0, 300);
}

/** Gives each request an id (sent back as X-Request-Id) and logs it when it is answered. Probes are not logged. */
export function logged(log: Log): MiddlewareHandler<Bindings> {
  return async (context, next) => {
    const request = randomBytes(8).toString('hex'), began = performance.now();
    context.set('request', request);
    context.set('log', log);
    await next();
    context.res.headers.set('X-Request-Id', request);
    // A route's own pattern, not those of the guards before and the pages behind it.
    const route = matchedRoutes(context).find(({ path }) => !path.includes('*'))?.path ?? null;
    if (route === '/health' || route === '/ready') return;
    log.request({ request, method: /^[A-Z]{3,7}$/.test(context.req.method) ? context.req.method : '?', route, status: context.res.status, milliseconds: Math.round((performance.now() - began) * 10) / 10 });
  };
}
