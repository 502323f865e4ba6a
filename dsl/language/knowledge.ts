/** What a set of sources declares, made once for texts that have not changed: every service of an editor begins with it. */
import type { Context } from '../check/context.ts';
import { declarations } from '../check/index.ts';
import { parsed } from '../parsed.ts';
import type { Range } from '../program.ts';
import type { SyntaxTree } from '../syntax/ast.ts';

export interface SourceText { file: string; text: string }
export interface Knowledge {
  context: Context; trees: SyntaxTree[]; treeOf: Map<string, SyntaxTree>; textOf: Map<string, string>;
  /** Where reading a source found errors. */
  brokenAt: Map<string, Range[]>;
}

const recent: Knowledge[] = [];
const kept = 4;

/** Declarations of all sources; nothing is checked. Never throws. */
export function knowledgeOf(sources: readonly SourceText[]): Knowledge {
  const read = sources.map((source) => parsed(source.file, source.text));
  const trees = read.map((one) => one.tree);
  const known = recent.find((one) => one.trees.length === trees.length && one.trees.every((tree, index) => tree === trees[index]));
  if (known) return known;
  const made: Knowledge = {
    context: declarations(trees), trees,
    treeOf: new Map(trees.map((tree) => [tree.file, tree])), textOf: new Map(sources.map((source) => [source.file, source.text])),
    brokenAt: new Map(read.map((one) => [one.tree.file, one.diagnostics.filter((each) => each.severity === 'error').map((each) => each.range)])),
  };
  recent.unshift(made);
  recent.length = Math.min(recent.length, kept);
  return made;
}
