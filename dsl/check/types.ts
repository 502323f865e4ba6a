/** Types of expressions: making nodes, naming types in a sentence, finding the choices behind a value. */
import type { Choice, Expr, ExprNode, Range, Unit, ValueType } from '../program.ts';
import { agencies } from './gather.ts';
import type { Context, FieldInfo, LedgerInfo } from './context.ts';
import { find, type Names } from './names.ts';
import { unitWords } from './units.ts';

export const booleanType: ValueType = { kind: 'boolean' };
export const dateType: ValueType = { kind: 'date' };
export const textType: ValueType = { kind: 'text' };
export const numberType = (unit: Unit): ValueType => ({ kind: 'number', unit });

export function node(type: ValueType, at: Range, part: ExprNode): Expr {
  return { ...part, type, at } as Expr;
}

/** A type as it is named in a message. */
export function typeWords(type: ValueType): { zh: string; en: string } {
  switch (type.kind) {
    case 'text': return { zh: '文本', en: 'text' };
    case 'date': return { zh: '日期', en: 'a date' };
    case 'boolean': return { zh: '是否', en: 'a yes/no' };
    case 'choice': return { zh: '可选值', en: 'a choice' };
    case 'choices': return { zh: '多选值', en: 'several choices' };
    case 'number': {
      if (type.unit === '1') return { zh: '数', en: 'a number' };
      if (type.unit === '%') return { zh: '占比（%）', en: 'a ratio (%)' };
      const unit = unitWords(type.unit);
      return { zh: `以${unit.zh}计的数`, en: `a number in ${unit.en}` };
    }
  }
}

/** The field of the current row's ledger that a path of names (all known) leads to. */
export function fieldAt(context: Context, ledger: string, path: string[], field: string): FieldInfo | undefined {
  let at: LedgerInfo | undefined = find(context.ledgers, ledger).find((info) => info.name === ledger);
  for (const step of path) {
    const info: FieldInfo | undefined = at && find(at.fields, step).find((other) => other.name === step);
    const next: string | undefined = info?.field?.refersTo?.ledger ?? info?.field?.lookup?.ledger;
    at = next === undefined ? undefined : find(context.ledgers, next).find((other) => other.name === next);
  }
  return at && find(at.fields, field).find((info) => info.name === field);
}

/** The choices, by name and label, of an expression whose type is choice or choices. */
export function choicesOf(context: Context, expr: Expr): Names<Choice> | undefined {
  switch (expr.kind) {
    case 'field': return fieldAt(context, expr.ledger, expr.path, expr.field)?.choices;
    case 'agencyField': { const ledger = agencies(context); return ledger && find(ledger.fields, expr.field)[0]?.choices; }
    case 'highestOf': case 'lastYear': return choicesOf(context, expr.operand);
    case 'else': return choicesOf(context, expr.operand);
    case 'aggregate': return expr.of && choicesOf(context, expr.of);
    default: return undefined;
  }
}

/** Whether a choice beside the listed ones may stand in the field. */
export function isOpen(context: Context, expr: Expr): boolean {
  switch (expr.kind) {
    case 'field': return fieldAt(context, expr.ledger, expr.path, expr.field)?.ast?.open ?? false;
    case 'agencyField': { const ledger = agencies(context); return (ledger && find(ledger.fields, expr.field)[0]?.ast?.open) ?? false; }
    default: return false;
  }
}

/** Whether the value may be empty on a row (or for an agency). */
export function mayBeEmpty(context: Context, expr: Expr): boolean {
  switch (expr.kind) {
    case 'field': return expr.path.length > 0 || !(fieldAt(context, expr.ledger, expr.path, expr.field)?.ast?.required ?? false);
    case 'aggregate': return expr.fn !== 'count' && expr.fn !== 'distinct' && expr.fn !== 'sum' && expr.fn !== 'exists';
    case 'agencyField': case 'cell': return true;
    case 'else': return mayBeEmpty(context, expr.operand) && mayBeEmpty(context, expr.fallback);
    default: return false;
  }
}

/** How an expression is called in a message: by label to Chinese readers, by name to others. */
export function shortName(context: Context, expr: Expr): { zh: string; en: string } {
  switch (expr.kind) {
    case 'field': {
      const steps = [...expr.path, expr.field];
      const labels = steps.map((step, index) => fieldAt(context, expr.ledger, steps.slice(0, index), step)?.label ?? step);
      return { zh: labels.join('.'), en: steps.join('.') };
    }
    case 'agencyField': {
      const ledger = agencies(context);
      return { zh: `执法主体.${(ledger && find(ledger.fields, expr.field)[0]?.label) ?? expr.field}`, en: `agency.${expr.field}` };
    }
    case 'cell': return { zh: `${expr.form}.${expr.column}`, en: `${expr.form}.${expr.column}` };
    case 'indicator': case 'parameter': return { zh: expr.name, en: expr.name };
    case 'highestOf': case 'convert': case 'lastYear': case 'else': return shortName(context, expr.operand);
    case 'aggregate': {
      const of = expr.of ? shortName(context, expr.of) : undefined;
      return { zh: of?.zh ?? expr.rows.ledger, en: `${expr.fn}(${expr.rows.ledger}${of ? `.${of.en}` : ''})` };
    }
    default: return { zh: '…', en: '…' };
  }
}
