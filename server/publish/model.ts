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
 *   pending, error  as in `metrics`
 */
import type { Words } from '../words.ts';
export type { Words } from '../words.ts';

export type CellState = 'value' | 'not_applicable' | 'not_reported' | 'empty' | 'not_filled' | 'no_source' | 'text' | 'pending' | 'error';

/** `value` is null unless state is `value`; `text` is what the page prints. */
export interface ReportCell { state: CellState; value: string | null; text: string }

export interface ReportColumn { name: string; label: Words; unit: string; group: string | null }

/** A printed row of columns; a wide form is printed in several, one below the other. */
export interface ReportBand { columns: string[]; groups: { label: Words | null; span: number }[] }

/** Where a table's figures come from; never mixed within a table (one source a figure). */
export type TableSource = 'form' | 'ledgers' | 'none';

/** A figure typed in the form against the one the ledgers give. `difference` = form − ledgers, null where one is no figure. */
export interface Comparison { column: string; form: ReportCell; ledgers: ReportCell; difference: string | null }

export interface ReportTable {
  /** The form's name, or `inspection_frequency`. */
  id: string;
  number: Words; title: Words;
  /** As printed at the top right: 单位：宗、万元. */
  unit: Words;
  source: TableSource; columns: ReportColumn[]; bands: ReportBand[];
  /** One cell a column, in order. */
  cells: ReportCell[];
  /** Only where the form was typed and ledgers give figures too. */
  comparison: Comparison[];
  notes: Words[];
}

export interface ChartPoint { label: Words; value: number; /** An earlier year's, where there is one. */ previous?: number }
/** A bar chart and, by its points, its table twin. */
export interface ReportChart { id: string; title: Words; unit: Words; points: ChartPoint[]; previousYear: number | null; svg: string }

export interface ReportSection { heading: Words; paragraphs: Words[] }

export interface ReportFinding { table: string; severity: 'error' | 'warning'; message: Words }

/** A published version of this report as the filings have it. */
export interface ReportVersion { version: number; publishedOn: string }

export interface ReportModel {
  format: 1; kind: 'A';
  title: Words;
  agency: { code: string; name: string; level: string | null; group: string; region: string | null };
  year: number;
  /** Facts dated up to this day are counted. */
  asOf: string;
  /** Invented agency, figures and people (演示数据). */
  demonstration: boolean;
  /** A report that was carried over from what a real agency published: where it stands, and how it was carried over. */
  provenance: { title: string; url: string; publishedOn: string | null; remarks: string[] } | null;
  /** Publications known by the as-of day, first to last; a later one is a correction (更正) of the one before. */
  versions: ReportVersion[];
  /** 第一部分 数据表. */
  tables: ReportTable[];
  charts: ReportChart[];
  /** 第二部分 情况说明. */
  narrative: ReportSection[];
  /** Counting rules and sources that hold for the whole report. */
  notes: Words[];
  /** Results of the identity checks (勾稽关系) on the typed forms. */
  findings: ReportFinding[];
  /** `program`: the version the pages show; `data`: a hash of the figures printed here. */
  fingerprints: { program: string; data: string };
}
