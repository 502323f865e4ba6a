import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import type { LiveEvaluation } from '../../server/api.ts';
import { accessibilityFaults, caretAfter, openBrowser, openPage, startSite, type Site } from './browser.ts';

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

/** The text of the editor, line by line. */
const textOf = (page: Page): Promise<string> => page.locator('.cm-content').evaluate((content) => [...content.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'));

describe('the language service in the editor', () => {
  test('tells of the word under the pointer, and at the caret by the keyboard', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    const box = await page.evaluate(() => {
      const walker = document.createTreeWalker(document.querySelector('.cm-content')!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.textContent!.trim() !== 'disclosed_on') continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        const { x, y, width, height } = range.getBoundingClientRect();
        return { x: x + width / 2, y: y + height / 2 };
      }
      throw new Error('no disclosed_on');
    });
    await page.mouse.move(box.x, box.y);
    await page.waitForSelector('.heng-told');
    expect(await page.locator('.heng-told').innerText()).toMatch(/公示日期 disclosed_on · 字段 · 行政执法决定/);
    await page.mouse.move(5, 5);
    await caretAfter(page, 'share of decis');
    await page.waitForSelector('.heng-told', { state: 'detached' });
    await page.keyboard.press('Control+i');
    await page.waitForSelector('.heng-told');
    expect(await page.locator('.heng-told').innerText()).toContain('行政执法决定 decisions · 台账');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.heng-told', { state: 'detached' });
    expect(faults).toEqual([]);
    await close();
  });

  test('goes to a declaration, lists uses, renames or says why not, all by the keyboard', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    await caretAfter(page, 'with disclosed');
    await page.keyboard.press('F12');
    await page.waitForSelector('.heng-panel[role="alert"]');
    expect(await page.locator('.heng-panel').innerText()).toMatch(/在“catalogue\/decisions.heng”第\d+行声明/);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.heng-panel', { state: 'detached' });
    await page.keyboard.press('Shift+F12');
    await page.waitForSelector('.heng-uses li');
    expect(await page.locator('.heng-uses li').count()).toBeGreaterThan(5);
    expect(await page.evaluate(() => document.activeElement?.closest('.heng-uses') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await caretAfter(page, 'with disclosed');
    await page.keyboard.press('F2');
    await page.waitForSelector('.heng-panel[role="alert"]');
    expect(await page.locator('.heng-panel').innerText()).toContain('只读');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.classList.contains('cm-content'))).toBe(true);
    // What the text itself declares is renamed wherever it is written.
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\ndefine late = disclosed_on is empty\ndefine also_late = late');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await page.waitForSelector('.heng-rename input');
    expect(await page.locator('.heng-rename input').inputValue()).toBe('late');
    await page.keyboard.type('and');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.heng-rename [role=alert]')!.textContent!.includes('关键词'));
    await page.keyboard.press('Control+a');
    await page.keyboard.type('overdue');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.heng-rename', { state: 'detached' });
    expect(await textOf(page)).toMatch(/define overdue = disclosed_on is empty\ndefine also_late = overdue$/);
    expect(faults).toEqual([]);
    await close();
  });

  test('goes to another indicator that the text names, but not away from what has been typed', async () => {
    const { page, faults, close } = await openPage(browser);
    const openReviews = async () => { await page.goto(`${site.url}/indicator/case_reviews_held`); await page.waitForSelector('.cm-content .heng-keyword'); };
    await openReviews();
    await caretAfter(page, 'complaint_ra');
    await page.keyboard.press('F12');
    await page.waitForURL(/\/indicator\/complaint_rate/);
    await page.waitForFunction(() => document.querySelector('.cm-content')?.textContent?.includes('indicator complaint_rate'));
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('.cm-content')?.textContent?.includes('indicator case_reviews_held'));
    await caretAfter(page, 'complaint_ra');
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' ');
    await page.waitForFunction(() => ![...document.querySelectorAll('button')].find((each) => each.textContent!.includes('恢复已发布的定义'))!.disabled);
    await caretAfter(page, 'complaint_ra');
    await page.keyboard.press('F12');
    await page.waitForSelector('.heng-panel[role="alert"]');
    expect(await page.locator('.heng-panel').innerText()).toContain('complaint_rate');
    expect(page.url()).toContain('case_reviews_held');
    expect(faults).toEqual([]);
    await close();
  });

  test('parts words as they are typed, and one undo puts them together again', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page);
    await caretAfter(page, 'with ');
    await page.keyboard.insertText('公示日期在决定日期起7个工作日内');
    await page.keyboard.press('Escape');
    await page.keyboard.type(' ');
    await page.waitForFunction(() => document.querySelector('.cm-content')!.textContent!.includes('公示日期 在 决定日期 起 7个工作日 内'));
    await page.keyboard.press('Control+z');
    await page.waitForFunction(() => document.querySelector('.cm-content')!.textContent!.includes('公示日期在决定日期起7个工作日内'));
    expect(faults).toEqual([]);
    await close();
  });

  test('lays the text out, folds it, finds in it, offers changes, in English too', async () => {
    const { page, faults, close } = await openPage(browser, { language: 'en' });
    await page.goto(`${site.url}/indicator/${indicator}`);
    await page.waitForSelector('.cm-content .heng-keyword');
    await caretAfter(page, 'with ');
    await page.keyboard.type('      ');
    await page.keyboard.press('Shift+Alt+F');
    await page.waitForFunction(() => !/with {3}/.test(document.querySelector('.cm-content')!.textContent!));
    const laidOut = await textOf(page);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Control+Shift+BracketLeft');
    await page.waitForSelector('.cm-foldPlaceholder');
    await page.keyboard.press('Control+Shift+BracketRight');
    await page.waitForSelector('.cm-foldPlaceholder', { state: 'detached' });
    expect(await textOf(page)).toBe(laidOut);
    await caretAfter(page, 'share of decis');
    await page.keyboard.press('Control+.');
    await page.waitForSelector('.heng-actions button');
    expect(await page.locator('.heng-actions button').allTextContents()).toEqual(expect.arrayContaining(['Write the label, 行政执法决定']));
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.cm-content')!.textContent!.includes('share of 行政执法决定'));
    await page.keyboard.press('Control+f');
    await page.waitForSelector('.cm-search input[name=search]');
    await page.waitForFunction(() => !document.querySelector('.stale'));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
