import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { creditCodeProblem } from '../../../data/intake/credit-code.ts';
import { cityColumns, cityFiles, writeCity } from '../../../data/samples/city.ts';

const files = cityFiles();
type Row = Record<string, string>;
function rows(name: string): Row[] {
  const [head, ...lines] = files.get(name)!.trimEnd().split('\n');
  const columns = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [columns[index]!, value])));
}
const years = [2023, 2024, 2025];

describe('the demonstration city', () => {
  it('is the same to the byte for the same options and another for another seed', () => {
    expect([...cityFiles()]).toEqual([...files]);
    expect(cityFiles({ seed: 'another' }).get('2024/decisions.csv')).not.toBe(files.get('2024/decisions.csv'));
  });

  it('writes the same files in a stream as in memory', () => {
    const directory = mkdtempSync(join(tmpdir(), 'city-'));
    try {
      writeCity(directory, { agencies: 5, years: [2024] });
      const inMemory = cityFiles({ agencies: 5, years: [2024] });
      for (const [name, text] of inMemory) expect(readFileSync(join(directory, name), 'utf8')).toBe(text);
      expect(readdirSync(join(directory, '2024'))).toHaveLength(inMemory.size);
    } finally { rmSync(directory, { recursive: true }); }
  });

  it('has every line as long as its head', () => {
    for (const [name, text] of files) {
      const width = text.split('\n', 1)[0]!.split(',').length;
      for (const line of text.trimEnd().split('\n')) expect(line.split(','), `${name}: ${line}`).toHaveLength(width);
    }
    expect(Object.keys(cityColumns).every((ledger) => files.has(`2025/${ledger}.csv`))).toBe(true);
  });

  it('marks every agency as invented and gives all codes a valid check digit', () => {
    for (const agency of rows('2025/agencies.csv')) {
      expect(agency['name']).toMatch(/（演示）$/);
      expect(creditCodeProblem(agency['code']!)).toBeNull();
      expect(agency['region']).toMatch(/^6199/);
    }
    for (const inspection of rows('2025/inspections.csv').slice(0, 300)) expect(creditCodeProblem(inspection['enterprise']!)).toBeNull();
  });

  it('has three peer groups, a 管委会, an agency that ended in 2024 and one that began then', () => {
    const roster = rows('2025/agencies.csv');
    expect(new Set(roster.map((agency) => agency['category']))).toEqual(new Set(['市级部门', '区县', '镇街']));
    expect(roster.filter((agency) => agency['body_type'] === '管委会')).toHaveLength(1);
    const names = (year: number): string[] => rows(`${year}/agencies.csv`).map((agency) => agency['short_name']!);
    expect([names(2023), names(2024), names(2025)].map((list) => list.includes('市文化执法支队'))).toEqual([true, true, false]);
    expect([names(2023), names(2024), names(2025)].map((list) => list.includes('白石原镇'))).toEqual([false, true, true]);
  });

  it('has one town that is on the roster and in no other file', () => {
    const silent = rows('2024/agencies.csv').find((agency) => agency['short_name'] === '南塬乡')!['code']!;
    for (const year of years) for (const ledger of Object.keys(cityColumns)) {
      if (ledger !== 'agencies') expect(files.get(`${year}/${ledger}.csv`), ledger).not.toContain(silent);
    }
  });

  it('has two towns that did exactly the same', () => {
    const code = (name: string): string => rows('2024/agencies.csv').find((agency) => agency['short_name'] === name)!['code']!;
    const decisions = (agency: string): string[] => rows('2024/decisions.csv').filter((row) => row['agency'] === agency).map((row) => `${row['case_no']} ${row['disclosed_on']} ${row['reviewed_on']}`);
    expect(decisions(code('河湾镇')).length).toBeGreaterThan(5);
    expect(decisions(code('河湾镇'))).toEqual(decisions(code('石桥镇')));
  });

  it('puts every dated row into the folder of its own year', () => {
    const dated: Record<string, string> = {
      training: 'held_on', decisions: 'decided_on', licences: 'applied_on', coercions: 'decided_on', inspections: 'inspected_on', case_reviews: 'held_on', case_files: 'held_on',
      notices: 'changed_on', appeals: 'filed_on', transfers: 'found_on', activities: 'held_on', problems: 'found_on', complaints: 'received_on', surveys: 'held_on', filings: 'year',
    };
    for (const year of years) for (const [ledger, field] of Object.entries(dated)) {
      for (const row of rows(`${year}/${ledger}.csv`)) expect(row[field]!.slice(0, 4), `${ledger} ${JSON.stringify(row)}`).toBe(String(year));
    }
  });

  it('never repeats a key within an agency', () => {
    const keys: Record<string, string[]> = { officers: ['officer_id'], training: ['record_no'], decisions: ['case_no'], licences: ['application_no'], coercions: ['coercion_no'], inspections: ['inspection_no'], case_files: ['round_no', 'case_no'], matters: ['matter_code'], key_targets: ['enterprise'], filings: ['year', 'report', 'version'] };
    for (const year of years) for (const [ledger, fields] of Object.entries(keys)) {
      const seen = rows(`${year}/${ledger}.csv`).map((row) => [row['agency'], ...fields.map((field) => row[field])].join('|'));
      expect(new Set(seen).size, ledger).toBe(seen.length);
    }
  });

  it('refers only to officers on the register', () => {
    for (const year of years) {
      const known = new Set(rows(`${year}/officers.csv`).map((row) => `${row['agency']} ${row['officer_id']}`));
      for (const row of rows(`${year}/training.csv`)) expect(known.has(`${row['agency']} ${row['officer']}`)).toBe(true);
      for (const row of rows(`${year}/decisions.csv`)) for (const id of row['handled_by']!.split('、').filter(Boolean)) expect(known.has(`${row['agency']} ${id}`), id).toBe(true);
    }
  });

  it('gives every training card either hours or minutes, never both', () => {
    const cards = rows('2025/training.csv');
    expect(cards.every((card) => (card['hours'] === '') !== (card['minutes'] === ''))).toBe(true);
    expect(cards.some((card) => card['minutes'] !== '')).toBe(true);
  });

  it('writes as many decisions an agency as asked for', () => {
    const { decisions, agencies } = (() => {
      const directory = mkdtempSync(join(tmpdir(), 'city-'));
      try { return writeCity(directory, { agencies: 60, years: [2024], decisionsPerAgency: 50 }); } finally { rmSync(directory, { recursive: true }); }
    })();
    expect(agencies).toBe(60);
    expect(decisions / 59 / 50).toBeGreaterThan(0.9);
    expect(decisions / 59 / 50).toBeLessThan(1.1);
  });
});
