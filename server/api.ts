/**
 * The shapes that travel between server and dashboard. Types only: the dashboard imports them, the routes give them.
 * Every row shape of `metrics/types.ts` travels as it is; the ranking travels as Arrow (see `RankingColumns`).
 */
import type { CompareOp, Range } from '../dsl/program.ts';
import type { Change } from '../dsl/diff/index.ts';
import type { Lineage } from '../dsl/lineage.ts';
import type { Standing } from '../metrics/diff.ts';
import type { Division, RollupRow } from '../metrics/rollup.ts';
import type { Explanation, MeasureRow, RecordVerdict, ScoreRow } from '../metrics/types.ts';
import type { Diagnostic } from '../dsl/diagnostics/types.ts';

/** Filing, from draft to publication; the board; the sums by form. */
export type * from './filing/shapes.ts';

interface Both { zh: string; en: string }

/**
 * Every question that reads the program takes `pack` (a pack's name; default: the pack whose region covers most agencies of
 * the default year's roster) and `version` (a version of it; default: the one in force for the year). Answers name both.
 */
export interface DefinitionRef { pack: string; version: number; /** Versions of the packs it uses. */ uses: { pack: string; version: number }[] }

/** GET /api/meta?pack: of the pack for the default year. */
export interface Meta {
  definition: DefinitionRef; packs: { name: string; label: string }[];
  years: number[]; defaultYear: number; /** The year whose report is being made. */ reportYear: number; defaultAsOf: Record<string, string>;
  scorecards: { name: string; label: string }[]; groups: string[];
  dataVersion: string; programVersion: string; demonstration: boolean; uploadLimit: number;
  ledgers: { name: string; label: string; kind: 'ledger' | 'form' }[];
}
/** GET /api/ranking?year&asOf&scorecard[&format=json]; default is Arrow IPC (application/vnd.apache.arrow.stream), one row an agency,
 *  columns: agency, name, short_name, group, rank, points, grade, state, change (ranks gained within the group, null if none),
 *  previous_points, dimension_0…n (points), dimension_0_full…; schema metadata: dimensions (JSON), asOf, year, versions, trendYears, definition (JSON);
 *  trend_0…m (points per trend year). /api/ranking.csv and /api/ranking.xlsx download the same rows. */
export interface RankingMeta { year: number; asOf: string; scorecard: string; dimensions: { name: string; label: string; full: Record<string, string> }[]; trendYears: number[]; dataVersion: string; programVersion: string; definition: DefinitionRef }

/** GET /api/agencies/:code?year&asOf&scorecard */
export interface AgencyPage {
  definition: DefinitionRef;
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
  definition: DefinitionRef;
  /** Chinese labels of the fields in `records`, by field name. */
  fieldLabels: Record<string, string>;
  /** How many records have each verdict, over all pages. */
  verdicts: Record<RecordVerdict['verdict'], number>;
};

/** GET /api/catalogue?year: the shipped declarations, so that the browser can compile an author's text against them. */
export interface CatalogueSources { sources: { file: string; text: string }[]; /** The packs in force for the year, that a text may `use`. */ packs: { file: string; text: string }[] }

/** GET /api/agencies?year: the roster, for lists that link to /reports/:code/:year. `published`: real figures from `data/samples/published`. */
export interface AgencyListItem { code: string; name: string; shortName: string | null; group: string; years: number[]; published: boolean }

/** GET /api/templates/:name (a ledger or form): the Excel template. GET /api/uploads/:id/problems.csv: every problem of an upload. GET /api/uploads: the latest, newest first. */

/** GET /api/indicators?year answers { definition, indicators } */
export interface IndicatorListItem extends IndicatorHead { name: string; document: string; clause: string | null; /** The pack it was declared in, where that is another (`use`). */ pack: string | null; /** Made from a task. */ task: boolean }
/** GET /api/indicators/:name?year&asOf */
export interface IndicatorPage extends IndicatorListItem {
  definition: DefinitionRef;
  /** The text that declares it and where it stands in it (1-based lines). */
  file: string; text: string; fromLine: number; toLine: number;
  words: Both; values: PlacedMeasure[];
}
/** GET /api/indicators/:name/rollup?by=total|group|level|province|city|county&year&asOf: the agencies put together; sums of parts, never means of rates. */
export interface IndicatorRollup extends IndicatorHead { definition: DefinitionRef; name: string; year: number; asOf: string; by: Division; rows: RollupRow[] }
/** GET /api/indicators/:name/breakdown?year&asOf&agency: the parts of an indicator `shown grouped by` fields; of one agency, or of all together. */
export interface IndicatorBreakdown extends IndicatorHead {
  definition: DefinitionRef; name: string; year: number; asOf: string; agency: string | null;
  fields: {
    name: string; label: string;
    /** `value` null: rows whose field is empty, or with `others` whose value has no part of its own. One of `measure` (of the agency) and `whole` is there. */
    parts: { value: string | null; others: boolean; measure: MeasureRow | null; whole: RollupRow | null }[];
  }[];
}
export type { Division, RollupRow };
export type PlacedMeasure = MeasureRow & { name: string; group: string };

/** POST /api/evaluate { text, indicator, year, asOf, pack? }: `text` replaces the pack's; nothing is stored. */
export interface LiveEvaluation { diagnostics: Diagnostic[]; indicator: string | null; values: PlacedMeasure[]; milliseconds: number }

// ---------------------------------------------------------------- packs and their versions

/** GET /api/packs */
export interface PackList { packs: PackListItem[]; /** The pack that is meant when none is named. */ default: string }
export interface PackListItem {
  name: string; label: string; authority: string | null; region: string | null; version: string | null; from: string | null; to: string | null;
  uses: string[]; indicators: number; tasks: number; scorecards: number;
  /** Parameters that wait for a choice. */
  unchosen: number;
  /** The version in force for the default year. */
  definition: DefinitionRef;
  /** What is wrong with its text: it was written for other declarations of ledgers. Nothing is scored by it. */
  broken: Both | null;
  /** The highest number there is, of any state. */
  newest: number;
  drafts: number;
  /** A text that came with newer software while local versions hold: to compare, then publish or discard. */
  waiting: number | null;
}

/** draft → checked (compiles, all examples pass) → published. A discarded draft stays in the list of `?all=yes` only. */
export type VersionState = 'draft' | 'checked' | 'published' | 'discarded';
/** GET /api/packs/:pack/versions[?all=yes] answers { versions }, newest first. */
export interface PackVersionHead {
  pack: string; version: number; parent: number | null; origin: 'shipped' | 'local'; state: VersionState; author: string;
  reason: string | null; effectiveFrom: string | null;
  createdAt: string; savedAt: string; checkedAt: string | null; publishedAt: string | null; publishedBy: string | null;
  fingerprint: string | null;
  /** Years with figures that are judged by it. */
  years: number[];
}
/**
 * GET /api/packs/:pack/versions/:version.
 * POST /api/packs/:pack/versions { text, author?, parent? } opens a draft, or saves the author's open one again.
 * PUT /api/packs/:pack/versions/:version { text, savedAt? } saves a draft again; 409 when it was saved elsewhere since `savedAt`.
 * POST …/:version/publish { reason, effectiveFrom?, by?, retroactive? }: 409 `retroactive` unless confirmed when ended years change.
 * DELETE …/:version discards a draft. All answer with the version.
 */
export interface PackVersion extends PackVersionHead { file: string; text: string }
/** POST /api/packs/:pack/versions/:version/check: `version.state` is `checked` when nothing was found. */
export interface VersionCheck {
  version: PackVersionHead; diagnostics: Diagnostic[]; examples: ExampleOutcome[];
  /** Packs that use this one and would not compile with it. */
  dependents: { pack: string; diagnostics: Diagnostic[] }[];
}

/** GET /api/packs/:pack/versions/:a/compare/:b?year&asOf */
export interface VersionComparison {
  a: PackVersion; b: PackVersion;
  /** What changes in meaning: another wording or layout, notes and examples change nothing. Null where one of the texts cannot be evaluated. */
  changes: Change[] | null;
  /** What changes for agencies in the year: only rows that differ. Null where one of the texts cannot be evaluated. */
  effects: VersionEffects | null;
  diagnostics: { a: Diagnostic[]; b: Diagnostic[] };
}
export interface VersionEffects {
  year: number; asOf: string;
  values: { indicator: string; label: string; rows: { agency: string; name: string; group: string; a: MeasureRow | null; b: MeasureRow | null }[] }[];
  scorecards: { scorecard: string; label: string; rows: { agency: string; name: string; group: string; a: Standing | null; b: Standing | null; /** Ranks gained within the group. */ gained: number | null }[] }[];
}
export type { Change, Standing };

/** GET /api/packs/:pack/choices: parameters whose documents contradict each other. POST { parameter, index, reason, by? } chooses. */
export interface ParameterChoices {
  definition: DefinitionRef;
  parameters: {
    name: string; label: string;
    values: { index: number; words: Both; document: string | null; clause: string | null; url: string | null; from: string | null; to: string | null; regions: string[] }[];
    /** What holds; null until someone chooses. */
    chosen: { index: number; by: string; reason: string; at: string } | null;
    /** Every choice that was made, newest first, with what was shown then. */
    history: { index: number; shown: string; by: string; reason: string; at: string }[];
  }[];
}

/** GET /api/tasks?year&asOf: the tasks of the pack, by lead. */
export interface TaskList { definition: DefinitionRef; year: number; asOf: string; tasks: TaskItem[] }
export interface TaskItem {
  name: string; label: string; document: string; clause: string | null; lead: string | null; responsible: string[];
  /** In words; `day` where it is a plain date. */
  due: Both; day: string | null; historic: boolean; note: string | null; doneWhen: Both | null;
  /** One line a lead agency of the roster; empty for a historic deadline. */
  agencies: { agency: string; name: string; group: string; state: TaskState; error: Both | null }[];
}
export type TaskState = 'done' | 'pending' | 'missed' | 'not_reported' | 'not_applicable' | 'error';

/** GET /api/coverage?year: the requirements of the policy documents, and which indicators and tasks of the packs answer them. */
export interface Coverage {
  requirements: {
    id: string; title: string; document: string; clause: string;
    /** `indicator`: a figure; `evidence`: what records of the work prove; `task`: with a deadline. Empty: no data can decide it (`reason`), or no pack here answers it. */
    answers: { kind: 'indicator' | 'evidence' | 'task'; pack: string; name: string; label: string }[];
    reason: string | null;
  }[];
}

// ---------------------------------------------------------------- for the editor: nothing of these is stored

/** Cells are texts as typed; columns are field names or labels. */
export interface GivenTable { ledger: string; columns: string[]; rows: string[][] }
/** What could not be read of a table; `row` (from 0) where it is about one. */
export interface TableProblem { table: string | null; row: number | null; column: string | null; message: Both }
/** POST /api/examples { pack?, text, indicator? } runs the examples of a text, or of one indicator of it; { pack?, text, indicator, tables, asOf?, year? } runs rows. */
export interface ExampleRun { diagnostics: Diagnostic[]; examples: ExampleOutcome[]; milliseconds: number }
export interface ExampleOutcome {
  label: string; indicator: string; asOf: string; year: number; at: Range | null;
  /** Null when nothing was expected. */
  passed: boolean | null; expected: Both | null; found: Both | null;
  measure: MeasureRow | null; records: RecordVerdict[];
  problems: TableProblem[];
}

/** POST /api/explain-text { pack?, text, indicator, year?, asOf? } */
export interface TextExplanation {
  diagnostics: Diagnostic[]; indicator: string | null;
  words: Both | null; target: Both | null; sources: { document: string; clause?: string; url?: string; from?: string; to?: string }[];
  sql: { title: string; sql: string }[];
  /** What it rests on: the indicator is the first node. */
  lineage: Lineage | null;
  parameters: { name: string; label: string; choose: boolean; chosen: number | null; values: { words: Both; document: string | null; clause: string | null; from: string | null; to: string | null; regions: string[] }[] }[];
}

/** POST /api/invent { pack?, text, indicator, year?, asOf?, seed?, rows? }: the indicator on invented figures of one invented agency. */
export interface Invention {
  diagnostics: Diagnostic[]; indicator: string | null; seed: string; year: number; asOf: string;
  /** `year`: for which it is handed in. */
  tables: (GivenTable & { year: number; label: string; labels: string[] })[];
  measure: MeasureRow | null; records: RecordVerdict[]; fieldLabels: Record<string, string>;
  problems: TableProblem[];
}

/**
 * POST /api/uploads (multipart: file…, year?, agency?, complete?, unknown_tables? keep) answers 202 with { id }; GET and DELETE /api/uploads/:id.
 * `upload`: the number of what was loaded, for /api/hand-ins. `marked`: copies with the cells marked, /api/uploads/:id/marked/:number.
 */
export interface UploadStatus {
  id: number; state: 'receiving' | 'reading' | 'checking' | 'loading' | 'loaded' | 'refused' | 'cancelled';
  upload: number | null; marked: { file: string; number: number }[];
  files: { name: string; ledger: string | null; sheet: string | null; rowsRead: number; rowsTotal: number | null }[];
  loaded: { agency: string; ledger: string; year: number; rows: number; supersedes: number | null }[];
  problems: Problem[]; problemCount: number; startedAt: string; finishedAt: string | null;
}
/** GET /api/hand-ins/:agency/:year: what an agency has handed in of each ledger and form, and the versions, newest first. */
export interface HandIns {
  agency: { code: string; name: string; region: string | null }; year: number; mayChange: boolean;
  items: { name: string; label: string; kind: 'ledger' | 'form'; state: 'absent' | 'files' | 'taken_back' | 'nil' | 'no_duty'; rows: number | null;
    versions: { upload: number; act: 'files' | 'taken_back' | 'nil' | 'no_duty'; rows: number; receivedAt: string; note: string | null; files: string[]; current: boolean }[] }[];
}
/** GET /api/hand-ins/uploads/:upload/changes?agency= */
export interface HandInChangesAnswer {
  upload: number;
  changes: { agency: string; ledger: string; label: string; year: number; previous: number | null; added: number; removed: number; changed: number; same: number;
    rows: { kind: 'added' | 'removed' | 'changed'; key: string; row: number | null; fields: { name: string; label: string; before: string | null; after: string | null }[] }[] }[];
}
/** The rows of `validate --json`. */
export interface Problem { file: string; sheet: string | null; cell: string | null; row: number | null; column: string | null; code: string; severity: 'error' | 'warning'; message: { zh: string; en: string } }

export type * from './grid/shapes.ts';
export type { Narrative, NarrativeParagraph, TypedText } from './publish/desk.ts';
