import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { declared } from '../../../server/access.ts';
import type { Access, App, Grant, Role } from '../../../server/access.ts';
import type { AgencyListItem, IndicatorPage, IndicatorRollup } from '../../../server/api.ts';
import { createApp } from '../../../server/app.ts';
import { ROLES } from '../../../server/accounts/rights.ts';
import { signIn } from '../../signed_in.ts';
import { A, B, SILENT } from '../command.ts';
import { CLIENT, formOf, serving, SMALL, upload } from '../serving.ts';
import type { Serving } from '../serving.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });
const INDICATOR = 'penalties_and_licences_disclosed_on_time';
/** What stands for a parameter of a path; what is not here is `1`. */
const PARAMETERS: Record<string, string> = { code: A, agency: A, year: '2024', form: 'penalty_form', pack: 'xian_2022', name: INDICATOR, account: 'nobody', file: '2024', report: 'annual_statistics', act: 'withdraw', sha256: 'a'.repeat(64) };
/** What ends the session that the walk itself needs. */
const ENDING = new Set(['DELETE /api/session']);

let server: Serving;
let app: App;
const cookies = {} as Record<Role, string>;
const grantOf = (role: Role, agency: string): Grant => (role === 'clerk' || role === 'approver' ? { role, agency } : role === 'administrator' ? { role } : { role, region: '' });
beforeAll(async () => {
  server = await serving();
  expect((await upload(server.url, SMALL, { year: '2024' })).state).toBe('loaded');
  app = createApp(server.context);
  for (const role of ROLES) cookies[role] = await signIn(server, `only-${role}`, [grantOf(role, A)]);
});
afterAll(() => server.end());

function addressOf(path: string, parameters: Record<string, string> = PARAMETERS): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => parameters[name] ?? '1').replace('*', 'x');
}
interface Schema { $ref?: string; type?: string | string[]; enum?: unknown[]; minimum?: number; minLength?: number; minItems?: number; items?: Schema; properties?: Record<string, Schema>; required?: string[] }
interface Described { paths: Record<string, Record<string, { requestBody?: { content?: Record<string, { schema?: Schema }> } }>>; components?: { schemas?: Record<string, Schema> } }
/** A body that a route would take, from its description; null where it takes none. */
function bodyOf(route: string): string | null {
  const [method, path] = route.split(' ') as [string, string];
  const { paths, components } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } }) as unknown as Described;
  const filled = ({ $ref, ...own }: Schema): unknown => {
    const schema = $ref === undefined ? own : components?.schemas?.[$ref.split('/').at(-1)!] ?? {};
    if (schema.enum) return schema.enum[0];
    switch ([schema.type].flat()[0]) {
      case 'object': return Object.fromEntries((schema.required ?? []).map((name) => [name, name === 'url' ? 'https://proof.example/1' : filled(schema.properties![name]!)]));
      case 'array': return Array.from({ length: schema.minItems ?? 0 }, () => filled(schema.items ?? {}));
      case 'number': case 'integer': return Math.max(1, schema.minimum ?? 0);
      case 'boolean': return true;
      default: return '1'.repeat(schema.minLength ?? 1);
    }
  };
  const schema = paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema;
  return schema ? JSON.stringify(filled(schema)) : null;
}
/** Asks as someone; without a body nothing that would change is said right, so that the walk changes nothing. */
async function ask(route: string, cookie: string | null, parameters?: Record<string, string>, query = '', body = '{}'): Promise<Response> {
  const [method, path] = route.split(' ') as [string, string];
  return app.request(`http://localhost${addressOf(path, parameters)}${query}`, { method, headers: { host: 'localhost', 'content-type': 'application/json', ...(cookie === null ? {} : { cookie }) }, ...(['GET', 'DELETE'].includes(method) ? {} : { body }) });
}
function takesFiles(route: string): boolean {
  const [method, path] = route.split(' ') as [string, string];
  const { paths } = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: '', version: '' } }) as unknown as Described;
  return paths[path.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]?.requestBody?.content?.['multipart/form-data'] !== undefined;
}
function sendFile(route: string, cookie: string, parameters: Record<string, string>): Promise<Response> {
  return fetch(`${server.url}${addressOf(route.split(' ')[1]!, parameters)}`, { method: 'POST', headers: { ...CLIENT, cookie }, body: formOf({ 'x.pdf': '%PDF-1.4' }, { item: '1', year: '2024', expected: '0' }) });
}
const allowed = (access: Access, role: Role): boolean => typeof access === 'string' || access.includes(role);

describe('every route', () => {
  test('is answered to no one who is not signed in, unless it is public', async () => {
    for (const [route, access] of declared(app)) {
      const { status } = await ask(route, null);
      if (access === 'public') expect([401, 403], `${route} ${status}`).not.toContain(status);
      else expect(status, route).toBe(401);
    }
  });
  test.each(ROLES)('is answered to a %s as it declares', async (role) => {
    for (const [route, access] of declared(app)) {
      if (ENDING.has(route)) continue;
      const answer = await ask(route, cookies[role]);
      const said = `${route} as ${role}: ${answer.status} ${answer.headers.get('content-type')?.includes('json') ? (await answer.text()).slice(0, 200) : ''}`;
      if (allowed(access, role)) expect([401, 403], said).not.toContain(answer.status);
      else expect(answer.status, said).toBe(403);
    }
  });
  test('is not answered to someone with a made-up or ended session', async () => {
    const ended = await signIn(server, 'leaving', [{ role: 'administrator' }]);
    await app.request('http://localhost/api/session', { method: 'DELETE', headers: { host: 'localhost', 'content-type': 'application/json', cookie: ended } });
    for (const cookie of [ended, 'zhiheng_session=x', `zhiheng_session=${'a'.repeat(5000)}`, 'zhiheng_session=']) for (const [route, access] of declared(app)) if (access !== 'public') expect((await ask(route, cookie)).status, route).toBe(401);
  });
  test('that takes an agency gives and takes nothing of another one\'s to its clerks and approvers', async () => {
    let walked = 0;
    for (const [route, access] of declared(app)) {
      if (access === 'public') continue;
      const places = ['code', 'agency'].filter((name) => new RegExp(`:${name}\\b`).test(route));
      for (const role of ['clerk', 'approver'] as const) {
        if (!allowed(access, role)) continue;
        for (const place of places) {
          const answer = takesFiles(route) ? await sendFile(route, cookies[role], { ...PARAMETERS, [place]: B }) : await ask(route, cookies[role], { ...PARAMETERS, [place]: B }, '', bodyOf(route) ?? '{}');
          expect([403, 404], `${route} of another agency as ${role}: ${answer.status} ${(await answer.text()).slice(0, 200)}`).toContain(answer.status);
          walked += 1;
        }
      }
    }
    expect(walked).toBeGreaterThan(3);
    for (const role of ['clerk', 'approver'] as const) {
      expect((await ask(`GET /api/indicators/:name/breakdown`, cookies[role], undefined, `?year=2024&agency=${B}`)).status).toBe(403);
      expect((await ask(`GET /api/indicators/:name/breakdown`, cookies[role], undefined, `?year=2024&agency=${A}`)).status).toBe(200);
    }
  });
});

describe('figures', () => {
  const as = async <T>(cookie: string, path: string): Promise<T> => {
    const answer = await app.request(`http://localhost${path}`, { headers: { host: 'localhost', cookie } });
    expect(answer.status, path).toBe(200);
    return await answer.json() as T;
  };
  test('of one agency only reach its own people, whatever they ask', async () => {
    for (const role of ['clerk', 'approver'] as const) {
      const page = await as<IndicatorPage>(cookies[role], `/api/indicators/${INDICATOR}?year=2024`);
      expect(page.values.map((row) => row.agency)).toEqual([A]);
      const { agencies } = await as<{ agencies: AgencyListItem[] }>(cookies[role], '/api/agencies');
      expect(agencies.filter((one) => one.years.length > 0).map((one) => one.code)).toEqual([A]);
      const tasks = await as<{ tasks: { agencies: { agency: string }[] }[] }>(cookies[role], '/api/tasks?year=2024');
      expect(tasks.tasks.flatMap((task) => task.agencies).every((one) => one.agency === A)).toBe(true);
    }
  });
  test('of a region reach its leaders, officers and analysts: none of another\'s', async () => {
    for (const [region, seen] of [['61', [A, B, SILENT]], ['610100', [A, B, SILENT]], ['3209', []]] as const) {
      for (const role of ['leader', 'officer', 'analyst'] as const) {
        const cookie = await signIn(server, `${role}-${region}`, [{ role, region }]);
        const { rows } = await as<{ rows: { agency: string }[] }>(cookie, '/api/ranking?year=2024&format=json');
        expect(rows.map((row) => row.agency).toSorted(), `${role} of ${region}`).toEqual([...seen].toSorted());
        const page = await as<IndicatorPage>(cookie, `/api/indicators/${INDICATOR}?year=2024`);
        expect(page.values.map((row) => row.agency).toSorted()).toEqual([...seen].toSorted());
        const whole = await as<IndicatorRollup>(cookie, `/api/indicators/${INDICATOR}/rollup?year=2024&by=total`);
        expect(whole.rows.reduce((sum, row) => sum + row.agencies, 0)).toBe(seen.length);
        const csv = await (await app.request('http://localhost/api/ranking.csv?year=2024', { headers: { host: 'localhost', cookie } })).text();
        for (const code of [A, B, SILENT]) expect(csv.includes(code), `${role} of ${region}: ${code}`).toBe((seen as readonly string[]).includes(code));
      }
    }
  });
  test('that an analyst tries out on a text are those of the region', async () => {
    const cookie = await signIn(server, 'analyst-3209', [{ role: 'analyst', region: '3209' }]);
    const answer = await app.request('http://localhost/api/evaluate', { method: 'POST', headers: { host: 'localhost', 'content-type': 'application/json', cookie }, body: JSON.stringify({ text: 'indicator all "全部" { source "试" value count(decisions) }', indicator: 'all', year: 2024 }) });
    expect(((await answer.json()) as { values: unknown[] }).values).toEqual([]);
  });
});

describe('a hand-in', () => {
  const own = { 'decisions.csv': SMALL['decisions.csv']!.split('\n').filter((line) => !line.startsWith(B)).join('\n') };
  const send = async (cookie: string, fields: Record<string, string>, files: Record<string, string> = own): Promise<number> => (await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: { ...CLIENT, cookie }, body: formOf(files, { year: '2024', ...fields }) })).status;
  test('is taken from the agency\'s clerk and the officers of its region, and from no one else', async () => {
    const regional = await signIn(server, 'officer-6101', [{ role: 'officer', region: '6101' }]);
    const elsewhere = await signIn(server, 'officer-3209', [{ role: 'officer', region: '3209' }]);
    expect(await send(cookies.clerk, { agency: A })).toBe(202);
    expect(await send(cookies.clerk, { agency: B })).toBe(403);
    expect(await send(cookies.clerk, {}, SMALL)).toBe(403);
    expect(await send(cookies.clerk, { agency: 'NOBODY' })).toBe(403);
    expect(await send(cookies.approver, { agency: A })).toBe(403);
    expect(await send(cookies.leader, { agency: A })).toBe(403);
    await server.context.uploads.idle();
    expect(await send(regional, { agency: B }, { 'decisions.csv': SMALL['decisions.csv']!.split('\n').filter((line) => !line.startsWith(A)).join('\n') })).toBe(202);
    expect(await send(regional, {}, SMALL)).toBe(202);
    expect(await send(elsewhere, { agency: A })).toBe(403);
    expect(await send(elsewhere, {}, SMALL)).toBe(403);
    await server.context.uploads.idle();
    expect(await send(cookies.administrator, {}, SMALL)).toBe(202);
    await server.context.uploads.idle();
  });
  test('cannot bring rows of another agency, nor the roster, into an agency\'s own', async () => {
    const before = await server.context.dataVersion();
    for (const name of ['decisions.csv', 'agencies.csv']) expect((await uploadAs(cookies.clerk, { [name]: SMALL[name]! })).state, name).toBe('refused');
    expect(await server.context.dataVersion()).toBe(before);
  });
  test('is told to who made it and to the agency\'s people, and to no one of another agency', async () => {
    const { id } = await uploadAs(cookies.clerk, own);
    const other = await signIn(server, 'clerk-of-b', [{ role: 'clerk', agency: B }]);
    const seen = async (cookie: string): Promise<[number, number, boolean]> => {
      const get = (path: string): Promise<Response> => fetch(server.url + path, { headers: { cookie } });
      const { uploads } = await (await get('/api/uploads')).json() as { uploads: { id: number }[] };
      return [(await get(`/api/uploads/${id}`)).status, (await get(`/api/uploads/${id}/problems.csv`)).status, uploads.some((one) => one.id === id)];
    };
    for (const cookie of [cookies.clerk, cookies.approver, cookies.officer]) expect(await seen(cookie)).toEqual([200, 200, true]);
    expect(await seen(other)).toEqual([404, 404, false]);
  });
  async function uploadAs(cookie: string, files: Record<string, string>): Promise<{ id: number; state: string }> {
    const { id } = await (await fetch(`${server.url}/api/uploads`, { method: 'POST', headers: { ...CLIENT, cookie }, body: formOf(files, { year: '2024', agency: A }) })).json() as { id: number };
    await server.context.uploads.idle();
    return { id, state: server.context.uploads.status(id)!.state };
  }
});
