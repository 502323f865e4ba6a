/**
 * Who is signed in. A session is a random token in a cookie; here stands its SHA-256 only. It ends an hour after its last
 * use, twelve hours after it began, when it is revoked, or when its account is locked or its password changed.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { AccountRows, StoredSession } from '../../data/store/index.ts';

export const IDLE = 60 * 60_000;
export const ABSOLUTE = 12 * 60 * 60_000;
/** How old the stored moment of the last use may be: not every request writes. */
const TOUCH = 60_000;
const MOST_EACH = 20;

export interface NewSession { account: string; how: 'password' | 'openid'; address: string; client: string }

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export class Sessions {
  readonly #rows: AccountRows;
  readonly #now: () => Date;
  readonly #sessions = new Map<string, StoredSession>();

  constructor(rows: AccountRows, stored: StoredSession[], now: () => Date) {
    this.#rows = rows;
    this.#now = now;
    for (const one of stored) this.#sessions.set(one.token, one);
  }

  /** Begins a session; the token is given once and kept nowhere. Beyond twenty of an account its longest unused ends. */
  async begin({ account, how, address, client }: NewSession): Promise<string> {
    const token = randomBytes(32).toString('base64url');
    const at = this.#now().toISOString();
    const session: StoredSession = { token: hashOf(token), id: randomBytes(9).toString('base64url'), account, how, address, client: client.slice(0, 200), createdAt: at, seenAt: at };
    const others = this.of(account);
    await this.#end(others.slice(MOST_EACH - 1));
    this.#sessions.set(session.token, session);
    await this.#rows.saveSession(session);
    return token;
  }

  /** The session a token belongs to, and that it is in use; undefined where it has ended or never was. */
  async use(token: string): Promise<StoredSession | undefined> {
    const session = this.#sessions.get(hashOf(token));
    if (!session) return undefined;
    if (!this.#lasts(session)) { await this.#end([session]); return undefined; }
    const now = this.#now();
    if (now.getTime() - Date.parse(session.seenAt) > TOUCH) {
      const next = { ...session, seenAt: now.toISOString() };
      this.#sessions.set(next.token, next);
      await this.#rows.saveSession(next);
      return next;
    }
    return session;
  }

  /** An account's sessions that have not ended, the latest used first. */
  of(account: string): StoredSession[] {
    return [...this.#sessions.values()].filter((one) => one.account === account && this.#lasts(one)).toSorted((one, other) => (one.seenAt < other.seenAt ? 1 : -1));
  }

  /** Ends sessions of an account: the one named by `id`, or all but the one that `except` names. @returns how many */
  async end(account: string, which: { id: string } | { except: string | null }): Promise<number> {
    const ended = this.of(account).filter((one) => ('id' in which ? one.id === which.id : one.id !== which.except));
    await this.#end(ended);
    return ended.length;
  }

  /** Removes what has ended by itself. */
  async sweep(): Promise<void> { await this.#end([...this.#sessions.values()].filter((one) => !this.#lasts(one))); }

  #lasts(session: StoredSession): boolean {
    const now = this.#now().getTime();
    return now - Date.parse(session.seenAt) < IDLE && now - Date.parse(session.createdAt) < ABSOLUTE;
  }

  async #end(sessions: StoredSession[]): Promise<void> {
    if (sessions.length === 0) return;
    for (const one of sessions) this.#sessions.delete(one.token);
    await this.#rows.removeSessions(sessions.map((one) => one.token));
  }
}
