import type { Diagnostic } from './types.ts';

/** One kind of thing the compiler can say: how grave, and the sentence in both languages. */
export interface Entry<P> {
  severity: Diagnostic['severity'];
  zh: (params: P) => string;
  en: (params: P) => string;
  /** What to write instead, where that does not depend on the place. */
  hint?: { zh: (params: P) => string; en: (params: P) => string };
}

/** Shapes one row of the catalogue; `P` is what its sentences need to know. */
const entry = (severity: Diagnostic['severity']) =>
  <P = object>(zh: Entry<P>['zh'], en: Entry<P>['en'], hint?: Entry<P>['hint']): Entry<P> =>
    ({ severity, zh, en, ...(hint && { hint }) });

export const error = entry('error');
export const warning = entry('warning');
export const info = entry('info');
