/**
 * Addresses. A small router over the history API: same-origin links are followed without a reload, every view has an
 * address, and Back returns to the same scroll place and the same link (kept per history entry).
 */
import { tick } from 'svelte';

interface EntryState { scroll?: number; focus?: string | null }

/** Paths the dashboard draws itself; everything else (downloads, published reports) is left to the server. */
const own = [/^\/$/, /^\/agency\/[^/]+(\/[^/]+)?$/, /^\/indicators$/, /^\/indicator\/[^/]+$/, /^\/packs$/, /^\/packs\/[^/]+$/, /^\/upload$/, /^\/(?:sign-in|setup|password|account|accounts|audit)$/, /^\/desk(\/[^/]+\/\d{4}(\/form\/[^/]+|\/evidence|\/text)?)?$/, /^\/filing(\/rollup|\/report\/[^/]+\/\d{4})?$/, /^\/evidence(\/points)?$/];

let path = $state(window.location.pathname);
let search = $state(window.location.search);
/** A step forward whose page has not been shown yet. */
let arriving = false;

export function currentPath(): string { return path; }
export function query(): URLSearchParams { return new URLSearchParams(search); }

/** The present address with some parameters changed; null removes one. Empty values are left out, so addresses stay short. */
export function withQuery(changes: Record<string, string | number | null | undefined>, onPath: string = path): string {
  const next = new URLSearchParams(onPath === path ? search : '');
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === '') next.delete(name); else next.set(name, String(value));
  }
  const text = next.toString();
  return text ? `${onPath}?${text}` : onPath;
}

/** A path with parameters, leaving out empty ones. */
export function address(onPath: string, parameters: Record<string, string | number | null | undefined> = {}): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== null && value !== undefined && value !== '') next.set(name, String(value));
  const text = next.toString();
  return text ? `${onPath}?${text}` : onPath;
}

function remember(): void {
  const active = document.activeElement;
  const focus = active instanceof HTMLAnchorElement ? active.getAttribute('href') : null;
  history.replaceState({ ...(history.state as EntryState | null), scroll: window.scrollY, focus }, '');
}

function adopt(): boolean {
  const moved = window.location.pathname !== path;
  path = window.location.pathname;
  search = window.location.search;
  return moved;
}

/** Goes to an address. `replace` for changes that are not steps of their own (sorting, typing a search). */
export async function navigate(href: string, options: { replace?: boolean } = {}): Promise<void> {
  remember();
  if (options.replace) history.replaceState(history.state, '', href); else history.pushState({}, '', href);
  if (adopt()) arriving = true;
  await tick();
}

/** Called when a page has been put on screen: after a step forward it starts at its top, with its heading focused. */
export function arrived(): void {
  if (!arriving) return;
  arriving = false;
  window.scrollTo(0, 0);
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}

/** Scrolls back once the page is long enough again; gives up after two seconds or when the reader scrolls. */
async function comeBack(state: EntryState | null): Promise<void> {
  await tick();
  const wanted = state?.scroll ?? 0;
  const until = performance.now() + 2000;
  let stopped = false;
  const stop = () => { stopped = true; };
  window.addEventListener('wheel', stop, { once: true, passive: true });
  window.addEventListener('touchmove', stop, { once: true, passive: true });
  const attempt = () => {
    if (stopped) return;
    const reachable = document.documentElement.scrollHeight - window.innerHeight >= wanted - 1;
    if (reachable || performance.now() > until) {
      window.scrollTo(0, wanted);
      requestAnimationFrame(() => {
        if (state?.focus) document.querySelector<HTMLElement>(`main a[href="${CSS.escape(state.focus)}"]`)?.focus({ preventScroll: true });
      });
    } else requestAnimationFrame(attempt);
  };
  attempt();
}

/** Takes over links and the Back button. Called once. */
export function startRouter(): void {
  history.scrollRestoration = 'manual';
  window.addEventListener('popstate', (event) => { arriving = false; adopt(); void comeBack(event.state as EntryState | null); });
  window.addEventListener('pagehide', remember);
  let timer = 0;
  window.addEventListener('scroll', () => { clearTimeout(timer); timer = window.setTimeout(remember, 120); }, { passive: true });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.('a');
    if (!link || link.target || link.hasAttribute('download') || link.origin !== window.location.origin) return;
    if (!own.some((pattern) => pattern.test(link.pathname))) return;
    if (link.hash && link.pathname === path && link.search === search) return;
    event.preventDefault();
    const replace = link.dataset['replace'] !== undefined;
    void navigate(link.pathname + link.search, { replace });
  });
  const state = history.state as EntryState | null;
  if (state?.scroll) void comeBack(state);
}
