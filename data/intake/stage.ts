/**
 * Uploaded rows as text in a temporary table, one column a header, with the row each came from. CSV goes through the
 * database's own reader; where that gives up, or rows cannot be counted by it, the careful reader takes over and names
 * the rows that are wrong. Sheets are appended as they are read.
 */
import { DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../store/schema.ts';
import { trimmed } from './cells.ts';
import { firstRecords, readRecords } from './csv/records.ts';
import { headScore, mapHead } from './headers.ts';
import type { MappedColumn, Target } from './headers.ts';
import { columnIndexOf } from './problems.ts';
import type { Place, Problems } from './problems.ts';
import { cellText, Formulas } from './sheet-cells.ts';
import type { Sheet, SheetRow } from './xlsx/workbook.ts';

export interface Staged {
  file: string; sheet: string | null; target: Target; columns: MappedColumn[]; headRow: number;
  /** What reads the texts straight from the file (columns c0, c1 …), where the fast reader can. */
  direct: string | null;
  /** The temporary table of texts, once made; `rowNumber` is an SQL expression over it (alias r). */
  raw: string | null; rowNumber: string;
  /** Cells have no blanks around them, so that texts need no trimming. */
  trimmed: boolean;
  /** Makes `raw`, with the careful reader where the fast one gives up. Rows that cannot be cut into cells become problems. */
  materialise(careful: boolean): Promise<void>;
  /** Nothing of the file is needed any more. */
  release(): Promise<void>;
}
export interface StageContext {
  connection: DuckDBConnection; problems: Problems;
  /** The agency is known from the upload, its column may be absent. */
  agencyGiven: boolean; signal?: AbortSignal | undefined;
  onRows?: ((rows: number) => void) | undefined;
}

const HEAD_ROWS = 10;
let counter = 0;
export const temporaryName = (what: string): string => `_in_${++counter}_${what}`;

/** Appends rows of texts to a temporary table, column by column. */
class RawAppender {
  readonly #appender;
  readonly #rows: number[] = [];
  readonly #columns: (string | null)[][];
  count = 0;
  private constructor(appender: Awaited<ReturnType<DuckDBConnection['createAppender']>>, width: number) {
    this.#appender = appender;
    this.#columns = Array.from({ length: width }, () => []);
  }
  static async open(connection: DuckDBConnection, table: string, width: number): Promise<RawAppender> {
    const columns = Array.from({ length: width }, (_, index) => `, c${index} VARCHAR`).join('');
    await connection.run(`CREATE TEMP TABLE ${quoted(table)} (_row INTEGER${columns})`);
    return new RawAppender(await connection.createAppender(table, 'main', 'temp'), width);
  }
  add(row: number, cells: (string | null)[]): void {
    this.#rows.push(row);
    for (let index = 0; index < this.#columns.length; index++) this.#columns[index]!.push(cells[index] || null);
    this.count++;
    if (this.#rows.length === 2048) this.#flush();
  }
  #flush(): void {
    if (!this.#rows.length) return;
    const chunk = DuckDBDataChunk.create([INTEGER, ...this.#columns.map(() => VARCHAR)], this.#rows.length);
    chunk.setColumnValues(0, this.#rows);
    this.#columns.forEach((column, index) => chunk.setColumnValues(index + 1, column));
    this.#appender.appendDataChunk(chunk);
    this.#rows.length = 0;
    for (const column of this.#columns) column.length = 0;
  }
  close(): void { this.#flush(); this.#appender.flushSync(); this.#appender.closeSync(); }
}

/** The row of `rows` that looks most like the target's head; null when none has a known header. */
function findHead<T extends { cells: (string | null)[] }>(target: Target, rows: T[]): T | null {
  let best: T | null = null, bestScore = 0;
  for (const row of rows.slice(0, HEAD_ROWS)) {
    const score = headScore(target, row.cells);
    if (score > bestScore) { best = row; bestScore = score; }
  }
  return best;
}

const exampleHead = (target: Target): string => target.fields.filter(field => field.required).concat(target.fields).slice(0, 3).map(field => field.label).join('、');

/** A decoded CSV file: see `decodeCsv`. */
export interface CsvSource { path: string; careful: boolean; edgeBlanks: boolean }

/** Stages a UTF-8 CSV file. Null when its head is unusable (said in `problems`). */
export async function stageCsv(context: StageContext, target: Target, source: CsvSource, file: string, release: () => Promise<void>): Promise<Staged | null> {
  const { connection, problems } = context;
  const { path } = source;
  const place: Place = { file };
  const candidates = await Promise.all([',', ';', '\t'].map(async delimiter => {
    const records = await firstRecords(path, delimiter, HEAD_ROWS);
    const head = findHead(target, records);
    return { delimiter, head, score: head ? headScore(target, head.cells) : 0, first: records[0] };
  }));
  const { delimiter, head, first } = candidates.reduce((best, candidate) => (candidate.score > best.score ? candidate : best));
  if (!first) { problems.add('file_empty', place); return null; }
  if (!head) { problems.add('no_head', { ...place, row: 1 }, { example: exampleHead(target) }); return null; }
  const columns = mapHead(target, head.cells, head.row, place, context.agencyGiven, problems);
  const named = head.cells.map((_, index) => `'c${index}': 'VARCHAR'`).join(', ');
  const reader = `read_csv(${literal(path)}, auto_detect = false, header = true, delim = ${literal(delimiter)}, quote = '"', escape = '"', `
    + `columns = {${named}}, strict_mode = true, null_padding = false)`;
  const fast = !source.careful && head.row === 1;
  const staged: Staged = {
    file, sheet: null, target, columns, headRow: head.row, direct: fast ? reader : null, raw: null, rowNumber: 'r._row', trimmed: !source.edgeBlanks, release,
    async materialise(careful) {
      const raw = temporaryName('raw');
      staged.raw = raw;
      if (fast && !careful) {
        try {
          await connection.run(`CREATE TEMP TABLE ${quoted(raw)} AS SELECT ${columns.map(column => `c${column.index}`).join(', ') || 'c0'} FROM ${reader}`);
          staged.rowNumber = 'r.rowid + 2';
          return;
        } catch (error) {
          context.signal?.throwIfAborted();
          if (!isCsvError(error)) throw error;
          await connection.run(`DROP TABLE IF EXISTS ${quoted(raw)}`);
        }
      }
      staged.rowNumber = 'r._row';
      await readCarefully(context, place, path, delimiter, head.row, head.cells.length, raw);
    },
  };
  return staged;
}

/** The database's CSV reader met a line that is not as it should be. */
export const isCsvError = (error: unknown): boolean => /CSV Error|CSV File|sniffing/i.test(String(error));

async function readCarefully(context: StageContext, place: Place, path: string, delimiter: string, headRow: number, width: number, raw: string): Promise<void> {
  const { connection, problems, signal } = context;
  const appender = await RawAppender.open(connection, raw, width);
  try {
    for await (const records of readRecords(path, delimiter, signal)) {
      for (const { row, cells, openQuote } of records) {
        if (row <= headRow) continue;
        if (openQuote) { problems.add('open_quote', { ...place, row }); continue; }
        if (cells.every(cell => trimmed(cell) === '')) continue;
        const surplus = cells.length > width && cells.slice(width).some(cell => trimmed(cell) !== '');
        if (cells.length < width || surplus) problems.add('ragged_row', { ...place, row }, { found: cells.length, wanted: width });
        else appender.add(row, cells);
      }
      context.onRows?.(appender.count);
    }
  } finally { appender.close(); }
}

/** Stages a sheet. Null when its head is unusable (said in `problems`). */
export async function stageSheet(context: StageContext, target: Target, sheet: Sheet, file: string): Promise<Staged | null> {
  const { connection, problems, signal } = context;
  const place: Place = { file, sheet: sheet.name };
  await sheet.open();
  const rows = sheet.rows();
  const start: SheetRow[] = [];
  let more = true;
  while (more && start.length < HEAD_ROWS) {
    const next = await rows.next();
    if (next.done) more = false; else start.push(...next.value);
  }
  if (!start.length) { problems.add('no_head', { ...place, row: 1 }, { example: exampleHead(target) }); return null; }
  const texts = start.slice(0, HEAD_ROWS).map(row => ({ number: row.number, cells: row.cells.map(cell => cellText(cell, false)) }));
  const head = findHead(target, texts);
  const merges = sheet.merges.map(range => ({ range, from: rowOf(range.split(':')[0]!), to: rowOf(range.split(':')[1]!), column: columnIndexOf(range) }));
  if (target.kind === 'ledger') {
    // A title over the whole width, alone in its row, is no head; anything else merged at or above the head is.
    const filled = (row: number): number => texts.find(one => one.number === row)?.cells.filter(cell => cell !== null && trimmed(cell) !== '').length ?? 0;
    const headMerge = merges.find(merge => (head ? merge.from <= head.number && (merge.to >= head.number || filled(merge.from) > 1) : merge.from <= HEAD_ROWS));
    if (headMerge) { problems.add('merged_head', { ...place, row: headMerge.from, columnIndex: headMerge.column }, { found: headMerge.range }); return null; }
  }
  if (!head) { problems.add('no_head', { ...place, row: start[0]!.number }, { example: exampleHead(target) }); return null; }
  const columns = mapHead(target, head.cells, head.number, place, context.agencyGiven, problems);
  for (const merge of merges) if (merge.to > head.number && merge.from !== head.number) problems.add('merged_cells', { ...place, row: merge.from, columnIndex: merge.column }, { found: merge.range });

  const width = head.cells.length;
  const dates = new Set(columns.filter(column => column.field.type.kind === 'date').map(column => column.index));
  const mapped = new Map(columns.map(column => [column.index, column]));
  const raw = temporaryName('raw');
  const appender = await RawAppender.open(connection, raw, width);
  const formulas = new Formulas();
  const take = (batch: SheetRow[]): void => {
    for (const row of batch) {
      if (row.number <= head.number) continue;
      formulas.see(row, mapped);
      const cells = row.cells.map((cell, index) => {
        const column = mapped.get(index);
        if (column && cell !== null && typeof cell === 'object' && !('serial' in cell)) {
          const at: Place = { ...place, row: row.number, columnIndex: index, column: column.header };
          if ('error' in cell) problems.add('formula_error', at, { found: cell.error }); else problems.add('external' in cell ? 'external_link' : 'formula_without_value', at);
          return null;
        }
        return cellText(cell, dates.has(index));
      });
      if (cells.slice(0, width).some(cell => cell !== null && trimmed(cell) !== '')) appender.add(row.number, cells);
    }
    context.onRows?.(appender.count);
  };
  try {
    take(start);
    for await (const batch of rows) {
      signal?.throwIfAborted();
      take(batch);
      await new Promise(resolve => setImmediate(resolve));
    }
  } finally { appender.close(); await sheet.close(); }
  formulas.report(problems, place);
  return {
    file, sheet: sheet.name, target, columns, headRow: head.number, direct: null, raw, rowNumber: 'r._row', trimmed: false,
    materialise: () => Promise.resolve(), release: () => Promise.resolve(),
  };
}

const rowOf = (reference: string): number => Number(/\d+$/.exec(reference)?.[0] ?? 0);
