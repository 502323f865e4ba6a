/** Forms being filled in: nothing typed is lost, whoever types at the same time. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UnknownDraft } from '../../data/store/index.ts';
import type { FormDraft, SaveOutcome, Store } from '../../data/store/index.ts';
import { A, B, memoryStore } from './helpers.ts';

let store: Store;
beforeAll(async () => { store = await memoryStore(); });
afterAll(() => store.close());

let form = 0;
/** A form of its own for each test, typed by two people. */
function desk() {
  const key = { agency: A, year: 2024, form: `form_${++form}` };
  const at = new Date('2025-01-06T02:32:00.000Z');
  const as = (by: string) => ({ save: (base: number, cells: Record<string, string>): Promise<SaveOutcome> => store.drafts.save({ ...key, base, cells, by, byName: `${by}号`, at }), restore: (version: number): Promise<FormDraft> => store.drafts.restore({ ...key, by, byName: `${by}号`, at }, version) });
  return { key, one: as('1'), two: as('2') };
}
const saved = (outcome: SaveOutcome): FormDraft => { if (outcome.outcome !== 'saved') throw new Error(outcome.outcome); return outcome.draft; };

describe('a form being filled in', () => {
  test('has a version for every save, and none for a save that changes nothing', async () => {
    const { key, one } = desk();
    expect(await store.drafts.head(key)).toBeNull();
    expect(await one.save(0, { warning: '' })).toMatchObject({ outcome: 'unchanged', draft: null });
    const first = saved(await one.save(0, { warning: '3', fined: '' }));
    expect(first).toMatchObject({ version: 1, kind: 'saved', base: 0, cells: { warning: '3' }, by: '1', byName: '1号', at: '2025-01-06T02:32:00.000Z' });
    expect((await one.save(1, { fined: '', warning: '3' })).outcome).toBe('unchanged');
    expect(saved(await one.save(1, { warning: '3', fined: '/' })).version).toBe(2);
    expect((await store.drafts.versions(key)).map((each) => [each.version, each.cells])).toEqual([[2, { fined: '/', warning: '3' }], [1, { warning: '3' }]]);
    expect(await store.drafts.head({ ...key, agency: B })).toBeNull();
    expect(await store.drafts.head({ ...key, year: 2023 })).toBeNull();
  });
  test('tells a cleared cell from one never typed, and takes up an earlier version as a new one', async () => {
    const { key, one } = desk();
    await one.save(0, { warning: '3' });
    await one.save(1, { warning: '3', fined: '5' });
    expect(saved(await one.save(2, { fined: '5' })).cells).toEqual({ fined: '5' });
    expect(await one.restore(2)).toMatchObject({ version: 4, kind: 'restored', base: 2, cells: { fined: '5', warning: '3' } });
    expect((await store.drafts.head(key))!.version).toBe(4);
    expect((await store.drafts.versions(key)).length).toBe(4);
    await expect(one.restore(9)).rejects.toThrow(UnknownDraft);
  });
  test('lists what is being filled in of each form of the agency and year', async () => {
    const { key, one } = desk(), other = desk();
    await one.save(0, { a: '1' }); await one.save(1, { a: '2' });
    await other.two.save(0, { b: '1' });
    const heads = await store.drafts.heads(A, 2024);
    expect(heads.filter((each) => [key.form, other.key.form].includes(each.form)).map((each) => [each.form, each.cells])).toEqual([[key.form, { a: '2' }], [other.key.form, { b: '1' }]]);
  });
});

describe('two people on one form', () => {
  test('keep what each typed in cells of their own', async () => {
    const { one, two, key } = desk();
    await one.save(0, { a: '1', b: '2' });
    await one.save(1, { a: '1', b: '3' });
    expect(await two.save(1, { a: '9', b: '2' })).toMatchObject({ outcome: 'saved', taken: ['b'], draft: { version: 3, base: 2, cells: { a: '9', b: '3' }, by: '2' } });
    // Clearing is a change as well.
    expect(await one.save(2, { b: '3' })).toMatchObject({ outcome: 'clash', clashes: [{ column: 'a', theirs: '9', yours: '' }] });
    expect((await store.drafts.head(key))!.cells).toEqual({ a: '9', b: '3' });
  });
  test('are told where both changed one cell; the later is kept aside, whole, and can be taken up', async () => {
    const { one, two, key } = desk();
    await one.save(0, { a: '1', b: '1' });
    await one.save(1, { a: '5', b: '1' });
    const clash = await two.save(1, { a: '7', b: '1', c: '4' });
    expect(clash).toMatchObject({ outcome: 'clash', head: { version: 2 }, aside: { version: 3, kind: 'aside', cells: { a: '7', b: '1', c: '4' } }, clashes: [{ column: 'a', theirs: '5', yours: '7' }] });
    expect((await store.drafts.head(key))!.version).toBe(2);
    // Once seen, whoever decides saves upon what is there.
    expect(saved(await two.save(2, { a: '7', b: '1', c: '4' })).version).toBe(4);
    expect((await two.restore(3)).cells).toEqual({ a: '7', b: '1', c: '4' });
  });
  test('that typed the same are of one mind', async () => {
    const { one, two } = desk();
    await one.save(0, { a: '5' });
    expect(await two.save(0, { a: '5' })).toMatchObject({ outcome: 'unchanged', draft: { version: 1 } });
    expect(await two.save(0, { b: '5' })).toMatchObject({ outcome: 'saved', taken: ['a'], draft: { cells: { a: '5', b: '5' } } });
  });
  test('saving at the same moment lose nothing', async () => {
    const { one, two, key } = desk();
    await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 ? one : two).save(0, { [`c${index}`]: String(index) })));
    expect(Object.keys((await store.drafts.head(key))!.cells).length).toBe(12);
    expect((await store.drafts.versions(key)).map((each) => each.version)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  });
  test('upon a version that never was are refused', async () => {
    const { one } = desk();
    await expect(one.save(3, { a: '1' })).rejects.toThrow(UnknownDraft);
    await one.save(0, { a: '1' });
    await expect(one.save(7, { a: '1' })).rejects.toThrow(UnknownDraft);
  });
});
