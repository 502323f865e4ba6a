/**
 * Uploads as jobs: files are received into a private folder, then read, checked and loaded one upload at a time. A job
 * tells how far it is; whatever goes wrong, nothing is loaded and the files are removed.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { markedCopy } from '../data/intake/index.ts';
import type { Progress } from '../data/intake/index.ts';
import type { UploadStatus } from './api.ts';
import type { MultipartHandlers, PartSink } from './http/multipart.ts';
import { diskFull, needRoom } from './operations/disk.ts';
import { plainLog } from './operations/log.ts';
import type { Log } from './operations/log.ts';
import { Refusal } from './words.ts';

export interface ReceivedFile { name: string; path: string }
export interface UploadOptions {
  year: number; agency: string | null;
  /** Tables of no form in an agency's own upload. */
  unknownTables?: 'refuse' | 'keep';
  /** Sign-in name of who hands in. */
  by: string;
}
export type Loader = (files: ReceivedFile[], options: UploadOptions, onProgress: (progress: Progress) => void, signal?: AbortSignal) => Promise<Pick<UploadStatus, 'loaded' | 'problems' | 'problemCount' | 'upload'>>;

/** How many jobs are remembered, and how many may wait at the same time. */
const REMEMBERED = 100;
const WAITING = 4;
/** Problems sent with a status; all of them are in problems.csv. */
const SHOWN_PROBLEMS = 500;

/** Room on the disk is asked for again after so many bytes. */
const ROOM_STEP = 8 * 1024 * 1024;

interface Job { status: UploadStatus; problems: UploadStatus['problems']; /** Null while it is received. */ options: UploadOptions | null; stop: AbortController; marked: Map<number, string> }

export class Uploads {
  readonly #folder: string;
  readonly #load: Loader;
  readonly #now: () => Date;
  readonly #told: (options: UploadOptions, status: UploadStatus) => Promise<void>;
  readonly #jobs = new Map<number, Job>();
  #next = 1;
  #queue: Promise<void> = Promise.resolve();
  #stopping = false;

  readonly #marked: string;

  /** `folder` is emptied: what lies there was left by a process that was killed; marked copies lie in a folder beside it. `told` hears of each upload before it counts as finished. */
  constructor(folder: string, load: Loader, now: () => Date = () => new Date(), told: (options: UploadOptions, status: UploadStatus) => Promise<void> = () => Promise.resolve()) {
    this.#marked = `${folder}-marked`;
    for (const one of [folder, this.#marked]) {
      mkdirSync(one, { recursive: true, mode: 0o700 });
      for (const name of readdirSync(one)) rmSync(join(one, name), { recursive: true, force: true });
    }
    this.#folder = folder;
    this.#load = load;
    this.#now = now;
    this.#told = told;
  }

  status(id: number): UploadStatus | undefined { return this.#jobs.get(id)?.status; }
  problems(id: number): UploadStatus['problems'] | undefined { return this.#jobs.get(id)?.problems; }
  /** The latest of those that `seen` lets through. */
  latest(count = 20, seen: (options: UploadOptions) => boolean = () => true): UploadStatus[] { return [...this.#jobs.values()].filter((job) => job.options !== null && seen(job.options)).slice(-count).toReversed().map((job) => job.status); }
  /** Of what years there are uploads. */
  years(): number[] { return [...this.#jobs.values()].flatMap((job) => (job.options ? [job.options.year] : [])); }
  /** What was asked of an upload; undefined where there is none, or it is still being received. */
  options(id: number): UploadOptions | undefined { return this.#jobs.get(id)?.options ?? undefined; }

  /** The file of a marked copy. */
  markedCopy(id: number, file: number): string | undefined { return this.#jobs.get(id)?.marked.get(file); }
  /** Stops an upload that waits or is being read; false where it is done already. Nothing of it is loaded. */
  cancel(id: number): boolean {
    const job = this.#jobs.get(id);
    if (!job || job.status.finishedAt !== null || job.options === null) return false;
    job.stop.abort(new Cancelled());
    return true;
  }

  /** Resolves when every accepted upload has been loaded or refused. */
  idle(): Promise<void> { return this.#queue; }
  /** Takes no more; resolves when those that were accepted are loaded or refused. */
  stop(): Promise<void> { this.#stopping = true; return this.idle(); }
  log: Log = plainLog;
  /** Asked before files are received and while they are; throws where there is no room for so many bytes. */
  room = (bytes: number): Promise<void> => needRoom(this.#folder, bytes);

  /**
   * Takes the parts of one upload. `receive` is called with handlers that write files to the private folder; it must
   * resolve once all parts are in. The job then waits for its turn; its id is returned at once.
   * `expected` is the declared length: without room for it, its rows and a reserve the upload is refused unread.
   * Throws `busy` when too many uploads wait, and whatever `receive` throws; then nothing is kept.
   */
  async accept(receive: (handlers: MultipartHandlers) => Promise<void>, optionsOf: (fields: Record<string, string>) => UploadOptions | Promise<UploadOptions>, expected = 0): Promise<number> {
    if ([...this.#jobs.values()].filter((job) => job.status.finishedAt === null).length >= WAITING) {
      throw new Refusal('busy', 'uploads_waiting', '还有上传在处理,请稍候再交。', 'Other uploads are still being handled; try again in a moment.');
    }
    if (this.#stopping) throw new Refusal('unavailable', 'stopping', '服务正在停止，请稍候再交。', 'The server is stopping; try again in a moment.');
    await this.room(3 * expected);
    const id = this.#next;
    this.#next += 1;
    const job: Job = { status: { id, state: 'receiving', files: [], loaded: [], problems: [], problemCount: 0, upload: null, marked: [], startedAt: this.#now().toISOString(), finishedAt: null }, problems: [], options: null, stop: new AbortController(), marked: new Map() };
    this.#jobs.set(id, job);
    for (const [old, { status, marked }] of this.#jobs) {
      if (this.#jobs.size <= REMEMBERED) break;
      if (!status.finishedAt) continue;
      this.#jobs.delete(old);
      for (const path of marked.values()) await this.#remove(path);
    }
    const folder = await mkdtemp(join(this.#folder, 'upload-'));
    try {
      const files: ReceivedFile[] = [];
      const fields: Record<string, string> = {};
      await receive({
        file: async (_, name) => {
          const shown = safeName(name);
          const path = join(folder, String(files.length));
          files.push({ name: shown, path });
          job.status.files.push({ name: shown, ledger: null, sheet: null, rowsRead: 0, rowsTotal: null });
          return sinkTo(path, () => this.room(ROOM_STEP));
        },
        field: (name, value) => { fields[name] = value; },
      });
      if (files.length === 0) throw new Refusal('usage', 'no_files', '没有收到文件:请选择 CSV 或 XLSX 文件。', 'No file arrived: choose CSV or XLSX files.');
      const options = await optionsOf(fields);
      job.options = options;
      this.#queue = this.#queue.then(() => this.#run(job, folder, files, options));
      return id;
    } catch (error) {
      this.#jobs.delete(id);
      await this.#remove(folder);
      if ((error as NodeJS.ErrnoException).code === 'ENOSPC') throw diskFull();
      throw error;
    }
  }

  /** Removes a folder of received files; a failure is logged, the next start removes what is left. */
  async #remove(folder: string): Promise<void> {
    await rm(folder, { recursive: true, force: true }).catch((error: unknown) => { this.log.fault('upload_files', error); });
  }

  async #run(job: Job, folder: string, files: ReceivedFile[], options: UploadOptions): Promise<void> {
    job.status.state = 'reading';
    try {
      job.stop.signal.throwIfAborted();
      const { loaded, problems, problemCount, upload } = await this.#load(files, options, (progress) => applyProgress(job.status, files, progress), job.stop.signal);
      job.status.upload = upload;
      job.problems = problems;
      job.status.problemCount = problemCount;
      const refused = problems.some((problem) => problem.severity === 'error');
      job.status.loaded = refused ? [] : loaded;
      job.status.state = refused ? 'refused' : 'loaded';
    } catch (error) {
      const cancelled = error instanceof Cancelled;
      if (!(error instanceof Refusal) && !cancelled) this.log.fault('upload', error);
      const message = cancelled ? { zh: '已取消,没有装入任何数据。', en: 'Cancelled: nothing was loaded.' } : error instanceof Refusal ? { zh: error.zh, en: error.en } : { zh: '服务器内部出错,没有装入任何数据;详情已记入日志。', en: 'Something went wrong inside the server and nothing was loaded; the log has the details.' };
      job.problems = [{ file: files[0]?.name ?? '', sheet: null, cell: null, row: null, column: null, code: cancelled ? 'cancelled' : error instanceof Refusal ? error.code : 'fault', severity: 'error', message }];
      job.status.problemCount = 1;
      job.status.state = cancelled ? 'cancelled' : 'refused';
    }
    // Errors first: what stopped the upload must be among those shown.
    const ordered = [...job.problems.filter((problem) => problem.severity === 'error'), ...job.problems.filter((problem) => problem.severity !== 'error')];
    job.problems = ordered;
    job.status.problems = ordered.slice(0, SHOWN_PROBLEMS);
    await this.#mark(job, files);
    await this.#remove(folder);
    await this.#told(options, job.status).catch((error: unknown) => { this.log.fault('upload_audit', error); });
    job.status.finishedAt = this.#now().toISOString();
  }

  /** Copies of the files with the cells marked, where that can be done; the list is there in any case. */
  async #mark(job: Job, files: ReceivedFile[]): Promise<void> {
    for (const [index, file] of files.entries()) {
      const path = join(this.#marked, `${job.status.id}-${index}.xlsx`);
      const made = await markedCopy(file, job.problems, path).catch(() => false);
      if (!made) continue;
      job.marked.set(index, path);
      job.status.marked.push({ file: file.name, number: index });
    }
  }
}

/** Someone stopped the upload. */
class Cancelled extends Error { constructor() { super('cancelled'); this.name = 'Cancelled'; } }

/** What intake has found so far: a line a sheet, and those files it has not come to yet. */
function applyProgress(status: UploadStatus, files: ReceivedFile[], progress: Progress): void {
  status.state = progress.phase;
  const waiting = files.filter((file) => !progress.files.some((one) => one.name === file.name)).map(({ name }) => ({ name, ledger: null, sheet: null, rowsRead: 0, rowsTotal: null }));
  status.files = [...progress.files.map((file) => ({ ...file, rowsTotal: progress.phase === 'reading' ? null : file.rowsRead })), ...waiting];
}

/** The last part of a name, without control characters: shown and matched with ledgers, never used as a path. */
export function safeName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- names come from outside
  const last = name.split(/[/\\]/).at(-1)!.replaceAll(/[\u0000-\u001f\u007f]/g, '').trim();
  return last.slice(0, 200) || 'file';
}

async function sinkTo(path: string, room: () => Promise<void>): Promise<PartSink> {
  const handle = await open(path, 'wx', 0o600);
  let since = 0;
  return {
    write: async (chunk) => {
      since += chunk.length;
      if (since >= ROOM_STEP) { since = 0; await room(); }
      await handle.writeFile(chunk);
    },
    close: () => handle.close(),
  };
}
