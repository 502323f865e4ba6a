/** The report as data: the model of `model.ts` without the drawn charts, keys in a fixed order. */
import { drawn } from './charts.ts';
import type { ReportModel } from './model.ts';

/** Stable text: the same model gives the same bytes. `format` changes when a field changes its meaning. */
export function renderJson(model: ReportModel): string { return `${JSON.stringify(model, (key, value: unknown) => (key === 'svg' ? undefined : value), 2)}\n`; }

/**
 * A kept model again, its charts drawn anew.
 * @throws SyntaxError when the text is no JSON; Error when it is a model of another format
 */
export async function readModel(text: string): Promise<ReportModel> {
  const model = JSON.parse(text) as ReportModel;
  if (model?.format !== 2) throw new Error('not a report model of format 2');
  const parts = await Promise.all(model.parts.map(async (part) => ({
    ...part, blocks: await Promise.all(part.blocks.map(async (block) => (block.type === 'chart' ? { ...block, chart: await drawn(block.chart, model.year) } : block))),
  })));
  return { ...model, parts };
}
