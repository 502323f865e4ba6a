/**
 * The pages of the public site around the reports: home and search, an agency, corrections, open data. Static and quick: no
 * script, nothing loaded but an icon; Chinese first with English beside it. Every text goes through hono's escaping template.
 */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PublicationHead } from '../../data/store/publications.ts';
import { titleOf } from './entries.ts';
import type { Entry } from './entries.ts';
import { fullRegionName, regionName, regionPath } from './regions.ts';
import { siteStyle } from './style.ts';

type Html = HtmlEscapedString;
/** All that is put in is at hand, so the template answers at once. */
const h = (strings: TemplateStringsArray, ...values: unknown[]): Html => html(strings, ...values) as Html;
const en = (text: string): Html => h`<span lang="en">${text}</span>`;

/** A format that a report can be downloaded in. */
export interface FileFormat { extension: string; /** Media type. */ type: string; label: string; en: string }

export interface SiteFrame {
  /** `https://host` of the site, without a slash at its end. */
  origin: string;
  /** Whether the site shows invented agencies. */
  demonstration: boolean;
  formats: FileFormat[];
}

/** The address of a report without an extension; `version` names one for good. */
export function addressOf(entry: Pick<Entry, 'agency' | 'year'>, version?: number): string {
  return `/reports/${encodeURIComponent(entry.agency)}/${entry.year}${version === undefined ? '' : `/v${version}`}`;
}

function frame(site: SiteFrame, here: string, title: string, description: string, body: Html, more: Html | '' = ''): string {
  const link = (address: string, zh: string, english: string): Html => h`<a href="${address}"${address === here ? raw(' aria-current="page"') : ''}>${zh} ${en(english)}</a>`;
  return String(h`<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${description}">
<link rel="icon" href="/favicon.svg">
<link rel="alternate" type="application/atom+xml" title="行政执法统计年报公开" href="/reports/feed.atom">
<link rel="alternate" type="application/rss+xml" title="行政执法统计年报公开" href="/reports/feed.rss">
<style>${raw(siteStyle)}</style>
${more}
</head>
<body>
<a class="skip" href="#main">跳到正文 Skip to content</a>
<header class="site">
<p class="name"><a href="/reports">行政执法统计公开</a> ${en('Statistics of administrative law enforcement')}</p>
<nav aria-label="栏目 Sections">${link('/reports', '年报', 'Reports')}${link('/reports/corrections', '更正', 'Corrections')}${link('/reports/open-data', '开放数据', 'Open data')}</nav>
</header>
${site.demonstration ? h`<p class="demo">演示数据：机关、人员、企业和数字均为虚构。${en('Demonstration data: agencies, people, firms and figures are invented.')}</p>` : ''}
<main id="main">
${body}
</main>
<footer>
<p>依据《国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》（国办发〔2018〕118号），行政执法机关每年1月31日前公开上年度行政执法总体情况。${en('Agencies publish last year\'s figures by 31 January each year.')}</p>
<p>订阅 ${en('Subscribe')}：<a href="/reports/feed.atom">Atom</a> <a href="/reports/feed.rss">RSS</a></p>
</footer>
</body>
</html>
`);
}

/** Links to a report's files; screen readers hear whose they are. */
function files(site: SiteFrame, entry: Entry, version?: number, most = site.formats.length): Html {
  return h`<span class="files">${site.formats.slice(0, most).map(({ extension, label }) => h`<a href="${addressOf(entry, version)}.${extension}" aria-label="${titleOf(entry)} ${label}">${label}</a>`)}</span>`;
}

/** Formats beside every report of a list; the others stand on the agency's page. */
const FEW = 4;

const number = (value: number): string => value.toLocaleString('en-US').replaceAll(',', ' ');

export interface Home {
  years: { year: number; count: number }[];
  /** The year shown; null where nothing is published. */
  year: number | null;
  region: string | null; q: string;
  /** Regions that have entries in the year, by code, with how many. */
  regions: { code: string; count: number }[];
  /** Those of the page, and how many there are in all. */
  entries: Entry[]; total: number; page: number; pages: number;
  latest: { entry: Entry; head: PublicationHead }[];
}

/** How entries are asked for: what a link to another page, year or region keeps of the question. */
export function homeAddress({ year, region, q, page }: { year?: number | null | undefined; region?: string | null | undefined; q?: string | undefined; page?: number | undefined }): string {
  const query = new URLSearchParams();
  if (year) query.set('year', String(year));
  if (region) query.set('region', region);
  if (q) query.set('q', q);
  if (page !== undefined && page > 1) query.set('page', String(page));
  return query.size > 0 ? `/reports?${query}` : '/reports';
}

export function homePage(site: SiteFrame, home: Home): string {
  const { year, region, q, regions, entries, total, page, pages } = home;
  if (year === null) return frame(site, '/reports', '行政执法统计年报', '行政执法统计年报公开', h`<h1>行政执法统计年报</h1><p class="empty">还没有公开的年报。${en('Nothing has been published yet.')}</p>`);
  const heading = `${year}年度行政执法统计年报`;
  const groups = [...Map.groupBy(entries, (one) => one.region ?? '')];
  const body = h`<h1>${heading} ${en(`Annual statistics ${year}`)}</h1>
<form class="search" method="get" action="/reports" role="search">
<input type="hidden" name="year" value="${year}">
<label for="q">按机关名称、拼音或代码查找 ${en('Find an agency by name, pinyin or code')}</label>
<input id="q" name="q" type="search" value="${q}" maxlength="100" autocomplete="off">
<label for="region">行政区划 ${en('Region')}</label>
<select id="region" name="region"><option value="">全部 All</option>${regions.map(({ code, count }) => h`<option value="${code}"${code === region ? raw(' selected') : ''}>${'　'.repeat(regionPath(code).length - 1)}${regionName(code) ?? fullRegionName(code)}（${count}）</option>`)}</select>
<button type="submit">查找 Find</button>
</form>
<nav class="years" aria-label="年度 Years">${home.years.map((one) => h`<a href="${homeAddress({ year: one.year, region, q })}"${one.year === year ? raw(' aria-current="true"') : ''}>${one.year}<span class="count">${number(one.count)}</span></a>`)}</nav>
<p class="told" role="status">${q || region ? h`符合条件的年报${number(total)}份。${en(`${number(total)} reports match.`)} <a href="${homeAddress({ year })}">清除条件 Clear</a>` : h`${year}年度已公开${number(total)}份年报。${en(`${number(total)} reports published for ${year}.`)}`}</p>
${entries.length === 0 ? h`<p class="empty">没有符合条件的年报：请换一个年度、区划或名称。${en('No report matches: try another year, region or name.')}</p>` : ''}
${groups.map(([code, members]) => h`<section aria-labelledby="r${code}"><h2 id="r${code}">${code === '' ? h`未注明区划 ${en('No region given')}` : fullRegionName(code)}</h2>
<div class="frame" tabindex="0" role="region" aria-labelledby="r${code}"><table><caption class="hidden">${code === '' ? '' : fullRegionName(code)}${heading}</caption>
<thead><tr><th scope="col">执法主体 ${en('Agency')}</th><th scope="col">公开日期 ${en('Published')}</th><th scope="col">版本 ${en('Version')}</th><th scope="col">下载 ${en('Files')}</th></tr></thead>
<tbody>${members.map((one) => h`<tr><th scope="row"><a href="${addressOf(one)}">${one.name}</a> <a class="more" href="/reports/${encodeURIComponent(one.agency)}" aria-label="${one.name}历年年报 all years">历年</a></th><td class="date">${one.newest.publishedOn ?? '不详'}</td><td>${one.versions.length > 1 ? h`<b class="corrected">更正 ${one.versions.length - 1}</b>` : '首次公开'}</td><td>${files(site, one, undefined, FEW)}</td></tr>`)}</tbody></table></div></section>`)}
${pages > 1 ? h`<nav class="pages" aria-label="翻页 Pages">${page > 1 ? h`<a rel="prev" href="${homeAddress({ year, region, q, page: page - 1 })}">上一页 Previous</a>` : ''}<span>第 ${page} / ${pages} 页</span>${page < pages ? h`<a rel="next" href="${homeAddress({ year, region, q, page: page + 1 })}">下一页 Next</a>` : ''}</nav>` : ''}
${home.latest.length > 0 ? h`<section aria-labelledby="latest"><h2 id="latest">最近公开 ${en('Latest')}</h2><ul class="latest">${home.latest.map(({ entry, head }) => h`<li><span class="date">${head.publishedOn ?? '日期不详'}</span> <a href="${addressOf(entry, head.version)}">${titleOf(entry)}</a>${head.version > 1 ? h` <b class="corrected">更正</b>` : ''}</li>`)}</ul></section>` : ''}`;
  return frame(site, '/reports', heading, `${heading}：按地区和年度查找各行政执法机关公开的行政许可、行政处罚、行政强制等数据。`, body);
}

/** One agency: every year, every version. `entries` are its own, newest year first. */
export function agencyPage(site: SiteFrame, entries: Entry[]): string {
  const [newest] = entries;
  const name = newest!.name;
  const linked = { '@context': 'https://schema.org', '@type': 'GovernmentOrganization', name, identifier: newest!.agency, ...(newest!.region ? { areaServed: fullRegionName(newest!.region) } : {}), url: `${site.origin}/reports/${encodeURIComponent(newest!.agency)}` };
  const body = h`<p class="path"><a href="${homeAddress({ year: newest!.year })}">全部机关 All agencies</a>${newest!.region ? h` › <a href="${homeAddress({ year: newest!.year, region: newest!.region })}">${fullRegionName(newest!.region)}</a>` : ''}</p>
<h1>${name}</h1>
<dl class="facts"><div><dt>统一社会信用代码 ${en('Code')}</dt><dd>${newest!.agency}</dd></div>${newest!.level ? h`<div><dt>层级 ${en('Level')}</dt><dd>${newest!.level}</dd></div>` : ''}${newest!.group ? h`<div><dt>类别 ${en('Group')}</dt><dd>${newest!.group}</dd></div>` : ''}</dl>
<div class="frame" tabindex="0" role="region" aria-label="历年年报 Reports by year"><table><caption class="hidden">${name}历年行政执法统计年报</caption>
<thead><tr><th scope="col">年度 ${en('Year')}</th><th scope="col">版本 ${en('Version')}</th><th scope="col">公开日期 ${en('Published')}</th><th scope="col">更正原因 ${en('Reason')}</th><th scope="col">下载 ${en('Files')}</th></tr></thead>
<tbody>${entries.flatMap((entry) => entry.versions.toReversed().map((head, index) => h`<tr${index > 0 ? raw(' class="old"') : ''}><th scope="row"><a href="${index === 0 ? addressOf(entry) : addressOf(entry, head.version)}">${entry.year}年度</a></th><td>第${head.version}版${index === 0 ? '' : '（已更正）'}</td><td class="date">${head.publishedOn ?? '不详'}</td><td class="reason">${head.reason ?? ''}</td><td>${files(site, entry, index === 0 ? undefined : head.version)}</td></tr>`))}</tbody></table></div>`;
  return frame(site, `/reports/${newest!.agency}`, `${name}行政执法统计年报`, `${name}历年行政执法统计年报及其更正。`, body, h`<script type="application/ld+json">${raw(JSON.stringify(linked).replaceAll('<', '\\u003c'))}</script>`);
}

export function correctionsPage(site: SiteFrame, found: { entry: Entry; head: PublicationHead }[]): string {
  const body = h`<h1>更正 ${en('Corrections')}</h1>
<p>年报公开后需要改动的，作为新的一版公开并说明原因；原来的版本保留，可以查阅。${en('A report is corrected by a new version that says why; the earlier one stays readable.')}</p>
${found.length === 0 ? h`<p class="empty">还没有更正。${en('There are no corrections.')}</p>` : h`<div class="frame" tabindex="0" role="region" aria-label="更正 Corrections"><table><caption class="hidden">更正一览</caption><thead><tr><th scope="col">更正日期 ${en('Date')}</th><th scope="col">年报 ${en('Report')}</th><th scope="col">原因 ${en('Reason')}</th><th scope="col">版本 ${en('Versions')}</th></tr></thead>
<tbody>${found.map(({ entry, head }) => h`<tr><td class="date">${head.publishedOn ?? '不详'}</td><th scope="row"><a href="${addressOf(entry)}">${titleOf(entry)}</a></th><td class="reason">${head.reason ?? ''}</td><td><a href="${addressOf(entry, head.version - 1)}">第${head.version - 1}版</a> → <a href="${addressOf(entry, head.version)}">第${head.version}版</a></td></tr>`)}</tbody></table></div>`}`;
  return frame(site, '/reports/corrections', '更正 · 行政执法统计年报', '各行政执法机关对已公开年报的更正及原因。', body);
}

/** What can be downloaded, and the addresses that stay. */
export function openDataPage(site: SiteFrame, years: { year: number; count: number }[]): string {
  const shown = `${site.origin}/reports/{机关代码}/{年度}`;
  const body = h`<h1>开放数据 ${en('Open data')}</h1>
<p>每份年报都有网页、文档和数据文件，数字一致；地址固定，可以引用和自动下载。${en('Every report is a page, documents and data files with the same figures; addresses stay.')}</p>
<h2>地址 ${en('Addresses')}</h2>
<div class="frame" tabindex="0" role="region" aria-label="地址 Addresses"><table><caption class="hidden">固定地址</caption><thead><tr><th scope="col">地址 ${en('Address')}</th><th scope="col">内容 ${en('What it is')}</th></tr></thead><tbody>
<tr><th scope="row"><code>${shown}</code></th><td>最新一版的网页 ${en('the newest version as a page')}</td></tr>
${site.formats.map(({ extension, label, en: english }) => h`<tr><th scope="row"><code>${shown}.${extension}</code></th><td>${label}${english === label ? '' : h` ${en(english)}`}</td></tr>`)}
<tr><th scope="row"><code>${shown}/v{版本}</code></th><td>某一版，内容不再改变；后面同样可以加文件后缀 ${en('one version, which never changes; file extensions can follow as well')}</td></tr>
<tr><th scope="row"><code>${site.origin}/reports/{机关代码}</code></th><td>一个机关的历年年报 ${en('all reports of an agency')}</td></tr>
</tbody></table></div>
<h2>目录 ${en('Index')}</h2>
<ul><li><a href="/reports/index.csv">index.csv</a> 全部已公开的年报，一行一版 ${en('all publications, a line a version')}</li><li><a href="/reports/index.json">index.json</a> DCAT 数据目录（JSON-LD） ${en('DCAT catalogue')}</li><li><a href="/sitemap.xml">sitemap.xml</a> 网站地图 ${en('sitemap')}</li><li><a href="/reports/feed.atom">Atom</a>、<a href="/reports/feed.rss">RSS</a> 最近公开和更正 ${en('latest publications and corrections')}</li></ul>
<h2>年度 ${en('Years')}</h2>
${years.length === 0 ? h`<p class="empty">还没有公开的年报。${en('Nothing has been published yet.')}</p>` : h`<ul class="inline">${years.map(({ year, count }) => h`<li><a href="${homeAddress({ year })}">${year}年度</a>（${number(count)}）</li>`)}</ul>`}`;
  return frame(site, '/reports/open-data', '开放数据 · 行政执法统计年报', '行政执法统计年报的数据文件、固定地址和目录。', body);
}
