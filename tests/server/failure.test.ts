import { afterEach, expect, test, vi } from 'vitest';
import { explainFailure } from '../../server/cli/failure.ts';

afterEach(() => { vi.restoreAllMocks(); });

/** What is printed on both streams, and the exit code. */
async function told(error: unknown, words: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '', err = '';
  vi.spyOn(process.stdout, 'write').mockImplementation(((text: string, done?: () => void) => { out += text; done?.(); return true; }) as typeof process.stdout.write);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => { err += String(text); return true; });
  const code = await explainFailure(error, words);
  vi.restoreAllMocks();
  return { code, out, err };
}

test('a fault of the program itself is one object on standard output too, with --json', async () => {
  const evaluated = await told(new TypeError('no such thing'), ['eval', '--json']);
  expect(JSON.parse(evaluated.out)).toEqual({ rows: [], error: { code: 'internal', zh: '程序内部出错:no such thing', en: 'Something went wrong inside the program: no such thing' } });
  expect(evaluated).toMatchObject({ code: 1, err: expect.stringMatching(/程序内部出错.*Something went wrong/) });
  expect(JSON.parse((await told('thrown', ['check', 'a.heng', '--json'])).out)).toMatchObject({ diagnostics: [], error: { code: 'internal' } });
  expect((await told(new Error('x'), ['eval'])).out).toBe('');
});
