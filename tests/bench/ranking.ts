/** (4) The ranking endpoint for 3,000 agencies: computed anew and from the cache, as Arrow and as JSON rows. */
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tableFromIPC } from 'apache-arrow';
import { calendar } from '../../data/calendar/index.ts';
import { openStore } from '../../data/store/index.ts';
import { Accounts } from '../../server/accounts/index.ts';
import { createApp } from '../../server/app.ts';
import { ServerContext } from '../../server/context.ts';
import { compiled, dataProgram, shippedPacks } from '../../server/packs.ts';
import { Uploads } from '../../server/uploads.ts';
import { PackVersions } from '../../server/versions.ts';
import { fillCity } from './city.ts';
import { interleaved, table } from './measure.ts';

export async function benchRanking(agencies: number): Promise<string> {
  const year = 2024;
  const packs = compiled(shippedPacks());
  const workdays = calendar();
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-bench-'));
  const store = await openStore({ path: ':memory:', program: dataProgram(packs.map(({ library }) => library.program)), calendar: workdays, memoryLimit: '14GB', queryTimeoutMilliseconds: 600_000 });
  try {
    const connection = await store.connect();
    await fillCity(connection, 300_000, agencies, year);
    connection.closeSync();
    const versions = await PackVersions.open({ definitions: store.definitions, packs: packs.map(({ source }) => source), today: () => '2026-01-31' });
    const accounts = await Accounts.open({ rows: store.accounts, audit: store.audit });
    await accounts.add({ account: 'bench', name: 'bench', grants: [{ role: 'leader', region: '' }], password: 'correct horse battery', by: 'bench' });
    const { token } = await accounts.signIn({ account: 'bench', password: 'correct horse battery' }, { address: '127.0.0.1', client: '', local: true });
    const context = () => new ServerContext({ packs: versions, store, calendar: workdays, uploads: new Uploads(folder, async () => ({ problems: [], loaded: [], problemCount: 0, upload: null })), accounts, uploadLimit: 1, dashboard: null, demonstration: false });
    const get = async (app: ReturnType<typeof createApp>, format = '') => {
      const answer = await app.request(`http://localhost/api/ranking?year=${year}&asOf=2025-01-31&pack=xian_2022&scorecard=quality${format}`, { headers: { host: 'localhost', cookie: `zhiheng_session=${token}` } });
      if (answer.status !== 200) throw new Error(await answer.text());
      return new Uint8Array(await answer.arrayBuffer());
    };
    const server = context();
    const warm = createApp(server);
    const arrow = await get(warm), json = await get(warm, '&format=json');
    const rows = tableFromIPC(arrow).numRows;
    if (rows !== agencies) throw new Error(`The ranking has ${rows} rows.`);
    const timings = await interleaved([
      { name: 'JSON rows, from the cache', run: () => get(warm, '&format=json') },
      { name: 'Arrow, from the cache', run: () => get(warm) },
      { name: 'Arrow, computed anew (this year and the years of the trend)', run: async () => { const cold = context(); await get(createApp(cold)); await cold.close(); } },
      { name: 'in the reader: Arrow to columns', run: () => tableFromIPC(arrow).getChild('points')!.toArray() },
      { name: 'in the reader: JSON to objects', run: () => JSON.parse(new TextDecoder().decode(json)) },
    ]);
    await server.close();
    const kb = (bytes: Uint8Array) => `${Math.round(bytes.length / 1024)} kB (${Math.round(gzipSync(bytes).length / 1024)} kB gzip)`;
    return `${table(timings, timings[0]!.name)}\n\nBytes: Arrow ${kb(arrow)}, JSON ${kb(json)}.\n`;
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
