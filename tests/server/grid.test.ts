/** Forms filled in in the browser, over HTTP: what stands beside the cells, saving, two people, handing in through intake. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Desk, DeskList, GridForm, GridForms, GridSaved, GridVersion, GridVersions, UploadStatus } from '../../server/api.ts';
import { A, B } from './command.ts';
import { anonymous, signIn } from '../signed_in.ts';
import { CLIENT, finished, json, serving, SMALL, upload } from './serving.ts';
import type { Serving } from './serving.ts';

vi.setConfig({ testTimeout: 120_000 });
const KINDS = ['warning', 'criticised', 'fined', 'gains_confiscated', 'goods_confiscated', 'permit_suspended', 'grade_lowered', 'permit_revoked', 'business_restricted', 'business_suspended', 'closed_down', 'practice_barred', 'detained', 'other'];
const kinds = (cells: Record<string, string>): Record<string, string> => ({ ...Object.fromEntries(KINDS.map((name) => [name, '0'])), ...cells });

let server: Serving;
beforeAll(async () => {
  server = await serving({ today: () => '2025-01-06' });
  const last = { ...SMALL, 'penalty_form.csv': `agency,${KINDS.join(',')},total,amount\n${A},${KINDS.map((name) => (name === 'fined' ? '30' : '0')).join(',')},30,4.5\n` };
  delete (last as Record<string, string>)['decisions.csv'];
  await upload(server.url, last, { year: '2023' });
  await upload(server.url, SMALL, { year: '2024' });
});
afterAll(() => server.end());

const at = (form = '', agency = A, year = 2024): string => `${server.url}/api/grid/${agency}/${year}${form ? `/${form}` : ''}`;
const send = <T>(method: string, url: string, body: unknown): Promise<{ status: number; body: T }> => json<T>(url, { method, headers: { ...CLIENT, 'content-type': 'application/json' }, body: JSON.stringify(body) });
const save = async (form: string, base: number, cells: Record<string, string>, agency = A): Promise<GridSaved> => (await send<GridSaved>('PUT', at(form, agency), { base, cells })).body;
async function handIn(form: string, version: number): Promise<UploadStatus> {
  const { status, body } = await send<{ id: number }>('POST', `${at(form)}/hand-in`, { version });
  expect(status).toBe(202);
  return finished(server.url, body.id);
}

describe('a form in the browser', () => {
  test('comes with its declaration, last year\'s figures, what the ledgers give and the province\'s tables', async () => {
    const { body } = await json<GridForm>(at('penalty_form'));
    expect(body).toMatchObject({ agency: { code: A, name: '甲局', region: '610100' }, year: 2024, mayEdit: true, labelEn: 'Administrative penalties', draft: null, handedIn: null });
    expect(body.form.columns.map((column) => column.name)).toContain('total');
    expect(JSON.stringify(body.form)).not.toContain('"derived"');
    expect(body.form.checks.length).toBe(body.checks.length);
    expect(body.english).toMatchObject({ total: 'Total', 'group:kinds': 'Kind of penalty' });
    expect(body.lastYear).toMatchObject({ source: 'form', cells: { fined: { value: '30', text: '30' }, amount: { value: '4.5' } } });
    expect(body.rows).toContainEqual({ form: 'penalty_form', year: 2023, cells: expect.objectContaining({ fined: '30' }) });
    expect(body.ledgers['total']).toEqual({ value: '0', text: '0' });
    expect(body.views.length).toBeGreaterThan(3);
    expect(body.views.every(({ view }) => view.columns.length > 0)).toBe(true);
  });
  test('takes a label for its name, and says what it does not know', async () => {
    expect((await json<GridForm>(at(encodeURIComponent('行政许可实施情况统计表')))).body.form.name).toBe('licence_form');
    expect(await json(at('no_form'))).toMatchObject({ status: 404, body: { error: { code: 'unknown_form' } } });
    expect(await json(at('penalty_form', '91610100MA00000000'))).toMatchObject({ status: 404 });
    expect(await json(at('penalty_form', A, 1999))).toMatchObject({ status: 404 });
    expect(await send('PUT', at('penalty_form'), { base: 0, cells: { nonsense: '1' } })).toMatchObject({ status: 422, body: { error: { code: 'unknown_column' } } });
    expect((await send('PUT', at('penalty_form'), { base: 0, cells: { warning: 'x'.repeat(101) } })).status).toBe(400);
    expect((await send('PUT', at('penalty_form'), { base: 4, cells: { warning: '1' } })).status).toBe(404);
  });
  test('is saved as one goes, by version, and an earlier version can be taken up again', async () => {
    const first = await save('licence_form', 0, { applied: '12', accepted: '' });
    expect(first).toMatchObject({ outcome: 'saved', draft: { version: 1, cells: { applied: '12' }, own: true }, taken: [], clashes: [] });
    expect((await save('licence_form', 1, { applied: '12' })).outcome).toBe('unchanged');
    await save('licence_form', 1, { applied: '15', accepted: '14' });
    expect((await json<GridForm>(at('licence_form'))).body.draft).toMatchObject({ version: 2, cells: { applied: '15', accepted: '14' } });
    const back = await send<GridVersion>('POST', `${at('licence_form')}/restore`, { version: 1 });
    expect(back.body).toMatchObject({ version: 3, kind: 'restored', base: 1, cells: { applied: '12' } });
    expect((await json<GridVersions>(`${at('licence_form')}/versions`)).body.versions.map((one) => [one.version, one.kind])).toEqual([[3, 'restored'], [2, 'saved'], [1, 'saved']]);
    expect((await send('POST', `${at('licence_form')}/restore`, { version: 9 })).status).toBe(404);
    // Another agency's is its own.
    expect((await json<GridForm>(at('licence_form', B))).body.draft).toBeNull();
  });
  test('typed by two at once keeps both, and tells a cell that both changed', async () => {
    await save('appeals_form', 0, { reconsidered: '5', sued: '1' });
    await save('appeals_form', 1, { reconsidered: '6', sued: '1' });
    expect(await save('appeals_form', 1, { reconsidered: '5', sued: '2' })).toMatchObject({ outcome: 'saved', taken: ['reconsidered'], draft: { cells: { reconsidered: '6', sued: '2' } } });
    expect(await save('appeals_form', 2, { reconsidered: '6', sued: '9' })).toMatchObject({ outcome: 'clash', clashes: [{ column: 'sued', theirs: '2', yours: '9' }], draft: { version: 3 }, aside: 4 });
    expect((await json<GridForm>(at('appeals_form'))).body.draft!.cells).toEqual({ reconsidered: '6', sued: '2' });
    expect((await json<GridVersions>(`${at('appeals_form')}/versions`)).body.versions[0]).toMatchObject({ kind: 'aside', cells: { sued: '9' } });
  });
});

describe('handing a form in', () => {
  test('goes through intake: a broken hard check refuses it, and names the column', async () => {
    await save('penalty_form', 0, kinds({ fined: '23', total: '10' }));
    const refused = await handIn('penalty_form', 1);
    expect(refused.state).toBe('refused');
    expect(refused.problems.filter((problem) => problem.severity === 'error').map(({ code, column, message }) => [code, column, message.zh])).toEqual([['check', 'total', '各项之和应等于合计:各项之和 23,合计 10。']]);
    expect((await json<GridForms>(at())).body.forms.find((one) => one.form === 'penalty_form')).toMatchObject({ filled: 15, handedIn: null, changed: true, hard: 1, draft: { version: 1 } });
  });
  test('loads it as an upload of the agency, and the form then stands as handed in until something else is typed', async () => {
    await save('penalty_form', 1, kinds({ fined: '23', detained: '/', other: '-', total: '23', amount: '1.2345', closed: '30', filed: '30', simple: '23', ordinary: '0' }));
    // `-` leaves a part unknown: nothing is said of the sum.
    const loaded = await handIn('penalty_form', 2);
    expect(loaded.problems.filter((problem) => problem.severity === 'error')).toEqual([]);
    expect(loaded).toMatchObject({ state: 'loaded', loaded: [{ agency: A, ledger: 'penalty_form', year: 2024, rows: 1, supersedes: null }] });
    const { body } = await json<GridForm>(at('penalty_form'));
    expect(body.handedIn).toMatchObject({ zero: false, cells: { fined: '23', detained: '/', other: '-', amount: '1.2345' } });
    const head = async () => (await json<GridForms>(at())).body.forms.find((one) => one.form === 'penalty_form')!;
    expect(await head()).toMatchObject({ changed: false, hard: 0 });
    await save('penalty_form', 2, { ...body.draft!.cells, fined: '２４' });
    expect((await head()).changed).toBe(true);
    // The same figure written otherwise is no change.
    await save('penalty_form', 3, { ...body.draft!.cells, fined: '２３' });
    expect((await head()).changed).toBe(false);
  });
  test('keeps a text that is no figure, whatever it holds', async () => {
    await save('penalty_form', 4, kinds({ goods_confiscated: '304册,"好"', total: '0', amount: '=1+1' }));
    expect(await handIn('penalty_form', 5)).toMatchObject({ state: 'loaded' });
    expect((await json<GridForm>(at('penalty_form'))).body.handedIn!.cells).toMatchObject({ goods_confiscated: '304册,"好"', amount: '=1+1' });
  });
  test('is refused when someone else has changed it since, or nothing was typed', async () => {
    expect(await send('POST', `${at('penalty_form')}/hand-in`, { version: 2 })).toMatchObject({ status: 409, body: { error: { code: 'stale' } } });
    expect(await send('POST', `${at('coercion_form')}/hand-in`, { version: 1 })).toMatchObject({ status: 409 });
  });
  test('is in the audit trail', async () => {
    const entries = await server.context.store.audit.search({ act: 'form.hand_in' });
    expect(entries.entries.map(({ subject, agency, year, detail }) => ({ subject, agency, year, version: detail!['version'] }))).toContainEqual({ subject: 'penalty_form', agency: A, year: 2024, version: 2 });
  });
});

describe('the desk', () => {
  const desk = async (agency = A): Promise<Desk> => (await json<Desk>(`${server.url}/api/desk/${agency}/2024`)).body;

  test('lists the agencies and years one may work on, the year that has just ended first in mind', async () => {
    const { body } = await json<DeskList>(`${server.url}/api/desk`);
    expect(body.agencies.map((one) => one.code)).toEqual(expect.arrayContaining([A, B]));
    expect(body).toMatchObject({ years: [2024, 2023], defaultYear: 2024 });
  });
  test('tells what is handed in, when, and what is missing; ledgers that the report reads come first', async () => {
    const { forms, ledgers, mayEdit } = await desk();
    expect(mayEdit).toBe(true);
    expect(forms.find((form) => form.form === 'penalty_form')).toMatchObject({ by: { rows: 1, act: 'files', at: expect.stringMatching(/^\d{4}-/) }, lastYear: true });
    expect(forms.find((form) => form.form === 'staff_form')).toMatchObject({ by: null, draft: null, filled: 0 });
    expect(ledgers.find((ledger) => ledger.ledger === 'decisions')).toMatchObject({ report: true, handedIn: { rows: 4 }, rowsLastYear: null });
    expect(ledgers.find((ledger) => ledger.ledger === 'training')).toMatchObject({ report: false, handedIn: null });
    const first = ledgers.findIndex((ledger) => !ledger.report);
    expect(ledgers.slice(first).some((ledger) => ledger.report)).toBe(false);
  });
  test('names the cell of a finding, figures that the ledgers contradict, and jumps from last year', async () => {
    const version = (await json<GridForm>(at('penalty_form'))).body.draft!.version;
    const saved = await save('penalty_form', version, kinds({ fined: '400', total: '400', amount: '9', filed: '400', closed: '300', simple: '400', ordinary: '0' }));
    expect((await handIn('penalty_form', saved.draft!.version)).state).toBe('loaded');
    const { findings, differences, jumps } = await desk();
    expect(findings).toContainEqual({ form: 'penalty_form', formLabel: '行政处罚实施情况统计表', column: 'closed', columnLabel: '结案数量', severity: 'warning', message: { zh: expect.stringContaining('合计 400'), en: expect.stringContaining('400') } });
    expect(differences).toContainEqual(expect.objectContaining({ form: 'penalty_form', column: 'total', typed: '400', ledgers: '0', difference: '400' }));
    expect(jumps).toContainEqual(expect.objectContaining({ column: 'fined', now: '400', before: '30', kind: 'times' }));
    expect(jumps.some((one) => one.column === 'amount')).toBe(false);
  });
  test('of an agency without anything is empty, not an error', async () => {
    expect(await desk(B)).toMatchObject({ findings: [], differences: [], jumps: [] });
    expect((await json(`${server.url}/api/desk/91610100MA00000000/2024`)).status).toBe(404);
  });
});

describe('who may', () => {
  const as = async (account: string, grants: Parameters<typeof signIn>[2]) => {
    const cookie = await signIn(server, account, grants);
    return async (method: string, path: string, body?: unknown): Promise<number> => (await fetch(`${server.url}/api/${path}`, { method, headers: { ...CLIENT, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })).status;
  };
  const typed = { base: 0, cells: { bodies: '1' } };

  test('type and hand in is the agency\'s own people; the bureau reads along; others see nothing', async () => {
    const clerk = await as('clerk-b', [{ role: 'clerk', agency: B }]), officer = await as('officer-1', [{ role: 'officer', region: '6101' }]), elsewhere = await as('officer-2', [{ role: 'officer', region: '33' }]), analyst = await as('analyst-1', [{ role: 'analyst', region: '' }]);
    expect([await clerk('GET', `grid/${B}/2024/staff_form`), await clerk('PUT', `grid/${B}/2024/staff_form`, typed), await clerk('GET', `desk/${B}/2024`)]).toEqual([200, 200, 200]);
    expect([await clerk('GET', `grid/${A}/2024`), await clerk('GET', `grid/${A}/2024/staff_form`), await clerk('PUT', `grid/${A}/2024/staff_form`, typed), await clerk('GET', `grid/${A}/2024/penalty_form/versions`), await clerk('GET', `desk/${A}/2024`)]).toEqual([403, 403, 403, 403, 403]);
    expect([await officer('GET', `grid/${A}/2024/staff_form`), await officer('GET', `desk/${A}/2024`), await officer('PUT', `grid/${A}/2024/staff_form`, typed), await officer('POST', `grid/${A}/2024/penalty_form/hand-in`, { version: 1 })]).toEqual([200, 200, 403, 403]);
    expect([await elsewhere('GET', `grid/${A}/2024/staff_form`), await analyst('GET', `grid/${A}/2024/staff_form`)]).toEqual([403, 403]);
    expect((await anonymous(`${server.url}/api/desk`)).status).toBe(401);
  });
  test('see on the list only whom they work for', async () => {
    const cookie = await signIn(server, 'clerk-b', []);
    const list = await json<DeskList>(`${server.url}/api/desk`, { headers: { cookie } });
    expect(list.body.agencies).toEqual([{ code: B, name: '乙局', group: '部门组', role: 'clerk' }]);
  });
});
