import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { creditCodeProblem } from '../../../data/intake/credit-code.ts';
import { publishedDirectory, publishedGroup, publishedReport, publishedReports, publishedYears } from '../../../data/samples/published/index.ts';

const rows = (year: number, file: string): Record<string, string>[] => {
  const [head, ...lines] = readFileSync(join(publishedDirectory, String(year), file), 'utf8').trimEnd().split('\n');
  const columns = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, index) => [columns[index]!, value])));
};
const forms = (year: number): string[] => readdirSync(join(publishedDirectory, String(year))).filter((name) => name.endsWith('_form.csv'));

describe('the published samples', () => {
  it('say where each report stands and what was done to carry it over', () => {
    for (const report of publishedReports()) {
      expect(report.url, report.id).toMatch(/^https?:\/\//);
      expect(report.title).not.toBe('');
      expect(report.remarks.length).toBeGreaterThan(0);
      expect(report.tables.length).toBeGreaterThan(0);
    }
  });

  it('hold no figure that the original does not', () => {
    for (const year of publishedYears()) for (const file of forms(year)) for (const row of rows(year, file)) {
      const report = publishedReport(row['agency']!, year)!;
      const printed = new Set(report.tables.flatMap((table) => table.rows.flat()));
      for (const [column, value] of Object.entries(row)) if (column !== 'agency' && value !== '') expect(printed.has(value), `${report.id} ${column} ${value}`).toBe(true);
    }
  });

  it('have exactly the forms their provenance names', () => {
    for (const report of publishedReports()) {
      const found = report.code === null ? [] : forms(report.year).filter((file) => rows(report.year, file).some((row) => row['agency'] === report.code)).map((file) => file.replace('.csv', ''));
      expect(found.sort(), report.id).toEqual([...report.forms].sort());
    }
  });

  it('are keyed by marked codes with valid check digits, in a group of their own, on the roster of their year only', () => {
    for (const year of publishedYears()) for (const agency of rows(year, 'agencies.csv')) {
      expect(creditCodeProblem(agency['code']!)).toBeNull();
      expect(agency['code']).toMatch(/^Y1\d{6}GK/);
      expect(agency).toMatchObject({ category: publishedGroup, active_from: `${year}-01-01`, active_to: `${year}-12-31` });
    }
  });

  it('leave merged columns that cannot be split out of the forms', () => {
    for (const id of ['RR-06', 'RR-08', 'RR-12']) expect(publishedReports().find((report) => report.id === id)).toMatchObject({ code: null, forms: [] });
  });
});
