/** The moment an agency's pages look at: year, as-of and scorecard, from the address. */
import type { Meta, View } from '../api.ts';
import { query } from '../router.svelte.ts';

export interface Moment extends View {
  /** As in the address: empty for the default. */
  asked: { year: string | null; asOf: string | null; scorecard: string | null; pack: string | null; version: string | null };
  shownAsOf: string;
  pack: string | null;
}

export function momentOf(meta: Meta): Moment {
  const parameters = query();
  const asked = { year: parameters.get('year'), asOf: parameters.get('asOf'), scorecard: parameters.get('scorecard'), pack: parameters.get('pack'), version: parameters.get('version') };
  const year = Number(asked.year) || meta.defaultYear;
  return { year, asOf: asked.asOf, scorecard: asked.scorecard, pack: asked.pack, version: asked.version, asked, shownAsOf: asked.asOf ?? meta.defaultAsOf[year] ?? '' };
}
