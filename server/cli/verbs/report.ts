/** `zhiheng report`: the statutory annual report of an agency from a folder of data. No clock: same input, same bytes. */
import { annualReport, renderHtml, renderJson, renderXlsx } from '../../publish/index.ts';
import { unknownAgency } from '../../results.ts';
import { evaluate } from '../../../metrics/index.ts';
import type { Verb } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print } from '../output.ts';
import { DATA, DATA_NOTE, libraryOf, PROGRAM, refusedProgram, withData, YEAR } from './common.ts';
import { write } from './template.ts';

export const verb: Verb = {
  name: 'report', operands: '',
  summary: { zh: '生成机关的行政执法统计年报', en: 'make an agency\'s annual statistical report' },
  options: [
    DATA, { name: 'agency', value: 'CODE', required: true, zh: '机关的统一社会信用代码', en: 'the agency\'s code' }, YEAR,
    { name: 'as-of', value: 'DATE', zh: '截至日,含当日(默认次年 1 月 31 日)', en: 'the as-of day, included (default: 31 January after the year)' },
    { name: 'format', value: 'html|xlsx|json', zh: '格式(默认 html)', en: 'the format (default html)' },
    { name: 'output', short: 'o', value: 'FILE', zh: '写到哪个文件(html 和 json 默认写到标准输出)', en: 'the file to write (html and json: standard output by default)' }, PROGRAM,
  ],
  notes: [DATA_NOTE, { zh: '同样的输入得到同样的字节:输出里没有当前时间。', en: 'The same input gives the same bytes: no clock is in the output.' }],
  async run(call) {
    const year = call.year();
    const format = call.oneOf('format', ['html', 'xlsx', 'json'] as const, 'html');
    const output = call.text('output');
    if (format === 'xlsx' && output === undefined) throw usage('xlsx 要用 -o 指明文件。', 'xlsx wants a file: -o FILE.');
    const asOf = call.day('as-of') ?? `${year + 1}-01-31`;
    const agency = call.need('agency');
    const library = libraryOf(call);
    const refused = await refusedProgram(library, call);
    if (refused !== null) return refused;
    const { program } = library;
    return withData(call, library, year, async ({ store, calendar }) => {
      const { roster } = await evaluate(store.engine, { program, year, asOf, calendar, indicators: [] });
      if (!roster.some((row) => row.agency === agency)) throw unknownAgency(agency, year);
      const model = await annualReport(store.engine, { program, agency, year, asOf, calendar });
      const content = format === 'html' ? renderHtml(model) : format === 'json' ? renderJson(model) : await renderXlsx(model);
      if (output !== undefined) await write(output, content);
      else await print(content as string);
      return 0;
    });
  },
};
