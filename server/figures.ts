/** Figures for people: percentages with two decimals that are never rounded up to a target that was missed. */
import type { Indicator } from '../dsl/index.ts';
import type { MeasureRow } from '../metrics/types.ts';

export const STATE_LABELS: Record<MeasureRow['state'], { zh: string; en: string }> = {
  value: { zh: '', en: '' }, not_applicable: { zh: '不适用', en: 'not applicable' }, not_reported: { zh: '未报送', en: 'not reported' },
  pending: { zh: '未到期', en: 'pending' }, error: { zh: '无法计算', en: 'error' },
};

/** The value of a measure as text: `99.99%`, `3次`, `是`; the state's words where there is none. */
export function figure(row: MeasureRow, indicator: Indicator | undefined): string {
  const { value } = row;
  if (row.state !== 'value' || value === null) return STATE_LABELS[row.state].zh;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return value;
  const type = indicator?.value.type;
  const unit = indicator?.shownIn ?? (type?.kind === 'number' ? type.unit : '1');
  const target = indicator?.targets[0];
  const bound = target?.value.kind === 'number' ? Number(target.value.value) : null;
  if (unit !== '%') return `${rounded(value, row.target_met === false ? bound : null)}${unit === '1' ? '' : unit}`;
  return `${rounded(value * 100, row.target_met === false ? bound : null).toFixed(2)}%`;
}

/** Two decimals; where that lands on or beyond a bound that was missed, the nearest two decimals that still miss it. */
function rounded(value: number, missed: number | null): number {
  const near = Math.round(value * 100) / 100;
  if (missed === null || near === value) return near;
  if (value < missed && near >= missed) return Math.floor(value * 100) / 100;
  if (value > missed && near <= missed) return Math.ceil(value * 100) / 100;
  return near;
}
