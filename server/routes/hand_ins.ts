/** What an agency has handed in, version by version: what changed, taking one back, and saying that there was nothing. */
import { z } from '@hono/zod-openapi';
import { NotCurrent } from '../../data/store/index.ts';
import type { HandInVersion } from '../../data/store/index.ts';
import type { App, Actor } from '../access.ts';
import { actorOf, define } from '../access.ts';
import { HANDING_IN, mayActFor, requireFor } from '../accounts/rights.ts';
import type { Role } from '../accounts/rights.ts';
import type { HandIns } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { named, unknownAgency } from '../results.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';

/** Who reads an agency's hand-ins. */
const READING: readonly Role[] = ['clerk', 'approver', 'officer', 'administrator'];
const AgencyYear = z.object({
  agency: z.string().min(1).max(40).openapi({ param: { name: 'agency', in: 'path' } }), year: z.coerce.number().int().min(1900).max(2199).openapi({ param: { name: 'year', in: 'path' }, type: 'integer' }),
});
const UploadPath = z.object({ upload: z.coerce.number().int().positive().openapi({ param: { name: 'upload', in: 'path' }, type: 'integer' }) });
const Whose = z.object({ agency: z.string().min(1).max(40) });
const TakeBack = z.object({ agency: z.string().min(1).max(40), year: z.number().int().min(1900).max(2199), reason: z.string().trim().min(1).max(500) }).openapi('TakeBack');
const Nothing = z.object({ names: z.array(z.string().min(1).max(200)).min(1).max(100), kind: z.enum(['nil', 'no_duty']), note: z.string().trim().max(500).optional() }).openapi('NothingToReport');
const Done = z.object({ upload: z.number() }).openapi('HandInDone');

export function handInRoutes(app: App, server: ServerContext): void {
  const { store } = server;

  app.openapi(define(app, {
    method: 'get', path: '/api/hand-ins/{agency}/{year}', access: READING, summary: '机关报送的台账和统计表及历次版本 what an agency has handed in, by version',
    request: { params: AgencyYear }, responses: answers(schemas.HandInsAnswer, '报送情况'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    const actor = actorOf(context), place = await placeOf(server, actor, agency, year, READING);
    return context.json(await handIns(server, actor, place, year), 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/hand-ins/uploads/{upload}/changes', access: READING, summary: '一次报送改变了什么 what an upload changed', request: { params: UploadPath, query: Whose }, responses: answers(schemas.HandInChangesAnswer, '改变'),
  }), async (context) => {
    const { upload } = context.req.valid('param');
    const { agency } = context.req.valid('query');
    requireFor(actorOf(context), { code: agency, region: await regionOf(server, agency) }, READING);
    const changes = await store.changes(upload, agency);
    const labelOf = (name: string): string => (store.program.ledgers[name] ?? store.program.forms[name])?.label ?? name;
    return context.json({ upload, changes: changes.map((one) => ({ ...one, label: labelOf(one.ledger) })) }, 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/hand-ins/uploads/{upload}/take-back', access: HANDING_IN, summary: '撤回一次报送,恢复到之前的版本 take an upload back',
    description: '之前的版本作为新的一次报送重新生效,被撤回的留在历史中。 What it replaced counts again, as a new upload; what is taken back stays in the history.',
    request: { params: UploadPath, body: { required: true, content: { 'application/json': { schema: TakeBack } } } }, responses: answers(Done, '恢复后的版本'),
  }), async (context) => {
    const { upload } = context.req.valid('param');
    const { agency, year, reason } = context.req.valid('json');
    const actor = actorOf(context);
    await placeOf(server, actor, agency, year, HANDING_IN);
    try {
      const done = await store.takeBack(upload, agency, reason);
      await store.audit.append({ actor: actor.account, act: 'upload.take_back', subject: String(upload), agency, year, detail: { reason, restored: done.restored, as: done.upload } });
      await store.checkpoint();
      return context.json({ upload: done.upload }, 200);
    } catch (error) {
      if (error instanceof NotCurrent) throw new Refusal('input', 'not_current', `第 ${upload} 次报送已被后来的报送取代,或没有该机关的数据,不能撤回。`, `Upload ${upload} has been replaced already, or holds nothing of this agency: it cannot be taken back.`);
      throw error;
    }
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/hand-ins/{agency}/{year}/nothing', access: HANDING_IN, summary: '零报告、无相关职责 say that there was nothing, or no such duty', request: { params: AgencyYear, body: { required: true, content: { 'application/json': { schema: Nothing } } } }, responses: answers(Done, '已记录'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    const { names, kind, note } = context.req.valid('json');
    const actor = actorOf(context);
    await placeOf(server, actor, agency, year, HANDING_IN);
    const found = [...new Set(names.map((text) => {
      const name = named(store.program.ledgers, text) ?? named(store.program.forms, text);
      const ledger = name === undefined ? undefined : store.program.ledgers[name];
      if (name === undefined || (ledger && (!ledger.hasAgency || ledger.system))) throw new Refusal('input', 'unknown_ledger', `机关不报送“${text}”。`, `An agency does not hand in "${text}".`);
      return name;
    }))];
    const upload = await store.declareNothing({ agency, year, names: found, kind, note: note ?? null });
    await store.audit.append({ actor: actor.account, act: kind === 'nil' ? 'upload.nothing' : 'upload.no_duty', subject: String(upload), agency, year, detail: { names: found } });
    await store.checkpoint();
    return context.json({ upload }, 200);
  });
}

interface Place { code: string; name: string; region: string | null }

async function placeOf(server: ServerContext, actor: Actor, code: string, year: number, roles: readonly Role[]): Promise<Place> {
  const row = (await server.results.roster(year, server.asOf(year))).find((one) => one.agency === code);
  const region = typeof row?.fields['region'] === 'string' ? row.fields['region'] : null;
  requireFor(actor, { code, region: region ?? '' }, roles);
  if (!row) throw unknownAgency(code, year);
  return { code, name: row.name, region };
}

async function regionOf(server: ServerContext, agency: string): Promise<string> {
  return (await server.places(await server.defaultYear())).find((place) => place.code === agency)?.region ?? '';
}

async function handIns(server: ServerContext, actor: Actor, agency: Place, year: number): Promise<HandIns> {
  const { program } = server.store;
  const versions = Map.groupBy(await server.store.versions(agency.code, year), (one) => one.ledger);
  const item = (kind: 'ledger' | 'form', { name, label }: { name: string; label: string }): HandIns['items'][number] => {
    const own = versions.get(name) ?? [], current = own.find((one) => one.current);
    return { name, label, kind, state: current?.act ?? 'absent', rows: current?.rows ?? null, versions: own.map(versionOf) };
  };
  return {
    agency, year, mayChange: mayActFor(actor, { code: agency.code, region: agency.region ?? '' }, HANDING_IN),
    items: [...Object.values(program.forms).map((form) => item('form', form)), ...Object.values(program.ledgers).filter((ledger) => ledger.hasAgency && !ledger.system).map((ledger) => item('ledger', ledger))],
  };
}

const versionOf = ({ upload, act, rows, receivedAt, note, files, current }: HandInVersion): HandIns['items'][number]['versions'][number] => ({ upload, act, rows, receivedAt, note, files, current });
