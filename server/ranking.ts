/** The ranking of a year as a table: points, dimensions, the change against the year before and the trend. */
import type { Program } from '../dsl/index.ts';
import { rankChange } from '../metrics/score.ts';
import type { ScoreRow } from '../metrics/types.ts';
import type { RankingMeta } from './api.ts';
import type { Column } from './encode/arrow.ts';
import type { Cell } from './encode/csv.ts';

export interface Ranking {
  meta: RankingMeta; rows: ScoreRow[]; shortNames: Map<string, string | null>;
  /** The rows of the year before, by agency; empty without one. */
  previous: Map<string, ScoreRow>;
  /** Ranks gained within the same peer group; null where there is nothing to compare. */
  change: Map<string, number | null>;
  /** By trend year, then by agency. */
  trend: Map<string, ScoreRow>[];
}

/** Full points of each dimension, by peer group; '' is the default. Of a card of cards: each card with its weight. */
export function dimensionsOf(program: Program, scorecard: string): RankingMeta['dimensions'] {
  const card = program.scorecards[scorecard]!;
  if (card.combine) return card.combine.map(({ scorecard: name, weight }) => ({ name, label: program.scorecards[name]!.label, full: { '': weight } }));
  return card.dimensions.map(({ name, label, points }) => ({ name, label, full: points }));
}

/** Puts a ranking together from the scores of its year and of the trend years (ascending, its own among them). */
export function makeRanking(meta: RankingMeta, shortNames: Map<string, string | null>, byYear: Map<number, ScoreRow[]>): Ranking {
  const rows = byYear.get(meta.year) ?? [];
  const before = byYear.get(meta.year - 1) ?? [];
  const byAgency = (list: ScoreRow[]): Map<string, ScoreRow> => new Map(list.map((row) => [row.agency, row]));
  return { meta, rows, shortNames, previous: byAgency(before), change: rankChange(before, rows), trend: meta.trendYears.map((year) => byAgency(byYear.get(year) ?? [])) };
}

/** The ranking with the rows of some agencies only; ranks stay those among all of the group. */
export function rankingOf(ranking: Ranking, agencies: ReadonlySet<string>): Ranking {
  return { ...ranking, rows: ranking.rows.filter((row) => agencies.has(row.agency)) };
}

/** The columns of the Arrow stream, as `api.ts` names them. */
export function rankingColumns(ranking: Ranking): Column[] {
  const { rows, previous, change, trend, meta, shortNames } = ranking;
  const number = (name: string, of: (row: ScoreRow) => number | null): Column => ({ name, kind: 'number', values: rows.map(of) });
  const text = (name: string, kind: 'text' | 'dictionary', of: (row: ScoreRow) => string | null): Column => ({ name, kind, values: rows.map(of) });
  return [
    text('agency', 'text', (row) => row.agency), text('name', 'text', (row) => row.name), text('short_name', 'text', (row) => shortNames.get(row.agency) ?? null),
    text('group', 'dictionary', (row) => row.group), number('rank', (row) => row.rank), number('points', (row) => row.points),
    text('grade', 'dictionary', (row) => row.grade), text('state', 'dictionary', (row) => row.state),
    number('change', (row) => change.get(row.agency) ?? null), number('previous_points', (row) => previous.get(row.agency)?.points ?? null),
    ...meta.dimensions.map((_, index) => number(`dimension_${index}`, (row) => row.dimensions[index]?.points ?? null)),
    ...meta.dimensions.map((_, index) => number(`dimension_${index}_full`, (row) => row.dimensions[index]?.applicableFull ?? null)),
    ...meta.trendYears.map((_, index) => number(`trend_${index}`, (row) => trend[index]?.get(row.agency)?.points ?? null)),
  ];
}

/** Schema metadata of the stream; lists are JSON. */
export function rankingMetadata(meta: RankingMeta): Record<string, string> {
  return {
    year: String(meta.year), asOf: meta.asOf, scorecard: meta.scorecard, dimensions: JSON.stringify(meta.dimensions), trendYears: JSON.stringify(meta.trendYears),
    dataVersion: meta.dataVersion, programVersion: meta.programVersion, definition: JSON.stringify(meta.definition),
  };
}

/** The same table as objects, for `format=json`. */
export function rankingRows(ranking: Ranking): Record<string, Cell>[] {
  const columns = rankingColumns(ranking);
  return ranking.rows.map((_, index) => Object.fromEntries(columns.map((column) => [column.name, column.values[index]!])));
}

const STATE_WORDS: Record<ScoreRow['state'], string> = { value: '', not_applicable: '不适用', not_reported: '未报送', pending: '未到期', error: '无法计算' };

function twoDecimals(value: number | null | undefined): number | null {
  return value === null || value === undefined ? null : Math.round(value * 100) / 100;
}

/** The table for a spreadsheet: Chinese heads, one row an agency. */
export function rankingSheet(ranking: Ranking): { header: string[]; rows: Cell[][]; notes: string[] } {
  const { rows, previous, change, meta } = ranking;
  const header = ['考评分组', '名次', '执法主体', '统一社会信用代码', '得分', '等次', ...meta.dimensions.flatMap((one) => [one.label, `${one.label} 满分`]), `${meta.year - 1} 年得分`, '名次较上年', '状态'];
  const cells = rows.map((row): Cell[] => [
    row.group, row.rank, row.name, row.agency, row.points, row.grade,
    ...meta.dimensions.flatMap((_, index): Cell[] => [twoDecimals(row.dimensions[index]?.points), twoDecimals(row.dimensions[index]?.applicableFull)]),
    previous.get(row.agency)?.points ?? null, change.get(row.agency) ?? null, STATE_WORDS[row.state],
  ]);
  const notes = [`${meta.year} 年度,截至 ${meta.asOf} | data ${meta.dataVersion}, program ${meta.programVersion}, ${meta.definition.pack} v${meta.definition.version}`, '名次在考评分组内排列,同分同名次。Ranks are within peer groups; ties share a rank.'];
  return { header, rows: cells, notes };
}
