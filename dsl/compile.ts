/** The whole way from texts to the program. */
import { declaredWords } from './check/declared-words.ts';
import { check } from './check/index.ts';
import type { Diagnostic } from './diagnostics/types.ts';
import { parsed } from './parsed.ts';
import { inScope, type Packs, type SourceText } from './packs.ts';
import type { Program } from './program.ts';
import type { SyntaxTree } from './syntax/ast.ts';
import { explained } from './syntax/reread.ts';

export type { Packs, SourceText };
export interface CompileOptions {
  /** What `use "…"` brings in. */
  packs?: Packs;
}
export interface Compiled { program: Program; diagnostics: Diagnostic[]; trees: SyntaxTree[] }

/**
 * Several sources (the shipped catalogue, then the author's files) and the packs that they use are one program. Gives
 * everything that is wrong at once, by source and place; declarations in error, and those that rest on them, are not in
 * the program. Never throws.
 */
export function compile(given: SourceText[], options: CompileOptions = {}): Compiled {
  const scope = inScope(given, options.packs);
  const { sources } = scope;
  const read = sources.map((source) => parsed(source.file, source.text));
  const trees = read.map((one) => one.tree);
  // A second look at what could not be read, now that the names are known: words typed without blanks are parted by them.
  const wrong = read.filter((one) => one.diagnostics.length > 0);
  const names = wrong.length > 0 ? declaredWords(trees) : [];
  const said = [...wrong.flatMap((one) => explained(one, names)), ...scope.diagnostics];
  const checked = check(trees, new Map(sources.map((source) => [source.file, source.text])), said, scope);
  return { program: checked.program, diagnostics: inOrder([...said, ...checked.diagnostics], sources), trees };
}

/** By source, then place; the same thing said twice of one place is said once. */
function inOrder(diagnostics: Diagnostic[], sources: SourceText[]): Diagnostic[] {
  const rank = new Map(sources.map((source, index) => [source.file, index]));
  const seen = new Set<string>();
  return diagnostics
    .filter((each) => {
      const { file, start, end } = each.range;
      const key = `${file}:${start.line}:${start.column}:${end.line}:${end.column} ${each.code} ${each.message.en}`;
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => (rank.get(a.range.file) ?? 0) - (rank.get(b.range.file) ?? 0)
      || a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column);
}
