/** Turns "wanted this, found that" into a diagnostic that says what to write instead. */
import { EOF, type IToken, tokenMatcher } from 'chevrotain';
import { diagnose } from '../diagnostics/catalogue.ts';
import type { Both } from '../diagnostics/syntax.ts';
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Range } from '../program.ts';
import { keywordWords } from './keywords.ts';
import { rangeOf } from './lexer.ts';
import { type KnownWords, knownWords, partRun } from './split.ts';
import { Comma, Name, normalise, NumberLiteral } from './tokens.ts';

/** What the grammar wanted: the key of the place, and the same in words. */
export interface Expectation { key: string; words: Both }

let names: () => Iterable<string> = () => [], known: KnownWords | undefined;
/** The names that a run of words is parted by, until the next call; asked for only when there is an error. */
export function knowNames(next: () => Iterable<string>): void {
  names = next;
  known = undefined;
}

/** `going`: the token follows an operand on its line, so that more of the expression may have been meant. */
export function suggest(file: string, text: string, wanted: Expectation, found: IToken, previous: IToken, going: boolean, range: Range): Diagnostic {
  const write = (place: Range, words: string): Pick<Diagnostic, 'fix'> =>
    ({ fix: { title: { zh: `写作 ${words}`, en: `write ${words}` }, edits: [{ range: place, text: words }] } });
  for (const token of [found, previous]) {
    if (token.tokenType !== Name) continue;
    const run = normalise(token.image), parts = partRun(run, known ??= knownWords(names()));
    if (!parts) continue;
    const place = rangeOf(file, token);
    return diagnose('run-together', place, { text: run, parts: parts.join(' ') }, write(place, parts.join(' ')));
  }
  const source = tokenMatcher(found, EOF) ? '' : text.slice(found.startOffset, found.endOffset! + 1);
  if (tokenMatcher(found, Comma)) {
    return diagnose('comma-not-here', range, {}, { hints: [{ zh: `此处应为${wanted.words.zh}`, en: `expected ${wanted.words.en}` }] });
  }
  if (wanted.key === 'choice' && tokenMatcher(found, NumberLiteral)) return diagnose('quote-the-choice', range, { text: source }, write(range, `"${normalise(source)}"`));
  const shown = source.length > 24 ? `${source.slice(0, 24)}…` : source;
  const hints: Both[] = [];
  const near = found.tokenType === Name ? nearest(normalise(source)) : undefined;
  if (near) hints.push({ zh: `是不是“${near}”？`, en: `did you mean ${near}?` });
  if (wanted.key === 'Name' && /^[\p{L}_]/u.test(source)) hints.push({ zh: `作名称用时加反引号：\`${shown}\``, en: `as a name it needs backquotes: \`${shown}\`` });
  const begun = previous.tokenType === Name ? keywordWords.find(({ word }) => word.startsWith(`${normalise(previous.image)} `)) : undefined;
  if (begun) hints.push({ zh: `是不是“${begun.word}”？`, en: `did you mean ${begun.word}?` });
  const usage = usages[wanted.key];
  if (usage) hints.push(usage);
  if (previous.tokenType === Name && previous.image.length >= 4 && /[\u3400-\u9fff]$/.test(previous.image) && tokenMatcher(found, NumberLiteral)) {
    hints.push({ zh: '词与词之间要有空格', en: 'words are parted by blanks' });
  }
  if (going && wanted.key.startsWith('clause:') && source !== '') {
    hints.push({ zh: `此后应为运算或比较，或另起${wanted.words.zh}`, en: `an operator or a comparison can follow, or ${wanted.words.en}` });
    return diagnose('unexpected', range, { text: shown }, { hints });
  }
  const foundWords: Both = source === '' ? { zh: '文件末尾', en: 'the end of the text' } : { zh: `“${shown}”`, en: shown };
  return diagnose('expected', range, { wanted: wanted.words, found: foundWords }, { hints });
}

/** How the whole phrase reads, where a part of it is missing. */
const usages: Record<string, Both> = {
  With: { zh: '占比写作：share of 台账 where 范围 with 达标条件', en: 'a share reads: share of ledger where scope with condition' },
  Of: { zh: '期限写作：公示日期 within 7 workdays of 决定日期', en: 'a deadline reads: date within 7 workdays of date' },
  ValueEnd: { zh: '求和写作：台账 中 范围 的 字段 之和；占比写作：台账 中 范围 的，达标条件 的 占比（“的”后有逗号）', en: 'a share reads: 台账 中 范围 的，达标条件 的 占比, with a comma after the first 的' },
  De: { zh: '占比写作：台账 中 范围 的，达标条件 的 占比', en: 'a share reads: 台账 中 范围 的，达标条件 的 占比' },
};

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
