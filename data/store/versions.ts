/**
 * Versions of what was handed in: which uploads an agency's ledgers and forms came from, what one changed against the one
 * before, taking one back, and saying that there was nothing to report. Nothing is overwritten: each act is an upload of its
 * own, and what it replaces moves to `history` like any other.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Field, Program } from '../../dsl/program.ts';
import { GIVEN } from './given.ts';
import { logUpload, supersede, type HandInAct } from './hand-ins.ts';
import { literal, quoted, storedFields, type Table } from './schema.ts';

/** One hand-in of a ledger or form; `current`: it is the one that counts. */
export interface HandInVersion {
  agency: string; ledger: string; year: number; upload: number; rows: number;
  act: HandInAct; receivedAt: string; note: string | null; files: string[];
  current: boolean; supersededBy: number | null;
}
export interface FieldChange { name: string; label: string; before: string | null; after: string | null }
export interface RowChange { kind: 'added' | 'removed' | 'changed'; key: string; row: number | null; fields: FieldChange[] }
/** What an upload changed of one ledger or form of an agency and year. `previous`: the upload it replaced. */
export interface HandInChanges {
  agency: string; ledger: string; year: number; previous: number | null;
  added: number; removed: number; changed: number; same: number;
  /** The first so-many. */
  rows: RowChange[];
}
/** The upload that is to be taken back is not the one that counts. */
export class NotCurrent extends Error {
  constructor(upload: number) { super(`upload ${upload} is not current`); this.name = 'NotCurrent'; }
}

const rowsOf = async (connection: DuckDBConnection, sql: string, values: (string | number)[] = []): Promise<unknown[][]> => (await connection.runAndReadAll(sql, values)).getRows();

/** All versions of an agency's year (`''`: shared ledgers), newest first. */
export async function handInVersions(connection: DuckDBConnection, agency: string, year: number): Promise<HandInVersion[]> {
  const found = await rowsOf(connection, `SELECT r.agency, r.ledger, r."year", r.upload, r."rows", r.later, u.act, strftime(u.received_at, '%Y-%m-%dT%H:%M:%SZ'), u.note, u.files FROM (
      SELECT agency, ledger, "year", upload, "rows", NULL::INTEGER AS later FROM main._reported UNION ALL
      SELECT agency, ledger, "year", upload, "rows", _superseded_by FROM history._reported) r
    JOIN main._uploads u ON u.upload = r.upload WHERE r.agency = $1 AND r."year" = $2::INTEGER AND r.ledger <> '${GIVEN}' ORDER BY r.ledger, r.upload DESC`, [agency, year]);
  return found.map(([of, ledger, inYear, upload, rows, later, act, receivedAt, note, files]): HandInVersion => ({
    agency: String(of), ledger: String(ledger), year: Number(inYear), upload: Number(upload), rows: Number(rows), act: (act === null ? 'files' : String(act)) as HandInAct,
    receivedAt: String(receivedAt), note: note === null ? null : String(note), files: (JSON.parse(String(files)) as { name: string }[]).map(file => file.name), current: later === null, supersededBy: later === null ? null : Number(later),
  }));
}

/** What an upload changed, by ledger, agency and year; of one agency only where one is given. */
export async function changesOf(connection: DuckDBConnection, program: Program, tables: ReadonlyMap<string, Table>, upload: number, agency: string | null, limit = 100): Promise<HandInChanges[]> {
  const reported = await rowsOf(connection, `SELECT agency, ledger, "year" FROM (SELECT agency, ledger, "year", upload FROM main._reported UNION ALL SELECT agency, ledger, "year", upload FROM history._reported)
    WHERE upload = $1::INTEGER AND ledger <> '${GIVEN}'${agency === null ? '' : ' AND agency = $2'} GROUP BY ALL ORDER BY ledger, agency, "year" LIMIT 500`, agency === null ? [upload] : [upload, agency]);
  const found: HandInChanges[] = [];
  for (const [of, name, year] of reported) {
    const table = tables.get(String(name));
    if (table) found.push(await changesIn(connection, program, table, { upload, agency: String(of), year: Number(year), limit }));
  }
  return found;
}

interface Which { upload: number; agency: string; year: number; limit: number }

async function changesIn(connection: DuckDBConnection, program: Program, table: Table, { upload, agency, year, limit }: Which): Promise<HandInChanges> {
  const ledger = program.ledgers[table.name];
  const fields: Pick<Field, 'name' | 'label' | 'personal'>[] = ledger ? storedFields(ledger).filter(field => field.name !== 'agency') : program.forms[table.name]!.columns;
  const scoped = !ledger || ledger.hasAgency;
  const where = `_year = ${year}${scoped ? ` AND agency = ${literal(agency)}` : ''}`;
  const columns = table.columns.map(column => quoted(column.name)).join(', '), source = quoted(table.name);
  const after = `SELECT ${columns} FROM main.${source} WHERE _upload = ${upload} AND ${where} UNION ALL SELECT ${columns} FROM history.${source} WHERE _upload = ${upload} AND ${where}`;
  const before = `SELECT ${columns} FROM history.${source} WHERE _superseded_by = ${upload} AND ${where}`;
  const key = ledger ? ledger.key.filter(name => table.columns.some(column => column.name === name)) : ['agency'];
  const on = key.map(name => `b.${quoted(name)} IS NOT DISTINCT FROM a.${quoted(name)}`).join(' AND ');
  // Of a form a mark stands for the value where there is none.
  const shown = (side: string, name: string): string => (ledger ? `CAST(${side}.${quoted(name)} AS VARCHAR)` : `coalesce(CAST(${side}.${quoted(name)} AS VARCHAR), ${side}.${quoted(`${name}__mark`)})`);
  const differs = fields.map(field => `${shown('b', field.name)} IS DISTINCT FROM ${shown('a', field.name)}`);
  const kind = `CASE WHEN b._row IS NULL THEN 'added' WHEN a._row IS NULL THEN 'removed' WHEN ${differs.join(' OR ') || 'false'} THEN 'changed' ELSE 'same' END`;
  const joined = `(${after}) a FULL JOIN (${before}) b ON ${on}`;
  const counts = new Map((await rowsOf(connection, `SELECT kind, count(*) FROM (SELECT ${kind} AS kind FROM ${joined}) GROUP BY 1`)).map(([one, count]) => [String(one), Number(count)]));
  const [earlier] = await rowsOf(connection, 'SELECT upload FROM history._reported WHERE _superseded_by = $1::INTEGER AND ledger = $2 AND agency = $3 AND "year" = $4::INTEGER LIMIT 1', [upload, table.name, scoped ? agency : '', year]);
  const list = await rowsOf(connection, `SELECT kind, key, n, ${fields.flatMap((_, index) => [`b${index}`, `a${index}`]).join(', ')} FROM (SELECT ${kind} AS kind,
      ${key.map(name => `coalesce(CAST(a.${quoted(name)} AS VARCHAR), CAST(b.${quoted(name)} AS VARCHAR), '')`).join(` || ' ' || `)} AS key, coalesce(a._row, b._row) AS n,
      ${fields.map((field, index) => `${shown('b', field.name)} AS b${index}, ${shown('a', field.name)} AS a${index}`).join(', ')} FROM ${joined}) WHERE kind <> 'same' ORDER BY n, key LIMIT ${limit}`);
  return {
    agency, ledger: table.name, year, previous: earlier ? Number(earlier[0]) : null,
    added: counts.get('added') ?? 0, removed: counts.get('removed') ?? 0, changed: counts.get('changed') ?? 0, same: counts.get('same') ?? 0,
    rows: list.map(([one, name, row, ...values]): RowChange => ({
      kind: String(one) as RowChange['kind'], key: ledger ? String(name) : '', row: row === null ? null : Number(row),
      fields: fields.flatMap((field, index): FieldChange[] => {
        const [old, fresh] = [text(values[2 * index]), text(values[2 * index + 1])];
        if (old === fresh) return [];
        const hide = (value: string | null): string | null => (value !== null && field.personal ? '***' : value);
        return [{ name: field.name, label: field.label, before: hide(old), after: hide(fresh) }];
      }),
    })),
  };
}

/** Decimals without the zeros that fill up their places. */
const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value).replace(/^(-?\d+)\.(\d*?)0+$/, (_, whole: string, part: string) => (part ? `${whole}.${part}` : whole)));

/**
 * Takes an upload back: the hand-ins it replaced are in force again, as a new upload; what had none before is not reported
 * again. Of one agency only where one is given. Call inside a transaction.
 * @returns the new upload and what it restored (`restored` null: nothing had been handed in before)
 * @throws NotCurrent when no hand-in of the upload counts any more; lines of `filings` that follow from what was done here do not count
 */
export async function takeBack(connection: DuckDBConnection, tables: ReadonlyMap<string, Table>, upload: number, agency: string | null, note: string | null, at: Date): Promise<{ upload: number; restored: { agency: string; ledger: string; year: number; restored: number | null }[] }> {
  const current = await rowsOf(connection, `SELECT r.agency, r.ledger, r."year", h.upload, h."rows" FROM main._reported r
    LEFT JOIN history._reported h ON h._superseded_by = r.upload AND h.agency = r.agency AND h.ledger = r.ledger AND h."year" = r."year"
    WHERE r.upload = $1::INTEGER AND NOT (r.ledger = 'filings' AND EXISTS (SELECT 1 FROM main._filing_events e WHERE e.agency = r.agency AND e."year" = r."year"))${agency === null ? '' : ' AND r.agency = $2'} ORDER BY r.ledger, r.agency, r."year"`, agency === null ? [upload] : [upload, agency]);
  if (current.length === 0) throw new NotCurrent(upload);
  const fresh = await logUpload(connection, [{ name: `takes back ${upload}`, bytes: 0, sha256: '' }], note, at, 'taken_back');
  const restored: { agency: string; ledger: string; year: number; restored: number | null }[] = [];
  for (const [of, name, inYear, earlier, rows] of current) {
    const ledger = String(name), year = Number(inYear), own = String(of), table = tables.get(ledger);
    const which = `ledger = ${literal(ledger)} AND agency = ${literal(own)} AND "year" = ${year}`;
    await connection.run(`INSERT INTO history._reported SELECT *, ${fresh} FROM main._reported WHERE ${which}`);
    await connection.run(`DELETE FROM main._reported WHERE ${which}`);
    if (table) {
      const columns = table.columns.map(column => quoted(column.name)), source = quoted(table.name);
      const mine = `_year = ${year}${table.columns.some(column => column.name === 'agency') && own !== '' ? ` AND agency = ${literal(own)}` : ''}`;
      await connection.run(`INSERT INTO history.${source} (${columns.join(', ')}, _superseded_by) SELECT ${columns.join(', ')}, ${fresh} FROM main.${source} WHERE ${mine}`);
      await connection.run(`DELETE FROM main.${source} WHERE ${mine}`);
      if (earlier !== null) await connection.run(`INSERT INTO main.${source} (${columns.join(', ')}) SELECT ${columns.map(column => (column === quoted('_upload') ? String(fresh) : column)).join(', ')} FROM history.${source} WHERE _superseded_by = ${upload} AND _upload = ${Number(earlier)} AND ${mine}`);
    }
    if (earlier !== null) {
      await connection.run('INSERT INTO main._reported VALUES ($1, $2, $3::INTEGER, $4::INTEGER, $5::BIGINT)', [own, ledger, year, fresh, Number(rows)]);
      await connection.run(`INSERT INTO main._given SELECT ${fresh}, * EXCLUDE (upload) FROM main._given WHERE upload = ${Number(earlier)} AND agency = ${literal(own)} AND "year" = ${year} AND form = ${literal(ledger === GIVEN ? '' : ledger)}`);
    }
    restored.push({ agency: own, ledger, year, restored: earlier === null ? null : Number(earlier) });
  }
  return { upload: fresh, restored };
}

/**
 * Says of ledgers and forms that there was nothing: `nil` (零报告: the duty is there, nothing happened; a form's cells are 0)
 * or `no_duty` (无相关职责: a form's cells are `/`). Call inside a transaction. @returns the upload
 */
export async function declareNothing(connection: DuckDBConnection, program: Program, tables: ReadonlyMap<string, Table>, asked: { agency: string; year: number; names: string[]; kind: 'nil' | 'no_duty'; note: string | null }, at: Date): Promise<number> {
  const { agency, year, names, kind } = asked;
  const upload = await logUpload(connection, names.map(name => ({ name: `${kind} ${name}`, bytes: 0, sha256: '' })), asked.note, at, kind);
  for (const name of names) {
    const table = tables.get(name)!, form = program.forms[name];
    const pairs = `(SELECT ${literal(agency)} AS agency, ${year}::INTEGER AS "year", ${form ? 1 : 0}::BIGINT AS "rows")`;
    await supersede(connection, table, pairs, true, upload);
    if (!form) continue;
    const values = table.columns.map(column => {
      if (column.name === 'agency') return literal(agency);
      if (column.name === '_year') return String(year);
      if (column.name === '_upload') return String(upload);
      if (column.name === '_row') return '1';
      const mark = column.name.endsWith('__mark');
      return kind === 'nil' ? (mark ? 'NULL' : '0') : mark ? "'/'" : 'NULL';
    });
    await connection.run(`INSERT INTO main.${quoted(name)} (${table.columns.map(column => quoted(column.name)).join(', ')}) VALUES (${values.join(', ')})`);
  }
  return upload;
}
