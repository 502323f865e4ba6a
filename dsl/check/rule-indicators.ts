/**
 * Expressions in a scorecard's rules become indicators of the program (`internal`), so that one engine says what they are
 * worth and in which state. What is left in a rule is a literal or an indicator. See `Rule` in `program.ts` for the names.
 */
import type { Expr, Indicator, Source } from '../program.ts';
import { figuresOf } from '../words/figures.ts';
import type { Context } from './context.ts';
import { readsOf } from './reads.ts';

export interface Lifting {
  /** The expression as a rule may hold it. `name`: of the indicator it becomes where it must; `label` is for readers. */
  lift(expr: Expr, name: string, label: string): Expr;
  indicators: Indicator[];
}

/** `sources`: of the card; rows dated before its document took effect do not count in its own expressions either. */
export function lifting(context: Context, sources: Source[]): Lifting {
  const indicators: Indicator[] = [];
  const become = (expr: Expr, name: string, label: string): Expr => {
    const value = expr.kind === 'isTrue' && expr.operand.kind !== 'indicator' ? expr.operand : expr;
    const indicator: Indicator = { name, label, sources, value, targets: [], shownOnly: true, internal: true, reads: [], ...(expr.at && { at: expr.at }) };
    indicator.reads = readsOf(context, indicator);
    indicators.push(indicator);
    return { kind: 'indicator', name, yearOffset: 0, type: expr.type, ...(expr.at && { at: expr.at }) };
  };
  return {
    indicators,
    lift(expr, name, label) {
      if (isPlain(expr)) return expr;
      if (expr.kind === 'isTrue' && isPlain(expr.operand)) return expr.operand;
      figuresOf(expr).forEach((figure, index) => { if (!isPlain(figure)) become(figure, `${name}.figure${index + 1}`, label); });
      return become(expr, name, label);
    },
  };
}

/** A literal, or an indicator of the year. */
function isPlain(expr: Expr): boolean {
  switch (expr.kind) {
    case 'number': case 'boolean': case 'date': case 'text': case 'choiceValue': return true;
    case 'indicator': return expr.yearOffset === 0;
    // Class hours are turned into minutes by the parameter of the agency's region: the engine's affair.
    case 'convert': return expr.operand.kind === 'number' && (expr.unit === '元' || expr.unit === '万元');
    default: return false;
  }
}

/** For cards over rows: expressions stay where they are. */
export const inPlace: Lifting = { lift: (expr) => expr, indicators: [] };
