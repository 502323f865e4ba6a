/** Forms filled in in the browser: what was typed, saved as one goes; handed in through the ordinary uploads. */
import { z } from '@hono/zod-openapi';
import { UnknownDraft } from '../../data/store/index.ts';
import type { FormDraft } from '../../data/store/index.ts';
import type { App } from '../access.ts';
import { actorOf, define } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { desk, deskList } from '../grid/desk.ts';
import { formOf, gridForm, gridForms, handInFile, placeOf, READING, TYPING, versionOf } from '../grid/forms.ts';
import type { Desk, DeskHandIn, DeskList, GridForm, GridFormHead, GridForms, GridHandIn, GridSaved, GridVersion, GridVersions } from '../grid/shapes.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';

const AgencyYear = schemas.AgencyPath.extend({ year: schemas.yearText.openapi({ param: { name: 'year', in: 'path' } }) });
const FormPath = AgencyYear.extend({ form: z.string().min(1).max(200).openapi({ param: { name: 'form', in: 'path' }, description: '统计表 a form' }) });
/** A cell holds a figure or a short text. */
const cellText = z.string().max(100);
const cells = z.record(z.string().max(100), cellText);
const SaveCells = z.object({ base: z.number().int().min(0), cells }).openapi('SaveCells');
const OfVersion = z.object({ version: z.number().int().min(1) }).openapi('OfVersion');

const place = z.object({ code: z.string(), name: z.string(), group: z.string(), region: z.string().nullable() });
const figure = z.object({ value: z.string().nullable(), text: z.string() });
const version: z.ZodType<GridVersion> = z.object({ version: z.number(), kind: z.enum(['saved', 'restored', 'aside']), base: z.number(), cells: z.record(z.string(), z.string()), byName: z.string(), at: z.string(), own: z.boolean() });
const formHead = z.object({
  form: z.string(), label: z.string(), labelEn: z.string(), columns: z.number(), filled: z.number(),
  draft: z.object({ version: z.number(), at: z.string(), byName: z.string() }).nullable(), handedIn: z.object({ upload: z.number(), at: z.string(), zero: z.boolean() }).nullable(),
  changed: z.boolean(), hard: z.number(), soft: z.number(),
});
const formHeads: z.ZodType<GridFormHead[]> = z.array(formHead);
const FormsAnswer: z.ZodType<GridForms> = z.object({ agency: place, year: z.number(), mayEdit: z.boolean(), forms: formHeads }).openapi('GridForms');
const both = z.object({ zh: z.string(), en: z.string() });
const handIn: z.ZodType<DeskHandIn> = z.object({ upload: z.number(), at: z.string(), rows: z.number(), act: z.enum(['files', 'nil', 'no_duty', 'taken_back']), by: z.string().nullable(), note: z.string().nullable() });
const ofCell = { form: z.string(), formLabel: z.string(), column: z.string(), columnLabel: z.string() };
const ListAnswer: z.ZodType<DeskList> = z.object({
  agencies: z.array(z.object({ code: z.string(), name: z.string(), group: z.string(), role: z.enum(['clerk', 'approver', 'officer', 'administrator']) })), years: z.array(z.number()), defaultYear: z.number(),
}).openapi('DeskList');
const DeskAnswer: z.ZodType<Desk> = z.object({
  agency: place, year: z.number(), mayEdit: z.boolean(), forms: z.array(formHead.extend({ by: handIn.nullable(), lastYear: z.boolean() })),
  ledgers: z.array(z.object({ ledger: z.string(), label: z.string(), report: z.boolean(), handedIn: handIn.nullable(), rowsLastYear: z.number().nullable() })),
  findings: z.array(z.object({ ...ofCell, severity: z.enum(['error', 'warning']), message: both })),
  differences: z.array(z.object({ ...ofCell, unit: z.string(), typed: z.string(), ledgers: z.string(), difference: z.string() })),
  jumps: z.array(z.object({ ...ofCell, unit: z.string(), now: z.string(), before: z.string(), kind: z.enum(['times', 'tenth', 'vanished', 'appeared']), times: z.number() })),
}).openapi('Desk');
/** Declarations travel as they are in the checked program. */
const declared = <T>(): z.ZodType<T> => z.custom<T>((value) => typeof value === 'object' && value !== null).openapi({ type: 'object' });
const FormAnswer: z.ZodType<GridForm> = z.object({
  agency: place, year: z.number(), mayEdit: z.boolean(), form: declared<GridForm['form']>(), others: z.array(declared<GridForm['form']>()), labelEn: z.string(),
  english: z.record(z.string(), z.string()), checks: z.array(z.string()), views: z.array(z.object({ view: declared<GridForm['views'][number]['view']>(), inUse: z.boolean() })),
  draft: version.nullable(), handedIn: z.object({ upload: z.number(), at: z.string(), note: z.string().nullable(), zero: z.boolean(), cells: z.record(z.string(), z.string()) }).nullable(),
  rows: z.array(z.object({ form: z.string(), year: z.number(), cells: z.record(z.string(), z.string()) })),
  lastYear: z.object({ source: z.enum(['form', 'ledgers']), cells: z.record(z.string(), figure) }).nullable(), ledgers: z.record(z.string(), figure),
}).openapi('GridForm');
const SavedAnswer: z.ZodType<GridSaved> = z.object({
  outcome: z.enum(['saved', 'unchanged', 'clash']), draft: version.nullable(), taken: z.array(z.string()),
  clashes: z.array(z.object({ column: z.string(), theirs: z.string(), yours: z.string() })), aside: z.number().nullable(),
}).openapi('GridSaved');
const VersionsAnswer: z.ZodType<GridVersions> = z.object({ versions: z.array(version) }).openapi('GridVersions');

const noVersion = (number: number): Refusal => new Refusal('not_found', 'unknown_draft', `这张表没有第 ${number} 次保存的内容：请刷新页面。`, `This form has no version ${number}: reload the page.`);

export function gridRoutes(app: App, server: ServerContext): void {
  const { drafts } = server.store;

  app.openapi(define(app, {
    method: 'get', path: '/api/grid/{agency}/{year}', access: READING, summary: '在线填表:各表进展 forms filled in in the browser',
    request: { params: AgencyYear.omit({ code: true }).extend({ agency: schemas.AgencyPath.shape.code.openapi({ param: { name: 'agency', in: 'path' } }) }) }, responses: answers(FormsAnswer, '各表'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    const actor = actorOf(context);
    return context.json(await gridForms(server, actor, await placeOf(server, actor, agency, year, READING)), 200);
  });

  app.openapi(define(app, { method: 'get', path: '/api/desk', access: READING, summary: '可办理的机关和年度 agencies and years one may work on', responses: answers(ListAnswer, '机关和年度') }),
    async (context) => context.json(await deskList(server, actorOf(context)), 200));
  app.openapi(define(app, {
    method: 'get', path: '/api/desk/{agency}/{year}', access: READING, summary: '年报办理:数据齐不齐、有什么要核实 an agency\'s desk: what is there, what is missing, what to look at',
    request: { params: AgencyYear.omit({ code: true }).extend({ agency: schemas.AgencyPath.shape.code.openapi({ param: { name: 'agency', in: 'path' } }) }) }, responses: answers(DeskAnswer, '年报办理'),
  }), async (context) => {
    const { agency, year } = context.req.valid('param');
    const actor = actorOf(context);
    return context.json(await desk(server, actor, await placeOf(server, actor, agency, year, READING)), 200);
  });

  const params = FormPath.omit({ code: true }).extend({ agency: schemas.AgencyPath.shape.code.openapi({ param: { name: 'agency', in: 'path' } }) });
  const path = '/api/grid/{agency}/{year}/{form}' as const;

  app.openapi(define(app, { method: 'get', path, access: READING, summary: '在线填表:一张表 one form with what stands beside its cells', request: { params }, responses: answers(FormAnswer, '一张表') }), async (context) => {
    const { agency, year, form } = context.req.valid('param');
    const actor = actorOf(context);
    return context.json(await gridForm(server, actor, await placeOf(server, actor, agency, year, READING), formOf(server.store.program, form)), 200);
  });

  app.openapi(define(app, {
    method: 'put', path, access: TYPING, summary: '保存填写的内容 save what was typed', request: { params, body: { required: true, content: { 'application/json': { schema: SaveCells } } } }, responses: answers(SavedAnswer, '保存'),
  }), async (context) => {
    const { agency, year, form: text } = context.req.valid('param');
    const { base, cells: typed } = context.req.valid('json');
    const actor = actorOf(context), at = await placeOf(server, actor, agency, year, TYPING), form = formOf(server.store.program, text);
    const strange = Object.keys(typed).find((name) => !form.columns.some((column) => column.name === name));
    if (strange !== undefined) throw new Refusal('input', 'unknown_column', `“${form.label}”没有“${strange}”这一列。`, `"${form.label}" has no column "${strange}".`);
    try {
      const saved = await drafts.save({ agency: at.agency.code, year: at.year, form: form.name, base, cells: typed, by: actor.account, byName: actor.name, at: new Date() });
      const answer: GridSaved = saved.outcome === 'clash'
        ? { outcome: 'clash', draft: versionOf(saved.head, actor), taken: [], clashes: saved.clashes, aside: saved.aside.version }
        : { outcome: saved.outcome, draft: saved.draft ? versionOf(saved.draft, actor) : null, taken: saved.taken, clashes: [], aside: null };
      return context.json(answer, 200);
    } catch (error) {
      if (error instanceof UnknownDraft) throw noVersion(base);
      throw error;
    }
  });

  app.openapi(define(app, { method: 'get', path: `${path}/versions`, access: READING, summary: '历次保存 every version of what was typed', request: { params }, responses: answers(VersionsAnswer, '历次保存') }), async (context) => {
    const { agency, year, form } = context.req.valid('param');
    const actor = actorOf(context), at = await placeOf(server, actor, agency, year, READING);
    const versions = await drafts.versions({ agency: at.agency.code, year: at.year, form: formOf(server.store.program, form).name });
    return context.json({ versions: versions.map((one) => versionOf(one, actor)) }, 200);
  });

  app.openapi(define(app, {
    method: 'post', path: `${path}/restore`, access: TYPING, summary: '恢复某次保存 take an earlier version up again', request: { params, body: { required: true, content: { 'application/json': { schema: OfVersion } } } }, responses: answers(version, '恢复的内容'),
  }), async (context) => {
    const { agency, year, form } = context.req.valid('param');
    const { version: number } = context.req.valid('json');
    const actor = actorOf(context), at = await placeOf(server, actor, agency, year, TYPING);
    try {
      const draft = await drafts.restore({ agency: at.agency.code, year: at.year, form: formOf(server.store.program, form).name, by: actor.account, byName: actor.name, at: new Date() }, number);
      return context.json(versionOf(draft, actor), 200);
    } catch (error) {
      if (error instanceof UnknownDraft) throw noVersion(number);
      throw error;
    }
  });

  app.openapi(define(app, {
    method: 'post', path: `${path}/hand-in`, access: TYPING, summary: '报送这张表 hand in what was typed', description: 'The cells of the version become an upload like any other: GET /api/uploads/{id} tells what came of it.',
    request: { params, body: { required: true, content: { 'application/json': { schema: OfVersion } } } },
    responses: { 202: { content: { 'application/json': { schema: z.object({ id: z.number() }).openapi('GridHandIn') as z.ZodType<GridHandIn> } }, description: '已收到,正在处理 received, being handled' }, default: answers(schemas.ErrorAnswer, '').default },
  }), async (context) => {
    const { agency, year, form: text } = context.req.valid('param');
    const { version: number } = context.req.valid('json');
    const actor = actorOf(context), at = await placeOf(server, actor, agency, year, TYPING), form = formOf(server.store.program, text);
    const head: FormDraft | null = await drafts.head({ agency: at.agency.code, year: at.year, form: form.name });
    // What is handed in is what its maker saw.
    if (head?.version !== number) throw new Refusal('busy', 'stale', '这张表刚被别人改过：请刷新，看过后再报送。', 'Someone else has just changed this form: reload it, look, then hand it in.');
    const file = handInFile(form, head.cells);
    const id = await server.uploads.accept(async (handlers) => {
      const sink = await handlers.file('file', file.name);
      await sink.write(file.bytes);
      await sink.close();
    }, () => ({ year: at.year, agency: at.agency.code, by: actor.account }), file.bytes.length);
    await server.store.audit.append({ actor: actor.account, act: 'form.hand_in', subject: form.name, agency: at.agency.code, year: at.year, detail: { version: number, upload: id } });
    return context.json({ id }, 202);
  });
}
