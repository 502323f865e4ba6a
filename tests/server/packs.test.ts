import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CatalogueSources, IndicatorBreakdown, IndicatorRollup, IndicatorListItem, IndicatorPage, Meta, PackList, PackVersion, ParameterChoices, VersionCheck, TaskList } from '../../server/api.ts';
import { startServer } from '../../server/main.ts';
import type { RunningServer } from '../../server/main.ts';
import { compiled, fittingPack, packsOf, withUsed } from '../../server/packs.ts';
import { analyst, everyone } from '../signed_in.ts';
import { A, B, SILENT } from './command.ts';
import { json, SMALL, upload } from './serving.ts';

vi.setConfig({ testTimeout: 120_000 });
const BASE = `pack base "国家" { version "1" }
indicator disclosed "公示率" { source "国办发〔2018〕118号" value share of decisions with disclosed_on is filled }
scorecard common "通用" { groups by agencies.category dimension "公示" 100 { disclosed 100 { in proportion } } grades "好" >= 60, "差" }`.replace('value share of decisions with disclosed_on is filled }', 'value share of decisions with disclosed_on is filled target >= 100% }');
const CITY = `pack city "市" { region "610100" }
use "base"
parameter limit "期限" { choose value 3 workdays source "甲文" clause "一"; value 30 workdays source "乙文" clause "二" }
indicator on_time "按期" { source "甲文" value share of decisions with disclosed_on within limit of decided_on target >= 100% }
indicator above_base "高于" { source "甲文" value disclosed - 10% shown only }
scorecard own "自有" { groups by agencies.category dimension "公示" 100 { disclosed 100 { in proportion } } grades "好" >= 60, "差" }`;
const ELSEWHERE = `pack elsewhere "外地" { region "320900" }
indicator disclosed "公示率" { source "盐政办发" value count(decisions) shown only shown grouped by kind }
parameter plan_end "期满" { value 2024-10-31 source "盐政办发" }
task t_done "已办" { source "盐政办发" clause "一" lead "甲局" responsible "乙局" due 2024年底 done when exists(decisions) }
task t_missed "未办" { source "盐政办发" clause "二" lead "甲局" due plan_end done when exists(decisions where sector is filled) note "备注" }
task t_pending "在办" { source "盐政办发" lead "甲局" due 2025-12-31 done when exists(decisions where sector is filled) }
task t_old "早已到期" { source "盐政办发" lead "甲局" due 2017-12-31 historic }
scorecard files "逐件" { groups by agencies.category subject decisions dimension "公示" 100 { item "已公示" 60 { award 60 when disclosed_on is filled award 0 otherwise } item "另" 40 { award 0 otherwise } } grades "好" >= 60, "差" }`;

let server: RunningServer;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zhiheng-packs-'));
  await start();
  expect((await upload(server.url, SMALL, { year: '2024' })).state).toBe('loaded');
});
async function start(): Promise<void> {
  const packs = packsOf([['elsewhere.heng', ELSEWHERE], ['base.heng', BASE], ['city.heng', CITY]].map(([file, text]) => ({ file: file!, text: text! })));
  server = await startServer({ port: 0, folder, packs: compiled(packs), uploadLimit: 1_000_000, demonstration: false, today: () => '2025-06-30', say: () => undefined });
  await everyone(server, [A, B, SILENT]);
}
afterAll(async () => { await server.close(); rmSync(folder, { recursive: true, force: true }); });
const get = <T>(path: string): Promise<{ status: number; body: T }> => json<T>(server.url + path);
/** `author` and `by` say who is signed in. */
const send = async <T>(path: string, { author, by, ...body }: { author?: string; by?: string; [field: string]: unknown } = {}): Promise<{ status: number; body: T }> => {
  const who = author ?? by;
  return json<T>(server.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...(who === undefined ? {} : { cookie: await analyst(server, who) }) }, body: JSON.stringify(body) });
};
type Failure = { error: { code: string; zh: string } };

describe('several packs', () => {
  test('are programs of their own: a name means in each what that pack says', async () => {
    const of = async (pack: string): Promise<unknown> => (await get<IndicatorPage>(`/api/indicators/disclosed?pack=${pack}&year=2024&asOf=2024-12-31`)).body.values.find((row) => row.agency === A)!.value;
    expect([await of('base'), await of('elsewhere')]).toEqual([0.25, 4]);
    expect((await get<Failure>('/api/indicators/on_time?pack=elsewhere')).status).toBe(404);
  });
  test('bring in what they use, and answers name the versions of it', async () => {
    const { body } = await get<{ definition: unknown; indicators: IndicatorListItem[] }>('/api/indicators?pack=city&year=2024');
    expect(body.definition).toEqual({ pack: 'city', version: 1, uses: [{ pack: 'base', version: 1 }] });
    expect(body.indicators.map((one) => [one.name, one.pack])).toEqual(expect.arrayContaining([['on_time', null], ['disclosed', 'base']]));
    const page = (await get<IndicatorPage>('/api/indicators/disclosed?pack=city&year=2024')).body;
    expect([page.file, page.text]).toEqual(['base.heng', BASE]);
    expect((await get<CatalogueSources>('/api/catalogue')).body.packs.map((source) => source.file)).toContain('base.heng');
  });
  test('without a name the one is meant whose region covers most agencies of the roster', async () => {
    expect((await get<PackList>('/api/packs')).body.default).toBe('city');
    const meta = (await get<Meta>('/api/meta')).body;
    expect(meta.definition.pack).toBe('city');
    expect(meta.packs.map((one) => one.label)).toEqual(['外地', '国家', '市']);
    expect((await get<Meta>('/api/meta?pack=base')).body.scorecards).toEqual([{ name: 'common', label: '通用' }]);
    // A pack's own card comes before those it uses.
    expect(meta.scorecards.map((card) => card.name)).toEqual(['own', 'common']);
    expect((await get<{ meta: { scorecard: string } }>('/api/ranking?pack=city&year=2024&format=json')).body.meta.scorecard).toBe('own');
  });
  test.each([
    [['610100', '610102', '320900'], 'city'], [['320901', '320900', '610102'], 'far'], [['619900', '619921'], 'city'], [['110000'], 'city'], [[], 'city'],
  ])('the roster %j is judged by %s', (regions, wanted) => {
    expect(fittingPack([{ name: 'national' }, { name: 'county', region: '610921' }, { name: 'city', region: '610100' }, { name: 'far', region: '320900' }], regions)).toBe(wanted);
  });
  test('a pack that others use is not checked while one of them would not compile with it', async () => {
    const draft = await send<PackVersion>('/api/packs/base/versions', { text: BASE.replaceAll('disclosed ', 'published '), author: '甲' });
    const { body } = await send<VersionCheck>(`/api/packs/base/versions/${draft.body.version}/check`);
    expect(body.version.state).toBe('draft');
    expect(body.dependents).toMatchObject([{ pack: 'city' }]);
    expect(body.dependents[0]!.diagnostics.some((one) => one.severity === 'error' && one.range.file === 'city.heng')).toBe(true);
  });
  test('a new version of a used pack shows in those that use it, from its year on', async () => {
    const draft = await send<PackVersion>('/api/packs/base/versions', { text: BASE.replace('disclosed_on is filled', 'decided_on is filled'), author: '甲' });
    const at = `/api/packs/base/versions/${draft.body.version}`;
    expect((await send<VersionCheck>(`${at}/check`)).body.version.state).toBe('checked');
    expect((await send(`${at}/publish`, { reason: '试', effectiveFrom: '2025-01-01' })).status).toBe(200);
    const uses = async (year: number): Promise<unknown> => (await get<{ definition: { uses: unknown } }>(`/api/indicators?pack=city&year=${year}`)).body.definition.uses;
    expect([await uses(2024), await uses(2025)]).toEqual([[{ pack: 'base', version: 1 }], [{ pack: 'base', version: draft.body.version }]]);
  });
  test('put agencies together by group and in total: sums of parts', async () => {
    const { status, body } = await get<IndicatorRollup>('/api/indicators/disclosed/rollup?pack=base&by=total&year=2024&asOf=2024-12-31');
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'disclosed', label: '公示率', by: 'total', definition: { pack: 'base' }, rows: [{ key: '', kind: 'ratio', agencies: 3, numerator: 2, denominator: 5, value: 0.4, target_met: false, states: { value: 2, not_reported: 1 } }] });
    expect((await get<IndicatorRollup>('/api/indicators/disclosed/rollup?pack=base&year=2024')).body.rows.map((row) => row.key)).toEqual(['部门组']);
    expect((await get<IndicatorRollup>('/api/indicators/disclosed/rollup?pack=base&by=city&year=2024')).body.rows.map((row) => row.key)).toEqual(['610100']);
    expect((await get('/api/indicators/disclosed/rollup?pack=base&by=colour')).status).toBe(400);
  });
  test('show an indicator by the values of a field, of one agency and of all together', async () => {
    const ask = async (more: string): Promise<IndicatorBreakdown> => (await get<IndicatorBreakdown>(`/api/indicators/disclosed/breakdown?pack=elsewhere&year=2024&asOf=2024-12-31${more}`)).body;
    const all = await ask('');
    expect(all.fields).toMatchObject([{ name: 'kind', label: '类别' }]);
    const parts = (answer: IndicatorBreakdown): unknown[] => answer.fields[0]!.parts.flatMap((part) => { const value = (part.whole ?? part.measure)!.value; return value ? [[part.value, value]] : []; });
    expect(parts(all)).toEqual([['行政许可', 2], ['行政处罚', 3]]);
    expect(parts(await ask(`&agency=${A}`))).toEqual([['行政许可', 2], ['行政处罚', 2]]);
    expect((await get(`/api/indicators/disclosed/breakdown?pack=elsewhere&year=2024&agency=NOBODY`)).status).toBe(404);
    expect((await get<IndicatorBreakdown>('/api/indicators/disclosed/breakdown?pack=base&year=2024')).body.fields).toEqual([]);
  });
  test('may have a card that scores each record by itself', async () => {
    const { body } = await get<{ rows: { agency: string; points: number | null }[] }>('/api/ranking?pack=elsewhere&scorecard=files&year=2024&asOf=2024-12-31&format=json');
    // Of A's four decisions one bears a date of disclosure, worth 60 points of 100.
    expect(body.rows.find((row) => row.agency === A)!.points).toBe(15);
  });
  test('in files: what a named file uses comes along; a file without a pack among packs is told', () => {
    const [own] = packsOf([{ file: 'mine.heng', text: 'pack mine "我" { }\nindicator a "甲" { source "试" value count(decisions) }' }]);
    expect(withUsed([own!]).map((pack) => pack.name)).toEqual(['mine']);
    expect(() => packsOf([{ file: 'a.heng', text: ELSEWHERE }, { file: 'b.heng', text: BASE }, { file: 'c.heng', text: '' }])).toThrow(/c\.heng/);
    expect(() => packsOf([{ file: 'a.heng', text: BASE }, { file: 'b.heng', text: BASE }])).toThrow(/base/);
    expect(packsOf([{ file: 'a.heng', text: BASE }, { file: 'b.heng', text: '' }].slice(0, 1))).toHaveLength(1);
  });
});

describe('the tasks of a pack', () => {
  test('stand by lead agency: done, missed, still open, or history', async () => {
    const { body } = await get<TaskList>('/api/tasks?pack=elsewhere&year=2024&asOf=2024-12-31');
    expect(body.tasks.map((task) => [task.name, task.day, task.agencies.map((one) => [one.name, one.state])])).toEqual([
      ['t_done', '2024-12-31', [['甲局', 'done']]], ['t_missed', '2024-10-31', [['甲局', 'missed']]], ['t_pending', '2025-12-31', [['甲局', 'pending']]], ['t_old', '2017-12-31', []],
    ]);
    expect(body.tasks[1]).toMatchObject({ label: '未办', document: '盐政办发', clause: '二', lead: '甲局', note: '备注', historic: false });
    expect(body.tasks[0]!.responsible).toEqual(['乙局']);
    expect(body.tasks[3]!.historic).toBe(true);
    expect((await get<TaskList>('/api/tasks?pack=base&year=2024')).body.tasks).toEqual([]);
    expect((await get<PackList>('/api/packs')).body.packs.find((one) => one.name === 'elsewhere')).toMatchObject({ indicators: 1, tasks: 4 });
  });
});

describe('a parameter whose documents contradict each other', () => {
  const value = async (): Promise<[string, unknown]> => {
    const row = (await get<IndicatorPage>('/api/indicators/on_time?pack=city&year=2024&asOf=2024-12-31')).body.values.find((one) => one.agency === A)!;
    return [row.state, row.numerator];
  };
  test('waits for a choice, holds what was chosen last, and keeps every choice', async () => {
    expect((await value())[0]).toBe('error');
    const { body } = await get<ParameterChoices>('/api/packs/city/choices');
    expect(body.parameters).toMatchObject([{ name: 'limit', chosen: null, history: [], values: [{ index: 0, document: '甲文', clause: '一' }, { index: 1, document: '乙文' }] }]);
    const chosen = await send<ParameterChoices>('/api/packs/city/choices', { parameter: '期限', index: 1, reason: '以市文为准', by: '庚' });
    expect(chosen.body.parameters).toMatchObject([{ chosen: { index: 1, by: '庚', reason: '以市文为准' } }]);
    expect(await value()).toEqual(['value', 1]);
    const again = await send<ParameterChoices>('/api/packs/city/choices', { parameter: 'limit', index: 0, reason: '重新核对', by: '辛' });
    expect(again.body.parameters[0]).toMatchObject({ chosen: { index: 0 }, history: [{ index: 0, by: '辛' }, { index: 1, by: '庚', shown: expect.stringContaining('乙文') }] });
    expect((await get<PackList>('/api/packs')).body.packs.find((one) => one.name === 'city')!.unchosen).toBe(0);
  });
  test('is a choice of a value, not of a place: in a text that says something else it has to be made again', async () => {
    const swapped = CITY.replace(/choose (value[^;]+); (value[^}]+) \}/, 'choose $2; $1 }');
    const draft = await send<PackVersion>('/api/packs/city/versions', { text: swapped, author: '甲' });
    const page = async (): Promise<string> => (await get<IndicatorPage>(`/api/indicators/on_time?pack=city&year=2024&asOf=2024-12-31&version=${draft.body.version}`)).body.values.find((one) => one.agency === A)!.state;
    expect(await page()).toBe('value');
    await send('/api/packs/city/versions', { text: CITY.replace('3 workdays', '4 workdays'), author: '甲' });
    expect(await page()).toBe('error');
  });
  test('holds after a restart', async () => {
    const before = (await get<ParameterChoices>('/api/packs/city/choices')).body.parameters;
    await server.close();
    await start();
    expect((await get<ParameterChoices>('/api/packs/city/choices')).body.parameters).toEqual(before);
    expect(before[0]!.chosen).toMatchObject({ index: 0 });
  });
  test('takes no value that is not there, and no parameter that needs no choice', async () => {
    const post = async (body: Record<string, unknown>): Promise<[number, string]> => { const { status, body: answer } = await send<Failure>('/api/packs/city/choices', body); return [status, answer.error.code]; };
    expect(await post({ parameter: 'limit', index: 2, reason: '试' })).toEqual([400, 'unknown_value']);
    expect(await post({ parameter: 'minutes_per_class_hour', index: 0, reason: '试' })).toEqual([404, 'unknown_parameter']);
    expect((await send('/api/packs/city/choices', { parameter: 'limit', index: 0 })).status).toBe(400);
  });
});
