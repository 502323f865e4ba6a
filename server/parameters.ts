/** Parameters as people see them: which an indicator needs, what their values say and where that stands. */
import { lineage } from '../dsl/index.ts';
import type { Parameter, ParameterValue, Program } from '../dsl/index.ts';
import { expressionWords } from '../dsl/words/index.ts';
import type { ParameterChoices } from './api.ts';

type Shown = Omit<ParameterChoices['parameters'][number]['values'][number], 'index' | 'url'>;

export function parameterValue(program: Program, { value, source, from, to, regions }: ParameterValue): Shown {
  return { words: expressionWords(program, value), document: source?.document ?? null, clause: source?.clause ?? null, from: from ?? null, to: to ?? null, regions: regions ?? [] };
}

/** The parameters that an indicator rests on, directly or through others. */
export function parametersOf(program: Program, indicator: string): Parameter[] {
  return lineage(program, indicator).nodes.flatMap(({ kind, name }) => (kind === 'parameter' && program.parameters[name] ? [program.parameters[name]] : []));
}
