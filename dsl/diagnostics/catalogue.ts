/**
 * The one catalogue of what the compiler can say. A code is stable: others script against it.
 * `syntax.ts` holds what reading a text can say, `check.ts`, `scorecards.ts` and `reports.ts` what checking its meaning can say.
 */
import type { Range } from '../program.ts';
import { checkMessages } from './check.ts';
import type { Entry } from './entry.ts';
import { reportMessages } from './reports.ts';
import { scorecardMessages } from './scorecards.ts';
import { syntaxMessages } from './syntax.ts';
import type { Diagnostic } from './types.ts';

export const catalogue = { ...syntaxMessages, ...checkMessages, ...scorecardMessages, ...reportMessages };
export type Code = keyof typeof catalogue;
/** What the sentences of a code need to know. */
export type ParamsOf<C extends Code> = (typeof catalogue)[C] extends Entry<infer P> ? P : never;

/**
 * Makes a diagnostic from the catalogue. The entry's own hint comes first, then those of `extra`.
 * `extra.fix` is only for a mend that is certain.
 */
export function diagnose<C extends Code>(
  code: C, range: Range, params: ParamsOf<C>, extra: Pick<Diagnostic, 'hints' | 'fix'> = {},
): Diagnostic {
  const row = catalogue[code] as Entry<ParamsOf<C>>;
  const hints = [
    ...(row.hint ? [{ zh: row.hint.zh(params), en: row.hint.en(params) }] : []),
    ...(extra.hints ?? []),
  ];
  return {
    code, severity: row.severity, message: { zh: row.zh(params), en: row.en(params) }, range,
    ...(hints.length > 0 && { hints }), ...(extra.fix && { fix: extra.fix }),
  };
}
