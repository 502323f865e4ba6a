/** What the routes work on: one opened store, one program, and what is derived from them. */
import { DuckdbEngine } from '../data/engines/duckdb.ts';
import type { Store } from '../data/store/index.ts';
import type { Engine, ScoreRow, WorkdayCalendar } from '../metrics/types.ts';
import type { RankingMeta } from './api.ts';
import { defaultAsOf, today } from './days.ts';
import type { Library } from './library.ts';
import { dimensionsOf, makeRanking } from './ranking.ts';
import type { Ranking } from './ranking.ts';
import { Recent, Results, scorecardOf } from './results.ts';
import type { Uploads } from './uploads.ts';
import { Refusal } from './words.ts';

export interface ContextOptions {
  library: Library; store: Store; calendar: WorkdayCalendar; uploads: Uploads;
  /** Bytes an upload may have. */
  uploadLimit: number;
  /** Milliseconds a live evaluation may take. */
  liveTimeout?: number;
  /** Folder of the built dashboard; null where there is none. */
  dashboard: string | null;
  demonstration: boolean;
  /** Agency codes whose figures are real ones from `data/samples/published`. */
  published?: ReadonlySet<string>;
  today?: () => string;
}

export interface RosterEntry { code: string; name: string; shortName: string | null; group: string; level: string }

export class ServerContext {
  readonly library: Library;
  readonly store: Store;
  readonly engine: Engine;
  /** For live evaluation: a connection of its own, interrupted after `liveTimeout`. */
  readonly liveEngine: DuckdbEngine;
  readonly calendar: WorkdayCalendar;
  readonly uploads: Uploads;
  readonly results: Results;
  readonly uploadLimit: number;
  readonly liveTimeout: number;
  readonly dashboard: string | null;
  readonly demonstration: boolean;
  readonly published: ReadonlySet<string>;
  readonly today: () => string;
  readonly #rankings = new Recent<Ranking>(12);
  readonly #versions = new Recent<string>(4);

  constructor(options: ContextOptions) {
    this.library = options.library;
    this.store = options.store;
    this.engine = options.store.engine;
    this.calendar = options.calendar;
    this.uploads = options.uploads;
    this.uploadLimit = options.uploadLimit;
    this.liveTimeout = options.liveTimeout ?? 5000;
    this.dashboard = options.dashboard;
    this.demonstration = options.demonstration;
    this.liveEngine = new DuckdbEngine(options.store, { timeoutMilliseconds: this.liveTimeout, connections: 1 });
    this.published = options.published ?? new Set();
    this.today = options.today ?? (() => today());
    this.results = new Results({ program: this.library.program, calendar: this.calendar, engine: this.engine, dataVersion: () => this.latestUpload() });
  }

  /** Gives back the connections that are the context's own; the store is closed by who opened it. */
  close(): void { this.liveEngine.close(); }

  /** The number of the latest upload: figures change with it only. Never waits for a writer. */
  async latestUpload(): Promise<string> {
    const { columns } = await this.engine.query({ sql: 'SELECT coalesce(max(upload), 0) FROM _uploads', values: [] });
    return String(columns[0]?.[0] ?? 0);
  }

  /** The store's fingerprint of what it holds, asked for once an upload. */
  async dataVersion(): Promise<string> {
    return this.#versions.get(await this.latestUpload(), () => this.store.dataVersion());
  }

  /** Years with hand-ins, ascending; `ledgers` are those in which agencies reported more than forms. */
  async years(): Promise<{ all: number[]; ledgers: number[] }> {
    const { columns } = await this.engine.query({ sql: 'SELECT DISTINCT year, ledger FROM _reported ORDER BY year', values: [] });
    const all = new Set<number>();
    const ledgers = new Set<number>();
    columns[0]?.forEach((value, index) => {
      const year = Number(value);
      all.add(year);
      const ledger = this.library.program.ledgers[String(columns[1]![index])];
      if (ledger?.hasAgency && !ledger.system) ledgers.add(year);
    });
    return { all: [...all], ledgers: [...ledgers] };
  }

  /** The year the pages open with: the latest that has ended and has ledgers, else the latest there is. */
  async defaultYear(): Promise<number> {
    const { all, ledgers } = await this.years();
    const ended = ledgers.filter((year) => `${year}-12-31` < this.today());
    return ended.at(-1) ?? ledgers.at(-1) ?? all.at(-1) ?? Number(this.today().slice(0, 4)) - 1;
  }

  /** Year and as-of day of a request. Throws `usage` for a day before the year, `not_found` for a year before the data or to come. */
  async when(query: { year?: string | number | undefined; asOf?: string | undefined }): Promise<{ year: number; asOf: string }> {
    const year = query.year === undefined ? await this.defaultYear() : Number(query.year);
    const { all } = await this.years();
    const [first] = all;
    if (first !== undefined && !all.includes(year) && (year < first || `${year}-01-01` > this.today())) {
      throw new Refusal('not_found', 'unknown_year', `没有 ${year} 年度的数据;现有:${all.join('、')}。`, `There are no figures for ${year}; there are: ${all.join(', ')}.`);
    }
    const asOf = query.asOf ?? this.asOf(year);
    if (asOf < `${year}-01-01`) throw new Refusal('usage', 'as_of_before_year', `截至日 ${asOf} 早于 ${year} 年度。`, `The as-of day ${asOf} is before the year ${year}.`);
    return { year, asOf };
  }

  asOf(year: number): string { return defaultAsOf(year, this.today()); }

  /** The canonical scorecard for what a request names, or the first. */
  scorecard(text: string | undefined): string {
    const first = Object.keys(this.library.program.scorecards)[0];
    if (text === undefined && first === undefined) throw new Refusal('not_found', 'no_scorecard', '程序里没有评分卡。', 'The program has no scorecard.');
    return text === undefined ? first! : scorecardOf(this.library.program, text);
  }

  /** The roster of a year, in roster order. */
  async roster(year: number, asOf: string): Promise<RosterEntry[]> {
    const { roster } = await this.results.measures(year, asOf);
    return roster.map((row) => ({ code: row.agency, name: row.name, shortName: textOf(row.fields['short_name']), group: row.group, level: textOf(row.fields['level']) ?? '' }));
  }

  /** Years of the trend up to `year`, at most five. */
  async trendYears(year: number): Promise<number[]> {
    return (await this.years()).ledgers.filter((one) => one <= year && one > year - 5);
  }

  /** Scores of the year as of the day asked for, and of the years before as of their own default days. */
  async scoresByYear(year: number, asOf: string, scorecard: string): Promise<Map<number, ScoreRow[]>> {
    const found = new Map<number, ScoreRow[]>();
    // Published samples are real agencies of whom only a publication is here, not their ledgers: they are read, never scored.
    for (const one of new Set([...await this.trendYears(year), year])) {
      const rows = await this.results.scores(one, one === year ? asOf : this.asOf(one), scorecard);
      found.set(one, rows.filter((row) => !this.published.has(row.agency)));
    }
    return found;
  }

  /** Computes what the first page shows. */
  async warm(): Promise<void> {
    if (Object.keys(this.library.program.scorecards).length === 0 || (await this.years()).all.length === 0) return;
    const { year, asOf } = await this.when({});
    await this.ranking(year, asOf, this.scorecard(undefined));
  }

  /** The ranking of a year with change and trend. */
  async ranking(year: number, asOf: string, scorecard: string): Promise<Ranking> {
    const dataVersion = await this.dataVersion();
    return this.#rankings.get(`${dataVersion}|${year}|${asOf}|${scorecard}|${this.today()}`, async () => {
      const meta: RankingMeta = {
        year, asOf, scorecard, dimensions: dimensionsOf(this.library.program, scorecard), trendYears: await this.trendYears(year),
        dataVersion, programVersion: this.library.version,
      };
      const shortNames = new Map((await this.roster(year, asOf)).map((one) => [one.code, one.shortName]));
      return makeRanking(meta, shortNames, await this.scoresByYear(year, asOf, scorecard));
    });
  }
}

function textOf(value: string | boolean | null | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
