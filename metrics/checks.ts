/**
 * Checks of ledgers (a statement over a staging table) and of forms (findings over what is loaded; `form-checks.ts` looks
 * at rows handed in): what is definitely false, never what is unknown.
 */
import type { Check, Expr, Indicator, Program } from '../dsl/program.ts';
import { expressionWords } from '../dsl/words/index.ts';
import type { Columns, Engine, EvaluationRequest, Statement, WorkdayCalendar } from './types.ts';
import { passesOf } from './evaluate.ts';
import { finish, type PassResults } from './finish/index.ts';
import { ChoiceNeeded } from './plan/choices.ts';
import { planFor } from './plan/index.ts';
import type { Period } from './plan/period.ts';
import { dateSql } from './plan/values.ts';
import { valueOf } from './plan/expressions.ts';
import { ledgerOf, queryOf, type Relation } from './plan/rows.ts';
import { rowScope } from './plan/row-scope.ts';
import { verdictOf } from './plan/verdicts.ts';
import { toDuckDb } from './sql/duckdb.ts';
import type { Scope } from './plan/scope.ts';
import { column, FALSE, type Selected, type Sql } from './sql/tree.ts';
import { walk } from './explain/units.ts';

/** A check looks at rows as they are handed in: no as-of day hides a date, and an empty date is not yet late. */
const DAWN = '0001-01-01';
const NO_CALENDAR: WorkdayCalendar = { from: DAWN, to: DAWN, floor: () => null, ceil: () => null, add: () => ({ missingYear: 1 }), isWorkday: () => null };
export const ANY_TIME: Period = {
  year: 9999, start: DAWN, end: '9999-12-31', asOf: DAWN, stateDay: '9999-12-31', first: DAWN, last: '9999-12-31', open: false, calendar: NO_CALENDAR,
};

/**
 * Rows of `table` (a staging table with the columns of the ledger's) for which the check's condition is definitely
 * false: `_row` and the ledger's own stored fields that the condition reads, by name.
 */
export function checkLedgerStatement(program: Program, ledger: string, check: Check, table: string): Statement {
  const declared = ledgerOf(program, ledger);
  const made: Relation = { context: { program }, ledger: declared, alias: 't', period: ANY_TIME, source: { table, as: 't' }, joins: new Map(), where: [] };
  const scope = rowScope(made, null, { unmasked: true });
  const broken = brokenWhere(check.condition, scope);
  const select: Selected[] = [{ expr: column('t', '_row'), as: '_row' }];
  for (const name of fieldsRead(check.condition)) {
    const field = declared.fields.find((one) => one.name === name);
    if (!field) continue;
    const value = valueOf({ kind: 'field', ledger, field: name, path: [], type: field.type }, scope);
    select.push({ as: name, expr: value.kind === 'date' ? { k: 'cast', operand: dateSql(value, DAWN), type: 'text' } : value.kind === 'list' ? { k: 'call', fn: 'listText', args: [value.sql] } : value.sql });
  }
  return toDuckDb({ ...queryOf(made, select, [broken]), orderBy: [{ expr: column('t', '_row') }] });
}
/** Where the condition is definitely false: nowhere while it hangs on a value that nobody has chosen yet. */
function brokenWhere(condition: Expr, scope: Scope): Sql {
  try { return verdictOf(condition, scope, true).worst; } catch (error) {
    if (error instanceof ChoiceNeeded) return FALSE;
    throw error;
  }
}
function fieldsRead(condition: Expr): string[] {
  const names = new Set<string>();
  walk(condition, (expr) => { if (expr.kind === 'field') names.add(expr.path[0] ?? expr.field); return expr.kind !== 'aggregate'; });
  return [...names];
}

export interface FormFinding {
  agency: string; year: number; form: string;
  /** The check's label. */
  check: string; severity: 'error' | 'warning'; message: { zh: string; en: string };
  /** The cells it reads, with what stands in them. */
  cells: { form: string; column: string; label: string; year: number; value: number | null; mark: string | null }[];
}

/** Every form check that is definitely false, for every agency of the roster, in the order of declaration. */
export async function checkForms(engine: Engine, request: EvaluationRequest): Promise<FormFinding[]> {
  const { program, year } = request;
  const checks = Object.values(program.forms).flatMap((form) => form.checks.map((check, index) => ({ form, check, name: `${form.name} ${index}` })));
  if (checks.length === 0) return [];
  // Each check as a truth of its own: "it is not so".
  const negated = Object.fromEntries(checks.map(({ check, name }): [string, Indicator] => [name, {
    name, label: check.label, sources: [], targets: [], reads: [], shownOnly: true, value: { kind: 'not', operand: check.condition, type: { kind: 'boolean' } },
  }]));
  const own = { ...request, program: { ...program, indicators: { ...program.indicators, ...negated } }, indicators: checks.map(({ name }) => name) };
  const plan = planFor(own), results: PassResults = new Map();
  for (const pass of passesOf(plan)) results.set(pass.name, await engine.query(toDuckDb(pass.query)));
  const measures = finish(plan, results, request.calendar);
  const findings: FormFinding[] = [];
  for (const { form, check, name } of checks) {
    const message = { zh: check.label, en: expressionWords(program, check.condition).en };
    for (const row of measures.byIndicator[name]!) {
      if (row.state !== 'value' || row.value !== true) continue;
      findings.push({ agency: row.agency, year, form: form.name, check: check.label, severity: check.severity, message, cells: cellsOf(check.condition, program, year, row.agency, (formName, formYear) => {
        const pass = plan.forms.find((one) => one.form === formName && one.year === formYear);
        return pass ? results.get(pass.pass.name) ?? null : null;
      }) });
    }
  }
  return findings;
}

function cellsOf(condition: Expr, program: Program, year: number, agency: string, table: (form: string, year: number) => Columns | null): FormFinding['cells'] {
  const cells: FormFinding['cells'] = [];
  const add = (formName: string, name: string, ofYear: number) => {
    if (cells.some((cell) => cell.form === formName && cell.column === name && cell.year === ofYear)) return;
    const columns = table(formName, ofYear), row = columns?.columns[columns.names.indexOf('agency')]?.indexOf(agency) ?? -1;
    const at = (column_: string) => (columns && row >= 0 ? columns.columns[columns.names.indexOf(column_)]?.[row] ?? null : null);
    const value = at(name), mark = at(`${name}__mark`);
    cells.push({
      form: formName, column: name, label: program.forms[formName]?.columns.find((one) => one.name === name)?.label ?? name, year: ofYear,
      value: value === null ? null : Number(value), mark: mark === null ? null : String(mark),
    });
  };
  const visit = (expr: Expr, ofYear: number): void => walk(expr, (part) => {
    if (part.kind === 'cell') add(part.form, part.column, ofYear + part.yearOffset);
    if (part.kind === 'groupTotal') for (const one of program.forms[part.form]?.columns ?? []) if (one.group === part.group) add(part.form, one.name, ofYear);
    if (part.kind === 'lastYear') { visit(part.operand, ofYear - 1); return false; }
    return true;
  });
  visit(condition, year);
  return cells;
}
