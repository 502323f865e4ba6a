/**
 * Tasks with a deadline. One that is not historic is also an indicator of its name: done by the deadline, for the agencies
 * that it applies to, else for those whose name or short name is the lead.
 */
import type { Expr, Indicator, Rows, Task } from '../program.ts';
import type { ExprAst, Name } from '../syntax/ast.ts';
import { agencies } from './gather.ts';
import { agencyFirst, agencyScope, failQuietly, report, use, within, type Context, type IndicatorInfo, type TaskInfo } from './context.ts';
import { titles } from './lookup.ts';
import { find } from './names.ts';
import { readsOf } from './reads.ts';
import { condition, value } from './recursion.ts';
import { sourcesOf } from './sources.ts';
import { booleanType, node, textType, typeWords } from './types.ts';

/** The task itself, once; without its deadline there is none. */
export function finishTask(context: Context, info: TaskInfo): void {
  if (info.finished) return;
  info.finished = true;
  const { ast } = info;
  within(context, info, () => {
    if (ast.sources.length === 0 && !info.unreadable) report(context, 'task-without-source', ast.name.at, { name: titles(info) });
    const due = deadline(context, info);
    const appliesTo = ast.appliesTo && condition(context, ast.appliesTo, agencyFirst);
    const doneWhen = ast.historic && !ast.doneWhen ? undefined : done(context, info);
    if (!due) return;
    info.task = {
      name: info.name, label: info.label, sources: sourcesOf(context, ast.sources),
      ...(ast.lead && { lead: ast.lead.value }), responsible: ast.responsible.map((text) => text.value), due,
      ...(doneWhen && { doneWhen }), ...(appliesTo && { appliesTo }), historic: ast.historic, ...(ast.note && { note: ast.note.value }), at: ast.at,
    } satisfies Task;
  });
}

/** The indicator made of a task. */
export function indicatorOfTask(context: Context, info: IndicatorInfo, task: TaskInfo): void {
  finishTask(context, task);
  const { due, doneWhen, sources, appliesTo, note } = task.task ?? {};
  if (!due || !doneWhen || !sources) { failQuietly(context); return; }
  const whom = appliesTo ?? ledBy(context, task);
  const indicator: Indicator = {
    name: info.name, label: info.label, sources, ...(whom && { appliesTo: whom }),
    value: node(booleanType, doneWhen.at ?? info.at, { kind: 'doneBy', condition: doneWhen, deadline: due }),
    targets: [{ op: '=', value: node(booleanType, info.at, { kind: 'boolean', value: true }), principle: false }],
    shownOnly: false, ...(note !== undefined && { note }), task: info.name, reads: [], at: info.ast.at,
  };
  indicator.reads = readsOf(context, indicator);
  info.indicator = indicator;
}

function deadline(context: Context, info: TaskInfo): Expr | undefined {
  const { ast } = info;
  if (!ast.due) return info.unreadable ? failQuietly(context) : report(context, 'task-without-due', ast.name.at, { name: titles(info) });
  const due = value(context, ast.due, agencyScope);
  if (due && due.type.kind !== 'date') return report(context, 'not-a-date', ast.due.at, { what: typeWords(due.type) });
  return due;
}

/** What is done stays done: rows count whatever their year. */
function done(context: Context, info: TaskInfo): Expr | undefined {
  const holds = condition(context, info.ast.doneWhen ?? entryIsComplete(info.ast.name), agencyFirst);
  return holds && toDate(context, holds);
}

/** `exists(tasks where task_no = "…" and completed_on is filled)`. */
function entryIsComplete({ text, at }: Name): ExprAst {
  const path = (name: string): ExprAst => ({ kind: 'path', parts: [{ text: name, at }], at });
  const entry: ExprAst = { kind: 'compare', op: '=', left: path('task_no'), right: { kind: 'text', value: text, at }, at };
  return { kind: 'aggregate', fn: 'exists', of: path('tasks'), where: { kind: 'and', operands: [entry, { kind: 'filled', operand: path('completed_on'), at }], at }, whole: false, at };
}

function toDate<T>(context: Context, part: T): T {
  if (Array.isArray(part)) return part.map((each) => toDate(context, each)) as T;
  if (!part || typeof part !== 'object' || (part as { kind?: string }).kind === 'lastYear') return part;
  const copy: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(part)) {
    copy[key] = key === 'at' || key === 'type' ? child : key === 'rows' ? allToDate(context, part as { scope?: string }, child as Rows) : toDate(context, child);
  }
  return copy as T;
}

/** The rows of an agency figure; those that belong to a row or group are its own. A snapshot is a state and has no years. */
function allToDate(context: Context, of: { scope?: string }, rows: Rows): Rows {
  const dated = rows.datedBy !== undefined || find(context.ledgers, rows.ledger)[0]?.ast.datedBy !== undefined;
  return (of.scope ?? 'agency') === 'agency' && dated ? { ...rows, toDate: true } : rows;
}

/** Agencies whose name or short name is the lead; all, where no one leads. */
function ledBy(context: Context, task: TaskInfo): Expr | undefined {
  const { lead } = task.ast, ledger = agencies(context);
  if (!lead || !ledger) return undefined;
  use(context, ledger);
  const is = (field: string): Expr => node(booleanType, lead.at, {
    kind: 'compare', op: '=', left: node(textType, lead.at, { kind: 'agencyField', field }), right: node(textType, lead.at, { kind: 'text', value: lead.value }),
  });
  const operands = ['name', 'short_name'].filter((field) => find(ledger.fields, field).length > 0).map(is);
  return operands.length > 1 ? node(booleanType, lead.at, { kind: 'or', operands }) : operands[0];
}
