/**
 * A CSV file as UTF-8 in the store's temporary folder: UTF-8 with or without byte-order mark, GB18030 (also as GBK and
 * GB2312), UTF-16 with byte-order mark. Read piece by piece, cut at line feeds, which no multi-byte character holds.
 */
import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be';
export interface Decoded {
  encoding: Encoding; sha256: string;
  /** There are blank lines among the rows, or carriage returns without line feeds: count rows with care. */
  careful: boolean;
  /** There may be blanks around cells. */
  edgeBlanks: boolean;
  /** The line of the first NUL character: no text has one. */
  nulLine: number | null;
}
/** Neither UTF-8 nor GB18030; `row` is the line that cannot be read: of the encoding that gets further. */
export class EncodingError extends Error { readonly row: number; constructor(row: number) { super(`undecodable in line ${row}`); this.name = 'EncodingError'; this.row = row; } }

const PIECE = 8 << 20;
const LINE_FEED = 0x0a;

/** @throws EncodingError */
export async function decodeCsv(source: string, destination: string, signal?: AbortSignal): Promise<Decoded> {
  const head = Buffer.alloc(4);
  const probe = await open(source);
  try { await probe.read(head, 0, 4, 0); } finally { await probe.close(); }
  const mark: Encoding | null = head[0] === 0xff && head[1] === 0xfe ? 'utf-16le' : head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : null;
  let row = 1;
  for (const encoding of mark ? [mark] : ['utf-8', 'gb18030'] as const) {
    const decoded = await convert(source, destination, encoding, signal);
    if (!('failedAt' in decoded)) return decoded;
    row = Math.max(row, await badLine(source, encoding, decoded.failedAt));
  }
  throw new EncodingError(row);
}

async function convert(source: string, destination: string, encoding: Encoding, signal?: AbortSignal): Promise<Decoded | { failedAt: number }> {
  const hash = createHash('sha256');
  const input = await open(source), output = await open(destination, 'w');
  const wide = encoding.startsWith('utf-16');
  const decoder = encoding === 'utf-8' ? null : new TextDecoder(encoding, { fatal: true });
  // Two buffers take turns, so that one is written while the next is read. A line longer than a buffer makes it grow.
  let buffers = [Buffer.allocUnsafe(2 * PIECE), Buffer.allocUnsafe(2 * PIECE)], turn = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    let kept = 0, offset = 0, first = true, nulLine: number | null = null, careful = false, edgeBlanks = false, lastByte = LINE_FEED, finished = false;
    while (!finished) {
      signal?.throwIfAborted();
      if (buffers[turn]!.length - kept < PIECE) buffers = buffers.map((buffer, index) => (index === turn ? Buffer.concat([buffer.subarray(0, kept), Buffer.allocUnsafe(buffer.length)]) : buffer));
      const buffer = buffers[turn]!;
      const { bytesRead } = await input.read(buffer, kept, PIECE, null);
      hash.update(buffer.subarray(kept, kept + bytesRead));
      finished = bytesRead === 0;
      const filled = kept + bytesRead;
      const cut = finished || wide ? filled : buffer.lastIndexOf(LINE_FEED, filled - 1) + 1;
      let data: Buffer = buffer.subarray(0, cut);
      await writing;
      turn = 1 - turn;
      kept = filled - cut;
      if (buffers[turn]!.length < kept + PIECE) buffers[turn] = Buffer.allocUnsafe(kept + PIECE);
      buffer.copy(buffers[turn]!, 0, cut, filled);
      if (!decoder && !isUtf8(data)) return { failedAt: offset };
      const length = data.length;
      if (decoder) {
        try { data = Buffer.from(decoder.decode(data, { stream: !finished }), 'utf8'); } catch { return { failedAt: offset }; }
      }
      offset += length;
      if (!data.length) continue;
      if (first) {
        if (data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) data = data.subarray(3);
        careful = data.length > 0 && data.indexOf(LINE_FEED) < 0 && data.includes(0x0d);
        if (data[0] === LINE_FEED || (data[0] === 0x0d && data[1] === LINE_FEED)) careful = true;
      }
      // A blank line at the very end is nothing; one in between shifts the row numbers of the fast reader.
      careful ||= (!first && lastByte === LINE_FEED && (data[0] === LINE_FEED || data[0] === 0x0d)) || data.includes('\n\n') || data.includes('\n\r\n');
      if (nulLine === null && data.includes(0)) nulLine = await lineOfNul(source, wide);
      edgeBlanks ||= hasEdgeBlanks(data);
      first = false;
      lastByte = data[data.length - 1]!;
      writing = output.write(data);
    }
    await writing;
    return { encoding, sha256: hash.digest('hex'), careful, edgeBlanks, nulLine };
  } finally {
    await writing.catch(() => undefined);
    await input.close();
    await output.close();
  }
}

const UNUSUAL_BLANKS = ['\u3000', '\u00a0', '\ufeff', '\u200b', '\u200c', '\u200d', '\t'].map(blank => Buffer.from(blank));
/** Comma, semicolon, quote, line ends: what a cell begins or ends at. */
const EDGES = new Set([0x2c, 0x3b, 0x22, 0x0a, 0x0d]);

/** A blank beside a cell's edge, or an unusual blank anywhere. */
function hasEdgeBlanks(data: Buffer): boolean {
  if (UNUSUAL_BLANKS.some(blank => data.includes(blank))) return true;
  for (let at = data.indexOf(0x20); at >= 0; at = data.indexOf(0x20, at + 1)) {
    const before = data[at - 1], after = data[at + 1];
    if (before === undefined || after === undefined || EDGES.has(before) || EDGES.has(after)) return true;
  }
  return false;
}

/** The line of the first NUL byte (in UTF-16: the first NUL character). Asked once, for the message. */
async function lineOfNul(path: string, wide: boolean): Promise<number> {
  const input = await open(path);
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let lines = 1; ;) {
      const { bytesRead } = await input.read(buffer, 0, buffer.length, null);
      const data = buffer.subarray(0, bytesRead), nul = wide ? -1 : data.indexOf(0), end = nul < 0 ? data.length : nul;
      for (let feed = data.indexOf(LINE_FEED); feed >= 0 && feed < end; feed = data.indexOf(LINE_FEED, feed + 1)) lines++;
      if (nul >= 0 || !bytesRead) return lines;
    }
  } finally { await input.close(); }
}

/** The line of the first character that cannot be read; all before the offset can. Asked once, for the message. */
async function badLine(path: string, encoding: Encoding, offset: number): Promise<number> {
  const input = await open(path);
  try {
    // Lines of UTF-16 are not cut at bytes: what cannot be read there becomes U+FFFD.
    const wide = encoding.startsWith('utf-16') ? new TextDecoder(encoding) : null;
    const buffer = Buffer.allocUnsafe(1 << 20);
    let lines = 1, rest: Buffer = Buffer.alloc(0);
    for (let at = 0; ;) {
      const { bytesRead } = await input.read(buffer, 0, buffer.length, at);
      at += bytesRead;
      if (wide) {
        const text = wide.decode(buffer.subarray(0, bytesRead), { stream: bytesRead > 0 });
        const bad = text.indexOf('\ufffd');
        for (let feed = text.indexOf('\n'); feed >= 0 && (bad < 0 || feed < bad); feed = text.indexOf('\n', feed + 1)) lines++;
        if (bad >= 0 || !bytesRead) return lines;
        continue;
      }
      const data: Buffer = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let from = 0;
      for (let feed = data.indexOf(LINE_FEED); feed >= 0; feed = data.indexOf(LINE_FEED, from)) {
        if (at > offset && !readable(data.subarray(from, feed), encoding)) return lines;
        lines++;
        from = feed + 1;
      }
      if (!bytesRead) return lines;
      rest = Buffer.from(data.subarray(from));
    }
  } finally { await input.close(); }
}

function readable(line: Uint8Array, encoding: Encoding): boolean {
  if (encoding === 'utf-8') return isUtf8(line);
  try { new TextDecoder(encoding, { fatal: true }).decode(line); return true; } catch { return false; }
}
