/**
 * The report as one static page: no script, nothing loaded, Chinese first with English beside it. Every text goes through
 * hono's escaping template; only the charts (drawn by us) and the style sheet are put in as they are.
 */
import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { isZero } from './decimal.ts';
import { mainUnit } from './layout.ts';
import { tablesOf } from './model.ts';
import { correctionWords, disagreementWords, findingWords, signed } from './print.ts';
import { chartWords, claimOf, claimText, versionWords } from './told.ts';
import type { Comparison, ReportBand, ReportBlock, ReportCell, ReportChart, ReportColumn, ReportModel, ReportPart, ReportTable, Segment } from './model.ts';
import { style } from './style.ts';

export interface HtmlOptions {
  /** Links to the same report in other formats. */
  downloads?: { href: string; label: string; type: string }[];
  /** Where the newest version of this report stands, and the earlier ones: pages of their own. */
  newest?: string; versionHref?: (version: number) => string;
}

type Html = HtmlEscapedString;
/** All that is put in is at hand, so the template answers at once. */
const h = (strings: TemplateStringsArray, ...values: unknown[]): Html => html(strings, ...values) as Html;
const english = (text: string): Html => h`<span lang="en">${text}</span>`;

/** The whole document. The same model gives the same text. */
export function renderHtml(model: ReportModel, options: HtmlOptions = {}): string {
  const { title, agency, year } = model;
  const latest = model.versions.at(-1);
  const page = h`<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${title.zh}</title>
<meta name="description" content="${`${title.zh}：行政许可、行政处罚、行政强制等数据表和情况说明。`}">
<meta name="ArticleTitle" content="${title.zh}">
${latest ? h`<meta name="PubDate" content="${latest.publishedOn}">\n` : ''}<meta name="ContentSource" content="${agency.name}">
<meta name="color-scheme" content="light dark">
<meta name="zhiheng" content="${`${claimText(claimOf(model))} data:${model.fingerprints.data} program:${model.fingerprints.program}`}">
${options.newest ? h`<link rel="latest-version" href="${options.newest}">\n` : ''}${(options.downloads ?? []).map((file) => h`<link rel="alternate" type="${file.type}" href="${file.href}" title="${file.label}">\n`)}<style>${raw(style)}</style>
<script type="application/ld+json">${raw(linkedData(model, options))}</script>
</head>
<body>
<a class="skip" href="#part-1">跳到数据表 Skip to the tables</a>
<div class="page">
<header class="title">
<p class="who">${agency.name}</p>
<h1><span>${year}年度行政执法统计年报</span></h1>
<p lang="en">${title.en} — ${agency.name}</p>
<dl class="facts">
<div><dt>统计期间</dt><dd>${year}-01-01 至 ${year}-12-31</dd></div>
<div><dt>数据截至</dt><dd>${model.asOf}</dd></div>
${latest ? h`<div><dt>${latest.version > 1 ? '更正公开' : '公开日期'}</dt><dd><time datetime="${latest.publishedOn}">${latest.publishedOn}</time></dd></div>` : ''}
<div><dt>统一社会信用代码</dt><dd>${agency.code}</dd></div>
</dl>
${notice(model, options)}
${model.demonstration ? h`<p class="demo">演示数据：机关、人员、企业和数字均为虚构${english('Demonstration data: agency, people, firms and figures are invented')}</p>` : ''}
${model.provenance ? provenance(model.provenance) : ''}
<nav class="toc" aria-label="目录 Contents">
${model.parts.map((part, index) => partLinks(part, index + 1))}
</nav>
${options.downloads?.length ? h`<nav class="files" aria-label="下载 Downloads">${options.downloads.map((file) => h`<a href="${file.href}">${file.label}</a>`)}</nav>` : ''}
</header>
<main>
${model.parts.map((part, index) => partSection(model, part, index + 1))}
${corrections(model, options)}
<h2 id="notes">说明${english('Notes')}</h2>
<ol class="notes">${model.notes.map((note, index) => h`<li>注 ${index + 1}：${note.zh}${english(note.en)}</li>`)}</ol>
</main>
<footer>
<div>数据截至 <time datetime="${model.asOf}">${model.asOf}</time>　数字指纹 <code>${model.fingerprints.data}</code>　程序版本 <code>${model.fingerprints.program}</code></div>
<div lang="en">As of ${model.asOf}; figures ${model.fingerprints.data}; program ${model.fingerprints.program}. The same data, program and day give this page again, to the byte.</div>
</footer>
</div>
</body>
</html>
`;
  return page.toString();
}

/** A part with tables is found by its tables, another by its heading. */
function partLinks(part: ReportPart, number: number): Html[] {
  const tables = part.blocks.flatMap((block) => (block.type === 'table' ? [block.table] : []));
  if (tables.length > 0) return tables.map((table) => h`<a href="#${table.id}">${table.number.zh} ${shortTitle(table.title.zh)}</a>`);
  return part.heading ? [h`<a href="#part-${number}">${part.heading.zh.replace(/^第.+?部分\s*/, '')}</a>`] : [];
}

/** Tables and charts stand by themselves; headings, paragraphs and notes between them are running text. */
function partSection(model: ReportModel, part: ReportPart, number: number): Html {
  const runs: ReportBlock[][] = [];
  for (const block of part.blocks) {
    const apart = block.type === 'table' || block.type === 'chart';
    const last = runs.at(-1);
    if (last && !apart && last[0]!.type !== 'table' && last[0]!.type !== 'chart') last.push(block);
    else runs.push([block]);
  }
  return h`${part.heading ? h`<h2 id="part-${number}">${part.heading.zh}${english(part.heading.en)}</h2>` : h`<div id="part-${number}"></div>`}
${runs.map((run) => {
    const first = run[0]!;
    return first.type === 'table' ? tableSection(model, first.table) : first.type === 'chart' ? chartSection(model, first.chart) : h`<div class="prose">${run.map(proseOf)}</div>`;
  })}`;
}

function proseOf(block: ReportBlock): Html {
  switch (block.type) {
    case 'heading': return h`<h3>${block.text.zh}${english(block.text.en)}</h3>`;
    case 'paragraph': return h`<p>${block.zh.map(segmentOf)}</p>${block.en.length ? h`<p lang="en">${block.en.map((each) => (typeof each === 'string' ? each : each.text))}</p>` : ''}${block.disagreements.map((each) => { const words = disagreementWords(each); return h`<p class="disagrees">${words.zh}${english(words.en)}</p>`; })}`;
    case 'note': return h`<p class="note">${block.text.zh}${english(block.text.en)}</p>`;
    default: return h``;
  }
}

/** A figure says its exact value, whatever it is printed like. */
function segmentOf(segment: Segment): Html { return typeof segment === 'string' ? h`${segment}` : segment.value === null ? h`${segment.text}` : h`<data value="${segment.value}">${segment.text}</data>`; }

function tableSection(model: ReportModel, table: ReportTable): Html {
  const findings = model.findings.filter((each) => each.table === table.id);
  return h`<section class="table" id="${table.id}">
<div class="table-head"><h3 id="${table.id}-title">${table.number.zh}　${table.title.zh}${english(`${table.number.en}. ${table.title.en}`)}</h3><span class="unit">${table.unit.zh} ${english(table.unit.en)}</span></div>
${table.bands.map((band, index) => bandTable(table, band, index))}
<ol class="notes">${table.notes.map((note, index) => h`<li>注 ${index + 1}：${note.zh}${english(note.en)}</li>`)}</ol>
${findings.length ? h`<ul class="findings" aria-label="勾稽校验 Identity checks">${findings.map((each) => { const words = findingWords(each); return h`<li>${words.zh}${english(words.en)}</li>`; })}</ul>` : ''}
${table.comparison.length ? comparisonTable(table) : ''}
</section>`;
}

function bandTable(table: ReportTable, band: ReportBand, index: number): Html {
  const columns = band.columns.map((name) => table.columns.find((each) => each.name === name)!);
  const places = band.columns.map((name) => table.columns.findIndex((each) => each.name === name));
  const grouped = band.groups.some((group) => group.label !== null);
  const part = table.bands.length > 1 ? `（${index + 1}）` : '';
  const unit = mainUnit(table.columns.map((each) => each.unit));
  const head = (column: ReportColumn, rowspan: number): Html =>
    h`<th scope="col"${rowspan > 1 ? raw(` rowspan="${rowspan}"`) : ''}>${column.label.zh}${column.unit !== unit ? `（${column.unit}）` : ''}${english(column.label.en)}</th>`;
  let at = 0;
  const first: Html[] = []; const second: Html[] = [];
  for (const group of band.groups) {
    const inside = columns.slice(at, at + group.span);
    at += group.span;
    if (group.label) {
      first.push(h`<th scope="colgroup" colspan="${group.span}">${group.label.zh}${english(group.label.en)}</th>`);
      second.push(...inside.map((each) => head(each, 1)));
    } else first.push(...inside.map((each) => head(each, grouped ? 2 : 1)));
  }
  return h`<div class="frame" tabindex="0" role="region" aria-label="${table.number.zh} ${table.title.zh}${part}">
<table class="wide"><caption>${table.number.zh} ${table.title.zh}${part}，${table.unit.zh}</caption>
<thead><tr><th scope="col"${grouped ? raw(' rowspan="2"') : ''}>单位名称${english('Agency')}</th>${first}</tr>
${second.length ? h`<tr>${second}</tr>` : ''}</thead>
<tbody>${table.rows.map((row) => h`<tr><th scope="row">${row.label.zh}</th>${places.map((at) => cellOf(row.cells[at]!))}</tr>`)}</tbody></table></div>`;
}

function cellOf(cell: ReportCell): Html {
  switch (cell.state) {
    case 'value': return h`<td>${cell.text}</td>`;
    case 'not_applicable': return h`<td class="na"><span aria-hidden="true">/</span><span class="hidden">不适用</span></td>`;
    case 'not_filled': return h`<td class="na"><span aria-hidden="true">-</span><span class="hidden">原表填“-”</span></td>`;
    case 'empty': case 'no_source': return h`<td><span class="hidden">空白</span></td>`;
    case 'text': return h`<td class="text" title="不是数字，照原样登载 Not a figure; shown as it stands">${cell.text}</td>`;
    default: return h`<td><span class="missing">${cell.text}</span></td>`;
  }
}

function comparisonTable(table: ReportTable): Html {
  const differing = table.comparison.filter((each) => each.difference === null || !isZero(each.difference));
  const summary = differing.length === 0
    ? h`与台账汇总一致（${table.comparison.length}项） ${english(`Agrees with the ledgers in all ${table.comparison.length} figures`)}`
    : h`与台账汇总比较：${table.comparison.length}项中${differing.length}项不同 ${english(`Against the ledgers: ${differing.length} of ${table.comparison.length} figures differ`)}`;
  return h`<details${differing.length ? raw(' open') : ''}><summary>${summary}</summary>
<div class="frame compare" tabindex="0" role="region" aria-label="填报与台账汇总比较 ${table.title.zh}"><table><caption>${table.title.zh}：填报与台账汇总比较</caption>
<thead><tr><th scope="col">项目${english('Item')}</th><th scope="col">填报${english('Form')}</th><th scope="col">台账汇总${english('Ledgers')}</th><th scope="col">差额${english('Difference')}</th></tr></thead>
<tbody>${(differing.length ? differing : table.comparison).map((each) => comparisonRow(table, each))}</tbody></table></div></details>`;
}

function comparisonRow(table: ReportTable, each: Comparison): Html {
  const column = table.columns.find((one) => one.name === each.column)!;
  return h`<tr><th scope="row">${column.label.zh} ${english(column.label.en)}</th>${cellOf(each.form)}${cellOf(each.ledgers)}<td class="differs">${signed(each.difference)}</td></tr>`;
}

function chartSection(model: ReportModel, chart: ReportChart): Html {
  const points = chart.points;
  return h`<section class="chart" aria-label="${chart.title.zh}"><figure role="img" aria-label="${chartWords(chart, model.year).zh}">${raw(chart.svg)}</figure>
<div class="frame compare"><table><caption>${model.year}年${chart.title.zh}（${chart.unit.zh}）</caption>
<thead><tr><th scope="col">${chart.title.zh}${english(chart.title.en)}</th>${chart.previousYear ? h`<th scope="col">${chart.previousYear}年</th>` : ''}<th scope="col">${model.year}年</th></tr></thead>
<tbody>${points.map((point) => h`<tr><th scope="row">${point.label.zh} ${english(point.label.en)}</th>${chart.previousYear ? h`<td>${point.previous ?? ''}</td>` : ''}<td>${point.value}</td></tr>`)}</tbody></table></div></section>`;
}

/** A published sample says where it stands before it says anything else. */
function provenance(from: NonNullable<ReportModel['provenance']>): Html {
  const address = /^https?:\/\//.test(from.url) ? h`<a href="${from.url}" rel="noreferrer">${from.url}</a>` : h`${from.url}`;
  return h`<div class="origin"><p>公开样本：转录自《${from.title}》${from.publishedOn ? `（${from.publishedOn}公开）` : ''}，${address}。统一社会信用代码栏为样本编号，不是真实代码。${english('A published sample, carried over from the page named; the code is a sample number, not a real one.')}</p>
<ul>${from.remarks.map((remark) => h`<li>${remark}</li>`)}</ul></div>`;
}

/** What a reader must know first: that this is no publication yet, or a correction and why; and where the newest version is. */
function notice(model: ReportModel, options: HtmlOptions): Html | '' {
  const { publication } = model;
  if (!publication) return h`<p class="notice">预览稿，尚未公开${english('Preview, not published')}</p>`;
  const words = versionWords(model);
  const newest = options.newest ? h` <a href="${options.newest}">最新版本${english('Newest version')}</a>` : '';
  if (publication.version > 1) return h`<p class="notice"><b>更正</b>${words.zh}${english(words.en)} <a href="#versions">更正记录${english('Corrections')}</a>${newest}</p>`;
  return newest === '' ? '' : h`<p class="newest">第1版${english('Version 1')}${newest}</p>`;
}

/** Every version with its day, its reason and its own page; a second publication is a correction of the first (更正). */
function corrections(model: ReportModel, options: HtmlOptions): Html | '' {
  if (model.versions.length < 2 && (model.publication?.version ?? 1) < 2) return '';
  return h`<h2 id="versions">更正记录${english('Corrections')}</h2><ol class="notes">${model.versions.map((each) => {
    const words = correctionWords(each);
    const shown = h`${words.zh}${english(words.en)}`;
    return h`<li>${options.versionHref && each.version !== model.publication?.version ? h`<a href="${options.versionHref(each.version)}">${shown}</a>` : shown}</li>`;
  })}</ol>`;
}

/** schema.org and DCAT in one description. `<` is escaped so that no text can end the element. */
function linkedData(model: ReportModel, options: HtmlOptions): string {
  const latest = model.versions.at(-1);
  const first = model.versions[0];
  const data = {
    '@context': ['https://schema.org', { dcat: 'http://www.w3.org/ns/dcat#', dct: 'http://purl.org/dc/terms/' }], '@type': ['Dataset', 'dcat:Dataset'],
    identifier: claimText(claimOf(model)), name: model.title.zh, alternateName: model.title.en,
    description: `${model.agency.name}${model.year}年度行政许可、行政处罚、行政强制、其他行政执法行为、执法人员、复议诉讼等统计数据。`,
    creator: { '@type': 'GovernmentOrganization', name: model.agency.name, identifier: model.agency.code }, inLanguage: ['zh-CN', 'en'], isAccessibleForFree: true,
    temporalCoverage: `${model.year}-01-01/${model.year}-12-31`, ...(model.agency.region ? { spatialCoverage: { '@type': 'AdministrativeArea', identifier: `GB/T 2260 ${model.agency.region}` } } : {}),
    ...(latest ? { datePublished: first!.publishedOn, dateModified: latest.publishedOn, 'dct:issued': first!.publishedOn, 'dct:modified': latest.publishedOn } : {}),
    'dct:publisher': model.agency.name, 'dct:title': model.title.zh, ...(model.publication ? { version: String(model.publication.version) } : {}),
    variableMeasured: tablesOf(model).flatMap((table) => table.columns.map((column) => ({ '@type': 'PropertyValue', name: `${shortTitle(table.title.zh)}：${column.label.zh}`, unitText: column.unit }))),
    ...(options.downloads?.length ? { distribution: options.downloads.map((file) => ({ '@type': ['DataDownload', 'dcat:Distribution'], name: file.label, encodingFormat: file.type, contentUrl: file.href, 'dcat:downloadURL': file.href })) } : {}),
  };
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** 行政处罚实施情况统计表 → 行政处罚. */
function shortTitle(title: string): string { return title.replace(/(实施)?情况统计表$|统计表$/, ''); }
