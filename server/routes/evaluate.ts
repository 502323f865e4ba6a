/**
 * Live evaluation while an author types: the text takes the place of the pack, one indicator is evaluated for the year,
 * nothing is stored. Values come as long as the indicator itself is sound, whatever is broken elsewhere. The text's length and the time are bounded; each query is interrupted when its time is over.
 */
import { catalogueSources } from '../../data/catalogue/index.ts';
import { compile } from '../../dsl/index.ts';
import { evaluate } from '../../metrics/index.ts';
import type { Engine } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { define } from '../access.ts';
import type { LiveEvaluation } from '../api.ts';
import type { ServerContext } from '../context.ts';
import { bodyLimit } from '../http/limits.ts';
import type { SourceText } from '../library.ts';
import { named } from '../results.ts';
import * as schemas from '../schemas.ts';
import { Refusal } from '../words.ts';
import { answers } from './common.ts';
import { placed } from './indicators.ts';

/** Bytes of a request: a long text with its JSON escapes. */
const BODY_LIMIT = 1024 * 1024;

export function evaluateRoutes(app: App, server: ServerContext): void {
  const catalogue = catalogueSources();
  app.openapi(define(app, {
    method: 'post', path: '/api/evaluate', access: 'local', summary: '试算 a live evaluation of a text; nothing is stored', middleware: bodyLimit(BODY_LIMIT),
    request: { body: { content: { 'application/json': { schema: schemas.LiveRequest } }, required: true } }, responses: answers(schemas.LiveAnswer, '诊断和数值'),
  }), async (context) => {
    const { text, indicator, ...query } = context.req.valid('json');
    const { year, asOf } = await server.when(query);
    const started = performance.now();
    const sources = replaced(server.library.sources, server.library.program.indicators[indicator]?.at?.file, text);
    const { program, diagnostics } = compile([...catalogue, ...sources]);
    const name = named(program.indicators, indicator) ?? null;
    let values: LiveEvaluation['values'] = [];
    // The program holds sound indicators only: errors elsewhere in the text do not keep this one from its values.
    if (name !== null) {
      const engine = bounded(server.liveEngine, server.liveTimeout);
      values = placed(await evaluate(engine, { program, year, asOf, calendar: server.calendar, indicators: [name] }), name);
    }
    const answer: LiveEvaluation = { diagnostics, indicator: name, values, milliseconds: Math.round(performance.now() - started) };
    return context.json(answer, 200);
  });
}

/** The packs with `text` in place of the one that holds the indicator, or of the first. */
function replaced(sources: SourceText[], file: string | undefined, text: string): SourceText[] {
  const at = Math.max(0, sources.findIndex((source) => source.file === file));
  return sources.length === 0 ? [{ file: 'indicator.heng', text }] : sources.map((source, index) => (index === at ? { file: source.file, text } : source));
}

/** An engine that refuses to start anything once the time is over; its queries are interrupted by their own limit. */
function bounded(engine: Engine, milliseconds: number): Engine {
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
