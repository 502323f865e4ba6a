/** One case: the engine's answer beside the oracle's. */
import type fc from 'fast-check';
import Fraction from 'fraction.js';
import { makeCalendar, notices } from '../../data/calendar/index.ts';
import type { Indicator, Program } from '../../dsl/program.ts';
import { evaluate } from '../../metrics/index.ts';
import type { MeasureRow, WorkdayCalendar } from '../../metrics/types.ts';
import { answers, type Answer } from '../oracle/oracle.ts';
import type { Question, World } from '../oracle/world.ts';
import { dices, type Dice } from './dice.ts';
import { LANDED } from './landed.ts';
import type { Database } from './load.ts';
import { indicatorsOf, programOf } from './programs.ts';
import { asOfIn, worldOf } from './worlds.ts';

export interface Case { year: number; asOf: string; calendar: keyof typeof CALENDARS; choices?: Record<string, number>; indicators: Indicator[]; world: World }

/** All known years; and as it was when the last known year was the one evaluated, or the first. */
export const CALENDARS: Record<string, WorkdayCalendar> = {
  all: makeCalendar(notices()), until2025: makeCalendar(notices().filter((one) => one.year <= 2025)), from2025: makeCalendar(notices().filter((one) => one.year >= 2025)),
};

/** A world, and so many indicators over it. */
export const casesOf = (count: number): fc.Arbitrary<Case> => dices((dice) => caseOf(dice, count));
export function caseOf(dice: Dice, count: number): Case {
  const year = dice.of([2025, 2024, 2025, 2026]);
  const choices = LANDED.choose ? { choices: Object.fromEntries(['disputed_term', 'disputed_number'].filter(() => dice.chance(70)).map((name) => [name, dice.int(0, 1)])) } : {};
  const asOf = asOfIn(dice, year);
  return { year, asOf, calendar: dice.of(['all', 'all', 'all', 'all', 'until2025', 'from2025']), ...choices, indicators: indicatorsOf(dice, year, count), world: worldOf(dice, year, asOf) };
}

export function questionOf(one: Case, program: Program = programOf(one.indicators)): Question {
  return { program, world: one.world, year: one.year, asOf: one.asOf, calendar: CALENDARS[one.calendar]!, ...(one.choices ? { choices: one.choices } : {}) };
}

export interface Difference { indicator: string; agency: string; what: string }

/** What differs; empty where both agree. `program`: another than the case's own indicators over the small catalogue. */
export async function differences(database: Database, one: Case, program: Program = programOf(one.indicators)): Promise<Difference[]> {
  const { world: _, ...request } = questionOf(one, program);
  await database.load(one.world, request.calendar);
  const measures = await evaluate(database.engine, request);
  const got = new Map(Object.values(measures.byIndicator).flat().map((row) => [`${row.agency} ${row.indicator}`, row]));
  const found = answers({ ...request, world: one.world }).flatMap((answer): Difference[] => {
    const row = got.get(`${answer.agency} ${answer.indicator}`);
    got.delete(`${answer.agency} ${answer.indicator}`);
    const unlike = row ? unlikeIn(answer, row) : ['the engine has no row'];
    return unlike.length ? [{ indicator: answer.indicator, agency: answer.agency, what: unlike.join('; ') }] : [];
  });
  return [...found, ...[...got.values()].map((row) => ({ indicator: row.indicator, agency: row.agency, what: 'the oracle has no row' }))];
}

function unlikeIn(answer: Answer, row: MeasureRow): string[] {
  const found: string[] = [];
  const check = (what: string, want: unknown, got: unknown): void => { if (want !== got) found.push(`${what} ${String(got)}, the oracle says ${String(want)}`); };
  check('state', answer.state, row.state);
  if (answer.state !== row.state) return found;
  if (answer.state === 'error') {
    if (!answer.missing.some((one) => (typeof one === 'number' ? one === row.error?.year : row.error?.parameter === one))) found.push(`error ${JSON.stringify(row.error)}, the oracle says ${answer.missing.join('/')}`);
    return found;
  }
  if (answer.state === 'not_reported') return found;
  check('pending', answer.pending, row.pending);
  check('excluded', answer.excluded, row.excluded);
  for (const reason of new Set([...Object.keys(answer.excludedBy), ...row.excludedBy.map((one) => one.reason)])) check(`excluded for ${reason}`, answer.excludedBy[reason] ?? 0, row.excludedBy.find((one) => one.reason === reason)?.count ?? 0);
  check('numerator', answer.numerator?.valueOf() ?? null, row.numerator);
  check('denominator', answer.denominator?.valueOf() ?? null, row.denominator);
  check('parts', JSON.stringify(answer.parts ?? []), JSON.stringify((row.parts ?? []).filter((one) => one.count > 0).map((one) => [one.name, one.count])));
  check('target met', answer.targetMet, row.target_met);
  check('principle missed', answer.principleMissed, row.principleMissed);
  if (answer.state !== 'value') return found;
  if (answer.value instanceof Fraction) {
    check('exact', answer.value.toFraction(), row.exact === null ? null : new Fraction(row.exact).toFraction());
    if (Math.abs(answer.value.valueOf() - Number(row.value)) > 1e-9 * Math.max(1, Math.abs(answer.value.valueOf()))) check('value', answer.value.valueOf(), row.value);
  } else check('value', answer.value, row.value);
  return found;
}
