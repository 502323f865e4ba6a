/** What every chart has in common: a title that wraps, room for its labels, the theme's configuration, figures as text. */
import type { TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from './theme.ts';

export type Language = 'zh' | 'en';
/** `width`: the whole picture in pixels; the height follows from the data. */
export interface ChartOptions { language: Language; theme: ChartTheme; width: number }
export type Chart = TopLevelSpec;
export interface Bilingual { zh: string; en: string }

export const SIZE = { title: 16, note: 12, text: 12 } as const;

/** Pixels a text takes: a Chinese character or full-width sign is one em, anything else a little over half. Never too little. */
export function textWidth(text: string, size: number): number {
  let ems = 0;
  for (const character of text) ems += /[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f\u2014\u2026\u201c\u201d]/.test(character) ? 1 : 0.62;
  return Math.ceil(ems * size);
}

/** Lines no wider than `width`: Chinese breaks anywhere but before a closing sign, English at blanks. */
export function wrap(text: string, width: number, size: number): string[] {
  const pieces = text.match(/[“（《]*(?:[\u2e80-\u9fff]|[^ \u2e80-\u9fff，。；：、！？（）“”《》]+|.)[，。；：、！？）”》]* */gu) ?? [text];
  const lines: string[] = []; let line = '';
  for (const piece of pieces) {
    if (line && textWidth((line + piece).trimEnd(), size) > width) { lines.push(line.trimEnd()); line = ''; }
    line += piece;
  }
  if (line.trim()) lines.push(line.trimEnd());
  return lines;
}

const THIN = '\u2009';
/** 12345.678 → "12,345.68": at most `digits` decimals, no trailing zeros. */
export function figure(value: number, digits = 2): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
/** A figure with its unit: "98.65%", "1,234 宗". */
export function amount(value: number, unit: string, digits = 2): string {
  if (unit === '') return figure(value, digits);
  return unit === '%' ? `${figure(value, digits)}%` : `${figure(value, digits)}${THIN}${unit}`;
}

export interface RowLabels { keys: string[]; /** Left padding. */ left: number; /** Height of a row. */ row: number }
/**
 * Labels of rows: told apart by their place, because labels may repeat, and wrapped where they would take more than two
 * fifths of the picture. `row`: the height of a row of one line.
 */
export function rowLabels(labels: string[], row: number, options: ChartOptions): RowLabels {
  const wrapped = labels.map((label) => wrap(label, options.width * 0.4, SIZE.text));
  return {
    keys: wrapped.map((lines, index) => `${String(index).padStart(3, '0')}${lines.join('\n')}`),
    left: Math.max(0, ...wrapped.flat().map((line) => textWidth(line, SIZE.text))) + 14,
    row: Math.max(row, Math.max(1, ...wrapped.map((lines) => lines.length)) * LINE + 6),
  };
}
const LINE = SIZE.text + 3;
/** The vertical axis of labelled rows, in the order given. */
export function rowAxis(field: string, labels: RowLabels): Record<string, unknown> {
  return {
    field, type: 'nominal', sort: null, scale: { domain: labels.keys },
    axis: { title: null, ticks: false, domain: false, grid: false, labelPadding: 8, labelLineHeight: LINE, labelExpr: "split(slice(datum.label, 3), '\\n')" },
  };
}

export interface Padding { left: number; right: number; top: number; bottom: number }
export interface Frame { title: string; note?: string; padding: Padding; plotHeight: number; options: ChartOptions }

/**
 * The outer part of a spec. The size is fixed (autosize none): the room for labels is computed here, so that the same picture
 * comes out with and without a canvas. `content`: layers, data, encoding.
 */
export function framed(frame: Frame, content: Record<string, unknown>): Chart {
  const { options, padding } = frame;
  const { theme, width } = options;
  const titleLines = wrap(frame.title, width - 8, SIZE.title);
  const noteLines = frame.note ? wrap(frame.note, width - 8, SIZE.note) : [];
  const head = titleLines.length * (SIZE.title + 6) + noteLines.length * (SIZE.note + 5) + 10;
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: frame.note ? `${frame.title} ${frame.note}` : frame.title,
    width: plotWidth(frame), height: frame.plotHeight,
    autosize: { type: 'none', contains: 'content' },
    padding: { ...padding, top: padding.top + head },
    background: theme.paper ?? 'transparent',
    title: {
      text: titleLines, ...(noteLines.length ? { subtitle: noteLines } : {}), anchor: 'start', frame: 'group', align: 'left', dx: -padding.left, offset: 8, limit: 0,
    },
    config: config(theme),
    ...content,
  } as unknown as Chart;
}

/** Width of the plot inside its padding, at least 80 px. */
export function plotWidth(frame: { padding: Padding; options: ChartOptions }): number {
  return Math.max(80, frame.options.width - frame.padding.left - frame.padding.right);
}

function config(theme: ChartTheme): Record<string, unknown> {
  const text = { font: theme.textFont, fontSize: SIZE.text, color: theme.ink };
  return {
    font: theme.textFont,
    view: { stroke: null },
    title: { font: theme.titleFont, fontSize: SIZE.title, fontWeight: 600, lineHeight: SIZE.title + 6, color: theme.ink, subtitleFont: theme.textFont, subtitleFontSize: SIZE.note, subtitleLineHeight: SIZE.note + 5, subtitleColor: theme.quiet, subtitlePadding: 4 },
    axis: {
      labelFont: theme.textFont, labelFontSize: SIZE.text, labelColor: theme.ink, labelLimit: 0, labelOverlap: false, titleLimit: 0, titleFont: theme.textFont, titleFontSize: SIZE.note, titleFontWeight: 400, titleColor: theme.quiet,
      domainColor: theme.hairline, tickColor: theme.hairline, gridColor: theme.hairline, gridOpacity: 0.6,
    },
    text, legend: { labelLimit: 0, titleLimit: 0 },
  };
}
