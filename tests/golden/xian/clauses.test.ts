import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calendar } from '../../../data/calendar/index.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { importFiles } from '../../../data/intake/index.ts';
import { openStore } from '../../../data/store/index.ts';
import { compile } from '../../../dsl/index.ts';
import { evaluate } from '../../../metrics/index.ts';
import { clauses, type Ledgers } from './clauses.ts';
import { csv, handIn } from './hand-in.ts';

const pack = 'metrics/packs/xian-2022.heng';
const { program } = compile([...catalogueSources(), { file: pack, text: readFileSync(new URL(`../../../${pack}`, import.meta.url), 'utf8') }]);
const cases = Number(process.env.XIAN_CASES ?? 12);
const firstSeed = Number(process.env.XIAN_SEED ?? 1);

/** What an agency reported: rule 10 of the design (a bulk hand-in reports each of its ledgers for all that have a record in any file but the roster). */
const seenBy = (ledgers: Ledgers, agency: string): Ledgers => {
  const any = Object.entries(ledgers).some(([name, rows]) => name !== 'agencies' && rows?.some((row) => row.agency === agency));
  return Object.fromEntries(Object.entries(ledgers).map(([name, rows]) => [name, any || ['inspection_caps', 'filings', 'agencies'].includes(name) ? rows : undefined]));
};

test.each(Array.from({ length: cases }, (_, i) => firstSeed + i))('the pack answers as the clauses do, hand-in %i', async (seed) => {
  const year = [2023, 2024, 2025, 2026][seed % 4]!;
  const ledgers = handIn(seed, year);
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-'));
  const store = await openStore({ path: ':memory:', program, calendar: calendar(), temporaryDirectory: folder });
  try {
    const files = Object.entries(ledgers).flatMap(([name, rows]) => {
      if (!rows || rows.length === 0) return [];
      writeFileSync(join(folder, `${name}.csv`), csv(rows));
      return [{ name: `${name}.csv`, path: join(folder, `${name}.csv`) }];
    });
    const { problems } = await importFiles(store, files, { year, kind: 'bulk' });
    expect(problems.filter((one) => one.severity === 'error')).toEqual([]);
    for (const asOf of [`${year}-06-30`, `${year}-10-31`, `${year}-12-31`, `${year + 1}-01-31`, `${year + 1}-02-01`]) {
      const measures = await evaluate(store.engine, { program, year, asOf, calendar: calendar() });
      for (const agency of ledgers.agencies!) {
        const mine = seenBy(ledgers, agency.code!);
        const wanted = clauses(mine, agency, year, asOf, calendar());
        for (const [indicator, answer] of Object.entries(wanted)) {
          const row = measures.byIndicator[indicator]!.find((one) => one.agency === agency.code)!;
          const found = { state: row.state, numerator: row.numerator, denominator: row.denominator, pending: row.pending, excluded: row.excluded, met: row.target_met,
            value: typeof row.value === 'number' ? Math.round(row.value * 1e9) / 1e9 : row.value };
          const expected = { state: answer.state, numerator: answer.numerator, denominator: answer.denominator, pending: answer.pending, excluded: answer.excluded, met: answer.met,
            value: typeof answer.value === 'number' ? Math.round(answer.value * 1e9) / 1e9 : answer.value };
          // What cannot be judged shows no fraction; only its state is compared.
          const blank = answer.state === 'value' ? {} : { numerator: null, denominator: null };
          expect({ ...found, ...blank }, `seed ${seed}, ${indicator}, ${agency.code}, as of ${asOf}`).toEqual({ ...expected, ...blank });
        }
      }
    }
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
