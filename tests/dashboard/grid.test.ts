/** The form grid's pure parts: what a typed or pasted text means, where a pasted block goes, undo. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFormCell } from '../../data/intake/cells.ts';
import type { Unit } from '../../dsl/index.ts';
import { History } from '../../dashboard/src/grid/history.ts';
import { blockText, foldedHead, parseBlock, place } from '../../dashboard/src/grid/paste.ts';
import type { Pasted } from '../../dashboard/src/grid/paste.ts';
import { difference, readTyped, shown } from '../../dashboard/src/grid/reading.ts';
import { jump } from '../../metrics/index.ts';
import { program } from '../data/helpers.ts';

const count = { unit: '宗', integer: true }, money = { unit: '万元', integer: false };
const read = (text: string, of = count): string => { const { kind, text: kept, problem } = readTyped(text, of); return kind === 'problem' ? `! ${problem}` : `${kind} ${kept}`; };

describe('a typed text', () => {
  test('may have separators, full-width digits, blanks and a counting word', () => {
    expect(['1234', '1,234', '１，２３４', ' 1234 宗', '1234件', '12 起', '007', '0', '3.0', '-0'].map((text) => read(text))).toEqual(['value 1234', 'value 1234', 'value 1234', 'value 1234', 'value 1234', 'value 12', 'value 7', 'value 0', 'value 3', 'value 0']);
    expect(['11,817.50', '11817.5万元', '118,175,000元', '9元', '1.5万'].map((text) => read(text, money))).toEqual(['value 11817.5', 'value 11817.5', 'value 11817.5', 'value 0.0009', 'value 1.5']);
    expect(readTyped('118175000元', money).converted).toBe('118175000元');
  });
  test('tells blank, 不适用, 未填, 0 and a text that is no figure apart', () => {
    expect(['', '　', '/', '／', '不适用', '无相关职责', '-', '——', '未填', '0', '304册', '约20'].map((text) => read(text))).toEqual([
      'blank ', 'blank ', 'not_applicable /', 'not_applicable /', 'not_applicable /', 'not_applicable /', 'not_filled -', 'not_filled -', 'not_filled -', 'value 0', 'text 304册', 'text 约20']);
  });
  test('that cannot be kept says why', () => {
    expect([read('1.5'), read('-3'), read('123456789012345'), read('1.23456', money), read('1.00001元', money)]).toEqual(['! fraction', '! negative', '! large', '! decimals', '! decimals']);
    expect(read('-3', money)).toBe('value -3');
    // 1,23 is no way to part thousands.
    expect(read('1,23')).toBe('text 1,23');
  });
  test('is read by intake as it is read here, whatever it is', () => {
    const piece = fc.oneof(fc.constantFrom('1', '12', '0', '000', ',', '.', '-', '/', '宗', '件', '册', '元', '万元', '万', '人次', ' ', '　', '１', '，', '．', '－', '−', '—', '未填', '不适用', '例', 'E5', '+'), fc.string({ maxLength: 3 }));
    const text = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
    const figure = fc.tuple(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom('', '.5', '.25', '.0000', '.12345'), fc.constantFrom('', '宗', '元', '万元', ' 件')).map(([whole, part, unit]) => `${whole.toLocaleString('en')}${part}${unit}`);
    const column = fc.constantFrom(count, money, { unit: '人', integer: true }, { unit: '元', integer: false });
    fc.assert(fc.property(fc.oneof(text, figure), column, (typed, of) => {
      const here = readTyped(typed, of), there = readFormCell({ integer: of.integer, unit: of.unit as Unit }, here.text);
      if (here.kind === 'problem') expect(here.converted === null && !/[元万宗件起次家个项份人]/.test(typed) ? 'problem' in there : true).toBe(true);
      else expect(there).toEqual({ value: here.value, mark: here.mark });
      // What intake reads as a figure is the same figure here.
      const direct = readFormCell({ integer: of.integer, unit: of.unit as Unit }, typed);
      if ('value' in direct && direct.value !== null && here.converted === null) expect(here.value).toBe(direct.value);
      expect(readTyped(here.text, of).text).toBe(here.text);
    }), { numRuns: 3000 });
  });
  test('is shown with its thousands parted, and differences are exact', () => {
    expect(['1234567', '-1234.5', '12', '/', '304册', ''].map(shown)).toEqual(['1,234,567', '-1,234.5', '12', '/', '304册', '']);
    expect([difference('0.3', '0.1'), difference('5', '7.25'), difference('-1', '-1'), difference('99999999999999.9999', '0.0001')]).toEqual(['0.2', '-2.25', '0', '99999999999999.9998']);
  });
  test('is asked about where it is ten times last year\'s, or a tenth, or came from nothing', () => {
    const asked = (now: string, before: string, unit = '宗') => jump(now, before, unit);
    expect([asked('293', '29'), asked('290', '29'), asked('3', '30'), asked('0', '22'), asked('22', '0'), asked('18', '0'), asked('293', '30')]).toEqual([
      { kind: 'times', times: 293 / 29 }, { kind: 'times', times: 10 }, { kind: 'tenth', times: 10 }, { kind: 'vanished', times: 0 }, { kind: 'appeared', times: 0 }, null, null]);
    expect([asked('9.5', '0.5', '万元'), asked('41000', '4.1', '万元')?.kind]).toEqual([null, 'times']);
  });
});

const form = program.forms['penalty_form']!;
const columns = form.columns.map(({ name, label, aliases, unit }) => ({ name, heads: [label, name, ...(aliases ?? [])], unit }));
const merged = new Map([[foldedHead('没收违法所得、没收非法财物'), '没收违法所得、没收非法财物']]);
const put = (text: string, start = 'warning'): Pasted => place(parseBlock(text), { columns, merged }, start);
const cells = (pasted: Pasted): Record<string, string> => Object.fromEntries(pasted.cells);

describe('a pasted block', () => {
  test('without heads fills one cell after the other, along a row or down a column', () => {
    expect(cells(put('3\t0\t5', 'criticised'))).toEqual({ criticised: '3', fined: '0', gains_confiscated: '5' });
    expect(cells(put('3\r\n0\r\n5\r\n'))).toEqual({ warning: '3', criticised: '0', fined: '5' });
    expect(put('1\t2\t3', 'transferred')).toMatchObject({ how: 'order', left: 1 });
    expect(cells(put('7'))).toEqual({ warning: '7' });
  });
  test('keeps a blank among the figures where it is', () => {
    expect(cells(put('3\t\t5'))).toEqual({ warning: '3', criticised: '', fined: '5' });
  });
  test('with heads goes by them, whatever their order, and tells the heads it does not know', () => {
    const pasted = put('序号\t单位名称\t罚款\t警告\t合计(宗)\t罚没金额（万元）\t行政拘役\t备注\n1\t示例局\t54\t31\t144\t4.1\t2\t');
    expect(cells(pasted)).toEqual({ fined: '54', warning: '31', total: '144', amount: '4.1' });
    expect(pasted).toMatchObject({ how: 'heads', unknown: ['行政拘役'], left: 0, rows: 0 });
  });
  test('with heads of two lines goes by the lower where there is one', () => {
    expect(cells(put('处罚种类\t\t合计\n警告\t罚款\t\n31\t54\t85'))).toEqual({ warning: '31', fined: '54', total: '85' });
  });
  test('printed in two bands is put together', () => {
    expect(cells(put('单位名称\t警告\t罚款\n市商务局\t1\t2\n责令停产停业\t合计(宗)\n3\t6'))).toEqual({ warning: '1', fined: '2', business_suspended: '3', total: '6' });
  });
  test('with heads down its first column goes by them', () => {
    expect(cells(put('项目\t单位\t本年\t上年\n警告\t宗\t3\t9\n罚款\t宗\t/\t8\n合计\t宗\t3\t17'))).toEqual({ warning: '3', fined: '/', total: '3' });
  });
  test('in yuan is not taken for 10,000 yuan', () => {
    expect(cells(put('罚款\t罚没金额（元）\n54\t41,000'))).toEqual({ fined: '54', amount: '41,000元' });
    expect(cells(put('罚款\t罚没金额(万元)\n54\t4.1'))).toEqual({ fined: '54', amount: '4.1' });
    expect(cells(put('罚款\t不罚金额（元）\n54\t/'))).toEqual({ fined: '54', waived: '/' });
  });
  test('names a head that puts several columns together instead of guessing', () => {
    expect(put('警告\t没收违法所得、没收非法财物\n3\t281')).toMatchObject({ merged: ['没收违法所得、没收非法财物'], cells: new Map([['warning', '3']]) });
  });
  test('of several agencies takes the first row and says how many it left', () => {
    expect(put('单位名称\t警告\n甲局\t1\n乙局\t2\n合计\t3')).toMatchObject({ rows: 2, cells: new Map([['warning', '1']]) });
  });
  test('may hold quoted cells, as spreadsheets write them, and comes back as it went', () => {
    expect(parseBlock('"a\nb"\t"c ""d"""\t\n1\t2\t3\n')).toEqual([['a\nb', 'c "d"', ''], ['1', '2', '3']]);
    fc.assert(fc.property(fc.array(fc.array(fc.string({ maxLength: 5 }).map((text) => text.replace(/\r/g, '')), { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 4 }), (rows) => {
      const last = rows.at(-1)!;
      last[last.length - 1] = 'x';
      expect(parseBlock(blockText(rows))).toEqual(rows);
    }));
  });
  test('whatever it is puts texts into columns of the form only', () => {
    fc.assert(fc.property(fc.string({ maxLength: 80, unit: fc.constantFrom('\t', '\n', '1', '/', '警告', '罚款', '"', 'x', '没收违法所得、没收非法财物', '合计') }), (text) => {
      for (const name of put(text).cells.keys()) expect(columns.some((column) => column.name === name)).toBe(true);
    }), { numRuns: 500 });
  });
});

describe('undo', () => {
  test('takes back what was typed into a cell at once, a paste at once, and redo brings it again', () => {
    const history = new History();
    let now: Record<string, string> = {};
    const change = (cells_: Record<string, string>, typing: string | null = null): void => { history.note(now, cells_, typing); now = { ...now, ...cells_ }; };
    const back = (): void => { now = { ...now, ...history.undo() }; };
    change({ a: '1' }, 'a'); change({ a: '12' }, 'a'); change({ a: '123' }, 'a');
    change({ a: '7', b: '8' });
    change({ b: '9' }, 'b');
    back();
    expect(now).toEqual({ a: '7', b: '8' });
    back();
    expect(now).toEqual({ a: '123', b: '' });
    back();
    expect(now).toEqual({ a: '', b: '' });
    expect(history.canUndo).toBe(false);
    now = { ...now, ...history.redo() };
    expect(now['a']).toBe('123');
    change({ a: '4' }, 'a');
    expect(history.canRedo).toBe(false);
    back();
    expect(now['a']).toBe('123');
  });
  test('notes nothing that changes nothing, and parts what is typed after leaving the cell', () => {
    const history = new History();
    history.note({ a: '1' }, { a: '1' });
    expect(history.canUndo).toBe(false);
    history.note({ a: '1' }, { a: '2' }, 'a');
    history.pause();
    history.note({ a: '2' }, { a: '3' }, 'a');
    expect(history.undo()).toEqual({ a: '2' });
    expect(history.undo()).toEqual({ a: '1' });
  });
});
