/** Uploads: files in, the job's state, every problem by cell; templates to fill in. */
import { readFile } from 'node:fs/promises';
import { z } from '@hono/zod-openapi';
import { templates } from '../../data/intake/index.ts';
import type { Actor, App } from '../access.ts';
import { canRead, EVERYONE, HANDING_IN, holds, mayActFor, readableAgencies, requireFor } from '../accounts/rights.ts';
import type { AgencyPlace, Readable } from '../accounts/rights.ts';
import { actorOf, define, streamed } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { csv } from '../encode/csv.ts';
import { XLSX_TYPE } from '../encode/xlsx.ts';
import { checkDeclaredLength } from '../http/limits.ts';
import { boundaryOf, readMultipart } from '../http/multipart.ts';
import { named } from '../results.ts';
import * as schemas from '../schemas.ts';
import type { UploadOptions } from '../uploads.ts';
import { Refusal } from '../words.ts';
import { answers, download } from './common.ts';

const PARTS = 200;
const FIELD_BYTES = 1024;
const IdPath = z.object({ id: z.coerce.number().int().positive().openapi({ param: { name: 'id', in: 'path' }, type: 'integer' }) });
const NamePath = z.object({ name: z.string().min(1).max(200).openapi({ param: { name: 'name', in: 'path' }, description: '台账或统计表 a ledger or form' }) });

export function uploadRoutes(app: App, server: ServerContext): void {
  const { uploads, uploadLimit } = server;

  streamed(app, {
    method: 'post', path: '/api/uploads', access: HANDING_IN, summary: '上传台账和统计表 hand in files',
    description: 'multipart/form-data: files (CSV or XLSX named after their ledger), year, agency (an agency\'s own hand-in; without it a bulk hand-in).',
    request: { body: { content: { 'multipart/form-data': { schema: z.object({ file: z.array(z.string().openapi({ format: 'binary' })), year: z.string().optional(), agency: z.string().optional(), complete: z.string().optional() }).openapi('Upload') } } } },
    responses: { 202: { content: { 'application/json': { schema: z.object({ id: z.number() }) } }, description: '已收到,正在处理 received, being handled' }, default: answers(schemas.ErrorAnswer, '').default },
  }, async (context) => {
    const length = context.req.header('content-length');
    checkDeclaredLength(length, uploadLimit);
    const boundary = boundaryOf(context.req.header('content-type'));
    const { body } = context.req.raw;
    if (!body) throw new Refusal('usage', 'no_files', '没有收到文件:请选择 CSV 或 XLSX 文件。', 'No file arrived: choose CSV or XLSX files.');
    const id = await uploads.accept(
      (handlers) => readMultipart(body as unknown as AsyncIterable<Uint8Array>, boundary, handlers, { bytes: uploadLimit, parts: PARTS, fieldBytes: FIELD_BYTES }),
      (fields) => allowed(server, actorOf(context), optionsOf(fields, Number(server.today().slice(0, 4)) - 1)), Number(length ?? 0));
    return context.json({ id }, 202);
  });

  app.openapi(define(app, { method: 'get', path: '/api/uploads', access: EVERYONE, summary: '最近的上传 the latest uploads', responses: answers(schemas.UploadList, '上传') }),
    async (context) => {
      const seen = await seenBy(server, actorOf(context));
      return context.json({ uploads: uploads.latest(20, seen) }, 200);
    });

  app.openapi(define(app, { method: 'get', path: '/api/uploads/{id}', access: EVERYONE, summary: '上传的进展 how far an upload is', request: { params: IdPath }, responses: answers(schemas.UploadAnswer, '进展') }), async (context) => {
    const { id } = context.req.valid('param');
    const status = uploads.status(id);
    const options = uploads.options(id);
    if (!status || !options || !(await seenBy(server, actorOf(context)))(options)) throw noUpload(id);
    return context.json(status, 200);
  });

  app.openapi(define(app, { method: 'delete', path: '/api/uploads/{id}', access: HANDING_IN, summary: '取消上传 stop an upload that is not yet loaded', request: { params: IdPath }, responses: answers(schemas.UploadAnswer, '取消以后') }), async (context) => {
    const { id } = context.req.valid('param');
    if (!uploads.status(id) || !await maySee(server, actorOf(context), id)) throw noUpload(id);
    if (!uploads.cancel(id)) throw new Refusal('input', 'upload_done', '这次上传已经处理完毕,不能取消;装入的数据可以撤回。', 'This upload is done and cannot be stopped; what it loaded can be taken back.');
    return context.json(uploads.status(id)!, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/uploads/{id}/marked/{number}', access: EVERYONE, summary: '标出问题的工作簿 a copy of the file with the cells marked',
    request: { params: IdPath.extend({ number: z.coerce.number().int().min(0).openapi({ param: { name: 'number', in: 'path' }, type: 'integer' }) }) },
    responses: { 200: { content: { [XLSX_TYPE]: { schema: { type: 'string', format: 'binary' } } }, description: 'XLSX' }, default: answers(schemas.ErrorAnswer, '').default },
  }), async (context) => {
    const { id, number } = context.req.valid('param');
    const status = uploads.status(id), path = uploads.markedCopy(id, number);
    if (!status || path === undefined || !await maySee(server, actorOf(context), id)) throw noUpload(id);
    const name = status.marked.find((one) => one.number === number)!.file.replace(/\.[^.]+$/, '');
    return download(new Uint8Array(await readFile(path)), XLSX_TYPE, `${name}-标注.xlsx`);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/uploads/{id}/problems.csv', access: EVERYONE, summary: '上传的全部问题 every problem of an upload', request: { params: IdPath },
    responses: { 200: { content: { 'text/csv': { schema: { type: 'string', format: 'binary' } } }, description: 'CSV' }, default: answers(schemas.ErrorAnswer, '').default },
  }), async (context) => {
    const { id } = context.req.valid('param');
    const problems = uploads.problems(id);
    const options = uploads.options(id);
    if (!problems || !options || !(await seenBy(server, actorOf(context)))(options)) throw noUpload(id);
    const header = ['文件', '工作表', '单元格', '行', '列', '级别', '代码', '问题', 'Problem'];
    return download(csv(header, problems.map((one) => [one.file, one.sheet, one.cell, one.row, one.column, one.severity === 'error' ? '错误' : '提示', one.code, one.message.zh, one.message.en])), 'text/csv; charset=utf-8', `上传${id}-问题.csv`);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/templates/{name}', access: 'signed_in', summary: 'Excel 模板 the template of a ledger or form', request: { params: NamePath },
    responses: { 200: { content: { [XLSX_TYPE]: { schema: { type: 'string', format: 'binary' } } }, description: 'XLSX' }, default: answers(schemas.ErrorAnswer, '').default },
  }), async (context) => {
    const text = context.req.valid('param').name.replace(/\.xlsx$/, '');
    const { program } = server.store;
    // Several at once: names parted by commas; `forms` are all forms, `all` all that an agency hands in.
    const own = Object.values(program.ledgers).filter((ledger) => ledger.hasAgency && !ledger.system).map((ledger) => ledger.name);
    const asked = text === 'forms' ? Object.keys(program.forms) : text === 'all' ? [...Object.keys(program.forms), ...own] : text.split(',').slice(0, 60);
    const names = asked.map((one) => {
      const name = named(program.ledgers, one) ?? named(program.forms, one) ?? (program.views[one] ? one : undefined);
      if (name === undefined) throw new Refusal('not_found', 'unknown_ledger', `没有台账或统计表“${one}”。`, `There is no ledger or form "${one}".`);
      return name;
    });
    const [only] = names, { label } = (program.ledgers[only!] ?? program.forms[only!] ?? program.views[only!])!;
    return download(await templates(program, names), XLSX_TYPE, names.length === 1 ? `${label}.xlsx` : text === 'forms' ? '统计表模板.xlsx' : '报送模板.xlsx');
  });
}

async function maySee(server: ServerContext, actor: Actor, id: number): Promise<boolean> {
  const options = server.uploads.options(id);
  return options !== null && options !== undefined && (await seenBy(server, actor))(options);
}

function noUpload(id: number): Refusal {
  return new Refusal('not_found', 'unknown_upload', `没有编号为 ${id} 的上传。`, `There is no upload ${id}.`);
}

/**
 * The upload with who makes it. Throws `forbidden` for an agency that is not theirs to hand in for, and for a hand-in for
 * several where some agency of the year's roster is not: such files may hold rows of any of them.
 */
async function allowed(server: ServerContext, actor: Actor, options: Omit<UploadOptions, 'by'>): Promise<UploadOptions> {
  const places = await placesAround(server, options.year);
  const mayAll = places.every((place) => server.published.has(place.code) || mayActFor(actor, place, ['officer', 'administrator']));
  if (options.agency === null) {
    if (!mayAll || !holds(actor, ['officer', 'administrator'])) throw new Refusal('forbidden', 'not_for_all', '您只能为本机关（或本地区的机关）报送：请选定一个机关。各机关汇总报送由司法局办理。', 'You may hand in for your own agency, or one of your region: choose it. Hand-ins for several are the bureau\'s.');
  } else {
    // An agency that no roster has is told so by intake; until then it is no one's.
    requireFor(actor, places.find((place) => place.code === options.agency) ?? { code: options.agency, region: '?' }, HANDING_IN);
  }
  return { ...options, by: actor.account };
}

/** The roster of a year; where the year has none yet, of the latest year that has. */
async function placesAround(server: ServerContext, year: number): Promise<AgencyPlace[]> {
  const own = await server.places(year);
  return own.length > 0 ? own : server.places(await server.defaultYear());
}

/** Which uploads someone may see: their own, those of agencies they may read; of several agencies, who may read all of them. */
async function seenBy(server: ServerContext, actor: Actor): Promise<(options: UploadOptions) => boolean> {
  const readable = new Map<number, Readable>();
  for (const year of new Set(server.uploads.years())) readable.set(year, await readableAgencies(server, actor, year));
  return ({ by, agency, year }) => by === actor.account || (agency === null ? readable.get(year) === 'all' : canRead(readable.get(year) ?? new Set(), agency));
}

/** Year (by default the one that has just ended) and agency of an upload's fields. */
function optionsOf(fields: Record<string, string>, lastYear: number): Omit<UploadOptions, 'by'> {
  const year = fields['year']?.trim() || String(lastYear);
  if (!/^(19|20|21)\d{2}$/.test(year)) throw new Refusal('usage', 'bad_year', `年度应是四位年份,写的是“${year}”。`, `The year wants four digits, not "${year}".`);
  return { year: Number(year), agency: fields['agency']?.trim() || null, unknownTables: fields['unknown_tables'] === 'keep' ? 'keep' : 'refuse' };
}
