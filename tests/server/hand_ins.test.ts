/** Handing in again, taking back, saying that there was nothing, and the copy of the workbook in which the cells are marked. */
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { HandInChangesAnswer, HandIns, UploadStatus } from '../../server/api.ts';
import { Uploads } from '../../server/uploads.ts';
import { A } from './command.ts';
import { CLIENT, json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';
import { join } from 'node:path';

vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
beforeAll(async () => { server = await serving({ uploadLimit: 2_000_000 }); await upload(server.url, SMALL, { year: '2024' }); });
afterAll(() => server.end());

const decisions = (lines: string[]): Record<string, string> => ({ 'decisions.csv': `案号,类别,决定日期,罚款金额\n${lines.map((line) => `${line}\n`).join('')}` });
const own = { year: '2024', agency: A };
const post = (path: string, body: unknown): Promise<Response> => fetch(`${server.url}${path}`, { method: 'POST', headers: { ...CLIENT, 'content-type': 'application/json' }, body: JSON.stringify(body) });
const handIns = async (): Promise<HandIns> => (await json<HandIns>(`${server.url}/api/hand-ins/${A}/2024`)).body;
const item = async (name: string): Promise<HandIns['items'][number]> => (await handIns()).items.find((one) => one.name === name)!;

describe('handing in again', () => {
  test('tells what changed, and can be taken back with a reason, which is in the trail', async () => {
    const first = await upload(server.url, decisions(['T1,行政处罚,2024-03-01,100']), own);
    const second = await upload(server.url, decisions(['T1,行政处罚,2024-03-01,900', 'T2,其他,2024-03-02,']), own);
    expect(second.loaded[0]).toMatchObject({ ledger: 'decisions', supersedes: first.upload });
    const { body } = await json<HandInChangesAnswer>(`${server.url}/api/hand-ins/uploads/${second.upload}/changes?agency=${A}`);
    expect(body.changes[0]).toMatchObject({ label: '行政执法决定', previous: first.upload, added: 1, changed: 1, removed: 0 });
    expect(body.changes[0]!.rows.find((row) => row.kind === 'changed')!.fields).toEqual([{ name: 'fine', label: '罚款金额', before: '100', after: '900' }]);
    const back = await post(`/api/hand-ins/uploads/${second.upload}/take-back`, { agency: A, year: 2024, reason: '金额多填了一个零' });
    expect(back.status).toBe(200);
    const now = await item('decisions');
    expect(now).toMatchObject({ state: 'taken_back', rows: 1 });
    expect(now.versions.slice(0, 3).map((one) => [one.act, one.current])).toEqual([['taken_back', true], ['files', false], ['files', false]]);
    expect((await post(`/api/hand-ins/uploads/${second.upload}/take-back`, { agency: A, year: 2024, reason: '再来' })).status).toBe(422);
    const [entry] = (await server.context.store.audit.search({ act: 'upload.take_back' })).entries;
    expect(entry).toMatchObject({ subject: String(second.upload), agency: A, detail: { reason: '金额多填了一个零' } });
  });
  test('nothing to report, and no such duty, are said and are not the same as silence', async () => {
    expect(await item('coercion_form')).toMatchObject({ state: 'absent', rows: null });
    expect((await post(`/api/hand-ins/${A}/2024/nothing`, { names: ['coercion_form', '行政强制'], kind: 'no_duty' })).status).toBe(200);
    expect(await item('coercion_form')).toMatchObject({ state: 'no_duty', rows: 1 });
    expect((await post(`/api/hand-ins/${A}/2024/nothing`, { names: ['coercion_form'], kind: 'nil' })).status).toBe(200);
    expect(await item('coercion_form')).toMatchObject({ state: 'nil' });
    expect(await item('coercions')).toMatchObject({ state: 'no_duty', rows: 0 });
    expect((await post(`/api/hand-ins/${A}/2024/nothing`, { names: ['agencies'], kind: 'nil' })).status).toBe(422);
  });
});

describe('figures of forms', () => {
  test('stand beside those that the ledgers give, cell by cell', async () => {
    await upload(server.url, decisions(['T1,行政处罚,2024-03-01,100']), own);
    const status = await upload(server.url, { 'penalty_form.csv': `agency,合计,罚没金额\n${A},7,0.01\n` }, own);
    expect(status.state).toBe('loaded');
    expect(status.problems.find((problem) => problem.code === 'ledger_differs')?.message.zh).toContain('填的是 7');
  });
  test('ten times those of last year are asked about, with both', async () => {
    await upload(server.url, { 'licence_form.csv': `agency,申请数量\n${A},30\n` }, { year: '2023', agency: A });
    const status = await upload(server.url, { 'licence_form.csv': `agency,申请数量\n${A},300\n` }, own);
    expect(status.problems.map((problem) => problem.code)).toContain('jump_up');
    expect(status.problems.find((problem) => problem.code === 'jump_up')!.message.zh).toBe('“申请数量”本年 300宗,上年 30宗,增至十倍以上,请核实(是否单位有误,如元与万元)。');
  });
});

describe('the marked copy', () => {
  test('is the workbook itself with fills, comments and a list', async () => {
    const book = new ExcelJS.Workbook(), sheet = book.addWorksheet('行政执法决定');
    sheet.addRow(['案号', '类别', '决定日期', '罚款金额']);
    sheet.addRow(['M1', '行政处罚', '2024-13-01', 5]);
    sheet.addRow(['M2', '行政惩罚', '2024-01-01', 5]);
    sheet.getCell('A1').font = { bold: true };
    book.addWorksheet('别的').addRow(['不动']);
    const status = await upload(server.url, { '台账.xlsx': new Uint8Array(await book.xlsx.writeBuffer() as ArrayBuffer) as never }, own);
    expect(status.state).toBe('refused');
    expect(status.marked).toEqual([{ file: '台账.xlsx', number: 0 }]);
    const answer = await fetch(`${server.url}/api/uploads/${status.id}/marked/0`);
    expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('台账-标注.xlsx'));
    const copy = new ExcelJS.Workbook();
    await copy.xlsx.load(await answer.arrayBuffer() as unknown as ExcelJS.Buffer);
    const marked = copy.getWorksheet('行政执法决定')!;
    expect(JSON.stringify(marked.getCell('C2').note)).toContain('没有“2024-13-01”这一天');
    expect(marked.getCell('C2').fill).toMatchObject({ fgColor: { argb: 'FFF4C7C3' } });
    expect(marked.getCell('C3').fill).not.toMatchObject({ fgColor: { argb: 'FFF4C7C3' } });
    expect(marked.getCell('A1').font).toMatchObject({ bold: true });
    expect(copy.getWorksheet('别的')!.getCell('A1').value).toBe('不动');
    const list = copy.getWorksheet('校验结果')!;
    expect(list.getColumn(2).values.slice(2).map((value) => (typeof value === 'object' ? (value as { text: string }).text : value))).toEqual(['C2', 'B3', ...list.getColumn(2).values.slice(4).map((value) => (typeof value === 'object' ? (value as { text: string }).text : value))]);
    expect(list.getCell('B2').value).toMatchObject({ hyperlink: "#'行政执法决定'!C2" });
  });
  test('of a CSV file is a workbook, formulas in it are texts', async () => {
    const status = await upload(server.url, decisions(['=1+1,行政处罚,某日,5']), own);
    expect(status.marked).toHaveLength(1);
    const copy = new ExcelJS.Workbook();
    await copy.xlsx.load(await (await fetch(`${server.url}/api/uploads/${status.id}/marked/0`)).arrayBuffer() as unknown as ExcelJS.Buffer);
    expect(copy.getWorksheet('CSV')!.getCell('A2').value).toBe("'=1+1");
    expect(copy.getWorksheet('CSV')!.getCell('C2').note).toBeTruthy();
  });
  test('is not made of a file that could not be opened', async () => {
    const status = await upload(server.url, { 'decisions.xlsx': 'not a workbook' }, own);
    expect([status.state, status.marked]).toEqual(['refused', []]);
  });
});

describe('an upload that is stopped', () => {
  test('while it is read loads nothing and says so', async () => {
    let seen: AbortSignal | undefined, begun: () => void = () => undefined;
    const started = new Promise<void>((done) => { begun = done; });
    const uploads = new Uploads(join(server.folder, 'stopped'), (_, __, ___, signal) => { seen = signal; begun(); return new Promise((_done, failed) => { signal!.addEventListener('abort', () => failed(signal!.reason)); }); });
    const id = await uploads.accept(async (handlers) => { const sink = await handlers.file('file', 'a.csv'); await sink.close(); }, () => ({ year: 2024, agency: null, by: 'tester' }));
    await started;
    expect(uploads.cancel(id)).toBe(true);
    await uploads.idle();
    expect(seen!.aborted).toBe(true);
    expect(uploads.status(id)).toMatchObject({ state: 'cancelled', loaded: [], problems: [{ code: 'cancelled' }] });
    expect(uploads.cancel(id)).toBe(false);
  });
  test('when it is done already cannot be stopped', async () => {
    const status = await upload(server.url, decisions(['S1,其他,2024-03-01,']), own);
    const answer = await fetch(`${server.url}/api/uploads/${status.id}`, { method: 'DELETE', headers: CLIENT });
    expect(answer.status).toBe(422);
    expect((await json<UploadStatus>(`${server.url}/api/uploads/${status.id}`)).body.state).toBe('loaded');
  });
});
