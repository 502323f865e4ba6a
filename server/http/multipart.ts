/**
 * A multipart/form-data body read as a stream (RFC 7578): files go to disk piece by piece, fields are kept; nothing is
 * held in memory but a few kilobytes. Bounds on size, parts and heads are checked while reading.
 */
import { Refusal } from '../words.ts';
import { tooLarge } from './limits.ts';

export interface PartSink { write(chunk: Uint8Array): Promise<void>; close(): Promise<void> }
export interface MultipartLimits { bytes: number; parts: number; fieldBytes: number }
export interface MultipartHandlers {
  /** A part with a file name begins; what is written to the sink is its content. */
  file(field: string, name: string): Promise<PartSink>;
  field(name: string, value: string): void;
}

const HEAD_LIMIT = 8192;

function malformed(): Refusal {
  return new Refusal('usage', 'multipart', '上传的内容不完整或格式有误,什么都没有保存:请重新上传。', 'The upload is incomplete or malformed; nothing was kept: upload it again.');
}

/** The boundary named by a content type; throws when the type is not multipart/form-data. */
export function boundaryOf(contentType: string | undefined): string {
  const parts = /^multipart\/form-data\s*;.*?boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i.exec(contentType ?? '');
  const boundary = parts?.[1] ?? parts?.[2];
  if (!boundary) throw new Refusal('usage', 'multipart', '上传应使用 multipart/form-data。', 'An upload is sent as multipart/form-data.');
  return boundary;
}

/** `name` and `filename` of a part's Content-Disposition; browsers write quotes in names as %22. */
function disposition(head: string): { field: string; file: string | null } {
  const line = /^content-disposition:\s*form-data(.*)$/im.exec(head)?.[1];
  if (line === undefined) throw malformed();
  const value = (name: string): string | null => {
    const found = new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i').exec(line)?.[1] ?? new RegExp(`;\\s*${name}=([^;\\s"]+)`, 'i').exec(line)?.[1];
    return found === undefined ? null : found.replaceAll(/\\(.)/g, '$1').replaceAll(/%(22|0D|0A)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  };
  const extended = /;\s*filename\*=utf-8''([^;\s]+)/i.exec(line)?.[1];
  let file = value('filename');
  if (extended) { try { file = decodeURIComponent(extended); } catch { throw malformed(); } }
  return { field: value('name') ?? '', file };
}

/** The body's pieces; a sender that breaks off has sent an incomplete body. */
async function* unbroken(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch {
    throw malformed();
  }
}

/** Reads the body to its end. Throws a `Refusal` when it is malformed or over a limit; open sinks are closed first. */
export async function readMultipart(body: AsyncIterable<Uint8Array>, boundary: string, handlers: MultipartHandlers, limits: MultipartLimits): Promise<void> {
  const mark = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line break before it: pretend there was one.
  let held: Buffer = Buffer.from('\r\n');
  let state: 'preamble' | 'after' | 'head' | 'content' | 'end' = 'preamble';
  let total = 0;
  let parts = 0;
  let sink: PartSink | null = null;
  let field: { name: string; chunks: Buffer[]; length: number } | null = null;

  const content = async (chunk: Buffer): Promise<void> => {
    if (chunk.length === 0) return;
    if (sink) await sink.write(chunk);
    else if (field) {
      field.length += chunk.length;
      if (field.length > limits.fieldBytes) throw tooLarge(limits.fieldBytes);
      field.chunks.push(Buffer.from(chunk));
    }
  };
  const finish = async (): Promise<void> => {
    const open = sink;
    sink = null;
    if (open) await open.close();
    if (field) handlers.field(field.name, Buffer.concat(field.chunks).toString('utf8'));
    field = null;
  };
  const begin = async (head: string): Promise<void> => {
    parts += 1;
    if (parts > limits.parts) throw new Refusal('too_large', 'too_many_parts', `一次最多上传 ${limits.parts} 项。`, `At most ${limits.parts} parts can be uploaded at once.`);
    const found = disposition(head);
    if (found.file !== null) sink = await handlers.file(found.field, found.file);
    else field = { name: found.field, chunks: [], length: 0 };
  };

  try {
    for await (const chunk of unbroken(body)) {
      total += chunk.length;
      if (total > limits.bytes) throw tooLarge(limits.bytes);
      if (state === 'end') continue;
      held = held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([held, chunk]);
      for (let more = true; more;) {
        more = false;
        if (state === 'preamble' || state === 'content') {
          const at = held.indexOf(mark);
          if (at >= 0) {
            if (state === 'content') { await content(held.subarray(0, at)); await finish(); }
            held = held.subarray(at + mark.length);
            state = 'after';
            more = true;
          } else {
            const keep = Math.min(held.length, mark.length - 1);
            if (state === 'content') await content(held.subarray(0, held.length - keep));
            held = held.subarray(held.length - keep);
          }
        } else if (state === 'after') {
          if (held.length < 2) break;
          if (held[0] === 0x2d && held[1] === 0x2d) { state = 'end'; held = Buffer.alloc(0); break; }
          const line = held.indexOf('\r\n');
          if (line > 32 || (line < 0 && held.length > 32)) throw malformed();
          if (line >= 0) { held = held.subarray(line + 2); state = 'head'; more = true; }
        } else if (state === 'head') {
          const at = held.indexOf('\r\n\r\n');
          if (at > HEAD_LIMIT || (at < 0 && held.length > HEAD_LIMIT)) throw malformed();
          if (at >= 0) {
            await begin(held.subarray(0, at).toString('utf8'));
            held = held.subarray(at + 4);
            state = 'content';
            more = true;
          }
        }
      }
    }
    if (state !== 'end') throw malformed();
  } finally {
    const open = sink as PartSink | null;
    if (open) await open.close().catch(() => undefined);
  }
}
