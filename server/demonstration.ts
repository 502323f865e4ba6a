/**
 * The first start: the demonstration city (演示数据) and what real agencies have published are handed in like any upload.
 * A marker stands while that runs; a process killed in the middle leaves it, and the next start begins again from nothing.
 * No one can have added figures meanwhile: the server does not listen before the first load is complete.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles } from '../data/intake/index.ts';
import { publishedReports, writeSamples } from '../data/samples/index.ts';
import type { Store } from '../data/store/index.ts';
import { checksOf, folderHandIns, problemLine } from './hand_in.ts';
import { Refusal } from './words.ts';

const LOADING = 'first-load';
const LOADED = 'demonstration.json';

export type FirstLoad = 'wanted' | 'broken_off' | 'done' | 'own_data';

/** What the data folder says of the first load, before the database is opened. `hasDatabase`: the file is there. */
export function firstLoadState(folder: string, database: string): FirstLoad {
  if (existsSync(join(folder, LOADING))) return 'broken_off';
  if (existsSync(join(folder, LOADED))) return 'done';
  return existsSync(database) ? 'own_data' : 'wanted';
}

/** Removes what a first load that was broken off has left. */
export function forgetBrokenLoad(folder: string, database: string): void {
  rmSync(database, { force: true });
  rmSync(`${database}.wal`, { force: true });
  rmSync(join(folder, LOADING), { force: true });
}

/** Whether the folder's data began with the demonstration. */
export function isDemonstration(folder: string): boolean {
  const marker = join(folder, LOADED);
  return existsSync(marker) && (JSON.parse(readFileSync(marker, 'utf8')) as { demonstration?: boolean }).demonstration === true;
}

/** Marks the beginning; call before the database is made. */
export function beginFirstLoad(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, LOADING), 'A first load is going on. If no process runs, it was broken off and will begin again.\n');
}

/** Marks the end: from now on the data are kept whatever happens. */
export function endFirstLoad(folder: string, content: { demonstration: boolean; uploads: number }): void {
  const temporary = join(folder, `${LOADED}.new`);
  writeFileSync(temporary, `${JSON.stringify(content)}\n`);
  renameSync(temporary, join(folder, LOADED));
  rmSync(join(folder, LOADING), { force: true });
}

/** Codes of the agencies whose figures are real. */
export function publishedCodes(): Set<string> {
  return new Set(publishedReports().flatMap((report) => (report.code === null ? [] : [report.code])));
}

/**
 * Hands in the demonstration city and the published samples. `say` gets a line of progress.
 * @returns how many hand-ins were loaded
 * @throws Refusal when a shipped file has an error (a fault of the project, told with its place)
 */
export async function loadDemonstration(store: Store, workFolder: string, say: (zh: string, en: string) => void): Promise<number> {
  const folder = join(workFolder, 'samples');
  rmSync(folder, { recursive: true, force: true });
  say('正在生成演示城市(演示数据)……', 'Making the demonstration city …');
  let loaded = 0;
  for (const { year, directory, published } of writeSamples(folder)) {
    const [zh, en] = published ? ['公开年报样本', 'published reports'] : ['演示城市', 'the demonstration city'];
    say(`正在装入${zh} ${year}……`, `Loading ${en}, ${year} …`);
    const files = folderHandIns(directory, year).flatMap((handIn) => handIn.files);
    // Reports that contradict themselves were published so, and one form of the demonstration city is typed so on purpose:
    // they are shown as they stand, with what is wrong beside them.
    const { problems, errorCount } = await importFiles(store, files, { year, kind: 'bulk', checks: checksOf(store.program), hardChecks: 'warn', note: zh });
    const error = problems.find((problem) => problem.severity === 'error');
    if (errorCount > 0) throw new Refusal('input', 'samples', `随附的数据有误:${error ? problemLine(error) : ''}`, `The shipped data are wrong: ${error ? problemLine(error) : ''}`);
    loaded += 1;
  }
  rmSync(folder, { recursive: true, force: true });
  return loaded;
}
