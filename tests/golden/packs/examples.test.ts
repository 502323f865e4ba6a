import { expect, test } from 'vitest';
import { failures, runExamples } from '../../../server/examples.ts';
import { names, shipped } from './shipped.ts';

test.each(names)('every example of %s gives what it says', async (name) => {
  const { program } = shipped(name);
  const outcomes = await runExamples(program);
  expect(outcomes).toHaveLength(program.examples.length);
  expect(failures(outcomes).map((one) => `${one.range.start.line} ${one.message.zh}`)).toEqual([]);
}, 180_000);
