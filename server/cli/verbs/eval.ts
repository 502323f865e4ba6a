/** `zhiheng eval`: every indicator of every agency of the year, without a server. */
import { listedIndicators } from '../../../dsl/program.ts';
import { evaluate, explain, statements } from '../../../metrics/index.ts';
import type { EvaluationRequest, Explanation, MeasureRow } from '../../../metrics/types.ts';
import { figure } from '../../figures.ts';
import { indicatorOf, needRoster, unknownAgency } from '../../results.ts';
import { both } from '../../words.ts';
import { calendar } from '../../../data/calendar/index.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print, printJson, table } from '../output.ts';
import { choicesOf, onlyPack, programsOf, withData } from './common.ts';
import type { Library } from '../../library.ts';

export async function run(call: Call): Promise<ExitCode> {
  const year = call.year();
  const asOf = call.day('as-of') ?? `${year}-12-31`;
  if (asOf < `${year}-01-01`) throw usage(`截至日 ${asOf} 早于 ${year} 年度。`, `The as-of day ${asOf} is before the year ${year}.`);
  const explained = call.text('explain');
  const agency = call.text('agency');
  if (explained !== undefined && agency === undefined) throw usage('--explain 要与 --agency 同用。', '--explain goes with --agency.');
  const [offset, limit] = [call.number('offset', 0, 1e9, 0), call.number('limit', 0, 1e6, 1000)];
  if (!call.has('sql')) call.need('data');
  const programs = await programsOf(call);
  if (programs === null) return 1;
  const only = explained ?? call.text('indicator');
  const requestOf = ({ program }: Library): EvaluationRequest => ({
    program, year, asOf, choices: choicesOf(call, program), calendar: calendar(), indicators: only === undefined ? listedIndicators(program).map((one) => one.name) : [indicatorOf(program, only)],
  });
  const sqlOf = (request: EvaluationRequest): Sql[] => statements(request).map(({ title, statement }) => ({ title, sql: statement.sql, values: statement.values }));
  if (call.text('data') === undefined) return printSql(sqlOf(requestOf(onlyPack(programs))), call.has('json'));

  return withData(call, programs, year, async (session, library): Promise<ExitCode> => {
    const evaluation = requestOf(library);
    const sql = call.has('sql') ? sqlOf(evaluation) : undefined;
    const measures = await evaluate(session.store.engine, evaluation);
    needRoster(measures.roster, year);
    if (agency !== undefined && !measures.roster.some((row) => row.agency === agency)) throw unknownAgency(agency, year);
    const rows = measures.indicators.flatMap((name) => measures.byIndicator[name]!).filter((row) => agency === undefined || row.agency === agency);
    const explanation = explained === undefined ? undefined : await explain(session.store.engine, evaluation, { indicator: evaluation.indicators![0]!, agency: agency!, offset, limit });
    if (call.has('json')) await printJson({ rows, ...(sql ? { sql } : {}), ...(explanation ? { explanation } : {}) });
    else if (explanation) await print(explanationText(explanation, library));
    else if (sql) await printSql(sql, false);
    else await print(measuresTable(rows, new Map(measures.roster.map((row) => [row.agency, row.name])), library));
    return 0;
  });
}

interface Sql { title: string; sql: string; values: unknown[] }

async function printSql(sql: Sql[], json: boolean): Promise<ExitCode> {
  if (json) await printJson({ rows: [], sql });
  else await print(sql.map((one) => `-- ${one.title}${one.values.length > 0 ? `\n-- ${JSON.stringify(one.values)}` : ''}\n${one.sql};`).join('\n\n'));
  return 0;
}

function measuresTable(rows: MeasureRow[], names: Map<string, string>, library: Library): string {
  const met = (row: MeasureRow): string => (row.target_met === null ? '' : row.target_met ? '✓' : row.principleMissed ? '▽' : '▼');
  return table(
    [{ title: '指标' }, { title: '执法主体' }, { title: '数值', align: 'right' }, { title: '分子', align: 'right' }, { title: '分母', align: 'right' }, { title: '未到期', align: 'right' }, { title: '剔除', align: 'right' }, { title: '达标' }],
    rows.map((row) => {
      const indicator = library.program.indicators[row.indicator];
      return [indicator?.label ?? row.indicator, names.get(row.agency) ?? row.agency, figure(row, indicator), row.numerator ?? '', row.denominator ?? '', row.pending || '', row.excluded || '', met(row)];
    }),
  );
}

const VERDICTS = { fulfilled: '✓ 符合', missed: '▼ 未符合', pending: '◷ 未到期', excluded: '剔除', error: '无法计算' };

function explanationText(explanation: Explanation, library: Library): string {
  const sources = explanation.sources.map((source) => [source.document, source.clause].filter(Boolean).join(' '));
  return [`${explanation.words.zh}`, `${explanation.words.en}`, `依据 Source: ${sources.join('; ')}`, '', valueText(explanation, library), '', explanation.sql].join('\n');
}

/** The value with its counts, and the records behind it. */
export function valueText(explanation: Explanation, library: Library): string {
  const { measure, records } = explanation;
  const fields = [...new Set(records.flatMap((record) => Object.keys(record.fields)))];
  return [
    `${figure(measure, library.program.indicators[explanation.indicator])}${measure.denominator === null ? '' : `  (${measure.numerator}/${measure.denominator})`}  未到期 pending ${measure.pending}  剔除 excluded ${measure.excluded}`, '',
    table([{ title: '判定' }, ...fields.map((title) => ({ title })), { title: '说明' }], records.map((record) => [VERDICTS[record.verdict], ...fields.map((name) => cell(record.fields[name])), record.reason ? both(record.reason) : ''])),
    `${explanation.offset + (records.length > 0 ? 1 : 0)}–${explanation.offset + records.length} / ${explanation.total}`,
  ].join('\n');
}

function cell(value: string | number | boolean | null | undefined): string {
  return value === null || value === undefined ? '' : typeof value === 'boolean' ? (value ? '是' : '否') : String(value);
}
