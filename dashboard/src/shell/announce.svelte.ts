/** What a screen reader should hear that sighted readers see happen: loading, sorting, results of a search. */
let text = $state('');
/** The same, read without subscribing: effects announce. */
let latest = '';

export function announcement(): string { return text; }

/** Says it politely; the same words twice are said twice. */
export function announce(words: string): void {
  latest = latest === words ? `${words}\u00a0` : words;
  text = latest;
}
