/** What is said to people: always Chinese and English. */
export interface Words { zh: string; en: string }

/** `usage`: the call itself is wrong; `input`: what was given cannot be used; the rest name why a server declines (`signed_out`: no one is signed in). */
export type RefusalKind = 'usage' | 'input' | 'signed_out' | 'too_many' | 'not_found' | 'forbidden' | 'too_large' | 'busy' | 'too_slow' | 'unavailable';

/**
 * A request that is declined for a reason its maker can mend. The command line turns it into exit code 2 (`usage`) or 1,
 * the server into a 4xx/5xx answer `{error: {code, zh, en}}`. Anything else that is thrown is a fault of the program.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  /** The program file that is meant. */
  readonly file: string | undefined;

  constructor(kind: RefusalKind, code: string, zh: string, en: string, file?: string) {
    super(`${zh}  ${en}`);
    this.name = 'Refusal';
    this.kind = kind;
    this.code = code;
    this.zh = zh;
    this.en = en;
    this.file = file;
  }
}

/** Both languages on one line, Chinese first. */
export function both(words: Words): string {
  return words.zh === words.en ? words.zh : `${words.zh}  ${words.en}`;
}

/** The message of anything thrown, for a log or a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Cells a text takes in a terminal: 2 for CJK and full-width characters, 0 for combining marks. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (code < 0x20 || (code >= 0x300 && code <= 0x36f)) continue;
    width += (code >= 0x1100 && code <= 0x115f) || (code >= 0x2e80 && code <= 0xa4cf) || (code >= 0xac00 && code <= 0xd7a3)
      || (code >= 0xf900 && code <= 0xfaff) || (code >= 0xfe30 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff60)
      || (code >= 0xffe0 && code <= 0xffe6) || (code >= 0x1f300 && code <= 0x1faff) || (code >= 0x20000 && code <= 0x3fffd) ? 2 : 1;
  }
  return width;
}
