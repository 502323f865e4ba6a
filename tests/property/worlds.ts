/** Random small ledgers, thick where things go wrong: empties, ties, year ends, holidays, days around as-of. */
import fc from 'fast-check';
import type { WorkdayCalendar } from '../../metrics/types.ts';
import type { Row, World } from '../oracle/world.ts';
import { CLASSES, KINDS, LEDGERS } from './schema.ts';

/** Agencies of the roster. The first has most of the rows. */
export const AGENCIES = ['A1', 'A2'];

export const dayOf = (year: number, day: number): string => new Date(Date.UTC(year, 0, 1 + day)).toISOString().slice(0, 10);

/** Days of the year, mostly near its ends, the Spring Festival and the National Day; sometimes of the years beside. */
export function days(year: number): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: 0, max: 364 }).map((day) => dayOf(year, day)) },
    { weight: 2, arbitrary: fc.integer({ min: 350, max: 372 }).map((day) => dayOf(year, day)) },
    { weight: 1, arbitrary: fc.integer({ min: -6, max: 50 }).map((day) => dayOf(year, day)) },
    { weight: 1, arbitrary: fc.integer({ min: 268, max: 285 }).map((day) => dayOf(year, day)) },
    { weight: 1, arbitrary: fc.constantFrom(`${year}-12-31`, `${year + 1}-01-31`, `${year}-01-01`, `${year}-03-31`, `${year}-06-30`) },
  );
}
const maybe = <T>(arbitrary: fc.Arbitrary<T>, empty = 3): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null, freq: empty });
const flag = maybe(fc.boolean());

type Fields = Record<string, fc.Arbitrary<unknown>>;
function rows(fields: Fields, most: number): fc.Arbitrary<Record<string, unknown>[]> {
  return several(fc.record(fields), most);
}
/** Mostly full, sometimes few; shrinks to few. */
function several<T>(one: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> {
  return fc.oneof({ withCrossShrink: true }, { weight: 1, arbitrary: fc.array(one, { maxLength: most }) }, { weight: 3, arbitrary: fc.array(one, { minLength: Math.ceil(most * 0.7), maxLength: most, size: 'max' }) });
}
const decimal = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most * 4 }).map((quarters) => String(quarters / 4));
const integer = (most: number): fc.Arbitrary<string> => fc.integer({ min: 0, max: most }).map(String);

/** The year of a dated row; null rows (without a date) stay where their hand-in says. */
function dated(list: Record<string, unknown>[], ledger: string, keyField: string, year: number): Row[] {
  const by = LEDGERS[ledger]!.datedBy!;
  return list.map((row, index) => ({ ...row, [keyField]: `${index + 1}`.padStart(3, '0'), _year: Number(String(row[by] ?? year).slice(0, 4)) }) as Row);
}

export interface WorldShape { year: number; asOf: string }

export function worlds(year: number): fc.Arbitrary<World> {
  const agency = fc.constantFrom('A1', 'A1', 'A2');
  const day = days(year); const officer = fc.constantFrom('O1', 'O2', 'O3');
  // dates shortly after the row's own
  const after = (field: string) => (row: Record<string, unknown>): Record<string, unknown> => {
    const step = row['_step'] as number | null; const own = row[field] as string;
    const { _step, ...rest } = row;
    return { ...rest, ...(step === null ? {} : { disclosed_on: dayOf(Number(own.slice(0, 4)), Math.round((Date.parse(own) - Date.parse(`${own.slice(0, 4)}-01-01`)) / 86_400_000) + step) }) };
  };
  return fc.record({
    agencies: fc.tuple(...AGENCIES.map((code) => fc.record({ code: fc.constant(code), name: fc.constant(code), level: fc.constantFrom('市', '县'), category: fc.constantFrom('甲组', '乙组'), region: fc.constantFrom('610102', '610103', '620000', null), active_from: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: day }), active_to: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: day }) }))),
    rosterYear: fc.constantFrom(year, year - 1),
    officers: several(fc.record({ agency, officer_id: officer, role: fc.constantFrom('执法', '辅助'), certified_on: maybe(fc.oneof(day, fc.constant(`${year - 2}-05-01`)), 4), left_on: maybe(day, 1), cancelled_on: maybe(day, 1), lawyer: flag, grade: maybe(integer(3)), _year: fc.constantFrom(year, year, year - 1, year + 1) }), 7),
    training: rows({ agency, officer, held_on: day, subject: fc.constantFrom(...KINDS), hours: maybe(decimal(40), 2), minutes: maybe(fc.integer({ min: 0, max: 60 }).map((value) => String(value * 30)), 2) }, 9),
    cases: several(fc.record({
      agency, kind: fc.constantFrom(...KINDS), decided_on: day, disclosed_on: maybe(day, 2), due: maybe(day), exempt: maybe(fc.constant('依法不公开'), 1), days_by_law: maybe(integer(12), 1), fine: maybe(decimal(9000)), amount: maybe(decimal(3)),
      major: flag, reviewed_on: maybe(day), marks: maybe(fc.subarray(KINDS, { minLength: 1 })), officer: maybe(officer), revoked_on: maybe(day, 2), _step: maybe(fc.integer({ min: -3, max: 32 }), 2),
    }).map(after('decided_on')), 12),
    appeals: rows({ agency, case_no: fc.constantFrom('001', '002', '003', '009'), filed_on: day, kind: maybe(fc.constantFrom(...KINDS)), costs: maybe(integer(9)) }, 7),
    checks: rows({ agency, enterprise: fc.constantFrom('E1', 'E2', 'E3', null), class: maybe(fc.constantFrom(...CLASSES)), checked_on: day, done: flag, type: maybe(fc.constantFrom(...KINDS)) }, 12),
    caps: fc.uniqueArray(fc.record({ region: fc.constantFrom('610000', '610100', '610102', '620000'), class: fc.constantFrom(...CLASSES), valid_from: fc.constantFrom(`${year}-01-01`, `${year}-07-01`, `${year - 1}-01-01`), valid_to: maybe(fc.constantFrom(`${year}-12-31`, `${year}-06-30`), 1), cap: integer(3) }), { minLength: 1, maxLength: 5, selector: (row) => `${row.region} ${row.class} ${row.valid_from}` }),
    filings: fc.uniqueArray(fc.record({ agency, year: fc.constantFrom(String(year), String(year - 1)), report: fc.constantFrom('年报', '季报'), version: integer(2), published_on: maybe(fc.oneof(day, fc.integer({ min: 380, max: 400 }).map((one) => dayOf(year, one)))) }), { maxLength: 4, selector: (row) => `${row.agency} ${row.year} ${row.report} ${row.version}` }),
    silent: fc.subarray(['officers', 'training', 'cases', 'appeals', 'checks'].flatMap((ledger) => AGENCIES.map((code) => `${ledger} ${code}`)), { maxLength: 3 }),
    emptyRegister: fc.option(fc.constantFrom(...AGENCIES), { nil: null, freq: 4 }),
  }).map((raw) => assemble(raw as never, year));
}

interface Raw {
  agencies: Row[]; rosterYear: number; officers: Row[]; training: Record<string, unknown>[]; cases: Record<string, unknown>[]; appeals: Record<string, unknown>[];
  checks: Record<string, unknown>[]; caps: Record<string, unknown>[]; filings: Record<string, unknown>[]; silent: string[]; emptyRegister: string | null;
}

function assemble(raw: Raw, year: number): World {
  const seen = new Set<string>();
  const officers = raw.officers.filter((row) => { const key = `${row['agency'] as string} ${row['officer_id'] as string} ${row._year}`; return !seen.has(key) && seen.add(key); });
  const rows: Record<string, Row[]> = {
    agencies: raw.agencies.map((row) => ({ ...row, _year: raw.rosterYear })), officers,
    training: dated(raw.training, 'training', 'record_no', year), cases: dated(raw.cases, 'cases', 'case_no', year), appeals: dated(raw.appeals, 'appeals', 'appeal_no', year), checks: dated(raw.checks, 'checks', 'check_no', year),
    caps: raw.caps.map((row) => ({ ...row, _year: year }) as Row), filings: raw.filings.map((row) => ({ ...row, _year: Number(row['year']) }) as Row),
  };
  const reported: World['reported'] = [{ agency: '', ledger: 'agencies', year: raw.rosterYear }, { agency: '', ledger: 'caps', year }];
  for (const ledger of ['officers', 'training', 'cases', 'appeals', 'checks']) {
    for (const agency of AGENCIES) {
      const years = new Set([...(raw.silent.includes(`${ledger} ${agency}`) ? [] : [year]), ...rows[ledger]!.filter((row) => row['agency'] === agency).map((row) => row._year)]);
      // who did not report has no rows of that year
      if (raw.silent.includes(`${ledger} ${agency}`)) { years.delete(year); rows[ledger] = rows[ledger]!.filter((row) => row['agency'] !== agency || row._year !== year); }
      // a register handed in without rows: nobody is left
      if (ledger === 'officers' && raw.emptyRegister === agency) rows[ledger] = rows[ledger]!.filter((row) => row['agency'] !== agency || row._year !== year);
      for (const one of years) reported.push({ agency, ledger, year: one });
    }
  }
  return { rows, reported };
}

/** Before, at and after the year's end. */
export function asOfDays(year: number): fc.Arbitrary<string> {
  return fc.oneof({ weight: 1, arbitrary: days(year) }, { weight: 2, arbitrary: fc.integer({ min: 330, max: 395 }).map((day) => dayOf(year, day)) }, { weight: 2, arbitrary: fc.constantFrom(`${year}-12-31`, `${year + 1}-01-31`, `${year + 1}-01-10`, `${year + 1}-06-30`, `${year}-12-30`) });
}

export type { WorkdayCalendar };
