/**
 * `npm run fuzz -- --cases 100000 --seed 7`: texts that no one would write, and what must hold of them (`survives.ts`). Each process works
 * in a thread that is watched: a text that takes longer than `--patience` seconds is named and the thread ended.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import fc from 'fast-check';
import { dices, type Dice } from '../property/dice.ts';
import { textOf } from './inputs.ts';
import { survives } from './survives.ts';

const CHUNK = 200;
const OUTPUT = new URL('../.output/fuzz/', import.meta.url);
interface Failure { index: number; text: string; what: string }
interface Work { seed: number; from: number; cases: number; progress: SharedArrayBuffer }

/** A text and what is asked of it; the same for the same seed and index. */
const inputs = dices((dice): { text: string; dice: Dice } => ({ text: textOf(dice), dice }));
export const chunk = (seed: number, number: number): { text: string; dice: Dice }[] => fc.sample(inputs, { numRuns: CHUNK, seed: seed + number * 7919 });

function failureOf(text: string, dice: Dice, timed?: Parameters<typeof survives>[2]): string | null {
  try { survives(text, dice, timed); return null; } catch (error) { return error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' ') : String(error); }
}
/** Choices of a text by itself: as many as are asked for, always the same. */
export function diceOf(text: string): Dice {
  let seed = 7; for (const one of text) seed = (seed * 31 + one.codePointAt(0)!) % 1_000_003;
  return fc.sample(dices((dice) => dice), { numRuns: 1, seed })[0]!;
}
/** The shortest text found that fails alike, whatever is asked of it. */
function shorter(text: string, what: string): string {
  const kind = what.replaceAll(/\d+/g, '#').slice(0, 60);
  const fails = (one: string): boolean => { for (let tries = 0; tries < 6; tries += 1) { const found = failureOf(one, diceOf(one + tries)); if (found?.replaceAll(/\d+/g, '#').slice(0, 60) === kind) return true; } return false; };
  if (!fails(text)) return text;
  let best = text; const deadline = Date.now() + 30_000;
  for (let size = best.length >> 1; size >= 1 && Date.now() < deadline; size = size >> 1) {
    for (let at = 0; at < best.length && Date.now() < deadline;) { const other = best.slice(0, at) + best.slice(at + size); if (fails(other)) best = other; else at += size; }
  }
  return best;
}

if (!isMainThread) {
  const { seed, from, cases, progress } = workerData as Work; const counter = new Int32Array(progress); const slow = new Map<string, number>();
  for (let index = from; index < cases;) {
    const list = chunk(seed, Math.floor(index / CHUNK));
    for (let at = index % CHUNK; at < CHUNK && index < cases; at += 1, index += 1) {
      Atomics.store(counter, 0, index);
      const { text, dice } = list[at]!;
      const what = failureOf(text, dice, (asked, spent) => { if (spent > (slow.get(asked) ?? 0)) slow.set(asked, Math.round(spent)); });
      if (what) parentPort!.postMessage({ failure: { index, text, what } satisfies Failure });
    }
  }
  parentPort!.postMessage({ slow: [...slow].sort((one, other) => other[1] - one[1]) });
} else await main();

async function main(): Promise<void> {
  const { values: options } = parseArgs({ options: {
    cases: { type: 'string', default: '5000' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) }, workers: { type: 'string', default: '1' }, patience: { type: 'string', default: '30' },
    minutes: { type: 'string', default: '600' }, failures: { type: 'string', default: '20' }, text: { type: 'string' },
  } });
  if (options.text) {
    const text = JSON.parse(readFileSync(options.text, 'utf8')) as string;
    for (let tries = 0; tries < 10; tries += 1) { const what = failureOf(text, diceOf(text + tries)); if (what) { console.log(`FAILED ${what}`); process.exitCode = 1; return; } }
    console.log('holds'); return;
  }
  const cases = Number(options.cases); const seed = Number(options.seed);
  if (Number(options.workers) > 1) {
    const each = String(Math.ceil(cases / Number(options.workers)));
    await Promise.all(Array.from({ length: Number(options.workers) }, (_, index) => new Promise<void>((resolve) => {
      const child = spawn(process.execPath, [process.argv[1]!, '--cases', each, '--seed', String(seed + index * 1_000_003), '--patience', options.patience, '--minutes', options.minutes, '--failures', options.failures], { stdio: 'inherit' });
      child.on('exit', (code) => { if (code) process.exitCode = code; resolve(); });
    })));
    return;
  }
  console.log(`${cases} texts, seed ${seed}`);
  const start = Date.now(); const kinds = new Map<string, number>(); const deadline = start + Number(options.minutes) * 60_000;
  const tell = ({ index, text, what }: Failure): void => {
    const kind = what.replaceAll(/\d+/g, '#').slice(0, 60); const before = kinds.get(kind) ?? 0; kinds.set(kind, before + 1);
    process.exitCode = 1;
    if (before > 0 || kinds.size > Number(options.failures)) return;
    const small = /took|answers nothing/.test(what) ? text : shorter(text, what);
    mkdirSync(OUTPUT, { recursive: true });
    const file = `seed-${seed}-${index}.json`;
    writeFileSync(new URL(file, OUTPUT), JSON.stringify(small));
    console.log(`FAILED, text ${index}: ${what}\n  ${JSON.stringify(small.length > 600 ? `${small.slice(0, 600)}… (${small.length} characters)` : small)}\n  again: npm run fuzz -- --text tests/.output/fuzz/${file}`);
  };
  let from = 0; let told = start;
  while (from < cases) {
    const progress = new SharedArrayBuffer(4); const counter = new Int32Array(progress); Atomics.store(counter, 0, from);
    const worker = new Worker(new URL(import.meta.url), { workerData: { seed, from, cases, progress } satisfies Work, resourceLimits: { maxOldGenerationSizeMb: 1500 } });
    const done = await new Promise<boolean>((resolve) => {
      // By processor time: on a busy machine nothing is late for want of it.
      const spent = (): number => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
      let at = -1; let since = spent();
      const watch = setInterval(() => {
        const now = Atomics.load(counter, 0);
        if (now !== at) { at = now; since = spent(); }
        if (Date.now() - told > 10_000) { told = Date.now(); console.log(`  ${now} texts, ${Math.round((told - start) / 1000)} s, ${Math.round(now / (told - start) * 1000)} a second, ${[...kinds.values()].reduce((sum, one) => sum + one, 0)} failures of ${kinds.size} kinds`); }
        const stuck = spent() - since > Number(options.patience) * 1000;
        if (stuck) { const index = Atomics.load(counter, 0); tell({ index, text: chunk(seed, Math.floor(index / CHUNK))[index % CHUNK]!.text, what: `answers nothing in ${options.patience} seconds of processor time` }); from = index + 1; }
        if (stuck || Date.now() > deadline) { clearInterval(watch); void worker.terminate().then(() => resolve(!stuck)); }
      }, 200);
      worker.on('message', (message: { failure?: Failure; slow?: [string, number][] }) => { if (message.failure) tell(message.failure); if (message.slow) console.log(`  slowest: ${message.slow.slice(0, 6).map(([what, spent]) => `${what} ${spent} ms`).join(', ')}`); });
      worker.on('error', (error) => { const index = Atomics.load(counter, 0); tell({ index, text: chunk(seed, Math.floor(index / CHUNK))[index % CHUNK]!.text, what: `ends the thread: ${error.message}` }); from = index + 1; clearInterval(watch); resolve(false); });
      worker.on('exit', (code) => { if (code === 0) { clearInterval(watch); resolve(true); } });
    });
    if (done) { from = Date.now() > deadline ? Atomics.load(counter, 0) : cases; break; }
  }
  console.log(`seed ${seed}: ${from} texts, ${Math.round((Date.now() - start) / 1000)} s, ${kinds.size === 0 ? 'all hold' : `${[...kinds.values()].reduce((sum, one) => sum + one, 0)} failures: ${[...kinds].map(([kind, count]) => `${count}× ${kind}`).join('; ')}`}`);
}
