/** 100 → result: one bar for each item that cost points, hatched, from where the total stood to where it fell. */
import type { ScoreRow } from '../types.ts';
import { hatchedBar } from './hatch.ts';
import { SIZE, figure, framed, rowAxis, rowLabels, textWidth, type Chart, type ChartOptions } from './frame.ts';

/** `change` in points of the total: negative lost, positive gained. */
export interface WaterfallStep { label: string; change: number }
export interface WaterfallData { agency: string; start: number; steps: WaterfallStep[]; result: number }

const ROW = 24;

/**
 * The steps of a scored row: each item's loss as it weighs in the rescaled total, greatest first; beyond `most` items the
 * rest are one step. Null where the row has no points.
 */
export function waterfallOf(row: ScoreRow, most = 12, rest: string = '其余各项'): WaterfallData | null {
  if (row.points === null) return null;
  const counted = row.dimensions.flatMap((dimension) => dimension.items).filter((item) => item.points !== null);
  const full = counted.reduce((sum, item) => sum + item.full, 0);
  const weight = full > 0 ? 100 / full : 0;
  const losses = counted.map((item) => ({ label: item.label, change: (item.points! - item.full) * weight })).filter((step) => step.change < -1e-9)
    .sort((first, second) => first.change - second.change);
  const kept = losses.length > most ? losses.slice(0, most - 1) : losses;
  const others = losses.slice(kept.length).reduce((sum, step) => sum + step.change, 0);
  const steps = [...kept, ...(others < 0 ? [{ label: rest, change: others }] : [])];
  if (row.bonus) steps.push({ label: '加分', change: row.bonus });
  if (row.deductions) steps.push({ label: '扣分', change: -row.deductions });
  // what veto or the floor at 0 changed beyond the items
  const left = row.points - steps.reduce((sum, step) => sum + step.change, 100);
  if (Math.abs(left) > 0.005) steps.push({ label: row.veto ?? '其他', change: left });
  return { agency: row.name, start: 100, steps, result: row.points };
}

export function waterfall(data: WaterfallData, options: ChartOptions): Chart {
  const { language, theme } = options;
  const zh = language === 'zh';
  let at = data.start;
  const signed = (value: number): string => `${value < 0 ? '−' : '+'}${figure(Math.abs(value))}`;
  const rows = [
    { label: zh ? '满分' : 'full points', from: 0, to: data.start, kind: 'total', figure: figure(data.start) },
    ...data.steps.map((step) => {
      const from = at; at += step.change;
      return { label: step.label, from: Math.min(from, at), to: Math.max(from, at), kind: step.change < 0 ? 'lost' : 'gained', figure: signed(step.change) };
    }),
    { label: zh ? '得分' : 'result', from: 0, to: data.result, kind: 'total', figure: figure(data.result) },
  ];
  const scale = { domain: [0, Math.max(100, ...rows.map((row) => row.to))], zero: true, nice: false };
  const labels = rowLabels(rows.map((row) => row.label), ROW, options);
  const ordered = rows.map((row, index) => ({ ...row, key: labels.keys[index]! }));
  const padding = {
    left: labels.left,
    right: Math.max(...rows.map((row) => textWidth(row.figure, SIZE.text))) + 14, top: 4, bottom: 8,
  };
  const x = { field: 'from', type: 'quantitative', scale, axis: null };
  const bar = (kind: string, fill: string): Record<string, unknown> => ({
    transform: [{ filter: `datum.kind === '${kind}'` }], mark: { type: 'bar', height: 14, color: fill }, encoding: { x, x2: { field: 'to' } },
  });
  return framed({ title: titleOf(data, zh), padding, plotHeight: rows.length * labels.row, options }, {
    data: { values: ordered },
    encoding: { y: rowAxis('key', labels) },
    layer: [
      bar('total', theme.primary), ...hatchedBar(theme, "datum.kind === 'lost'", 14, { x, x2: { field: 'to' } }), bar('gained', theme.gained),
      { mark: { type: 'text', align: 'left', dx: 6, color: theme.ink }, encoding: { x: { field: 'to', type: 'quantitative', scale }, text: { field: 'figure' } } },
    ],
  });
}

function titleOf(data: WaterfallData, zh: boolean): string {
  const worst = data.steps.reduce<WaterfallStep | null>((low, step) => (step.change < (low?.change ?? 0) ? step : low), null);
  const result = figure(data.result);
  if (!worst) return zh ? `${data.agency}得${result}分，没有失分` : `${data.agency}: ${result} points, none lost`;
  return zh
    ? `${data.agency}得${result}分，失分最多的是“${worst.label}”（${figure(Math.abs(worst.change))}分）`
    : `${data.agency}: ${result} points; most were lost for “${worst.label}” (${figure(Math.abs(worst.change))})`;
}
