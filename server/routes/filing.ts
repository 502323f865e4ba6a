/** Filing: where a report stands and acts on it; the bureau's board, reminders, and sums by form. */
import { BUREAU, EVERYONE } from '../accounts/rights.ts';
import type { Role } from '../accounts/rights.ts';
import type { App } from '../access.ts';
import { actorOf, define, page } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { csv } from '../encode/csv.ts';
import { XLSX_TYPE, xlsx } from '../encode/xlsx.ts';
import { boardSheet } from '../filing/board.ts';
import { Bureau } from '../filing/bureau.ts';
import { reminderPage } from '../filing/reminder.ts';
import { rollupSheet } from '../filing/rollup.ts';
import * as schemas from '../filing/schemas.ts';
import { Filing } from '../filing/service.ts';
import { bodyLimit } from '../http/limits.ts';
import { ErrorAnswer } from '../schemas.ts';
import { Refusal } from '../words.ts';
import { answers, download } from './common.ts';

const SMALL_BODY = 256 * 1024;
const ACTING: readonly Role[] = ['clerk', 'approver', 'officer'];
const OFFICER: readonly Role[] = ['officer'];

export function filingRoutes(app: App, server: ServerContext): void {
  const filing = new Filing(server);
  const bureau = new Bureau(server, filing);
  const body = <T>(schema: T): { body: { content: { 'application/json': { schema: T } }; required: true } } => ({ body: { content: { 'application/json': { schema } }, required: true } });
  /** The year asked for; by default the one whose report is being made. */
  const yearOf = async (given: string | undefined): Promise<number> => (await server.when({ year: given ?? await server.reportYear() })).year;
  const binary = { schema: { type: 'string', format: 'binary' } as const };
  const file = (type: string): { 200: { content: Record<string, typeof binary>; description: string }; default: { content: { 'application/json': { schema: typeof ErrorAnswer } }; description: string } } =>
    ({ 200: { content: { [type]: binary }, description: '文件 a file' }, default: { content: { 'application/json': { schema: ErrorAnswer } }, description: '出错 an error' } });

  app.openapi(define(app, {
    method: 'get', path: '/api/filing/board', access: EVERYONE, summary: '年报报送进度 where every agency stands with the report of a year',
    request: { query: schemas.BoardQuery }, responses: answers(schemas.FilingBoard, '进度'),
  }), async (context) => {
    const { year, ...within } = context.req.valid('query');
    return context.json(await bureau.board(actorOf(context), { ...within, year: await yearOf(year) }), 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/filing/board.csv', access: EVERYONE, summary: '年报报送进度(CSV) the board as CSV', request: { query: schemas.BoardQuery }, responses: file('text/csv'),
  }), async (context) => {
    const { year, ...within } = context.req.valid('query');
    const board = await bureau.board(actorOf(context), { ...within, year: await yearOf(year) });
    const { header, rows } = boardSheet(board);
    return download(csv(header, rows), 'text/csv; charset=utf-8', `年报报送进度-${board.year}-${board.today}.csv`);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/filing/board/accept', access: OFFICER, summary: '批量接收 accept many; each is done or refused on its own', middleware: bodyLimit(SMALL_BODY),
    request: body(schemas.ManyRequest), responses: answers(schemas.ManyAnswer, '已接收的和未接收的'),
  }), async (context) => {
    const { year, agencies, remark } = context.req.valid('json');
    return context.json(await bureau.many('accept', actorOf(context), year, agencies, remark), 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/filing/board/remind', access: OFFICER, summary: '催办 remind many, with the texts', middleware: bodyLimit(SMALL_BODY),
    request: body(schemas.ManyRequest), responses: answers(schemas.RemindAnswer, '已登记的催办和文稿'),
  }), async (context) => {
    const { year, agencies, remark } = context.req.valid('json');
    const actor = actorOf(context);
    const reminders = await bureau.reminders(actor, year, agencies.map((one) => one.agency));
    const answer = await bureau.many('remind', actor, year, agencies, remark);
    return context.json({ ...answer, reminders: reminders.filter((one) => answer.done.includes(one.agency)) }, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/filing/rollup', access: BUREAU, summary: '分表汇总 sums of a form over the agencies of a region',
    request: { query: schemas.RollupQuery }, responses: answers(schemas.FilingRollup, '合计、各机关和缺报的机关'),
  }), async (context) => {
    const { year, ...asked } = context.req.valid('query');
    return context.json(await bureau.rollup(actorOf(context), { ...asked, year: await yearOf(year) }), 200);
  });
  for (const format of ['csv', 'xlsx'] as const) {
    const type = format === 'csv' ? 'text/csv; charset=utf-8' : XLSX_TYPE;
    app.openapi(define(app, {
      method: 'get', path: `/api/filing/rollup.${format}`, access: BUREAU, summary: `分表汇总(${format.toUpperCase()}) the sums as a file`, request: { query: schemas.RollupQuery }, responses: file(type),
    }), async (context) => {
      const { year, ...asked } = context.req.valid('query');
      const found = await bureau.rollup(actorOf(context), { ...asked, year: await yearOf(year) });
      const { header, rows, notes } = rollupSheet(found);
      const name = `${found.label}汇总-${found.year}.${format}`;
      return download(format === 'csv' ? csv(header, [...rows, ...notes.map((note) => [note])]) : await xlsx(`${found.label}汇总`, header, rows, notes), type, name);
    });
  }

  app.openapi(define(app, {
    method: 'get', path: '/api/filing/{agency}/{year}', access: EVERYONE, summary: '一份年报的办理状态 where a report stands, what may be done, what was done',
    request: { params: schemas.FilingPath }, responses: answers(schemas.FilingView, '状态'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    return context.json(await filing.view(agency, await yearOf(year), actorOf(context)), 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/filing/{agency}/{year}/reminder', access: OFFICER, summary: '催办文稿 the text of a reminder; nothing is recorded',
    request: { params: schemas.FilingPath }, responses: answers(schemas.ReminderAnswer, '文稿'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    const [reminder] = await bureau.reminders(actorOf(context), await yearOf(year), [agency]);
    return context.json({ reminder: reminder ?? null }, 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/filing/{agency}/{year}/{act}', access: ACTING, summary: '办理 an act on a report: check, submit, accept, return, publish, correct …', middleware: bodyLimit(SMALL_BODY),
    request: { params: schemas.FilingActPath, ...body(schemas.ActRequest) }, responses: answers(schemas.FilingView, '办理后的状态'),
  }), async (context) => {
    const { agency, year: given, act } = context.req.valid('param');
    const actor = actorOf(context);
    const year = await yearOf(given);
    await filing.act(act, { agency, year, ...context.req.valid('json') }, actor);
    return context.json(await filing.view(agency, year, actor), 200);
  });

  page(app, OFFICER, '/filing/reminders/:year', async (context) => {
    const year = context.req.param('year') ?? '';
    if (!/^(19|20|21)\d{2}$/.test(year)) throw new Refusal('not_found', 'no_page', '没有这个地址：应如 /filing/reminders/2025?agencies=代码,代码。', 'There is nothing at this address: it reads /filing/reminders/2025?agencies=CODE,CODE.');
    const agencies = (context.req.query('agencies') ?? '').split(',').filter(Boolean).slice(0, 1000);
    return context.html(reminderPage(await bureau.reminders(actorOf(context), await yearOf(year), agencies)));
  });
}
