import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printFonts, shippedFonts } from '../../../server/publish/fonts.ts';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../../../server/publish/formats.ts';
import { tablesOf, type ReportModel, type ReportTable } from '../../../server/publish/model.ts';
import { printed, titleLines } from '../../../server/publish/print.ts';
import { scaledValue, tidyRows } from '../../../server/publish/tidy.ts';
import { claimText, readClaim } from '../../../server/publish/told.ts';
import { exampleReport } from './example.ts';

/** Not installed for the tests: it is half a gigabyte. */
const hasOffice = spawnSync('soffice', ['--version']).status === 0;
let folder: string;
let duckdb: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'formats-'));
  duckdb = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function file(model: ReportModel, format: FormatName): Promise<string> {
  const path = join(folder, `report.${format}`);
  writeFileSync(path, await FORMATS[format].render(model));
  return path;
}
const poppler = (command: string, ...words: string[]): string => execFileSync(command, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
async function pdfText(model: ReportModel): Promise<string> { return poppler('pdftotext', '-layout', await file(model, 'pdf'), '-'); }
const squeezed = (text: string): string => text.replaceAll(/\s+/g, '');

const published = (change: Partial<ReportModel> = {}): ReportModel => exampleReport({ publication: { version: 2, publishedOn: '2025-03-04', reason: '漏计移动端检查' }, ...change });
const hostile = '#panic("x") $x$ *a* @b \\u{7f} [[<script>"\' =1+1 \u202Egnp\u0007 \u{1F600}𠮷';

function withTables(model: ReportModel, change: (table: ReportTable) => ReportTable): ReportModel {
  return { ...model, parts: model.parts.map((part) => ({ ...part, blocks: part.blocks.map((block) => (block.type === 'table' ? { ...block, table: change(block.table) } : block)) })) };
}

describe('every format', () => {
  it('gives the same bytes for the same model', async () => {
    for (const name of FORMAT_NAMES) {
      const first = await FORMATS[name].render(published());
      expect(Buffer.compare(first, await FORMATS[name].render(published())), name).toBe(0);
    }
  });

  it('can hold any text', async () => {
    const words = { zh: hostile, en: hostile };
    const model = withTables(published({ title: words, notes: [words], agency: { ...published().agency, name: hostile }, publication: { version: 2, publishedOn: '2025-03-04', reason: hostile } }), (table) => ({
      ...table, title: words, number: words, unit: words, notes: [words], columns: table.columns.map((column) => ({ ...column, label: words, unit: hostile })),
      rows: table.rows.map((row) => ({ ...row, label: words })),
    }));
    for (const name of FORMAT_NAMES) expect((await FORMATS[name].render(model)).length, name).toBeGreaterThan(1000);
  });
});

describe('the report as PDF', () => {
  it('is PDF/A-2a, tagged, titled, with every font embedded', async () => {
    const path = await file(published(), 'pdf');
    const about = poppler('pdfinfo', path);
    expect(about).toMatch(/Tagged:\s+yes/);
    expect(about).toMatch(/Title:\s+示范市市场监督管理局（演示）2024年度行政执法统计年报/);
    expect(about).toMatch(/Page size:\s+595\.\d+ x 841\.\d+ pts \(A4\)/);
    expect(about).toMatch(/CreationDate:.*Mar +4 .*2025/);
    const bytes = Buffer.from(await FORMATS.pdf.render(published())).toString('latin1');
    expect(bytes).toContain('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>');
    const fonts = poppler('pdffonts', path).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(1);
    for (const font of fonts) expect(font, font).toMatch(/ yes (yes|no)\s+yes\s+\d+\s+0$/);
  });

  it('has every cell, note and paragraph of the model in its text', async () => {
    const model = published();
    const text = squeezed(await pdfText(model));
    for (const table of tablesOf(model)) {
      expect(text).toContain(squeezed(table.title.zh));
      for (const row of table.rows) for (const cell of row.cells) if (cell.text.length > 2) expect(text).toContain(cell.text);
      for (const note of table.notes) expect(text).toContain(squeezed(note.zh));
    }
    expect(text).toContain('收到申请2207宗。');
    expect(text).toContain('更正原因：漏计移动端检查');
    expect(text).toContain('2025年3月4日');
  });

  it('carries pages numbered between dashes, right on odd and left on even pages', async () => {
    const many = withTables(published(), (table) => ({ ...table, rows: Array.from({ length: 30 }, (_, index) => ({ ...table.rows[0]!, label: { zh: `第${index + 1}大队`, en: `Brigade ${index + 1}` } })) }));
    const pages = (await pdfText(many)).split('\f').slice(0, -1);
    expect(pages.length).toBeGreaterThan(3);
    pages.forEach((page, index) => {
      const foot = page.trimEnd().split('\n').at(-1)!;
      expect(squeezed(foot)).toBe(`—${index + 1}—`);
      expect(foot.length - foot.trimStart().length > 20, `page ${index + 1}`).toBe(index % 2 === 0);
    });
  });

  it('repeats the head of a table that runs over pages, and cuts nothing off', async () => {
    const rows = 40;
    const many = withTables(published(), (table) => ({ ...table, rows: Array.from({ length: rows }, (_, index) => ({ ...table.rows[0]!, label: { zh: `第${index + 1}综合行政执法大队`, en: '' } })) }));
    const text = await pdfText(many);
    const licence = text.split('\f').filter((page) => page.includes('申请数量'));
    expect(licence.length).toBeGreaterThan(1);
    // Each name stands once in every band of every table.
    const bands = printed(many).blocks.reduce((sum, block) => sum + (block.kind === 'table' && !block.id.includes('comparison') ? block.bands.length : 0), 0);
    expect(squeezed(text).match(/第7综合行政执法大队/g)).toHaveLength(bands);
    const landscape = poppler('pdfinfo', '-f', '1', '-l', '99', await file(many, 'pdf')).match(/size:\s+841\.\d+ x 595/g);
    expect(landscape?.length).toBeGreaterThan(0);
  });

  it('prints 〓 for a character no font has, and leaves marks that turn the writing out', async () => {
    const text = await pdfText(published({ title: { zh: '甲\u{1F600}\u202E局年报', en: '' } }));
    expect(text).toContain('甲〓局年报');
  });

  it('takes the operator’s fonts for what GB/T 9704 asks for, and says what is missing', async () => {
    expect(printFonts('').missing.map((words) => words.zh)).toEqual(['没有找到正文的仿宋体，以Noto Serif SC代替。', '没有找到标题的小标宋体，以Noto Serif SC代替。', '没有找到一级标题的黑体，以Noto Sans SC代替。', '没有找到二级标题的楷体，以Noto Serif SC代替。']);
    // A font by another name: the same letters, called FangSong.
    const fonts = join(folder, 'fonts');
    mkdirSync(fonts);
    const bytes = readFileSync(shippedFonts[0]!.file);
    const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();
    for (const [from, to] of [['Noto Serif SC', 'FangSong Test'], ['NotoSerifSC-Regular', 'FangSongTest-Normal']] as const) {
      for (let at = bytes.indexOf(utf16(from)); at >= 0; at = bytes.indexOf(utf16(from), at + 1)) bytes.set(utf16(to), at);
    }
    writeFileSync(join(fonts, 'fangsong.ttf'), bytes);
    writeFileSync(join(fonts, 'broken.ttf'), 'no font');
    expect(printFonts(fonts)).toMatchObject({ families: { text: ['FangSong Test', 'Noto Serif SC', 'Noto Sans SC'] } });
    expect(printFonts(fonts).missing).toHaveLength(3);
    const before = process.env['ZHIHENG_FONTS'];
    process.env['ZHIHENG_FONTS'] = fonts;
    try { expect(poppler('pdffonts', await file(published(), 'pdf'))).toContain('FangSong'); } finally { if (before === undefined) delete process.env['ZHIHENG_FONTS']; else process.env['ZHIHENG_FONTS'] = before; }
  });

  it('has an English edition', async () => {
    const { renderPdf } = await import('../../../server/publish/pdf/index.ts');
    const path = join(folder, 'english.pdf');
    writeFileSync(path, renderPdf(published(), 'en'));
    const text = poppler('pdftotext', '-layout', path, '-');
    expect(text).toContain('Table 1. Administrative licences');
    expect(text).toContain('version 2, corrected 4 March 2025');
  });
});

describe('the report as a Word document', () => {
  const parts = async (model: ReportModel): Promise<Record<string, string>> => Object.fromEntries(Object.entries(unzipSync(await FORMATS.docx.render(model))).map(([name, bytes]) => [name, strFromU8(bytes)]));
  const textOfXml = (xml: string): string => xml.replaceAll(/<[^>]+>/g, '');

  it('has styles, real tables whose heads repeat, indents in characters, and page numbers as fields', async () => {
    const model = published();
    const { 'word/document.xml': document, 'word/styles.xml': styles, 'word/footer1.xml': footer, 'word/settings.xml': settings } = await parts(model);
    const bands = printed(model).blocks.flatMap((block) => (block.kind === 'table' ? block.bands : []));
    expect(document!.match(/<w:tbl>/g)).toHaveLength(bands.length);
    expect(document!.match(/<w:tblHeader\/>/g)).toHaveLength(bands.reduce((sum, band) => sum + band.head.length, 0));
    for (const style of ['Title', 'Heading1', 'Heading2', 'BodyText', 'Caption', 'TableText', 'TableNote']) {
      expect(styles, style).toContain(`w:styleId="${style}"`);
      expect(document, style).toContain(`w:pStyle w:val="${style}"`);
    }
    expect(styles).toMatch(/w:firstLine="640" w:firstLineChars="200"|w:firstLineChars="200" w:firstLine="640"/);
    expect(footer).toContain('PAGE');
    expect(settings).toContain('evenAndOddHeaders');
    expect(document).toContain('w:w="11906" w:h="16838"');
  });

  it('has every cell and sentence, a chart in vectors beside one in dots, and says what it claims to be', async () => {
    const all = await parts(published());
    const text = textOfXml(all['word/document.xml']!);
    for (const table of tablesOf(published())) for (const row of table.rows) for (const cell of row.cells) expect(text).toContain(cell.text);
    expect(text).toContain('收到申请2207宗。');
    expect(Object.keys(all).filter((name) => name.startsWith('word/media/')).map((name) => name.split('.')[1])).toEqual(['svg', 'png']);
    expect(all['docProps/custom.xml']).toContain('zhiheng:annual_statistics/11619900010000004L/2024/v2');
    expect(all['docProps/core.xml']).toContain('2025-03-04T00:00:00Z');
  });

  it('stays well-formed whatever its texts are', async () => {
    const words = { zh: hostile, en: hostile };
    const { 'word/document.xml': document, 'docProps/custom.xml': custom } = await parts(published({ title: words, notes: [words], agency: { ...published().agency, name: hostile } }));
    for (const xml of [document!, custom!]) {
      // oxlint-disable-next-line no-control-regex -- what XML may not hold
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202a-\u202e]/);
      expect(xml).not.toContain('<script');
    }
    expect(textOfXml(document!)).toContain('&lt;script&gt;');
  });
});

describe.runIf(hasOffice)('LibreOffice', () => {
  it('opens the Word document and the workbook, and finds the same figures in them', async () => {
    for (const format of ['docx', 'xlsx'] as const) {
      const path = await file(published(), format);
      execFileSync('soffice', [`-env:UserInstallation=file://${join(folder, 'office')}`, '--headless', '--convert-to', 'pdf', '--outdir', folder, path], { stdio: 'ignore', timeout: 100_000 });
      const text = squeezed(poppler('pdftotext', '-layout', join(folder, 'report.pdf'), '-'));
      for (const figure of ['2207', '2205', '11817.5', '304册', '未报送', '第一部分数据表']) expect(text, format).toContain(figure);
    }
  }, 120_000);
});

describe('the layout for paper', () => {
  it('never makes a row of columns wider than the text', () => {
    for (const block of printed(published()).blocks) {
      if (block.kind === 'table') for (const band of block.bands) expect(band.widths.reduce((sum, each) => sum + each, 0), block.id).toBeLessThanOrEqual((block.landscape ? 225 : 156) + 0.2);
    }
  });

  it('breaks a title of forty characters where a word of it ends, first the agency, then the report', () => {
    const agency = '示范市国家级高新技术产业开发区暨综合保税区管理委员会';
    expect(titleLines(`${agency}2025年度行政执法统计年报`, agency)).toEqual(['示范市国家级高新技术产业开发区', '暨综合保税区管理委员会', '2025年度行政执法统计年报']);
    expect(titleLines('某局2025年度行政执法统计年报', '某局')).toEqual(['某局2025年度行政执法统计年报']);
  });
});

describe('the long table', () => {
  it('is read by DuckDB from Parquet and CSV, by Arrow from Arrow, with the model’s figures', async () => {
    const model = published();
    const rows = tidyRows(model);
    const exact = rows.map((row) => (row['value'] === null ? null : scaledValue(row['value']!)));
    const parquet = (await duckdb.runAndReadAll(`SELECT "table", "column", state, CAST(value * 10000 AS HUGEINT), text, CAST(published_on AS VARCHAR) FROM read_parquet('${await file(model, 'parquet')}')`)).getRows();
    expect(parquet).toEqual(rows.map((row, index) => [row['table'], row['column'], row['state'], exact[index], row['text'], '2025-03-04']));
    const csv = (await duckdb.runAndReadAll(`SELECT "table", "column", state, value, coalesce(text, '') FROM read_csv('${await file(model, 'csv')}', all_varchar = true)`)).getRows();
    expect(csv).toEqual(rows.map((row) => [row['table'], row['column'], row['state'], row['value'], row['text']]));
    const arrow = tableFromIPC(await FORMATS.arrow.render(model));
    expect(arrow.numRows).toBe(rows.length);
    const value = arrow.getChild('value')!;
    rows.forEach((row, index) => expect(value.get(index) === null ? null : BigInt(String(value.get(index))), String(row['column'])).toBe(exact[index]));
  });

  it('says in its metadata what it is', async () => {
    const keys = (await duckdb.runAndReadAll(`SELECT decode(key), decode(value) FROM parquet_kv_metadata('${await file(published(), 'parquet')}')`)).getRows();
    const arrow = tableFromIPC(await FORMATS.arrow.render(published())).schema.metadata;
    for (const [key, value] of [['agency_code', '11619900010000004L'], ['year', '2024'], ['version', '2'], ['published_on', '2025-03-04'], ['data_fingerprint', '8899aabbccddeeff'], ['program_fingerprint', '0011223344556677'], ['publication', 'zhiheng:annual_statistics/11619900010000004L/2024/v2']]) {
      expect(keys).toContainEqual([key, value]);
      expect(arrow.get(key!)).toBe(value);
    }
  });

  it('opens as CSV in a spreadsheet without a formula', async () => {
    const csv = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await FORMATS.csv.render(published({ agency: { ...published().agency, name: '=cmd|calc' } })));
    expect(csv.startsWith('\ufefftitle,report,agency_code')).toBe(true);
    expect(csv).toContain(",'=cmd|calc,");
    expect(csv).not.toMatch(/(^|,|")=cmd/m);
  });

  it('gives the figures of the sentences where a report has no table', () => {
    const model = published();
    const rows = tidyRows({ ...model, parts: model.parts.slice(1) });
    expect(rows.map((row) => [row['table'], row['column'], row['value']])).toEqual([['licences', 'licence_form.applied', '2207']]);
  });

  it('refuses a figure with more decimals than it can hold instead of rounding it', () => {
    expect(scaledValue('170.8115')).toBe(1_708_115n);
    expect(scaledValue('-0.50000')).toBe(-5000n);
    expect(() => scaledValue('1.00001')).toThrow('at most 4 decimals');
  });
});

describe('what a file claims to be', () => {
  it('is read back from its text, whatever the agency’s code is', () => {
    for (const claim of [{ report: 'annual_statistics', agency: '11619900010000004L', year: 2024, version: 12 }, { report: 'a b/c', agency: 'x/../y?%', year: 2024, version: null }]) expect(readClaim(`… ${claimText(claim)}, data:00`)).toEqual(claim);
    expect(readClaim('zhiheng:a/b/2024/v0')).toBeNull();
    expect(readClaim('zhiheng:a/%E0%A4/2024/v1')).toBeNull();
  });
});
