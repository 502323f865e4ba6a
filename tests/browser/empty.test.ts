import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite({ demonstration: false })]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

test('without any data the ranking leads to the hand-in and asks for no year or day', async () => {
  const { page, faults, close } = await openPage(browser);
  await page.goto(site.url);
  await page.getByText('这一年的名录里还没有机关').waitFor();
  expect(await page.getByRole('link', { name: '去报送' }).getAttribute('href')).toBe('/upload');
  expect(await page.locator('input[type=date]').count()).toBe(0);
  expect(await page.locator('nav.segments').count()).toBe(0);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(faults).toEqual([]);
  await close();
});
