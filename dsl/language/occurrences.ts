/**
 * Every place where a name is written, and what it stands for there: the ground of definition, uses, rename, hover and
 * colours. Walks the syntax trees, which are there however broken the text; `check` is not needed.
 */
import type { SyntaxTree } from '../syntax/ast.ts';
import type { Knowledge } from './knowledge.ts';
import { everything, type Occurrence, type Wanted } from './occurrence.ts';
import { unread } from './unread.ts';
import { Walk } from './walk.ts';

/**
 * All occurrences in a text, in the order of the text; those in what the parser could not read by their tokens alone.
 * `lines`: only of declarations that touch these.
 */
export function occurrences(knowledge: Knowledge, tree: SyntaxTree, wanted: Wanted = everything, lines?: { from: number; to: number }): Occurrence[] {
  const { context } = knowledge;
  const declarations = lines ? tree.declarations.filter((one) => one.at.start.line <= lines.to && one.at.end.line >= lines.from) : tree.declarations;
  const found = declarations.flatMap((declaration) => {
    const walk = new Walk(context, wanted);
    walk.declaration(declaration);
    return merged(walk.found);
  });
  const broken = knowledge.brokenAt.get(tree.file) ?? [];
  const all = broken.length === 0 ? found : [...found, ...unread(knowledge, tree, found, wanted, lines)];
  return all.sort((a, b) => a.at.start.line - b.at.start.line || a.at.start.column - b.at.start.column);
}

/** A define or a parameter that is used over several ledgers is walked for each: its names then stand for things of all. */
function merged(found: Occurrence[]): Occurrence[] {
  const places = new Map<string, Occurrence>();
  for (const one of found) {
    const key = `${one.at.start.line}:${one.at.start.column}`;
    const before = places.get(key);
    if (!before) { places.set(key, one); continue; }
    for (const thing of one.things) if (!before.things.includes(thing)) before.things.push(thing);
  }
  return [...places.values()];
}
