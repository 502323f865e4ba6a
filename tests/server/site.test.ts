import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createApp } from '../../server/app.ts';
import type { App } from '../../server/app.ts';
import { matches } from '../../server/site/entries.ts';
import { fullRegionName, regionName, regionPath } from '../../server/site/regions.ts';
import { A, B } from './command.ts';
import { serving } from './serving.ts';
import type { Serving } from './serving.ts';

let server: Serving;
let app: App;
const model = (code: string, name: string, region: string): string => JSON.stringify({ agency: { code, name, level: '市', group: '市级部门', region } });
const publication = (agency: string, year: number, version: number, name: string, publishedOn: string, reason: string | null = null, region = '610100') =>
  ({ agency, year, report: 'annual_statistics', version, model: model(agency, name, region), publishedOn, publishedAt: `${publishedOn}T08:00:00.000Z`, reason, by: 'someone' });

beforeAll(async () => {
  server = await serving();
  await server.context.store.publications.addAll([
    publication(A, 2023, 1, '市场监督管理局', '2024-01-20'), publication(A, 2024, 1, '市场监督管理局', '2025-01-22'), publication(A, 2024, 2, '市场监督管理局', '2025-03-03', '罚没金额的单位填错 <b>'),
    publication(B, 2024, 1, '<script>alert(1)</script>局', '2025-01-30', null, '610102'),
  ]);
  app = createApp(server.context);
});
afterAll(() => server.end());
const get = async (path: string, headers: Record<string, string> = {}): Promise<{ status: number; text: string; headers: Headers }> => {
  const answer = await app.request(`http://localhost${path}`, { headers: { host: 'localhost', ...headers } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

describe('regions', () => {
  test('have their names and the names above them', () => {
    expect(regionName('610100')).toBe('西安市');
    expect(regionName('61')).toBe('陕西省');
    expect(fullRegionName('610102')).toBe('陕西省西安市新城区');
    expect(fullRegionName('110101')).toBe('北京市东城区');
    expect(fullRegionName('619999')).toBe('陕西省619999');
    expect(fullRegionName('990000')).toBe('990000');
    expect(regionPath('610102')).toEqual(['610000', '610100', '610102']);
  });
});

describe('the search', () => {
  test.each([
    ['市场', true], ['监督', true], ['scjdglj', true], ['shichang', true], ['shi chang', true], ['SCJD', true], [A.slice(0, 6), true], ['市场 管理局', true],
    ['交通', false], ['xyz', false], ['', true], ['ｓｃｊｄ', true], ['局%', false],
  ])('%j finds 市场监督管理局: %s', (typed, found) => { expect(matches('市场监督管理局', A, typed)).toBe(found); });
});

describe('the home page', () => {
  test('opens with the newest year, agencies by region, the newest version of each', async () => {
    const { status, text } = await get('/reports');
    expect(status).toBe(200);
    expect(text).toContain('2024年度已公开2份年报');
    expect(text).toContain('陕西省西安市新城区');
    expect(text).toContain(`<a href="/reports/${A}/2024">市场监督管理局</a>`);
    expect(text).toContain('更正 1');
    expect(text).not.toMatch(/<script(?! type="application\/ld)/);
  });
  test('finds by name, pinyin and region, and says so when nothing fits', async () => {
    expect((await get('/reports?q=scjd')).text).toContain('符合条件的年报1份');
    expect((await get('/reports?region=610102')).text).not.toContain('市场监督管理局</a> <a');
    expect((await get('/reports?q=nothing')).text).toContain('没有符合条件的年报');
    expect((await get('/reports?year=1999')).status).toBe(200);
    expect((await get('/reports?page=-3&region=x&year=abc')).status).toBe(200);
  });
  test('escapes what agencies are called and what is typed', async () => {
    const { text } = await get('/reports?q=%22%3E%3Cimg%20src%3Dx%3E');
    expect(text).not.toContain('<img');
    expect((await get('/reports')).text).not.toContain('<script>alert');
  });
  test('is not sent again to who has it', async () => {
    const first = await get('/reports');
    const etag = first.headers.get('etag')!;
    expect(first.headers.get('cache-control')).toContain('max-age');
    const again = await get('/reports', { 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
    expect((await get('/reports?year=2023', { 'if-none-match': etag })).status).toBe(200);
  });
  test('changes with a publication', async () => {
    const other = await serving();
    try {
      const its = createApp(other.context);
      const read = async (): Promise<string> => (await its.request('http://localhost/reports', { headers: { host: 'localhost' } })).text();
      expect(await read()).toContain('还没有公开的年报');
      await other.context.store.publications.add(publication(A, 2022, 1, '甲局', '2023-01-30'));
      expect(await read()).toContain('甲局');
    } finally { await other.end(); }
  });
});

describe('an agency', () => {
  test('has all its years and versions, with the reason of a correction', async () => {
    const { text } = await get(`/reports/${A}`);
    expect(text).toContain(`/reports/${A}/2024/v1`);
    expect(text).toContain('罚没金额的单位填错 &lt;b&gt;');
    expect(text).toContain('2023年度');
    expect(text.match(/application\/ld\+json/)).not.toBeNull();
  });
  test('without publications is not found', async () => { expect((await get('/reports/911')).status).toBe(404); });
});

describe('what machines read', () => {
  test('Atom and RSS hold publications and corrections, newest first, at addresses that never change', async () => {
    const { text, headers } = await get('/reports/feed.atom');
    expect(headers.get('content-type')).toContain('application/atom+xml');
    expect(text.indexOf('［更正］')).toBeLessThan(text.indexOf('2025-01-30'));
    expect(text).toContain(`http://localhost/reports/${A}/2024/v2`);
    expect(text).not.toContain('<script>alert');
    expect((await get('/reports/feed.rss')).text).toContain('<rss version="2.0"');
  });
  test('the sitemap names every report and agency once', async () => {
    const { text } = await get('/sitemap.xml');
    expect([...text.matchAll(/<loc>/g)]).toHaveLength(3 + 3 + 2);
    expect((await get('/robots.txt')).text).toContain('Sitemap: http://localhost/sitemap.xml');
  });
  test('the index is a line a version, formulas neutralised, and a DCAT catalogue', async () => {
    const { text } = await get('/reports/index.csv');
    expect(text.trimEnd().split('\r\n')).toHaveLength(5);
    const catalogue = JSON.parse((await get('/reports/index.json')).text) as { 'dcat:dataset': { 'dcat:distribution': { 'dcat:downloadURL': string }[] }[] };
    expect(catalogue['dcat:dataset']).toHaveLength(3);
    expect(catalogue['dcat:dataset'][0]!['dcat:distribution'].some((one) => one['dcat:downloadURL'] === `http://localhost/reports/${A}/2024.parquet`)).toBe(true);
  });
  test('open data says which addresses stay', async () => { expect((await get('/reports/open-data')).text).toContain('{机关代码}'); });
  test('corrections are listed with both versions', async () => { expect((await get('/reports/corrections')).text).toContain(`/reports/${A}/2024/v1`); });
});
