/**
 * What the compiler says of an edited indicator. The editor shows one indicator; the compiler sees the whole pack with that
 * indicator's lines replaced, beside the shipped declarations. Runs in `compiler.worker.ts`, so that typing never waits.
 */
import { compile, complete, words, type Completion, type Diagnostic } from '../../../dsl/index.ts';
import type { SourceText } from '../../../dsl/index.ts';
import { wholeText, type Part } from './part.ts';

/** A diagnostic with its place in the edited part; outside of it, `from` is null. */
export interface Placed { diagnostic: Diagnostic; from: number | null; to: number; line: number; fix: { title: { zh: string; en: string }; edits: { from: number; to: number; insert: string }[] } | null }

export interface Checked {
  placed: Placed[];
  /** The edited indicator, by the name it has now; null while it is not one. */
  name: string | null;
  words: { zh: string; en: string } | null;
}

/** Offsets of line starts, to turn positions (1-based lines and columns) into offsets. */
function offsets(text: string): (line: number, column: number) => number {
  const starts = [0];
  for (let index = text.indexOf('\n'); index >= 0; index = text.indexOf('\n', index + 1)) starts.push(index + 1);
  return (line, column) => Math.min(text.length, (starts[line - 1] ?? text.length) + column - 1);
}

/** Compiles the pack with the edited part in place. Never throws on an author's text. */
export function check(catalogue: SourceText[], part: Part, text: string): Checked {
  const whole = wholeText(part, text);
  const { program, diagnostics } = compile([...catalogue, { file: part.file, text: whole }]);
  const at = offsets(whole);
  const start = part.before.length;
  const end = start + text.length;
  const inside = (from: number, to: number) => from >= start && to <= end;
  const placed = diagnostics.filter((diagnostic) => diagnostic.range.file === part.file).map((diagnostic): Placed => {
    const from = at(diagnostic.range.start.line, diagnostic.range.start.column);
    const to = Math.max(from, at(diagnostic.range.end.line, diagnostic.range.end.column));
    const edits = diagnostic.fix?.edits.map((edit) => ({ file: edit.range.file, from: at(edit.range.start.line, edit.range.start.column), to: at(edit.range.end.line, edit.range.end.column), insert: edit.text }));
    const fixable = edits !== undefined && edits.every((edit) => edit.file === part.file && inside(edit.from, edit.to));
    return {
      diagnostic, line: diagnostic.range.start.line, from: inside(from, to) ? from - start : null, to: to - start,
      fix: fixable ? { title: diagnostic.fix!.title, edits: edits.map((edit) => ({ from: edit.from - start, to: edit.to - start, insert: edit.insert })) } : null,
    };
  });
  const own = Object.values(program.indicators).find((indicator) => {
    if (!indicator.at || indicator.at.file !== part.file) return false;
    const from = at(indicator.at.start.line, indicator.at.start.column);
    return from >= start && from < Math.max(end, start + 1);
  });
  return { placed, name: own?.name ?? null, words: own ? words(program, own.name) : null };
}

/**
 * Completions at an offset of the edited part, with their places in it.
 * @param initials pinyin initials of labels (公示日期 → gsrq), which find them too.
 */
export function completionsAt(catalogue: SourceText[], part: Part, text: string, offset: number, initials?: ReadonlyMap<string, string>): Completion[] {
  const start = part.before.length;
  return complete([...catalogue, { file: part.file, text: wholeText(part, text) }], part.file, start + offset, initials)
    .map((each) => ({ ...each, from: each.from - start, to: each.to - start }));
}

/** Every text in quotation marks: the labels that initials are wanted for. */
export function labelsOf(sources: SourceText[]): Set<string> {
  return new Set(sources.flatMap((source) => [...source.text.matchAll(/["“]([^"”\n]{1,40})["”]/g)].map((found) => found[1]!)));
}
