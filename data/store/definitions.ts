/**
 * Versions of indicator packs, and what was chosen where documents contradict each other. Numbers of versions are given
 * once and never again. A draft may be saved again, which overwrites only itself; what is published is never changed, and
 * a discarded draft keeps its row. Choices are appended.
 */
import { momentSql, stamp } from './serial.ts';
import type { Serial } from './serial.ts';

/** draft → checked (compiles, examples pass) → published; a draft that is given up is `discarded`. */
export type VersionState = 'draft' | 'checked' | 'published' | 'discarded';

export interface StoredVersion {
  pack: string; version: number;
  /** The version it was made from. */
  parent: number | null;
  /** `shipped`: came with the software (or with the file the server was started with); `local`: written here. */
  origin: 'shipped' | 'local';
  state: VersionState; author: string; text: string;
  /** Of the program, when it was checked or published; null before. */
  fingerprint: string | null;
  reason: string | null;
  /** yyyy-mm-dd */
  effectiveFrom: string | null;
  /** Moments, ISO 8601 in UTC. */
  createdAt: string; savedAt: string; checkedAt: string | null; publishedAt: string | null;
  publishedBy: string | null;
}

export interface StoredChoice {
  number: number; pack: string; parameter: string;
  /** Which of the parameter's values, from 0, and what was shown of it: its words and its source. */
  index: number; shown: string;
  by: string; reason: string; at: string;
}

export const DEFINITION_TABLES = [
  `CREATE TABLE IF NOT EXISTS main._pack_versions (pack VARCHAR, version INTEGER, parent INTEGER, origin VARCHAR, state VARCHAR, author VARCHAR, "text" VARCHAR, fingerprint VARCHAR,
    reason VARCHAR, effective_from DATE, created_at TIMESTAMP, saved_at TIMESTAMP, checked_at TIMESTAMP, published_at TIMESTAMP, published_by VARCHAR)`,
  'CREATE TABLE IF NOT EXISTS main._choices (number INTEGER, pack VARCHAR, parameter VARCHAR, "index" INTEGER, shown VARCHAR, "by" VARCHAR, reason VARCHAR, made_at TIMESTAMP)',
];

/** The version is not in a state in which this may be done to it: another call was faster, or it is published. */
export class VersionConflict extends Error {
  constructor(pack: string, version: number, state: VersionState | null) {
    super(`version ${version} of ${pack} is ${state ?? 'not there'}`);
    this.name = 'VersionConflict';
  }
}

const COLUMNS = ['pack', 'version', 'parent', 'origin', 'state', 'author', '"text"', 'fingerprint', 'reason', 'CAST(effective_from AS VARCHAR)',
  ...['created_at', 'saved_at', 'checked_at', 'published_at'].map(momentSql), 'published_by'].join(', ');

const text = (cell: unknown): string | null => (cell === null ? null : String(cell));

function versionOf(row: unknown[]): StoredVersion {
  const [pack, version, parent, origin, state, author, source, fingerprint, reason, effectiveFrom, createdAt, savedAt, checkedAt, publishedAt, publishedBy] = row;
  return {
    pack: String(pack), version: Number(version), parent: parent === null ? null : Number(parent), origin: origin as StoredVersion['origin'], state: state as VersionState,
    author: String(author), text: String(source), fingerprint: text(fingerprint), reason: text(reason), effectiveFrom: text(effectiveFrom),
    createdAt: String(createdAt), savedAt: String(savedAt), checkedAt: text(checkedAt), publishedAt: text(publishedAt), publishedBy: text(publishedBy),
  };
}

/** A new version: a draft, or a shipped text that is published at once (`published`) or waits as checked (`checked`). */
export interface NewVersion {
  pack: string; author: string; text: string; parent: number | null; origin: StoredVersion['origin']; at: Date;
  as?: { state: 'checked' | 'published'; fingerprint: string; reason: string; effectiveFrom: string };
}
export interface Publication { fingerprint: string; reason: string; effectiveFrom: string; by: string; at: Date }

/** Reads and writes both tables; every change is one transaction, one after the other. No other writer touches them. */
export class Definitions {
  readonly #table: Serial;

  constructor(table: Serial) { this.#table = table; }

  /** Every version, by pack, then number. */
  versions(): Promise<StoredVersion[]> { return this.#table.next(() => this.#read('TRUE', [])); }

  /** Appends a version with the pack's next number. */
  add(given: NewVersion): Promise<StoredVersion> {
    const { pack, as, at } = given;
    return this.#table.change(async () => {
      const version = await this.#number(`SELECT coalesce(max(version), 0) + 1 FROM main._pack_versions WHERE pack = $1`, [pack]);
      await this.#table.rows(
        `INSERT INTO main._pack_versions VALUES ($1, $2::INTEGER, $3::INTEGER, $4, $5, $6, $7, $8, $9, $10::DATE, $11::TIMESTAMP, $11::TIMESTAMP, $12::TIMESTAMP, $13::TIMESTAMP, $14)`,
        [pack, version, given.parent, given.origin, as?.state ?? 'draft', given.author, given.text, as?.fingerprint ?? null, as?.reason ?? null,
          as?.state === 'published' ? as.effectiveFrom : null, stamp(at), as ? stamp(at) : null, as?.state === 'published' ? stamp(at) : null, as?.state === 'published' ? given.author : null]);
      return this.#one(pack, version);
    });
  }

  /** Saves an unpublished local version again; it is a draft then, whatever it was. Throws VersionConflict. */
  save(pack: string, version: number, source: string, at: Date): Promise<StoredVersion> {
    return this.#update(pack, version, ['draft', 'checked'], `state = 'draft', "text" = $3, fingerprint = NULL, saved_at = $4::TIMESTAMP, checked_at = NULL`, [source, stamp(at)], `origin = 'local'`);
  }

  /** Marks a draft whose text is still `source` as checked. Throws VersionConflict. */
  check(pack: string, version: number, source: string, fingerprint: string, at: Date): Promise<StoredVersion> {
    return this.#update(pack, version, ['draft', 'checked'], `state = 'checked', fingerprint = $3, checked_at = $4::TIMESTAMP`, [fingerprint, stamp(at), source], `"text" = $5`);
  }

  /** Publishes a checked version. Throws VersionConflict. */
  publish(pack: string, version: number, { fingerprint, reason, effectiveFrom, by, at }: Publication): Promise<StoredVersion> {
    return this.#update(pack, version, ['checked'], `state = 'published', fingerprint = $3, reason = $4, effective_from = $5::DATE, published_by = $6, published_at = $7::TIMESTAMP`,
      [fingerprint, reason, effectiveFrom, by, stamp(at)]);
  }

  /** Gives an unpublished version up. Throws VersionConflict. */
  discard(pack: string, version: number): Promise<StoredVersion> { return this.#update(pack, version, ['draft', 'checked'], `state = 'discarded'`, []); }

  /** Every choice, oldest first. */
  choices(): Promise<StoredChoice[]> {
    return this.#table.next(async () => {
      const rows = await this.#table.rows(`SELECT number, pack, parameter, "index", shown, "by", reason, ${momentSql('made_at')} FROM main._choices ORDER BY number`);
      return rows.map(([number, pack, parameter, index, shown, by, reason, at]) => ({
        number: Number(number), pack: String(pack), parameter: String(parameter), index: Number(index), shown: String(shown), by: String(by), reason: String(reason), at: String(at),
      }));
    });
  }

  /** Appends a choice. */
  choose(given: Omit<StoredChoice, 'number' | 'at'> & { at: Date }): Promise<StoredChoice> {
    return this.#table.change(async () => {
      const number = await this.#number('SELECT coalesce(max(number), 0) + 1 FROM main._choices', []);
      await this.#table.rows('INSERT INTO main._choices VALUES ($1::INTEGER, $2, $3, $4::INTEGER, $5, $6, $7, $8::TIMESTAMP)',
        [number, given.pack, given.parameter, given.index, given.shown, given.by, given.reason, stamp(given.at)]);
      return { ...given, number, at: given.at.toISOString() };
    });
  }

  close(): Promise<void> { return this.#table.close(); }

  #update(pack: string, version: number, from: VersionState[], set: string, values: (string | null)[], also = 'TRUE'): Promise<StoredVersion> {
    return this.#table.change(async () => {
      const states = from.map(state => `'${state}'`).join(', ');
      const changed = await this.#table.rows(
        `UPDATE main._pack_versions SET ${set} WHERE pack = $1 AND version = $2::INTEGER AND state IN (${states}) AND ${also} RETURNING version`, [pack, version, ...values]);
      if (changed.length === 0) throw new VersionConflict(pack, version, (await this.#read('pack = $1 AND version = $2::INTEGER', [pack, version]))[0]?.state ?? null);
      return this.#one(pack, version);
    });
  }

  async #read(where: string, values: (string | number)[]): Promise<StoredVersion[]> {
    const rows = await this.#table.rows(`SELECT ${COLUMNS} FROM main._pack_versions WHERE ${where} ORDER BY pack, version`, values);
    return rows.map(versionOf);
  }

  async #one(pack: string, version: number): Promise<StoredVersion> { return (await this.#read('pack = $1 AND version = $2::INTEGER', [pack, version]))[0]!; }

  async #number(sql: string, values: string[]): Promise<number> { return Number((await this.#table.rows(sql, values))[0]![0]); }
}
