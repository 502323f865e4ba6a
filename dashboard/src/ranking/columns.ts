/**
 * The ranking as it arrives: Arrow columns, read in place. No object is made per agency; a row is an index.
 * The Arrow reader is a chunk of its own, fetched beside the data while the page's frame is already on screen.
 */
import type { RankingMeta } from '../../../server/api.ts';

/** A column of figures; null where there is none. */
export type Figures = (row: number) => number | null;
/** A column of texts; empty where there is none. */
export type Texts = (row: number) => string;

export interface RankingDimension { name: string; label: string; points: Figures; full: Figures }

export interface Ranking {
  count: number;
  meta: RankingMeta;
  code: Texts; name: Texts; shortName: Texts; group: Texts; grade: Texts; state: Texts;
  rank: Figures; points: Figures; change: Figures; previousPoints: Figures;
  dimensions: RankingDimension[];
  /** Points per trend year, oldest first. */
  trend: Figures[];
  /** Peer groups in order of appearance, with how many agencies each has. */
  groups: { name: string; count: number }[];
}

interface Vector { get(row: number): unknown }

/** Reads an Arrow IPC stream as `server/api.ts` describes it. */
export async function readRanking(response: Response): Promise<Ranking> {
  const [{ tableFromIPC }, bytes] = await Promise.all([import('apache-arrow'), response.arrayBuffer()]);
  const table = tableFromIPC(new Uint8Array(bytes));
  const metadata = table.schema.metadata;
  const stated = <T>(key: string, otherwise: T): T => {
    const text = metadata.get(key);
    return text === undefined ? otherwise : JSON.parse(text) as T;
  };
  const plain = (key: string) => metadata.get(key) ?? '';
  const meta: RankingMeta = {
    year: Number(plain('year')), asOf: plain('asOf'), scorecard: plain('scorecard'),
    dimensions: stated('dimensions', []), trendYears: stated('trendYears', []),
    dataVersion: plain('dataVersion'), programVersion: plain('programVersion'), definition: stated('definition', { pack: '', version: 0, uses: [] }),
  };
  const figures = (name: string): Figures => {
    const column = table.getChild(name) as Vector | null;
    if (!column) return () => null;
    return (row) => { const value = column.get(row); return value === null || value === undefined ? null : Number(value); };
  };
  const texts = (name: string): Texts => {
    const column = table.getChild(name) as Vector | null;
    if (!column) return () => '';
    return (row) => { const value = column.get(row); return value === null || value === undefined ? '' : String(value); };
  };
  const group = texts('group');
  const counts = new Map<string, number>();
  for (let row = 0; row < table.numRows; row += 1) counts.set(group(row), (counts.get(group(row)) ?? 0) + 1);
  return {
    count: table.numRows, meta,
    code: texts('agency'), name: texts('name'), shortName: texts('short_name'), group, grade: texts('grade'), state: texts('state'),
    rank: figures('rank'), points: figures('points'), change: figures('change'), previousPoints: figures('previous_points'),
    dimensions: meta.dimensions.map((dimension, index) => ({
      name: dimension.name, label: dimension.label, points: figures(`dimension_${index}`), full: figures(`dimension_${index}_full`),
    })),
    trend: meta.trendYears.map((_, index) => figures(`trend_${index}`)),
    groups: [...counts].map(([name, count]) => ({ name, count })),
  };
}
