/** One hand-in under way: sent, then followed until it is loaded or refused. */
import { ApiError, forget, sendFiles, uploadStatus, type UploadStatus } from '../api.ts';

export interface HandIn {
  readonly phase: 'idle' | 'sending' | 'following' | 'done' | 'failed';
  /** What has left this machine, 0 to 1. */
  readonly sent: number;
  readonly status: UploadStatus | null;
  readonly error: { zh: string; en: string } | null;
  start(files: File[], options: { year: number; agency: string | null; keepUnknown?: boolean }): Promise<void>;
  follow(id: number): Promise<void>;
  clear(): void;
}

const wait = (milliseconds: number) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const finished = (status: UploadStatus) => status.state === 'loaded' || status.state === 'refused' || status.state === 'cancelled';

export function handIn(): HandIn {
  let phase = $state<HandIn['phase']>('idle');
  let sent = $state(0);
  let status = $state.raw<UploadStatus | null>(null);
  let error = $state.raw<{ zh: string; en: string } | null>(null);
  let turn = 0;

  function failed(reason: unknown): void {
    error = reason instanceof ApiError ? reason.words : { zh: String(reason), en: String(reason) };
    phase = 'failed';
  }

  /** Asks often at first, then less so; gives up asking only when the server does not answer five times running. */
  async function follow(id: number): Promise<void> {
    const own = ++turn;
    phase = 'following';
    error = null;
    let refusals = 0;
    for (let pause = 150; ; pause = Math.min(1000, pause * 1.4)) {
      try {
        const next = await uploadStatus(id);
        if (own !== turn) return;
        status = next;
        refusals = 0;
        if (finished(next)) { phase = 'done'; if (next.state === 'loaded') forget(); return; }
      } catch (reason) {
        if (own !== turn) return;
        refusals += 1;
        if (refusals >= 5 || (reason instanceof ApiError && reason.status === 404)) { failed(reason); return; }
      }
      await wait(pause);
      if (own !== turn) return;
    }
  }

  return {
    get phase() { return phase; },
    get sent() { return sent; },
    get status() { return status; },
    get error() { return error; },
    async start(files, options) {
      const own = ++turn;
      phase = 'sending';
      sent = 0;
      status = null;
      error = null;
      try {
        const id = await sendFiles(files, options, (fraction) => { if (own === turn) sent = fraction; });
        if (own === turn) await follow(id);
      } catch (reason) { if (own === turn) failed(reason); }
    },
    follow,
    clear() { turn += 1; phase = 'idle'; status = null; error = null; },
  };
}
