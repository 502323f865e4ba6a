/** `npm run oracle -- --cases 1000 --seed 7`: random programs over random ledgers, engine against oracle. */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { cases, described, differences } from '../property/compare.ts';
import { openDatabase } from '../property/load.ts';

const { values } = parseArgs({ options: { cases: { type: 'string', default: '300' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, path: { type: 'string' } } });
const database = await openDatabase();
const start = performance.now();
console.log(`${values.cases} cases, seed ${values.seed}`);
const result = await fc.check(fc.asyncProperty(cases, async (one) => {
  const found = await differences(database, one);
  if (found.length) throw new Error(described(one, found));
}), { numRuns: Number(values.cases), seed: Number(values.seed), ...(values.path ? { path: values.path } : {}), interruptAfterTimeLimit: 300_000 });
database.close();
const seconds = ((performance.now() - start) / 1000).toFixed(1);
if (result.failed) {
  console.log(`FAILED after ${result.numRuns} cases, ${result.numShrinks} shrinks (seed ${result.seed}, path ${result.counterexamplePath ?? ''}), ${seconds} s\n  ${String((result.errorInstance as Error | null)?.message ?? result.errorInstance)}`);
  process.exitCode = 1;
} else console.log(`engine and oracle agree in ${result.numRuns} cases, ${seconds} s`);
