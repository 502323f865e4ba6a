/** Amounts by kind, for the annual report: horizontal bars from zero, each with its label and figure. */
import { SIZE, amount, figure, framed, rowAxis, rowLabels, textWidth, type Bilingual, type Chart, type ChartOptions } from './frame.ts';

/** `value` null: nothing to draw; `mark` says what stands there (`/` not applicable, `-` not filled in). */
export interface Bar { label: Bilingual; value: number | null; mark?: '/' | '-' | null; /** Last year, drawn as a tick. */ previous?: number | null }
export interface BarsData {
  /** What is counted: 行政处罚决定 / penalties. */
  subject: Bilingual; unit: Bilingual; bars: Bar[];
  /** False where adding the bars up says nothing. */
  additive?: boolean;
  year?: number;
}

const ROW = 26;

/** Penalties by kind, acts by kind, amounts by kind. */
export function bars(data: BarsData, options: ChartOptions): Chart {
  const { language, theme } = options;
  const unit = data.unit[language];
  const labels = rowLabels(data.bars.map((bar) => bar.label[language]), ROW, options);
  const rows = data.bars.map((bar, index) => ({
    key: labels.keys[index]!, value: bar.value ?? 0, previous: bar.previous ?? null,
    end: Math.max(bar.value ?? 0, bar.previous ?? 0),
    figure: bar.value === null ? absent(bar.mark ?? null, language) : figure(bar.value),
  }));
  const largest = Math.max(1, ...data.bars.map((bar) => Math.max(bar.value ?? 0, bar.previous ?? 0)));
  const hasPrevious = rows.some((row) => row.previous !== null);
  const right = Math.max(...rows.map((row) => textWidth(row.figure, SIZE.text)), 0) + 16;
  const scale = { domain: [0, largest], zero: true, nice: false };
  return framed({
    title: titleOf(data, language),
    note: [
      language === 'zh' ? `单位：${unit}` : `Unit: ${unit}`,
      ...(hasPrevious ? [language === 'zh' ? '竖线为上年' : 'the tick is last year'] : []),
    ].join(language === 'zh' ? '；' : '; '),
    padding: { left: labels.left, right, top: 4, bottom: 8 }, plotHeight: rows.length * labels.row, options,
  }, {
    data: { values: rows },
    encoding: { y: rowAxis('key', labels) },
    layer: [
      { mark: { type: 'bar', height: 14, color: theme.primary }, encoding: { x: { field: 'value', type: 'quantitative', scale, axis: null } } },
      ...(hasPrevious ? [{ transform: [{ filter: 'datum.previous !== null' }], mark: { type: 'tick', thickness: 2, size: 20, color: theme.ink }, encoding: { x: { field: 'previous', type: 'quantitative', scale } } }] : []),
      { mark: { type: 'text', align: 'left', dx: 6, color: theme.ink }, encoding: { x: { field: 'end', type: 'quantitative', scale }, text: { field: 'figure' } } },
    ],
  });
}

function absent(mark: '/' | '-' | null, language: 'zh' | 'en'): string {
  if (mark === '/') return language === 'zh' ? '不适用' : 'not applicable';
  return language === 'zh' ? '未填' : 'not filled in';
}

function titleOf(data: BarsData, language: 'zh' | 'en'): string {
  const known = data.bars.filter((bar): bar is Bar & { value: number } => bar.value !== null);
  const total = known.reduce((sum, bar) => sum + bar.value, 0);
  const top = known.reduce<(Bar & { value: number }) | null>((best, bar) => (best === null || bar.value > best.value ? bar : best), null);
  const subject = data.subject[language];
  const year = data.year === undefined ? '' : language === 'zh' ? `${data.year}年` : ` in ${data.year}`;
  const unit = data.unit[language];
  if (!top || top.value === 0) return language === 'zh' ? `${year}${subject}为0` : `No ${lowerFirst(subject)}${year}`;
  const most = amount(top.value, unit);
  const all = amount(total, unit);
  const share = `${figure((top.value / total) * 100, 1)}%`;
  if (data.additive === false || known.length === 1) return language === 'zh' ? `${year}${subject}：${top.label.zh}最多，${most}` : `${subject}${year}: ${lowerFirst(top.label.en)} most, ${most}`;
  return language === 'zh'
    ? `${year}${subject}共${all}，${top.label.zh}最多（${most}，占${share}）`
    : `${subject}${year}: ${all} in all, ${lowerFirst(top.label.en)} most (${most}, ${share})`;
}

function lowerFirst(text: string): string { return text.slice(0, 1).toLowerCase() + text.slice(1); }
