/**
 * Names in what the parser could not read: a clause that is half typed has no tree, yet its names are found, by the tokens
 * around them, in the way completion knows where it stands.
 */
import type { IToken } from 'chevrotain';
import type { Context } from '../check/context.ts';
import { find } from '../check/names.ts';
import type { Name, SyntaxTree } from '../syntax/ast.ts';
import { rangeOf, tokenize } from '../syntax/lexer.ts';

import type { Knowledge } from './knowledge.ts';
import type { Occurrence, Wanted } from './occurrence.ts';
import { placesOf, type Places } from './places.ts';
import { endsOperand, framesOf, isName, ledgerAt, nameOf, type Frame } from './position.ts';
import { fieldCompared } from './reach.ts';
import { thingsOf, type Thing } from './things.ts';

/** Where a clause begins. */
const between = new Set(['LBrace', 'RBrace', 'Semicolon']);
/** After these stands a name that is being declared. */
const declaring = new Set(['Use', 'Pack', 'List', 'Ledger', 'Form', 'View', 'Order', 'Parameter', 'Define', 'Indicator', 'Scorecard', 'Task', 'Report', 'Field', 'Column', 'Group']);

/** What stands in broken declarations, and between declarations, and is not among `read`. */
export function unread(knowledge: Knowledge, tree: SyntaxTree, read: Occurrence[], wanted: Wanted, lines?: { from: number; to: number }): Occurrence[] {
  const text = knowledge.textOf.get(tree.file)!;
  const places = placesOf(text);
  const known = new Set(read.map((one) => `${one.at.start.line}:${one.at.start.column}`));
  const found: Occurrence[] = [];
  for (const [from, to] of segments(knowledge, tree, text, places)) {
    const first = places.positionAt(from), last = places.positionAt(to);
    if (lines && (first.line > lines.to || last.line < lines.from)) continue;
    const { tokens } = tokenize(tree.file, text.slice(from, to));
    for (const token of tokens) {
      if (token.startLine === 1) token.startColumn! += first.column - 1;
      if (token.endLine === 1) token.endColumn! += first.column - 1;
      token.startLine! += first.line - 1;
      token.endLine! += first.line - 1;
    }
    framesOf(knowledge.context, tokens, (index, frames) => {
      const token = tokens[index]!, plain = token.tokenType.name === 'Name' || token.tokenType.name === 'Quoted', quoted = token.tokenType.name === 'Text';
      const previous = tokens[index - 1];
      // A word that may be a keyword is a name where an operand is wanted.
      const soft = !plain && isName(token) && previous !== undefined && !endsOperand(previous) && !between.has(previous.tokenType.name);
      if ((!plain && !quoted && !soft) || declaring.has(previous?.tokenType.name ?? '')) return;
      const name: Name = { text: quoted ? token.image.slice(1, -1) : nameOf(token), at: rangeOf(tree.file, token) };
      if (!wanted(name.text) || known.has(`${name.at.start.line}:${name.at.start.column}`)) return;
      const things = meant(knowledge.context, tokens, index, name, frames, quoted);
      if (plain || things.length > 0) found.push({ text: name.text, at: name.at, things, declares: false, as: quoted ? 'text' : 'name' });
    });
  }
  return found;
}

function meant(context: Context, tokens: IToken[], index: number, name: Name, frames: Frame[], quoted: boolean): Thing[] {
  const things = thingsOf(context);
  const field = fieldCompared(context, { before: tokens.slice(Math.max(0, index - 200), index), frames });
  const choices = field && things.choicesOf(field);
  if (choices && find(choices, name.text).length > 0) return things.ofChoice(choices, name.text);
  if (quoted) return [];
  const parts = [name];
  for (let before = index - 1; before > 0 && tokens[before]!.tokenType.name === 'Dot' && isName(tokens[before - 1]); before -= 2) {
    parts.unshift({ text: nameOf(tokens[before - 1]!), at: name.at });
  }
  const ledger = ledgerAt({ frames });
  const scope = { rows: ledger ? [ledger] : [] };
  if (parts.length > 1) return things.path(parts, scope).at(-1)!;
  const next = tokens[index + 1]?.tokenType.name;
  const rows = things.rows(name.text);
  // Before a dot, after `share of`, inside a function: rows, where there are any of that name.
  const previous = tokens[index - 1]?.tokenType.name ?? '';
  const own = ledger !== undefined && find(ledger.fields, name.text).length > 0;
  if (rows.things.length > 0 && (['ShareOf', 'All', 'DistributionOf', 'AppliesTo', 'RefersTo', 'LooksUp'].includes(previous) || next === 'Among' || ((next === 'Dot' || previous === 'LParen') && !own))) return rows.things;
  return things.path(parts, scope)[0]!;
}

/** From the beginning of a declaration in which there is an error to that of the next one; and what stands before the first. */
function segments(knowledge: Knowledge, tree: SyntaxTree, text: string, places: Places): [number, number][] {
  const starts = [0, ...tree.declarations.map((one) => places.offsetAt(one.at.start)), text.length];
  const errors = (knowledge.brokenAt.get(tree.file) ?? []).map((range) => places.offsetAt(range.start));
  const segments: [number, number][] = [];
  for (let index = 0; index + 1 < starts.length; index++) {
    const from = starts[index]!, to = starts[index + 1]!;
    if (from < to && errors.some((error) => error >= from && (error < to || to === text.length))) segments.push([from, to]);
  }
  return segments;
}
