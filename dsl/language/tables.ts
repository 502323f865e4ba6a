/** Completion in the tables of examples: headers are fields of the ledger or columns of the form, cells choices of the field. */
import type { IToken } from 'chevrotain';
import type { Context } from '../check/context.ts';
import { find, nameKey } from '../check/names.ts';
import type { Candidate } from './candidates.ts';
import { isName, nameOf } from './position.ts';
import { thingsOf } from './things.ts';

export interface Cell { candidates: Candidate[]; prefix: string; from: number; to: number }

/** The cell at an offset within the last of the tokens, a row; `undefined` where there is no table. */
export function cellAt(context: Context, tokens: IToken[], text: string, offset: number): Cell | undefined {
  let first = tokens.length - 1;
  while (first > 0 && tokens[first - 1]!.tokenType.name === 'TableRow') first--;
  const named = tokens[first - 1];
  const row = tokens.at(-1);
  if (!row || !isName(named)) return undefined;
  const ledger = find(context.ledgers, nameOf(named!))[0], form = find(context.forms, nameOf(named!))[0];
  if (!ledger && !form) return undefined;
  const written = text.slice(row.startOffset, offset), bar = Math.max(written.lastIndexOf('|'), written.lastIndexOf('｜'));
  const typed = /^\s*(.*)$/s.exec(written.slice(bar + 1))![1]!;
  const rest = /^[^|｜\r\n]*/.exec(text.slice(offset))![0].trimEnd();
  const place = { prefix: typed, from: offset - typed.length, to: offset + rest.length };
  if (first === tokens.length - 1) {
    const used = new Set(cellsOf(written).map(nameKey));
    const columns = [...ledger?.fields.all.map(({ value }): Candidate => ({ kind: 'field', name: value.name, label: value.label })) ?? [], ...form?.columns.all.map(({ value }): Candidate => ({ kind: 'column', name: value.name, label: value.label })) ?? []];
    return { ...place, candidates: columns.filter((one) => !used.has(nameKey(one.name!)) && !used.has(nameKey(one.label!))) };
  }
  const header = cellsOf(tokens[first]!.image)[cellsOf(written).length - 1];
  const field = ledger && header !== undefined ? find(ledger.fields, header)[0] : undefined;
  const choices = field && thingsOf(context).choicesOf(field);
  return { ...place, candidates: choices?.all.map(({ value }): Candidate => (value.name === undefined ? { kind: 'choice', name: value.value } : { kind: 'choice', name: value.name, label: value.value })) ?? [] };
}

const cellsOf = (row: string): string[] => row.slice(1).split(/[|｜]/).map((cell) => cell.trim());
