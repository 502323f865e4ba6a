/** How a word is written where a name is wanted: bare, or in backquotes. */
import { keywordWords } from '../syntax/keywords.ts';
import { keywords } from '../syntax/keywords.ts';
import { tokenize } from '../syntax/lexer.ts';

const words = new Set(keywordWords.map(({ word }) => word));
/** Words that are never names without backquotes, wherever they stand. */
const reserved = new Set(keywords.filter((row) => !row.soft && row.only === undefined).flatMap((row) => [...row.en, ...row.zh]));

export const isKeyword = (word: string): boolean => words.has(word);
export const isReserved = (word: string): boolean => reserved.has(word);

/** Whether the word is read as one name as it stands. */
export function standsBare(word: string): boolean {
  if (words.has(word)) return false;
  const { tokens, comments } = tokenize('', word);
  return comments.length === 0 && tokens.length === 1 && tokens[0]!.tokenType.name === 'Name' && tokens[0]!.endOffset! + 1 === word.length;
}

/** The word as a name in a text. */
export const asName = (word: string): string => (standsBare(word) ? word : `\`${word}\``);
/** The word as a choice: one that cannot stand bare is put in quotation marks. */
export const asChoice = (word: string): string => (standsBare(word) ? word : `"${word}"`);
