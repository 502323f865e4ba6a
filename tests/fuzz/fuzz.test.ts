import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dices } from '../property/dice.ts';
import { textOf } from './inputs.ts';
import { survives } from './survives.ts';

const SEED = 20_241_231; const TEXTS = 1500;

describe('whatever is typed', () => {
  it(`is answered: ${TEXTS} texts`, () => {
    const kinds = new Map<string, number>();
    for (const { text, dice } of fc.sample(dices((dice) => ({ text: textOf(dice), dice })), { numRuns: TEXTS, seed: SEED })) {
      const kind = text.length > 5000 ? 'long' : !text.isWellFormed() || text.includes('\u0000') ? 'odd' : 'plain';
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      try { survives(text, dice); } catch (error) { expect.fail(`${String(error)}\n${JSON.stringify(text.slice(0, 2000))}`); }
    }
    expect([...kinds.keys()].sort()).toEqual(['long', 'odd', 'plain']);
  }, 120_000);
});

describe('what is demanded', () => {
  const dice = () => fc.sample(dices((one) => one), { numRuns: 1, seed: 1 })[0]!;
  it('holds of a good text and of none', () => {
    for (const text of ['', 'indicator x { source "文" value count(decisions) }']) expect(() => survives(text, dice())).not.toThrow();
  });
});
