/**
 * A copy of the file that was handed in with the cells marked that something is wrong with: a fill and a comment each, and a
 * sheet that lists them all with links. A CSV file becomes a workbook. Made in a thread with limits; where a file is too
 * large or cannot be opened there is no copy, only the list.
 */
import { stat } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Problem } from './problems.ts';

export interface MarkOrder { source: string; kind: 'csv' | 'xlsx'; destination: string; problems: Problem[] }

/** Bytes of a file that is still copied, cells that are marked, and what the thread may take. */
const FILE_BYTES = 12 << 20, MARKED = 2000, MEGABYTES = 768, MILLISECONDS = 60_000;
/** What is wrong with the file as a whole: there is nothing to mark in it. */
const UNREADABLE = new Set(['damaged', 'zip_bomb', 'old_excel', 'macros', 'too_slow', 'too_much_memory', 'not_text', 'encoding', 'wrong_extension', 'file_type', 'file_empty', 'file_too_large']);

/** Writes the marked copy to `destination`. False where there is none to be made. */
export async function markedCopy(file: { name: string; path: string }, problems: Problem[], destination: string, signal?: AbortSignal): Promise<boolean> {
  const own = problems.filter(problem => problem.file === file.name);
  if (!own.some(problem => problem.cell !== null) || own.some(problem => UNREADABLE.has(problem.code))) return false;
  if ((await stat(file.path)).size > FILE_BYTES) return false;
  const order: MarkOrder = { source: file.path, kind: /\.xlsx$/i.test(file.name) ? 'xlsx' : 'csv', destination, problems: own.toSorted((a, b) => (a.severity === b.severity ? 0 : a.severity === 'error' ? -1 : 1)).slice(0, MARKED) };
  const worker = new Worker(new URL('./marked-thread.ts', import.meta.url), { workerData: order, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, stackSizeMb: 4 } });
  try {
    return await new Promise<boolean>(done => {
      const timer = setTimeout(() => done(false), MILLISECONDS);
      const end = (made: boolean): void => { clearTimeout(timer); done(made); };
      worker.once('message', (said: unknown) => end(said === 'done'));
      worker.once('error', () => end(false));
      worker.once('exit', () => end(false));
      signal?.addEventListener('abort', () => end(false), { once: true });
    });
  } finally { await worker.terminate(); }
}
