/** The report's figures as Parquet: the long table of `tidy.ts`, written by a DuckDB of its own that holds nothing else. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { ReportModel } from './model.ts';
import { aboutFile, PLACES, scaledValue, TIDY, tidyRows, type TidyKind } from './tidy.ts';

const TYPES: Record<TidyKind, string> = { text: 'VARCHAR', integer: 'INTEGER', decimal: `DECIMAL(38,${PLACES})`, day: 'DATE' };
const name = (column: string): string => `"${column}"`;

/** One thread: rows stay in their order and the same figures give the same bytes. */
let writer: Promise<{ connection: DuckDBConnection; folder: string }> | null = null;
function opened(): Promise<{ connection: DuckDBConnection; folder: string }> {
  writer ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhiheng-parquet-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB', temp_directory: folder, autoinstall_known_extensions: 'false', autoload_known_extensions: 'false' });
    return { connection: await instance.connect(), folder };
  })();
  return writer;
}

let files = 0;

/** The same model gives the same bytes with the same DuckDB. @throws Error when a figure has more than four decimals */
export async function renderParquet(model: ReportModel): Promise<Uint8Array> {
  const { connection, folder } = await opened();
  const rows = tidyRows(model);
  for (const row of rows) for (const column of TIDY) if (column.kind === 'decimal' && row[column.name]) scaledValue(row[column.name]!);
  const about = Object.entries(aboutFile(model));
  files += 1;
  const file = join(folder, `${files}.parquet`);
  // Names are ours and fixed; rows and what the file says of itself are bound.
  const fields = TIDY.map((column) => `"${column.name}":"VARCHAR"`).join(',');
  const statement = await connection.prepare(
    `COPY (SELECT ${TIDY.map((column) => `CAST(r.${name(column.name)} AS ${TYPES[column.kind]}) AS ${name(column.name)}`).join(', ')} FROM (SELECT unnest(from_json($1, '[{${fields}}]')) AS r)) `
    + `TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${about.map(([key], index) => `${key}: $${index + 2}`).join(', ')}})`);
  try {
    statement.bindVarchar(1, JSON.stringify(rows));
    about.forEach(([, value], index) => statement.bindVarchar(index + 2, value));
    await statement.run();
    return new Uint8Array(readFileSync(file));
  } finally {
    statement.destroySync();
    rmSync(file, { force: true });
  }
}
