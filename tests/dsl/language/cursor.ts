/** Texts with `|` at the cursor, beside the shipped declarations. */
import { catalogue } from '../sources.ts';

export interface At { sources: { file: string; text: string }[]; file: string; offset: number; text: string }

/** The text as `a.heng` without its cursor, the catalogue before it. */
export function at(marked: string, others: { file: string; text: string }[] = catalogue): At {
  const offset = marked.indexOf('|');
  if (offset < 0) throw new Error('no cursor');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  return { sources: [...others, { file: 'a.heng', text }], file: 'a.heng', offset, text };
}

/** The text at a range of `text`, with its line. */
export function shown(text: string, range: { start: { line: number; column: number }; end: { line: number; column: number } }): string {
  return `${range.start.line}: ${text.split('\n')[range.start.line - 1]!.slice(range.start.column - 1, range.end.column - 1)}`;
}
