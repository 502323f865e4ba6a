import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

async function anAgency(): Promise<string> {
  return ((await (await fetch(`${site.url}/api/ranking?format=json`)).json()) as { rows: { agency: string }[] }).rows[0]!.agency;
}

async function hand(page: Page, name: string, text: string): Promise<void> {
  await page.goto(`${site.url}/upload`);
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.locator('.chosen button.main').click();
  await page.waitForFunction(() => /没有装入|已装入/.test(document.querySelector('.outcome h3')?.textContent ?? ''));
}

describe('handing in', () => {
  test('lists every error of a bad file with its cell and what is wanted, offers the list as CSV, and loads nothing', async () => {
    const { page, faults, close } = await openPage(browser);
    const agency = await anAgency();
    await hand(page, 'training.csv', `agency,record_no,officer,held_on,subject,hours\n${agency},T-1,1,2024-13-05,公共法律,3\n${agency},T-2,1,2024-03-05,公共法律,三\n`);
    expect(await page.locator('.outcome h3').textContent()).toContain('没有装入');
    const rows = await page.locator('section[aria-labelledby=problems] tbody tr').evaluateAll((all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent!.trim())));
    expect(rows.filter((row) => row[3]!.includes('错误')).map((row) => row[2])).toEqual(expect.arrayContaining(['D2', 'F3']));
    for (const row of rows) expect(row[4]!.length).toBeGreaterThan(5);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('section[aria-labelledby=problems] a[href$="problems.csv"]').click()]);
    const csv = readFileSync((await download.path())!, 'utf8');
    expect(csv).toContain('D2');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  test('loads a good file, says what it superseded, and the pages show the new figures', async () => {
    const { page, faults, close } = await openPage(browser);
    const agency = await anAgency();
    const file = `agency,round_no,level,held_on\n${agency},R-1,单位自评,2024-05-06\n`;
    await hand(page, 'case_reviews.csv', file);
    expect(await page.locator('.outcome h3').textContent()).toContain('已装入');
    const loaded = page.locator('section[aria-labelledby=loaded] tbody tr').first();
    expect(await loaded.textContent()).toContain('案卷评查批次');
    await page.locator('section[aria-labelledby=loaded] a').click();
    await page.waitForSelector('table.ranking tbody tr');
    await page.goto(`${site.url}/agency/${agency}/case_review_by_october?year=2024`);
    await page.waitForSelector('dl.result');
    expect(await page.locator('dl.result dd').first().textContent()).toContain('是');
    expect(faults).toEqual([]);
    await close();
  });

  test('takes dropped files, refuses what is neither Excel nor CSV before sending, and lists the templates', async () => {
    const { page, faults, close } = await openPage(browser, { language: 'en', theme: 'dark' });
    await page.goto(`${site.url}/upload`);
    await page.waitForSelector('.drop');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['x'], 'old.xls'));
      data.items.add(new File(['agency\n'], '培训登记卡.csv'));
      document.querySelector('.drop')!.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    expect(await page.locator('.chosen tbody tr').count()).toBe(1);
    expect(await page.locator('.warn').textContent()).toContain('old.xls');
    const templates = await page.locator('aside a').count();
    expect(templates).toBeGreaterThan(25);
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('aside a', { hasText: '行政执法决定' }).click()]);
    expect(readFileSync((await download.path())!).subarray(0, 2).toString()).toBe('PK');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
