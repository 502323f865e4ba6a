/** The audit trail, for the administrator: search, a page at a time; CSV of all that matches; the chain verified. */
import { actorOf, define } from '../access.ts';
import type { App } from '../access.ts';
import * as schemas from '../accounts/schemas.ts';
import type { ServerContext } from '../context.ts';
import { csv } from '../encode/csv.ts';
import type { AuditEntry, AuditQuery } from '../../data/store/index.ts';
import { answers, download } from './common.ts';

const ADMINISTRATOR = ['administrator'] as const;
const EXPORT_PAGE = 500;
/** A workbook or an editor still opens as many. */
const EXPORT_MOST = 200_000;

export function auditRoutes(app: App, server: ServerContext): void {
  const { audit } = server.store;

  app.openapi(define(app, { method: 'get', path: '/api/audit', access: ADMINISTRATOR, summary: '操作记录 the audit trail, newest first', request: { query: schemas.AuditQuery }, responses: answers(schemas.AuditPage, '操作记录') }), async (context) => {
    const query = context.req.valid('query');
    const { order, ...given } = query;
    const { total, entries } = await audit.search({ ...given, oldestFirst: order === 'oldest' });
    return context.json({ total, offset: query.offset, entries }, 200);
  });

  app.openapi(define(app, { method: 'get', path: '/api/audit/verify', access: ADMINISTRATOR, summary: '校验操作记录 verify the chain of the audit trail', request: { query: schemas.VerifyQuery }, responses: answers(schemas.AuditVerification, '校验结果') }),
    async (context) => context.json(await audit.verify(context.req.valid('query').expect), 200));

  app.openapi(define(app, {
    method: 'get', path: '/api/audit.csv', access: ADMINISTRATOR, summary: '操作记录(CSV) the audit trail as CSV, oldest first', request: { query: schemas.AuditFilter },
    responses: { 200: { content: { 'text/csv': { schema: { type: 'string', format: 'binary' } } }, description: 'CSV' }, default: answers(schemas.AuditPage, '').default },
  }), async (context) => {
    const filter = context.req.valid('query');
    const rows = await everyEntry((query) => audit.search(query), filter);
    await audit.append({ actor: actorOf(context).account, act: 'audit.export', subject: 'csv', detail: { entries: rows.length, ...filter } });
    return download(csv(AUDIT_HEADER, rows.map(auditRow)), 'text/csv; charset=utf-8', `操作记录-${server.today()}.csv`);
  });
}

export const AUDIT_HEADER = ['序号', '时间(UTC)', '操作人', '事项', '对象', '机关', '年度', '详情', '校验值'];

export function auditRow(one: AuditEntry): (string | number | null)[] {
  return [one.number, one.at, one.actor, one.act, one.subject, one.agency, one.year, one.detail === null ? null : JSON.stringify(one.detail), one.hash];
}

/** All entries that match, oldest first, up to a bound that is told by their number. */
export async function everyEntry(search: (query: AuditQuery) => Promise<{ entries: AuditEntry[] }>, filter: AuditQuery): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  for (;;) {
    const { entries } = await search({ ...filter, oldestFirst: true, offset: found.length, limit: EXPORT_PAGE });
    found.push(...entries);
    if (entries.length < EXPORT_PAGE || found.length >= EXPORT_MOST) return found;
  }
}
