/**
 * What the browser tests share: a Chromium, the real server with the demonstration city in a temporary folder, and pages
 * that remember every fault the browser reports.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type Page } from 'playwright-core';
import { compiled, shippedPacks } from '../../server/packs.ts';
import { startServer } from '../../server/main.ts';
import type { RunningServer } from '../../server/main.ts';
import { everyone } from '../signed_in.ts';

/** CHROMIUM_PATH, else an installed one. Throws one sentence that says what to install. */
export function browserPath(): string {
  const named = process.env['CHROMIUM_PATH'];
  if (named && existsSync(named)) return named;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']) {
    const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout?.trim();
    if (found) return found;
  }
  throw new Error('没有找到 Chromium：请安装（Debian：apt-get install chromium fonts-noto-cjk），或用 CHROMIUM_PATH 指明其路径。 No Chromium was found: install one (Debian: apt-get install chromium fonts-noto-cjk) or name its path in CHROMIUM_PATH.');
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath(),
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  });
}

/** `cookie`: of someone with every role, who is signed in on every page unless it is opened without. */
export interface Site { url: string; cookie: string; running: RunningServer; close(): Promise<void> }

/** Cookies by address, for pages. */
const signedIn = new Map<string, string>();

const OUTPUT = fileURLToPath(new URL('../.output', import.meta.url));

const serve = (folder: string, demonstration: boolean, today?: string) => startServer({ port: 0, folder, packs: compiled(shippedPacks()), uploadLimit: 16 * 1024 * 1024, demonstration, ...(today ? { today: () => today } : {}), say: () => {} });

/** A data folder with the demonstration loaded, made once for a run of the tests (all files have the same parent process). */
async function demonstrationFolder(): Promise<string> {
  const folder = join(OUTPUT, `browser-data-${process.ppid}`);
  if (!existsSync(join(folder, 'ready'))) {
    mkdirSync(OUTPUT, { recursive: true });
    for (const name of readdirSync(OUTPUT)) if (name.startsWith('browser-data-')) rmSync(join(OUTPUT, name), { recursive: true, force: true });
    const running = await serve(folder, true);
    await running.close();
    writeFileSync(join(folder, 'ready'), '');
  }
  return folder;
}

/** The real server on a free port, with the demonstration city (the same every time) in a folder that is removed at the end. */
export async function startSite(options: { demonstration?: boolean; /** What day it is there, yyyy-mm-dd. */ today?: string } = {}): Promise<Site> {
  const demonstration = options.demonstration ?? true;
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-browser-'));
  if (demonstration) cpSync(await demonstrationFolder(), folder, { recursive: true });
  const running = await serve(folder, demonstration, options.today);
  const cookie = await everyone(running);
  signedIn.set(running.url, cookie);
  return {
    url: running.url, cookie, running,
    async close() {
      signedIn.delete(running.url);
      await running.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface PageOptions { width?: number; height?: number; language?: 'zh' | 'en'; theme?: 'light' | 'dark' | 'contrast'; javaScript?: boolean; /** Whose session the page has: a Cookie header, or null for no one; by default that of every site of this process. */ cookie?: string | null }
export interface Opened { page: Page; /** Errors of the console, of scripts, and refused or failed requests. */ faults: string[]; close(): Promise<void> }

/** A page of its own session, without motion. */
export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: options.height ?? 900 }, reducedMotion: 'reduce', locale: options.language === 'en' ? 'en-GB' : 'zh-CN',
    javaScriptEnabled: options.javaScript ?? true, acceptDownloads: true,
  });
  await context.addInitScript(`if (!localStorage.getItem('zhiheng.theme')) localStorage.setItem('zhiheng.theme', '${options.theme ?? 'light'}'); if (!localStorage.getItem('zhiheng.language')) localStorage.setItem('zhiheng.language', '${options.language ?? 'zh'}');`);
  // Cookies do not know ports: the latest site's holds for all of this host.
  const cookie = options.cookie === undefined ? [...signedIn.values()].at(-1) : options.cookie;
  if (cookie) { const [name, ...value] = cookie.split('='); await context.addCookies([{ name: name!, value: value.join('='), domain: 'localhost', path: '/', httpOnly: true, sameSite: 'Strict' }]); }
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const faults: string[] = [];
  page.on('console', (message) => { if (message.type() === 'error') faults.push(message.text()); });
  page.on('pageerror', (error) => { faults.push(error.stack ?? error.message); });
  return { page, faults, close: () => context.close() };
}

/** What axe finds wrong, as readable lines: rule, how many places, the first of them. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map((violation) => `${violation.id}: ${violation.help} (${violation.nodes.length}) ${violation.nodes[0]?.html.slice(0, 160) ?? ''}`);
}

/** Puts the caret after the first place in the editor where `text` stands. */
export async function caretAfter(page: Page, text: string): Promise<void> {
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
