/**
 * Who did what, and when: appended, never changed. Each entry carries the hash of the one before, so that an entry that
 * was changed, taken out or put in between shows. Entries cut off at the end show only against a head noted elsewhere
 * (`verify` gives it, `expected` compares).
 */
import { createHash } from 'node:crypto';
import { momentSql, stamp } from './serial.ts';
import type { Cells, Serial } from './serial.ts';

export interface AuditAct {
  /** Sign-in name; `system` for what the program does by itself. */
  actor: string;
  /** Dotted: `sign_in.ok`, `upload.load`, `filing.submit` … */
  act: string;
  /** What it was done to: an account, an upload's number, a pack and version … */
  subject: string;
  agency?: string | undefined; year?: number | undefined;
  /** What else must be known; no personal data, no secrets. */
  detail?: Record<string, unknown> | undefined;
  /** Default: now. */
  at?: Date;
}

export interface AuditEntry {
  number: number;
  /** ISO 8601 in UTC. */
  at: string;
  actor: string; act: string; subject: string; agency: string | null; year: number | null; detail: Record<string, unknown> | null;
  hash: string;
}

export interface AuditQuery {
  actor?: string | undefined;
  /** An act, or the first part of some: `sign_in` finds `sign_in.ok` and `sign_in.failed`. */
  act?: string | undefined;
  /** Found anywhere in the subject. */
  subject?: string | undefined;
  agency?: string | undefined; year?: number | undefined;
  /** Moments or days (yyyy-mm-dd, UTC): from that one on, and before the other. */
  from?: string | undefined; before?: string | undefined;
  /** Newest first, unless `oldestFirst`. */
  oldestFirst?: boolean; offset?: number; limit?: number;
}

export interface AuditVerdict {
  entries: number;
  /** Hash of the last entry; 64 zeros for an empty trail. */
  head: string;
  /** The first entry that does not follow from those before. */
  broken: { number: number; zh: string; en: string } | null;
}

export const AUDIT_TABLES = ['CREATE TABLE IF NOT EXISTS main._audit (number BIGINT, "at" TIMESTAMP, actor VARCHAR, act VARCHAR, subject VARCHAR, agency VARCHAR, "year" INTEGER, detail VARCHAR, hash VARCHAR)'];

const NOTHING = '0'.repeat(64);
const COLUMNS = `number, ${momentSql('"at"')}, actor, act, subject, agency, "year", detail, hash`;
const BATCH = 10_000;

/** An entry with its detail as it is stored. */
interface StoredEntry { entry: AuditEntry; text: string | null }

function entryOf(row: Cells): StoredEntry {
  const [number, at, actor, act, subject, agency, year, detail, hash] = row;
  const text = detail === null ? null : String(detail);
  const entry: AuditEntry = {
    number: Number(number), at: String(at), actor: String(actor), act: String(act), subject: String(subject), agency: agency === null ? null : String(agency),
    year: year === null ? null : Number(year), detail: text === null ? null : JSON.parse(text) as Record<string, unknown>, hash: String(hash),
  };
  return { entry, text };
}

/** Over the entry before and every stored field, `detail` as it is stored. */
function hashOf(previous: string, { number, at, actor, act, subject, agency, year }: Omit<AuditEntry, 'hash'>, text: string | null): string {
  return createHash('sha256').update(JSON.stringify([previous, number, at, actor, act, subject, agency, year, text])).digest('hex');
}

export class Audit {
  readonly #table: Serial;

  constructor(table: Serial) { this.#table = table; }

  /** Appends one act. */
  append(given: AuditAct): Promise<AuditEntry> {
    return this.#table.change(async () => {
      const [last] = await this.#table.rows('SELECT number, hash FROM main._audit ORDER BY number DESC LIMIT 1');
      const at = (given.at ?? new Date()).toISOString();
      const text = given.detail === undefined ? null : JSON.stringify(given.detail);
      const entry = { number: Number(last?.[0] ?? 0) + 1, at, actor: given.actor, act: given.act, subject: given.subject, agency: given.agency ?? null, year: given.year ?? null, detail: given.detail ?? null };
      const hash = hashOf(String(last?.[1] ?? NOTHING), entry, text);
      await this.#table.rows('INSERT INTO main._audit VALUES ($1::BIGINT, $2::TIMESTAMP, $3, $4, $5, $6, $7::INTEGER, $8, $9)',
        [entry.number, stamp(new Date(at)), entry.actor, entry.act, entry.subject, entry.agency, entry.year, text, hash]);
      return { ...entry, hash };
    });
  }

  /** What matches, a page of it, and how much there is. */
  search(query: AuditQuery): Promise<{ total: number; entries: AuditEntry[] }> {
    const values: (string | number)[] = [];
    const conditions: string[] = [];
    const where = (sql: (place: string) => string, value: string | number | undefined): void => {
      if (value === undefined || value === '') return;
      values.push(value);
      conditions.push(sql(`$${values.length}`));
    };
    where((place) => `actor = ${place}`, query.actor);
    where((place) => `(act = ${place} OR starts_with(act, ${place} || '.'))`, query.act);
    where((place) => `contains(lower(subject), lower(${place}))`, query.subject);
    where((place) => `agency = ${place}`, query.agency);
    where((place) => `"year" = ${place}::INTEGER`, query.year);
    where((place) => `"at" >= ${place}::TIMESTAMP`, query.from);
    where((place) => `"at" < ${place}::TIMESTAMP`, query.before);
    const condition = conditions.length > 0 ? conditions.join(' AND ') : 'TRUE';
    return this.#table.next(async () => {
      const [count] = await this.#table.rows(`SELECT count(*) FROM main._audit WHERE ${condition}`, values);
      const rows = await this.#table.rows(
        `SELECT ${COLUMNS} FROM main._audit WHERE ${condition} ORDER BY number ${query.oldestFirst ? 'ASC' : 'DESC'} LIMIT $${values.length + 1}::BIGINT OFFSET $${values.length + 2}::BIGINT`,
        [...values, query.limit ?? 50, query.offset ?? 0]);
      return { total: Number(count![0]), entries: rows.map((row) => entryOf(row).entry) };
    });
  }

  /** Computes every hash again. With `expected` that hash must be among them: nothing up to it was cut off. */
  async verify(expected?: string): Promise<AuditVerdict> {
    let head = NOTHING;
    let entries = 0;
    let found = expected === undefined || expected === NOTHING;
    for (;;) {
      const rows = await this.#table.next(() => this.#table.rows(`SELECT ${COLUMNS} FROM main._audit ORDER BY number LIMIT $1::BIGINT OFFSET $2::BIGINT`, [BATCH, entries]));
      if (rows.length === 0) break;
      for (const row of rows) {
        const { entry, text } = entryOf(row);
        if (entry.number !== entries + 1) return { entries, head, broken: { number: entries + 1, zh: `缺第 ${entries + 1} 条，其后是第 ${entry.number} 条。`, en: `Entry ${entries + 1} is not there; entry ${entry.number} follows.` } };
        if (hashOf(head, entry, text) !== entry.hash) return { entries, head, broken: { number: entry.number, zh: `第 ${entry.number} 条与其校验值不符：它或它之前的记录被改动过。`, en: `Entry ${entry.number} does not fit its hash: it, or one before it, was changed.` } };
        head = entry.hash;
        entries += 1;
        found ||= head === expected;
      }
    }
    if (!found) return { entries, head, broken: { number: entries + 1, zh: '没有找到给出的校验值：它之后的记录连同它被删去，或它不属于这份记录。', en: 'The given hash is not among them: the end was cut off, or it belongs to another trail.' } };
    return { entries, head, broken: null };
  }

  close(): Promise<void> { return this.#table.close(); }
}
