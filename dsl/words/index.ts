/**
 * A formula in the words a lawyer reads, from the checked program: two programs that mean the same read the same.
 * `words` reads a whole indicator, `expressionWords` any part, `targetWords` what is demanded.
 */
import type { Expr, Indicator, Program } from '../program.ts';
import { conditionWords, valueWords } from './formula.ts';
import type { Both, Lookup } from './labels.ts';
import { comparisonWords } from './numbers.ts';

/**
 * The value of an indicator, with whom it applies to; with a `year`, of that year. Throws for a name that is not in the
 * program.
 */
export function words(program: Program, indicatorName: string, options: { year?: number } = {}): Both {
  const indicator = program.indicators[indicatorName];
  if (!indicator) throw new Error(`no indicator ${indicatorName}`);
  const unit = [indicator.shownIn, ...indicator.targets.map((target) => (target.value.type.kind === 'number' ? target.value.type.unit : undefined))].find((one) => one !== undefined && one !== '1');
  const lookup: Lookup = { ...program, ...(options.year !== undefined && { year: options.year }), ...(unit && { counted: { of: indicator.value, unit } }) };
  const formula = expressionWords(lookup, indicator.value);
  if (!indicator.appliesTo) return formula;
  const whom = conditionWords(lookup, asRow(indicator.appliesTo));
  return { zh: `${formula.zh}（仅适用于${whom.zh}的执法主体）`, en: `${formula.en} (only for agencies where ${whom.en})` };
}

/** A condition on the agency said of the roster's row: “层级为市”, not “执法主体的层级为市”, for the sentence names the agency itself. */
function asRow(condition: Expr): Expr {
  return JSON.parse(JSON.stringify(condition), (_, part: { kind?: unknown } | null) =>
    (part !== null && typeof part === 'object' && part.kind === 'agencyField' ? { ...part, kind: 'field', ledger: 'agencies', path: [] } : part)) as Expr;
}

/** Any expression: a condition as a clause, a value as a term. */
export function expressionWords(program: Lookup, expr: Expr): Both {
  return expr.type.kind === 'boolean' && expr.kind !== 'boolean' ? conditionWords(program, expr) : valueWords(program, expr);
}

/** What the indicator should reach; '' where it has no target. `program` names what the targets' conditions speak of. */
export function targetWords(indicator: Pick<Indicator, 'targets'>, program?: Lookup): Both {
  const each = indicator.targets.map((target): Both => {
    const yes = target.value.kind === 'boolean' && target.op === '=' ? valueWords(program, target.value) : undefined;
    const demanded = yes ?? comparisonWords(target.op, valueWords(program, target.value), target.value);
    const zh = (target.principle ? '原则上' : '') + demanded.zh;
    const en = (target.principle ? 'in principle ' : '') + demanded.en;
    if (!target.when) return { zh, en };
    const when = conditionWords(program, target.when);
    return { zh: `${when.zh}时${zh}`, en: `${en} where ${when.en}` };
  });
  return { zh: each.map((one) => one.zh).join('；'), en: each.map((one) => one.en).join('; ') };
}

export { conditionWords, valueWords };
export { ruleWords } from './rules.ts';
export { figuresOf } from './figures.ts';
export type { Both, Lookup };
