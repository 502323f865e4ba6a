/**
 * What agencies made of the generated texts of a report: appended, nothing is overwritten. A text belongs to the paragraph of
 * one (agency, year, report, version); a later version begins with what the one before it had.
 */
import { momentSql, stamp } from './serial.ts';
import type { Serial } from './serial.ts';

/** A piece of an edited text: words, or a figure by its name. `typed`: what the author put in its place. */
export type EditPart = string | { figure: string; typed?: string };
export interface NarrativeKey { agency: string; year: number; report: string; version: number }
/** `zh` and `en` null: back to the generated text. */
export interface NarrativeText { paragraph: string; zh: EditPart[] | null; en: EditPart[] | null }
export interface NarrativeEntry extends NarrativeKey, NarrativeText {
  number: number;
  /** Sign-in name, and the name shown. */
  by: string; byName: string;
  /** ISO 8601 in UTC. */
  at: string;
}

export const NARRATIVE_TABLES = [
  'CREATE TABLE IF NOT EXISTS main._narratives (number BIGINT, agency VARCHAR, "year" INTEGER, report VARCHAR, version INTEGER, paragraph VARCHAR, zh VARCHAR, en VARCHAR, "by" VARCHAR, by_name VARCHAR, saved_at TIMESTAMP)',
  'CREATE TABLE IF NOT EXISTS main._report_layouts (number BIGINT, region VARCHAR, declaration VARCHAR, "by" VARCHAR, by_name VARCHAR, chosen_at TIMESTAMP)',
];

/** Someone else has saved meanwhile. */
export class NarrativeConflict extends Error {
  readonly head: number;
  constructor(head: number) { super(`the texts were saved meanwhile: ${head}`); this.name = 'NarrativeConflict'; this.head = head; }
}

const COLUMNS = `number, agency, "year", report, version, paragraph, zh, en, "by", by_name, ${momentSql('saved_at')}`;
const OF = 'agency = $1 AND "year" = $2::INTEGER AND report = $3 AND version <= $4::INTEGER';

export class Narratives {
  readonly #table: Serial;
  constructor(table: Serial) { this.#table = table; }

  /** The texts that hold for a version, by paragraph: the latest of it, else of a version before. `head`: the number of the last entry, 0 for none. */
  current(key: NarrativeKey): Promise<{ head: number; texts: NarrativeEntry[] }> { return this.#table.next(() => this.#current(key)); }

  /** Every entry of a version, oldest first. */
  history(key: NarrativeKey): Promise<NarrativeEntry[]> { return this.#table.next(() => this.#read(`${OF} AND version = $4::INTEGER`, key, 'number')); }

  /**
   * Appends what differs from what holds.
   * @throws NarrativeConflict when `base` is not the last entry any more
   */
  save(key: NarrativeKey, texts: NarrativeText[], who: { by: string; byName: string; at: Date; base: number }): Promise<{ head: number; texts: NarrativeEntry[] }> {
    return this.#table.change(async () => {
      const now = await this.#current(key);
      if (now.head !== who.base) throw new NarrativeConflict(now.head);
      let number = Number((await this.#table.rows('SELECT coalesce(max(number), 0) FROM main._narratives'))[0]![0]);
      for (const { paragraph, zh, en } of texts) {
        const before = now.texts.find((one) => one.paragraph === paragraph);
        const same = JSON.stringify([before?.zh ?? null, before?.en ?? null]) === JSON.stringify([zh, en]);
        if (same) continue;
        number += 1;
        await this.#table.rows('INSERT INTO main._narratives VALUES ($1::BIGINT, $2, $3::INTEGER, $4, $5::INTEGER, $6, $7, $8, $9, $10, $11::TIMESTAMP)',
          [BigInt(number), key.agency, key.year, key.report, key.version, paragraph, zh && JSON.stringify(zh), en && JSON.stringify(en), who.by, who.byName, stamp(who.at)]);
      }
      return this.#current(key);
    });
  }

  /** The declaration chosen for a region, or for the nearest wider one; null where none was, or the choice was taken back. */
  async chosen(region: string): Promise<string | null> {
    const near = (await this.choices()).filter((one) => region.startsWith(one.region.replace(/(00)+$/, ''))).sort((a, b) => b.region.length - a.region.length);
    return near.find((one) => one.declaration !== null)?.declaration ?? null;
  }

  /** The choice that holds for each region, by GB/T 2260 code or the first digits of one ('' is everywhere). */
  choices(): Promise<{ region: string; declaration: string | null; byName: string; at: string }[]> {
    return this.#table.next(async () => {
      const rows = await this.#table.rows(`SELECT region, declaration, by_name, ${momentSql('chosen_at')} FROM main._report_layouts QUALIFY number = max(number) OVER (PARTITION BY region) ORDER BY region`);
      return rows.map(([region, declaration, byName, at]) => ({ region: String(region), declaration: declaration === null ? null : String(declaration), byName: String(byName), at: String(at) }));
    });
  }

  /** Appends a choice; null takes the one before back. */
  choose(region: string, declaration: string | null, who: { by: string; byName: string; at: Date }): Promise<void> {
    return this.#table.change(async () => {
      const number = (await this.#table.rows('SELECT coalesce(max(number), 0) + 1 FROM main._report_layouts'))[0]![0]!;
      await this.#table.rows('INSERT INTO main._report_layouts VALUES ($1::BIGINT, $2, $3, $4, $5, $6::TIMESTAMP)', [BigInt(Number(number)), region, declaration, who.by, who.byName, stamp(who.at)]);
    });
  }

  /** Waits for what is under way and gives the connection back. */
  close(): Promise<void> { return this.#table.close(); }

  async #current(key: NarrativeKey): Promise<{ head: number; texts: NarrativeEntry[] }> {
    const all = await this.#read(OF, key, 'version, number');
    const latest = new Map(all.map((one) => [one.paragraph, one] as const));
    return { head: Math.max(0, ...all.map((one) => one.number)), texts: [...latest.values()].filter((one) => one.zh !== null) };
  }

  async #read(where: string, { agency, year, report, version }: NarrativeKey, order: string): Promise<NarrativeEntry[]> {
    const rows = await this.#table.rows(`SELECT ${COLUMNS} FROM main._narratives WHERE ${where} ORDER BY ${order}`, [agency, year, report, version]);
    return rows.map(([number, of, inYear, named, ofVersion, paragraph, zh, en, by, byName, at]): NarrativeEntry => ({
      number: Number(number), agency: String(of), year: Number(inYear), report: String(named), version: Number(ofVersion), paragraph: String(paragraph),
      zh: zh === null ? null : JSON.parse(String(zh)) as EditPart[], en: en === null ? null : JSON.parse(String(en)) as EditPart[], by: String(by), byName: String(byName), at: String(at),
    }));
  }
}
