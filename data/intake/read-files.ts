/**
 * From files to staged sheets: sizes and kinds are checked before anything is read, CSV is decoded into the store's
 * temporary folder, workbooks are opened within a limit, each sheet finds its ledger or form by name.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rm, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Program } from '../../dsl/program.ts';
import type { UploadedFile } from '../store/index.ts';
import { decodeCsv, EncodingError } from './csv/decode.ts';
import { foldedName, matchTarget } from './headers.ts';
import type { Target } from './headers.ts';
import { stageCsv, stageSheet } from './stage.ts';
import type { StageContext, Staged } from './stage.ts';
import { openWorkbook } from './xlsx/workbook.ts';
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
}
export const DEFAULT_LIMITS: Limits = { uploadBytes: 512 << 20, unpackedBytes: 768 << 20, problems: 10_000 };

export interface ReadContext extends StageContext {
  program: Program; limits: Limits; temporaryDirectory: string; kind: 'bulk' | 'agency';
  onFile(file: string, ledger: string | null, sheet: string | null, rows: number): void;
}
export interface ReadResult { staged: Staged[]; files: UploadedFile[] }

const MEGABYTE = 1 << 20;
const IGNORED_SHEETS = new Set(['填报说明', '说明', '填表说明', 'instructions', 'readme', '_lists']);
const KINDS = ['.csv', '.txt', '.tsv', '.xlsx', '.xlsm'];

export async function readFiles(context: ReadContext, files: InputFile[]): Promise<ReadResult> {
  const { problems, limits } = context;
  const sizes = await Promise.all(files.map(async file => (await stat(file.path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > limits.uploadBytes) {
    problems.add('file_too_large', { file: files[sizes.indexOf(Math.max(...sizes))]!.name }, { size: Math.ceil(total / MEGABYTE), limit: Math.floor(limits.uploadBytes / MEGABYTE) });
    return { staged: [], files: [] };
  }
  if (!files.length) problems.add('no_files', { file: '' });
  const result: ReadResult = { staged: [], files: [] };
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
  return false;
}

async function readCsv(context: ReadContext, file: InputFile, bytes: number, result: ReadResult): Promise<void> {
  const name = basename(file.name, extname(file.name));
  const target = matchTarget(context.program, name);
  if (refuse(context, target, file.name, null, name)) return;
  const decoded = join(context.temporaryDirectory, `csv-${process.pid}-${result.files.length}-${Math.random().toString(36).slice(2)}.csv`);
  const release = (): Promise<void> => rm(decoded, { force: true });
  try {
    const { careful, sha256, edgeBlanks } = await decodeCsv(file.path, decoded, context.signal);
    result.files.push({ name: file.name, bytes, sha256 });
    const staged = await stageCsv({ ...context, onRows: rows => context.onFile(file.name, target.name, null, rows) }, target, { path: decoded, careful, edgeBlanks }, file.name, release);
    if (staged) result.staged.push(staged); else await release();
  } catch (error) {
    await release();
    if (!(error instanceof EncodingError)) throw error;
    context.problems.add('encoding', { file: file.name, row: error.row }, { row: error.row });
  }
}

async function readWorkbook(context: ReadContext, file: InputFile, bytes: number, result: ReadResult): Promise<void> {
  const { problems, limits, program } = context;
  try {
    const content = await readFile(file.path);
    const sheets = await openWorkbook(content, limits.unpackedBytes);
    result.files.push({ name: file.name, bytes, sha256: createHash('sha256').update(content).digest('hex') });
    const chosen = await chooseSheets(program, sheets, basename(file.name, extname(file.name)));
    for (const sheet of chosen.ignored) problems.add('sheet_ignored', { file: file.name, sheet: sheet.name }, { found: sheet.name });
    if (!chosen.read.length) { refuse(context, null, file.name, null, basename(file.name, extname(file.name))); return; }
    for (const { sheet, target } of chosen.read) {
      if (refuse(context, target, file.name, sheet.name, sheet.name)) continue;
      const staged = await stageSheet({ ...context, onRows: rows => context.onFile(file.name, target.name, sheet.name, rows) }, target, sheet, file.name);
      if (staged) result.staged.push(staged);
    }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error;
    const place = { file: file.name };
    if (error.reason === 'encrypted') problems.add('old_excel', place);
    else if (error.reason === 'bomb') problems.add('zip_bomb', place, { size: Math.ceil(error.size / MEGABYTE), limit: Math.floor(limits.unpackedBytes / MEGABYTE) });
    else problems.add('damaged', place, { detail: error.message });
  }
}

/** Sheets named after a ledger or form; where none is, the first that holds anything goes by the file's name. */
async function chooseSheets(program: Program, sheets: Sheet[], fileName: string): Promise<{ read: { sheet: Sheet; target: Target }[]; ignored: Sheet[] }> {
  const candidates = sheets.filter(sheet => !sheet.hidden && !IGNORED_SHEETS.has(foldedName(sheet.name)));
  const named = candidates.map(sheet => ({ sheet, target: matchTarget(program, sheet.name) }));
  const read = named.filter((one): one is { sheet: Sheet; target: Target } => one.target !== null);
  const filled: Sheet[] = [];
  const findFilled = async (among: Sheet[]): Promise<Sheet[]> => {
    for (const sheet of among) {
      await sheet.open();
      if (!sheet.rows().next().done) filled.push(sheet);
      sheet.close();
    }
    return filled;
  };
  const byFile = matchTarget(program, fileName);
  // One ledger a file, as its name says: a single sheet may be called anything, also by chance like another ledger.
  if (byFile && candidates.length === 1) return { read: [{ sheet: candidates[0]!, target: byFile }], ignored: [] };
  if (read.length) return { read, ignored: await findFilled(candidates.filter(sheet => !read.some(one => one.sheet === sheet))) };
  await findFilled(candidates);
  const [first, ...rest] = filled.length ? filled : candidates;
  return byFile && first ? { read: [{ sheet: first, target: byFile }], ignored: filled.length ? rest : [] } : { read: [], ignored: [] };
}
