/**
 * A form while it is being filled in: its checks, what its totals ought to be, and the cells of a printed view, from cells
 * in memory. The expressions are judged by `finish`, as those of the report are, so a finding beside a cell while typing is
 * a finding of the report. Pure: runs in the browser, needs no engine. Checks that read ledgers, parameters or figures
 * of other agencies are left out here.
 */
import type Fraction from 'fraction.js';
import type { Check, Expr, Form, Program, View } from '../dsl/program.ts';
import { evaluateNode, judge } from './finish/evaluate.ts';
import type { AgencyFacts } from './finish/facts.ts';
import { PlanError } from './plan/values.ts';
import { lowerAgency, type AgencyContext } from './plan/agency.ts';
import { periodOf } from './plan/period.ts';
import type { AgencyNode } from './plan/plan.ts';
import type { WorkdayCalendar } from './types.ts';

/** A cell as the form's table keeps it: a decimal text, or a mark (`/`, `-`, a text that is no figure), or neither (blank). */
export interface LiveCell { value: string | null; mark: string | null }
/** The agency's row of a form in a year; null where it has none. A column that is not in it is blank. */
export type LiveRows = (form: string, year: number) => ReadonlyMap<string, LiveCell> | null;

export interface LiveFinding {
  /** Which of the form's checks, from 0. */
  check: number;
  label: string; severity: 'error' | 'warning';
  /** The column beside which it is told. */
  at: string;
  /** Every column of this form, of this year, that it speaks of. */
  columns: string[];
  /** What it saw: sums of groups and single cells, in the order they are read. Null: no figure. */
  figures: { form: string; group: string | null; column: string | null; year: number; value: string | null }[];
}
/** What a column ought to be by a check that says it equals something: `value` where that is known, else `least`. */
export interface Expected { check: number; value: string | null; least: string | null }

interface Judged { index: number; check: Check; node: AgencyNode; at: string; columns: string[]; reads: LiveFinding['figures'] }
interface Sum { column: string; index: number; node: AgencyNode }

const NO_CALENDAR: WorkdayCalendar = { from: '0001-01-01', to: '0001-01-01', floor: () => null, ceil: () => null, add: () => ({ missingYear: 1 }), isWorkday: () => null };

/** What a form's checks, sums and views ask of its cells, made once; `forms` are all whose cells the checks read. */
export class LiveForm {
  readonly form: Form;
  readonly year: number;
  readonly #forms: Record<string, Form>;
  readonly #checks: Judged[] = [];
  readonly #sums: Sum[] = [];

  constructor(forms: Record<string, Form>, form: string, year: number) {
    this.form = forms[form]!;
    this.year = year;
    this.#forms = forms;
    this.form.checks.forEach((check, index) => {
      const node = this.#lowered(check.condition);
      if (!node) return;
      const reads = this.#reads(check.condition);
      const own = reads.filter((read) => read.form === form && read.year === year);
      const columns = [...new Set(own.flatMap((read) => (read.column === null ? this.#members(read.group!) : [read.column])))];
      const single = own.filter((read) => read.column !== null);
      const sum = this.#equation(check.condition);
      const at = sum?.column ?? this.#last(single.length > 0 ? single.map((read) => read.column!) : columns);
      if (at === null) return;
      this.#checks.push({ index, check, node, at, columns, reads });
      if (sum) { const made = this.#lowered(sum.expr); if (made) this.#sums.push({ column: sum.column, index, node: made }); }
    });
  }

  /** The checks that are definitely not met, in the order of declaration. What is blank is unknown, not 0. */
  findings(rows: LiveRows): LiveFinding[] {
    const facts = this.#facts(rows);
    return this.#checks.filter(({ node }) => judge(node, facts, true).worst).map(({ index, check, at, columns, reads }) => ({
      check: index, label: check.label, severity: check.severity, at, columns,
      figures: reads.map((read) => ({ ...read, value: this.#figure(read, facts) })),
    }));
  }

  /** What the declared equations make of the other cells, by column. Nothing where no cell behind a sum holds a figure. */
  expected(rows: LiveRows): Map<string, Expected> {
    const facts = this.#facts(rows), found = new Map<string, Expected>();
    for (const { column, index, node } of this.#sums) {
      const number = numberOf(node, facts);
      if (number.value !== null || (number.least !== null && number.least !== '0')) found.set(column, { check: index, ...number });
    }
    return found;
  }

  /** What the filled cells of a group come to, and how many of them are blank. Null: none holds a figure. */
  total(group: string, rows: LiveRows): { sum: string; blank: number } | null {
    const { value, least } = numberOf({ kind: 'groupTotal', form: this.form.name, columns: this.#members(group), year: this.year }, this.#facts(rows));
    const sum = value ?? least, row = rows(this.form.name, this.year), cells = this.#members(group).map((column) => row?.get(column));
    if (sum === null || !cells.some((cell) => cell && cell.value !== null)) return null;
    return { sum, blank: cells.filter((cell) => !cell || (cell.value === null && cell.mark !== '/')).length };
  }

  /** The cells of a printed view of this form: a figure, or a mark where every cell behind it bears it; else blank. */
  view(view: View, rows: LiveRows): Map<string, LiveCell> {
    const facts = this.#facts(rows), row = rows(this.form.name, this.year), found = new Map<string, LiveCell>();
    for (const column of view.columns) {
      const node = column.derived ? this.#lowered(column.derived) : null;
      const behind = column.derived ? this.#reads(column.derived).flatMap((read) => (read.column === null ? this.#members(read.group!) : [read.column])) : [column.name];
      const marks = new Set(behind.map((name) => row?.get(name)?.mark ?? null));
      const value = node ? numberOf(node, facts).value : row?.get(column.name)?.value ?? null;
      const [only] = marks.size === 1 ? marks : [null];
      // Handed in on a table that puts these cells together: they hold nothing but the figure of them all.
      const whole = /^含于“.*”(.+)$/.exec(only ?? '')?.[1];
      found.set(column.name, value !== null ? { value, mark: null } : whole !== undefined && /^-?\d+(\.\d+)?$/.test(whole) ? { value: whole, mark: null } : { value: null, mark: only ?? null });
    }
    return found;
  }

  #members(group: string): string[] { return this.form.columns.filter((column) => column.group === group).map((column) => column.name); }
  #last(names: string[]): string | null { return this.form.columns.findLast((column) => names.includes(column.name))?.name ?? null; }

  /** The expression as `finish` reads it; null where it needs more than forms. */
  #lowered(expr: Expr): AgencyNode | null {
    const refuse = (): never => { throw new PlanError('not of forms alone'); };
    const program = { ledgers: {}, forms: this.#forms, parameters: {}, orders: {}, indicators: {} } as unknown as Program;
    const context: AgencyContext = {
      program, indicator: '', refer: refuse, readForm: (form) => { if (!this.#forms[form]) refuse(); }, readRoster: () => undefined,
      passes: { aggregate: refuse, rowShare: refuse, groupShare: refuse, distribution: refuse, formSum: refuse } as unknown as AgencyContext['passes'],
    };
    const asOf = `${this.year}-12-31`;
    try {
      return lowerAgency(expr, periodOf({ asOf, calendar: NO_CALENDAR }, this.year), context);
    } catch (error) {
      if (error instanceof PlanError) return null;
      throw error;
    }
  }

  /** Sums of groups and single cells that an expression reads, each once. */
  #reads(expr: Expr): LiveFinding['figures'] {
    const found: LiveFinding['figures'] = [];
    const add = (form: string, group: string | null, column: string | null, year: number): void => {
      if (!found.some((one) => one.form === form && one.group === group && one.column === column && one.year === year)) found.push({ form, group, column, year, value: null });
    };
    const visit = (part: unknown, year: number): void => {
      if (Array.isArray(part)) { for (const one of part) visit(one, year); return; }
      if (!part || typeof part !== 'object') return;
      const node = part as Expr;
      if (node.kind === 'cell') add(node.form, null, node.column, year + node.yearOffset);
      else if (node.kind === 'groupTotal') add(node.form, node.group, null, year);
      else for (const [key, one] of Object.entries(node)) if (key !== 'type' && key !== 'at') visit(one, node.kind === 'lastYear' ? year - 1 : year);
    };
    visit(expr, this.year);
    return found;
  }

  /** `parts = column` (either way round): the lone cell of this year and what it should equal. */
  #equation(expr: Expr): { column: string; expr: Expr } | null {
    if (expr.kind !== 'compare' || expr.op !== '=') return null;
    const own = (side: Expr): side is Expr & { kind: 'cell' } => side.kind === 'cell' && side.form === this.form.name && side.yearOffset === 0;
    const sums = (side: Expr): boolean => this.#reads(side).length > 1 || this.#reads(side).some((read) => read.group !== null);
    if (own(expr.right) && sums(expr.left)) return { column: expr.right.column, expr: { kind: 'convert', operand: expr.left, unit: unitOf(expr.right), type: expr.right.type } };
    if (own(expr.left) && sums(expr.right)) return { column: expr.left.column, expr: { kind: 'convert', operand: expr.right, unit: unitOf(expr.left), type: expr.left.type } };
    return null;
  }

  #figure(read: LiveFinding['figures'][number], facts: AgencyFacts): string | null {
    const node: AgencyNode = read.column === null
      ? { kind: 'groupTotal', form: read.form, columns: this.#forms[read.form]!.columns.filter((column) => column.group === read.group).map((column) => column.name), year: read.year }
      : { kind: 'cell', form: read.form, column: read.column, year: read.year, earlier: read.year !== this.year };
    const { value, least } = numberOf(node, facts);
    return value ?? least;
  }

  #facts(rows: LiveRows): AgencyFacts {
    const none = (): undefined => undefined;
    return {
      agency: '', asOf: `${this.year}-12-31`, calendar: NO_CALENDAR, cell: none, rows: () => [], remark: none, measure: () => null,
      // An earlier year is there where any of its forms is.
      roster: (year, field) => (field === 'code' && (year === this.year || Object.keys(this.#forms).some((form) => rows(form, year) !== null)) ? 'here' : undefined),
      reported: (read) => rows(read.ledger, read.year) !== null,
      form: (form, year) => {
        const row = rows(form, year);
        if (!row) return null;
        return (name) => {
          const mark = name.endsWith('__mark'), cell = row.get(mark ? name.slice(0, -'__mark'.length) : name);
          return cell ? (mark ? cell.mark : cell.value) : null;
        };
      },
    };
  }
}

const unitOf = (expr: Expr) => (expr.type.kind === 'number' ? expr.type.unit : '1');

/** A number as a decimal text; `least` where some of it is blank. */
function numberOf(node: AgencyNode, facts: AgencyFacts): { value: string | null; least: string | null } {
  const result = evaluateNode(node, facts);
  if (result.state !== 'value' || result.scalar.kind !== 'number') return { value: null, least: null };
  const { value, lo, open } = result.scalar;
  return open || value === null ? { value: null, least: open && lo ? decimal(lo) : null } : { value: decimal(value), least: null };
}

/** Up to four decimals, half up, without trailing zeros: what a cell of a form can hold. */
function decimal(value: Fraction): string {
  const text = value.round(4).toString(6);
  return text.includes('(') ? value.round(4).valueOf().toFixed(4).replace(/\.?0+$/, '') : text;
}

/** Below this a jump says nothing (from 1 case to 10), in the column's unit: intake asks about the same. */
const LEAST: Record<string, number> = { 万元: 10, 元: 100_000 };

/** How a figure stands to last year's: tenfold or a tenth, from something to nothing or the other way; null where there is nothing to ask. */
export function jump(now: string, before: string, unit: string): { kind: 'times' | 'tenth' | 'vanished' | 'appeared'; times: number } | null {
  const a = Number(now), b = Number(before);
  if (!Number.isFinite(a) || !Number.isFinite(b) || Math.max(a, b) < (LEAST[unit] ?? 20)) return null;
  if (b === 0) return { kind: 'appeared', times: 0 };
  if (a === 0) return { kind: 'vanished', times: 0 };
  if (a / b >= 10) return { kind: 'times', times: a / b };
  return b / a >= 10 ? { kind: 'tenth', times: b / a } : null;
}
