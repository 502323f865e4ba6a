/**
 * Renaming a thing everywhere. Renamed is what stands under the caret: the name, and every place that writes the name; or
 * the label, and every place that writes the label. Nothing is renamed by halves: where a name would then mean something
 * else, anywhere in the sources, the answer is a sentence that says so.
 */
import { find, nameKey } from '../check/names.ts';
import type { Range } from '../program.ts';
import { knowledgeOf, type Knowledge, type SourceText } from './knowledge.ts';
import type { Occurrence } from './occurrence.ts';
import { occurrences } from './occurrences.ts';
import { placesOf } from './places.ts';
import { occurrenceAt, occurrencesOf } from './references.ts';
import { asChoice, asName, isReserved } from './spelling.ts';
import type { Thing } from './things.ts';
import { kindWords, type Both } from './kinds.ts';

export interface Edit { range: Range; text: string }
export interface Refused { refused: Both }
export interface RenameOptions {
  /** Whether a source may not be changed (the shipped declarations, other packs). */
  readOnly?: (file: string) => boolean;
}

/** What would be renamed: its place without backquotes and quotation marks, and the word there. */
export function prepareRename(sources: readonly SourceText[], file: string, offset: number, options: RenameOptions = {}): { range: Range; word: string } | Refused {
  const target = targetAt(knowledgeOf(sources), file, offset, options);
  return 'refused' in target ? target : { range: inner(target.occurrence), word: target.occurrence.text };
}

/** The edits of all sources, or why there are none. `word` may stand in backquotes, which also frees a keyword. */
export function rename(sources: readonly SourceText[], file: string, offset: number, word: string, options: RenameOptions = {}): { edits: Edit[] } | Refused {
  const knowledge = knowledgeOf(sources);
  const target = targetAt(knowledge, file, offset, options);
  if ('refused' in target) return target;
  const { thing, part } = target;
  const freed = /^`(.*)`$/.exec(word.trim())?.[1];
  const next = (freed ?? word).trim();
  const misfit = wrongWord(next, part, freed !== undefined);
  if (misfit) return { refused: misfit };
  if (next === target.occurrence.text) return { edits: [] };
  const holder = takenBy(knowledge, thing, next);
  if (holder) {
    const kind = kindWords(holder.kind);
    return refuse(`“${next}”已是${kind.zh}“${holder.label ?? holder.name}”的名称`, `“${next}” already names the ${kind.en} ${holder.name}`);
  }
  const places = occurrencesOf(knowledge, [thing]).filter((one) => partOf(thing, one) === part);
  const locked = places.find((one) => options.readOnly?.(one.at.file));
  if (locked) return refuse(`“${target.occurrence.text}”也写在只读的“${locked.at.file}”里，不能改名`, `“${target.occurrence.text}” is also written in ${locked.at.file}, which is read-only`);
  const edits = places.map((one): Edit => ({ range: one.as === 'name' ? one.at : inner(one), text: spelt(one, thing, next) }));
  const changed = captured(knowledge, sources, edits);
  if (changed) return refuse(`改名后“${changed.text}”（${changed.at.file} 第${changed.at.start.line}行）的含义会变，不能改名`, `“${changed.text}” (${changed.at.file}, line ${changed.at.start.line}) would then mean something else`);
  return { edits };
}

const refuse = (zh: string, en: string): Refused => ({ refused: { zh, en } });

type Part = 'name' | 'label';
interface Target { occurrence: Occurrence; thing: Thing; part: Part }

function targetAt(knowledge: Knowledge, file: string, offset: number, options: RenameOptions): Target | Refused {
  const occurrence = occurrenceAt(knowledge, file, offset);
  if (!occurrence) return refuse('这里没有可以改名的名称', 'there is no name here');
  const [thing, ...others] = occurrence.things;
  if (!thing) return refuse(`“${occurrence.text}”没有声明，不能改名`, `“${occurrence.text}” is not declared anywhere`);
  if (others.length > 0) return refuse(`“${occurrence.text}”可指几个对象，先写明是哪一个`, `“${occurrence.text}” may mean several things: say first which`);
  const part = partOf(thing, occurrence);
  const declaredAt = part === 'label' ? thing.labelAt : thing.nameAt;
  if (!part || !declaredAt) return refuse(`“${occurrence.text}”是固定的写法，不能改名`, `“${occurrence.text}” is a fixed word and cannot be renamed`);
  if (options.readOnly?.(declaredAt.file)) return refuse(`“${occurrence.text}”在“${declaredAt.file}”里声明，该文件只读`, `“${occurrence.text}” is declared in ${declaredAt.file}, which is read-only`);
  return { occurrence, thing, part };
}

/** Whether the name or the label is written; `undefined` for another header, or a word that is fixed. */
function partOf(thing: Thing, one: Occurrence): Part | undefined {
  const key = nameKey(one.text);
  if (one.declares && thing.labelAt && one.at === thing.labelAt) return 'label';
  if (thing.nameAt && key === nameKey(thing.name)) return 'name';
  return thing.labelAt && key === nameKey(thing.label ?? thing.name) ? 'label' : undefined;
}

function inner(one: Occurrence): Range {
  const { start, end } = one.at;
  const wide = start.line === end.line ? end.column - start.column : Infinity;
  if (one.as === 'cell' || wide < one.text.length + 2) return one.at;
  return { ...one.at, start: { ...start, column: start.column + 1 }, end: { ...end, column: end.column - 1 } };
}

/** What cannot be a name or a label at all. */
function wrongWord(word: string, part: Part, freed: boolean): Both | undefined {
  if (word === '') return { zh: '名称不能为空', en: 'a name cannot be empty' };
  if (/[\r\n`|｜]/.test(word) || (part === 'label' && /["“”]/.test(word))) return { zh: `“${word}”中有不能用于名称的字符`, en: `“${word}” holds a character that no name can have` };
  if (word === '__proto__') return { zh: `不能用“${word}”作名称`, en: `“${word}” cannot be a name` };
  if (part === 'name' && !freed && isReserved(word)) return { zh: `“${word}”是关键词；确要用作名称，请写作 \`${word}\``, en: `“${word}” is a keyword; to use it as a name all the same write \`${word}\`` };
  return undefined;
}

/** What bears that name already, where two of one name could not be told apart. */
function takenBy(knowledge: Knowledge, thing: Thing, word: string): { kind: Thing['kind']; name: string; label?: string } | undefined {
  const { context } = knowledge;
  const other = <T extends { name: string; label?: string }>(kind: Thing['kind'], found: T[]): { kind: Thing['kind']; name: string; label?: string } | undefined => {
    const holder = found.find((one) => one.name !== thing.name || kind !== thing.kind);
    return holder && { kind, name: holder.name, ...(holder.label !== undefined && { label: holder.label }) };
  };
  switch (thing.kind) {
    case 'field': return thing.field && other('field', find(thing.field.ledger.fields, word));
    case 'column': case 'group': {
      const form = find(context.forms, thing.of?.name ?? '').find((one) => one.name === thing.of?.name);
      return form && (other('column', find(form.columns, word)) ?? other('group', find(form.groups, word)));
    }
    case 'choice': return thing.choices && other('choice', find(thing.choices, word).map((choice) => ({ name: choice.name ?? choice.value, label: choice.value })));
    case 'order': return other('order', find(context.orders, word));
    case 'list': return other('list', find(context.lists, word));
    case 'view': return other('view', find(context.views, word));
    case 'report': return other('report', find(context.reports, word));
    case 'scorecard': return other('scorecard', find(context.scorecards, word));
    case 'grade': case 'pack': return undefined;
    default: return other('ledger', find(context.ledgers, word)) ?? other('form', find(context.forms, word)) ?? other('define', find(context.defines, word))
      ?? other('parameter', find(context.parameters, word)) ?? other('indicator', find(context.indicators, word));
  }
}

function spelt(one: Occurrence, thing: Thing, word: string): string {
  if (one.as !== 'name') return word;
  return thing.kind === 'choice' && !one.declares ? asChoice(word) : asName(word);
}

/** The first name that would mean something else after the edits: captured, captured by, or read differently. */
function captured(before: Knowledge, sources: readonly SourceText[], edits: Edit[]): Occurrence | undefined {
  const after = knowledgeOf(applied(sources, edits));
  const forth = new Map<string, string>(), back = new Map<string, string>();
  for (const tree of before.trees) {
    const was = occurrences(before, tree), is = occurrences(after, after.treeOf.get(tree.file)!);
    for (const [index, one] of was.entries()) {
      const other = is[index];
      if (!other || other.things.length !== one.things.length || other.declares !== one.declares) return one;
      for (const [place, thing] of one.things.entries()) {
        const id = other.things[place]!.id;
        if ((forth.get(thing.id) ?? id) !== id || (back.get(id) ?? thing.id) !== thing.id) return one;
        forth.set(thing.id, id);
        back.set(id, thing.id);
      }
    }
    if (is.length !== was.length) return is[was.length];
  }
  return undefined;
}

/** The sources with edits carried out; edits of one source do not overlap. */
export function applied<T extends SourceText>(sources: readonly T[], edits: readonly Edit[]): T[] {
  return sources.map((source) => {
    const own = edits.filter((edit) => edit.range.file === source.file);
    if (own.length === 0) return source;
    const { offsetAt } = placesOf(source.text);
    const placed = own.map((edit) => ({ from: offsetAt(edit.range.start), to: offsetAt(edit.range.end), text: edit.text })).sort((a, b) => b.from - a.from);
    return { ...source, text: placed.reduce((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), source.text) };
  });
}
