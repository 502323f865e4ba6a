/** Where a problem is told to be, and agency codes however they are written. */
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { nearest } from '../../data/intake/nearest.ts';
import type { Store } from '../../data/store/index.ts';
import type { Problem } from '../../server/api.ts';
import { ordered } from '../../server/hand_in.ts';
import { A, B, load, memoryStore, roster, rows, said, validate } from './helpers.ts';

const stores: Store[] = [];
let store: Store;
beforeEach(async () => { stores.push(store = await memoryStore()); });
afterAll(async () => { for (const one of stores) await one.close(); });

const HEAD = '执法主体,案号,类别,决定日期\n';
const line = (n: number): string => `${A},案${n},行政处罚,2024-02-05\n`;
const bytes = (...parts: (string | number[])[]): Buffer => Buffer.concat(parts.map(part => Buffer.from(part as string)));

describe('a character that cannot be read', () => {
  const lines = (count: number): string => HEAD + Array.from({ length: count }, (_, n) => line(n)).join('');
  test.each([
    ['in UTF-8', bytes(lines(300), '甲,', [0xff], '\n', lines(20)), 302],
    ['in UTF-8, far into the file', bytes(lines(250_000), '甲,', [0xc3, 0x28], '\n', line(1)), 250_002],
    ['in the last line, without its end', bytes(lines(3), [0xff, 0xff]), 5],
    ['in GB18030', bytes([0xd6, 0xb4, 0xb7, 0xa8, 0x0a], 'a,b\n'.repeat(40), [0xd6, 0xb4, 0xff, 0xff, 0x0a]), 42],
    ['in UTF-16', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`上,b\n上\n`, 'utf16le'), Buffer.from([0x00, 0xd8, 0x0a, 0x00])]), 3],
  ])('is told with its row: %s', async (_, content, row) => {
    const result = await validate(store, { 'agencies.csv': roster, 'decisions.csv': content });
    expect(said(result)).toEqual([`decisions.csv ${row} encoding`]);
    expect(result.problems[0]!.message.zh).toContain(`第 ${row} 行`);
  });
});

test('a missing column is told at the header that is meant, else behind the last', async () => {
  const meant = await validate(store, { 'agencies.csv': roster, 'decisions.csv': `执法主体,案号号,类别,决定日期\n${line(1)}` });
  expect(said(meant)).toEqual(['decisions.csv B1 unknown_column', 'decisions.csv B1 missing_column']);
  const absent = await validate(store, { 'agencies.csv': roster, 'decisions.csv': `执法主体,类别,决定日期\n${A},行政处罚,2024-02-05\n` });
  expect(said(absent)).toEqual(['decisions.csv D1 missing_column']);
});

test('problems of a row come in the order of its columns, AA after Z', () => {
  const problem = (cell: string | null, column: string): Problem => ({ file: 'a.csv', sheet: null, cell, row: 2, column, code: 'x', severity: 'error', message: { zh: '', en: '' } });
  expect(ordered([problem('AA2', 'a'), problem('C2', 'b'), problem('B2', 'z'), problem(null, 'y')]).map(one => one.cell)).toEqual([null, 'B2', 'C2', 'AA2']);
});

describe('agency codes', () => {
  const wide = (text: string): string => text.replace(/./g, character => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
  test('are read in any case and width: on the roster, in ledgers, in forms', async () => {
    const lower = A.toLowerCase();
    expect(lower).not.toBe(A);
    const files = {
      'agencies.csv': roster.replace(A, lower).replace(B, wide(B)), 'decisions.csv': `${HEAD}${line(1)}${line(2).replace(A, lower)}${line(3).replace(A, wide(lower))}${line(4).replace(A, B)}`,
      'appeals_form.csv': `agency,sued\n${lower},3\n`,
    };
    expect(said(await load(store, files))).toEqual([]);
    expect(await rows(store, 'SELECT DISTINCT agency FROM decisions ORDER BY 1')).toEqual([[A], [B]]);
    expect(await rows(store, 'SELECT agency FROM appeals_form')).toEqual([[A]]);
    expect(await rows(store, `SELECT count(*) FROM agencies WHERE code IN ('${A}', '${B}')`)).toEqual([[2n]]);
  });
  test('are read so in a file of which nothing else is unusual, too', async () => {
    expect(said(await load(store, { 'agencies.csv': roster, 'decisions.csv': `${HEAD}${line(2).replace(A, A.toLowerCase())}` }))).toEqual([]);
    expect(await rows(store, 'SELECT agency FROM decisions')).toEqual([[A]]);
    expect(said(await load(store, { 'decisions.csv': `案号,类别,决定日期\n案9,行政处罚,2024-02-05\n` }, { kind: 'agency', agency: A.toLowerCase() }))).toEqual([]);
  });
});

test('a suggestion is the same name in another case before any other', () => {
  expect(nearest('11610100010000001x8', ['11610100010000001', '11610100010000001X8'])).toBe('11610100010000001X8');
  expect(nearest('PENALTY', ['penalty_kind', 'penalty'])).toBe('penalty');
  expect(nearest('案号号', ['案', '案号'])).toBe('案号');
});

test('decimals in the words of a check have no zeros at their end', async () => {
  const { problems } = await validate(store, { 'agencies.csv': roster, 'appeals_form.csv': `agency,sued,lost\n${A},50,100\n` }, { checks: (name, table) => (name === 'appeals_form' ? [{
    check: { label: '试', severity: 'warning', condition: { kind: 'boolean', value: true, type: { kind: 'boolean' } } }, statement: { sql: `SELECT _row, sued, lost, 0.5::DECIMAL(18,4) AS overturned FROM "${table}"`, values: [] },
  }] : []) });
  expect(problems.map(one => one.message.zh)).toEqual(['试:被行政诉讼数量 50,行政诉讼败诉数量 100,被行政复议纠错数量 0.5。']);
});
