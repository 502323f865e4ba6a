/**
 * What real agencies published, as forms: one folder a year (`2021/agencies.csv`, `2021/penalty_form.csv` …) and
 * `reports.json` with the provenance and the tables as they stood.
 *
 * The sources name agencies without their codes, so each has a synthetic one: registrar `Y1`, the real region, and an
 * organisation code that begins `GK` (公开); no real body has such a code, and its check digits are valid. All stand in the
 * group 公开样本. `active_from` and `active_to` bound the year of the sample, not the life of the agency: in other years it is
 * not on the roster, and nobody can read an absent figure as a report that was not made.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Peer group of the published samples. */
export const publishedGroup = '公开样本';

/** A published report and where it stands. `code` is null, and `forms` empty, where its columns do not fit the forms. */
export interface PublishedReport {
  id: string; agency: string; code: string | null; region: string; year: number;
  title: string; url: string; publishedOn: string | null;
  forms: string[];
  /** How it was carried over, what was left out and why. */
  remarks: string[];
  /** As printed: empty cells are empty, `/`, `-` and `304册` stand as they stood. */
  tables: { name: string; unit: string; columns: string[]; rows: string[][] }[];
}

/** Where the folders of the years are. */
export const publishedDirectory = fileURLToPath(new URL('.', import.meta.url));

export function publishedReports(): PublishedReport[] {
  return JSON.parse(readFileSync(new URL('./reports.json', import.meta.url), 'utf8')) as PublishedReport[];
}

/** The years that have forms. */
export function publishedYears(): number[] {
  return [...new Set(publishedReports().filter((report) => report.forms.length > 0).map((report) => report.year))].sort();
}

/** The provenance of a sample's report, or null for any other agency or year. */
export function publishedReport(code: string, year: number): PublishedReport | null {
  return publishedReports().find((report) => report.code === code && report.year === year) ?? null;
}
