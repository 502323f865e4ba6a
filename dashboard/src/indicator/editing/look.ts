/** How the text looks: colours of tokens, and everything that CodeMirror draws, in the page's own custom properties. */
import type { Extension, Range } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import { highlight } from '../../../../dsl/syntax/highlight.ts';

/** Marks every token by its kind; an indicator is short, so the whole text is marked anew on each change. */
export const colours: Extension = ViewPlugin.fromClass(class {
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

export const look = EditorView.theme({
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
  '.heng-same': { backgroundColor: 'var(--primary-wash)', outline: '1px solid var(--hairline-strong)' },
  '.heng-told': { padding: '6px 10px', lineHeight: '1.5' },
  '.heng-told p': { margin: '2px 0' },
  '.heng-panel': { padding: '6px 10px', display: 'flex', flexWrap: 'wrap', gap: '6px', alignItems: 'center', lineHeight: '1.5' },
  '.heng-panel [role="alert"]:not(:empty)': { margin: '0', borderLeft: '3px solid var(--official)', paddingLeft: '8px' },
  '.heng-panel input': { font: 'inherit', color: 'var(--ink)', backgroundColor: 'var(--paper-raised)', border: '1px solid var(--hairline-strong)', padding: '2px 6px', minWidth: '14em' },
  '.heng-uses p': { margin: '0' },
  '.heng-uses ul': { listStyle: 'none', margin: '4px 0 0', padding: '0', maxHeight: '12em', overflow: 'auto', width: '100%' },
  '.heng-uses li button': { font: 'inherit', color: 'var(--ink)', background: 'none', border: '0', padding: '3px 4px', width: '100%', textAlign: 'left', cursor: 'pointer', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '.heng-uses li button:hover, .heng-uses li button:focus-visible': { backgroundColor: 'var(--primary-wash)' },
  '.heng-place': { color: 'var(--primary)', display: 'inline-block', minWidth: '5em' },
  '.cm-searchMatch': { backgroundColor: 'var(--primary-wash)', outline: '1px solid var(--hairline-strong)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--primary)', color: 'var(--on-primary)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--primary-wash) 70%, transparent)' },
  '.cm-panel.cm-search': { padding: '6px 10px', fontFamily: 'var(--sans)' },
  '.cm-panel.cm-search input, .cm-panel.cm-search button': { color: 'var(--ink)', backgroundColor: 'var(--paper-raised)', backgroundImage: 'none', border: '1px solid var(--hairline-strong)', fontSize: 'inherit' },
  '.cm-panel.cm-search label': { color: 'var(--ink)', fontSize: 'inherit' },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--paper-sunk)', color: 'var(--ink-soft)', border: '1px solid var(--hairline-strong)', padding: '0 4px' },
  '.cm-snippetField': { backgroundColor: 'var(--primary-wash)' },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--primary-wash)' },
});
