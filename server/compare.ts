/** Two definitions of a pack: what changes in meaning, and what that makes of the same figures for every agency. */
import { diff, listedIndicators } from '../dsl/index.ts';
import type { Change } from '../dsl/index.ts';
import { effects } from '../metrics/diff.ts';
import type { AgencyEffect } from '../metrics/diff.ts';
import type { Measures } from '../metrics/types.ts';
import type { VersionEffects } from './api.ts';
import { readableRows } from './accounts/rights.ts';
import type { Readable } from './accounts/rights.ts';
import type { ServerContext } from './context.ts';
import type { Definition } from './versions.ts';

export function changesOf(a: Definition, b: Definition): Change[] { return diff(a.library.program, b.library.program); }

/** Only what a reader would see differ; agencies whose rank changed most come first. */
export async function effectsOf(server: ServerContext, a: Definition, b: Definition, year: number, asOf: string, readable: Readable = 'all'): Promise<VersionEffects> {
  const told = async (definition: Definition): Promise<Measures> => {
    const measures = await server.results.measures(definition, year, asOf);
    const indicators = listedIndicators(definition.library.program).map((one) => one.name).filter((name) => measures.byIndicator[name]);
    return { ...measures, indicators, roster: measures.roster.filter((row) => !server.published.has(row.agency)) };
  };
  const [before, after] = [{ measures: await told(a) }, { measures: await told(b) }];
  const renamed = new Map(changesOf(a, b).flatMap((change) => (change.kind === 'indicator' && change.was && change.was.name !== change.name ? [[change.name, change.was.name] as const] : [])));
  const seen = <T extends { agency: string }>(rows: T[]): T[] => readableRows(rows, readable);
  const place = ({ agency, name, group }: AgencyEffect): { agency: string; name: string; group: string } => ({ agency, name, group });
  const programs = [a.library.program, b.library.program];
  const labelOf = (kind: 'indicators' | 'scorecards', name: string): string => programs.map((program) => program[kind][name]?.label).findLast((label) => label !== undefined) ?? name;

  const values = new Map<string, VersionEffects['values'][number]>();
  for (const effect of seen(effects(before, after, renamed))) {
    for (const { indicator, before: one, after: other } of effect.measures) {
      const found = values.get(indicator) ?? { indicator, label: labelOf('indicators', indicator), rows: [] };
      found.rows.push({ ...place(effect), a: one, b: other });
      values.set(indicator, found);
    }
  }

  const scorecards: VersionEffects['scorecards'] = [];
  for (const scorecard of new Set(programs.flatMap((program) => Object.keys(program.scorecards)))) {
    const scored = async (definition: Definition, measures: Measures): Promise<Parameters<typeof effects>[0]> =>
      (Object.hasOwn(definition.library.program.scorecards, scorecard) ? { measures, scores: await server.results.scores(definition, year, asOf, scorecard) } : { measures });
    const rows = seen(effects(await scored(a, before.measures), await scored(b, after.measures), renamed))
      .filter((effect) => JSON.stringify(effect.before) !== JSON.stringify(effect.after))
      .map((effect) => ({ ...place(effect), a: effect.before, b: effect.after, gained: effect.gained }));
    if (rows.length > 0) scorecards.push({ scorecard, label: labelOf('scorecards', scorecard), rows });
  }
  return { year, asOf, values: [...values.values()], scorecards };
}
