/** Every shipped pack on random ledgers: the engine and the oracle give the same for each of its indicators. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listedIndicators, type Field, type Indicator, type Ledger, type Program } from '../../dsl/index.ts';
import { names, shipped } from '../golden/packs/shipped.ts';
import type { Row, World } from '../oracle/world.ts';
import { answers } from '../oracle/oracle.ts';
import { CALENDARS, differences, type Case } from './compare.ts';
import { dices } from './dice.ts';
import { openDatabase, type Database } from './load.ts';
import { described } from './print.ts';
import { AGENCIES, asOfIn, dayIn } from './worlds.ts';

/** Texts and choices that the program compares a field with, by ledger and field: rows hold them more often than others. */
function compared(program: Program): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  const note = (field: unknown, values: unknown[]): void => {
    const left = field as { kind?: string; ledger?: string; field?: string };
    if (left.kind !== 'field' && left.kind !== 'agencyField') return;
    const key = `${left.ledger ?? 'agencies'}.${left.field!}`;
    for (const value of values as { kind?: string; value?: unknown }[]) {
      if (value.kind === 'text' || value.kind === 'choiceValue') found.set(key, (found.get(key) ?? new Set()).add(String(value.value)));
    }
  };
  const visit = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(visit); return; }
    if (!part || typeof part !== 'object') return;
    const node = part as Record<string, unknown>;
    if (node['kind'] === 'compare') note(node['left'], [node['right']]);
    if (node['kind'] === 'in') note(node['operand'], node['values'] as unknown[]);
    if (node['kind'] === 'each') found.set(`${node['ledger'] as string}.${node['field'] as string}`, new Set([...(found.get(`${node['ledger'] as string}.${node['field'] as string}`) ?? []), ...node['values'] as string[]]));
    Object.values(node).forEach(visit);
  };
  visit([program.indicators, program.tasks]);
  return new Map([...found].map(([key, values]) => [key, [...values]]));
}

/** Values of a field, from its declaration and what the program compares it with. */
function cellsOf(field: Field, year: number, known: string[]): fc.Arbitrary<unknown> {
  const empty = <T>(values: fc.Arbitrary<T>, freq = 3): fc.Arbitrary<T | null> => (field.required ? values : fc.option(values, { nil: null, freq }));
  if (field.name === 'agency') return fc.constantFrom('A1', 'A1', 'A2');
  if (field.name === 'region') return fc.constantFrom('610000', '610100', '610102');
  if (field.refersTo && field.several) return empty(fc.subarray(['001', '002', '003'], { minLength: 1, maxLength: 2 }));
  if (field.refersTo) return empty(fc.constantFrom('001', '002', '003'));
  switch (field.type.kind) {
    case 'date': return empty(dices((dice) => dayIn(dice, year)));
    case 'boolean': return empty(fc.boolean(), 5);
    case 'choice': return empty(known.length > 0 ? fc.constantFrom(...known, ...known, ...field.type.choices) : fc.constantFrom(...field.type.choices));
    case 'choices': return empty(fc.subarray(field.type.choices, { minLength: 1, maxLength: 2 }));
    case 'number': return empty(field.integer ? fc.integer({ min: 0, max: 30 }).map(String) : fc.integer({ min: 0, max: 160 }).map((quarters) => String(quarters / 4)));
    case 'text': return known.length > 0 ? fc.constantFrom('E1', ...known, ...known) : empty(fc.constantFrom('E1', 'E2', 'E3'), 1);
  }
}

function rowsOf(ledger: Ledger, year: number, known: Map<string, string[]>): fc.Arbitrary<Row[]> {
  const fields = ledger.fields.filter((field) => !field.computed);
  const shape = Object.fromEntries(fields.map((field) => [field.name, cellsOf(field, year, known.get(`${ledger.name}.${field.name}`) ?? [])]));
  if (ledger.name === 'filings') Object.assign(shape, { year: fc.constantFrom(String(year), String(year - 1)) });
  const most = ledger.name === 'activities' ? 60 : 14;
  return fc.array(fc.record(shape), { minLength: ledger.hasAgency ? 8 : 2, maxLength: most }).map((list) => list.map((row, index) => {
    const keyed: Record<string, unknown> = { ...row };
    // the last part of the key tells rows apart where it is a text
    const key = ledger.key.at(-1)!;
    const texts = known.get(`${ledger.name}.${key}`) ?? [];
    if (ledger.fields.find((field) => field.name === key)?.type.kind === 'text') keyed[key] = texts[index] ?? `${index + 1}`.padStart(3, '0');
    const by = ledger.datedBy ? String(keyed[ledger.datedBy] ?? year).slice(0, 4) : String(year);
    return { ...keyed, _year: Number(by) } as Row;
  }));
}

function worldsOf(of: Program, year: number): fc.Arbitrary<World> {
  const known = compared(of);
  const used = [...new Set([...listedIndicators(of).flatMap((one) => one.reads), 'officers', 'filings', 'inspection_caps'])].filter((name) => of.ledgers[name]);
  const agencies = fc.tuple(...AGENCIES.map((code) => fc.record({
    code: fc.constant(code), name: fc.constant(code), short_name: fc.constantFrom(null, ...(known.get('agencies.short_name') ?? ['西咸新区'])), level: fc.constantFrom('市', '县', '县', '镇街'),
    category: fc.constant('甲组'), region: fc.constantFrom('610102', '610103'), body_type: fc.constantFrom('工作部门', '管委会', '政府', '司法行政部门', null), duties: fc.constantFrom(['行政许可', '行政处罚'], ['行政处罚'], null), _year: fc.constant(year - 1) })));
  return fc.tuple(agencies, fc.record(Object.fromEntries(used.map((name) => [name, rowsOf(of.ledgers[name]!, year, known)]))), fc.subarray(used, { maxLength: 2 })).map(([roster, rows, silent]) => {
    const kept = Object.fromEntries(Object.entries(rows).map(([name, list]) => [name, list.filter((row) => !(silent.includes(name) && row['agency'] === 'A1' && row._year === year))]));
    const reported = used.flatMap((ledger) => (of.ledgers[ledger]!.hasAgency ? AGENCIES : ['']).filter((agency) => !(silent.includes(ledger) && agency === 'A1')).flatMap((agency) => [{ agency, ledger, year }, ...(of.ledgers[ledger]!.snapshot ? [] : [{ agency, ledger, year: year - 1 }])]));
    return { rows: { agencies: roster as unknown as Row[], ...kept }, reported: [{ agency: '', ledger: 'agencies', year: year - 1 }, ...reported] };
  });
}

/** Needs a parameter that an administrator has yet to choose: an error, whatever the rows. */
const unchosen = (one: Indicator, program: Program): boolean => Object.values(program.parameters).some((each) => each.choose && JSON.stringify(one.value).includes(`"name":"${each.name}"`));

describe.each(names)('the pack %s', (name) => {
  const { program } = shipped(name);
  const indicators = listedIndicators(program).filter((one) => !unchosen(one, program));
  const only: Program = { ...program, indicators: Object.fromEntries(indicators.map((one) => [one.name, one])) };
  /** Ordinary years, and the last of each source that has ceased to hold. */
  const years = [...new Set([2025, 2026, 2024, 2022, ...indicators.flatMap((one) => (one.sources[0]?.to ? [Number(one.sources[0].to.slice(0, 4))] : []))])];
  const cases: fc.Arbitrary<Case> = fc.constantFrom(...years).chain((year) => fc.record({
    year: fc.constant(year), asOf: dices((dice) => asOfIn(dice, year)), calendar: fc.constantFrom('all', 'all', 'until2025'), indicators: fc.constant(indicators), world: worldsOf(only, year),
  }));
  let database: Database;
  beforeAll(async () => { database = await openDatabase({ schema: program }); });
  afterAll(() => { database.close(); });

  it('gives the same from engine and oracle, every indicator, on random ledgers', async () => {
    await fc.assert(fc.asyncProperty(cases, async (one) => {
      const found = await differences(database, one, only);
      if (found.length) throw new Error(described(one, found));
    }), { numRuns: 60, seed: 610_100, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false });
  }, 120_000);
  it('is judged on worlds in which every indicator has values', () => {
    const seen = new Set<string>();
    for (const one of fc.sample(cases, { numRuns: 300, seed: 610_100 })) {
      for (const answer of answers({ program: only, world: one.world, year: one.year, asOf: one.asOf, calendar: CALENDARS[one.calendar]! })) if (answer.state === 'value') seen.add(answer.indicator);
      if (seen.size === indicators.length) break;
    }
    expect(indicators.filter((one) => !seen.has(one.name)).map((one) => one.name)).toEqual([]);
  });
});
