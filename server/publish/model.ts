/**
 * What an annual report is: plain data, the same for the page, the workbook and the JSON. Nothing in it depends on a clock:
 * the same figures, program and as-of day give the same model.
 *
 * Figures are exact decimal strings. `state` tells apart what a printed blank hides:
 *   value           a figure, 0 included
 *   not_applicable  不适用: the agency lacks the duty, or wrote `/`
 *   not_reported    未报送: neither the form nor the ledgers behind the figure were handed in
 *   empty           the form's cell was left blank
 *   not_filled      the form's cell says `-`
 *   no_source       not typed, and no ledger can give it
 *   text            the cell holds something that is not a figure (304册), shown as it stands
 *   suppressed      hidden before publication because it is small, or would give a small one away
 *   pending, error  as in `metrics`
 */
import type { Words } from '../words.ts';
export type { Words } from '../words.ts';

export type CellState = 'value' | 'not_applicable' | 'not_reported' | 'empty' | 'not_filled' | 'no_source' | 'text' | 'suppressed' | 'pending' | 'error';

/** `value` is null unless state is `value`; `text` is what the page prints. */
export interface ReportCell { state: CellState; value: string | null; text: string }

export interface ReportColumn { name: string; label: Words; unit: string; group: string | null }

/** A printed row of columns; a wide form is printed in several, one below the other. */
export interface ReportBand { columns: string[]; groups: { label: Words | null; span: number }[] }

/** Where a table's figures come from; never mixed within a table (one source a figure). */
export type TableSource = 'form' | 'ledgers' | 'none';

/** A figure typed in the form against the one the ledgers give. `difference` = form − ledgers, null where one is no figure. */
export interface Comparison { column: string; form: ReportCell; ledgers: ReportCell; difference: string | null }

/** `label` heads the row: the agency's name, or 合计. One cell a column, in order. */
export interface ReportRow { kind: 'agency' | 'total'; label: Words; cells: ReportCell[] }

export interface ReportTable {
  /** The form's name, or of a table of its own that; of a further table of the same form the view's. */
  id: string;
  /** The view it is printed by; null: as the form is. */
  view: string | null;
  number: Words; title: Words;
  /** As printed at the top right: 单位：宗、万元. */
  unit: Words;
  source: TableSource; columns: ReportColumn[]; bands: ReportBand[];
  /** One row an agency; kind C adds a row of totals. */
  rows: ReportRow[];
  /** Only where the form was typed and ledgers give figures too. */
  comparison: Comparison[];
  notes: Words[];
}

export interface ChartPoint { label: Words; value: number; /** An earlier year's, where there is one. */ previous?: number }
/** A bar chart and, by its points, its table twin. `additive`: the points add up to a whole. `svg` is drawn from the rest and left out where a model is kept. */
export interface ReportChart { id: string; title: Words; unit: Words; points: ChartPoint[]; previousYear: number | null; additive: boolean; svg: string }

/**
 * A paragraph is texts and figures in turn. `figure` names the cell (`penalty_form.total`) or the formula over cells it was
 * made from; `text` is what is printed; `value` the exact decimal, null where the figure is a word.
 */
export type Segment = string | { figure: string; text: string; value: string | null };

/** A number typed in an edited paragraph that is no figure of the report, or not the one it is tied to. */
export interface Disagreement { typed: string; figure: string; expected: string }

/** `id` is stable over years and versions: an edit belongs to it. */
export interface ReportParagraph { type: 'paragraph'; id: string; zh: Segment[]; en: Segment[]; edited: boolean; disagreements: Disagreement[] }

export type ReportBlock = { type: 'heading'; text: Words } | { type: 'table'; table: ReportTable } | ReportParagraph
  | { type: 'chart'; chart: ReportChart } | { type: 'note'; text: Words };

/** 第一部分 数据表, 第二部分 情况说明 …; a report without parts has one without heading. */
export interface ReportPart { id: string; heading: Words | null; blocks: ReportBlock[] }

export interface ReportFinding { table: string; severity: 'error' | 'warning'; message: Words }

/** A published version of this report as the filings have it. */
export interface ReportVersion { version: number; publishedOn: string; /** Of a correction: why. */ reason?: string | null }

/** How the report is made up (`annual-report-format`): A tables, then narrative; A′ narrative first; B bodies, then cases; C a filled-in table; D narrative alone. */
export type ReportKind = 'A' | 'A′' | 'B' | 'C' | 'D';

export interface ReportModel {
  format: 2;
  /** The name it is filed by: of its declaration, or of the one that is a variant of. */
  report: string;
  /** The name of the declaration it was made by. */
  declaration: string;
  kind: ReportKind;
  title: Words;
  agency: { code: string; name: string; level: string | null; group: string; region: string | null };
  year: number;
  /** Facts dated up to this day are counted. */
  asOf: string;
  /** Invented agency, figures and people (演示数据). */
  demonstration: boolean;
  /** A report that was carried over from what a real agency published: where it stands, and how it was carried over. */
  provenance: { title: string; url: string; publishedOn: string | null; remarks: string[] } | null;
  /** What this is a publication of; null while it is a preview. `reason`: why a later version corrects the one before. */
  publication: { version: number; publishedOn: string | null; reason: string | null } | null;
  /** Publications known by the as-of day, first to last; a later one is a correction (更正) of the one before. */
  versions: ReportVersion[];
  parts: ReportPart[];
  /** Counting rules and sources that hold for the whole report. */
  notes: Words[];
  /** Results of the identity checks (勾稽关系) on the typed forms. */
  findings: ReportFinding[];
  /** Counts from 1 to below this number were hidden before publication; null: none were. */
  suppression: { below: number } | null;
  /** `program`: the version the pages show; `data`: a hash of the figures printed here. */
  fingerprints: { program: string; data: string };
}

/** All tables of a report, in printed order. */
export function tablesOf(model: Pick<ReportModel, 'parts'>): ReportTable[] { return blocksOf(model).flatMap((block) => (block.type === 'table' ? [block.table] : [])); }
export function chartsOf(model: Pick<ReportModel, 'parts'>): ReportChart[] { return blocksOf(model).flatMap((block) => (block.type === 'chart' ? [block.chart] : [])); }
export function paragraphsOf(model: Pick<ReportModel, 'parts'>): ReportParagraph[] { return blocksOf(model).filter((block) => block.type === 'paragraph'); }
function blocksOf(model: Pick<ReportModel, 'parts'>): ReportBlock[] { return model.parts.flatMap((part) => part.blocks); }

/** The cell of a column in the agency's row; undefined where the table has no such column. */
export function cellOf(table: Pick<ReportTable, 'columns' | 'rows'>, column: string): ReportCell | undefined {
  const index = table.columns.findIndex((each) => each.name === column);
  return index < 0 ? undefined : (table.rows.find((row) => row.kind === 'agency') ?? table.rows[0])?.cells[index];
}

/** A paragraph as printed. */
export function textOf(segments: Segment[]): string { return segments.map((each) => (typeof each === 'string' ? each : each.text)).join(''); }
