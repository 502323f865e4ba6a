/**
 * Defines, parameters, lists and orders that nothing rests on. Said of files that also declare figures: a file of
 * ledgers and vocabulary alone is there for others, and a pack that is brought in is not the author's to tidy.
 */
import { report, type Context, type Declared } from './context.ts';
import { titles } from './lookup.ts';
import type { PackScope } from './packs.ts';

const kinds: Partial<Record<Declared['kind'], { zh: string; en: string }>> = {
  define: { zh: '口径', en: 'define' }, parameter: { zh: '参数', en: 'parameter' }, list: { zh: '清单', en: 'list' }, order: { zh: '次序', en: 'order' },
};
const figures = new Set<Declared['kind']>(['indicator', 'scorecard', 'task', 'report']);
/** The engine reads it wherever class hours and minutes meet. */
const readByName = new Set(['minutes_per_class_hour']);

export function sayUnused(context: Context, symbols: Declared[], scope: PackScope): void {
  const authored = new Set(symbols.filter((symbol) => figures.has(symbol.kind)).map((symbol) => symbol.at.file));
  for (const file of scope.brought) authored.delete(file);
  // What rests on something in error has not told all that it uses.
  for (const symbol of symbols) if (symbol.failed) authored.delete(symbol.at.file);
  if (authored.size === 0) return;
  const used = new Set<Declared>();
  const queue = symbols.filter((symbol) => !kinds[symbol.kind]);
  while (queue.length > 0) {
    for (const other of queue.pop()!.uses) {
      if (used.has(other)) continue;
      used.add(other);
      queue.push(other);
    }
  }
  for (const symbol of symbols) {
    const kind = kinds[symbol.kind];
    if (kind && !used.has(symbol) && authored.has(symbol.at.file) && !readByName.has(symbol.name)) report(context, 'never-used', symbol.at, { kind, name: titles(symbol) });
  }
}
