import fc from 'fast-check';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../data/intake/canonical.ts';
import { readCell, readFormCell } from '../../data/intake/cells.ts';
import type { CellType } from '../../data/intake/cells.ts';
import { creditCodeProblem } from '../../data/intake/credit-code.ts';
import { A } from './helpers.ts';

const date: CellType = { kind: 'date' }, count: CellType = { kind: 'number', integer: true, unit: '件' }, money: CellType = { kind: 'number', integer: false, unit: '元' };
const choices = [{ value: '行政处罚', name: 'penalty' }, { value: '行政许可', name: 'licence' }, { value: '没收违法所得、没收非法财物', name: 'both' }];
const choice: CellType = { kind: 'choice', choices }, several: CellType = { kind: 'choices', choices };
const names: CellType = { kind: 'text', emptyWords: [], identifier: true, several: true };
const value = (type: CellType, text: string): unknown => { const reading = readCell(type, text); return 'value' in reading ? reading.value : reading.problem; };

describe('reading a cell', () => {
  it.each(['2024-01-05', '2024/1/5', '2024.1.5', '2024年1月5日', '2024年01月05日', '20240105', '２０２４－０１－０５', ' 2024-1-5　', '2024-01-05 00:00:00', '2024/1/5 0:00', '2024-01-05T00:00:00.000Z', '45296'])('takes %s as a date', text => {
    expect(value(date, text)).toBe('2024-01-05');
  });
  it.each([['2024-02-30', 'impossible_date'], ['2024-13-01', 'impossible_date'], ['2204-01-05', 'date_out_of_range'], ['1024-01-05', 'date_out_of_range'], ['2204', 'not_a_date'],
    ['20240', 'serial_date'], ['45296.5', 'serial_date'], ['24-01-05', 'not_a_date'], ['2024-01-05 13:20', 'date_with_time'], ['明天', 'not_a_date'], ['01/05/2024', 'not_a_date']])('refuses %s as a date: %s', (text, problem) => {
    expect(value(date, text)).toBe(problem);
  });
  it.each([['12', '12'], ['１２', '12'], ['1,234', '1234'], ['1，234，567', '1234567'], ['007', '7'], ['3.0', '3'], ['0', '0']])('takes %s as the count %s', (text, wanted) => {
    expect(value(count, text)).toBe(wanted);
  });
  it.each([['3.5', 'fraction_in_count'], ['-1', 'negative_count'], ['304册', 'not_a_number'], ['约5', 'not_a_number'], ['1,23', 'not_a_number'], ['1e3', 'not_a_number'], ['123456789012345', 'number_too_large']])('refuses %s as a count: %s', (text, problem) => {
    expect(value(count, text)).toBe(problem);
  });
  it.each([['1,234.50', '1234.5'], ['-3.25', '-3.25'], ['0.00010000', '0.0001'], ['1.00001', 'too_many_decimals'], ['3万元', 'not_a_number']])('reads the amount %s as %s', (text, wanted) => {
    expect(value(money, text)).toBe(wanted);
  });
  it.each([['是', true], ['Y', true], ['√', true], ['１', true], ['TRUE', true], ['否', false], ['n', false], ['0', false], ['也许', 'not_yes_no']])('reads the yes/no %s as %s', (text, wanted) => {
    expect(value({ kind: 'boolean' }, text)).toBe(wanted);
  });
  it('reads choices by label or name, in any width and case, and suggests the nearest', () => {
    expect(value(choice, 'Penalty')).toBe('行政处罚');
    expect(value(choice, ' 行政处罚 ')).toBe('行政处罚');
    const wrong = readCell(choice, '行政处法');
    expect('problem' in wrong && wrong.words['nearest_zh']).toContain('行政处罚');
  });
  it.each(['行政处罚、行政许可', '行政处罚,行政许可', '行政处罚，licence', '行政处罚;行政许可', '行政处罚；行政许可', '行政处罚|行政许可', '行政处罚、行政许可、行政处罚、'])('parts several values: %s', text => {
    expect(value(several, text)).toEqual(['行政处罚', '行政许可']);
  });
  it.each([['001', ['001']], ['001、002', ['001', '002']], [' 001 ，002；003｜001 , ', ['001', '002', '003']], ['001|002;003', ['001', '002', '003']], ['王、、', ['王']], ['、 ；', null]])('parts the names of “%s”, each once', (text, wanted) => {
    expect(value(names, text)).toEqual(wanted);
  });
  it('takes a label that holds a separator as a whole', () => {
    expect(value(several, '没收违法所得、没收非法财物')).toEqual(['没收违法所得、没收非法财物']);
  });
  it('takes the words that mean empty as empty, and only where they are declared', () => {
    expect(value({ kind: 'text', emptyWords: ['无', '/', '-'], identifier: false }, ' ／ ')).toBeNull();
    expect(value({ kind: 'text', emptyWords: [], identifier: false }, '无')).toBe('无');
    expect(value({ kind: 'text', emptyWords: [], identifier: true }, '9.16101E+17')).toBe('lost_digits');
  });
  it.each([['12', '12', null], ['', null, null], ['/', null, '/'], ['／', null, '/'], ['-', null, '-'], ['—', null, '-'], ['304册', null, '304册'], ['1,234', '1234', null]])('tells the cells of a form apart: "%s"', (text, number, mark) => {
    expect(readFormCell({ integer: true, unit: '宗' }, text)).toEqual({ value: number, mark });
  });
  it('checks the last character of a credit code (GB 32100)', () => {
    expect(creditCodeProblem(A)).toBeNull();
    expect(creditCodeProblem('91350100M000100Y43')).toBeNull();
    expect(creditCodeProblem(`${A.slice(0, 17)}${A[17] === '0' ? '1' : '0'}`)?.zh).toContain('校验位');
    expect(creditCodeProblem('123')?.en).toContain('3 characters');
  });
});

describe('the SQL that reads in bulk', () => {
  const piece = fc.constantFrom('2024', '24', '1', '05', '12', '31', '30', '2', '-', '/', '.', '年', '月', '日', ' ', '0', '9', ',', '，', 'E+', '是', '否', 'true', 'Y', '行政处罚', 'penalty', '、', '行政许可', '１', '没收违法所得、没收非法财物');
  const text = fc.oneof(fc.array(piece, { minLength: 1, maxLength: 6 }).map(parts => parts.join('')), fc.date({ min: new Date('1850-01-01'), max: new Date('2150-01-01'), noInvalidDate: true }).map(day => day.toISOString().slice(0, 10)));
  it('says nothing, or the same as the reading of one cell', async () => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const texts = [...new Set(fc.sample(text, 4000))];
    await connection.run('CREATE TABLE r (c VARCHAR)');
    await connection.run(`INSERT INTO r VALUES ${texts.map(one => `('${one}')`).join(', ')}`);
    for (const type of [date, count, money, { kind: 'boolean' } as const, choice, several, { ...names, identifier: false }, { ...names, identifier: false, code: true }]) {
      const sql = canonical(type, 'r.c', false);
      const shown = type.kind === 'choices' || (type.kind === 'text' && type.several) ? `array_to_string(${sql}, '|')` : `(${sql})::VARCHAR`;
      let read = 0;
      for (const [raw, found] of (await connection.runAndReadAll(`SELECT r.c, ${shown} FROM r`)).getRows()) {
        if (found === null) continue;
        read++;
        const own = value(type, String(raw));
        const text = Array.isArray(own) ? own.join('|') : String(own);
        expect(`${raw} → ${type.kind === 'number' ? Number(found) : found}`).toBe(`${raw} → ${type.kind === 'number' ? Number(text) : text}`);
      }
      expect(read).toBeGreaterThan(0);
    }
  });
});

it('a text beside the listed choices is kept where the list is open, and refused where it is not', () => {
  const choices = [{ value: '督查通报', name: 'bulletin' }];
  expect(readCell({ kind: 'choice', choices, open: true }, ' 普法宣传 ')).toEqual({ value: '普法宣传' });
  expect(readCell({ kind: 'choice', choices, open: true }, 'bulletin')).toEqual({ value: '督查通报' });
  expect(readCell({ kind: 'choice', choices }, '普法宣传')).toMatchObject({ problem: 'unknown_choice' });
});
