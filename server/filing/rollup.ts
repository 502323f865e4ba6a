/**
 * Sums of a form over the agencies of a region (汇总): only what is a figure is added, every part is shown, and agencies whose
 * figures are missing are named with the reason. What was published is summed as published. Pure.
 */
import { add } from '../publish/decimal.ts';
import { tablesOf } from '../publish/model.ts';
import type { ReportModel } from '../publish/model.ts';
import type { Form } from '../../dsl/program.ts';
import type { FilingRollup } from './shapes.ts';
import { STAGE_WORDS } from './stages.ts';
import type { FilingStage } from './stages.ts';

export interface RollupPart {
  agency: string; name: string; group: string; stage: FilingStage;
  /** Null: not among the figures of this basis. */
  model: Pick<ReportModel, 'parts'> | null;
}

/** Stages whose figures count, by basis; what was published counts always, in its published version. */
const REACHED: Record<FilingRollup['basis'], readonly FilingStage[]> = {
  published: ['published'], accepted: ['published', 'accepted'], submitted: ['published', 'accepted', 'submitted'],
};
export const counts = (basis: FilingRollup['basis'], stage: FilingStage, published: number): boolean => published > 0 || REACHED[basis].includes(stage);

export function rollup(form: Form, forms: readonly Form[], year: number, basis: FilingRollup['basis'], given: readonly RollupPart[]): FilingRollup {
  const columns = form.columns.map(({ name, label, unit, group }) => ({ name, label, unit, group: form.groups.find((one) => one.name === group)?.label ?? null }));
  const parts: FilingRollup['parts'] = [];
  const missing: FilingRollup['missing'] = [];
  for (const { model, ...agency } of given) {
    const table = model && tablesOf(model).find((one) => one.id === form.name);
    const cells = table?.rows.find((row) => row.kind === 'agency')?.cells;
    if (!model) missing.push({ ...agency, why: { zh: `处于“${STAGE_WORDS[agency.stage].zh}”阶段`, en: `The report is ${STAGE_WORDS[agency.stage].en.toLowerCase()}.` } });
    else if (!table || !cells) missing.push({ ...agency, why: { zh: '年报中没有这张表', en: 'Its report has no such table.' } });
    else if (table.source === 'none') missing.push({ ...agency, why: { zh: '未报送这张表的数据', en: 'Nothing was handed in for this table.' } });
    else {
      parts.push({
        ...agency, source: table.source,
        cells: columns.map((column) => {
          const cell = cells[table.columns.findIndex((one) => one.name === column.name)];
          return cell ? { value: cell.state === 'value' ? cell.value : null, text: cell.text } : { value: null, text: '' };
        }),
      });
    }
  }
  const totals = columns.map((column, index) => {
    const figures = parts.flatMap(({ cells }) => (cells[index]!.value === null ? [] : [cells[index]!.value]));
    // A rate is no sum of rates.
    const value = column.unit === '%' || figures.length === 0 ? null : figures.reduce((sum, one) => add(sum, one));
    return { value, text: value ?? '', parts: figures.length };
  });
  return { year, form: form.name, label: form.label, forms: forms.map(({ name, label }) => ({ name, label })), basis, columns, parts, totals, missing };
}

const BASIS: Record<FilingRollup['basis'], string> = { published: '已公开', accepted: '已接收和已公开', submitted: '已报送、已接收和已公开' };

/** The sums as a table to take away: a line an agency, then 合计; what is missing stands under it. */
export function rollupSheet(found: FilingRollup): { header: string[]; rows: (string | number | null)[][]; notes: string[] } {
  const shown = (text: string, value: string | null): string | number | null => (value === null ? text || null : exactNumber(value) ?? value);
  return {
    header: ['机关', '统一社会信用代码', '考评分组', '阶段', ...found.columns.map(({ label, unit, group }) => `${group && group !== label ? `${group}：` : ''}${label}（${unit}）`)],
    rows: [
      ...found.parts.map((part) => [part.name, part.agency, part.group, STAGE_WORDS[part.stage].zh, ...part.cells.map((cell) => shown(cell.text, cell.value))]),
      ['合计', null, null, `${found.parts.length} 个机关`, ...found.totals.map((cell) => shown(cell.text, cell.value))],
    ],
    notes: [
      `${found.label}，${found.year}年度；汇总范围：${BASIS[found.basis]}的年报。只累加数字，“/”“-”和文字不计入。`,
      ...(found.missing.length === 0 ? ['没有缺报的机关。'] : [`未计入 ${found.missing.length} 个机关：`, ...found.missing.map((one) => `${one.name}（${one.why.zh}）`)]),
    ],
  };
}

/** A decimal as a number where it is one to the digit. */
function exactNumber(text: string): number | null {
  const value = Number(text);
  return Number.isFinite(value) && Math.abs(value) < 1e15 ? value : null;
}
