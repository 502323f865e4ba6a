/**
 * What may be written at an offset: fields of the ledger in scope, choices after `=` and `in`, units after a number,
 * ledgers, indicators, clause keywords in the language of the text. Found by name, by label, and by what `initials`
 * gives for a label (pinyin initials, say). Works on the tokens before the offset, so the text may be broken.
 */
import { parsed } from '../parsed.ts';
import { candidatesAt, type Candidate, type CompletionKind, type Named } from './candidates.ts';
import { knowledgeOf, type SourceText } from './knowledge.ts';
import { positionAt } from './position.ts';
import { plainSnippet, snippets } from './snippets.ts';
import { isReserved, standsBare } from './spelling.ts';
import { cellAt } from './tables.ts';

export interface Completion {
  /** As shown; `insert` is what is written where that differs. */
  label: string; insert?: string;
  /** What is written, with placeholders `${1:text}`; `insert` is the same with their texts. */
  snippet?: string;
  /** The other name of the thing: its label beside its name, or the name beside its label. */
  detail?: string;
  kind: CompletionKind;
  /** The part of the text that it replaces. */
  from: number; to: number;
}

export interface CompleteOptions {
  /** Packs that `use` may bring in, beside those among the sources. */
  packs?: readonly Named[];
  /** Whole declarations with placeholders are offered too. */
  snippets?: boolean;
}

/** @param initials label → what it may also be found by, in lower case. Gives nothing inside strings and comments. */
export function complete(
  sources: readonly SourceText[], file: string, offset: number, initials?: ReadonlyMap<string, string>, options: CompleteOptions = {},
): Completion[] {
  const source = sources.find((one) => one.file === file);
  if (!source) return [];
  const knowledge = knowledgeOf(sources);
  const { context } = knowledge;
  // Where the parser's parts begin is the declaration at hand.
  const part = parsed(file, source.text).parts.findLast((one) => one.fresh && one.from <= offset);
  const position = positionAt(context, file, source.text, offset, part?.from);
  const cell = position.before.at(-1)?.tokenType.name === 'TableRow' && position.touching ? cellAt(context, position.before, source.text, offset) : undefined;
  if (cell) return chosen(cell.candidates, { ...position, ...cell, cell: true }, initials);
  if (position.inert) return [];
  const candidates = candidatesAt(context, position, options.packs);
  const declares = options.snippets && candidates.some((one) => one.kind === 'keyword' && one.name === (position.language === 'zh' ? '指标' : 'indicator'));
  return chosen(declares ? [...candidates, ...snippets(knowledge, file, position.from, position.language)] : candidates, position, initials);
}

/** Those that fit what is typed: by a word that begins with it, by initials, by a word that holds it. */
function chosen(candidates: Candidate[], position: { prefix: string; from: number; to: number; language: 'zh' | 'en'; cell?: boolean }, initials: ReadonlyMap<string, string> | undefined): Completion[] {
  const prefix = position.prefix.toLowerCase();
  const found: { completion: Completion; rank: number }[] = [];
  const seen = new Set<string>();
  candidates.forEach((candidate, index) => {
    const hit = prefix === '' ? 0 : match(candidate, prefix, initials);
    if (hit === undefined) return;
    const label = written(candidate, position.prefix, position.language, hit);
    if (label === undefined || seen.has(`${candidate.kind} ${label}`) || label === position.prefix) return;
    seen.add(`${candidate.kind} ${label}`);
    const detail = [candidate.name, candidate.label].find((word) => word !== undefined && word !== label);
    const { snippet } = candidate;
    const insert = candidate.insert ?? (snippet === undefined ? (position.cell ? label : quoted(label, candidate.kind)) : plainSnippet(snippet));
    found.push({
      completion: {
        label, ...(insert !== label && { insert }), ...(snippet !== undefined && { snippet }), ...(detail !== undefined && { detail }),
        kind: candidate.kind, from: position.from, to: position.to,
      },
      rank: hit * 10000 + index,
    });
  });
  return found.sort((a, b) => a.rank - b.rank).map((one) => one.completion);
}

/** 0 where a word begins with what is typed, 1 where its initials do, 2 where it holds it; `undefined`: no match. */
function match(candidate: Candidate, prefix: string, initials: ReadonlyMap<string, string> | undefined): number | undefined {
  const words = [candidate.name, candidate.label].filter((word) => word !== undefined).map((word) => word.toLowerCase());
  if (words.some((word) => word.startsWith(prefix))) return 0;
  if (candidate.label !== undefined && initials?.get(candidate.label)?.startsWith(prefix)) return 1;
  return words.some((word) => word.includes(prefix)) ? 2 : undefined;
}

/** The name or the label: as one began to type, else in the language of the text. */
function written(candidate: Candidate, prefix: string, language: 'zh' | 'en', hit: number): string | undefined {
  const { name, label } = candidate;
  if (name === undefined || label === undefined) return name ?? label;
  if (prefix === '' || hit === 1) return language === 'zh' || hit === 1 ? label : name;
  return name.toLowerCase().includes(prefix.toLowerCase()) ? name : label;
}

/** A label with other characters than letters and digits stands in backquotes as a name, in quotation marks as a choice. */
function quoted(word: string, kind: CompletionKind): string {
  if (kind === 'keyword' || kind === 'function' || kind === 'unit') return word;
  // A word that may be a keyword too is a name where a name is offered.
  if (standsBare(word) || (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(word) && !isReserved(word))) return word;
  return kind === 'choice' ? `"${word}"` : `\`${word}\``;
}
