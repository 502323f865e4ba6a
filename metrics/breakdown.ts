/**
 * `shown grouped by`: an indicator's value for each value of a field of the rows it counts. Each part is an indicator of
 * its own, with the rows narrowed to that value; rows without one, and values beyond those listed, are parts, too, so
 * that counts come to the whole. (Of a field that may hold several values a row is in the part of each.)
 */
import type { Expr, Indicator, Ledger, Program, Rows } from '../dsl/program.ts';
import { evaluate } from './evaluate.ts';
import type { Engine, EvaluationRequest, MeasureRow, Measures } from './types.ts';

export interface Part {
  /** The field, and its value on the rows of the part: null where it is empty. `others`: any value that has no part of its own. */
  field: string; value: string | null; others: boolean;
  /** The indicator that computes it. */
  indicator: string;
}
/** A field's values beyond declared choices have parts as long as there are no more than this many. */
const MOST = 60;

/**
 * The program with an indicator for each part of `name`, and those parts: declared choices first, then `found` (values
 * in the data, most frequent first, by field), others, and rows without a value. No parts for an indicator without `shownBy`.
 */
export function breakdown(program: Program, name: string, found: Record<string, string[]> = {}): { program: Program; parts: Part[] } {
  const indicator = indicatorOf(program, name), added: Record<string, Indicator> = {};
  const parts = (indicator.shownBy ?? []).flatMap((field): Part[] => {
    const ledger = ledgerBy(indicator, field, program), declared = ledger?.fields.find((one) => one.name === field);
    if (!ledger || !declared) return [];
    const choices = declared.type.kind === 'choice' || declared.type.kind === 'choices' ? declared.type.choices : [];
    const values = [...new Set([...choices, ...(found[field] ?? [])])].slice(0, Math.max(MOST, choices.length)), closed = choices.length > 0 && !declared.open;
    const operand: Expr = { kind: 'field', ledger: ledger.name, field, path: [], type: declared.type };
    const one = (index: number, value: string | null, others: boolean, condition: Expr): Part => {
      const part = `${name} by ${field} ${index}`;
      added[part] = partOf(indicator, part, others ? '其他' : value ?? '（空）', narrowed(indicator.value, ledger.name, condition));
      return { field, value, others, indicator: part };
    };
    const text = (value: string): Expr => ({ kind: 'choiceValue', value, type: declared.type }), truth = { kind: 'boolean' as const };
    const among = (members: string[]): Expr => ({ kind: 'in', operand, values: members.map(text), type: truth });
    return [
      ...values.map((value, index) => one(index, value, false, among([value]))),
      ...(closed ? [] : [one(values.length, null, true, values.length === 0 ? { kind: 'filled', operand, type: truth } : { kind: 'not', operand: among(values), type: truth })]),
      one(values.length + 1, null, false, { kind: 'empty', operand, type: truth }),
    ];
  });
  return { program: parts.length === 0 ? program : { ...program, indicators: { ...program.indicators, ...added } }, parts };
}

/** Shown beside the whole: without targets and checks of its own. */
function partOf(indicator: Indicator, name: string, value: string, expr: Expr): Indicator {
  const { shownBy: _, checks: __, better: ___, ...rest } = indicator;
  return { ...rest, name, label: `${indicator.label}：${value}`, value: expr, targets: [], shownOnly: true, internal: true };
}

export interface ShownPart extends Part { rows: MeasureRow[] }

/**
 * Measures of the request, and for each of its indicators that is shown grouped by something its parts, in roster order;
 * a part that no agency has a row for, and that is no declared choice, is left out. One request to the engine; before it,
 * where a field has values that are not declared, one that finds them.
 */
export async function evaluateShown(engine: Engine, request: EvaluationRequest): Promise<{ measures: Measures; parts: Record<string, ShownPart[]> }> {
  const wanted = request.indicators ?? Object.keys(request.program.indicators);
  const broken = wanted.filter((name) => indicatorOf(request.program, name).shownBy?.length);
  const found = await valuesOf(engine, request, broken), parts: Record<string, Part[]> = {};
  let { program } = request;
  for (const name of broken) { const made = breakdown(program, name, found[name]); program = made.program; parts[name] = made.parts; }
  const all = await evaluate(engine, { ...request, program, indicators: [...wanted, ...Object.values(parts).flat().map((part) => part.indicator)] });
  const shown = Object.entries(parts).map(([name, list]) => [name, list.map((part): ShownPart => ({ ...part, rows: all.byIndicator[part.indicator]! })).filter((part) => (part.value !== null && !part.others) || part.rows.some(counts))] as const);
  return { measures: { ...all, indicators: wanted, byIndicator: Object.fromEntries(wanted.map((name) => [name, all.byIndicator[name]!])) }, parts: Object.fromEntries(shown) };
}
const counts = (row: MeasureRow): boolean => row.state === 'error' || row.pending > 0 || row.excluded > 0 || (row.denominator === null ? row.value !== null && row.value !== 0 && row.value !== false : row.denominator > 0);

/** Values that are not declared, by indicator and field: those of the rows that the indicator counts, most frequent first. */
async function valuesOf(engine: Engine, request: EvaluationRequest, names: string[]): Promise<Record<string, Record<string, string[]>>> {
  const asked = names.flatMap((name) => indicatorOf(request.program, name).shownBy!.flatMap((field) => {
    const indicator = indicatorOf(request.program, name), ledger = ledgerBy(indicator, field, request.program), declared = ledger?.fields.find((one) => one.name === field);
    const open = declared && (declared.open || (declared.type.kind !== 'choice' && declared.type.kind !== 'choices'));
    const rows = open ? rowsIn(indicator.value).find((one) => one.ledger === ledger!.name) : undefined;
    return rows ? [{ name, field, several: declared!.several === true, rows, by: { kind: 'field' as const, ledger: ledger!.name, field, path: [], type: declared!.type } }] : [];
  }));
  if (asked.length === 0) return {};
  const finders = Object.fromEntries(asked.map(({ name, field, rows, by }): [string, Indicator] => {
    const indicator = partOf(indicatorOf(request.program, name), `${name} values of ${field}`, field, { kind: 'distribution', rows, by, type: { kind: 'number', unit: '1' } });
    return [indicator.name, indicator];
  }));
  const { byIndicator } = await evaluate(engine, { ...request, program: { ...request.program, indicators: { ...request.program.indicators, ...finders } }, indicators: Object.keys(finders) });
  const found: Record<string, Record<string, string[]>> = {};
  for (const { name, field, several } of asked) {
    const totals = new Map<string, number>();
    for (const part of byIndicator[`${name} values of ${field}`]!.flatMap((row) => row.parts ?? [])) {
      for (const value of several ? part.name.split('、') : [part.name]) if (value !== '') totals.set(value, (totals.get(value) ?? 0) + part.count);
    }
    (found[name] ??= {})[field] = [...totals].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
  }
  return found;
}

// ---------------------------------------------------------------- narrowing

function indicatorOf(program: Program, name: string): Indicator {
  const indicator = program.indicators[name];
  if (!indicator) throw new RangeError(`no indicator ${name}`);
  return indicator;
}
/** The ledger whose rows are counted that has the field. */
function ledgerBy(indicator: Indicator, field: string, program: Program): Ledger | undefined {
  return rowsIn(indicator.value).map((rows) => program.ledgers[rows.ledger]).find((ledger) => ledger?.fields.some((one) => one.name === field));
}

/** Rows that a value counts at agency level, in the order written. */
function rowsIn(expr: Expr): Rows[] {
  const found: Rows[] = [];
  overRows(expr, (rows) => { found.push(rows); return rows; });
  return found;
}
function narrowed(expr: Expr, ledger: string, condition: Expr): Expr {
  return overRows(expr, (rows) => (rows.ledger !== ledger ? rows : { ...rows, where: rows.where ? { kind: 'and', operands: [condition, rows.where], type: { kind: 'boolean' } } : condition }));
}
/** The expression with `change` made to the rows that it counts; what stands on a row, or on a group of rows, is left as it is. */
function overRows(expr: Expr, change: (rows: Rows) => Rows): Expr {
  if (expr.kind === 'aggregate' || expr.kind === 'distribution') return { ...expr, rows: change(expr.rows) };
  if (expr.kind === 'share' && (expr.over.kind === 'rows' || expr.over.kind === 'groups')) return { ...expr, over: { ...expr.over, rows: change(expr.over.rows) } };
  const copy: Record<string, unknown> = { ...expr };
  for (const [key, part] of Object.entries(expr)) {
    if (isExpr(part)) copy[key] = overRows(part, change);
    else if (key === 'excluding') copy[key] = (part as { condition: Expr; reason: string }[]).map((one) => ({ ...one, condition: overRows(one.condition, change) }));
    else if (Array.isArray(part) && part.every(isExpr)) copy[key] = part.map((one) => overRows(one, change));
  }
  return copy as unknown as Expr;
}
const isExpr = (part: unknown): part is Expr => typeof part === 'object' && part !== null && 'kind' in part && 'type' in part;
