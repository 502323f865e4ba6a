/** Light, dark, high contrast, or as the system says. `public/before-paint.js` applies the same choice before the first paint. */
export type Theme = 'system' | 'light' | 'dark' | 'contrast';

const key = 'zhiheng.theme';
function stored(): Theme {
  try {
    const value = localStorage.getItem(key);
    return value === 'light' || value === 'dark' || value === 'contrast' ? value : 'system';
  } catch { return 'system'; }
}

let chosen = $state<Theme>(stored());
let shown = $state<'light' | 'dark' | 'contrast'>('light');

export function theme(): Theme { return chosen; }
/** What is on screen now; charts redraw when it changes. */
export function shownTheme(): 'light' | 'dark' | 'contrast' { return shown; }

function apply(): void {
  const system = matchMedia('(prefers-contrast: more)').matches ? 'contrast' : matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  shown = chosen === 'system' ? system : chosen;
  document.documentElement.dataset.theme = shown;
}

export function setTheme(next: Theme): void {
  chosen = next;
  try {
    if (next === 'system') localStorage.removeItem(key); else localStorage.setItem(key, next);
  } catch { /* private windows may refuse; the choice then lasts for this page */ }
  apply();
}

/** Follows the system while the reader has not chosen. Called once. */
export function followSystem(): void {
  apply();
  for (const query of ['(prefers-color-scheme: dark)', '(prefers-contrast: more)']) matchMedia(query).addEventListener('change', apply);
}
