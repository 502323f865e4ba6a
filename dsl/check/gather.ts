/** Enters every declaration of every source into the tables of names, so that order of declaration does not matter. */
import type { Name, SyntaxTree, Text } from '../syntax/ast.ts';
import type { Choice } from '../program.ts';
import { report, type Context, type Declared, type FieldInfo, type IndicatorInfo, type LedgerInfo, type TaskInfo } from './context.ts';
import { emptyNames, enter, find, nameKey, type Names } from './names.ts';

/** A task that is not historic is an indicator too. */
const sharedNamespace = new Set(['ledger', 'form', 'define', 'parameter', 'indicator', 'task']);

export function gather(context: Context, trees: SyntaxTree[]): Declared[] {
  const symbols: Declared[] = [];
  const taken = new Map<string, Declared>();
  for (const tree of trees) {
    for (const ast of tree.declarations) {
      if (ast.kind === 'use' || ast.kind === 'pack' || ast.kind === 'example') continue;
      const declared = {
        kind: ast.kind, name: ast.name.text, label: ast.label?.value ?? ast.name.text, at: ast.name.at, failed: false, uses: new Set<Declared>(), ast,
      };
      // Programs are plain objects keyed by name.
      if (ast.name.text === '__proto__') { report(context, 'reserved-name', ast.name.at, { name: ast.name.text }); continue; }
      const key = `${sharedNamespace.has(ast.kind) ? '' : ast.kind}:${nameKey(ast.name.text)}`;
      const first = taken.get(key);
      if (first && ast.name.text !== '') {
        context.current = declared;
        report(context, 'duplicate-name', ast.name.at, { name: ast.name.text, place: placeOf(first) });
        context.current = undefined;
        continue;
      }
      taken.set(key, declared);
      symbols.push(declared);
      const label = ast.label?.value;
      switch (ast.kind) {
        case 'ledger': enter(context.ledgers, Object.assign(declared, { kind: ast.kind, ast, fields: emptyNames<FieldInfo>(), hasAgency: false }), ast.name.text, label); break;
        case 'form': enter(context.forms, Object.assign(declared, { kind: ast.kind, ast, columns: emptyNames<never>(), groups: emptyNames<{ name: string; label: string }>() }), ast.name.text, label); break;
        case 'define': enter(context.defines, Object.assign(declared, { kind: ast.kind, ast, done: new Map(), open: false }), ast.name.text, label); break;
        case 'parameter': enter(context.parameters, Object.assign(declared, { kind: ast.kind, ast, state: 'new' as const }), ast.name.text, label); break;
        case 'indicator': enter(context.indicators, Object.assign(declared, { kind: ast.kind, ast, state: 'new' as const }), ast.name.text, label); break;
        case 'order': enter(context.orders, Object.assign(declared, { kind: ast.kind, ast }), ast.name.text, label); break;
        case 'view': enter(context.views, Object.assign(declared, { kind: ast.kind, ast }), ast.name.text, label); break;
        case 'scorecard': enter(context.scorecards, Object.assign(declared, { kind: ast.kind, ast }), ast.name.text, label); break;
        case 'report': enter(context.reports, Object.assign(declared, { kind: ast.kind, ast }), ast.name.text, label); break;
        case 'task': {
          const task = Object.assign(declared, { kind: ast.kind, ast });
          enter(context.tasks, task, ast.name.text, label);
          if (ast.historic) break;
          const made = indicatorOf(task);
          symbols.push(made);
          enter(context.indicators, made, ast.name.text, label);
          break;
        }
        case 'list': {
          const list = Object.assign(declared, { kind: ast.kind, ast });
          enter(context.lists, list, ast.name.text, label);
          context.current = list;
          context.listChoices.set(list, choiceTable(context, ast.choices));
          context.current = undefined;
          break;
        }
      }
    }
  }
  return symbols;
}

/** The indicator that a task is too: both stand or fall together. */
function indicatorOf(task: TaskInfo): IndicatorInfo {
  const { ast } = task;
  const head: IndicatorInfo['ast'] = {
    kind: 'indicator', name: ast.name, ...(ast.label && { label: ast.label }), sources: ast.sources, ...(ast.note && { note: ast.note }),
    ...(ast.doneWhen && { value: ast.doneWhen }), ...(ast.appliesTo && { appliesTo: ast.appliesTo }), targets: [], shownOnly: false, at: ast.at,
  };
  const made: IndicatorInfo = { kind: 'indicator', name: task.name, label: task.label, at: task.at, failed: false, uses: new Set([task]), ast: head, state: 'new', task };
  task.uses.add(made);
  return made;
}

function placeOf(declared: Declared): string {
  return `${declared.at.file}:${declared.at.start.line}`;
}

/** The choices of a list or field: `value` is the label where there is one, else the bare name. */
export function choiceTable(context: Context, choices: { name?: Name; label?: Text; at: Name['at'] }[]): Names<Choice> {
  const table = emptyNames<Choice>();
  for (const { name, label, at } of choices) {
    const value = label?.value ?? name?.text;
    if (value === undefined || value === '') continue;
    const repeated = [name?.text, label?.value].find((word) => word !== undefined && find(table, word).length > 0);
    if (repeated !== undefined) {
      report(context, 'duplicate-choice', at, { name: repeated });
      continue;
    }
    enter(table, label && name ? { value, name: name.text } : { value }, name?.text, label?.value);
  }
  return table;
}

/** The ledger that lists the agencies: where `agency.…` and conditions on agencies look. */
export function agencies(context: Context): LedgerInfo | undefined {
  return find(context.ledgers, 'agencies')[0];
}
