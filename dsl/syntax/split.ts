/** Words that were typed without blanks between them. */
import { keywordWords } from './keywords.ts';
import { unitOfWord } from './units.ts';

const fixed: ReadonlySet<string> = new Set([...keywordWords.map(({ word }) => word).filter(word => !word.includes(' ')), ...unitOfWord.keys()]);
/** Keywords that stand between operands: without one of them (or a number) a run is just an unknown name. */
const between: ReadonlySet<string> = new Set(keywordWords
  .filter(({ kind }) => kind === 'operator' || kind === 'suffix' || kind === 'operand').map(({ word }) => word));
const isDigit = /^[0-9.]$/;

/** Names and keywords by which runs are parted; made once for many runs. */
export interface KnownWords { words: ReadonlySet<string>; longest: number }
export function knownWords(names: Iterable<string>): KnownWords {
  const words = new Set(fixed);
  for (const name of names) words.add(name);
  let longest = 1;
  for (const word of words) longest = Math.max(longest, word.length);
  return { words, longest };
}

/**
 * Parts `公示日期在决定日期起7个工作日内` into known names, keywords, numbers and units: the parting with the fewest parts,
 * the longer first part where two are as short. At least one part stands between operands or is a number. Null when it
 * cannot be parted (or needs no parting). Linear in the text times the longest known word.
 */
export function splitRun(text: string, knownNames: Iterable<string>): string[] | null {
  const known = knownWords(knownNames);
  return known.words.has(text) ? null : partRun(text, known);
}

/** The same with words made ready; the text itself is not taken for one word. */
export function partRun(text: string, { words, longest }: KnownWords): string[] | null {
  if (text.length < 2 || text.length > 200) return null;
  // fewest[i]: the fewest parts of text from i on; next[i]: where the first of them ends.
  const fewest = Array.from({ length: text.length + 1 }, () => Infinity), next = fewest.map(() => -1);
  fewest[text.length] = 0;
  for (let start = text.length - 1; start >= 0; start--) {
    let end = start;
    while (end < text.length && isDigit.test(text[end]!)) end++;
    const ends = end > start ? [end] : [];
    for (let length = Math.min(longest, text.length - start, text.length - 1); length >= 1; length--) {
      if (words.has(text.slice(start, start + length)) && !cutsLatin(text, start + length)) ends.push(start + length);
    }
    for (const to of ends) {
      if (fewest[to]! + 1 < fewest[start]!) { fewest[start] = fewest[to]! + 1; next[start] = to; }
    }
  }
  if (!Number.isFinite(fewest[0]!)) return null;
  const parts: string[] = [];
  for (let from = 0; from < text.length; from = next[from]!) parts.push(text.slice(from, next[from]!));
  return parts.some(part => between.has(part) || isDigit.test(part[0]!)) ? joinUnits(parts) : null;
}

/** Latin letters on both sides of a cut are one word, and so are digits. */
const cutsLatin = (text: string, at: number): boolean => {
  const before = text[at - 1] ?? '', after = text[at] ?? '';
  return (/[A-Za-z0-9_]/.test(before) && /[A-Za-z_]/.test(after)) || (/\d/.test(before) && /\d/.test(after));
};

/** A number keeps its unit. */
function joinUnits(parts: string[]): string[] {
  const result: string[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last !== undefined && isDigit.test(last.at(-1)!) && unitOfWord.has(part)) result[result.length - 1] = last + part;
    else result.push(part);
  }
  return result;
}
