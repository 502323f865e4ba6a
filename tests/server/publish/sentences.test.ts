import { describe, expect, it } from 'vitest';
import { catalogueSources } from '../../../data/catalogue/index.ts';
import { compile } from '../../../dsl/index.ts';
import type { ReportItem } from '../../../dsl/program.ts';
import { orderInForce, orderUsed, reportInUse, withOptions } from '../../../server/publish/choose.ts';
import { blank, figure } from '../../../server/publish/figures.ts';
import { textOf, type ReportCell } from '../../../server/publish/model.ts';
import { segments } from '../../../server/publish/sentences.ts';
import { holds, lifted, type Figures } from '../../../server/publish/values.ts';

const catalogue = catalogueSources();
const { program: shipped } = compile(catalogue);

/** The one text of a report, as declared. */
function declared(text: string): { program: typeof shipped; item: Extract<ReportItem, { kind: 'text' }> } {
  const { program, diagnostics } = compile([...catalogue, { file: 'a.heng', text: `report r { part p { text t ${text} } }` }]);
  expect(diagnostics.map((each) => each.message.en)).toEqual([]);
  return { program, item: program.reports['r']!.parts[0]!.items[0] as Extract<ReportItem, { kind: 'text' }> };
}

function figuresWith(cells: Record<string, string | null>, before: Record<string, string> = {}): Figures {
  const cell = (name: string, from: Record<string, string | null>): ReportCell => { const found = from[name]; return found === undefined ? blank('no_source') : found === null ? blank('empty') : found === '/' ? blank('not_applicable') : figure(found); };
  return {
    year: 2024, asOf: '2025-01-31', roster: { agency: 'A', name: '甲局', group: '', reportedAnything: true, fields: { name: '甲局', duties: '行政处罚、行政检查' } },
    cell: (form, column, offset) => cell(`${form}.${column}`, offset === 0 ? cells : before),
    group: (form, group) => (shipped.forms[form]?.columns ?? []).filter((column) => column.group === group).map((column) => column.name),
    measured: () => undefined,
  };
}

function say(text: string, cells: Record<string, string | null>, before: Record<string, string> = {}, language: 'zh' | 'en' = 'zh'): string | null {
  const { program, item } = declared(text);
  const found = segments(item.text[language] ?? [], figuresWith(cells, before), program, language);
  return found && textOf(found);
}

describe('a text with figures', () => {
  it('is those of the cells, each with its name and exact value', () => {
    const { program, item } = declared('"作出行政处罚{penalty_form.total}宗，罚没金额{penalty_form.amount as 元}元。"');
    expect(segments(item.text.zh, figuresWith({ 'penalty_form.total': '144', 'penalty_form.amount': '4.1' }), program, 'zh')).toEqual([
      '作出行政处罚', { figure: 'penalty_form.total', text: '144', value: '144' }, '宗，罚没金额', { figure: 'penalty_form.amount as 元', text: '41000', value: '41000' }, '元。',
    ]);
  });

  it('is not printed where a figure is not there, and never calls it 0', () => {
    expect(say('"作出行政处罚{penalty_form.total}宗。"', { 'penalty_form.total': null })).toBeNull();
    expect(say('"作出行政处罚{penalty_form.total}宗。"', { 'penalty_form.total': '0' })).toBe('作出行政处罚0宗。');
  });

  it('leaves out what is in brackets with its comma, and a sentence of which nothing is left', () => {
    const text = '"[申请{licence_form.applied}宗][，受理{licence_form.accepted}宗]。[许可{licence_form.granted}宗][，不予许可{licence_form.refused}宗]。" en "[Applications {licence_form.applied}][, accepted {licence_form.accepted}].[ Granted {licence_form.granted}][, refused {licence_form.refused}]."';
    expect(say(text, { 'licence_form.accepted': '3', 'licence_form.refused': '1' })).toBe('受理3宗。不予许可1宗。');
    expect(say(text, { 'licence_form.granted': '2' })).toBe('许可2宗。');
    expect(say(text, {})).toBeNull();
    expect(say(text, { 'licence_form.accepted': '3', 'licence_form.refused': '1' }, {}, 'en')).toBe('Accepted 3. Refused 1.');
  });

  it('says a growth in words, and nothing against a year of nothing', () => {
    const text = '"{penalty_form.total}宗[，{growth of penalty_form.total}]。" en "{penalty_form.total}[, {growth of penalty_form.total}]."';
    expect(say(text, { 'penalty_form.total': '144' }, { 'penalty_form.total': '120' })).toBe('144宗，同比增长20.00%。');
    expect(say(text, { 'penalty_form.total': '90' }, { 'penalty_form.total': '120' })).toBe('90宗，同比下降25.00%。');
    expect(say(text, { 'penalty_form.total': '120' }, { 'penalty_form.total': '120' })).toBe('120宗，与上年持平。');
    expect(say(text, { 'penalty_form.total': '120' }, { 'penalty_form.total': '0' })).toBe('120宗。');
    expect(say(text, { 'penalty_form.total': '90' }, { 'penalty_form.total': '120' }, 'en')).toBe('90, down 25.00% on the year before.');
  });

  it('names shares exactly, and the largest kinds unless cases count in several of them', () => {
    expect(say('"持证率{staff_form.certified / staff_form.on_post}。"', { 'staff_form.certified': '99999', 'staff_form.on_post': '100000' })).toBe('持证率99.99%。');
    const text = '"{largest 2 of penalty_form.kinds}。"';
    expect(say(text, { 'penalty_form.fined': '6', 'penalty_form.warning': '2', 'penalty_form.detained': '1', 'penalty_form.total': '9' })).toBe('罚款6宗（占66.67%），警告2宗（占22.22%）。');
    expect(say(text, { 'penalty_form.fined': '10', 'penalty_form.warning': '10', 'penalty_form.total': '9' })).toBeNull();
  });

  it('holds the year, a day and the name of the agency', () => {
    expect(say('"{agency.name}{year}年较{year - 1}年，截至{state day}。"', {})).toBe('甲局2024年较2023年，截至2024年12月31日。');
  });
});

describe('a condition of a text', () => {
  const when = (text: string, cells: Record<string, string | null>): boolean | null => {
    const { item } = declared(`"甲" when ${text}`);
    return item.when && item.when.kind !== 'noDuty' ? holds(item.when, figuresWith(cells)) : null;
  };
  it('is over cells and the agency; what is unknown does not hold', () => {
    expect(when('penalty_form.total > 0', { 'penalty_form.total': '1' })).toBe(true);
    expect(when('penalty_form.total > 0', { 'penalty_form.total': null })).toBeNull();
    expect(when('not penalty_form.total > 0 or penalty_form.total is empty', { 'penalty_form.total': null })).toBe(true);
    expect(when('agency.duties has 行政处罚 and year end >= 2024-12-31', {})).toBe(true);
    expect(when('year end >= 2025-12-31', {})).toBe(false);
  });
  it('leaves to the engine only what reads ledgers', () => {
    const { item } = declared('"甲" when penalty_form.total > count(decisions where kind = penalty) and agency.level = 市');
    expect(lifted(item.when as never).map((each) => each.kind)).toEqual(['aggregate']);
  });
});

describe('which report an agency makes', () => {
  it('goes by the nearest region, unless another is chosen', () => {
    const named = (region: string | null, chosen?: string): string | undefined => reportInUse(shipped, 'annual_statistics', region, chosen)?.name;
    expect([null, '619900', '330502', '330102', '420200', '370881', '120100'].map((region) => named(region))).toEqual([
      'annual_statistics', 'annual_statistics', 'annual_narrative_first', 'annual_statistics', 'annual_bodies_first', 'annual_filled_in', 'annual_account']);
    expect(named('619900', 'annual_account')).toBe('annual_account');
    expect(named('619900', 'no_such_report')).toBe('annual_statistics');
  });

  it('decides how combined penalties are classed', () => {
    const hubei = shipped.reports['annual_bodies_first']!;
    const view = shipped.views['penalty_shanxi']!;
    expect(orderUsed(shipped, hubei, '420000', 2024, [shipped.views['penalty_hubei']!])).toEqual(['其他行政处罚', '警告', '通报批评', '罚款', '没收违法所得', '没收非法财物', '暂扣许可证件', '降低资质等级', '吊销许可证件', '限制开展生产经营活动', '责令停产停业', '责令关闭', '限制从业', '行政拘留']);
    expect(orderUsed(shipped, hubei, '420000', 2024, [view])!.indexOf('吊销许可证件')).toBeGreaterThan(orderUsed(shipped, hubei, '420000', 2024, [view])!.indexOf('责令关闭'));
    expect(orderUsed(shipped, shipped.reports['annual_statistics']!, '420000', 2024, [])).toBeUndefined();
  });

  it('leaves rows out of everything derived where it says so', () => {
    const { program } = compile([...catalogue, { file: 'a.heng', text: 'report r of annual_statistics { leave out decisions where revoke_outcome = revoked because "不计" part tables same as annual_statistics }' }]);
    const changed = withOptions(program, program.reports['r']!, null, 2024, []);
    expect(JSON.stringify(changed.forms['penalty_form'])).toContain('revoke_outcome');
    expect(JSON.stringify(changed.forms['staff_form'])).not.toContain('revoke_outcome');
    expect(program.reports['r']!.parts[0]!.items).toHaveLength(9);
  });
});

describe('the order of severity', () => {
  const order = { name: 'severity', label: '', values: [{ order: ['a', 'b'] }, { order: ['b', 'a'], from: '2021-07-15', region: ['140000'] }] };
  it('is that of the nearest region and of the year', () => {
    expect(orderInForce(order, '140200', 2024)?.order).toEqual(['b', 'a']);
    expect(orderInForce(order, '140200', 2020)?.order).toEqual(['a', 'b']);
    expect(orderInForce(order, '619900', 2024)?.order).toEqual(['a', 'b']);
    expect(orderInForce(order, null, 2024)?.order).toEqual(['a', 'b']);
  });
});
