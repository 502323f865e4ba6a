/**
 * Tables of names. A thing is found by its name or its label, written in full-width or half-width characters; two
 * different things found by one word are an ambiguity, which the caller reports. Also: what an unknown name may have meant.
 */

/** Full-width ASCII to half-width, ideographic blanks to blanks, trimmed: the form in which names are compared. */
export function nameKey(text: string): string {
  if (!/[\uff01-\uff5e\u3000]|^\s|\s$/.test(text)) return text;
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ').trim();
}

export interface Names<T> { byKey: Map<string, T[]>; all: { value: T; words: string[] }[] }

export function emptyNames<T>(): Names<T> {
  return { byKey: new Map(), all: [] };
}

/** Enters `value` under each of `words` (name first, then label and aliases). */
export function enter<T>(names: Names<T>, value: T, ...words: (string | undefined)[]): void {
  const known = words.filter((word): word is string => word !== undefined && word !== '');
  names.all.push({ value, words: known });
  for (const word of known) {
    const key = nameKey(word);
    const entries = names.byKey.get(key);
    if (!entries) names.byKey.set(key, [value]);
    else if (!entries.includes(value)) entries.push(value);
  }
}

const none: never[] = [];

/** Every thing called `text`: none, one, or several (ambiguous). */
export function find<T>(names: Names<T>, text: string): T[] {
  return names.byKey.get(text) ?? names.byKey.get(nameKey(text)) ?? none;
}

/** The characters of a text, by index; a text is its own unless it holds characters of two code units. */
const letters = (text: string): ArrayLike<string> => (/[\ud800-\udfff]/.test(text) ? [...text] : text);

/** Number of single-character insertions, deletions, replacements and swaps of neighbours, given up beyond `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  const x = letters(a), y = letters(b);
  if (Math.abs(x.length - y.length) > limit) return limit + 1;
  let before: number[] = [], last = Array.from({ length: y.length + 1 }, (_, j) => j);
  for (let i = 1; i <= x.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= y.length; j++) {
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (x[i - 1] === y[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[y.length]!;
}

/** How a word is compared: in one spelling, and which characters it has (a bit each, several sharing one). */
interface Shape { text: string; characters: number }
const shapes = new Map<string, Shape>();
const mostShapes = 50_000;
function shapeOf(word: string): Shape {
  const before = shapes.get(word);
  if (before) return before;
  const text = nameKey(word).toLowerCase();
  let characters = 0;
  for (let index = 0; index < text.length; index++) characters |= 1 << (text.charCodeAt(index) % 32);
  if (shapes.size >= mostShapes) shapes.clear();
  const shape = { text, characters };
  shapes.set(word, shape);
  return shape;
}

function bitsIn(number: number): number {
  let bits = 0;
  for (let left = number; left !== 0; left &= left - 1) bits++;
  return bits;
}

/** The words nearest to `text`, best first, at most three; none that is further away than a slip of the pen. */
export function nearest(text: string, words: Iterable<string>): string[] {
  const { text: key, characters } = shapeOf(text);
  const length = letters(key).length;
  const limit = length <= 2 ? 1 : length <= 5 ? 2 : Math.min(4, Math.floor(length / 3));
  const found = new Map<string, number>();
  for (const word of words) {
    const { text: other, characters: others } = shapeOf(word);
    // A slip changes two of the characters at most.
    const far = Math.abs(other.length - key.length) > 2 * limit || bitsIn(characters ^ others) > 2 * limit;
    if (far && !other.includes(key) && !key.includes(other)) continue;
    let distance = far ? limit + 1 : editDistance(key, other, limit);
    // For a short Chinese word one common character is a likeness; for two of one character each it is none.
    if (distance >= Math.max(length, letters(other).length)) distance = limit + 1;
    // The beginning of a longer name is nearer than any slip; a part of one, or a longer name around it, is as near as the farthest.
    if (length >= 2 && other.length >= 2 && other.startsWith(key)) distance = 0.5;
    else if (distance > limit && length >= 2 && other.length >= 2 && (other.includes(key) || key.includes(other))) distance = limit;
    if (distance <= limit && (found.get(word) ?? Infinity) > distance) found.set(word, distance);
  }
  const best = [...found].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  // What is much nearer than the rest is meant.
  return best.filter(([, distance]) => distance <= best[0]![1] + 1).slice(0, 3).map(([word]) => word);
}
