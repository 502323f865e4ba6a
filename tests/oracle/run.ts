/**
 * `npm run oracle -- --cases 1000 --seed 7`: random indicators over random ledgers, engine against oracle. A case is one indicator for
 * every agency of one world; a program of several shares a world, and so do score cards over its figures and rows. `--replay file` runs a failure again, `--workers 2` uses both cores.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { cardCase, unlikeCards, type CardCase } from '../property/cards.ts';
import { caseOf, differences, questionOf, type Case, type Difference } from '../property/compare.ts';
import { dices } from '../property/dice.ts';
import { LANDED } from '../property/landed.ts';
import { openDatabase, type Database } from '../property/load.ts';
import { described } from '../property/print.ts';
import { brief, fewer, reduced, reducedBy, smaller } from '../property/reduce.ts';
import { cardsFor, unlikeScores, type CardedCase } from '../property/world-cards.ts';

const { values: options } = parseArgs({ options: {
  cases: { type: 'string', default: '3000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, each: { type: 'string', default: '12' },
  explain: { type: 'string', default: '10' }, workers: { type: 'string', default: '1' }, replay: { type: 'string' }, failures: { type: 'string', default: '1' }, quiet: { type: 'boolean', default: false },
  /** Use also what the engine is known not to do right, by the names in `landed.ts`. */
  also: { type: 'string', default: '' },
} });
for (const name of options.also.split(',')) if (name) (LANDED as Record<string, boolean>)[name] = true;
const seed = Number(options.seed); const each = Number(options.each); const workers = Number(options.workers);
/** Score cards over made-up figures, for each world. */
const CARDS = 3;
const OUTPUT = new URL('../.output/oracle/', import.meta.url);

/** A world with its indicators and cards, or figures with a card: what is kept of a failure. */
type Kept = { case: Case } | { carded: CardedCase } | { card: CardCase };

/** What differs in the measures, or what the engine threw. */
async function failure(database: Database, one: Case): Promise<Difference[]> {
  return differences(database, one).catch((error: unknown) => one.indicators.slice(0, 1).map(({ name }) => ({ indicator: name, agency: '', what: `throws ${String(error).split('\n')[0]}` })));
}
async function cardFailure(database: Database, one: CardedCase): Promise<string[]> {
  await database.load(one.world, questionOf(one).calendar);
  return unlikeScores(database, one).catch((error: unknown) => [`throws ${String(error).split('\n')[0]}`]);
}
/** Like the first failure: the same part differs, or the same error is thrown. */
const sort = (found: string | undefined): string => (found?.startsWith('throws') ? found : found?.split(/[ ,;]/)[0] ?? '');

async function small(database: Database, kept: Kept): Promise<{ kept: Kept; told: string }> {
  if ('case' in kept) {
    const first = sort((await failure(database, kept.case))[0]?.what);
    const one = await reduced(kept.case, async (other) => { const found = await failure(database, other); return found.length > 0 && sort(found[0]!.what) === first; });
    return { kept: { case: one }, told: described(one, await failure(database, one)) };
  }
  if ('carded' in kept) {
    const first = (await cardFailure(database, kept.carded))[0]!;
    const fails = async (other: CardedCase): Promise<boolean> => { const found = (await cardFailure(database, other))[0]; return found !== undefined && found.startsWith('throws') === first.startsWith('throws'); };
    let one = await reducedBy(kept.carded, function* (of) { for (const cards of fewer(of.cards)) yield { ...of, cards: cards as CardedCase['cards'] }; }, fails, 600);
    one = await reducedBy(one, function* (of) { for (const other of smaller(of)) yield { ...other, cards: of.cards }; }, fails, 600);
    return { kept: { carded: one }, told: [...await cardFailure(database, one), JSON.stringify(brief(one.cards)), described(one, [])].join('\n  ') };
  }
  const one = await reducedBy(kept.card, function* (of) {
    for (const card of Object.values(of.program.scorecards)) for (const other of fewer(card)) yield { ...of, program: { ...of.program, scorecards: { ...of.program.scorecards, [card.name]: other as typeof card } } };
    for (const { agency } of of.measures.roster) yield { ...of, measures: { ...of.measures, roster: of.measures.roster.filter((row) => row.agency !== agency) } };
  }, (other) => Promise.resolve(unlikeCards(other).length > 0));
  return { kept: { card: one }, told: [...unlikeCards(one), JSON.stringify(brief(one.program.scorecards)), JSON.stringify(one.measures.byIndicator), JSON.stringify(one.hand)].join('\n  ') };
}

async function tell(database: Database, failing: Kept, name: string): Promise<void> {
  const { kept, told } = await small(database, failing);
  mkdirSync(OUTPUT, { recursive: true });
  writeFileSync(new URL(`${name}.json`, OUTPUT), JSON.stringify(kept, null, 1));
  console.log(`FAILED, ${name}\n  ${told}\n  again: npm run oracle -- --replay tests/.output/oracle/${name}.json`);
  process.exitCode = 1;
}

async function replay(path: string): Promise<void> {
  const database = await openDatabase(); const kept = JSON.parse(readFileSync(path, 'utf8')) as Kept;
  const found = 'case' in kept ? await failure(database, kept.case) : 'carded' in kept ? await cardFailure(database, kept.carded) : unlikeCards(kept.card);
  console.log(found.length === 0 ? 'engine and oracle agree' : `FAILED\n  ${'case' in kept ? described(kept.case, found as Difference[]) : found.join('\n  ')}`);
  process.exitCode = found.length ? 1 : 0;
  database.close();
}

/** The first thing that is unlike in a world: its measures, its score cards, or one of some cards over made-up figures. */
async function unlike(database: Database, one: CardedCase, cards: CardCase[]): Promise<Kept | null> {
  if ((await failure(database, one)).length > 0) return { case: one };
  if ((await cardFailure(database, one)).length > 0) return { carded: one };
  const card = cards.find((other) => unlikeCards(other).length > 0);
  return card ? { card } : null;
}

async function run(): Promise<void> {
  const worlds = Math.ceil(Number(options.cases) / each); const database = await openDatabase({ explainEvery: Number(options.explain) });
  const start = performance.now(); let done = 0; let failures = 0; let told = start;
  const rate = (): string => `${done} indicators and ${done / each * (2 + CARDS)} score cards over ${done / each} worlds, ${((performance.now() - start) / 1000).toFixed(1)} s, ${Math.round(done / (performance.now() - start) * 1000)} a second`;
  const arbitrary = dices((dice) => { const one = caseOf(dice, each); return { world: { ...one, cards: cardsFor(dice, one) }, cards: Array.from({ length: CARDS }, () => cardCase(dice)) }; });
  // a stream of worlds from one seed
  for (let chunk = 0; chunk * 20 < worlds && failures < Number(options.failures); chunk += 1) {
    for (const [index, one] of fc.sample(arbitrary, { numRuns: Math.min(20, worlds - chunk * 20), seed: seed + chunk * 7919 }).entries()) {
      const found = await unlike(database, one.world, one.cards);
      done += each;
      if (found) { failures += 1; await tell(database, found, `seed-${seed}-${chunk * 20 + index}`); if (failures >= Number(options.failures)) break; }
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
