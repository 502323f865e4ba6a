/** What goes wrong, as an answer: `{error: {code, zh, en}}` with a fitting status. Faults are logged, never shown. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { RefusalKind } from '../words.ts';
import type { Bindings } from '../access.ts';
import { plainLog } from '../operations/log.ts';
import { Refusal } from '../words.ts';

export const STATUS: Record<RefusalKind, ContentfulStatusCode> = { usage: 400, input: 422, signed_out: 401, too_many: 429, not_found: 404, forbidden: 403, too_large: 413, busy: 409, too_slow: 408, unavailable: 503 };

export interface ErrorBody { error: { code: string; zh: string; en: string } }

export function errorBody(code: string, zh: string, en: string): ErrorBody { return { error: { code, zh, en } }; }

/** The answer to anything thrown by a route. */
export function answerError(error: unknown, context: Context): Response {
  if (error instanceof Refusal) return context.json(errorBody(error.code, error.zh, error.en), STATUS[error.kind]);
  if (error instanceof HTTPException) return context.json(errorBody('request', '请求无法处理。', error.message || 'The request cannot be handled.'), error.status);
  const { log = plainLog, request } = context.var as Bindings['Variables'];
  log.fault('request', error, request);
  return context.json(errorBody('fault', '服务器内部出错,详情已记入日志。', 'Something went wrong inside the server; the log has the details.'), 500);
}

export function notFound(context: Context): Response {
  return context.json(errorBody('not_found', '没有这个地址。', 'There is nothing at this address.'), 404);
}
