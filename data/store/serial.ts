/**
 * A connection of one's own whose uses follow one another: what the store keeps beside hand-ins (definitions, accounts,
 * the audit trail …) is read and written through one of these, so that a long load does not delay it and no two changes
 * of the same tables meet.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

export type Cells = DuckDBValue[];

/** A moment as DuckDB's TIMESTAMP takes it. */
export const stamp = (moment: Date): string => moment.toISOString().replace('T', ' ').replace('Z', '');
/** SQL that gives a TIMESTAMP column as ISO 8601 in UTC. */
export const momentSql = (column: string): string => `strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ')`;

export class Serial {
  readonly #connection: DuckDBConnection;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(connection: DuckDBConnection) { this.#connection = connection; }

  /** Runs `work` after everything that was asked before. */
  next<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /** Runs `work` in a transaction; on an error nothing of it remains. */
  change<T>(work: () => Promise<T>): Promise<T> {
    return this.next(async () => {
      await this.#connection.run('BEGIN TRANSACTION');
      try {
        const result = await work();
        await this.#connection.run('COMMIT');
        return result;
      } catch (error) {
        await this.#connection.run('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });
  }

  /** One statement with bound values, inside `next` or `change`; its rows. */
  async rows(sql: string, values: DuckDBValue[] = []): Promise<Cells[]> {
    return (await this.#connection.runAndReadAll(sql, values)).getRows();
  }

  /** Waits for what is under way and gives the connection back. */
  async close(): Promise<void> {
    await this.#queue;
    this.#connection.closeSync();
  }
}
