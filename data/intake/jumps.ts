/**
 * Figures of forms that are ten times what they were, or what they are elsewhere: asked about, never refused. Against the
 * agency's own year before, and against the median of its peers (same group, at least five of them) in the same year.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Program, Unit } from '../../dsl/program.ts';
import { quoted } from '../store/schema.ts';
import type { Problems } from './problems.ts';
import { placeOf, type Part } from './rows.ts';

const FOLD = 10;
const PEERS = 5;
/** Below this a jump says nothing: from 1 case to 10. In the column's unit. */
const least = (unit: Unit): number => (unit === '万元' ? 10 : unit === '元' ? 100_000 : 20);

export async function checkJumps(connection: DuckDBConnection, program: Program, problems: Problems, part: Part): Promise<void> {
  if (part.target.kind !== 'form') return;
  const { form } = part.target, table = quoted(form.name);
  const grouped = program.ledgers['agencies']?.fields.some(field => field.name === 'category') ?? false;
  const columns = form.columns;
  const value = (side: string, name: string): string => `${side}.${quoted(name)}::DOUBLE`;
  const years = await connection.runAndReadAll(`SELECT n._row, ${columns.map(column => `${value('n', column.name)}, ${value('o', column.name)}`).join(', ')}
    FROM ${quoted(part.typed)} n JOIN main.${table} o ON o.agency = n.agency AND o._year = n._year - 1 LIMIT 5000`);
  for (const [row, ...cells] of years.getRows()) columns.forEach((column, index) => {
    const [now, then] = [cells[2 * index], cells[2 * index + 1]].map(cell => (cell === null ? null : Number(cell))) as [number | null, number | null];
    if (now === null || then === null || now === then) return;
    const high = Math.max(now, then), low = Math.min(now, then);
    if (high < least(column.unit) || low * FOLD > high) return;
    problems.add(now > then ? 'jump_up' : 'jump_down', placeOf(part, Number(row), column.name), { column: column.label, found: plain(now), before: plain(then), unit: column.unit });
  });
  if (!grouped) return;
  const group = 'SELECT code, arg_max(category, _year) AS category FROM main.agencies GROUP BY code';
  const peers = await connection.runAndReadAll(`WITH roster AS (${group}) SELECT n._row, ${columns.map(column => `${value('n', column.name)}, median(${value('p', column.name)}), count(p.${quoted(column.name)})`).join(', ')}
    FROM ${quoted(part.typed)} n JOIN roster a ON a.code = n.agency JOIN roster b ON b.category = a.category AND b.code <> n.agency JOIN main.${table} p ON p.agency = b.code AND p._year = n._year
    GROUP BY n._row, ${columns.map(column => `n.${quoted(column.name)}`).join(', ')} LIMIT 5000`);
  for (const [row, ...cells] of peers.getRows()) columns.forEach((column, index) => {
    const [now, median, count] = cells.slice(3 * index, 3 * index + 3).map(cell => (cell === null ? null : Number(cell))) as [number | null, number | null, number];
    if (now === null || median === null || median === 0 || count < PEERS || now < least(column.unit) || now < median * FOLD) return;
    problems.add('jump_peers', placeOf(part, Number(row), column.name), { column: column.label, found: plain(now), median: plain(median), count, unit: column.unit });
  });
}

const plain = (value: number): string => String(Number(value.toFixed(4)));
