import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { importFiles, validateFiles } from '../../../data/intake/index.ts';
import { writeSamples } from '../../../data/samples/index.ts';
import { checksOf } from '../../../server/hand_in.ts';
import { memoryStore, program } from '../helpers.ts';

it('samples with a form that does not add up load where hard checks warn, as at the first start, and are refused otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'samples-'));
  const store = await memoryStore();
  try {
    const checks = checksOf(program), refused: string[] = [];
    for (const { year, directory, published } of writeSamples(folder, { decisionsPerAgency: 3, years: [2025] })) {
      const upload = readdirSync(directory).filter((name) => name.endsWith('.csv')).map((name) => ({ name, path: join(directory, name) }));
      const { problems: found } = await validateFiles(store, upload, { year, kind: 'bulk', checks });
      refused.push(...found.filter((problem) => problem.severity === 'error').map((problem) => `${year} ${published} ${problem.file} ${problem.code} ${problem.message.zh.split(':')[0]}`));
      const { errorCount, loaded } = await importFiles(store, upload, { year, kind: 'bulk', checks, hardChecks: 'warn' });
      expect(errorCount).toBe(0);
      expect(loaded.length).toBeGreaterThan(0);
    }
    expect(refused).toEqual(['2025 false penalty_form.csv check 各项之和应等于合计']);
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}, 60_000);
