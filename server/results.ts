/**
 * Evaluations and scores, computed once for each (data, definition, year, as-of, scorecard) and kept: the least recently
 * used goes first. A request that comes while the same evaluation runs waits for it.
 */
import type { Program } from '../dsl/index.ts';
import { listedIndicators } from '../dsl/program.ts';
import { evaluate, evaluateRecords } from '../metrics/index.ts';
import { score } from '../metrics/score.ts';
import type { HandPoints } from '../metrics/score.ts';
import type { Engine, EvaluationRequest, Measures, RosterRow, ScoreRow, WorkdayCalendar } from '../metrics/types.ts';
import type { Definition } from './versions.ts';
import { Refusal } from './words.ts';

/** Promises by key, at most `size`; a rejected one is forgotten. */
export class Recent<T> {
  readonly #size: number;
  readonly #held = new Map<string, Promise<T>>();

  constructor(size: number) { this.#size = size; }

  get(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.#held.get(key);
    if (known) {
      this.#held.delete(key);
      this.#held.set(key, known);
      return known;
    }
    const made = make();
    this.#held.set(key, made);
    made.catch(() => { if (this.#held.get(key) === made) this.#held.delete(key); });
    while (this.#held.size > this.#size) this.#held.delete(this.#held.keys().next().value!);
    return made;
  }
}

export interface ResultsSource {
  calendar: WorkdayCalendar; engine: Engine;
  /** Ledgers and forms; no indicators are needed to read the roster. */
  data: Program;
  /** Number of the latest change of the data. */
  dataVersion(): Promise<string>;
  /** Points given by hand for a year, of a pack's items. Default: none. */
  handPoints?(pack: string, year: number): Promise<HandPoints>;
}

export class Results {
  readonly #source: ResultsSource;
  readonly #measures = new Recent<Measures>(24);
  readonly #scores = new Recent<ScoreRow[]>(36);
  readonly #rosters = new Recent<RosterRow[]>(24);

  constructor(source: ResultsSource) { this.#source = source; }

  /** All indicators for the year's roster. When data arrive meanwhile, the evaluation is made again on the new state. */
  async measures(definition: Definition, year: number, asOf: string): Promise<Measures> {
    const version = await this.#source.dataVersion();
    return this.#measures.get(`${version}|${definition.key}|${year}|${asOf}`, () => this.#evaluate({ program: definition.library.program, choices: definition.choices }, year, asOf, version));
  }

  /** The year's roster, whatever is measured. */
  async roster(year: number, asOf: string): Promise<RosterRow[]> {
    const version = await this.#source.dataVersion();
    return this.#rosters.get(`${version}|${year}|${asOf}`, async () => (await this.#evaluate({ program: this.#source.data, indicators: [] }, year, asOf, version)).roster);
  }

  async #evaluate(what: Pick<EvaluationRequest, 'program' | 'choices' | 'indicators'>, year: number, asOf: string, version: string): Promise<Measures> {
    const { calendar, engine } = this.#source;
    for (let attempt = 0; ; attempt += 1) {
      const measures = await evaluate(engine, { ...what, year, asOf, calendar });
      const now = await this.#source.dataVersion();
      if (now === version || attempt >= 2) return measures;
      version = now;
    }
  }

  /** The scorecard's rows in display order: groups, within each by rank. Throws `not_found` for an unknown scorecard. */
  async scores(definition: Definition, year: number, asOf: string, scorecard: string): Promise<ScoreRow[]> {
    const { program } = definition.library;
    const name = scorecardOf(program, scorecard);
    const version = await this.#source.dataVersion();
    return this.#scores.get(`${version}|${definition.key}|${year}|${asOf}|${name}`, async () => {
      const { calendar, engine } = this.#source, measures = await this.measures(definition, year, asOf);
      const handPoints = await this.#source.handPoints?.(definition.ref.pack, year);
      return score({ program, scorecard: name, measures, ...(handPoints ? { handPoints } : {}), records: await evaluateRecords(engine, { program, choices: definition.choices, calendar, year, asOf }, name) });
    });
  }
}

/** The canonical name for a name or label. Throws `not_found` with the names there are. */
export function scorecardOf(program: Program, text: string): string {
  const name = named(program.scorecards, text);
  if (name !== undefined) return name;
  const names = Object.keys(program.scorecards);
  throw new Refusal('not_found', 'unknown_scorecard', `没有评分卡“${text}”;现有:${names.join('、') || '无'}。`, `There is no scorecard "${text}"; there are: ${names.join(', ') || 'none'}.`);
}

/** The canonical name for a name or label. Throws `not_found` with the names there are. */
export function indicatorOf(program: Program, text: string): string {
  const name = named(program.indicators, text);
  if (name !== undefined) return name;
  const names = listedIndicators(program).map((one) => one.name);
  throw new Refusal('not_found', 'unknown_indicator', `没有指标“${text}”;现有:${names.join('、') || '无'}。`, `There is no indicator "${text}"; there are: ${names.join(', ') || 'none'}.`);
}

/** A declaration by its name, else by its label. */
export function named(declarations: Record<string, { name: string; label: string }>, text: string): string | undefined {
  return Object.hasOwn(declarations, text) ? text : Object.values(declarations).find((one) => one.label === text)?.name;
}

/** Throws when a year has no agency at all: what is asked of it would come out empty without a word. */
export function needRoster(roster: readonly unknown[], year: number): void {
  if (roster.length === 0) throw new Refusal('input', 'no_roster', `${year} 年度的名录里没有执法主体:数据里要有 agencies 台账,且有机关当年有效。`, `The roster has no agency in ${year}: the data need the ledger agencies, with agencies active in that year.`);
}

export function unknownAgency(code: string, year: number): Refusal {
  return new Refusal('not_found', 'unknown_agency', `${year} 年度的执法主体名录里没有“${code}”:请核对统一社会信用代码。`, `The roster of ${year} has no agency "${code}": check the code.`);
}
