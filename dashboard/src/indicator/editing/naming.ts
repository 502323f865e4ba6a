/** Names: going to what one stands for (F12, Ctrl-click), all its uses (Shift-F12), renaming (F2), and marks at the other places where it is written. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, keymap, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Place } from '../services.ts';
import { closePanel, closer, element, openPanel, tell } from './panel.ts';
import { ask, say, servicesOf } from './services.ts';

const words = {
  nothingHere: { zh: '这里没有可以查找的名称。', en: 'There is no name here to look up.' },
  elsewhere: (place: Place) => ({ zh: `在“${place.file}”第${place.line}行声明：${place.text}`, en: `Declared in ${place.file}, line ${place.line}: ${place.text}` }),
  uses: (count: number) => ({ zh: `共 ${count} 处`, en: `${count} ${count === 1 ? 'place' : 'places'}` }),
  line: (place: Place) => (place.from === null ? { zh: `${place.file} 第${place.line}行`, en: `${place.file}, line ${place.line}` } : { zh: `第${place.line}行`, en: `line ${place.line}` }),
  rename: { zh: '改名为', en: 'Rename to' },
  outside: (places: Place[]) => ({ zh: `这个名称在本段之外还写有 ${places.length} 处（如“${places[0]!.file}”第${places[0]!.line}行），这里不能改名。`, en: `The name is also written in ${places.length} ${places.length === 1 ? 'place' : 'places'} outside this text (${places[0]!.file}, line ${places[0]!.line}): it cannot be renamed here.` }),
};

// ---------------------------------------------------------------- definition and uses

function go(view: EditorView, place: Place): void {
  if (place.from !== null) {
    view.dispatch({ selection: { anchor: place.from, head: place.to }, scrollIntoView: true });
    view.focus();
    return;
  }
  if (!place.indicator || !servicesOf(view)?.ongo?.(place.indicator)) tell(view, say(view, words.elsewhere(place)));
}

function toDefinition(view: EditorView, offset = view.state.selection.main.head): boolean {
  void ask(view, 'definition', { offset }).then((places) => {
    if (!places) return;
    const [place] = places;
    if (place) go(view, place); else tell(view, say(view, words.nothingHere));
  });
  return true;
}

function toUses(view: EditorView): boolean {
  void ask(view, 'uses', { offset: view.state.selection.main.head }).then((places) => {
    if (!places) return;
    if (places.length === 0) { tell(view, say(view, words.nothingHere)); return; }
    openPanel(view, (_, close) => {
      // Name and label of a declaration stand on one line.
      const lines = places.filter((place, index) => places.findIndex((other) => other.file === place.file && other.line === place.line) === index);
      const buttons = lines.map((place) => {
        const button = element('button', { type: 'button' }, element('span', { class: 'heng-place' }, say(view, words.line(place))), ' ', element('code', {}, place.text));
        button.addEventListener('click', () => { close(); go(view, place); });
        return button;
      });
      const shut = closer(view, close);
      const list = element('ul', {}, ...buttons.map((button) => element('li', {}, button)));
      return { dom: element('div', { class: 'heng-uses', role: 'group', 'aria-label': view.state.phrase('Uses') }, element('p', { role: 'status' }, say(view, words.uses(places.length)), ' ', shut), list), focus: buttons[0]! };
    });
  });
  return true;
}

// ---------------------------------------------------------------- renaming

function toRename(view: EditorView): boolean {
  const offset = view.state.selection.main.head;
  void ask(view, 'nameAt', { offset }).then((found) => {
    if (!found) return;
    if ('refused' in found) { tell(view, say(view, found.refused)); return; }
    openPanel(view, () => {
      const input = element('input', { type: 'text', value: found.word, spellcheck: 'false', autocomplete: 'off' });
      const refusal = element('p', { role: 'alert' });
      const form = element('form', {}, element('label', {}, say(view, words.rename), ' ', input), ' ',
        element('button', { type: 'submit', class: 'button plain' }, view.state.phrase('Rename')), refusal);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        void ask(view, 'rename', { offset, word: input.value }).then((renamed) => {
          if (!renamed) return;
          if ('refused' in renamed) { refusal.textContent = say(view, renamed.refused); input.focus(); return; }
          if (renamed.elsewhere.length > 0) { refusal.textContent = say(view, words.outside(renamed.elsewhere)); input.focus(); return; }
          view.dispatch({ changes: renamed.changes, userEvent: 'input.rename' });
          closePanel(view);
        });
      });
      return { dom: element('div', { class: 'heng-rename' }, form), focus: input };
    });
  });
  return true;
}

// ---------------------------------------------------------------- marks

const mark = Decoration.mark({ class: 'heng-same' });
const setMarks = StateEffect.define<{ from: number; to: number }[]>();
const marked = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (marks, transaction) => {
    for (const effect of transaction.effects) if (effect.is(setMarks)) return Decoration.set(effect.value.map(({ from, to }) => mark.range(from, to)), true);
    // A caret that leaves takes the marks with it, until the new place is known.
    return transaction.docChanged || transaction.selection ? Decoration.none : marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const marking = ViewPlugin.fromClass(class {
  timer = 0;
  update(update: ViewUpdate): void {
    if (!update.selectionSet && !update.docChanged) return;
    window.clearTimeout(this.timer);
    const { view } = update;
    this.timer = window.setTimeout(() => {
      const { main } = view.state.selection;
      if (!main.empty || !view.hasFocus) return;
      void ask(view, 'marks', { offset: main.head }).then((places) => {
        if (places && places.length > 1 && view.state.selection.main.head === main.head) view.dispatch({ effects: setMarks.of(places) });
      });
    }, 250);
  }
  destroy(): void { window.clearTimeout(this.timer); }
});

const clicks = EditorView.domEventHandlers({
  mousedown: (event, view) => {
    if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false;
    const offset = view.posAtCoords({ x: event.clientX, y: event.clientY });
    if (offset === null) return false;
    event.preventDefault();
    return toDefinition(view, offset);
  },
});

export const naming: Extension = [marked, marking, clicks, keymap.of([
  { key: 'F12', run: (view) => toDefinition(view), preventDefault: true },
  { key: 'Shift-F12', run: toUses, preventDefault: true },
  { key: 'F2', run: toRename, preventDefault: true },
])];
