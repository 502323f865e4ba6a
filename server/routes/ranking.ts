/** The ranking: Arrow for the page, JSON for scripts, CSV and XLSX to take away. */
import type { App } from '../access.ts';
import { BUREAU, readableAgencies } from '../accounts/rights.ts';
import { actorOf, define } from '../access.ts';
import type { Actor } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { ARROW_TYPE, arrowStream } from '../encode/arrow.ts';
import { csv } from '../encode/csv.ts';
import { XLSX_TYPE, xlsx } from '../encode/xlsx.ts';
import type { Ranking } from '../ranking.ts';
import { rankingColumns, rankingMetadata, rankingOf, rankingRows, rankingSheet } from '../ranking.ts';
import * as schemas from '../schemas.ts';
import { download } from './common.ts';

type Query = { year?: string | undefined; asOf?: string | undefined; scorecard?: string | undefined; pack?: string | undefined; version?: string | undefined };

export function rankingRoutes(app: App, server: ServerContext): void {
  const ranking = async (query: Query, actor: Actor): Promise<Ranking> => {
    const { year, asOf } = await server.when(query);
    const definition = await server.definition(query, year);
    const whole = await server.ranking(definition, year, asOf, server.scorecard(definition, query.scorecard));
    const readable = await readableAgencies(server, actor, year);
    return readable === 'all' ? whole : rankingOf(whole, readable);
  };
  /** The stream of a ranking, made once. */
  const streams = new WeakMap<Ranking, Uint8Array>();
  const binary = { schema: { type: 'string', format: 'binary' } as const };
  const error = { content: { 'application/json': { schema: schemas.ErrorAnswer } }, description: '出错 an error' };

  app.openapi(define(app, {
    method: 'get', path: '/api/ranking', access: BUREAU, summary: '排名 the ranking of a year', request: { query: schemas.WhenRanked },
    description: 'Arrow IPC stream by default: one row an agency, columns as in server/api.ts; format=json gives objects.',
    responses: { 200: { content: { [ARROW_TYPE]: binary, 'application/json': { schema: schemas.RankingJson } }, description: '排名' }, default: error },
  }), async (context) => {
    const query = context.req.valid('query');
    const found = await ranking(query, actorOf(context));
    if (query.format === 'json') return context.json({ meta: found.meta, rows: rankingRows(found) });
    let stream = streams.get(found);
    if (!stream) { stream = arrowStream(rankingColumns(found), rankingMetadata(found.meta)); streams.set(found, stream); }
    return new Response(stream as BodyInit, { headers: { 'Content-Type': ARROW_TYPE } });
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/ranking.csv', access: BUREAU, summary: '排名(CSV) the ranking as CSV', request: { query: schemas.WhenScored },
    responses: { 200: { content: { 'text/csv': binary }, description: 'UTF-8 BOM' }, default: error },
  }), async (context) => {
    const found = await ranking(context.req.valid('query'), actorOf(context));
    const { header, rows } = rankingSheet(found);
    return download(csv(header, rows), 'text/csv; charset=utf-8', `排名-${found.meta.year}-${found.meta.asOf}.csv`);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/ranking.xlsx', access: BUREAU, summary: '排名(Excel) the ranking as a workbook', request: { query: schemas.WhenScored },
    responses: { 200: { content: { [XLSX_TYPE]: binary }, description: 'XLSX' }, default: error },
  }), async (context) => {
    const found = await ranking(context.req.valid('query'), actorOf(context));
    const { header, rows, notes } = rankingSheet(found);
    return download(await xlsx(`${found.meta.year} 年度排名`, header, rows, notes), XLSX_TYPE, `排名-${found.meta.year}-${found.meta.asOf}.xlsx`);
  });
}
