/** A loaded answer as state: what a page shows while it waits, when it fails, and while the next one is on its way. */
import { ApiError, known, load } from './api.ts';

export interface Resource<T> {
  /** The latest answer; stays while another is loading, so that nothing jumps. */
  readonly data: T | undefined;
  readonly error: ApiError | null;
  readonly loading: boolean;
  retry(): void;
}

/** Follows `address()`; null means nothing to load. `read` turns the response into data (JSON when absent). */
export function resource<T>(address: () => string | null, read?: (response: Response) => Promise<T>): Resource<T> {
  const first = address();
  const here = first ? known<T>(first) : undefined;
  let data = $state.raw<T | undefined>(here);
  let error = $state.raw<ApiError | null>(null);
  let loading = $state(here === undefined);
  let attempts = $state(0);
  let owner = first && here !== undefined ? first : '';

  $effect(() => {
    const wanted = address();
    void attempts;
    if (!wanted) { loading = false; return; }
    const kept = known<T>(wanted);
    if (kept !== undefined) {
      if (owner !== wanted) data = kept;
      owner = wanted; error = null; loading = false;
      return;
    }
    let stale = false;
    loading = true;
    error = null;
    load<T>(wanted, read).then(
      (answer) => { if (!stale) { data = answer; owner = wanted; loading = false; } },
      (reason: unknown) => {
        if (stale) return;
        error = reason instanceof ApiError ? reason : new ApiError(0, { zh: `页面出错：${String(reason)}`, en: `The page failed: ${String(reason)}` });
        loading = false;
      },
    );
    return () => { stale = true; };
  });

  return {
    get data() { return data; },
    get error() { return error; },
    get loading() { return loading; },
    retry() { attempts += 1; },
  };
}
