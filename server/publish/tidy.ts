/**
 * A report's figures as one long table, a figure a row: what CSV, Parquet and Arrow hold. Every row says whose figure it is, of
 * which publication, so files of many agencies, years and versions can be laid one under the other.
 */
import { subtract } from './decimal.ts';
import { tablesOf, paragraphsOf, type ReportCell, type ReportModel } from './model.ts';
import { claimOf, claimText } from './told.ts';

export type TidyKind = 'text' | 'integer' | 'decimal' | 'day';
export interface TidyColumn { name: string; kind: TidyKind; zh: string; en: string }

/** The columns, in order; `docs/formats` of the open-data page lists them with these words. */
export const TIDY: readonly TidyColumn[] = [
  { name: 'title', kind: 'text', zh: '报告标题', en: 'title of the report' },
  { name: 'report', kind: 'text', zh: '报告种类', en: 'name of the report\'s declaration' },
  { name: 'agency_code', kind: 'text', zh: '机关统一社会信用代码', en: 'code of the publishing agency' },
  { name: 'agency', kind: 'text', zh: '公开机关', en: 'publishing agency' },
  { name: 'region', kind: 'text', zh: '行政区划代码（GB/T 2260）', en: 'region code (GB/T 2260)' },
  { name: 'year', kind: 'integer', zh: '统计年度', en: 'year' },
  { name: 'version', kind: 'integer', zh: '公开版本，预览稿为空', en: 'version published; empty in a preview' },
  { name: 'published_on', kind: 'day', zh: '公开日期', en: 'day of publication' },
  { name: 'as_of', kind: 'day', zh: '数据截至', en: 'facts known on this day, that day included' },
  { name: 'table', kind: 'text', zh: '表（没有数据表的报告为段落）', en: 'table; paragraph in a report without tables' },
  { name: 'table_title', kind: 'text', zh: '表名', en: 'title of the table' },
  { name: 'row', kind: 'text', zh: '行：单位名称或合计', en: 'row: agency or total' },
  { name: 'row_kind', kind: 'text', zh: '行的种类：agency 单位，total 合计', en: 'agency or total' },
  { name: 'column', kind: 'text', zh: '列', en: 'column' },
  { name: 'label', kind: 'text', zh: '列名', en: 'label of the column' },
  { name: 'label_en', kind: 'text', zh: '列名（英文）', en: 'label of the column in English' },
  { name: 'unit', kind: 'text', zh: '计量单位', en: 'unit' },
  { name: 'state', kind: 'text', zh: '状态：value 数值，not_applicable 不适用，not_reported 未报送，empty 空白，not_filled 填“-”，text 文字等', en: 'value, not_applicable, not_reported, empty, not_filled, text …' },
  { name: 'value', kind: 'decimal', zh: '数值；状态不是 value 时为空', en: 'the figure; empty unless the state is value' },
  { name: 'text', kind: 'text', zh: '登载的文字', en: 'as printed' },
  { name: 'ledgers_value', kind: 'decimal', zh: '台账汇总数（有填报表时）', en: 'what the ledgers give, where a form was typed' },
  { name: 'difference', kind: 'decimal', zh: '填报数减台账汇总数', en: 'form minus ledgers' },
  { name: 'data_fingerprint', kind: 'text', zh: '数据指纹', en: 'fingerprint of the figures' },
  { name: 'program_fingerprint', kind: 'text', zh: '程序版本', en: 'version of the program' },
  { name: 'publication', kind: 'text', zh: '公开标识', en: 'identifier of the publication' },
];

export type TidyRow = Record<string, string | null>;

/** Decimals kept in every figure: one more would be a fault of the model. */
export const PLACES = 4;

/** One row a figure. A report of text alone gives the figures of its sentences instead. Decimals are exact texts. */
export function tidyRows(model: ReportModel): TidyRow[] {
  const whole: TidyRow = {
    title: model.title.zh, report: model.report, agency_code: model.agency.code, agency: model.agency.name, region: model.agency.region, year: String(model.year),
    version: model.publication ? String(model.publication.version) : null, published_on: model.publication?.publishedOn ?? null, as_of: model.asOf,
    data_fingerprint: model.fingerprints.data, program_fingerprint: model.fingerprints.program, publication: claimText(claimOf(model)),
  };
  const tables = tablesOf(model);
  if (tables.length === 0) {
    return paragraphsOf(model).flatMap((paragraph) => paragraph.zh.flatMap((segment) => (typeof segment === 'string' ? [] : [{
      ...whole, table: paragraph.id, table_title: null, row: model.agency.name, row_kind: 'agency', column: segment.figure, label: null, label_en: null, unit: null,
      state: segment.value === null ? 'text' : 'value', value: segment.value, text: segment.text, ledgers_value: null, difference: null,
    }])));
  }
  return tables.flatMap((table) => table.rows.flatMap((row) => table.columns.map((column, index) => {
    const cell: ReportCell = row.cells[index]!;
    // The comparison is of the agency's own row.
    const compared = row.kind === 'agency' && table.rows.filter((each) => each.kind === 'agency').length === 1 ? table.comparison.find((each) => each.column === column.name) : undefined;
    return {
      ...whole, table: table.id, table_title: table.title.zh, row: row.label.zh, row_kind: row.kind, column: column.name, label: column.label.zh, label_en: column.label.en, unit: column.unit,
      state: cell.state, value: cell.value, text: cell.text,
      ledgers_value: compared?.ledgers.value ?? null, difference: compared && cell.value !== null && compared.ledgers.value !== null ? subtract(cell.value, compared.ledgers.value) : null,
    };
  })));
}

/** What a file says of itself beside its rows: keys of Parquet and Arrow metadata and of a workbook's properties. */
export function aboutFile(model: ReportModel): Record<string, string> {
  return {
    title: model.title.zh, title_en: model.title.en, agency: model.agency.name, agency_code: model.agency.code, year: String(model.year), report: model.report,
    version: model.publication ? String(model.publication.version) : 'preview', published_on: model.publication?.publishedOn ?? '', as_of: model.asOf,
    data_fingerprint: model.fingerprints.data, program_fingerprint: model.fingerprints.program, publication: claimText(claimOf(model)),
    ...(model.demonstration ? { demonstration: '演示数据，均为虚构 Demonstration data, invented' } : {}),
  };
}

/** An exact decimal as a whole number of ten-thousandths. @throws Error when it has more decimals than `PLACES` */
export function scaledValue(text: string): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  const fraction = parts?.[3]?.replace(/0+$/, '') ?? '';
  if (!parts || fraction.length > PLACES) throw new Error(`A figure of a report has at most ${PLACES} decimals: ${text}`);
  const whole = BigInt(parts[2]! + fraction.padEnd(PLACES, '0'));
  return parts[1] ? -whole : whole;
}
