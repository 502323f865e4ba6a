import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotCurrent, type Store } from '../../data/store/index.ts';
import { A, B, load, memoryStore, program, roster, rows } from './helpers.ts';

let store: Store;
beforeEach(async () => { store = await memoryStore(); await load(store, { 'agencies.csv': roster }); });
afterEach(async () => { await store.close(); });

const decisions = (lines: string[]): string => `执法主体,案号,类别,决定日期,罚款金额\n${lines.map(line => `${A},${line}\n`).join('')}`;
const mine = { kind: 'agency' as const, agency: A };
const cases = (): Promise<unknown[][]> => rows(store, 'SELECT case_no, fine, _upload FROM decisions ORDER BY case_no');

describe('a second upload of a ledger', () => {
  it('shows which rows came, went and changed, by key and field', async () => {
    const first = await load(store, { 'decisions.csv': decisions(['A1,行政处罚,2024-01-02,100', 'A2,行政处罚,2024-01-03,200', 'A3,其他,2024-01-04,']) }, mine);
    const second = await load(store, { 'decisions.csv': decisions(['A1,行政处罚,2024-01-02,100', 'A2,行政许可,2024-01-03,250', 'A4,其他,2024-01-05,']) }, mine);
    const [changes] = await store.changes(second.upload!, A);
    expect(changes).toMatchObject({ ledger: 'decisions', year: 2024, previous: first.upload, added: 1, removed: 1, changed: 1, same: 1 });
    expect(changes!.rows.find(row => row.kind === 'changed')).toEqual({ kind: 'changed', key: 'A2', row: 3, fields: [{ name: 'kind', label: '类别', before: '行政处罚', after: '行政许可' }, { name: 'fine', label: '罚款金额', before: '200', after: '250' }] });
    expect(changes!.rows.map(row => `${row.kind} ${row.key}`).sort()).toEqual(['added A4', 'changed A2', 'removed A3']);
    expect((await store.changes(first.upload!, A))[0]).toMatchObject({ previous: null, added: 3, removed: 0 });
  });
  it('can be taken back: what was there before counts again, as a new version', async () => {
    const first = await load(store, { 'decisions.csv': decisions(['A1,行政处罚,2024-01-02,100']) }, mine);
    const second = await load(store, { 'decisions.csv': decisions(['A1,行政处罚,2024-01-02,999', 'A2,其他,2024-01-02,']) }, mine);
    const back = await store.takeBack(second.upload!, A, '传错了文件');
    expect(back).toEqual({ upload: second.upload! + 1, restored: [{ agency: A, ledger: 'decisions', year: 2024, restored: first.upload }] });
    expect(await cases()).toEqual([['A1', '100', back.upload]]);
    const versions = (await store.versions(A, 2024)).filter(one => one.ledger === 'decisions');
    expect(versions.map(one => [one.upload, one.act, one.rows, one.current, one.supersededBy])).toEqual([[back.upload, 'taken_back', 1, true, null], [second.upload, 'files', 2, false, back.upload], [first.upload, 'files', 1, false, second.upload]]);
    expect(versions[0]!.note).toBe('传错了文件');
    // Taking that back brings the second again.
    await store.takeBack(back.upload, A, null);
    expect((await cases()).map(row => row[0])).toEqual(['A1', 'A2']);
  });
  it('taken back where nothing was before: the ledger is not reported again', async () => {
    const first = await load(store, { 'decisions.csv': decisions(['A1,行政处罚,2024-01-02,100']) }, mine);
    await store.takeBack(first.upload!, A, null);
    expect(await cases()).toEqual([]);
    expect((await store.handIns()).filter(one => one.ledger === 'decisions')).toEqual([]);
    await expect(store.takeBack(first.upload!, A, null)).rejects.toThrow(NotCurrent);
  });
  it('of several agencies can be taken back for one', async () => {
    const both = (fine: number): string => `执法主体,案号,类别,决定日期,罚款金额\n${A},A1,行政处罚,2024-01-02,${fine}\n${B},B1,行政处罚,2024-01-02,${fine}\n`;
    await load(store, { 'decisions.csv': both(1) });
    const second = await load(store, { 'decisions.csv': both(2) });
    await store.takeBack(second.upload!, B, null);
    expect((await cases()).map(row => row.slice(0, 2))).toEqual([['A1', '2'], ['B1', '1']]);
  });
});

describe('a form', () => {
  it('shows changed cells, marks among them, and its table as given goes back with it', async () => {
    const form = (warning: string, total: string): string => `单位名称,警告,"没收违法所得、没收非法财物",合计(宗)\n示例局1,${warning},3,${total}\n`;
    await load(store, { '行政处罚.csv': form('1', '4') }, mine);
    const second = await load(store, { '行政处罚.csv': form('/', '5') }, mine);
    const [changes] = await store.changes(second.upload!, A);
    expect(changes!.rows[0]!.fields).toEqual([{ name: 'warning', label: '警告', before: '1', after: '/' }, { name: 'total', label: '合计', before: '4', after: '5' }]);
    await store.takeBack(second.upload!, A, null);
    expect((await store.given(A, 2024)).map(table => table.rows)).toEqual([[['示例局1', '1', '3', '4']]]);
  });
});

describe('nothing to report', () => {
  it('said of a ledger is a report without rows, of a form one of noughts; neither is silence', async () => {
    await store.declareNothing({ agency: A, year: 2024, names: ['inspections', 'licence_form'], kind: 'nil', note: null });
    expect((await store.handIns()).filter(one => one.agency === A).map(one => [one.ledger, one.rows])).toEqual([['inspections', 0], ['licence_form', 1]]);
    expect(await rows(store, 'SELECT applied, applied__mark, granted FROM licence_form')).toEqual([['0', null, '0']]);
    expect((await store.versions(A, 2024)).map(one => one.act)).toEqual(['nil', 'nil']);
  });
  it('for want of the duty is another thing: / in every cell', async () => {
    await load(store, { 'licence_form.csv': `agency,申请数量\n${A},5\n` }, mine);
    const upload = await store.declareNothing({ agency: A, year: 2024, names: ['licence_form'], kind: 'no_duty', note: '无许可职责' });
    expect(await rows(store, 'SELECT DISTINCT applied, applied__mark, revoked__mark FROM licence_form')).toEqual([[null, '/', '/']]);
    await store.takeBack(upload, A, null);
    expect(await rows(store, 'SELECT applied, applied__mark FROM licence_form')).toEqual([['5', null]]);
  });
});

it('every ledger and form of an agency can be declared empty', async () => {
  const names = [...Object.values(program.ledgers).filter(ledger => ledger.hasAgency).map(ledger => ledger.name), ...Object.keys(program.forms)];
  await store.declareNothing({ agency: B, year: 2024, names, kind: 'nil', note: null });
  expect((await store.handIns()).filter(one => one.agency === B)).toHaveLength(names.length);
});
