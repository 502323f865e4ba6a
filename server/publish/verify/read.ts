/**
 * What a file says of itself and what it holds, read from the file alone. Files come from anywhere: sizes are bounded before
 * anything is unpacked, and what cannot be read is an answer, not a fault.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { FormatName } from '../formats.ts';
import type { ReportModel } from '../model.ts';
import { TIDY, tidyRows, type TidyRow } from '../tidy.ts';
import { claimOf, readClaim, type Claim } from '../told.ts';

/** A place in a file and what stands there. */
export interface Item { where: string; text: string }
/** `placed`: figures and words at a place of their own; `free`: running text, compared as a whole. Null: cannot be read on this machine. */
export interface Content { placed: Item[]; free: string[] }

const partLimit = 40_000_000;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
const utf8 = (bytes: Uint8Array): string => new TextDecoder('utf-8').decode(bytes);

/** Which of our formats a file is, by its first bytes; null for others. */
export function formatOf(bytes: Uint8Array): FormatName | null {
  const head = latin1(bytes.subarray(0, 512));
  if (head.startsWith('%PDF-')) return 'pdf';
  if (head.startsWith('PAR1')) return 'parquet';
  if (head.startsWith('ARROW1')) return 'arrow';
  if (head.startsWith('PK')) { const names = Object.keys(partsOf(bytes, () => false, true)); return names.includes('word/document.xml') ? 'docx' : names.includes('xl/workbook.xml') ? 'xlsx' : null; }
  const text = utf8(bytes.subarray(0, 512)).trimStart();
  if (text.startsWith('{')) return 'json';
  if (/^<!doctype html|^<html/i.test(text)) return 'html';
  return /(^|,)publication\r?\n/.test(utf8(bytes.subarray(0, 2000))) ? 'csv' : null;
}

/** Parts of a zip; with `list` only their names. Throws RangeError when they are larger than a report ever is. */
function partsOf(bytes: Uint8Array, wanted: (name: string) => boolean, list = false): Record<string, Uint8Array> {
  const names: Record<string, Uint8Array> = {};
  let sum = 0;
  const found = unzipSync(bytes, { filter: ({ name, originalSize }) => {
    if (list) { names[name] = new Uint8Array(0); return false; }
    if (!wanted(name)) return false;
    sum += originalSize;
    if (sum > partLimit) throw new RangeError('larger than a report');
    return true;
  } });
  return list ? names : found;
}

/** The publication a file claims to be; null where it says nothing. */
export function claimIn(format: FormatName, bytes: Uint8Array): Claim | null {
  try {
    switch (format) {
      case 'json': { const model = JSON.parse(utf8(bytes)) as ReportModel; return claimOf(model); }
      case 'docx': case 'xlsx': return readClaim(Object.values(partsOf(bytes, (name) => name.startsWith('docProps/'))).map((part) => strFromU8(part)).join('\n'));
      default: return readClaim(latin1(bytes));
    }
  } catch { return null; }
}

/** @throws Error with a reason when the file cannot be read; `NoReader` when this machine has no program for it */
export async function contentOf(format: FormatName, bytes: Uint8Array): Promise<Content> {
  switch (format) {
    case 'json': { const model = JSON.parse(utf8(bytes)) as ReportModel; return { placed: [...tidyItems(tidyRows(model)), ...leaves(model, '')], free: [] }; }
    case 'csv': return { placed: tidyItems(csvRows(utf8(bytes))), free: [] };
    case 'arrow': return { placed: tidyItems(await arrowRows(bytes)), free: [] };
    case 'parquet': return { placed: tidyItems(await parquetRows(bytes)), free: [] };
    case 'html': return htmlContent(utf8(bytes));
    case 'docx': return docxContent(strFromU8(partsOf(bytes, (name) => name === 'word/document.xml')['word/document.xml']!));
    case 'xlsx': return { placed: await xlsxItems(bytes), free: [] };
    case 'pdf': return { placed: [], free: pdfLines(bytes) };
  }
}

export class NoReader extends Error {}

/** Every column of every row at its place: table, row, column. */
function tidyItems(rows: TidyRow[]): Item[] {
  const seen = new Map<string, number>();
  return rows.flatMap((row) => {
    const place = [row['table_title'] ?? row['table'], row['row'], row['label'] ?? row['column']].join(' / ');
    const count = (seen.get(place) ?? 0) + 1;
    seen.set(place, count);
    const where = count > 1 ? `${place} (${count})` : place;
    return TIDY.map((column) => ({ where: column.name === 'value' ? where : `${where} · ${column.name}`, text: row[column.name] ?? '' }));
  });
}

/** Every leaf of a JSON value by its path; after the figures, so that they are named by their words first. */
function leaves(value: unknown, path: string): Item[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => leaves(each, `${path}[${index}]`));
  if (value && typeof value === 'object') return Object.entries(value).flatMap(([key, each]) => leaves(each, path ? `${path}.${key}` : key));
  return [{ where: path, text: String(value) }];
}

/** One pass over the text: a hostile file costs no more than its length. */
function csvRows(text: string): TidyRow[] {
  const lines: string[][] = [[]];
  let cell = ''; let quoted = false;
  const end = (): void => { lines.at(-1)!.push(cell); cell = ''; };
  for (let at = text.startsWith('\ufeff') ? 1 : 0; at < text.length; at++) {
    const character = text[at]!;
    if (quoted) { if (character !== '"') cell += character; else if (text[at + 1] === '"') { cell += '"'; at++; } else quoted = false; }
    else if (character === '"' && cell === '') quoted = true;
    else if (character === ',') end();
    else if (character === '\n') { end(); lines.push([]); }
    else if (character !== '\r') cell += character;
  }
  end();
  const [head = [], ...rows] = lines.filter((line) => line.length > 1);
  return rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? ''])));
}

async function arrowRows(bytes: Uint8Array): Promise<TidyRow[]> {
  const { tableFromIPC } = await import('apache-arrow');
  const table = tableFromIPC(bytes);
  if (table.numRows > 200_000) throw new RangeError('larger than a report');
  return Array.from({ length: table.numRows }, (_, index) => Object.fromEntries(TIDY.map(({ name }) => { const value: unknown = table.getChild(name)?.get(index); return [name, value === null || value === undefined ? '' : String(value)]; })));
}

async function parquetRows(bytes: Uint8Array): Promise<TidyRow[]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-verify-'));
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB', temp_directory: folder, autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
  const connection = await instance.connect();
  const timer = setTimeout(() => connection.interrupt(), 20_000);
  try {
    const file = join(folder, 'file.parquet');
    writeFileSync(file, bytes);
    await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']; SET enable_external_access = false; SET lock_configuration = true`);
    const found = await connection.runAndReadAll(`SELECT ${TIDY.map(({ name }) => `CAST("${name}" AS VARCHAR)`).join(', ')} FROM read_parquet($1) LIMIT 200000`, [file]);
    return found.getRows().map((row) => Object.fromEntries(TIDY.map(({ name }, index) => [name, row[index] === null ? '' : String(row[index])])));
  } finally {
    clearTimeout(timer);
    connection.disconnectSync(); instance.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'" };
function plainText(markup: string): string { return markup.replaceAll(/<[^<>]*>/g, '').replaceAll(/&(#39|\w{1,6});/g, (all, name: string) => entities[name] ?? all).replaceAll(/\s+/g, ' ').trim(); }

/** What stands between each opening and the next closing, and the text without them. One pass: markup of strangers may never end. */
function pieces(text: string, open: RegExp, close: string): { inside: string[]; rest: string } {
  const inside: string[] = [];
  let rest = ''; let at = 0;
  for (const found of text.matchAll(open)) {
    if (found.index < at) continue;
    const end = text.indexOf(close, found.index);
    if (end < 0) break;
    rest += text.slice(at, found.index);
    inside.push(text.slice(found.index, end));
    at = end + close.length;
  }
  return { inside, rest: rest + text.slice(at) };
}

/** Cells by caption, name of the row and number of the column; the rest as lines of text. */
function htmlContent(page: string): Content {
  const { inside, rest } = pieces(page, /<table\b/g, '</table>');
  const placed = inside.flatMap((table) => {
    const caption = plainText(pieces(table, /<caption>/g, '</caption>').inside[0] ?? '');
    return cells(caption, pieces(table, /<tr>/g, '</tr>').inside.map((row) => row.split(/<\/t[hd]>/).slice(0, -1).map(plainText)));
  });
  return { placed, free: pieces(rest, /<style>/g, '</style>').rest.split(/<\/(?:p|li|h[1-6]|div|a|dd|dt|text|summary)>/).map(plainText).filter((line) => line !== '') };
}

function docxContent(document: string): Content {
  const { inside, rest } = pieces(document, /<w:tbl>/g, '</w:tbl>');
  const placed = inside.flatMap((table, index) => cells(`表格 table ${index + 1}`, pieces(table, /<w:tr[ >]/g, '</w:tr>').inside.map((row) => pieces(row, /<w:tc>/g, '</w:tc>').inside.map(plainText))));
  return { placed, free: rest.split('</w:p>').map(plainText).filter((line) => line !== '') };
}

function cells(table: string, rows: string[][]): Item[] {
  return rows.flatMap((row, index) => row.map((text, column) => ({ where: `${table} / ${column === 0 ? index + 1 : row[0]} / ${column + 1}`, text })));
}

async function xlsxItems(bytes: Uint8Array): Promise<Item[]> {
  // Bounded before exceljs unpacks it.
  partsOf(bytes, () => true);
  const { default: ExcelJS } = await import('exceljs');
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as unknown as ArrayBuffer);
  const items: Item[] = [];
  for (const sheet of book.worksheets) sheet.eachRow((row) => row.eachCell((cell) => { if (cell.master === cell) items.push({ where: `${sheet.name}!${cell.address}`, text: String(typeof cell.value === 'object' ? JSON.stringify(cell.value) : cell.value) }); }));
  return items;
}

/** Lines as poppler reads them. */
function pdfLines(bytes: Uint8Array): string[] {
  try {
    return execFileSync('pdftotext', ['-layout', '-', '-'], { input: bytes, encoding: 'utf8', maxBuffer: partLimit, timeout: 20_000, stdio: ['pipe', 'pipe', 'ignore'] }).split(/\n|\f/).map((line) => line.replaceAll(/\s+/g, ' ').trim()).filter((line) => line !== '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new NoReader('pdftotext', { cause: error });
    throw error;
  }
}
