import { describe, expect, test } from 'vitest';
import { mayActFor, readableAgencies, requireFor } from '../../../server/accounts/rights.ts';
import type { Actor, Grant, Role } from '../../../server/accounts/rights.ts';
import type { ServerContext } from '../../../server/context.ts';

const actor = (...grants: Grant[]): Actor => ({ account: 'x', name: '甲', grants });
const city = { code: 'A', region: '610100' };
const county = { code: 'B', region: '610102' };
const elsewhere = { code: 'C', region: '320900' };
const roster = { places: () => Promise.resolve([city, county, elsewhere]) } as unknown as ServerContext;
const seen = async (...grants: Grant[]): Promise<string[] | 'all'> => { const found = await readableAgencies(roster, actor(...grants), 2024); return found === 'all' ? found : [...found].toSorted(); };

describe('rights', () => {
  test('of a clerk or approver reach its own agencies, in its own role', () => {
    const clerk = actor({ role: 'clerk', agency: 'A' }, { role: 'approver', agency: 'B' });
    expect(mayActFor(clerk, city, ['clerk'])).toBe(true);
    expect(mayActFor(clerk, county, ['clerk'])).toBe(false);
    expect(mayActFor(clerk, county, ['clerk', 'approver'])).toBe(true);
    expect(mayActFor(clerk, elsewhere, ['clerk', 'approver', 'officer', 'administrator'])).toBe(false);
    expect(mayActFor(actor({ role: 'clerk' }), city, ['clerk'])).toBe(false);
  });
  test.each<[string, boolean, boolean, boolean]>([['', true, true, true], ['61', true, true, false], ['610000', true, true, false], ['610100', true, true, false], ['6101', true, true, false], ['610102', false, true, false], ['3209', false, false, true]])('of an officer in the region "%s" reach what lies in it', (region, a, b, c) => {
    const officer = actor({ role: 'officer', region });
    expect([city, county, elsewhere].map((one) => mayActFor(officer, one, ['officer']))).toEqual([a, b, c]);
  });
  test('to read are all of the bureau in its region, the agencies of their people, and everything for the administrator', async () => {
    expect(await seen()).toEqual([]);
    expect(await seen({ role: 'administrator' })).toBe('all');
    for (const role of ['officer', 'analyst', 'leader'] satisfies Role[]) {
      expect(await seen({ role })).toBe('all');
      expect(await seen({ role, region: '610100' })).toEqual(['A', 'B']);
    }
    expect(await seen({ role: 'clerk', agency: 'C' }, { role: 'leader', region: '610102' })).toEqual(['B', 'C']);
    expect(await seen({ role: 'clerk', region: '' }, { role: 'approver' })).toEqual([]);
  });
  test('that are missing are refused by name', () => {
    expect(() => requireFor(actor({ role: 'clerk', agency: 'A' }), county, ['clerk', 'officer'])).toThrow(/经办人、司法局工作人员/);
    expect(() => requireFor(actor({ role: 'clerk', agency: 'B' }), county, ['clerk', 'officer'])).not.toThrow();
  });
});
