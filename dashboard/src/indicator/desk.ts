/** Asks the compiler and the language service in their worker. */
import type { Completion } from '../../../dsl/index.ts';
import type { Catalogue, Checked } from './compiler.ts';
import type { Answer, Request } from './compiler.worker.ts';
import type { Part } from './part.ts';
import type { AnswerOf, Kind, Question, Questions } from './services.ts';

/** Asks one question about a text of the part. */
export type Ask = <K extends Kind>(text: string, kind: K, ask: Questions[K]['ask']) => Promise<AnswerOf<K>>;

export interface Desk {
  check(text: string): Promise<Checked>;
  completions(text: string, offset: number): Promise<Completion[]>;
  /** Everything else an editor asks: hover, definition, uses, rename, mends, layout. */
  ask: Ask;
  /** The part has other surroundings from now on: an example beside it was changed. */
  place(part: Part): void;
  close(): void;
}

/** Starts a worker for one edited part. Answers come in the order asked; all questions fail when the worker does. */
export function openDesk(catalogue: Catalogue, part: Part): Desk {
  const worker = new Worker(new URL('./compiler.worker.ts', import.meta.url), { type: 'module' });
  const waiting = new Map<number, { resolve: (answer: Answer) => void; reject: (reason: Error) => void }>();
  let last = 0;
  let unsent: Part | undefined = part;
  worker.addEventListener('message', (event: MessageEvent<Answer>) => {
    const one = waiting.get(event.data.id);
    waiting.delete(event.data.id);
    if (event.data.failed === undefined) one?.resolve(event.data);
    else one?.reject(new Error(event.data.failed));
  });
  worker.addEventListener('error', (event) => {
    for (const { reject } of waiting.values()) reject(new Error(event.message));
    waiting.clear();
  });
  const ask: Ask = async (text, kind, question) => {
    last += 1;
    const request: Request = { id: last, text, question: { kind, ...question } as Question, ...(last === 1 ? { catalogue } : {}), ...(unsent ? { part: unsent } : {}) };
    unsent = undefined;
    const { answer } = await new Promise<Answer>((resolve, reject) => { waiting.set(request.id, { resolve, reject }); worker.postMessage(request); });
    return answer as AnswerOf<typeof kind>;
  };
  return {
    check: (text) => ask(text, 'check', {}),
    completions: (text, offset) => ask(text, 'complete', { offset }),
    ask,
    place: (next) => { unsent = next; },
    close: () => worker.terminate(),
  };
}
