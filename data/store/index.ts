/**
 * The store: one DuckDB database that holds what was handed in. It is opened once by one process, locked down (no
 * external access but the intake's temporary folder, no extensions, fixed limits), and written by one writer at a time.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Program } from '../../dsl/program.ts';
import type { Engine, WorkdayCalendar } from '../../metrics/types.ts';
import { DuckdbEngine } from '../engines/duckdb.ts';
import { AccountRows } from './accounts.ts';
import { Audit } from './audit.ts';
import { Definitions } from './definitions.ts';
import { Drafts } from './drafts.ts';
import { Evidence } from './evidence.ts';
import { FilingEvents } from './filing.ts';
import { Narratives } from './narratives.ts';
import { Publications } from './publications.ts';
import { copyDatabase } from './copy.ts';
import type { TableContent } from './copy.ts';
import { calendarFingerprint, recomputeIndices, writeCalendar } from './calendar-table.ts';
import { changesOf, declareNothing, handInVersions, takeBack } from './versions.ts';
import type { HandInChanges, HandInVersion } from './versions.ts';
import { currentGiven } from './given.ts';
import type { StoredTable } from './given.ts';
import { readHandIns, readUploads } from './hand-ins.ts';
import type { HandIn, Upload } from './hand-ins.ts';
import { migrate } from './migrate.ts';
import { Serial } from './serial.ts';
import { literal, tables } from './schema.ts';
import type { Table } from './schema.ts';

export type { AccountRows, StoredAccount, StoredFailures, StoredGrant, StoredSession } from './accounts.ts';
export type { Audit, AuditAct, AuditEntry, AuditQuery, AuditVerdict } from './audit.ts';
export { VersionConflict } from './definitions.ts';
export type { Definitions, NewVersion, Publication, StoredChoice, StoredVersion, VersionState } from './definitions.ts';
export { EVIDENCE_ACTS, EvidenceConflict } from './evidence.ts';
export type { Attachment, Evidence, EvidenceAct, EvidenceEvent, HandPointEntry } from './evidence.ts';
export { FILING_STAGES, FilingConflict } from './filing.ts';
export type { FilingChange, FilingEvent, FilingEvents, FilingKey, FilingStage, NewFilingEvent } from './filing.ts';
export { amendHandIn, writeFilingLines } from './amend.ts';
export type { FilingLine } from './amend.ts';
export { PublicationConflict } from './publications.ts';
export type { NewPublication, PublicationHead, Publications, StoredPublication } from './publications.ts';
export { NarrativeConflict } from './narratives.ts';
export type { EditPart, NarrativeEntry, NarrativeKey, Narratives, NarrativeText } from './narratives.ts';
export { UnknownDraft } from './drafts.ts';
export type { Clash, Drafts, DraftKey, DraftKind, DraftSave, FormDraft, SaveOutcome } from './drafts.ts';
export { NotCurrent } from './versions.ts';
export type { FieldChange, HandInChanges, HandInVersion, RowChange } from './versions.ts';
export type { GivenTable, StoredTable } from './given.ts';
export type { HandIn, Upload, UploadedFile } from './hand-ins.ts';
export { QueryTimeout } from '../engines/duckdb.ts';
export { contentOf } from './copy.ts';
export type { TableContent } from './copy.ts';
export { LAYOUT, StoreTooNew, storedLayout } from './layout.ts';
export { SchemaConflict } from './migrate.ts';

export interface StoreOptions {
  /** A file, or ':memory:'. */
  path: string;
  program: Program; calendar: WorkdayCalendar;
  /** Where uploads are unpacked and queries spill; made when absent. Default: beside the database, or the system's. */
  temporaryDirectory?: string;
  /** DuckDB's notation ('2GB'). */
  memoryLimit?: string; threads?: number; temporaryLimit?: string;
  queryTimeoutMilliseconds?: number; connections?: number;
}

export interface Store {
  readonly engine: Engine;
  readonly program: Program; readonly calendar: WorkdayCalendar;
  readonly tables: ReadonlyMap<string, Table>;
  /** The only folder from which the database may read files. */
  readonly temporaryDirectory: string;
  /** A connection of one's own, for staging; the caller closes it. Changes to stored tables go through `write`. */
  connect(): Promise<DuckDBConnection>;
  /** Runs `work` in a transaction, one at a time in order of arrival; on an error nothing of it remains. */
  write<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T>;
  /** Versions of indicator packs, and choices. */
  readonly definitions: Definitions;
  /** Forms being filled in. */
  readonly drafts: Drafts;
  /** Agencies' own texts of their reports. */
  readonly narratives: Narratives;
  /** Acts on the way of a report from draft to publication. */
  readonly filing: FilingEvents;
  /** The frozen model of every published version. */
  readonly publications: Publications;
  /** Accounts, grants, sessions, failed sign-ins. */
  readonly accounts: AccountRows;
  /** Proof attached to items, what the bureau said of it, points given by hand. */
  readonly evidence: Evidence;
  /** Who did what, appended. */
  readonly audit: Audit;
  uploads(): Promise<Upload[]>;
  handIns(): Promise<HandIn[]>;
  /** The tables of an agency and year as they were handed in, where they count now (see `given.ts`). */
  given(agency: string, year: number): Promise<StoredTable[]>;
  /** Every version of an agency's hand-ins for a year, newest first by ledger. */
  versions(agency: string, year: number): Promise<HandInVersion[]>;
  /** What an upload changed against what it replaced; of one agency where one is given. */
  changes(upload: number, agency: string | null): Promise<HandInChanges[]>;
  /** Puts what an upload replaced in force again, as a new upload. @throws NotCurrent */
  takeBack(upload: number, agency: string | null, note: string | null, at?: Date): ReturnType<typeof takeBack>;
  /** 零报告 or 无相关职责 as a hand-in of its own. @returns the upload */
  declareNothing(asked: { agency: string; year: number; names: string[]; kind: 'nil' | 'no_duty'; note: string | null }, at?: Date): Promise<number>;
  /** Changes when what is stored changes: a fingerprint of the uploads' contents, points given by hand and the calendar, independent of clock and path. */
  dataVersion(): Promise<string>;
  /**
   * Copies the whole database, one state of all tables, into a new file in `temporaryDirectory`, while it is read and written.
   * @returns the file (the caller moves or removes it) and what its tables hold
   */
  copy(): Promise<{ file: string; tables: TableContent[]; engine: string }>;
  /** Flushes the log into the file; skipped while a writer is at work. */
  checkpoint(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens (and makes or migrates) a store.
 * @throws SchemaConflict when a declared type differs from the stored one; StoreTooNew for one that a later program wrote; DuckDB's error when another process holds the file
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const memory = options.path === ':memory:';
  if (!memory) await mkdir(dirname(resolve(options.path)), { recursive: true });
  const parent = options.temporaryDirectory ?? (memory ? tmpdir() : join(dirname(resolve(options.path)), 'tmp'));
  await mkdir(parent, { recursive: true });
  const temporary = await mkdtemp(join(resolve(parent), 'zhiheng-'));
  const spill = join(temporary, 'spill'), intake = join(temporary, 'intake');
  await mkdir(spill); await mkdir(intake);

  let instance: DuckDBInstance;
  try {
    instance = await DuckDBInstance.create(memory ? ':memory:' : resolve(options.path), {
      memory_limit: options.memoryLimit ?? '4GB', threads: String(options.threads ?? Math.min(8, availableParallelism())),
      temp_directory: spill, max_temp_directory_size: options.temporaryLimit ?? '20GB',
      autoinstall_known_extensions: 'false', autoload_known_extensions: 'false', allow_community_extensions: 'false',
    });
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  const own = await instance.connect();
  const wanted = tables(options.program);
  try {
    await own.run(`SET allowed_directories = [${literal(intake)}]`);
    await own.run('SET enable_external_access = false');
    await own.run('SET lock_configuration = true');
    await inTransaction(own, () => prepare(own, wanted, options.calendar));
  } catch (error) {
    own.closeSync(); instance.closeSync();
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }

  const tablesByName: ReadonlyMap<string, Table> = new Map(wanted.map(table => [table.name, table]));
  const definitions = new Definitions(new Serial(await instance.connect()));
  const accounts = new AccountRows(new Serial(await instance.connect()));
  const audit = new Audit(new Serial(await instance.connect()));
  const drafts = new Drafts(new Serial(await instance.connect()));
  const narratives = new Narratives(new Serial(await instance.connect()));
  const engine = new DuckdbEngine(instance, {
    ...(options.queryTimeoutMilliseconds ? { timeoutMilliseconds: options.queryTimeoutMilliseconds } : {}),
    ...(options.connections ? { connections: options.connections } : {}),
  });
  let queue: Promise<unknown> = Promise.resolve(), copying: Promise<unknown> = Promise.resolve(), copies = 0;
  let writers = 0, closed = false;
  const inQueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work);
    queue = result.catch(() => undefined);
    return result;
  };
  const write = <T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> => {
    writers++;
    return inQueue(() => inTransaction(connection, work)).finally(() => { writers--; });
  };
  const acts = await instance.connect();
  const writeAct = async <T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    const done = await write(acts, () => work(acts));
    publications.changed();
    return done;
  };
  const filing = new FilingEvents(await instance.connect(), writeAct);
  const publications = new Publications(await instance.connect(), writeAct);
  const evidence = new Evidence(new Serial(await instance.connect()), writeAct);

  return {
    engine, program: options.program, calendar: options.calendar,
    tables: tablesByName, temporaryDirectory: intake,
    definitions, drafts, narratives, filing, publications, evidence, accounts, audit,
    connect: () => instance.connect(),
    write,
    uploads: () => inQueue(() => readUploads(own)),
    handIns: () => inQueue(() => readHandIns(own)),
    given: (agency, year) => inQueue(() => currentGiven(own, agency, year)),
    versions: (agency, year) => inQueue(() => handInVersions(own, agency, year)),
    changes: (upload, agency) => inQueue(() => changesOf(own, options.program, tablesByName, upload, agency)),
    takeBack: (upload, agency, note, at = new Date()) => inQueue(() => inTransaction(own, () => takeBack(own, tablesByName, upload, agency, note, at))),
    declareNothing: (asked, at = new Date()) => inQueue(() => inTransaction(own, () => declareNothing(own, options.program, tablesByName, asked, at))),
    dataVersion: () => inQueue(async () => {
      const log = await own.runAndReadAll('SELECT upload, files FROM main._uploads ORDER BY upload');
      const hash = createHash('sha256').update(calendarFingerprint(options.calendar));
      for (const [upload, files] of log.getRows()) hash.update(`\n${upload} ${files}`);
      const points = await own.runAndReadAll('SELECT number, pack, scorecard, item, agency, "year", points FROM main._hand_points ORDER BY number');
      for (const row of points.getRows()) hash.update(`\n${row.join(' ')}`);
      return hash.digest('hex').slice(0, 12);
    }),
    copy: async () => {
      const connection = await instance.connect();
      const file = join(intake, `copy-${++copies}.duckdb`);
      const made = copying.then(async () => {
        try {
          const [engineVersion] = (await connection.runAndReadAll('SELECT version()')).getRows()[0] as [string];
          return { file, tables: await copyDatabase(connection, file), engine: engineVersion };
        } catch (error) {
          await rm(file, { force: true });
          await rm(`${file}.wal`, { force: true });
          throw error;
        } finally { connection.closeSync(); }
      });
      copying = made.catch(() => undefined);
      return made;
    },
    checkpoint: () => inQueue(async () => {
      if (!memory && writers === 0) await own.run('CHECKPOINT').catch(() => undefined);
    }),
    async close() {
      if (closed) return;
      closed = true;
      await queue;
      await copying;
      await definitions.close();
      await drafts.close();
      await narratives.close();
      await filing.close();
      await publications.close();
      await evidence.close();
      acts.closeSync();
      await accounts.close();
      await audit.close();
      engine.close();
      if (!memory) await own.run('CHECKPOINT').catch(() => undefined);
      own.closeSync();
      instance.closeSync();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}

async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function prepare(connection: DuckDBConnection, wanted: Table[], calendar: WorkdayCalendar): Promise<void> {
  const changed = await migrate(connection, wanted);
  const fingerprint = calendarFingerprint(calendar);
  const known = (await connection.runAndReadAll(`SELECT "value" FROM main._meta WHERE "key" = 'calendar'`)).getRows()[0]?.[0];
  const stale = known !== fingerprint;
  if (stale) {
    await writeCalendar(connection, calendar);
    await connection.run(`DELETE FROM main._meta WHERE "key" = 'calendar'`);
    await connection.run(`INSERT INTO main._meta VALUES ('calendar', $1)`, [fingerprint]);
  }
  for (const table of stale && known !== undefined ? wanted : changed)
    for (const schema of ['main', 'history'] as const) await recomputeIndices(connection, schema, table);
}
