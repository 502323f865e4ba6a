import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { AgencyPage, ExplanationPage } from '../../server/api.ts';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

const indicator = 'penalties_and_licences_disclosed_on_time';
async function json<T>(path: string): Promise<T> { return await (await fetch(site.url + path)).json() as T; }

/** An agency of the default year that missed this target. */
async function someAgency(): Promise<string> {
  const { values } = await json<{ values: { agency: string; state: string; target_met: boolean | null; denominator: number | null }[] }>(`/api/indicators/${indicator}`);
  return values.find((row) => row.state === 'value' && row.target_met === false)!.agency;
}

describe('the way from a rank to a case', () => {
  test('is three clicks: row, indicator, records with a reason each; Back returns to the same place', async () => {
    const { page, faults, close } = await openPage(browser, { height: 500 });
    await page.goto(`${site.url}/?group=*`);
    await page.waitForSelector('table.ranking tbody tr');
    await page.evaluate(() => window.scrollTo(0, 500));
    await page.waitForTimeout(250);
    const agency = await someAgency();
    await page.locator(`table.ranking a[href^="/agency/${agency}"]`).evaluate((link: HTMLElement) => link.scrollIntoView({ block: 'center' }));
    await page.waitForTimeout(250);
    const before = await page.evaluate(() => window.scrollY);
    await page.locator(`table.ranking a[href^="/agency/${agency}"]`).click();
    await page.waitForSelector('dl.result');
    const given = await json<AgencyPage>(`/api/agencies/${agency}`);
    expect(await page.locator('h1').textContent()).toBe(given.agency.name);
    expect(await page.locator('dl.result .points dd').textContent()).toBe(given.score.points!.toFixed(2));
    expect(await page.evaluate(() => window.scrollY)).toBe(0);

    await page.locator(`section a[href^="/agency/${agency}/${indicator}"]`).last().click();
    await page.waitForSelector('table tbody tr .verdict');
    const explained = await json<ExplanationPage>(`/api/agencies/${agency}/indicators/${indicator}?offset=0&limit=50`);
    const figures = await page.locator('dl.result dd').allTextContents();
    expect(figures.map((text) => text.replaceAll(',', ''))).toEqual(expect.arrayContaining([String(explained.measure.numerator), String(explained.measure.denominator)]));
    expect(await page.locator('.formula').textContent()).toBe(explained.words.zh);
    const missed = page.locator('nav.tabs a', { hasText: '不符合' });
    expect((await missed.locator('.count').textContent())!.replaceAll(',', '')).toBe(String(explained.measure.denominator! - explained.measure.numerator!));
    await missed.click();
    await page.waitForFunction(() => [...document.querySelectorAll('tbody .verdict')].length > 0 && [...document.querySelectorAll('tbody .verdict')].every((cell) => cell.textContent!.includes('不符合')));
    expect(page.url()).toContain('verdict=missed');
    for (const reason of await page.locator('tbody td.reason').allTextContents()) expect(reason.trim()).not.toBe('');

    await page.goBack();
    await page.waitForSelector('dl.result .points');
    await page.goBack();
    await page.waitForSelector('table.ranking tbody tr');
    await page.waitForFunction((wanted) => Math.abs(window.scrollY - wanted) < 2, before);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('href') ?? '')).toContain(agency);
    expect(faults).toEqual([]);
    await close();
  });

  test('the waterfall goes from 100 to the printed result', async () => {
    const { rows } = await json<{ rows: { agency: string; points: number | null }[] }>('/api/ranking?format=json');
    const { page, faults, close } = await openPage(browser);
    for (const { agency, points } of rows.filter((row) => row.points !== null).slice(0, 6)) {
      await page.goto(`${site.url}/agency/${agency}`);
      await page.waitForSelector('dl.result');
      const lost = (await page.locator('section[aria-labelledby=where] td.lost').allTextContents()).map((text) => Number(text.replace('−', '-').replace('+', '')));
      expect(Math.abs(lost.reduce((total, change) => total + change, 100) - points!)).toBeLessThan(0.01 * (lost.length + 1));
      // every loss is an item's of a dimension, weighed as the items that apply make 100; then bonus and deductions, outside the hundred
      const { score } = await json<AgencyPage>(`/api/agencies/${agency}`);
      const counted = score.dimensions.flatMap((dimension) => dimension.items).filter((item) => item.points !== null);
      const weight = 100 / counted.reduce((sum, item) => sum + item.full, 0);
      const losses = counted.map((item) => (item.full - item.points!) * weight).filter((loss) => loss > 1e-9).sort((a, b) => b - a);
      const outside = [score.bonus, -score.deductions].filter((change) => change !== 0);
      expect(lost.length).toBe(losses.length + outside.length);
      losses.forEach((loss, index) => expect(-lost[index]!).toBeCloseTo(loss, 1));
      expect(lost.slice(losses.length)).toEqual(outside);
    }
    expect(faults).toEqual([]);
    await close();
  });

  test('a card that scores records one by one shows each with its points and what it lost', async () => {
    const { page, faults, close } = await openPage(browser);
    const agency = await someAgency(), given = await json<AgencyPage>(`/api/agencies/${agency}`);
    const list = Array.from({ length: 23 }, (_, index) => ({ key: `卷${index + 1}`, state: index === 22 ? 'pending' as const : 'value' as const, points: index === 22 ? null : 70 + index, grade: index === 22 ? null : '合格', veto: index === 0 ? '无告知' : null, losses: index === 22 ? [] : [{ item: '立案', lost: 30 - index, reason: { zh: '立案审批缺项，扣分', en: 'no approval' } }] }));
    given.score.records = { scored: 22, pending: 1, withoutPoints: 0, grades: [{ grade: '优秀', count: 0 }, { grade: '合格', count: 22 }], list };
    await page.route(`**/api/agencies/${agency}?*`, (route) => route.fulfill({ json: given }));
    await page.route(`**/api/agencies/${agency}`, (route) => route.fulfill({ json: given }));
    await page.goto(`${site.url}/agency/${agency}`);
    const section = page.locator('section', { has: page.locator('#card-records') });
    await section.waitFor();
    expect(await section.locator('.section-head').innerText()).toMatch(/已评22件，未到期1件.*合格 22/s);
    expect(await section.locator('tbody tr').count()).toBe(20);
    expect(await section.locator('tbody tr').first().innerText()).toMatch(/卷1.*70\.00.*合格.*无告知.*立案：立案审批缺项，扣分/s);
    await section.getByText('显示全部23件').click();
    expect(await section.locator('tbody tr').last().innerText()).toMatch(/卷23.*未到期/s);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(faults).toEqual([]);
    await close();
  });

  test('an agency that reported nothing says so, and what to do', async () => {
    const { rows } = await json<{ rows: { agency: string; state: string }[] }>('/api/ranking?format=json');
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/agency/${rows.find((row) => row.state === 'not_reported')!.agency}`);
    await page.waitForSelector('.absent .state-absent');
    expect(await page.locator('.absent').textContent()).toContain('零报告');
    await close();
  });

  test('an unknown agency is a sentence, not a blank page', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/agency/11610100MB0000000X`);
    await page.waitForSelector('[role=alert]');
    expect(await page.locator('[role=alert]').textContent()).toContain('11610100MB0000000X');
    await close();
  });

  test('has no accessibility findings', async () => {
    const agency = await someAgency();
    for (const path of [`/agency/${agency}`, `/agency/${agency}/${indicator}`]) {
      for (const options of [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark', width: 390 }] as const) {
        const { page, faults, close } = await openPage(browser, options);
        await page.goto(site.url + path);
        await page.waitForSelector('dl.result');
        expect(await accessibilityFaults(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
        expect(faults).toEqual([]);
        await close();
      }
    }
  });
});

describe('the annual report', () => {
  test('is listed and readable without JavaScript', async () => {
    const { page, close } = await openPage(browser, { javaScript: false });
    await page.goto(`${site.url}/reports`);
    const first = page.locator('main tbody th a').first();
    await first.click();
    expect(await page.locator('table').count()).toBeGreaterThan(2);
    expect(await page.locator('h1').textContent()).toMatch(/年/);
    await close();
  });

  test('has no accessibility findings and nothing sticks out on a phone', async () => {
    const { page, faults, close } = await openPage(browser, { width: 390 });
    await page.goto(`${site.url}/reports/${await someAgency()}/2024`);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await close();
  });
});
