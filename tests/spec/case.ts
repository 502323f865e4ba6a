/** What a case of the language is: a construct, a few rows, what is written, and what must come out of it. */

/** Always Chinese and English. */
export interface Words { zh: string; en: string }

/** Cells as they are typed; '' is an empty cell. Without the column `agency` all rows are 甲's. Keys and dates that are not shown are filled in. */
export interface Table { ledger: string; columns: string[]; rows: string[][] }

interface Common {
  /** A word without blanks: the case's place in the manual. */
  id: string; title: Words; text: Words;
  /** Declarations the case needs, in either language. */
  before?: Words;
  /** Packs that it uses, by name. */
  packs?: Record<string, Words>;
  tables?: Table[];
  /** 2024 and its last day, where not said. */
  year?: number; asOf?: string;
}
/** What comes out for an agency, by its name: see `told` in run.ts. */
export type PerAgency = Record<string, string>;
/** Agencies that hand in nothing. */
interface Silent { silent?: string[] }

export type Case =
  /** A condition on the rows of the first table: yes, no, unknown or pending for each. */
  | Common & { kind: 'condition'; written: Words; expect: string[] }
  /** A number or date for each row of the first table. */
  | Common & { kind: 'quantity'; written: Words; expect: string[] }
  /** The value of an indicator, with more clauses of it, for each agency. */
  | Common & Silent & { kind: 'value'; written: Words; clauses?: Words; expect: PerAgency }
  /** Whole declarations, and what one of their indicators comes to. */
  | Common & Silent & { kind: 'program'; written: Words; indicator: string; choices?: Record<string, number>; expect: PerAgency }
  /** Whole declarations with a scorecard: points, grade and rank of each agency. */
  | Common & Silent & { kind: 'card'; written: Words; scorecard: string; hand?: Record<string, Record<string, string>>; expect: PerAgency }
  /** Checks of the declared ledger or form: for each row of the first table the labels of those it breaks. */
  | Common & { kind: 'checks'; written: Words; expect: string[] }
  /** An expression spelled in several ways, all of which are one. */
  | Common & { kind: 'spellings'; written: Words; also: string[] };

export interface Chapter { title: Words; text: Words; cases: Case[] }

export const both = (zh: string, en: string): Words => ({ zh, en });
