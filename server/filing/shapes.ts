/** What travels between server and dashboard about filing. Types only; `server/api.ts` gives them on. */
import type { FilingStage } from '../../data/store/filing.ts';
import type { Attachment, EvidenceAct } from '../../data/store/evidence.ts';
import type { PublicationHead } from '../../data/store/publications.ts';
import type { Deadline } from './deadlines.ts';
import type { FilingAct, FilingObstacle, FilingRole, FilingRow } from './stages.ts';

export type { Deadline, FilingAct, FilingObstacle, FilingRole, FilingRow, FilingStage, PublicationHead };
interface Both { zh: string; en: string }

/** A finding of the checks: a hard one (`error`) blocks the check, a soft one (`warning`) wants a remark. */
export interface FilingFinding { table: string; severity: 'error' | 'warning'; message: Both }

export interface FilingHistoryItem {
  number: number; version: number; act: FilingAct; label: Both; stage: FilingStage;
  /** The account and its name; of a bureau's officer the public never sees either. */
  by: string; name: string; remark: string | null;
  /** yyyy-mm-dd by the clock of the place, and the moment in UTC. */
  on: string; at: string;
  /** Findings that were acknowledged with the remark. */
  acknowledged: Both[];
}

/** An act the actor's roles and the stage allow; `obstacle` says what else is missing. */
export interface FilingChoice { act: FilingAct; label: Both; remark: 'required' | 'optional'; obstacle: FilingObstacle | null }

/**
 * GET /api/filing/{agency}/{year}: where the report stands.
 * POST /api/filing/{agency}/{year}/{act} { expected, remark?, on? } does an act and answers with the same; `expected` is `number`
 * as it was seen: 409 `stale` when someone else acted meanwhile. `on`: of `forward` only, the day it was reported.
 */
export interface FilingView {
  agency: { code: string; name: string; group: string; region: string | null };
  year: number; report: string;
  stage: FilingStage; stageLabel: Both;
  /** The version that is worked on, and the newest published (0: none). */
  version: number; published: number;
  /** The number of the last event. */
  number: number;
  /** Why this version corrects the one before. */
  reason: string | null;
  submittedOn: string | null; acceptedOn: string | null; forwardedOn: string | null;
  deadlines: { submit: Deadline; publish: Deadline; source: { document: string; clause: string | null } };
  /** The figures changed since the check. */
  stale: boolean;
  /** What the checks found now: hard ones first. */
  findings: FilingFinding[];
  /** What stands in the way of the next step, in words: nothing handed in, broken checks, changed figures. */
  blockers: Both[];
  acts: FilingChoice[];
  history: FilingHistoryItem[];
  publications: PublicationHead[];
  /** Lines of the ledger `filings`. */
  rows: FilingRow[];
}

/** GET /api/filing/board?year: the bureau's board, one line an agency of the region; overdue first. */
export interface FilingBoard {
  year: number; today: string; years: number[];
  deadlines: FilingView['deadlines'];
  counts: Record<FilingStage, number> & { overdue: number; all: number };
  groups: string[];
  /** GB/T 2260 codes of the roster. */
  regions: string[];
  rows: FilingBoardRow[];
}
export interface FilingBoardRow {
  agency: string; name: string; group: string; region: string | null;
  stage: FilingStage; version: number; published: number; number: number;
  submittedOn: string | null; acceptedOn: string | null;
  /** Of the newest published version; null while there is none. */
  publishedOn: string | null;
  /** The first publication came after the deadline. */
  late: boolean;
  /** What comes next: the agency submits, the bureau accepts, the agency publishes; null when it was published. */
  owes: 'submit' | 'accept' | 'publish' | null;
  /** Calendar days the owed step is late; 0 while it is not. */
  overdue: number;
  /** Soft findings that were acknowledged at the last check. */
  acknowledged: number;
  /** The last reminder: its day. */
  remindedOn: string | null;
  /** The last remark of an officer's return, while it is returned. */
  remark: string | null;
  /** Ledgers and forms handed in for the year. */
  handedIn: number;
  acts: FilingAct[];
}

/** POST /api/filing/board/accept { year, agencies: [{ agency, expected }], remark? }: each is accepted or refused on its own. */
export interface FilingManyAnswer { done: string[]; refused: ({ agency: string } & FilingObstacle)[] }

/**
 * POST /api/filing/board/remind { year, agencies: [{ agency, expected }] }: an event each, and the texts in official style.
 * GET /api/filing/{agency}/{year}/reminder: the text alone; /filing/reminders/{year}?agencies=A,B: the same to print.
 */
export interface FilingRemindAnswer extends FilingManyAnswer { reminders: FilingReminder[] }
export interface FilingReminder { agency: string; name: string; title: string; text: string; on: string }

/** GET /api/filing/rollup?year&form&basis&group&region (also .xlsx, .csv): the sums of a form over the agencies of a region, with the parts shown. */
export interface FilingRollup {
  year: number; form: string; label: string;
  forms: { name: string; label: string }[];
  /** Whose figures are summed: what was published, or what was accepted and what was submitted as well. */
  basis: 'published' | 'accepted' | 'submitted';
  columns: { name: string; label: string; unit: string; group: string | null }[];
  parts: { agency: string; name: string; group: string; stage: FilingStage; source: 'form' | 'ledgers' | 'none'; cells: { value: string | null; text: string }[] }[];
  totals: { value: string | null; text: string; parts: number }[];
  /** Agencies of the region whose figures are not in the sums, and why. */
  missing: { agency: string; name: string; group: string; stage: FilingStage; why: Both }[];
}

// ---------------------------------------------------------------- evidence, points by hand

/** open 待提交 → offered 待核实 → confirmed 已核实 | returned 已退回. */
export type EvidenceState = 'open' | 'offered' | 'confirmed' | 'returned';
/**
 * GET /api/evidence?year&agency&state&offset&limit. POST /api/evidence/{agency}/{year}/attach (multipart: item, expected, file),
 * …/link { item, expected, name, url }, …/withdraw, …/confirm, …/return { item, expected, remark?, attachment? }: each answers with the item's list again.
 * GET /api/evidence/{agency}/{year}/files/{sha256}: the file, as a download.
 */
export interface EvidenceList {
  year: number; counts: Record<EvidenceState, number>; total: number; offset: number; items: EvidenceItem[];
  agencies: { code: string; name: string }[];
}
export interface EvidenceItem {
  agency: string; name: string; year: number;
  /** `activities/KEY` or `indicator/NAME`. */
  item: string;
  /** The ledger's label or 指标; what the row is about; its day; what the agency wrote as evidence. */
  kind: string; label: string; on: string | null; said: string | null;
  state: EvidenceState; attachments: Attachment[]; remark: string | null;
  number: number;
  judged: { by: string; at: string } | null;
  acts: EvidenceAct[];
  history: { number: number; act: EvidenceAct; name: string; remark: string | null; attachment: string | null; at: string }[];
}

/**
 * GET /api/hand-points?year&pack&scorecard: items of the card that are judged by hand, and what was given.
 * POST the same address { year, pack?, scorecard, item, agency, points, reason }: `points` null takes them back.
 */
export interface HandPointsPage {
  year: number; pack: string; scorecard: string; scorecards: { name: string; label: string }[];
  items: { name: string; label: string; from: string; to: string }[];
  agencies: { code: string; name: string; group: string; mayGive: boolean }[];
  /** What holds, and every entry before it, newest first. */
  given: { agency: string; item: string; points: string | null; reason: string; name: string; at: string; earlier: { points: string | null; reason: string; name: string; at: string }[] }[];
}
