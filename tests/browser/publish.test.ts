/** An analyst's first hour: break a definition, read the error, mend it, tighten it, pin it with an example, publish it, see the ranking. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, caretAfter, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
beforeAll(async () => { [browser, site] = await Promise.all([openBrowser(), startSite()]); });
afterAll(async () => { await browser?.close(); await site?.close(); });

const indicator = 'penalties_and_licences_disclosed_on_time';

async function firstRanks(page: Page): Promise<string> {
  await page.goto(`${site.url}/`);
  await page.waitForSelector('main table tbody tr');
  return (await page.locator('main table tbody').innerText()).replaceAll(/\s+/g, ' ');
}

describe('an analyst', () => {
  test('breaks, mends and tightens a definition, pins it with an example, publishes it with a reason and finds it in the ranking', async () => {
    const { page, faults, close } = await openPage(browser);
    const before = await firstRanks(page);
    await page.goto(`${site.url}/indicator/${indicator}`);
    await page.waitForSelector('.cm-content .heng-keyword');

    // Break it, read the error, mend it.
    await caretAfter(page, 'with disclosed_on');
    await page.keyboard.type('x');
    await page.waitForSelector('.problems li.error');
    expect(await page.locator('.bar .button.main').isDisabled()).toBe(true);
    await page.locator('.problems li.error button.fix').first().click();
    await page.waitForFunction(() => document.querySelectorAll('.problems li').length === 0);

    // 7 becomes 5 working days: who falls.
    await caretAfter(page, 'else 7');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('5');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.values tr.changed');

    // An example: wrong expectation is red, the right one green.
    await page.getByRole('button', { name: /^示例/ }).click();
    await page.getByRole('button', { name: '添加示例' }).click();
    const example = page.locator('.example').last();
    await example.locator('input.title').fill('第七个工作日才公示');
    const cells = example.locator('table.sheet tbody input');
    const typed = ['B1', 'penalty', '2024-01-05', '2024-01-16', ''];
    for (const [index, value] of typed.entries()) await cells.nth(index).fill(value);
    await example.locator('.expected').fill('1/1');
    await page.waitForFunction(() => document.querySelectorAll('.example.failed').length === 1 && [...document.querySelectorAll('.example')].at(-1)!.classList.contains('failed'));
    expect(await example.locator('.outcome').innerText()).toContain('0/1');
    await example.locator('.expected').fill('0/1');
    await page.waitForFunction(() => document.querySelectorAll('.example.passed').length === document.querySelectorAll('.example').length);

    // Publish: the check and its effects, a reason, a day in a year that has ended, which wants a confirmation.
    await page.locator('.bar .button.main').click();
    await page.waitForSelector('dialog textarea');
    await page.waitForSelector('dialog .effects table tbody tr');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('dialog textarea').fill('试行五个工作日');
    await page.locator('dialog input[type=date]').fill('2025-01-01');
    const refused = faults.length;
    await page.locator('dialog button[type=submit]').click();
    await page.locator('dialog input[type=checkbox]').check();
    faults.length = refused; // the refusal that asks for the confirmation is logged by the browser
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog .done');
    expect(await page.locator('dialog .done').innerText()).toContain('第 2 版');
    await page.locator('dialog a.button.main').click();
    await page.waitForSelector('main table tbody tr');
    await page.waitForFunction(() => document.querySelector('footer')!.textContent!.includes('第 2 版'));
    expect((await page.locator('main table tbody').innerText()).replaceAll(/\s+/g, ' ')).not.toBe(before);
    expect(faults).toEqual([]);
    await close();
  });

  test('compares the two versions and goes back to the earlier one by publishing it anew', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/packs/xian_2022?a=1&b=2`);
    await page.waitForSelector('.cm-mergeView .cm-changedLine, .cm-mergeView .cm-changedText');
    expect(await page.locator('.cm-merge-b .cm-changedLine').allInnerTexts()).toEqual(expect.arrayContaining([expect.stringContaining('else 5 workdays')]));
    await page.getByRole('button', { name: '恢复此版' }).click();
    await page.waitForSelector('dialog textarea');
    expect(await page.locator('dialog textarea').inputValue()).toContain('恢复第 1 版');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog .done');
    await page.locator('dialog').getByRole('button', { name: '关闭' }).click();
    // The page opens anew with the version on top.
    await page.waitForFunction(() => document.querySelector('main table tbody tr')?.textContent?.includes('第 3 版'));
    expect(await page.locator('main table tbody tr').first().innerText()).toContain('tester');
    expect(faults).toEqual([]);
    await close();
  });

  test('tries the definition on invented figures and keeps them as an example', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/indicator/${indicator}?tab=invented`);
    await page.waitForSelector('.result .state-missed, .result [class]');
    const first = await page.locator('.result').innerText();
    await page.getByRole('button', { name: '换一组' }).click();
    await page.waitForFunction((old) => (document.querySelector('.result') as HTMLElement | null)?.innerText !== old, first);
    await page.getByRole('button', { name: '存为示例' }).click();
    await page.getByRole('button', { name: /^示例/ }).click();
    await page.waitForFunction(() => document.querySelectorAll('.example.passed').length === document.querySelectorAll('.example').length && document.querySelectorAll('.example').length >= 2);
    expect(faults).toEqual([]);
    await close();
  });

  test('pastes a block from a spreadsheet into an example, and moves in it with the keyboard', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/indicator/${indicator}?tab=examples`);
    await page.waitForSelector('.example table.sheet tbody input');
    await page.evaluate(() => {
      const cell = document.querySelector<HTMLInputElement>('[data-cell="0-0-0-0"]')!;
      const data = new DataTransfer();
      data.setData('text/plain', 'P1\t行政处罚\t2024-01-05\r\nP2\t行政许可\t2024-01-08\r\n');
      cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    });
    const value = (cell: string) => page.locator(`[data-cell="${cell}"]`).inputValue();
    expect([await value('0-0-0-0'), await value('0-0-1-0'), await value('0-0-1-2')]).toEqual(['P1', 'P2', '2024-01-08']);
    await page.locator('[data-cell="0-0-0-0"]').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).dataset['cell'])).toBe('0-0-1-0');
    await close();
  });

  test('puts the value together by county: sums of numerators and denominators', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/indicator/${indicator}?by=total`);
    await page.waitForSelector('.values table tbody tr');
    const total = (await page.locator('.values table tbody tr td:nth-child(3)').innerText()).replaceAll(/[\s,]/g, '');
    await page.locator('.by select').selectOption('agency');
    await page.waitForFunction(() => document.querySelectorAll('.values table tbody tr').length > 5);
    const each = (await page.locator('.values table tbody tr td:nth-child(3)').allInnerTexts()).map((text) => text.replaceAll(/[\s,]/g, '').split('/').map(Number)).filter((pair) => pair.length === 2);
    expect(total).toBe(`${each.reduce((sum, pair) => sum + pair[0]!, 0)}/${each.reduce((sum, pair) => sum + pair[1]!, 0)}`);
    expect(faults).toEqual([]);
    await close();
  });

  test('finds pages of packs without accessibility findings, and nothing sticks out on a phone', async () => {
    for (const [path, options] of [
      ['/packs', { theme: 'light' }], ['/packs/xian_2022', { theme: 'dark' }], ['/packs/xian_2022?part=choices', { language: 'en' }], ['/packs/hanyin_2024?part=choices', {}], ['/packs/hanyin_2024?part=tasks', { theme: 'contrast' }], [`/indicator/${indicator}?by=county`, { width: 390 }],
      [`/indicator/${indicator}?tab=examples`, { language: 'en', theme: 'dark', width: 390 }], [`/indicator/${indicator}?tab=explanation`, { width: 390 }], [`/indicator/${indicator}?tab=invented`, { theme: 'contrast', width: 390 }],
      ['/packs/xian_2022?a=1&b=2', { width: 390 }],
    ] as const) {
      const { page, close } = await openPage(browser, options);
      await page.goto(site.url + path);
      await page.waitForSelector('main h1');
      await page.waitForTimeout(1500);
      expect(await accessibilityFaults(page), path).toEqual([]);
      if ('width' in options) expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
      await close();
    }
  });
});
