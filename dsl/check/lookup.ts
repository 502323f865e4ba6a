/** Finding what a written name stands for; says so where nothing, or more than one thing, bears it. */
import type { Range } from '../program.ts';
import type { checkMessages } from '../diagnostics/check.ts';
import type { reportMessages } from '../diagnostics/reports.ts';
import type { scorecardMessages } from '../diagnostics/scorecards.ts';
import type { Name } from '../syntax/ast.ts';
import { knownWords, partRun } from '../syntax/split.ts';
import { declaredWords } from './declared-words.ts';
import { failQuietly, report, type Context, type Extra, type FieldInfo, type LedgerInfo } from './context.ts';
import { find, nearest, type Names } from './names.ts';

export interface Both { zh: string; en: string }

export type UnknownCode = Extract<keyof typeof checkMessages | keyof typeof scorecardMessages | keyof typeof reportMessages, `unknown-${string}`>;

/** The one thing called `name`, or a report: `code` if unknown (with the nearest words), `ambiguous_name` if several. */
export function findOne<T extends { name: string; label: string }>(
  context: Context, names: Names<T>, name: Name, code: UnknownCode, where?: Both,
): T | undefined {
  const found = find(names, name.text);
  if (found.length === 1) return found[0];
  if (found.length > 1) return ambiguous(context, name, found);
  return unknown(context, code, name, () => wordsOf(names), where);
}

/** Says that `name` is borne by several things, naming each. */
export function ambiguous(context: Context, name: Name, found: { name: string; label: string }[]): undefined {
  const names = found.map((thing) => (thing.label && thing.label !== thing.name ? `${thing.name}（${thing.label}）` : thing.name));
  return report(context, 'ambiguous-name', name.at, { name: name.text, names }, {
    hints: found.map((thing) => ({ zh: `写作 ${thing.name}`, en: `write ${thing.name}` })),
  });
}

/** So many unknown names of a program are answered with what may have been meant: the search goes through every name there is. */
const mostSuggestions = 300;

/** Says that `name` is unknown, and what may have been meant. `words`: everything that could stand here. */
export function unknown(context: Context, code: UnknownCode, name: Name, words: string[] | (() => string[]), where?: Both): undefined {
  if (name.text === '') return failQuietly(context);
  if (context.trying > 0 || context.suggested >= mostSuggestions) return report(context, code, name.at, { name: name.text, ...(where && { where }) });
  context.suggested++;
  // A run of words without blanks, or simply a name that is not known.
  const known = context.words ??= knownWords(declaredWords(context.trees));
  const run = [...name.text].length < 3 || known.words.has(name.text) ? null : partRun(name.text, known);
  if (run && run.length > 1) {
    const written = run.join(' ');
    return report(context, 'run-together', name.at, { text: name.text, parts: written }, { fix: replace(name.at, written) });
  }
  return report(context, code, name.at, { name: name.text, ...(where && { where }) }, suggestions(name, typeof words === 'function' ? words() : words, code === 'unknown-choice'));
}

/** `did you mean`; where exactly one word is near, also as a fix. */
export function suggestions(name: Name, words: string[], few: boolean): Extra {
  // A name that is known but cannot stand here is no mend of itself.
  const near = nearest(name.text, words).filter((word) => word !== name.text);
  if (near.length === 0 && few && words.length > 0) {
    const some = words.slice(0, 24), more = words.length > some.length ? '…' : '';
    return { hints: [{ zh: `可写：${some.join('、')}${more}`, en: `it may be ${some.join(', ')}${more}` }] };
  }
  if (near.length === 0) return {};
  const hints = [{ zh: `是否想写：${near.join('、')}`, en: `did you mean ${near.join(' or ')}?` }];
  return near.length === 1 ? { hints, fix: replace(name.at, near[0]!) } : { hints };
}

export function replace(at: Range, text: string): NonNullable<Extra['fix']> {
  return { title: { zh: `改为 ${text}`, en: `write ${text}` }, edits: [{ range: at, text }] };
}

/** A fix that writes `text` where `at` ends. */
export function append(at: Range, text: string): NonNullable<Extra['fix']> {
  return { title: { zh: `补上${text}`, en: `add${text.startsWith(' ') ? '' : ' '}${text}` }, edits: [{ range: { file: at.file, start: at.end, end: at.end }, text }] };
}

export function wordsOf(names: Names<unknown>): string[] {
  return names.all.flatMap((entry) => entry.words);
}

/** A declared thing in a message: its label to Chinese readers, its name to others. */
export const titles = (thing: { name: string; label: string }): Both => ({ zh: thing.label, en: thing.name });

/** A field of `ledger` by name or label. */
export function fieldOf(context: Context, ledger: LedgerInfo, name: Name): FieldInfo | undefined {
  // Where the parser gave up within the ledger, its fields are not all known.
  if (name.text === '' || (ledger.unreadable && find(ledger.fields, name.text).length === 0)) return failQuietly(context);
  return findOne(context, ledger.fields, name, 'unknown-field', titles(ledger));
}

/** The ledger that a field's value leads to. */
export function referred(context: Context, info: FieldInfo): LedgerInfo | undefined {
  const name = info.ast?.refersTo ?? (info.ast?.type?.kind === 'refers' ? info.ast.type.ledger : info.ast?.lookup?.ledger);
  return name && find(context.ledgers, name.text)[0];
}
