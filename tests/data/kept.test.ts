/** What an upload may not say by itself: filings that were done here, and the bureau's word. */
import { describe, expect, it } from 'vitest';
import { takeBack } from '../../data/store/versions.ts';
import { writeFilingLines } from '../../data/store/index.ts';
import type { Store } from '../../data/store/index.ts';
import { A, B, load, memoryStore, roster, rows, said } from './helpers.ts';

const filings = (...agencies: string[]): string => `agency,year,report,version,published_on\n${agencies.map(agency => `${agency},2024,annual_statistics,1,2025-01-20\n`).join('')}`;
const activities = (confirmed: string, form = '现场'): string => `activity_no,kind,form,held_on,confirmed\nW1,一把手跟执法,${form},2024-05-06,${confirmed}\nW2,一把手跟执法,现场,2024-06-06,否\n`;
const words = (store: Store): Promise<unknown[][]> => rows(store, 'SELECT activity_no, CAST(confirmed AS VARCHAR) FROM activities ORDER BY activity_no');

describe('the ledger filings', () => {
  it('is not handed in by an agency, and a file brings history only where nothing was done here', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster });
    expect(said(await load(store, { 'filings.csv': filings(A) }, { kind: 'agency', agency: A }))).toEqual(['filings.csv - kept_by_system']);
    expect(said(await load(store, { 'filings.csv': filings(A, B) }))).toEqual([]);
    await store.filing.append({ agency: A, year: 2024, report: 'annual_statistics', version: 2, act: 'correct', stage: 'draft', by: 'li', name: '经办人1', remark: '错', detail: {}, at: '2025-03-01T00:00:00.000Z' }, 0);
    expect(said(await load(store, { 'filings.csv': filings(A, B) }))).toEqual(['filings.csv - has_events']);
    expect(said(await load(store, { 'filings.csv': filings(B) }))).toEqual([]);
    await store.close();
  });

  it('that follows from what was done here cannot be taken back as an upload', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster });
    const connection = await store.connect();
    const line = { version: 1, submittedOn: '2025-01-10', filedOn: null, superiorOn: null, publishedOn: null, url: null };
    await store.filing.append({ agency: A, year: 2024, report: 'annual_statistics', version: 1, act: 'submit', stage: 'submitted', by: 'li', name: '审核人1', remark: null, detail: {}, at: '2025-01-10T00:00:00.000Z' }, 0, {
      also: async own => { await writeFilingLines(own, store.tables.get('filings')!, { agency: A, year: 2024, report: '行政执法统计年报', at: new Date() }, [line], []); },
    });
    const [[upload]] = await rows(store, `SELECT upload FROM _reported WHERE ledger = 'filings'`) as [[number]];
    await expect(store.write(connection, () => takeBack(connection, store.tables, Number(upload), null, null, new Date()))).rejects.toThrow('not current');
    expect(await rows(store, 'SELECT count(*) FROM filings')).toEqual([[1n]]);
    connection.closeSync();
    await store.close();
  });
});

describe('已核实', () => {
  it('is not what an agency writes itself', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster });
    expect(said(await load(store, { 'activities.csv': activities('是') }, { kind: 'agency', agency: A }))).toEqual(['activities.csv - confirmed_by_bureau']);
    expect(await words(store)).toEqual([['W1', null], ['W2', null]]);
    await store.close();
  });

  it('stays on rows that are handed in again unchanged, and falls away where a row changed', async () => {
    const store = await memoryStore();
    await load(store, { 'agencies.csv': roster, 'activities.csv': `agency,${activities('是').replaceAll('\nW', `\n${A},W`)}` });
    expect(await words(store)).toEqual([['W1', 'true'], ['W2', 'false']]);
    await load(store, { 'activities.csv': activities('') }, { kind: 'agency', agency: A });
    expect(await words(store)).toEqual([['W1', 'true'], ['W2', 'false']]);
    await load(store, { 'activities.csv': activities('是', '座谈') }, { kind: 'agency', agency: A });
    expect(await words(store)).toEqual([['W1', null], ['W2', 'false']]);
    await store.close();
  });
});
