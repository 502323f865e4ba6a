import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import type { FilingBoard, FilingRollup, FilingView } from '../../server/api.ts';
import { signIn } from '../signed_in.ts';
import { accessibilityFaults, openBrowser, openPage, startSite, type Site } from './browser.ts';

let browser: Browser;
let site: Site;
/** The demonstration's careless agencies, who filed nothing for the year. */
let open: string[];
const board = async (): Promise<FilingBoard> => await (await fetch(`${site.url}/api/filing/board?year=2025`)).json() as FilingBoard;
const view = async (agency: string): Promise<FilingView> => await (await fetch(`${site.url}/api/filing/${agency}/2025`)).json() as FilingView;
async function act(agency: string, name: string, remark?: string, cookie?: string): Promise<FilingView> {
  const answer = await fetch(`${site.url}/api/filing/${agency}/2025/${name}`, { method: 'POST', headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) }, body: JSON.stringify({ expected: (await view(agency)).number, remark }) });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json() as FilingView;
}

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startSite()]);
  // Corrections of three published reports bring them back on the board.
  const published = (await board()).rows.filter((row) => row.stage === 'published').slice(0, 3).map((row) => row.agency);
  for (const agency of published) await act(agency, 'correct', '核对中发现漏计');
  // Who checked does not submit: another approver does.
  const approver = await signIn(site.running, 'second-approver', published.map((agency) => ({ role: 'approver', agency })));
  for (const agency of published.slice(0, 2)) { await act(agency, 'check', '提示已核实'); await act(agency, 'submit', undefined, approver); }
  open = published;
}, 300_000);
afterAll(async () => { await browser?.close(); await site?.close(); });

describe('the board', () => {
  test('shows every agency of the year with its stage, and filters by it', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/filing?year=2025`);
    await page.waitForSelector('table.book tbody tr');
    const { rows, counts } = await board();
    expect(await page.locator('table.book tbody tr').count()).toBe(rows.length);
    expect(await page.locator('tbody th a').allTextContents()).toEqual(rows.map((row) => row.name));
    await page.locator('nav.tabs a', { hasText: '待接收' }).click();
    expect(await page.locator('table.book tbody tr').count()).toBe(counts.submitted);
    expect(page.url()).toContain('stage=submitted');
    expect(faults).toEqual([]);
    await close();
  });

  test('accepts one at a click, returns one with a remark, and shows both at once', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/filing?year=2025&stage=submitted`);
    const line = (agency: string) => page.locator('tbody tr', { has: page.locator(`a[href="/filing/report/${agency}/2025"]`) });
    await line(open[0]!).getByRole('button', { name: /^接收/ }).click();
    await page.waitForSelector('.outcome');
    expect(await page.locator('.outcome').textContent()).toContain('接收：已办 1 个机关');
    expect((await view(open[0]!)).stage).toBe('accepted');
    await line(open[1]!).getByRole('button', { name: /^退回/ }).click();
    const dialog = page.locator('dialog[open]');
    expect(await dialog.getByRole('button', { name: '退回' }).isDisabled()).toBe(true);
    await dialog.locator('textarea').fill('请补充罚没金额');
    await dialog.getByRole('button', { name: '退回' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await view(open[1]!)).toMatchObject({ stage: 'returned' });
    await page.goto(`${site.url}/filing?year=2025&stage=returned`);
    await page.waitForSelector('tbody tr');
    expect(await page.locator('tbody tr').textContent()).toContain('请补充罚没金额');
    expect(faults).toEqual([]);
    await close();
  });

  test('reminds those chosen, with a text to copy and a page to print', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/filing?year=2025&stage=draft`);
    await page.waitForSelector('tbody tr');
    await page.locator('thead input[type=checkbox]').check();
    const wanted = (await board()).rows.filter((row) => row.stage === 'draft' && row.acts.includes('remind'));
    await page.getByRole('button', { name: `催办 ${wanted.length} 个机关` }).click();
    const text = await page.locator('dialog[open] textarea').inputValue();
    expect(text).toContain('关于催办2025年度行政执法统计年报的通知');
    for (const row of wanted) expect(text).toContain(`${row.name}：`);
    expect((await view(wanted[0]!.agency)).history.at(-1)).toMatchObject({ act: 'remind' });
    const address = await page.locator('dialog[open] a').getAttribute('href');
    await page.goto(site.url + address!);
    expect(await page.locator('article').count()).toBe(wanted.length);
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  test('tells when another act came first, and shows the newest state then', async () => {
    const { page, close } = await openPage(browser);
    await page.goto(`${site.url}/filing/report/${open[0]}/2025`);
    await page.getByRole('button', { name: '退回' }).click();
    await page.locator('dialog[open] textarea').fill('请核对');
    await act(open[0]!, 'remind');
    await page.locator('dialog[open] button.main').click();
    expect(await page.locator('dialog[open] [role=alert]').textContent()).toContain('您看到的不是最新状态');
    await page.locator('dialog[open]').getByRole('button', { name: '取消' }).click();
    await page.waitForFunction(() => document.querySelector('table tbody tr th')?.textContent?.includes('催办'));
    await close();
  });

  test('shows one report\'s way, findings and history; a returned one says so', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/filing/report/${open[1]}/2025`);
    await page.waitForSelector('table tbody tr');
    const one = await view(open[1]!);
    expect(await page.locator('table tbody tr').count()).toBe(one.history.length);
    expect(await page.locator('main').textContent()).toContain('已退回，须重新校核报送');
    expect(await page.locator('main').textContent()).toContain('正在更正（第 2 版）：核对中发现漏计');
    expect(faults).toEqual([]);
    await close();
  });

  test('sums a form as the server does, with parts and what is missing', async () => {
    const { page, faults, close } = await openPage(browser);
    await page.goto(`${site.url}/filing/rollup?year=2025&form=penalty_form`);
    await page.waitForSelector('tr.total');
    const found = await (await fetch(`${site.url}/api/filing/rollup?year=2025&form=penalty_form`)).json() as FilingRollup;
    expect(await page.locator('tr.total td.number').allTextContents()).toEqual(found.totals.map((cell) => cell.text || '–'));
    expect(await page.locator('tbody tr').count()).toBe(found.parts.length + 1);
    expect(found.missing.length).toBeGreaterThan(0);
    for (const one of found.missing) expect(await page.locator('section').last().textContent()).toContain(one.name);
    expect(faults).toEqual([]);
    await close();
  });

  test('has no accessibility findings on any of its pages, in either language and any display, wide or narrow', async () => {
    for (const options of [{ language: 'zh', theme: 'light' }, { language: 'en', theme: 'dark' }, { language: 'zh', theme: 'contrast', width: 390 }] as const) {
      for (const path of ['/filing?year=2025', `/filing/report/${open[1]}/2025`, '/filing/rollup?year=2025']) {
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
