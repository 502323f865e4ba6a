/** Parsing a text that has not changed is not done twice: an editor compiles all sources at every key stroke. */
import type { Diagnostic } from './diagnostics/types.ts';
import type { SyntaxTree } from './syntax/ast.ts';
import { parse } from './syntax/parse.ts';

export interface Parsed { tree: SyntaxTree; diagnostics: Diagnostic[] }

/** By file, the latest text only; as many files as a large program has. Trees are never changed after they are made. */
const known = new Map<string, { text: string; parsed: Parsed }>();
const most = 200;

export function parsed(file: string, text: string): Parsed {
  const before = known.get(file);
  if (before?.text === text) return before.parsed;
  const result = parse(file, text);
  known.delete(file);
  if (known.size >= most) known.delete(known.keys().next().value!);
  known.set(file, { text, parsed: result });
  return result;
}
