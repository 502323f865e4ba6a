/** The tables of filing and publication: appended, numbered, all or nothing. */
import { afterEach, describe, expect, it } from 'vitest';
import { FilingConflict, PublicationConflict } from '../../../data/store/index.ts';
import type { NewFilingEvent, NewPublication, Store } from '../../../data/store/index.ts';
import { memoryStore } from '../helpers.ts';

const event: NewFilingEvent = { agency: 'A', year: 2025, report: 'annual_statistics', version: 1, act: 'check', stage: 'checked', by: 'li', name: '经办人1', remark: null, detail: { hard: 0 }, at: '2026-01-08T02:00:00.000Z' };
const publication: NewPublication = {
  agency: 'A', year: 2025, report: 'annual_statistics', version: 1, model: '{"format":2,"agency":{"code":"A","name":"甲局","level":"市","group":"市级部门","region":"610100"}}',
  publishedOn: '2026-01-20', publishedAt: '2026-01-20T03:00:00.000Z', reason: null, by: 'wang',
};
let store: Store | undefined;
afterEach(async () => { await store?.close(); store = undefined; });

describe('acts of filing', () => {
  it('are numbered within agency, year and report, and read as they were written', async () => {
    store = await memoryStore();
    const first = await store.filing.append(event, 0);
    const second = await store.filing.append({ ...event, act: 'submit', stage: 'submitted', remark: '请审' }, 1);
    await store.filing.append({ ...event, agency: 'B' }, 0);
    expect([first.number, second.number]).toEqual([1, 2]);
    expect(await store.filing.events({ agency: 'A', year: 2025 })).toEqual([{ ...event, number: 1 }, { ...event, act: 'submit', stage: 'submitted', remark: '请审', number: 2 }]);
    expect(await store.filing.events({ year: 2024 })).toEqual([]);
    expect(await store.filing.events()).toHaveLength(3);
  });

  it('are refused when another act came first, also when both arrive at once', async () => {
    store = await memoryStore();
    const both = await Promise.allSettled([store.filing.append(event, 0), store.filing.append({ ...event, act: 'remind' }, 0)]);
    expect(both.map((one) => one.status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const refused = both.find((one) => one.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(FilingConflict);
    expect(refused?.reason).toMatchObject({ newest: 1 });
    expect(await store.filing.events()).toHaveLength(1);
  });

  it('leave nothing when what goes with them fails', async () => {
    store = await memoryStore();
    await expect(store.filing.append(event, 0, { publication: { ...publication, version: 2 } })).rejects.toBeInstanceOf(PublicationConflict);
    await expect(store.filing.append(event, 0, { publication, also: () => Promise.reject(new Error('no room')) })).rejects.toThrow('no room');
    expect(await store.filing.events()).toEqual([]);
    expect(await store.publications.list()).toEqual([]);
  });
});

describe('publications', () => {
  it('keep every version with its model to the byte, and name the newest first', async () => {
    store = await memoryStore();
    await store.publications.add(publication);
    const model = `${publication.model.slice(0, -1)},"note":"“更正”"}`;
    await store.publications.add({ ...publication, version: 2, publishedOn: '2026-03-02', reason: '笔误', model });
    expect((await store.publications.list({ year: 2025 })).map(({ version, name, region, reason }) => ({ version, name, region, reason }))).toEqual([
      { version: 1, name: '甲局', region: '610100', reason: null }, { version: 2, name: '甲局', region: '610100', reason: '笔误' },
    ]);
    expect((await store.publications.get('A', 2025, 'annual_statistics'))?.model).toBe(model);
    expect((await store.publications.get('A', 2025, 'annual_statistics', 1))?.model).toBe(publication.model);
    expect(await store.publications.get('A', 2024, 'annual_statistics')).toBeUndefined();
    expect(await store.publications.count()).toBe(2);
  });

  it('are never published twice, nor with a version left out', async () => {
    store = await memoryStore();
    await store.publications.add(publication);
    await expect(store.publications.add(publication)).rejects.toBeInstanceOf(PublicationConflict);
    await expect(store.publications.add({ ...publication, version: 3 })).rejects.toBeInstanceOf(PublicationConflict);
    await expect(store.publications.addAll([{ ...publication, version: 2 }, { ...publication, version: 4 }])).rejects.toBeInstanceOf(PublicationConflict);
    expect(await store.publications.count()).toBe(1);
  });

  it('want a model', async () => {
    store = await memoryStore();
    await expect(store.publications.add({ ...publication, model: 'null' })).rejects.toThrow(TypeError);
    await expect(store.publications.add({ ...publication, model: '{' })).rejects.toThrow(SyntaxError);
  });
});
