import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { arrowStream, ARROW_TYPE, type Column } from '../../server/encode/arrow.ts';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

interface Row { agency: string; name: string; group: string; rank: number | null; points: number | null; state: string }
async function ranking(year?: number): Promise<Row[]> {
  const address = `${site.url}/api/ranking?format=json${year ? `&year=${year}` : ''}`;
  return ((await (await fetch(address)).json()) as { rows: Row[] }).rows;
}

/** Name and points of the rows on screen, top to bottom. */
const shownRows = (page: Page) => page.locator('table.ranking tbody tr').evaluateAll((rows) => rows
  .map((row) => ({ place: Number(row.getAttribute('aria-rowindex')), rank: row.querySelector('.rank')!.textContent.trim(), name: row.querySelector('.agency a')!.textContent.trim(), points: row.querySelector('.points')!.textContent.trim() }))
  .sort((a, b) => a.place - b.place));

describe('the ranking', () => {
  test('shows the first peer group by rank with the points the server gives, the rest under tabs with their counts', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(site.url);
    await page.waitForSelector('table.ranking tbody tr');
    const rows = await ranking();
    const groups = [...new Set(rows.map((row) => row.group))];
    const tabs = await page.locator('nav.tabs a').allTextContents();
    expect(tabs.slice(0, groups.length).map((text) => text.trim())).toEqual(groups.map((group) => `${group}${rows.filter((row) => row.group === group).length}`));
    const shown = await shownRows(page);
    const first = rows.filter((row) => row.group === groups[0]);
    expect(shown.map((row) => row.name).sort()).toEqual(first.map((row) => row.name).sort());
    for (const row of shown) {
      const given = first.find((one) => one.name === row.name)!;
      expect(row.points).toBe(given.points === null ? '未报送' : given.points.toFixed(2));
    }
    const ranks = shown.map((row) => first.find((one) => one.name === row.name)!.rank ?? Infinity);
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
    expect(faults).toEqual([]);
    await close();
  });

  test('puts who reported nothing last, in a dashed frame, whatever is sorted by', async () => {
    const rows = await ranking();
    const absent = rows.find((row) => row.state === 'not_reported');
    expect(absent, 'the demonstration has an agency that reported nothing').toBeDefined();
    const { page, close } = await openPage(browser);
    for (const sort of ['', '&sort=agency', '&sort=points', '&sort=points&order=ascending']) {
      await page.goto(`${site.url}/?group=${encodeURIComponent(absent!.group)}${sort}`);
      await page.waitForSelector('table.ranking tbody tr');
      const shown = await shownRows(page);
      expect(shown.at(-1)).toMatchObject({ name: absent!.name, points: '未报送' });
    }
    expect(await page.locator('.state-absent').first().evaluate((element) => getComputedStyle(element).borderTopStyle)).toBe('dashed');
    await close();
  });

  test('sorts by a column at a click, turns at the next, keeps the order in the address, and says so to a screen reader', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(site.url);
    await page.waitForSelector('table.ranking tbody tr');
    const figures = async () => (await shownRows(page)).map((row) => Number(row.points)).filter((points) => !Number.isNaN(points));
    await page.locator('th.points button').click();
    expect(await figures()).toEqual((await figures()).sort((a, b) => b - a));
    await page.locator('th.points button').click();
    expect(await figures()).toEqual((await figures()).sort((a, b) => a - b));
    expect(await page.locator('th.points').getAttribute('aria-sort')).toBe('ascending');
    expect(page.url()).toContain('sort=points');
    await page.reload();
    await page.waitForSelector('table.ranking tbody tr');
    expect(await figures()).toEqual((await figures()).sort((a, b) => a - b));
    await close();
  });

  test('marks a rank that several agencies of a group share', async () => {
    const rows = (await Promise.all([2023, 2024, 2025].map(async (year) => (await ranking(year)).map((row) => ({ ...row, year }))))).flat();
    const tied = rows.find((row) => row.rank !== null && rows.some((one) => one !== row && one.year === row.year && one.group === row.group && one.rank === row.rank));
    expect(tied, 'the demonstration has agencies with equal points').toBeDefined();
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/?year=${tied!.year}&group=${encodeURIComponent(tied!.group)}`);
    await page.waitForSelector('table.ranking tbody tr');
    const cell = page.locator('table.ranking tbody tr', { has: page.locator(`a[title="${tied!.name}"]`) }).locator('.rank');
    expect((await cell.textContent())!.trim()).toMatch(new RegExp(`^${tied!.rank}=`));
    await close();
  });

  test('finds agencies by name and by pinyin initials, through all groups', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(site.url);
    await page.waitForSelector('table.ranking tbody tr');
    const rows = await ranking();
    const wanted = rows.find((row) => row.name.includes('市场监督管理局'))!;
    await page.locator('input[type=search]').fill('scjdgl');
    await page.waitForFunction((name) => [...document.querySelectorAll('table.ranking tbody a')].some((link) => link.getAttribute('title') === name) && document.querySelectorAll('table.ranking tbody tr').length < 12, wanted.name);
    await page.locator('input[type=search]').fill(rows.at(-1)!.name);
    await page.waitForFunction((name) => { const links = document.querySelectorAll('table.ranking tbody a'); return links.length === 1 && links[0]!.getAttribute('title') === name; }, rows.at(-1)!.name);
    await page.locator('input[type=search]').fill('无此机关');
    await page.waitForSelector('.empty button');
    expect(faults).toEqual([]);
    await close();
  });

  test('tells where the points of a row went when it is focused from the keyboard', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(site.url);
    await page.waitForSelector('table.ranking tbody tr');
    await page.locator('table.ranking tbody tr .agency a').nth(3).focus();
    const losses = page.locator('#losses');
    await losses.waitFor();
    expect(await losses.textContent()).toMatch(/失分.*−\d/);
    await page.keyboard.press('Escape');
    expect(await losses.count()).toBe(0);
    await close();
  });

  test('loads less than 150 kB for the first page, compressed', async () => {
    const { page, close } = await openPage(browser);
    const { gzipSync } = await import('node:zlib');
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => { if (/\/assets\/|\/$|before-paint/.test(new URL(response.url()).pathname)) sizes.push(response.body().then((body) => gzipSync(body).length)); });
    await page.goto(site.url);
    await page.waitForSelector('table.ranking tbody tr');
    await page.waitForTimeout(500);
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(total).toBeGreaterThan(20_000);
    expect(total).toBeLessThan(150_000);
    await close();
  });

  test('has no accessibility findings in either language or any display, wide or narrow', async () => {
    for (const options of [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark' }, { language: 'zh', theme: 'contrast', width: 390 }] as const) {
      const { page, close } = await openPage(browser, options);
      await page.goto(site.url);
      await page.waitForSelector('table.ranking tbody tr');
      expect(await accessibilityFaults(page), JSON.stringify(options)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 'nothing sticks out sideways').toBeLessThanOrEqual(0);
      await close();
    }
  });
});

/** A ranking of many agencies, in the server's own encoding. */
function manyAgencies(count: number): Uint8Array {
  const rows = Array.from({ length: count }, (_, index) => index);
  const number = (name: string, of: (row: number) => number | null): Column => ({ name, kind: 'number', values: rows.map(of) });
  const text = (name: string, kind: 'text' | 'dictionary', of: (row: number) => string): Column => ({ name, kind, values: rows.map(of) });
  const dimensions = ['行政执法公示', '法制审核', '教育培训', '涉企检查', '监督评查'].map((label) => ({ name: label, label, full: { '': '20' } }));
  return arrowStream([
    text('agency', 'text', (row) => `C${row}`), text('name', 'text', (row) => `第${row + 1}镇人民政府`), text('short_name', 'text', () => ''), text('group', 'dictionary', () => '镇街'),
    number('rank', (row) => row + 1), number('points', (row) => 100 - row / 100), text('grade', 'dictionary', () => '优秀'), text('state', 'dictionary', () => 'value'), number('change', () => null), number('previous_points', () => null),
    ...dimensions.flatMap((_, index) => [number(`dimension_${index}`, (row) => 20 - (row % 17)), number(`dimension_${index}_full`, () => 20)]), number('trend_0', (row) => 90 - row / 100), number('trend_1', (row) => 100 - row / 100),
  ], { year: '2024', asOf: '2025-01-31', scorecard: 'quality', dimensions: JSON.stringify(dimensions), trendYears: '[2023,2024]', dataVersion: '1', programVersion: '1' });
}

test('3,000 agencies scroll with few rows in the page, little work a frame, and nothing jumping', async () => {
  const { page, faults, close } = await openPage(browser);
  const body = Buffer.from(manyAgencies(3000));
  await page.route('**/api/ranking?*', (route) => route.fulfill({ body, contentType: ARROW_TYPE }));
  await page.route('**/api/ranking', (route) => route.fulfill({ body, contentType: ARROW_TYPE }));
  await page.addInitScript(() => {
    Object.assign(window, { shifted: 0 });
    new PerformanceObserver((list) => { for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) if (!entry.hadRecentInput) (window as unknown as { shifted: number }).shifted += entry.value; }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(site.url);
  await page.waitForSelector('table.ranking tbody tr');
  expect(await page.locator('table.ranking').getAttribute('aria-rowcount')).toBe('3001');
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const work = async () => (await session.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')!.value * 1000;
  const before = await work();
  const frames = 150;
  await page.evaluate((count) => new Promise<void>((resolve) => {
    let frame = 0;
    const step = () => { window.scrollBy(0, 120); frame += 1; if (frame < count) requestAnimationFrame(step); else resolve(); };
    requestAnimationFrame(step);
  }), frames);
  // 15 ms of thread time a frame were measured on a busy two-core machine without a graphics card; all rows at once take hundreds.
  expect((await work() - before) / frames).toBeLessThan(60);
  expect(await page.locator('table.ranking tbody tr').count()).toBeLessThan(80);
  await page.keyboard.press('End');
  await page.waitForFunction(() => [...document.querySelectorAll('table.ranking .agency a')].some((link) => link.textContent === '第3000镇人民政府'));
  expect(await page.evaluate(() => (window as unknown as { shifted: number }).shifted)).toBeLessThan(0.02);
  expect(faults).toEqual([]);
  await close();
});

test('an empty store says what to do first', async () => {
  const empty = await startSite({ demonstration: false });
  try {
    const { page, faults, close } = await openPage(browser);
    await page.goto(empty.url);
    await page.waitForSelector('.empty');
    expect(await page.locator('.empty').textContent()).toContain('执法主体名录');
    expect(await page.locator('.empty a').getAttribute('href')).toBe('/upload');
    expect(faults).toEqual([]);
    await close();
  } finally { await empty.close(); }
});
