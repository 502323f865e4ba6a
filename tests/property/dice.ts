/** Choices of a random case, drawn from fast-check so that one seed gives one case. */
import fc from 'fast-check';

export interface Dice {
  int(least: number, most: number): number;
  /** True in so many of a hundred. */
  chance(percent: number): boolean;
  of<T>(items: readonly T[]): T;
  /** A subset in order, of `least` at least. */
  some<T>(items: readonly T[], least: number): T[];
  weighted<T>(...ways: [number, () => T][]): T;
}

export function dices<T>(make: (dice: Dice) => T): fc.Arbitrary<T> {
  return fc.noShrink(fc.infiniteStream(fc.nat(0x7fff_fffe)).map((stream) => {
    const int = (least: number, most: number): number => least + Number(stream.next().value) % (most - least + 1);
    const of = <V>(items: readonly V[]): V => items[int(0, items.length - 1)]!;
    return make({
      int, of, chance: (percent) => int(0, 99) < percent,
      some(items, least) { const chosen = items.filter(() => int(0, 1) === 1); return chosen.length >= least ? chosen : [of(items)]; },
      weighted(...ways) {
        let at = int(0, ways.reduce((sum, [weight]) => sum + weight, 0) - 1);
        for (const [weight, way] of ways) { if (at < weight) return way(); at -= weight; }
        throw new Error('no way');
      },
    });
  }));
}
