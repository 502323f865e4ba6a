import ExcelJS from 'exceljs';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { template, templates } from '../../data/intake/index.ts';
import { openWorkbook } from '../../data/intake/xlsx/workbook.ts';
import type { Store } from '../../data/store/index.ts';
import { A, B, load, memoryStore, program, roster, rows, said } from './helpers.ts';

let store: Store;
beforeEach(async () => { store = await memoryStore(); });
afterEach(async () => { await store.close(); });

type Fill = (sheet: ExcelJS.Worksheet) => void;
async function workbook(sheets: Record<string, Fill>): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  for (const [name, fill] of Object.entries(sheets)) fill(book.addWorksheet(name));
  return new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer);
}
const HEAD = ['执法主体', '案号', '类别', '决定日期', '公示日期', '罚款金额', '审核轮次', '重大决定'];

describe('reading workbooks', () => {
  it('takes dates, serial numbers, texts, saved results of formulas, rich texts and yes/no from cells', async () => {
    const bytes = await workbook({ 行政执法决定: sheet => {
      sheet.addRow(HEAD);
      sheet.addRow([A, 'A1', '行政处罚', new Date('2024-02-05T00:00:00Z'), '2024年2月8日', 1234.5, 2, '是']);
      sheet.addRow([A, { richText: [{ text: 'A' }, { text: '2', font: { bold: true } }] }, 'penalty', 45329, new Date('2024-02-09T00:00:00Z'), { formula: '1000+0.1+0.2', result: 1000.3000000000001 }, { formula: '1+1', result: 2 }, true]);
      sheet.addRow([]);
      sheet.addRow([A, 20240001, '其他', '2024/2/29', null, '１，２３４', '', false]);
    } });
    const result = await load(store, { 'agencies.csv': roster, '2024年台账.xlsx': bytes });
    expect(said(result)).toEqual(['2024年台账.xlsx/行政执法决定 F3 formula_read']);
    expect(result.problems[0]!.message.zh).toContain('有 2 格是公式');
    expect(await rows(store, 'SELECT case_no, kind, decided_on, disclosed_on, fine, review_rounds, major, _row FROM decisions ORDER BY _row')).toEqual([
      ['A1', '行政处罚', '2024-02-05', '2024-02-08', '1234.5', 2n, true, 2],
      ['A2', '行政处罚', '2024-02-07', '2024-02-09', '1000.3', 2n, true, 3],
      ['20240001', '其他', '2024-02-29', null, '1234', null, false, 5]]);
  });

  it('reads several sheets by their names, skips instructions, warns of a stranger', async () => {
    const bytes = await workbook({
      填报说明: sheet => { sheet.addRow(['怎样填']); },
      agencies: sheet => { sheet.addRow(['code', 'name', 'level', 'category']); sheet.addRow([A, '示例局', '市', '部门组']); },
      事前公示信息: sheet => { sheet.addRow(['执法主体', '公示编号', '事项', '变更日期']); sheet.addRow([A, 'N1', '主体', '2024-03-01']); },
      草稿: sheet => { sheet.addRow(['随便']); },
    });
    const result = await load(store, { '汇总.xlsx': bytes });
    expect(said(result)).toEqual(['汇总.xlsx/草稿 - sheet_ignored']);
    expect(result.loaded.map(one => `${one.ledger} ${one.rows}`).sort()).toEqual(['agencies 1', 'notices 1']);
  });

  it('names the cell of every error, with its sheet', async () => {
    const bytes = await workbook({ Sheet1: sheet => {
      sheet.addRow(['行政执法决定台账']);
      sheet.addRow(HEAD);
      sheet.addRow([A, 'A1', '行政处罚', '2024-02-30', new Date('2204-02-08T00:00:00Z'), '两千', 1.5, '也许']);
      sheet.addRow([A, 'A2', '行政处罚', new Date('2024-02-05T13:30:00Z'), { formula: '1/0', result: { error: '#DIV/0!' } }, 1, 1, '是']);
      sheet.addRow([A, 916101000000000000, '行政处罚', '2024-02-05', { formula: 'TODAY()' } as ExcelJS.CellFormulaValue, 1, 1, '是']);
    } });
    const result = await load(store, { 'agencies.csv': roster, '行政执法决定.xlsx': bytes });
    expect(said(result).map(line => line.replace('行政执法决定.xlsx/Sheet1 ', '')).sort()).toEqual(['B5 lost_digits', 'D3 impossible_date', 'D4 date_with_time', 'E3 date_out_of_range', 'E4 formula_error', 'E5 formula_without_value',
      'F3 not_a_number', 'G3 fraction_in_count', 'H3 not_yes_no'].sort());
    expect(result.upload).toBeNull();
  });

  it('refuses a merged head in a ledger and says so', async () => {
    const bytes = await workbook({ 行政执法决定: sheet => { sheet.addRow(['主体', null, '案件']); sheet.mergeCells('A1:B1'); sheet.addRow(HEAD); sheet.addRow([A, 'A1', '其他', '2024-01-02']); } });
    const result = await load(store, { 'agencies.csv': roster, 'decisions.xlsx': bytes });
    expect(said(result)).toEqual(['decisions.xlsx/行政执法决定 A1 merged_head']);
    expect(result.problems[0]!.message.zh).toContain('A1:B1');
  });

  it('names the first cell of cells merged among the data', async () => {
    const bytes = await workbook({ 行政执法决定: sheet => { sheet.addRow(HEAD); sheet.addRow([A, 'A1', '行政处罚', '2024-01-02']); sheet.addRow([A, 'A2', '行政处罚', '2024-01-02']); sheet.mergeCells('C2:C3'); } });
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.xlsx': bytes }))).toContain('decisions.xlsx/行政执法决定 C2 merged_cells');
  });

  it('accepts a title merged over the head of a form', async () => {
    const bytes = await workbook({ 表: sheet => { sheet.addRow(['行政处罚实施情况统计表']); sheet.mergeCells('A1:D1'); sheet.addRow(['执法主体', '年度', '警告', '合计']); sheet.addRow([A, 2024, '/', 3]); } });
    expect(said(await load(store, { 'agencies.csv': roster, 'penalty_form.xlsx': bytes }))).toEqual([]);
    expect(await rows(store, 'SELECT warning__mark, total FROM penalty_form')).toEqual([['/', '3']]);
  });

  it('refuses a zip bomb by its declared size, and one that lies about it', async () => {
    const honest = await workbook({ decisions: sheet => { sheet.addRow(HEAD); } });
    const parts = unzipSync(honest);
    const bomb = zipSync({ ...parts, 'xl/worksheets/sheet1.xml': new Uint8Array(64 << 20) });
    const started = performance.now();
    const declared = await load(store, { 'agencies.csv': roster, 'decisions.xlsx': bomb }, { limits: { unpackedBytes: 32 << 20 } });
    expect(declared.problems.map(problem => problem.code)).toEqual(['zip_bomb']);
    // The same bomb with a declared size of 1000 bytes, in both places where a ZIP names it.
    const lying = Buffer.from(bomb);
    const size = Buffer.alloc(4); size.writeUInt32LE(64 << 20);
    const small = Buffer.alloc(4); small.writeUInt32LE(1000);
    for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 1)) small.copy(lying, at);
    const found = await load(store, { 'agencies.csv': roster, 'decisions.xlsx': new Uint8Array(lying) });
    expect(found.problems.map(problem => problem.code)).toEqual(['zip_bomb']);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('refuses damaged and truncated workbooks with one sentence', async () => {
    const bytes = await workbook({ decisions: sheet => { sheet.addRow(HEAD); sheet.addRow([A, 'A1', '其他', '2024-01-02']); } });
    const cut = await load(store, { 'decisions.xlsx': bytes.slice(0, bytes.length >> 1) });
    expect(cut.problems.map(problem => problem.code)).toEqual(['damaged']);
    const parts = unzipSync(bytes);
    const sheet = parts['xl/worksheets/sheet1.xml']!;
    const torn = await load(store, { 'decisions.xlsx': zipSync({ ...parts, 'xl/worksheets/sheet1.xml': sheet.slice(0, sheet.length - 60) }) });
    expect(torn.problems.map(problem => problem.code)).toEqual(['damaged']);
    const entity = strToU8('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData/></worksheet>');
    expect((await load(store, { 'decisions.xlsx': zipSync({ ...parts, 'xl/worksheets/sheet1.xml': entity }) })).problems.map(problem => problem.code)).toEqual(['damaged']);
  });

  it('reads workbooks of other programs: prefixed elements, inline texts, phonetic guides, no references, 1904 dates', async () => {
    const file = zipSync({
      'xl/workbook.xml': strToU8('<x:workbook xmlns:x="m" xmlns:r="r"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="台账&amp;表" sheetId="1" r:id="rId1"/></x:sheets></x:workbook>'),
      'xl/_rels/workbook.xml.rels': strToU8('<Relationships><Relationship Id="rId1" Target="/xl/worksheets/s.xml"/></Relationships>'),
      'xl/sharedStrings.xml': strToU8('<sst><si><t xml:space="preserve">案</t></si><si><r><t>东</t></r><r><t>京</t></r><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></si></sst>'),
      'xl/styles.xml': strToU8('<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'),
      'xl/worksheets/s.xml': strToU8('<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row><x:row r="4"><x:c r="A4" t="inlineStr"><x:is><x:t>a&lt;b&#x4E2D;</x:t></x:is></x:c><x:c r="C4" s="1"><x:v>0</x:v></x:c><x:c r="D4" t="b"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'),
    });
    const [sheet] = await openWorkbook(Buffer.from(file), 1 << 20);
    await sheet!.open();
    expect(sheet!.name).toBe('台账&表');
    expect([...sheet!.rows()].flat()).toEqual([{ number: 1, cells: ['案', '东京'] }, { number: 4, cells: ['a<b中', null, { serial: 1462 }, true] }]);
  });

  it('reads thousands of rows in order', async () => {
    const bytes = await workbook({ decisions: sheet => { sheet.addRow(HEAD); for (let row = 0; row < 6000; row++) sheet.addRow([A, `N${row}`, '其他', '2024-01-02', null, row]); } });
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.xlsx': bytes }))).toEqual([]);
    expect(await rows(store, "SELECT count(*), count_if(case_no = 'N' || (_row - 2)), sum(fine) FROM decisions")).toEqual([[6000n, 6000n, '17997000']]);
  });
});

describe('templates', () => {
  it.each([...Object.keys(program.ledgers), ...Object.keys(program.forms)])('%s: the empty template is a report of nothing', async name => {
    const result = await load(store, { 'agencies.csv': roster, 'upload.xlsx': await template(program, name) });
    expect(said(result)).toEqual([]);
  });

  it('has labels as heads, names in comments, lists of choices', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await template(program, 'decisions') as unknown as ExcelJS.Buffer);
    const sheet = book.getWorksheet('行政执法决定')!;
    const heads = (sheet.getRow(1).values as string[]).slice(1);
    expect(heads.slice(0, 3)).toEqual(['执法主体', '案号', '类别']);
    expect(heads).not.toContain('计入种类');
    expect(JSON.stringify(sheet.getCell('C1').note)).toContain('kind *必填');
    expect(sheet.getCell('C17').dataValidation).toMatchObject({ type: 'list' });
    expect(book.getWorksheet('_lists')!.getCell('C2').value).toBe('行政处罚');
    expect(book.getWorksheet('填报说明')!.getCell('A1').value).toContain('填报说明');
  });

  it('filled in, is read back', async () => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(await template(program, 'notices') as unknown as ExcelJS.Buffer);
    const sheet = book.getWorksheet('事前公示信息')!;
    sheet.getRow(2).values = [B, 'N1', '依据', new Date('2024-03-01T00:00:00Z'), null, new Date('2024-03-04T00:00:00Z')];
    const result = await load(store, { 'agencies.csv': roster, '公示.xlsx': new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) });
    expect(said(result)).toEqual([]);
    expect(await rows(store, 'SELECT agency, item, changed_on, updated_on FROM notices')).toEqual([[B, '依据', '2024-03-01', '2024-03-04']]);
  });

  it.each(Object.keys(program.views))('%s: filled in, the print of a province is read back as itself', async name => {
    const view = program.views[name]!, book = new ExcelJS.Workbook();
    await book.xlsx.load(await template(program, name) as unknown as ExcelJS.Buffer);
    const sheet = book.worksheets.find(one => one.state === 'visible')!;
    // A figure for every column below the last line of its head.
    let filled = 0;
    sheet.eachRow({ includeEmpty: true }, row => row.eachCell({ includeEmpty: true }, cell => {
      if (cell.protection?.locked !== false || cell.isMerged) return;
      const head = sheet.getColumn(cell.col).values.slice(0, Number(cell.row)).findLast(value => typeof value === 'string');
      cell.value = head === '单位名称' || (head === '执法主体' && name === 'staff_hubei') ? '示例局1' : head === '备注' ? '无' : head === '持证率' ? null : 0;
      filled++;
    }));
    expect(filled).toBe(view.columns.length);
    await load(store, { 'agencies.csv': roster });
    const own = await load(store, { '某省.xlsx': new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) }, { kind: 'agency', agency: A });
    expect(own.problems.filter(problem => problem.severity === 'error')).toEqual([]);
    expect(own.loaded.map(one => one.ledger)).toContain(view.form);
    const [table] = await store.given(A, 2024);
    expect(table!.heads.filter(head => head.column === null).map(head => head.label)).toEqual([]);
  });
  it('of several ledgers and forms are one workbook, with locked heads, examples that are not read, and lists of their own', async () => {
    const bytes = await templates(program, ['penalty_form', 'decisions', 'notices']);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ExcelJS.Buffer);
    expect(book.worksheets.map(sheet => sheet.name).sort()).toEqual(['_lists', '事前公示信息', '填报说明', '示例', '行政处罚实施情况统计表', '行政执法决定'].sort());
    const sheet = book.getWorksheet('行政执法决定')!;
    expect((sheet as unknown as { sheetProtection: object | null }).sheetProtection).toBeTruthy();
    expect(sheet.getCell('A1').protection?.locked ?? true).toBe(true);
    expect(sheet.getColumn(1).protection?.locked).toBe(false);
    expect(book.getWorksheet('示例')!.getRow(3).getCell(1).value).toBe('11990001000000001X');
    expect(said(await load(store, { 'agencies.csv': roster, '报送.xlsx': bytes }))).toEqual([]);
  });
  it('knows no template of what is not declared', async () => {
    await expect(template(program, 'nothing')).rejects.toThrow('nothing');
  });
});
