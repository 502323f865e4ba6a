/**
 * The demonstration city 示范市: invented agencies, officers and firms (演示数据), the same bytes for the same options.
 *
 * One folder a year, one CSV a ledger, headers are the canonical field names. Rows are written as they are made, so a city
 * of 3,000 agencies and ten million decisions needs no more memory than one of thirty.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { Days } from './city/days.ts';
import { appealColumns, caseFileColumns, caseReviewColumns, coercionColumns, decisionColumns, licenceColumns, transferColumns, writeDecisions } from './city/decisions.ts';
import { formColumns, writeForms } from './city/forms.ts';
import { capColumns, capRows, inspectionColumns, keyTargetColumns, writeInspections } from './city/inspections.ts';
import { Making, quoted } from './city/making.ts';
import { officerColumns, peopleOf, trainingColumns, writeOfficers, writeTraining } from './city/people.ts';
import { recordColumns, writeRecords } from './city/records.ts';
import { activeIn, sampleRoster, type SampleAgency } from './city/roster.ts';

export interface CityOptions {
  seed?: string;
  /** How many agencies; 30 is the city the pages show, more are numbered after the same patterns. */
  agencies?: number;
  years?: number[];
  /** Mean number of decisions an agency makes a year; inspections grow in proportion. */
  decisionsPerAgency?: number;
  /** Multiplies `decisionsPerAgency`; other ledgers follow. */
  scale?: number;
}

const agencyColumns = ['code', 'name', 'short_name', 'level', 'body_type', 'category', 'region', 'parent', 'duties', 'active_from', 'active_to'];

/** Ledger → header, in the order the files are written. */
export const cityColumns: Record<string, string[]> = {
  agencies: agencyColumns, inspection_caps: capColumns, officers: officerColumns, training: trainingColumns, decisions: decisionColumns, licences: licenceColumns,
  coercions: coercionColumns, inspections: inspectionColumns, key_targets: keyTargetColumns, case_reviews: caseReviewColumns, case_files: caseFileColumns,
  appeals: appealColumns, transfers: transferColumns, ...recordColumns, ...formColumns,
};

const standardDecisions = 140;

/** Where rows go: `open` a file of a year, then lines, then `close`. */
interface Sink { line(file: string, text: string): void; end(): void }

function produce(options: CityOptions, sinkOf: (year: number) => Sink): { agencies: SampleAgency[]; years: number[]; decisions: number } {
  const { seed = '示范市', agencies: count = 30, years = [2023, 2024, 2025] } = options;
  const perAgency = (options.decisionsPerAgency ?? standardDecisions) * (options.scale ?? 1);
  const roster = sampleRoster(count);
  const days = new Days(Math.min(...years), Math.max(...years));
  const scale = perAgency / standardDecisions;
  let decisions = 0;
  /** Cases an agency decided in one year and closed in the next. */
  const closedLater = new Map<number, number>();
  for (const year of years) {
    const sink = sinkOf(year);
    for (const [file, columns] of Object.entries(cityColumns)) sink.line(file, columns.join(','));
    for (const row of capRows(year)) sink.line('inspection_caps', row);
    const active = roster.filter((agency) => activeIn(agency, year));
    const mean = active.reduce((sum, agency) => sum + (agency.silent ? 0 : agency.volume), 0) / active.filter((agency) => !agency.silent).length;
    for (const agency of active) {
      sink.line('agencies', [agency.code, agency.name, agency.shortName, agency.level, agency.bodyType, agency.category, agency.region, agency.parent, dutiesOf(agency).join('、'), agency.activeFrom ?? '', agency.activeTo ?? ''].map(quoted).join(','));
      if (agency.silent) continue;
      const making = new Making({
        agency, year, seed, days, decisions: Math.max(1, Math.round((agency.volume / mean) * perAgency * (0.94 + (year - 2023) * 0.05))), scale,
        staffScale: Math.max(1, Math.sqrt(Math.sqrt(scale))), put: (file, line) => sink.line(file, line),
      });
      decisions += making.decisions;
      const people = peopleOf(making);
      writeOfficers(making, people);
      writeTraining(making, people);
      writeDecisions(making, people);
      writeInspections(making);
      writeRecords(making, people);
      making.tally('结案数量', closedLater.get(agency.index) ?? 0);
      closedLater.set(agency.index, making.tallies.get('次年结案') ?? 0);
      writeForms(making);
    }
    sink.end();
  }
  return { agencies: roster, years, decisions };
}

function dutiesOf(agency: SampleAgency): string[] {
  return [...Object.keys(agency.mix), ...(agency.inspects ? ['行政检查'] : [])];
}

/** The files of the city in memory: `2024/decisions.csv` → text. For small cities and tests. */
export function cityFiles(options: CityOptions = {}): Map<string, string> {
  const files = new Map<string, string[]>();
  produce(options, (year) => ({
    line(file, text) {
      const name = `${year}/${file}.csv`;
      const lines = files.get(name);
      if (lines) lines.push(text); else files.set(name, [text]);
    },
    end() { /* nothing to close */ },
  }));
  return new Map([...files].map(([name, lines]) => [name, `${lines.join('\n')}\n`]));
}

/**
 * Writes the city below `directory`: `2023/agencies.csv`, `2023/decisions.csv` …, and a README that says what it is.
 * @returns how many agencies and decisions were written
 * @throws what the file system throws (no space, no permission)
 */
export function writeCity(directory: string, options: CityOptions = {}): { agencies: number; years: number[]; decisions: number } {
  mkdirSync(directory, { recursive: true });
  const made = produce(options, (year) => {
    const folder = join(directory, String(year));
    mkdirSync(folder, { recursive: true });
    const open = new Map<string, { handle: number; parts: string[]; length: number }>();
    return {
      line(file, text) {
        let target = open.get(file);
        if (!target) { target = { handle: openSync(join(folder, `${file}.csv`), 'w'), parts: [], length: 0 }; open.set(file, target); }
        target.parts.push(text);
        target.length += text.length;
        if (target.length > 1_000_000) { writeSync(target.handle, `${target.parts.join('\n')}\n`); target.parts = []; target.length = 0; }
      },
      end() {
        for (const { handle, parts } of open.values()) {
          if (parts.length > 0) writeSync(handle, `${parts.join('\n')}\n`);
          closeSync(handle);
        }
      },
    };
  });
  writeFileSync(join(directory, 'README.txt'), [
    '演示数据：本目录全部机关、人员、企业和数字均为程序生成的虚构内容，不对应任何真实单位或个人。',
    'Demonstration data: every agency, person, firm and figure here is invented by a program. None is real.', ''].join('\n'));
  return { agencies: made.agencies.length, years: made.years, decisions: made.decisions };
}
