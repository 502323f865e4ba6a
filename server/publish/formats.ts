/** Every format a report is published in, from the one model: what it is called, how it is made. The same model gives the same bytes. */
import type { Words } from '../words.ts';
import type { HtmlOptions } from './html.ts';
import type { ReportModel } from './model.ts';

export const FORMAT_NAMES = ['html', 'pdf', 'docx', 'xlsx', 'csv', 'json', 'parquet', 'arrow'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

export interface Format { /** The media type. */ type: string; extension: string; label: Words; render(model: ReportModel): Promise<Uint8Array> }

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Renderers are loaded when they are first asked for: Typst, DuckDB, docx and exceljs are large. `render` throws on a model that is broken, never on its texts. */
export const FORMATS: Record<FormatName, Format> = {
  html: { type: 'text/html; charset=utf-8', extension: 'html', label: { zh: '网页', en: 'Web page' }, render: async (model) => utf8((await import('./html.ts')).renderHtml(model, pageOptions(model))) },
  pdf: { type: 'application/pdf', extension: 'pdf', label: { zh: 'PDF', en: 'PDF' }, render: async (model) => (await import('./pdf/index.ts')).renderPdf(model) },
  docx: { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', extension: 'docx', label: { zh: 'Word', en: 'Word' }, render: async (model) => (await import('./docx/index.ts')).renderDocx(model) },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx', label: { zh: 'Excel', en: 'Excel' }, render: async (model) => (await import('./xlsx/index.ts')).renderXlsx(model) },
  csv: { type: 'text/csv; charset=utf-8', extension: 'csv', label: { zh: 'CSV', en: 'CSV' }, render: async (model) => utf8((await import('./csv.ts')).renderCsv(model)) },
  json: { type: 'application/json; charset=utf-8', extension: 'json', label: { zh: 'JSON', en: 'JSON' }, render: async (model) => utf8((await import('./json.ts')).renderJson(model)) },
  parquet: { type: 'application/vnd.apache.parquet', extension: 'parquet', label: { zh: 'Parquet', en: 'Parquet' }, render: async (model) => (await import('./parquet.ts')).renderParquet(model) },
  arrow: { type: 'application/vnd.apache.arrow.file', extension: 'arrow', label: { zh: 'Arrow', en: 'Arrow' }, render: async (model) => (await import('./arrow.ts')).renderArrow(model) },
};

/** Where each format of this very version stands (`/reports/CODE/YEAR/v1.pdf`): the addresses stay when a correction follows. */
export function addressOf(model: Pick<ReportModel, 'agency' | 'year' | 'publication'>, format: FormatName): string {
  const stem = model.publication ? `v${model.publication.version}` : 'preview';
  return `/reports/${encodeURIComponent(model.agency.code)}/${model.year}/${stem}${format === 'html' ? '' : `.${FORMATS[format].extension}`}`;
}

/** Links of the page: only addresses that stay, so that the page of a version is the same whenever it is made. */
function pageOptions(model: ReportModel): HtmlOptions {
  const { publication } = model;
  const year = `/reports/${encodeURIComponent(model.agency.code)}/${model.year}`;
  return {
    downloads: FORMAT_NAMES.filter((name) => name !== 'html').map((name) => ({ href: addressOf(model, name), label: FORMATS[name].label.zh, type: FORMATS[name].type })),
    ...(publication ? { newest: year, versionHref: (version: number) => `${year}/v${version}` } : {}),
  };
}

export function isFormat(name: string): name is FormatName { return Object.hasOwn(FORMATS, name); }
