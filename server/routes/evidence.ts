/** Evidence: attaching, confirming, returning, the files themselves; and points given by hand. */
import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { BUREAU, canRead, EVERYONE, mayActFor, readableAgencies } from '../accounts/rights.ts';
import type { Actor, Role } from '../accounts/rights.ts';
import type { App, Bindings } from '../access.ts';
import { actorOf, define, streamed } from '../access.ts';
import type { EvidenceItem, HandPointsPage } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { EvidenceDesk } from '../filing/evidence.ts';
import { checkedFile, EVIDENCE_LIMIT, EvidenceFiles } from '../filing/files.ts';
import { checkedPoints, handCards, handItems } from '../filing/points.ts';
import * as schemas from '../filing/schemas.ts';
import { Filing } from '../filing/service.ts';
import { bodyLimit, checkDeclaredLength, tooLarge } from '../http/limits.ts';
import { boundaryOf, readMultipart } from '../http/multipart.ts';
import { unknownAgency } from '../results.ts';
import { ErrorAnswer } from '../schemas.ts';
import { safeName } from '../uploads.ts';
import { Refusal } from '../words.ts';
import { answers, download } from './common.ts';

const SMALL_BODY = 64 * 1024;
const OWN: readonly Role[] = ['clerk', 'approver'];

export function evidenceRoutes(app: App, server: ServerContext): void {
  const filing = new Filing(server);
  const desk = new EvidenceDesk(server, filing, new EvidenceFiles(server.evidenceFolder));
  const yearOf = async (given: string | undefined): Promise<number> => (await server.when({ year: given })).year;
  const body = <T>(schema: T): { body: { content: { 'application/json': { schema: T } }; required: true } } => ({ body: { content: { 'application/json': { schema } }, required: true } });
  const own = async (actor: Actor, year: number, agency: string, item: string): Promise<{ item: EvidenceItem | null }> => {
    const { items } = await desk.list(actor, { year, agency, offset: 0, limit: 100_000 });
    return { item: items.find((one) => one.item === item) ?? null };
  };
  const OneItem = z.object({ item: schemas.EvidenceItemShape.nullable() }).openapi('EvidenceItemAnswer');

  app.openapi(define(app, {
    method: 'get', path: '/api/evidence', access: EVERYONE, summary: '佐证事项 items that want proof, what was attached, what the bureau said', request: { query: schemas.EvidenceQuery }, responses: answers(schemas.EvidenceList, '事项'),
  }), async (context) => {
    const { year, ...asked } = context.req.valid('query');
    return context.json(await desk.list(actorOf(context), { ...asked, year: await yearOf(year) }), 200);
  });

  streamed(app, {
    method: 'post', path: '/api/evidence/{agency}/{year}/attach', access: OWN, summary: '提交佐证文件 attach a file to an item',
    description: `multipart/form-data: item, expected, then file (PDF, PNG, JPEG, DOCX, XLSX, OFD; at most ${EVIDENCE_LIMIT / 1024 / 1024} MB).`,
    request: { params: schemas.FilingPath, body: { content: { 'multipart/form-data': { schema: z.object({ item: z.string(), expected: z.string(), remark: z.string().optional(), file: z.string().openapi({ format: 'binary' }) }).openapi('EvidenceFile') } } } },
    responses: answers(OneItem, '事项'),
  }, async (context) => {
    const { agency, year } = pathOf(context);
    const actor = actorOf(context);
    await server.uploads.room(EVIDENCE_LIMIT);
    const { fields, file } = await received(context);
    const expected = Number(fields['expected']);
    if (!Number.isInteger(expected) || expected < 0) throw new Refusal('usage', 'bad_expected', '请求缺少“expected”。', 'The request lacks "expected".');
    const kind = checkedFile(file.name, file.bytes);
    const item = fields['item'] ?? '';
    await desk.attach({ agency, year, item, expected, remark: fields['remark']?.slice(0, 2000) }, { name: file.name, bytes: file.bytes, type: kind.type }, actor);
    return context.json(await own(actor, year, agency, item), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/evidence/{agency}/{year}/link', access: OWN, summary: '提交佐证网址 attach a link to an item', middleware: bodyLimit(SMALL_BODY),
    request: { params: schemas.FilingPath, ...body(schemas.LinkRequest) }, responses: answers(OneItem, '事项'),
  }), async (context) => {
    const { agency, year: given } = context.req.valid('param');
    const { item, expected, name, url, remark } = context.req.valid('json');
    const year = await yearOf(given), actor = actorOf(context), address = webAddress(url);
    await desk.attach({ agency, year, item, expected, remark }, { name: name || address, url: address }, actor);
    return context.json(await own(actor, year, agency, item), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/evidence/{agency}/{year}/{act}', access: ['clerk', 'approver', 'officer'], summary: '核实、退回、撤下佐证 confirm, return or withdraw', middleware: bodyLimit(SMALL_BODY),
    request: { params: schemas.EvidenceActPath, ...body(schemas.EvidenceActRequest) }, responses: answers(OneItem, '事项'),
  }), async (context) => {
    const { agency, year: given, act } = context.req.valid('param');
    const request = context.req.valid('json');
    const year = await yearOf(given), actor = actorOf(context);
    await desk.act(act, { agency, year, ...request }, actor);
    return context.json(await own(actor, year, agency, request.item), 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/evidence/{agency}/{year}/files/{sha256}', access: EVERYONE, summary: '佐证文件 a file of evidence, as a download', request: { params: schemas.EvidenceFilePath },
    responses: { 200: { content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } as const } }, description: '文件' }, default: { content: { 'application/json': { schema: ErrorAnswer } }, description: '出错 an error' } },
  }), async (context) => {
    const { agency, year, sha256 } = context.req.valid('param');
    const { attachment, bytes } = await desk.file(agency, await yearOf(year), sha256, actorOf(context));
    const answer = download(bytes, attachment.type ?? 'application/octet-stream', attachment.name);
    // Never shown in place: what agencies send is opened by a program of the reader's own.
    answer.headers.set('X-Content-Type-Options', 'nosniff');
    answer.headers.set('Cache-Control', 'private, no-store');
    return answer;
  });

  const page = async (actor: Actor, asked: { year?: string | undefined; pack?: string | undefined; scorecard?: string | undefined }): Promise<HandPointsPage> => {
    const { year } = await server.when(asked);
    const { ref, library: { program } } = await server.definition(asked, year);
    const cards = handCards(program);
    const card = asked.scorecard === undefined ? cards[0] : cards.find((one) => one.name === asked.scorecard || one.label === asked.scorecard);
    if (asked.scorecard !== undefined && !card) throw new Refusal('not_found', 'unknown_scorecard', `没有酌情评分的考评表“${asked.scorecard}”。`, `No scorecard "${asked.scorecard}" takes points by hand.`);
    const entries = (await server.store.evidence.points({ year, pack: ref.pack })).filter((one) => one.scorecard === card?.name);
    const readable = await readableAgencies(server, actor, year);
    const places = (await filing.places(year)).filter((place) => canRead(readable, place.code));
    const given = [...Map.groupBy(entries.filter((one) => canRead(readable, one.agency)), (one) => `${one.agency}|${one.item}`).values()].map((list) => {
      const told = list.map(({ points, reason, name, at }) => ({ points, reason, name, at })).toReversed();
      return { agency: list[0]!.agency, item: list[0]!.item, ...told[0]!, earlier: told.slice(1) };
    });
    return {
      year, pack: ref.pack, scorecard: card?.name ?? '', scorecards: cards.map(({ name, label }) => ({ name, label })), items: card ? handItems(card) : [],
      agencies: places.map((place) => ({ code: place.code, name: place.name, group: place.group, mayGive: mayActFor(actor, place, ['officer']) })), given,
    };
  };

  app.openapi(define(app, {
    method: 'get', path: '/api/hand-points', access: BUREAU, summary: '酌情评分 items judged by hand and what was given', request: { query: schemas.HandPointsQuery }, responses: answers(schemas.HandPointsPage, '评分'),
  }), async (context) => context.json(await page(actorOf(context), context.req.valid('query')), 200));

  app.openapi(define(app, {
    method: 'post', path: '/api/hand-points', access: ['officer'], summary: '给出或收回酌情评分 give points by hand, or take them back', middleware: bodyLimit(SMALL_BODY), request: body(schemas.HandPointsRequest), responses: answers(schemas.HandPointsPage, '评分'),
  }), async (context) => {
    const { year, pack, scorecard, item: name, agency, points, reason } = context.req.valid('json');
    const actor = actorOf(context);
    const place = (await filing.places(year)).find((one) => one.code === agency);
    if (!place) throw unknownAgency(agency, year);
    if (!mayActFor(actor, place, ['officer'])) throw new Refusal('forbidden', 'officers_only', '酌情评分由本辖区的司法局工作人员办理。', 'Points by hand are given by officers of the judicial bureau of the region.');
    const { ref, library: { program } } = await server.definition({ pack }, year);
    const card = handCards(program).find((one) => one.name === scorecard);
    const item = card && handItems(card).find((one) => one.name === name);
    if (!card || !item) throw new Refusal('not_found', 'unknown_item', `考评表“${scorecard}”没有酌情评分的评分点“${name}”。`, `The scorecard "${scorecard}" has no item "${name}" that is judged by hand.`);
    const plain = points === null ? null : checkedPoints(points, item);
    const at = new Date();
    await server.store.evidence.givePoints({ pack: ref.pack, scorecard: card.name, item: item.name, agency, year, points: plain, reason, by: actor.account, name: actor.name, at: at.toISOString() }, async () => {
      await server.store.audit.append({ actor: actor.account, act: plain === null ? 'points.take_back' : 'points.give', subject: `${ref.pack} ${card.name}#${item.name}`, agency, year, at, detail: { points: plain, reason } });
    });
    return context.json(await page(actor, { year: String(year), pack: ref.pack, scorecard: card.name }), 200);
  });
}

/** Agency and year of a streamed route's address. */
function pathOf(context: Context<Bindings>): { agency: string; year: number } {
  const found = schemas.FilingPath.safeParse({ agency: context.req.param('agency'), year: context.req.param('year') });
  if (!found.success) throw new Refusal('usage', 'bad_path', '地址中的机关或年度有误。', 'The agency or year of the address is wrong.');
  return { agency: found.data.agency, year: Number(found.data.year) };
}

/** Fields and the one file of a body, at most `EVIDENCE_LIMIT` bytes of it. */
async function received(context: Context<Bindings>): Promise<{ fields: Record<string, string>; file: { name: string; bytes: Uint8Array } }> {
  const most = EVIDENCE_LIMIT + 16 * 1024;
  checkDeclaredLength(context.req.header('content-length'), most);
  const boundary = boundaryOf(context.req.header('content-type'));
  const fields: Record<string, string> = {};
  const files: { name: string; chunks: Uint8Array[] }[] = [];
  const { body } = context.req.raw;
  if (body) {
    await readMultipart(body as unknown as AsyncIterable<Uint8Array>, boundary, {
      file: (_, name) => {
        const file = { name: safeName(name), chunks: [] as Uint8Array[] };
        files.push(file);
        return Promise.resolve({ write: (chunk) => { file.chunks.push(Uint8Array.from(chunk)); return Promise.resolve(); }, close: () => Promise.resolve() });
      },
      field: (name, value) => { fields[name] = value; },
    }, { bytes: most, parts: 8, fieldBytes: 8192 });
  }
  const [file, ...more] = files;
  if (!file || more.length > 0) throw new Refusal('usage', 'one_file', '一次提交一个文件。', 'Send one file at a time.');
  const bytes = Buffer.concat(file.chunks);
  if (bytes.length > EVIDENCE_LIMIT) throw tooLarge(EVIDENCE_LIMIT);
  return { fields, file: { name: file.name, bytes } };
}

/** A web address that may be shown as a link. Throws `input` for anything but http and https. */
function webAddress(text: string): string {
  const address = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!address || !['http:', 'https:'].includes(address.protocol) || address.username !== '' || address.password !== '') {
    throw new Refusal('input', 'bad_url', `“${text.slice(0, 200)}”不是网址：应以 http:// 或 https:// 开头。`, `"${text.slice(0, 200)}" is no web address: it begins with http:// or https://.`);
  }
  return address.href;
}
