/** (3) Loading a CSV of 1 M decisions through intake against DuckDB's own reader into the same table. */
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { calendar } from '../../data/calendar/index.ts';
import { importFiles } from '../../data/intake/index.ts';
import { createTable, ledgerTable } from '../../data/store/schema.ts';
import { openStore } from '../../data/store/index.ts';
import { creditCode, csv, seeded } from '../golden/xian/hand-in.ts';
import { xianProgram } from './indicators.ts';
import { table, type Timing } from './measure.ts';

const columns = ['agency', 'case_no', 'kind', 'decided_on', 'disclosed_on', 'disclosure_exempt', 'major', 'review_required', 'review_result', 'reviewed_on', 'lawyer_assisted', 'fine', 'procedure'];

async function writeDecisions(path: string, rows: number, codes: string[]): Promise<void> {
  const random = seeded(7);
  const day = (base: number, n: number) => new Date(base + Math.floor(random() * n) * 86_400_000).toISOString().slice(0, 10);
  const out = createWriteStream(path);
  out.write(`${columns.join(',')}\n`);
  for (let from = 0; from < rows; from += 10_000) {
    let text = '';
    for (let i = from; i < Math.min(rows, from + 10_000); i++) {
      const decided = Date.parse('2024-01-01') + Math.floor(random() * 365) * 86_400_000;
      const yes = () => (random() < 0.3 ? '是' : '否');
      text += [codes[i % codes.length], `案${i}`, random() < 0.6 ? '行政处罚' : '行政许可', new Date(decided).toISOString().slice(0, 10), random() < 0.9 ? day(decided, 12) : '', random() < 0.03 ? '涉密' : '',
        yes(), yes(), random() < 0.3 ? '通过' : '', random() < 0.3 ? new Date(decided).toISOString().slice(0, 10) : '', yes(), (random() * 10_000).toFixed(2), '简易'].join(',') + '\n';
    }
    if (!out.write(text)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}

export async function benchLoad(rows: number, rounds = 5): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-bench-'));
  const program = xianProgram();
  const codes = Array.from({ length: 30 }, (_, i) => creditCode(i + 1));
  const path = join(folder, 'decisions.csv');
  await writeDecisions(path, rows, codes);
  const roster = join(folder, 'agencies.csv');
  writeFileSync(roster, csv(codes.map((code, i) => ({ code, name: `机关${i}`, level: '市', category: '甲组', region: '610100' }))));
  const times: number[][] = [[], []];
  try {
    for (let round = 0; round <= rounds; round++) {
      const instance = await DuckDBInstance.create(join(folder, `raw-${round}.duckdb`));
      const raw = await instance.connect();
      await raw.run(createTable(ledgerTable(program.ledgers.decisions!), 'main').replace('main.', ''));
      let start = performance.now();
      await raw.run(`INSERT INTO decisions BY NAME SELECT * REPLACE (major = '是' AS major, review_required = '是' AS review_required, lawyer_assisted = '是' AS lawyer_assisted)
        FROM read_csv('${path}', header = true, all_varchar = false, types = {'fine': 'DECIMAL(18,4)', 'decided_on': 'DATE', 'disclosed_on': 'DATE', 'reviewed_on': 'DATE', 'major': 'VARCHAR', 'review_required': 'VARCHAR', 'lawyer_assisted': 'VARCHAR'})`);
      await raw.run('CHECKPOINT');
      if (round > 0) times[0]!.push(performance.now() - start);
      raw.closeSync();
      instance.closeSync();
      const store = await openStore({ path: join(folder, `store-${round}.duckdb`), program, calendar: calendar() });
      start = performance.now();
      const { problems, loaded } = await importFiles(store, [{ name: 'agencies.csv', path: roster }, { name: 'decisions.csv', path }], { year: 2024, kind: 'bulk' });
      await store.checkpoint();
      if (round > 0) times[1]!.push(performance.now() - start);
      const total = loaded.filter((one) => one.ledger === 'decisions').reduce((sum, one) => sum + one.rows, 0);
      await store.close();
      for (const name of [`raw-${round}.duckdb`, `store-${round}.duckdb`]) rmSync(join(folder, name), { force: true });
      if (total !== rows || problems.some((one) => one.severity === 'error')) throw new Error(`The load took ${total} of ${rows} rows: ${JSON.stringify(problems.slice(0, 3))}`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const timings = ['DuckDB read_csv into the same table, no checks', 'Zhiheng intake: decoding, checks, keys, working-day index, hand-ins'].map((name, i): Timing => {
    const sorted = times[i]!.toSorted((a, b) => a - b);
    return { name, median: sorted[Math.floor(sorted.length / 2)]!, minimum: sorted[0]!, maximum: sorted.at(-1)! };
  });
  return `${table(timings, timings[0]!.name)}\n`;
}
