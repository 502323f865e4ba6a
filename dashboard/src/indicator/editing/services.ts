/** What the parts of the editor ask, and how they speak. */
import { Facet } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Ask } from '../desk.ts';
import type { AnswerOf, Kind, Questions } from '../services.ts';

export interface Both { zh: string; en: string }
export interface Services {
  ask: Ask;
  /** The reader's language. */
  say: (words: Both) => string;
  /** Goes to an indicator's page; false where it does not, for what has been typed here would be lost. Other places outside the edited part are only told. */
  ongo?: (indicator: string) => boolean;
  /** The current value of an indicator, to be told when one hovers over it. */
  currentValue?: (indicator: string) => Both | undefined;
}

const services = Facet.define<Services, Services | undefined>({ combine: (values) => values[0] });
export const provide = (given: Services) => services.of(given);

export const say = (view: EditorView, words: Both): string => view.state.facet(services)?.say(words) ?? words.zh;
export const servicesOf = (view: EditorView): Services | undefined => view.state.facet(services);

/** The answer about the text as it is now; `undefined` where there is none, or where the text was changed meanwhile. */
export async function ask<K extends Kind>(view: EditorView, kind: K, question: Questions[K]['ask']): Promise<AnswerOf<K> | undefined> {
  const { doc } = view.state, given = servicesOf(view);
  if (!given) return undefined;
  try {
    const answer = await given.ask(doc.toString(), kind, question);
    return view.state.doc.eq(doc) ? answer : undefined;
  } catch { return undefined; }
}
