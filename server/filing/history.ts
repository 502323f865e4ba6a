/**
 * Publications of years that were filed before: the versions that the ledger `filings` has days for, and the reports that
 * real agencies published, each with the report as its figures give it now. Made at the demonstration's first load, so that
 * the public site has something to show.
 */
import { publishedReports } from '../../data/samples/published/index.ts';
import type { NewPublication } from '../../data/store/index.ts';
import type { Measures } from '../../metrics/types.ts';
import type { ServerContext } from '../context.ts';
import { ANNUAL, currentReport, frozen } from './publishing.ts';
import { queryOf, reportChoice } from './service.ts';

interface Past { agency: string; year: number; version: number; publishedOn: string | null }

/**
 * Publishes what history says was published and is not there yet, all of a year in one transaction.
 * @param correction the reason that later versions carry, for history gives none
 * @returns how many versions were stored
 */
export async function publishHistory(server: ServerContext, by: string, correction: string): Promise<number> {
  const { program, publications } = server.store;
  const known = new Set((await publications.list({ report: ANNUAL })).map((one) => [one.agency, one.year, one.version].join('|')));
  const rows = program.ledgers['filings'] ? await queryOf(server.engine)(`SELECT agency, _year, "version", CAST(published_on AS VARCHAR) FROM filings WHERE report = ? AND published_on IS NOT NULL ORDER BY _year, agency, "version"`, [reportChoice(program)]) : [];
  const filed = rows.map(([agency, year, version, publishedOn]): Past => ({ agency: String(agency), year: Number(year), version: Number(version), publishedOn: String(publishedOn) }));
  const carried = publishedReports().flatMap(({ code, year, publishedOn }): Past[] => (code === null || !server.published.has(code) || filed.some((one) => one.agency === code && one.year === year) ? [] : [{ agency: code, year, version: 1, publishedOn }]));
  let stored = 0;
  for (const [year, past] of [...Map.groupBy([...filed, ...carried], (one) => one.year)].toSorted(([one], [other]) => one - other)) {
    const roster = new Set((await server.roster(year, server.asOf(year))).map((one) => one.code));
    const shared = new Map<string, Promise<Measures>>();
    const made: NewPublication[] = [];
    for (const [agency, versions] of Map.groupBy(past, (one) => one.agency)) {
      // Versions follow one another from 1: what history leaves out cannot be told.
      const wanted = versions.filter((one, index) => one.version === index + 1 && !known.has([agency, year, one.version].join('|')));
      if (wanted.length === 0 || !roster.has(agency)) continue;
      const model = await currentReport(server, agency, year, shared);
      for (const { version, publishedOn } of wanted) {
        made.push(frozen(model, { version, publishedOn, publishedAt: new Date().toISOString(), reason: version > 1 ? correction : null, by, earlier: versions.slice(0, version - 1) }));
      }
    }
    await publications.addAll(made);
    stored += made.length;
  }
  return stored;
}
