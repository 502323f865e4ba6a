import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardCase, unlikeCards } from './cards.ts';
import { caseOf, questionOf } from './compare.ts';
import { dices } from './dice.ts';
import { openDatabase, type Database } from './load.ts';
import { brief } from './reduce.ts';
import { cardsFor, unlikeScores } from './world-cards.ts';

const SEED = 20_241_231;

describe('points, grades and ranks of engine and oracle', () => {
  it('agree on random score cards over made-up figures', () => {
    const states = new Set<string>();
    for (const one of fc.sample(dices(cardCase), { numRuns: 800, seed: SEED })) {
      const found = unlikeCards(one);
      for (const rows of Object.values(one.measures.byIndicator)) for (const row of rows) states.add(row.state);
      if (found.length) expect.fail([...found, JSON.stringify(brief(one.program.scorecards)), JSON.stringify(one.measures.byIndicator), JSON.stringify(one.hand)].join('\n'));
    }
    expect(states.size).toBe(5);
  }, 60_000);

  describe('from the rows on', () => {
    let database: Database;
    beforeAll(async () => { database = await openDatabase(); });
    afterAll(() => { database.close(); });
    it('agree on cards over the figures of random worlds, and over their rows', async () => {
      for (const one of fc.sample(dices((dice) => { const world = caseOf(dice, 6); return { ...world, cards: cardsFor(dice, world) }; }), { numRuns: 40, seed: SEED })) {
        await database.load(one.world, questionOf(one).calendar);
        expect(await unlikeScores(database, one)).toEqual([]);
      }
    }, 60_000);
  });
});
