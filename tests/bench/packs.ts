/** (5) The shipped packs, whole: every indicator, task and rule of each over one city of a million decisions. */
import { calendar } from '../../data/calendar/index.ts';
import { openStore } from '../../data/store/index.ts';
import { evaluate, statements } from '../../metrics/index.ts';
import { dataProgram, shippedPacks } from '../../server/packs.ts';
import { makeLibrary } from '../../server/library.ts';
import { fillCity } from './city.ts';
import { interleaved, table } from './measure.ts';

/** Against counting the rows of every ledger by agency, once: what reading them costs at the least. */
export async function benchPacks(rows: number, agencies: number): Promise<string> {
  const year = 2024, asOf = '2025-01-31';
  const packs = shippedPacks().map(({ name, sources }) => ({ name, program: makeLibrary(sources).program })).filter(({ name }) => name !== 'national');
  const program = dataProgram(packs.map((pack) => pack.program));
  const workdays = calendar();
  const store = await openStore({ path: ':memory:', program, calendar: workdays, memoryLimit: '14GB', queryTimeoutMilliseconds: 600_000 });
  try {
    const connection = await store.connect();
    await fillCity(connection, rows, agencies, year);
    connection.closeSync();
    const own = Object.values(program.ledgers).filter((ledger) => ledger.hasAgency).map((ledger) => ledger.name);
    const requestOf = (pack: typeof packs[number]) => ({ program: pack.program, year, asOf, calendar: workdays });
    const counts = packs.map((pack) => `${pack.name}: ${Object.keys(pack.program.indicators).length} indicators, ${statements(requestOf(pack)).length} statements`);
    const timings = await interleaved([
      { name: 'by hand: count(*) of every ledger by agency', run: async () => { for (const ledger of own) await store.engine.query({ sql: `SELECT agency, count(*) FROM ${ledger} GROUP BY agency`, values: [] }); } },
      ...packs.map((pack) => ({ name: `Zhiheng, ${pack.name}`, run: () => evaluate(store.engine, requestOf(pack)) })),
      { name: 'Zhiheng, all of them', run: async () => { for (const pack of packs) await evaluate(store.engine, requestOf(pack)); } },
    ]);
    return `### ${(rows / 1e6).toLocaleString('en')} M decisions, ${agencies.toLocaleString('en')} agencies\n\n${counts.map((line) => `- ${line}`).join('\n')}\n\n${table(timings, timings[0]!.name)}\n`;
  } finally {
    await store.close();
  }
}
