/** The texts of a report over HTTP: generated, edited, checked, in the report; and the layout that a region chooses. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Narrative } from '../../server/api.ts';
import { A } from './command.ts';
import { CLIENT, json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

vi.setConfig({ testTimeout: 120_000 });
let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => '2025-01-06' });
  await upload(server.url, { ...SMALL, 'penalty_form.csv': `agency,fined,total,amount\n${A},30,30,4.5\n` }, { year: '2024' });
});
afterAll(() => server.end());

const at = (more = ''): string => `${server.url}/api/reports/${A}/2024/narrative${more}`;
const send = <T>(method: string, url: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(url, { method, headers: { ...CLIENT, 'content-type': 'application/json' }, body: JSON.stringify(body) });
const printed = async (): Promise<string> => (await fetch(`${server.url}/reports/${A}/2024/preview`)).text();

describe('the texts of a report', () => {
  test('are generated, with their figures, and with what is to be written', async () => {
    const { status, body } = await json<Narrative>(at());
    expect(status).toBe(200);
    expect(body).toMatchObject({ declaration: 'annual_statistics', version: 1, mayEdit: true, head: 0 });
    const penalties = body.paragraphs.find((one) => one.id === 'penalties')!;
    expect(penalties.generated?.zh).toContain('作出行政处罚{penalty_form.total}宗');
    expect(penalties.text).toBeNull();
    expect(body.paragraphs.find((one) => one.id === 'campaigns')).toMatchObject({ hint: { zh: expect.stringContaining('专项整治') }, generated: null, zh: [] });
    expect(body.figures).toContainEqual({ name: 'penalty_form.total', text: '30' });
    expect(await printed()).not.toContain('其他情况');
  });

  test('are looked at before they are saved, saved, and printed', async () => {
    const texts = [{ id: 'penalties', zh: '全年处罚30宗，约谈7人。', en: null }, { id: 'campaigns', zh: '开展“清网”行动。', en: null }];
    const looked = await send<Narrative>('POST', at('/check'), { base: 0, texts });
    expect(looked.body.paragraphs.find((one) => one.id === 'penalties')!.disagreements).toEqual([{ typed: '7', figure: '', expected: '' }]);
    expect((await json<Narrative>(at())).body.head).toBe(0);
    const saved = await send<Narrative>('PUT', at(), { base: 0, texts });
    expect(saved.status).toBe(200);
    expect(saved.body.paragraphs.find((one) => one.id === 'penalties')).toMatchObject({ text: { zh: '全年处罚{penalty_form.total}宗，约谈7人。' } });
    const page = await printed();
    expect(page).toContain('全年处罚');
    expect(page).toContain('开展“清网”行动。');
    expect(page).toContain('其他情况');
    // Upon what someone else has saved meanwhile nothing is written.
    expect(await send('PUT', at(), { base: 0, texts })).toMatchObject({ status: 409, body: { error: { code: 'stale' } } });
  });

  test('go back to what was generated', async () => {
    const { body } = await json<Narrative>(at());
    const back = await send<Narrative>('PUT', at(), { base: body.head, texts: [{ id: 'penalties', zh: null, en: null }] });
    expect(back.body.paragraphs.find((one) => one.id === 'penalties')!.text).toBeNull();
    expect(await printed()).toContain('作出行政处罚');
  });

  test('of a paragraph that is not there, or too long, are refused', async () => {
    const { head } = (await json<Narrative>(at())).body;
    expect(await send('PUT', at(), { base: head, texts: [{ id: 'nonsense', zh: 'x', en: null }] })).toMatchObject({ status: 422, body: { error: { code: 'unknown_paragraph' } } });
    expect(await send('PUT', at(), { base: head, texts: [{ id: 'penalties', zh: 'x'.repeat(7000), en: null }] })).toMatchObject({ status: 422, body: { error: { code: 'text_too_long' } } });
    expect((await json<Narrative>(at())).body.head).toBe(head);
  });
});

describe('the layout of a region', () => {
  test('is chosen by the bureau and used at once; taken back it is the region’s own', async () => {
    const url = `${server.url}/api/report-layouts`;
    expect((await json<{ variants: { name: string }[] }>(url)).body.variants.map((one) => one.name)).toContain('annual_account');
    await send('PUT', url, { region: '610000', declaration: 'annual_account' });
    expect((await json<Narrative>(at())).body.declaration).toBe('annual_account');
    expect(await printed()).toContain('年度行政执法工作情况报告');
    expect(await send('PUT', url, { region: '61', declaration: 'no_such' })).toMatchObject({ status: 422, body: { error: { code: 'unknown_report' } } });
    await send('PUT', url, { region: '610000', declaration: null });
    expect((await json<Narrative>(at())).body.declaration).toBe('annual_statistics');
  });
});
