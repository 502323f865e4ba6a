/** What can be done at the caret (Mod-.), the one layout (Shift-Alt-f), and what folds. */
import { codeFolding, foldGutter, foldKeymap, foldService } from '@codemirror/language';
import type { Extension, Text } from '@codemirror/state';
import { keymap, type EditorView } from '@codemirror/view';
import { folds, type Fold } from '../../../../dsl/language/folding.ts';
import { closer, element, openPanel, tell } from './panel.ts';
import { ask, say } from './services.ts';

const words = {
  nothing: { zh: '这里没有可做的修改。', en: 'There is nothing to change here.' },
  tidy: { zh: '已是统一的格式。', en: 'The text is in its layout already.' },
};

function toActions(view: EditorView): boolean {
  const { from, to } = view.state.selection.main;
  void ask(view, 'actions', { from, to }).then((offered) => {
    if (!offered) return;
    if (offered.length === 0) { tell(view, say(view, words.nothing)); return; }
    openPanel(view, (_, close) => {
      const buttons = offered.map(({ title, changes }) => {
        const button = element('button', { type: 'button', class: 'button plain' }, say(view, title));
        button.addEventListener('click', () => { view.dispatch({ changes, userEvent: 'input.fix' }); close(); });
        return button;
      });
      const shut = closer(view, close);
      return { dom: element('div', { class: 'heng-actions', role: 'group', 'aria-label': view.state.phrase('Changes') }, ...buttons, shut), focus: buttons[0]! };
    });
  });
  return true;
}

/** Lays the text out; also for a button beside the editor. */
export function layOut(view: EditorView): boolean {
  void ask(view, 'format', {}).then((change) => {
    if (change) view.dispatch({ changes: change, userEvent: 'input.format' });
    else if (change === null) tell(view, say(view, words.tidy));
  });
  return true;
}

let known: { doc: Text; folds: Fold[] } | undefined;
const foldsOf = (doc: Text): Fold[] => {
  if (known?.doc !== doc) known = { doc, folds: folds(doc.toString()) };
  return known.folds;
};
const folding = foldService.of((state, lineStart, lineEnd) => {
  const fold = foldsOf(state.doc).find((one) => one.from >= lineStart && one.from <= lineEnd);
  return fold ? { from: fold.from, to: fold.to } : null;
});

export const mending: Extension = [folding, codeFolding(), foldGutter(), keymap.of([
  ...foldKeymap,
  { key: 'Mod-.', run: toActions, preventDefault: true },
  { key: 'Shift-Alt-f', run: layOut, preventDefault: true },
])];
