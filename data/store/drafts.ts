/**
 * Forms being filled in: what a clerk has typed so far, per (agency, year, form). Every save is a version of its own and
 * nothing is overwritten, so any earlier state can be taken up again. Two people may type at once: what they changed in
 * different cells is put together; where both changed one cell, the later save is kept aside and told. Cells are the
 * texts as typed, by column name; what is handed in goes through intake like any file.
 */
import type { Serial } from './serial.ts';

/** `saved`: typed; `restored`: an earlier version taken up again; `aside`: kept for its author, never what is being filled in. */
export type DraftKind = 'saved' | 'restored' | 'aside';
export interface DraftKey { agency: string; year: number; form: string }
export interface FormDraft extends DraftKey {
  /** From 1, over all kinds. */
  version: number; kind: DraftKind;
  /** The version it was typed upon; 0 for none. Of a restored one the version taken up. */
  base: number;
  cells: Record<string, string>;
  /** Sign-in name, and the name shown. */
  by: string; byName: string;
  /** ISO 8601 in UTC. */
  at: string;
}
export interface DraftSave extends DraftKey { base: number; cells: Record<string, string>; by: string; byName: string; at: Date }
/** A cell that both have changed. */
export interface Clash { column: string; theirs: string; yours: string }
export type SaveOutcome =
  /** `taken`: columns that someone else changed meanwhile and that are now as they left them. */
  | { outcome: 'saved'; draft: FormDraft; taken: string[] }
  /** Nothing differs from what is there. */
  | { outcome: 'unchanged'; draft: FormDraft | null; taken: string[] }
  | { outcome: 'clash'; head: FormDraft; aside: FormDraft; clashes: Clash[] };

export const DRAFT_TABLES = [
  'CREATE TABLE IF NOT EXISTS main._form_drafts (agency VARCHAR, "year" INTEGER, form VARCHAR, version INTEGER, kind VARCHAR, base INTEGER, cells VARCHAR, "by" VARCHAR, by_name VARCHAR, saved_at TIMESTAMP)',
];

/** The version that is named is not there. */
export class UnknownDraft extends Error {
  constructor({ agency, year, form }: DraftKey, version: number) { super(`there is no draft ${version} of ${form} ${agency} ${year}`); this.name = 'UnknownDraft'; }
}

const COLUMNS = `agency, "year", form, version, kind, base, cells, "by", by_name, strftime(saved_at, '%Y-%m-%dT%H:%M:%S.%gZ')`;
const OF = 'agency = $1 AND "year" = $2::INTEGER AND form = $3';

function draftOf(row: unknown[]): FormDraft {
  const [agency, year, form, version, kind, base, cells, by, byName, at] = row;
  return { agency: String(agency), year: Number(year), form: String(form), version: Number(version), kind: kind as DraftKind, base: Number(base), cells: JSON.parse(String(cells)) as Record<string, string>, by: String(by), byName: String(byName), at: String(at) };
}

/** Blank cells are not kept; the order is that of the names, so that equal cells are equal texts. */
function tidy(cells: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== '').toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
const same = (a: Record<string, string>, b: Record<string, string>): boolean => JSON.stringify(tidy(a)) === JSON.stringify(tidy(b));

/** What two people made of the same cells: theirs where only they changed it, yours where only you did, and where both did otherwise. */
export function merged(base: Record<string, string>, theirs: Record<string, string>, yours: Record<string, string>): { cells: Record<string, string>; taken: string[]; clashes: Clash[] } {
  const cells: Record<string, string> = {}, taken: string[] = [], clashes: Clash[] = [];
  for (const column of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(yours)])) {
    const was = base[column] ?? '', other = theirs[column] ?? '', own = yours[column] ?? '';
    cells[column] = own === was ? other : own;
    if (own === was && other !== was) taken.push(column);
    if (own !== was && other !== was && own !== other) clashes.push({ column, theirs: other, yours: own });
  }
  return { cells: tidy(cells), taken, clashes };
}

/** Reads and writes drafts over a connection of its own, one change after the other, beside loads. */
export class Drafts {
  readonly #table: Serial;

  constructor(table: Serial) { this.#table = table; }

  /** What is being filled in, or null where nothing was typed. */
  head(key: DraftKey): Promise<FormDraft | null> { return this.#table.next(() => this.#head(key)); }

  /** What is being filled in of every form of an agency and year, by form. */
  heads(agency: string, year: number): Promise<FormDraft[]> {
    return this.#table.next(() => this.#read(`agency = $1 AND "year" = $2::INTEGER AND kind <> 'aside' QUALIFY version = max(version) OVER (PARTITION BY form)`, [agency, year], 'form'));
  }

  /** Every version, newest first; those kept aside as well. */
  versions({ agency, year, form }: DraftKey): Promise<FormDraft[]> { return this.#table.next(() => this.#read(OF, [agency, year, form], 'version DESC')); }

  /** Saves what was typed upon `base`. @throws UnknownDraft when there is no such version */
  save(given: DraftSave): Promise<SaveOutcome> {
    return this.#table.change(async () => {
      const head = await this.#head(given), cells = tidy(given.cells);
      if (head === null && given.base === 0) return Object.keys(cells).length === 0 ? { outcome: 'unchanged', draft: null, taken: [] } : { outcome: 'saved', draft: await this.#append(given, 'saved', given.base, cells), taken: [] };
      if (head?.version === given.base) return same(head.cells, cells) ? { outcome: 'unchanged', draft: head, taken: [] } : { outcome: 'saved', draft: await this.#append(given, 'saved', given.base, cells), taken: [] };
      const base = given.base === 0 ? {} : (await this.#one(given, given.base)).cells;
      if (!head) throw new UnknownDraft(given, given.base);
      const put = merged(base, head.cells, cells);
      if (put.clashes.length > 0) return { outcome: 'clash', head, aside: await this.#append(given, 'aside', given.base, cells), clashes: put.clashes };
      return same(head.cells, put.cells) ? { outcome: 'unchanged', draft: head, taken: put.taken } : { outcome: 'saved', draft: await this.#append(given, 'saved', head.version, put.cells), taken: put.taken };
    });
  }

  /** Takes an earlier version up again, as a new one. @throws UnknownDraft */
  restore(given: Omit<DraftSave, 'base' | 'cells'>, version: number): Promise<FormDraft> {
    return this.#table.change(async () => this.#append(given, 'restored', version, (await this.#one(given, version)).cells));
  }

  /** Waits for what is under way and gives the connection back. */
  close(): Promise<void> { return this.#table.close(); }

  async #append(given: Omit<DraftSave, 'base' | 'cells'>, kind: DraftKind, base: number, cells: Record<string, string>): Promise<FormDraft> {
    const { agency, year, form, by, byName, at } = given;
    const rows = await this.#table.rows(`SELECT coalesce(max(version), 0) + 1 FROM main._form_drafts WHERE ${OF}`, [agency, year, form]);
    const version = Number(rows[0]![0]);
    await this.#table.rows('INSERT INTO main._form_drafts VALUES ($1, $2::INTEGER, $3, $4::INTEGER, $5, $6::INTEGER, $7, $8, $9, $10::TIMESTAMP)',
      [agency, year, form, version, kind, base, JSON.stringify(cells), by, byName, at.toISOString().replace('T', ' ').replace('Z', '')]);
    return { agency, year, form, version, kind, base, cells, by, byName, at: at.toISOString() };
  }

  async #head({ agency, year, form }: DraftKey): Promise<FormDraft | null> { return (await this.#read(`${OF} AND kind <> 'aside'`, [agency, year, form], 'version DESC LIMIT 1'))[0] ?? null; }
  async #one(key: DraftKey, version: number): Promise<FormDraft> {
    const [found] = await this.#read(`${OF} AND version = $4::INTEGER`, [key.agency, key.year, key.form, version], 'version');
    if (!found) throw new UnknownDraft(key, version);
    return found;
  }
  async #read(where: string, values: (string | number)[], order: string): Promise<FormDraft[]> {
    const rows = await this.#table.rows(`SELECT ${COLUMNS} FROM main._form_drafts WHERE ${where} ORDER BY ${order}`, values);
    return rows.map(draftOf);
  }
}
