/** Publications of past years from the ledger of filings. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { publishHistory } from '../../../server/filing/history.ts';
import { A, B } from '../command.ts';
import { json, serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => '2025-06-01' });
  const filings = `agency,year,report,version,submitted_on,filed_on,published_on\n${A},2024,annual_statistics,1,2025-01-10,2025-01-13,2025-01-20\n${A},2024,annual_statistics,2,2025-01-10,2025-01-13,2025-03-04\n${B},2024,annual_statistics,1,2025-01-12,,\n${B},2024,annual_statistics,2,2025-01-12,,2025-05-01\n`;
  expect((await upload(server.url, { ...SMALL, 'filings.csv': filings }, { year: '2024' })).state).toBe('loaded');
});
afterAll(() => server.end());

test('each version with a day becomes a publication, once; one whose forerunner was not published does not', async () => {
  expect(await publishHistory(server.context, 'history', '更正')).toBe(2);
  expect((await server.context.store.publications.list()).map(({ agency, version, publishedOn, reason, by }) => ({ agency, version, publishedOn, reason, by }))).toEqual([
    { agency: A, version: 1, publishedOn: '2025-01-20', reason: null, by: 'history' }, { agency: A, version: 2, publishedOn: '2025-03-04', reason: '更正', by: 'history' },
  ]);
  expect(await publishHistory(server.context, 'history', '更正')).toBe(0);
  const model = JSON.parse((await server.context.store.publications.get(A, 2024, 'annual_statistics', 2))!.model) as { versions: unknown; publication: unknown };
  expect(model).toMatchObject({ publication: { version: 2, publishedOn: '2025-03-04', reason: '更正' }, versions: [{ version: 1 }, { version: 2 }] });
});

test('the way of a report goes on from what history says', async () => {
  expect((await json(`${server.url}/api/filing/${A}/2024`)).body).toMatchObject({ stage: 'published', version: 2, published: 2, number: 0 });
  const answer = await json(`${server.url}/api/filing/${A}/2024/correct`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ expected: 0, remark: '漏报' }) });
  expect(answer.body).toMatchObject({ stage: 'draft', version: 3, published: 2, rows: [{ version: 1, publishedOn: '2025-01-20' }, { version: 2, publishedOn: '2025-03-04' }] });
});
