/** Words typed without blanks are parted as one types: `公示日期在决定日期起7个工作日内`. */
import { declaredWords } from '../check/declared-words.ts';
import { tokenize } from '../syntax/lexer.ts';
import { knownWords, partRun, type KnownWords } from '../syntax/split.ts';
import { normalise } from '../syntax/tokens.ts';
import { knowledgeOf, type Knowledge, type SourceText } from './knowledge.ts';

/** Offsets in the source: `insert` takes the place of what stands from `from` to `to`. */
export interface Split { from: number; to: number; insert: string }

const known = new WeakMap<Knowledge, KnownWords>();

/** The names, labels and keywords that runs are parted into. */
export function wordsOf(knowledge: Knowledge): KnownWords {
  const before = known.get(knowledge);
  if (before) return before;
  const words = knownWords(declaredWords(knowledge.trees));
  known.set(knowledge, words);
  return words;
}

/** After these a name is being made up; it is not to be parted. */
const naming = new Set(['Use', 'Pack', 'List', 'Ledger', 'Form', 'View', 'Order', 'Parameter', 'Define', 'Indicator', 'Scorecard', 'Task', 'Report', 'Field', 'Column', 'Group', 'OneOf', 'SeveralOf']);

/**
 * The parting of the run of words that ends at the offset, or `undefined`: where the run is one known word, is not made of
 * known words, or stands in a string, a comment, a table, backquotes or at the place of a new name.
 */
export function splitAsTyped(sources: readonly SourceText[], file: string, offset: number): Split | undefined {
  const text = sources.find((source) => source.file === file)?.text;
  const run = text === undefined ? undefined : /[\p{L}\p{N}_]+[%％]?$/u.exec(text.slice(Math.max(0, offset - 201), offset))?.[0];
  if (text === undefined || run === undefined || run.length > 200 || !/[\u3400-\u9fff]/.test(run)) return undefined;
  const from = offset - run.length;
  // The line tells what the run stands in: strings, comments and table rows end with it.
  const start = Math.max(text.lastIndexOf('\n', from - 1), text.lastIndexOf('\r', from - 1)) + 1;
  const { tokens, comments } = tokenize(file, text.slice(start, offset));
  if (comments.length > 0) return undefined;
  const inside = tokens.findIndex((token) => token.endOffset! >= from - start);
  const first = tokens[inside];
  if (!first || first.startOffset < from - start || ['Text', 'UnclosedText', 'TableRow', 'Quoted'].includes(first.tokenType.name)) return undefined;
  const opening = /`[^`]*$/.test(text.slice(start, from));
  if (opening || naming.has(tokens[inside - 1]?.tokenType.name ?? '')) return undefined;
  const words = wordsOf(knowledgeOf(sources)), word = normalise(run);
  if (words.words.has(word)) return undefined;
  const parts = partRun(word, words);
  return parts && parts.length > 1 ? { from, to: offset, insert: parts.join(' ') } : undefined;
}
