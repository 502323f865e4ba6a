/** One small panel under the text at a time; Escape closes it and gives the keyboard back to the text. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { showPanel, type EditorView, type Panel } from '@codemirror/view';
import { say } from './services.ts';

type Build = (view: EditorView, close: () => void) => { dom: HTMLElement; focus?: HTMLElement };
const open = StateEffect.define<Build | null>();

const field = StateField.define<Build | null>({
  create: () => null,
  update: (panel, transaction) => transaction.effects.reduce((now, effect) => (effect.is(open) ? effect.value : now), panel),
  provide: (self) => showPanel.from(self, (build) => (build ? (view): Panel => {
    const { dom, focus } = build(view, () => closePanel(view));
    dom.classList.add('heng-panel');
    dom.addEventListener('keydown', (event) => { if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); closePanel(view); } });
    return { dom, mount: () => { focus?.focus(); if (focus instanceof HTMLInputElement) focus.select(); } };
  } : null)),
});

export const panel: Extension = field;
export function openPanel(view: EditorView, build: Build): void { view.dispatch({ effects: open.of(build) }); }
export function closePanel(view: EditorView): void {
  view.dispatch({ effects: open.of(null) });
  view.focus();
}

export function element<K extends keyof HTMLElementTagNameMap>(name: K, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button that closes the panel. */
export function closer(view: EditorView, close: () => void): HTMLButtonElement {
  const button = element('button', { type: 'button', class: 'button plain' }, say(view, { zh: '关闭', en: 'Close' }));
  button.addEventListener('click', close);
  return button;
}

/** A sentence for people who see and for screen readers; the panel closes with a button. */
export function tell(view: EditorView, sentence: string): void {
  openPanel(view, (_, close) => {
    const button = closer(view, close);
    return { dom: element('div', { role: 'alert' }, element('span', {}, sentence), button), focus: button };
  });
}
