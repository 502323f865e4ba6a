import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { renderHtml } from '../../../server/publish/html.ts';
import { readModel, renderJson } from '../../../server/publish/json.ts';
import { renderXlsx } from '../../../server/publish/xlsx/index.ts';
import { chartsOf, tablesOf } from '../../../server/publish/model.ts';
import { cell, exampleReport } from './example.ts';

const hostile = '<img src=x onerror=alert(1)>"&</script><script>';

describe('the report as a page', () => {
  it('needs no script and loads nothing', () => {
    const page = renderHtml(exampleReport());
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toContain('<script type="application/ld+json">');
    expect(page).not.toMatch(/ (on\w+)=|javascript:|@import|url\(/);
    expect(page).not.toMatch(/<(link(?! rel="icon" href="data:,")|img|iframe)/);
  });

  it('escapes every text of the model', () => {
    const model = exampleReport();
    const words = { zh: hostile, en: hostile };
    const penalty = tablesOf(model)[1]!;
    const table = { ...penalty, number: words, title: words, unit: words, notes: [words], rows: [{ kind: 'agency' as const, label: words, cells: penalty.columns.map(() => ({ ...cell('1'), text: hostile })) }], columns: penalty.columns.map((column) => ({ ...column, label: words, unit: hostile })), bands: penalty.bands.map((band) => ({ ...band, groups: band.groups.map((group) => ({ ...group, label: group.label && words })) })) };
    const page = renderHtml(exampleReport({
      title: words, agency: { ...model.agency, name: hostile, code: hostile, region: hostile }, asOf: hostile, notes: [words],
      parts: [{ id: hostile, heading: words, blocks: [
        { type: 'table', table }, { type: 'heading', text: words }, { type: 'note', text: words },
        { type: 'paragraph', id: hostile, zh: [hostile, { figure: hostile, text: hostile, value: '1' }], en: [hostile], edited: true, disagreements: [{ typed: hostile, figure: hostile, expected: hostile }] },
        ...chartsOf(model).map((chart) => ({ type: 'chart' as const, chart: { ...chart, title: words, points: chart.points.map((point) => ({ ...point, label: words })) } })),
      ] }],
      findings: [{ table: table.id, severity: 'warning', message: words }], versions: [{ version: 1, publishedOn: hostile }, { version: 2, publishedOn: hostile }],
      provenance: { title: hostile, url: `javascript:${hostile}`, publishedOn: hostile, remarks: [hostile] },
    }), { downloads: [{ href: hostile, label: hostile, type: hostile }], newest: hostile, versionHref: () => hostile });
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
    expect(page).not.toContain('href="javascript');
  });

  it('has a caption and scoped heads in every table, and a table beside every chart', () => {
    const page = renderHtml(exampleReport());
    const tables = page.match(/<table[\s\S]*?<\/table>/g)!;
    expect(tables).toHaveLength(6);
    for (const table of tables) {
      expect(table).toMatch(/<caption>[^<]+<\/caption>/);
      for (const head of table.match(/<th[^>]*>/g)!) if (head !== '<thead>') expect(head).toMatch(/scope="(col|row|colgroup)"/);
    }
    expect(page).toContain('<svg');
  });

  it('tells 0, blank, `/`, `-`, text and 未报送 apart', () => {
    const page = renderHtml(exampleReport());
    expect(page).toContain('<td>0</td>');
    expect(page).toContain('<td><span class="hidden">空白</span></td>');
    expect(page).toContain('<span class="hidden">不适用</span>');
    expect(page).toContain('<span class="hidden">原表填“-”</span>');
    expect(page).toMatch(/<td class="text"[^>]*>304册<\/td>/);
    expect(page).toContain('<span class="missing">未报送</span>');
  });

  it('says that demonstration data are invented, and nothing of the kind for others', () => {
    expect(renderHtml(exampleReport())).toContain('演示数据');
    expect(renderHtml(exampleReport({ demonstration: false }))).not.toContain('演示数据');
  });

  it('carries Dataset metadata that can be read back', () => {
    const page = renderHtml(exampleReport(), { downloads: [{ href: '/a.xlsx', label: 'Excel', type: 'text/x' }] });
    const data = JSON.parse(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(page)![1]!) as Record<string, unknown>;
    expect(data).toMatchObject({ '@type': ['Dataset', 'dcat:Dataset'], identifier: 'zhiheng:annual_statistics/11619900010000004L/2024/preview', 'dct:issued': '2025-01-22', temporalCoverage: '2024-01-01/2024-12-31', datePublished: '2025-01-22', dateModified: '2025-03-04' });
    expect((data['variableMeasured'] as unknown[]).length).toBe(24);
  });

  it('says first that it is a correction, why, and where the other versions are', () => {
    const reason = '漏计<12>次';
    const versions = [{ version: 1, publishedOn: '2025-01-22', reason: null }, { version: 2, publishedOn: '2025-03-04', reason }];
    const page = renderHtml(exampleReport({ publication: { version: 2, publishedOn: '2025-03-04', reason }, versions }), { newest: '/reports/X/2024', versionHref: (version) => `/reports/X/2024/v${version}` });
    const head = page.slice(0, page.indexOf('<main>'));
    expect(head).toContain('（第2版，2025年3月4日更正公开；更正原因：漏计&lt;12&gt;次）');
    expect(head).toContain('<a href="/reports/X/2024">最新版本');
    expect(page).toContain('<a href="/reports/X/2024/v1">第1版　2025年1月22日公开');
    expect(page).not.toContain('href="/reports/X/2024/v2"');
  });

  it('says that a preview is none, and marks a typed number that is not the table’s', () => {
    const model = exampleReport();
    const paragraph = model.parts[1]!.blocks[1]!;
    if (paragraph.type === 'paragraph') paragraph.disagreements = [{ typed: '2208', figure: 'licence_form.applied', expected: '2207' }];
    const page = renderHtml(model);
    expect(page).toContain('预览稿，尚未公开');
    expect(page).toContain('文中写“2208”，licence_form.applied 为 2207。');
    expect(page).toContain('收到申请<data value="2207">2207</data>宗。');
  });

  it('gives the same bytes for the same model', () => {
    expect(renderHtml(exampleReport())).toBe(renderHtml(exampleReport()));
  });
});

describe('the report as JSON', () => {
  it('holds the whole model but the drawings', () => {
    const model = exampleReport();
    const read = JSON.parse(renderJson(model)) as typeof model;
    expect(tablesOf(read)).toEqual(tablesOf(model));
    expect(chartsOf(read)[0]).not.toHaveProperty('svg');
    expect(renderJson(model)).toBe(renderJson(exampleReport()));
  });

  it('is read back as the same model, its charts drawn anew', async () => {
    const model = await readModel(renderJson(exampleReport()));
    expect(chartsOf(model)[0]!.svg).toContain('<svg');
    expect(renderJson(model)).toBe(renderJson(exampleReport()));
    expect(renderHtml(await readModel(renderJson(model)))).toBe(renderHtml(model));
    await expect(readModel('{"format": 1}')).rejects.toThrow('format 2');
  });
});

describe('the report as a workbook', () => {
  const read = async (bytes: Uint8Array): Promise<ExcelJS.Workbook> => {
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as ArrayBuffer);
    return book;
  };

  it('gives the same bytes at another time', async () => {
    const first = await renderXlsx(exampleReport());
    await new Promise((resolve) => setTimeout(resolve, 2100)); // archive times count in steps of two seconds
    expect(Buffer.compare(first, await renderXlsx(exampleReport()))).toBe(0);
  });

  it('has a cover, the printed sheet, and a sheet from A1 without merged cells for each table, chart and the notes', async () => {
    const book = await read(await renderXlsx(exampleReport()));
    expect(book.worksheets.map((sheet) => sheet.name)).toEqual(['封面', '年报', '表一 数据', '表二 数据', '表三 数据', '图1 数据', '说明']);
    expect(book.views[0]!.activeTab).toBe(1);
    for (const sheet of book.worksheets) {
      expect(sheet.hasMerges, sheet.name).toBe(sheet.name === '年报');
      if (sheet.name !== '年报') { const head = sheet.getRow(1); for (let column = 1; column <= sheet.columnCount; column++) expect(String(head.getCell(column).value), sheet.name).toMatch(/\S/); }
    }
    const data = book.getWorksheet('表二 数据')!;
    const row = (name: string): unknown[] => { let found: unknown[] = []; data.eachRow((each) => { if (each.getCell(1).value === name) found = [6, 7, 8, 9, 10].map((index) => each.getCell(index).value); }); return found; };
    expect(row('kind_2')).toEqual([293, 'value', '', 290, 3]);
    expect(row('kind_3')).toEqual([null, 'empty', '', null, null]);
    expect(row('kind_4')).toEqual([null, 'text', '304册', null, null]);
    expect(row('kind_5')).toEqual([null, 'not_filled', '-', null, null]);
    expect(row('amount')).toEqual([11817.5, 'value', '', 11817.5, 0]);
  });

  it('holds every row of a table of many agencies', async () => {
    const model = exampleReport();
    const block = model.parts[0]!.blocks[0]!;
    if (block.type === 'table') block.table.rows = ['甲队', '乙队', '合计'].map((zh) => ({ ...block.table.rows[0]!, kind: zh === '合计' ? 'total' as const : 'agency' as const, label: { zh, en: zh } }));
    const names: unknown[] = [];
    (await read(await renderXlsx(model))).getWorksheet('表一 数据')!.eachRow((row) => names.push(row.getCell(2).value));
    expect(names).toEqual(['单位名称 agency', ...Array<string>(5).fill('甲队'), ...Array<string>(5).fill('乙队'), ...Array<string>(5).fill('合计')]);
  });

  it('says on its cover and in its properties what it claims to be', async () => {
    const book = await read(await renderXlsx(exampleReport({ publication: { version: 3, publishedOn: '2025-03-04', reason: null } })));
    expect(book.keywords).toContain('zhiheng:annual_statistics/11619900010000004L/2024/v3');
    const cover: unknown[][] = [];
    book.getWorksheet('封面')!.eachRow((row) => cover.push([row.getCell(1).value, row.getCell(2).value]));
    for (const row of [['公开日期 Published on', '2025-03-04'], ['数据指纹 Fingerprint of the figures', '8899aabbccddeeff'], ['公开版本 Version', '3']]) expect(cover).toContainEqual(row);
  });

  it('neutralises what a spreadsheet would take for a formula', async () => {
    const model = exampleReport({ notes: [{ zh: '=HYPERLINK("http://x")', en: '+1' }] });
    model.agency.name = '=cmd|calc';
    const book = await read(await renderXlsx(model));
    for (const sheet of book.worksheets) sheet.eachRow((row) => row.eachCell((each) => {
      expect(each.type).not.toBe(ExcelJS.ValueType.Formula);
      if (typeof each.value === 'string' && each.value.length > 1) expect(each.value).not.toMatch(/^[=+@-]/);
    }));
  });
});
