/**
 * A new version of a hand-in that the system itself makes: what was confirmed, what happened to a filing. It goes the way
 * of any upload (a number in the log, the old rows to `history`), so that nothing is overwritten and figures change with it.
 */
import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { logUpload, supersede } from './hand-ins.ts';
import { quoted } from './schema.ts';
import type { Table } from './schema.ts';
import { recomputeIndices } from './calendar-table.ts';

export interface Amendment {
  agency: string; year: number;
  /** What the log of uploads says. */
  note: string; at: Date;
  /** The change as text: it enters the fingerprint of the data. */
  content: string;
}

/**
 * Carries an agency's rows of a ledger and year over into a new upload, and lets `change` alter the carried rows (those with
 * `_upload` = the number it gets). Call inside a transaction of the store's writer.
 * @returns the upload's number
 */
export async function amendHandIn(connection: DuckDBConnection, table: Table, { agency, year, note, at, content }: Amendment, change: (upload: number) => Promise<void>): Promise<number> {
  const bytes = Buffer.from(content, 'utf8');
  const upload = await logUpload(connection, [{ name: table.name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }], note, at);
  await connection.run('CREATE OR REPLACE TEMP TABLE _amended AS SELECT $1::VARCHAR AS agency, $2::INTEGER AS "year", 0::BIGINT AS "rows"', [agency, year]);
  await supersede(connection, table, '_amended', true, upload);
  await connection.run('DROP TABLE _amended');
  const names = table.columns.map((column) => quoted(column.name)).join(', ');
  const carried = table.columns.map((column) => (column.name === '_upload' ? String(upload) : quoted(column.name))).join(', ');
  await connection.run(`INSERT INTO main.${quoted(table.name)} (${names}) SELECT ${carried} FROM history.${quoted(table.name)} WHERE agency = $1 AND _year = $2::INTEGER AND _superseded_by = ${upload}`, [agency, year]);
  await change(upload);
  await recomputeIndices(connection, 'main', table, `_upload = ${upload}`);
  await connection.run(`UPDATE main._reported SET "rows" = (SELECT count(*) FROM main.${quoted(table.name)} WHERE agency = $1 AND _year = $2::INTEGER) WHERE agency = $1 AND "year" = $2::INTEGER AND ledger = $3`, [agency, year, table.name]);
  return upload;
}

/** One line of the ledger `filings`; days are yyyy-mm-dd. */
export interface FilingLine { version: number; submittedOn: string | null; filedOn: string | null; superiorOn: string | null; publishedOn: string | null; url: string | null }

/**
 * Sets the lines of `filings` of one report: versions that are given replace what is there, `drop` removes a version, others
 * stay. Does nothing when the lines are as they should be already.
 * @param report the choice as the ledger stores it
 * @returns the upload's number, or null when nothing changed
 */
export async function writeFilingLines(connection: DuckDBConnection, table: Table, of: { agency: string; year: number; report: string; at: Date }, lines: readonly FilingLine[], drop: readonly number[]): Promise<number | null> {
  const { agency, year, report, at } = of;
  const stored = await connection.runAndReadAll(
    `SELECT "version", CAST(submitted_on AS VARCHAR), CAST(filed_on AS VARCHAR), CAST(superior_on AS VARCHAR), CAST(published_on AS VARCHAR), url FROM main.filings WHERE agency = $1 AND _year = $2::INTEGER AND report = $3`, [agency, year, report]);
  const text = (cell: unknown): string | null => (cell === null ? null : String(cell));
  const known = new Map(stored.getRows().map(([version, submitted, filed, superior, published, url]) => [Number(version), [submitted, filed, superior, published, url].map(text).join('|')]));
  const wanted = (line: FilingLine): string => [line.submittedOn, line.filedOn, line.superiorOn, line.publishedOn, line.url].join('|');
  const changed = lines.filter((line) => known.get(line.version) !== wanted(line));
  const dropped = drop.filter((version) => known.has(version));
  if (changed.length === 0 && dropped.length === 0) return null;
  return amendHandIn(connection, table, { agency, year, at, note: '报送与公开登记', content: JSON.stringify([agency, year, report, changed, dropped]) }, async (upload) => {
    for (const version of [...changed.map((line) => line.version), ...dropped]) {
      await connection.run(`DELETE FROM main.filings WHERE agency = $1 AND _year = $2::INTEGER AND report = $3 AND "version" = $4::INTEGER AND _upload = ${upload}`, [agency, year, report, version]);
    }
    for (const line of changed) {
      await connection.run(
        `INSERT INTO main.filings (agency, "year", report, "version", submitted_on, filed_on, superior_on, published_on, url, _year, _upload, _row) VALUES ($1, $2::INTEGER, $3, $4::INTEGER, $5::DATE, $6::DATE, $7::DATE, $8::DATE, $9, $2::INTEGER, ${upload},
          (SELECT coalesce(max(_row), 0) + 1 FROM main.filings WHERE agency = $1 AND _upload = ${upload}))`,
        [agency, year, report, line.version, line.submittedOn, line.filedOn, line.superiorOn, line.publishedOn, line.url]);
    }
  });
}
