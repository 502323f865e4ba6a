/**
 * What an upload may not say by itself: the lines of a ledger that the system keeps where something was done here already,
 * and 已核实 (`confirmed`), which is the bureau's word. An agency's own rows keep that word where they did not change.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../store/schema.ts';
import type { Table } from '../store/schema.ts';
import type { Part, RowContext } from './rows.ts';

/** Whether a bureau confirms the table's rows. */
export const bearsConfirmation = (table: Pick<Table, 'columns'>): boolean => table.columns.some(column => column.name === 'confirmed' && column.sqlType === 'BOOLEAN');

/** Problems of one ledger's parts; `pairs` is the table of agencies and years that they would replace. */
export async function checkKept(context: RowContext, group: Part[], pairs: string): Promise<void> {
  const { connection, problems, program, kind } = context;
  const [part] = group, target = part!.target, ledger = program.ledgers[target.name];
  if (ledger?.system) {
    const reader = await connection.runAndReadAll(`SELECT DISTINCT p.agency, p."year" FROM ${quoted(pairs)} p JOIN main._filing_events e ON e.agency = p.agency AND e."year" = p."year" ORDER BY 1, 2 LIMIT 20`);
    for (const [agency, year] of reader.getRows()) problems.add('has_events', { file: part!.file, sheet: part!.sheet }, { found: ledger.label, agency: String(agency), year: Number(year) });
  }
  if (kind !== 'agency' || !ledger?.fields.some(field => field.name === 'confirmed' && field.type.kind === 'boolean' && !field.computed)) return;
  for (const one of group) {
    const [row] = (await connection.runAndReadAll(`SELECT count(*) FROM ${quoted(one.typed)} WHERE confirmed`)).getRows();
    if (Number(row![0]) > 0) problems.add('confirmed_by_bureau', { file: one.file, sheet: one.sheet }, { count: Number(row![0]) });
  }
}

/** Sets `confirmed` of an upload's rows to what stood on the same row before, where nothing else of it changed; else to no word. */
export async function keepConfirmations(connection: DuckDBConnection, table: Table, upload: number): Promise<void> {
  const name = quoted(table.name);
  const same = table.columns.filter(column => column.name !== 'confirmed' && !/^_(upload|row)$/.test(column.name) && !column.index).map(column => `h.${quoted(column.name)} IS NOT DISTINCT FROM t.${quoted(column.name)}`);
  await connection.run(`UPDATE main.${name} AS t SET confirmed = (SELECT bool_or(h.confirmed) FROM history.${name} h WHERE h._superseded_by = ${literal(String(upload))}::INTEGER AND ${same.join(' AND ')}) WHERE t._upload = ${literal(String(upload))}::INTEGER`);
}
