/** The report as data: the model of `model.ts` without the drawn charts, keys in a fixed order. */
import type { ReportModel } from './model.ts';

/** Stable text: the same model gives the same bytes. `format` changes when a field changes its meaning. */
export function renderJson(model: ReportModel): string {
  const charts = model.charts.map(({ svg: _svg, ...chart }) => chart);
  return `${JSON.stringify({ ...model, charts }, null, 2)}\n`;
}
