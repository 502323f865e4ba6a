/** The formatter as an edit of what differs, so that carets and folds elsewhere stay where they are. */
import { format, type FormatOptions } from '../format/index.ts';

/** Offsets in the text: `insert` takes the place of what stands from `from` to `to`. */
export interface FormatEdit { from: number; to: number; insert: string }

/** `undefined` where the text is in its layout already. Whole lines are replaced. */
export function formatEdit(text: string, options: FormatOptions = {}): FormatEdit | undefined {
  const wanted = format(text, options);
  if (wanted === text) return undefined;
  const shorter = Math.min(text.length, wanted.length);
  let from = 0;
  while (from < shorter && text[from] === wanted[from]) from++;
  from = from === 0 ? 0 : text.lastIndexOf('\n', from - 1) + 1;
  let after = 0;
  while (after < shorter - from && text[text.length - 1 - after] === wanted[wanted.length - 1 - after]) after++;
  while (after > 0 && text[text.length - after - 1] !== '\n') after--;
  return { from, to: text.length - after, insert: wanted.slice(from, wanted.length - after) };
}
