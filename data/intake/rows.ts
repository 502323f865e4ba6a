/**
 * What must hold of typed rows and between them: required cells, one-of-two cells, keys, agencies, years, and the
 * declarations' own checks. All set-based; only the rows that are wrong come out of the database.
 */
import { DuckDBDecimalValue } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Check, Field, Program } from '../../dsl/program.ts';
import type { Statement } from '../../metrics/types.ts';
import { literal, quoted } from '../store/schema.ts';
import { trimmedSql } from './canonical.ts';
import { creditCodeProblem } from './credit-code.ts';
import { otherField } from './headers.ts';
import { nearest } from './nearest.ts';
import type { Place, Problems } from './problems.ts';
import type { Staged } from './stage.ts';

/** A staged file with its typed table. */
export interface Part extends Staged {
  typed: string;
  /** Where the rows and cells of a form stand that was read from tables: by `row` and `row field`. */
  places?: Map<string, Place>;
  /** The table that a check looks at, where it is not `typed`: columns handed in as one figure are a figure there. */
  checkedOn?: (check: Check) => string;
}
export interface RowContext {
  connection: DuckDBConnection; program: Program; problems: Problems; parts: Part[];
  year: number; kind: 'bulk' | 'agency'; agency: string | null;
}

const rowsOf = async (connection: DuckDBConnection, sql: string): Promise<unknown[][]> => (await connection.runAndReadAll(sql)).getRows();
/** Where a row's field stands. */
export const placeOf = (part: Part, row: number | null, field?: string): Place => {
  const known = part.places && row !== null ? part.places.get(`${row} ${field}`) ?? part.places.get(`${row}`) : undefined;
  if (known) return known.column === undefined && field ? { ...known, column: part.target.fields.find(one => one.name === field)?.label ?? field } : known;
  const column = part.columns.find(candidate => candidate.field.name === field);
  return { file: part.file, sheet: part.sheet, row, ...(column ? { columnIndex: column.index, column: column.header } : field ? { column: part.target.fields.find(one => one.name === field)?.label ?? field } : {}) };
};

/** Required cells that are empty, and pairs of which only one may be filled. */
export async function checkFilled(context: RowContext, part: Part): Promise<void> {
  const { connection, problems } = context;
  const stored = (field: Field): string => `t.${quoted(field.name)}`;
  const columnOf = (name: string): string | null => { const column = part.columns.find(candidate => candidate.field.name === name); return column ? `c${column.index}` : null; };
  // Where texts were staged a cell is empty when its text is; where they were not, every text was read.
  const blank = (name: string): string => (columnOf(name) === null ? 'true' : part.raw ? `${trimmedSql(`r.${columnOf(name)}`)} IS NULL` : `t.${quoted(name)} IS NULL`);
  const from = `FROM ${quoted(part.typed)} t${part.raw ? ` JOIN (SELECT (${part.rowNumber})::INTEGER AS n, r.* FROM ${quoted(part.raw)} r) r ON r.n = t._row` : ''}`;
  for (const field of part.target.fields) {
    const other = part.target.kind === 'ledger' ? otherField(field) : null;
    if (other && columnOf(field.name) && columnOf(other)) {
      const label = part.target.fields.find(one => one.name === other)?.label ?? other;
      for (const [row] of await rowsOf(connection, `SELECT t._row ${from} WHERE NOT ${blank(field.name)} AND NOT ${blank(other)} ORDER BY 1 LIMIT ${problems.limit}`))
        problems.add('only_one_of', placeOf(part, Number(row), field.name), { first: field.label, second: label });
    }
    // A file read in one pass has no empty required cell (see inOnePass).
    if (!part.raw && !other) continue;
    if (!field.required || (!columnOf(field.name) && !(other && columnOf(other)))) continue;
    if (!columnOf(field.name) && field.name === 'agency') continue;
    const empties = Number((await rowsOf(connection, `SELECT count(*) - count(${stored(field)}) FROM ${quoted(part.typed)} t`))[0]![0]);
    if (!empties) continue;
    for (const [row] of await rowsOf(connection, `SELECT t._row ${from} WHERE ${stored(field)} IS NULL AND ${blank(field.name)}${other ? ` AND ${blank(other)}` : ''} ORDER BY 1 LIMIT ${problems.limit}`))
      problems.add('required', placeOf(part, Number(row), field.name), { label: field.label });
  }
}

/** Rows of other agencies (agency upload), agencies that are not on the roster, codes whose check digit is wrong. */
export async function checkAgencies(context: RowContext): Promise<void> {
  const { connection, problems, parts } = context;
  const roster = context.program.ledgers['agencies'];
  const code = roster?.key[0];
  for (const part of parts.filter(one => one.target.name === 'agencies' && code)) {
    for (const [value, row] of await rowsOf(connection, `SELECT ${quoted(code!)}, min(_row) FROM ${quoted(part.typed)} WHERE ${quoted(code!)} IS NOT NULL GROUP BY 1 ORDER BY 2`)) {
      const reason = creditCodeProblem(String(value));
      if (reason) problems.add('agency_code', placeOf(part, Number(row), code), { found: String(value), reason_zh: reason.zh, reason_en: reason.en });
    }
  }
  const scoped = parts.filter(hasAgency);
  if (!scoped.length || !roster || !code) return;
  const rosters = [`SELECT ${quoted(code)} AS code, name FROM main.agencies`, ...parts.filter(one => one.target.name === 'agencies').map(one => `SELECT ${quoted(code)}, name FROM ${quoted(one.typed)}`)];
  const known = new Map((await rowsOf(connection, `SELECT DISTINCT code, name FROM (${rosters.join(' UNION ALL ')}) WHERE code IS NOT NULL`)).map(([value, name]) => [String(value), String(name ?? '')]));
  if (!known.size) { problems.add('no_roster', { file: scoped[0]!.file, sheet: scoped[0]!.sheet }); return; }
  if (context.kind === 'agency' && context.agency !== null && !known.has(context.agency)) problems.add('unknown_agency', { file: scoped[0]!.file }, { found: context.agency, ...close(context.agency, known) });
  for (const part of scoped) {
    const found = (await rowsOf(connection, `SELECT agency, min(_row), count(*) FROM ${quoted(part.typed)} WHERE agency IS NOT NULL GROUP BY 1`)).map(([agency]) => String(agency));
    const foreign = context.kind === 'agency' ? found.filter(agency => agency !== context.agency) : [];
    const unknown = context.kind === 'agency' ? [] : found.filter(agency => !known.has(agency));
    for (const wrong of foreign.length ? foreign : unknown) {
      const rows = await rowsOf(connection, `SELECT _row FROM ${quoted(part.typed)} WHERE agency = ${literal(wrong)} ORDER BY 1 LIMIT ${problems.limit}`);
      for (const [row] of rows) {
        if (foreign.length) problems.add('other_agency', placeOf(part, Number(row), 'agency'), { found: wrong, wanted: context.agency ?? '' });
        else problems.add('unknown_agency', placeOf(part, Number(row), 'agency'), { found: wrong, ...close(wrong, known) });
      }
    }
  }
}

function close(found: string, known: Map<string, string>): Record<string, string> {
  const code = [...known].find(([, name]) => name === found)?.[0] ?? (known.size <= 5000 && found.length > 8 ? nearest(found, known.keys()) : null);
  return { nearest_zh: code ? `(是否为 ${code} ${known.get(code)}?)` : '', nearest_en: code ? ` (did you mean ${code} ${known.get(code)}?)` : '' };
}

export const hasAgency = (part: Staged): boolean => part.target.kind === 'form' || part.target.ledger.hasAgency;
const keyOf = (part: Staged): string[] => (part.target.kind === 'form' ? ['agency', '_year'] : [...(hasAgency(part) ? ['agency'] : []), ...part.target.ledger.key]);

/**
 * One key, one row: within the hand-in (all files of a ledger together), and for dated ledgers against the hand-ins that
 * stay current. `staying` is the SQL condition for stored rows (alias s) that this hand-in does not supersede.
 */
export async function checkKeys(context: RowContext, parts: Part[], staying: string): Promise<void> {
  const { connection, problems } = context;
  const [first] = parts;
  if (!first) return;
  const keys = keyOf(first).filter(name => name === '_year' || name === 'agency' || first.target.fields.some(field => field.name === name));
  const columns = keys.map(quoted).join(', ');
  const all = parts.map((part, index) => `SELECT ${columns}, _row, ${index} AS f FROM ${quoted(part.typed)}`).join(' UNION ALL ');
  const filled = keys.map(key => `${quoted(key)} IS NOT NULL`).join(' AND ');
  const shown = keys.filter(key => key !== 'agency' || keys.length === 1 || first.target.kind === 'form');
  const words = (row: unknown[]): string => shown.map(key => `${labelOf(first, key)} ${plain(row[keys.indexOf(key)])}`).join('、');
  const hashed = parts.map(part => `SELECT hash(${columns}) AS h FROM ${quoted(part.typed)} WHERE ${filled}`).join(' UNION ALL ');
  const twice = Number((await rowsOf(connection, `SELECT count(*) - count(DISTINCT h) FROM (${hashed})`))[0]![0]);
  const groups = twice === 0 ? [] : await rowsOf(connection, `SELECT ${columns}, list(f * 100000000::BIGINT + _row ORDER BY f, _row) FROM (${all}) WHERE ${filled} GROUP BY ${columns} HAVING count(*) > 1 LIMIT ${problems.limit}`);
  for (const group of groups) {
    const places = (group.at(-1) as { items: bigint[] }).items.map(Number).map(place => ({ part: parts[Math.floor(place / 1e8)]!, row: place % 1e8 }));
    const earlier = places[0]!;
    for (const later of places.slice(1)) {
      const place = placeOf(later.part, later.row, keys.at(-1) === '_year' ? 'agency' : keys.at(-1)!);
      if (later.part === earlier.part) problems.add('duplicate_key', place, { key: words(group), first: earlier.row, second: later.row });
      else problems.add('duplicate_key_files', place, { key: words(group), first_file: fileOf(earlier.part), first: earlier.row, second: later.row });
    }
  }
  if (first.target.kind === 'form' || first.target.ledger.snapshot) return;
  const table = `main.${quoted(first.target.name)}`;
  if (!Number((await rowsOf(connection, `SELECT count(*) FROM (SELECT 1 FROM ${table} LIMIT 1)`))[0]![0])) return;
  const same = keys.map(key => `s.${quoted(key)} = n.${quoted(key)}`).join(' AND ');
  const clashes = await rowsOf(connection, `SELECT ${keys.map(key => `n.${quoted(key)}`).join(', ')}, n._row, n.f, s._year, s._upload FROM (${all}) n JOIN ${table} s ON ${same} WHERE ${staying} ORDER BY n.f, n._row LIMIT ${problems.limit}`);
  for (const clash of clashes) {
    const [row, file, year, upload] = clash.slice(keys.length).map(Number);
    problems.add('duplicate_stored', placeOf(parts[file!]!, row!, keys.at(-1)!), { key: words(clash), year: year!, upload: upload! });
  }
}

const fileOf = (part: Part): string => (part.sheet ? `${part.file} / ${part.sheet}` : part.file);
const labelOf = (part: Staged, key: string): string => (key === '_year' ? '年度' : part.target.fields.find(field => field.name === key)?.label ?? key);
/** A decimal comes with all its places: 50.0000 is 50. */
const plain = (value: unknown): string => (value === true ? '是' : value === false ? '否' : value instanceof DuckDBDecimalValue ? String(value).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : String(value));

/** An agency's own upload with rows of another year: they count in that year, and the uploader should know. */
export async function checkYears(context: RowContext, part: Part): Promise<void> {
  if (context.kind !== 'agency') return;
  for (const [year, row, count] of await rowsOf(context.connection, `SELECT _year, min(_row), count(*) FROM ${quoted(part.typed)} WHERE _year IS NOT NULL AND _year <> ${context.year} GROUP BY 1 ORDER BY 1`)) {
    const field = part.target.kind === 'ledger' ? part.target.ledger.datedBy : 'year';
    context.problems.add('other_year', placeOf(part, Number(row), field), { found: Number(year), wanted: context.year, count: Number(count) });
  }
}

export type DeclaredChecks = (ledger: string, table: string) => { check: Check; statement: Statement }[];

/** How a check's statement names the sum of a form's group. */
const SUM = 'total of ';

/**
 * Runs the declarations' checks; each statement gives `_row` and the fields involved of the rows that contradict. Of a
 * form's group that is added up (a column `total of GROUP`) the sum is told, not its parts.
 */
export async function runChecks(context: RowContext, part: Part, checks: DeclaredChecks, hard: 'refuse' | 'warn'): Promise<void> {
  const { connection, problems } = context;
  const on = part.checkedOn;
  const tables = new Set([part.typed, ...(on ? checks(part.target.name, part.typed).map(({ check }) => on(check)) : [])]);
  const statements = [...tables].flatMap(table => checks(part.target.name, table).filter(({ check }) => (on ? on(check) : part.typed) === table));
  for (const { check, statement } of statements) {
    const reader = await connection.runAndReadAll(statement.sql, statement.values.map(value => (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) >= 2 ** 31 ? BigInt(value) : value)));
    const names = reader.columnNames();
    const at = names.indexOf('_row');
    for (const values of reader.getRows()) {
      const all = names.map((name, index) => ({ name, value: values[index] }));
      const sums = all.filter(({ name }) => name.startsWith(SUM)).map(({ name, value }) => ({ ...groupOf(part, name.slice(SUM.length)), value }));
      const fields = all.filter(({ name }) => !name.startsWith('_') && part.target.fields.some(field => field.name === name && !field.personal));
      const own = fields.filter(({ name }) => !sums.some(sum => sum.columns.includes(name)));
      const text = [
        ...sums.map(({ label, value }) => ({ label: `${sums.length > 1 ? label : ''}各项之和`, value })), ...own.map(({ name, value }) => ({ label: labelOf(part, name), value })),
      ].map(({ label, value }) => `${label} ${value === null || value === undefined ? '空' : plain(value)}`).join(',');
      problems.add('check', placeOf(part, at < 0 ? null : Number(values[at]), (own[0] ?? fields[0])?.name), { label: check.label, found: text || '不一致' }, check.severity === 'error' && hard === 'warn' ? 'warning' : check.severity);
    }
  }
}

/** A group of the form's columns. */
function groupOf(part: Part, name: string): { label: string; columns: string[] } {
  if (part.target.kind !== 'form') return { label: name, columns: [] };
  const { groups, columns } = part.target.form;
  return { label: groups.find(group => group.name === name)?.label ?? name, columns: columns.filter(column => column.group === name).map(column => column.name) };
}
