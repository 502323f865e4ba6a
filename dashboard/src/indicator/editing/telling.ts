/** What is told of the word under the pointer, or at the caret with Mod-i. */
import type { Extension } from '@codemirror/state';
import { activateHover, closeHoverTooltips, hasHoverTooltips, hoverTooltip, keymap, type EditorView, type Tooltip } from '@codemirror/view';
import type { Told } from '../services.ts';
import { element } from './panel.ts';
import { ask, say, servicesOf } from './services.ts';

const tooltip = hoverTooltip(async (view, position): Promise<Tooltip | null> => {
  const told = await ask(view, 'hover', { offset: position });
  return told ? { pos: told.from, end: told.to, above: true, create: () => ({ dom: draw(view, told) }) } : null;
}, { hoverTime: 350, hideOnChange: true });

function draw(view: EditorView, { hover }: Told): HTMLElement {
  const value = hover.thing?.kind === 'indicator' ? servicesOf(view)?.currentValue?.(hover.thing.name) : undefined;
  const head = element('p', { class: 'heng-told-head' }, element('strong', { lang: 'zh-CN' }, say(view, hover.title)), ...(hover.name ? [' ', element('code', {}, hover.name)] : []), ` · ${say(view, hover.kind)}`);
  const lines = [...hover.lines, ...(value ? [{ zh: `当前值：${value.zh}`, en: `Current value: ${value.en}` }] : [])];
  return element('div', { class: 'heng-told', role: 'status' }, head, ...lines.map((line) => element('p', {}, say(view, line))));
}

/** Shows it at the caret; again, or Escape, hides it. */
function tellAtCaret(view: EditorView): boolean {
  if (hasHoverTooltips(view.state)) { view.dispatch({ effects: closeHoverTooltips }); return true; }
  activateHover(view, view.state.selection.main.head, 1, { tooltip, until: (transaction) => transaction.docChanged || transaction.selection !== undefined });
  return true;
}

export const telling: Extension = [tooltip, keymap.of([
  { key: 'Mod-i', run: tellAtCaret, preventDefault: true },
  { key: 'Escape', run: (view) => { if (!hasHoverTooltips(view.state)) return false; view.dispatch({ effects: closeHoverTooltips }); return true; } },
])];
