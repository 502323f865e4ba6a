/**
 * What a printed table (地方表式) shows of the forms, read in both directions: a column is a sum of cells, a ratio of two, or
 * something that only the engine can work out. A column that merges several cells cannot be split back, but for 0, a blank
 * or a mark, which hold for every part. Pure.
 */
import type { Expr, Unit, View, ViewColumn } from '../dsl/program.ts';
import { decimal, decimalText, ONE } from './intake/tables/decimal.ts';

export interface CellName { form: string; column: string }
/** `sum`: the column is the sum of these cells. `ratio`: one cell divided by another. */
export type Shows = { kind: 'sum'; cells: CellName[] } | { kind: 'ratio'; of: CellName; by: CellName } | { kind: 'other' };

/** A cell as a form's table keeps it. */
export interface FormCell { value: string | null; mark: string | null }

/** What a column of a view shows. */
export function shows(column: ViewColumn): Shows {
  if (!column.derived) return { kind: 'other' };
  const cells = sumOf(column.derived);
  if (cells) return { kind: 'sum', cells };
  const { derived } = column;
  if (derived.kind === 'arithmetic' && derived.op === '/') {
    const of = sumOf(derived.left), by = sumOf(derived.right);
    if (of?.length === 1 && by?.length === 1) return { kind: 'ratio', of: of[0]!, by: by[0]! };
  }
  return { kind: 'other' };
}

function sumOf(expr: Expr): CellName[] | null {
  switch (expr.kind) {
    case 'cell': return expr.yearOffset === 0 ? [{ form: expr.form, column: expr.column }] : null;
    case 'convert': return sumOf(expr.operand);
    case 'arithmetic': {
      if (expr.op !== '+') return null;
      const left = sumOf(expr.left), right = sumOf(expr.right);
      return left && right ? [...left, ...right] : null;
    }
    default: return null;
  }
}

/** How many of the first make one of the second, ×10⁻⁸; null where the units are of one size. */
const MONEY: Partial<Record<Unit, bigint>> = { 元: 1n, 万元: 10_000n };

/** A decimal in another unit of its kind: 元 and 万元; counting words are of one size. */
export function inUnit(text: string, from: Unit, to: Unit): string {
  const a = MONEY[from], b = MONEY[to];
  if (a === undefined || b === undefined || from === to) return text;
  return decimalText(decimal(text) * a / b);
}

/** The mark of a cell that was handed in only as part of a merged column: the column's label and what stood there. */
export const mergedMark = (label: string, value: string): string => `含于“${label}”${value}`;
const MERGED = /^含于“(.*)”(-?\d+(?:\.\d+)?)$/;
/** The merged column and its figure that a mark names, or null. */
export function mergedInto(mark: string | null): { label: string; value: string } | null {
  const match = mark === null ? null : MERGED.exec(mark);
  return match ? { label: match[1]!, value: match[2]! } : null;
}

/**
 * The cells of a view from those of the forms: a sum where every part holds a figure, what was given where all parts were
 * handed in merged into one figure, a mark where all parts bear it, else blank. `unitOf` gives the unit of a form's column.
 */
export function viewCells(view: View, cell: (name: CellName) => FormCell | null, unitOf: (name: CellName) => Unit): Map<string, FormCell> {
  const found = new Map<string, FormCell>();
  for (const column of view.columns) {
    if (column.text) continue;
    found.set(column.name, viewCell(column, cell, unitOf));
  }
  return found;
}

function viewCell(column: ViewColumn, cell: (name: CellName) => FormCell | null, unitOf: (name: CellName) => Unit): FormCell {
  const shown = shows(column), blank: FormCell = { value: null, mark: null };
  if (shown.kind === 'ratio') {
    const of = cell(shown.of)?.value, by = cell(shown.by)?.value;
    if (!of || !by || decimal(by) === 0n) return blank;
    const hundredfold = column.unit === '%' ? 100n : 1n;
    return { value: decimalText((decimal(of) * hundredfold * ONE + decimal(by) / 2n) / decimal(by)), mark: null };
  }
  if (shown.kind === 'other') return blank;
  const parts = shown.cells.map(name => ({ name, cell: cell(name) ?? blank }));
  const [first] = parts;
  const merged = mergedInto(first!.cell.mark);
  if (merged && parts.every(part => part.cell.mark === first!.cell.mark)) return { value: merged.value, mark: null };
  if (parts.every(part => part.cell.value !== null)) {
    const sum = parts.map(part => decimal(inUnit(part.cell.value!, unitOf(part.name), column.unit))).reduce((all, one) => all + one, 0n);
    return { value: decimalText(sum), mark: null };
  }
  return parts.every(part => part.cell.value === null && part.cell.mark === first!.cell.mark) ? { value: null, mark: first!.cell.mark } : blank;
}
