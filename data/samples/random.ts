/**
 * Seeded randomness for sample data: the same seed gives the same numbers on every machine. Not for anything secret.
 */

/** A 32-bit hash of a text (FNV-1a, avalanche at the end). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A stream of numbers that depends on nothing but its seed. */
export class Random {
  #state: number;
  constructor(seed: string) { this.#state = hashText(seed) || 1; }

  /** A number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number { return low + Math.floor(this.next() * (high - low + 1)); }

  /** True with the given probability; 0 is never, 1 is always. */
  chance(probability: number): boolean { return this.next() < probability; }

  pick<T>(list: readonly T[]): T { return list[Math.floor(this.next() * list.length)]!; }

  /** One of `list`, in proportion to `weights`. */
  weighted<T>(list: readonly T[], weights: readonly number[]): T {
    let total = 0;
    for (const weight of weights) total += weight;
    let at = this.next() * total;
    for (let i = 0; i < list.length; i++) { at -= weights[i]!; if (at < 0) return list[i]!; }
    return list[list.length - 1]!;
  }

  /** `mean`, spread by up to ±`spread` (0.2 = 20 %), rounded, not below 0. */
  around(mean: number, spread: number): number {
    return Math.max(0, Math.round(mean * (1 + (this.next() * 2 - 1) * spread)));
  }
}
