/** Whether a file is what was published here: for anyone who was given one. */
import { z } from '@hono/zod-openapi';
import type { App } from '../access.ts';
import { streamed } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { checkDeclaredLength, tooLarge } from '../http/limits.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';
import { ErrorAnswer } from '../schemas.ts';

const Verdict = z.object({
  outcome: z.enum(['same', 'redrawn', 'differs', 'unread', 'preview', 'unknown', 'no_claim']), format: z.string().nullable(),
  claim: z.object({ agency: z.string(), year: z.number(), report: z.string(), version: z.number().nullable() }).nullable(),
  publication: z.object({ name: z.string().nullable(), publishedOn: z.string().nullable(), newest: z.number() }).nullable(),
  differences: z.array(z.object({ where: z.string(), published: z.string().nullable(), file: z.string().nullable() })), differing: z.number(),
  words: z.object({ zh: z.string(), en: z.string() }),
}).openapi('Verdict');

/** Each file is made again and compared: two at a time leave the server free for its readers. */
const most = 2;

export function verifyRoutes(app: App, server: ServerContext): void {
  let running = 0;
  streamed(app, {
    method: 'post', path: '/api/verify', access: 'public', summary: '核验文件是不是公开的年报 whether a file is what was published',
    description: 'The body is the file itself. The answer says whether it is, byte for byte, the publication it claims to be, and else what differs.',
    request: { body: { content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } } } },
    responses: { 200: { content: { 'application/json': { schema: Verdict } }, description: '核验结果' }, default: answers(ErrorAnswer, '').default },
  }, async (context) => {
    const { verify, verifyLimit } = await import('../publish/verify/index.ts');
    checkDeclaredLength(context.req.header('content-length'), verifyLimit);
    if (running >= most) throw new Refusal('busy', 'busy', '正在核验其他文件，请稍后再试。', 'Other files are being verified; try again in a moment.');
    running += 1;
    try { return context.json(await verify(server.store.publications, await bytesOf(context.req.raw.body, verifyLimit)), 200); } finally { running -= 1; }
  });
}

async function bytesOf(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > limit) throw tooLarge(limit);
    parts.push(part);
  }
  return Buffer.concat(parts);
}
