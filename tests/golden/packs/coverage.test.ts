import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coverage, coverageText, fieldsOf, idsOf } from '../../../metrics/packs/coverage.ts';
import { documents, requirements, undecidable } from '../../../metrics/packs/requirements.ts';
import { folder, names, programs, shipped } from './shipped.ts';

/** Packs still being written. */
const unfinished = new Set<string>();
const all = programs();
const table = coverage(all);

describe('the coverage of the five documents', () => {
  test('knows 224 requirements, each once, under the prefix of its document', () => {
    expect(requirements).toHaveLength(224);
    expect(new Set(requirements.map((one) => one.id)).size).toBe(224);
    for (const { prefix, requirements: own } of documents) for (const one of own) expect(one.id.startsWith(`${prefix}-`) && one.clause !== '' && one.title !== '', one.id).toBe(true);
  });
  test('leaves out no requirement: each is claimed by an indicator or a task, or listed with the reason why not', () => {
    const pending = documents.filter((one) => unfinished.has(one.pack)).map((one) => one.prefix);
    expect(table.missing.filter((id) => !pending.includes(id.slice(0, 2)))).toEqual([]);
  });
  test('has no claim of what is no requirement, of another document, or of what is said to be undecidable', () => {
    expect(table.unknown).toEqual([]);
    for (const row of table.rows) {
      for (const claim of row.claims) expect(claim.pack, `${row.id} ${claim.name}`).toBe(documents.find((one) => row.id.startsWith(`${one.prefix}-`))!.pack);
      if (row.reason !== undefined) expect(row.claims, row.id).toEqual([]);
    }
    expect(Object.keys(undecidable).filter((id) => !requirements.some((one) => one.id === id))).toEqual([]);
  });
  test('names the fields that each claim reads', () => {
    for (const row of table.rows) for (const claim of row.claims) expect(Object.keys(claim.fields).length, `${row.id} ${claim.name}`).toBeGreaterThan(0);
    const program = shipped('xian-2022').program;
    expect(fieldsOf(program, program.indicators['over_inspected_enterprises']!.value)).toEqual({
      inspection_caps: ['cap'], inspections: ['enterprise', 'enterprise_class', 'inspected_on', 'type'],
    });
    expect(fieldsOf(program, program.indicators['training_hours_met']!.value)).toEqual({
      officers: ['cancelled_on', 'certified_on', 'left_on', 'role'], training: ['held_on', 'hours', 'subject'],
    });
  });
  test('reads ids only where a note begins with them', () => {
    expect(idsOf('XA-03、XA-04：说明')).toEqual(['XA-03', 'XA-04']);
    expect(idsOf('XA-03')).toEqual(['XA-03']);
    expect(idsOf('见XA-03')).toEqual([]);
    expect(idsOf('XA-03说明')).toEqual([]);
    expect(idsOf(undefined)).toEqual([]);
  });
  test('is the committed table', () => {
    expect(readFileSync(`${folder}COVERAGE.md`, 'utf8')).toBe(coverageText(all));
  });
});

describe.each(names)('%s', (name) => {
  const { program, diagnostics } = shipped(name);
  test('compiles without an error or a warning', () => {
    expect(diagnostics.map((one) => `${one.range.file}:${one.range.start.line} ${one.message.zh}`)).toEqual([]);
  });
  test('is a pack with an authority, a version and a day from which it holds', () => {
    expect(program.pack).toMatchObject({ authority: expect.any(String), version: expect.any(String), from: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  });
  const own = <T extends { pack?: string }>(all_: Record<string, T>): T[] => Object.values(all_).filter((one) => one.pack === undefined || one.pack === program.pack!.name);
  test('cites a document, a clause and a day from which it holds wherever it answers a requirement', () => {
    for (const one of [...own(program.indicators), ...own(program.tasks)]) {
      expect(one.sources[0]?.document || ('internal' in one && one.internal), one.name).toBeTruthy();
      if (idsOf(one.note).length > 0) expect(one.sources[0], one.name).toMatchObject({ clause: expect.any(String), from: expect.any(String) });
    }
  });
  test('shows an example for each indicator and each task that is judged', () => {
    const shown = new Set(program.examples.map((example) => example.indicator));
    const judged = own(program.indicators).filter((one) => !one.internal).map((one) => one.name);
    expect(judged.filter((one) => !shown.has(one))).toEqual([]);
  });
  test('says of each indicator whether more or less is better, has a yes or no to reach, or is shown only', () => {
    for (const one of own(program.indicators)) if (!one.internal && one.task === undefined && one.value.type.kind === 'number') expect(one.shownOnly || one.better !== undefined, one.name).toBe(true);
  });
});
