/**
 * A workbook read in a thread of its own, with a limit on memory and on the time that any step may take: a file made to
 * exhaust the reader ends the thread, not the server.
 */
import { Worker } from 'node:worker_threads';
import type { Sheet, SheetRow } from './workbook.ts';
import type { ReaderAnswer, ReaderRequest } from './reader-thread.ts';
import { ZipError } from './zip.ts';

export interface ReaderLimits { unpackedBytes: number; /** Megabytes of the thread's heap. */ readerMegabytes: number; /** Milliseconds for one step: unpacking a sheet, or reading a piece of it. */ readerMilliseconds: number }
export interface IsolatedWorkbook { sheets: Sheet[]; sha256: string; close(): Promise<void> }

/** @throws ZipError when damaged, encrypted, too large, too slow or too much for the memory it may take; what aborts the signal */
export async function openIsolated(path: string, limits: ReaderLimits, signal?: AbortSignal): Promise<IsolatedWorkbook> {
  signal?.throwIfAborted();
  const worker = new Worker(new URL('./reader-thread.ts', import.meta.url), { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: limits.readerMegabytes, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 } });
  let waiting: { done(answer: ReaderAnswer): void; failed(error: unknown): void } | null = null;
  let ended: Error | null = null;
  const end = (error: Error): void => { ended ??= error; waiting?.failed(ended); waiting = null; };
  worker.on('message', (answer: ReaderAnswer) => { const asked = waiting; waiting = null; asked?.done(answer); });
  worker.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new ZipError('memory', 'out of memory') : error));
  worker.on('exit', () => end(new ZipError('damaged', 'the reader ended')));
  const stop = (): void => { end(signal!.reason as Error); void worker.terminate(); };
  signal?.addEventListener('abort', stop, { once: true });

  const ask = async (request: ReaderRequest): Promise<ReaderAnswer> => {
    signal?.throwIfAborted();
    if (ended) throw ended;
    let timer: NodeJS.Timeout | undefined;
    try {
      const answer = await new Promise<ReaderAnswer>((done, failed) => {
        waiting = { done, failed };
        timer = setTimeout(() => { end(new ZipError('slow', 'too slow')); void worker.terminate(); }, limits.readerMilliseconds);
        worker.postMessage(request);
      });
      if (answer.kind === 'refused') throw new ZipError(answer.reason, answer.message, answer.size);
      if (answer.kind === 'failed') throw new ZipError('damaged', answer.message);
      return answer;
    } finally { clearTimeout(timer); }
  };
  const close = async (): Promise<void> => { signal?.removeEventListener('abort', stop); ended ??= new Error('closed'); await worker.terminate(); };
  try {
    const opened = await ask({ kind: 'open', path, limit: limits.unpackedBytes });
    if (opened.kind !== 'opened') throw new ZipError('damaged', 'no workbook');
    return { sha256: opened.sha256, close, sheets: opened.sheets.map((one, index) => sheetOf(one, index, ask)) };
  } catch (error) {
    await close();
    throw error;
  }
}

function sheetOf({ name, hidden }: { name: string; hidden: boolean }, index: number, ask: (request: ReaderRequest) => Promise<ReaderAnswer>): Sheet {
  let merges: string[] = [], opened = false;
  return {
    name, hidden,
    async open() {
      if (opened) return;
      const answer = await ask({ kind: 'sheet', index });
      merges = answer.kind === 'sheet' ? answer.merges : [];
      opened = true;
    },
    async close() { if (opened) { opened = false; await ask({ kind: 'close', index }); } },
    get merges() { return merges; },
    async *rows(): AsyncGenerator<SheetRow[]> {
      for (let again = true; ; again = false) {
        const answer = await ask({ kind: 'rows', index, again });
        if (answer.kind !== 'rows' || answer.rows === null) return;
        yield answer.rows;
      }
    },
  };
}
