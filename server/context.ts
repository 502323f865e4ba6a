/** What the routes work on: one opened store, the packs by which it is judged, and what is derived from them. */
import type { Accounts } from './accounts/index.ts';
import type { OpenId } from './accounts/openid.ts';
import { THIS_MACHINE } from './accounts/request.ts';
import type { Exposure } from './accounts/request.ts';
import { Setup } from './accounts/setup.ts';
import { DuckdbEngine } from '../data/engines/duckdb.ts';
import type { Store } from '../data/store/index.ts';
import type { Scorecard } from '../dsl/index.ts';
import type { Engine, RosterRow, ScoreRow, WorkdayCalendar } from '../metrics/types.ts';
import type { RankingMeta } from './api.ts';
import { handPointsOf } from './filing/points.ts';
import { defaultAsOf, today } from './days.ts';
import { freeBytes } from './operations/disk.ts';
import { plainLog } from './operations/log.ts';
import type { Log } from './operations/log.ts';
import { fittingPack } from './packs.ts';
import { dimensionsOf, makeRanking } from './ranking.ts';
import type { Ranking } from './ranking.ts';
import { Trial } from './trial.ts';
import { named, Recent, Results, scorecardOf } from './results.ts';
import type { Uploads } from './uploads.ts';
import type { Definition, PackVersions } from './versions.ts';
import { Refusal } from './words.ts';

export interface ContextOptions {
  packs: PackVersions; store: Store; calendar: WorkdayCalendar; uploads: Uploads;
  accounts: Accounts;
  /** How the server can be reached; by default from this machine only. */
  exposure?: Exposure;
  /** The organisation's identity provider. */
  openid?: OpenId | null;
  /** Bytes an upload may have. */
  uploadLimit: number;
  /** Milliseconds a live evaluation may take. */
  liveTimeout?: number;
  /** The data folder; absent for a store in memory. */
  folder?: string;
  /** Free bytes where a folder lies. */
  freeBytes?: (folder: string) => Promise<number>;
  log?: Log;
  /** Folder of the built dashboard; null where there is none. */
  dashboard: string | null;
  /** Where files of evidence lie, by their hash; without it none are taken. */
  evidenceFolder?: string;
  demonstration: boolean;
  /** Agency codes whose figures are real ones from `data/samples/published`. */
  published?: ReadonlySet<string>;
  today?: () => string;
}

export interface RosterEntry { code: string; name: string; shortName: string | null; group: string; level: string }

export class ServerContext {
  readonly packs: PackVersions;
  readonly store: Store;
  readonly engine: Engine;
  /** For live evaluation: a connection of its own, interrupted after `liveTimeout`. */
  readonly liveEngine: DuckdbEngine;
  /** For examples and invented figures: a store in memory beside the real one. */
  readonly trial = new Trial();
  readonly calendar: WorkdayCalendar;
  readonly uploads: Uploads;
  readonly results: Results;
  readonly accounts: Accounts;
  readonly exposure: Exposure;
  readonly openid: OpenId | null;
  /** Of the first administrator. */
  readonly setup: Setup;
  readonly uploadLimit: number;
  readonly liveTimeout: number;
  readonly folder: string | null;
  readonly freeBytes: (folder: string) => Promise<number>;
  readonly log: Log;
  /** The process is on its way out: nothing new is begun. */
  stopping = false;
  readonly dashboard: string | null;
  readonly evidenceFolder: string | null;
  readonly demonstration: boolean;
  readonly published: ReadonlySet<string>;
  readonly today: () => string;
  readonly #rankings = new Recent<Ranking>(12);
  readonly #versions = new Recent<string>(4);
  readonly #fitting = new Recent<string>(2);

  constructor(options: ContextOptions) {
    this.packs = options.packs;
    this.store = options.store;
    this.engine = options.store.engine;
    this.calendar = options.calendar;
    this.uploads = options.uploads;
    this.accounts = options.accounts;
    this.exposure = options.exposure ?? THIS_MACHINE;
    this.openid = options.openid ?? null;
    this.setup = new Setup(options.accounts);
    this.uploadLimit = options.uploadLimit;
    this.liveTimeout = options.liveTimeout ?? 5000;
    this.folder = options.folder ?? null;
    this.freeBytes = options.freeBytes ?? freeBytes;
    this.log = options.log ?? plainLog;
    this.dashboard = options.dashboard;
    this.evidenceFolder = options.evidenceFolder ?? null;
    this.demonstration = options.demonstration;
    this.liveEngine = new DuckdbEngine(options.store, { timeoutMilliseconds: this.liveTimeout, connections: 1 });
    this.published = options.published ?? new Set();
    this.today = options.today ?? (() => today());
    this.results = new Results({ data: this.store.program, calendar: this.calendar, engine: this.engine, dataVersion: () => this.latestUpload(), handPoints: async (pack, year) => handPointsOf(await this.store.evidence.points({ pack, year })) });
  }

  /** Gives back the connections that are the context's own; the store is closed by who opened it. */
  async close(): Promise<void> {
    this.liveEngine.close();
    await this.trial.close();
  }

  /** The number of the latest upload, and of points given by hand where there are any: figures change with these only. Never waits for a writer. */
  async latestUpload(): Promise<string> {
    const { columns } = await this.engine.query({ sql: 'SELECT (SELECT coalesce(max(upload), 0) FROM _uploads), (SELECT count(*) FROM _hand_points)', values: [] });
    const [upload, points] = [columns[0]?.[0] ?? 0, Number(columns[1]?.[0] ?? 0)];
    return points > 0 ? `${upload}+${points}` : String(upload);
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
      const ledger = this.store.program.ledgers[String(columns[1]![index])];
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

  /** The year whose report is being made: the one that has just ended, also before anything of it was handed in, but no more than one after the figures. */
  async reportYear(): Promise<number> {
    const year = await this.defaultYear();
    return Math.max(year, Math.min(Number(this.today().slice(0, 4)) - 1, year + 1));
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

  /** The pack a request names; without one the pack that fits the roster of the default year. */
  async pack(name: string | undefined): Promise<string> {
    if (name !== undefined) return this.packs.need(name);
    const names = this.packs.names();
    if (names.length === 1) return names[0]!;
    const year = await this.defaultYear();
    const inForce = names.map((one) => this.packs.inForce(one, year).version);
    return this.#fitting.get([await this.latestUpload(), this.today(), year, ...inForce].join('|'), async () => {
      const roster = await this.results.roster(year, this.asOf(year));
      const heads = names.map((one) => ({ ...this.packs.library(one, this.packs.inForce(one, year).text, year).library.program.pack, name: one }));
      return fittingPack(heads, roster.filter((row) => !this.published.has(row.agency)).map((row) => textOf(row.fields['region']) ?? ''));
    });
  }

  /** What a year is judged by: the pack's version in force, or the one a request names. */
  async definition(query: { pack?: string | undefined; version?: string | number | undefined }, year: number): Promise<Definition> {
    return this.packs.definition(await this.pack(query.pack), year, query.version === undefined ? undefined : Number(query.version));
  }

  /** Scorecards of a pack: its own, then those of the packs it uses. */
  scorecards({ ref, library }: Definition): Scorecard[] {
    const all = Object.values(library.program.scorecards);
    const own = all.filter((card) => card.at === undefined || card.at.file === this.packs.file(ref.pack));
    return [...own, ...all.filter((card) => !own.includes(card))];
  }

  /** The canonical scorecard for what a request names, or the first. Throws `unavailable` for a definition in error: items may be missing from its cards. */
  scorecard(definition: Definition, text: string | undefined): string {
    const { ref, broken, library: { program } } = definition;
    if (broken) throw new Refusal('unavailable', 'definition_broken', `指标包“${ref.pack}”第 ${ref.version} 版有错误,不能计分:${broken.message.zh}`, `Version ${ref.version} of the pack "${ref.pack}" has errors, nothing is scored by it: ${broken.message.en}`);
    const first = this.scorecards(definition)[0]?.name;
    if (text === undefined && first === undefined) throw new Refusal('not_found', 'no_scorecard', `指标包“${definition.ref.pack}”里没有评分卡。`, `The pack "${definition.ref.pack}" has no scorecard.`);
    return text === undefined ? first! : scorecardOf(program, text);
  }

  /** The roster of a year, in roster order. */
  async roster(year: number, asOf: string): Promise<RosterEntry[]> {
    return (await this.results.roster(year, asOf)).map(entryOf);
  }

  /** Codes and regions of a year's roster, by which rights reach agencies. */
  async places(year: number): Promise<{ code: string; region: string }[]> {
    return (await this.results.roster(year, this.asOf(year))).map((row) => ({ code: row.agency, region: textOf(row.fields['region']) ?? '' }));
  }

  /** Years of the trend up to `year`, at most five. */
  async trendYears(year: number): Promise<number[]> {
    return (await this.years()).ledgers.filter((one) => one <= year && one > year - 5);
  }

  /**
   * Scores of the year as of the day asked for, by the definition given; of the years before as of their own default days,
   * each by the version of the pack that was in force then.
   */
  async scoresByYear(definition: Definition, year: number, asOf: string, scorecard: string): Promise<Map<number, ScoreRow[]>> {
    const found = new Map<number, ScoreRow[]>();
    // Published samples are real agencies of whom only a publication is here, not their ledgers: they are read, never scored.
    for (const one of new Set([...await this.trendYears(year), year])) {
      const by = one === year ? definition : this.packs.definition(definition.ref.pack, one);
      // An earlier version may not have had this card, or cannot be evaluated any more.
      const rows = by.broken || named(by.library.program.scorecards, scorecard) === undefined ? [] : await this.results.scores(by, one, one === year ? asOf : this.asOf(one), scorecard);
      found.set(one, rows.filter((row) => !this.published.has(row.agency)));
    }
    return found;
  }

  /** Computes what the first page shows. */
  async warm(): Promise<void> {
    if ((await this.years()).all.length === 0) return;
    const { year, asOf } = await this.when({});
    const definition = await this.definition({}, year);
    if (Object.keys(definition.library.program.scorecards).length > 0) await this.ranking(definition, year, asOf, this.scorecard(definition, undefined));
  }

  /** The ranking of a year with change and trend. */
  async ranking(definition: Definition, year: number, asOf: string, scorecard: string): Promise<Ranking> {
    const dataVersion = await this.dataVersion();
    // The trend goes by the versions of other years: what they are belongs to the key.
    const years = await this.trendYears(year);
    const others = years.map((one) => this.packs.definition(definition.ref.pack, one).key);
    return this.#rankings.get([dataVersion, JSON.stringify(definition.ref), definition.key, year, asOf, scorecard, this.today(), ...others].join('|'), async () => {
      const meta: RankingMeta = {
        year, asOf, scorecard, dimensions: dimensionsOf(definition.library.program, scorecard), trendYears: years,
        dataVersion, programVersion: definition.library.version, definition: definition.ref,
      };
      const shortNames = new Map((await this.roster(year, asOf)).map((one) => [one.code, one.shortName]));
      return makeRanking(meta, shortNames, await this.scoresByYear(definition, year, asOf, scorecard));
    });
  }
}

function entryOf(row: RosterRow): RosterEntry {
  return { code: row.agency, name: row.name, shortName: textOf(row.fields['short_name']), group: row.group, level: textOf(row.fields['level']) ?? '' };
}

function textOf(value: string | boolean | null | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
