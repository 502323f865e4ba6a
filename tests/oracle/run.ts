/**
 * `npm run oracle -- --cases 1000 --seed 7`: random indicators over random ledgers, engine against oracle. A case is one indicator for
 * every agency of one world; a program of several shares a world. `--replay file` runs a failure again, `--workers 2` uses both cores.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { casesOf, differences, type Case, type Difference } from '../property/compare.ts';
import { LANDED } from '../property/landed.ts';
import { openDatabase, type Database } from '../property/load.ts';
import { described } from '../property/print.ts';
import { reduced } from '../property/reduce.ts';

const { values: options } = parseArgs({ options: {
  cases: { type: 'string', default: '3000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, each: { type: 'string', default: '12' },
  explain: { type: 'string', default: '10' }, workers: { type: 'string', default: '1' }, replay: { type: 'string' }, failures: { type: 'string', default: '1' }, quiet: { type: 'boolean', default: false },
  /** Use also what the engine is known not to do right, by the names in `landed.ts`. */
  also: { type: 'string', default: '' },
} });
for (const name of options.also.split(',')) if (name) (LANDED as Record<string, boolean>)[name] = true;
const seed = Number(options.seed); const each = Number(options.each); const workers = Number(options.workers);
const OUTPUT = new URL('../.output/oracle/', import.meta.url);

/** Both answers, or what the engine threw. */
async function failure(database: Database, one: Case): Promise<Difference[]> {
  return differences(database, one).catch((error: unknown) => one.indicators.slice(0, 1).map(({ name }) => ({ indicator: name, agency: '', what: `throws ${String(error).split('\n')[0]}` })));
}
/** Like the first failure: the same part differs, or the same error is thrown. */
const sort = (found: Difference[]): string => (found[0]?.what.startsWith('throws') ? found[0].what : found[0]?.what.split(/[ ,;]/)[0] ?? '');

async function tell(database: Database, one: Case, name: string): Promise<void> {
  const first = sort(await failure(database, one));
  const small = await reduced(one, async (other) => { const found = await failure(database, other); return found.length > 0 && sort(found) === first; });
  mkdirSync(OUTPUT, { recursive: true });
  const file = new URL(`${name}.json`, OUTPUT);
  writeFileSync(file, JSON.stringify(small, null, 1));
  console.log(`FAILED, ${name}\n  ${described(small, await failure(database, small))}\n  again: npm run oracle -- --replay tests/.output/oracle/${name}.json`);
  process.exitCode = 1;
}

async function replay(path: string): Promise<void> {
  const database = await openDatabase(); const one = JSON.parse(readFileSync(path, 'utf8')) as Case;
  const found = await failure(database, one);
  console.log(found.length ? `FAILED\n  ${described(one, found)}` : 'engine and oracle agree');
  process.exitCode = found.length ? 1 : 0;
  database.close();
}

async function run(): Promise<void> {
  const worlds = Math.ceil(Number(options.cases) / each); const database = await openDatabase({ explainEvery: Number(options.explain) });
  const start = performance.now(); let done = 0; let failures = 0; let told = start;
  const rate = (): string => `${done} cases, ${((performance.now() - start) / 1000).toFixed(1)} s, ${Math.round(done / (performance.now() - start) * 1000)} a second`;
  // a stream of worlds from one seed
  for (let chunk = 0; chunk * 20 < worlds && failures < Number(options.failures); chunk += 1) {
    for (const [index, one] of fc.sample(casesOf(each), { numRuns: Math.min(20, worlds - chunk * 20), seed: seed + chunk * 7919 }).entries()) {
      const found = await failure(database, one);
      done += each;
      if (found.length > 0) { failures += 1; await tell(database, one, `seed-${seed}-${chunk * 20 + index}`); if (failures >= Number(options.failures)) break; }
    }
    if (!options.quiet && performance.now() - told > 10_000) { told = performance.now(); console.log(`  ${rate()}`); }
  }
  console.log(`seed ${seed}: ${failures ? `${failures} failing worlds` : 'engine and oracle agree'}, ${rate()}, ${database.explained()} statements explained`);
  database.close();
}

if (options.replay) await replay(options.replay);
else if (workers > 1) {
  console.log(`${options.cases} cases, seed ${seed}, ${workers} processes`);
  const share = String(Math.ceil(Number(options.cases) / workers));
  await Promise.all(Array.from({ length: workers }, (_, index) => new Promise<void>((resolve) => {
    const child = spawn(process.execPath, [process.argv[1]!, '--cases', share, '--seed', String(seed + index * 1_000_003), '--each', options.each, '--explain', options.explain, '--failures', options.failures, '--also', options.also], { stdio: 'inherit' });
    child.on('exit', (code) => { if (code) process.exitCode = code; resolve(); });
  })));
} else {
  console.log(`${options.cases} cases, seed ${seed}`);
  await run();
}
