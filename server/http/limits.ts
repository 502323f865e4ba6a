/** Bounds on what a request may bring. A declared length over the limit is refused before a byte is read; bytes are counted too. */
import type { MiddlewareHandler } from 'hono';
import { Refusal } from '../words.ts';

/** The limit in words: `512 MB`, `256 KB`. */
export function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Number((bytes / 1024 / 1024).toFixed(1))} MB` : bytes >= 1024 ? `${Number((bytes / 1024).toFixed(1))} KB` : `${bytes} B`;
}

export function tooLarge(limit: number): Refusal {
  return new Refusal('too_large', 'too_large', `内容超过上限 ${size(limit)},没有读取:请拆分后再交。`, `This is more than the limit of ${size(limit)} and was not read: split it.`);
}

/** Throws unless the declared length is a number within the limit, or absent. */
export function checkDeclaredLength(header: string | undefined | null, limit: number): void {
  if (header === undefined || header === null) return;
  if (!/^\d+$/.test(header) || Number(header) > limit) throw tooLarge(limit);
}

/** Reads a body as text, at most `limit` bytes of it. */
export async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > limit) { await reader.cancel().catch(() => undefined); throw tooLarge(limit); }
    chunks.push(value);
  }
  return new TextDecoder('utf-8').decode(Buffer.concat(chunks));
}

/** For routes with small JSON bodies: the body is read here, counted, and handed on. */
export function bodyLimit(limit: number): MiddlewareHandler {
  return async (context, next) => {
    checkDeclaredLength(context.req.header('content-length'), limit);
    if (context.req.raw.body && context.req.header('content-length') === undefined) {
      const text = await readText(context.req.raw.body, limit);
      context.req.raw = new Request(context.req.raw.url, { method: context.req.method, headers: context.req.raw.headers, body: text });
    }
    await next();
  };
}
