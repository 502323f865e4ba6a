/** The public site: home and search, an agency's reports, corrections, open data, feeds. It reads nothing but what is published. */
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { App, Bindings } from '../access.ts';
import { page } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { FORMAT_NAMES, FORMATS } from '../publish/formats.ts';
import { Recent } from '../results.ts';
import { chosen, corrections, entriesOf } from '../site/entries.ts';
import type { Entry } from '../site/entries.ts';
import { dcatCatalogue, feed, indexCsv, sitemap } from '../site/feeds.ts';
import { agencyPage, correctionsPage, homePage, openDataPage } from '../site/pages.ts';
import type { FileFormat, SiteFrame } from '../site/pages.ts';
import { regionPath, sixDigits } from '../site/regions.ts';
import { Refusal } from '../words.ts';

const PAGE = 100;
const LATEST = 8;

/** The files that every report has, beside its page. */
const FILES: FileFormat[] = FORMAT_NAMES.filter((name) => name !== 'html').map((name) => ({ extension: FORMATS[name].extension, type: FORMATS[name].type.split(';')[0]!, label: FORMATS[name].label.zh, en: FORMATS[name].label.en }));

interface Made { body: string; etag: string }
const made = (body: string): Made => ({ body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });

/**
 * An answer that caches may keep and must ask about: a hash of its text is its ETag, and who has it already gets 304.
 * Others' pages may read it (open data).
 */
function cacheable(context: Context<Bindings>, { body, etag }: Made, type: string): Response {
  const headers = { ETag: etag, 'Cache-Control': 'public, max-age=60, must-revalidate', 'Access-Control-Allow-Origin': '*' };
  const known = context.req.header('if-none-match')?.split(',').map((one) => one.trim().replace(/^W\//, ''));
  if (known?.some((one) => one === etag || one === '*')) return new Response(null, { status: 304, headers });
  return new Response(body, { headers: { ...headers, 'Content-Type': `${type}; charset=utf-8` } });
}

export function siteRoutes(app: App, server: ServerContext): void {
  const lists = new Recent<Entry[]>(2);
  /** Pages as they were made, until the next publication. */
  const pages = new Recent<Made>(200);
  const entries = async (): Promise<Entry[]> => lists.get(String(await server.store.publications.count()), async () => entriesOf(await server.store.publications.list()));
  const siteOf = (context: Context<Bindings>): SiteFrame => ({ origin: new URL(context.req.url).origin, demonstration: server.demonstration, formats: FILES });
  /** A page of the site: made once for a state of the publications and a question (its address). */
  const open = (path: string, type: string, make: (context: Context<Bindings>) => Promise<string>): void => page(app, 'public', path, async (context) => {
    const { origin, pathname, search } = new URL(context.req.url);
    return cacheable(context, await pages.get([await server.store.publications.count(), origin, pathname, search].join(' '), async () => made(await make(context))), type);
  });
  const yearsOf = (all: readonly Entry[]): { year: number; count: number }[] => [...Map.groupBy(all, (one) => one.year)].map(([year, list]) => ({ year, count: list.length })).toSorted((a, b) => b.year - a.year);

  open('/reports', 'text/html', async (context) => {
    const all = await entries();
    const asked = context.req.query();
    const q = (asked['q'] ?? '').slice(0, 100).trim();
    const region = asked['region'] && /^\d{2,12}$/.test(asked['region']) ? sixDigits(asked['region']) : null;
    const year = /^\d{4}$/.test(asked['year'] ?? '') ? Number(asked['year']) : (all[0]?.year ?? null);
    const ofYear = all.filter((one) => one.year === year);
    const counts = new Map<string, number>();
    for (const { region: own } of ofYear) for (const code of own === null ? [] : regionPath(own)) counts.set(code, (counts.get(code) ?? 0) + 1);
    const matching = chosen(all, { region: region ?? undefined, q });
    const found = matching.filter((one) => one.year === year);
    // The year asked for stays among the years also when nothing of it fits.
    const years = yearsOf(matching).concat(year === null || found.length > 0 ? [] : { year, count: 0 }).toSorted((a, b) => b.year - a.year);
    const last = Math.max(1, Math.ceil(found.length / PAGE));
    const number = Math.min(last, Math.max(1, Math.trunc(Number(asked['page'])) || 1));
    const latest = q || region ? [] : all.flatMap((entry) => entry.versions.map((head) => ({ entry, head }))).toSorted((a, b) => (b.head.publishedOn ?? '').localeCompare(a.head.publishedOn ?? '') || b.head.publishedAt.localeCompare(a.head.publishedAt)).slice(0, LATEST);
    return homePage(siteOf(context), {
      years, year, region, q, regions: [...counts].map(([code, count]) => ({ code, count })).toSorted((a, b) => a.code.localeCompare(b.code)),
      entries: found.slice((number - 1) * PAGE, number * PAGE), total: found.length, page: number, pages: last, latest,
    });
  });
  open('/reports/corrections', 'text/html', async (context) => correctionsPage(siteOf(context), corrections(await entries())));
  open('/reports/open-data', 'text/html', async (context) => openDataPage(siteOf(context), yearsOf(await entries())));
  open('/reports/feed.atom', 'application/atom+xml', async (context) => feed(siteOf(context), await entries(), 'atom'));
  open('/reports/feed.rss', 'application/rss+xml', async (context) => feed(siteOf(context), await entries(), 'rss'));
  open('/reports/index.csv', 'text/csv', async (context) => indexCsv(siteOf(context), await entries()));
  open('/reports/index.json', 'application/ld+json', async (context) => JSON.stringify(dcatCatalogue(siteOf(context), await entries())));
  open('/sitemap.xml', 'application/xml', async (context) => sitemap(siteOf(context), await entries()));
  open('/robots.txt', 'text/plain', async (context) => `User-agent: *\nAllow: /reports\nDisallow: /\nSitemap: ${siteOf(context).origin}/sitemap.xml\n`);
  open('/reports/:agency', 'text/html', async (context) => {
    const code = context.req.param('agency') ?? '';
    const own = (await entries()).filter((one) => one.agency === code);
    if (own.length === 0) throw new Refusal('not_found', 'no_reports', `没有代码为“${code}”的机关公开的年报:请核对统一社会信用代码,或在 /reports 查找。`, `No agency with the code "${code}" has published a report: check the code, or search at /reports.`);
    return agencyPage(siteOf(context), own);
  });
}
