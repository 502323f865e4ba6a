/** Where the thing under the caret is declared, and every place where it is written, by name, by label or as another header. */
import type { Range } from '../program.ts';
import { nameKey } from '../check/names.ts';
import { knowledgeOf, type Knowledge, type SourceText } from './knowledge.ts';
import { everything, type Occurrence } from './occurrence.ts';
import { occurrences } from './occurrences.ts';
import { placesOf, touches } from './places.ts';
import type { Thing } from './things.ts';

/** The name at an offset, or the one that ends there; `undefined` where none stands. */
export function occurrenceAt(knowledge: Knowledge, file: string, offset: number): Occurrence | undefined {
  const tree = knowledge.treeOf.get(file), text = knowledge.textOf.get(file);
  if (!tree || text === undefined) return undefined;
  const position = placesOf(text).positionAt(offset);
  let before: Occurrence | undefined;
  for (const one of occurrences(knowledge, tree, everything, { from: position.line, to: position.line })) {
    // Of two that meet at the caret the one that begins there.
    if (touches(one.at, position) && (!before || before.at.end.column === position.column)) before = one;
  }
  return before;
}

/** Where it is declared: the place of its name, else of its label. Empty for what has no place (the implicit `agency`). */
export function definition(sources: readonly SourceText[], file: string, offset: number): Range[] {
  const found = occurrenceAt(knowledgeOf(sources), file, offset);
  return found?.things.flatMap((thing) => thing.nameAt ?? thing.labelAt ?? []) ?? [];
}

/** Every place in all sources where the thing under the caret is written; its declaration only where asked for. By file and place. */
export function uses(sources: readonly SourceText[], file: string, offset: number, options: { declaration?: boolean } = {}): Range[] {
  const knowledge = knowledgeOf(sources);
  const found = occurrenceAt(knowledge, file, offset);
  if (!found || found.things.length === 0) return [];
  return occurrencesOf(knowledge, found.things).filter((one) => options.declaration || !one.declares).map((one) => one.at);
}

export interface Mark { at: Range; declares: boolean }

/** The places in the file itself, to be marked as one moves the caret. */
export function marks(sources: readonly SourceText[], file: string, offset: number): Mark[] {
  const knowledge = knowledgeOf(sources);
  const found = occurrenceAt(knowledge, file, offset), tree = knowledge.treeOf.get(file);
  if (!found || found.things.length === 0 || !tree) return [];
  return occurrencesOf(knowledge, found.things, [file]).map(({ at, declares }) => ({ at, declares }));
}

export function occurrencesOf(knowledge: Knowledge, things: Thing[], files?: string[]): Occurrence[] {
  const ids = new Set(things.map((thing) => thing.id));
  const words = new Set(things.flatMap((thing) => wordsOf(thing)).map(nameKey));
  // `agency` and 执法主体 are names of the roster whatever it is called.
  const wanted = ids.has('ledger agencies') ? () => true : (text: string): boolean => words.has(nameKey(text));
  return knowledge.trees.filter((tree) => !files || files.includes(tree.file))
    .flatMap((tree) => occurrences(knowledge, tree, wanted)).filter((one) => one.things.some((thing) => ids.has(thing.id)));
}

/** Everything that the thing can be written as. */
function wordsOf(thing: Thing): string[] {
  const aliases = [...thing.field?.ast?.aliases ?? [], ...thing.column?.ast.aliases ?? []].map((alias) => alias.value);
  return [thing.name, ...(thing.label === undefined ? [] : [thing.label]), ...(thing.field ? [thing.field.label] : []), ...aliases];
}
