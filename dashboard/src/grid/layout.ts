/** The rows of the grid: the form's columns under their groups, or in the order of a province's table, merged columns over their parts. */
import type { Column, Form, View, ViewColumn } from '../../../dsl/program.ts';

export type GridRow =
  /** A heading: a group of columns, or what a view does not have. */
  | { kind: 'head'; key: string; group: string | null }
  /** A merged column of the view, over its parts. */
  | { kind: 'merged'; key: string; column: ViewColumn }
  | { kind: 'cell'; key: string; column: Column; part: boolean; /** How the view prints it, where it says otherwise. */ printed: ViewColumn | null }
  /** A column of the view that comes from another form. */
  | { kind: 'elsewhere'; key: string; column: ViewColumn; form: string };

/** Columns of forms that an expression reads, in its order. */
function columnsOf(expr: unknown, forms: readonly Form[], found: { form: string; column: string }[] = []): { form: string; column: string }[] {
  if (Array.isArray(expr)) for (const part of expr) columnsOf(part, forms, found);
  else if (expr && typeof expr === 'object') {
    const node = expr as { kind?: string; form?: string; column?: string; group?: string };
    if (node.kind === 'cell') found.push({ form: node.form!, column: node.column! });
    else if (node.kind === 'groupTotal') for (const column of forms.find((form) => form.name === node.form)?.columns ?? []) { if (column.group === node.group) found.push({ form: node.form!, column: column.name }); }
    else for (const [key, part] of Object.entries(expr)) if (key !== 'type') columnsOf(part, forms, found);
  }
  return found;
}

export function rowsOf(form: Form, others: readonly Form[], view: View | null): GridRow[] {
  const rows: GridRow[] = [];
  const cell = (column: Column, part: boolean, printed: ViewColumn | null): void => { rows.push({ kind: 'cell', key: column.name, column, part, printed }); };
  if (!view) {
    let group: string | undefined;
    for (const column of form.columns) {
      if (column.group !== group) { group = column.group; if (group !== undefined) rows.push({ kind: 'head', key: `group ${group}`, group }); }
      cell(column, column.group !== undefined, null);
    }
    return rows;
  }
  const placed = new Set<string>();
  for (const column of view.columns) {
    if (column.text) continue;
    const behind = columnsOf(column.derived, [form, ...others]), own = behind.filter((one) => one.form === form.name && !placed.has(one.column));
    if (behind.length > 0 && behind.every((one) => one.form !== form.name)) { rows.push({ kind: 'elsewhere', key: `view ${column.name}`, column, form: behind[0]!.form }); continue; }
    const columns = own.flatMap((one) => form.columns.find((declared) => declared.name === one.column) ?? []);
    for (const each of columns) placed.add(each.name);
    if (behind.length > 1) {
      rows.push({ kind: 'merged', key: `view ${column.name}`, column });
      for (const each of columns) cell(each, true, null);
    } else if (columns[0]) cell(columns[0], false, column.label !== columns[0].label || column.unit !== columns[0].unit ? column : null);
  }
  const left = form.columns.filter((column) => !placed.has(column.name));
  if (left.length > 0) rows.push({ kind: 'head', key: 'left', group: null });
  for (const column of left) cell(column, false, null);
  return rows;
}

/** Heads of a view that put several columns of the form together. */
export function mergedHeads(form: Form, views: readonly View[]): string[] {
  return [...new Set(views.flatMap((view) => view.columns.filter((column) => columnsOf(column.derived, [form]).length > 1).flatMap((column) => [column.label, ...column.aliases ?? []])))];
}
/** Every head that a column of the form goes by, also on provinces' tables. */
export function headsOf(form: Form, views: readonly View[]): { name: string; heads: string[] }[] {
  return form.columns.map((column) => ({
    name: column.name,
    heads: [column.label, column.name, ...column.aliases ?? [], ...views.flatMap((view) => view.columns.filter((one) => { const behind = columnsOf(one.derived, [form]); return behind.length === 1 && behind[0]!.form === form.name && behind[0]!.column === column.name && one.unit === column.unit; }).flatMap((one) => [one.label, ...one.aliases ?? []]))],
  }));
}
/** The printed rows of columns of a view or form: cut where the view says. */
export function bandsOf(columns: readonly ViewColumn[]): ViewColumn[][] {
  const bands: ViewColumn[][] = [[]];
  for (const column of columns) { if (column.newRow && bands.at(-1)!.length > 0) bands.push([]); bands.at(-1)!.push(column); }
  return bands;
}
