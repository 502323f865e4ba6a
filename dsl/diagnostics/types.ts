import type { Range } from '../program.ts';

/** What the compiler says of a text. Messages come from the catalogue by code, in both languages. */
export interface Diagnostic {
  code: string;
  severity: 'error' | 'warning' | 'info';
  message: { zh: string; en: string };
  range: Range;
  /** What to write instead. */
  hints?: { zh: string; en: string }[];
  /** A mend that is certain. */
  fix?: { title: { zh: string; en: string }; edits: { range: Range; text: string }[] };
}
