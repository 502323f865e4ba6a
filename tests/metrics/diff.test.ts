import { expect, test } from 'vitest';
import { effects, isAffected } from '../../metrics/diff.ts';
import type { Measures, MeasureRow, RosterRow, ScoreRow } from '../../metrics/types.ts';

const agencies = ['甲', '乙', '丙', '丁'];
const roster: RosterRow[] = agencies.map((agency) => ({ agency, name: `${agency}局`, group: '部门', reportedAnything: true, fields: {} }));
const row = (agency: string, indicator: string, value: number | null, more: Partial<MeasureRow> = {}): MeasureRow => ({
  agency, indicator, year: 2024, state: value === null ? 'pending' : 'value', value, numerator: value, denominator: 1, pending: 0, excluded: 0, target_met: null, exact: null, excludedBy: [], error: null, principleMissed: false, ...more,
});
const measures = (values: Record<string, (number | null)[]>): Measures => ({
  year: 2024, asOf: '2024-12-31', roster, indicators: Object.keys(values),
  byIndicator: Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.map((value, index) => row(agencies[index]!, name, value))])),
});
const scores = (list: [points: number | null, rank: number | null][], group = '部门'): ScoreRow[] => list.map(([points, rank], index) => ({
  agency: agencies[index]!, name: '', group, rank, points, grade: points === null ? null : points >= 90 ? '优' : '差', state: 'value', dimensions: [], items: [], bonus: 0, deductions: 0, veto: null,
}));

test('agencies come by the size of their change of rank, falls before rises, then by points', () => {
  const found = effects(
    { measures: measures({ a: [1, 1, 1, 1] }), scores: scores([[95, 1], [90, 2], [85, 3], [80, 4]]) },
    { measures: measures({ a: [0, 1, 1, 1] }), scores: scores([[82, 3], [90, 1], [85, 2], [70, 4]]) });
  expect(found.map(({ agency, gained, before, after }) => [agency, gained, before?.rank, after?.rank, after?.grade])).toEqual([
    ['甲', -2, 1, 3, '差'], ['乙', 1, 2, 1, '优'], ['丙', 1, 3, 2, '差'], ['丁', 0, 4, 4, '差']]);
  expect(found.map((one) => [one.measures.length, isAffected(one)])).toEqual([[1, true], [0, true], [0, true], [0, true]]);
  expect(found[0]!.measures[0]).toMatchObject({ indicator: 'a', before: { value: 1 }, after: { value: 0 } });
});

test('where no rank changes, the larger change of points comes first', () => {
  const before = { measures: measures({ a: [1, 1, 1, 1] }), scores: scores([[95, 1], [90, 2], [85, 3], [80, 4]]) };
  const after = { measures: measures({ a: [1, 1, 1, 1] }), scores: scores([[95, 1], [89, 2], [85, 3], [60, 4]]) };
  expect(effects(before, after).map((one) => one.agency)).toEqual(['丁', '乙', '甲', '丙']);
});

test('a value differs by state, target or count, not by what no one sees', () => {
  const one = measures({ a: [1, 1, 1, 1] }), other = measures({ a: [1, null, 1, 1] });
  other.byIndicator['a']![2] = row('丙', 'a', 1, { target_met: false });
  other.byIndicator['a']![3] = row('丁', 'a', 1, { exact: '1/1' });
  const found = effects({ measures: one }, { measures: other });
  expect(found.filter(isAffected).map((entry) => entry.agency)).toEqual(['乙', '丙']);
  expect(found[0]).toMatchObject({ before: null, after: null, gained: null });
});

test('indicators of one program only, and renamed ones', () => {
  const found = effects({ measures: measures({ a: [1, 1, 1, 1], old: [1, 1, 1, 1] }) }, { measures: measures({ b: [1, 2, 1, 1], fresh: [1, 1, 1, 1] }) }, new Map([['b', 'a']]));
  expect(found[0]).toMatchObject({ agency: '乙', measures: [{ indicator: 'b', before: { value: 1 }, after: { value: 2 } }, { indicator: 'fresh', before: null }, { indicator: 'old', after: null }] });
  expect(found[1]!.measures.map((one) => one.indicator)).toEqual(['fresh', 'old']);
});

test('a place in another group is no change of rank; an agency off the roster has none', () => {
  const before = { measures: measures({ a: [1, 1, 1, 1] }), scores: scores([[95, 1], [90, 2], [85, 3], [80, 4]]) };
  const after = { measures: measures({ a: [1, 1, 1, 1] }), scores: scores([[95, 1], [90, 2], [85, 3], [80, 4]], '镇街') };
  expect(effects(before, after).every((one) => one.gained === null)).toBe(true);
  const fewer = { ...after.measures, roster: roster.slice(0, 3), byIndicator: { a: after.measures.byIndicator['a']!.slice(0, 3) } };
  expect(effects(before, { measures: fewer, scores: before.scores.slice(0, 3) }).find((one) => one.agency === '丁')).toMatchObject({ before: { rank: 4 }, after: null, measures: [{ after: null }] });
});
