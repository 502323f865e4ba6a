/** One case: the engine's answer beside the oracle's. */
import fc from 'fast-check';
import Fraction from 'fraction.js';
import { makeCalendar, notices } from '../../data/calendar/index.ts';
import type { Indicator, Program } from '../../dsl/program.ts';
import { evaluate } from '../../metrics/index.ts';
import type { MeasureRow, WorkdayCalendar } from '../../metrics/types.ts';
import { answers, type Answer } from '../oracle/oracle.ts';
import type { World } from '../oracle/world.ts';
import type { Database } from './load.ts';
import { indicators, programOf } from './programs.ts';
import { asOfDays, worlds } from './worlds.ts';

export interface Case { year: number; asOf: string; calendar: keyof typeof CALENDARS; indicators: Indicator[]; world: World }

/** All known years; and as it was when the last known year was the one evaluated, or the first. */
export const CALENDARS: Record<string, WorkdayCalendar> = {
  all: makeCalendar(notices()), until2025: makeCalendar(notices().filter((one) => one.year <= 2025)), from2025: makeCalendar(notices().filter((one) => one.year >= 2025)),
};

export const cases: fc.Arbitrary<Case> = fc.constantFrom(2025, 2024, 2025, 2026).chain((year) => fc.record({
  year: fc.constant(year), asOf: asOfDays(year), calendar: fc.constantFrom('all', 'all', 'all', 'until2025', 'from2025'), indicators: indicators(year), world: worlds(year),
}));

/** What differs, in words; empty where both agree. `program`: another than the case's own indicators over the small catalogue. */
export async function differences(database: Database, one: Case, program: Program = programOf(one.indicators)): Promise<string[]> {
  const calendar = CALENDARS[one.calendar]!;
  await database.load(one.world, calendar);
  const expected = answers({ program, world: one.world, year: one.year, asOf: one.asOf, calendar });
  const measures = await evaluate(database.engine, { program, year: one.year, asOf: one.asOf, calendar });
  const got = new Map(Object.values(measures.byIndicator).flat().map((row) => [`${row.agency} ${row.indicator}`, row]));
  const found = expected.flatMap((answer) => {
    const row = got.get(`${answer.agency} ${answer.indicator}`);
    got.delete(`${answer.agency} ${answer.indicator}`);
    if (!row) return [`${answer.agency} ${answer.indicator}: the engine has no row`];
    const unlike = unlikeIn(answer, row);
    return unlike.length ? [`${answer.agency} ${answer.indicator}: ${unlike.join('; ')}`] : [];
  });
  return [...found, ...[...got.keys()].map((key) => `${key}: the oracle has no row`)];
}

function unlikeIn(answer: Answer, row: MeasureRow): string[] {
  const found: string[] = [];
  const check = (what: string, want: unknown, got: unknown): void => { if (want !== got) found.push(`${what} ${String(got)}, the oracle says ${String(want)}`); };
  check('state', answer.state, row.state);
  if (answer.state !== row.state) return found;
  if (answer.state === 'error') { if (!answer.missing.some((one) => (typeof one === 'number' ? one === row.error?.year : row.error?.en.includes(one)))) found.push(`${JSON.stringify(row.error)}, the oracle says ${answer.missing.join('/')}`); return found; }
  if (answer.state === 'not_reported') return found;
  check('pending', answer.pending, row.pending);
  check('excluded', answer.excluded, row.excluded);
  for (const reason of new Set([...Object.keys(answer.excludedBy), ...row.excludedBy.map((one) => one.reason)])) check(`excluded for ${reason}`, answer.excludedBy[reason] ?? 0, row.excludedBy.find((one) => one.reason === reason)?.count ?? 0);
  check('numerator', answer.numerator?.valueOf() ?? null, row.numerator);
  check('denominator', answer.denominator?.valueOf() ?? null, row.denominator);
  check('parts', JSON.stringify(answer.parts ?? []), JSON.stringify((row.parts ?? []).filter((one) => one.count > 0).map((one) => [one.name, one.count])));
  if (answer.state !== 'value') return found;
  check('target met', answer.targetMet, row.target_met);
  check('principle missed', answer.principleMissed, row.principleMissed);
  if (answer.value instanceof Fraction) {
    check('exact', answer.value.toFraction(), row.exact === null ? null : new Fraction(row.exact).toFraction());
    if (Math.abs(answer.value.valueOf() - Number(row.value)) > 1e-9 * Math.max(1, Math.abs(answer.value.valueOf()))) check('value', answer.value.valueOf(), row.value);
  } else check('value', answer.value, row.value);
  return found;
}

/** A failing case in few lines: what differs, the indicator, the rows that matter. */
export function described(one: Case, found: string[]): string {
  const bad = new Set(found.map((line) => line.split(' ')[1]!.replace(':', '')));
  const rows = Object.entries(one.world.rows).flatMap(([ledger, list]) => (ledger === 'agencies' || list.length === 0 ? [] : [`${ledger}: ${list.map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)))).join('\n    ')}`]));
  return [
    ...found, `year ${one.year}, as of ${one.asOf}, calendar ${one.calendar}`, ...one.indicators.filter((indicator) => bad.has(indicator.name)).map((indicator) => JSON.stringify(brief(indicator))),
    `agencies: ${JSON.stringify(one.world.rows['agencies'])}`, ...rows,
  ].join('\n  ');
}
/** Without types and labels. */
function brief(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(brief);
  if (!value || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'type' && key !== 'label').map(([key, part]) => [key, brief(part)]));
}
