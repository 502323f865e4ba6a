/** What is said to people: always Chinese and English. */
export interface Words { zh: string; en: string }

/** `usage`: the call itself is wrong; `input`: what was given cannot be used; the rest name why a server declines. */
export type RefusalKind = 'usage' | 'input' | 'not_found' | 'forbidden' | 'too_large' | 'busy' | 'too_slow' | 'unavailable';

/**
 * A request that is declined for a reason its maker can mend. The command line turns it into exit code 2 (`usage`) or 1,
 * the server into a 4xx/5xx answer `{error: {code, zh, en}}`. Anything else that is thrown is a fault of the program.
 */
export class Refusal extends Error {
  readonly kind: RefusalKind;
  readonly code: string;
  readonly zh: string;
  readonly en: string;

  constructor(kind: RefusalKind, code: string, zh: string, en: string) {
    super(`${zh}  ${en}`);
    this.name = 'Refusal';
    this.kind = kind;
    this.code = code;
    this.zh = zh;
    this.en = en;
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
