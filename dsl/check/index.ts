/**
 * Trees in, program out: gathers the declarations of all sources, resolves and types them, and leaves out those in error
 * and those that rest on them. Everything that is wrong is said at once; nothing is thrown.
 */
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Example, Program, Range } from '../program.ts';
import type { SyntaxTree } from '../syntax/ast.ts';
import { finishCombined } from './combined.ts';
import { sayConstants } from './always.ts';
import { newContext, within, type Ast, type Context, type Declared } from './context.ts';
import { finishExample } from './examples.ts';
import { enterColumns, finishForm, finishOrder, finishView } from './forms.ts';
import { gather } from './gather.ts';
import { condition, value } from './expression.ts';
import { finishIndicators, indicatorReference } from './indicators.ts';
import { enterFields, fieldType, finishLedger, typeFields } from './ledgers.ts';
import { finishParameter, parameterReference } from './parameters.ts';
import { finishReports } from './reports.ts';
import { finishScorecard } from './scorecards.ts';
import { findRows } from './paths.ts';
import { finishTask } from './tasks.ts';
import { notePacks, nothingUsed, type PackScope } from './packs.ts';
import { sayUnused } from './unused.ts';

/**
 * `said`: what reading the texts has found; a declaration with errors of that kind is left out too. `scope`: which files
 * are not the author's but brought in, and which packs each file uses.
 */
export function check(trees: SyntaxTree[], texts: Map<string, string>, said: Diagnostic[] = [], scope: PackScope = nothingUsed): { program: Program; diagnostics: Diagnostic[] } {
  const context = newContext({ value, condition, fieldType, parameterReference, indicatorReference }, trees, texts);
  const symbols = gather(context, trees);
  const examples = trees.flatMap((tree) => tree.declarations).filter((ast): ast is Ast<'example'> => ast.kind === 'example')
    .map((ast): Declared & { ast: Ast<'example'> } => ({ kind: 'example', name: ast.label.value, label: ast.label.value, at: ast.at, failed: false, uses: new Set(), ast }));
  failUnreadable([...symbols, ...examples] as (Declared & { ast: { at: Range } })[], said);

  const ledgers = values(context.ledgers), forms = values(context.forms);
  enterAll(context);
  for (const ledger of ledgers) within(context, ledger, () => finishLedger(context, ledger));
  for (const form of forms) within(context, form, () => finishForm(context, form));
  for (const define of values(context.defines)) {
    if (define.ast.value.kind === 'rows') within(context, define, () => findRows(context, { text: define.name, at: define.at }));
  }
  finishIndicators(context);
  for (const task of values(context.tasks)) finishTask(context, task);
  for (const parameter of values(context.parameters)) finishParameter(context, parameter);

  const program = emptyProgram();
  for (const order of values(context.orders)) program.orders[order.name] = within(context, order, () => finishOrder(context, order));
  for (const view of values(context.views)) {
    const finished = within(context, view, () => finishView(context, view));
    if (finished) program.views[view.name] = finished;
  }
  const cards = values(context.scorecards).map((info) => ({ info, finished: within(context, info, () => finishScorecard(context, info)) }));
  finishCombined(context, new Map(cards.map(({ info, finished }) => [info, finished.scorecard])));
  for (const { info, finished } of cards) program.scorecards[info.name] = finished.scorecard;
  const reports = finishReports(context);
  const finishedExamples = examples.map((example) => ({ example, finished: within(context, example, (): Example | undefined => finishExample(context, example.ast)) }));
  for (const ledger of ledgers) if (ledger.ledger) program.ledgers[ledger.name] = ledger.ledger;
  for (const form of forms) if (form.form) program.forms[form.name] = form.form;
  for (const parameter of values(context.parameters)) if (parameter.parameter) program.parameters[parameter.name] = parameter.parameter;
  for (const indicator of values(context.indicators)) if (indicator.indicator) program.indicators[indicator.name] = indicator.indicator;
  for (const task of values(context.tasks)) if (task.task) program.tasks[task.name] = task.task;

  for (const [info, report] of reports) program.reports[info.name] = report;

  spreadFailure([...symbols, ...examples]);
  const tables = {
    ledger: program.ledgers, form: program.forms, view: program.views, order: program.orders,
    parameter: program.parameters, indicator: program.indicators, scorecard: program.scorecards, task: program.tasks, report: program.reports,
  } as Record<string, Record<string, unknown> | undefined>;
  for (const symbol of symbols) if (symbol.failed) delete tables[symbol.kind]?.[symbol.name];
  for (const { info, finished } of cards) if (!info.failed) for (const indicator of finished.indicators) program.indicators[indicator.name] = indicator;
  notePacks(context, trees, scope, program);
  sayConstants(context, program);
  sayUnused(context, [...symbols, ...examples], scope);
  program.examples = finishedExamples.flatMap(({ example, finished }) => (finished && !example.failed ? [finished] : []));
  const rest = context.firstUnsaid ? [diagnose('too-many-errors', context.firstUnsaid, { count: context.unsaid })] : [];
  return { program, diagnostics: [...context.diagnostics, ...rest] };
}

/** Fields and columns, so that whatever follows can resolve them. */
function enterAll(context: Context): void {
  for (const ledger of values(context.ledgers)) within(context, ledger, () => enterFields(context, ledger));
  for (const ledger of values(context.ledgers)) within(context, ledger, () => typeFields(context, ledger));
  for (const form of values(context.forms)) within(context, form, () => enterColumns(context, form));
}

/** What texts declare, without a word about what is wrong in them: for editor services. */
export function declarations(trees: SyntaxTree[]): Context {
  const context = newContext({ value, condition, fieldType, parameterReference, indicatorReference }, trees, new Map());
  gather(context, trees);
  enterAll(context);
  context.diagnostics = [];
  return context;
}

const values = <T>(names: { all: { value: T }[] }): T[] => names.all.map((entry) => entry.value);

function emptyProgram(): Program {
  return { format: 1, ledgers: {}, forms: {}, views: {}, orders: {}, parameters: {}, indicators: {}, scorecards: {}, tasks: {}, reports: {}, examples: [] };
}

/** A declaration in which the parser found an error is not to be trusted, even where it went on. */
function failUnreadable(symbols: (Declared & { ast: { at: Range } })[], said: Diagnostic[]): void {
  const errors = said.filter((diagnostic) => diagnostic.severity === 'error');
  if (errors.length === 0) return;
  for (const symbol of symbols) {
    if (errors.some((error) => error.range.file === symbol.ast.at.file && inside(error.range, symbol.ast.at))) symbol.failed = symbol.unreadable = true;
  }
}

function inside(point: Range, whole: Range): boolean {
  const { line, column } = point.start;
  const after = line > whole.start.line || (line === whole.start.line && column >= whole.start.column);
  const before = line < whole.end.line || (line === whole.end.line && column < whole.end.column);
  return after && before;
}

/** What rests on something in error is left out too, without a word. */
function spreadFailure(symbols: Declared[]): void {
  const users = new Map<Declared, Declared[]>();
  for (const symbol of symbols) {
    for (const used of symbol.uses) {
      const known = users.get(used);
      if (known) known.push(symbol);
      else users.set(used, [symbol]);
    }
  }
  const queue = symbols.filter((symbol) => symbol.failed);
  while (queue.length > 0) {
    for (const user of users.get(queue.pop()!) ?? []) {
      if (user.failed) continue;
      user.failed = true;
      queue.push(user);
    }
  }
}
