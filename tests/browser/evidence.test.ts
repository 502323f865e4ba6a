import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { EvidenceList, HandPointsPage } from '../../server/api.ts';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); }, 300_000);
afterAll(async () => { await browser?.close(); await site?.close(); });
const list = async (query: string): Promise<EvidenceList> => await (await fetch(`${site.url}/api/evidence?year=2025&${query}`)).json() as EvidenceList;

describe('evidence', () => {
  test('is attached by the agency, returned with a remark and confirmed by the bureau, on one page', async () => {
    const { page, faults, close } = await openPage(browser);
    const [first] = (await list('state=open&limit=1')).items;
    expect(first, 'the demonstration has rows that are not confirmed').toBeDefined();
    await page.goto(`${site.url}/evidence?year=2025&agency=${first!.agency}`);
    const line = page.locator('tbody tr', { hasText: first!.label }).filter({ hasText: first!.on ?? '' }).first();
    await line.locator('input[type=file]').setInputFiles({ name: '说明.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') });
    await page.waitForFunction(() => document.querySelector('tbody ul a')?.textContent === '说明.pdf');
    const now = (await list(`agency=${first!.agency}&state=offered`)).items[0]!;
    expect(now).toMatchObject({ item: first!.item, attachments: [{ name: '说明.pdf' }] });
    const offered = page.locator('tbody tr', { hasText: '说明.pdf' });
    await offered.getByRole('button', { name: /^退回/ }).click();
    await page.locator('dialog[open] textarea').fill('缺盖章');
    await page.locator('dialog[open] button.main').click();
    await page.locator('dialog[open]').waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.body.textContent!.includes('缺盖章'));
    await offered.getByRole('button', { name: /^核实/ }).click();
    await expect.poll(async () => (await list(`agency=${first!.agency}&state=confirmed&limit=500`)).items.some((one) => one.item === first!.item)).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  test('of another kind is refused in words', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/evidence?year=2025&state=open`);
    await page.locator('tbody input[type=file]').first().setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html>') });
    expect(await page.locator('[role=alert]').textContent()).toContain('的内容不是可以收的类型');
    await close();
  });

  test('points by hand are given with a reason, shown with who gave them, and kept when changed', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/evidence/points?year=2025`);
    for (const points of ['1.5', '2']) {
      await page.locator('tbody tr').first().locator('button').click();
      await page.locator('dialog[open] input').fill(points);
      await page.locator('dialog[open] textarea').fill(`推广${points}`);
      await page.locator('dialog[open] button.main').click();
      await page.waitForFunction((wanted) => document.querySelector('tbody tr td strong')?.textContent === wanted, points);
    }
    const given = await (await fetch(`${site.url}/api/hand-points?year=2025`)).json() as HandPointsPage;
    expect(given.given).toMatchObject([{ points: '2', reason: '推广2', earlier: [{ points: '1.5' }] }]);
    expect(await page.locator('tbody tr').first().textContent()).toContain('先前 1 次');
    expect(faults).toEqual([]);
    await close();
  });

  test('has no accessibility findings, in either language and any display, wide or narrow', async () => {
    for (const options of [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark' }, { language: 'zh', theme: 'contrast', width: 390 }] as const) {
      for (const path of ['/evidence?year=2025', '/evidence/points?year=2025']) {
        const { page, close } = await openPage(browser, options);
        await page.goto(site.url + path);
        await page.waitForSelector('main table tbody tr');
        expect(await accessibilityFaults(page), `${path} ${JSON.stringify(options)}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${path}: nothing sticks out sideways`).toBeLessThanOrEqual(0);
        await close();
      }
    }
  });
});
