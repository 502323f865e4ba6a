/** What a set of sources declares, made once for texts that have not changed: every service of an editor begins with it. */
import type { Context } from '../check/context.ts';
import { declarations } from '../check/index.ts';
import { parsed } from '../parsed.ts';
import type { SyntaxTree } from '../syntax/ast.ts';

export interface SourceText { file: string; text: string }
export interface Knowledge { context: Context; trees: SyntaxTree[]; treeOf: Map<string, SyntaxTree>; textOf: Map<string, string> }

const recent: Knowledge[] = [];
const kept = 4;

/** Declarations of all sources; nothing is checked. Never throws. */
export function knowledgeOf(sources: readonly SourceText[]): Knowledge {
  const trees = sources.map((source) => parsed(source.file, source.text).tree);
  const known = recent.find((one) => one.trees.length === trees.length && one.trees.every((tree, index) => tree === trees[index]));
  if (known) return known;
  const made: Knowledge = {
    context: declarations(trees), trees,
    treeOf: new Map(trees.map((tree) => [tree.file, tree])), textOf: new Map(sources.map((source) => [source.file, source.text])),
  };
  recent.unshift(made);
  recent.length = Math.min(recent.length, kept);
  return made;
}
