/** A case in few lines: what differs, the indicator, the rows that matter as tables. */
import type { Case, Difference } from './compare.ts';
import { brief } from './reduce.ts';

export function described(one: Case, found: Difference[]): string {
  const bad = new Set(found.map((difference) => difference.indicator));
  return [
    ...found.slice(0, 12).map(({ agency, indicator, what }) => `${agency} ${indicator}: engine ${what}`),
    `year ${one.year}, as of ${one.asOf}, calendar ${one.calendar}${one.choices ? `, choices ${JSON.stringify(one.choices)}` : ''}`,
    ...one.indicators.filter((indicator) => bad.has(indicator.name) || one.indicators.length < 4).map((indicator) => JSON.stringify(brief(indicator))),
    ...Object.entries(one.world.rows).filter(([, rows]) => rows.length > 0).map(([name, rows]) => `${name}\n${table(rows)}`),
    `reported: ${one.world.reported.map(({ agency, ledger, year }) => `${agency || '·'} ${ledger} ${year}`).join(', ')}`,
  ].join('\n  ');
}

/** Columns that are empty in all rows are left out. */
function table(rows: Record<string, unknown>[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => rows.some((row) => row[name] !== null && row[name] !== undefined));
  const lines = [columns, ...rows.map((row) => columns.map((name) => (row[name] === null || row[name] === undefined ? '' : Array.isArray(row[name]) ? row[name].join('、') : String(row[name]))))];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.length)));
  return lines.map((line) => `    | ${line.map((text, at) => text.padEnd(widths[at]!)).join(' | ')} |`).join('\n');
}
