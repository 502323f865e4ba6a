/** Colours by meaning: the lexer's view, and for every name the kind of thing it stands for. */
import { highlight, type Highlight } from '../syntax/highlight.ts';
import { knowledgeOf, type SourceText } from './knowledge.ts';
import { occurrences } from './occurrences.ts';
import { placesOf } from './places.ts';
import type { ThingKind } from './things.ts';

/** `unknown`: a name that stands for nothing. Offsets in UTF-16 code units. */
export interface Colour { from: number; to: number; kind: Exclude<Highlight['kind'], 'name'> | ThingKind | 'unknown'; declares: boolean }

/** In the order of the text, not overlapping; a quoted label is a string, whatever it is the label of. */
export function colours(sources: readonly SourceText[], file: string): Colour[] {
  const knowledge = knowledgeOf(sources), tree = knowledge.treeOf.get(file), text = knowledge.textOf.get(file);
  if (!tree || text === undefined) return [];
  const { offsetAt } = placesOf(text);
  const names = new Map(occurrences(knowledge, tree).filter((one) => one.as === 'name').map((one) => [offsetAt(one.at.start), one]));
  return highlight(text).map(({ from, to, kind }): Colour => {
    const one = names.get(from);
    if (one) return { from, to, kind: one.things[0]?.kind ?? 'unknown', declares: one.declares };
    return { from, to, kind: kind === 'name' ? 'unknown' : kind, declares: false };
  });
}
