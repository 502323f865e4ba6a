/** The known name nearest to what was written, whatever its case, or null when none is near. Pure. */

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++)
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    previous = current;
  }
  return previous[b.length]!;
}

export function nearest(found: string, known: Iterable<string>): string | null {
  if (found.length > 60) return null;
  const text = found.toLowerCase();
  let best: string | null = null, bestScore = Infinity;
  for (const name of known) {
    const other = name.toLowerCase();
    const inside = other.length > 1 && text.length > 1 && (other.includes(text) || text.includes(other));
    const apart = distance(text, other) / Math.max(text.length, other.length);
    const score = inside ? Math.min(apart, 0.5) : apart;
    if (score < bestScore) { best = name; bestScore = score; }
  }
  return bestScore <= 0.5 ? best : null;
}
