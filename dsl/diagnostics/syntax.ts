/** What reading a text (lexer and parser) can say. */
import { error } from './entry.ts';

/** Something in both languages. */
export interface Both { zh: string; en: string }

export const syntaxMessages = {
  'expected': error<{ wanted: Both; found: Both }>(
    p => `此处应为${p.wanted.zh}，却是${p.found.zh}`,
    p => `expected ${p.wanted.en}, found ${p.found.en}`),
};
