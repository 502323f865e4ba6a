/** Filing over HTTP: one agency's report from nothing to its correction, the board, reminders, sums. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ErrorBody } from '../../../server/http/errors.ts';
import type { FilingBoard, FilingManyAnswer, FilingRemindAnswer, FilingRollup, FilingView } from '../../../server/api.ts';
import type { MeasureRow } from '../../../metrics/types.ts';
import { A, B, SILENT } from '../command.ts';
import { json, serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
let today = '2025-01-08';
beforeAll(async () => {
  server = await serving({ today: () => today });
  expect((await upload(server.url, SMALL, { year: '2024' })).state).toBe('loaded');
});
afterAll(() => server.end());

const get = <T>(path: string): Promise<{ status: number; body: T }> => json<T>(server.url + path);
const post = <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
const view = async (agency = A): Promise<FilingView> => (await get<FilingView>(`/api/filing/${agency}/2024`)).body;
const act = async (name: string, more: Record<string, unknown> = {}, agency = A): Promise<{ status: number; body: FilingView & ErrorBody }> => post(`/api/filing/${agency}/2024/${name}`, { expected: (await view(agency)).number, ...more });
/** What an indicator says of the agency on a day. */
const measure = async (name: string, asOf: string, agency = A): Promise<MeasureRow> => {
  const { context } = server;
  const measures = await context.results.measures(await context.definition({ pack: 'xian_2022' }, 2024), 2024, asOf);
  return measures.byIndicator[name]!.find((row) => row.agency === agency)!;
};

describe('a report of a year', () => {
  test('begins as a draft, with its deadlines and what may be done', async () => {
    const one = await view();
    expect(one).toMatchObject({ stage: 'draft', version: 1, published: 0, number: 0, blockers: [], history: [], publications: [], rows: [] });
    expect(one.deadlines.submit).toMatchObject({ day: '2025-01-15', workdaysLeft: 5, overdue: 0 });
    expect(one.acts.map(({ act: name }) => name)).toEqual(['check', 'remind']);
  });

  test('of an agency that handed nothing in cannot be checked', async () => {
    expect((await view(SILENT)).blockers.map(({ zh }) => zh)).toEqual(['本年度还没有报送任何台账或统计表。']);
    expect(await act('check', {}, SILENT)).toMatchObject({ status: 422, body: { error: { code: 'nothing_reported' } } });
  });

  test('is refused for an act out of turn, a stale view, an unknown act or agency', async () => {
    expect(await act('publish')).toMatchObject({ status: 422, body: { error: { code: 'wrong_stage' } } });
    expect(await act('check', { expected: 7 })).toMatchObject({ status: 409, body: { error: { code: 'stale' } } });
    expect((await act('approve')).status).toBe(400);
    expect((await get('/api/filing/NOBODY/2024')).status).toBe(404);
    expect((await act('check', { remark: 'x'.repeat(2001) })).status).toBe(400);
    expect((await view()).history).toEqual([]);
  });

  test('of typed figures that contradict each other cannot be checked until they are mended', async () => {
    const kinds = server.context.store.program.forms['penalty_form']!.columns.filter((column) => column.group === 'kinds').map((column) => column.name);
    const form = (total: number): string => `agency,${kinds.join(',')},total,amount,simple,ordinary,filed,closed\n${B},${kinds.map((kind) => ({ warning: 2, fined: 3 })[kind] ?? 0).join(',')},${total},1.5,2,3,4,5\n`;
    // Forms that contradict themselves are kept here with a warning, as the demonstration's are.
    const { importFiles } = await import('../../../data/intake/index.ts');
    const { checksOf } = await import('../../../server/hand_in.ts');
    const { mkdtempSync, writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const load = async (total: number): Promise<void> => {
      const path = `${mkdtempSync(`${tmpdir()}/form-`)}/penalty_form.csv`;
      writeFileSync(path, form(total));
      const result = await importFiles(server.context.store, [{ name: 'penalty_form.csv', path }], { year: 2024, kind: 'agency', agency: B, checks: checksOf(server.context.store.program), hardChecks: 'warn' });
      expect(result.errorCount).toBe(0);
    };
    await load(6);
    const one = await view(B);
    expect(one.findings[0]).toMatchObject({ table: 'penalty_form', severity: 'error' });
    expect(await act('check', { remark: '核对无误' }, B)).toMatchObject({ status: 422, body: { error: { code: 'hard_findings' } } });
    await load(5);
    const mended = await view(B);
    expect(mended.findings.filter((finding) => finding.severity === 'error')).toEqual([]);
    expect(mended.findings.length).toBeGreaterThan(0);
    expect(await act('check', {}, B)).toMatchObject({ status: 422, body: { error: { code: 'acknowledge' } } });
    const checked = await act('check', { remark: '空格为无此项' }, B);
    expect(checked).toMatchObject({ status: 200, body: { stage: 'checked' } });
    expect(checked.body.history[0]!.acknowledged).toEqual(mended.findings.map((finding) => finding.message));
  });

  test('goes from check to acceptance; the ledger filings follows with history, and so does the version of the data', async () => {
    const before = await server.context.dataVersion();
    const uploads = await server.context.store.uploads();
    expect((await act('check', { remark: '提示已核实' })).body.stage).toBe('checked');
    today = '2025-01-14';
    expect((await act('submit')).body).toMatchObject({ stage: 'submitted', submittedOn: '2025-01-14', rows: [{ version: 1, submittedOn: '2025-01-14', filedOn: null, publishedOn: null }] });
    expect(await server.context.dataVersion()).not.toBe(before);
    today = '2025-01-16';
    expect(await act('return')).toMatchObject({ status: 422, body: { error: { code: 'remark_wanted' } } });
    expect((await act('return', { remark: '请补充法制审核数' })).body).toMatchObject({ stage: 'returned' });
    expect((await act('check', { remark: '已补充' })).body.stage).toBe('checked');
    expect((await act('submit')).body.rows).toMatchObject([{ submittedOn: '2025-01-14' }]);
    expect((await act('accept')).body).toMatchObject({ stage: 'accepted', rows: [{ submittedOn: '2025-01-14', filedOn: '2025-01-16' }] });
    expect((await server.context.store.uploads()).length).toBe(uploads.length + 2);
    const { columns } = await server.context.engine.query({ sql: 'SELECT count(*) FROM history.filings WHERE agency = ?', values: [A] });
    expect(Number(columns[0]![0])).toBe(1);
  });

  test('is not published with figures that changed after the check', async () => {
    const answer = await upload(server.url, { 'decisions.csv': SMALL['decisions.csv']!.split('\n').filter((line) => !line.startsWith(B)).join('\n') }, { year: '2024', agency: A });
    expect(answer.state).toBe('loaded');
    expect((await view()).stale).toBe(true);
    expect(await act('publish')).toMatchObject({ status: 422, body: { error: { code: 'data_changed' } } });
    await act('return', { remark: '数据有变，请重新校核' });
    await act('check', { remark: '提示已核实' });
    await act('submit');
    expect((await act('accept')).body.stage).toBe('accepted');
  });

  test('published on 1 February is late, and a correction does not make it earlier', async () => {
    expect(await measure('annual_report_on_time', '2025-01-31')).toMatchObject({ state: 'pending' });
    today = '2025-02-01';
    const published = await act('publish');
    expect(published.body).toMatchObject({ stage: 'published', published: 1, publications: [{ version: 1, publishedOn: '2025-02-01', reason: null, name: '甲局' }], rows: [{ publishedOn: '2025-02-01', url: `/reports/${A}/2024/v1` }] });
    expect(await measure('annual_report_on_time', '2025-02-05')).toMatchObject({ state: 'value', value: false });
    expect(await measure('annual_report_filed_on_time', '2025-02-05')).toMatchObject({ state: 'value', value: true });
  });

  test('what was published stays as it is when figures are handed in later, until a correction', async () => {
    const first = (await server.context.store.publications.get(A, 2024, 'annual_statistics'))!;
    expect(createHash('sha256').update(first.model).digest('hex')).toBe(first.sha256);
    await upload(server.url, { 'decisions.csv': `执法主体,案号,类别,决定日期,公示日期,处罚种类\n${A},A9,行政处罚,2024-06-05,2024-06-06,罚款\n` }, { year: '2024', agency: A });
    expect((await server.context.store.publications.get(A, 2024, 'annual_statistics'))!.model).toBe(first.model);
    expect(await act('correct')).toMatchObject({ status: 422, body: { error: { code: 'reason_wanted' } } });
    expect((await act('correct', { remark: '漏报一件处罚' })).body).toMatchObject({ stage: 'draft', version: 2, published: 1, reason: '漏报一件处罚', publications: [{ version: 1 }] });
    await act('check', { remark: '提示已核实' });
    await act('submit');
    await act('accept');
    today = '2025-03-03';
    const corrected = await act('publish');
    expect(corrected.body).toMatchObject({ stage: 'published', version: 2, published: 2, publications: [{ version: 1, publishedOn: '2025-02-01' }, { version: 2, publishedOn: '2025-03-03', reason: '漏报一件处罚' }] });
    const [one, two] = [await server.context.store.publications.get(A, 2024, 'annual_statistics', 1), await server.context.store.publications.get(A, 2024, 'annual_statistics')];
    expect(one!.model).toBe(first.model);
    const model = JSON.parse(two!.model) as { publication: unknown; versions: unknown; fingerprints: { data: string } };
    expect(model.publication).toEqual({ version: 2, publishedOn: '2025-03-03', reason: '漏报一件处罚' });
    expect(model.versions).toEqual([{ version: 1, publishedOn: '2025-02-01', reason: null }, { version: 2, publishedOn: '2025-03-03', reason: '漏报一件处罚' }]);
    expect(model.fingerprints.data).not.toBe((JSON.parse(first.model) as typeof model).fingerprints.data);
    expect(await measure('annual_report_on_time', '2025-03-10')).toMatchObject({ state: 'value', value: false });
  });

  test('a correction that is given up leaves the publication as it was', async () => {
    await act('correct', { remark: '误点' });
    expect((await act('abandon', { remark: '数据无误' })).body).toMatchObject({ stage: 'published', version: 2, published: 2 });
    expect((await view()).rows.map(({ version }) => version)).toEqual([1, 2]);
  });

  test('reporting to the superior takes a day that has been', async () => {
    expect(await act('forward', { on: '2025-04-01' })).toMatchObject({ status: 422, body: { error: { code: 'bad_day' } } });
    expect(await act('forward', { on: '2024-12-31' })).toMatchObject({ status: 422, body: { error: { code: 'bad_day' } } });
    expect((await act('forward', { on: '2025-02-02' })).body.rows.at(-1)).toMatchObject({ version: 2, superiorOn: '2025-02-02', publishedOn: '2025-03-03' });
  });

  test('every act stands in the audit trail, which holds', async () => {
    const { entries } = await server.context.store.audit.search({ act: 'filing', agency: A, limit: 100, oldestFirst: true });
    expect(entries.map((entry) => entry.act)).toEqual((await view()).history.map((item) => `filing.${item.act}`));
    expect((await server.context.store.audit.verify()).broken).toBeNull();
  });

  test('two people at once: one is served, the other told', async () => {
    const { number } = await view(B);
    const both = await Promise.all([1, 2].map(() => post<ErrorBody>(`/api/filing/${B}/2024/reopen`, { expected: number })));
    expect(both.map((one) => one.status).toSorted()).toEqual([200, 409]);
    expect(both.find((one) => one.status === 409)!.body.error.zh).toMatch(/^您看到的不是最新状态：tester已于.*办理“退回草拟”。请刷新后再办。$/);
    await act('check', { remark: '空格为无此项' }, B);
  });

  test('a failure in the middle leaves nothing half-done', async () => {
    const { audit, filing } = server.context.store;
    const append = vi.spyOn(audit, 'append').mockRejectedValueOnce(new Error('disk'));
    const log = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const before = { events: await filing.events(), uploads: await server.context.store.uploads(), rows: (await view(B)).rows };
    expect((await act('submit', {}, B)).status).toBe(500);
    append.mockRestore();
    log.mockRestore();
    expect({ events: await filing.events(), uploads: await server.context.store.uploads(), rows: (await view(B)).rows }).toEqual(before);
    expect((await act('submit', {}, B)).status).toBe(200);
  });
});

describe('the bureau', () => {
  test('sees every agency, overdue first, with counts', async () => {
    const { body } = await get<FilingBoard>('/api/filing/board?year=2024');
    expect(body.rows.map((row) => [row.agency, row.stage, row.owes, row.overdue])).toEqual([[SILENT, 'draft', 'submit', 47], [B, 'submitted', 'accept', 31], [A, 'published', null, 0]]);
    expect(body.counts).toEqual({ draft: 1, checked: 0, submitted: 1, accepted: 0, returned: 0, published: 1, overdue: 2, all: 3 });
    expect(body.rows[2]).toMatchObject({ late: true, publishedOn: '2025-03-03', version: 2 });
    expect((await get<FilingBoard>('/api/filing/board?year=2024&group=镇街组')).body.rows).toEqual([]);
    expect((await get<FilingBoard>('/api/filing/board?year=2024&region=610100')).body.rows).toHaveLength(3);
    expect((await get<FilingBoard>('/api/filing/board?year=2024&region=62')).body.rows).toEqual([]);
  });

  test('reminds whose turn it is, with a text in official style to copy and to print', async () => {
    const number = async (agency: string): Promise<number> => (await view(agency)).number;
    const { status, body } = await post<FilingRemindAnswer>('/api/filing/board/remind', { year: 2024, agencies: [{ agency: SILENT, expected: await number(SILENT) }, { agency: A, expected: await number(A) }] });
    expect([status, body.done]).toEqual([200, [SILENT]]);
    expect(body.refused).toMatchObject([{ agency: A, code: 'wrong_stage' }]);
    expect(body.reminders[0]!.text).toContain('2024年度行政执法统计年报应于2025年1月15日前报送我局，并于2025年1月31日前向社会公开。');
    expect(body.reminders[0]!.text).toContain('已逾期47天');
    expect((await get<FilingBoard>('/api/filing/board?year=2024')).body.rows[0]).toMatchObject({ agency: SILENT, remindedOn: '2025-03-03', stage: 'draft' });
    const page = await (await fetch(`${server.url}/filing/reminders/2024?agencies=${SILENT},${A}`)).text();
    expect(page.match(/<article>/g)).toHaveLength(1);
    expect(page).toContain('丙局：');
  });

  test('accepts many at once: each on its own', async () => {
    const { body } = await post<FilingManyAnswer>('/api/filing/board/accept', { year: 2024, agencies: [{ agency: B, expected: (await view(B)).number }, { agency: SILENT, expected: 0 }, { agency: 'X', expected: 0 }] });
    expect(body.done).toEqual([B]);
    expect(body.refused.map(({ agency, code }) => [agency, code])).toEqual([[SILENT, 'stale'], ['X', 'unknown_agency']]);
  });

  test('sums a form: parts shown, what is missing named, published figures as published', async () => {
    const { body } = await get<FilingRollup>('/api/filing/rollup?year=2024&form=penalty_form&basis=accepted');
    expect(body.parts.map((part) => [part.agency, part.source])).toEqual([[A, 'ledgers'], [B, 'form']]);
    const at = body.columns.findIndex((column) => column.name === 'total');
    const published = JSON.parse((await server.context.store.publications.get(A, 2024, 'annual_statistics'))!.model) as { parts: { blocks: { table?: { id: string; columns: { name: string }[]; rows: { cells: { text: string; value: string | null }[] }[] } }[] }[] };
    const table = published.parts.flatMap((part) => part.blocks).find((block) => block.table?.id === 'penalty_form')!.table!;
    expect(body.parts[0]!.cells.map((cell) => cell.value)).toEqual(body.columns.map((column) => table.rows[0]!.cells[table.columns.findIndex((one) => one.name === column.name)]!.value));
    const fined = body.columns.findIndex((column) => column.name === 'fined');
    expect(body.totals[fined]).toEqual({ value: String(3 + Number(body.parts[0]!.cells[fined]!.value)), text: String(3 + Number(body.parts[0]!.cells[fined]!.value)), parts: body.parts[0]!.cells[fined]!.value === null ? 1 : 2 });
    expect(body.parts[1]!.cells[at]!.value).toBe('5');
    expect(body.missing).toMatchObject([{ agency: SILENT, stage: 'draft', why: { zh: '处于“草拟”阶段' } }]);
    expect((await get<FilingRollup>('/api/filing/rollup?year=2024&form=penalty_form&basis=published')).body.parts.map((part) => part.agency)).toEqual([A]);
    expect((await get('/api/filing/rollup?year=2024&form=nothing')).status).toBe(404);
    const text = await (await fetch(`${server.url}/api/filing/rollup.csv?year=2024&form=penalty_form&basis=accepted`)).text();
    expect(text).toContain('丙局（处于“草拟”阶段）');
    expect((await fetch(`${server.url}/api/filing/rollup.xlsx?year=2024&form=penalty_form&basis=accepted`)).headers.get('content-type')).toContain('spreadsheetml');
  });
});
