/**
 * The shapes `metrics` takes and gives. Types only: `data`, `server` and `dashboard` may import them freely.
 */
import type { Program, State } from '../dsl/program.ts';

/** One statement for an engine: text made by the dialect from a tree, values bound in order. */
export interface Statement { sql: string; values: (string | number | boolean | null)[] }

/** Column-wise result of a query; null where SQL gave NULL. BIGINT and DECIMAL arrive exact (bigint, decimal string). */
export interface Columns { names: string[]; columns: (string | number | bigint | boolean | null)[][]; rowCount: number }

/** What computes. Implemented in `data/engines`; the tables it holds are described in `data/README.md`. */
export interface Engine {
  query(statement: Statement): Promise<Columns>;
}

/** The working-day index: `floor(d)` counts working days up to d, `ceil(d)` is the index of the first working day ≥ d.
 *  x is no later than the n-th working day after d  ⟺  ceil(x) ≤ floor(d) + n. */
export interface WorkdayCalendar {
  /** First and last day of the years whose arrangement is known (contiguous). */
  from: string; to: string;
  /** null outside the known years. */
  floor(date: string): number | null;
  ceil(date: string): number | null;
  /** The n-th working day after `date` (n ≥ 1), or the missing year. */
  add(date: string, n: number): { date: string } | { missingYear: number };
  isWorkday(date: string): boolean | null;
}

export interface EvaluationRequest {
  program: Program; year: number; asOf: string; calendar: WorkdayCalendar;
  /** All when absent. */
  indicators?: string[]; agencies?: string[];
  /** What an administrator has chosen for parameters with `choose`: the index of the value, by name. */
  choices?: Record<string, number>;
}

/** One agency of the year's roster. `fields` holds every stored field of `agencies` by name. */
export interface RosterRow { agency: string; name: string; group: string; reportedAnything: boolean; fields: Record<string, string | boolean | null> }

/** One indicator of one agency. The names are those of the command line's `--json` rows. */
export interface MeasureRow {
  agency: string; indicator: string; year: number; state: State;
  /** JSON number, boolean, or yyyy-mm-dd; null unless state is `value`. */
  value: number | boolean | string | null;
  /** The unreduced numbers counted, for shares and for quotients of two aggregates; null otherwise. */
  numerator: number | null; denominator: number | null;
  pending: number; excluded: number;
  /** Tested exactly (fractions, not `value`). Null without target, or undecided, or where the state is not `value`. */
  target_met: boolean | null;
  /** Exact value "n/d" (unreduced where n and d are counts), for scoring. Null for booleans. */
  exact: string | null;
  /** Only of a distribution: rows by category, in the order of the choices. */
  parts?: { name: string; count: number }[];
  /** Excluded units by reason. */
  excludedBy: { reason: string; count: number }[];
  /** State `error`: what is missing (a calendar year, the choice between a parameter's values …), zh and en. */
  error: { code: string; year?: number; parameter?: string; zh: string; en: string } | null;
  /** A principle target (原则上) that is missed: shown, costs nothing. */
  principleMissed: boolean;
  /** What a reader should know beside the value: soft checks it does not pass, agencies a figure of all of them lacks. */
  remarks?: { zh: string; en: string }[];
}

export interface Measures {
  year: number; asOf: string; roster: RosterRow[];
  /** indicator-major: rows[indicator][agency index in roster order]. */
  indicators: string[]; byIndicator: Record<string, MeasureRow[]>;
}

/** A record (or group, bucket) behind a value and why it counts. */
export interface RecordVerdict {
  /** Key fields, then the fields the indicator reads, by name. Personal fields are never among them. */
  fields: Record<string, string | number | boolean | null>;
  verdict: 'fulfilled' | 'missed' | 'pending' | 'excluded' | 'error';
  /** Exclusion reason, due date, missing year … in words. */
  reason: { zh: string; en: string } | null;
  due: string | null;
}
export interface Explanation {
  indicator: string; agency: string; year: number; asOf: string; measure: MeasureRow;
  words: { zh: string; en: string };
  sources: { document: string; clause?: string; url?: string; from?: string; to?: string }[];
  sql: string; records: RecordVerdict[]; total: number; offset: number;
}

/** What an expression is worth on a row: an exact number "n/d", a truth, a text or date; null where it is empty. */
export type RecordValue = string | boolean | null | { open: true } | { missingYear: number };
/** A row of a card with `subject`. `open`: whether it is chosen is still open; `missingYear`: cannot be said for want of that year's calendar. */
export interface RecordFacts { agency: string; key: string; open: boolean; missingYear: number | null; /** In the order of `rowExpressions`. */ values: RecordValue[] }
/** By the name of the card; `error` where it could not be asked at all. */
export type CardRecords = Record<string, { rows: RecordFacts[] } | { error: { zh: string; en: string } }>;

/** One row scored by itself. */
export interface RecordScore {
  key: string; state: State; points: number | null; grade: string | null; veto: string | null;
  /** Where it lost points (`lost`, not rounded) and why. */
  losses: { item: string; lost: number; reason: { zh: string; en: string } }[];
}
/** The rows behind the points of a card with `subject`. */
export interface RecordScores {
  /** Rows with points, rows that are still open, rows without anything to judge. */
  scored: number; pending: number; withoutPoints: number;
  /** In the order of the card's grades. */
  grades: { grade: string; count: number }[];
  /** Fewest points first. */
  list: RecordScore[];
}

export interface ItemScore {
  name: string; label: string; indicator: string | null; state: State;
  /** Points got and full points (decimal strings, exact as far as decimal; display-ready). null points: left out by rescaling. */
  points: number | null; full: number;
  exactPoints: string | null;
  /** Why points were lost or the item left out. */
  reason: { zh: string; en: string } | null;
  /** Indicators that its rules read besides its own: what can be explained record by record. */
  reads?: string[];
}
export interface DimensionScore { name: string; label: string; points: number | null; full: number; applicableFull: number; items: ItemScore[] }
export interface ScoreRow {
  agency: string; name: string; group: string;
  rank: number | null;
  /** Half up to two decimals, once; what grades and ranks use. */
  points: number | null; grade: string | null; state: State;
  dimensions: DimensionScore[];
  /** All items of all dimensions (and bonus, deductions) in order. */
  items: ItemScore[];
  bonus: number; deductions: number; veto: string | null;
  /** Of a card with `subject`. */
  records?: RecordScores;
}
