/** Exact numbers for scoring: how they are read, brought to one unit and, once, rounded. */
import Fraction from 'fraction.js';
import type { Program, Unit } from '../../dsl/program.ts';

export const ZERO = new Fraction(0);
export const ONE = new Fraction(1);
export const HUNDRED = new Fraction(100);

/** An exact decimal string of the program ("0.5") or an unreduced "n/d" of a measure. */
export function exact(text: string | number): Fraction {
  return new Fraction(typeof text === 'number' ? String(text) : text);
}

/** Half up (towards plus infinity on a tie) to `digits` decimals. */
export function roundHalfUp(value: Fraction, digits: number): Fraction {
  const scale = new Fraction(10).pow(digits)!;
  return value.mul(scale).add(1, 2).floor().div(scale);
}

export function least(first: Fraction, ...others: Fraction[]): Fraction {
  return others.reduce((low, value) => (value.lt(low) ? value : low), first);
}
export function greatest(first: Fraction, ...others: Fraction[]): Fraction {
  return others.reduce((high, value) => (value.gt(high) ? value : high), first);
}

/**
 * The factor that brings a number of this unit to the base of its dimension: shares to a plain fraction, money to 元,
 * class time to 分钟 (as many as the program's parameter `minutes_per_class_hour` says; null where it says nothing).
 */
export function baseFactor(unit: Unit, program: Program): Fraction | null {
  if (unit === '%' || unit === 'percentage_points') return new Fraction(1, 100);
  if (unit === '万元') return new Fraction(10000);
  if (unit === '学时') return minutesPerClassHour(program);
  return ONE;
}

function minutesPerClassHour(program: Program): Fraction | null {
  const values = program.parameters['minutes_per_class_hour']?.values ?? [];
  const constant = values.length === 1 ? values[0]!.value : undefined;
  return constant?.kind === 'number' ? exact(constant.value) : null;
}
