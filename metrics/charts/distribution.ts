/**
 * An indicator over the agencies: up to 40 as sorted bars with their names, more as a histogram. The target is a rule with
 * its value; agencies that miss it are hatched.
 */
import type { CompareOp } from '../../dsl/program.ts';
import { hatchedBar, stripes } from './hatch.ts';
import { SIZE, amount, figure, framed, plotWidth, rowAxis, rowLabels, textWidth, type Bilingual, type Chart, type ChartOptions } from './frame.ts';

/** On the scale shown: percentages as 0…100. `met` null: no target, or undecided. */
export interface AgencyValue { name: string; value: number; met: boolean | null; /** Drawn as the one looked at. */ selected?: boolean }
export interface DistributionData {
  indicator: Bilingual;
  /** `%`, 次 …; '' for a bare number. */
  unit: Bilingual;
  target: { op: CompareOp; value: number } | null;
  better: 'higher' | 'lower' | null;
  values: AgencyValue[];
  /** Agencies without a value, by state; said under the title. */
  without?: Partial<Record<'not_applicable' | 'not_reported' | 'pending' | 'error', number>>;
}

const MOST_BARS = 40;
const ROW = 22;
const SIGN: Record<CompareOp, string> = { '=': '=', '!=': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥' };
const STATES = { pending: { zh: '未到期', en: 'pending' }, not_applicable: { zh: '不适用', en: 'not applicable' }, not_reported: { zh: '未报送', en: 'not reported' }, error: { zh: '无法计算', en: 'in error' } } as const;

export function distribution(data: DistributionData, options: ChartOptions): Chart {
  return data.values.length <= MOST_BARS ? named(data, options) : histogram(data, options);
}

function shown(value: number, data: DistributionData, language: 'zh' | 'en'): string {
  // a figure that misses the target is not printed as if it met it
  const rounded = Math.round(value * 100) / 100;
  const target = data.target?.value;
  const text = target !== undefined && rounded === target && value !== target ? (value < target ? Math.floor(value * 100) : Math.ceil(value * 100)) / 100 : value;
  return data.unit[language] === '%' ? `${text.toFixed(2)}%` : amount(text, data.unit[language]);
}

function named(data: DistributionData, options: ChartOptions): Chart {
  const { language, theme } = options;
  const direction = data.better === 'lower' ? 1 : -1;
  const sorted = [...data.values].sort((first, second) => direction * (first.value - second.value));
  const labels = rowLabels(sorted.map((row) => row.name), ROW, options);
  const rows = sorted.map((row, index) => ({
    key: labels.keys[index]!, value: row.value, missed: row.met === false, selected: row.selected === true, figure: `${row.met === false ? '▼ ' : ''}${shown(row.value, data, language)}`,
  }));
  const reach = Math.max(...rows.map((row) => row.value), data.target?.value ?? 0, 0);
  const low = Math.min(0, ...rows.map((row) => row.value));
  const padding = {
    left: labels.left,
    right: Math.max(0, ...rows.map((row) => textWidth(row.figure, SIZE.text))) + 16, top: data.target ? 22 : 4, bottom: 8,
  };
  const scale = { domain: [low, reach || 1], zero: true, nice: false };
  const x = { field: 'value', type: 'quantitative', scale, axis: null };
  return framed({ title: titleOf(data, language), ...noteOf(data, language), padding, plotHeight: Math.max(1, rows.length) * labels.row, options }, {
    data: { values: rows },
    layer: [
      { transform: [{ filter: '!datum.missed' }], mark: { type: 'bar', height: 12, color: theme.primary }, encoding: { x } },
      ...hatchedBar(theme, 'datum.missed', 12, { x }),
      { transform: [{ filter: 'datum.selected' }], mark: { type: 'bar', height: 16, filled: false, stroke: theme.ink, strokeWidth: 1.5 }, encoding: { x } },
      ...targetLayers(data, options, scale, plotWidth({ padding, options })),
      { mark: { type: 'text', align: 'right', dx: padding.right - 4, color: theme.ink }, encoding: { x: { value: 'width' }, text: { field: 'figure' } } },
    ],
    encoding: { y: rowAxis('key', labels) },
  });
}

/** The rule and its value above the plot, drawn once (from a datum, not from every row). */
function targetLayers(data: DistributionData, options: ChartOptions, scale: { domain: number[] }, width: number): Record<string, unknown>[] {
  if (!data.target) return [];
  const { language, theme } = options;
  const label = `${language === 'zh' ? '目标' : 'target'} ${SIGN[data.target.op]} ${amount(data.target.value, data.unit[language])}`;
  const [low, high] = [scale.domain[0]!, scale.domain[1]!];
  const at = ((data.target.value - low) / (high - low || 1)) * width;
  // the label hangs to whichever side has room for it
  const align = textWidth(label, SIZE.note) <= width - at ? 'left' : 'right';
  const x = { value: at };
  const only = { values: [{}] };
  return [
    { data: only, mark: { type: 'rule', color: theme.ink, strokeWidth: 1.5 }, encoding: { x, y: { value: -6 }, y2: { value: 'height' } } },
    { data: only, mark: { type: 'text', align, dx: align === 'left' ? -2 : 2, baseline: 'bottom', fontSize: SIZE.note, color: theme.ink }, encoding: { x, y: { value: -8 }, text: { value: label } } },
  ];
}

function histogram(data: DistributionData, options: ChartOptions): Chart {
  const { language, theme } = options;
  const values = data.values.map((row) => row.value);
  const low = Math.min(0, ...values); const high = Math.max(...values, data.target?.value ?? 0, low + 1);
  const step = niceStep((high - low) / 20);
  const last = Math.ceil((high - low) / step) - 1;
  const bins = new Map<number, { met: number; missed: number }>();
  for (const row of data.values) {
    const index = Math.min(Math.floor((row.value - low) / step), last);
    const bin = bins.get(index) ?? { met: 0, missed: 0 };
    bin[row.met === false ? 'missed' : 'met'] += 1;
    bins.set(index, bin);
  }
  const rows = [...bins].sort(([first], [second]) => first - second).flatMap(([index, bin]) => {
    const [from, to] = [low + index * step, low + (index + 1) * step];
    return [
      ...(bin.missed ? [{ from, to, missed: true, base: 0, top: bin.missed }] : []),
      ...(bin.met ? [{ from, to, missed: false, base: bin.missed, top: bin.missed + bin.met }] : []),
    ];
  });
  const end = low + (last + 1) * step;
  const scale = { domain: [low, end], nice: false };
  const padding = { left: 44, right: 24, top: data.target ? 22 : 4, bottom: 40 };
  const unit = data.unit[language];
  const encoding = {
    x: { field: 'from', type: 'quantitative', scale, axis: { title: unit ? `${data.indicator[language]}（${unit}）` : data.indicator[language], grid: false, tickCount: 6 } },
    x2: { field: 'to' },
    y: { field: 'top', type: 'quantitative', scale: { zero: true }, axis: { title: null, tickMinStep: 1, tickCount: 5 } },
    y2: { field: 'base' },
  };
  return framed({ title: titleOf(data, language), ...noteOf(data, language, language === 'zh' ? '纵轴：机关数' : 'vertical: number of agencies'), padding, plotHeight: 200, options }, {
    data: { values: rows },
    layer: [
      { transform: [{ filter: '!datum.missed' }], mark: { type: 'rect', color: theme.primary, stroke: theme.hairline, strokeWidth: 0.5 }, encoding },
      { transform: [{ filter: 'datum.missed' }], mark: { type: 'rect', color: stripes(theme), stroke: theme.missed, strokeWidth: 0.5 }, encoding },
      ...targetLayers(data, options, scale, plotWidth({ padding, options })),
    ],
  });
}

/** 1, 2 or 5 times a power of ten, at least `raw`. */
function niceStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(raw || 1));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10);
}

function titleOf(data: DistributionData, language: 'zh' | 'en'): string {
  const label = data.indicator[language];
  const judged = data.values.filter((row) => row.met !== null);
  if (data.values.length === 0) return language === 'zh' ? `${label}：尚无机关可评` : `${label}: no agency has a value yet`;
  if (data.target && judged.length) {
    const met = judged.filter((row) => row.met).length;
    const target = `${SIGN[data.target.op]}${amount(data.target.value, data.unit[language])}`;
    return language === 'zh' ? `${label}：${figure(judged.length)}个机关中${figure(met)}个达标（${target}）` : `${label}: ${figure(met)} of ${figure(judged.length)} agencies meet ${target}`;
  }
  const sorted = data.values.map((row) => row.value).sort((first, second) => first - second);
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  const [low, mid, high] = [sorted[0]!, median, sorted.at(-1)!].map((value) => amount(value, data.unit[language]));
  return language === 'zh' ? `${label}：${figure(sorted.length)}个机关从${low}到${high}，中位数${mid}` : `${label}: ${figure(sorted.length)} agencies from ${low} to ${high}, median ${mid}`;
}

function noteOf(data: DistributionData, language: 'zh' | 'en', first?: string): { note?: string } {
  const parts = first ? [first] : [];
  for (const state of ['pending', 'not_applicable', 'not_reported', 'error'] as const) {
    const count = data.without?.[state];
    if (count) parts.push(language === 'zh' ? `${STATES[state].zh}${count}个` : `${count} ${STATES[state].en}`);
  }
  return parts.length ? { note: parts.join(language === 'zh' ? '；' : '; ') } : {};
}
