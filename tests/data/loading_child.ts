/** Loads one upload into a database file and says when it begins to write; killed by its test. Arguments: database, folder. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { importFiles } from '../../data/intake/index.ts';
import { openStore } from '../../data/store/index.ts';
import { days, program } from './helpers.ts';

const [database, folder] = process.argv.slice(2) as [string, string];
const store = await openStore({ path: database, program, calendar: days, threads: 2 });
const files = readdirSync(folder).map(name => ({ name, path: join(folder, name) }));
await importFiles(store, files, { year: 2024, kind: 'bulk', onProgress: progress => { if (progress.phase === 'loading') process.stdout.write('loading\n'); } });
process.stdout.write('loaded\n');
await store.close();
