/** Saving a form as one goes: nothing typed is lost, whatever arrives late, fails or clashes. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Saver } from '../../dashboard/src/grid/saving.ts';
import { merged } from '../../data/store/drafts.ts';
import type { GridSaved } from '../../server/api.ts';

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

/** A server that keeps drafts as the store does, and a page that types. */
function desk() {
  let versions: Record<string, string>[] = [{}];
  let failing = false, delay = 50;
  const head = (): number => versions.length - 1;
  const server = {
    get cells() { return versions[head()]!; },
    fail(on: boolean) { failing = on; }, slow(milliseconds: number) { delay = milliseconds; },
    async save({ base, cells }: { base: number; cells: Record<string, string> }): Promise<GridSaved> {
      await new Promise((done) => { setTimeout(done, delay); });
      if (failing) throw new Error('offline');
      const put = merged(versions[base]!, versions[head()]!, cells);
      const draft = () => ({ version: head(), kind: 'saved' as const, base, cells: versions[head()]!, byName: '乙', at: '2025-01-06T02:32:00Z', own: false });
      if (put.clashes.length > 0) return { outcome: 'clash', draft: draft(), taken: [], clashes: put.clashes, aside: 99 };
      versions = [...versions, put.cells];
      return { outcome: 'saved', draft: draft(), taken: put.taken, clashes: [], aside: null };
    },
  };
  const page = () => {
    let cells: Record<string, string> = {};
    const saver: Saver = new Saver({ cells: () => Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== '')), send: (body) => server.save(body), take: (changes) => { cells = { ...cells, ...changes }; saver.touch(); }, changed: () => undefined }, { version: 0, cells: {}, at: null });
    return { saver, get cells() { return cells; }, type(change: Record<string, string>) { cells = { ...cells, ...change }; saver.touch(); } };
  };
  return { server, one: page(), two: page() };
}
const soon = (milliseconds = 3000): Promise<unknown> => vi.advanceTimersByTimeAsync(milliseconds);

describe('saving as one goes', () => {
  test('waits for a pause, sends once, and says when', async () => {
    const { server, one } = desk();
    one.type({ a: '1' }); await soon(300);
    one.type({ a: '12' }); await soon(300);
    expect([one.saver.state, server.cells]).toEqual(['waiting', {}]);
    await soon();
    expect([one.saver.state, one.saver.version, one.saver.savedAt, server.cells]).toEqual(['saved', 1, '2025-01-06T02:32:00Z', { a: '12' }]);
  });
  test('sends what was typed while the last save was under way', async () => {
    const { server, one } = desk();
    server.slow(2000);
    one.type({ a: '1' }); await soon(1000);
    expect(one.saver.state).toBe('saving');
    one.type({ a: '1', b: '2' });
    await soon(6000);
    expect([one.saver.state, server.cells]).toEqual(['saved', { a: '1', b: '2' }]);
  });
  test('tries again when the server cannot be reached, and keeps what is typed meanwhile', async () => {
    const { server, one } = desk();
    server.fail(true);
    one.type({ a: '1' }); await soon(1000);
    expect([one.saver.state, one.saver.settled]).toEqual(['failed', false]);
    one.type({ b: '2' }); await soon(1000);
    server.fail(false);
    await soon(6000);
    expect([one.saver.state, server.cells]).toEqual(['saved', { a: '1', b: '2' }]);
  });
  test('flushes at once when asked', async () => {
    const { server, one } = desk();
    one.type({ a: '1' });
    const done = one.saver.flush();
    await soon(60);
    await done;
    expect(server.cells).toEqual({ a: '1' });
  });
});

describe('two people', () => {
  test('see each other\'s cells without losing their own', async () => {
    const { server, one, two } = desk();
    one.type({ a: '1' }); await soon();
    two.type({ b: '2' }); await soon();
    expect([two.cells, two.saver.state, server.cells]).toEqual([{ a: '1', b: '2' }, 'saved', { a: '1', b: '2' }]);
    one.type({ c: '3' }); await soon();
    expect(one.cells).toEqual({ a: '1', b: '2', c: '3' });
  });
  test('that changed one cell are asked; saving stops until it is decided, and either choice keeps the rest of both', async () => {
    for (const keep of [true, false]) {
      const { server, one, two } = desk();
      one.type({ a: '1', x: '7' }); await soon();
      two.type({ a: '5', b: '2' }); await soon();
      expect([two.saver.state, two.saver.clashes, two.saver.by]).toEqual(['clash', [{ column: 'a', theirs: '1', yours: '5' }], '乙']);
      two.type({ c: '3' }); await soon();
      expect([two.saver.state, server.cells]).toEqual(['clash', { a: '1', x: '7' }]);
      const done = two.saver.resolve(new Set(keep ? ['a'] : []));
      await soon();
      await done;
      const expected = { a: keep ? '5' : '1', b: '2', c: '3', x: '7' };
      expect([two.saver.state, two.cells, server.cells]).toEqual(['saved', expected, expected]);
    }
  });
});
