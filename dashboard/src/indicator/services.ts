/**
 * The language service about an edited part: what is asked is in offsets of the part, what is answered too, and the whole
 * file stands around it. Runs in `compiler.worker.ts`.
 */
import { actions, compile, complete, definition, formatEdit, hover, marks, parse, placesOf, prepareRename, rename, splitAsTyped, uses, type Completion, type Edit, type Hover, type Range, type SourceText } from '../../../dsl/index.ts';
import { check, scopeOf, type Catalogue, type Checked } from './compiler.ts';
import { wholeText, type Part } from './part.ts';

interface Both { zh: string; en: string }
export interface Change { from: number; to: number; insert: string }
/** A place in the sources; in the part it has offsets, elsewhere `from` is null. */
export interface Place { file: string; line: number; column: number; from: number | null; to: number; text: string; /** Outside the part: the indicator in whose declaration it lies. */ indicator?: string }
export interface Told { from: number; to: number; hover: Hover }
export interface Offered { title: Both; changes: Change[] }
export type Renamed = { refused: Both } | { changes: Change[]; /** Places outside the part that write the name as well. */ elsewhere: Place[] };

/** What may be asked, and what is answered. */
export interface Questions {
  check: { ask: object; answer: Checked };
  complete: { ask: { offset: number }; answer: Completion[] };
  hover: { ask: { offset: number }; answer: Told | null };
  definition: { ask: { offset: number }; answer: Place[] };
  uses: { ask: { offset: number }; answer: Place[] };
  marks: { ask: { offset: number }; answer: { from: number; to: number }[] };
  nameAt: { ask: { offset: number }; answer: { refused: Both } | { from: number; to: number; word: string } };
  rename: { ask: { offset: number; word: string }; answer: Renamed };
  actions: { ask: { from: number; to: number }; answer: Offered[] };
  format: { ask: object; answer: Change | null };
  split: { ask: { offset: number }; answer: Change | null };
}
export type Kind = keyof Questions;
export type Question = { [K in Kind]: { kind: K } & Questions[K]['ask'] }[Kind];
export type AnswerOf<K extends Kind> = Questions[K]['answer'];

/** @param initials pinyin initials of labels (公示日期 → gsrq), which find them in completions. */
export function answer(catalogue: Catalogue, part: Part, text: string, question: Question, initials?: ReadonlyMap<string, string>): AnswerOf<Kind> {
  const start = part.before.length, { file } = part;
  if (question.kind === 'check') return check(catalogue, part, text);
  if (question.kind === 'format') return laidOut(text);
  const sources = scopeOf(catalogue, part, text);
  const readOnly = (other: string): boolean => other !== file;
  switch (question.kind) {
    case 'complete': return complete(sources, file, start + question.offset, initials, { packs: packsOf(catalogue), snippets: true }).map((each) => ({ ...each, from: each.from - start, to: each.to - start }));
    case 'hover': {
      const found = hover(sources, file, start + question.offset);
      const place = found && placer(sources, part, text)(found.at);
      return found && place && place.from !== null ? { from: place.from, to: place.to, hover: found } : null;
    }
    case 'definition': return definition(sources, file, start + question.offset).map(placer(sources, part, text));
    case 'uses': return uses(sources, file, start + question.offset, { declaration: true }).map(placer(sources, part, text));
    case 'marks': {
      const place = placer(sources, part, text);
      return marks(sources, file, start + question.offset).map((mark) => place(mark.at)).flatMap(({ from, to }) => (from === null ? [] : [{ from, to }]));
    }
    case 'nameAt': {
      const found = prepareRename(sources, file, start + question.offset, { readOnly });
      if ('refused' in found) return found;
      const { from, to } = placer(sources, part, text)(found.range);
      return { from: from ?? 0, to, word: found.word };
    }
    case 'rename': {
      const found = rename(sources, file, start + question.offset, question.word, { readOnly });
      if ('refused' in found) return found;
      const place = placer(sources, part, text), placed = found.edits.map((edit) => ({ edit, at: place(edit.range) }));
      return {
        changes: placed.flatMap(({ edit, at }) => (at.from === null ? [] : [{ from: at.from, to: at.to, insert: edit.text }])),
        elsewhere: placed.flatMap(({ at }) => (at.from === null ? [at] : [])),
      };
    }
    case 'actions': return actions(sources, file, start + question.from, start + question.to, compile(sources).diagnostics)
      .flatMap(({ title, edits }) => { const changes = changesOf(edits, placer(sources, part, text)); return changes ? [{ title, changes }] : []; });
    case 'split': {
      const found = splitAsTyped(sources, file, start + question.offset);
      return found && found.from >= start ? { from: found.from - start, to: found.to - start, insert: found.insert } : null;
    }
  }
}

/** The part in its layout; what ends without a line's end still does. */
function laidOut(text: string): Change | null {
  const open = !text.endsWith('\n'), change = formatEdit(open ? `${text}\n` : text);
  if (!change) return null;
  return open && change.to > text.length ? { from: change.from, to: text.length, insert: change.insert.replace(/\n$/, '') } : change;
}

/** Undefined where one of the edits lies outside the part. */
function changesOf(edits: readonly Edit[], place: (range: Range) => Place): Change[] | undefined {
  const changes = edits.map((edit) => ({ at: place(edit.range), insert: edit.text }));
  return changes.every(({ at }) => at.from !== null) ? changes.map(({ at, insert }) => ({ from: at.from!, to: at.to, insert })) : undefined;
}

/** Ranges to places; the lines of a file are counted once. */
function placer(sources: readonly SourceText[], part: Part, text: string): (range: Range) => Place {
  const known = new Map<string, { places: ReturnType<typeof placesOf>; lines: string[]; indicatorAt: (line: number) => string | undefined }>();
  const start = part.before.length, end = start + text.length;
  return (range) => {
    let file = known.get(range.file);
    if (!file) {
      const whole = range.file === part.file ? wholeText(part, text) : sources.find((source) => source.file === range.file)?.text ?? '';
      file = { places: placesOf(whole), lines: whole.split('\n'), indicatorAt: indicatorsOf(range.file, whole) };
      known.set(range.file, file);
    }
    const from = file.places.offsetAt(range.start), to = file.places.offsetAt(range.end);
    const inside = range.file === part.file && from >= start && to <= end;
    const indicator = inside ? undefined : file.indicatorAt(range.start.line);
    return { file: range.file, line: range.start.line, column: range.start.column, from: inside ? from - start : null, to: to - start, text: (file.lines[range.start.line - 1] ?? '').trim(), ...(indicator && { indicator }) };
  };
}

/** The indicator declared on a line of a file, which is read only where somebody asks. */
function indicatorsOf(file: string, text: string): (line: number) => string | undefined {
  let declared: { name: string; from: number; to: number }[] | undefined;
  return (line) => {
    declared ??= parse(file, text).tree.declarations.flatMap((one) => (one.kind === 'indicator' ? [{ name: one.name.text, from: one.at.start.line, to: one.at.end.line }] : []));
    return declared.find((one) => one.from <= line && line <= one.to)?.name;
  };
}

function packsOf(catalogue: Catalogue): { name: string; label: string }[] {
  return catalogue.packs.flatMap(({ text }) => [...text.matchAll(/^\s*(?:pack|指标包)\s+([\p{L}\p{N}_]+)\s*(?:["“]([^"”\n]*)["”])?/gmu)].map((found) => ({ name: found[1]!, label: found[2] ?? found[1]! })));
}
