/** Everything a first start loads: the demonstration city and the published samples, as hand-ins in their order. */
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CityOptions, writeCity } from './city.ts';
import { publishedDirectory, publishedYears } from './published/index.ts';

export { cityFiles, writeCity, type CityOptions } from './city.ts';
export { publishedGroup, publishedReport, publishedReports, publishedYears, type PublishedReport } from './published/index.ts';

/** A folder to load as one bulk hand-in. */
export interface SampleHandIn { year: number; directory: string; published: boolean }

/**
 * Writes city and samples below `directory` and says what to load, in order.
 *
 * A year has one roster. Where the city has the year too, the samples' agencies are added to its roster and their forms are a
 * hand-in of their own without one: in a bulk hand-in every agency with a record reports all of its ledgers, and the samples
 * reported no ledger.
 */
export function writeSamples(directory: string, options: CityOptions = {}): SampleHandIn[] {
  const city = join(directory, 'city');
  const { years } = writeCity(city, options);
  const handIns: SampleHandIn[] = years.map((year) => ({ year, directory: join(city, String(year)), published: false }));
  for (const year of publishedYears()) {
    const target = join(directory, 'published', String(year));
    mkdirSync(target, { recursive: true });
    cpSync(join(publishedDirectory, String(year)), target, { recursive: true });
    if (years.includes(year)) {
      const roster = join(target, 'agencies.csv');
      appendFileSync(join(city, String(year), 'agencies.csv'), asCityRows(readFileSync(roster, 'utf8')));
      rmSync(roster);
    }
    handIns.push({ year, directory: target, published: true });
  }
  return handIns;
}

/** code,name,level,body_type,category,region,active_from,active_to → the city's columns, without the head. */
function asCityRows(text: string): string {
  return text.trim().split('\n').slice(1).map((line) => {
    const [code, name, level, bodyType, category, region, from, to] = line.split(',');
    return `${[code, name, '', level, bodyType, category, region, '', '', from, to].join(',')}\n`;
  }).join('');
}
