/** What travels between server and dashboard about forms filled in in the browser. Types only. */
import type { DraftKind, FormDraft } from '../../data/store/index.ts';
import type { Form, View } from '../../dsl/program.ts';

export type { DraftKind };

/** A version of what was typed: cells are texts as typed, by column; blank ones are left out. */
export type GridVersion = Pick<FormDraft, 'version' | 'kind' | 'base' | 'cells' | 'byName' | 'at'> & { /** It is the reader's own. */ own: boolean };

/** What stands in the store of the form. `zero`: handed in without a row (零报告). */
export interface GridHandedIn { upload: number; at: string; note: string | null; zero: boolean; cells: Record<string, string> }

/** GET /api/grid/{agency}/{year} */
export interface GridForms {
  agency: { code: string; name: string; group: string; region: string | null }; year: number;
  /** The reader may type and hand in for this agency. */
  mayEdit: boolean;
  forms: GridFormHead[];
}
export interface GridFormHead {
  form: string; label: string; labelEn: string;
  columns: number;
  /** Cells that are not blank in the draft, or in what was handed in where there is none. */
  filled: number;
  draft: { version: number; at: string; byName: string } | null;
  handedIn: { upload: number; at: string; zero: boolean } | null;
  /** The draft says something else than what was handed in, or nothing was. False without a draft. */
  changed: boolean;
  /** Findings of the form's own checks on those cells. */
  hard: number; soft: number;
}

/** A figure beside a cell, as printed: a decimal text, a mark, or a state in words. `value` null: no figure. */
export interface GridFigure { value: string | null; text: string }

/** GET /api/grid/{agency}/{year}/{form} */
export interface GridForm {
  agency: GridForms['agency']; year: number; mayEdit: boolean;
  /** Declarations without their derivations: the form itself and every other that its checks read. */
  form: Form; others: Form[];
  labelEn: string;
  /** English by column and by `group:name`. */
  english: Record<string, string>;
  /** English of the form's checks, in their order. */
  checks: string[];
  /** The tables of provinces that are views of this form, those in use for the agency first. */
  views: { view: View; inUse: boolean }[];
  draft: GridVersion | null;
  handedIn: GridHandedIn | null;
  /** Rows that the checks read: this year's of other forms, last year's of all. Cells as texts. */
  rows: { form: string; year: number; cells: Record<string, string> }[];
  /** Last year's figures by column, and whether they were typed or come from ledgers. */
  lastYear: { source: 'form' | 'ledgers'; cells: Record<string, GridFigure> } | null;
  /** What the ledgers of the year give, by column; columns that no ledger gives are left out. */
  ledgers: Record<string, GridFigure>;
}

/** PUT /api/grid/{agency}/{year}/{form} { base, cells }: saves what was typed upon version `base` (0: none). */
export interface GridSaved {
  /** `clash`: someone else changed the same cells; what was sent is kept as version `aside`, and `draft` is what the other left. */
  outcome: 'saved' | 'unchanged' | 'clash';
  draft: GridVersion | null;
  /** Columns that someone else changed meanwhile, now as they left them. */
  taken: string[];
  clashes: { column: string; theirs: string; yours: string }[];
  aside: number | null;
}
/** GET …/{form}/versions, newest first. POST …/{form}/restore { version } takes one up again and answers with it. */
export interface GridVersions { versions: GridVersion[] }
/** POST …/{form}/hand-in { version } answers 202 with the upload's number: GET /api/uploads/{id} tells how it goes. */
export interface GridHandIn { id: number }

// ---------------------------------------------------------------- the desk

/** How something was handed in: with files or a typed form, as 零报告, or as 无相关职责; `taken_back`: what stood before an upload that was taken back. */
export type DeskAct = 'files' | 'nil' | 'no_duty' | 'taken_back';
export interface DeskHandIn { upload: number; at: string; rows: number; act: DeskAct; /** Who did it, where the audit trail tells. */ by: string | null; note: string | null }

/** GET /api/desk: the agencies and years that the reader may work on, newest year first. */
export interface DeskList { agencies: { code: string; name: string; group: string; role: 'clerk' | 'approver' | 'officer' | 'administrator' }[]; years: number[]; defaultYear: number }

/** GET /api/desk/{agency}/{year}: what an agency's people see of their annual report, from empty to published; the stage is GET /api/filing/{agency}/{year}. */
export interface Desk {
  agency: GridForms['agency']; year: number; mayEdit: boolean;
  forms: (GridFormHead & { by: DeskHandIn | null; /** Last year it was handed in. */ lastYear: boolean })[];
  /** Ledgers the report reads first, then the others. `rowsLastYear`: null when it was not handed in. */
  ledgers: { ledger: string; label: string; report: boolean; handedIn: DeskHandIn | null; rowsLastYear: number | null }[];
  /** What the forms' checks find in what was handed in, with the cell it is told at; hard ones first. */
  findings: { form: string; formLabel: string; column: string; columnLabel: string; severity: 'error' | 'warning'; message: { zh: string; en: string } }[];
  /** Typed figures that the ledgers contradict. */
  differences: { form: string; formLabel: string; column: string; columnLabel: string; unit: string; typed: string; ledgers: string; difference: string }[];
  /** Figures ten times last year's, a tenth of it, or come from or gone to nothing. */
  jumps: { form: string; formLabel: string; column: string; columnLabel: string; unit: string; now: string; before: string; kind: 'times' | 'tenth' | 'vanished' | 'appeared'; times: number }[];
}
