/**
 * Who reported what, in which upload, and what it replaced (design rules 10 and 13). A new hand-in supersedes the
 * earlier one for exactly its (agency, ledger, year): the old rows move to `history`, in the same transaction.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { quoted } from './schema.ts';
import type { Table } from './schema.ts';

export interface UploadedFile { name: string; bytes: number; sha256: string }
/** How a hand-in came: from files, taken back to an earlier one, or the statement that there was nothing (零报告, 无相关职责). */
export type HandInAct = 'files' | 'taken_back' | 'nil' | 'no_duty';
export interface Upload { upload: number; receivedAt: string; files: UploadedFile[]; note: string | null }
/** `agency` is empty for shared ledgers (the roster, inspection caps). */
export interface HandIn { agency: string; ledger: string; year: number; upload: number; rows: number }

/** Gives the next upload number and writes the log entry. Call inside the loading transaction. */
export async function logUpload(connection: DuckDBConnection, files: UploadedFile[], note: string | null, receivedAt: Date, act: HandInAct = 'files'): Promise<number> {
  const reader = await connection.runAndReadAll('SELECT coalesce(max(upload), 0) + 1 FROM main._uploads');
  const upload = Number(reader.getRows()[0]![0]);
  await connection.run('INSERT INTO main._uploads (upload, received_at, files, note, act) VALUES ($1::INTEGER, $2::TIMESTAMP, $3, $4, $5)',
    [upload, receivedAt.toISOString().replace('T', ' ').replace('Z', ''), JSON.stringify(files), note, act]);
  return upload;
}

/**
 * Makes way for a hand-in: the hand-ins in `pairs` (a table with agency, year, rows) of this ledger replace what is there.
 * @returns the superseded upload by "agency\u0000year"
 */
export async function supersede(connection: DuckDBConnection, table: Table, pairs: string, hasAgency: boolean, upload: number): Promise<Map<string, number>> {
  const earlier = await connection.runAndReadAll(
    `SELECT r.agency, r."year", r.upload FROM main._reported r JOIN ${pairs} p ON p.agency = r.agency AND p."year" = r."year" WHERE r.ledger = $1`, [table.name]);
  const superseded = new Map(earlier.getRows().map(([agency, year, old]) => [`${agency}\u0000${year}`, Number(old)]));
  if (superseded.size) {
    const names = table.columns.map(column => quoted(column.name)).join(', ');
    const which = hasAgency ? `(agency, _year) IN (SELECT agency, "year" FROM ${pairs})` : `_year IN (SELECT "year" FROM ${pairs})`;
    await connection.run(`INSERT INTO history.${quoted(table.name)} (${names}, _superseded_by) SELECT ${names}, ${upload} FROM main.${quoted(table.name)} WHERE ${which}`);
    await connection.run(`DELETE FROM main.${quoted(table.name)} WHERE ${which}`);
    const old = `ledger = $1 AND (agency, "year") IN (SELECT agency, "year" FROM ${pairs})`;
    await connection.run(`INSERT INTO history._reported SELECT *, ${upload} FROM main._reported WHERE ${old}`, [table.name]);
    await connection.run(`DELETE FROM main._reported WHERE ${old}`, [table.name]);
  }
  await connection.run(`INSERT INTO main._reported SELECT agency, $1, "year", ${upload}, "rows" FROM ${pairs}`, [table.name]);
  return superseded;
}

export async function readUploads(connection: DuckDBConnection): Promise<Upload[]> {
  const reader = await connection.runAndReadAll("SELECT upload, strftime(received_at, '%Y-%m-%dT%H:%M:%SZ'), files, note FROM main._uploads ORDER BY upload");
  return reader.getRows().map(([upload, receivedAt, files, note]) => ({ upload: Number(upload), receivedAt: String(receivedAt), files: JSON.parse(String(files)) as UploadedFile[], note: note === null ? null : String(note) }));
}

/** The current hand-ins, ordered by ledger, year, agency. */
export async function readHandIns(connection: DuckDBConnection): Promise<HandIn[]> {
  const reader = await connection.runAndReadAll(`SELECT agency, ledger, "year", upload, "rows" FROM main._reported WHERE ledger <> '_given' ORDER BY ledger, "year", agency`);
  return reader.getRows().map(([agency, ledger, year, upload, rows]) => ({ agency: String(agency), ledger: String(ledger), year: Number(year), upload: Number(upload), rows: Number(rows) }));
}
