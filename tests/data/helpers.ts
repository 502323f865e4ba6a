/** A store in memory over the shipped catalogue, and uploads written to a folder of the test. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendar } from '../../data/calendar/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { importFiles, validateFiles } from '../../data/intake/index.ts';
import type { ImportOptions, ImportResult, InputFile } from '../../data/intake/index.ts';
import { checkCharacter } from '../../data/intake/credit-code.ts';
import { openStore } from '../../data/store/index.ts';
import type { Store, StoreOptions } from '../../data/store/index.ts';
import { compile } from '../../dsl/index.ts';

export const program = compile(catalogueSources()).program;
export const days = calendar();
export const directory = mkdtempSync(join(tmpdir(), 'zhiheng-test-'));
export const memoryStore = (options: Partial<StoreOptions> = {}): Promise<Store> => openStore({ path: ':memory:', program, calendar: days, temporaryDirectory: directory, threads: 2, ...options });

/** A code of an agency whose check digit is right. */
export const code = (serial: number): string => { const first = `1161010001${String(serial).padStart(7, '0')}`; return first + checkCharacter(first); };
export const A = code(1), B = code(2), C = code(3);
export const roster = `code,name,level,category,region\n${[A, B, C].map((one, index) => `${one},示例局${index + 1},市,部门组,610100`).join('\n')}\n`;

let folder = 0;
/** Writes files and gives them as an upload. */
export function upload(files: Record<string, string | Uint8Array>): InputFile[] {
  const place = mkdtempSync(join(directory, `upload-${++folder}-`));
  return Object.entries(files).map(([name, content]) => {
    const path = join(place, name);
    writeFileSync(path, content);
    return { name, path };
  });
}

const defaults: ImportOptions = { year: 2024, kind: 'bulk' };
export const load = (store: Store, files: Record<string, string | Uint8Array>, options: Partial<ImportOptions> = {}): Promise<ImportResult> => importFiles(store, upload(files), { ...defaults, ...options });
export const validate = (store: Store, files: Record<string, string | Uint8Array>, options: Partial<ImportOptions> = {}): Promise<ImportResult> => validateFiles(store, upload(files), { ...defaults, ...options });

/** `decisions.csv` B3 error not_a_date … as short lines. */
export const said = (result: ImportResult): string[] => result.problems.map(problem => `${problem.sheet ? `${problem.file}/${problem.sheet}` : problem.file} ${problem.cell ?? problem.row ?? '-'} ${problem.code}`);
/** The rows of a query as arrays. */
export async function rows(store: Store, sql: string): Promise<unknown[][]> {
  const { columns, rowCount } = await store.engine.query({ sql, values: [] });
  return Array.from({ length: rowCount }, (_, row) => columns.map(column => column[row]));
}
