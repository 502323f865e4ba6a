/** From the figures to a publication: the report model as it stands, and frozen as a version. */
import { renderJson } from '../publish/json.ts';
import type { ReportModel } from '../publish/model.ts';
import type { NarrativeText, NewPublication, StoredTable } from '../../data/store/index.ts';
import type { Measures } from '../../metrics/types.ts';
import type { ServerContext } from '../context.ts';

/** The statutory annual statistics (年度行政执法统计年报), as the ledger `filings` names the report. */
export const ANNUAL = 'annual_statistics';

/** Facts of a year's report count as of 31 January of the next, when it is due, whenever it is made. */
export const reportAsOf = (year: number): string => `${year + 1}-01-31`;

/**
 * The report of an agency and year as the figures give it now.
 * @param shared for the reports of many agencies from one state of the data
 * @throws Refusal when the agency is not on the year's roster
 */
export async function currentReport(server: ServerContext, agency: string, year: number, shared?: Map<string, Promise<Measures>>): Promise<ReportModel> {
  const { annualReport } = await import('../publish/index.ts');
  const { library, choices } = await server.definition({}, year);
  return annualReport(server.engine, { ...await ownOf(server, agency, year), program: library.program, choices, agency, year, asOf: reportAsOf(year), calendar: server.calendar, ...(shared ? { shared } : {}) });
}

/** What of a report is the agency's or its bureau's own: texts, tables as handed in, the layout chosen. */
export async function ownOf(server: ServerContext, agency: string, year: number): Promise<{ texts: NarrativeText[]; given: StoredTable[]; report?: string }> {
  const { narratives } = server.store;
  const found = (await server.results.roster(year, reportAsOf(year))).find((one) => one.agency === agency)?.fields['region'];
  const region = typeof found === 'string' ? found : '';
  const [{ texts }, given, chosen] = await Promise.all([narratives.current({ agency, year, report: ANNUAL, version: latestVersion }), server.store.given(agency, year), narratives.chosen(region)]);
  return { texts, given, ...(chosen === null ? {} : { report: chosen }) };
}
/** Texts are written for the version at hand only: the last are those of the last version. */
const latestVersion = 1_000_000;

/** The number of the last change of an agency's texts or of the layouts chosen: part of what a report is made of. */
export async function ownKey(server: ServerContext, agency: string, year: number): Promise<string> {
  const { narratives } = server.store;
  const [{ head }, choices] = await Promise.all([narratives.current({ agency, year, report: ANNUAL, version: latestVersion }), narratives.choices()]);
  const layouts = choices.map((one) => `${one.region}=${one.declaration ?? ''}`).join(',');
  return `${head > 0 ? `texts:${head}` : ''}${layouts ? ` layouts:${layouts}` : ''}`.trim();
}

/** The next version of a publication, its model frozen as text. */
export function frozen(model: ReportModel, of: { version: number; publishedOn: string | null; publishedAt: string; reason: string | null; by: string; earlier: { version: number; publishedOn: string | null; reason?: string | null }[] }): NewPublication {
  const { version, publishedOn, publishedAt, reason, by, earlier } = of;
  const versions = [...earlier, { version, publishedOn, reason }].flatMap((one) => (one.publishedOn === null ? [] : [{ version: one.version, publishedOn: one.publishedOn, reason: one.reason ?? null }]));
  const whole: ReportModel = { ...model, publication: { version, publishedOn, reason }, versions };
  return { agency: model.agency.code, year: model.year, report: model.report, version, model: renderJson(whole), publishedOn, publishedAt, reason, by };
}
