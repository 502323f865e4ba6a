/** Agencies by what a table calls them: code, name, short name, or a name that is part of just one agency's. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Program } from '../../../dsl/program.ts';
import { quoted } from '../../store/schema.ts';
import { agencyCode } from '../cells.ts';
import { foldedName } from '../headers.ts';
import { nearest } from '../nearest.ts';
import type { Part } from '../rows.ts';
import type { Roster } from './form-rows.ts';

interface Entry { code: string; names: string[] }

/** The stored roster and those of the hand-in. `own`: the agency that uploads, which a part of its name may mean. */
export async function rosterOf(connection: DuckDBConnection, program: Program, parts: Part[], own: string | null): Promise<Roster> {
  const ledger = program.ledgers['agencies'];
  const key = ledger?.key[0];
  if (!ledger || !key) return { find: text => ({ code: agencyCode(text) }) };
  const short = ledger.fields.some(field => field.name === 'short_name');
  const sources = ['main.agencies', ...parts.filter(part => part.target.name === 'agencies').map(part => quoted(part.typed))];
  const reader = await connection.runAndReadAll(sources.map(source => `SELECT ${quoted(key)}, name${short ? ', short_name' : ", NULL"} FROM ${source}`).join(' UNION '));
  const entries = new Map<string, Entry>();
  for (const [code, ...names] of reader.getRows()) {
    if (code === null) continue;
    const entry = entries.get(String(code)) ?? { code: String(code), names: [] };
    for (const name of names) if (name !== null && foldedName(String(name)) !== '') entry.names.push(foldedName(String(name)));
    entries.set(entry.code, entry);
  }
  const all = [...entries.values()];
  const mine = own === null ? undefined : entries.get(own);
  const choose = (found: Entry[]): { code: string } | { several: string[] } | null => {
    const codes = [...new Set(found.map(entry => entry.code))];
    if (codes.length === 0) return null;
    if (mine && codes.includes(mine.code)) return { code: mine.code };
    return codes.length === 1 ? { code: codes[0]! } : { several: codes.map(code => entries.get(code)!.names[0] ?? code) };
  };
  return {
    find(text) {
      const code = agencyCode(text);
      // A code is judged by who checks agencies: an unknown one is named there, with its nearest.
      if (entries.has(code) || /^[0-9A-Z]{18}$/.test(code)) return { code };
      const name = foldedName(text);
      const inside = (entry: Entry): boolean => name.length >= 3 && entry.names.some(one => one.includes(name) || (one.length >= 3 && name.includes(one)));
      return choose(all.filter(entry => entry.names.includes(name))) ?? choose(all.filter(inside)) ?? { nearest: all.length <= 5000 ? nearest(text, all.flatMap(entry => entry.names)) : null };
    },
  };
}
