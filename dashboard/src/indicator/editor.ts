/** The editor: CodeMirror with Heng's own highlighting, diagnostics, completion and fixes. A chunk of its own. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, redo, redoDepth, undo, undoDepth } from '@codemirror/commands';
import { bracketMatching } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic as Lint } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, type Range } from '@codemirror/state';
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Completion } from '../../../dsl/index.ts';
import { highlight } from '../../../dsl/syntax/highlight.ts';
import type { Placed } from './compiler.ts';

export interface EditorOptions {
  parent: HTMLElement;
  text: string;
  complete: (text: string, offset: number) => Promise<Completion[]>;
  /** Number of the first line, so that the gutter shows the file's own lines. */
  firstLine: number;
  label: string;
  phrases: Record<string, string>;
  onchange: (text: string, depth: { undo: number; redo: number }) => void;
}

export interface Editor {
  text(): string;
  replace(text: string): void;
  undo(): void;
  redo(): void;
  focusAt(offset: number): void;
  /** Shows what the compiler says; `say` picks the reader's language. */
  show(placed: Placed[], say: (pair: { zh: string; en: string }) => string, fixLabel: (title: string) => string): void;
  fix(edits: { from: number; to: number; insert: string }[]): void;
  relabel(label: string, phrases: Record<string, string>): void;
  destroy(): void;
}

/** Marks every token by its kind; an indicator is short, so the whole text is marked anew on each change. */
const colours: Extension = ViewPlugin.fromClass(class {
  decorations: DecorationSet;
  constructor(view: EditorView) { this.decorations = marks(view.state.doc.toString()); }
  update(update: ViewUpdate): void { if (update.docChanged) this.decorations = marks(update.state.doc.toString()); }
}, { decorations: (plugin) => plugin.decorations });

function marks(text: string): DecorationSet {
  const found: Range<Decoration>[] = [];
  for (const token of highlight(text)) {
    if (token.from < token.to) found.push(Decoration.mark({ class: `heng-${token.kind}` }).range(token.from, token.to));
  }
  return Decoration.set(found, true);
}

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--paper-raised)', color: 'var(--ink)', fontSize: 'var(--size-text)' },
  '.cm-content': { fontFamily: 'var(--mono)', caretColor: 'var(--ink)', lineHeight: '1.65', padding: '8px 0' },
  '.cm-scroller': { overflow: 'auto', fontFamily: 'var(--mono)' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '0' },
  '.cm-gutters': { backgroundColor: 'var(--paper-sunk)', color: 'var(--ink-soft)', borderRight: '1px solid var(--hairline)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--primary-wash) 60%, transparent)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--primary-wash) !important' },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--hairline-strong)' },
  '.heng-keyword': { color: 'var(--syntax-keyword)', fontWeight: '600' },
  '.heng-string': { color: 'var(--syntax-string)' },
  '.heng-number': { color: 'var(--syntax-number)' },
  '.heng-comment': { color: 'var(--syntax-comment)', fontStyle: 'italic' },
  '.heng-operator, .heng-punctuation': { color: 'var(--ink-soft)' },
  '.cm-tooltip': { backgroundColor: 'var(--paper-raised)', color: 'var(--ink)', border: '1px solid var(--hairline-strong)', maxWidth: '36em' },
  '.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--sans)', maxHeight: '16em' },
  '.cm-tooltip-autocomplete > ul > li': { padding: '3px 10px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { backgroundColor: 'var(--primary)', color: 'var(--on-primary)' },
  '.cm-completionDetail': { color: 'inherit', opacity: '0.75', fontStyle: 'normal', marginLeft: '1em' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '600' },
  '.cm-diagnostic': { padding: '6px 10px', borderLeft: '3px solid var(--soon)', whiteSpace: 'pre-line' },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--official)' },
  '.cm-diagnosticAction': { backgroundColor: 'var(--primary)', color: 'var(--on-primary)', borderRadius: '2px', padding: '2px 8px', margin: '4px 0 0' },
  '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--official)', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-lintRange-warning, .cm-lintRange-info': { backgroundImage: 'none', textDecoration: 'underline wavy var(--soon)', textUnderlineOffset: '4px', textDecorationSkipInk: 'none' },
  '.cm-panels': { backgroundColor: 'var(--paper-sunk)', color: 'var(--ink)' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--primary-wash)' },
});

function completer(complete: EditorOptions['complete']) {
  return async (context: CompletionContext): Promise<CompletionResult | null> => {
    const word = context.matchBefore(/[\p{L}\p{N}_]+/u);
    if (!word && !context.explicit) return null;
    const found = await complete(context.state.doc.toString(), context.pos);
    if (context.aborted || found.length === 0) return null;
    // The language service filters and ranks (names, labels, initials); it is asked again for every letter.
    return {
      from: Math.min(...found.map((each) => each.from)), filter: false,
      options: found.map((each) => ({
        label: each.label, ...(each.detail ? { detail: each.detail } : {}),
        apply: (view, _completion, _from, to) => {
          const insert = each.insert ?? each.label;
          view.dispatch({ changes: { from: each.from, to: Math.max(to, each.to), insert }, selection: { anchor: each.from + insert.length }, userEvent: 'input.complete' });
        },
      })),
    };
  };
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
        autocompletion({ override: [completer(options.complete)], icons: false, activateOnTyping: true }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        labels.of(labelled(options.label, options.phrases)),
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
