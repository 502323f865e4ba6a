/** The edited part of a pack: the text of one indicator between what stands before and after it in its file. */
export interface Part { file: string; before: string; after: string; published: string }

/** Cuts the lines of an indicator (1-based, inclusive) out of a pack. */
export function partOf(file: string, text: string, fromLine: number, toLine: number): Part {
  const lines = text.split('\n');
  const before = lines.slice(0, fromLine - 1).map((line) => `${line}\n`).join('');
  const published = lines.slice(fromLine - 1, toLine).join('\n');
  return { file, before, published, after: text.slice(before.length + published.length) };
}

/** The pack with another text in place of the part. */
export function wholeText(part: Part, text: string): string { return part.before + text + part.after; }
