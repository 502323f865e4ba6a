/** Which report an agency makes, and how the options of that report change what its derived figures count. */
import type { Expr, Order, Program, Report, Rows, View } from '../../dsl/program.ts';

const prefix = (code: string): string => code.replace(/(00)+$/, '');

/** The reports that are filed as `filed`, the one itself first. */
export function variantsOf(program: Program, filed: string): Report[] {
  return Object.values(program.reports).filter((one) => one.name === filed || one.base === filed).sort((a, b) => Number(a.base !== undefined) - Number(b.base !== undefined));
}

/**
 * The report in use: the one chosen, where there is one of that name; else the one whose region is nearest to the agency's;
 * else the report itself. Undefined where the program declares none of that name.
 */
export function reportInUse(program: Program, filed: string, region: string | null, chosen?: string | null): Report | undefined {
  const all = variantsOf(program, filed);
  const wanted = chosen ? all.find((one) => one.name === chosen) : undefined;
  if (wanted) return wanted;
  const near = (one: Report): number => (one.regions ? Math.max(-1, ...one.regions.map(prefix).filter((own) => region?.startsWith(own)).map((own) => own.length)) : 0);
  return all.filter((one) => near(one) >= 0).sort((a, b) => near(b) - near(a))[0];
}

/** The order in force for a region at a year's end: the nearest region, then the latest start. */
export function orderInForce(order: Order, region: string | null, year: number): Order['values'][number] | null {
  const day = `${year}-12-31`;
  const near = (regions: string[] | undefined): number => {
    if (!regions) return 0;
    const matching = regions.map((each) => each.replace(/(00)+$/, '')).filter((each) => (region ?? '').startsWith(each));
    return matching.length ? Math.max(...matching.map((each) => each.length)) : -1;
  };
  const valid = order.values.filter((value) => (value.from ?? '') <= day && near(value.region) >= 0);
  valid.sort((a, b) => near(b.region) - near(a.region) || ((b.from ?? '') < (a.from ?? '') ? -1 : 1));
  return valid[0] ?? null;
}

/** The report's program: its options say how rows are counted in everything that is derived from ledgers. */
export function withOptions(program: Program, report: Report, region: string | null, year: number, printed: View[]): Program {
  let made = program;
  const order = orderUsed(program, report, region, year, printed);
  if (order && program.orders['severity']) made = { ...made, orders: { ...made.orders, severity: { ...program.orders['severity'], values: [{ order }] } } };
  if (report.leaveOut.length > 0) {
    made = {
      ...made,
      forms: Object.fromEntries(Object.entries(made.forms).map(([name, form]) => [name, { ...form, columns: form.columns.map((column) => (column.derived ? { ...column, derived: leftOut(column.derived, report) } : column)) }])),
    };
  }
  return made;
}

/** The order by which combined penalties are classed, light to heavy; undefined: that of the place and time, unchanged. */
export function orderUsed(program: Program, report: Report, region: string | null, year: number, printed: View[]): string[] | undefined {
  const { combinedBy } = report;
  if (!combinedBy) return undefined;
  const own = program.orders['order' in combinedBy ? combinedBy.order : 'severity'];
  const values = own && orderInForce(own, region, year)?.order;
  if (!values || 'order' in combinedBy) return values;
  return laterColumn(program, values, printed);
}

/** 湖北: 计入表格排序在后的类别. The order of the printed columns; other penalties only where they stand alone, so first. */
function laterColumn(program: Program, severity: string[], printed: View[]): string[] {
  const form = program.forms['penalty_form'];
  const view = printed.find((one) => one.form === 'penalty_form');
  if (!form) return severity;
  const kindOf = new Map(form.columns.flatMap((column) => { const kind = kindIn(column.derived); return kind ? [[column.name, kind] as const] : []; }));
  const columns = view ? view.columns.flatMap((column) => cellsIn(column.derived)) : form.columns.filter((column) => column.group === 'kinds').map((column) => column.name);
  const other = kindOf.get('other');
  const order = [...new Set(columns.flatMap((name) => kindOf.get(name) ?? []))].filter((kind) => kind !== other);
  const rest = severity.filter((kind) => kind !== other && !order.includes(kind));
  return [...(other ? [other] : []), ...rest, ...order];
}

/** The kind that a column counts: `heaviest = K`. */
function kindIn(part: unknown): string | undefined {
  if (Array.isArray(part)) return part.map(kindIn).find((one) => one !== undefined);
  if (!part || typeof part !== 'object') return undefined;
  const node = part as { kind?: string; op?: string; left?: { kind?: string; field?: string }; right?: { kind?: string; value?: string } };
  if (node.kind === 'compare' && node.op === '=' && node.left?.field === 'heaviest' && node.right?.kind === 'choiceValue') return node.right.value;
  return Object.entries(part).map(([key, each]) => (key === 'type' || key === 'at' ? undefined : kindIn(each))).find((one) => one !== undefined);
}

function cellsIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(cellsIn);
  if (!part || typeof part !== 'object') return [];
  const node = part as { kind?: string; column?: string };
  return node.kind === 'cell' ? [node.column!] : Object.entries(part).flatMap(([key, each]) => (key === 'type' || key === 'at' ? [] : cellsIn(each)));
}

/** Every selection of rows without those that the report leaves out; what is unknown of a row does not leave it out. */
function leftOut<T>(part: T, report: Report): T {
  if (Array.isArray(part)) return part.map((one) => leftOut(one, report)) as T;
  if (!part || typeof part !== 'object') return part;
  const copy: Record<string, unknown> = {};
  for (const [key, each] of Object.entries(part)) copy[key] = key === 'type' || key === 'at' ? each : key === 'rows' ? rowsWithout(each as Rows, report) : leftOut(each, report);
  return copy as T;
}

function rowsWithout(rows: Rows, report: Report): Rows {
  const conditions = report.leaveOut.filter((one) => one.rows.ledger === rows.ledger).map((one) => one.rows.where);
  if (conditions.length === 0) return rows;
  const kept = conditions.map((where): Expr => (where ? notHeld(where) : { kind: 'boolean', value: false, type: { kind: 'boolean' } }));
  return { ...rows, where: { kind: 'and', operands: [...(rows.where ? [rows.where] : []), ...kept], type: { kind: 'boolean' } } };
}

/** `not W`, true also where W is unknown because a field of it is empty. */
function notHeld(where: Expr): Expr {
  const type = { kind: 'boolean' as const };
  const empties = fieldsIn(where).map((operand): Expr => ({ kind: 'empty', operand, type }));
  return { kind: 'or', operands: [{ kind: 'not', operand: where, type }, ...empties], type };
}

function fieldsIn(part: unknown): Expr[] {
  if (Array.isArray(part)) return part.flatMap(fieldsIn);
  if (!part || typeof part !== 'object') return [];
  if ((part as Expr).kind === 'field') return [part as Expr];
  return Object.entries(part).flatMap(([key, each]) => (key === 'type' || key === 'at' ? [] : fieldsIn(each)));
}
