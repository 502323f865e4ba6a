import { tableFromIPC } from 'apache-arrow';
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { arrowStream } from '../../server/encode/arrow.ts';
import { csv, neutralise } from '../../server/encode/csv.ts';
import { xlsx } from '../../server/encode/xlsx.ts';
import { table } from '../../server/cli/output.ts';
import { widthOf } from '../../server/words.ts';

describe('Arrow', () => {
  test('numbers, texts and dictionaries come back as they went, nulls as nulls', () => {
    const many = Array.from({ length: 3000 }, (_, index) => (index % 3 === 0 ? null : index / 7));
    const read = tableFromIPC(arrowStream([
      { name: 'points', kind: 'number', values: many },
      { name: 'name', kind: 'text', values: many.map((value, index) => (value === null ? null : `机关${index}😀`)) },
      { name: 'group', kind: 'dictionary', values: many.map((value, index) => (value === null ? null : `组${index % 4}`)) },
    ], { year: '2024', dimensions: '[{"name":"公示"}]' }));
    expect(read.numRows).toBe(3000);
    expect(read.schema.metadata.get('dimensions')).toBe('[{"name":"公示"}]');
    expect([...read.getChild('points')!]).toEqual(many);
    expect(read.getChild('points')!.nullCount).toBe(1000);
    expect(read.getChild('name')!.get(2999)).toBe('机关2999😀');
    expect(read.getChild('name')!.get(3)).toBeNull();
    expect(read.getChild('group')!.get(5)).toBe('组1');
    expect(read.getChild('group')!.get(0)).toBeNull();
  });
  test('a table without rows is a table', () => {
    const read = tableFromIPC(arrowStream([{ name: 'points', kind: 'number', values: [] }, { name: 'group', kind: 'dictionary', values: [] }], {}));
    expect(read.numRows).toBe(0);
    expect(read.schema.fields.map((field) => field.name)).toEqual(['points', 'group']);
  });
});

describe('CSV and XLSX', () => {
  test('what a spreadsheet would take for a formula is neutralised, numbers are not', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\t=1', ' =1', '=1', '　=1']) expect(neutralise(text)).toBe(`'${text}`);
    for (const text of ['市场监管局', '1-2', 'a=b', '']) expect(neutralise(text)).toBe(text);
    expect(csv(['a', '=b'], [[-1, '=SUM(A1)'], [null, true]])).toBe('\ufeffa,\'=b\r\n-1,\'=SUM(A1)\r\n,是\r\n');
  });
  test('quotes, commas and line breaks are quoted', () => {
    expect(csv(['a'], [['甲,"乙"\n丙']])).toBe('\ufeffa\r\n"甲,""乙""\n丙"\r\n');
  });
  test('a workbook opens with its head, its numbers as numbers and its notes', async () => {
    const bytes = await xlsx('排名 2024/25', ['机关', '得分'], [['=HYPERLINK("x")', 96.4], ['乙局', null]], ['截至 2024-12-31']);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0]);
    const sheet = book.worksheets[0]!;
    expect(sheet.getCell('A2').value).toBe('\'=HYPERLINK("x")');
    expect(sheet.getCell('B2').value).toBe(96.4);
    expect(sheet.getCell('B3').value).toBeNull();
    expect(sheet.getCell('A5').value).toBe('截至 2024-12-31');
  });
});

describe('tables in a terminal', () => {
  test('Chinese characters take two cells', () => {
    expect(widthOf('市监局a1')).toBe(8);
    expect(table([{ title: '机关' }, { title: '分', align: 'right' }], [['市场监管局', 96.4], ['A', 7]]).split('\n')).toEqual([
      '机关          分', '──────────  ────', '市场监管局  96.4', 'A              7',
    ]);
  });
  test('control characters never reach the terminal', () => {
    expect(table([{ title: 'a' }], [['x\u001b[31my']])).not.toContain('\u001b');
  });
});
