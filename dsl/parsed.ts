/** Reading a text that has not changed is not done twice, and after an edit no more of it than need be: an editor compiles all sources at every key stroke. */
import { readText, type TextRead } from './syntax/reread.ts';

/** By file, the latest text only, the most recent last. Trees are never changed after they are made. */
const known = new Map<string, TextRead>();
/** Characters of all texts together. */
const most = 50_000_000;
let kept = 0;

/** Tree, and diagnostics without a look at names of other texts; `explained` has that look. */
export function parsed(file: string, text: string): TextRead {
  const before = known.get(file);
  if (before?.text === text) return before;
  const read = readText(file, text, before);
  known.delete(file);
  kept += text.length - (before?.text.length ?? 0);
  for (const [other, { text: old }] of known) {
    if (kept <= most) break;
    known.delete(other);
    kept -= old.length;
  }
  known.set(file, read);
  return read;
}
