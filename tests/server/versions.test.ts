import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { IndicatorPage, PackList, PackVersion, PackVersionHead, VersionCheck, VersionComparison } from '../../server/api.ts';
import { compiled, packsOf } from '../../server/packs.ts';
import { startServer } from '../../server/main.ts';
import { analyst, everyone } from '../signed_in.ts';
import { A, B } from './command.ts';
import { SMALL_PACK } from './small_pack.ts';
import { json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

const PACK = 'xian_2022';
const INDICATOR = 'penalties_and_licences_disclosed_on_time';
// Children and databases on a busy machine take their time.
vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
/** Today is a day of 2025: 2023 and 2024 have ended. */
const TODAY = '2025-06-30';
beforeAll(async () => {
  server = await serving({ today: () => TODAY, pack: SMALL_PACK });
  for (const year of ['2023', '2024', '2025']) expect((await upload(server.url, yearly(year), { year })).state).toBe('loaded');
});
afterAll(() => server.end());

/** The small data with the dates of another year, and B's decision disclosed on the fourth working day. */
function yearly(year: string): Record<string, string> {
  return Object.fromEntries(Object.entries(SMALL).map(([name, text]) => [name, text.replace('2024-03-05', '2024-03-08').replaceAll('2024', year).replaceAll(',A', `,${year}-A`).replaceAll(',B1', `,${year}-B1`)]));
}
const get = <T>(path: string): Promise<{ status: number; body: T }> => json<T>(server.url + path);
/** `author` and `by` say who is signed in. */
const send = async <T>(method: string, path: string, { author, by, ...body }: { author?: string; by?: string; [field: string]: unknown } = {}): Promise<{ status: number; body: T }> => {
  const who = author ?? by;
  return json<T>(server.url + path, { method, headers: { 'content-type': 'application/json', ...(who === undefined ? {} : { cookie: await analyst(server, who) }) }, body: JSON.stringify(body) });
};
type Failure = { error: { code: string; zh: string; en: string } };
const versions = async (query = ''): Promise<PackVersionHead[]> => (await get<{ versions: PackVersionHead[] }>(`/api/packs/${PACK}/versions${query}`)).body.versions;
const shipped = async (): Promise<string> => (await get<PackVersion>(`/api/packs/${PACK}/versions/1`)).body.text;
/** A draft that is checked and published. */
async function published(text: string, how: Record<string, unknown>): Promise<PackVersion> {
  const draft = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text, author: '试编人' });
  const check = await send<VersionCheck>('POST', `/api/packs/${PACK}/versions/${draft.body.version}/check`);
  expect(check.body.version.state).toBe('checked');
  const answer = await send<PackVersion>('POST', `/api/packs/${PACK}/versions/${draft.body.version}/publish`, { reason: '试', ...how });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return answer.body;
}
const stricter = (text: string): string => text.replace('disclosure_days_by_law else 7 workdays', 'disclosure_days_by_law else 2 workdays').replace('expect 1/2 pending 1 excluded 1', 'expect 0/2 pending 1 excluded 1');

describe('a pack', () => {
  test('is seeded as published version 1, by the system, and listed with what it holds', async () => {
    const { body } = await get<PackList>('/api/packs');
    expect(body.default).toBe(PACK);
    expect(body.packs.find((one) => one.name === PACK)).toMatchObject({
      label: '西安市2022', authority: '西安市人民政府办公厅', region: '610100', from: '2022-08-01', indicators: 1, scorecards: 1, definition: { pack: PACK, version: 1, uses: [] }, drafts: 0, waiting: null,
    });
    expect((await versions()).at(-1)).toMatchObject({ version: 1, state: 'published', origin: 'shipped', author: '系统', reason: '随系统发布', effectiveFrom: '2022-08-01', years: [2023, 2024, 2025] });
  });
  test('that is not there is refused in both languages', async () => {
    for (const path of ['/api/packs/none/versions', '/api/ranking?pack=none', '/api/indicators?pack=__proto__', `/api/packs/${PACK}/versions/99`, `/api/ranking?pack=${PACK}&version=99`]) {
      const { status, body } = await get<Failure>(path);
      expect(status, path).toBe(404);
      expect(body.error.zh).toMatch(/[\u4e00-\u9fff]/);
    }
  });
});

describe('a draft', () => {
  test('is one an author, saved again over itself, and discarded without giving its number away', async () => {
    const one = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'indicator a', author: '甲', parent: 1 });
    expect(one.body).toMatchObject({ state: 'draft', origin: 'local', author: '甲', parent: 1, effectiveFrom: null, years: [] });
    const { version } = one.body;
    const again = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'indicator b', author: '甲' });
    expect(again.body).toMatchObject({ version, text: 'indicator b' });
    const other = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'indicator c', author: '乙' });
    expect(other.body.version).toBe(version + 1);
    expect((await send('DELETE', `/api/packs/${PACK}/versions/${version + 1}`)).status).toBe(200);
    expect((await versions()).some((each) => each.version === version + 1)).toBe(false);
    expect((await versions('?all=yes')).find((each) => each.version === version + 1)?.state).toBe('discarded');
    const next = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'indicator d', author: '丙' });
    expect(next.body.version).toBe(version + 2);
    for (const each of [version, version + 2]) await send('DELETE', `/api/packs/${PACK}/versions/${each}`);
  });
  test('is not saved over what was saved elsewhere meanwhile', async () => {
    const { body: { version, savedAt } } = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'one', author: '丁' });
    expect((await send<PackVersion>('PUT', `/api/packs/${PACK}/versions/${version}`, { text: 'two', savedAt })).body.text).toBe('two');
    const late = await send<Failure>('PUT', `/api/packs/${PACK}/versions/${version}`, { text: 'three', savedAt });
    expect([late.status, late.body.error.code]).toEqual([409, 'draft_changed']);
    expect((await get<PackVersion>(`/api/packs/${PACK}/versions/${version}`)).body.text).toBe('two');
    await send('DELETE', `/api/packs/${PACK}/versions/${version}`);
  });
  test('that does not compile, whose example fails, or that is not checked, is not published', async () => {
    const text = await shipped();
    const of = async (body: string): Promise<VersionCheck> => {
      const draft = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: body, author: '戊' });
      const unchecked = await send<Failure>('POST', `/api/packs/${PACK}/versions/${draft.body.version}/publish`, { reason: '试' });
      expect([unchecked.status, unchecked.body.error.code]).toEqual([409, 'not_checked']);
      return (await send<VersionCheck>('POST', `/api/packs/${PACK}/versions/${draft.body.version}/check`)).body;
    };
    const broken = await of(text.replace('disclosed_on within', 'disclosd_on within'));
    expect(broken.version.state).toBe('draft');
    expect(broken.diagnostics.some((one) => one.severity === 'error')).toBe(true);
    const failing = await of(text.replace('expect 1/2 pending 1', 'expect 2/2 pending 1'));
    expect(failing.version.state).toBe('draft');
    expect(failing.examples.filter((one) => !one.passed)).toMatchObject([{ indicator: INDICATOR, expected: { zh: '2/2 未到期 1 剔除 1' }, found: { en: '1/2 pending 1 excluded 1' } }]);
    const renamed = await of(text.replace('pack xian_2022', 'pack other'));
    expect(renamed.diagnostics.map((one) => one.code)).toContain('other-pack');
    const strange = await of(`${text}\nledger _uploads "上传" { key note; dated by received_at; field note "备注" text required; field received_at "日期" date required }`);
    expect(strange.diagnostics.map((one) => one.code)).toContain('no-such-table');
    expect(strange.version.state).toBe('draft');
    const sound = await of(text);
    expect(sound).toMatchObject({ version: { state: 'checked' }, diagnostics: [], dependents: [] });
    const again = await send<PackVersion>('PUT', `/api/packs/${PACK}/versions/${sound.version.version}`, { text });
    expect(again.body.state).toBe('draft');
    await send('DELETE', `/api/packs/${PACK}/versions/${sound.version.version}`);
  });
});

describe('publishing', () => {
  test('this year\'s definition leaves last year\'s ranking as it is; an earlier date has to be confirmed', async () => {
    const text = await shipped();
    const value = async (year: number): Promise<[number, number | null]> => {
      const { body } = await get<IndicatorPage>(`/api/indicators/${INDICATOR}?year=${year}&asOf=${year}-06-30`);
      return [body.definition.version, body.values.find((row) => row.agency === A)!.numerator];
    };
    expect([await value(2024), await value(2025)]).toEqual([[1, 1], [1, 1]]);
    const draft = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: stricter(text), author: '己', parent: 1 });
    const { version } = draft.body;
    expect((await send<VersionCheck>('POST', `/api/packs/${PACK}/versions/${version}/check`)).body.version.state).toBe('checked');
    const url = `/api/packs/${PACK}/versions/${version}/publish`;
    expect((await send(`POST`, url, { effectiveFrom: '2025-01-01' })).status).toBe(400);
    expect((await send(`POST`, url, { reason: ' ', effectiveFrom: '2025-01-01' })).status).toBe(400);
    expect((await send(`POST`, url, { reason: '试', effectiveFrom: '2025-02-30' })).status).toBe(400);
    const early = await send<Failure>('POST', url, { reason: '试', effectiveFrom: '2024-05-01' });
    expect([early.status, early.body.error.code]).toEqual([409, 'retroactive']);
    expect(early.body.error.zh).toContain('2024');
    const done = await send<PackVersion>('POST', url, { reason: '缩短公示期限', effectiveFrom: '2025-01-01', by: '庚' });
    expect(done.body).toMatchObject({ state: 'published', reason: '缩短公示期限', effectiveFrom: '2025-01-01', publishedBy: '庚', author: '己', years: [2025] });
    expect([await value(2024), await value(2025)]).toEqual([[1, 1], [version, 0]]);
    const ranking = await get<{ meta: { definition: unknown } }>('/api/ranking?year=2025&format=json');
    expect(ranking.body.meta.definition).toEqual({ pack: PACK, version, uses: [] });
    // What was published before can be asked for: any figure is recomputed by the version it names.
    expect((await get<IndicatorPage>(`/api/indicators/${INDICATOR}?year=2025&asOf=2025-06-30&version=1`)).body.values.find((row) => row.agency === A)!.numerator).toBe(1);
  });
  test('closes a version: it is neither saved, checked, published nor discarded any more', async () => {
    const before = (await get<PackVersion>(`/api/packs/${PACK}/versions/1`)).body;
    for (const [method, path, body] of [['PUT', '', { text: 'x' }], ['POST', '/check', {}], ['POST', '/publish', { reason: '试' }], ['DELETE', '', {}]] as const) {
      const { status, body: answer } = await send<Failure>(method, `/api/packs/${PACK}/versions/1${path}`, body);
      expect([status, answer.error.code], `${method} ${path}`).toEqual([409, 'version_closed']);
    }
    expect((await get<PackVersion>(`/api/packs/${PACK}/versions/1`)).body).toEqual(before);
  });
  test('goes back by publishing an older text as a new version', async () => {
    const [newest] = await versions();
    const back = await published(await shipped(), { effectiveFrom: '2025-03-01' });
    expect(back.version).toBe(newest!.version + 1);
    expect((await get<IndicatorPage>(`/api/indicators/${INDICATOR}?year=2025&asOf=2025-06-30`)).body).toMatchObject({ definition: { version: back.version } });
  });
  test('a later date waits for its year', async () => {
    const later = await published(stricter(await shipped()), { effectiveFrom: '2026-01-01' });
    expect(later.years).toEqual([]);
    expect((await get<PackList>('/api/packs')).body.packs[0]!.definition!.version).not.toBe(later.version);
  });
});

describe('comparing', () => {
  test('two versions shows both texts and every agency whose value, points or rank differ', async () => {
    const { body } = await get<VersionComparison>(`/api/packs/${PACK}/versions/1/compare/${(await versions()).find((one) => one.reason === '缩短公示期限')!.version}?year=2024&asOf=2024-12-31`);
    expect(body.a.text).toContain('else 7 workdays');
    expect(body.b.text).toContain('else 2 workdays');
    expect(body.effects!.values).toMatchObject([{ indicator: INDICATOR, rows: [{ agency: A, a: { numerator: 1 }, b: { numerator: 0 } }, { agency: B, a: { numerator: 1 }, b: { numerator: 0 } }] }]);
    const [card] = body.effects!.scorecards;
    // A had lost all points of the item before; now B has too, and they tie.
    expect(card).toMatchObject({ scorecard: 'quality', rows: [{ agency: A, a: { points: 0, rank: 2 }, b: { points: 0, rank: 1 }, gained: 1 }, { agency: B, a: { rank: 1 }, b: { points: 0, rank: 1 }, gained: 0 }] });
    expect(card!.rows[1]!.a!.points).toBeGreaterThan(0);
    expect(body.changes).toMatchObject([{ kind: 'indicator', change: 'changed', name: INDICATOR, parts: [{ before: { zh: expect.stringContaining('7个工作日') }, after: { zh: expect.stringContaining('2个工作日') } }] }]);
  });
  test('with a draft that does not compile gives its diagnostics and no effects', async () => {
    const draft = await send<PackVersion>('POST', `/api/packs/${PACK}/versions`, { text: 'indicator a "甲" { value count(nowhere) }', author: '辛' });
    const { body } = await get<VersionComparison>(`/api/packs/${PACK}/versions/1/compare/${draft.body.version}`);
    expect(body.effects).toBeNull();
    expect(body.diagnostics.a).toEqual([]);
    expect(body.diagnostics.b.some((one) => one.severity === 'error')).toBe(true);
    await send('DELETE', `/api/packs/${PACK}/versions/${draft.body.version}`);
  });
});

describe('a version that does not compile any more', () => {
  test('scores nothing and says why; what is sound of it can still be read, and mended', async () => {
    const one = await serving({ today: () => TODAY, pack: SMALL_PACK });
    expect((await upload(one.url, yearly('2025'), { year: '2025' })).state).toBe('loaded');
    // As a newer catalogue would leave it.
    await one.context.store.definitions.add({ pack: PACK, author: '旧', text: SMALL_PACK.replace('example', 'indicator lost "失" { source "旧" value count(nowhere) }\nexample'), parent: 1, origin: 'local', at: new Date(), as: { state: 'published', fingerprint: 'x', reason: '旧', effectiveFrom: '2025-01-01' } });
    await one.close();
    const again = await serving({ today: () => TODAY, pack: SMALL_PACK, folder: one.folder });
    const ask = <T>(path: string): Promise<{ status: number; body: T }> => json<T>(again.url + path);
    const ranking = await ask<Failure>('/api/ranking?year=2025');
    expect([ranking.status, ranking.body.error.code]).toEqual([503, 'definition_broken']);
    expect(ranking.body.error.zh).toContain('nowhere');
    expect((await ask('/api/meta')).status).toBe(200);
    expect((await ask<PackList>('/api/packs')).body.packs[0]!.broken!.en).toContain('nowhere');
    const page = await ask<IndicatorPage>(`/api/indicators/${INDICATOR}?year=2025&asOf=2025-06-30`);
    expect(page.body.values.find((row) => row.agency === A)).toMatchObject({ numerator: 1 });
    expect(page.body.text).toContain('nowhere');
    await again.end();
  });
});

describe('a new text that comes with the software', () => {
  const text = (days: number): string => `pack small "小" { region "610100" }\nindicator on_time "按期" { source "试" value share of decisions with disclosed_on within ${days} workdays of decided_on }`;
  const start = async (folder: string, days: number, said: string[] = [], given = false): Promise<{ heads: PackVersionHead[]; publish(text: string): Promise<void>; close(): Promise<void> }> => {
    const packs = compiled(packsOf([{ file: 'small.heng', text: text(days) }]));
    const running = await startServer({ port: 0, folder, packs, given, uploadLimit: 1_000_000, demonstration: false, today: () => TODAY, say: (zh) => { said.push(zh); } });
    await everyone(running, []);
    const call = <T>(method: string, path: string, body: unknown = {}): Promise<{ status: number; body: T }> => json<T>(`${running.url}/api/packs/small/versions${path}`, { method, headers: { 'content-type': 'application/json' }, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });
    return {
      heads: (await call<{ versions: PackVersionHead[] }>('GET', '')).body.versions.toReversed(),
      async publish(own) {
        const draft = await call<PackVersion>('POST', '', { text: own });
        await call('POST', `/${draft.body.version}/check`);
        expect((await call('POST', `/${draft.body.version}/publish`, { reason: '本地' })).status).toBe(200);
      },
      close: () => running.close(),
    };
  };
  test('is a new version in effect from today, and changes no ended year; the same text again is none', async () => {
    const one = await serving();
    await one.close();
    const said: string[] = [];
    for (const days of [7, 7, 5]) await (await start(one.folder, days, said)).close();
    const last = await start(one.folder, 5, said);
    expect(last.heads).toMatchObject([{ version: 1, state: 'published', effectiveFrom: '1900-01-01' }, { version: 2, state: 'published', effectiveFrom: TODAY, parent: 1 }]);
    expect(said.filter((sentence) => sentence.includes('第 2 版'))).toHaveLength(1);
    await last.close();
    await one.end();
  });
  test('waits beside what was published here, as checked, and is told', async () => {
    const one = await serving();
    await one.close();
    const first = await start(one.folder, 7);
    await first.publish(text(6));
    await first.close();
    const said: string[] = [];
    const second = await start(one.folder, 5, said);
    expect(second.heads.map(({ version, state, origin }) => [version, state, origin])).toEqual([[1, 'published', 'shipped'], [2, 'published', 'local'], [3, 'checked', 'shipped']]);
    expect(said.join()).toContain('本地发布的版本仍然有效');
    await second.close();
    await one.end();
  });
  test('of a file that was named at the start replaces what that file said', async () => {
    const one = await serving();
    await one.close();
    await (await start(one.folder, 7, [], true)).close();
    const second = await start(one.folder, 5, [], true);
    expect(second.heads).toMatchObject([{ version: 1, effectiveFrom: '1900-01-01' }, { version: 2, effectiveFrom: '1900-01-01' }]);
    await second.close();
    await one.end();
  });
});
