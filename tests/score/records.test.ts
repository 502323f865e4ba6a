/** What is found row by row must come to what shares and sums over the same rows come to, on random programs and ledgers. */
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Expr, Indicator, Item, Program, Rows, Scorecard, Share } from '../../dsl/program.ts';
import { evaluate, evaluateRecords } from '../../metrics/index.ts';
import type { MeasureRow, RecordFacts } from '../../metrics/types.ts';
import { CALENDARS, casesOf } from '../property/compare.ts';
import { openDatabase, type Database } from '../property/load.ts';
import { programOf } from '../property/programs.ts';

let database: Database;
beforeAll(async () => { database = await openDatabase(); });
afterAll(() => { database.close(); });

type RowShare = Indicator & { value: Share & Expr & { over: { kind: 'rows'; rows: Rows } } };
const isRowShare = (one: Indicator): one is RowShare => one.value.kind === 'share' && one.value.over.kind === 'rows' && !one.value.over.rows.across;

/** A card over the rows of a share whose veto is what the share asks for, and whose one item takes off a number of the row. */
function withCards(program: Program): { program: Program; shares: RowShare[] } {
  const shares = Object.values(program.indicators).filter(isRowShare), indicators: Record<string, Indicator> = {}, scorecards: Record<string, Scorecard> = {};
  for (const share of shares) {
    const { rows } = share.value.over, plain: Indicator = { ...share, targets: [], value: { ...share.value, excluding: [] } };
    delete plain.appliesTo;
    const number = program.ledgers[rows.ledger]!.fields.find((field) => field.type.kind === 'number' && !field.computed && !field.otherwise);
    const of = number && ({ kind: 'field', ledger: rows.ledger, field: number.name, path: [], type: number.type } as Expr), type = { kind: 'number', unit: '1' } as const;
    const item: Item = { name: 'n', label: 'n', points: '100', rules: of ? [{ kind: 'deductForEach', points: '1', of }] : [{ kind: 'award', points: '100' }] };
    const name = `${share.name} card`;
    indicators[share.name] = plain;
    indicators[`${name}#rows`] = { ...plain, name: `${name}#rows`, value: { kind: 'aggregate', fn: 'count', rows, scope: 'agency', type } as Expr };
    if (of) indicators[`${name} sum`] = { ...plain, name: `${name} sum`, value: { kind: 'aggregate', fn: 'sum', rows, of, scope: 'agency', type: number.type } as Expr };
    scorecards[name] = {
      name, label: name, groupsBy: 'category', subject: rows, dimensions: [{ name: 'd', label: 'd', points: { '': '100' }, items: [item] }],
      vetoes: [{ label: 'v', when: share.value.with }], missing: { notApplicable: 'rescale', notReported: 'zero', pending: 'rescale' }, grades: [],
    };
  }
  return { program: { ...program, indicators, scorecards }, shares };
}

/** What the rows of one agency come to; `number` is the first expression where the card has one, the veto the last but its figures. */
function countOf(rows: RecordFacts[], veto: Expr, vetoAt: number): { missing: number[]; fulfilled: number; pending: number; total: number } {
  let fulfilled = 0, pending = 0;
  const missing: number[] = [];
  for (const row of rows) {
    // What is written as a literal is not asked of the rows.
    const verdict = veto.kind === 'boolean' ? veto.value : row.values[vetoAt];
    if (row.missingYear !== null) missing.push(row.missingYear);
    else if (verdict && typeof verdict === 'object' && 'missingYear' in verdict) missing.push(verdict.missingYear);
    else if (row.open || (verdict && typeof verdict === 'object')) pending += 1;
    else if (verdict === true) fulfilled += 1;
  }
  return { missing, fulfilled, pending, total: rows.length };
}

test('rows that fulfil, miss or are open, and their sums, are those that shares and sums count', async () => {
  let compared = 0, open = 0, summed = 0;
  await fc.assert(fc.asyncProperty(casesOf(6), async (one) => {
    const calendar = CALENDARS[one.calendar]!, { program, shares } = withCards(programOf(one.indicators));
    if (shares.length === 0) return;
    await database.load(one.world, calendar);
    const request = { program, year: one.year, asOf: one.asOf, calendar, choices: { disputed_term: 0, disputed_number: 0 } }, measures = await evaluate(database.engine, request);
    for (const share of shares) {
      const card = `${share.name} card`, found = (await evaluateRecords(database.engine, request, card))[card]!;
      if ('error' in found) throw new Error(found.error.en);
      const hasSum = measures.byIndicator[`${card} sum`] !== undefined;
      for (const measure of measures.byIndicator[share.name]!) {
        if (measure.state === 'not_reported') continue;
        const rows = found.rows.filter((row) => row.agency === measure.agency), counted = countOf(rows, share.value.with, hasSum ? 1 : 0);
        if (measure.state === 'error') { expect(counted.missing, `${share.name} ${measure.agency}`).toContain(measure.error!.year); continue; }
        compared += 1; open += counted.pending;
        expect({ numerator: counted.fulfilled, pending: counted.pending, denominator: counted.total - counted.pending }, `${share.name} ${measure.agency}`)
          .toEqual({ numerator: measure.numerator ?? 0, pending: measure.pending, denominator: measure.denominator ?? 0 });
        const sum: MeasureRow | undefined = measures.byIndicator[`${card} sum`]?.find((row) => row.agency === measure.agency);
        if (!sum?.exact) continue;
        summed += 1;
        const total = rows.filter((row) => !row.open).reduce((all, row) => (typeof row.values[0] === 'string' ? all.add(row.values[0]) : all), new Fraction(0));
        expect(total.toFraction(), `${card} ${measure.agency}`).toBe(new Fraction(sum.exact).toFraction());
      }
    }
  }), { numRuns: 100, seed: 20_250_131, interruptAfterTimeLimit: 25_000, markInterruptAsFailure: false });
  // Not a test that compares nothing.
  expect([compared > 30, open > 0, summed > 5]).toEqual([true, true, true]);
}, 120_000);
