import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { catalogueSources } from '../../data/catalogue/index.ts';
import { referencePage } from '../../data/catalogue/reference.ts';
import { compile } from '../../dsl/index.ts';
import { program } from './helpers.ts';

describe('the catalogue', () => {
  it('compiles without a diagnostic', () => {
    expect(compile(catalogueSources()).diagnostics).toEqual([]);
  });

  it('declares every ledger and form that others script against', () => {
    expect(Object.keys(program.ledgers).sort()).toEqual(['activities', 'agencies', 'appeals', 'case_files', 'case_reviews', 'coercions', 'complaints', 'decisions', 'equipment',
      'filings', 'inspection_caps', 'inspections', 'key_targets', 'licences', 'matters', 'notices', 'officers', 'problems', 'supervisors', 'surveys', 'tasks', 'training', 'transfers'].sort());
    expect(Object.keys(program.forms).sort()).toEqual(['appeals_form', 'coercion_form', 'licence_form', 'other_acts_form', 'penalty_form', 'staff_form']);
  });

  it('has the key, date and kind of each ledger as agreed', () => {
    const shape = (name: string): string => { const ledger = program.ledgers[name]!; return [ledger.key.join('+'), ledger.datedBy ?? '-', ledger.snapshot ? 'S' : '', ledger.system ? 'system' : '', ledger.hasAgency ? '' : 'shared'].join(' ').trim(); };
    expect(shape('decisions')).toBe('case_no decided_on');
    expect(shape('inspection_caps')).toBe('region+enterprise_class+valid_from - S  shared');
    expect(shape('filings')).toBe('year+report+version year  system');
    expect(shape('case_files')).toBe('round_no+case_no held_on');
    expect(shape('tasks')).toBe('task_no - S');
    expect(shape('agencies')).toBe('code - S  shared');
  });

  it('stores the Chinese label of a choice and knows its English name', () => {
    const kind = program.ledgers['decisions']!.fields.find(field => field.name === 'kind')!;
    expect(kind.choices).toContainEqual({ value: '行政处罚', name: 'penalty' });
    const penalties = program.ledgers['decisions']!.fields.find(field => field.name === 'penalties')!;
    expect(penalties.type.kind === 'choices' && penalties.type.choices).toHaveLength(14);
    expect(program.orders['severity']!.values[0]!.order).toHaveLength(14);
  });

  it('has a reference page that is the one its declarations give', () => {
    expect(readFileSync(new URL('../../data/catalogue/REFERENCE.md', import.meta.url), 'utf8')).toBe(referencePage(program));
  });
});
