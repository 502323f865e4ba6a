/** The compiler off the page's thread. */
import { check, completionsAt, labelsOf, scopeOf, type Catalogue, type Checked } from './compiler.ts';
import type { Completion } from '../../../dsl/index.ts';
import type { Part } from './part.ts';

export interface Request { id: number; catalogue?: Catalogue; part?: Part; text: string; /** For completions; absent: check. */ offset?: number }
export interface Answer { id: number; checked?: Checked; completions?: Completion[] }

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
  const { id, text, offset } = event.data;
  catalogue = event.data.catalogue ?? catalogue;
  part = event.data.part ?? part;
  if (event.data.catalogue) setTimeout(() => { makeInitials().catch(() => { initials = undefined; }); }, 1000);
  const answer: Answer = offset === undefined ? { id, checked: check(catalogue, part, text) } : { id, completions: completionsAt(catalogue, part, text, offset, initials) };
  self.postMessage(answer);
});
