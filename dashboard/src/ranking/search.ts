/** Finding an agency by name, code or pinyin initials (scjgj → 市场监督管理局). */
import type { Ranking } from './columns.ts';

/** Initials of every name of a ranking, made once when first needed: the dictionary is large and loaded only then. */
const initials = new WeakMap<Ranking, Promise<string[]>>();

function initialsOf(ranking: Ranking): Promise<string[]> {
  let made = initials.get(ranking);
  if (!made) {
    made = import('pinyin-pro').then(({ pinyin }) => {
      const of = (name: string) => pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '');
      return Array.from({ length: ranking.count }, (_, row) => `${of(ranking.name(row))} ${of(ranking.shortName(row))}`);
    });
    initials.set(ranking, made);
  }
  return made;
}

/** Which rows a search keeps. Latin letters also match initials. */
export async function matcher(ranking: Ranking, wanted: string): Promise<(row: number) => boolean> {
  const text = wanted.trim();
  const code = text.toUpperCase();
  const plain = (row: number) => ranking.name(row).includes(text) || ranking.shortName(row).includes(text) || (text.length > 3 && ranking.code(row).startsWith(code));
  if (!/^[a-z]+$/i.test(text)) return plain;
  const letters = await initialsOf(ranking);
  const lower = text.toLowerCase();
  return (row) => plain(row) || letters[row]!.includes(lower);
}
