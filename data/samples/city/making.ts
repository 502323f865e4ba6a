/**
 * What every generator of sample rows is given: one agency, one year, a place to put rows, and randomness that depends on
 * the seed, the agency and the year only — so that one ledger can change without disturbing the others.
 */
import { Random } from '../random.ts';
import type { Days } from './days.ts';
import { qualityIn, type SampleAgency } from './roster.ts';

export type Cell = string | number;

export class Making {
  readonly agency: SampleAgency; readonly year: number; readonly seed: string; readonly days: Days;
  readonly quality: number;
  /** Decisions this agency makes in the year. */
  readonly decisions: number;
  /** Events of other ledgers, relative to the standard city. */
  readonly scale: number;
  readonly staffScale: number;
  /** First and last day of the agency's work in the year. */
  readonly from: string; readonly to: string;
  readonly tallies = new Map<string, number>();
  readonly #put: (ledger: string, line: string) => void;

  constructor(options: { agency: SampleAgency; year: number; seed: string; days: Days; decisions: number; scale: number; staffScale: number; put: (ledger: string, line: string) => void }) {
    this.agency = options.agency; this.year = options.year; this.seed = options.seed; this.days = options.days;
    this.decisions = options.decisions; this.scale = options.scale; this.staffScale = options.staffScale;
    this.quality = qualityIn(options.agency, options.year);
    const end = `${options.year}-12-31`;
    this.from = `${options.year}-01-01`;
    this.to = options.agency.activeTo && options.agency.activeTo < end ? options.agency.activeTo : end;
    this.#put = options.put;
  }

  /** A stream of its own for one purpose. */
  random(purpose: string): Random {
    return new Random(`${this.seed}/${purpose}/${this.agency.twinOf ?? this.agency.index}/${this.year}`);
  }

  /** Index of a working day on which the agency was at work. */
  day(random: Random): number { return this.days.inYear(this.year, random.next(), this.from, this.to === `${this.year}-12-31` ? undefined : this.to); }

  /** The date of a working-day index, or empty when it is later than what the files can know. */
  date(index: number): string { return this.days.at(index); }

  /** Counts towards a form's column, for agencies that type their forms. */
  tally(column: string, amount = 1): void { this.tallies.set(column, (this.tallies.get(column) ?? 0) + amount); }

  row(ledger: string, ...cells: Cell[]): void { this.#put(ledger, cells.join(',')); }
}

/** A cell that may hold a comma, a quote or a line break. Cells written without it are known to hold none. */
export function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
