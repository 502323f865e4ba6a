/**
 * A store in memory for tables that were typed or invented. It is made once for declarations that stay the same (making
 * the tables takes longer than a run), emptied before each run, and used by one run at a time.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendar as shippedCalendar } from '../data/calendar/index.ts';
import { importFiles } from '../data/intake/index.ts';
import { openStore } from '../data/store/index.ts';
import type { Store } from '../data/store/index.ts';
import type { Ledger, Program } from '../dsl/index.ts';
import type { WorkdayCalendar } from '../metrics/types.ts';
import type { GivenTable, TableProblem } from './api.ts';

/** Runs after which the database is made anew: emptied tables leave traces in memory. */
const RUNS = 500;
const QUERY_MILLISECONDS = 5000;

export interface Run {
  store: Store; calendar: WorkdayCalendar;
  /** Hands tables in; what could not be read. `agency` fills in tables that name none. */
  load(tables: GivenTable[], agency: string, options: { year: number; kind: 'bulk' | 'agency' }): Promise<TableProblem[]>;
}

export class Trial {
  #held: { declarations: string; store: Store; runs: number } | null = null;
  #queue: Promise<unknown> = Promise.resolve();

  /** Runs `work` on an empty store of the program's ledgers and forms, after those that came before. */
  run<T>(program: Program, work: (run: Run) => Promise<T>): Promise<T> {
    const result = this.#queue.then(async () => {
      const relaxed = withoutRequired(program);
      const store = await this.#storeOf(relaxed);
      const folder = await mkdtemp(join(tmpdir(), 'zhiheng-trial-'));
      try {
        await empty(store);
        return await work({ store, calendar: store.calendar, load: (tables, agency, options) => load(store, relaxed, folder, tables, agency, options) });
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#queue;
    await this.#held?.store.close();
    this.#held = null;
  }

  async #storeOf(program: Program): Promise<Store> {
    const declarations = JSON.stringify([program.ledgers, program.forms], (key, value: unknown) => (key === 'at' ? undefined : value));
    const held = this.#held;
    if (held && held.declarations === declarations && held.runs < RUNS) { held.runs += 1; return held.store; }
    this.#held = null;
    await held?.store.close();
    const store = await openStore({ path: ':memory:', program, calendar: shippedCalendar(), memoryLimit: '1GB', threads: 2, queryTimeoutMilliseconds: QUERY_MILLISECONDS });
    this.#held = { declarations, store, runs: 1 };
    return store;
  }
}

async function empty(store: Store): Promise<void> {
  const handIns = await store.handIns();
  if (handIns.length === 0) return;
  const connection = await store.connect();
  try {
    await store.write(connection, async () => {
      for (const name of new Set(handIns.map((one) => one.ledger))) for (const schema of ['main', 'history']) await connection.run(`DELETE FROM ${schema}."${name.replaceAll('"', '""')}"`);
      for (const table of ['main._reported', 'history._reported', 'main._uploads']) await connection.run(`DELETE FROM ${table}`);
    });
  } finally {
    connection.closeSync();
  }
}

/** What is typed shows what matters to it: only keys stay required. */
function withoutRequired(program: Program): Program {
  const ledgers = Object.fromEntries(Object.entries(program.ledgers).map(([name, ledger]) => [name, {
    ...ledger, fields: ledger.fields.map((field) => ({ ...field, required: field.required && (ledger.key.includes(field.name) || field.name === 'agency') })),
  }]));
  return { ...program, ledgers };
}

async function load(store: Store, program: Program, folder: string, tables: GivenTable[], agency: string, options: { year: number; kind: 'bulk' | 'agency' }): Promise<TableProblem[]> {
  if (tables.length === 0) return [];
  const files = await Promise.all(tables.map(async (table, index) => {
    const path = join(folder, `${index}.csv`);
    const ledger = program.ledgers[table.ledger];
    await writeFile(path, ledger ? csvOf(ledger, table, agency) : formCsv(table, agency));
    return { name: `${table.ledger}.csv`, path };
  }));
  const { problems } = await importFiles(store, files, { ...options, ...(options.kind === 'agency' ? { agency } : {}) });
  return problems.filter((problem) => problem.severity === 'error').map(({ file, row, column, message }) => ({ table: file.replace(/\.csv$/, ''), row: row === null || row < 2 ? null : row - 2, column, message }));
}

const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const line = (cells: string[]): string => `${cells.map(quote).join(',')}\n`;
/** Exactly as many cells as columns. */
const fitted = (table: GivenTable, row: string[]): string[] => table.columns.map((_, column) => row[column] ?? '');

/** The table with what it left out filled in: the agency, key fields as numbers. */
function csvOf(ledger: Ledger, table: GivenTable, agency: string): string {
  const named = (name: string): boolean => table.columns.some((column) => column === name || column === ledger.fields.find((field) => field.name === name)?.label);
  const added: { name: string; of: (row: number) => string }[] = [];
  if (ledger.hasAgency && !named('agency')) added.push({ name: 'agency', of: () => agency });
  for (const key of ledger.key) {
    if (key === 'agency' || named(key)) continue;
    added.push({ name: key, of: (row) => (ledger.name === 'agencies' ? agency : String(row + 1)) });
  }
  // Without rows the head still names what the ledger must have.
  const missing = table.rows.length > 0 ? [] : ledger.fields.filter((field) => field.name !== 'agency' && !field.computed && !named(field.name) && !added.some((one) => one.name === field.name)).map((field) => field.name);
  return line([...added.map((one) => one.name), ...table.columns, ...missing]) + table.rows.map((row, index) => line([...added.map((one) => one.of(index)), ...fitted(table, row)])).join('');
}

function formCsv(table: GivenTable, agency: string): string {
  const named = table.columns.some((column) => column === 'agency' || column === '执法主体');
  return line([...(named ? [] : ['agency']), ...table.columns]) + table.rows.map((row) => line([...(named ? [] : [agency]), ...fitted(table, row)])).join('');
}
