/**
 * A form's check on rows as they are handed in. Only the row itself is looked at: a check that also reads last year,
 * another form, a ledger or a parameter is left to `checkForms`, which sees what has been loaded.
 */
import type { Check, Expr, Form, Program } from '../dsl/program.ts';
import type { Statement } from './types.ts';
import { valueOf } from './plan/expressions.ts';
import { ANY_TIME } from './checks.ts';
import type { Scope } from './plan/scope.ts';
import { constantDate, fixedNumber, isFixed, numberSql, PlanError, truth, type NumberValue, type Value } from './plan/values.ts';
import { verdictOf } from './plan/verdicts.ts';
import { toDuckDb } from './sql/duckdb.ts';
import { and, call, cases, column, infix, isNull, not, nothing, notNull, number, or, text, type Selected, type Sql } from './sql/tree.ts';

const ROW = 't';
/** What a check of one row may be made of, beside its cells. */
const PLAIN = new Set(['number', 'boolean', 'arithmetic', 'convert', 'rounded', 'compare', 'and', 'or', 'not', 'isTrue']);

/** How the sum of a group is named among the columns of `checkFormStatement`; no column has such a name. */
export const totalColumn = (group: string): string => `total of ${group}`;

/**
 * Rows of `table` (a staging table with the columns of the form's, marks included) for which the check's condition is
 * definitely false: `_row`, for each group that is added up what its filled cells come to (`totalColumn`), and the
 * columns that the condition reads, by name. A cell without a number is unknown, but a sum with such a part that already
 * exceeds its bound is not; `/` adds nothing to a sum. Null where the check reads more than its own row.
 */
export function checkFormStatement(program: Program, form: string, check: Check, table: string): Statement | null {
  const declared = program.forms[form];
  if (!declared) throw new PlanError(`unknown form ${form}`);
  const reading = new Reading(program, declared);
  const condition = reading.rewritten(check.condition);
  if (condition === null) return null;
  const broken = verdictOf(condition, reading.scope, true).worst;
  const select: Selected[] = [{ expr: column(ROW, '_row'), as: '_row' }, ...reading.totals, ...[...reading.columns].map((name) => ({ expr: column(ROW, name), as: name }))];
  return toDuckDb({ select, from: { table, as: ROW }, where: broken, orderBy: [{ expr: column(ROW, '_row') }] });
}

/** Turns cells and sums of a condition into fields of one row, whose values it keeps. */
class Reading {
  readonly scope: Scope;
  readonly columns = new Set<string>();
  readonly totals: Selected[] = [];
  readonly #values: Value[] = [];
  readonly #form: Form;

  constructor(program: Program, form: Form) {
    this.#form = form;
    const elsewhere = (): never => { throw new PlanError('a form check sees its own row only'); };
    this.scope = {
      program, period: ANY_TIME, value: valueOf, agencyField: elsewhere, aggregate: elsewhere, quantified: elsewhere, region: elsewhere, day: constantDate(ANY_TIME.last),
      field: (node) => this.#values[Number(node.field)]!,
    };
  }

  /** The condition over the row; null where it needs more than the row. */
  rewritten(expr: Expr): Expr | null {
    switch (expr.kind) {
      case 'cell': return expr.form === this.#form.name && expr.yearOffset === 0 ? this.#slot(expr, fixedNumber(this.#cell(expr.column))) : null;
      case 'groupTotal': return expr.form === this.#form.name ? this.#slot(expr, this.#total(expr.group)) : null;
      case 'else': {
        const first = this.rewritten(expr.operand), second = this.rewritten(expr.fallback);
        return first && second ? this.#slot(expr, otherwise(valueOf(first, this.scope), valueOf(second, this.scope))) : null;
      }
      case 'filled': case 'empty': {
        if (expr.operand.kind !== 'cell' || this.rewritten(expr.operand) === null) return null;
        const filled = notNull(column(ROW, expr.operand.column)), empty = and(not(filled), not(this.#notApplicable(expr.operand.column)));
        return this.#slot(expr, expr.kind === 'filled' ? truth(filled, empty) : truth(empty, filled));
      }
      default: {
        if (!PLAIN.has(expr.kind)) return null;
        const parts: Record<string, unknown> = {};
        for (const [key, part] of Object.entries(expr)) {
          const made = Array.isArray(part) ? part.map((one) => (isExpr(one) ? this.rewritten(one) : one)) : isExpr(part) ? this.rewritten(part) : part;
          if (made === null || (Array.isArray(made) && made.includes(null))) return null;
          parts[key] = made;
        }
        return parts as unknown as Expr;
      }
    }
  }

  #slot(expr: Expr, value: Value): Expr {
    this.#values.push(value);
    return { kind: 'field', ledger: this.#form.name, field: String(this.#values.length - 1), path: [], type: expr.type };
  }
  #cell(name: string): Sql {
    this.columns.add(name);
    return column(ROW, name);
  }
  #notApplicable(name: string): Sql {
    return infix('=', call('coalesce', column(ROW, `${name}__mark`), text('')), text('/'));
  }
  #total(group: string): NumberValue {
    const names = this.#form.columns.filter((one) => one.group === group).map((one) => one.name);
    const cells = names.map((name) => this.#cell(name));
    const sum = cells.map((cell) => call('coalesce', cell, number(0))).reduce((all, one) => infix('+', all, one));
    const least = cases([{ when: and(...names.map((name) => this.#notApplicable(name))), value: nothing('decimal') }], sum);
    const unknown = or(...names.map((name, index) => and(isNull(cells[index]!), not(this.#notApplicable(name)))));
    const known = cases([{ when: unknown, value: nothing('decimal') }], least);
    if (!this.totals.some((one) => one.as === totalColumn(group))) this.totals.push({ expr: least, as: totalColumn(group) });
    return { ...fixedNumber(known), lo: least };
  }
}

/** `a else b` with the bounds of whichever it is. `a` must be settled where it is not empty. */
function otherwise(first: Value, second: Value): Value {
  if (first.kind !== 'number' || second.kind !== 'number' || !isFixed(first)) throw new PlanError('else in a form check stands between a cell and a number');
  const either = (bound: Sql | null): Sql | null => (bound ? call('coalesce', numberSql(first), numberSql({ ...second, sql: bound })) : null);
  const sql = either(second.sql)!;
  return isFixed(second) ? fixedNumber(sql) : { ...fixedNumber(sql), lo: either(second.lo), hi: either(second.hi) };
}

function isExpr(part: unknown): part is Expr {
  return typeof part === 'object' && part !== null && 'kind' in part && 'type' in part;
}
