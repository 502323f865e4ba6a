/**
 * CSV records one by one, with their place: the careful reader for heads, and for files on which the database's fast
 * reader gives up. A record's number is the row a spreadsheet shows, blank lines counted; quotes may hold line breaks.
 */
import { createReadStream } from 'node:fs';

export interface CsvRecord { row: number; cells: string[]; openQuote: boolean }

/** Records of a UTF-8 file. Blank lines give no record but count as rows. */
export async function* readRecords(path: string, delimiter: string, signal?: AbortSignal): AsyncGenerator<CsvRecord[]> {
  let row = 0, cells: string[] = [], cell = '', quoted = false, closed = false, started = false, skipFeed = false;
  const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 });
  const finish = (): CsvRecord | null => {
    row++;
    const blank = !started && cell === '' && cells.length === 0;
    const record = blank ? null : { row, cells: [...cells, cell], openQuote: false };
    cells = []; cell = ''; closed = false; started = false;
    return record;
  };
  for await (const piece of stream as AsyncIterable<string>) {
    signal?.throwIfAborted();
    const records: CsvRecord[] = [];
    let from = 0;
    for (let at = 0; at < piece.length; at++) {
      const character = piece[at]!;
      if (quoted) {
        if (character !== '"') continue;
        cell += piece.slice(from, at);
        quoted = false; closed = true; from = at + 1;
        continue;
      }
      if (character === '"') {
        if (closed) { cell += '"'; quoted = true; closed = false; from = at + 1; }
        else if (cell === '' && piece.slice(from, at) === '') { quoted = true; started = true; from = at + 1; }
        continue;
      }
      if (character === '\n' && skipFeed && from === at) { skipFeed = false; from = at + 1; continue; }
      skipFeed = false;
      if (character === delimiter || character === '\n' || character === '\r') {
        cell += piece.slice(from, at);
        from = at + 1;
        if (character === delimiter) { cells.push(cell); cell = ''; closed = false; continue; }
        const record = finish();
        if (record) records.push(record);
        skipFeed = character === '\r';
        continue;
      }
      closed = false;
    }
    cell += piece.slice(from);
    if (records.length) yield records;
  }
  if (quoted) yield [{ row: row + 1, cells: [...cells, cell], openQuote: true }];
  else {
    const record = finish();
    if (record) yield [record];
  }
}

/** The first records of a file, as they come with each delimiter that is tried. */
export async function firstRecords(path: string, delimiter: string, count: number): Promise<CsvRecord[]> {
  const found: CsvRecord[] = [];
  for await (const records of readRecords(path, delimiter)) {
    found.push(...records);
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}
