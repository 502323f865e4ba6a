/**
 * `npm run bench`: every measurement as a ratio against the best way to do it by hand, in one run. Prints Markdown; with
 * `--write` it becomes RESULTS.md. `--only indicators,compile,load,ranking,packs,keystroke,public`, `--rows 1000000,10000000`.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { benchCompile } from './compile.ts';
import { benchIndicators } from './indicators.ts';
import { benchKeystroke } from './keystroke.ts';
import { benchLoad } from './load.ts';
import { benchPacks } from './packs.ts';
import { benchPublic } from './public.ts';
import { benchRanking } from './ranking.ts';
import { benchReports } from './reports.ts';

const { values } = parseArgs({ options: { only: { type: 'string' }, rows: { type: 'string', default: '1000000,10000000' }, write: { type: 'boolean', default: false } } });
const rows = values.rows.split(',').map(Number);
const parts: Record<string, { title: string; run: () => Promise<string> }> = {
  indicators: {
    title: '(1) Indicators against hand-written SQL',
    run: async () => { let text = ''; for (const count of rows) text += `${await benchIndicators(count, count >= 10_000_000 ? 3000 : 300)}\n`; return text; },
  },
  compile: { title: '(2) Text to program', run: benchCompile },
  load: { title: '(3) Load of a CSV with 1 M decisions', run: () => benchLoad(1_000_000) },
  ranking: { title: '(4) The ranking endpoint, 3,000 agencies', run: () => benchRanking(3000) },
  packs: { title: '(5) The five packs, whole', run: () => benchPacks(1_000_000, 300) },
  public: { title: '(7) Public pages under load', run: () => benchPublic(500) },
  reports: { title: '(8) Reports in every format', run: () => benchReports(500) },
  keystroke: { title: '(6) From key stroke to diagnostics, SQL and completions', run: benchKeystroke },
};

const reading = `
## Reading them

- (1) The engine's answers were first compared with the hand-written SQL's, agency by agency; a difference stops the bench. What it adds to the SQL (states, exact fractions, targets) is in its time.
- (2) Texts of 40, 400 and 2,000 indicators beside the whole catalogue; parsing of the unchanged catalogue is kept between calls. The cost of an indicator does not grow.
- (3) DuckDB's own reader neither checks keys, choices, agencies or dates, nor makes the working-day index.
- (5) Every indicator, task and scorecard rule of a pack, to states and exact fractions; the way by hand only counts rows, so the ratio says how many plain readings of all ledgers a pack costs.
- (6) Every stroke makes a text that was not seen before; only what it touches is read again, everything is checked again. Diagnostics run in a worker: typing does not wait for them.
- (7) Sixteen connections for two seconds a round, five rounds, medians; server and callers share the machine's cores.
- (8) Cold includes loading the program's own code, fonts and charts; the charts are drawn anew from the stored model. The PDF is set, the charts' fallback pictures for Word are drawn, each time.
- (4) Computed anew means: fifteen indicators for each of three years, scored and ranked for 3,000 agencies; it happens once after data changed.
`;

let text = `# Measurements\n\nRepeat with \`npm run bench -- --write\`. Each table is one run, the ways interleaved, median of nine (load: of five) after a warm-up; read the ratios, not the milliseconds.
Machine of this run: ${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.\n`;
for (const [name, part] of Object.entries(parts)) {
  if (values.only && !values.only.split(',').includes(name)) continue;
  process.stderr.write(`${part.title} …\n`);
  const section = `\n## ${part.title}\n\n${await part.run()}`;
  process.stdout.write(section);
  text += section;
}
if (values.write) writeFileSync(new URL('./RESULTS.md', import.meta.url), `${text.trimEnd()}\n${reading}`);
