import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp, declared } from '../../server/app.ts';
import type { App } from '../../server/app.ts';
import type { AgencyPage, Coverage, ExplanationPage, IndicatorPage, LiveEvaluation, Meta } from '../../server/api.ts';
import { ServerContext } from '../../server/context.ts';
import { FORMATS } from '../../server/publish/formats.ts';
import type { ReportModel } from '../../server/publish/index.ts';
import { A, B, SILENT } from './command.ts';
import { json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

const INDICATOR = 'penalties_and_licences_disclosed_on_time';
// Children and databases on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
let app: App;
beforeAll(async () => {
  server = await serving();
  const earlier = { 'agencies.csv': SMALL['agencies.csv']!.replace('丙局,市,工作部门,部门组', '丙局,市,工作部门,区县组'), 'decisions.csv': `agency,case_no,kind,decided_on,disclosed_on\n${A},E1,行政处罚,2023-03-06,2023-03-07\n${B},E2,行政处罚,2023-03-06,\n` };
  expect((await upload(server.url, earlier, { year: '2023' })).state).toBe('loaded');
  expect((await upload(server.url, SMALL, { year: '2024' })).state).toBe('loaded');
  app = createApp(server.context);
});
afterAll(() => server.end());
const get = <T>(path: string): Promise<{ status: number; body: T }> => json<T>(server.url + path);
const post = <T>(path: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

describe('who may call a route', () => {
  test('is declared for every registered route; of the API only signing in is public', () => {
    const table = declared(app);
    const registered = app.routes.filter((route) => route.method !== 'ALL').map((route) => `${route.method} ${route.path}`);
    expect(registered.length).toBeGreaterThan(15);
    for (const route of registered) expect(table.has(route), route).toBe(true);
    expect([...table].filter(([, access]) => access === 'public').map(([route]) => route).filter((route) => !/^GET \/(reports($|\/)|sitemap\.xml|robots\.txt|health$|ready$)| \/api\/(session|setup|verify)/.test(route)).toSorted()).toEqual(['GET /', 'GET /*']);
    expect([...table].filter(([route, access]) => access === 'public' && route.includes(' /api/')).map(([route]) => route).toSorted()).toEqual([
      'DELETE /api/session', 'GET /api/session', 'GET /api/session/openid', 'GET /api/session/openid/callback', 'POST /api/session', 'POST /api/setup', 'POST /api/verify',
    ]);
  });
  test('is shown in the OpenAPI document, which lists every route of the API', async () => {
    const { body } = await get<{ openapi: string; paths: Record<string, Record<string, { 'x-access': string }>> }>('/api/openapi.json');
    const described = Object.entries(body.paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`));
    const api = [...declared(app).keys()].filter((route) => / \/(api\/|health$|ready$)/.test(route) && !/openapi|docs|session\/openid/.test(route));
    expect(described.toSorted()).toEqual(api.toSorted());
    for (const methods of Object.values(body.paths)) for (const operation of Object.values(methods)) expect(operation['x-access']).toMatch(/^(public|signed_in|(clerk|approver|officer|analyst|leader|administrator)(, |$).*)$/);
    const docs = await (await fetch(`${server.url}/api/docs`)).text();
    expect(docs).toContain('GET /api/ranking');
    expect(docs).not.toContain('<script');
  });
});

describe('the ranking', () => {
  test('travels as Arrow with its metadata', async () => {
    const answer = await fetch(`${server.url}/api/ranking?year=2024&asOf=2024-12-31`);
    expect(answer.headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
    const table = tableFromIPC(await answer.arrayBuffer());
    expect(table.schema.fields.map((field) => field.name)).toEqual(expect.arrayContaining(['agency', 'name', 'short_name', 'group', 'rank', 'points', 'grade', 'state', 'change', 'previous_points', 'dimension_0', 'dimension_4', 'dimension_0_full', 'trend_0', 'trend_1']));
    expect([...table.getChild('agency')!]).toEqual([B, A, SILENT]);
    expect([...table.getChild('rank')!]).toEqual([1, 2, null]);
    expect(table.getChild('state')!.get(2)).toBe('not_reported');
    const { metadata } = table.schema;
    expect(metadata.get('asOf')).toBe('2024-12-31');
    expect(JSON.parse(metadata.get('trendYears')!)).toEqual([2023, 2024]);
    expect((JSON.parse(metadata.get('dimensions')!) as unknown[]).length).toBe(5);
  });
  test('shows the change against the year before within the same group only', async () => {
    const { body } = await get<{ meta: { trendYears: number[] }; rows: { agency: string; change: number | null; previous_points: number | null; trend_0: number | null }[] }>('/api/ranking?year=2024&asOf=2024-12-31&format=json');
    const of = (agency: string): (typeof body.rows)[number] => body.rows.find((row) => row.agency === agency)!;
    expect(of(A).change).toBe(-1);
    expect(of(B).change).toBe(1);
    expect(of(SILENT).change).toBeNull();
    expect(of(A).previous_points).toBe(of(A).trend_0);
  });
  test('downloads as CSV with BOM and as a workbook', async () => {
    const csv = new Uint8Array(await (await fetch(`${server.url}/api/ranking.csv?year=2024`)).arrayBuffer());
    expect(csv.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
    const text = new TextDecoder().decode(csv);
    expect(text).toContain('甲局');
    expect(text).toContain('未报送');
    const book = await fetch(`${server.url}/api/ranking.xlsx?year=2024`);
    expect(book.headers.get('content-disposition')).toContain('filename*=UTF-8');
    expect(new Uint8Array(await book.arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
  });
  test('says in both languages what is wrong with a question', async () => {
    for (const [path, status] of [
      ['/api/ranking?scorecard=none', 404], ['/api/ranking?year=1999', 404], ['/api/ranking?year=2150', 404], ['/api/ranking?year=twelve', 400], ['/api/ranking?asOf=2024-02-30', 400], ['/api/ranking?year=2024&asOf=2023-01-01', 400],
      ['/api/agencies/NOBODY?year=2024', 404], [`/api/agencies/${A}/indicators/none`, 404], ['/api/indicators/none', 404], ['/api/uploads/99', 404], ['/api/templates/none', 404],
      ['/reports/NOBODY/2024', 404], [`/reports/${A}/2024.exe`, 404], [`/reports/${A}/2024/v1`, 404], [`/reports/${A}/2024/v1.pdf`, 404], [`/reports/${A}/2024/__proto__`, 404], [`/reports/${A}/2024.constructor`, 404], [`/reports/${A}/2024?asOf=x`, 400], ['/api/none', 404],
    ] as const) {
      const { status: found, body } = await get<{ error: { code: string; zh: string; en: string } }>(path);
      expect(found, path).toBe(status);
      expect(body.error.zh, path).toMatch(/[\u4e00-\u9fff]/);
      expect(body.error.en, path).toMatch(/[a-z]/);
    }
  });
  test('is new as soon as new figures are loaded', async () => {
    const one = await serving();
    try {
      await upload(one.url, SMALL, { year: '2024' });
      const before = await json<{ meta: { dataVersion: string }; rows: { agency: string; points: number }[] }>(`${one.url}/api/ranking?year=2024&asOf=2024-12-31&format=json`);
      await upload(one.url, { 'decisions.csv': `案号,类别,决定日期,公示日期\nA9,行政处罚,2024-02-05,2024-02-06\n` }, { year: '2024', agency: A });
      const after = await json<{ meta: { dataVersion: string }; rows: { agency: string; points: number }[] }>(`${one.url}/api/ranking?year=2024&asOf=2024-12-31&format=json`);
      const points = (body: { rows: { agency: string; points: number }[] }): number => body.rows.find((row) => row.agency === A)!.points;
      expect(points(after.body)).toBeGreaterThan(points(before.body));
      expect(after.body.meta.dataVersion).not.toBe(before.body.meta.dataVersion);
    } finally {
      await one.end();
    }
  });
});

describe('pages', () => {
  test('meta names years, scorecards, groups, ledgers and versions', async () => {
    const { body } = await get<Meta>('/api/meta');
    expect(body).toMatchObject({ years: [2023, 2024], defaultYear: 2024, scorecards: [{ name: 'quality' }], groups: ['部门组'], demonstration: false, uploadLimit: 1_000_000 });
    expect(body.defaultAsOf['2024']).toBe('2025-01-31');
    expect(body.ledgers).toContainEqual({ name: 'penalty_form', label: expect.any(String), kind: 'form' });
  });
  test('the requirements of the documents are shown with what answers them', async () => {
    const { body } = await get<Coverage>('/api/coverage?year=2024');
    expect(body.requirements).toHaveLength(224);
    expect(body.requirements.find((one) => one.id === 'XA-04')).toMatchObject({ document: '市政办发〔2022〕40号', answers: expect.arrayContaining([{ kind: 'indicator', pack: 'xian_2022', name: INDICATOR, label: '许可处罚按期公示率' }]), reason: null });
  });
  test('an agency shows its score, every measure, the trend and what it reported', async () => {
    const { body } = await get<AgencyPage>(`/api/agencies/${A}?year=2024&asOf=2024-12-31`);
    expect(body).toMatchObject({ agency: { code: A, name: '甲局', group: '部门组', level: '市' }, groupSize: 3, score: { rank: 2 }, trend: [{ year: 2023, rank: 1 }, { year: 2024, rank: 2 }] });
    expect(body.measures.length).toBeGreaterThan(60);
    expect(body.measures[0]).toMatchObject({ indicator: INDICATOR, numerator: 1, denominator: 2, label: '许可处罚按期公示率', unit: '%', target: { op: '>=', value: 1 } });
    expect(body.reported).toContainEqual({ ledger: 'decisions', label: '行政执法决定', reported: true, rows: 4 });
    expect(body.reported).toContainEqual({ ledger: 'officers', label: '执法人员名册', reported: false, rows: 0 });
  });
  test('a value is explained by its records, paged and by verdict', async () => {
    const base = `/api/agencies/${A}/indicators/${INDICATOR}?year=2024&asOf=2024-12-31`;
    const { body } = await get<ExplanationPage>(base);
    expect(body.verdicts).toEqual({ fulfilled: 1, missed: 1, pending: 1, excluded: 1, error: 0 });
    expect(body.total).toBe(4);
    expect(body.fieldLabels['case_no']).toBe('案号');
    expect(body.words.zh).toMatch(/公示/);
    const paged = await get<ExplanationPage>(`${base}&offset=2&limit=1`);
    expect(paged.body.records).toHaveLength(1);
    expect(paged.body).toMatchObject({ total: 4, offset: 2 });
    const missed = await get<ExplanationPage>(`${base}&verdict=missed`);
    expect(missed.body.records.map((record) => record.fields['case_no'])).toEqual(['A2']);
  });
  test('an indicator shows where it stands in the pack and its value for every agency', async () => {
    const { body } = await get<IndicatorPage>(`/api/indicators/${INDICATOR}?year=2024&asOf=2024-12-31`);
    expect(body.text.split('\n')[body.fromLine - 1]).toMatch(new RegExp(`^indicator ${INDICATOR}`));
    expect(body.text.split('\n')[body.toLine - 1]).toBe('}');
    expect(body.values.map((row) => [row.name, row.state])).toEqual([['甲局', 'value'], ['乙局', 'value'], ['丙局', 'not_reported']]);
  });
  test('the report is a page without scripts, a workbook and JSON', async () => {
    const html = await (await fetch(`${server.url}/reports/${A}/2024`)).text();
    expect(html).toContain('甲局');
    expect(/<script(?! type="application\/ld\+json")/.test(html)).toBe(false);
    expect((await get<{ year: number }>(`/reports/${A}/2024.json`)).body.year).toBe(2024);
    expect(new Uint8Array(await (await fetch(`${server.url}/reports/${A}/2024.xlsx`)).arrayBuffer()).slice(0, 2)).toEqual(new Uint8Array([0x50, 0x4b]));
  });
  test('every format of the report has its address, its type and an ETag that spares a second download', async () => {
    for (const [name, format] of Object.entries(FORMATS)) {
      const address = `${server.url}/reports/${A}/2024/preview.${name}`;
      const first = await fetch(address);
      expect(first.status, name).toBe(200);
      expect(first.headers.get('content-type')).toBe(format.type);
      if (name !== 'html') expect(first.headers.get('content-disposition')).toContain(encodeURIComponent('甲局2024年度行政执法统计年报（预览）'));
      const again = await fetch(address, { headers: { 'if-none-match': first.headers.get('etag')! } });
      expect([again.status, (await again.arrayBuffer()).byteLength]).toEqual([304, 0]);
    }
  });
  test('what was published is given from its frozen model, each version at an address that stays', async () => {
    const model = { ...(await get<ReportModel>(`/reports/${A}/2024.json`)).body, versions: [] };
    const said = (version: number, name: string): string => JSON.stringify({ ...model, agency: { ...model.agency, name }, publication: { version, publishedOn: '2025-01-22', reason: null } });
    const { publications } = server.context.store;
    for (const [version, name] of [[1, '旧名局'], [2, '新名局']] as const) await publications.add({ agency: A, year: 2024, report: 'annual_statistics', version, model: said(version, name), publishedOn: '2025-01-22', publishedAt: '2025-01-22T00:00:00Z', reason: version === 2 ? '更正' : null, by: 'test' });
    for (const [path, name] of [['2024', '新名局'], ['2024/v1', '旧名局'], ['2024/v2', '新名局'], ['2024/preview', '甲局']] as const) {
      expect((await get<ReportModel>(`/reports/${A}/${path}.json`)).body.agency.name, path).toBe(name);
      expect(await (await fetch(`${server.url}/reports/${A}/${path}`)).text()).toContain(name);
    }
    expect((await fetch(`${server.url}/reports/${A}/2024/v3.json`)).status).toBe(404);
    // Anyone may ask whether a file is what was published.
    const check = async (bytes: ArrayBuffer | Uint8Array): Promise<{ status: number; body: { outcome: string; words: { zh: string } } }> => json(`${server.url}/api/verify`, { method: 'POST', headers: { 'content-type': 'application/octet-stream', 'x-zhiheng-client': 'test' }, body: bytes as BodyInit });
    const pdf = await (await fetch(`${server.url}/reports/${A}/2024/v1.pdf`)).arrayBuffer();
    expect(await check(pdf)).toMatchObject({ status: 200, body: { outcome: 'same', words: { zh: expect.stringContaining('最新为第2版') as string } } });
    expect((await check(new Uint8Array([...new Uint8Array(pdf), 10]))).body.outcome).toBe('redrawn');
  });
});

describe('live evaluation', () => {
  const text = 'indicator mine "我的" { source "试" value share of decisions with disclosed_on is filled }';
  test('evaluates the text as it stands and stores nothing', async () => {
    const { status, body } = await post<LiveEvaluation>('/api/evaluate', { text, indicator: 'mine', year: 2024, asOf: '2024-12-31' });
    expect(status).toBe(200);
    expect(body.indicator).toBe('mine');
    expect(body.values.find((row) => row.agency === A)).toMatchObject({ name: '甲局', group: '部门组', numerator: 1, denominator: 4 });
    expect((await get('/api/indicators/mine')).status).toBe(404);
  });
  test('gives the diagnostics of a broken text and no values', async () => {
    const { status, body } = await post<LiveEvaluation>('/api/evaluate', { text: text.replace('disclosed_on', 'disclosd_on'), indicator: 'mine', year: 2024 });
    expect(status).toBe(200);
    expect(body.values).toEqual([]);
    expect(body.diagnostics.some((one) => one.severity === 'error' && /disclosd_on/.test(one.message.en))).toBe(true);
  });
  test('goes on while another indicator of the text is broken, and stops where its own clause is', async () => {
    const other = '\nindicator other "另一" { source "试" value count(nowhere) }\n';
    const { body } = await post<LiveEvaluation>('/api/evaluate', { text: text + other, indicator: 'mine', year: 2024, asOf: '2024-12-31' });
    expect(body.diagnostics.some((one) => one.severity === 'error')).toBe(true);
    expect(body.values.find((row) => row.agency === A)).toMatchObject({ numerator: 1, denominator: 4 });
    const lost = await post<LiveEvaluation>('/api/evaluate', { text: text.replace(' with', ' excluding because "x" with'), indicator: 'mine', year: 2024 });
    expect(lost.body.diagnostics.some((one) => one.severity === 'error')).toBe(true);
    expect(lost.body.values).toEqual([]);
  });
  test('is bounded in time', async () => {
    const quick = new ServerContext({ accounts: server.context.accounts, packs: server.context.packs, store: server.context.store, calendar: server.context.calendar, uploads: server.context.uploads, uploadLimit: 1, liveTimeout: 0, dashboard: null, demonstration: false });
    const answer = await createApp(quick).request('http://localhost/api/evaluate', { method: 'POST', headers: { host: 'localhost', 'content-type': 'application/json', cookie: server.cookie }, body: JSON.stringify({ text, indicator: 'mine', year: 2024 }) });
    expect(answer.status).toBe(408);
    expect(await answer.json()).toMatchObject({ error: { code: 'too_slow' } });
    await quick.close();
  });
  test('is bounded in length, and wants a fitting question', async () => {
    expect((await post('/api/evaluate', { text: 'x'.repeat(300_000), indicator: 'mine' })).status).toBe(400);
    expect((await post('/api/evaluate', { text: 'x'.repeat(2_000_000), indicator: 'mine' })).status).toBe(413);
    expect((await post('/api/evaluate', { indicator: 'mine' })).status).toBe(400);
    expect((await json(`${server.url}/api/evaluate`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' })).status).toBe(400);
  });
});
