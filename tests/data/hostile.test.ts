/** Files made to do harm, or made by programs that do: each is refused with a sentence, within bounds of time and memory. */
import ExcelJS from 'exceljs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportResult } from '../../data/intake/index.ts';
import type { Store } from '../../data/store/index.ts';
import { A, load, memoryStore, roster, rows, said } from './helpers.ts';

let store: Store;
beforeEach(async () => { store = await memoryStore(); await load(store, { 'agencies.csv': roster }); });
afterEach(async () => { await store.close(); });

const HEAD = ['执法主体', '案号', '类别', '决定日期', '罚款金额'];
async function workbook(fill: (sheet: ExcelJS.Worksheet) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('行政执法决定'));
  return new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer);
}
const honest = (): Promise<Uint8Array> => workbook(sheet => { sheet.addRow(HEAD); sheet.addRow([A, 'A1', '其他', '2024-01-02', 5]); });
const withParts = async (parts: Record<string, Uint8Array>, level: 0 | 6 = 6): Promise<Uint8Array> => zipSync({ ...unzipSync(await honest()), ...parts }, { level });
const sheetXml = (inner: string): Uint8Array => strToU8(`<worksheet><sheetData>${inner}</sheetData></worksheet>`);

/** Refused by this code alone, with words in both languages, nothing loaded; `seconds` and `megabytes` bound the server's own process. */
async function refused(files: Record<string, string | Uint8Array>, code: string, { limits = {}, seconds = 10, megabytes = 400 } = {}): Promise<ImportResult> {
  const before = process.memoryUsage().rss, started = performance.now();
  let most = before;
  const watch = setInterval(() => { most = Math.max(most, process.memoryUsage().rss); }, 20);
  const result = await load(store, files, { limits });
  clearInterval(watch);
  expect(result.problems.filter(problem => problem.severity === 'error').map(problem => problem.code)).toEqual([code]);
  const { message } = result.problems.find(problem => problem.code === code)!;
  expect(message.zh).toMatch(/[。)]$/);
  expect(message.en.length).toBeGreaterThan(10);
  expect(result.upload).toBeNull();
  expect(performance.now() - started).toBeLessThan(seconds * 1000);
  expect((most - before) / 2 ** 20).toBeLessThan(megabytes);
  return result;
}

describe('workbooks', () => {
  it('of the same contents without harm are read', async () => {
    expect(said(await load(store, { 'decisions.xlsx': await withParts({}) }))).toEqual([]);
    expect(await rows(store, 'SELECT case_no FROM decisions')).toEqual([['A1']]);
  });
  it('with macros are refused, whatever their extension', async () => {
    const bytes = await withParts({ 'xl/vbaProject.bin': new Uint8Array(64) });
    await refused({ 'decisions.xlsm': bytes }, 'macros');
    await refused({ 'decisions.xlsx': bytes }, 'macros');
    await refused({ 'decisions.xlsx': await withParts({ 'xl/macrosheets/sheet1.xml': new Uint8Array(8) }) }, 'macros');
  });
  it('behind a password are refused by their container', async () => {
    await refused({ 'decisions.xlsx': new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(512)]) }, 'old_excel');
  });
  it('whose cells read another workbook are refused by the cell', async () => {
    const bytes = await withParts({ 'xl/worksheets/sheet1.xml': sheetXml(`<row r="1">${HEAD.map((head, index) => `<c r="${'ABCDE'[index]}1" t="inlineStr"><is><t>${head}</t></is></c>`).join('')}</row>`
      + `<row r="2"><c r="A2" t="inlineStr"><is><t>${A}</t></is></c><c r="B2" t="inlineStr"><is><t>A1</t></is></c><c r="C2" t="inlineStr"><is><t>其他</t></is></c><c r="D2" t="inlineStr"><is><t>2024-01-02</t></is></c><c r="E2"><f>'[1]Sheet1'!$A$1</f><v>12</v></c></row>`) });
    expect((await refused({ 'decisions.xlsx': bytes }, 'external_link')).problems[0]!.cell).toBe('E2');
  });
  it('that unpack to gigabytes are refused by what they declare, and by what they hold', async () => {
    await refused({ 'decisions.xlsx': await withParts({ 'xl/worksheets/sheet1.xml': new Uint8Array(96 << 20) }) }, 'zip_bomb', { limits: { unpackedBytes: 64 << 20 } });
  });
  it('made to keep the reader busy are stopped in time', async () => {
    // Cells that are opened and never closed make each try run to the end.
    const bytes = await withParts({ 'xl/worksheets/sheet1.xml': sheetXml(`<row r="1">${'<c r="A1"><v>'.repeat(400_000)}</row>`) });
    await refused({ 'decisions.xlsx': bytes }, 'too_slow', { limits: { readerMilliseconds: 1500 }, seconds: 8 });
  });
  it('with more texts than the reader may hold end the reader, not the server', async () => {
    const strings = strToU8(`<sst>${'<si><t>某某市某某局行政处罚决定</t></si>'.repeat(900_000)}</sst>`);
    const sheet = sheetXml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>');
    await refused({ 'decisions.xlsx': await withParts({ 'xl/sharedStrings.xml': strings, 'xl/worksheets/sheet1.xml': sheet }) }, 'too_much_memory', { limits: { readerMegabytes: 24 }, seconds: 30 });
    expect(said(await load(store, { 'decisions.xlsx': await honest() }))).toEqual([]);
  });
  it('with document types or thousands of parts are refused, deep nesting holds nothing to read', async () => {
    await refused({ 'decisions.xlsx': await withParts({ 'xl/worksheets/sheet1.xml': strToU8('<!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData/></worksheet>') }) }, 'damaged');
    await refused({ 'decisions.xlsx': await withParts({ 'xl/worksheets/sheet1.xml': strToU8(`${'<worksheet>'.repeat(1_000_000)}`) }) }, 'no_head');
    await refused({ 'decisions.xlsx': await withParts(Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`x/${index}`, new Uint8Array(1)])), 0) }, 'damaged');
  });
  it('cut short anywhere give a sentence, never a fault', async () => {
    const bytes = await honest();
    for (let at = 50; at < bytes.length; at += Math.ceil(bytes.length / 12)) expect((await load(store, { 'decisions.xlsx': bytes.slice(0, at) })).errorCount).toBeGreaterThan(0);
  });
});

describe('other files', () => {
  it('under a wrong name are told apart by their first bytes', async () => {
    await refused({ 'decisions.csv': await honest() }, 'wrong_extension');
    await refused({ 'decisions.xlsx': '执法主体,案号\n' }, 'wrong_extension');
    await refused({ 'decisions.exe': 'MZ' }, 'file_type');
  });
  it('with NUL bytes are no text', async () => {
    const csv = Buffer.from(`${HEAD.join(',')}\n${A},A1,其他,2024-01-02,5\n${A},A2,其他\0,2024-01-02,5\n`);
    expect((await refused({ 'decisions.csv': csv }, 'not_text')).problems[0]!.row).toBe(3);
  });
  it('with a line of many megabytes or a quote that never ends are told, not read forever', async () => {
    const long = `${HEAD.join(',')}\n${A},${'x'.repeat(20 << 20)},其他,2024-01-02,5\n`;
    const result = await load(store, { 'decisions.csv': long });
    expect(result.errorCount + result.loaded.length).toBeGreaterThan(0);
    await refused({ 'decisions.csv': `${HEAD.join(',')}\n${A},"A1,其他,2024-01-02,5\n`.concat('x\n'.repeat(100_000)) }, 'open_quote');
  });
});

it('an upload that is cancelled while a workbook is read loads nothing and leaves the store usable', async () => {
  const controller = new AbortController();
  const bytes = await withParts({ 'xl/worksheets/sheet1.xml': sheetXml(`<row r="1">${'<c r="A1"><v>'.repeat(400_000)}</row>`) });
  // Well before the reader has answered.
  setTimeout(() => controller.abort(new Error('cancelled')), 300);
  await expect(load(store, { 'decisions.xlsx': bytes }, { signal: controller.signal })).rejects.toThrow('cancelled');
  expect(said(await load(store, { 'decisions.xlsx': await honest() }))).toEqual([]);
});
