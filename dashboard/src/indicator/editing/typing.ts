/** Help while typing: completions, and words that are typed without blanks parted as one goes on. */
import { autocompletion, snippet, type Completion as Option, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { isolateHistory } from '@codemirror/commands';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { Completion } from '../../../../dsl/index.ts';
import { ask } from './services.ts';

// ---------------------------------------------------------------- completion

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const { view } = context;
  const word = context.matchBefore(/[\p{L}\p{N}_]+|[.．]/u);
  if (!view || (!word && !context.explicit)) return null;
  const found = await ask(view, 'complete', { offset: context.pos });
  if (!found || context.aborted || found.length === 0) return null;
  // The language service filters and ranks (names, labels, initials); it is asked again for every letter.
  return { from: Math.min(...found.map((each) => each.from)), filter: false, options: found.map(optionOf) };
}

function optionOf(each: Completion): Option {
  return {
    label: each.label, ...(each.detail ? { detail: each.detail } : {}),
    apply: (view, completion, _from, to) => {
      if (each.snippet !== undefined) { snippet(each.snippet)(view, completion, each.from, Math.max(to, each.to)); return; }
      const insert = each.insert ?? each.label;
      view.dispatch({ changes: { from: each.from, to: Math.max(to, each.to), insert }, selection: { anchor: each.from + insert.length }, userEvent: 'input.complete' });
    },
  };
}

// ---------------------------------------------------------------- parting words

/** What ends a run of words. */
const ending = /^[\s，、；：,;:（()）{}｛｝=＝<>＜＞≥≤≠+＋×÷*/|｜]$/u;
const chinese = /[\u3400-\u9fff]/u;

/** After a blank or a mark the run before it is parted; undo takes back the parting alone. */
const parting = EditorView.updateListener.of((update) => {
  if (!update.docChanged || !update.transactions.some((one) => one.isUserEvent('input.type'))) return;
  let end = -1;
  update.changes.iterChanges((_fromA, _toA, fromB, toB, inserted) => {
    // An editor that closes brackets inserts two marks at once.
    if (inserted.length <= 2 && ending.test(inserted.sliceString(0, 1)) && toB > fromB) end = fromB;
  });
  if (end <= 0) return;
  const { view } = update;
  const run = /[\p{L}\p{N}_]+[%％]?$/u.exec(view.state.sliceDoc(Math.max(0, end - 200), end))?.[0];
  if (run === undefined || run.length < 3 || !chinese.test(run)) return;
  void ask(view, 'split', { offset: end }).then((split) => {
    if (split) view.dispatch({ changes: split, userEvent: 'input.split', annotations: isolateHistory.of('full') });
  });
});

export const typing: Extension = [autocompletion({ override: [complete], icons: false, activateOnTyping: true }), parting];
