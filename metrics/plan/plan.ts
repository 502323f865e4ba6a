/**
 * The plan: what a request comes to before any engine is asked. Passes (each one query with one row an agency) and, for
 * every indicator, the agency-level expression over their columns. Plain data: it can be printed, sent and compared.
 */
import type { AggregateFn, BucketUnit, CompareOp, Indicator, Unit } from '../../dsl/program.ts';
import type { Query } from '../sql/tree.ts';
import type { MeasureRow } from '../types.ts';

/** Column names of a pass by part: see `aggregates.ts`. */
export interface AggregateColumns { n?: string; m?: string; o?: string; s?: string; sm?: string; down?: string; up?: string; v?: string; vm?: string; lower?: string; upper?: string; e?: string }

export type AgencyNode =
  | { kind: 'number'; value: string } | { kind: 'text'; value: string } | { kind: 'boolean'; value: boolean } | { kind: 'date'; value: string }
  | { kind: 'agencyField'; field: string; year: number; type: 'text' | 'date' | 'boolean' | 'number' | 'list'; planned: boolean }
  | { kind: 'cell'; form: string; column: string; year: number; earlier: boolean }
  | { kind: 'groupTotal'; form: string; columns: string[]; year: number }
  /** Those valid at the year's end, nearest region first: only the nearest that matches counts. Region '' matches every agency. */
  | { kind: 'parameter'; values: { value: AgencyNode; when: AgencyNode | null; region: string }[]; year: number }
  | { kind: 'indicator'; name: string; year: number; earlier: boolean }
  | { kind: 'aggregate'; fn: AggregateFn; pass: string; columns: AggregateColumns; den: string; valueKind: 'number' | 'date' | 'text' | 'boolean' | 'list' | 'verdict'; open: boolean; signed?: true; asked?: Asked }
  | { kind: 'share'; pass: string; columns: { counted: string; best: string; worst: string; excluded: string[]; error?: string }; reasons: string[]; open: boolean; asked?: Asked }
  /** A pass with one row an agency and category: `n` rows certain, `m` possible. */
  | { kind: 'distribution'; pass: string; choices: string[]; open: boolean; asked?: Asked }
  /** A pass with `asked`, `reported`, `filled`, `none` (`/`) and the sum `s`. */
  | { kind: 'formSum'; pass: string; asked: Asked }
  /** Buckets of the year, or the values of a field: each judged for itself. */
  | { kind: 'units'; unit: BucketUnit | 'each'; units: { name: string; with: AgencyNode; excluding: { condition: AgencyNode; reason: string }[] }[]; open: boolean }
  | { kind: 'compare'; op: CompareOp; left: AgencyNode; right: AgencyNode }
  | { kind: 'in'; operand: AgencyNode; values: AgencyNode[] }
  | { kind: 'filled'; operand: AgencyNode } | { kind: 'empty'; operand: AgencyNode }
  | { kind: 'within'; date: AgencyNode; count: AgencyNode; unit: 'workdays' | 'days'; from: AgencyNode; sameDay: boolean }
  | { kind: 'by'; date: AgencyNode; deadline: AgencyNode; before: boolean }
  | { kind: 'doneBy'; condition: AgencyNode; deadline: AgencyNode }
  | { kind: 'isTrue'; operand: AgencyNode }
  | { kind: 'and'; operands: AgencyNode[] } | { kind: 'or'; operands: AgencyNode[] } | { kind: 'not'; operand: AgencyNode }
  | { kind: 'arithmetic'; op: '+' | '-' | '*' | '/'; left: AgencyNode; right: AgencyNode }
  | { kind: 'else'; operand: AgencyNode; fallback: AgencyNode }
  | { kind: 'rounded'; operand: AgencyNode; digits: number }
  | { kind: 'daysBetween'; unit: 'workdays' | 'days'; from: AgencyNode; to: AgencyNode }
  /** The order is the nearest region's, as with parameters. */
  | { kind: 'highestOf'; operand: AgencyNode; orders: { order: string[]; region: string }[]; year: number }
  | { kind: 'bucketOf'; unit: BucketUnit; operand: AgencyNode }
  /** What keeps the whole from being computed, whatever the data. */
  | { kind: 'failure'; error: NonNullable<MeasureRow['error']> }
  /** Without data for that year not applicable. */
  | { kind: 'lastYear'; operand: AgencyNode; year: number; reads: Read[] };

/** Of a figure across agencies: the pass that says how many are asked and how many of them have reported, and what. */
export interface Asked { pass: string; zh: string; en: string }

/** A ledger or form that must have been reported. Snapshots, and ledgers read to date: for any year up to `year`. */
export interface Read { ledger: string; year: number; snapshot: boolean }

export interface PlannedIndicator {
  name: string; year: number; outsideValidity: boolean;
  appliesTo: AgencyNode | null; reads: Read[]; value: AgencyNode;
  targets: { op: CompareOp; value: AgencyNode; principle: boolean; when: AgencyNode | null }[];
  /** Judged on the finished measure. Not where one of `reads` was not reported. */
  checks: { severity: 'error' | 'warning'; zh: string; en: string; condition: AgencyNode; reads: Read[] }[];
  /** Asked for, or only needed by another. */
  wanted: boolean; indicator: Indicator; unit: Unit | null;
}

/** `everyone`: the same for every agency; its rows have an empty agency. */
export interface PlannedPass { name: string; title: string; query: Query; indicators: string[]; everyone?: true }

export interface Plan {
  year: number; asOf: string;
  /** In the order of evaluation: an indicator stands after those it refers to. */
  indicators: PlannedIndicator[];
  passes: PlannedPass[];
  /** One row an agency: which of `reads` it has reported, and whether it reported anything in the year. */
  reported: PlannedPass; reads: Read[];
  /** The roster of each year that is read; the request's own first. */
  rosters: { year: number; pass: PlannedPass }[];
  forms: { form: string; year: number; pass: PlannedPass }[];
}
export const readKey = (read: Read): string => `${read.ledger} ${read.snapshot ? '≤' : ''}${read.year}`;
