import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { compile } from '../../../dsl/index.ts';
import { relationsOf, suppressed, type Relation } from '../../../server/publish/suppress.ts';

const { program } = compile(catalogueSources());
const hide = (cells: Record<string, number>, relations: Relation[], below = 5): string[] => [...suppressed(new Map(Object.entries(cells).map(([name, value]) => [name, String(value)])), relations, below)].sort();
const sum: Relation[] = [{ members: [['a'], ['b'], ['c'], ['total']] }];

describe('small counts', () => {
  it('are hidden with one more, so that the total does not give them away', () => {
    expect(hide({ a: 3, b: 20, c: 40, total: 63 }, sum)).toEqual(['a', 'b']);
    expect(hide({ a: 3, b: 2, c: 40, total: 45 }, sum)).toEqual(['a', 'b']);
    expect(hide({ a: 3, b: 0, c: 0, total: 3 }, sum)).toEqual(['a', 'total']);
  });
  it('are not there where there are only zeros and large ones', () => {
    expect(hide({ a: 0, b: 5, c: 40, total: 45 }, sum)).toEqual([]);
  });
  it('are not told by a merged column either', () => {
    // A province prints a and b in one column: hiding both would leave c and the total to give away their sum.
    expect(hide({ a: 1, b: 1, c: 40, total: 42 }, [...sum, { members: [['a', 'b'], ['c'], ['total']] }])).toEqual(['a', 'b', 'c']);
  });
  it('never leave a sum with a single hidden member that another non-zero one could cover', () => {
    fc.assert(fc.property(fc.array(fc.nat(30), { minLength: 2, maxLength: 6 }), (values) => {
      const cells = Object.fromEntries([...values.map((value, index) => [`k${index}`, value] as const), ['total', values.reduce((a, b) => a + b, 0)] as const]);
      const relation = { members: Object.keys(cells).map((name) => [name]) };
      const hidden = new Set(hide(cells, [relation]));
      for (const [name, value] of Object.entries(cells)) if (value > 0 && value < 5) expect(hidden.has(name)).toBe(true);
      expect(hidden.size).not.toBe(1);
    }));
  });
  it('know what a form adds up, and how a province prints it', () => {
    const relations = relationsOf(program.forms['penalty_form']!, [program.views['penalty_zhejiang']!]);
    expect(relations[0]!.members).toHaveLength(15);
    expect(relations[1]!.members).toContainEqual(['penalty_form.warning', 'penalty_form.criticised']);
  });
});
