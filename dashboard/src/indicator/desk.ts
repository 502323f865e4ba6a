/** Asks the compiler in its worker. */
import type { Completion } from '../../../dsl/index.ts';
import type { Catalogue, Checked } from './compiler.ts';
import type { Answer, Request } from './compiler.worker.ts';
import type { Part } from './part.ts';

export interface Desk {
  check(text: string): Promise<Checked>;
  completions(text: string, offset: number): Promise<Completion[]>;
  /** The part has other surroundings from now on: an example beside it was changed. */
  place(part: Part): void;
  close(): void;
}

/** Starts a worker for one edited part. Answers come in the order asked; it fails when the worker does. */
export function openDesk(catalogue: Catalogue, part: Part): Desk {
  const worker = new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (reason: Error) => void }>();
  let last = 0;
  let unsent: Part | undefined = part;
  worker.addEventListener('message', (event: MessageEvent<Answer>) => {
    waiting.get(event.data.id)?.resolve(event.data);
    waiting.delete(event.data.id);
  });
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  });
  function ask(text: string, offset?: number): Promise<Answer> {
    last += 1;
    const request: Request = { id: last, text, ...(offset === undefined ? {} : { offset }), ...(last === 1 ? { catalogue } : {}), ...(unsent ? { part: unsent } : {}) };
    unsent = undefined;
    return new Promise((resolve, reject) => { waiting.set(request.id, { resolve, reject }); worker.postMessage(request); });
  }
  return {
    check: async (text) => (await ask(text)).checked!,
    completions: async (text, offset) => (await ask(text, offset)).completions ?? [],
    place: (next) => { unsent = next; },
    close: () => worker.terminate(),
  };
}
