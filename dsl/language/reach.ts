/** Which fields a position reaches, by the names before it. */
import { attempt, type Context, type FieldInfo, type LedgerInfo } from '../check/context.ts';
import { agencies } from '../check/gather.ts';
import { referred } from '../check/lookup.ts';
import { find } from '../check/names.ts';
import { findRows } from '../check/paths.ts';
import { isName, ledgerAt, nameOf, type Position } from './position.ts';

/** After these stands a value of what is on their left. */
export const relations = new Set(['Equal', 'Compare', 'Less', 'Is', 'IsNot', 'In', 'NotIn', 'Below', 'Above']);

/** The ledger of that name, or that a define of that name stands for. */
export function rowsOf(context: Context, name: string): LedgerInfo | undefined {
  const nowhere = { file: '', start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };
  return attempt(context, () => findRows(context, { text: name, at: nowhere }))?.ledger;
}

/** The field left of the relation that the position follows. */
export function fieldCompared(context: Context, position: Pick<Position, 'before' | 'frames'>): FieldInfo | undefined {
  const { before } = position;
  let index = before.length - 1;
  while (index >= 0 && (before[index]!.tokenType.name === 'Comma' || (isName(before[index]) && before[index + 1]?.tokenType.name === 'Comma') || (before[index]!.tokenType.name === 'Text' && before[index + 1]?.tokenType.name === 'Comma'))) index--;
  if (before[index]?.tokenType.name === 'LParen' && relations.has(before[index - 1]?.tokenType.name ?? '')) index--;
  if (!relations.has(before[index]?.tokenType.name ?? '')) return undefined;
  const path: string[] = [];
  for (index--; index >= 0 && isName(before[index]); index -= 2) {
    path.unshift(nameOf(before[index]!));
    if (before[index - 1]?.tokenType.name !== 'Dot') break;
  }
  return fieldBy(context, position, path);
}

function fieldBy(context: Context, position: Pick<Position, 'frames'>, path: string[]): FieldInfo | undefined {
  const [head, ...rest] = path;
  if (head === undefined) return undefined;
  let ledger = ledgerAt(position);
  let steps = path;
  if (rest.length > 0 && (head === 'agency' || head === '执法主体')) { ledger = agencies(context); steps = rest; }
  else if (!ledger || find(ledger.fields, head).length === 0) { ledger = rowsOf(context, head) ?? agencies(context); steps = rest.length > 0 ? rest : path; }
  let field: FieldInfo | undefined;
  for (const step of steps) {
    field = ledger && find(ledger.fields, step)[0];
    ledger = field && referred(context, field);
  }
  return field;
}
