/**
 * What an indicator needs to be tried: the ledgers and forms it reads, by which fields, which constants these are compared
 * with and which dates are counted from which. Read off the checked program; nothing is guessed from names.
 */
import type { Expr, Field, Ledger, Program } from '../../dsl/program.ts';

export interface FieldNeed {
  /** Constants it is compared with, as they are typed into a cell; those it must not be. */
  constants: Set<string>; avoid: Set<string>;
  /** Whether it is filled in is asked, or something stands in for it: it is empty as a rule. */
  optional: boolean;
  /** A yes/no that should be so. */
  wish: boolean | null;
  /** A date that is expected so many days after another of the row (`within 7 workdays of decided_on`). */
  after: { field: string; days: number }[];
}
export interface Needs {
  /** By ledger, then by field; `agencies` among them where a field of the agency is read. */
  ledgers: Map<string, Map<string, FieldNeed>>;
  /** By form: the columns read. */
  forms: Map<string, Set<string>>;
  /** Last year's figures are read too. */
  lastYear: boolean;
  /** Rows or forms of other agencies are read too. */
  across: boolean;
}

export function needsOf(program: Program, indicator: string): Needs {
  const needs: Needs = { ledgers: new Map(), forms: new Map(), lastYear: false, across: false };
  const seen = new Set<unknown>();

  const ledgerOf = (name: string): Map<string, FieldNeed> => {
    let fields = needs.ledgers.get(name);
    const ledger = program.ledgers[name];
    if (!fields) {
      fields = new Map();
      needs.ledgers.set(name, fields);
      if (ledger) for (const own of [...ledger.key, ledger.datedBy, ...ledger.inForce?.from ?? []]) if (own !== undefined && own !== 'agency') field(name, own);
    }
    return fields;
  };
  const field = (ledger: string, name: string): FieldNeed => {
    const fields = ledgerOf(ledger);
    let need = fields.get(name);
    if (need) return need;
    need = { constants: new Set(), avoid: new Set(), optional: false, wish: null, after: [] };
    fields.set(name, need);
    const declared = program.ledgers[ledger]?.fields.find((one) => one.name === name);
    if (declared?.refersTo) field(declared.refersTo.ledger, declared.refersTo.field);
    for (const match of declared?.lookup?.match ?? []) {
      field(declared!.lookup!.ledger, match.field);
      if (program.ledgers[ledger]?.fields.some((one) => one.name === match.field)) field(ledger, match.field);
    }
    visit(declared?.computed);
    visit(declared?.otherwise);
    return need;
  };
  /** The need behind an operand that is a field, or an aggregate of one. */
  const needOf = (expr: Expr): FieldNeed | undefined => {
    switch (expr.kind) {
      case 'field': { const place = placeOf(program, expr.ledger, expr.path, expr.field); return place && field(place.ledger.name, place.field.name); }
      case 'agencyField': return field('agencies', expr.field);
      case 'aggregate': return expr.of && needOf(expr.of);
      case 'else': return needOf(expr.operand);
      default: return undefined;
    }
  };
  const constant = (operand: Expr, value: Expr, negated: boolean): void => {
    const need = needOf(operand), text = constantOf(value);
    if (need && text !== undefined) (negated ? need.avoid : need.constants).add(text);
  };

  const visit = (node: unknown, negated = false): void => {
    if (node === null || typeof node !== 'object' || seen.has(node)) return;
    seen.add(node);
    if (Array.isArray(node)) { for (const part of node) visit(part, negated); return; }
    note(node as Expr, negated);
    const inner = (node as Expr).kind === 'not' ? !negated : negated;
    for (const [key, part] of Object.entries(node)) if (key !== 'at' && key !== 'type') visit(part, inner);
  };
  const note = (expr: Expr, negated: boolean): void => {
    if ('rows' in expr && expr.rows && typeof expr.rows === 'object') { ledgerOf(expr.rows.ledger); if (expr.rows.across) needs.across = true; if (expr.rows.datedBy) field(expr.rows.ledger, expr.rows.datedBy); }
    switch (expr.kind) {
      case 'field': for (const [index, step] of [...expr.path, expr.field].entries()) { const place = placeOf(program, expr.ledger, expr.path.slice(0, index), step); if (place) field(place.ledger.name, place.field.name); } return;
      case 'agencyField': field('agencies', expr.field); return;
      case 'share': {
        const { over } = expr;
        if ('rows' in over) { ledgerOf(over.rows.ledger); if (over.rows.across) needs.across = true; if (over.rows.datedBy) field(over.rows.ledger, over.rows.datedBy); }
        if (over.kind === 'each') for (const value of over.values) field(over.ledger, over.field).constants.add(value);
        return;
      }
      case 'aggregate': if (expr.link !== undefined) field(expr.rows.ledger, expr.link); return;
      case 'quantified': return;
      case 'compare': {
        const against = (expr.op === '!=') !== negated && (expr.op === '!=' || expr.op === '=');
        constant(expr.left, expr.right, against); constant(expr.right, expr.left, against);
        return;
      }
      case 'in': for (const value of expr.values) constant(expr.operand, value, negated); return;
      case 'isTrue': { const need = needOf(expr.operand); if (need) need.wish ??= !negated; return; }
      case 'filled': case 'empty': case 'else': { const need = needOf(expr.operand); if (need) need.optional = true; return; }
      case 'within': {
        const need = needOf(expr.date), days = numberIn(program, expr.count);
        if (need && expr.from.kind === 'field') need.after.push({ field: expr.from.field, days: expr.unit === 'workdays' ? Math.ceil(days * 1.5) : days });
        return;
      }
      case 'by': { const need = needOf(expr.date); if (need && expr.deadline.kind === 'field') need.after.push({ field: expr.deadline.field, days: 0 }); return; }
      case 'cell': columnOf(expr.form, expr.column); if (expr.yearOffset < 0) needs.lastYear = true; return;
      case 'formSum': needs.across = true; columnOf(expr.form, expr.column); return;
      case 'groupTotal': for (const column of program.forms[expr.form]?.columns ?? []) if (column.group === expr.group) columnOf(expr.form, column.name); return;
      case 'lastYear': needs.lastYear = true; return;
      case 'parameter': visit(program.parameters[expr.name]?.values); return;
      case 'indicator': if (expr.yearOffset < 0) needs.lastYear = true; visitIndicator(expr.name); return;
      default:
    }
  };
  const columnOf = (form: string, column: string): void => { needs.forms.set(form, (needs.forms.get(form) ?? new Set()).add(column)); };
  const visitIndicator = (name: string): void => {
    const one = program.indicators[name];
    visit([one?.value, one?.appliesTo, one?.targets.map(({ value, when }) => [value, when])]);
  };

  visitIndicator(indicator);
  for (const name of program.indicators[indicator]?.reads ?? []) if (program.ledgers[name]) ledgerOf(name); else if (!needs.forms.has(name)) needs.forms.set(name, new Set());
  return needs;
}

/** The field at the end of a path, with its ledger; a stored field that is looked up or referred through. */
function placeOf(program: Program, ledger: string, path: string[], name: string): { ledger: Ledger; field: Field } | undefined {
  let here: Ledger | undefined = program.ledgers[ledger];
  for (const step of path) {
    const through: Field | undefined = here?.fields.find((one) => one.name === step);
    const next: string | undefined = through?.refersTo?.ledger ?? through?.lookup?.ledger;
    here = next === undefined ? undefined : program.ledgers[next];
  }
  const field = here?.fields.find((one) => one.name === name);
  return here && field ? { ledger: here, field } : undefined;
}

function constantOf(expr: Expr): string | undefined {
  switch (expr.kind) {
    case 'choiceValue': case 'text': case 'number': case 'date': return expr.value;
    default: return undefined;
  }
}

/** A number in an expression, to size a deadline by: the first that stands in it, or 7. */
function numberIn(program: Program, expr: Expr): number {
  switch (expr.kind) {
    case 'number': return Number(expr.value);
    case 'else': return numberIn(program, expr.fallback);
    case 'parameter': { const [first] = program.parameters[expr.name]?.values ?? []; return first && first.value.kind !== 'parameter' ? numberIn(program, first.value) : 7; }
    default: return 7;
  }
}
