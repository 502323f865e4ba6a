/** The desk in a real browser: a form handed in, a finding followed to its cell, the report checked and submitted, returned and published. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
let agency: string;
beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startSite()]);
  const { rows } = (await (await fetch(`${site.url}/api/ranking?format=json`)).json()) as { rows: { agency: string }[] };
  agency = rows[2]!.agency;
});
afterAll(async () => { await browser?.close(); await site?.close(); });

const act = async (page: Page, name: string, remark?: string): Promise<void> => {
  await page.locator('.acts button', { hasText: new RegExp(`^${name}$`) }).click();
  if (remark !== undefined) await page.locator('dialog textarea').fill(remark);
  await page.locator('dialog button[type=submit]').click();
  await page.waitForFunction(() => !document.querySelector('dialog'));
};
const acts = (page: Page): Promise<string[]> => page.locator('.acts button').allInnerTexts();

describe('the desk', () => {
  test('opens from the list, tells what is there and missing, and leads to the form', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/desk`);
    await page.waitForSelector('main ul a');
    await page.locator('input[type=search]').fill(agency);
    await page.locator('main ul a').first().click();
    await page.waitForSelector('#data');
    expect(await page.locator('h1').innerText()).toContain('年度行政执法统计年报');
    expect(await page.locator('ol[aria-label=办理步骤] li').count()).toBe(5);
    expect(await page.locator('section[aria-labelledby=data] table').first().locator('tbody tr').count()).toBe(6);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('section[aria-labelledby=data] a', { hasText: '行政许可实施情况统计表' }).click();
    await page.waitForSelector('input[name=applied]');
    expect(faults).toEqual([]);
    await close();
  });

  test('a correction goes from its reason to publication; a finding leads to its cell, and soft ones want a word', async () => {
    const { page, faults, close } = await openPage(browser);
    const year = 2025;
    await page.goto(`${site.url}/desk/${agency}/${year}`);
    await page.waitForSelector('.acts button');
    expect(await acts(page)).toContain('更正');
    await act(page, '更正', '许可数量漏计一件');
    await page.waitForFunction(() => [...document.querySelectorAll('.acts button')].some((each) => each.textContent === '校核'));
    // A form that contradicts itself softly: more accepted than applied for.
    const address = `${site.url}/api/grid/${agency}/${year}/licence_form`;
    const { draft } = (await (await fetch(address)).json()) as { draft: { version: number } | null };
    const send = async (method: string, url: string, body: unknown) => (await fetch(url, { method, headers: { 'content-type': 'application/json', 'x-zhiheng-client': 'test' }, body: JSON.stringify(body) })).json() as Promise<{ draft: { version: number }; id: number }>;
    const saved = await send('PUT', address, { base: draft?.version ?? 0, cells: { applied: '12', accepted: '14', granted: '12', refused: '0', revoked: '0', reviewed: '0', corrected: '0' } });
    const { id } = await send('POST', `${address}/hand-in`, { version: saved.draft.version });
    for (;;) { const { finishedAt } = (await (await fetch(`${site.url}/api/uploads/${id}`)).json()) as { finishedAt: string | null }; if (finishedAt) break; }
    await page.reload();
    await page.waitForSelector('.findings li');
    const finding = page.locator('.findings li', { hasText: '受理不大于申请' });
    expect(await finding.innerText()).toContain('受理数量 14，申请数量 12');
    await finding.locator('a').click();
    await page.waitForSelector('input[name=accepted]');
    await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.name === 'accepted' || (document.activeElement as HTMLInputElement | null)?.name === 'applied');
    await page.goBack();
    await page.waitForSelector('.acts button');
    await act(page, '校核', '受理含上年申请的两件');
    await page.waitForFunction(() => [...document.querySelectorAll('.acts button')].some((each) => each.textContent === '报送司法局'));
    await act(page, '报送司法局');
    await page.waitForFunction(() => document.body.textContent!.includes('等待司法局接收'));
    expect(await accessibilityFaults(page)).toEqual([]);
    // The bureau returns it with a remark, which stands at the top of the desk.
    await act(page, '退回', '请核实受理数量');
    await page.waitForFunction(() => document.querySelector('.told.official')?.textContent?.includes('请核实受理数量'));
    await act(page, '校核', '已核实');
    await page.waitForFunction(() => [...document.querySelectorAll('.acts button')].some((each) => each.textContent === '报送司法局'));
    await act(page, '报送司法局');
    await page.waitForFunction(() => [...document.querySelectorAll('.acts button')].some((each) => each.textContent === '接收'));
    await act(page, '接收');
    await page.waitForFunction(() => [...document.querySelectorAll('.acts button')].some((each) => each.textContent === '公开'));
    await act(page, '公开');
    await page.waitForFunction(() => [...document.querySelectorAll('.links a')].some((each) => each.textContent?.includes('第 2 版')));
    expect(await page.locator('section[aria-labelledby=submit] table').innerText()).toContain('请核实受理数量');
    expect(faults).toEqual([]);
    await close();
    expect(await (await fetch(`${site.url}/reports/${agency}/${year}/v2`)).text()).toContain('许可数量漏计一件');
  });

  test('on a phone, in English and dark, nothing is cut off', async () => {
    const { page, faults, close } = await openPage(browser, { width: 390, language: 'en', theme: 'dark' });
    await page.goto(`${site.url}/desk/${agency}/2024`);
    await page.waitForSelector('#data');
    await page.waitForSelector('.now');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
