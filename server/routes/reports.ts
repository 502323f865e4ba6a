/** The statutory annual report of an agency: a page that works without JavaScript, XLSX and JSON; and their index. */
import type { Context } from 'hono';
import type { App, Bindings } from '../access.ts';
import { page } from '../access.ts';
import type { ServerContext } from '../context.ts';
import { XLSX_TYPE } from '../encode/xlsx.ts';
import { isDay } from '../days.ts';
import type { ReportModel } from '../publish/index.ts';
import { Recent, unknownAgency } from '../results.ts';
import { Refusal } from '../words.ts';
import { agencyList } from './agencies.ts';
import { download } from './common.ts';
import { reportsIndex } from './reports_index.ts';

export function reportRoutes(app: App, server: ServerContext): void {
  /** The same figures give the same report: made once for each state of the data. */
  const models = new Recent<ReportModel>(60);
  page(app, 'public', '/reports', async (context) => context.html(reportsIndex(await agencyList(server))));
  page(app, 'public', '/reports/:agency/:file', async (context) => {
    const { agency, year, format } = named(context);
    const asOf = context.req.query('asOf') ?? `${year + 1}-01-31`;
    if (!isDay(asOf)) throw new Refusal('usage', 'bad_day', `截至日“${asOf}”不是日期(如 2025-01-31)。`, `The as-of day "${asOf}" is not a day such as 2025-01-31.`);
    const roster = await server.roster(year, asOf);
    const entry = roster.find((one) => one.code === agency);
    if (!entry) throw unknownAgency(agency, year);
    // Charts and workbooks are a large part of all code: loaded with the first report, not with the server.
    const { annualReport, renderHtml, renderJson, renderXlsx } = await import('../publish/index.ts');
    const definition = await server.definition({}, year);
    const model = await models.get([await server.latestUpload(), definition.key, agency, year, asOf].join('|'), () => annualReport(server.engine, { program: definition.library.program, choices: definition.choices, agency, year, asOf, calendar: server.calendar }));
    const name = `${entry.name}${year}年度行政执法统计年报`;
    if (format === 'xlsx') return download(await renderXlsx(model), XLSX_TYPE, `${name}.xlsx`);
    if (format === 'json') return new Response(renderJson(model), { headers: { 'Content-Type': 'application/json; charset=utf-8' } });
    return context.html(renderHtml(model, { downloads: [{ href: `${year}.xlsx`, label: 'Excel（.xlsx）' }, { href: `${year}.json`, label: 'JSON' }] }));
  });
}

/** `/reports/CODE/2024`, `/reports/CODE/2024.xlsx`, `/reports/CODE/2024.json`. */
function named(context: Context<Bindings>): { agency: string; year: number; format: 'html' | 'xlsx' | 'json' } {
  const parts = /^((?:19|20|21)\d{2})(?:\.(html|xlsx|json))?$/.exec(context.req.param('file') ?? '');
  if (!parts) throw new Refusal('not_found', 'no_report', '没有这份年报:地址应如 /reports/机关代码/2024、2024.xlsx 或 2024.json。', 'There is no such report: the address is /reports/CODE/2024, 2024.xlsx or 2024.json.');
  return { agency: context.req.param('agency') ?? '', year: Number(parts[1]), format: (parts[2] ?? 'html') as 'html' | 'xlsx' | 'json' };
}
