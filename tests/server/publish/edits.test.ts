import { describe, expect, it } from 'vitest';
import { editable, editableParts, edited, knownFigures, partsOf, withEdits, type NarrativeText } from '../../../server/publish/edits.ts';
import { paragraphsOf, textOf, type ReportModel, type ReportParagraph, type Segment } from '../../../server/publish/model.ts';
import { exampleReport } from './example.ts';

const fig = (figure: string, text: string, value: string | null = text.replace('%', '')): Segment => ({ figure, text, value });
/** 作出行政处罚144宗，同比增长20.00%，罚没金额4.1万元。 */
const paragraph = (total = '144', amount = '4.1'): ReportParagraph => ({
  type: 'paragraph', id: 'penalties', edited: false, disagreements: [], en: [fig('penalty_form.total', total), ' penalties.'],
  zh: ['作出行政处罚', fig('penalty_form.total', total), '宗，同比增长', fig('growth of penalty_form.total', '20.00%'), '，罚没金额', fig('penalty_form.amount', amount), '万元。'],
});
const reportWith = (one: ReportParagraph): ReportModel => exampleReport({ year: 2024, parts: [{ id: 'narrative', heading: null, blocks: [one] }] });
function typed(zh: string, before = paragraph(), now = before): ReportParagraph {
  const text: NarrativeText = { paragraph: 'penalties', zh: partsOf(zh, before.zh, knownFigures(reportWith(before))), en: [] };
  return edited(now, text, knownFigures(reportWith(now)), 2024);
}

describe('an edited text', () => {
  it('keeps its figures tied: numbers as printed, and names in braces', () => {
    expect(partsOf('全年处罚144宗，其中罚没{penalty_form.amount}万元。', paragraph().zh, knownFigures(reportWith(paragraph())))).toEqual(['全年处罚', { figure: 'penalty_form.total' }, '宗，其中罚没', { figure: 'penalty_form.amount' }, '万元。']);
    expect(editable(paragraph().zh)).toBe('作出行政处罚{penalty_form.total}宗，同比增长{growth of penalty_form.total}，罚没金额{penalty_form.amount}万元。');
  });

  it('prints the figures of today, whatever they were when it was written', () => {
    expect(textOf(typed('全年处罚144宗，比上年多20%。', paragraph(), paragraph('150')).zh)).toBe('全年处罚150宗，比上年多20.00%。');
    expect(typed('全年处罚144宗。', paragraph(), paragraph('150')).disagreements).toEqual([]);
  });

  it('marks a number that is no figure of the report, with what was meant where the words before it tell', () => {
    expect(typed('作出行政处罚145宗，培训干部39人次。').disagreements).toEqual([{ typed: '145', figure: 'penalty_form.total', expected: '144' }, { typed: '39', figure: '', expected: '' }]);
    expect(typed('罚没金额4.10万元，合计144宗。').disagreements).toEqual([]);
  });

  it('marks a figure that is not there any more', () => {
    const gone: ReportParagraph = { ...paragraph(), zh: ['作出行政处罚', fig('penalty_form.total', '144'), '宗。'] };
    expect(typed('罚没金额4.1万元。', paragraph(), gone).disagreements).toEqual([{ typed: '{penalty_form.amount}', figure: 'penalty_form.amount', expected: '' }]);
  });

  it('does not take years, dates, ordinals and numbers of documents for figures', () => {
    expect(typed('按照国办发〔2018〕118号第3条，2024年3月15日开展第2次检查，拨打12345。').disagreements).toEqual([]);
  });

  it('can be edited again as it stands', () => {
    const parts = partsOf('全年处罚144宗。', paragraph().zh, knownFigures(reportWith(paragraph())));
    const again = editableParts(parts);
    expect(again).toBe('全年处罚{penalty_form.total}宗。');
    expect(partsOf(again, paragraph().zh, knownFigures(reportWith(paragraph())))).toEqual(parts);
  });

  it('leaves its paragraph out when it is empty, and changes no other', () => {
    const model = reportWith(paragraph());
    expect(paragraphsOf(withEdits(model, [{ paragraph: 'penalties', zh: [], en: [] }]))).toEqual([]);
    expect(withEdits(model, [{ paragraph: 'other', zh: ['x'], en: [] }])).toEqual(model);
    expect(withEdits(model, [])).toEqual(model);
  });

  it('is kept as text, whatever is typed', () => {
    for (const text of ['{', '}{', '{constructor}', '{__proto__}', '[144]', '<b>144</b>', '144'.repeat(400)]) expect(() => typed(text)).not.toThrow();
  });
});
