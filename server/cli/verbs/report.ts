/** `zhiheng report`: the statutory annual report of an agency from a folder of data. No clock: same input, same bytes. */
import { annualReport, renderHtml, renderJson, renderXlsx } from '../../publish/index.ts';
import { needRoster, unknownAgency } from '../../results.ts';
import { evaluate } from '../../../metrics/index.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print } from '../output.ts';
import { choicesOf, programsOf, withData } from './common.ts';
import { write } from './template.ts';

export async function run(call: Call): Promise<ExitCode> {
  const year = call.year();
  const format = call.oneOf('format', ['html', 'xlsx', 'json'] as const, 'html');
  const output = call.text('output');
  if (format === 'xlsx' && output === undefined) throw usage('xlsx 要用 -o 指明文件。', 'xlsx wants a file: -o FILE.');
  const asOf = call.day('as-of') ?? `${year + 1}-01-31`;
  const agency = call.need('agency');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  return withData(call, programs, year, async ({ store, calendar }, { program }) => {
    const { roster } = await evaluate(store.engine, { program, year, asOf, calendar, indicators: [] });
    needRoster(roster, year);
    if (!roster.some((row) => row.agency === agency)) throw unknownAgency(agency, year);
    const model = await annualReport(store.engine, { program, agency, year, asOf, calendar, choices: choicesOf(call, program) });
    const content = format === 'html' ? renderHtml(model) : format === 'json' ? renderJson(model) : await renderXlsx(model);
    if (output !== undefined) await write(output, content);
    else await print(content as string);
    return 0;
  });
}
