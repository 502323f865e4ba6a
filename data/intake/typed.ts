/**
 * Texts as typed columns, set-based: the columns of the stored table with `_row`, `_year` and the working-day indices.
 *
 * A well-formed CSV file goes from the database's CSV reader into its types in one pass, which stops at the first text
 * that needs closer reading. Then, and for sheets, the texts are staged, the unusual ones are read by dictionary, and
 * what cannot be read becomes problems, cell by cell.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../store/schema.ts';
import type { Table } from '../store/schema.ts';
import { canonicalOrStop, lostDigitsSql } from './canonical.ts';
import { cellType } from './cells.ts';
import { joinSql, markSql, readDictionary, reportCells, valueSql } from './dictionary.ts';
import type { TypedColumn } from './dictionary.ts';
import type { Problems } from './problems.ts';
import { isCsvError, temporaryName } from './stage.ts';
import type { Staged } from './stage.ts';

export interface TypedContext {
  connection: DuckDBConnection; problems: Problems; table: Table;
  /** The hand-in's year: of snapshots, and of form rows that name none. */
  year: number;
  /** Fills the agency column where the file has none. */
  agency: string | null;
  /** First day of `_calendar`. */
  calendarFrom: string;
  signal?: AbortSignal | undefined;
  onRows?: ((rows: number) => void) | undefined;
}

/** The variable that holds the working-day indices by day: 2 × floor, and 1 more where the day is none. */
const CALENDAR_VARIABLE = 'zhiheng_calendar';

/** Call once per connection before `typedTable`. */
export async function prepareCalendar(connection: DuckDBConnection): Promise<void> {
  await connection.run(`SET VARIABLE ${CALENDAR_VARIABLE} = (SELECT list("floor" + "ceil" ORDER BY "day")::INTEGER[] FROM main._calendar)`);
}

/**
 * Makes the typed temporary table (or view) of a staged file. Unreadable cells are NULL in it and reported; rows that
 * hold nothing are left out.
 * @returns its name
 */
export async function typedTable(context: TypedContext, staged: Staged): Promise<string> {
  const keys = staged.target.kind === 'ledger' ? staged.target.ledger.key : [];
  const columns = staged.columns.map((mapped): TypedColumn => ({
    ...mapped, raw: `r.c${mapped.index}`, dictionary: null,
    form: staged.target.kind === 'form' && mapped.field.name !== 'agency' && mapped.field.name !== 'year',
    type: cellType(mapped.field, mapped.field.name === 'agency' || keys.includes(mapped.field.name), mapped.field.name === 'agency' || (staged.target.name === 'agencies' && keys.includes(mapped.field.name))),
    sqlType: context.table.columns.find(column => column.field === mapped.field.name && !column.index)?.sqlType ?? (mapped.field.name === 'year' ? 'BIGINT' : 'VARCHAR'),
  }));
  const direct = await inOnePass(context, staged, columns);
  if (typeof direct === 'string') return direct;
  await staged.materialise(direct.careful);
  return fromTexts(context, staged, columns);
}

/** Straight from the file. What it cannot settle (an unusual text, an empty required cell) is left to the staged way. */
async function inOnePass(context: TypedContext, staged: Staged, columns: TypedColumn[]): Promise<string | { careful: boolean }> {
  const { connection } = context;
  if (!staged.direct || staged.target.kind === 'form' || !columns.length) return { careful: false };
  const base = temporaryName('base'), name = temporaryName('typed');
  const value = (column: TypedColumn): string => canonicalOrStop(column.type, column.raw, staged.trimmed, column.sqlType);
  try {
    await connection.run(selectSql(context, staged, columns, base, { from: `${staged.direct} r`, value, row: null, where: '' }));
  } catch (error) {
    context.signal?.throwIfAborted();
    if (!isCsvError(error) && !/closer reading/.test(String(error))) throw error;
    return { careful: isCsvError(error) };
  }
  const required = columns.filter(column => column.field.required && !column.field.otherwise).map(column => `count(*) = count(${quoted(column.field.name)})`);
  const dates = columns.filter(column => column.type.kind === 'date').map(column => `coalesce(min(${quoted(column.field.name)}) >= DATE '1900-01-01' AND max(${quoted(column.field.name)}) <= DATE '2100-12-31', true)`);
  const [verified, rows] = (await connection.runAndReadAll(`SELECT ${[...required, ...dates, 'true'].join(' AND ')}, count(*) FROM ${quoted(base)}`)).getRows()[0]!;
  if (!verified) { await connection.run(`DROP TABLE ${quoted(base)}`); return { careful: false }; }
  context.onRows?.(Number(rows));
  await connection.run(`CREATE TEMP VIEW ${quoted(name)} AS SELECT (b.rowid + 2)::INTEGER AS _row, b.* FROM ${quoted(base)} b`);
  return name;
}

async function fromTexts(context: TypedContext, staged: Staged, columns: TypedColumn[]): Promise<string> {
  const { connection } = context;
  const early = columns.filter(column => column.form || ['boolean', 'choice', 'choices'].includes(column.type.kind));
  for (const column of early) column.dictionary = await readDictionary(connection, staged, column);
  const name = temporaryName('typed');
  const cells = columns.map(column => column.raw);
  const make = (): Promise<unknown> => connection.run(selectSql(context, staged, columns, name, {
    from: `${quoted(staged.raw!)} r ${columns.map(joinSql).join(' ')}`, value: column => valueSql(column, staged.trimmed), row: `(${staged.rowNumber})::INTEGER`,
    where: cells.length ? ` WHERE coalesce(${cells.join(', ')}) IS NOT NULL` : '',
  }));
  await make();

  // Dates and numbers are mostly canonical: only where texts were lost is a dictionary made and the table made again.
  const formYear = (column: TypedColumn): boolean => staged.target.kind === 'form' && column.field.name === 'year';
  const late = columns.filter(column => !early.includes(column) && column.type.kind !== 'text');
  const identifiers = columns.filter(column => column.type.kind === 'text' && column.type.identifier);
  const looked = [...late, ...identifiers];
  if (looked.length) {
    const texts = [...late.map(column => `count(${column.raw})`), ...identifiers.map(column => `count_if(${lostDigitsSql(column.raw)})`)];
    const values = [...late.map(column => `count(${quoted(formYear(column) ? '_year' : column.field.name)})`), ...identifiers.map(() => 'count_if(false)')];
    const before = (await connection.runAndReadAll(`SELECT ${texts.join(', ')} FROM ${quoted(staged.raw!)} r`)).getRows()[0]!;
    const after = (await connection.runAndReadAll(`SELECT ${values.join(', ')} FROM ${quoted(name)}`)).getRows()[0]!;
    let again = false;
    for (const [index, column] of looked.entries()) {
      if (!formYear(column) && Number(before[index]) === Number(after[index])) continue;
      column.dictionary = await readDictionary(connection, staged, column);
      again ||= column.dictionary.values.size + column.dictionary.bad.size > 0;
    }
    if (again) {
      await connection.run(`DROP TABLE ${quoted(name)}`);
      await make();
    }
  }
  for (const column of columns) await reportCells(connection, context.problems, staged, column);
  return name;
}

interface Reading { from: string; value(column: TypedColumn): string; row: string | null; where: string }

function selectSql(context: TypedContext, staged: Staged, columns: TypedColumn[], name: string, reading: Reading): string {
  const { table, year, agency, calendarFrom } = context;
  const byField = new Map(columns.map(column => [column.field.name, column]));
  const inner = reading.row ? [`${reading.row} AS _row`] : [];
  for (const stored of table.columns) {
    if (stored.name.startsWith('_') || stored.index) continue;
    const column = byField.get(stored.field ?? stored.name);
    const mark = staged.target.kind === 'form' && stored.name.endsWith('__mark');
    const absent = stored.name === 'agency' && agency !== null ? literal(agency) : 'NULL';
    inner.push(`${column && !mark ? reading.value(column) : `CAST(${column ? markSql(column) : absent} AS ${stored.sqlType})`} AS ${quoted(stored.name)}`);
  }
  const formYear = staged.target.kind === 'form' ? byField.get('year') : undefined;
  if (formYear) inner.push(`coalesce(${reading.value(formYear)}, ${year})::INTEGER AS _form_year`);

  const outer = reading.row ? ['t._row AS _row'] : [];
  for (const stored of table.columns) {
    if (stored.name === '_row') continue;
    if (stored.name === '_year') outer.push(`${yearSql(staged, formYear !== undefined, year)} AS _year`);
    else if (stored.name === '_upload') outer.push('NULL::INTEGER AS _upload');
    else if (stored.index) outer.push(`${byField.has(stored.field!) ? indexSql(`t.${quoted(`${stored.field!}__both`)}`, stored.index) : 'NULL::INTEGER'} AS ${quoted(stored.name)}`);
    else outer.push(`t.${quoted(stored.name)} AS ${quoted(stored.name)}`);
  }
  const both = table.columns.filter(stored => stored.index === 'floor' && byField.has(stored.field!))
    .map(stored => `, ${bothSql(quoted(stored.field!), calendarFrom)} AS ${quoted(`${stored.field!}__both`)}`);
  return `CREATE TEMP TABLE ${quoted(name)} AS SELECT ${outer.join(', ')} FROM (SELECT *${both.join('')} FROM (SELECT ${inner.join(', ')} FROM ${reading.from}${reading.where})) t`;
}

/** 2 × floor + (1 where the day is no working day), NULL outside the known years. Named once a date: the constant is long. */
const bothSql = (day: string, from: string): string => `list_extract(getvariable('${CALENDAR_VARIABLE}'), greatest(${day} - DATE '${from}' + 1, 0))`;
/** Halved down it is floor, halved up it is ceil. */
const indexSql = (both: string, index: 'floor' | 'ceil'): string => (index === 'floor' ? `(${both} >> 1)::INTEGER` : `((${both} + 1) >> 1)::INTEGER`);

function yearSql(staged: Staged, formYear: boolean, year: number): string {
  if (staged.target.kind === 'form') return formYear ? 't._form_year' : `${year}::INTEGER`;
  const { ledger } = staged.target;
  if (ledger.snapshot || !ledger.datedBy) return `${year}::INTEGER`;
  const dated = ledger.fields.find(field => field.name === ledger.datedBy);
  const column = `t.${quoted(ledger.datedBy)}`;
  return dated?.type.kind === 'date' ? `year(${column})::INTEGER` : `${column}::INTEGER`;
}
