/** The texts of an agency's report: generated, edited, looked at; and which layout a region's reports have. */
import { z } from '@hono/zod-openapi';
import { mayActFor } from '../accounts/rights.ts';
import type { App } from '../access.ts';
import { actorOf, define } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { placeOf, READING, TYPING } from '../grid/forms.ts';
import { bodyLimit } from '../http/limits.ts';
import type { Narrative } from '../publish/desk.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';

const params = schemas.AgencyPath.omit({ code: true }).extend({
  agency: schemas.AgencyPath.shape.code.openapi({ param: { name: 'agency', in: 'path' } }), year: schemas.yearText.openapi({ param: { name: 'year', in: 'path' } }),
});
const both = z.object({ zh: z.string(), en: z.string() });
const segment = z.union([z.string(), z.object({ figure: z.string(), text: z.string(), value: z.string().nullable() })]);
const NarrativeAnswer: z.ZodType<Narrative> = z.object({
  agency: z.object({ code: z.string(), name: z.string(), group: z.string(), region: z.string().nullable() }), year: z.number(), declaration: z.string(), version: z.number(), mayEdit: z.boolean(), head: z.number(),
  paragraphs: z.array(z.object({
    id: z.string(), part: both.nullable(), section: both.nullable(), hint: both.nullable(), generated: both.nullable(), text: both.nullable(), zh: z.array(segment), en: z.array(segment),
    disagreements: z.array(z.object({ typed: z.string(), figure: z.string(), expected: z.string() })), by: z.string().nullable(), at: z.string().nullable(),
  })),
  figures: z.array(z.object({ name: z.string(), text: z.string() })),
}).openapi('Narrative');
const text = z.string().max(10_000);
const Typed = z.object({ base: z.number().int().min(0), texts: z.array(z.object({ id: z.string().max(200), zh: text.nullable(), en: text.nullable() })).max(200) }).openapi('NarrativeTexts');
const LayoutAnswer = z.object({
  variants: z.array(z.object({ name: z.string(), label: z.string(), layout: z.string(), regions: z.array(z.string()) })),
  chosen: z.array(z.object({ region: z.string(), declaration: z.string().nullable(), byName: z.string(), at: z.string() })),
}).openapi('ReportLayouts');
const LayoutChoice = z.object({ region: z.string().regex(/^\d{0,6}$/), declaration: z.string().max(200).nullable() }).openapi('ReportLayoutChoice');
const LIMIT = bodyLimit(512 * 1024);
const body = <T>(schema: T): { body: { content: { 'application/json': { schema: T } }; required: true } } => ({ body: { content: { 'application/json': { schema } }, required: true } });

export function narrativeRoutes(app: App, server: ServerContext): void {
  const path = '/api/reports/{agency}/{year}/narrative' as const;
  // Charts are a large part of all code: loaded with the first report, not with the server.
  const desk = () => import('../publish/desk.ts');

  app.openapi(define(app, { method: 'get', path, access: READING, summary: '年报文字:生成的、修改的 the texts of a report', request: { params }, responses: answers(NarrativeAnswer, '文字') }), async (context) => {
    const { agency, year } = context.req.valid('param'), actor = actorOf(context);
    return context.json(await (await desk()).narrative(server, actor, await placeOf(server, actor, agency, year, READING)), 200);
  });
  app.openapi(define(app, { method: 'put', path, access: TYPING, summary: '保存年报文字 save texts; null goes back to the generated one', middleware: LIMIT, request: { params, ...body(Typed) }, responses: answers(NarrativeAnswer, '文字') }), async (context) => {
    const { agency, year } = context.req.valid('param'), { base, texts } = context.req.valid('json'), actor = actorOf(context);
    return context.json(await (await desk()).saveNarrative(server, actor, await placeOf(server, actor, agency, year, TYPING), base, texts), 200);
  });
  app.openapi(define(app, { method: 'post', path: `${path}/check`, access: TYPING, summary: '核对文字里的数字 look at texts before they are saved', middleware: LIMIT, request: { params, ...body(Typed) }, responses: answers(NarrativeAnswer, '文字') }), async (context) => {
    const { agency, year } = context.req.valid('param'), { texts } = context.req.valid('json'), actor = actorOf(context);
    return context.json(await (await desk()).narrative(server, actor, await placeOf(server, actor, agency, year, TYPING), texts), 200);
  });

  app.openapi(define(app, { method: 'get', path: '/api/report-layouts', access: READING, summary: '年报文体 layouts, and which a region has chosen', responses: answers(LayoutAnswer, '文体') }), async (context) => {
    const { annualVariants } = await import('../publish/index.ts');
    return context.json({ variants: annualVariants((await server.definition({}, (await server.when({})).year)).library.program), chosen: await server.store.narratives.choices() }, 200);
  });
  app.openapi(define(app, { method: 'put', path: '/api/report-layouts', access: ['officer', 'administrator'], summary: '选定年报文体 choose a layout for a region; null: by the region itself', middleware: LIMIT, request: body(LayoutChoice), responses: answers(LayoutAnswer, '文体') }), async (context) => {
    const { region, declaration } = context.req.valid('json'), actor = actorOf(context);
    if (!mayActFor(actor, { code: '', region }, ['officer', 'administrator'])) throw new Refusal('forbidden', 'not_for_region', `您没有为地区 ${region || '全部'} 选定年报文体的权限。`, `You may not choose the layout for region ${region || 'all'}.`);
    const { annualVariants } = await import('../publish/index.ts');
    const variants = annualVariants((await server.definition({}, (await server.when({})).year)).library.program);
    if (declaration !== null && !variants.some((one) => one.name === declaration)) throw new Refusal('input', 'unknown_report', `没有年报“${declaration}”。`, `There is no report "${declaration}".`);
    await server.store.narratives.choose(region, declaration, { by: actor.account, byName: actor.name, at: new Date() });
    await server.store.audit.append({ actor: actor.account, act: 'report.layout', subject: declaration ?? 'by region', detail: { region } });
    return context.json({ variants, chosen: await server.store.narratives.choices() }, 200);
  });
}
