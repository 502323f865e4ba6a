/** The compiler off the page's thread. */
import { check, completionsAt, type Checked } from './compiler.ts';
import type { Completion, SourceText } from '../../../dsl/index.ts';
import type { Part } from './part.ts';

export interface Request { id: number; catalogue?: SourceText[]; part?: Part; text: string; /** For completions; absent: check. */ offset?: number }
export interface Answer { id: number; checked?: Checked; completions?: Completion[] }

let catalogue: SourceText[] = [];
let part: Part = { file: '', before: '', after: '', published: '' };

self.addEventListener('message', (event: MessageEvent<Request>) => {
  const { id, text, offset } = event.data;
  catalogue = event.data.catalogue ?? catalogue;
  part = event.data.part ?? part;
  const answer: Answer = offset === undefined ? { id, checked: check(catalogue, part, text) } : { id, completions: completionsAt(catalogue, part, text, offset) };
  self.postMessage(answer);
});
