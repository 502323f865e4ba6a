import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../data/store/index.ts';
import { memoryStore } from './helpers.ts';

let folder: string;
let store: Store;
const open = (): Promise<Store> => memoryStore({ path: join(folder, 'audit.duckdb') });
/** Changes the trail behind its back, as someone with the file could. */
const tamper = async (sql: string): Promise<void> => { const connection = await store.connect(); await connection.run(sql); connection.closeSync(); };

beforeEach(async () => { folder = mkdtempSync(join(tmpdir(), 'zhiheng-audit-')); store = await open(); });
afterEach(async () => { await store.close(); rmSync(folder, { recursive: true, force: true }); });

async function three(): Promise<void> {
  await store.audit.append({ actor: 'a', act: 'sign_in.ok', subject: 'a', at: new Date('2025-01-10T01:00:00.123Z') });
  await store.audit.append({ actor: 'a', act: 'upload.load', subject: '7', agency: 'DEMO-1', year: 2024, detail: { 文件: ["名'单.xlsx"], rows: 3 }, at: new Date('2025-01-10T02:00:00Z') });
  await store.audit.append({ actor: 'b', act: 'sign_in.failed', subject: 'b%_', at: new Date('2025-01-11T02:00:00Z') });
}

describe('the audit trail', () => {
  test('gives back what was appended, newest first, also after the store was closed', async () => {
    await three();
    await store.close();
    store = await open();
    const { total, entries } = await store.audit.search({});
    expect(total).toBe(3);
    expect(entries.map((one) => [one.number, one.actor, one.act])).toEqual([[3, 'b', 'sign_in.failed'], [2, 'a', 'upload.load'], [1, 'a', 'sign_in.ok']]);
    expect(entries[1]).toMatchObject({ at: '2025-01-10T02:00:00.000Z', subject: '7', agency: 'DEMO-1', year: 2024, detail: { 文件: ["名'单.xlsx"], rows: 3 } });
    expect(await store.audit.verify()).toMatchObject({ entries: 3, broken: null, head: entries[0]!.hash });
  });
  test('finds by actor, act or family of acts, subject, agency, year and time, a page at a time', async () => {
    await three();
    const found = async (query: Parameters<Store['audit']['search']>[0]): Promise<number[]> => (await store.audit.search({ ...query, oldestFirst: true })).entries.map((one) => one.number);
    expect(await found({ actor: 'a' })).toEqual([1, 2]);
    expect(await found({ act: 'sign_in' })).toEqual([1, 3]);
    expect(await found({ act: 'sign_in.failed' })).toEqual([3]);
    expect(await found({ act: 'sign' })).toEqual([]);
    expect(await found({ subject: '%_' })).toEqual([3]);
    expect(await found({ agency: 'DEMO-1', year: 2024 })).toEqual([2]);
    expect(await found({ from: '2025-01-10T02:00:00Z', before: '2025-01-11' })).toEqual([2]);
    expect(await found({ actor: `a' OR '1'='1` })).toEqual([]);
    expect((await store.audit.search({ limit: 1, offset: 1 })).entries.map((one) => one.number)).toEqual([2]);
  });
  test('keeps the order in which acts were told, whoever tells them at the same time', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.audit.append({ actor: `a${index}`, act: 'x.y', subject: String(index) })));
    expect((await store.audit.search({ oldestFirst: true, limit: 100 })).entries.map((one) => one.subject)).toEqual(Array.from({ length: 30 }, (_, index) => String(index)));
    expect((await store.audit.verify()).broken).toBeNull();
  });
  test.each([
    ['a field that was changed', `UPDATE main._audit SET actor = 'c' WHERE number = 2`, 2],
    ['a detail that was changed', `UPDATE main._audit SET detail = replace(detail, '3', '4') WHERE number = 2`, 2],
    ['a moment that was changed', `UPDATE main._audit SET "at" = "at" + INTERVAL 1 MILLISECOND WHERE number = 1`, 1],
    ['an agency emptied', `UPDATE main._audit SET agency = NULL WHERE number = 2`, 2],
    ['an entry taken out', 'DELETE FROM main._audit WHERE number = 2', 2],
    ['an entry put in', `INSERT INTO main._audit SELECT 2, "at", actor, act, subject, agency, "year", detail, hash FROM main._audit WHERE number = 1`, 3],
    ['two entries that changed places', 'UPDATE main._audit SET number = 3 - number WHERE number < 3', 1],
  ])('shows %s', async (_, sql, number) => {
    await three();
    await tamper(sql);
    expect((await store.audit.verify()).broken?.number).toBe(number);
  });
  test('shows against a head noted before that its end was cut off', async () => {
    await three();
    const { head } = await store.audit.verify();
    expect((await store.audit.verify(head)).broken).toBeNull();
    await tamper('DELETE FROM main._audit WHERE number = 3');
    expect((await store.audit.verify()).broken).toBeNull();
    expect((await store.audit.verify(head)).broken?.en).toMatch(/cut off/);
  });
});
