/**
 * The statutory annual report of an agency in every format of `publish/formats.ts`. What is published is
 * made from its frozen model alone; an unpublished report is a preview, for those who may see the agency's figures.
 */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { canRead, readableAgencies } from '../accounts/rights.ts';
import type { App, Bindings } from '../access.ts';
import { actorOrNull, page } from '../access.ts';
import type { ServerContext } from '../context.ts';
import type { PublicationHead } from '../../data/store/index.ts';
import { isDay } from '../days.ts';
import { FORMATS, isFormat, type FormatName } from '../publish/formats.ts';
import type { ReportModel } from '../publish/index.ts';
import { ownKey, ownOf } from '../filing/publishing.ts';
import { Recent, unknownAgency } from '../results.ts';
import { Refusal } from '../words.ts';

/** The report that is filed and published each year. */
export const ANNUAL = 'annual_statistics';

interface Rendered { bytes: Uint8Array; etag: string }

export function reportRoutes(app: App, server: ServerContext): void {
  /** The same figures give the same report: made once for each state of the data. */
  const models = new Recent<ReportModel>(60);
  const files = new Recent<Rendered>(120);
  const render = (key: string, format: FormatName, model: () => Promise<ReportModel>): Promise<Rendered> => files.get(`${key}|${format}`, async () => {
    const bytes = await FORMATS[format].render(await model());
    return { bytes, etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` };
  });

  page(app, 'public', '/reports/:agency/:file', async (context) => {
    const { stem, format } = fileOf(context);
    const year = yearOf(stem);
    const found = await server.store.publications.head(agencyOf(context), year, ANNUAL);
    return found ? published(context, found, format, 'public, max-age=0, must-revalidate') : preview(context, year, format);
  });
  page(app, 'public', '/reports/:agency/:year/:file', async (context) => {
    const year = yearOf(context.req.param('year') ?? '');
    const { stem, format } = fileOf(context);
    if (stem === 'preview') return preview(context, year, format);
    const version = /^v([1-9]\d{0,5})$/.exec(stem)?.[1];
    const found = version ? await server.store.publications.head(agencyOf(context), year, ANNUAL, Number(version)) : undefined;
    if (!found) throw noReport();
    // A published version never changes; the program that draws it may.
    return published(context, found, format, 'public, max-age=86400');
  });

  async function published(context: Context<Bindings>, found: PublicationHead, format: FormatName, cache: string): Promise<Response> {
    const made = await render(found.sha256, format, async () => (await import('../publish/index.ts')).readModel((await server.store.publications.get(found.agency, found.year, found.report, found.version))!.model));
    return answer(context, made, format, `${found.name ?? found.agency}${found.year}年度行政执法统计年报${found.version > 1 ? `（第${found.version}版）` : ''}`, cache);
  }

  async function preview(context: Context<Bindings>, year: number, format: FormatName): Promise<Response> {
    const agency = agencyOf(context);
    const asOf = context.req.query('asOf') ?? `${year + 1}-01-31`;
    if (!isDay(asOf)) throw new Refusal('usage', 'bad_day', `截至日“${asOf}”不是日期（如 2025-01-31）。`, `The as-of day "${asOf}" is not a day such as 2025-01-31.`);
    const actor = actorOrNull(context);
    if (!actor || !canRead(await readableAgencies(server, actor, year), agency)) throw new Refusal('not_found', 'not_published', `机关 ${agency} ${year}年度的年报尚未公开。`, `The ${year} report of agency ${agency} has not been published.`);
    const entry = (await server.roster(year, asOf)).find((one) => one.code === agency);
    if (!entry) throw unknownAgency(agency, year);
    const definition = await server.definition({}, year);
    const key = [await server.latestUpload(), definition.key, agency, year, asOf, await ownKey(server, agency, year)].join('|');
    const made = await render(key, format, async () => {
      // Charts and workbooks are a large part of all code: loaded with the first report, not with the server.
      const { annualReport } = await import('../publish/index.ts');
      return models.get(key, async () => annualReport(server.engine, { ...await ownOf(server, agency, year), program: definition.library.program, choices: definition.choices, agency, year, asOf, calendar: server.calendar }));
    });
    return answer(context, made, format, `${entry.name}${year}年度行政执法统计年报（预览）`, 'private, no-store');
  }
}

/** The file with its ETag; nothing but the head where the reader has it already. Pages and PDF are shown, the rest is saved. */
function answer(context: Context<Bindings>, made: Rendered, format: FormatName, name: string, cache: string): Response {
  const headers = { 'Cache-Control': cache, ETag: made.etag };
  const known = (context.req.header('if-none-match') ?? '').split(',').map((each) => each.trim().replace(/^W\//, ''));
  if (known.includes(made.etag) || known.includes('*')) return new Response(null, { status: 304, headers });
  const { type, extension } = FORMATS[format];
  const ascii = `${name.replaceAll(/[^\w.-]+/g, '_')}.${extension}`;
  const shown = format === 'html' || format === 'pdf' || format === 'json' ? 'inline' : 'attachment';
  return new Response(made.bytes as BodyInit, { headers: { ...headers, 'Content-Type': type, ...(format === 'html' ? {} : { 'Content-Disposition': `${shown}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(`${name}.${extension}`)}` }) } });
}

const agencyOf = (context: Context<Bindings>): string => context.req.param('agency') ?? '';

/** `2024`, `2024.pdf`, `v2.csv`: what it names, and in which format; without an ending it is a page. */
function fileOf(context: Context<Bindings>): { stem: string; format: FormatName } {
  const [, stem, extension] = /^([a-z0-9]{1,12})(?:\.([a-z]{1,8}))?$/.exec(context.req.param('file') ?? '') ?? [];
  const format = extension ?? 'html';
  if (stem === undefined || !isFormat(format)) throw noReport();
  return { stem, format };
}

function yearOf(text: string): number {
  if (!/^(?:19|20|21)\d{2}$/.test(text)) throw noReport();
  return Number(text);
}

function noReport(): Refusal {
  const endings = Object.keys(FORMATS).join('、');
  return new Refusal('not_found', 'no_report', `没有这份年报：地址应如 /reports/机关代码/2024 或 /reports/机关代码/2024/v1，可加后缀（${endings}）。`, `There is no such report: the address is /reports/CODE/2024 or /reports/CODE/2024/v1, with an ending for a file (${endings.replaceAll('、', ', ')}).`);
}
