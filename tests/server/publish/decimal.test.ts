import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, percent, plainDecimal, subtract } from '../../../server/publish/decimal.ts';

describe('exact decimals', () => {
  it('prints a quotient of counts as it is, and rounds half up only what does not end', () => {
    expect(plainDecimal('293/1')).toBe('293');
    expect(plainDecimal('118175000/10000')).toBe('11817.5');
    expect(plainDecimal('1/3')).toBe('0.3333');
    expect(plainDecimal('2/3')).toBe('0.6667');
    expect(plainDecimal('170.8115')).toBe('170.8115');
    expect(plainDecimal('4.1000')).toBe('4.1');
    expect(plainDecimal('-1/8')).toBe('-0.125');
  });

  it('never shows 100% for less', () => {
    expect(percent('99999', '100000')).toBe('99.99');
    expect(percent('100000', '100000')).toBe('100.00');
    expect(percent('10573', '10561')).toBe('100.11');
    expect(percent('3', '0')).toBeNull();
  });

  it('subtracts without binary noise', () => {
    expect(subtract('0.3', '0.1')).toBe('0.2');
    expect(subtract('170.8115', '170.81')).toBe('0.0015');
    expect(subtract('1', '1.5')).toBe('-0.5');
    expect(add('0.1', '0.2')).toBe('0.3');
  });

  it('agrees with whole-number arithmetic in ten-thousandths', () => {
    const amount = fc.integer({ min: -1e9, max: 1e9 });
    const text = (n: number): string => plainDecimal(`${n}/10000`);
    fc.assert(fc.property(amount, amount, (a, b) => {
      expect(subtract(text(a), text(b))).toBe(text(a - b));
      expect(Math.sign(compare(text(a), text(b)))).toBe(Math.sign(a - b));
    }));
  });
});
