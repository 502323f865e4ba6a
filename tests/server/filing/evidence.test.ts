/** Evidence over HTTP: attached, confirmed (a new version of the hand-in), returned; hostile files; points given by hand. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync, strToU8 } from 'fflate';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { EvidenceItem, EvidenceList, HandPointsPage } from '../../../server/api.ts';
import { kindOf } from '../../../server/filing/files.ts';
import type { ErrorBody } from '../../../server/http/errors.ts';
import { A, B } from '../command.ts';
import { CLIENT, json, serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 120_000 });
const activities = `agency,activity_no,kind,form,held_on,evidence,confirmed\n${A},W1,一把手跟执法,现场,2024-05-06,,\n${A},W2,经费预算,预算批复,2024-03-01,预算2024.pdf,否\n${B},W1,一把手跟执法,现场,2024-06-06,,是\n`;
let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => '2025-02-10' });
  expect((await upload(server.url, { ...SMALL, 'activities.csv': activities }, { year: '2024' })).state).toBe('loaded');
});
afterAll(() => server.end());

const PDF = '%PDF-1.7\n%示例\n';
const list = async (query = ''): Promise<EvidenceList> => (await json<EvidenceList>(`${server.url}/api/evidence?year=2024${query}`)).body;
const item = async (agency: string, name: string): Promise<EvidenceItem> => (await list(`&agency=${agency}`)).items.find((one) => one.item === name)!;
const post = <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
type Answer = { item: EvidenceItem } & ErrorBody;
const act = async (name: string, agency: string, of: string, more: Record<string, unknown> = {}): Promise<{ status: number; body: Answer }> => post(`/api/evidence/${agency}/2024/${name}`, { item: of, expected: (await item(agency, of))?.number ?? 0, ...more });
async function attach(agency: string, of: string, name: string, content: string | Uint8Array): Promise<{ status: number; body: Answer }> {
  const form = new FormData();
  form.set('item', of);
  form.set('expected', String((await item(agency, of))?.number ?? 0));
  form.append('file', new Blob([content as BlobPart]), name);
  return json<Answer>(`${server.url}/api/evidence/${agency}/2024/attach`, { method: 'POST', headers: CLIENT, body: form });
}
const confirmed = async (agency: string, no: string): Promise<string> => {
  const { columns } = await server.context.engine.query({ sql: 'SELECT CAST(confirmed AS VARCHAR) FROM activities WHERE agency = ? AND activity_no = ? AND _year = 2024', values: [agency, no] });
  return String(columns[0]![0]);
};

describe('items', () => {
  test('are the rows a bureau confirms, each with its state', async () => {
    const all = await list();
    expect(all.counts).toEqual({ open: 2, offered: 0, confirmed: 1, returned: 0 });
    expect(await item(A, 'activities/W2')).toMatchObject({ kind: '工作记录', label: '经费预算：预算批复', on: '2024-03-01', said: '预算2024.pdf', state: 'open', attachments: [], number: 0 });
    expect((await list('&state=confirmed')).items.map((one) => [one.agency, one.item])).toEqual([[B, 'activities/W1']]);
    expect(await list('&limit=1&offset=1')).toMatchObject({ total: 3, offset: 1, items: [{}] });
  });
  test('that are not there take nothing', async () => {
    for (const of of ['activities/W9', 'decisions/A1', 'indicator/nothing', 'W1', '../x']) expect(await attach(A, of, 'a.pdf', PDF), of).toMatchObject({ status: 404, body: { error: { code: 'unknown_item' } } });
    expect((await attach('NOBODY', 'activities/W1', 'a.pdf', PDF)).status).toBe(404);
  });
});

describe('what is attached', () => {
  test('is kept by its hash and handed out as a download, never shown in place', async () => {
    const answer = await attach(A, 'activities/W1', '../跟执法<记录>.pdf', PDF);
    expect(answer).toMatchObject({ status: 200, body: { item: { state: 'offered', attachments: [{ id: 1, name: '跟执法<记录>.pdf', type: 'application/pdf', bytes: Buffer.byteLength(PDF) }] } } });
    const { sha256 } = answer.body.item.attachments[0]!;
    expect(existsSync(join(server.folder, 'evidence', sha256!.slice(0, 2), sha256!))).toBe(true);
    const file = await fetch(`${server.url}/api/evidence/${A}/2024/files/${sha256}`);
    expect(await file.text()).toBe(PDF);
    expect(file.headers.get('content-disposition')).toMatch(/^attachment; /);
    expect(file.headers.get('x-content-type-options')).toBe('nosniff');
    expect(file.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(file.headers.get('cache-control')).toContain('no-store');
    // The same bytes of another agency are not this one's to give.
    expect((await fetch(`${server.url}/api/evidence/${B}/2024/files/${sha256}`)).status).toBe(404);
  });
  test('may be a web address, but no script and no credentials', async () => {
    expect((await act('link', A, 'activities/W1', { url: 'https://example.invalid/通报?id=1', name: '通报' })).body.item.attachments[1]).toMatchObject({ id: 2, name: '通报', url: 'https://example.invalid/%E9%80%9A%E6%8A%A5?id=1' });
    for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'https://u:p@example.invalid/', 'example']) expect(await act('link', A, 'activities/W1', { url }), url).toMatchObject({ status: 422, body: { error: { code: 'bad_url' } } });
  });
  test('is told by its content, whatever its name says', async () => {
    const zip = (names: string[]): Uint8Array => zipSync(Object.fromEntries(names.map((name) => [name, strToU8('x')])));
    expect(kindOf(zip(['[Content_Types].xml', 'word/document.xml']))?.extensions).toEqual(['docx']);
    expect(kindOf(zip(['OFD.xml', 'Doc_0/Document.xml']))?.extensions).toEqual(['ofd']);
    const hostile: [string, string | Uint8Array, string][] = [
      ['a.pdf', '<html><script>1</script>', 'file_kind'], ['a.exe', 'MZ\u0090', 'file_kind'], ['a.svg', '<svg onload="x"/>', 'file_kind'], ['a.zip', zip(['a.txt']), 'file_kind'],
      ['a.docx', zip(['word/document.xml', 'word/vbaProject.bin']), 'file_kind'], ['a.docx', zip(['word/document.xml']).slice(0, 40), 'file_kind'], ['a.xlsx', zip(['word/document.xml']), 'file_extension'], ['a.html', PDF, 'file_extension'], ['a.pdf', '', 'empty_file'],
    ];
    for (const [name, content, code] of hostile) expect(await attach(A, 'activities/W1', name, content), `${name} ${code}`).toMatchObject({ status: 422, body: { error: { code } } });
    expect((await item(A, 'activities/W1')).attachments).toHaveLength(2);
    expect(readdirSync(join(server.folder, 'evidence'))).toHaveLength(1);
  });
  test('is refused over its limit, and with a stale view', async () => {
    expect((await attach(A, 'activities/W1', 'a.pdf', PDF + ' '.repeat(20 * 1024 * 1024))).status).toBe(413);
    expect(await act('link', A, 'activities/W1', { url: 'https://example.invalid/', expected: 0 })).toMatchObject({ status: 409, body: { error: { code: 'stale' } } });
  });
});

describe('the bureau', () => {
  test('confirms: the row says so in a new version of the hand-in, the old one stays', async () => {
    const before = { uploads: (await server.context.store.uploads()).length, version: await server.context.dataVersion() };
    const answer = await act('confirm', A, 'activities/W1');
    expect(answer).toMatchObject({ status: 200, body: { item: { state: 'confirmed', judged: { by: 'tester' } } } });
    expect(await confirmed(A, 'W1')).toBe('true');
    expect(await confirmed(A, 'W2')).toBe('false');
    expect((await server.context.store.uploads()).length).toBe(before.uploads + 1);
    expect(await server.context.dataVersion()).not.toBe(before.version);
    const { columns } = await server.context.engine.query({ sql: 'SELECT count(*), count(confirmed) FROM history.activities WHERE agency = ?', values: [A] });
    expect(columns.map((column) => Number(column[0]))).toEqual([2, 1]);
    expect((await act('withdraw', A, 'activities/W1', { attachment: 1 })).body.error.code).toBe('confirmed');
  });
  test('returns with a remark: the row is no longer confirmed', async () => {
    expect((await act('return', A, 'activities/W1')).body.error.code).toBe('remark_wanted');
    expect(await act('return', A, 'activities/W1', { remark: '缺主要负责人签字' })).toMatchObject({ body: { item: { state: 'returned', remark: '缺主要负责人签字' } } });
    expect(await confirmed(A, 'W1')).toBe('false');
    expect((await act('withdraw', A, 'activities/W1', { attachment: 1 })).body.item.attachments.map((one) => one.id)).toEqual([2]);
    expect((await item(A, 'activities/W1')).history.map((one) => one.act)).toEqual(['attach', 'attach', 'confirm', 'return', 'withdraw']);
  });
  test('a failure in the middle leaves neither the word nor the row', async () => {
    const append = vi.spyOn(server.context.store.audit, 'append').mockRejectedValueOnce(new Error('disk'));
    const log = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const uploads = await server.context.store.uploads();
    expect((await act('confirm', A, 'activities/W1')).status).toBe(500);
    append.mockRestore();
    log.mockRestore();
    expect((await item(A, 'activities/W1')).state).toBe('offered');
    expect(await confirmed(A, 'W1')).toBe('false');
    expect(await server.context.store.uploads()).toEqual(uploads);
  });
  test('every act stands in the audit trail', async () => {
    const { entries } = await server.context.store.audit.search({ act: 'evidence', agency: A, limit: 100, oldestFirst: true });
    expect(entries.map((entry) => entry.act)).toEqual(['attach', 'attach', 'confirm', 'return', 'withdraw'].map((name) => `evidence.${name}`));
  });
  test('an indicator takes evidence as well', async () => {
    expect(await attach(A, 'indicator/annual_report_on_time', '网页.pdf', PDF)).toMatchObject({ status: 200 });
    expect(await item(A, 'indicator/annual_report_on_time')).toMatchObject({ kind: '指标', label: '年报按期公开', state: 'offered' });
    expect((await act('confirm', A, 'indicator/annual_report_on_time')).body.item.state).toBe('confirmed');
  });
});

describe('points given by hand', () => {
  const query = 'year=2024&pack=xian_2022';
  const page = async (): Promise<HandPointsPage> => (await json<HandPointsPage>(`${server.url}/api/hand-points?${query}`)).body;
  const give = async (points: string | null, reason: string, more: Record<string, unknown> = {}): Promise<{ status: number; body: HandPointsPage & ErrorBody }> => {
    const { scorecard, items } = await page();
    return post('/api/hand-points', { year: 2024, pack: 'xian_2022', scorecard, item: items[0]!.name, agency: A, points, reason, ...more });
  };
  const bonus = async (): Promise<number> => {
    const { scorecard } = await page();
    const { rows } = (await json<{ rows: { agency: string; points: number | null }[] }>(`${server.url}/api/ranking?${query}&scorecard=${scorecard}&format=json`)).body;
    return rows.find((row) => row.agency === A)!.points!;
  };
  test('count at once, show who gave them and why, and can be taken back; every entry stays', async () => {
    const before = { points: await bonus(), version: await server.context.dataVersion() };
    expect((await page()).items[0]).toMatchObject({ label: '创新做法被推广', from: '0', to: '3' });
    expect((await give('1.5', '经验被省厅推广')).body.given).toMatchObject([{ agency: A, points: '1.5', reason: '经验被省厅推广', name: 'tester', earlier: [] }]);
    expect(await bonus()).toBeCloseTo(before.points + 1.5, 6);
    expect(await server.context.dataVersion()).not.toBe(before.version);
    expect((await give('2', '又被全国推广')).body.given).toMatchObject([{ points: '2', earlier: [{ points: '1.5' }] }]);
    expect(await bonus()).toBeCloseTo(before.points + 2, 6);
    expect((await give(null, '材料不实')).body.given).toMatchObject([{ points: null, reason: '材料不实', earlier: [{ points: '2' }, { points: '1.5' }] }]);
    expect(await bonus()).toBe(before.points);
    const { entries } = await server.context.store.audit.search({ act: 'points', limit: 10, oldestFirst: true });
    expect(entries.map((entry) => entry.act)).toEqual(['points.give', 'points.give', 'points.take_back']);
  });
  test('lie within the item\'s bounds and want a reason', async () => {
    for (const points of ['3.5', '-1', '1.234', 'x', '']) expect((await give(points, '理由')).status, points).toBe(422);
    expect((await give('1', ' ')).status).toBe(400);
    expect((await give('1', '理由', { item: 'nothing' })).status).toBe(404);
    expect((await give('1', '理由', { agency: 'X' })).status).toBe(404);
  });
});
