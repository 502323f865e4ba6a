/** An agency's texts of its report: what was generated, what the agency made of it, what does not agree. */
import { NarrativeConflict, type NarrativeEntry } from '../../data/store/index.ts';
import type { Actor } from '../accounts/rights.ts';
import type { ServerContext } from '../context.ts';
import { ANNUAL } from '../filing/publishing.ts';
import { Filing } from '../filing/service.ts';
import { mayEdit, type Place } from '../grid/forms.ts';
import { Refusal } from '../words.ts';
import { editable, editableParts, edited, knownFigures, partsOf, type NarrativeText } from './edits.ts';
import type { Disagreement, ReportParagraph, Segment, Words } from './model.ts';
import { drafted, type Drafted } from './report.ts';

export interface NarrativeParagraph {
  id: string;
  /** The part and the section that it stands in. */
  part: Words | null; section: Words | null;
  /** What the agency is asked to write; null for a generated text. */
  hint: Words | null;
  /** As generated, figures as names in braces; null for what is to be written. */
  generated: Words | null;
  /** The agency's text in the same spelling; null where there is none. */
  text: Words | null;
  /** As it is printed now. */
  zh: Segment[]; en: Segment[];
  disagreements: Disagreement[];
  by: string | null; at: string | null;
}
export interface Narrative {
  agency: Place['agency']; year: number; declaration: string; version: number;
  mayEdit: boolean;
  /** To be sent back with a change: the last entry it rests on. */
  head: number;
  paragraphs: NarrativeParagraph[];
  /** Figures that may be named in braces, as printed. */
  figures: { name: string; text: string }[];
}
export interface TypedText { id: string; zh: string | null; en: string | null }

const open = new Set(['draft', 'checked', 'returned']);
const longest = 6000;

async function draftOf(server: ServerContext, place: Place): Promise<Drafted> {
  const { library, choices } = await server.definition({}, place.year);
  const { code } = place.agency;
  return drafted(server.engine, {
    program: library.program, choices, agency: code, year: place.year, asOf: `${place.year + 1}-01-31`, calendar: server.calendar, given: await server.store.given(code, place.year),
    ...(await chosenReport(server, place.agency.region)),
  });
}

/** The declaration that the bureau has chosen for a region, as part of a request. */
export async function chosenReport(server: ServerContext, region: string | null): Promise<{ report?: string }> {
  const chosen = await server.store.narratives.chosen(region ?? '');
  return chosen === null ? {} : { report: chosen };
}

/** @param typed texts not saved yet, to be looked at as if they were */
export async function narrative(server: ServerContext, actor: Actor, place: Place, typed?: TypedText[]): Promise<Narrative> {
  const { state } = await new Filing(server).standing(place.agency.code, place.year);
  const key = { agency: place.agency.code, year: place.year, report: ANNUAL, version: state.version };
  const made = await draftOf(server, place), saved = await server.store.narratives.current(key);
  const found = paragraphs(made);
  const known = knownFigures(made.generated);
  const texts = new Map<string, NarrativeText | NarrativeEntry>(saved.texts.map((one) => [one.paragraph, one]));
  for (const one of typed ?? []) { const text = textOfTyped(found, one, known); if (text.zh === null) texts.delete(one.id); else texts.set(one.id, text); }
  return {
    agency: place.agency, year: place.year, declaration: made.model.declaration, version: state.version, mayEdit: mayEdit(actor, place) && open.has(state.stage), head: saved.head,
    paragraphs: found.map(({ paragraph, part, section, hint }) => {
      const text = texts.get(paragraph.id);
      const now = text ? edited(paragraph, text, known, place.year) : paragraph;
      return {
        id: paragraph.id, part, section, hint, generated: hint ? null : { zh: editable(paragraph.zh), en: editable(paragraph.en) },
        text: text ? { zh: editableParts(text.zh ?? []), en: editableParts(text.en ?? []) } : null, zh: now.zh, en: now.en, disagreements: now.disagreements,
        by: text && 'byName' in text ? text.byName : null, at: text && 'at' in text ? text.at : null,
      };
    }),
    figures: [...known].filter(([, figure]) => figure.value !== null).map(([name, figure]) => ({ name, text: figure.text })),
  };
}

/** Saves texts. Throws `busy` when someone else has meanwhile, or the report is out of the agency's hands. */
export async function saveNarrative(server: ServerContext, actor: Actor, place: Place, base: number, typed: TypedText[]): Promise<Narrative> {
  const { state } = await new Filing(server).standing(place.agency.code, place.year);
  if (!open.has(state.stage)) throw new Refusal('busy', 'not_editable', '年报已经报送或者公开，现在不能修改文字：先撤回，或者发起更正。', 'The report has been submitted or published; its texts cannot be changed now: withdraw it, or begin a correction.');
  const made = await draftOf(server, place);
  const known = knownFigures(made.generated), found = paragraphs(made);
  const key = { agency: place.agency.code, year: place.year, report: ANNUAL, version: state.version };
  try {
    await server.store.narratives.save(key, typed.map((one) => textOfTyped(found, one, known)), { by: actor.account, byName: actor.name, at: new Date(), base });
  } catch (error) {
    if (error instanceof NarrativeConflict) throw new Refusal('busy', 'stale', '文字刚被别人改过：请刷新后再保存。', 'The texts have been changed by someone else: reload and save again.');
    throw error;
  }
  await server.store.audit.append({ actor: actor.account, act: 'narrative.save', subject: ANNUAL, agency: place.agency.code, year: place.year, detail: { version: state.version, paragraphs: typed.map((one) => one.id) } });
  return narrative(server, actor, place);
}

function textOfTyped(found: ReturnType<typeof paragraphs>, { id, zh, en }: TypedText, known: ReturnType<typeof knownFigures>): NarrativeText {
  const paragraph = found.find((one) => one.paragraph.id === id)?.paragraph;
  if (!paragraph) throw new Refusal('input', 'unknown_paragraph', `年报里没有段落“${id}”。`, `The report has no paragraph "${id}".`);
  if (zh === null) return { paragraph: id, zh: null, en: null };
  if (zh.length > longest || (en?.length ?? 0) > longest) throw new Refusal('input', 'text_too_long', `一段文字最多${longest}字。`, `A paragraph has ${longest} characters at most.`);
  const clean = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();
  return { paragraph: id, zh: partsOf(clean(zh), paragraph.zh, known), en: partsOf(clean(en ?? ''), paragraph.en, known) };
}

interface Found { paragraph: ReportParagraph; part: Words | null; section: Words | null; hint: Words | null }
function paragraphs({ generated, toWrite }: Drafted): Found[] {
  const hints = new Map(toWrite.map((one) => [one.id, one.hint] as const));
  return generated.parts.flatMap((part) => {
    let section: Words | null = null;
    return part.blocks.flatMap((block): Found[] => {
      if (block.type === 'heading') section = block.text;
      return block.type === 'paragraph' && block.id !== 'nothing' ? [{ paragraph: block, part: part.heading, section, hint: hints.get(block.id) ?? null }] : [];
    });
  });
}

