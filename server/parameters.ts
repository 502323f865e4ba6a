/** Parameters as people see them: which an indicator needs, what their values say and where that stands. */
import type { Parameter, ParameterValue, Program } from '../dsl/index.ts';
import { expressionWords } from '../dsl/words/index.ts';
import type { ParameterChoices } from './api.ts';

type Shown = Omit<ParameterChoices['parameters'][number]['values'][number], 'index' | 'url'>;

export function parameterValue(program: Program, { value, source, from, to, regions }: ParameterValue): Shown {
  return { words: expressionWords(program, value), document: source?.document ?? null, clause: source?.clause ?? null, from: from ?? null, to: to ?? null, regions: regions ?? [] };
}

/** The parameters that an indicator's value depends on, also through computed fields, other parameters and indicators. */
export function parametersOf(program: Program, indicator: string): Parameter[] {
  const found = new Map<string, Parameter>();
  const seen = new Set<unknown>();
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object' || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) { node.forEach(visit); return; }
    const part = node as { kind?: string; name?: string; ledger?: string; field?: string; path?: string[] };
    if (part.kind === 'parameter' && part.name !== undefined) {
      const parameter = program.parameters[part.name];
      if (parameter && !found.has(parameter.name)) { found.set(parameter.name, parameter); visit(parameter.values); }
    }
    if (part.kind === 'indicator' && part.name !== undefined) visit(program.indicators[part.name]);
    if (part.kind === 'field' && part.ledger !== undefined) {
      let ledger = program.ledgers[part.ledger];
      for (const step of [...part.path ?? [], part.field ?? '']) {
        const field = ledger?.fields.find((one) => one.name === step);
        visit(field?.computed); visit(field?.otherwise);
        const next = field?.refersTo?.ledger ?? field?.lookup?.ledger;
        if (next !== undefined) ledger = program.ledgers[next];
      }
    }
    for (const [key, value] of Object.entries(node)) if (key !== 'at') visit(value);
  };
  const one = program.indicators[indicator];
  visit([one?.value, one?.appliesTo, one?.targets]);
  return [...found.values()];
}
