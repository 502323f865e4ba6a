/**
 * The reader's language. Every text on a page is a `Message` of the catalogue in `words/`, said in that language by `say`;
 * components hold no text of their own. Texts that come from the data (names, labels) stay as they were written.
 */
export type Language = 'zh' | 'en';

/** A text in both languages; with arguments where figures or names stand in it. */
export interface Message<Args extends unknown[] = []> {
  zh: string | ((...args: Args) => string);
  en: string | ((...args: Args) => string);
}

const key = 'zhiheng.language';
let current = $state<Language>(typeof document !== 'undefined' && document.documentElement.lang === 'en' ? 'en' : 'zh');

export function language(): Language { return current; }

/** Switches the whole page and remembers it for the next visit. */
export function setLanguage(next: Language): void {
  current = next;
  document.documentElement.lang = next === 'en' ? 'en' : 'zh-CN';
  try { localStorage.setItem(key, next); } catch { /* private windows may refuse; the choice then lasts for this page */ }
}

/** The message in the reader's language. Reading it in a template makes the template follow the switch. */
export function say<Args extends unknown[]>(message: Message<Args>, ...args: Args): string {
  const text = message[current];
  return typeof text === 'function' ? text(...args) : text;
}

/** Picks from a pair that came from the server. */
export function pick(pair: { zh: string; en: string } | null | undefined): string {
  return pair ? pair[current] || pair.zh : '';
}

/**
 * A label of the data beside its name: Chinese readers get the label; English readers get the name read as a phrase
 * (`trained_at_all` → "Trained at all") where the name is an English one, else the label.
 */
export function labelled(item: { name: string; label: string }): string {
  if (current === 'zh' || !/^[a-z][a-z0-9_]*$/.test(item.name)) return item.label || item.name;
  const phrase = item.name.replaceAll('_', ' ');
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
