/**
 * Files as one stream (POSIX ustar, sizes over 8 GB in base 256, as GNU and BSD tar read them), and back into a folder.
 * Regular files with plain relative names only: anything else in an archive is refused.
 */
import { createReadStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Refusal } from '../words.ts';

const BLOCK = 512;
export interface TarFile { name: string; path: string; bytes: number; mode?: number }

/** A relative path below a folder, parted by `/`, that names nothing outside of it. */
export function isPlainPath(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- names come from outside
  return name !== '' && !/[\u0000-\u001f\u007f\\:]/.test(name) && !name.startsWith('/') && name.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** The archive, in pieces. A file that is no longer as long as `bytes` says ends it with an error. */
export async function* tarOf(files: readonly TarFile[], modified = 0): AsyncGenerator<Uint8Array> {
  for (const file of files) {
    yield header(file, modified);
    let left = file.bytes;
    if (left > 0) {
      for await (const chunk of createReadStream(file.path, { highWaterMark: 1 << 20, end: file.bytes - 1 }) as AsyncIterable<Uint8Array>) {
        left -= chunk.length;
        yield chunk;
      }
    }
    if (left !== 0) throw new Error(`${file.name} is shorter than it was.`);
    if (file.bytes % BLOCK > 0) yield new Uint8Array(BLOCK - file.bytes % BLOCK);
  }
  yield new Uint8Array(2 * BLOCK);
}

function header({ name, bytes, mode = 0o600 }: TarFile, modified: number): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  const [prefix, last] = partsOf(name);
  block.write(last, 0, 'utf8');
  block.write(mode.toString(8).padStart(7, '0'), 100);
  block.write('0000000', 108);
  block.write('0000000', 116);
  if (bytes < 8 ** 11) block.write(bytes.toString(8).padStart(11, '0'), 124);
  else { block[124] = 0x80; block.writeBigUInt64BE(BigInt(bytes), 128); }
  block.write(Math.floor(modified / 1000).toString(8).padStart(11, '0'), 136);
  block.write('        0', 148);
  block.write('ustar\u000000', 257);
  block.write(prefix, 345, 'utf8');
  block.write(`${block.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, '0')}\u0000 `, 148);
  return block;
}

/** A name of up to 100 bytes, longer ones parted at a `/` into a prefix of up to 155. */
function partsOf(name: string): [string, string] {
  if (Buffer.byteLength(name) <= 100) return ['', name];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    if (Buffer.byteLength(name.slice(0, at)) <= 155 && Buffer.byteLength(name.slice(at + 1)) <= 100) return [name.slice(0, at), name.slice(at + 1)];
  }
  throw new Error(`${name} is too long a name for an archive.`);
}

const broken = (): Refusal => new Refusal('input', 'archive', '归档不完整或格式有误，没有保存任何内容。', 'The archive is incomplete or malformed; nothing of it was kept.');

/** Writes what an archive holds into a folder. Throws for anything but plain files, and for an archive that ends early. */
export async function untar(chunks: AsyncIterable<Uint8Array>, folder: string): Promise<string[]> {
  const reader = new Reader(chunks);
  const names: string[] = [];
  for (;;) {
    const block = await reader.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) return names;
    const text = (from: number, length: number): string => { const part = block.subarray(from, from + length); const end = part.indexOf(0); return part.subarray(0, end < 0 ? length : end).toString('utf8'); };
    const checksum = Number.parseInt(text(148, 8), 8);
    const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
    const prefix = text(345, 155), name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
    const bytes = block[124] === 0x80 ? Number(block.readBigUInt64BE(128)) : Number.parseInt(text(124, 12), 8);
    if (sum !== checksum || !Number.isSafeInteger(bytes) || bytes < 0 || (block[156] !== 0x30 && block[156] !== 0) || !isPlainPath(name)) throw broken();
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    const handle = await open(path, 'wx', 0o600);
    try {
      for (let left = bytes; left > 0;) { const chunk = await reader.some(left); await handle.writeFile(chunk); left -= chunk.length; }
      await handle.sync();
    } finally { await handle.close(); }
    await reader.exactly((BLOCK - bytes % BLOCK) % BLOCK);
    names.push(name);
  }
}

class Reader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.alloc(0);
  constructor(chunks: AsyncIterable<Uint8Array>) { this.#chunks = chunks[Symbol.asyncIterator](); }

  /** At most so many bytes, at least one. */
  async some(most: number): Promise<Buffer> {
    if (this.#held.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) throw broken();
      this.#held = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
      return this.some(most);
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }
  async exactly(bytes: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let left = bytes; left > 0;) { const part = await this.some(left); parts.push(part); left -= part.length; }
    return Buffer.concat(parts);
  }
}
