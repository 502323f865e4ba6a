/** Parameters whose values contradict each other: until an administrator has picked one, what needs them is an error. */
import type { Parameter, ParameterValue, Program } from '../../dsl/program.ts';
import { expressionWords, type Both } from '../../dsl/words/index.ts';
import type { MeasureRow } from '../types.ts';

/** Thrown while planning where a value is wanted that nobody has chosen yet. */
export class ChoiceNeeded extends Error {
  readonly parameter: Parameter;
  constructor(parameter: Parameter) {
    super(`no value of ${parameter.name} has been chosen`);
    this.parameter = parameter;
  }
}

/**
 * The program with what has been chosen (`EvaluationRequest.choices`) in place: a parameter with `choose` keeps only the
 * value picked. An index that names no value picks nothing. The same object where nothing is picked.
 */
export function withChoices(program: Program, choices: Record<string, number> | undefined): Program {
  const picked = Object.values(program.parameters).flatMap((parameter): [string, Parameter][] => {
    const value = parameter.choose ? parameter.values[choices?.[parameter.name] ?? -1] : undefined;
    if (!value) return [];
    const { choose: _, ...rest } = parameter;
    return [[parameter.name, { ...rest, values: [value] }]];
  });
  return picked.length === 0 ? program : { ...program, parameters: { ...program.parameters, ...Object.fromEntries(picked) } };
}

/** What a measure says that needs the parameter: its label and what there is to choose from, each with its source. */
export function choiceNeeded(program: Program, parameter: Parameter): NonNullable<MeasureRow['error']> {
  const all = parameter.values.map((value) => alternative(program, value));
  return {
    code: 'choice_needed', parameter: parameter.name,
    zh: `参数“${parameter.label}”有${all.length}个互相矛盾的取值，须先由管理员选定：${all.map((one) => one.zh).join('；')}`,
    en: `parameter “${parameter.label}” has ${all.length} contradicting values; an administrator must choose one first: ${all.map((one) => one.en).join('; ')}`,
  };
}
function alternative(program: Program, { value, source }: ParameterValue): Both {
  const said = expressionWords(program, value);
  if (!source) return said;
  const where = source.clause ? `${source.document}${source.clause}` : source.document;
  return { zh: `${said.zh}（${where}）`, en: `${said.en} (${source.clause ? `${source.document} ${source.clause}` : source.document})` };
}
