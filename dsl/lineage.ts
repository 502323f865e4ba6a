/**
 * What a figure rests on: the ledgers and fields, form cells, parameters, orders and other indicators it reads, as a small
 * graph that a page can draw. Defines are inlined by the checker, so none is in it; computed fields, references followed
 * and the cases of parameters are.
 */
import type { Expr, Field, Indicator, Program, Rows, Unit } from './program.ts';
import { spoken } from './words/labels.ts';

export type LineageKind = 'indicator' | 'ledger' | 'field' | 'form' | 'column' | 'parameter' | 'order';
/** `id` is `kind:name`, of fields and columns with what they are of: `field:decisions.kind`, `column:penalty_form.total`. */
export interface LineageNode { id: string; kind: LineageKind; name: string; label: { zh: string; en: string }; /** Ledger or form of a field or column. */ of?: string }
/**
 * `reads`: its value depends on the other's. `years`: this date or state decides which rows belong to the year. `refers`: a
 * field leads to rows of another ledger. `part`: a field or column is of its ledger or form.
 */
export interface LineageEdge { from: string; to: string; how: 'reads' | 'years' | 'refers' | 'part' }
export interface Lineage { nodes: LineageNode[]; edges: LineageEdge[] }

const byHours: Unit[] = ['学时', '分钟'];
const minutes = 'minutes_per_class_hour';

/** The graph of one indicator: it is the first node; others in the order in which they are met. Throws RangeError for a name not in the program. */
export function lineage(program: Program, indicator: string): Lineage {
  if (!program.indicators[indicator]) throw new RangeError(`no indicator ${indicator}`);
  return new Tracer(program).of(indicator);
}

class Tracer {
  readonly nodes = new Map<string, LineageNode>();
  readonly edges = new Map<string, LineageEdge>();
  readonly program: Program;
  constructor(program: Program) { this.program = program; }

  of(name: string): Lineage {
    this.indicator(name);
    return { nodes: [...this.nodes.values()], edges: [...this.edges.values()] };
  }

  /** Whether it is new: then what it rests on is still to be followed. */
  private node(kind: LineageKind, name: string, label: { zh: string; en: string }, of?: string): { id: string; isNew: boolean } {
    const id = `${kind}:${of === undefined ? name : `${of}.${name}`}`, isNew = !this.nodes.has(id);
    if (isNew) this.nodes.set(id, { id, kind, name, label, ...(of !== undefined && { of }) });
    return { id, isNew };
  }
  private edge(from: string, to: string, how: LineageEdge['how']): void {
    if (from !== to) this.edges.set(`${from} ${to} ${how}`, { from, to, how });
  }

  private indicator(name: string): string {
    const one: Indicator | undefined = this.program.indicators[name];
    const { id, isNew } = this.node('indicator', name, { zh: one?.label ?? name, en: spoken(name) });
    if (isNew && one) for (const part of [one.value, one.appliesTo, ...one.targets.flatMap((target) => [target.value, target.when])]) if (part) this.follow(part, id);
    return id;
  }

  private ledger(name: string): string {
    const ledger = this.program.ledgers[name];
    return this.node('ledger', name, { zh: ledger?.label ?? name, en: spoken(name) }).id;
  }

  private field(ledger: string, name: string): string {
    const field: Field | undefined = this.program.ledgers[ledger]?.fields.find((one) => one.name === name);
    const { id, isNew } = this.node('field', name, { zh: field?.label ?? name, en: spoken(name) }, ledger);
    this.edge(id, this.ledger(ledger), 'part');
    if (!isNew || !field) return id;
    for (const part of [field.computed, field.otherwise]) if (part) this.follow(part, id);
    if (field.otherwise) this.hours(field.type.kind === 'number' ? field.type.unit : '1', field.otherwise, id);
    const { lookup } = field;
    if (lookup) {
      this.edge(id, this.ledger(lookup.ledger), 'refers');
      for (const match of lookup.match) {
        this.edge(id, this.field(lookup.ledger, match.field), 'reads');
        if (match.by === 'region') this.edge(id, this.field('agencies', 'region'), 'reads');
        else if (match.field !== name) this.edge(id, this.field(ledger, match.field), 'reads');
      }
      this.state(lookup.ledger, id);
    }
    return id;
  }

  /** The fields of a path, each leading to the ledger of the next. */
  private path(ledger: string, path: string[], last: string, from: string): void {
    let here: string | undefined = ledger;
    for (const step of path) {
      const field: Field | undefined = this.program.ledgers[here]?.fields.find((one) => one.name === step);
      const id = this.field(here, step), next: string | undefined = field?.refersTo?.ledger ?? field?.lookup?.ledger;
      this.edge(from, id, 'reads');
      if (next === undefined) return;
      this.edge(id, this.ledger(next), 'refers');
      here = next;
    }
    this.edge(from, this.field(here, last), 'reads');
  }

  /** The dates by which rows are in force. */
  private state(ledger: string, from: string): void {
    const inForce = this.program.ledgers[ledger]?.inForce;
    for (const name of inForce ? [...inForce.from, ...inForce.to, ...inForce.through] : []) this.edge(from, this.field(ledger, name), 'years');
  }

  private rows(rows: Rows, from: string): void {
    const ledger = this.program.ledgers[rows.ledger], dated = rows.datedBy ?? ledger?.datedBy;
    this.edge(from, this.ledger(rows.ledger), 'reads');
    if (dated !== undefined) this.edge(from, this.field(rows.ledger, dated), 'years');
    if (!rows.whole) this.state(rows.ledger, from);
    if (rows.where) this.follow(rows.where, from);
  }

  private cell(form: string, column: string, from: string): void {
    const declared = this.program.forms[form];
    const label = declared?.columns.find((one) => one.name === column)?.label ?? column;
    const { id } = this.node('column', column, { zh: label, en: spoken(column) }, form);
    this.edge(from, id, 'reads');
    this.edge(id, this.node('form', form, { zh: declared?.label ?? form, en: spoken(form) }).id, 'part');
  }

  private parameter(name: string, from: string): void {
    const parameter = this.program.parameters[name];
    const { id, isNew } = this.node('parameter', name, { zh: parameter?.label ?? name, en: spoken(name) });
    this.edge(from, id, 'reads');
    if (!isNew || !parameter) return;
    for (const { value, when } of parameter.values) for (const part of [value, when]) if (part) this.follow(part, id);
    if (parameter.values.some((value) => value.regions)) this.edge(id, this.field('agencies', 'region'), 'reads');
  }

  /** Class hours and minutes convert by a parameter. */
  private hours(unit: Unit, of: Expr, from: string): void {
    if (byHours.includes(unit) && of.type.kind === 'number' && of.type.unit !== unit && byHours.includes(of.type.unit) && this.program.parameters[minutes]) this.parameter(minutes, from);
  }

  private follow(expr: Expr, from: string): void {
    switch (expr.kind) {
      case 'field': this.path(expr.ledger, expr.path, expr.field, from); return;
      case 'agencyField': this.edge(from, this.field('agencies', expr.field), 'reads'); return;
      case 'cell': this.cell(expr.form, expr.column, from); return;
      case 'parameter': this.parameter(expr.name, from); return;
      case 'indicator': this.edge(from, this.indicator(expr.name), 'reads'); return;
      case 'groupTotal': {
        for (const column of this.program.forms[expr.form]?.columns ?? []) if (column.group === expr.group) this.cell(expr.form, column.name, from);
        return;
      }
      case 'formSum': this.cell(expr.form, expr.column, from); break;
      case 'highestOf': {
        const declared = this.program.orders[expr.order];
        this.edge(from, this.node('order', expr.order, { zh: declared?.label ?? expr.order, en: spoken(expr.order) }).id, 'reads');
        break;
      }
      case 'convert': this.hours(expr.unit, expr.operand, from); break;
      case 'aggregate': case 'distribution': this.rows(expr.rows, from); break;
      case 'share': {
        const { over } = expr;
        if (over.kind === 'rows' || over.kind === 'groups') this.rows(over.rows, from);
        if (over.kind === 'each') this.edge(from, this.field(over.ledger, over.field), 'reads');
        break;
      }
    }
    for (const part of partsOf(expr)) this.follow(part, from);
  }
}

/** The expressions directly in another, but those that choose rows. */
function partsOf(expr: Expr): Expr[] {
  const found: Expr[] = [];
  const look = (part: unknown): void => {
    if (Array.isArray(part)) { part.forEach(look); return; }
    if (!part || typeof part !== 'object') return;
    if ('kind' in part && 'type' in part) { found.push(part as Expr); return; }
    for (const [key, value] of Object.entries(part)) if (key !== 'rows' && key !== 'type' && key !== 'at') look(value);
  };
  for (const [key, value] of Object.entries(expr)) if (key !== 'rows' && key !== 'type' && key !== 'at') look(value);
  return found;
}
