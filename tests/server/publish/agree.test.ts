/** One model, eight formats: every figure is read back from each file by a reader that is not ours, and is the model's to the digit. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { FORMATS } from '../../../server/publish/formats.ts';
import { tablesOf, type ReportCell, type ReportModel } from '../../../server/publish/model.ts';
import { exampleReport } from './example.ts';

vi.setConfig({ testTimeout: 180_000 });

/** Figures of six to twelve digits, each once, so that one found in a page is that cell's; and the cells that are none. */
const figure = fc.tuple(fc.integer({ min: 100_000, max: 99_999_999 }), fc.option(fc.integer({ min: 1, max: 9999 }), { freq: 2 }))
  .map(([whole, part]) => (part === null ? String(whole) : `${whole}.${String(part).padStart(4, '0').replace(/0+$/, '')}`));
const others: ReportCell[] = [{ state: 'empty', value: null, text: '' }, { state: 'not_applicable', value: null, text: '/' }, { state: 'not_filled', value: null, text: '-' }, { state: 'text', value: null, text: '304册' }, { state: 'value', value: '0', text: '0' }];

const models = fc.record({
  rows: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 3, maxLength: 3 }), figures: fc.uniqueArray(figure, { minLength: 150, maxLength: 150, selector: (text) => text.split('.')[0]! }),
  states: fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 150, maxLength: 150 }),
}).map(({ rows, figures, states }): ReportModel => {
  const model = exampleReport({ publication: { version: 1, publishedOn: '2025-01-22', reason: null }, findings: [] });
  let next = 0;
  const cell = (): ReportCell => { const at = next++; const other = others[states[at % 150]!]; return other ?? { state: 'value', value: figures[at % 150]!, text: figures[at % 150]! }; };
  tablesOf(model).forEach((table, index) => {
    table.comparison = [];
    table.rows = Array.from({ length: rows[index]! }, (_, row) => ({ kind: row > 0 && row === rows[index]! - 1 ? 'total' as const : 'agency' as const, label: { zh: `第${'甲乙丙丁戊己'[row]}大队`, en: `Brigade ${row + 1}` }, cells: table.columns.map(cell) }));
  });
  return model;
});

type Row = [table: string, row: string, column: string, state: string, value: string | null];
/** What must be found: a figure a row. */
function expected(model: ReportModel): Row[] {
  return tablesOf(model).flatMap((table) => table.rows.flatMap((row) => table.columns.map((column, index): Row => [table.id, row.label.zh, column.name, row.cells[index]!.state, row.cells[index]!.value])));
}
/** Texts of cells as they are printed: band by band. */
function printedTexts(model: ReportModel): string[][] {
  return tablesOf(model).flatMap((table) => table.bands.map((band) => table.rows.flatMap((row) => band.columns.map((name) => row.cells[table.columns.findIndex((column) => column.name === name)]!.text))));
}
const short = (value: unknown): string | null => (value === null || value === undefined || value === '' ? null : String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, ''));

describe('the formats', () => {
  it('all hold the model’s figures to the digit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'agree-'));
    const instance = await DuckDBInstance.create(':memory:');
    const duckdb = await instance.connect();
    try {
      await fc.assert(fc.asyncProperty(models, async (model) => {
        const rows = expected(model);
        const bytes = Object.fromEntries(await Promise.all(Object.entries(FORMATS).map(async ([name, format]) => [name, await format.render(model)] as const)));
        const path = (name: string): string => { const file = join(folder, `report.${name}`); writeFileSync(file, bytes[name]!); return file; };

        const json = JSON.parse(Buffer.from(bytes['json']!).toString()) as ReportModel;
        expect(expected(json)).toEqual(rows);
        for (const [name, source] of [['csv', `read_csv('${path('csv')}', all_varchar = true)`], ['parquet', `read_parquet('${path('parquet')}')`]] as const) {
          const found = (await duckdb.runAndReadAll(`SELECT "table", "row", "column", state, CAST(value AS VARCHAR) FROM ${source}`)).getRows().map((row) => [...row.slice(0, 4), short(row[4])]);
          expect(found, name).toEqual(rows);
        }
        const arrow = tableFromIPC(bytes['arrow']!);
        expect(rows.map((_, index) => { const value = arrow.getChild('value')!.get(index) as unknown; return value === null ? null : BigInt(String(value)); })).toEqual(rows.map(([, , , , value]) => (value === null ? null : BigInt(Math.round(Number(value) * 10_000)))));

        const book = new ExcelJS.Workbook();
        await book.xlsx.load(bytes['xlsx']! as unknown as ArrayBuffer);
        const sheets = tablesOf(model).flatMap((table) => { const found: Row[] = []; book.getWorksheet(`${table.number.zh} 数据`)!.eachRow((row, number) => { if (number > 1) found.push([table.id, String(row.getCell(2).value), String(row.getCell(1).value), String(row.getCell(7).value), short(row.getCell(6).value)]); }); return found; });
        expect(sheets, 'xlsx').toEqual(rows);
        const printedSheet = new Set<string>();
        book.getWorksheet('年报')!.eachRow((row) => row.eachCell((cell) => printedSheet.add(String(cell.value))));
        for (const [, , , , value] of rows) if (value !== null) expect(printedSheet.has(value), `xlsx ${value}`).toBe(true);

        const page = Buffer.from(bytes['html']!).toString();
        const inPage = [...page.matchAll(/<table class="wide">([\s\S]*?)<\/table>/g)].map((table) => [...table[1]!.matchAll(/<td[^>]*>([\s\S]*?)<\/td>/g)].map((cell) => cell[1]!.replaceAll(/<span class="hidden">.*?<\/span>/g, '').replaceAll(/<[^>]+>/g, '')));
        expect(inPage, 'html').toEqual(printedTexts(model));

        const document = strFromU8(unzipSync(bytes['docx']!)['word/document.xml']!);
        const wordTables = [...document.matchAll(/<w:tbl>([\s\S]*?)<\/w:tbl>/g)].map((table) => [...table[1]!.matchAll(/<w:tc>([\s\S]*?)<\/w:tc>/g)].map((cell) => cell[1]!.replaceAll(/<[^>]+>/g, '')));
        const inWord = wordTables.flat();
        const figures = new Set(rows.map(([, , , , value]) => value).filter((value) => value !== null && value !== '0'));
        // A band that is too wide is cut, never shuffled: within each table of the document figures follow each other as printed.
        const order = new Map(printedTexts(model).flat().map((text, index) => [text, index]));
        for (const table of wordTables) { const places = table.filter((text) => figures.has(text)).map((text) => order.get(text)!); expect(places, 'docx').toEqual(places.toSorted((a, b) => a - b)); }
        const pdf = execFileSync('pdftotext', ['-layout', path('pdf'), '-'], { encoding: 'utf8' });
        const inPdf = pdf.split(/[^\d.]+/);
        for (const [table, row, column, , value] of rows) {
          if (value === null || value === '0') continue;
          expect(inWord.filter((text) => text === value), `docx ${table} ${row} ${column}`).toHaveLength(1);
          expect(inPdf.filter((text) => text === value), `pdf ${table} ${row} ${column}`).toHaveLength(1);
        }
        // The same cells, blanks and signs included: nothing beside the figures was put in or left out.
        expect(inWord.filter((text) => text === '304册' || text === '/' || text === '-' || text === '0').toSorted()).toEqual(printedTexts(model).flat().filter((text) => text === '304册' || text === '/' || text === '-' || text === '0').toSorted());
      }), { numRuns: 5, endOnFailure: true });
    } finally {
      duckdb.disconnectSync();
      instance.closeSync();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
