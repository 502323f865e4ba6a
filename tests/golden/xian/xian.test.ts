import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile, withoutRanges } from '../../../dsl/index.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const program = (file: string, text: string) => {
  const { program: made, diagnostics } = compile([...catalogueSources(), { file, text }]);
  expect(diagnostics.filter((one) => one.severity === 'error').map((one) => `${one.range.file}:${one.range.start.line} ${one.message.en}`)).toEqual([]);
  return withoutRanges(made);
};

test('the Xi\'an pack in Chinese keywords, labels and word order gives the same program as in English', () => {
  const english = program('xian-2022.heng', read('../../../metrics/packs/xian-2022.heng'));
  const chinese = program('xian-2022.zh.heng', read('./xian-2022.zh.heng'));
  expect(Object.keys(english.indicators).length).toBeGreaterThan(60);
  expect(chinese).toEqual(english);
});
