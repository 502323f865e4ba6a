/**
 * Hatching: what was missed or lost looks different without colour. Vega has no patterns; thin vertical lines of constant
 * pitch are a dashed rule as thick as the bar, and a rectangle takes a gradient with hard stops.
 */
import type { ChartTheme } from './theme.ts';

/** Layers of a horizontal bar, hatched. `encoding`: x (and x2); `height` in pixels; `filter`: a Vega test of the datum. */
export function hatchedBar(theme: ChartTheme, filter: string, height: number, encoding: Record<string, unknown>, from = 0): Record<string, unknown>[] {
  const transform = [{ filter }];
  const ends = encoding['x2'] ? encoding : { ...encoding, x2: { datum: from } };
  return [
    { transform, mark: { type: 'bar', height, color: theme.hatch.ground, stroke: theme.hatch.line, strokeWidth: 0.75 }, encoding },
    { transform, mark: { type: 'rule', strokeWidth: height, strokeDash: [1.5, 3], strokeCap: 'butt', color: theme.hatch.line }, encoding: ends },
  ];
}

/** A fill of diagonal stripes for a rectangle. */
export function stripes(theme: ChartTheme, pairs = 12): Record<string, unknown> {
  const stops = Array.from({ length: pairs }, (_, index) => {
    const [from, middle, to] = [index / pairs, (index + 0.4) / pairs, (index + 1) / pairs];
    return [{ offset: from, color: theme.hatch.line }, { offset: middle, color: theme.hatch.line }, { offset: middle, color: theme.hatch.ground }, { offset: to, color: theme.hatch.ground }];
  }).flat();
  return { gradient: 'linear', x1: 0, y1: 0, x2: 1, y2: 1, stops };
}
