/** Exact numbers for scoring: how they are read and, once, rounded. */
import Fraction from 'fraction.js';

export const ZERO = new Fraction(0);
export const ONE = new Fraction(1);
export const HUNDRED = new Fraction(100);
export const TEN_THOUSAND = new Fraction(10000);
const HALF = new Fraction(1, 2);

/** The program's own constants, read once: a scorecard asks for the same few again for every agency. */
const constants = new Map<string, Fraction>();

/** An exact decimal string of the program ("0.5") or an unreduced "n/d" of a measure. */
export function exact(text: string | number): Fraction {
  const written = String(text);
  const whole = /^(-?\d+)\/(\d+)$/.exec(written);
  if (whole) return new Fraction(BigInt(whole[1]!), BigInt(whole[2]!));
  let known = constants.get(written);
  if (!known) {
    known = new Fraction(written);
    if (constants.size < 10_000) constants.set(written, known);
  }
  return known;
}

/** Half up (towards plus infinity on a tie) to `digits` decimals. */
export function roundHalfUp(value: Fraction, digits: number): Fraction {
  const scale = new Fraction(10n ** BigInt(digits));
  return value.mul(scale).add(HALF).floor().div(scale);
}

export function least(first: Fraction, ...others: Fraction[]): Fraction {
  return others.reduce((low, value) => (value.lt(low) ? value : low), first);
}
export function greatest(first: Fraction, ...others: Fraction[]): Fraction {
  return others.reduce((high, value) => (value.gt(high) ? value : high), first);
}
