/** Tasks with a deadline (任务清单): who leads, until when, how each stands; and what answers the requirements of the documents. */
import type { Expr, Program } from '../../dsl/index.ts';
import { expressionWords } from '../../dsl/words/index.ts';
import { coverage } from '../../metrics/packs/coverage.ts';
import type { MeasureRow } from '../../metrics/types.ts';
import type { App } from '../access.ts';
import { actorOf, define } from '../access.ts';
import { readableAgencies, readableRows } from '../accounts/rights.ts';
import type { Coverage, TaskItem, TaskList, TaskState } from '../api.ts';
import type { ServerContext } from '../context.ts';
import * as schemas from '../schemas.ts';
import { answers } from './common.ts';
import { placed } from './indicators.ts';

export function taskRoutes(app: App, server: ServerContext): void {
  app.openapi(define(app, {
    method: 'get', path: '/api/tasks', access: 'signed_in', summary: '任务清单 the tasks of a pack and how they stand',
    request: { query: schemas.When }, responses: answers(schemas.TaskList, '任务'),
  }), async (context) => {
    const query = context.req.valid('query');
    const { year, asOf } = await server.when(query);
    const definition = await server.definition(query, year);
    const { program } = definition.library;
    const all = Object.values(program.tasks);
    const measures = all.length === 0 ? null : await server.results.measures(definition, year, asOf);
    const readable = await readableAgencies(server, actorOf(context), year);
    const tasks = all.map((task): TaskItem => {
      const [source] = task.sources;
      return {
        name: task.name, label: task.label, document: source?.document ?? '', clause: source?.clause ?? null, lead: task.lead ?? null, responsible: task.responsible,
        due: expressionWords(program, task.due), day: dayOf({ program, choices: definition.choices, year }, task.due), historic: task.historic, note: task.note ?? null,
        doneWhen: task.doneWhen ? expressionWords(program, task.doneWhen) : null,
        // A task binds those who lead it: for all others its indicator is not applicable.
        agencies: task.historic || !measures ? [] : readableRows(placed(measures, task.name), readable).filter((row) => row.state !== 'not_applicable' && !server.published.has(row.agency))
          .map((row) => ({ agency: row.agency, name: row.name, group: row.group, state: stateOf(row), error: row.error ? { zh: row.error.zh, en: row.error.en } : null })),
      };
    });
    const list: TaskList = { definition: definition.ref, year, asOf, tasks };
    return context.json(list, 200);
  });

  app.openapi(define(app, {
    method: 'get', path: '/api/coverage', access: 'signed_in', summary: '要求与指标对照 requirements of the policy documents and what answers them',
    request: { query: schemas.YearOnly }, responses: answers(schemas.CoverageAnswer, '对照'),
  }), async (context) => {
    const { year } = await server.when(context.req.valid('query'));
    const programs = Object.fromEntries(server.packs.names().map((name) => [name, server.packs.library(name, server.packs.inForce(name, year).text, year).library.program]));
    const answer: Coverage = {
      requirements: coverage(programs).rows.map(({ id, title, document, clause, claims, reason }) => ({
        id, title, document, clause, answers: claims.map(({ kind, pack, name, label }) => ({ kind, pack, name, label })), reason: reason ?? null,
      })),
    };
    return context.json(answer, 200);
  });
}

function stateOf(row: MeasureRow): TaskState {
  return row.state === 'value' ? (row.value === true ? 'done' : 'missed') : row.state;
}

/** A deadline as a day: a date, one of the year, or a parameter that is one such day whatever the case. */
function dayOf({ program, choices, year }: { program: Program; choices: Record<string, number>; year: number }, due: Expr): string | null {
  const pad = (value: number): string => String(value).padStart(2, '0');
  if (due.kind === 'date') return due.value;
  if (due.kind === 'yearDate') return `${year + due.yearOffset}-${pad(due.month)}-${pad(due.day)}`;
  if (due.kind !== 'parameter') return null;
  const { values = [], choose } = program.parameters[due.name] ?? {};
  const value = choose ? values[choices[due.name] ?? -1] : values.length === 1 ? values[0] : undefined;
  return value && value.value.kind !== 'parameter' ? dayOf({ program, choices, year }, value.value) : null;
}
