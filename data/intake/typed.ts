/**
 * Staged texts as typed columns, in one set-based pass. SQL reads the canonical forms (2024-01-05, 行政处罚, 是, 12.5);
 * each other text that occurs is read once by `cells.ts` and joined back as a dictionary, so that what is accepted is
 * described in one place. Texts that cannot be read become problems, with every cell that holds them.
 */
import { DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Field } from '../../dsl/program.ts';
import { literal, quoted } from '../store/schema.ts';
import type { Table } from '../store/schema.ts';
import { BLANKS, cellType, readCell, readFormCell } from './cells.ts';
import type { CellType } from './cells.ts';
import type { MappedColumn } from './headers.ts';
import type { ProblemCode, Problems } from './problems.ts';
import { temporaryName } from './stage.ts';
import type { Staged } from './stage.ts';

export interface TypedContext {
  connection: DuckDBConnection; problems: Problems; table: Table;
  /** The hand-in's year: of snapshots, and of form rows that name none. */
  year: number;
  /** Fills the agency column where the file has none. */
  agency: string | null;
}

interface Bad { problem: ProblemCode; words: Record<string, string | number> }
/** What the texts of a column that SQL does not read itself stand for. */
interface Dictionary { values: Map<string, { value: string | null; mark: string | null }>; bad: Map<string, Bad>; warnings: Map<string, Bad>; table: string | null }

/** Up to so many texts a dictionary is a CASE; more are a join. */
const INLINE = 24;
/** More different texts than this in a column of choices: it is the wrong column. */
const DIFFERENT = 200_000;
const EDGE_BLANKS = literal(BLANKS);
export const trimmedSql = (raw: string): string => `nullif(trim(${raw}, ${EDGE_BLANKS}), '')`;

/** The SQL that reads a canonical text, NULL for any other. */
export function canonical(type: CellType, raw: string): string {
  switch (type.kind) {
    case 'text': {
      const text = trimmedSql(raw);
      return type.emptyWords.length ? `CASE WHEN ${text} IN (${type.emptyWords.map(literal).join(', ')}) THEN NULL ELSE ${text} END` : text;
    }
    case 'date': return `CASE WHEN strlen(${raw}) = 10 AND ${raw} >= '1900-' AND ${raw} < '2101-' AND ${raw}[5] = '-' AND ${raw}[8] = '-' THEN try_cast(${raw} AS DATE) END`;
    case 'boolean': return `CASE ${raw} WHEN '是' THEN true WHEN '否' THEN false END`;
    case 'number': return type.integer
      ? `CASE WHEN regexp_full_match(${raw}, '\\d{1,14}') THEN try_cast(${raw} AS BIGINT) END`
      : `CASE WHEN regexp_full_match(${raw}, '-?\\d{1,14}(\\.\\d{1,4})?') THEN try_cast(${raw} AS DECIMAL(18,4)) END`;
    case 'choice': return `CASE WHEN ${raw} IN (${type.choices.map(choice => literal(choice.value)).join(', ')}) THEN ${raw} END`;
    case 'choices': return `CASE WHEN ${raw} IN (${type.choices.map(choice => literal(choice.value)).join(', ')}) THEN [${raw}] END`;
  }
}

/** Separates the values of a list in a dictionary. */
const LIST_MARK = '\u001f';
const cast = (text: string, type: CellType, sqlType: string): string =>
  type.kind === 'choices' ? `string_split(${text}, chr(31))` : type.kind === 'text' || type.kind === 'choice' ? text : `CAST(${text} AS ${sqlType})`;

interface Column extends MappedColumn { raw: string; type: CellType; sqlType: string; form: boolean; dictionary: Dictionary | null }

/**
 * Makes the typed temporary table of a staged file: the columns of the stored table, `_row`, `_year`, no `_upload`.
 * Unreadable cells are NULL in it and reported.
 * @returns its name
 */
export async function typedTable(context: TypedContext, staged: Staged): Promise<string> {
  const { connection, table } = context;
  const keys = staged.target.kind === 'ledger' ? staged.target.ledger.key : [];
  const isForm = (field: Field): boolean => staged.target.kind === 'form' && field.name !== 'agency' && field.name !== 'year';
  const columns = staged.columns.map((mapped): Column => ({
    ...mapped, raw: `r.c${mapped.index}`, form: isForm(mapped.field), dictionary: null,
    type: cellType(mapped.field, mapped.field.name === 'agency' || keys.includes(mapped.field.name)),
    sqlType: table.columns.find(column => column.field === mapped.field.name && !column.index)?.sqlType ?? 'BIGINT',
  }));
  const early = columns.filter(column => column.form || ['boolean', 'choice', 'choices'].includes(column.type.kind));
  for (const column of early) column.dictionary = await readDictionary(context, staged, column);
  const name = temporaryName('typed');
  await connection.run(typedSql(context, staged, columns, name));

  // Dates and numbers are mostly canonical: only where texts were lost is a dictionary made and the table made again.
  const late = columns.filter(column => !early.includes(column) && column.type.kind !== 'text');
  const identifiers = columns.filter(column => column.type.kind === 'text' && column.type.identifier);
  let again = false;
  if (late.length || identifiers.length) {
    const rawCounts = [...late.map(column => `count(${column.raw})`), ...identifiers.map(column => `count_if(contains(${column.raw}, 'E+') AND regexp_full_match(trim(${column.raw}), '\\d(\\.\\d+)?E\\+\\d+'))`)];
    const [raw] = (await connection.runAndReadAll(`SELECT ${rawCounts.join(', ')} FROM ${quoted(staged.raw)} r`)).getRows();
    const typedCounts = late.map(column => `count(${quoted(column.field.name === 'year' && staged.target.kind === 'form' ? '_year' : column.field.name)})`);
    const typed = late.length ? (await connection.runAndReadAll(`SELECT ${typedCounts.join(', ')} FROM ${quoted(name)}`)).getRows()[0]! : [];
    for (const [index, column] of [...late, ...identifiers].entries()) {
      const lost = index < late.length ? (column.form || (column.field.name === 'year' && staged.target.kind === 'form') || raw![index] !== typed[index]) : Number(raw![index]) > 0;
      if (!lost) continue;
      column.dictionary = await readDictionary(context, staged, column);
      again ||= column.dictionary.values.size + column.dictionary.bad.size > 0;
    }
  }
  if (again) {
    await connection.run(`DROP TABLE ${quoted(name)}`);
    await connection.run(typedSql(context, staged, columns, name));
  }
  for (const column of columns) await reportCells(context, staged, column);
  return name;
}

function typedSql(context: TypedContext, staged: Staged, columns: Column[], name: string): string {
  const { table, year, agency } = context;
  const byField = new Map(columns.map(column => [column.field.name, column]));
  const joins: string[] = [];
  const expressions: string[] = [`(${staged.rowNumber})::INTEGER AS _row`];
  for (const column of columns) {
    const join = dictionaryJoin(column);
    if (join) joins.push(join);
  }
  for (const stored of table.columns) {
    if (stored.name.startsWith('_') || stored.index) continue;
    const column = stored.field ? byField.get(stored.field) : byField.get(stored.name);
    const mark = staged.target.kind === 'form' && stored.name.endsWith('__mark');
    const expression = column ? (mark ? markSql(column) : valueSql(column))
      : stored.name === 'agency' && agency !== null ? literal(agency) : 'NULL';
    expressions.push(`${mark || !column ? `CAST(${expression} AS ${stored.sqlType})` : expression} AS ${quoted(stored.name)}`);
  }
  const formYear = staged.target.kind === 'form' ? byField.get('year') : undefined;
  if (formYear) expressions.push(`coalesce(${valueSql(formYear)}, ${year}) AS _form_year`);
  const cells = columns.map(column => column.raw);
  const inner = `SELECT ${expressions.join(', ')} FROM ${quoted(staged.raw)} r ${joins.join(' ')}${cells.length ? ` WHERE coalesce(${cells.join(', ')}) IS NOT NULL` : ''}`;

  const outer = table.columns.map(stored => {
    if (stored.index) return `k_${stored.field}.${quoted(stored.index)} AS ${quoted(stored.name)}`.replace(`k_${stored.field}`, quoted(`k_${stored.field}`));
    if (stored.name === '_year') return `${yearSql(staged, formYear !== undefined, year)} AS _year`;
    if (stored.name === '_upload') return 'NULL::INTEGER AS _upload';
    return `t.${quoted(stored.name)} AS ${quoted(stored.name)}`;
  });
  const calendars = table.columns.filter(stored => stored.index === 'floor')
    .map(stored => (byField.has(stored.field!) ? `LEFT JOIN main._calendar ${quoted(`k_${stored.field}`)} ON ${quoted(`k_${stored.field}`)}."day" = t.${quoted(stored.field!)}` : `CROSS JOIN (SELECT NULL::INTEGER AS "floor", NULL::INTEGER AS "ceil") ${quoted(`k_${stored.field}`)}`));
  return `CREATE TEMP TABLE ${quoted(name)} AS SELECT ${outer.join(', ')} FROM (${inner}) t ${calendars.join(' ')}`;
}

function yearSql(staged: Staged, formYear: boolean, year: number): string {
  if (staged.target.kind === 'form') return formYear ? 't._form_year::INTEGER' : `${year}::INTEGER`;
  const { ledger } = staged.target;
  if (ledger.snapshot || !ledger.datedBy) return `${year}::INTEGER`;
  const dated = ledger.fields.find(field => field.name === ledger.datedBy);
  const column = `t.${quoted(ledger.datedBy)}`;
  return dated?.type.kind === 'date' ? `year(${column})::INTEGER` : `${column}::INTEGER`;
}

function dictionaryJoin(column: Column): string | null {
  const dictionary = column.dictionary;
  if (!dictionary?.table) return null;
  return `LEFT JOIN ${quoted(dictionary.table)} d${column.index} ON d${column.index}.raw = ${column.raw}`;
}

function valueSql(column: Column): string {
  const { dictionary, type, raw, sqlType } = column;
  const direct = column.form ? 'NULL' : canonical(type, raw);
  const read = (text: string): string => (column.form ? `CAST(${text} AS ${sqlType})` : cast(text, type, sqlType));
  if (!dictionary || !(dictionary.values.size || dictionary.bad.size)) return column.form ? `NULL::${sqlType}` : direct;
  // For an identifier the dictionary only holds what is wrong with it.
  if (type.kind === 'text') return `CASE WHEN ${inDictionary(column)} THEN NULL ELSE ${direct} END`;
  if (dictionary.table) return `coalesce(${direct}, ${read(`d${column.index}.value`)})`;
  const whens = [...dictionary.values].map(([text, { value }]) => `WHEN ${literal(text)} THEN ${value === null ? 'NULL' : read(literal(value))}`);
  return whens.length ? `coalesce(${direct}, CASE ${raw} ${whens.join(' ')} END)` : direct;
}

const inDictionary = (column: Column): string => (column.dictionary!.table ? `d${column.index}.raw IS NOT NULL` : `${column.raw} IN (${[...column.dictionary!.bad.keys()].map(literal).join(', ')})`);

function markSql(column: Column): string {
  const { dictionary, raw } = column;
  if (!dictionary) return 'NULL';
  if (dictionary.table) return `d${column.index}.mark`;
  const whens = [...dictionary.values].filter(([, { mark }]) => mark !== null).map(([text, { mark }]) => `WHEN ${literal(text)} THEN ${literal(mark!)}`);
  return whens.length ? `CASE ${raw} ${whens.join(' ')} END` : 'NULL';
}

/** Reads each different text that SQL does not read. */
async function readDictionary(context: TypedContext, staged: Staged, column: Column): Promise<Dictionary> {
  const { connection } = context;
  const { type, raw } = column;
  const unread = column.form ? `${raw} IS NOT NULL`
    : type.kind === 'text' ? `contains(${raw}, 'E+') AND regexp_full_match(trim(${raw}), '\\d(\\.\\d+)?E\\+\\d+')`
    : `${raw} IS NOT NULL AND (${canonical(type, raw)}) IS NULL`;
  const limit = ['choice', 'choices', 'boolean'].includes(type.kind) && !column.form ? ` LIMIT ${DIFFERENT}` : '';
  const texts = (await connection.runAndReadAll(`SELECT DISTINCT ${raw} FROM ${quoted(staged.raw)} r WHERE ${unread}${limit}`)).getRows().map(row => String(row[0]));
  const dictionary: Dictionary = { values: new Map(), bad: new Map(), warnings: new Map(), table: null };
  for (const text of texts) {
    if (column.form) {
      const reading = readFormCell(type as CellType & { kind: 'number' }, text);
      if ('problem' in reading) { dictionary.bad.set(text, reading); continue; }
      dictionary.values.set(text, reading);
      if (reading.mark !== null && reading.mark !== '/' && reading.mark !== '-') dictionary.warnings.set(text, { problem: 'form_text', words: { found: reading.mark } });
      continue;
    }
    const reading = readCell(type, text);
    if ('problem' in reading) dictionary.bad.set(text, reading);
    else if (type.kind !== 'text') dictionary.values.set(text, { value: Array.isArray(reading.value) ? reading.value.join(LIST_MARK) : reading.value === null ? null : String(reading.value), mark: null });
  }
  if (dictionary.values.size + dictionary.bad.size > INLINE || dictionary.warnings.size) dictionary.table = await dictionaryTable(connection, dictionary);
  return dictionary;
}

async function dictionaryTable(connection: DuckDBConnection, dictionary: Dictionary): Promise<string> {
  const name = temporaryName('texts');
  await connection.run(`CREATE TEMP TABLE ${quoted(name)} (raw VARCHAR, "value" VARCHAR, mark VARCHAR)`);
  const appender = await connection.createAppender(name, 'main', 'temp');
  const entries = [...[...dictionary.values].map(([raw, { value, mark }]) => [raw, value, mark] as const), ...[...dictionary.bad.keys()].map(raw => [raw, null, null] as const)];
  for (let at = 0; at < entries.length; at += 2048) {
    const part = entries.slice(at, at + 2048);
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR, VARCHAR], part.length);
    for (const index of [0, 1, 2] as const) chunk.setColumnValues(index, part.map(entry => entry[index]));
    appender.appendDataChunk(chunk);
  }
  appender.flushSync();
  appender.closeSync();
  return name;
}

/** Names every cell whose text could not be read, or is kept as it stands in a form. */
async function reportCells(context: TypedContext, staged: Staged, column: Column): Promise<void> {
  const { connection, problems } = context;
  const { dictionary } = column;
  const said = new Map([...(dictionary?.bad ?? []), ...(dictionary?.warnings ?? [])]);
  if (!said.size) return;
  const texts = [...said.keys()];
  const which = texts.length <= 1000 ? `${column.raw} IN (${texts.map(literal).join(', ')})` : `${column.raw} IN (SELECT raw FROM ${quoted(dictionary!.table!)} WHERE "value" IS NULL)`;
  const found = await connection.runAndReadAll(`SELECT (${staged.rowNumber})::INTEGER AS n, ${column.raw} FROM ${quoted(staged.raw)} r WHERE ${which} ORDER BY n LIMIT ${problems.limit + 1}`);
  const rows = found.getRows();
  for (const [row, text] of rows.slice(0, problems.limit)) {
    const entry = said.get(String(text));
    if (entry) problems.add(entry.problem, { file: staged.file, sheet: staged.sheet, row: Number(row), columnIndex: column.index, column: column.header }, entry.words);
  }
  if (rows.length > problems.limit) {
    const total = Number((await connection.runAndReadAll(`SELECT count(*) FROM ${quoted(staged.raw)} r WHERE ${which}`)).getRows()[0]![0]);
    problems.addUncounted(total - problems.limit, 'error');
  }
}
