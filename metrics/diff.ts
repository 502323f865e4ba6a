/** What another program makes of the same figures: for every agency its values, states, points, grade and rank, before and after. */
import { rankChange } from './rank.ts';
import type { Measures, MeasureRow, ScoreRow } from './types.ts';

/** One program's results of a year (`measures.indicators`: those that are told); `scores` of one scorecard, where one is asked for. */
export interface Results { measures: Measures; scores?: ScoreRow[] }
export interface Standing { rank: number | null; points: number | null; grade: string | null; state: ScoreRow['state'] }
export interface AgencyEffect {
  agency: string; name: string; group: string;
  /** Null without a scorecard, or where the agency is not on the roster. */
  before: Standing | null; after: Standing | null;
  /** Places gained (positive) or lost; null where there is no rank before or after, or in another group. */
  gained: number | null;
  /** Indicators whose value, state or target differs; null where a program has no such indicator. */
  measures: { indicator: string; before: MeasureRow | null; after: MeasureRow | null }[];
}

/**
 * One entry an agency of either roster: those whose rank changed most first (falls before rises of the same size), then by
 * points, then those with other values, then the rest. `renamed`: new name → old name of indicators that are the same.
 */
export function effects(before: Results, after: Results, renamed: ReadonlyMap<string, string> = new Map()): AgencyEffect[] {
  const [old, fresh] = [byAgency(before.measures), byAgency(after.measures)];
  const [oldScores, newScores] = [scoresOf(before), scoresOf(after)];
  const gains = rankChange(before.scores ?? [], after.scores ?? []);
  const taken = new Set(renamed.values());
  const pairs: [indicator: string, was: string][] = [
    ...after.measures.indicators.map((name): [string, string] => [name, renamed.get(name) ?? name]),
    ...before.measures.indicators.filter((name) => !after.measures.indicators.includes(name) && !taken.has(name)).map((name): [string, string] => [name, name]),
  ];
  const roster = new Map([...before.measures.roster, ...after.measures.roster].map((row) => [row.agency, row]));
  const entries = [...roster.values()].map(({ agency, name, group }): AgencyEffect => ({
    agency, name, group: newScores.get(agency)?.group ?? group,
    before: standing(oldScores.get(agency)), after: standing(newScores.get(agency)), gained: gains.get(agency) ?? null,
    measures: pairs.flatMap(([indicator, was]) => {
      const [one, other] = [old.get(agency)?.get(was) ?? null, fresh.get(agency)?.get(indicator) ?? null];
      return shown(one) === shown(other) ? [] : [{ indicator, before: one, after: other }];
    }),
  }));
  return entries.map((entry, index) => ({ entry, index })).sort((a, b) => weigh(b.entry) - weigh(a.entry) || pointsLost(b.entry) - pointsLost(a.entry)
    || b.entry.measures.length - a.entry.measures.length || a.index - b.index).map(({ entry }) => entry);
}

/** Whether anything a reader would see differs. */
export const isAffected = ({ before, after, measures }: AgencyEffect): boolean => measures.length > 0 || JSON.stringify(before) !== JSON.stringify(after);

/** By the size of the change of rank; of the same size falls come first. */
const weigh = ({ gained }: AgencyEffect): number => (gained === null ? 0 : Math.abs(gained) + (gained < 0 ? 0.5 : 0));
const pointsLost = ({ before, after }: AgencyEffect): number => Math.abs((after?.points ?? 0) - (before?.points ?? 0));

const standing = (row: ScoreRow | undefined): Standing | null => (row ? { rank: row.rank, points: row.points, grade: row.grade, state: row.state } : null);
const scoresOf = ({ scores }: Results): Map<string, ScoreRow> => new Map((scores ?? []).map((row) => [row.agency, row]));

function byAgency(measures: Measures): Map<string, Map<string, MeasureRow>> {
  const found = new Map<string, Map<string, MeasureRow>>();
  for (const name of measures.indicators) {
    for (const row of measures.byIndicator[name] ?? []) {
      const own = found.get(row.agency) ?? new Map<string, MeasureRow>();
      found.set(row.agency, own.set(name, row));
    }
  }
  return found;
}

/** What a reader sees of a measure. */
const shown = (row: MeasureRow | null): string => JSON.stringify(row && [row.state, row.value, row.numerator, row.denominator, row.pending, row.excluded, row.target_met, row.principleMissed, row.parts, row.error?.code]);
