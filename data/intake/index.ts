/**
 * Uploads: files in, rows in the store or problems out. A file with an error loads nothing; a load is one transaction;
 * every row keeps its upload's number; a hand-in supersedes exactly its (agency, ledger, year).
 *
 * Who reported (design rule 10): an agency's own upload reports the ledgers it holds for that agency, also without rows
 * (零报告). A bulk hand-in reports each ledger file it holds for every agency that has a record in any of its files but
 * the roster, for the hand-in's year and for each other year of which the file holds rows of the agency.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { logUpload, supersede } from '../store/hand-ins.ts';
import type { Store, UploadedFile } from '../store/index.ts';
import { literal, quoted } from '../store/schema.ts';
import { agencyCode } from './cells.ts';
import { columnLetters, Problems } from './problems.ts';
import type { Problem } from './problems.ts';
import { DEFAULT_LIMITS, readFiles } from './read-files.ts';
import type { InputFile, Limits } from './read-files.ts';
import { bearsConfirmation, checkKept, keepConfirmations } from './kept.ts';
import { checkAgencies, checkFilled, checkKeys, checkYears, hasAgency, runChecks } from './rows.ts';
import type { DeclaredChecks, Part, RowContext } from './rows.ts';
import { temporaryName } from './stage.ts';
import { checkJumps } from './jumps.ts';
import { formRows, type FormRow } from './tables/form-rows.ts';
import { formParts } from './tables/parts.ts';
import { rosterOf } from './tables/roster.ts';
import { GIVEN, writeGiven } from '../store/given.ts';
import { prepareCalendar, typedTable } from './typed.ts';

export { template, templates } from './template.ts';
export { DEFAULT_LIMITS } from './read-files.ts';
export { agencyCode } from './cells.ts';
export { markedCopy } from './marked.ts';
export type { InputFile, Limits } from './read-files.ts';
export { problemOf } from './problems.ts';
export type { Problem } from './problems.ts';
export type { DeclaredChecks } from './rows.ts';

export interface Progress {
  phase: 'reading' | 'checking' | 'loading';
  files: { name: string; ledger: string | null; sheet: string | null; rowsRead: number }[];
}
export interface ImportOptions {
  year: number; kind: 'bulk' | 'agency';
  /** The agency that uploads (`kind: 'agency'`). */
  agency?: string;
  /** The declarations' checks as statements over a staging table (see `metrics`: checkLedgerStatement). */
  checks?: DeclaredChecks;
  /** What a row that a hard check contradicts is: an error, so that nothing is loaded (the default), or only a warning. */
  hardChecks?: 'refuse' | 'warn';
  /** Tables that are no form's in an agency's own upload: refused (the default), or kept as they stand. */
  unknownTables?: 'refuse' | 'keep';
  onProgress?: (progress: Progress) => void;
  /** Aborting stops the running query and loads nothing; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  limits?: Partial<Limits>;
  note?: string; receivedAt?: Date;
}
/** Where a form's cell stands in the files. */
export interface FormPlace { agency: string; year: number; form: string; column: string; place: { file: string; sheet: string | null; row: number | null; cell: string | null; column: string | null } }
export interface Loaded { agency: string; ledger: string; year: number; rows: number; supersedes: number | null }
export interface ImportResult {
  /** The first so-many (limits.problems), in the order of files and rows; `problemCount` and `errorCount` count all. */
  problems: Problem[]; problemCount: number; errorCount: number;
  /** What was loaded; empty when there was an error. */
  loaded: Loaded[];
  /** Null when nothing was loaded. */
  upload: number | null;
  files: UploadedFile[];
  /** Of the forms that were read from tables. */
  formPlaces: FormPlace[];
}

/** Reads, checks and loads an upload. Problems of the files are values; only failures of the machine are thrown. */
export const importFiles = (store: Store, files: InputFile[], options: ImportOptions): Promise<ImportResult> => run(store, files, options, true);

/** The same without loading: `loaded` says what would be. */
export const validateFiles = (store: Store, files: InputFile[], options: ImportOptions): Promise<ImportResult> => run(store, files, options, false);

async function run(store: Store, files: InputFile[], given: ImportOptions, load: boolean): Promise<ImportResult> {
  const options = given.agency === undefined ? given : { ...given, agency: agencyCode(given.agency) };
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const problems = new Problems(limits.problems);
  const { signal } = options;
  signal?.throwIfAborted();
  if (options.kind === 'agency' && !options.agency) throw new Error('An agency upload needs its agency.');
  const connection = await store.connect();
  const stop = (): void => connection.interrupt();
  const releases: (() => Promise<void>)[] = [];
  signal?.addEventListener('abort', stop);
  try {
    const progress: Progress = { phase: 'reading', files: [] };
    const report = (phase: Progress['phase']): void => { progress.phase = phase; options.onProgress?.(progress); };
    const onFile = (name: string, ledger: string | null, sheet: string | null, rowsRead: number): void => {
      const known = progress.files.find(file => file.name === name && (file.sheet === sheet || file.ledger === null));
      if (known) Object.assign(known, { ledger, sheet, rowsRead }); else progress.files.push({ name, ledger, sheet, rowsRead });
      report('reading');
    };
    const read = await readFiles({
      connection, problems, program: store.program, limits, temporaryDirectory: store.temporaryDirectory, kind: options.kind,
      agencyGiven: options.kind === 'agency', signal, onFile, year: options.year, region: await regionOf(connection, store, options.agency), unknownTables: options.unknownTables ?? 'refuse',
    }, files);
    releases.push(...read.staged.map(staged => staged.release));

    await prepareCalendar(connection);
    const parts: Part[] = [];
    for (const staged of read.staged) {
      signal?.throwIfAborted();
      const typed = await typedTable({
        connection, problems, table: store.tables.get(staged.target.name)!, year: options.year, agency: options.kind === 'agency' ? options.agency! : null,
        calendarFrom: store.calendar.from, signal, onRows: rows => onFile(staged.file, staged.target.name, staged.sheet, rows),
      }, staged);
      const [counted] = (await connection.runAndReadAll(`SELECT count(*) FROM ${quoted(typed)}`)).getRows();
      onFile(staged.file, staged.target.name, staged.sheet, Number(counted![0]));
      parts.push({ ...staged, typed });
    }
    const { rows, given } = formRows({
      program: store.program, problems, roster: await rosterOf(connection, store.program, parts, options.agency ?? null), kind: options.kind, agency: options.agency ?? null,
      year: options.year, hard: options.hardChecks === 'warn' ? 'warning' : 'error', unknownTables: options.unknownTables ?? 'refuse',
    }, read.tables);
    parts.push(...await formParts({ connection, program: store.program, problems, tables: store.tables }, rows));
    report('checking');
    const context: RowContext = { connection, program: store.program, problems, parts, year: options.year, kind: options.kind, agency: options.agency ?? null };
    for (const part of parts) {
      await checkFilled(context, part);
      if (part.raw) await connection.run(`DROP TABLE ${quoted(part.raw)}`);
      await part.release();
      await checkYears(context, part);
      await checkJumps(connection, store.program, problems, part);
      if (options.checks) await runChecks(context, part, options.checks, options.hardChecks ?? 'refuse');
      signal?.throwIfAborted();
    }
    await checkAgencies(context);
    const groups = [...Map.groupBy(parts, part => part.target.name).values()];
    const agencies = await handInAgencies(context);
    const pairs = new Map<string, string>();
    for (const group of groups) {
      const name = await handInPairs(context, group, agencies);
      pairs.set(group[0]!.target.name, name);
      await checkKeys(context, group, `NOT EXISTS (SELECT 1 FROM ${quoted(name)} p WHERE ${hasAgency(group[0]!) ? 'p.agency = s.agency AND ' : ''}p."year" = s._year)`);
      await checkKept(context, group, name);
      signal?.throwIfAborted();
    }

    const result: ImportResult = { problems: problems.sorted(files.map(file => file.name)), problemCount: problems.total, errorCount: problems.errors, loaded: [], upload: null, files: read.files, formPlaces: placesOf(rows) };
    const alone = given.filter(table => table.form === '');
    if (problems.errors || (!parts.length && !alone.length)) return result;
    if (!load) {
      for (const group of groups) result.loaded.push(...await readPairs(connection, group[0]!.target.name, pairs.get(group[0]!.target.name)!, new Map()));
      return result;
    }
    report('loading');
    result.upload = await store.write(connection, async () => {
      const upload = await logUpload(connection, read.files, options.note ?? null, options.receivedAt ?? new Date());
      for (const group of groups) {
        signal?.throwIfAborted();
        const { name } = group[0]!.target;
        const table = store.tables.get(name)!;
        const superseded = await supersede(connection, table, quoted(pairs.get(name)!), hasAgency(group[0]!), upload);
        const columns = table.columns.map(column => quoted(column.name)).join(', ');
        const values = table.columns.map(column => (column.name === '_upload' ? String(upload) : quoted(column.name))).join(', ');
        for (const part of group) await connection.run(`INSERT INTO main.${quoted(name)} (${columns}) SELECT ${values} FROM ${quoted(part.typed)}`);
        if (options.kind === 'agency' && bearsConfirmation(table)) await keepConfirmations(connection, table, upload);
        result.loaded.push(...await readPairs(connection, name, pairs.get(name)!, superseded));
      }
      await writeGiven(connection, upload, given);
      if (alone.length) await reportGiven(connection, upload, options.agency!, options.year, alone.length);
      return upload;
    }).catch((error: unknown) => { result.loaded = []; throw error; });
    void store.checkpoint();
    return result;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    connection.closeSync();
    for (const release of releases) await release();
  }
}

function placesOf(rows: FormRow[]): FormPlace[] {
  return rows.flatMap(row => [...row.cells].map(([column, { place }]): FormPlace => ({ agency: row.agency, year: row.year, form: row.form, column, place: {
    file: place.file, sheet: place.sheet ?? null, row: place.row ?? null, column: place.column ?? null, cell: place.row && place.columnIndex !== undefined ? `${columnLetters(place.columnIndex)}${place.row}` : null,
  } })));
}

/** Where the agency that uploads is, as far as the roster says. */
async function regionOf(connection: DuckDBConnection, store: Store, agency: string | undefined): Promise<string | null> {
  const roster = store.program.ledgers['agencies'];
  if (agency === undefined || !roster?.fields.some(field => field.name === 'region')) return null;
  const reader = await connection.runAndReadAll(`SELECT region FROM main.agencies WHERE ${quoted(roster.key[0]!)} = $1 AND region IS NOT NULL ORDER BY _year DESC LIMIT 1`, [agency]);
  const value = reader.getRows()[0]?.[0];
  return value === undefined || value === null ? null : String(value);
}

/** Tables of no form supersede those that the agency handed in before for the year. */
async function reportGiven(connection: DuckDBConnection, upload: number, agency: string, year: number, count: number): Promise<void> {
  const which = `ledger = '${GIVEN}' AND agency = $1 AND "year" = ${year}`;
  await connection.run(`INSERT INTO history._reported SELECT *, ${upload} FROM main._reported WHERE ${which}`, [agency]);
  await connection.run(`DELETE FROM main._reported WHERE ${which}`, [agency]);
  await connection.run(`INSERT INTO main._reported VALUES ($1, '${GIVEN}', ${year}, ${upload}, ${count})`, [agency]);
}

/** A temporary table of the agencies that hand in. */
async function handInAgencies(context: RowContext): Promise<string> {
  const name = temporaryName('agencies');
  const sources = context.kind === 'agency' ? [`SELECT ${literal(context.agency!)} AS agency`] : context.parts.filter(hasAgency).map(part => `SELECT agency FROM ${quoted(part.typed)}`);
  await context.connection.run(`CREATE TEMP TABLE ${quoted(name)} AS SELECT DISTINCT agency FROM (${sources.length ? sources.join(' UNION ALL ') : 'SELECT NULL AS agency'}) WHERE agency IS NOT NULL`);
  return name;
}

/** A temporary table (agency, year, rows) of what the files of one ledger or form report. */
async function handInPairs(context: RowContext, group: Part[], agencies: string): Promise<string> {
  const name = temporaryName('pairs');
  const [first] = group;
  const scoped = hasAgency(first!);
  const rows = group.map(part => `SELECT ${scoped ? 'agency' : "'' AS agency"}, _year AS "year" FROM ${quoted(part.typed)}`).join(' UNION ALL ');
  const reported = scoped ? `SELECT agency, ${context.year} AS "year" FROM ${quoted(agencies)}` : `SELECT '' AS agency, ${context.year} AS "year"`;
  await context.connection.run(`CREATE TEMP TABLE ${quoted(name)} AS SELECT agency::VARCHAR AS agency, "year"::INTEGER AS "year", sum(n)::BIGINT AS "rows" FROM (
    SELECT agency, "year", 1 AS n FROM (${rows}) UNION ALL SELECT agency, "year", 0 FROM (${reported})) WHERE agency IS NOT NULL AND "year" IS NOT NULL GROUP BY 1, 2`);
  return name;
}

async function readPairs(connection: DuckDBConnection, ledger: string, pairs: string, superseded: Map<string, number>): Promise<Loaded[]> {
  const reader = await connection.runAndReadAll(`SELECT agency, "year", "rows" FROM ${quoted(pairs)} ORDER BY agency, "year"`);
  return reader.getRows().map(([agency, year, rows]) => ({ agency: String(agency), ledger, year: Number(year), rows: Number(rows), supersedes: superseded.get(`${agency}\u0000${year}`) ?? null }));
}
