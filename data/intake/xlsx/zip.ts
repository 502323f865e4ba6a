/**
 * The parts of a ZIP file, read with care: declared sizes are checked before anything is inflated, and inflating stops
 * at the declared size, so that a bomb costs nothing. Nothing is written to disk.
 */
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';

const inflateAside = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

export interface ZipEntry { name: string; size: number; compressed: number; method: number; encrypted: boolean; offset: number }

export type ZipReason = 'damaged' | 'encrypted' | 'bomb' | 'macros' | 'memory' | 'slow';
/** The file is not a readable ZIP, is encrypted, lies about its sizes, holds macros, or takes more memory or time than it may. */
export class ZipError extends Error {
  readonly reason: ZipReason;
  /** Bytes it would unpack to, where that is the reason. */
  readonly size: number;
  constructor(reason: ZipReason, message: string, size = 0) { super(message); this.name = 'ZipError'; this.reason = reason; this.size = size; }
}

/** The central directory. @throws ZipError */
export function zipEntries(file: Buffer): Map<string, ZipEntry> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + 22 > file.length) throw new ZipError('damaged', 'no end of directory');
  let count = file.readUInt16LE(end + 10), at = file.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff) {
    const locator = end - 20;
    if (locator < 0 || file.readUInt32LE(locator) !== 0x07064b50) throw new ZipError('damaged', 'no ZIP64 directory');
    const record = Number(file.readBigUInt64LE(locator + 8));
    if (record + 56 > file.length || file.readUInt32LE(record) !== 0x06064b50) throw new ZipError('damaged', 'no ZIP64 directory');
    count = Number(file.readBigUInt64LE(record + 32));
    at = Number(file.readBigUInt64LE(record + 48));
  }
  if (count > 10_000) throw new ZipError('damaged', 'too many parts');
  const entries = new Map<string, ZipEntry>();
  for (let index = 0; index < count; index++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw new ZipError('damaged', 'broken directory');
    const flags = file.readUInt16LE(at + 8), method = file.readUInt16LE(at + 10);
    let compressed = file.readUInt32LE(at + 20), size = file.readUInt32LE(at + 24), offset = file.readUInt32LE(at + 42);
    const nameLength = file.readUInt16LE(at + 28), extraLength = file.readUInt16LE(at + 30), commentLength = file.readUInt16LE(at + 32);
    const name = file.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/').replace(/^\//, '');
    const extraEnd = at + 46 + nameLength + extraLength;
    for (let extra = at + 46 + nameLength; extra + 4 <= extraEnd && extraEnd <= file.length; extra += 4 + file.readUInt16LE(extra + 2)) {
      if (file.readUInt16LE(extra) !== 1) continue;
      let field = extra + 4;
      const next = (): number => { const value = Number(file.readBigUInt64LE(field)); field += 8; return value; };
      if (size === 0xffffffff) size = next();
      if (compressed === 0xffffffff) compressed = next();
      if (offset === 0xffffffff) offset = next();
    }
    entries.set(name.toLowerCase(), { name, size, compressed, method, encrypted: (flags & 1) !== 0, offset });
    at = extraEnd + commentLength;
  }
  return entries;
}

/** Bytes of one part, never more than its declared size nor than `limit`; unpacked aside of the main thread. @throws ZipError */
export async function inflate(file: Buffer, entry: ZipEntry, limit: number): Promise<Buffer> {
  if (entry.encrypted) throw new ZipError('encrypted', 'encrypted');
  if (entry.size > limit) throw new ZipError('bomb', 'too large', entry.size);
  if (entry.offset + 30 > file.length || file.readUInt32LE(entry.offset) !== 0x04034b50) throw new ZipError('damaged', `no part ${entry.name}`);
  const start = entry.offset + 30 + file.readUInt16LE(entry.offset + 26) + file.readUInt16LE(entry.offset + 28);
  const data = file.subarray(start, start + entry.compressed);
  if (data.length < entry.compressed) throw new ZipError('damaged', `part ${entry.name} is cut short`);
  if (entry.method === 0) {
    if (data.length !== entry.size) throw new ZipError('damaged', `part ${entry.name} has a wrong size`);
    return data;
  }
  if (entry.method !== 8) throw new ZipError('damaged', `part ${entry.name} uses an unknown method`);
  try {
    const bytes = await inflateAside(data, { maxOutputLength: Math.max(1, entry.size) });
    if (bytes.length !== entry.size) throw new ZipError('damaged', `part ${entry.name} has a wrong size`);
    return bytes;
  } catch (error) {
    if (error instanceof ZipError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw new ZipError('bomb', `part ${entry.name} is larger than it says`, limit);
    throw new ZipError('damaged', `part ${entry.name} cannot be unpacked`);
  }
}
