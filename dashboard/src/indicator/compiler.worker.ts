/** The compiler and the language service off the page's thread. */
import { labelsOf, scopeOf, type Catalogue } from './compiler.ts';
import type { Part } from './part.ts';
import { answer, type AnswerOf, type Kind, type Question } from './services.ts';

export interface Request { id: number; catalogue?: Catalogue; part?: Part; text: string; question: Question }
/** `failed`: something went wrong inside; the page goes on. */
export interface Answer { id: number; answer?: AnswerOf<Kind>; failed?: string }

let catalogue: Catalogue = { sources: [], packs: [] };
let part: Part = { file: '', before: '', after: '', published: '' };

/** Pinyin initials of all labels, made once the editor is in use; until then names are found by name and label. */
let initials: ReadonlyMap<string, string> | undefined;
async function makeInitials(): Promise<void> {
  const { pinyin } = await import('pinyin-pro');
  initials = new Map([...labelsOf(scopeOf(catalogue, part, part.published))]
    .map((label) => [label, pinyin(label, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase().replace(/[^a-z0-9]/g, '')]));
}

self.addEventListener('message', (event: MessageEvent<Request>) => {
  const { id, text, question } = event.data;
  catalogue = event.data.catalogue ?? catalogue;
  part = event.data.part ?? part;
  if (event.data.catalogue) setTimeout(() => { makeInitials().catch(() => { initials = undefined; }); }, 1000);
  const said: Answer = { id };
  try {
    said.answer = answer(catalogue, part, text, question, initials);
  } catch (error) {
    said.failed = error instanceof Error ? error.message : String(error);
  }
  self.postMessage(said);
});
