/**
 * From files to staged sheets: sizes and kinds are checked before anything is read, CSV is decoded into the store's
 * temporary folder, workbooks are opened within a limit, each sheet finds its ledger or form by name.
 */
import { open, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Program } from '../../dsl/program.ts';
import type { UploadedFile } from '../store/index.ts';
import { decodeCsv, EncodingError } from './csv/decode.ts';
import { foldedName, headScore, matchTarget } from './headers.ts';
import type { Target } from './headers.ts';
import type { Place } from './problems.ts';
import { stageCsv, stageSheet } from './stage.ts';
import type { StageContext, Staged } from './stage.ts';
import { firstRecords } from './csv/records.ts';
import { gridOf, gridOfRecords, GRID_ROWS } from './tables/grid.ts';
import { Matcher } from './tables/match.ts';
import { tablesOf, type SheetTable, type SheetTables } from './tables/sheet-tables.ts';
import { openIsolated, type IsolatedWorkbook } from './xlsx/isolated.ts';
import type { Sheet } from './xlsx/workbook.ts';
import { ZipError } from './xlsx/zip.ts';

export interface InputFile { name: string; path: string }
export interface Limits {
  /** Bytes of all files of an upload together. */
  uploadBytes: number;
  /** Bytes a workbook may unpack to. */
  unpackedBytes: number;
  /** Problems that are listed; the rest is counted. */
  problems: number;
  /** Megabytes that the thread which reads a workbook may take, and milliseconds for each of its steps. */
  readerMegabytes: number; readerMilliseconds: number;
}
export const DEFAULT_LIMITS: Limits = { uploadBytes: 512 << 20, unpackedBytes: 768 << 20, problems: 10_000, readerMegabytes: 1024, readerMilliseconds: 60_000 };

export interface ReadContext extends StageContext {
  program: Program; limits: Limits; temporaryDirectory: string; kind: 'bulk' | 'agency';
  onFile(file: string, ledger: string | null, sheet: string | null, rows: number): void;
  year: number;
  /** Of the agency that uploads, where it is known. */
  region: string | null;
  unknownTables: 'refuse' | 'keep';
}
export interface ReadResult { staged: Staged[]; tables: SheetTable[]; files: UploadedFile[] }

const MEGABYTE = 1 << 20;
const IGNORED_SHEETS = new Set(['填报说明', '示例', '填写示例', '说明', '填表说明', 'instructions', 'readme', '_lists']);
const KINDS = ['.csv', '.txt', '.tsv', '.xlsx', '.xlsm'];

export async function readFiles(context: ReadContext, files: InputFile[]): Promise<ReadResult> {
  const { problems, limits } = context;
  const sizes = await Promise.all(files.map(async file => (await stat(file.path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > limits.uploadBytes) {
    problems.add('file_too_large', { file: files[sizes.indexOf(Math.max(...sizes))]!.name }, { size: Math.ceil(total / MEGABYTE), limit: Math.floor(limits.uploadBytes / MEGABYTE) });
    return { staged: [], tables: [], files: [] };
  }
  if (!files.length) problems.add('no_files', { file: '' });
  const result: ReadResult = { staged: [], tables: [], files: [] };
  for (const [index, file] of files.entries()) {
    context.signal?.throwIfAborted();
    if (sizes[index] === 0) { problems.add('file_empty', { file: file.name }); continue; }
    const kind = await kindOf(context, file);
    if (!kind) continue;
    context.onFile(file.name, null, null, 0);
    if (kind === 'csv') await readCsv(context, file, sizes[index]!, result);
    else await readWorkbook(context, file, sizes[index]!, result);
  }
  return result;
}

/** By the first bytes, not by the name; a name that says otherwise is an error that says so. */
async function kindOf({ problems }: ReadContext, file: InputFile): Promise<'csv' | 'xlsx' | null> {
  const extension = extname(file.name).toLowerCase();
  const handle = await open(file.path);
  const head = Buffer.alloc(8);
  try { await handle.read(head, 0, 8, 0); } finally { await handle.close(); }
  const zip = head.readUInt32LE(0) === 0x04034b50 || head.readUInt32LE(0) === 0x06054b50;
  const place = { file: file.name };
  if (head.readUInt32BE(0) === 0xd0cf11e0) { problems.add('old_excel', place); return null; }
  if (extension === '.xls') {
    if (zip) problems.add('wrong_extension', place, { extension, found: 'Excel(.xlsx)' }); else problems.add('old_excel', place);
    return null;
  }
  if (!KINDS.includes(extension)) { problems.add('file_type', place, { found: extension || file.name }); return null; }
  const workbook = extension === '.xlsx' || extension === '.xlsm';
  if (workbook !== zip) { problems.add('wrong_extension', place, { extension, found: zip ? 'Excel(.xlsx)' : 'CSV' }); return null; }
  return workbook ? 'xlsx' : 'csv';
}

function refuse(context: ReadContext, target: Target | null, file: string, sheet: string | null, name: string): target is null {
  if (!target) {
    context.problems.add('unknown_ledger', { file, sheet }, { found: name, example: Object.values(context.program.ledgers).slice(0, 3).map(ledger => `${ledger.label}(${ledger.name})`).join('、') });
    return true;
  }
  if (context.kind === 'agency' && target.kind === 'ledger' && !target.ledger.hasAgency) {
    context.problems.add('not_for_agency', { file, sheet }, { found: target.label });
    return true;
  }
  if (context.kind === 'agency' && target.kind === 'ledger' && target.ledger.system) {
    context.problems.add('kept_by_system', { file, sheet }, { found: target.label });
    return true;
  }
  return false;
}

async function readCsv(context: ReadContext, file: InputFile, bytes: number, result: ReadResult): Promise<void> {
  const name = basename(file.name, extname(file.name));
  const target = matchTarget(context.program, name);
  if (target && refuse(context, target, file.name, null, name)) return;
  const decoded = join(context.temporaryDirectory, `csv-${process.pid}-${result.files.length}-${Math.random().toString(36).slice(2)}.csv`);
  const release = (): Promise<void> => rm(decoded, { force: true });
  try {
    const { careful, sha256, edgeBlanks, nulLine } = await decodeCsv(file.path, decoded, context.signal);
    if (nulLine !== null) { context.problems.add('not_text', { file: file.name, row: nulLine }, { row: nulLine }); await release(); return; }
    result.files.push({ name: file.name, bytes, sha256 });
    const tables = target?.kind === 'ledger' ? null : await csvTables(context, decoded, target, file.name, name);
    if (tables) { result.tables.push(...tables); context.onFile(file.name, tables[0]?.match?.form.name ?? null, null, rowsOf(tables)); await release(); return; }
    if (refuse(context, target, file.name, null, name)) { await release(); return; }
    const staged = await stageCsv({ ...context, onRows: rows => context.onFile(file.name, target.name, null, rows) }, target, { path: decoded, careful, edgeBlanks }, file.name, release);
    if (staged) result.staged.push(staged); else await release();
  } catch (error) {
    await release();
    if (!(error instanceof EncodingError)) throw error;
    context.problems.add('encoding', { file: file.name, row: error.row }, { row: error.row });
  }
}

const rowsOf = (tables: SheetTable[]): number => tables.reduce((sum, table) => sum + table.rows.length, 0);

/** The tables of a CSV file, or null where it is one row an agency under plain heads, which the database reads by itself. */
async function csvTables(context: ReadContext, path: string, target: Target | null, file: string, name: string): Promise<SheetTable[] | null> {
  const tried = await Promise.all([',', ';', '\t'].map(delimiter => firstRecords(path, delimiter, GRID_ROWS + 1)));
  const records = tried.reduce((best, one) => (width(one) > width(best) ? one : best));
  if (target) {
    const head = records.slice(0, 10).toSorted((a, b) => headScore(target, b.cells) - headScore(target, a.cells))[0];
    const body = records.filter(record => head && record.row > head.row);
    const agency = head ? head.cells.findIndex(cell => headScore({ ...target, fields: target.fields.slice(0, 1) } as Target, [cell]) > 0) : -1;
    const plain = head !== undefined && headScore(target, head.cells) > 0 && (agency >= 0 ? body.every(record => /^[\dA-Za-z\uff10-\uff5a]{6,}$/.test((record.cells[agency] ?? '').trim()) || record.cells.every(cell => cell.trim() === '')) : context.agencyGiven && body.length <= 1 && head.row === 1);
    if (plain || !head) return null;
  }
  const grid = gridOfRecords(records);
  const found = grid && tablesOf(tableContext(context, target), grid, file, null, [name]);
  return found && (found.tables.some(table => table.match) || keeps(context, target, found)) ? found.tables : null;
}

const width = (records: { cells: string[] }[]): number => records.slice(0, 10).reduce((most, record) => Math.max(most, record.cells.length), 0);
const tableContext = (context: ReadContext, target: Target | null): Parameters<typeof tablesOf>[0] => ({ matcher: matcherOf(context.program), region: context.region, year: context.year, wanted: target?.kind === 'form' ? target.name : null });
/** Tables of no form are kept where that is asked for. */
const keeps = (context: ReadContext, target: Target | null, found: SheetTables): boolean => !target && context.unknownTables === 'keep' && context.kind === 'agency' && found.tables.length > 0;

const matchers = new WeakMap<Program, Matcher>();
function matcherOf(program: Program): Matcher {
  const known = matchers.get(program) ?? new Matcher(program);
  matchers.set(program, known);
  return known;
}

async function readWorkbook(context: ReadContext, file: InputFile, bytes: number, result: ReadResult): Promise<void> {
  const { problems, limits } = context;
  let book: IsolatedWorkbook | null = null;
  try {
    book = await openIsolated(file.path, limits, context.signal);
    const { sheets } = book;
    result.files.push({ name: file.name, bytes, sha256: book.sha256 });
    const name = basename(file.name, extname(file.name));
    const chosen = await chooseSheets(context, sheets, file.name, name);
    for (const sheet of chosen.ignored) problems.add('sheet_ignored', { file: file.name, sheet: sheet.name }, { found: sheet.name });
    if (!chosen.read.length) { refuse(context, null, file.name, null, name); return; }
    for (const { sheet, target, tables } of chosen.read) {
      if (tables) {
        result.tables.push(...tables.tables);
        for (const cell of tables.grid.unread) {
          const place: Place = { file: file.name, sheet: sheet.name, row: cell.row, columnIndex: cell.column };
          if (cell.why === 'error') problems.add('formula_error', place, { found: cell.error }); else problems.add(cell.why === 'external' ? 'external_link' : 'formula_without_value', place);
        }
        tables.grid.formulas.report(problems, { file: file.name, sheet: sheet.name });
        context.onFile(file.name, tables.tables.find(table => table.match)?.match?.form.name ?? null, sheet.name, rowsOf(tables.tables));
        continue;
      }
      if (refuse(context, target, file.name, sheet.name, sheet.name)) continue;
      const staged = await stageSheet({ ...context, onRows: rows => context.onFile(file.name, target.name, sheet.name, rows) }, target, sheet, file.name);
      if (staged) result.staged.push(staged);
    }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    const place = { file: file.name };
    if (error.reason === 'encrypted') problems.add('old_excel', place);
    else if (error.reason === 'bomb') problems.add('zip_bomb', place, { size: Math.ceil(error.size / MEGABYTE), limit: Math.floor(limits.unpackedBytes / MEGABYTE) });
    else if (error.reason === 'macros') problems.add('macros', place);
    else if (error.reason === 'memory') problems.add('too_much_memory', place, { limit: limits.readerMegabytes });
    else if (error.reason === 'slow') problems.add('too_slow', place, { limit: Math.round(limits.readerMilliseconds / 1000) });
    else problems.add('damaged', place, { detail: error.message });
  } finally { await book?.close(); }
}

interface Chosen { sheet: Sheet; target: Target | null; tables: SheetTables | null }

/**
 * What each sheet holds: a ledger it is named after, the tables whose heads are those of a form or view, or nothing known.
 * Where no sheet is known, the first that holds anything goes by the file's name.
 */
async function chooseSheets(context: ReadContext, sheets: Sheet[], file: string, fileName: string): Promise<{ read: Chosen[]; ignored: Sheet[] }> {
  const { program } = context;
  const candidates = sheets.filter(sheet => !sheet.hidden && !IGNORED_SHEETS.has(foldedName(sheet.name)));
  const byFile = matchTarget(program, fileName);
  const read: Chosen[] = [], strangers: Chosen[] = [];
  for (const sheet of candidates) {
    // One ledger a file, as its name says: a single sheet may be called anything, also by chance like another ledger.
    const target = byFile && candidates.length === 1 ? byFile : matchTarget(program, sheet.name);
    if (target?.kind === 'ledger' && isNamed(target, candidates.length === 1 ? fileName : sheet.name)) { read.push({ sheet, target, tables: null }); continue; }
    await sheet.open();
    const grid = await gridOf(sheet);
    await sheet.close();
    const tables = grid && tablesOf(tableContext(context, target), grid, file, sheet.name, [sheet.name, fileName]);
    const found = tables?.tables.some(table => table.match) ?? false;
    const heads = Math.max(0, ...(tables?.tables ?? []).map(table => table.match?.columns.filter(({ column }) => !column.text).length ?? 0));
    const asLedger = target?.kind === 'ledger' ? Math.max(0, ...(grid?.rows.slice(0, 10) ?? []).map(row => headScore(target, row.cells))) : 0;
    if (tables && found && heads > asLedger) read.push({ sheet, target, tables });
    else if (target) read.push({ sheet, target, tables: null });
    else strangers.push({ sheet, target, tables });
  }
  if (context.unknownTables === 'keep' && context.kind === 'agency') {
    const kept = strangers.filter(one => (one.tables?.tables.length ?? 0) > 0);
    read.push(...kept);
    if (read.length) return { read, ignored: strangers.filter(one => !kept.includes(one) && (one.tables === null || one.tables.grid.rows.length > 0)).map(one => one.sheet) };
  }
  const filled = strangers.filter(one => one.tables === null || one.tables.grid.rows.length > 0).map(one => one.sheet);
  if (read.length) return { read, ignored: filled };
  const [first, ...rest] = filled.length ? filled : candidates;
  return byFile && first ? { read: [{ sheet: first, target: byFile, tables: null }], ignored: filled.length ? rest : [] } : { read: [], ignored: [] };
}

const isNamed = (target: Target, name: string): boolean => [target.name, target.label].map(foldedName).includes(foldedName(name));
