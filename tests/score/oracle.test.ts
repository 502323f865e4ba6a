/** Random cards of every kind of rule, scored by `metrics/score.ts` and by the oracle beside it. */
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { expect, test } from 'vitest';
import type { Expr, Indicator, Item, Rule, Scorecard } from '../../dsl/program.ts';
import { score } from '../../metrics/score.ts';
import { card, indicator, measures, number, percent, points, program, ref, type Cell } from './card.ts';
import { scoresOf, type Agency, type Measured } from './oracle.ts';

const SHARES = ['s0', 's1', 's2'], COUNTS = ['n0', 'n1', 'n2'], FLAGS = ['f0', 'f1', 'f2'];
const kinds: Indicator[] = [
  ...SHARES.map((name, index) => indicator(name, '%', { value: percent(['100', '90', '33.3'][index]!) })), ...COUNTS.map((name) => indicator(name, '件', { value: number('4', '件') })),
  ...FLAGS.map((name) => indicator(name, 'boolean')),
];
const flag = (name: string): Expr => ({ kind: 'indicator', name, yearOffset: 0, type: { kind: 'boolean' } });

const quarter = fc.integer({ min: 0, max: 40 }).map((value) => String(value / 4)), cap = fc.option(quarter, { nil: undefined });
const capped = <T extends object>(made: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.tuple(made, cap).map(([rule, upTo]) => ({ ...rule, ...(upTo === undefined ? {} : { upTo }) }));
const bound = fc.integer({ min: 1, max: 100 }).map((value) => percent(String(value)));
const some = fc.constantFrom;

const perStep = capped(fc.record({ kind: fc.constant('deductPerStep' as const), points: quarter, rounding: some('full' as const, 'started' as const), step: fc.integer({ min: 1, max: 30 }).map((value) => points(String(value))), side: some('below' as const, 'above' as const), bound }));
const deductions: fc.Arbitrary<Rule> = fc.oneof(
  capped(fc.record({ kind: fc.constant('deductWhen' as const), points: quarter, when: some(...FLAGS).map(flag) })),
  capped(fc.record({ kind: fc.constant('deductForEach' as const), points: quarter, of: some(...COUNTS).map((name) => ref(name, '件')) })));
const awards: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ kind: fc.constant('award' as const), points: quarter, when: some(...FLAGS).map(flag) }), fc.record({ kind: fc.constant('award' as const), points: quarter }),
  capped(fc.record({ kind: fc.constant('awardForEach' as const), points: quarter, of: some(...COUNTS).map((name) => ref(name, '件')) })),
  fc.constant<Rule>({ kind: 'byHand', from: '0', to: '12' }));
const ofShare: fc.Arbitrary<Rule> = fc.oneof(perStep, fc.record({ kind: fc.constant('award' as const), points: quarter, op: some('>=' as const, '>' as const, '<' as const), value: bound }),
  fc.record({ kind: fc.constant('fullWhen' as const), op: some('>=' as const, '=' as const, '<=' as const), value: bound }), fc.constant<Rule>({ kind: 'inProportion' }));

type Draft = Omit<Item, 'name' | 'label'>;
const free: fc.Arbitrary<Draft> = fc.record({ points: fc.integer({ min: 1, max: 30 }).map(String), rules: fc.array(fc.oneof(deductions, awards), { minLength: 1, maxLength: 3 }) });
const judged: fc.Arbitrary<Draft> = fc.record({ indicator: some(...SHARES), points: fc.integer({ min: 1, max: 30 }).map(String), rules: fc.array(fc.oneof({ weight: 2, arbitrary: ofShare }, { weight: 1, arbitrary: deductions }), { maxLength: 3 }) });
const drafts = fc.array(fc.tuple(fc.oneof(free, judged), fc.option(quarter, { nil: undefined, freq: 3 })).map(([item, lossUpTo]) => ({ ...item, ...(lossUpTo === undefined ? {} : { lossUpTo }) })), { minLength: 1, maxLength: 4 });
const extras = fc.option(fc.tuple(fc.array(free, { minLength: 1, maxLength: 2 }), fc.integer({ min: 0, max: 10 }).map(String)), { nil: undefined });

/** `name`: items of one card are called after it. */
const cards = (name: string): fc.Arbitrary<Scorecard> => fc.record({
  dimensions: fc.array(fc.tuple(drafts, some<Record<string, string>>({ '': '100' }, { '': '40', x: '10' }, { x: '30' }), fc.option(quarter, { nil: undefined })), { minLength: 1, maxLength: 2 }),
  bonus: extras, deductions: extras, veto: fc.option(fc.record({ when: some(...FLAGS).map(flag), grade: fc.option(some('不合格'), { nil: undefined }), points: fc.option(some('0', '59.5'), { nil: undefined }) }), { nil: undefined }),
  missing: fc.record({ notApplicable: some('rescale', 'full', 'zero'), notReported: some('rescale', 'full', 'zero'), pending: some('rescale', 'full', 'zero') }) as fc.Arbitrary<Scorecard['missing']>,
  exclusive: fc.boolean(), ties: fc.option(fc.constant('dense' as const), { nil: undefined }),
}).map((made) => {
  let serial = 0;
  const named = (list: Draft[]): Item[] => list.map((item) => ({ ...item, name: `${name}${serial += 1}`, label: `${name}${serial}` }));
  const dimensions = made.dimensions.map(([list, groups, together], index): Scorecard['dimensions'][number] => {
    const items = named(list);
    return { name: `d${index}`, label: `d${index}`, points: groups, items, ...(together === undefined ? {} : { caps: [{ label: '合计', upTo: together, items: items.slice(0, 2).map((item) => item.name) }] }) };
  });
  const { grade, points: set, when } = made.veto ?? {};
  return {
    ...card([]), name, dimensions, missing: made.missing, ...(made.ties && { ties: made.ties }),
    ...(made.bonus && { bonus: { items: named(made.bonus[0]), upTo: made.bonus[1] } }), ...(made.deductions && { deductions: { items: named(made.deductions[0]), upTo: made.deductions[1] } }),
    vetoes: when ? [{ label: '否决', when, ...(grade && { grade }), ...(set && { points: set }) }] : [],
    grades: [{ label: '优秀', atLeast: '90', ...(made.exclusive && { exclusive: true as const }) }, { label: '合格', atLeast: '50' }, { label: '不合格' }],
  };
});

/** One state for all that is missing of an agency: which of several comes first is no one's rule. */
const agency = fc.record({
  group: some('x', 'y'), silent: fc.integer({ min: 0, max: 9 }).map((value) => value === 0), state: some('not_applicable', 'not_reported', 'pending', 'error', 'pending', 'not_applicable'), gone: fc.subarray([...SHARES, ...COUNTS, ...FLAGS], { maxLength: 3 }),
  shares: fc.tuple(...SHARES.map(() => fc.integer({ min: 1, max: 97 }).chain((bottom) => fc.integer({ min: 0, max: bottom }).map((top) => `${top}/${bottom}`)))),
  counts: fc.tuple(...COUNTS.map(() => fc.integer({ min: 0, max: 9 }).map(String))), flags: fc.tuple(...FLAGS.map(() => fc.boolean())), hand: fc.option(fc.integer({ min: 0, max: 50 }).map((value) => String(value / 4)), { nil: undefined }),
});
type Drawn = typeof agency extends fc.Arbitrary<infer T> ? T : never;

function cellsOf(drawn: Drawn): Record<string, Cell> {
  const all: [string, Cell][] = [...SHARES.map((name, index): [string, Cell] => [name, drawn.shares[index]!]), ...COUNTS.map((name, index): [string, Cell] => [name, drawn.counts[index]!]), ...FLAGS.map((name, index): [string, Cell] => [name, drawn.flags[index]!])];
  return Object.fromEntries(all.map(([name, cell]) => [name, drawn.gone.includes(name) ? drawn.state : cell]));
}
const measured = (cell: Cell): Measured => (typeof cell === 'boolean' ? cell : /^\d/.test(cell) ? new Fraction(cell) : cell as Measured);

test('scores, states, grades, ranks and every item are the oracle’s', () => {
  const seen = new Map<string, number>(), count = (what: string): void => { seen.set(what, (seen.get(what) ?? 0) + 1); };
  fc.assert(fc.property(cards('quality'), cards('other'), fc.boolean(), fc.integer({ min: 0, max: 100 }), fc.array(agency, { minLength: 1, maxLength: 5 }), (first, second, combined, weight, drawn) => {
    const outer: Scorecard = { ...second, name: 'outer', dimensions: [], combine: [{ scorecard: 'quality', weight: String(weight) }, { scorecard: 'other', weight: String(100 - weight) }] };
    const made = combined ? [first, { ...second, bonus: undefined, deductions: undefined } as unknown as Scorecard, outer] : [first];
    const name = combined ? 'outer' : 'quality', whole = program(kinds, ...made), codes = drawn.map((_, index) => `A${index}`);
    const items = made.flatMap((one) => [...one.dimensions.flatMap((dimension) => dimension.items), ...one.bonus?.items ?? [], ...one.deductions?.items ?? []].map((item) => item.name));
    const handOf = (one: Drawn): Record<string, string> => (one.hand === undefined ? {} : Object.fromEntries(items.map((item) => [item, one.hand!])));
    const table = Object.fromEntries(drawn.map((one, index) => [codes[index]!, cellsOf(one)]));
    const rows = score({
      program: whole, scorecard: name, handPoints: Object.fromEntries(drawn.map((one, index) => [codes[index]!, handOf(one)])),
      measures: measures(table, Object.fromEntries(drawn.map((one, index) => [codes[index]!, one.group])), codes.filter((_, index) => drawn[index]!.silent)),
    });
    const agencies = new Map(drawn.map((one, index): [string, Agency] => [codes[index]!, { group: one.group, silent: one.silent, of: (wanted) => measured(table[codes[index]!]![wanted]!), hand: handOf(one) }]));
    const expected = scoresOf({ scorecards: whole.scorecards, targets: (wanted) => kinds.find((kind) => kind.name === wanted)!.targets }, name, agencies);
    for (const row of rows) {
      const want = expected.get(row.agency)!;
      count(row.state); count(`grade ${row.grade}`); if (row.veto) count('veto'); if (row.rank && row.rank > 1) count('rank');
      expect({ state: row.state, points: row.points, grade: row.grade, veto: row.veto, rank: row.rank }, row.agency).toEqual({ state: want.state, points: want.points, grade: want.grade, veto: want.veto, rank: want.rank });
      if (row.state !== 'not_reported') for (const item of row.items) expect(item.exactPoints, `${row.agency} ${item.name}`).toBe(want.items.get(item.name)?.toFraction() ?? null);
    }
  }), { numRuns: 600, seed: 20_240_630 });
  for (const what of ['value', 'error', 'pending', 'not_applicable', 'not_reported', 'grade 优秀', 'grade 合格', 'grade 不合格', 'veto', 'rank']) expect(seen.get(what) ?? 0, what).toBeGreaterThan(2);
}, 120_000);
