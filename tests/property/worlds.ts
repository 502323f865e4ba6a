/** Random small ledgers, thick where things go wrong: empties, ties, year ends, holidays, days around as-of, strangers, silence. */
import type { Row, World } from '../oracle/world.ts';
import type { Dice } from './dice.ts';
import { LANDED } from './landed.ts';
import { CLASSES, FORMS, KINDS, LEDGERS } from './schema.ts';

/** Agencies of the roster. The first has most of the rows. `A9` is on no roster. */
export const AGENCIES = ['A1', 'A2', 'A3'];
export const dayOf = (year: number, day: number): string => new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10);
const shifted = (day: string, by: number): string => new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

/** Days of the year, mostly near its ends, the Spring Festival and the National Day; sometimes of the years beside. */
export function dayIn(dice: Dice, year: number): string {
  return dice.weighted(
    [3, () => dayOf(year, dice.int(0, 364))], [2, () => dayOf(year, dice.int(350, 372))], [1, () => dayOf(year, dice.int(-6, 50))], [1, () => dayOf(year, dice.int(268, 285))],
    [1, () => dice.of([`${year}-12-31`, `${year + 1}-01-31`, `${year}-01-01`, `${year}-03-31`, `${year}-06-30`, `${year}-02-28`])], [1, () => dayOf(year - 1, dice.int(0, 364))],
  );
}
/** Before, at and after the year's end. */
export function asOfIn(dice: Dice, year: number): string {
  return dice.weighted([2, () => { const day = dayIn(dice, year); return day < `${year}-01-01` ? `${year}-01-01` : day; }], [4, () => dayOf(year, dice.int(330, 395))], [4, () => dice.of([`${year}-12-31`, `${year + 1}-01-31`, `${year + 1}-01-10`, `${year + 1}-06-30`, `${year}-12-30`, `${year}-06-30`])]);
}

export const OFFICERS = ['O1', 'O2', 'O3'];
export const ENTERPRISES = ['E1', 'E2', "E'3"];

export function worldOf(dice: Dice, year: number, asOf: string): World {
  // now and then the as-of day itself, or so shortly before that a term ends on it
  const day = (): string => dice.weighted([9, () => dayIn(dice, year)], [1, () => shifted(asOf, dice.of([-1, 0, 0, 0, 1, dice.int(-20, 0)]))]);
  const maybe = <T>(value: () => T, empty = 25): T | null => (dice.chance(empty) ? null : value());
  const owner = (): string => dice.weighted([12, () => 'A1'], [5, () => 'A2'], [2, () => 'A3'], [1, () => 'A9']);
  const officer = (): string => dice.of([...OFFICERS, 'O9']);
  const decimal = (most: number): string => String(dice.int(0, most * 4) / 4);
  const whole = (most: number): string => String(dice.int(0, most));
  const rosterYears = dice.of([[year], [year - 1], [year - 1, year], [year - 1, year]]);
  const agencies = rosterYears.flatMap((_year) => AGENCIES.filter((code) => code !== 'A3' || dice.chance(60)).map((code) => ({
    _year, code, name: code, level: dice.of(['市', '县', null]), category: dice.of(['甲组', '乙组']), region: dice.of(['610102', '610103', '620000', '610100', null]), parent: code === 'A1' ? null : dice.of(['A1', 'A1', 'A2', null]),
    listed: dice.of([true, false, null]), staff: maybe(() => whole(9)), active_from: maybe(day, 85), active_to: maybe(day, 85),
  })));
  /** Mostly full, sometimes few. */
  const many = (most: number): number => (dice.chance(25) ? dice.int(0, most) : dice.int(Math.ceil(most * 0.6), most));
  const list = (most: number, one: () => Record<string, unknown>): Record<string, unknown>[] => Array.from({ length: many(most) }, one);
  /** A date shortly after another, or anywhere, or empty. */
  const soon = (from: string | null): string | null => dice.weighted([4, () => (from === null ? null : shifted(from, dice.int(-2, 30)))], [2, () => null], [1, day]);
  const rows: Record<string, Row[]> = { agencies: agencies as Row[] };
  const add = (ledger: string, found: Record<string, unknown>[]): void => { rows[ledger] = keyed(ledger, found, year); };
  add('officers', list(8, () => ({
    agency: owner(), officer_id: officer(), role: dice.of(['执法', '辅助']), certified_on: maybe(() => dice.of([day(), `${year - 2}-05-01`]), 20), left_on: maybe(day, 65), cancelled_on: maybe(day, 75),
    lawyer: dice.of([true, false, null]), grade: maybe(() => whole(3)), _year: dice.of([year, year, year, year - 1, year + 1]),
  })));
  add('training', list(9, () => ({ agency: owner(), officer: maybe(officer, 10), held_on: day(), subject: maybe(() => dice.of(KINDS), 10), hours: maybe(() => decimal(40), 40), minutes: maybe(() => String(dice.int(0, 60) * 30), 40) })));
  add('cases', list(12, () => {
    const decided = maybe(day, 4);
    return {
      agency: owner(), kind: dice.of(KINDS), decided_on: decided, disclosed_on: soon(decided), due: dice.chance(15) ? asOf : maybe(day), exempt: maybe(() => '依法不公开', 70), days_by_law: maybe(() => whole(12), 60), fine: maybe(() => dice.of([decimal(9000), decimal(3), '0', '0.0001', LANDED.hugeAmounts ? '99999999999999.9999' : '12.5'])), amount: maybe(() => decimal(3)),
      major: dice.of([true, false, null]), reviewed_on: soon(decided), marks: maybe(() => dice.some(KINDS, 1)), officer: maybe(officer), revoked_on: maybe(day, 40), helpers: maybe(() => dice.some([...OFFICERS, 'O9'], 1), 40),
    };
  }));
  add('appeals', list(7, () => ({ agency: owner(), case_no: maybe(() => dice.of(['001', '002', '003', '009']), 10), filed_on: day(), kind: maybe(() => dice.of(KINDS)), costs: maybe(() => whole(9)) })));
  add('checks', list(12, () => ({ agency: owner(), enterprise: maybe(() => dice.of(ENTERPRISES), 15), class: maybe(() => dice.of(CLASSES)), checked_on: day(), done: dice.of([true, false, null]), type: maybe(() => dice.of(KINDS)) })));
  add('duties', list(5, () => { const assigned = day(); return { agency: owner(), task: maybe(() => dice.of(['清单', '裁量']), 10), assigned_on: assigned, completed_on: soon(assigned) }; }));
  add('caps', list(5, () => ({ region: dice.of(['610000', '610100', '610102', '620000']), class: dice.of(CLASSES), valid_from: dice.of([`${year}-01-01`, `${year}-07-01`, `${year - 1}-01-01`]), valid_to: maybe(() => dice.of([`${year}-12-31`, `${year}-06-30`]), 60), cap: whole(3), _year: dice.of([year, year, year - 1]) })));
  add('filings', list(4, () => ({ agency: owner(), year: dice.of([String(year), String(year - 1)]), report: dice.of(['年报', '季报']), version: whole(2), published_on: maybe(() => dice.of([day(), dayOf(year, dice.int(380, 400))])) })));
  for (const [name, form] of Object.entries(FORMS)) {
    rows[name] = [...AGENCIES, 'A9'].flatMap((agency) => [year, year - 1].filter(() => dice.chance(70)).map((_year) => Object.fromEntries([
      ['agency', agency], ['_year', _year], ...form.columns.map((column) => [column.name, dice.weighted([8, () => (column.integer ? whole(6) : decimal(5))], [1, () => null], [1, () => '/'], [1, () => dice.of(['-', '待核'])])]),
    ]) as Row));
  }
  return { rows, reported: handedIn(dice, rows, year) };
}

/** Numbers rows within their agency where the key is a text of its own, and leaves out rows that bear a key already borne. */
function keyed(name: string, list: Record<string, unknown>[], year: number): Row[] {
  const ledger = LEDGERS[name]!; const own = ledger.key.at(-1)!; const counts = new Map<string, number>(); const seen = new Set<string>();
  return list.map((row) => {
    const made: Record<string, unknown> = { ...row };
    if (made[own] === undefined) { const next = (counts.get(String(row['agency'])) ?? 0) + 1; counts.set(String(row['agency']), next); made[own] = String(next).padStart(3, '0'); }
    made['_year'] ??= Number(String(ledger.datedBy ? row[ledger.datedBy] ?? year : year).slice(0, 4));
    return made as Row;
  }).filter((row) => {
    const key = [ledger.hasAgency ? row['agency'] : '', ...ledger.key.map((part) => row[part]), ledger.snapshot ? row._year : ''].join(' ');
    return !seen.has(key) && seen.add(key);
  });
}

/** Who reported what: whoever has rows, mostly also who has none; some are silent, and then have no rows of that year. */
function handedIn(dice: Dice, rows: World['rows'], year: number): World['reported'] {
  const reported: World['reported'] = [...new Set(rows['agencies']!.map((row) => row._year))].map((one) => ({ agency: '', ledger: 'agencies', year: one }));
  for (const one of new Set([...(LANDED.emptyCaps ? [year] : []), ...rows['caps']!.map((row) => row._year)])) reported.push({ agency: '', ledger: 'caps', year: one });
  for (const name of [...Object.values(LEDGERS).filter((one) => one.hasAgency && !one.system).map((one) => one.name), ...Object.keys(FORMS)]) {
    for (const agency of [...AGENCIES, 'A9']) {
      for (const one of [year - 1, year, year + 1]) {
        const mine = (row: Row): boolean => row['agency'] === agency && row._year === one;
        if (dice.chance(one === year ? 7 : 4)) rows[name] = rows[name]!.filter((row) => !mine(row));
        else if (rows[name]!.some(mine) || (!FORMS[name] && one !== year + 1 && dice.chance(80))) { reported.push({ agency, ledger: name, year: one }); if (!FORMS[name] && dice.chance(3)) rows[name] = rows[name]!.filter((row) => !mine(row)); }
      }
    }
  }
  return reported;
}
