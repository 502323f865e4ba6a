/**
 * The editor: CodeMirror with Heng's own colours, and the language service for everything else: diagnostics and mends,
 * completion, hover, definition and uses, renaming, folding, layout, search. A chunk of its own; parts in `editing/`.
 */
import { closeBrackets, closeBracketsKeymap, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as Lint } from '@codemirror/lint';
import { highlightSelectionMatches, openSearchPanel, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import type { Placed } from './compiler.ts';
import { colours, look } from './editing/look.ts';
import { layOut, mending } from './editing/mending.ts';
import { naming } from './editing/naming.ts';
import { panel } from './editing/panel.ts';
import { provide, type Services } from './editing/services.ts';
import { telling } from './editing/telling.ts';
import { typing } from './editing/typing.ts';

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  /** The language service, and where the page comes in. */
  services: Services;
  /** Number of the first line, so that the gutter shows the file's own lines. */
  firstLine: number;
  label: string;
  /** May be read and searched, not changed. */
  readOnly?: boolean;
  phrases: Record<string, string>;
  onchange: (text: string, depth: { undo: number; redo: number }) => void;
}

export interface Editor {
  text(): string;
  replace(text: string): void;
  undo(): void;
  redo(): void;
  focusAt(offset: number): void;
  /** Lays the text out. */
  format(): void;
  find(): void;
  /** Shows what the compiler says; `say` picks the reader's language. */
  show(placed: Placed[], say: (pair: { zh: string; en: string }) => string, fixLabel: (title: string) => string): void;
  fix(edits: { from: number; to: number; insert: string }[]): void;
  relabel(label: string, phrases: Record<string, string>): void;
  destroy(): void;
}

/** Opens the editor in `parent`. The caller destroys it. */
export function openEditor(options: EditorOptions): Editor {
  const labels = new Compartment();
  const labelled = (label: string, phrases: Record<string, string>): Extension => [EditorView.contentAttributes.of({ 'aria-label': label }), EditorState.phrases.of(phrases)];
  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers({ formatNumber: (line) => String(line + options.firstLine - 1) }), lintGutter(), history(), drawSelection(), highlightActiveLine(), highlightActiveLineGutter(),
        bracketMatching(), closeBrackets(), EditorView.lineWrapping, colours, look,
        provide(options.services), panel, telling, naming, mending, typing, search({ top: true }), highlightSelectionMatches(),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
        options.readOnly ? EditorState.readOnly.of(true) : [], labels.of(labelled(options.label, options.phrases)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) options.onchange(update.state.doc.toString(), { undo: undoDepth(update.state), redo: redoDepth(update.state) });
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    replace: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, userEvent: 'input' }),
    undo: () => { undo(view); view.focus(); },
    redo: () => { redo(view); view.focus(); },
    focusAt: (offset) => { view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true }); view.focus(); },
    format: () => { layOut(view); },
    find: () => { openSearchPanel(view); },
    show: (placed, say, fixLabel) => {
      const length = view.state.doc.length;
      const lints = placed.filter((each) => each.from !== null).map((each): Lint => {
        const from = Math.min(each.from!, length);
        const hints = (each.diagnostic.hints ?? []).map(say).filter((hint) => hint !== '');
        const { fix } = each;
        return {
          from, to: Math.min(Math.max(each.to, from), length), severity: each.diagnostic.severity, message: [say(each.diagnostic.message), ...hints].join('\n'),
          ...(fix ? { actions: [{ name: fixLabel(say(fix.title)), apply: (target) => target.dispatch({ changes: fix.edits, userEvent: 'input.fix' }) }] } : {}),
        };
      });
      view.dispatch(setDiagnostics(view.state, lints));
    },
    fix: (edits) => { view.dispatch({ changes: edits, userEvent: 'input.fix' }); view.focus(); },
    relabel: (label, phrases) => view.dispatch({ effects: labels.reconfigure(labelled(label, phrases)) }),
    destroy: () => view.destroy(),
  };
}
