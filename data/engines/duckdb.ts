/**
 * DuckDB as an engine: bound statements in, exact columns out. A small pool of connections, so that short queries run
 * beside a long one. A query that runs longer than the limit is interrupted and its connection lives on. A statement is
 * prepared anew each time: DuckDB drops filters that the table's statistics make needless when it plans, and a prepared
 * statement kept while rows change goes on without them (seen in 1.5: rows outside the filter came back). Only SELECT and EXPLAIN run here: what changes data goes through the store's writer.
 */
import { StatementType } from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { Columns, Engine, Statement } from '../../metrics/types.ts';
import { readColumn } from './vectors.ts';
import type { Cell } from './vectors.ts';

/** A query was stopped because it ran longer than allowed. */
export class QueryTimeout extends Error {
  constructor(milliseconds: number) { super(`The query was stopped after ${milliseconds} ms.`); this.name = 'QueryTimeout'; }
}

export interface DuckdbEngineOptions { connections?: number; timeoutMilliseconds?: number }

interface Seat { connection: DuckDBConnection }

export class DuckdbEngine implements Engine {
  readonly #instance: Pick<DuckDBInstance, 'connect'>;
  readonly #timeout: number;
  readonly #limit: number;
  readonly #free: Seat[] = [];
  readonly #seats: Seat[] = [];
  readonly #waiting: ((seat: Seat) => void)[] = [];
  #opened = 0;
  #closed = false;

  constructor(instance: Pick<DuckDBInstance, 'connect'>, options: DuckdbEngineOptions = {}) {
    this.#instance = instance;
    this.#timeout = options.timeoutMilliseconds ?? 60_000;
    this.#limit = options.connections ?? 4;
  }

  /**
   * Runs one SELECT (or EXPLAIN) with its values bound in order ($1 or ?).
   * @throws QueryTimeout; DuckDB's own error for a statement it cannot run
   */
  async query(statement: Statement): Promise<Columns> {
    const seat = await this.#take();
    let timer: NodeJS.Timeout | undefined;
    let late = false;
    let prepared: DuckDBPreparedStatement | undefined;
    try {
      prepared = await prepare(seat.connection, statement.sql);
      bind(prepared, statement.values);
      timer = setTimeout(() => { late = true; seat.connection.interrupt(); }, this.#timeout);
      const result = await prepared.run();
      const chunks = await result.fetchAllChunks();
      const names = result.columnNames(), types = result.columnTypes();
      const rowCount = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
      const columns = types.map((type, index) => {
        const column = new Array<Cell>(rowCount).fill(null);
        let at = 0;
        for (const chunk of chunks) { readColumn(chunk, index, type, column, at); at += chunk.rowCount; }
        return column;
      });
      return { names, columns, rowCount };
    } catch (error) {
      if (late) throw new QueryTimeout(this.#timeout);
      throw error;
    } finally {
      clearTimeout(timer);
      prepared?.destroySync();
      this.#give(seat);
    }
  }

  close(): void {
    this.#closed = true;
    for (const seat of this.#seats) seat.connection.closeSync();
    this.#seats.length = this.#free.length = 0;
  }

  async #take(): Promise<Seat> {
    if (this.#closed) throw new Error('The store is closed.');
    const free = this.#free.pop();
    if (free) return free;
    if (this.#opened < this.#limit) {
      this.#opened++;
      const seat: Seat = { connection: await this.#instance.connect() };
      this.#seats.push(seat);
      return seat;
    }
    return new Promise(resolve => this.#waiting.push(resolve));
  }

  #give(seat: Seat): void {
    const next = this.#waiting.shift();
    if (next) next(seat); else this.#free.push(seat);
  }
}

async function prepare(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const prepared = await connection.prepare(sql);
  if (prepared.statementType === StatementType.SELECT || prepared.statementType === StatementType.EXPLAIN) return prepared;
  prepared.destroySync();
  throw new Error('An engine runs SELECT statements only.');
}

/** Whole numbers bind as INTEGER or BIGINT, so that an index or a year never turns a comparison into floating point. */
function bind(prepared: DuckDBPreparedStatement, values: Statement['values']): void {
  values.forEach((value, index) => {
    const at = index + 1;
    if (value === null) prepared.bindNull(at);
    else if (typeof value === 'string') prepared.bindVarchar(at, value);
    else if (typeof value === 'boolean') prepared.bindBoolean(at, value);
    else if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) prepared.bindInteger(at, value);
    else if (Number.isSafeInteger(value)) prepared.bindBigInt(at, BigInt(value));
    else prepared.bindDouble(at, value);
  });
}
