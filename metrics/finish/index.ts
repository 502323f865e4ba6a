/** Rows of the passes → measures. Pure: exact fractions, no engine, no clock. */
import type { Columns, MeasureRow, Measures, RosterRow, WorkdayCalendar } from '../types.ts';
import { readKey, type Plan } from '../plan/plan.ts';
import type { AgencyFacts, Cell } from './facts.ts';
import { checked, measure, type Measured } from './measure.ts';

/** What the passes gave, by the pass's name. */
export type PassResults = Map<string, Columns>;

/** A pass's rows by agency. */
interface Table { column: Map<string, Cell[]>; row: Map<string, number> }

function tableOf(columns: Columns, key: string): Table {
  const column = new Map(columns.names.map((name, index) => [name, columns.columns[index]!]));
  const keys = column.get(key) ?? [];
  return { column, row: new Map(keys.map((agency, index) => [String(agency), index])) };
}
function rowsByAgency(columns: Columns): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  columns.columns[columns.names.indexOf('agency')]!.forEach((agency, row) => rows.set(String(agency), [...rows.get(String(agency)) ?? [], row]));
  return rows;
}
function cellOf(table: Table | undefined, agency: string, name: string): Cell | undefined {
  const row = table?.row.get(agency);
  return row === undefined ? undefined : table!.column.get(name)?.[row];
}

export function finish(plan: Plan, results: PassResults, calendar: WorkdayCalendar): Measures {
  const tables = new Map<string, Table>();
  for (const pass of plan.passes) tables.set(pass.name, tableOf(results.get(pass.name)!, 'agency'));
  const everyone = new Set(plan.passes.filter((pass) => pass.everyone).map((pass) => pass.name));
  const rosters = new Map(plan.rosters.map((one) => [one.year, tableOf(results.get(one.pass.name)!, 'code')]));
  const forms = new Map(plan.forms.map((one) => [`${one.form} ${one.year}`, tableOf(results.get(one.pass.name)!, 'agency')]));
  const reported = tableOf(results.get(plan.reported.name)!, 'agency');
  const readColumn = new Map(plan.reads.map((read, index) => [readKey(read), `r${index}`]));

  const lists = new Map(plan.indicators.flatMap(({ value }) => (value.kind === 'distribution' ? [[value.pass, rowsByAgency(results.get(value.pass)!)] as const] : [])));

  const current = rosters.get(plan.year)!;
  const roster = [...current.row.keys()].map((agency) => rosterRow(agency, current, reported));
  const byIndicator: Measures['byIndicator'] = Object.fromEntries(plan.indicators.filter((one) => one.wanted).map((one) => [one.name, []]));
  for (const { agency } of roster) {
    const done = new Map<string, Measured>(), remarks: Map<string, NonNullable<MeasureRow['remarks']>[number]> = new Map();
    const facts: AgencyFacts = {
      agency, asOf: plan.asOf, calendar,
      cell: (pass, name) => cellOf(tables.get(pass), everyone.has(pass) ? '' : agency, name),
      rows: (pass) => (lists.get(pass)?.get(everyone.has(pass) ? '' : agency) ?? []).map((row) => (name: string) => results.get(pass)!.columns[results.get(pass)!.names.indexOf(name)]?.[row] ?? null),
      remark: (said) => remarks.set(said.zh, said),
      roster: (year, field) => cellOf(rosters.get(year), agency, field),
      form: (form, year) => {
        const table = forms.get(`${form} ${year}`);
        return table?.row.has(agency) ? (name) => cellOf(table, agency, name) ?? null : null;
      },
      reported: (read) => Number(cellOf(reported, agency, readColumn.get(readKey(read)) ?? '') ?? 0) > 0,
      measure: (name, year) => done.get(`${name} ${year}`) ?? null,
    };
    for (const planned of plan.indicators) {
      remarks.clear();
      const result = measure(planned, facts);
      if (remarks.size > 0 && result.row.state === 'value') result.row.remarks = [...remarks.values()];
      done.set(`${planned.name} ${planned.year}`, result);
    }
    for (const planned of plan.indicators) if (planned.wanted) byIndicator[planned.name]!.push(checked(planned, facts, done.get(`${planned.name} ${planned.year}`)!.row));
  }
  return { year: plan.year, asOf: plan.asOf, roster, indicators: Object.keys(byIndicator), byIndicator };
}

/** `group` is the peer group (考评分组). */
function rosterRow(agency: string, table: Table, reported: Table): RosterRow {
  const fields: RosterRow['fields'] = {};
  for (const name of table.column.keys()) {
    const cell = cellOf(table, agency, name) ?? null;
    fields[name] = cell === null || typeof cell === 'boolean' ? cell : String(cell);
  }
  return {
    agency, name: String(fields['name'] ?? agency), group: String(fields['category'] ?? ''), fields,
    reportedAnything: Number(cellOf(reported, agency, 'anything') ?? 0) > 0,
  };
}
