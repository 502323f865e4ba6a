/**
 * How an agency's report of a year went from draft to publication: one append-only event an act. What an act changes
 * elsewhere (the ledger `filings`, a publication) is written in the event's own transaction, so that neither is there without the other.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { appendPublication } from './publications.ts';
import type { NewPublication } from './publications.ts';

/** draft 草拟 → checked 已校核 → submitted 已报送 → accepted 已接收 | returned 已退回 → published 已公开; a correction 更正 begins again from draft. */
export type FilingStage = 'draft' | 'checked' | 'submitted' | 'accepted' | 'returned' | 'published';
export const FILING_STAGES: readonly FilingStage[] = ['draft', 'checked', 'submitted', 'accepted', 'returned', 'published'];

export interface FilingKey { agency: string; year: number; report: string }
export interface FilingEvent extends FilingKey {
  /** From 1 within the agency, year and report. */
  number: number;
  /** Of the report that the act is about: 1, and one more with each correction. */
  version: number;
  act: string; /** After the act. */ stage: FilingStage;
  /** The account and the name that was shown. */
  by: string; name: string;
  remark: string | null;
  /** What the act rested on (findings acknowledged, the state of the data …), as JSON. */
  detail: Record<string, unknown>;
  /** ISO 8601 in UTC. */
  at: string;
}
export type NewFilingEvent = Omit<FilingEvent, 'number'>;

export const FILING_TABLES = [
  `CREATE TABLE IF NOT EXISTS main._filing_events (agency VARCHAR, "year" INTEGER, report VARCHAR, number INTEGER, version INTEGER, act VARCHAR, stage VARCHAR, "by" VARCHAR, "name" VARCHAR,
    remark VARCHAR, detail VARCHAR, "at" TIMESTAMP)`,
];

/** Someone else acted since the state was read; `newest` is the number of the last event there is. */
export class FilingConflict extends Error {
  readonly newest: number;
  constructor(key: FilingKey, expected: number, newest: number) {
    super(`${key.report} ${key.year} of ${key.agency}: event ${newest} is the newest, not ${expected}`);
    this.name = 'FilingConflict';
    this.newest = newest;
  }
}

const COLUMNS = `agency, "year", report, number, version, act, stage, "by", "name", remark, detail, strftime("at", '%Y-%m-%dT%H:%M:%S.%gZ')`;

function eventOf(row: unknown[]): FilingEvent {
  const [agency, year, report, number, version, act, stage, by, name, remark, detail, at] = row;
  return {
    agency: String(agency), year: Number(year), report: String(report), number: Number(number), version: Number(version), act: String(act), stage: stage as FilingStage,
    by: String(by), name: String(name), remark: remark === null ? null : String(remark), detail: JSON.parse(String(detail)) as Record<string, unknown>, at: String(at),
  };
}

/** What goes with an act into the same transaction. */
export interface FilingChange {
  publication?: NewPublication;
  /** Any other write; an error undoes the act. */
  also?: (connection: DuckDBConnection, event: FilingEvent) => Promise<void>;
}

/** Reads over a connection of its own; acts go through the store's one writer. */
export class FilingEvents {
  readonly #connection: DuckDBConnection;
  readonly #write: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection, write: <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>) {
    this.#connection = connection;
    this.#write = write;
  }

  /**
   * Appends an act. `expected` is the number of the last event its maker saw (0: none).
   * Throws FilingConflict when another act came first, PublicationConflict, and whatever `also` throws; then nothing is kept.
   */
  append(given: NewFilingEvent, expected: number, change: FilingChange = {}): Promise<FilingEvent> {
    return this.#write(async (connection) => {
      const newest = Number((await connection.runAndReadAll('SELECT coalesce(max(number), 0) FROM main._filing_events WHERE agency = $1 AND "year" = $2::INTEGER AND report = $3', [given.agency, given.year, given.report])).getRows()[0]![0]);
      if (newest !== expected) throw new FilingConflict(given, expected, newest);
      const event: FilingEvent = { ...given, number: newest + 1 };
      await connection.run('INSERT INTO main._filing_events VALUES ($1, $2::INTEGER, $3, $4::INTEGER, $5::INTEGER, $6, $7, $8, $9, $10, $11, $12::TIMESTAMP)', [
        event.agency, event.year, event.report, event.number, event.version, event.act, event.stage, event.by, event.name, event.remark, JSON.stringify(event.detail), event.at.replace('T', ' ').replace('Z', ''),
      ]);
      if (change.publication) await appendPublication(connection, change.publication);
      await change.also?.(connection, event);
      return event;
    });
  }

  /** Every act, oldest first, of one agency or of all. */
  async events(of: { agency?: string; year?: number; report?: string } = {}): Promise<FilingEvent[]> {
    const rows = await this.#read(`SELECT ${COLUMNS} FROM main._filing_events WHERE ($1::VARCHAR IS NULL OR agency = $1::VARCHAR) AND ($2::INTEGER IS NULL OR "year" = $2::INTEGER) AND ($3::VARCHAR IS NULL OR report = $3::VARCHAR)
      ORDER BY agency, "year", report, number`, [of.agency ?? null, of.year ?? null, of.report ?? null]);
    return rows.map(eventOf);
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
