/** The report's figures as CSV for people and spreadsheets: the long table of `tidy.ts`, UTF-8 with BOM, formulas neutralised. */
import { neutralise } from '../encode/csv.ts';
import type { ReportModel } from './model.ts';
import { TIDY, tidyRows } from './tidy.ts';

/** No comment lines: what the file is stands in columns, so that any program reads it. The same model gives the same text. */
export function renderCsv(model: ReportModel): string {
  const lines = [TIDY.map((column) => column.name).join(',')];
  for (const row of tidyRows(model)) {
    lines.push(TIDY.map((column) => { const value = row[column.name] ?? null; return value === null ? '' : column.kind === 'text' ? quoted(spreadsheetText(value)) : value; }).join(','));
  }
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** A lone `-` or `/` is a sign of the form, not a formula; everything else that could be one is made text. */
export function spreadsheetText(text: string): string { return text === '-' || text === '/' ? text : neutralise(text); }

function quoted(text: string): string { return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; }
