/** What another definition makes of the same figures: values, points, grades and ranks that differ. */
import { listedIndicators } from '../dsl/program.ts';
import type { MeasureRow, RosterRow, ScoreRow } from '../metrics/types.ts';
import type { Standing, VersionEffects } from './api.ts';
import type { ServerContext } from './context.ts';
import type { Definition } from './versions.ts';

export async function effectsOf(server: ServerContext, a: Definition, b: Definition, year: number, asOf: string): Promise<VersionEffects> {
  const [before, after] = [await server.results.measures(a, year, asOf), await server.results.measures(b, year, asOf)];
  const roster = before.roster.filter((row) => !server.published.has(row.agency));
  const place = (row: RosterRow): { agency: string; name: string; group: string } => ({ agency: row.agency, name: row.name, group: row.group });
  const names = (of: (definition: Definition) => string[]): string[] => [...new Set([...of(a), ...of(b)])];
  const both = [a.library.program, b.library.program];

  const values = names(({ library }) => listedIndicators(library.program).map((one) => one.name)).map((indicator) => {
    const [one, other] = [byAgency(before.byIndicator[indicator] ?? []), byAgency(after.byIndicator[indicator] ?? [])];
    const rows = roster.map((row) => ({ ...place(row), a: one.get(row.agency) ?? null, b: other.get(row.agency) ?? null })).filter((row) => !sameMeasure(row.a, row.b));
    return { indicator, label: both.map((program) => program.indicators[indicator]?.label).findLast((label) => label !== undefined) ?? indicator, rows };
  });

  const scorecards = [];
  for (const scorecard of names(({ library }) => Object.keys(library.program.scorecards))) {
    const standings = async (definition: Definition): Promise<Map<string, Standing>> => {
      if (!Object.hasOwn(definition.library.program.scorecards, scorecard)) return new Map();
      const rows = await server.results.scores(definition, year, asOf, scorecard);
      return new Map(rows.map((row) => [row.agency, standingOf(row)]));
    };
    const [one, other] = [await standings(a), await standings(b)];
    const rows = roster.map((row) => ({ ...place(row), a: one.get(row.agency) ?? null, b: other.get(row.agency) ?? null })).filter((row) => JSON.stringify(row.a) !== JSON.stringify(row.b));
    scorecards.push({ scorecard, label: both.map((program) => program.scorecards[scorecard]?.label).findLast((label) => label !== undefined) ?? scorecard, rows });
  }
  return { year, asOf, values: values.filter((one) => one.rows.length > 0), scorecards: scorecards.filter((one) => one.rows.length > 0) };
}

function byAgency(rows: MeasureRow[]): Map<string, MeasureRow> { return new Map(rows.map((row) => [row.agency, row])); }

function standingOf({ points, rank, grade }: ScoreRow): Standing { return { points, rank, grade }; }

/** Whether a reader would see the same. */
function sameMeasure(one: MeasureRow | null, other: MeasureRow | null): boolean {
  const shown = (row: MeasureRow | null): string => JSON.stringify(row && [row.state, row.value, row.numerator, row.denominator, row.pending, row.excluded, row.target_met, row.principleMissed, row.parts]);
  return shown(one) === shown(other);
}
