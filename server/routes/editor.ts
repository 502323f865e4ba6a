/**
 * What the editor asks while an author types: live values, examples run, the explanation of an indicator. The text takes
 * the place of its pack's; nothing is stored. An indicator is answered as long as it is sound itself, whatever is broken
 * elsewhere. Lengths and time are bounded; each query is interrupted when its time is over.
 */
import { lineage, targetWords, words } from '../../dsl/index.ts';
import type { Diagnostic, Program } from '../../dsl/index.ts';
import { invent } from '../../data/samples/invent.ts';
import { evaluate, explain, statements } from '../../metrics/index.ts';
import type { Engine } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { AUTHORS, readableAgencies, readableRows } from '../accounts/rights.ts';
import { actorOf, define } from '../access.ts';
import type { ExampleRun, GivenTable, Invention, LiveEvaluation, TableProblem, TextExplanation } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { runExamples, runRows } from '../examples.ts';
import { outcomeOf } from '../check_version.ts';
import { bodyLimit } from '../http/limits.ts';
import { parameterValue, parametersOf } from '../parameters.ts';
import { strangers } from '../packs.ts';
import { named } from '../results.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { fieldLabels } from './agencies.ts';
import { answers } from './common.ts';
import { placed } from './indicators.ts';

/** Bytes of a request: a long text with its JSON escapes. */
export const TEXT_BODY = 1024 * 1024;
const EXAMPLES_MILLISECONDS = 60_000;
const EXAMPLES_MOST = 500;
const RECORDS = 200;

/** A text in place of its pack's, compiled. */
interface Written { pack: string; program: Program; diagnostics: Diagnostic[]; choices: Record<string, number>; year: number; asOf: string; indicator: string | null }

export function editorRoutes(app: App, server: ServerContext): void {
  const written = async (given: { text: string; indicator?: string | undefined; pack?: string | undefined; year?: number | undefined; asOf?: string | undefined }): Promise<Written> => {
    const { year, asOf } = await server.when(given);
    const pack = await server.pack(given.pack);
    const { program, diagnostics } = server.packs.library(pack, given.text, year).library;
    const strange = strangers(program, server.store.tables);
    return {
      pack, program, diagnostics: [...diagnostics, ...strange], choices: server.packs.choicesOf(pack, program), year, asOf,
      // What reads a table that is not there is not asked of the database.
      indicator: given.indicator === undefined || strange.length > 0 ? null : named(program.indicators, given.indicator) ?? null,
    };
  };

  app.openapi(define(app, {
    method: 'post', path: '/api/evaluate', access: AUTHORS, summary: '试算 a live evaluation of a text; nothing is stored', middleware: bodyLimit(TEXT_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.LiveRequest } }, required: true } }, responses: answers(schemas.LiveAnswer, '诊断和数值'),
  }), async (context) => {
    const started = performance.now();
    const { program, diagnostics, choices, year, asOf, indicator } = await written(context.req.valid('json'));
    let values: LiveEvaluation['values'] = [];
    if (indicator !== null) {
      const engine = bounded(server.liveEngine, server.liveTimeout);
      values = readableRows(placed(await evaluate(engine, { program, choices, year, asOf, calendar: server.calendar, indicators: [indicator] }), indicator), await readableAgencies(server, actorOf(context), year));
    }
    const answer: LiveEvaluation = { diagnostics, indicator, values, milliseconds: Math.round(performance.now() - started) };
    return context.json(answer, 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/examples', access: AUTHORS, summary: '运行示例 run the examples of a text, or rows for one indicator; nothing is stored', middleware: bodyLimit(TEXT_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.ExamplesRequest } }, required: true } }, responses: answers(schemas.ExampleRun, '每个示例应得和实得'),
  }), async (context) => {
    const started = performance.now();
    const { tables, ...given } = context.req.valid('json');
    const { program, diagnostics, choices, year, asOf, indicator } = await written(given);
    let examples: ExampleRun['examples'] = [];
    if (tables !== undefined) {
      if (indicator !== null) {
        const typed = tablesOf(program, tables);
        const { row, found, records, problems } = await runRows(program, server.trial, { indicator, asOf, year, tables: typed, choices, limit: RECORDS });
        examples = [{ label: '', indicator, asOf, year, at: null, passed: null, expected: null, found, measure: row, records, problems }];
      }
    } else if (strangers(program, server.store.tables).length === 0) {
      const wanted = program.examples.filter((example) => given.indicator === undefined || example.indicator === indicator);
      if (wanted.length > EXAMPLES_MOST) throw new Refusal('too_large', 'too_many_examples', `一次最多运行 ${EXAMPLES_MOST} 个示例。`, `At most ${EXAMPLES_MOST} examples are run at once.`);
      examples = (await runExamples({ ...program, examples: wanted }, server.trial, performance.now() + EXAMPLES_MILLISECONDS)).map(outcomeOf);
    }
    const answer: ExampleRun = { diagnostics, examples, milliseconds: Math.round(performance.now() - started) };
    return context.json(answer, 200);
  });

  app.openapi(define(app, {
    method: 'post', path: '/api/explain-text', access: 'signed_in', summary: '解释 an indicator of a text in words, SQL and parameters; nothing is stored', middleware: bodyLimit(TEXT_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.ExplainTextRequest } }, required: true } }, responses: answers(schemas.TextExplanation, '口径、依据、SQL、参数'),
  }), async (context) => {
    const { program, diagnostics, choices, year, asOf, indicator } = await written(context.req.valid('json'));
    const of = indicator === null ? undefined : program.indicators[indicator];
    const answer: TextExplanation = {
      diagnostics, indicator, words: of ? words(program, of.name) : null, target: of && of.targets.length > 0 ? targetWords(of, program) : null, sources: of?.sources ?? [],
      sql: of ? statements({ program, choices, year, asOf, calendar: server.calendar, indicators: [of.name] }).map(({ title, statement }) => ({ title, sql: statement.sql })) : [],
      lineage: of ? lineage(program, of.name) : null,
      parameters: of ? parametersOf(program, of.name).map((parameter) => ({
        name: parameter.name, label: parameter.label, choose: parameter.choose ?? false, chosen: choices[parameter.name] ?? null, values: parameter.values.map((value) => parameterValue(program, value)),
      })) : [],
    };
    return context.json(answer, 200);
  });
  app.openapi(define(app, {
    method: 'post', path: '/api/invent', access: AUTHORS, summary: '用虚构数据试算 an indicator of a text on invented figures of one invented agency; nothing is stored', middleware: bodyLimit(TEXT_BODY),
    request: { body: { content: { 'application/json': { schema: schemas.InventRequest } }, required: true } }, responses: answers(schemas.Invention, '虚构的台账、数值和记录'),
  }), async (context) => {
    const { seed = '1', rows = 12, ...given } = context.req.valid('json');
    const { program, diagnostics, choices, year, asOf, indicator } = await written(given);
    const answer: Invention = { diagnostics, indicator, seed, year, asOf, tables: [], measure: null, records: [], fieldLabels: {}, problems: [] };
    if (indicator === null) return context.json(answer, 200);
    const { agencies, tables } = invent(program, indicator, { year, seed, rows });
    answer.tables = tables.map((table) => ({ ...table, ...labelsOf(program, table) }));
    const [agency] = agencies;
    const found = await server.trial.run(program, async (run) => {
      const problems: TableProblem[] = [];
      for (const [of, together] of Map.groupBy(tables, (table) => table.year)) {
        for (const { of: _, ...problem } of await run.load([{ agency: agency!, tables: together }], of)) problems.push(problem);
        // A table without rows says that there were none.
        await run.report(together.filter(({ ledger }) => program.ledgers[ledger]?.hasAgency).flatMap(({ ledger }) => agencies.map((code) => ({ agency: code, ledger }))), of);
      }
      if (problems.length > 0) return { problems };
      const { measure, records } = await explain(bounded(run.store.engine, server.liveTimeout), { program, choices, year, asOf, calendar: run.calendar }, { indicator, agency: agency!, limit: RECORDS });
      return { problems, measure, records, fieldLabels: fieldLabels(program, indicator, records) };
    });
    return context.json({ ...answer, ...found }, 200);
  });
}

/** What heads a table for people: its label, and one a column. */
function labelsOf(program: Program, { ledger, columns }: GivenTable): { label: string; labels: string[] } {
  const declared = program.ledgers[ledger] ?? program.forms[ledger]!;
  const parts = 'fields' in declared ? declared.fields : declared.columns;
  return { label: declared.label, labels: columns.map((name) => parts.find((one) => one.name === name)?.label ?? (name === 'agency' ? '执法主体' : name)) };
}

/** Tables by canonical names. Throws `usage` for one that is no ledger or form of the program. */
function tablesOf(program: Program, tables: GivenTable[]): GivenTable[] {
  return tables.map((table) => {
    const ledger = named(program.ledgers, table.ledger) ?? named(program.forms, table.ledger);
    if (ledger === undefined) throw new Refusal('usage', 'unknown_ledger', `没有台账或统计表“${table.ledger}”。`, `There is no ledger or form "${table.ledger}".`);
    return { ...table, ledger };
  });
}

/** An engine that refuses to start anything once the time is over; its queries are interrupted by their own limit. */
export function bounded(engine: Engine, milliseconds: number): Engine {
  const end = performance.now() + milliseconds;
  const late = (): Refusal => new Refusal('too_slow', 'too_slow', `试算超过 ${milliseconds / 1000} 秒,已停止:请缩小范围或简化指标。`, `The evaluation took more than ${milliseconds / 1000} seconds and was stopped: narrow or simplify the indicator.`);
  return {
    query: async (statement) => {
      if (performance.now() > end) throw late();
      try {
        return await engine.query(statement);
      } catch (error) {
        if (error instanceof Error && error.name === 'QueryTimeout') throw late();
        throw error;
      }
    },
  };
}
