/** What can be done at a place: the mends that diagnostics bring, and other ways to write what stands there. */
import type { Diagnostic } from '../diagnostics/types.ts';
import type { Range } from '../program.ts';
import { format } from '../format/index.ts';
import { rangeOf, tokenize } from '../syntax/lexer.ts';
import { partRun } from '../syntax/split.ts';
import { normalise } from '../syntax/tokens.ts';
import type { Both } from './kinds.ts';
import { knowledgeOf, type Knowledge, type SourceText } from './knowledge.ts';
import { overlaps, placesOf, samePlace } from './places.ts';
import { occurrenceAt } from './references.ts';
import type { Edit } from './rename.ts';
import { asChoice, asName, isKeyword } from './spelling.ts';
import { wordsOf } from './split.ts';

export interface Action {
  title: Both;
  /** A mend of something wrong, or another way to write what is right. */
  kind: 'fix' | 'rewrite';
  edits: Edit[];
  /** What it mends. */
  diagnostic?: Diagnostic;
}

/** @param diagnostics what the compiler says of the sources; those that touch the range bring their fixes. */
export function actions(sources: readonly SourceText[], file: string, from: number, to: number, diagnostics: readonly Diagnostic[]): Action[] {
  const knowledge = knowledgeOf(sources), text = knowledge.textOf.get(file);
  if (text === undefined) return [];
  const places = placesOf(text);
  const range: Range = { file, start: places.positionAt(from), end: places.positionAt(to) };
  const here = diagnostics.filter((one) => overlaps(one.range, range));
  const found: Action[] = here.flatMap((diagnostic): Action[] => (diagnostic.fix ? [{ title: diagnostic.fix.title, kind: 'fix', edits: diagnostic.fix.edits, diagnostic }] : []));
  const word = wordAt(file, text, from, places.positionAt(from).line);
  if (word) {
    const wrong = here.find((one) => overlaps(one.range, word.at));
    if (wrong && isKeyword(word.text)) {
      found.push({ title: { zh: '加反引号，作名称用', en: 'Put it in backquotes, as a name' }, kind: 'fix', edits: [{ range: word.at, text: `\`${word.text}\`` }], diagnostic: wrong });
    }
    const words = wordsOf(knowledge);
    const parts = wrong && !words.words.has(word.text) ? partRun(word.text, words) : null;
    if (wrong && parts) found.push({ title: { zh: `分开写作 ${parts.join(' ')}`, en: `Split into ${parts.join(' ')}` }, kind: 'fix', edits: [{ range: word.at, text: parts.join(' ') }], diagnostic: wrong });
  }
  const one = occurrenceAt(knowledge, file, from), thing = one?.things[0];
  if (one && thing && one.things.length === 1 && !one.declares && thing.label !== undefined && thing.nameAt && thing.label !== thing.name) {
    const byLabel = one.text === thing.label, other = byLabel ? thing.name : thing.label;
    if (byLabel || one.text === thing.name) {
      const spelt = one.as === 'cell' ? other : thing.kind === 'choice' ? asChoice(other) : asName(other);
      found.push({
        title: byLabel ? { zh: `写作名称 ${other}`, en: `Write the name, ${other}` } : { zh: `写作标签“${other}”`, en: `Write the label, ${other}` },
        kind: 'rewrite', edits: [{ range: one.at, text: spelt }],
      });
    }
  }
  found.push(...inOtherLanguage(knowledge, file, text, range));
  return distinct(found);
}

/** The declaration at hand with the keywords and the word order of the other language. */
function inOtherLanguage(knowledge: Knowledge, file: string, text: string, range: Range): Action[] {
  const ast = knowledge.treeOf.get(file)?.declarations.find((one) => overlaps(one.at, range));
  if (!ast || (knowledge.brokenAt.get(file) ?? []).some((error) => overlaps(error, ast.at))) return [];
  const places = placesOf(text), written = text.slice(places.offsetAt(ast.at.start), places.offsetAt(ast.at.end));
  return (['zh', 'en'] as const).flatMap((language): Action[] => {
    const other = format(written, { language });
    // What is in that language already only gets its layout.
    if (other.trim() === format(written).trim()) return [];
    const title = language === 'zh' ? { zh: '关键词改为中文', en: 'Write in Chinese keywords' } : { zh: '关键词改为英文', en: 'Write in English keywords' };
    return [{ title, kind: 'rewrite', edits: [{ range: ast.at, text: other.trimEnd() }] }];
  });
}

/** The bare word at an offset, or the one that ends there. */
function wordAt(file: string, text: string, offset: number, line: number): { text: string; at: Range } | undefined {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const end = /[\r\n]/.exec(text.slice(offset))?.index ?? text.length - offset;
  const token = tokenize(file, text.slice(start, offset + end)).tokens.find((one) => one.startOffset <= offset - start && offset - start <= one.endOffset! + 1 && /^[\p{L}_]/u.test(one.image));
  if (!token) return undefined;
  const at = rangeOf(file, token);
  return { text: normalise(text.slice(start + token.startOffset, start + token.endOffset! + 1)), at: { ...at, start: { ...at.start, line }, end: { ...at.end, line } } };
}

/** What comes to the same text is offered once. */
function distinct(actions_: Action[]): Action[] {
  return actions_.filter((one, index) => !actions_.slice(0, index).some((other) => other.edits.length === one.edits.length
    && other.edits.every((edit, place) => samePlace(edit.range, one.edits[place]!.range) && edit.text === one.edits[place]!.text)));
}
