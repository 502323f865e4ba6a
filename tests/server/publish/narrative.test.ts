import { describe, expect, it } from 'vitest';
import { narrative } from '../../../server/publish/narrative.ts';
import { orderInForce } from '../../../server/publish/notes.ts';
import type { ReportCell, ReportTable } from '../../../server/publish/model.ts';
import { textOf } from '../../../server/publish/model.ts';
import { cell } from './example.ts';

function table(id: string, figures: Record<string, string | null>, groups: Record<string, string> = {}): ReportTable {
  const names = Object.keys(figures);
  return {
    id, number: { zh: '', en: '' }, title: { zh: '', en: '' }, unit: { zh: '', en: '' }, source: 'form', comparison: [], notes: [], bands: [],
    columns: names.map((name) => ({ name, label: { zh: name, en: name }, unit: '宗', group: groups[name] ?? null })),
    rows: [{ kind: 'agency', label: { zh: '', en: '' }, cells: names.map((name): ReportCell => (figures[name] === null ? { state: 'empty', value: null, text: '' } : figures[name] === '/' ? { state: 'not_applicable', value: null, text: '/' } : cell(figures[name]!))) }],
  };
}
const say = (tables: ReportTable[], previous: Map<string, Map<string, ReportCell>> = new Map()): string =>
  narrative({ year: 2024, tables, previous, measures: new Map() })
    .map((block) => (block.type === 'heading' ? `\n${block.text.zh}:` : block.type === 'paragraph' && block.id !== 'nothing' ? textOf(block.zh) : '')).join('').trim().replaceAll('\u2009', '');

describe('the narrative', () => {
  it('says the figures of the tables and how they changed', () => {
    const text = say([table('penalty_form', { total: '144', amount: '4.1', filed: '150', closed: '140' })], new Map([['penalty_form', new Map([['total', cell('120')]])]]));
    expect(text).toBe('一、行政处罚实施情况:作出行政处罚144宗，同比增长20.00%，罚没金额4.1万元。立案150宗，结案140宗。');
  });

  it('leaves out what was not given instead of calling it 0', () => {
    expect(say([table('penalty_form', { total: '144', amount: null, filed: null })])).toBe('一、行政处罚实施情况:作出行政处罚144宗。');
    expect(say([table('penalty_form', { total: null })])).toBe('');
  });

  it('says that a duty is missing where the whole table is not applicable', () => {
    expect(say([table('licence_form', { applied: '/', granted: '/' })])).toBe('一、行政许可实施情况:本机关无行政许可相关职责。');
  });

  it('does not divide by a year of nothing', () => {
    expect(say([table('penalty_form', { total: '3' })], new Map([['penalty_form', new Map([['total', cell('0')]])]]))).toBe('一、行政处罚实施情况:作出行政处罚3宗。');
  });

  it('numbers its sections without gaps', () => {
    const text = say([table('staff_form', { on_post: '40', certified: '38' }), table('appeals_form', { reconsidered: '5', lost: '0' })]);
    expect(text).toBe('一、行政执法主体和人员:在岗执法人员40人，持有行政执法证件38人，持证率95.00%。\n二、行政复议和行政诉讼:被申请行政复议5件，败诉0件。');
  });

  it('names no shares of kinds that exceed the total (a case counted once in each of its kinds)', () => {
    const kinds = { fined: 'kinds', suspended: 'kinds' };
    expect(say([table('penalty_form', { fined: '10', suspended: '10', total: '9' }, kinds)])).not.toContain('占');
    expect(say([table('penalty_form', { fined: '6', suspended: '3', total: '9' }, kinds)])).toContain('按处罚种类分，fined6宗（占66.67%），suspended3宗（占33.33%）。');
  });
});

describe('the order of severity in the notes', () => {
  const order = { name: 'severity', label: '', values: [{ order: ['a', 'b'] }, { order: ['b', 'a'], from: '2021-07-15', region: ['140000'] }] };
  it('is that of the nearest region and of the year', () => {
    expect(orderInForce(order, '140200', 2024)?.order).toEqual(['b', 'a']);
    expect(orderInForce(order, '140200', 2020)?.order).toEqual(['a', 'b']);
    expect(orderInForce(order, '619900', 2024)?.order).toEqual(['a', 'b']);
    expect(orderInForce(order, null, 2024)?.order).toEqual(['a', 'b']);
  });
});
