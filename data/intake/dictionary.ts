/**
 * What the texts of a column stand for that SQL does not read itself: each different one is read once by `cells.ts` and
 * joined back, inline where they are few. Also where each text stands that cannot be read.
 */
import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../store/schema.ts';
import { canonical, lostDigitsSql } from './canonical.ts';
import { readCell, readFormCell } from './cells.ts';
import type { CellType } from './cells.ts';
import type { MappedColumn } from './headers.ts';
import type { ProblemCode, Problems } from './problems.ts';
import { temporaryName } from './stage.ts';
import type { Staged } from './stage.ts';

export interface TypedColumn extends MappedColumn {
  /** SQL of the cell's text (alias r). */
  raw: string; type: CellType; sqlType: string;
  /** A form's own column: value and mark. */
  form: boolean;
  dictionary: Dictionary | null;
}
interface Bad { problem: ProblemCode; words: Record<string, string | number> }
export interface Dictionary {
  values: Map<string, { value: string | string[] | null; mark: string | null }>;
  bad: Map<string, Bad>;
  /** Texts that are kept but should be looked at. */
  warnings: Map<string, Bad>;
  table: string | null;
}

/** Up to so many texts a dictionary is a CASE; more are a join. */
const INLINE = 24;
/** More different texts than this in a column of choices: it is the wrong column. */
const DIFFERENT = 200_000;
/** Parts the values of a list in the dictionary's table. */
const LIST_MARK = '\u001f';

export async function readDictionary(connection: DuckDBConnection, staged: Staged, column: TypedColumn): Promise<Dictionary> {
  const { type, raw } = column;
  const unread = column.form ? `${raw} IS NOT NULL` : type.kind === 'text' ? lostDigitsSql(raw) : `${raw} IS NOT NULL AND (${canonical(type, raw, staged.trimmed)}) IS NULL`;
  const limit = ['choice', 'choices', 'boolean'].includes(type.kind) ? ` LIMIT ${DIFFERENT}` : '';
  const reader = await connection.runAndReadAll(`SELECT DISTINCT ${raw} FROM ${quoted(staged.raw!)} r WHERE ${unread}${limit}`);
  const dictionary: Dictionary = { values: new Map(), bad: new Map(), warnings: new Map(), table: null };
  for (const [cell] of reader.getRows()) {
    const text = String(cell);
    if (column.form) {
      const reading = readFormCell(type as CellType & { kind: 'number' }, text);
      if ('problem' in reading) dictionary.bad.set(text, reading);
      else dictionary.values.set(text, reading);
      if ('mark' in reading && reading.mark !== null && reading.mark !== '/' && reading.mark !== '-') dictionary.warnings.set(text, { problem: 'form_text', words: { found: reading.mark } });
      continue;
    }
    const reading = readCell(type, text);
    if ('problem' in reading) dictionary.bad.set(text, reading);
    else if (type.kind !== 'text') dictionary.values.set(text, { value: typeof reading.value === 'boolean' ? String(reading.value) : reading.value, mark: null });
  }
  if (dictionary.values.size + dictionary.bad.size > INLINE) dictionary.table = await writeTable(connection, dictionary, column);
  return dictionary;
}

async function writeTable(connection: DuckDBConnection, dictionary: Dictionary, column: TypedColumn): Promise<string> {
  const texts = temporaryName('texts'), name = temporaryName('dictionary');
  await connection.run(`CREATE TEMP TABLE ${quoted(texts)} (raw VARCHAR, "value" VARCHAR, mark VARCHAR)`);
  const appender = await connection.createAppender(texts, 'main', 'temp');
  const entries = [...dictionary.values].map(([raw, { value, mark }]) => [raw, Array.isArray(value) ? value.join(LIST_MARK) : value, mark] as const);
  entries.push(...[...dictionary.bad.keys()].map(raw => [raw, null, null] as const));
  for (let at = 0; at < entries.length; at += 2048) {
    const part = entries.slice(at, at + 2048);
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, VARCHAR], part.length);
    for (const index of [0, 1, 2] as const) chunk.setColumnValues(index, part.map(entry => entry[index]));
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
  const value = column.type.kind === 'choices' ? 'string_split("value", chr(31))' : `CAST("value" AS ${column.sqlType})`;
  await connection.run(`CREATE TEMP TABLE ${quoted(name)} AS SELECT raw, ${value} AS "value", mark FROM ${quoted(texts)}`);
  await connection.run(`DROP TABLE ${quoted(texts)}`);
  return name;
}

/** The join that the column's expressions need, or nothing. */
export function joinSql(column: TypedColumn): string {
  const table = column.dictionary?.table;
  return table ? `LEFT JOIN ${quoted(table)} d${column.index} ON d${column.index}.raw = ${column.raw}` : '';
}

/** The cell's value. */
export function valueSql(column: TypedColumn, trimmed: boolean): string {
  const { dictionary, type, raw, sqlType } = column;
  const direct = column.form ? `NULL::${sqlType}` : canonical(type, raw, trimmed);
  if (!dictionary || !(dictionary.values.size || dictionary.bad.size)) return direct;
  if (type.kind === 'text') {
    const known = dictionary.table ? `d${column.index}.raw IS NOT NULL` : `${raw} IN (${[...dictionary.bad.keys()].map(literal).join(', ')})`;
    return `CASE WHEN ${known} THEN NULL ELSE ${direct} END`;
  }
  if (dictionary.table) return `coalesce(${direct}, d${column.index}."value")`;
  const constant = (value: string | string[]): string => (Array.isArray(value) ? `[${value.map(literal).join(', ')}]` : `CAST(${literal(value)} AS ${sqlType})`);
  const whens = [...dictionary.values].filter(([, { value }]) => value !== null).map(([text, { value }]) => `WHEN ${literal(text)} THEN ${constant(value!)}`);
  return whens.length ? `coalesce(${direct}, CASE ${raw} ${whens.join(' ')} END)` : direct;
}

/** The mark of a form's cell. */
export function markSql(column: TypedColumn): string {
  const { dictionary, raw } = column;
  if (!dictionary) return 'NULL';
  if (dictionary.table) return `d${column.index}.mark`;
  const whens = [...dictionary.values].filter(([, { mark }]) => mark !== null).map(([text, { mark }]) => `WHEN ${literal(text)} THEN ${literal(mark!)}`);
  return whens.length ? `CASE ${raw} ${whens.join(' ')} END` : 'NULL';
}

/** Names every cell whose text could not be read, or is kept as it stands. */
export async function reportCells(connection: DuckDBConnection, problems: Problems, staged: Staged, column: TypedColumn): Promise<void> {
  const { dictionary } = column;
  for (const [said, severity] of [[dictionary?.bad, 'error'], [dictionary?.warnings, 'warning']] as const) {
    if (!said?.size) continue;
    const texts = [...said.keys()];
    const which = texts.length <= 1000 ? `${column.raw} IN (${texts.map(literal).join(', ')})`
      : severity === 'error' ? `${column.raw} IN (SELECT raw FROM ${quoted(dictionary!.table!)} WHERE "value" IS NULL AND mark IS NULL)` : `${column.raw} IN (SELECT raw FROM ${quoted(dictionary!.table!)} WHERE mark IS NOT NULL)`;
    const reader = await connection.runAndReadAll(`SELECT (${staged.rowNumber})::INTEGER AS n, ${column.raw}, count(*) OVER () FROM ${quoted(staged.raw!)} r WHERE ${which} ORDER BY n LIMIT ${problems.limit}`);
    const rows = reader.getRows();
    let listed = 0;
    for (const [row, text] of rows) {
      const entry = said.get(String(text));
      if (!entry) continue;
      listed++;
      problems.add(entry.problem, { file: staged.file, sheet: staged.sheet, row: Number(row), columnIndex: column.index, column: column.header }, entry.words);
    }
    const total = Number(rows[0]?.[2] ?? 0);
    if (listed === problems.limit && total > listed) problems.addUncounted(total - listed, severity);
  }
}
