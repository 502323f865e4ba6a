/**
 * Tables as they were handed in, cell for cell: beside the forms that were read from them, because a merged column cannot be
 * split back, and alone where a table is nobody's form. A table is current as long as its upload is the one that counts for
 * its (agency, form, year) in `_reported`; tables of no form are reported there under `_given`.
 */
import type { DuckDBConnection } from '@duckdb/node-api';

export interface GivenTable {
  agency: string; year: number;
  /** Empty where the table is no form's. */
  form: string; view: string | null;
  title: string; unit: string | null; file: string; sheet: string | null;
  /** `column`: of the view, or of the form where there is no view; null where neither has it. */
  heads: { label: string; group: string | null; column: string | null }[];
  /** The agency's rows, or all rows of a table of no form; texts as they stood. */
  rows: (string | null)[][];
  notes: string[];
}
export interface StoredTable extends GivenTable { upload: number }

/** The name under which tables of no form stand in `_reported`. */
export const GIVEN = '_given';

export const GIVEN_TABLES = [
  'CREATE TABLE IF NOT EXISTS main._given (upload INTEGER, "number" INTEGER, agency VARCHAR, "year" INTEGER, form VARCHAR, "view" VARCHAR, title VARCHAR, unit VARCHAR, file VARCHAR, sheet VARCHAR, heads VARCHAR, "rows" VARCHAR, notes VARCHAR)',
];

/** Call inside the loading transaction. */
export async function writeGiven(connection: DuckDBConnection, upload: number, tables: GivenTable[]): Promise<void> {
  for (const [number, one] of tables.entries()) {
    await connection.run('INSERT INTO main._given VALUES ($1::INTEGER, $2::INTEGER, $3, $4::INTEGER, $5, $6, $7, $8, $9, $10, $11, $12, $13)',
      [upload, number, one.agency, one.year, one.form, one.view, one.title, one.unit, one.file, one.sheet, JSON.stringify(one.heads), JSON.stringify(one.rows), JSON.stringify(one.notes)]);
  }
}

/** The tables that count now for an agency and year, in the order of their uploads. */
export async function currentGiven(connection: DuckDBConnection, agency: string, year: number): Promise<StoredTable[]> {
  const reader = await connection.runAndReadAll(`SELECT g.upload, g.agency, g."year", g.form, g."view", g.title, g.unit, g.file, g.sheet, g.heads, g."rows", g.notes FROM main._given g
    JOIN main._reported r ON r.agency = g.agency AND r."year" = g."year" AND r.upload = g.upload AND r.ledger = CASE WHEN g.form = '' THEN '${GIVEN}' ELSE g.form END
    WHERE g.agency = $1 AND g."year" = $2::INTEGER ORDER BY g.upload, g."number"`, [agency, year]);
  return reader.getRows().map((row): StoredTable => {
    const [upload, of, inYear, form, view, title, unit, file, sheet, heads, rows, notes] = row;
    const text = (value: unknown): string | null => (value === null ? null : String(value));
    return {
      upload: Number(upload), agency: String(of), year: Number(inYear), form: String(form), view: text(view), title: String(title), unit: text(unit), file: String(file), sheet: text(sheet),
      heads: JSON.parse(String(heads)) as GivenTable['heads'], rows: JSON.parse(String(rows)) as GivenTable['rows'], notes: JSON.parse(String(notes)) as string[],
    };
  });
}
