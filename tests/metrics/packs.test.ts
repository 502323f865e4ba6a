/** The shipped packs: every statement that their programs come to is one that the engine takes. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compiled, shippedPacks } from '../../server/packs.ts';
import { explainAll } from './statements.ts';
import { A, calendar, openWorld, programOf, requestOf, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
  const { ledgers, forms } = programOf('');
  // Everything is reported, so that there is something to look for behind every value.
  await world.load({ agencies: [A] }, [...Object.keys(ledgers), ...Object.keys(forms)].map((ledger) => ({ agency: 'A', ledger, year: 2024 })));
});
afterAll(() => world.close());

describe.each(compiled(shippedPacks()).map(({ source, library }) => ({ name: source.name, program: library.program })))('the pack $name', ({ program }) => {
  const choices = Object.fromEntries(Object.values(program.parameters).filter((parameter) => parameter.choose).map((parameter) => [parameter.name, 0]));
  test.each(['2024-06-15', '2024-12-31', '2026-02-01'])('comes to statements that the engine takes, as of %s', async (asOf) => {
    expect(await explainAll(world.store.engine, { program, year: 2024, asOf, calendar, choices })).toBeGreaterThan(3);
  }, 120_000);
  test('and so do the records behind its indicators', async () => {
    expect(await explainAll(world.store.engine, { program, year: 2024, asOf: '2024-12-30', calendar, choices }, 'A')).toBeGreaterThan(3);
  }, 240_000);
});

test('a statement that the engine does not take is named', async () => {
  const program = structuredClone(programOf('indicator x { value count(decisions where online) }'));
  program.ledgers['decisions']!.fields.find((field) => field.name === 'online')!.name = 'offline';
  program.indicators['x']!.value = JSON.parse(JSON.stringify(program.indicators['x']!.value).replaceAll('"online"', '"offline"'));
  await expect(explainAll(world.store.engine, requestOf(program, 2024, '2024-12-31'))).rejects.toThrow(/decisions 2024 by decided_on: x: .*offline/su);
});
