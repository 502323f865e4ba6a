/**
 * Failed sign-ins by name and by address. After five in a row a name waits, one minute first, twice as long after each
 * further failure, an hour at most; a success ends it. An address, behind which a whole office may sit, waits after fifty.
 * A name that no account has is counted like any other, so that nothing tells the two apart.
 */
import type { AccountRows, StoredFailures } from '../../data/store/index.ts';

type Kind = StoredFailures['kind'];
const RULES: Record<Kind, { free: number; step: number; forgottenAfter: number }> = {
  name: { free: 5, step: 1, forgottenAfter: 24 * 3600_000 },
  address: { free: 50, step: 5, forgottenAfter: 15 * 60_000 },
};
const LONGEST_WAIT = 60 * 60_000;
/** Names and addresses kept in mind. */
const MOST = 20_000;

export class Attempts {
  readonly #rows: AccountRows;
  readonly #now: () => Date;
  readonly #failures = new Map<string, StoredFailures>();

  constructor(rows: AccountRows, stored: StoredFailures[], now: () => Date) {
    this.#rows = rows;
    this.#now = now;
    for (const one of stored) this.#failures.set(keyOf(one.kind, one.key), one);
  }

  /** Milliseconds that a name or an address still has to wait; 0 for none. */
  waitOf(kind: Kind, key: string): number {
    const until = this.#current(kind, key)?.until ?? null;
    return until === null ? 0 : Math.max(0, Date.parse(until) - this.#now().getTime());
  }

  /**
   * Counts an attempt as failed before it is decided, so that many at once do not pass; `succeed` takes it back.
   * @returns whether this failure, if it stays one, begins or lengthens a wait
   */
  async begin(kind: Kind, key: string): Promise<boolean> {
    const now = this.#now();
    const { free, step } = RULES[kind];
    const count = (this.#current(kind, key)?.count ?? 0) + 1;
    const over = count >= free && (count - free) % step === 0;
    const wait = Math.min(LONGEST_WAIT, 60_000 * 2 ** Math.min(10, Math.floor((count - free) / step)));
    const former = this.#failures.get(keyOf(kind, key))?.until ?? null;
    const next: StoredFailures = { kind, key, count, lastAt: now.toISOString(), until: over ? new Date(now.getTime() + wait).toISOString() : former };
    this.#failures.delete(keyOf(kind, key));
    this.#failures.set(keyOf(kind, key), next);
    await this.#prune();
    await this.#rows.saveFailures(next);
    return over;
  }

  /** The attempt was right: the name starts afresh; of the address this one attempt is taken back. */
  async succeed(name: string, address: string): Promise<void> {
    await this.clear('name', name);
    const counted = this.#current('address', address);
    if (!counted) return;
    if (counted.count <= 1) { await this.clear('address', address); return; }
    const next = { ...counted, count: counted.count - 1 };
    this.#failures.set(keyOf('address', address), next);
    await this.#rows.saveFailures(next);
  }

  /** Forgets the failures of a name or an address. */
  async clear(kind: Kind, key: string): Promise<void> {
    if (this.#failures.delete(keyOf(kind, key))) await this.#rows.removeFailures([{ kind, key }]);
  }

  #current(kind: Kind, key: string): StoredFailures | undefined {
    const found = this.#failures.get(keyOf(kind, key));
    return found && this.#now().getTime() - Date.parse(found.until ?? found.lastAt) < RULES[kind].forgottenAfter ? found : undefined;
  }

  /** The oldest go first: names tried at random must not fill the memory. */
  async #prune(): Promise<void> {
    const dropped = [...this.#failures.values()].slice(0, Math.max(0, this.#failures.size - MOST));
    if (dropped.length === 0) return;
    for (const one of dropped) this.#failures.delete(keyOf(one.kind, one.key));
    await this.#rows.removeFailures(dropped);
  }
}

function keyOf(kind: Kind, key: string): string { return `${kind} ${key}`; }
