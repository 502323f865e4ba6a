/**
 * What was published: the frozen model of each version of a report, as JSON text, appended and never changed. Public pages
 * and files are made from it alone, so that figures handed in later change nothing that was published.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';

/** One published version of an agency's report of a year, without its model. */
export interface PublicationHead {
  agency: string; year: number; report: string;
  /** 1 for the first; a correction (更正) is the next one. */
  version: number;
  /** yyyy-mm-dd; null for what was carried over from a publication whose day is not known. */
  publishedOn: string | null;
  /** ISO 8601 in UTC: when it was stored. */
  publishedAt: string;
  /** Of a correction: why. */
  reason: string | null;
  /** The account that published it. */
  by: string;
  /** As the model has them; null where it has none. */
  name: string | null; level: string | null; group: string | null; region: string | null;
  /** SHA-256 of the model's text, in hexadecimal, and its length in bytes. */
  sha256: string; bytes: number;
}
export interface StoredPublication extends PublicationHead { /** The frozen ReportModel as JSON text. */ model: string }
export type NewPublication = Pick<StoredPublication, 'agency' | 'year' | 'report' | 'version' | 'model' | 'publishedOn' | 'publishedAt' | 'reason' | 'by'>;

export const PUBLICATION_TABLES = [
  `CREATE TABLE IF NOT EXISTS main._publications (agency VARCHAR, "year" INTEGER, report VARCHAR, version INTEGER, published_on DATE, published_at TIMESTAMP, reason VARCHAR, "by" VARCHAR,
    "name" VARCHAR, "level" VARCHAR, "group" VARCHAR, region VARCHAR, sha256 VARCHAR, bytes INTEGER, model VARCHAR)`,
];

/** That version was published already, or the one before it was not. */
export class PublicationConflict extends Error {
  constructor(given: Pick<NewPublication, 'agency' | 'year' | 'report' | 'version'>, newest: number) {
    super(`version ${given.version} of ${given.report} ${given.year} of ${given.agency} cannot be published: the newest is ${newest}`);
    this.name = 'PublicationConflict';
  }
}

const HEAD = `agency, "year", report, version, CAST(published_on AS VARCHAR), strftime(published_at, '%Y-%m-%dT%H:%M:%S.%gZ'), reason, "by", "name", "level", "group", region, sha256, bytes`;
const text = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));

function headOf(row: unknown[]): PublicationHead {
  const [agency, year, report, version, publishedOn, publishedAt, reason, by, name, level, group, region, sha256, bytes] = row;
  return {
    agency: String(agency), year: Number(year), report: String(report), version: Number(version), publishedOn: text(publishedOn), publishedAt: String(publishedAt), reason: text(reason), by: String(by),
    name: text(name), level: text(level), group: text(group), region: text(region), sha256: String(sha256), bytes: Number(bytes),
  };
}

/** Appends inside a transaction of the caller's. Throws PublicationConflict; a TypeError for a model that is no JSON object. */
export async function appendPublication(connection: DuckDBConnection, given: NewPublication): Promise<PublicationHead> {
  const model = JSON.parse(given.model) as { agency?: { name?: unknown; level?: unknown; group?: unknown; region?: unknown } } | null;
  if (model === null || typeof model !== 'object') throw new TypeError('a publication wants the JSON text of a report model');
  const newest = Number((await connection.runAndReadAll('SELECT coalesce(max(version), 0) FROM main._publications WHERE agency = $1 AND "year" = $2::INTEGER AND report = $3', [given.agency, given.year, given.report])).getRows()[0]![0]);
  if (given.version !== newest + 1) throw new PublicationConflict(given, newest);
  const { name, level, group, region } = model.agency ?? {};
  const bytes = Buffer.from(given.model, 'utf8');
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  await connection.run('INSERT INTO main._publications VALUES ($1, $2::INTEGER, $3, $4::INTEGER, $5::DATE, $6::TIMESTAMP, $7, $8, $9, $10, $11, $12, $13, $14::INTEGER, $15)', [
    given.agency, given.year, given.report, given.version, given.publishedOn, given.publishedAt.replace('T', ' ').replace('Z', ''), given.reason, given.by,
    text(name), text(level), text(group), text(region), sha256, bytes.length, given.model,
  ]);
  return {
    agency: given.agency, year: given.year, report: given.report, version: given.version, publishedOn: given.publishedOn, publishedAt: given.publishedAt, reason: given.reason, by: given.by,
    name: text(name), level: text(level), group: text(group), region: text(region), sha256, bytes: bytes.length,
  };
}

interface Kept { all: PublicationHead[]; byKey: Map<string, PublicationHead[]> }
const keyOf = (agency: string, year: number, report: string): string => `${agency}|${year}|${report}`;

/** Reads over a connection of its own; what it appends goes through the store's one writer (`write`). */
export class Publications {
  readonly #connection: DuckDBConnection;
  readonly #write: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;
  #queue: Promise<unknown> = Promise.resolve();
  #heads: Promise<Kept> | undefined;

  constructor(connection: DuckDBConnection, write: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>) {
    this.#connection = connection;
    this.#write = write;
  }

  /** Appends the next version. Throws PublicationConflict when it is not the next one. */
  add(given: NewPublication): Promise<PublicationHead> { return this.#write((connection) => appendPublication(connection, given)); }

  /** Appends many in one transaction: all or none. */
  addAll(given: NewPublication[]): Promise<PublicationHead[]> {
    return this.#write(async (connection) => {
      const heads = [];
      for (const one of given) heads.push(await appendPublication(connection, one));
      return heads;
    });
  }

  /** To be called after whatever may have appended: what is kept of the heads is read anew. */
  changed(): void { this.#heads = undefined; }

  /** Every published version, by year, agency, report and version; without the models. */
  async list(of: { year?: number; agency?: string; report?: string } = {}): Promise<PublicationHead[]> {
    const { all, byKey } = await this.#kept();
    if (of.agency !== undefined && of.year !== undefined && of.report !== undefined) return [...byKey.get(keyOf(of.agency, of.year, of.report)) ?? []];
    return all.filter((one) => (of.year === undefined || one.year === of.year) && (of.agency === undefined || one.agency === of.agency) && (of.report === undefined || one.report === of.report));
  }

  /** One published version without its model, by default the newest; undefined where there is none. */
  async head(agency: string, year: number, report: string, version?: number): Promise<PublicationHead | undefined> {
    const versions = (await this.#kept()).byKey.get(keyOf(agency, year, report));
    return version === undefined ? versions?.at(-1) : versions?.find((one) => one.version === version);
  }

  /** The same with its model. */
  async get(agency: string, year: number, report: string, version?: number): Promise<StoredPublication | undefined> {
    const head = await this.head(agency, year, report, version);
    if (!head) return undefined;
    const [row] = await this.#read('SELECT model FROM main._publications WHERE agency = $1 AND "year" = $2::INTEGER AND report = $3 AND version = $4::INTEGER', [agency, year, report, head.version]);
    return row && { ...head, model: String(row[0]) };
  }

  /** Changes with every publication: for caches of what is made from all of them. */
  async count(): Promise<number> { return (await this.#kept()).all.length; }

  /** Public pages ask for the heads all the time, and they change with a publication only. */
  #kept(): Promise<Kept> {
    this.#heads ??= this.#read(`SELECT ${HEAD} FROM main._publications ORDER BY "year", agency, report, version`, []).then((rows) => {
      const all = rows.map(headOf);
      return { all, byKey: Map.groupBy(all, (one) => keyOf(one.agency, one.year, one.report)) };
    });
    this.#heads.catch(() => { this.#heads = undefined; });
    return this.#heads;
  }

  async close(): Promise<void> {
    await this.#queue;
    this.#connection.closeSync();
  }

  #read(sql: string, values: (string | number | null)[]): Promise<unknown[][]> {
    const result = this.#queue.then(async () => (await this.#connection.runAndReadAll(sql, values)).getRows() as unknown[][]);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
