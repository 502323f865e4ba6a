/** A form filled in in a real browser: typed, pasted, checked beside the cell, saved as one goes, handed in. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
let agency: string;
let other: string;
beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startSite()]);
  const { rows } = (await (await fetch(`${site.url}/api/ranking?format=json`)).json()) as { rows: { agency: string }[] };
  [agency, other] = [rows[0]!.agency, rows[1]!.agency];
});
afterAll(async () => { await browser?.close(); await site?.close(); });

const open = async (page: Page, form: string, of = agency, query = ''): Promise<void> => {
  await page.goto(`${site.url}/desk/${of}/2024/form/${form}${query}`);
  await page.waitForSelector('table.book input');
};
const cell = (page: Page, name: string) => page.locator(`input[name="${name}"]`);
const told = (page: Page, name: string): Promise<string> => page.locator(`#told-${name}`).innerText();
const saved = (page: Page) => page.waitForFunction(() => document.querySelector('.state')?.textContent?.startsWith('已保存'));
/** Empties every cell. */
async function clear(page: Page): Promise<void> {
  for (const field of await page.locator('table.book input').all()) await field.fill('');
}
const paste = (page: Page, name: string, text: string): Promise<void> => page.evaluate(([into, block]) => {
  const data = new DataTransfer();
  data.setData('text/plain', block!);
  const field = document.querySelector<HTMLInputElement>(`input[name="${into}"]`)!;
  field.focus();
  field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, [name, text]);

describe('filling in a form', () => {
  test('a pasted block goes by its heads, an error stands beside the cell, is mended, and the form is handed in', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page, 'penalty_form');
    await clear(page);
    await paste(page, 'warning', '单位名称\t警告\t通报批评\t罚款\t没收违法所得\t没收非法财物\t暂扣许可证件\t降低资质等级\t吊销许可证件\t限制开展生产经营活动\t责令停产停业\t责令关闭\t限制从业\t行政拘留\t其他行政处罚\t合计（宗）\t行政拘役\n示例局\t31\t0\t1,054\t0\t0\t0\t0\t0\t0\t0\t0\t0\t/\t0\t1,084宗\t3');
    expect(await Promise.all(['warning', 'fined', 'detained', 'total'].map((name) => cell(page, name).inputValue()))).toEqual(['31', '1054', '/', '1084']);
    expect(await page.locator('.told[role=status]').innerText()).toMatch(/粘贴了 15 格，按表头对应[^]*行政拘役/);
    expect(await told(page, 'total')).toMatch(/必须改正：各项之和应等于合计（处罚种类各项之和 1,085，合计 1,084）/);
    expect(await cell(page, 'total').getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('tr.group').first().innerText()).toMatch(/各项之和 1,085，已填齐/);
    // Handing in is blocked, and says by what.
    await page.locator('button.main').click();
    expect(await page.locator('dialog').innerText()).toMatch(/有 1 处必须改正[^]*各项之和应等于合计/);
    expect(await page.locator('dialog button.main').isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('dialog button:not(.main)').click();
    // A lone = fills in what it ought to be.
    await cell(page, 'total').fill('=');
    expect(await cell(page, 'total').inputValue()).toBe('1085');
    expect(await told(page, 'total')).not.toContain('必须改正');
    for (const [name, text] of [['amount', '41000元'], ['filed', '1200'], ['closed', '1100'], ['simple', '85'], ['ordinary', '1000']] as const) { await cell(page, name).fill(text); await cell(page, name).press('Enter'); }
    expect(await cell(page, 'amount').inputValue()).toBe('4.1');
    await saved(page);
    await page.locator('.fill button', { hasText: '填 0' }).click();
    await page.locator('button.main').click();
    await page.locator('dialog button.main').click();
    await page.waitForFunction(() => document.querySelector('dialog .outcome h3')?.textContent?.includes('已装入'));
    await page.locator('dialog .buttons button').click();
    await page.waitForFunction(() => document.querySelector('.sent')?.textContent?.includes('现在的内容与报送的相同'));
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
    // What was handed in is what the next version of the report shows; what is published stays.
    expect(await (await fetch(`${site.url}/reports/${agency}/2024.json`)).text()).not.toContain('1085');
    const report = await (await fetch(`${site.url}/reports/${agency}/2024/preview.json`)).text();
    expect(report).toContain('1085');
  });

  test('goes by keys alone: enter and arrows, a selected run, copy, delete, undo and redo', async () => {
    const { page, faults, close } = await openPage(browser);
    await open(page, 'licence_form', other);
    await clear(page);
    await cell(page, 'applied').focus();
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.keyboard.type('１１件');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('/');
    await page.keyboard.press('ArrowUp');
    expect(await cell(page, 'accepted').inputValue()).toBe('11');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    expect(await page.locator('tr.selected').count()).toBe(3);
    const copied = await page.evaluate(() => {
      const data = new DataTransfer();
      document.activeElement!.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
      return data.getData('text/plain');
    });
    expect(copied).toBe('12\n11\n/');
    await page.keyboard.press('Delete');
    expect(await Promise.all(['applied', 'accepted', 'granted'].map((name) => cell(page, name).inputValue()))).toEqual(['', '', '']);
    await page.keyboard.press('Control+z');
    expect(await Promise.all(['applied', 'accepted', 'granted'].map((name) => cell(page, name).inputValue()))).toEqual(['12', '11', '/']);
    await page.keyboard.press('Control+y');
    expect(await cell(page, 'applied').inputValue()).toBe('');
    await page.keyboard.press('Control+z');
    await saved(page);
    await page.reload();
    await page.waitForSelector('table.book input');
    expect(await Promise.all(['applied', 'accepted', 'granted'].map((name) => cell(page, name).inputValue()))).toEqual(['12', '11', '/']);
    expect(faults).toEqual([]);
    await close();
  });

  test('by two people at once keeps both; a cell that both changed is asked about, and an earlier version can be taken up again', async () => {
    const one = await openPage(browser), two = await openPage(browser);
    await open(one.page, 'appeals_form', other);
    await clear(one.page);
    await cell(one.page, 'reconsidered').fill('5');
    await saved(one.page);
    await one.page.waitForTimeout(1200);
    await open(two.page, 'appeals_form', other);
    expect(await cell(two.page, 'reconsidered').inputValue()).toBe('5');
    await cell(one.page, 'reconsidered').fill('6');
    await cell(one.page, 'sued').fill('1');
    await one.page.waitForTimeout(1500);
    await saved(one.page);
    await cell(two.page, 'reconsidered').fill('9');
    await cell(two.page, 'lost').fill('0');
    await two.page.waitForSelector('.clash');
    expect(await two.page.locator('.clash').innerText()).toMatch(/被行政复议数量[^]*6[^]*9/);
    expect(await accessibilityFaults(two.page)).toEqual([]);
    await two.page.locator('.clash label', { hasText: '9' }).click();
    await two.page.locator('.clash button').click();
    await saved(two.page);
    expect(await Promise.all(['reconsidered', 'sued', 'lost'].map((name) => cell(two.page, name).inputValue()))).toEqual(['9', '1', '0']);
    await two.page.locator('.bar button', { hasText: '历次保存' }).click();
    await two.page.waitForSelector('dialog tbody tr');
    expect(await two.page.locator('dialog').innerText()).toContain('冲突时另存');
    expect(await accessibilityFaults(two.page)).toEqual([]);
    await two.page.locator('dialog tbody tr').last().locator('button').click();
    await two.page.waitForFunction(() => !document.querySelector('dialog'));
    expect(await Promise.all(['reconsidered', 'sued', 'lost'].map((name) => cell(two.page, name).inputValue()))).toEqual(['5', '', '']);
    expect([...one.faults, ...two.faults]).toEqual([]);
    await one.close();
    await two.close();
  });

  test('in a province\'s layout has its merged columns summed and its own units, on a phone, in English and dark', async () => {
    const { page, faults, close } = await openPage(browser, { width: 390, language: 'en', theme: 'dark' });
    await open(page, 'penalty_form', other, '?view=penalty_shanxi');
    await clear(page);
    await cell(page, 'gains_confiscated').fill('3');
    await cell(page, 'goods_confiscated').fill('4');
    await cell(page, 'amount').fill('1.5');
    const merged = page.locator('tr.merged', { hasText: '没收违法所得、没收非法财物' });
    expect(await merged.locator('.sum').innerText()).toBe('7');
    expect(await page.locator('tr', { has: cell(page, 'amount') }).locator('.item').innerText()).toContain('15,000');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
    await page.locator('details summary', { hasText: 'As it will be printed' }).click();
    expect(await page.locator('details table').innerText()).toContain('罚没金额(元)');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
