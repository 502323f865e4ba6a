/**
 * Expressions as they mean, for comparing: the same for two ways of writing the same. Negation is pushed inward, what may
 * change places is sorted, internal indicators of scorecards stand as what they compute, things that were only renamed have
 * their new names. Types are left out: they follow from what is named.
 */
import type { CompareOp, Program } from '../program.ts';

/** Old name → new name. Fields as `ledger.field`, columns as `form.column`, by the old ledger or form. */
export interface Renamed {
  ledgers: Map<string, string>; forms: Map<string, string>; orders: Map<string, string>; parameters: Map<string, string>;
  indicators: Map<string, string>; scorecards: Map<string, string>; fields: Map<string, string>; columns: Map<string, string>;
}
export const nothingRenamed = (): Renamed => ({
  ledgers: new Map(), forms: new Map(), orders: new Map(), parameters: new Map(), indicators: new Map(), scorecards: new Map(), fields: new Map(), columns: new Map(),
});

const opposite: Record<CompareOp, CompareOp> = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
const mirrored: Record<CompareOp, CompareOp> = { '=': '=', '!=': '!=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

type Json = Record<string, unknown> & { kind?: string };
const isObject = (part: unknown): part is Json => typeof part === 'object' && part !== null && !Array.isArray(part);
const bySpelling = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Any part of a program in one form. Equal parts give equal JSON. */
export class Meaning {
  readonly program: Program;
  readonly renamed: Renamed;
  constructor(program: Program, renamed: Renamed = nothingRenamed()) {
    this.program = program;
    this.renamed = renamed;
  }

  of(part: unknown): unknown {
    if (Array.isArray(part)) return part.map((one) => this.of(one));
    if (!isObject(part)) return part;
    switch (part.kind) {
      case 'and': case 'or': return this.joined(part.kind, part['operands'] as unknown[]);
      case 'not': return this.negated(part['operand']);
      case 'compare': return this.compared(part['op'] as CompareOp, part['left'], part['right']);
      case 'in': return this.oneOf(part);
      case 'arithmetic': {
        const [left, right] = [this.of(part['left']), this.of(part['right'])];
        const turned = (part['op'] === '+' || part['op'] === '*') && bySpelling(left, right) > 0;
        return { kind: 'arithmetic', op: part['op'], left: turned ? right : left, right: turned ? left : right };
      }
      case 'field': return this.field(part);
      case 'agencyField': return { ...this.rest(part), field: this.fieldName('agencies', String(part['field'])) };
      case 'cell': case 'formSum': return { ...this.rest(part), form: this.name('forms', part['form']), column: this.columnName(String(part['form']), String(part['column'])) };
      case 'groupTotal': return { ...this.rest(part), form: this.name('forms', part['form']) };
      case 'parameter': return { kind: 'parameter', name: this.name('parameters', part['name']) };
      case 'highestOf': return { ...this.rest(part), order: this.name('orders', part['order']) };
      case 'indicator': {
        const inner = this.program.indicators[String(part['name'])];
        return inner?.internal ? this.of(inner.value) : { ...this.rest(part), name: this.name('indicators', part['name']) };
      }
      default: return this.rest(part);
    }
  }

  /** All parts but places and types, keys in one order. */
  private rest(part: Json): Json {
    const ledger = typeof part['ledger'] === 'string' ? part['ledger'] : isObject(part['rows']) ? String(part['rows']['ledger']) : undefined;
    return Object.fromEntries(Object.keys(part).filter((key) => key !== 'at' && key !== 'type' && part[key] !== undefined).sort().map((key) => {
      const value = part[key];
      if (key === 'ledger' && typeof value === 'string') return [key, this.name('ledgers', value)];
      if ((key === 'datedBy' || key === 'link' || key === 'field') && typeof value === 'string' && ledger !== undefined) return [key, this.fieldName(ledger, value)];
      if (key === 'excluding' && Array.isArray(value)) return [key, value.map((one) => this.of(one)).sort(bySpelling)];
      return [key, this.of(value)];
    }));
  }

  name(kind: Exclude<keyof Renamed, 'fields' | 'columns'>, old: unknown): string { return this.renamed[kind].get(String(old)) ?? String(old); }
  fieldName(ledger: string, old: string): string { return this.renamed.fields.get(`${ledger}.${old}`) ?? old; }
  columnName(form: string, old: string): string { return this.renamed.columns.get(`${form}.${old}`) ?? old; }

  private field(part: Json): Json {
    const ledger = String(part['ledger']);
    let here: string | undefined = ledger;
    const path: string[] = [];
    for (const step of part['path'] as string[]) {
      path.push(here === undefined ? step : this.fieldName(here, step));
      const field: { refersTo?: { ledger: string }; lookup?: { ledger: string } } | undefined = here === undefined ? undefined : this.program.ledgers[here]?.fields.find((one) => one.name === step);
      here = field?.refersTo?.ledger ?? field?.lookup?.ledger;
    }
    const last = String(part['field']);
    return { kind: 'field', ledger: this.name('ledgers', ledger), path, field: here === undefined ? last : this.fieldName(here, last) };
  }

  private joined(kind: 'and' | 'or', operands: unknown[]): unknown {
    const flat = operands.map((one) => this.of(one)).flatMap((one) => (isObject(one) && one.kind === kind ? one['operands'] as unknown[] : [one]));
    const distinct = [...new Map(flat.map((one) => [JSON.stringify(one), one])).values()].sort(bySpelling);
    return distinct.length === 1 ? distinct[0] : { kind, operands: distinct };
  }

  private negated(operand: unknown): unknown {
    if (!isObject(operand)) return { kind: 'not', operand };
    switch (operand.kind) {
      case 'not': return this.of(operand['operand']);
      case 'and': case 'or': return this.joined(operand.kind === 'and' ? 'or' : 'and', (operand['operands'] as unknown[]).map((one) => ({ kind: 'not', operand: one })));
      case 'compare': return this.compared(opposite[operand['op'] as CompareOp], operand['left'], operand['right']);
      case 'filled': return this.of({ ...operand, kind: 'empty' });
      case 'empty': return this.of({ ...operand, kind: 'filled' });
      case 'quantified': return this.of({ ...operand, quantifier: operand['quantifier'] === 'any' ? 'every' : 'any', with: { kind: 'not', operand: operand['with'] } });
      default: return { kind: 'not', operand: this.of(operand) };
    }
  }

  private compared(op: CompareOp, left: unknown, right: unknown): unknown {
    const literal = (part: unknown): boolean => isObject(part) && ['number', 'date', 'yearDate', 'text', 'choiceValue', 'boolean'].includes(part.kind ?? '');
    const choice = isObject(right) && (right.kind === 'choiceValue' || right.kind === 'text');
    if (choice && op === '=') return { kind: 'in', operand: this.of(left), values: [this.of(right)] };
    if (choice && op === '!=') return { kind: 'not', operand: { kind: 'in', operand: this.of(left), values: [this.of(right)] } };
    return literal(left) && !literal(right) ? { kind: 'compare', op: mirrored[op], left: this.of(right), right: this.of(left) } : { kind: 'compare', op, left: this.of(left), right: this.of(right) };
  }

  private oneOf(part: Json): unknown {
    const values = [...new Map((part['values'] as unknown[]).map((one) => this.of(one)).map((one) => [JSON.stringify(one), one])).values()].sort(bySpelling);
    return { kind: 'in', operand: this.of(part['operand']), values };
  }
}
