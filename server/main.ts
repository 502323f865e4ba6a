/** The server as a process: opens the data folder, fills it on the first start, listens on the loopback, ends in order. */
import { existsSync, mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { calendar as shippedCalendar } from '../data/calendar/index.ts';
import { importFiles } from '../data/intake/index.ts';
import { LAYOUT, openStore, StoreTooNew } from '../data/store/index.ts';
import type { Store } from '../data/store/index.ts';
import type { Program } from '../dsl/index.ts';
import type { WorkdayCalendar } from '../metrics/types.ts';
import { afterLoad } from './after_load.ts';
import { Accounts } from './accounts/index.ts';
import { OpenId, openIdSettings } from './accounts/openid.ts';
import { THIS_MACHINE } from './accounts/request.ts';
import type { Exposure } from './accounts/request.ts';
import { addSamples, sampleAccounts } from './accounts/samples.ts';
import { createApp } from './app.ts';
import { ServerContext } from './context.ts';
import { today } from './days.ts';
import { beginFirstLoad, endFirstLoad, firstLoadState, forgetBrokenLoad, isDemonstration, loadDemonstration, publishedCodes } from './demonstration.ts';
import { publishHistory } from './filing/history.ts';
import { checksOf } from './hand_in.ts';
import { DATABASE } from './operations/backup.ts';
import { needRoom, RESERVE } from './operations/disk.ts';
import { dailyFiles, makeLog } from './operations/log.ts';
import type { Sink } from './operations/log.ts';
import { PROGRAM } from './operations/program.ts';
import { plainLog } from './operations/log.ts';
import { dataProgram } from './packs.ts';
import type { CompiledPack } from './packs.ts';
import { Uploads } from './uploads.ts';
import { PackVersions } from './versions.ts';
import type { Loader, UploadOptions } from './uploads.ts';
import type { UploadStatus } from './api.ts';
import { messageOf, Refusal } from './words.ts';

export interface ServeOptions {
  /** 0 takes any free port. */
  port: number; folder: string; uploadLimit: number;
  packs: CompiledPack[];
  /** The packs are files named at the start, not the shipped ones. */
  given?: boolean;
  /** Load the demonstration data on the first start. */
  demonstration: boolean;
  say(zh: string, en: string): void;
  /** How it can be reached; by default from this machine only. */
  exposure?: Exposure;
  today?: () => string;
  /** Where lines of the log go; default: daily files in `logs` of the data folder. */
  log?: Sink;
  /** Free bytes where a folder lies. */
  freeBytes?: (folder: string) => Promise<number>;
}
export interface RunningServer { url: string; context: ServerContext; close(): Promise<void> }

/** How often the disk is looked at. */
const WATCH_MILLISECONDS = 30_000;
const DASHBOARD = fileURLToPath(new URL('../dashboard/dist', import.meta.url));

/** Opens the store of a data folder. A store that another process holds is a sentence, not a stack. */
export async function openData(folder: string, program: Program, calendar: WorkdayCalendar): Promise<Store> {
  const path = join(resolve(folder), DATABASE);
  try {
    return await openStore({ path, program, calendar, temporaryDirectory: join(resolve(folder), 'tmp') });
  } catch (error) {
    if (error instanceof StoreTooNew) {
      throw new Refusal('input', 'store_too_new', `“${folder}”中的数据由更新版本的执衡写成（存储结构 ${error.stored}，本程序只认识到 ${error.known}）：没有改动任何内容。请用新版本打开，或用 restore 把备份恢复到另一个文件夹。`, `The data in "${folder}" were written by a later version of Zhiheng (layout ${error.stored}; this one knows ${error.known}): nothing was changed. Open them with that version, or restore a backup into another folder.`);
    }
    if (/lock/i.test(messageOf(error))) {
      throw new Refusal('busy', 'store_in_use', `“${folder}”正被另一个执衡进程使用:请先停止它,或用 --server 把数据交给正在运行的服务。`, `"${folder}" is in use by another Zhiheng process: stop it first, or hand data to the running server with --server.`);
    }
    throw error;
  }
}

/** Hands received files to intake, and flushes the log when they are loaded. */
export function loaderFor(store: Store): Loader {
  return async (files, { year, agency, unknownTables }, onProgress, signal) => {
    const result = await importFiles(store, files, { year, kind: agency === null ? 'bulk' : 'agency', ...(agency === null ? {} : { agency }), checks: checksOf(store.program), unknownTables: unknownTables ?? 'refuse', onProgress, ...(signal ? { signal } : {}) });
    await store.checkpoint();
    // It is loaded: what is said afterwards cannot make it otherwise.
    const after = result.upload === null ? [] : await afterLoad(store, result, files).catch((error: unknown) => { plainLog.fault('after_load', error); return []; });
    return { ...result, problems: [...result.problems, ...after], problemCount: result.problemCount + after.length };
  };
}

/** Puts what became of an upload into the audit trail; `id` 0 where it had no number (the command line). */
export async function auditUpload(store: Store, { year, agency, by }: UploadOptions, status: { id: number; files: { name: string }[]; loaded: UploadStatus['loaded']; problems: UploadStatus['problems']; problemCount: number }): Promise<void> {
  await store.audit.append({
    actor: by, act: status.problems.some((problem) => problem.severity === 'error') ? 'upload.refuse' : 'upload.load', subject: String(status.id || ''), agency: agency ?? undefined, year,
    detail: { files: status.files.map((file) => file.name).slice(0, 50), loaded: status.loaded.slice(0, 200).map(({ agency: of, ledger, year: ofYear, rows }) => ({ agency: of, ledger, year: ofYear, rows })), lines: status.loaded.length, problems: status.problemCount },
  });
}

/** Starts the server; resolves when it listens. Throws a `Refusal` for a port in use or a folder another process holds. */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  const { folder, packs, say, exposure = THIS_MACHINE } = options;
  if (exposure.host !== null && exposure.publicName === null) throw new Refusal('usage', 'public_name', '监听本机以外的地址时，须用 --public-name 写明对外的域名，并由 TLS 代理转发。', 'To listen beyond this machine name the public host with --public-name, and put a TLS proxy in front.');
  mkdirSync(folder, { recursive: true });
  const database = join(resolve(folder), DATABASE);
  let state = firstLoadState(folder, database);
  if (state === 'broken_off') {
    say('上次首次装入没有完成,重新开始。', 'The first load was broken off; beginning again.');
    forgetBrokenLoad(folder, database);
    state = 'wanted';
  }
  const calendar = shippedCalendar();
  if (state === 'wanted') beginFirstLoad(folder);
  const log = makeLog(options.log ?? dailyFiles(join(resolve(folder), 'logs')));
  const store = await openData(folder, dataProgram(packs.map(({ library }) => library.program)), calendar);
  try {
    const uploads = state === 'wanted' && options.demonstration ? await loadDemonstration(store, join(resolve(folder), 'tmp'), say) : 0;
    const accounts = await Accounts.open({ rows: store.accounts, audit: store.audit });
    const settings = openIdSettings(resolve(folder));
    const receiving = new Uploads(join(resolve(folder), 'uploads'), loaderFor(store), undefined, (upload, status) => auditUpload(store, upload, status));
    receiving.log = log;
    if (options.freeBytes) { const { freeBytes } = options; receiving.room = (bytes) => needRoom(folder, bytes, freeBytes); }
    const context = new ServerContext({
      accounts, exposure, openid: settings && new OpenId(settings),
      packs: await PackVersions.open({ definitions: store.definitions, packs: packs.map(({ source }) => source), given: options.given ?? false, today: options.today ?? (() => today()), say }), store, calendar, uploads: receiving, uploadLimit: options.uploadLimit,
      folder: resolve(folder), log, ...(options.freeBytes ? { freeBytes: options.freeBytes } : {}), dashboard: existsSync(DASHBOARD) ? DASHBOARD : null, evidenceFolder: join(resolve(folder), 'evidence'), demonstration: state === 'wanted' ? options.demonstration : isDemonstration(folder), published: publishedCodes(), ...(options.today ? { today: options.today } : {}),
    });
    if (state === 'wanted') {
      if (options.demonstration) {
        say('正在生成往年的公开年报……', 'Making the publications of past years …');
        await publishHistory(context, 'demonstration', '演示数据：更正');
      }
      await store.checkpoint();
      endFirstLoad(folder, { demonstration: options.demonstration, uploads });
    }
    const app = createApp(context);
    const local = exposure.publicName === null;
    if (local && context.demonstration) await addSamples(accounts, await samplesOf(context));
    const listening = await listen(app.fetch as never, options.port, exposure.host);
    const url = `http://localhost:${listening.port}`;
    if (!accounts.hasAdministrator() && !(local && context.demonstration)) {
      const path = context.setup.open();
      say(`还没有系统管理员。请打开此地址建立第一个（只能用一次）：${exposure.publicName === null ? url : `https://${exposure.publicName}`}${path}`, `There is no administrator yet. Open this address to make the first one; it works once: ${exposure.publicName === null ? url : `https://${exposure.publicName}`}${path}`);
    }
    const watch = watchDisk(context);
    log.event('started', { program: PROGRAM, layout: LAYOUT, port: listening.port });
    return {
      url, context,
      async close() {
        // What was received whole is loaded, what is still arriving is dropped; then the log goes into the file.
        context.stopping = true;
        log.event('stopping');
        watch.end();
        const uploads = context.uploads.stop();
        await listening.close();
        await uploads;
        await context.uploads.idle();
        await context.close();
        await store.close();
        log.event('stopped');
        log.close();
      },
    };
  } catch (error) {
    await store.close();
    log.close();
    throw error;
  }
}

/** Tells when the disk runs low, and flushes the database's log when nothing writes. */
function watchDisk(context: ServerContext): { end(): void } {
  let low = false;
  const look = async (): Promise<void> => {
    const free = await context.freeBytes(context.folder!);
    if ((free < 2 * RESERVE) !== low) { low = !low; context.log.event(low ? 'disk_low' : 'disk_well', { megabytes: Math.floor(free / 1024 / 1024) }); }
    await context.store.checkpoint();
  };
  const timer = setInterval(() => { look().catch((error: unknown) => context.log.fault('watch', error)); }, WATCH_MILLISECONDS);
  timer.unref();
  return { end: () => clearInterval(timer) };
}

/** Sample accounts for the demonstration city's first two agencies. */
async function samplesOf(context: ServerContext): Promise<ReturnType<typeof sampleAccounts>> {
  if ((await context.years()).all.length === 0) return [];
  const year = await context.defaultYear();
  const regions = new Map((await context.places(year)).map((one) => [one.code, one.region]));
  const agencies = (await context.roster(year, context.asOf(year))).filter((one) => !context.published.has(one.code));
  const [first] = agencies;
  return first ? sampleAccounts(agencies.map(({ code, name, shortName }) => ({ code, name: shortName ?? name })), regions.get(first.code) ?? '') : [];
}

/** Listens on 127.0.0.1, and on ::1 where the machine has it, so that `localhost` is found under both; with `host` on that address, too. */
async function listen(fetch: Parameters<typeof createAdaptorServer>[0]['fetch'], port: number, host: string | null): Promise<{ port: number; close(): Promise<void> }> {
  const open = (hostname: string, on: number): Promise<{ port: number; close(): Promise<void> }> => new Promise((done, failed) => {
    const server = createAdaptorServer({ fetch, overrideGlobalObjects: false }) as Server;
    // A large upload over a slow disk may take minutes; an idle or trickling head may not.
    server.requestTimeout = 15 * 60_000;
    server.headersTimeout = 20_000;
    server.once('error', failed);
    server.listen(on, hostname, () => {
      const address = server.address() as AddressInfo;
      done({ port: address.port, close: () => new Promise((closed) => { server.close(() => closed()); server.closeIdleConnections(); setTimeout(() => server.closeAllConnections(), 3000).unref(); }) });
    });
  });
  const everywhere = host === '0.0.0.0' || host === '::';
  let first;
  const others: { close(): Promise<void> }[] = [];
  try {
    first = await open(everywhere ? host : '127.0.0.1', port);
    if (host !== null && !everywhere) others.push(await open(host, first.port));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new Refusal('busy', 'port_in_use', `端口 ${port} 已被占用:请停止占用它的程序,或用 --port 换一个。`, `Port ${port} is in use: stop what uses it, or choose another with --port.`);
    if (host !== null && ['EADDRNOTAVAIL', 'ENOTFOUND', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) throw new Refusal('input', 'bad_host', `本机没有地址“${host}”，请检查 --host。`, `This machine has no address "${host}"; check --host.`);
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw new Refusal('input', 'port_forbidden', `没有权限使用端口 ${port}:请用 --port 换一个大于 1023 的。`, `Port ${port} may not be used: choose one above 1023 with --port.`);
    throw error;
  }
  const second = host === '::' ? null : await open('::1', first.port).catch(() => null);
  return { port: first.port, close: async () => { await Promise.all([first, ...others, second].map((one) => one?.close())); } };
}
