/**
 * Accounts, what they may do, who is signed in, and failed sign-ins: rows only. What they mean (passwords, lock-outs,
 * expiry) is `server/accounts`. No password is here, only its argon2id hash; no token, only its SHA-256.
 */
import { momentSql, stamp } from './serial.ts';
import type { Cells, Serial } from './serial.ts';

export interface StoredAccount {
  /** Sign-in name, lower case; never given to another person while it is here. */
  account: string;
  /** As shown. */
  name: string;
  /** argon2id in PHC notation; null: signs in through the organisation's identity provider only. */
  password: string | null;
  /** The password was given by another and must be changed first. */
  mustChange: boolean;
  /** Made by the demonstration. */
  sample: boolean;
  /** Moments, ISO 8601 in UTC. */
  createdAt: string; passwordAt: string | null;
  /** Locked by an administrator, since when and why; null: not. */
  lockedAt: string | null; lockedFor: string | null;
}

export interface StoredGrant { account: string; role: string; agency: string | null; region: string | null; by: string; at: string }

export interface StoredSession {
  /** SHA-256 of the token, hexadecimal. */
  token: string;
  /** Names the session to its owner. */
  id: string;
  account: string;
  /** `password`, `openid`. */
  how: string;
  address: string; client: string;
  createdAt: string; seenAt: string;
}

/** Consecutive failures of a name or an address, and until when nothing more is tried. */
export interface StoredFailures { kind: 'name' | 'address'; key: string; count: number; lastAt: string; until: string | null }

export const ACCOUNT_TABLES = [
  'CREATE TABLE IF NOT EXISTS main._accounts (account VARCHAR, name VARCHAR, "password" VARCHAR, must_change BOOLEAN, sample BOOLEAN, created_at TIMESTAMP, password_at TIMESTAMP, locked_at TIMESTAMP, locked_for VARCHAR)',
  'CREATE TABLE IF NOT EXISTS main._grants (account VARCHAR, "role" VARCHAR, agency VARCHAR, region VARCHAR, "by" VARCHAR, "at" TIMESTAMP)',
  'CREATE TABLE IF NOT EXISTS main._sessions (token VARCHAR, id VARCHAR, account VARCHAR, how VARCHAR, address VARCHAR, client VARCHAR, created_at TIMESTAMP, seen_at TIMESTAMP)',
  'CREATE TABLE IF NOT EXISTS main._failures (kind VARCHAR, "key" VARCHAR, "count" INTEGER, last_at TIMESTAMP, "until" TIMESTAMP)',
];

const text = (cell: Cells[number]): string | null => (cell === null ? null : String(cell));
const moment = (at: string | null): string | null => (at === null ? null : stamp(new Date(at)));

export class AccountRows {
  readonly #table: Serial;

  constructor(table: Serial) { this.#table = table; }

  /** Everything, as at the start of a process. */
  read(): Promise<{ accounts: StoredAccount[]; grants: StoredGrant[]; sessions: StoredSession[]; failures: StoredFailures[] }> {
    return this.#table.next(async () => ({
      accounts: (await this.#table.rows(`SELECT account, name, "password", must_change, sample, ${momentSql('created_at')}, ${momentSql('password_at')}, ${momentSql('locked_at')}, locked_for FROM main._accounts ORDER BY account`))
        .map(([account, name, password, mustChange, sample, createdAt, passwordAt, lockedAt, lockedFor]) => ({
          account: String(account), name: String(name), password: text(password!), mustChange: mustChange === true, sample: sample === true,
          createdAt: String(createdAt), passwordAt: text(passwordAt!), lockedAt: text(lockedAt!), lockedFor: text(lockedFor!),
        })),
      grants: (await this.#table.rows(`SELECT account, "role", agency, region, "by", ${momentSql('"at"')} FROM main._grants ORDER BY account, "at", "role", agency, region`))
        .map(([account, role, agency, region, by, at]) => ({ account: String(account), role: String(role), agency: text(agency!), region: text(region!), by: String(by), at: String(at) })),
      sessions: (await this.#table.rows(`SELECT token, id, account, how, address, client, ${momentSql('created_at')}, ${momentSql('seen_at')} FROM main._sessions ORDER BY created_at`))
        .map(([token, id, account, how, address, client, createdAt, seenAt]) => ({ token: String(token), id: String(id), account: String(account), how: String(how), address: String(address), client: String(client), createdAt: String(createdAt), seenAt: String(seenAt) })),
      failures: (await this.#table.rows(`SELECT kind, "key", "count", ${momentSql('last_at')}, ${momentSql('"until"')} FROM main._failures`))
        .map(([kind, key, count, lastAt, until]) => ({ kind: kind as StoredFailures['kind'], key: String(key), count: Number(count), lastAt: String(lastAt), until: text(until!) })),
    }));
  }

  /** Writes an account anew, whatever it was. */
  saveAccount(one: StoredAccount): Promise<void> {
    return this.#replace('DELETE FROM main._accounts WHERE account = $1', [one.account],
      'INSERT INTO main._accounts VALUES ($1, $2, $3, $4::BOOLEAN, $5::BOOLEAN, $6::TIMESTAMP, $7::TIMESTAMP, $8::TIMESTAMP, $9)',
      [one.account, one.name, one.password, one.mustChange, one.sample, moment(one.createdAt), moment(one.passwordAt), moment(one.lockedAt), one.lockedFor]);
  }

  /** Writes all grants of an account. */
  saveGrants(account: string, grants: StoredGrant[]): Promise<void> {
    return this.#table.change(async () => {
      await this.#table.rows('DELETE FROM main._grants WHERE account = $1', [account]);
      for (const one of grants) await this.#table.rows('INSERT INTO main._grants VALUES ($1, $2, $3, $4, $5, $6::TIMESTAMP)', [account, one.role, one.agency, one.region, one.by, moment(one.at)]);
    });
  }

  /** Writes a session; `seenAt` may be newer than before. */
  saveSession(one: StoredSession): Promise<void> {
    return this.#replace('DELETE FROM main._sessions WHERE token = $1', [one.token],
      'INSERT INTO main._sessions VALUES ($1, $2, $3, $4, $5, $6, $7::TIMESTAMP, $8::TIMESTAMP)', [one.token, one.id, one.account, one.how, one.address, one.client, moment(one.createdAt), moment(one.seenAt)]);
  }

  removeSessions(tokens: string[]): Promise<void> {
    return this.#table.change(async () => { for (const token of tokens) await this.#table.rows('DELETE FROM main._sessions WHERE token = $1', [token]); });
  }

  saveFailures(one: StoredFailures): Promise<void> {
    return this.#replace('DELETE FROM main._failures WHERE kind = $1 AND "key" = $2', [one.kind, one.key],
      'INSERT INTO main._failures VALUES ($1, $2, $3::INTEGER, $4::TIMESTAMP, $5::TIMESTAMP)', [one.kind, one.key, one.count, moment(one.lastAt), moment(one.until)]);
  }

  removeFailures(keys: Pick<StoredFailures, 'kind' | 'key'>[]): Promise<void> {
    return this.#table.change(async () => { for (const { kind, key } of keys) await this.#table.rows('DELETE FROM main._failures WHERE kind = $1 AND "key" = $2', [kind, key]); });
  }

  close(): Promise<void> { return this.#table.close(); }

  #replace(remove: string, which: Cells, insert: string, values: Cells): Promise<void> {
    return this.#table.change(async () => {
      await this.#table.rows(remove, which);
      await this.#table.rows(insert, values);
    });
  }
}
