/** `zhiheng report`: the statutory annual report of an agency from a folder of data. No clock: same input, same bytes. */
import { FORMAT_NAMES, FORMATS } from '../../publish/formats.ts';
import { printFonts } from '../../publish/fonts.ts';
import { annualReport } from '../../publish/index.ts';
import { needRoster, unknownAgency } from '../../results.ts';
import { evaluate } from '../../../metrics/index.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { note, print } from '../output.ts';
import { choicesOf, programsOf, withData } from './common.ts';
import { write } from './template.ts';

/** What a terminal or a pipe can take. */
const TEXTS: readonly string[] = ['html', 'json', 'csv'];

export async function run(call: Call): Promise<ExitCode> {
  const year = call.year();
  const format = call.oneOf('format', FORMAT_NAMES, 'html');
  const output = call.text('output');
  if (!TEXTS.includes(format) && output === undefined) throw usage(`${format} 要用 -o 指明文件。`, `${format} wants a file: -o FILE.`);
  const asOf = call.day('as-of') ?? `${year + 1}-01-31`;
  const agency = call.need('agency');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  return withData(call, programs, year, async ({ store, calendar }, { program }) => {
    const { roster } = await evaluate(store.engine, { program, year, asOf, calendar, indicators: [] });
    needRoster(roster, year);
    if (!roster.some((row) => row.agency === agency)) throw unknownAgency(agency, year);
    const model = await annualReport(store.engine, { program, agency, year, asOf, calendar, choices: choicesOf(call, program) });
    if (format === 'pdf') for (const words of printFonts().missing) note(words);
    const content = await FORMATS[format].render(model);
    if (output !== undefined) await write(output, content);
    else await print(new TextDecoder('utf-8', { ignoreBOM: true }).decode(content));
    return 0;
  });
}
