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
import type { Program } from '../dsl/index.ts';
import type { WorkdayCalendar } from '../metrics/types.ts';
import type { GivenTable, TableProblem } from './api.ts';

/** Runs after which the database is made anew: emptied tables leave traces in memory. */
const RUNS = 500;
const QUERY_MILLISECONDS = 5000;

/** Tables of one agency; `agency` fills in those that name none. */
export interface Given { agency: string; tables: GivenTable[] }
export interface Run {
  store: Store; calendar: WorkdayCalendar;
  /**
   * Hands the tables of several in at once, as one bulk hand-in of the year. What could not be read, and whose it was (an
   * index of `given`, null where nobody knows); with any such nothing is loaded.
   */
  load(given: Given[], year: number): Promise<(TableProblem & { of: number | null })[]>;
  /** Notes that these agencies reported these ledgers of the year, also without rows. */
  report(pairs: { agency: string; ledger: string }[], year: number): Promise<void>;
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
        return await work({ store, calendar: store.calendar, load: (given, year) => load(store, relaxed, folder, given, year), report: (pairs, year) => report(store, pairs, year) });
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

async function report(store: Store, pairs: { agency: string; ledger: string }[], year: number): Promise<void> {
  if (pairs.length === 0) return;
  const connection = await store.connect();
  try {
    await store.write(connection, async () => {
      for (const { agency, ledger } of pairs) {
        await connection.run(`INSERT INTO main._reported SELECT $1, $2, $3::INTEGER, 1, 0 WHERE NOT EXISTS (SELECT 1 FROM main._reported WHERE agency = $1 AND ledger = $2 AND "year" = $3::INTEGER)`, [agency, ledger, year]);
      }
    });
  } finally {
    connection.closeSync();
  }
}

/** Rows of one ledger or form, from all that were given. */
interface Merged { columns: string[]; rows: { cells: Map<string, string>; of: number; row: number }[] }

async function load(store: Store, program: Program, folder: string, given: Given[], year: number): Promise<(TableProblem & { of: number | null })[]> {
  const merged = new Map<string, Merged>();
  const misnamed = given.flatMap((one, of) => one.tables.flatMap((table) => merge(program, merged, table, one.agency, of).map((problem) => ({ ...problem, of }))));
  if (misnamed.length > 0 || merged.size === 0) return misnamed;
  const files = await Promise.all([...merged].map(async ([name, { columns, rows }], index) => {
    const path = join(folder, `${year}-${index}.csv`);
    await writeFile(path, [columns, ...rows.map(({ cells }) => columns.map((column) => cells.get(column) ?? ''))].map(line).join(''));
    return { name: `${name}.csv`, path };
  }));
  const { problems } = await importFiles(store, files, { year, kind: 'bulk' });
  return problems.filter((problem) => problem.severity === 'error').map(({ file, row, column, message }) => {
    const table = file.replace(/\.csv$/, '');
    const origin = row === null ? undefined : merged.get(table)?.rows[row - 2];
    return { table, row: origin?.row ?? null, column, message, of: origin?.of ?? null };
  });
}

/** Adds a table with what it left out filled in: the agency, key fields as numbers. What is wrong with its head. */
function merge(program: Program, merged: Map<string, Merged>, table: GivenTable, agency: string, of: number): TableProblem[] {
  const ledger = program.ledgers[table.ledger];
  const found = merged.get(table.ledger) ?? { columns: headOf(program, table.ledger), rows: [] };
  merged.set(table.ledger, found);
  const named = table.columns.map((column) => nameOf(program, table.ledger, column));
  const filled: [string, (row: number) => string][] = ledger
    ? [...(ledger.hasAgency ? ['agency'] : []), ...ledger.key].filter((name) => !named.includes(name)).map((name) => [name, (row) => (name === 'agency' || ledger.name === 'agencies' ? agency : String(row + 1))])
    : named.includes('agency') ? [] : [['agency', () => agency]];
  const before = found.rows.filter((row) => row.of === of).length;
  for (const [row, cells] of table.rows.entries()) {
    found.rows.push({ of, row, cells: new Map([...filled.map(([name, value]): [string, string] => [name, value(before + row)]), ...named.map((name, index): [string, string] => [name, cells[index] ?? ''])]) });
  }
  for (const name of [...filled.map(([filledName]) => filledName), ...named]) if (!found.columns.includes(name)) found.columns.push(name);
  return table.columns.flatMap((column, index): TableProblem[] => {
    const about = { table: table.ledger, row: null, column };
    if (!known(program, table.ledger, named[index]!)) return [{ ...about, message: { zh: `没有“${column}”这一列。`, en: `There is no column "${column}".` } }];
    return named.indexOf(named[index]!) < index ? [{ ...about, message: { zh: `“${column}”这一列写了两次。`, en: `The column "${column}" stands twice.` } }] : [];
  });
}

/** What a head must name even where there are no rows. */
function headOf(program: Program, name: string): string[] {
  const ledger = program.ledgers[name];
  return ledger ? [...(ledger.hasAgency ? ['agency'] : []), ...ledger.key.filter((key) => key !== 'agency'), ...(ledger.datedBy === undefined || ledger.key.includes(ledger.datedBy) ? [] : [ledger.datedBy])] : ['agency'];
}

function known(program: Program, table: string, name: string): boolean {
  const ledger = program.ledgers[table];
  return (ledger?.fields.some((one) => one.name === name && !one.computed) ?? program.forms[table]?.columns.some((one) => one.name === name) ?? false) || (name === 'agency' && ledger?.hasAgency !== false);
}

/** A column by its field's name; as it stands where it is none. */
function nameOf(program: Program, table: string, column: string): string {
  const parts = program.ledgers[table]?.fields ?? program.forms[table]?.columns ?? [];
  const found = parts.find((one) => one.name === column) ?? parts.find((one) => one.label === column || one.aliases?.includes(column));
  return found?.name ?? (column === '执法主体' ? 'agency' : column);
}

function line(cells: string[]): string { return `${cells.map((text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(',')}\n`; }
