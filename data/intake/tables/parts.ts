/** Rows of forms read from tables as the typed tables that are checked and loaded like any other. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Check, Program } from '../../../dsl/program.ts';
import { literal, quoted, type Table } from '../../store/schema.ts';
import { mergedInto } from '../../views.ts';
import { targetOf } from '../headers.ts';
import type { Place, Problems } from '../problems.ts';
import type { Part } from '../rows.ts';
import { temporaryName } from '../stage.ts';
import type { FormRow, PlacedCell } from './form-rows.ts';
import { needsSumOnly } from './symmetric.ts';

export interface PartsContext { connection: DuckDBConnection; program: Program; problems: Problems; tables: ReadonlyMap<string, Table> }

/** One part a form. What a view does not show stays as it was in the hand-in that this one replaces. */
export async function formParts(context: PartsContext, rows: FormRow[]): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [form, own] of Map.groupBy(rows, row => row.form)) {
    for (const row of own) if (row.partial) await carryOver(context, row);
    parts.push(await partOf(context, form, own));
  }
  return parts;
}

async function carryOver({ connection, program, problems }: PartsContext, row: FormRow): Promise<void> {
  const reader = await connection.runAndReadAll(`SELECT * FROM main.${quoted(row.form)} WHERE agency = $1 AND _year = $2::INTEGER`, [row.agency, row.year]);
  const [values] = reader.getRows(), names = reader.columnNames();
  if (!values) return;
  const text = (name: string): string | null => { const value = values[names.indexOf(name)]; return value === null || value === undefined ? null : String(value); };
  const kept: string[] = [];
  for (const column of program.forms[row.form]!.columns) {
    if (row.cells.has(column.name)) continue;
    const value = text(column.name), mark = text(`${column.name}__mark`);
    if (value === null && mark === null) continue;
    row.cells.set(column.name, { value, mark, place: row.place });
    kept.push(column.label);
    const merged = mergedInto(mark);
    if (merged) {
      const together = row.merged.find(one => one.label === merged.label);
      if (together) together.columns.push(column.name); else row.merged.push({ columns: [column.name], label: merged.label, value: merged.value });
    }
  }
  if (kept.length) problems.add('kept_from_before', row.place, { columns: kept.slice(0, 6).join('、'), count: kept.length, upload: text('_upload') ?? '' });
}

async function partOf({ connection, program, tables }: PartsContext, form: string, rows: FormRow[]): Promise<Part> {
  const table = tables.get(form)!, places = new Map<string, Place>(), used = new Set<number>();
  const numbered = rows.map(row => {
    let number = row.place.row ?? 1;
    while (used.has(number)) number += 100_000;
    used.add(number);
    places.set(`${number}`, row.place);
    for (const [column, cell] of row.cells) places.set(`${number} ${column}`, cell.place);
    return { row, number };
  });
  const merged = rows.some(row => row.merged.length > 0);
  const typed = temporaryName('form');
  const columnsOf = (): string => table.columns.map(column => quoted(column.name)).join(', ');
  const write = async (name: string, cellOf: (row: FormRow, column: string) => Pick<PlacedCell, 'value' | 'mark'> | undefined): Promise<void> => {
    await connection.run(`CREATE TEMP TABLE ${quoted(name)} (${table.columns.map(column => `${quoted(column.name)} ${column.sqlType}`).join(', ')})`);
    for (let at = 0; at < numbered.length; at += 100) {
      const values = numbered.slice(at, at + 100).map(({ row, number }) => `(${table.columns.map(column => {
        if (column.name === 'agency') return literal(row.agency);
        if (column.name === '_year') return String(row.year);
        if (column.name === '_row') return String(number);
        if (!column.field) return 'NULL';
        const cell = cellOf(row, column.field), text = column.name.endsWith('__mark') ? cell?.mark : cell?.value;
        return text === null || text === undefined ? 'NULL' : literal(text);
      }).join(', ')})`);
      await connection.run(`INSERT INTO ${quoted(name)} (${columnsOf()}) VALUES ${values.join(', ')}`);
    }
  };
  await write(typed, (row, column) => row.cells.get(column));
  const together = merged ? temporaryName('together') : null;
  if (together) await write(together, (row, column) => {
    const group = row.merged.find(one => one.columns.includes(column));
    return group ? { value: group.columns[0] === column ? group.value : '0', mark: null } : row.cells.get(column);
  });
  const declared = program.forms[form]!;
  const groups = rows.flatMap(row => row.merged.map(one => one.columns));
  const [first] = rows;
  return {
    file: first!.place.file, sheet: first!.place.sheet ?? null, target: targetOf(program, form)!, columns: [], headRow: 0, direct: null, raw: null, rowNumber: 'r._row', trimmed: true,
    materialise: () => Promise.resolve(), release: () => Promise.resolve(), typed, places,
    ...(together && { checkedOn: (check: Check): string => (groups.every(columns => needsSumOnly(declared, check.condition, columns)) ? together : typed) }),
  };
}
