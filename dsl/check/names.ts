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

/** Number of single-character insertions, deletions, replacements and swaps of neighbours, given up beyond `limit`. */
export function editDistance(a: string, b: string, limit: number): number {
  const x = [...a], y = [...b];
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

/** The words nearest to `text`, best first, at most three; none that is further away than a slip of the pen. */
export function nearest(text: string, words: Iterable<string>): string[] {
  const key = nameKey(text).toLowerCase();
  const length = [...key].length;
  const limit = length <= 2 ? 1 : length <= 5 ? 2 : Math.min(4, Math.floor(length / 3));
  const found = new Map<string, number>();
  for (const word of words) {
    const other = nameKey(word).toLowerCase();
    let distance = editDistance(key, other, limit);
    // For a short Chinese word one common character is a likeness; for two of one character each it is none.
    if (distance >= Math.max(length, [...other].length)) distance = limit + 1;
    // The beginning of a longer name is nearer than any slip; a part of one, or a longer name around it, is as near as the farthest.
    if (length >= 2 && other.length >= 2 && other.startsWith(key)) distance = 0.5;
    else if (distance > limit && length >= 2 && other.length >= 2 && (other.includes(key) || key.includes(other))) distance = limit;
    if (distance <= limit && (found.get(word) ?? Infinity) > distance) found.set(word, distance);
  }
  const best = [...found].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1));
  // What is much nearer than the rest is meant.
  return best.filter(([, distance]) => distance <= best[0]![1] + 1).slice(0, 3).map(([word]) => word);
}
