/** Turns "wanted this, found that" into a diagnostic that says what to write instead. */
import { EOF, type IToken, tokenMatcher } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Both } from '../diagnostics/syntax.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Range } from '../program.ts';
import { keywordWords } from './keywords.ts';
import { rangeOf } from './lexer.ts';
import { splitRun } from './split.ts';
import { Comma, Name, normalise, NumberLiteral, Quoted } from './tokens.ts';

let known: Iterable<string> = [];
/** The names that a run of words is split by, until the next call. */
export function knowNames(names: Iterable<string>): void { known = names; }

export function suggest(file: string, text: string, wanted: Both, found: IToken, previous: IToken, range: Range): Diagnostic {
  for (const token of [found, previous]) {
    if (token.tokenType !== Name) continue;
    const run = normalise(token.image), parts = splitRun(run, known);
    if (!parts || parts.length < 2) continue;
    const written = parts.join(' '), place = rangeOf(file, token);
    return diagnose('run-together', place, { text: run, parts: written },
      { fix: { title: { zh: `写作 ${written}`, en: `write ${written}` }, edits: [{ range: place, text: written }] } });
  }
  const source = tokenMatcher(found, EOF) ? '' : text.slice(found.startOffset, found.endOffset! + 1);
  if (tokenMatcher(found, Comma)) {
    return diagnose('comma-not-here', range, {}, { hints: [{ zh: `此处应为${wanted.zh}`, en: `expected ${wanted.en}` }] });
  }
  if (wanted.en === 'the name of a choice or its label in quotes' && tokenMatcher(found, NumberLiteral)) {
    const quoted = `"${normalise(source)}"`;
    return diagnose('quote-the-choice', range, { text: source }, { fix: { title: { zh: `写作 ${quoted}`, en: `write ${quoted}` }, edits: [{ range, text: quoted }] } });
  }
  const shown = source.length > 24 ? `${source.slice(0, 24)}…` : source;
  const foundWords: Both = source === '' ? { zh: '文件末尾', en: 'the end of the text' } : { zh: `“${shown}”`, en: shown };
  const hints: Both[] = [];
  const near = found.tokenType === Name ? nearest(normalise(source)) : undefined;
  if (near) hints.push({ zh: `是不是“${near}”？`, en: `did you mean ${near}?` });
  if (wanted.en === 'a name' && source !== '' && found.tokenType !== Quoted && /^[\p{L}_]/u.test(source)) {
    hints.push({ zh: `作名称用时加反引号：\`${shown}\``, en: `as a name it needs backquotes: \`${shown}\`` });
  }
  return diagnose('expected', range, { wanted, found: foundWords }, { hints });
}

/** The keyword that a misspelt word most likely means. */
function nearest(word: string): string | undefined {
  const limit = /^[a-z]/i.test(word) ? (word.length >= 5 ? 2 : word.length >= 4 ? 1 : 0) : word.length >= 3 ? 1 : 0;
  let best: string | undefined, least = limit + 1;
  for (const { word: candidate } of keywordWords) {
    if (Math.abs(candidate.length - word.length) >= least) continue;
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance > 0 && distance < least) { best = candidate; least = distance; }
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [], row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      let best = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, before[j - 2]! + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
