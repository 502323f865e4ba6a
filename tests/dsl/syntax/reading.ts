/** Helpers of these tests: a tree as one readable line, and diagnostics as `line:column code`. */
import type { Diagnostic } from '../../../dsl/diagnostics/types.ts';
import type { DeclarationAst } from '../../../dsl/syntax/ast.ts';
import { parse } from '../../../dsl/syntax/parse.ts';

/** The declarations of a text that must be free of mistakes. */
export function read(text: string): DeclarationAst[] {
  const { tree, diagnostics } = parse('t.heng', text);
  if (diagnostics.length > 0) throw new Error(`${text}\n${diagnostics.map(said).join('\n')}`);
  return tree.declarations;
}
export function readOne<K extends DeclarationAst['kind']>(kind: K, text: string): Extract<DeclarationAst, { kind: K }> {
  const found = read(text).find(one => one.kind === kind);
  if (!found) throw new Error(`no ${kind} in ${text}`);
  return found as Extract<DeclarationAst, { kind: K }>;
}
/** The expression of `value …` in one line. */
export const value = (text: string): string => line(readOne('indicator', `indicator i { value ${text} }`).value);

export const said = (one: Diagnostic): string => `${one.range.start.line}:${one.range.start.column} ${one.code} ${one.message.en}`;
export const saidOf = (text: string, knownNames: string[] = []): string[] => parse('t.heng', text, { knownNames }).diagnostics.map(said);

/** `(compare >= (aggregate count decisions) 3)`: kinds and parts in the order of their names, places left out. */
export function line(node: unknown): string {
  if (node === undefined) return '-';
  if (Array.isArray(node)) return `[${node.map(line).join(' ')}]`;
  if (typeof node !== 'object' || node === null) return String(node);
  const { kind, at: _, ...parts } = node as Record<string, unknown>;
  if (kind === undefined && 'text' in parts) return String(parts['text']);
  if (kind === 'path') return (parts['parts'] as { text: string }[]).map(part => part.text).join('.');
  if (kind === 'number' && 'value' in parts) return `${parts['value'] as string}${(parts['unit'] as string | undefined) ?? ''}`;
  const inner = Object.entries(parts).sort(([a], [b]) => a < b ? -1 : 1).filter(([, part]) => part !== false && part !== undefined)
    .map(([name, part]) => `${name}:${line(part)}`);
  return `(${[kind ?? '', ...inner].join(' ').trim()})`;
}

/** A tree without its places. */
export const bare = <T>(tree: T): T => JSON.parse(JSON.stringify(tree, (key, part: unknown) => key === 'at' ? undefined : part)) as T;

/** Applies the edits of every fix, from the end of the text backwards. */
export function mended(text: string, diagnostics: Diagnostic[]): string {
  const starts = [0];
  for (const match of text.matchAll(/\n/g)) starts.push(match.index + 1);
  const offset = ({ line: at, column }: { line: number; column: number }): number => starts[at - 1]! + column - 1;
  const edits = diagnostics.flatMap(one => one.fix?.edits ?? []).sort((a, b) => offset(b.range.start) - offset(a.range.start));
  let result = text;
  for (const edit of edits) result = result.slice(0, offset(edit.range.start)) + edit.text + result.slice(offset(edit.range.end));
  return result;
}
