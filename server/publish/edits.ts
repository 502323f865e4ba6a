/**
 * An agency's own words in place of a generated text. Its figures stay tied to their cells: they are printed as the tables
 * have them now, whatever they were when the text was written. A number typed beside them that equals no figure of the
 * report, or in place of a figure and not equal to it, is marked. Pure.
 */
import type { EditPart, NarrativeText } from '../../data/store/narratives.ts';
import type { Disagreement, ReportBlock, ReportModel, ReportParagraph, Segment } from './model.ts';
import { paragraphsOf, tablesOf } from './model.ts';

export type { EditPart, NarrativeText } from '../../data/store/narratives.ts';

/** A figure as it is printed, and its exact value. */
export interface Known { text: string; value: string | null }
export type KnownFigures = ReadonlyMap<string, Known>;

/** Every figure of a report by name: cells of its tables, and the figures of its generated texts. */
export function knownFigures(model: Pick<ReportModel, 'parts'>, generated: ReportParagraph[] = paragraphsOf(model)): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const table of tablesOf(model)) {
    const row = table.rows.find((each) => each.kind === 'agency');
    table.columns.forEach((column, index) => { const cell = row?.cells[index]; if (cell) known.set(`${table.id}.${column.name}`, { text: cell.value ?? cell.text, value: cell.value }); });
  }
  for (const segment of generated.flatMap((paragraph) => [...paragraph.zh, ...paragraph.en])) if (typeof segment !== 'string') known.set(segment.figure, { text: segment.text, value: segment.value });
  return known;
}

/** The text for editing: a figure stands as its name in braces. */
export function editable(segments: Segment[]): string { return segments.map((each) => (typeof each === 'string' ? each : `{${each.figure}}`)).join(''); }
export function editableParts(parts: EditPart[]): string { return parts.map((each) => (typeof each === 'string' ? each : each.typed ?? `{${each.figure}}`)).join(''); }

/**
 * What was typed, with its figures tied: names in braces, and numbers that are printed exactly so in the generated text of
 * the same paragraph. `number(s)` in a place where the generated text has another figure are not guessed at: they are looked
 * at as they stand.
 */
export function partsOf(text: string, generated: Segment[], known: KnownFigures): EditPart[] {
  const own = generated.flatMap((each) => (typeof each === 'string' || !/\d/.test(each.text) ? [] : [each]));
  const parts: EditPart[] = [];
  const put = (part: EditPart): void => { const last = parts.at(-1); if (typeof part === 'string' && typeof last === 'string') parts[parts.length - 1] = last + part; else if (part !== '') parts.push(part); };
  for (const piece of text.split(/([{｛][^{}｛｝]*[}｝])/)) {
    const name = /^[{｛](.*)[}｝]$/.exec(piece)?.[1]?.trim();
    if (name !== undefined && known.has(name)) { put({ figure: name }); continue; }
    let at = 0;
    for (const { start, text: typed } of numbersIn(piece)) {
      const figure = own.find((each) => each.text === typed) ?? own.find((each) => plain(each.text) === plain(typed));
      if (!figure) continue;
      put(piece.slice(at, start));
      put({ figure: figure.figure });
      at = start + typed.length;
    }
    put(piece.slice(at));
  }
  return parts;
}

/** The paragraph as it is printed now, with what is wrong in it. A figure that is not there any more keeps its typed text. */
export function edited(paragraph: ReportParagraph, text: NarrativeText, known: KnownFigures, year: number): ReportParagraph {
  const disagreements: Disagreement[] = [];
  const print = (parts: EditPart[]): Segment[] => parts.map((part): Segment => {
    if (typeof part === 'string') return part;
    const figure = known.get(part.figure);
    if (part.typed !== undefined && plain(part.typed) !== plain(figure?.text ?? '')) { disagreements.push({ typed: part.typed, figure: part.figure, expected: figure?.text ?? '' }); return part.typed; }
    if (!figure) { disagreements.push({ typed: `{${part.figure}}`, figure: part.figure, expected: '' }); return part.typed ?? ''; }
    return { figure: part.figure, text: figure.text, value: figure.value };
  });
  const zh = print(text.zh ?? []), en = print(text.en ?? []);
  disagreements.push(...disagreeing(paragraph, zh, known, year), ...disagreeing(paragraph, en, known, year));
  const seen = new Set<string>();
  return { ...paragraph, zh, en, edited: true, disagreements: disagreements.filter((one) => { const key = `${one.typed}|${one.figure}`; return seen.has(key) ? false : seen.add(key); }) };
}

/** Numbers of the typed words that are no figure of the report. What was meant is told where the generated text names a figure with the same words before it. */
function disagreeing(paragraph: ReportParagraph, segments: Segment[], known: KnownFigures, year: number): Disagreement[] {
  const values = new Set([...known.values()].flatMap((one) => [plain(one.text), ...(one.value === null ? [] : [one.value])]));
  return segments.flatMap((segment) => (typeof segment !== 'string' ? [] : numbersIn(segment).flatMap(({ start, text: typed }): Disagreement[] => {
    if (values.has(plain(typed)) || plain(typed) === String(year) || plain(typed) === String(year + 1) || plain(typed) === String(year - 1)) return [];
    const meant = meantBy(paragraph, segment.slice(0, start));
    return [{ typed, figure: meant?.figure ?? '', expected: meant?.text ?? '' }];
  })));
}

/** The figure that follows, in the generated text, the words that stand before a typed number. */
function meantBy(paragraph: ReportParagraph, before: string): Exclude<Segment, string> | undefined {
  const words = /[\p{Script=Han}A-Za-z ]{2,}$/u.exec(before)?.[0].trim().slice(-6);
  if (!words) return undefined;
  for (const segments of [paragraph.zh, paragraph.en]) {
    for (const [index, segment] of segments.entries()) {
      const next = segments[index + 1];
      if (typeof segment === 'string' && next !== undefined && typeof next !== 'string' && segment.trimEnd().endsWith(words)) return next;
    }
  }
  return undefined;
}

/** Numbers of a text, but for years, dates, ordinals and the numbers of documents and clauses. */
function numbersIn(text: string): { start: number; text: string }[] {
  return [...text.matchAll(/\d+(?:[,，]\d{3})*(?:\.\d+)?%?/g)].flatMap((match) => {
    const before = text.slice(0, match.index), after = text.slice(match.index + match[0].length);
    const named = /[第〔（(]\s*$/.test(before) && /^\s*[〕)）条款项章批期届号]/.test(after);
    const dated = /^\s*[年月日号]/.test(after) || /〔\d{4}〕$/.test(before) || /\d{4}[-./]\d{0,2}[-./]?$/.test(before) || /^[-./]\d/.test(after) || match[0].startsWith('12345');
    return named || dated || /第\s*$/.test(before) ? [] : [{ start: match.index, text: match[0] }];
  });
}

/** 1,234 and 1234, 20.00% and 20%, are one number. */
function plain(text: string): string {
  const bare = text.replace(/[,，\s]/g, '');
  const found = /^(-?\d+)(?:\.(\d+))?(%?)$/.exec(bare);
  if (!found) return bare;
  const fraction = (found[2] ?? '').replace(/0+$/, '');
  return `${BigInt(found[1]!).toString()}${fraction ? `.${fraction}` : ''}${found[3]}`;
}

/**
 * A report with an agency's texts in the place of generated ones. An empty text leaves its paragraph out; a paragraph that
 * was to be written stands where it was declared.
 */
export function withEdits(model: ReportModel, texts: NarrativeText[], known: KnownFigures = knownFigures(model)): ReportModel {
  const byName = new Map(texts.map((one) => [one.paragraph, one] as const));
  const parts = model.parts.map((part) => ({
    ...part,
    blocks: part.blocks.flatMap((block): ReportBlock[] => {
      if (block.type !== 'paragraph') return [block];
      const text = byName.get(block.id);
      if (!text) return [block];
      const made = edited(block, text, known, model.year);
      return made.zh.length === 0 && made.en.length === 0 ? [] : [made];
    }),
  }));
  return { ...model, parts };
}
