/** Two texts side by side, what differs marked; unchanged stretches are folded. Loaded when a comparison is opened. */
import { MergeView } from '@codemirror/merge';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';

const phrases: Record<string, string> = { '$ unchanged lines': '$ 行未变' };

const look = EditorView.theme({
  '&': { backgroundColor: 'var(--paper-raised)', color: 'var(--ink)', fontSize: 'var(--size-small)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6' },
  '.cm-content': { fontFamily: 'inherit' },
  '.cm-gutters': { backgroundColor: 'var(--paper-sunk)', color: 'var(--ink-soft)', borderRight: '1px solid var(--hairline)' },
  '&.cm-merge-a .cm-changedLine': { backgroundColor: 'var(--official-wash)' },
  '&.cm-merge-b .cm-changedLine': { backgroundColor: 'var(--primary-wash)' },
  '&.cm-merge-a .cm-changedText': { background: 'none', textDecoration: 'underline 2px var(--official)' },
  '&.cm-merge-b .cm-changedText': { background: 'none', textDecoration: 'underline 2px var(--primary)' },
  '.cm-collapsedLines': { background: 'var(--paper-sunk)', color: 'var(--ink-soft)' },
  '.cm-collapsedLines::before, .cm-collapsedLines::after': { content: "'⋯'" },
});

/** Shows them in `parent`; the answer closes the view. */
export function showTexts(parent: HTMLElement, a: string, b: string, labels: { a: string; b: string }, language: 'zh' | 'en'): () => void {
  const extensions: Extension[] = [lineNumbers(), EditorView.lineWrapping, EditorState.readOnly.of(true), EditorView.editable.of(false), look, ...(language === 'zh' ? [EditorState.phrases.of(phrases)] : [])];
  const named = (label: string): Extension => EditorView.contentAttributes.of({ 'aria-label': label });
  const view = new MergeView({ parent, a: { doc: a, extensions: [extensions, named(labels.a)] }, b: { doc: b, extensions: [extensions, named(labels.b)] }, collapseUnchanged: { margin: 2, minSize: 6 }, gutter: true });
  return () => view.destroy();
}
