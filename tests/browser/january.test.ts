/**
 * January in the demonstration city, by four people of their own browsers: a clerk fills in the year's forms and has them
 * checked, an approver signs, the bureau accepts, the public reads and downloads, and a mistake is corrected in the open.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import ExcelJS from 'exceljs';
import type { Browser, Page } from 'playwright-core';
import { accessibilityFaults, openBrowser, openPage, startSite, type Opened, type Site } from './browser.ts';

const year = 2026;
let browser: Browser;
let site: Site;
let clerk: Opened, approver: Opened, officer: Opened, anyone: Opened;
let agency: string;
let name: string;

/** A person signs in by the sample account of their role, on the page that offers it. */
async function signedIn(role: RegExp): Promise<Opened> {
  const opened = await openPage(browser, { cookie: null });
  await opened.page.goto(site.url);
  await opened.page.getByRole('button', { name: role }).click();
  await opened.page.waitForSelector('nav a[href^="/desk"], nav a[href^="/filing"]');
  return opened;
}

beforeAll(async () => {
  [browser, site] = await Promise.all([openBrowser(), startSite({ today: '2027-01-08' })]);
  [clerk, approver, officer, anyone] = [await signedIn(/经办人.*市场监督管理局/), await signedIn(/审核人.*市场监督管理局/), await signedIn(/司法局工作人员/), await openPage(browser, { cookie: null })];
}, 240_000);
afterAll(async () => { await browser?.close(); await site?.close(); });

const desk = (): string => `${site.url}/desk/${agency}/${year}`;
const sees = (page: Page, text: string): Promise<unknown> => page.waitForFunction((wanted) => document.body.innerText.includes(wanted), text);

/** What someone without an account gets from a public address. */
const publicly = async (path: string): Promise<{ status: number; bytes: Buffer }> => {
  const answer = await anyone.page.request.get(site.url + path);
  return { status: answer.status(), bytes: await answer.body() };
};

/** Does what the desk offers under this verb, with a remark. */
async function act(page: Page, verb: string, remark = ''): Promise<void> {
  await page.goto(desk());
  await page.locator('.acts button', { hasText: new RegExp(`^${verb}$`) }).click();
  if (remark) await page.locator('dialog textarea').fill(remark);
  await page.locator('dialog button[type=submit]').click();
  await page.waitForFunction(() => !document.querySelector('dialog'));
}

/** Fills a form in in the browser (what is not named is 0) and hands it in. */
async function fill(page: Page, form: string, cells: Record<string, string>): Promise<void> {
  await page.goto(`${desk()}/form/${form}`);
  await page.waitForSelector('table.book input');
  for (const [cell, text] of Object.entries(cells)) { await page.locator(`input[name="${cell}"]`).fill(text); await page.locator(`input[name="${cell}"]`).press('Enter'); }
  if (await page.locator('.fill button', { hasText: '填 0' }).count()) await page.locator('.fill button', { hasText: '填 0' }).click();
  await page.waitForFunction(() => document.querySelector('.state')?.textContent?.startsWith('已保存'));
  await page.locator('button.main').click();
  await page.locator('dialog button.main').click();
  await page.waitForFunction(() => document.querySelector('dialog .outcome h3')?.textContent?.includes('已装入'));
}

describe('January', () => {
  test('the clerk finds the year to report, with its deadlines and everything still missing', async () => {
    const { page } = clerk;
    await page.goto(`${site.url}/desk`);
    await page.waitForURL(/\/desk\/\w{18}\/2026$/);
    agency = /\/desk\/(\w{18})\//.exec(page.url())![1]!;
    await sees(page, '2027-01-15');
    name = (await page.locator('h1').innerText()).replace(/2026年度.*$/s, '');
    expect(await page.locator('.state-absent').count()).toBeGreaterThanOrEqual(6);
    expect(await page.locator('.acts button').first().isDisabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('an empty template, filled in as a person would, goes in through the upload page', async () => {
    const { page } = clerk;
    await page.goto(desk());
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('a[download][href*="penalty_form"]').click()]);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(await download.path());
    const sheet = book.worksheets[0]!;
    const heads = new Map<string, number>();
    let row = 1;
    for (let number = 1; number <= 6; number += 1) sheet.getRow(number).eachCell((cell, column) => { heads.set(String(cell.value).trim(), column); if (String(cell.value).trim() === '罚款') row = number; });
    for (let column = 1; column <= sheet.columnCount; column += 1) if (heads.size) sheet.getRow(row + 1).getCell(column).value = 0;
    const set = (head: string, value: number | string): void => { const column = heads.get(head); if (column === undefined) throw new Error(`no ${head} among ${[...heads.keys()].join()}`); sheet.getRow(row + 1).getCell(column).value = value; };
    for (const [head, value] of [['执法主体', agency], ['警告', 31], ['罚款', 120], ['合计', 151], ['罚没金额', 88.5], ['立案数量', 160], ['结案数量', 155], ['简易程序数量', 40], ['普通程序数量', 111]] as const) if (heads.has(head) || head !== '执法主体') set(head, value);
    const file = Buffer.from(await book.xlsx.writeBuffer());
    await page.goto(`${site.url}/upload?agency=${agency}&year=${year}`);
    await page.waitForSelector('input[type=file]', { state: 'attached' });
    await page.locator('input[type=file]').setInputFiles({ name: 'penalty_form.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: file });
    await page.locator('select').last().selectOption(String(year));
    await page.locator('button.main').click();
    await page.waitForFunction(() => /已装入|没有装入/.test(document.querySelector('.outcome h3')?.textContent ?? ''));
    expect(await page.locator('.outcome h3').innerText()).toContain('已装入');
  });

  test('the other forms are filled in in the browser, and the report is checked', async () => {
    const { page } = clerk;
    await fill(page, 'licence_form', { applied: '12', accepted: '12', granted: '11', refused: '1' });
    for (const form of ['coercion_form', 'other_acts_form', 'staff_form', 'appeals_form']) await fill(page, form, form === 'staff_form' ? { bodies: '1', posts: '6', on_post: '55', certified: '52' } : {});
    await act(page, '校核', '数字已与台账核对，与上年的差别属实。');
    await sees(page, '已校核');
    // A clerk does not sign where there is an approver.
    expect(await page.locator('.acts button', { hasText: /^报送司法局$/ }).isEnabled().catch(() => false)).toBe(false);
  });

  test('the approver signs, the bureau finds it on its board and accepts, the approver publishes', async () => {
    await act(approver.page, '报送司法局');
    const { page } = officer;
    await page.goto(`${site.url}/filing`);
    await sees(page, `${year}年度行政执法统计年报报送进度`);
    await page.locator('tr', { hasText: name }).getByRole('button', { name: /^接收/ }).click();
    await page.waitForFunction((wanted) => [...document.querySelectorAll('tr')].some((line) => line.innerText.includes(wanted) && line.innerText.includes('已接收')), name);
    expect((await publicly(`/reports/${agency}/${year}`)).status).toBe(404);
    await act(approver.page, '公开');
    await sees(approver.page, '已公开');
  });

  test('anyone finds it by pinyin, reads it without scripts, and downloads every format', async () => {
    const { page } = anyone;
    await page.goto(`${site.url}/reports?q=scjdglj`);
    expect(await page.locator('h1').innerText()).toContain(String(year));
    await page.locator('main tbody th a').first().click();
    expect(await page.locator('h1').innerText()).toContain(`${year}年度行政执法统计年报`);
    expect(await page.locator('table').first().innerText()).not.toBe('');
    expect(await page.content()).toContain('88.5');
    expect(await accessibilityFaults(page)).toEqual([]);
    for (const [extension, beginning] of [['pdf', '%PDF'], ['docx', 'PK'], ['xlsx', 'PK'], ['csv', '\ufeff'], ['json', '{'], ['parquet', 'PAR1'], ['arrow', 'ARROW1']] as const) {
      const { status, bytes } = await publicly(`/reports/${agency}/${year}.${extension}`);
      expect(status, extension).toBe(200);
      expect(bytes.subarray(0, 8).toString('utf8').startsWith(beginning), extension).toBe(true);
    }
  });

  test('a mistake is corrected in the open: a new version with its reason, the old one stays readable', async () => {
    await act(clerk.page, '更正', '罚没金额漏计一起案件，由88.5万元更正为90.5万元。');
    await clerk.page.goto(`${desk()}/form/penalty_form`);
    await clerk.page.waitForSelector('table.book input');
    expect(await clerk.page.locator('input[name=amount]').inputValue()).toBe('88.5');
    await fill(clerk.page, 'penalty_form', { amount: '90.5' });
    expect((await publicly(`/reports/${agency}/${year}.csv`)).bytes.toString('utf8')).toContain('88.5');
    await act(clerk.page, '校核', '更正后已核对。');
    await act(approver.page, '报送司法局');
    await act(officer.page, '接收');
    await act(approver.page, '公开');
    const { page } = anyone;
    await page.goto(`${site.url}/reports/corrections`);
    await sees(page, '由88.5万元更正为90.5万元');
    expect((await publicly(`/reports/${agency}/${year}.csv`)).bytes.toString('utf8')).toContain('90.5');
    expect((await publicly(`/reports/${agency}/${year}/v1.csv`)).bytes.toString('utf8')).toContain('88.5');
    await page.goto(`${site.url}/reports/${agency}/${year}`);
    expect(await page.locator('body').innerText()).toContain('更正');
    for (const { faults } of [clerk, approver, officer, anyone]) expect(faults).toEqual([]);
  });
});
