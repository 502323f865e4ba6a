/** An agency's points over the years, in ink, with its peer group as a light band behind it. */
import { SIZE, figure, framed, textWidth, type Chart, type ChartOptions } from './frame.ts';

export interface TrendData {
  agency: string;
  /** Null where the agency has no points that year: the line breaks. */
  points: { year: number; points: number | null }[];
  /** Peer group by year: lowest, median and highest points of the agencies that have any. */
  peers: { year: number; low: number; median: number; high: number }[];
  group?: string;
}

export function trend(data: TrendData, options: ChartOptions): Chart {
  const { language, theme } = options;
  const zh = language === 'zh';
  const own = data.points.map((point) => ({ year: String(point.year), points: point.points, figure: point.points === null ? '' : figure(point.points) }));
  const peers = data.peers.map((peer) => ({ ...peer, year: String(peer.year) }));
  const years = [...new Set([...own.map((point) => point.year), ...peers.map((peer) => peer.year)])].sort();
  const all = [...data.points.flatMap((point) => (point.points === null ? [] : [point.points])), ...data.peers.flatMap((peer) => [peer.low, peer.high])];
  const low = Math.max(0, Math.floor((Math.min(...all, 100) - 5) / 10) * 10);
  const high = Math.ceil(Math.max(...all, low + 10) / 10) * 10;
  const short = textWidth(data.agency, SIZE.text) <= options.width * 0.4;
  const names = { own: short ? data.agency : zh ? '本机关' : 'this agency', peers: zh ? '本组中位数' : 'group median' };
  const right = Math.max(textWidth(names.own, SIZE.text), peers.length ? textWidth(names.peers, SIZE.text) : 0) + 14;
  const x = { field: 'year', type: 'ordinal', scale: { domain: years, type: 'point', padding: 0.3 }, axis: { title: null, labelAngle: 0, ticks: false, grid: false } };
  const scale = { domain: [low, high], zero: false, nice: false };
  const y = (field: string): Record<string, unknown> => ({ field, type: 'quantitative', scale, axis: { title: null, tickCount: 5, domain: false, ticks: false } });
  const known = own.filter((point) => point.points !== null);
  const ends = endLabels(data, names, scale.domain);
  return framed({
    title: titleOf(data, zh),
    ...(peers.length ? { note: zh ? `浅色带：${data.group ?? '本组'}各机关的最低分至最高分` : `band: lowest to highest points ${data.group ? `in ${data.group}` : 'of the group'}` } : {}),
    padding: { left: 40, right, top: 24, bottom: 28 }, plotHeight: 200, options,
  }, {
    layer: [
      { data: { values: peers }, mark: { type: 'area', color: theme.band, opacity: 1, interpolate: 'linear' }, encoding: { x, y: y('low'), y2: { field: 'high' } } },
      { data: { values: peers }, mark: { type: 'line', color: theme.quiet, strokeDash: [3, 3], strokeWidth: 1 }, encoding: { x, y: y('median') } },
      { data: { values: own }, mark: { type: 'line', color: theme.ink, strokeWidth: 2, invalid: 'break-paths-show-domains' }, encoding: { x, y: y('points') } },
      { data: { values: known }, mark: { type: 'point', filled: true, size: 50, color: theme.ink, opacity: 1 }, encoding: { x, y: y('points') } },
      // The last figure ends where the names at the right begin.
      ...[known.slice(0, -1), known.slice(-1)].map((values, last) => ({
        data: { values }, mark: { type: 'text', dy: -16, ...(last ? { align: 'right', dx: 6 } : {}), color: theme.ink, fontWeight: 600 }, encoding: { x, y: y('points'), text: { field: 'figure' } },
      })),
      ...ends.map((end) => ({
        data: { values: [end] }, mark: { type: 'text', align: 'left', dx: 10, dy: end.shift, color: end.own ? theme.ink : theme.quiet, fontWeight: end.own ? 600 : 400 },
        encoding: { x, y: y('at'), text: { field: 'label' } },
      })),
    ],
  });
}

/** Names at the lines' right ends; pushed apart where they would overlap. */
function endLabels(data: TrendData, names: { own: string; peers: string }, domain: number[]): { year: string; at: number; label: string; own: boolean; shift: number }[] {
  const last = data.points.filter((point) => point.points !== null).at(-1);
  const peer = data.peers.at(-1);
  const ends = [];
  if (last) ends.push({ year: String(last.year), at: last.points!, label: names.own, own: true, shift: 0 });
  if (peer) ends.push({ year: String(peer.year), at: peer.median, label: names.peers, own: false, shift: 0 });
  if (ends.length === 2) {
    const gap = ((ends[0]!.at - ends[1]!.at) / (domain[1]! - domain[0]!)) * 200;
    if (Math.abs(gap) < 16) { const push = (16 - Math.abs(gap)) / 2; const up = gap >= 0 ? -1 : 1; ends[0]!.shift = up * push; ends[1]!.shift = -up * push; }
  }
  return ends;
}

function titleOf(data: TrendData, zh: boolean): string {
  const known = data.points.filter((point): point is { year: number; points: number } => point.points !== null);
  const last = known.at(-1);
  if (!last) return zh ? `${data.agency}：尚无得分` : `${data.agency}: no points yet`;
  const before = known.find((point) => point.year === last.year - 1);
  const start = zh ? `${data.agency}${last.year}年得${figure(last.points)}分` : `${data.agency}: ${figure(last.points)} points in ${last.year}`;
  if (!before) return start;
  const change = Math.round((last.points - before.points) * 100) / 100;
  if (change === 0) return zh ? `${start}，与上年持平` : `${start}, as the year before`;
  if (zh) return `${start}，较上年${change > 0 ? '升' : '降'}${figure(Math.abs(change))}分`;
  return `${start}, ${change > 0 ? 'up' : 'down'} ${figure(Math.abs(change))} on the year before`;
}
