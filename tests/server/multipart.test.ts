import { describe, expect, test } from 'vitest';
import { boundaryOf, readMultipart } from '../../server/http/multipart.ts';

const LIMITS = { bytes: 1_000_000, parts: 10, fieldBytes: 100 };
async function* pieces(text: string | Buffer, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function read(text: string | Buffer, size: number, limits = LIMITS): Promise<{ files: { name: string; content: string; closed: boolean }[]; fields: Record<string, string> }> {
  const files: { name: string; content: string; closed: boolean }[] = [];
  const fields: Record<string, string> = {};
  await readMultipart(pieces(text, size), 'XX', {
    file: async (_, name) => {
      const file = { name, content: '', closed: false };
      files.push(file);
      const chunks: Buffer[] = [];
      return { write: async (chunk) => { chunks.push(Buffer.from(chunk)); }, close: async () => { file.content = Buffer.concat(chunks).toString('utf8'); file.closed = true; } };
    },
    field: (name, value) => { fields[name] = value; },
  }, limits);
  return { files, fields };
}
const BODY = [
  '--XX', 'Content-Disposition: form-data; name="year"', '', '2024',
  '--XX', 'Content-Disposition: form-data; name="file"; filename="决定%22a%22.csv"', 'Content-Type: text/csv', '', 'a,b\r\n1,2\r\n--X\r\n-',
  '--XX', 'Content-Disposition: form-data; name="file"; filename="empty.csv"', '', '',
  '--XX--', '',
].join('\r\n');

describe('multipart bodies', () => {
  test('are read the same wherever the pieces are cut', async () => {
    for (const size of [1, 2, 3, 7, 16, 64, 100_000]) {
      const { files, fields } = await read(BODY, size);
      expect(fields).toEqual({ year: '2024' });
      expect(files).toEqual([{ name: '决定"a".csv', content: 'a,b\r\n1,2\r\n--X\r\n-', closed: true }, { name: 'empty.csv', content: '', closed: true }]);
    }
  });
  test('that break off are refused', async () => {
    for (const cut of [10, 60, 120, BODY.length - 6]) await expect(read(BODY.slice(0, cut), 50)).rejects.toThrow(/不完整/);
  });
  test('over the limit are refused while reading, not after', async () => {
    let taken = 0;
    async function* endless(): AsyncIterable<Uint8Array> {
      yield Buffer.from('--XX\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n');
      while (taken < 2000) { taken += 1; yield new Uint8Array(10_000); }
    }
    await expect(readMultipart(endless(), 'XX', { file: async () => ({ write: async () => undefined, close: async () => undefined }), field: () => undefined }, LIMITS)).rejects.toThrow(/上限/);
    expect(taken).toBeLessThan(120);
  });
  test('with too many parts, too long a field or too long a head are refused', async () => {
    const part = '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
    await expect(read(`${part.repeat(11)}--XX--`, 50)).rejects.toThrow(/最多/);
    await expect(read(`--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'1'.repeat(200)}\r\n--XX--`, 50)).rejects.toThrow(/上限/);
    await expect(read(`--XX\r\nX: ${'1'.repeat(9000)}`, 50)).rejects.toThrow(/格式有误/);
  });
  test('need a boundary', () => {
    expect(boundaryOf('multipart/form-data; boundary=abc')).toBe('abc');
    expect(boundaryOf('multipart/form-data; charset=x; boundary="a b"')).toBe('a b');
    expect(() => boundaryOf('application/json')).toThrow(/multipart/);
  });
});
