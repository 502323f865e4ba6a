import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { compile, type Field, type Ledger, type Program } from '../../dsl/index.ts';
import type { Row, World } from '../oracle/world.ts';
import { answers } from '../oracle/oracle.ts';
import { CALENDARS, described, differences, type Case } from './compare.ts';
import { openDatabase, type Database } from './load.ts';
import { AGENCIES, asOfDays, days } from './worlds.ts';

const PACK = new URL('../../metrics/packs/xian-2022.heng', import.meta.url);
const { program, diagnostics } = compile([...catalogueSources(), { file: 'xian-2022.heng', text: readFileSync(PACK, 'utf8') }]);
/** Those that need no more than the ledgers made below. */
const judged = ['penalties_and_licences_disclosed_on_time', 'decisions_disclosed_on_time', 'withdrawn_on_time', 'notices_updated_on_time', 'annual_report_on_time', 'legal_reviewers',
  'major_decisions_reviewed', 'lawyer_assisted_reviews', 'case_review_by_october', 'leader_joined_enforcement', 'training_hours_met', 'trained_at_all', 'quarterly_case_review',
  'inspections_per_enterprise', 'over_inspected_enterprises'];
const only: Program = { ...program, indicators: Object.fromEntries(judged.map((name) => [name, program.indicators[name]!])) };
let database: Database;
beforeAll(async () => { database = await openDatabase(program.ledgers); });
afterAll(() => { database.close(); });

/** Values of a field, from its declaration alone. */
function cellsOf(field: Field, year: number): fc.Arbitrary<unknown> {
  const empty = <T>(values: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | null> => (field.required ? values : fc.option(values, { nil: null, freq }));
  if (field.name === 'agency') return fc.constantFrom('A1', 'A1', 'A2');
  if (field.name === 'region') return fc.constantFrom('610000', '610100', '610102');
  if (field.refersTo && field.several) return empty(fc.subarray(['001', '002', '003'], { minLength: 1, maxLength: 2 }));
  if (field.refersTo) return empty(fc.constantFrom('001', '002', '003'));
  switch (field.type.kind) {
    case 'date': return empty(days(year));
    case 'boolean': return empty(fc.boolean());
    case 'choice': return empty(fc.constantFrom(...field.type.choices));
    case 'choices': return empty(fc.subarray(field.type.choices, { minLength: 1, maxLength: 2 }));
    case 'number': return empty(field.integer ? fc.integer({ min: 0, max: 30 }).map(String) : fc.integer({ min: 0, max: 160 }).map((quarters) => String(quarters / 4)));
    case 'text': return empty(fc.constantFrom('E1', 'E2', 'E3'), 1);
  }
}

function rowsOf(ledger: Ledger, year: number): fc.Arbitrary<Row[]> {
  const fields = ledger.fields.filter((field) => !field.computed);
  const shape = Object.fromEntries(fields.map((field) => [field.name, cellsOf(field, year)]));
  if (ledger.name === 'filings') Object.assign(shape, { year: fc.constantFrom(String(year), String(year - 1)) });
  return fc.array(fc.record(shape), { minLength: ledger.hasAgency ? 8 : 2, maxLength: 14 }).map((list) => list.map((row, index) => {
    const keyed: Record<string, unknown> = { ...row };
    // the last part of the key tells rows apart where it is a text
    const key = ledger.key.at(-1)!;
    if (ledger.fields.find((field) => field.name === key)?.type.kind === 'text') keyed[key] = `${index + 1}`.padStart(3, '0');
    const by = ledger.datedBy ? String(keyed[ledger.datedBy] ?? year).slice(0, 4) : String(year);
    return { ...keyed, _year: Number(by) } as Row;
  }));
}

function worldsOf(of: Program, year: number): fc.Arbitrary<World> {
  const used = ['officers', 'training', 'decisions', 'notices', 'case_reviews', 'activities', 'inspections', 'inspection_caps', 'filings'];
  const agencies = fc.tuple(...AGENCIES.map((code) => fc.record({ code: fc.constant(code), name: fc.constant(code), level: fc.constantFrom('市', '县'), category: fc.constant('甲组'), region: fc.constantFrom('610102', '610103'), body_type: fc.constantFrom('工作部门', '管委会', null), _year: fc.constant(year) })));
  return fc.tuple(agencies, fc.record(Object.fromEntries(used.map((name) => [name, rowsOf(of.ledgers[name]!, year)]))), fc.subarray(used, { maxLength: 2 })).map(([roster, rows, silent]) => {
    const kept = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, list.filter((row) => !(silent.includes(name) && row['agency'] === 'A1' && row._year === year))]));
    const reported = used.flatMap((ledger) => (of.ledgers[ledger]!.hasAgency ? AGENCIES : ['']).filter((agency) => !(silent.includes(ledger) && agency === 'A1')).map((agency) => ({ agency, ledger, year })));
    return { rows: { agencies: roster as unknown as Row[], ...kept }, reported: [{ agency: '', ledger: 'agencies', year }, ...reported] };
  });
}

const packCases: fc.Arbitrary<Case> = fc.constantFrom(2025, 2026, 2022, 2024).chain((year) => fc.record({
  year: fc.constant(year), asOf: asOfDays(year), calendar: fc.constantFrom('all', 'all', 'until2025'), indicators: fc.constant(Object.values(only.indicators)), world: worldsOf(only, year),
}));

describe('the Xi’an pack', () => {
  it('compiles', () => {
    expect(diagnostics).toEqual([]);
    expect(Object.keys(program.indicators).length).toBeGreaterThan(60);
  });
  it('gives the same from engine and oracle, every indicator, on random ledgers', async () => {
    await fc.assert(fc.asyncProperty(packCases, async (one) => {
      const found = await differences(database, one, only);
      if (found.length) throw new Error(described(one, found));
    }), { numRuns: 80, seed: 610_100, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false });
  }, 120_000);
  it('is judged on worlds in which every indicator has values', () => {
    const seen = new Set<string>();
    for (const one of fc.sample(packCases, { numRuns: 60, seed: 610_100 })) {
      for (const answer of answers({ program: only, world: one.world, year: one.year, asOf: one.asOf, calendar: CALENDARS[one.calendar]! })) if (answer.state === 'value') seen.add(answer.indicator);
    }
    expect([...seen].sort()).toEqual([...judged].sort());
  });
});
