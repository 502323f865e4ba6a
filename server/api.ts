/**
 * The shapes that travel between server and dashboard. Types only: the dashboard imports them, the routes give them.
 * Every row shape of `metrics/types.ts` travels as it is; the ranking travels as Arrow (see `RankingColumns`).
 */
import type { CompareOp } from '../dsl/program.ts';
import type { Explanation, MeasureRow, RecordVerdict, ScoreRow } from '../metrics/types.ts';
import type { Diagnostic } from '../dsl/diagnostics/types.ts';

/** GET /api/meta */
export interface Meta {
  years: number[]; defaultYear: number; defaultAsOf: Record<string, string>;
  scorecards: { name: string; label: string }[]; groups: string[];
  dataVersion: string; programVersion: string; demonstration: boolean; uploadLimit: number;
  ledgers: { name: string; label: string; kind: 'ledger' | 'form' }[];
}
/** GET /api/ranking?year&asOf&scorecard[&format=json]; default is Arrow IPC (application/vnd.apache.arrow.stream), one row an agency,
 *  columns: agency, name, short_name, group, rank, points, grade, state, change (ranks gained within the group, null if none),
 *  previous_points, dimension_0…n (points), dimension_0_full…; schema metadata: dimensions (JSON), asOf, year, versions, trendYears;
 *  trend_0…m (points per trend year). /api/ranking.csv and /api/ranking.xlsx download the same rows. */
export interface RankingMeta { year: number; asOf: string; scorecard: string; dimensions: { name: string; label: string; full: Record<string, string> }[]; trendYears: number[]; dataVersion: string; programVersion: string }

/** GET /api/agencies/:code?year&asOf&scorecard */
export interface AgencyPage {
  agency: { code: string; name: string; shortName: string | null; group: string; level: string };
  score: ScoreRow; groupSize: number; measures: (MeasureRow & IndicatorHead)[];
  trend: { year: number; points: number | null; rank: number | null }[];
  reported: { ledger: string; label: string; reported: boolean; rows: number }[];
}
export interface IndicatorHead { label: string; targetText: { zh: string; en: string } | null; unit: string; better: 'higher' | 'lower' | null; shownOnly: boolean;
  /** The target that holds, when it is a plain number or yes/no: on the scale of `MeasureRow.value` (100 % is 1 where a share of 1/1 is 1). */
  target?: { op: CompareOp; value: number | boolean; principle: boolean } | null }

/** GET /api/agencies/:code/indicators/:name?year&asOf&offset&limit&verdict */
export type ExplanationPage = Explanation & IndicatorHead & {
  /** Chinese labels of the fields in `records`, by field name. */
  fieldLabels: Record<string, string>;
  /** How many records have each verdict, over all pages. */
  verdicts: Record<RecordVerdict['verdict'], number>;
};

/** GET /api/catalogue: the shipped declarations, so that the browser can compile an author's text against them. */
export interface CatalogueSources { sources: { file: string; text: string }[] }

/** GET /api/agencies?year: the roster, for lists that link to /reports/:code/:year. `published`: real figures from `data/samples/published`. */
export interface AgencyListItem { code: string; name: string; shortName: string | null; group: string; years: number[]; published: boolean }

/** GET /api/templates/:name (a ledger or form): the Excel template. GET /api/uploads/:id/problems.csv: every problem of an upload. GET /api/uploads: the latest, newest first. */

/** GET /api/indicators */
export interface IndicatorListItem extends IndicatorHead { name: string; document: string; clause: string | null }
/** GET /api/indicators/:name?year&asOf */
export interface IndicatorPage extends IndicatorListItem {
  /** The pack's text and where this indicator stands in it (1-based lines). */
  file: string; text: string; fromLine: number; toLine: number;
  words: { zh: string; en: string }; values: (MeasureRow & { name: string; group: string })[];
}
/** POST /api/evaluate { text, indicator, year, asOf }: `text` replaces the pack; nothing is stored. */
export interface LiveEvaluation { diagnostics: Diagnostic[]; indicator: string | null; values: (MeasureRow & { name: string; group: string })[]; milliseconds: number }

/** POST /api/uploads (multipart: file…, year?, agency?, complete?) answers 202 with { id }; GET /api/uploads/:id */
export interface UploadStatus {
  id: number; state: 'receiving' | 'reading' | 'checking' | 'loading' | 'loaded' | 'refused';
  files: { name: string; ledger: string | null; sheet: string | null; rowsRead: number; rowsTotal: number | null }[];
  loaded: { agency: string; ledger: string; year: number; rows: number; supersedes: number | null }[];
  problems: Problem[]; problemCount: number; startedAt: string; finishedAt: string | null;
}
/** The rows of `validate --json`. */
export interface Problem { file: string; sheet: string | null; cell: string | null; row: number | null; column: string | null; code: string; severity: 'error' | 'warning'; message: { zh: string; en: string } }
