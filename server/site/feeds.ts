/** What machines read of the site: Atom and RSS, the sitemap, the index as CSV and as a DCAT catalogue. Nothing here has a clock. */
import { Feed } from 'feed';
import { csv } from '../encode/csv.ts';
import { escape } from '../html.ts';
import { addressOf } from './pages.ts';
import type { SiteFrame } from './pages.ts';
import { titleOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { fullRegionName } from './regions.ts';

const FEED_ITEMS = 100;
const EPOCH = new Date(0);

/** The latest publications and corrections, newest first, as Atom 1.0 or RSS 2.0. */
export function feed(site: SiteFrame, entries: readonly Entry[], kind: 'atom' | 'rss'): string {
  const latest = entries.flatMap((entry) => entry.versions.map((head) => ({ entry, head }))).toSorted((a, b) => b.head.publishedAt.localeCompare(a.head.publishedAt) || a.head.agency.localeCompare(b.head.agency)).slice(0, FEED_ITEMS);
  const made = new Feed({
    title: '行政执法统计年报公开', description: '各行政执法机关公开的年度统计和更正 Annual statistics of administrative law enforcement',
    id: `${site.origin}/reports`, link: `${site.origin}/reports`, language: 'zh-CN', copyright: '', updated: latest[0] ? new Date(latest[0].head.publishedAt) : EPOCH, generator: 'Zhiheng',
    feedLinks: { atom: `${site.origin}/reports/feed.atom`, rss: `${site.origin}/reports/feed.rss` },
  });
  for (const { entry, head } of latest) {
    const link = `${site.origin}${addressOf(entry, head.version)}`;
    const words = head.version > 1 ? `更正（第${head.version}版）：${head.reason ?? ''}` : head.publishedOn === null ? '公开日期不详' : `${head.publishedOn}公开`;
    // Readers take both as HTML: what agencies are called is text.
    made.addItem({ title: escape(head.version > 1 ? `［更正］${titleOf(entry)}` : titleOf(entry)), id: link, link, description: escape(words), date: new Date(head.publishedAt), author: [{ name: entry.name }] });
  }
  return kind === 'atom' ? made.atom1() : made.rss2();
}

/** Pages of the site and of every report, sitemaps.org 0.9; at most 50,000 as the protocol allows, newest years first. */
export function sitemap(site: SiteFrame, entries: readonly Entry[]): string {
  const agencies = new Map<string, string | null>();
  for (const { agency, newest } of entries) if ((newest.publishedOn ?? '') >= (agencies.get(agency) ?? '')) agencies.set(agency, newest.publishedOn);
  const urls = [
    ...['/reports', '/reports/corrections', '/reports/open-data'].map((path) => ({ path, on: null })),
    ...entries.map((entry) => ({ path: addressOf(entry), on: entry.newest.publishedOn })),
    ...[...agencies].map(([agency, on]) => ({ path: `/reports/${encodeURIComponent(agency)}`, on: on })),
  ].slice(0, 50_000);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${urls.map(({ path, on }) => `<url><loc>${escape(site.origin + path)}</loc>${on === null ? '' : `<lastmod>${on}</lastmod>`}</url>`).join('\n')}\n</urlset>\n`;
}

/** One line a published version; with a byte order mark, so that Excel reads it. */
export function indexCsv(site: SiteFrame, entries: readonly Entry[]): string {
  const header = ['年度 year', '统一社会信用代码 agency', '执法主体 name', '行政区划 region', '层级 level', '版本 version', '公开日期 published_on', '更正原因 reason', '地址 url', '指纹 sha256'];
  return csv(header, entries.flatMap((entry) => entry.versions.map((head) => [
    entry.year, entry.agency, entry.name, entry.region, entry.level, head.version, head.publishedOn, head.reason, `${site.origin}${addressOf(entry, head.version)}`, head.sha256,
  ])));
}

/** The site as a DCAT 3 catalogue in JSON-LD: one dataset an agency and year, one distribution a format. */
export function dcatCatalogue(site: SiteFrame, entries: readonly Entry[]): object {
  const newest = entries.flatMap((one) => one.newest.publishedOn ?? []).toSorted().at(-1);
  return {
    '@context': { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/', foaf: 'http://xmlns.com/foaf/0.1/', xsd: 'http://www.w3.org/2001/XMLSchema#' },
    '@id': `${site.origin}/reports/index.json`, '@type': 'dcat:Catalog', 'dct:title': { '@value': '行政执法统计年报', '@language': 'zh' }, 'dct:language': 'zh', ...dated('dct:modified', newest ?? null),
    'dcat:dataset': entries.map((entry) => ({
      '@id': `${site.origin}${addressOf(entry)}`, '@type': 'dcat:Dataset', 'dct:title': { '@value': titleOf(entry), '@language': 'zh' }, 'dct:identifier': `${entry.agency}/${entry.year}`,
      'dct:publisher': { '@type': 'foaf:Agent', 'foaf:name': entry.name }, ...dated('dct:issued', entry.versions[0]!.publishedOn), ...dated('dct:modified', entry.newest.publishedOn),
      'dct:temporal': { '@type': 'dct:PeriodOfTime', 'dcat:startDate': { '@value': `${entry.year}-01-01`, '@type': 'xsd:date' }, 'dcat:endDate': { '@value': `${entry.year}-12-31`, '@type': 'xsd:date' } },
      ...(entry.region ? { 'dct:spatial': { '@type': 'dct:Location', 'dct:title': fullRegionName(entry.region), 'dct:identifier': entry.region } } : {}), 'dcat:version': String(entry.newest.version),
      'dcat:distribution': site.formats.map(({ extension, type }) => ({ '@type': 'dcat:Distribution', 'dcat:downloadURL': `${site.origin}${addressOf(entry)}.${extension}`, 'dcat:mediaType': type })),
    })),
  };
}

function dated(name: string, day: string | null): object { return day === null ? {} : { [name]: { '@value': day, '@type': 'xsd:date' } }; }
