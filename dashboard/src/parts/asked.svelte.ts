/** An answer that is asked for afresh each time: of pages on which others work at the same time. Has the shape of a `Resource`. */
import { ApiError } from '../api.ts';
import type { Resource } from '../resource.svelte.ts';

export function asked<T>(ask: () => Promise<T>): Resource<T> {
  let data = $state.raw<T | undefined>(undefined);
  let error = $state.raw<ApiError | null>(null);
  let loading = $state(true);
  let turn = $state(0);

  $effect(() => {
    void turn;
    let stale = false;
    loading = true;
    ask().then(
      (answer) => { if (!stale) { data = answer; error = null; loading = false; } },
      (reason: unknown) => {
        if (stale) return;
        error = reason instanceof ApiError ? reason : new ApiError(0, { zh: `页面出错：${String(reason)}`, en: `The page failed: ${String(reason)}` });
        loading = false;
      },
    );
    return () => { stale = true; };
  });

  return { get data() { return data; }, get error() { return error; }, get loading() { return loading; }, retry() { turn += 1; } };
}
