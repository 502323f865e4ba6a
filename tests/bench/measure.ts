/** Timing of several ways to do one thing, interleaved (A B C A B C …), so that a drift of the machine hits all alike. */
export interface Way { name: string; run: () => Promise<unknown> | unknown }
export interface Timing { name: string; median: number; minimum: number; maximum: number }

const median = (sorted: number[]) => sorted[Math.floor(sorted.length / 2)]!;

/** One warm-up of each, then `rounds` interleaved rounds; milliseconds. */
export async function interleaved(ways: Way[], rounds = 9): Promise<Timing[]> {
  const times = ways.map(() => [] as number[]);
  for (const way of ways) await way.run();
  for (let round = 0; round < rounds; round++) {
    for (const [i, way] of ways.entries()) {
      const start = performance.now();
      await way.run();
      times[i]!.push(performance.now() - start);
    }
  }
  return ways.map((way, i) => {
    const sorted = times[i]!.toSorted((a, b) => a - b);
    return { name: way.name, median: median(sorted), minimum: sorted[0]!, maximum: sorted.at(-1)! };
  });
}

/** A Markdown table; ratios against the row named `base`. */
export function table(timings: Timing[], base: string): string {
  const against = timings.find((one) => one.name === base)!.median;
  const ms = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));
  return ['| way | median ms | min | max | ratio |', '|---|---:|---:|---:|---:|',
    ...timings.map((one) => `| ${one.name} | ${ms(one.median)} | ${ms(one.minimum)} | ${ms(one.maximum)} | ${(one.median / against).toFixed(2)} |`)].join('\n');
}
