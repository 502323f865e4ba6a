/** `zhiheng explain`: an indicator in words with all it rests on; with data an agency's value down to the records. */
import { lineage, targetWords, words } from '../../../dsl/index.ts';
import type { Indicator, Lineage, Program, Source } from '../../../dsl/index.ts';
import { explain, statements } from '../../../metrics/index.ts';
import type { EvaluationRequest, Explanation } from '../../../metrics/types.ts';
import { calendar } from '../../../data/calendar/index.ts';
import { parametersOf, parameterValue } from '../../parameters.ts';
import { indicatorOf, needRoster, unknownAgency } from '../../results.ts';
import { both, Refusal } from '../../words.ts';
import type { Words } from '../../words.ts';
import type { Call, ExitCode } from '../arguments.ts';
import { usage } from '../arguments.ts';
import { print, printJson } from '../output.ts';
import { choicesOf, onlyPack, programsOf, withData } from './common.ts';
import { valueText } from './eval.ts';

interface Explained {
  indicator: string; label: string; words: Words; target: Words | null; sources: Source[]; note: string | null;
  parameters: { name: string; label: string; choose: boolean; values: (ReturnType<typeof parameterValue> & { current: boolean })[] }[];
  reads: string[]; lineage: Lineage; sql: { title: string; sql: string; values: unknown[] }[];
}

export async function run(call: Call): Promise<ExitCode> {
  const [path, ...more] = call.operands;
  if (path === undefined || more.length > 0) throw usage('请写出一个程序。', 'Name one program.');
  const year = call.text('year') === undefined ? new Date().getFullYear() - 1 : call.year();
  const asOf = call.day('as-of') ?? `${year}-12-31`;
  if (asOf < `${year}-01-01`) throw usage(`截至日 ${asOf} 早于 ${year} 年度。`, `The as-of day ${asOf} is before the year ${year}.`);
  const agency = call.text('agency'), limit = call.number('limit', 0, 1e6, 100);
  if ((agency === undefined) !== (call.text('data') === undefined)) throw usage('--data 要与 --agency 同用。', '--data goes with --agency.');
  const programs = await programsOf(call, path);
  if (programs === null) return 1;
  const requestOf = (program: Program): EvaluationRequest => ({ program, year, asOf, calendar: calendar(), choices: choicesOf(call, program), indicators: [indicatorOf(program, call.need('indicator'))] });
  if (agency === undefined) {
    const request = requestOf(onlyPack(programs).program);
    const explained = explainedOf(request);
    await (call.has('json') ? printJson(explained) : print(textOf(explained)));
    return 0;
  }
  return withData(call, programs, year, async ({ store }, library) => {
    const request = requestOf(library.program), explained = explainedOf(request);
    const explanation = await explanationOf(() => explain(store.engine, request, { indicator: explained.indicator, agency, limit }), agency, year);
    if (call.has('json')) {
      const { measure, records, total } = explanation;
      await printJson({ ...explained, explanation: { agency, year, asOf, measure, records, total } });
    } else await print([textOf(explained), '', `执法主体 Agency: ${agency}`, valueText(explanation, library)].join('\n'));
    return 0;
  });
}

async function explanationOf(ask: () => Promise<Explanation>, agency: string, year: number): Promise<Explanation> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof RangeError) { needRoster([agency], year); throw unknownAgency(agency, year); }
    throw error;
  }
}

function explainedOf(request: EvaluationRequest): Explained {
  const { program, year, choices } = request, name = request.indicators![0]!, one: Indicator = program.indicators[name]!;
  if (one.internal) throw new Refusal('not_found', 'unknown_indicator', `“${name}”不是指标。`, `"${name}" is no indicator.`);
  const end = `${year}-12-31`, target = targetWords(one, program);
  return {
    indicator: name, label: one.label, words: words(program, name), target: target.zh === '' ? null : target, sources: one.sources, note: one.note ?? null,
    parameters: parametersOf(program, name).map((parameter) => ({
      name: parameter.name, label: parameter.label, choose: parameter.choose ?? false,
      values: parameter.values.map((value, index) => ({
        ...parameterValue(program, value),
        current: (value.from ?? '') <= end && (value.to ?? end) >= end && (!parameter.choose || choices?.[parameter.name] === index),
      })),
    })),
    reads: one.reads, lineage: lineage(program, name), sql: statements(request).map(({ title, statement }) => ({ title, sql: statement.sql, values: statement.values })),
  };
}

// ---------------------------------------------------------------- for people

const sourceText = ({ document, clause, from, to }: Source): string => [document, clause, from && `自 from ${from}`, to && `至 to ${to}`].filter(Boolean).join(' ');

function textOf({ label, indicator, words: said, target, sources, note, parameters, lineage: graph, sql }: Explained): string {
  return [
    `${label}  ${indicator}`, '', said.zh, said.en, '',
    ...(target ? [`目标 Target: ${both(target)}`] : []),
    ...sources.map((source) => `依据 Source: ${sourceText(source)}`),
    ...(note === null ? [] : [`备注 Note: ${note}`]),
    ...parameters.flatMap((parameter) => [`参数 Parameter: ${parameter.label} ${parameter.name}${parameter.choose ? '(须选定 to be chosen)' : ''}`, ...parameter.values.map(valueLine)]),
    '', '来源 Lineage:', ...linesOf(graph), '', ...sql.map((one) => `-- ${one.title}\n${one.sql};`),
  ].join('\n');
}

function valueLine({ words: said, document, clause, from, to, regions, current }: Explained['parameters'][number]['values'][number]): string {
  const where = [from && `自 from ${from}`, to && `至 to ${to}`, regions.length > 0 && regions.join('、'), document && `${document}${clause ? ` ${clause}` : ''}`].filter(Boolean).join(', ');
  return `  ${current ? '•' : ' '} ${both(said)}${where ? `  (${where})` : ''}`;
}

/** A line a ledger or form with what of it is read, then the rest. */
function linesOf({ nodes }: Lineage): string[] {
  const parts = (of: string): string => nodes.filter((node) => node.of === of).map((node) => node.label.zh).join('、');
  return nodes.flatMap(({ kind, name, label }, index) => {
    if (index === 0 || kind === 'field' || kind === 'column') return [];
    const title = { ledger: '台账 ledger', form: '统计表 form', parameter: '参数 parameter', order: '次序 order', indicator: '指标 indicator' }[kind];
    const read = parts(name);
    return [`  ${title} ${label.zh} ${name}${read && (kind === 'ledger' || kind === 'form') ? `: ${read}` : ''}`];
  });
}
