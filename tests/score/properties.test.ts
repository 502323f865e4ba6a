import fc from 'fast-check';
import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import type { Item, Rule, Scorecard } from '../../dsl/program.ts';
import { rankChange, ranks, score } from '../../metrics/score.ts';
import type { ScoreRow } from '../../metrics/types.ts';
import { card, fullWhen, indicator, item, measures, percent, points, program, ref, type Cell } from './card.ts';

const NAMES = ['a', 'b', 'c'];
const kinds = [...NAMES.map((name) => indicator(name, '%', { value: percent('90') })), indicator('n', '件')];

/** Rules by which more of a share never costs points. */
const risingRule: fc.Arbitrary<Rule[]> = fc.oneof(
  fc.integer({ min: 1, max: 100 }).map((bound) => [fullWhen(percent(String(bound)))]),
  fc.record({ rounding: fc.constantFrom<'full' | 'started'>('full', 'started'), each: fc.integer({ min: 1, max: 8 }), step: fc.integer({ min: 1, max: 20 }), bound: fc.integer({ min: 1, max: 100 }), upTo: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }) })
    .map(({ rounding, each, step, bound, upTo }): Rule[] => [{ kind: 'deductPerStep', points: String(each / 4), rounding, step: points(String(step)), side: 'below', bound: percent(String(bound)), ...(upTo ? { upTo: String(upTo) } : {}) }]),
  fc.constant<Rule[]>([{ kind: 'inProportion' }]),
  fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 4 }).map((bounds) => [...bounds].sort((one, other) => other - one)).map((bounds): Rule[] => [
    ...bounds.map((bound, index): Rule => ({ kind: 'award', points: String(20 - index * 4), op: '>=', value: percent(String(bound)) })), { kind: 'award', points: '0' }]),
);
const cards: fc.Arbitrary<Scorecard> = fc.tuple(risingRule, risingRule, risingRule, fc.constantFrom('rescale', 'full', 'zero'), fc.constantFrom('rescale', 'full', 'zero'))
  .map(([first, second, third, notApplicable, pending]) => card([item('a', '50', first), item('b', '30', second), item('c', '20', third)], { missing: { notApplicable, notReported: 'zero', pending } as Scorecard['missing'] }));
const share: fc.Arbitrary<string> = fc.integer({ min: 1, max: 997 }).chain((bottom) => fc.integer({ min: 0, max: bottom }).map((top) => `${top}/${bottom}`));
const cell: fc.Arbitrary<Cell> = fc.oneof({ weight: 5, arbitrary: share }, { weight: 1, arbitrary: fc.constantFrom('not_applicable', 'not_reported', 'pending') });
const cells: fc.Arbitrary<Record<string, Cell>> = fc.record({ a: cell, b: cell, c: cell });
const run = (scorecard: Scorecard, table: Record<string, Record<string, Cell>>, groups?: Record<string, string>): ScoreRow[] =>
  score({ program: program(kinds, scorecard), scorecard: 'quality', measures: measures(table, groups) });

describe('every card', () => {
  it('keeps items within 0 and full, and the total within 0 and 100', () => {
    fc.assert(fc.property(cards, cells, (scorecard, values) => {
      const row = run(scorecard, { A: values })[0]!;
      for (const one of row.items) if (one.points !== null) expect(one.points >= 0 && one.points <= one.full).toBe(true);
      if (row.points !== null) expect(row.points >= 0 && row.points <= 100).toBe(true);
      expect(row.items).toHaveLength(3);
    }), { numRuns: 300, seed: 1 });
  });
  it('never takes points away for a better share', () => {
    fc.assert(fc.property(cards, cells, share, share, (scorecard, values, one, other) => {
      const [low, high] = new Fraction(one).lte(other) ? [one, other] : [other, one];
      const points = (text: string): number => run(scorecard, { A: { ...values, a: text } })[0]!.points ?? 0;
      expect(points(high)).toBeGreaterThanOrEqual(points(low));
    }), { numRuns: 300, seed: 2 });
  });
  it('says why wherever points are lost or an item is left out', () => {
    fc.assert(fc.property(cards, cells, (scorecard, values) => {
      for (const one of run(scorecard, { A: values })[0]!.items) if (one.points === null || one.points < one.full) expect(one.reason?.zh && one.reason.en, one.name).toBeTruthy();
    }), { numRuns: 300, seed: 3 });
  });
  it('gives the total that its own items add up to, rounded half up once', () => {
    fc.assert(fc.property(cards, cells, (scorecard, values) => {
      const row = run(scorecard, { A: values })[0]!;
      const counted = row.items.filter((one) => one.exactPoints !== null);
      if (row.points === null) { expect(counted).toEqual([]); return; }
      const sum = counted.reduce((total, one) => total.add(one.exactPoints!), new Fraction(0));
      const full = counted.reduce((total, one) => total.add(one.full), new Fraction(0));
      const total = Object.values(scorecard.missing).includes('rescale') ? sum.mul(100).div(full) : sum;
      expect(row.points).toBe(Number(total.mul(100).add('0.5').floor()) / 100);
    }), { numRuns: 300, seed: 4 });
  });
  it('does not depend on the order of the roster', () => {
    fc.assert(fc.property(cards, fc.array(cells, { minLength: 2, maxLength: 8 }), (scorecard, list) => {
      const table = Object.fromEntries(list.map((values, index) => [`A${index}`, values]));
      const back = Object.fromEntries(Object.entries(table).reverse());
      const places = (rows: ScoreRow[]) => Object.fromEntries(rows.map((row) => [row.agency, [row.rank, row.points]]));
      expect(places(run(scorecard, table))).toEqual(places(run(scorecard, back)));
    }), { numRuns: 100, seed: 5 });
  });
});

describe('a card with all its parts', () => {
  const counted = (points: number, upTo: number | null): Rule => ({ kind: 'deductForEach', points: String(points / 4), of: ref('n', '件'), ...(upTo === null ? {} : { upTo: String(upTo) }) });
  const cap = fc.option(fc.integer({ min: 1, max: 12 }), { nil: null });
  const whole: fc.Arbitrary<Scorecard> = fc.record({
    first: risingRule, second: risingRule, each: fc.integer({ min: 0, max: 9 }), capped: cap, loss: cap, together: cap, bonus: fc.integer({ min: 0, max: 8 }), bonusCap: fc.integer({ min: 0, max: 6 }),
    minus: fc.integer({ min: 0, max: 40 }), minusCap: fc.integer({ min: 0, max: 120 }), group: fc.constantFrom('100', '50', '7'), missing: fc.constantFrom('rescale', 'full', 'zero'),
  }).map((made) => {
    const items = [item('a', '40', made.first), item('b', '30', made.second), { ...item(null, '30', [counted(made.each, made.capped)], 'n'), ...(made.loss === null ? {} : { lossUpTo: String(made.loss) }) }];
    const scorecard = card(items, {
      missing: { notApplicable: made.missing, notReported: 'zero', pending: made.missing } as Scorecard['missing'],
      bonus: { upTo: String(made.bonusCap), items: [item(null, '8', [{ kind: 'awardForEach', points: String(made.bonus / 4), of: ref('n', '件') }], 'plus')] },
      deductions: { upTo: String(made.minusCap), items: [item(null, '120', [counted(made.minus, null)], 'minus')] },
    });
    scorecard.dimensions[0]!.points = { '': made.group };
    if (made.together !== null) scorecard.dimensions[0]!.caps = [{ label: '合计', upTo: String(made.together), items: ['a', 'n'] }];
    return scorecard;
  });
  const values = fc.record({ a: cell, b: cell, n: fc.integer({ min: 0, max: 60 }).map(String) });
  const half = (value: Fraction): number => Number(value.mul(100).add('0.5').floor()) / 100;
  const sumOf = (numbers: (string | number)[]): Fraction => numbers.reduce<Fraction>((total, one) => total.add(one), new Fraction(0));

  it('keeps every item within 0 and full, loses together no more than the cap, and never falls below 0', () => {
    fc.assert(fc.property(whole, values, (scorecard, cells) => {
      const [row] = run(scorecard, { A: cells }), items = row!.dimensions[0]!.items;
      for (const one of items) if (one.points !== null) expect(one.points >= 0 && one.points <= one.full + 1e-9).toBe(true);
      const [together] = scorecard.dimensions[0]!.caps ?? [];
      if (together) {
        const scale = new Fraction(scorecard.dimensions[0]!.points['']!).div(100);
        const lost = items.filter((one) => together.items.includes(one.name) && one.state === 'value').reduce((sum, one) => sum + one.full - one.points!, 0);
        expect(lost).toBeLessThanOrEqual(scale.mul(together.upTo).valueOf() + 1e-9);
      }
      expect(row!.bonus >= 0 && row!.bonus <= Number(scorecard.bonus!.upTo) && row!.deductions >= 0 && row!.deductions <= Number(scorecard.deductions!.upTo)).toBe(true);
      if (row!.points !== null) expect(row!.points).toBeGreaterThanOrEqual(0);
      for (const one of row!.items) if (one.points !== null && one.points < one.full && !['plus', 'minus'].includes(one.name)) expect(one.reason?.zh && one.reason.en, one.name).toBeTruthy();
    }), { numRuns: 400, seed: 7 });
  });
  it('adds up: dimensions, plus bonus, less deductions, rounded once, is the total', () => {
    fc.assert(fc.property(whole, values, (scorecard, cells) => {
      const [row] = run(scorecard, { A: cells });
      if (row!.points === null) return;
      const regular = row!.dimensions[0]!.items, counts = regular.filter((one) => one.exactPoints !== null), full = new Fraction(scorecard.dimensions[0]!.points['']!);
      const reached = sumOf(counts.map((one) => one.exactPoints!)), applicable = sumOf(counts.map((one) => new Fraction(scorecard.dimensions[0]!.items.find((written) => written.name === one.name)!.points).mul(full).div(100).toFraction()));
      const base = Object.values(scorecard.missing).includes('rescale') ? reached.mul(100).div(applicable) : reached;
      const total = base.add(row!.bonus).sub(row!.deductions);
      expect(row!.points).toBe(half(total.lt(0) ? new Fraction(0) : total));
    }), { numRuns: 400, seed: 8 });
  });
  it('comes out the same in whatever order the agencies stand, also inside a card of cards', () => {
    fc.assert(fc.property(whole, whole, fc.array(values, { minLength: 2, maxLength: 6 }), fc.integer({ min: 0, max: 100 }), (one, other, list, weight) => {
      const inner = { ...one, name: 'one' }, second = { ...other, name: 'two' };
      const overall: Scorecard = { ...card([]), dimensions: [], combine: [{ scorecard: 'one', weight: String(weight) }, { scorecard: 'two', weight: String(100 - weight) }] };
      const table = Object.fromEntries(list.map((cells, index) => [`A${index}`, cells]));
      const of = (agencies: typeof table): Record<string, unknown> => Object.fromEntries(score({ program: program(kinds, overall, inner, second), scorecard: 'quality', measures: measures(agencies) }).map((row) => [row.agency, [row.rank, row.points, row.grade]]));
      expect(of(Object.fromEntries(Object.entries(table).toReversed()))).toEqual(of(table));
    }), { numRuns: 100, seed: 9 });
  });
});

describe('ranks', () => {
  it('say how many stand above: 1 + those with more points', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: null }), { maxLength: 30 }), (list) => {
      expect(ranks(list)).toEqual(list.map((own) => (own === null ? null : 1 + list.filter((other) => other !== null && other > own).length)));
    }), { numRuns: 300, seed: 6 });
  });
  it('change only within the same group', () => {
    const scorecard = card([item('a', '100', [{ kind: 'inProportion' }] satisfies Item['rules'])]);
    const before = run(scorecard, { A: { a: '1/10' }, B: { a: '5/10' }, C: { a: '3/10' } }, { A: 'x', B: 'x', C: 'x' });
    const after = run(scorecard, { A: { a: '6/10' }, B: { a: '5/10' }, C: { a: '3/10' }, D: { a: '0/1' } }, { A: 'x', B: 'x', C: 'y', D: 'x' });
    expect(Object.fromEntries(rankChange(before, after))).toEqual({ A: 2, B: -1, C: null, D: null });
  });
});

describe('counted deductions', () => {
  it('cost the more the more there are, until the cap', () => {
    const scorecard = card([item(null, '10', [{ kind: 'deductForEach', points: '1.5', of: ref('n', '件'), upTo: '4' }])]);
    const at = (n: number): number => run(scorecard, { A: { n: String(n) } })[0]!.items[0]!.points!;
    expect([0, 1, 2, 3, 9].map(at)).toEqual([10, 8.5, 7, 6, 6]);
  });
});
