/** (8) A report in each format, cold and warm, and the complete publications of many agencies in one go. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { calendar } from '../../data/calendar/index.ts';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { importFiles } from '../../data/intake/index.ts';
import { writeSamples } from '../../data/samples/index.ts';
import { openStore } from '../../data/store/index.ts';
import { compile } from '../../dsl/index.ts';
import { packSources } from '../../server/library.ts';
import { FORMAT_NAMES, FORMATS } from '../../server/publish/formats.ts';
import { annualReport, readModel, renderJson, type ReportModel } from '../../server/publish/index.ts';

const mega = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);

/** @param agencies how many complete publications are made in one go, each in every format */
export async function benchReports(agencies: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'zhiheng-bench-'));
  try {
    const { models, making } = await reports(folder);
    const kept = join(folder, 'model.json');
    writeFileSync(kept, renderJson(models[0]!));
    const lines = ['### One report (the demonstration city’s market regulator)', '', '| format | cold ms (a process of its own: loading, first file) | warm ms (median of nine) | kB |', '|---|---:|---:|---:|'];
    for (const name of FORMAT_NAMES) {
      const told = JSON.parse(execFileSync(process.execPath, [fileURLToPath(new URL('./reports_child.ts', import.meta.url)), kept, name], { encoding: 'utf8' })) as { cold: number; warm: number; bytes: number };
      lines.push(`| ${name} | ${told.cold.toFixed(0)} | ${told.warm.toFixed(told.warm < 10 ? 1 : 0)} | ${(told.bytes / 1024).toFixed(0)} |`);
    }
    lines.push('', `The model itself, from the store's figures: ${making.toFixed(0)} ms an agency, one after the other.`, '', `### ${agencies} agencies in one go`, '');

    // Each as it is published: from its frozen text, in every format, written and let go.
    const texts = models.map((model) => renderJson({ ...model, publication: { version: 1, publishedOn: '2026-01-22', reason: null } }));
    const out = join(folder, 'out');
    mkdirSync(out);
    const started = performance.now();
    const memory: number[] = [];
    let files = 0; let bytes = 0;
    for (let index = 0; index < agencies; index++) {
      const model = await readModel(texts[index % texts.length]!);
      const code = `${model.agency.code}-${index}`;
      const own: ReportModel = { ...model, agency: { ...model.agency, code } };
      for (const name of FORMAT_NAMES) {
        const made = await FORMATS[name].render(own);
        writeFileSync(join(out, `${code}.${FORMATS[name].extension}`), made);
        files += 1; bytes += made.length;
      }
      if ((index + 1) % Math.ceil(agencies / 5) === 0) memory.push(process.memoryUsage().rss);
    }
    const seconds = (performance.now() - started) / 1000;
    lines.push(`${files} files, ${mega(bytes)} MB, in ${seconds.toFixed(0)} s: ${(seconds * 1000 / agencies).toFixed(0)} ms an agency for all ${FORMAT_NAMES.length} formats. Memory of the process after each fifth: ${memory.map(mega).join(', ')} MB.`, '');
    return lines.join('\n');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Reports of every agency of a small demonstration city. */
async function reports(folder: string): Promise<{ models: ReportModel[]; making: number }> {
  const { program } = compile([...catalogueSources(), ...packSources()]);
  const workdays = calendar();
  const store = await openStore({ path: ':memory:', program, calendar: workdays, temporaryDirectory: folder });
  try {
    for (const handIn of writeSamples(join(folder, 'samples'), { decisionsPerAgency: 100, years: [2024, 2025] })) {
      const files = readdirSync(handIn.directory).filter((name) => name.endsWith('.csv')).map((name) => ({ name, path: join(handIn.directory, name) }));
      await importFiles(store, files, { year: handIn.year, kind: 'bulk' });
    }
    const found = await store.engine.query({ sql: 'SELECT DISTINCT code FROM agencies WHERE _year = 2025 ORDER BY code', values: [] });
    const codes = Array.from({ length: found.rowCount }, (_, index) => String(found.columns[0]![index]));
    const models: ReportModel[] = [];
    const started = performance.now();
    for (const agency of codes) models.push(await annualReport(store.engine, { program, agency, year: 2025, asOf: '2026-01-31', calendar: workdays }));
    if (!models.some((model) => model.parts.length > 0)) throw new Error('no report to measure');
    return { models, making: (performance.now() - started) / models.length };
  } finally {
    await store.close();
  }
}
