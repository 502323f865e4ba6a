import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { LiveEvaluation } from '../../server/api.ts';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

const indicator = 'penalties_and_licences_disclosed_on_time';

async function open(page: Page): Promise<void> {
  await page.goto(`${site.url}/indicator/${indicator}`);
  await page.waitForSelector('.cm-content .heng-keyword');
  await page.waitForFunction(() => document.querySelector('.problems h3')?.textContent?.includes('没有问题'));
}

/** Puts the caret after the first place where `text` stands. */
async function caretAfter(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.evaluate((wanted) => {
    const line = [...document.querySelectorAll('.cm-line')].find((each) => each.textContent!.includes(wanted));
    if (!line) throw new Error(`no ${wanted}`);
    let left = line.textContent!.indexOf(wanted) + wanted.length;
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (left <= node.textContent!.length) { document.getSelection()!.collapse(node, left); return; }
      left -= node.textContent!.length;
    }
  }, text);
}

describe('the editor of an indicator', () => {
  test('shows a diagnostic at its place as one types, in words, and it goes when the text is mended', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    await caretAfter(page, 'with disclosed_on');
    await page.keyboard.type('x');
    await page.waitForSelector('.problems li.error');
    expect(await page.locator('.problems li.error .message').first().textContent()).toContain('disclosed_onx');
    expect(await page.locator('.cm-lintRange-error').first().textContent()).toContain('disclosed_onx');
    await page.keyboard.press('Backspace');
    await page.waitForFunction(() => document.querySelectorAll('.problems li').length === 0);
    expect(faults).toEqual([]);
    await close();
  });

  test('a quick fix from a diagnostic mends the text', async () => {
    const { page, close } = await openPage(browser);
    await open(page);
    await caretAfter(page, 'with disclosed_on');
    await page.keyboard.type('x');
    const fix = page.locator('.problems li.error button.fix').first();
    await fix.click();
    await page.waitForFunction(() => document.querySelectorAll('.problems li').length === 0);
    expect(await page.locator('.cm-content').innerText()).not.toContain('disclosed_onx');
    await close();
  });

  test('computes the changed text for every agency while typing, marks what changed, and goes back to the published text', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    const published = await page.locator('.values tbody tr td:nth-child(2)').allTextContents();
    await caretAfter(page, 'else 7');
    await page.keyboard.press('Backspace');
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/evaluate') && response.ok());
    await page.keyboard.type('2');
    const live = await (await answer).json() as LiveEvaluation;
    await page.waitForSelector('.values tr.changed');
    const counts = await page.locator('.values tbody tr').evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')][2]!.textContent!.replaceAll(/[\s,]/g, '')));
    expect(counts).toEqual(live.values.map((row) => (row.numerator === null || row.denominator === null ? '' : `${row.numerator}/${row.denominator}`)));
    await page.getByText('恢复已发布的定义').click();
    await page.waitForFunction(() => document.querySelectorAll('.values tr.changed').length === 0);
    expect(await page.locator('.values tbody tr td:nth-child(2)').allTextContents()).toEqual(published);
    expect(faults).toEqual([]);
    await close();
  });

  test('completes names of fields', async () => {
    const { page, close } = await openPage(browser);
    await open(page);
    await caretAfter(page, 'with ');
    await page.keyboard.type('decided');
    await page.waitForSelector('.cm-tooltip-autocomplete li');
    expect((await page.locator('.cm-tooltip-autocomplete li').allTextContents()).join(' ')).toContain('decided_on');
    await close();
  });

  test('draws the values as a chart under the page policy, with its table', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    await page.getByRole('button', { name: '图', exact: true }).click();
    await page.waitForSelector('.chart svg');
    expect(await page.locator('.chart svg text').count()).toBeGreaterThan(10);
    expect(faults).toEqual([]);
    await close();
  });

  test('has no accessibility findings', async () => {
    for (const path of [`/indicator/${indicator}`, '/indicators']) {
      const { page, close } = await openPage(browser, { theme: path === '/indicators' ? 'dark' : 'light' });
      await page.goto(site.url + path);
      await page.waitForSelector('main table tbody tr');
      if (path !== '/indicators') await page.waitForSelector('.cm-content .heng-keyword');
      expect(await accessibilityFaults(page)).toEqual([]);
      await close();
    }
  });
});
