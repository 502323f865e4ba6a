/** What the public site lists: one entry an agency and year, with all its published versions; and how it is searched. */
import { pinyin } from 'pinyin-pro';
import type { PublicationHead } from '../../data/store/publications.ts';
import { regionPath, sixDigits } from './regions.ts';

/** The report that the site shows; others are kept, not listed. */
export const ANNUAL = 'annual_statistics';

export interface Entry {
  agency: string; year: number;
  /** As the newest version has them. */
  name: string; level: string | null; group: string | null;
  /** Six digits; null where the agency has none. */
  region: string | null;
  /** First to newest. */
  versions: PublicationHead[]; newest: PublicationHead;
}

export interface Filter { year?: number | undefined; /** A region, whose agencies and those below are meant. */ region?: string | undefined; q?: string | undefined }

const byPinyin = new Intl.Collator('zh-CN');

/** Entries of the annual statistics: newest year first, then by region and name (in the order of pinyin). */
export function entriesOf(heads: readonly PublicationHead[]): Entry[] {
  const groups = Map.groupBy(heads.filter((one) => one.report === ANNUAL), (one) => `${one.agency}|${one.year}`);
  return [...groups.values()].map((group) => {
    const versions = group.toSorted((a, b) => a.version - b.version);
    const newest = versions.at(-1)!;
    return { agency: newest.agency, year: newest.year, name: newest.name ?? newest.agency, level: newest.level, group: newest.group, region: newest.region ? sixDigits(newest.region) : null, versions, newest };
  }).toSorted((a, b) => b.year - a.year || (a.region ?? '9').localeCompare(b.region ?? '9') || byPinyin.compare(a.name, b.name) || a.agency.localeCompare(b.agency));
}

const keys = new Map<string, { full: string; initials: string }>();

/** 市场监管局 → shichangjianguanju, scjgj. */
function pinyinOf(name: string): { full: string; initials: string } {
  let found = keys.get(name);
  if (!found) {
    if (keys.size > 50_000) keys.clear();
    const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
    found = { full: plain(pinyin(name, { toneType: 'none', type: 'array' }).join('')), initials: plain(pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('')) };
    keys.set(name, found);
  }
  return found;
}

/** Whether a name or code is meant by what was typed: part of the name, of its pinyin or its initials, or the beginning of the code. */
export function matches(name: string, code: string, typed: string): boolean {
  const wanted = typed.normalize('NFKC').trim().toLowerCase();
  if (wanted === '') return true;
  if (name.toLowerCase().includes(wanted) || code.toLowerCase().startsWith(wanted)) return true;
  const letters = wanted.replaceAll(/[\s'’]/g, '');
  if (!/^[a-z0-9]+$/.test(letters)) return wanted.split(/\s+/).every((word) => name.toLowerCase().includes(word));
  const { full, initials } = pinyinOf(name);
  return full.includes(letters) || initials.includes(letters);
}

export function chosen(entries: readonly Entry[], filter: Filter): Entry[] {
  const { year, region, q } = filter;
  return entries.filter((one) => (year === undefined || one.year === year)
    && (region === undefined || (one.region !== null && regionPath(one.region).includes(sixDigits(region))))
    && (q === undefined || matches(one.name, one.agency, q)));
}

/** Corrections (更正), newest first: every version after the first. */
export function corrections(entries: readonly Entry[]): { entry: Entry; head: PublicationHead }[] {
  return entries.flatMap((entry) => entry.versions.slice(1).map((head) => ({ entry, head }))).toSorted((a, b) => b.head.publishedAt.localeCompare(a.head.publishedAt));
}

/** The title of the publication. */
export const titleOf = (entry: Pick<Entry, 'name' | 'year'>): string => `${entry.name}${entry.year}年度行政执法统计年报`;
