/** Pinyin initials of labels (公示日期 → gsrq), by which completion finds them. Made in the background; until then names are found by name and label. */
import type { SourceText } from '../../dsl/index.ts';

type Initial = (text: string) => string;
let initial: Initial | undefined, asked = false;
const known = new Map<string, string>();
const most = 20_000;

/** What is known by now of the labels in these sources. */
export function initialsOf(sources: readonly SourceText[]): ReadonlyMap<string, string> {
  if (!asked) {
    asked = true;
    import('pinyin-pro').then(({ pinyin }) => {
      initial = (text) => pinyin(text, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '');
    }, () => { /* Without the dictionary names are found by name and label. */ });
  }
  if (initial) {
    for (const label of labelsOf(sources)) {
      if (known.size >= most) known.clear();
      if (!known.has(label)) known.set(label, initial(label));
    }
  }
  return known;
}

const labels = new WeakMap<SourceText, string[]>();

/** Texts in quotation marks, and names in Chinese. */
function labelsOf(sources: readonly SourceText[]): string[] {
  return sources.flatMap((source) => {
    const before = labels.get(source);
    if (before) return before;
    const found = [...source.text.matchAll(/["“]([^"”\n]{1,40})["”]/g)].map((one) => one[1]!);
    labels.set(source, found);
    return found;
  });
}
