import { describe, expect, test } from 'vitest';
import { cellType, readCell, readFormCell } from '../../../data/intake/cells.ts';
import { invent } from '../../../data/samples/invent.ts';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { compile } from '../../../dsl/index.ts';
import type { Program } from '../../../dsl/index.ts';
import { compiled, shippedPacks } from '../../../server/packs.ts';

const made = (text: string): Program => compile([...catalogueSources(), { file: 'test.heng', text }]).program;
const cellsOf = (program: Program, indicator: string, ledger: string, column: string, seed = '1', rows = 40): string[] => {
  const table = invent(program, indicator, { year: 2024, seed, rows }).tables.find((one) => one.ledger === ledger)!;
  const at = table.columns.indexOf(column);
  return table.rows.map((row) => row[at]!);
};

describe('invented rows', () => {
  test('can be read as they are typed, for every indicator of every shipped pack', () => {
    const programs = compiled(shippedPacks()).map(({ library }) => library.program);
    expect(programs.length).toBeGreaterThan(0);
    for (const program of programs) {
      for (const indicator of Object.keys(program.indicators)) {
        for (const { ledger, columns, rows } of invent(program, indicator, { year: 2024, seed: indicator, rows: 6 }).tables) {
          const fields = program.ledgers[ledger]?.fields;
          for (const row of rows) {
            expect(row).toHaveLength(columns.length);
            for (const [index, name] of columns.entries()) {
              if (name === 'agency') continue;
              const field = fields?.find((one) => one.name === name);
              const reading = field ? readCell(cellType(field, false), row[index]!) : readFormCell({ integer: false, unit: '1' }, row[index]!);
              expect(reading, `${indicator} ${ledger}.${name}: ${row[index]}`).not.toHaveProperty('problem');
              if (field?.required && field.otherwise === undefined) expect(row[index], `${indicator} ${ledger}.${name}`).not.toBe('');
            }
          }
        }
      }
    }
  });
  test('lean towards what the indicator compares with, and hold late and empty dates', () => {
    const program = made('indicator a "甲" { source "试" value share of decisions where kind = penalty with disclosed_on within 7 workdays of decided_on }');
    const kinds = cellsOf(program, 'a', 'decisions', 'kind');
    expect(kinds.filter((kind) => kind === '行政处罚').length).toBeGreaterThan(kinds.length / 3);
    expect(new Set(kinds).size).toBeGreaterThan(2);
    const decided = cellsOf(program, 'a', 'decisions', 'decided_on'), disclosed = cellsOf(program, 'a', 'decisions', 'disclosed_on');
    const after = disclosed.flatMap((day, index) => (day === '' ? [] : [(Date.parse(day) - Date.parse(decided[index]!)) / 86_400_000]));
    expect(after.length).toBeLessThan(disclosed.length);
    expect(after.every((days) => days >= 0)).toBe(true);
    expect(after.some((days) => days <= 7) && after.some((days) => days > 12)).toBe(true);
  });
  test('refer to rows that are there', () => {
    const program = made('indicator a "甲" { source "试" value share of all officers with sum(training.hours) > 10学时 }');
    const { tables } = invent(program, 'a', { year: 2024, seed: '3', rows: 12 });
    const column = (ledger: string, name: string): string[] => { const table = tables.find((one) => one.ledger === ledger)!; return table.rows.map((row) => row[table.columns.indexOf(name)]!); };
    const officers = new Set(column('officers', 'officer_id'));
    for (const officer of column('training', 'officer')) expect(officers).toContain(officer);
  });
  test('are of several agencies and of last year where those are read', () => {
    const program = made(`
indicator a "甲" { source "试" value share of inspections across agencies grouped by enterprise with distinct(inspections.agency) > 1 }
indicator b "乙" { source "试" value growth of count(decisions) }`);
    const across = invent(program, 'a', { year: 2024, seed: '1', rows: 5 });
    expect(across.agencies).toHaveLength(3);
    expect(new Set(cellsOf(program, 'a', 'inspections', 'agency'))).toEqual(new Set(across.agencies));
    expect(invent(program, 'b', { year: 2024, seed: '1', rows: 5 }).tables.filter((table) => table.ledger === 'decisions').map((table) => table.year)).toEqual([2023, 2024]);
  });
});
