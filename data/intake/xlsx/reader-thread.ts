/**
 * The thread in which a workbook is unpacked and read: nothing of a file that came from outside is parsed elsewhere. It answers
 * one request at a time (see `isolated.ts`); the caller limits its memory and ends it when it takes too long.
 */
import { readFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { openWorkbook, type SheetRow, type WorkbookSheet } from './workbook.ts';
import { ZipError } from './zip.ts';

export type ReaderRequest = { kind: 'open'; path: string; limit: number } | { kind: 'sheet'; index: number } | { kind: 'rows'; index: number; again: boolean } | { kind: 'close'; index: number };
export type ReaderAnswer =
  | { kind: 'opened'; sheets: { name: string; hidden: boolean }[]; sha256: string }
  | { kind: 'sheet'; merges: string[] } | { kind: 'rows'; rows: SheetRow[] | null } | { kind: 'closed' }
  | { kind: 'refused'; reason: ZipError['reason']; message: string; size: number } | { kind: 'failed'; message: string };

let sheets: WorkbookSheet[] = [];
const iterators = new Map<number, Generator<SheetRow[]>>();

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
  switch (request.kind) {
    case 'open': {
      const file = await readFile(request.path);
      sheets = await openWorkbook(file, request.limit);
      return { kind: 'opened', sheets: sheets.map(({ name, hidden }) => ({ name, hidden })), sha256: createHash('sha256').update(file).digest('hex') };
    }
    case 'sheet': { await sheets[request.index]!.open(); return { kind: 'sheet', merges: sheets[request.index]!.merges }; }
    case 'rows': {
      if (request.again || !iterators.has(request.index)) iterators.set(request.index, sheets[request.index]!.rows());
      const next = iterators.get(request.index)!.next();
      if (next.done) iterators.delete(request.index);
      return { kind: 'rows', rows: next.done ? null : next.value };
    }
    case 'close': { iterators.delete(request.index); sheets[request.index]!.close(); return { kind: 'closed' }; }
  }
}

parentPort?.on('message', (request: ReaderRequest) => {
  answer(request).catch((error: unknown): ReaderAnswer => (error instanceof ZipError
    ? { kind: 'refused', reason: error.reason, message: error.message, size: error.size }
    : { kind: 'failed', message: error instanceof Error ? error.message : String(error) }))
    .then(said => parentPort!.postMessage(said));
});
