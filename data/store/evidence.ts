/**
 * Proof of what has no figure: what an agency attached to an item (a file by its hash, a link), what the bureau said of it,
 * and points given by hand. Both tables are appended; what holds is the newest. Files themselves lie beside the database.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Serial } from './serial.ts';
import { momentSql } from './serial.ts';

export const EVIDENCE_ACTS = ['attach', 'withdraw', 'confirm', 'return'] as const;
export type EvidenceAct = (typeof EVIDENCE_ACTS)[number];

/** A file (`sha256`, sniffed `type`) or a link (`url`). `id` is unique within the item. */
export interface Attachment { id: number; name: string; url: string | null; sha256: string | null; type: string | null; bytes: number | null }

export interface EvidenceEvent {
  agency: string; year: number;
  /** What it is about: `activities/KEY` (a row), `indicator/NAME`. */
  item: string;
  /** From 1 within the item. */
  number: number;
  act: EvidenceAct;
  by: string; name: string; remark: string | null;
  /** `attach`: what was attached; `withdraw`: its id. */
  attachment: Attachment | null;
  /** ISO 8601 in UTC. */
  at: string;
}
export interface HandPointEntry {
  number: number; pack: string; scorecard: string; item: string; agency: string; year: number;
  /** Decimal; null takes back what was given. */
  points: string | null;
  reason: string; by: string; name: string; at: string;
}

export const EVIDENCE_TABLES = [
  'CREATE TABLE IF NOT EXISTS main._evidence (agency VARCHAR, "year" INTEGER, item VARCHAR, number INTEGER, act VARCHAR, "by" VARCHAR, "name" VARCHAR, remark VARCHAR, attachment VARCHAR, "at" TIMESTAMP)',
  'CREATE TABLE IF NOT EXISTS main._hand_points (number INTEGER, pack VARCHAR, scorecard VARCHAR, item VARCHAR, agency VARCHAR, "year" INTEGER, points VARCHAR, reason VARCHAR, "by" VARCHAR, "name" VARCHAR, "at" TIMESTAMP)',
];

/** Someone else acted on the item since it was read. */
export class EvidenceConflict extends Error {
  readonly newest: number;
  constructor(item: string, expected: number, newest: number) {
    super(`${item}: event ${newest} is the newest, not ${expected}`);
    this.name = 'EvidenceConflict';
    this.newest = newest;
  }
}

const stamp = (at: string): string => at.replace('T', ' ').replace('Z', '');
const text = (cell: unknown): string | null => (cell === null || cell === undefined ? null : String(cell));
type Write = <T>(work: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;

/** Reads over a connection of its own; changes go through the store's one writer. */
export class Evidence {
  readonly #table: Serial;
  readonly #write: Write;

  constructor(table: Serial, write: Write) { this.#table = table; this.#write = write; }

  /** Appends an act. `also` writes what goes with it in the same transaction. Throws EvidenceConflict; nothing is kept then. */
  append(given: Omit<EvidenceEvent, 'number'>, expected: number, also?: (connection: DuckDBConnection, event: EvidenceEvent) => Promise<void>): Promise<EvidenceEvent> {
    return this.#write(async (connection) => {
      const newest = Number((await connection.runAndReadAll('SELECT coalesce(max(number), 0) FROM main._evidence WHERE agency = $1 AND "year" = $2::INTEGER AND item = $3', [given.agency, given.year, given.item])).getRows()[0]![0]);
      if (newest !== expected) throw new EvidenceConflict(given.item, expected, newest);
      const event: EvidenceEvent = { ...given, number: newest + 1 };
      await connection.run('INSERT INTO main._evidence VALUES ($1, $2::INTEGER, $3, $4::INTEGER, $5, $6, $7, $8, $9, $10::TIMESTAMP)', [
        event.agency, event.year, event.item, event.number, event.act, event.by, event.name, event.remark, event.attachment === null ? null : JSON.stringify(event.attachment), stamp(event.at)]);
      await also?.(connection, event);
      return event;
    });
  }

  /** Every act, oldest first, by agency and item. */
  async events(of: { year: number; agency?: string }): Promise<EvidenceEvent[]> {
    const rows = await this.#table.next(() => this.#table.rows(`SELECT agency, "year", item, number, act, "by", "name", remark, attachment, ${momentSql('"at"')} FROM main._evidence
      WHERE "year" = $1::INTEGER AND ($2::VARCHAR IS NULL OR agency = $2::VARCHAR) ORDER BY agency, item, number`, [of.year, of.agency ?? null]));
    return rows.map(([agency, year, item, number, act, by, name, remark, attachment, at]) => ({
      agency: String(agency), year: Number(year), item: String(item), number: Number(number), act: act as unknown as EvidenceAct, by: String(by), name: String(name), remark: text(remark),
      attachment: attachment === null ? null : JSON.parse(String(attachment)) as Attachment, at: String(at),
    }));
  }

  /** Appends points given by hand, or taken back. */
  givePoints(given: Omit<HandPointEntry, 'number'>, also?: (connection: DuckDBConnection) => Promise<void>): Promise<HandPointEntry> {
    return this.#write(async (connection) => {
      const number = Number((await connection.runAndReadAll('SELECT coalesce(max(number), 0) + 1 FROM main._hand_points')).getRows()[0]![0]);
      await connection.run('INSERT INTO main._hand_points VALUES ($1::INTEGER, $2, $3, $4, $5, $6::INTEGER, $7, $8, $9, $10, $11::TIMESTAMP)',
        [number, given.pack, given.scorecard, given.item, given.agency, given.year, given.points, given.reason, given.by, given.name, stamp(given.at)]);
      await also?.(connection);
      return { ...given, number };
    });
  }

  /** Every entry of a year (of a pack), oldest first; the newest of an agency and item holds. */
  async points(of: { year: number; pack?: string }): Promise<HandPointEntry[]> {
    const rows = await this.#table.next(() => this.#table.rows(`SELECT number, pack, scorecard, item, agency, "year", points, reason, "by", "name", ${momentSql('"at"')} FROM main._hand_points
      WHERE "year" = $1::INTEGER AND ($2::VARCHAR IS NULL OR pack = $2::VARCHAR) ORDER BY number`, [of.year, of.pack ?? null]));
    return rows.map(([number, pack, scorecard, item, agency, year, points, reason, by, name, at]) => ({
      number: Number(number), pack: String(pack), scorecard: String(scorecard), item: String(item), agency: String(agency), year: Number(year), points: text(points), reason: String(reason), by: String(by), name: String(name), at: String(at),
    }));
  }

  close(): Promise<void> { return this.#table.close(); }
}
