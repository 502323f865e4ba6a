import { describe, expect, it } from 'vitest';
import type { Expr, Item, Rule, Scorecard } from '../../dsl/program.ts';
import { score, type HandPoints } from '../../metrics/score.ts';
import type { ScoreRow } from '../../metrics/types.ts';
import { card, condition, fullWhen, inUnit, indicator, item, measures, more, number, percent, points, program, ref, yes, type Cell } from './card.ts';

const late2 = condition('quality#1.deduct1', more(ref('late', '件'), number('2', '件'))), serious = condition('quality#veto1', more(ref('late', '件'), number('0', '件')));
const both = condition('quality#1.deduct2', { kind: 'and', type: { kind: 'boolean' }, operands: [more(ref('late', '件'), number('2', '件')), { kind: 'compare', op: '<', left: { kind: 'arithmetic', op: '-', left: ref('late', '件'), right: number('1', '件'), type: { kind: 'number', unit: '件' } }, right: number('9', '件'), type: { kind: 'boolean' } }] });
const kinds = [
  late2.indicator, serious.indicator, both.indicator, { ...indicator('quality#1.deduct2.figure2', '件'), internal: true as const },
  indicator('share', '%', { value: percent('100') }), indicator('low', '%', { op: '<=', value: percent('10') }), indicator('flag', 'boolean', { op: '=', value: yes }),
  indicator('count', '次', { value: number('4', '次') }), indicator('late', '件'), indicator('principle', '%', { value: percent('5'), principle: true }),
  indicator('amount', '万元'), indicator('other', '%', { value: percent('100') }),
];

function scored(scorecard: Scorecard, cells: Record<string, Record<string, Cell>>, more: { groups?: Record<string, string>; silent?: string[]; hand?: HandPoints; others?: Scorecard[] } = {}): ScoreRow[] {
  return score({ program: program(kinds, scorecard, ...more.others ?? []), scorecard: 'quality', measures: measures(cells, more.groups, more.silent), ...(more.hand ? { handPoints: more.hand } : {}) });
}
/** The one item, judged alone on the card. */
function judge(one: Item, cell: Cell, hand?: string): { points: string | null; reason: string | null; state: string } {
  const name = one.indicator ?? 'late';
  const [row] = scored(card([one]), { A: { [name]: cell } }, hand === undefined ? {} : { hand: { A: { [one.name]: hand } } });
  return { points: row!.items[0]!.exactPoints, reason: row!.items[0]!.reason?.zh ?? null, state: row!.items[0]!.state };
}
const steps = (rounding: 'full' | 'started', each: string, step: string, side: 'below' | 'above', bound: string, upTo?: string) =>
  ({ kind: 'deductPerStep' as const, points: each, rounding, step: points(step), side, bound: percent(bound), ...(upTo ? { upTo } : {}) });

describe('the rules of an item', () => {
  it('gives full points where "full when" is met and looks no further', () => {
    expect(judge(item('share', '10', [fullWhen(percent('95')), steps('started', '1', '1', 'below', '100')]), '96/100').points).toBe('10');
  });
  it('deducts for each full step only, and says how far below', () => {
    expect(judge(item('share', '10', [steps('full', '2', '1', 'below', '100')]), '9865/10000')).toMatchObject({ points: '8', reason: '实为98.65%，比100%低1.35个百分点，每满1个百分点扣2分，扣2分' });
  });
  it('deducts a started step as a step', () => {
    expect(judge(item('share', '10', [steps('started', '2', '1', 'below', '100')]), '9865/10000').points).toBe('6');
  });
  it('takes a value on the very step for that step, neither more nor less', () => {
    expect(judge(item('share', '10', [steps('started', '1', '1', 'below', '100')]), '97/100').points).toBe('7');
    expect(judge(item('share', '10', [steps('full', '1', '1', 'below', '100')]), '97/100').points).toBe('7');
  });
  it('is not fooled by 99.996 %', () => {
    expect(judge(item('share', '10', [fullWhen(percent('100')), steps('started', '1', '1', 'below', '100')]), '24999/25000')).toMatchObject({ points: '9', reason: '实为99.99%，比100%低不足0.01个百分点，每1个百分点扣1分（不足的按1个百分点计），扣1分' });
    expect(judge(item('share', '10', [fullWhen(percent('100'))]), '24999/25000').reason).toBe('实为99.99%，未达到≥100%，扣10分');
  });
  it('deducts above a bound where less is better', () => {
    expect(judge(item('low', '15', [fullWhen(percent('0'), '<='), steps('started', '1', '1', 'above', '0', '15')]), '5/200').points).toBe('12');
  });
  it('caps a rule by "up to" and an item at 0', () => {
    expect(judge(item('share', '10', [steps('full', '1', '1', 'below', '100', '4')]), '50/100').points).toBe('6');
    expect(judge(item('share', '10', [steps('full', '1', '1', 'below', '100')]), '50/100').points).toBe('0');
  });
  it('gives 0 where "full when" is all there is and is not met', () => {
    expect(judge(item('flag', '6', [fullWhen(yes, '=')]), false)).toMatchObject({ points: '0', state: 'value' });
    expect(judge(item('flag', '6', [fullWhen(yes, '=')]), true).points).toBe('6');
  });
  it('awards the first rung that holds', () => {
    const ladder = item('count', '3', [{ kind: 'award', points: '3', op: '>=', value: number('2', '次') }, { kind: 'award', points: '2', op: '>=', value: number('1', '次') }, { kind: 'award', points: '0' }]);
    expect([judge(ladder, '5/1').points, judge(ladder, '1/1').points, judge(ladder, '0/1').points]).toEqual(['3', '2', '0']);
  });
  it('never gives an item more than it is worth', () => {
    expect(judge(item('count', '10', [{ kind: 'award', points: '15', op: '>=', value: number('1', '次') }]), '2').points).toBe('10');
    expect(judge(item(null, '5', [{ kind: 'awardForEach', points: '1', of: ref('late', '件') }]), '30').points).toBe('5');
  });
  it('gives points in proportion to the target, never more than full', () => {
    expect(judge(item('count', '12', [{ kind: 'inProportion' }]), '3').points).toBe('9');
    expect(judge(item('count', '12', [{ kind: 'inProportion' }]), '9').points).toBe('12');
    expect(judge(item('share', '4', [{ kind: 'inProportion' }]), '2/3').points).toBe('8/3');
    expect(judge(item('low', '4', [{ kind: 'inProportion' }]), '20/100').points).toBe('2');
  });
  it('never says that nothing was lost where something was', () => {
    expect(judge(item('count', '4', [{ kind: 'inProportion' }]), '399501/100000')).toMatchObject({ points: '399501/100000', reason: '实为3.99次，目标4次，按比例得3.99分，扣不足0.01分' });
    expect(judge(item('count', '4', [{ kind: 'inProportion' }]), '3995/1000').reason).toBe('实为3.99次，目标4次，按比例得3.99分，扣0.01分');
    expect(judge(item(null, '4', [{ kind: 'deductForEach', points: '0.001', of: ref('late', '件') }]), '4').reason).toBe('“late”4件，每件扣0.001分，扣不足0.01分');
    const [row] = scored(card([item('count', '4', [{ kind: 'inProportion' }])]), { A: { count: '3999/1000' } });
    expect(row!.items[0]!.reason!.en).toBe('3.99 times against 4 times, in proportion: 3.99 points, less than 0.01 points lost');
  });
  it('deducts and awards for each of another indicator', () => {
    expect(judge(item(null, '3', [{ kind: 'deductForEach', points: '0.5', of: ref('late', '件') }]), '3')).toMatchObject({ points: '3/2', reason: '“late”3件，每件扣0.5分，扣1.5分' });
    expect(judge(item(null, '5', [{ kind: 'awardForEach', points: '1', of: ref('late', '件'), upTo: '2' }]), '3').points).toBe('2');
  });
  it('takes points by hand within their bounds; none given yet is pending, out of bounds an error', () => {
    const byHand = item(null, '5', [{ kind: 'byHand', from: '0', to: '5' }]);
    expect(judge(byHand, '0', '4.5').points).toBe('9/2');
    expect(judge(byHand, '0').state).toBe('pending');
    expect(judge(byHand, '0', '6').state).toBe('error');
    const [row] = scored(card([byHand]), { A: { late: '0' } }, { hand: { A: { 'quality#item': { points: '4', reason: '案卷装订不规范' } } } });
    expect(row!.items[0]!.reason).toEqual({ zh: '评分4分（案卷装订不规范），扣1分', en: '4 points given (案卷装订不规范), −1 points' });
  });
  it('costs nothing where the target holds in principle', () => {
    expect(judge(item('principle', '5', [fullWhen(percent('5'))]), 'missed 1/100')).toMatchObject({ points: '5', reason: '原则上的要求未达到，不扣分' });
  });
  it('lets a target in principle cost nothing by the rules on its own figure, and deducts what other figures cost', () => {
    const own = condition('quality#1.deduct1', { ...more(ref('principle', '%'), percent('2')), op: '<=' } as Expr), mixed = condition('quality#1.deduct2', { kind: 'and', type: { kind: 'boolean' }, operands: [own.indicator.value, more(ref('late', '件'), number('2', '件'))] });
    const points = (rules: Rule[]) => score({
      program: program([...kinds.filter((one) => !one.internal), own.indicator, mixed.indicator], card([item('principle', '10', rules)])), scorecard: 'quality',
      measures: measures({ A: { principle: 'missed 1/100', late: '3/1', 'quality#1.deduct1': true, 'quality#1.deduct2': true } }),
    })[0]!.items[0]!.exactPoints;
    const each: Rule = { kind: 'deductForEach', points: '2', of: ref('late', '件') };
    expect(points([each])).toBe('4');
    expect(points([fullWhen(percent('5')), each])).toBe('4');
    expect(points([steps('full', '1', '1', 'below', '5'), each])).toBe('4');
    expect(points([{ kind: 'award', points: '3', op: '>=', value: percent('5') }, { kind: 'award', points: '0' }, each])).toBe('4');
    expect(points([{ kind: 'inProportion' }, each])).toBe('4');
    expect(points([{ kind: 'deductWhen', points: '5', when: own.when }])).toBe('10');
    expect(points([{ kind: 'deductWhen', points: '5', when: mixed.when }])).toBe('5');
    expect(points([{ kind: 'deductForEach', points: '300', of: ref('principle', '%') }])).toBe('10');
    expect(points([{ kind: 'award', points: '3', when: mixed.when }, { kind: 'award', points: '0' }])).toBe('3');
  });
  it('goes by the target that applies: of two only that one may be in principle', () => {
    const applies = condition('quality#1.target1.when', more(ref('late', '件'), number('2', '件')));
    const card_ = card([item('principle', '10', [])]);
    const points = (holds: string | boolean) => {
      const made = program([...kinds.filter((one) => !one.internal), applies.indicator], card_);
      card_.dimensions[0]!.items[0]!.targets = [{ op: '>=', value: percent('5'), principle: false, when: applies.when }, { op: '>=', value: percent('5'), principle: true }];
      return score({ program: made, scorecard: 'quality', measures: measures({ A: { principle: '1/100', 'quality#1.target1.when': holds } }) })[0]!.items[0]!.exactPoints;
    };
    expect([points(true), points(false), points('pending'), points('error')]).toEqual(['0', '10', '10', null]);
  });
  it('compares money in one unit', () => {
    expect(judge(item('amount', '5', [fullWhen(inUnit(number('5000', '元'), '万元'), '<=')]), '0.5').points).toBe('5');
    expect(judge(item('amount', '5', [fullWhen(inUnit(number('4999', '元'), '万元'), '<=')]), '0.5')).toMatchObject({ points: '0', reason: '实为0.5万元，未达到≤0.4999万元，扣5分' });
  });
  it('caps all deductions of an item together, and says when nothing is left to take', () => {
    const twice = (more: Partial<Item>): Item => ({ ...item(null, '5', [{ kind: 'deductForEach', points: '1', of: ref('late', '件') }, { kind: 'deductForEach', points: '0.5', of: ref('late', '件'), upTo: '2' }]), ...more });
    expect(judge(twice({ lossUpTo: '3' }), '4')).toMatchObject({ points: '2', reason: '“late”4件，每件扣1分，扣4分；“late”4件，每件扣0.5分，扣2分；累计最多扣3分' });
    expect(judge(twice({}), '6')).toMatchObject({ points: '0', reason: '“late”6件，每件扣1分，扣6分；“late”6件，每件扣0.5分，扣2分（最多2分）；扣完为止，共扣5分' });
  });
  it('judges an item without rules by the target', () => {
    expect([judge(item('share', '5', []), '1/1').points, judge(item('share', '5', []), '1/2').points]).toEqual(['5', '0']);
  });
  it('deducts where a condition holds, and says with which figures', () => {
    const judged = (one: ReturnType<typeof condition>, cells: Record<string, Cell>) => {
      const [row] = scored(card([item(null, '5', [{ kind: 'deductWhen', points: '2', when: one.when }])]), { A: { [one.indicator.name]: true, ...cells } });
      return { points: row!.items[0]!.exactPoints, ...row!.items[0]!.reason };
    };
    expect(judged(late2, { late: '3' })).toEqual({ points: '3', zh: '“late”多于2件（实为3件），扣2分', en: '“late” is more than 2 cases (it is 3 cases): −2 points' });
    expect(judged(both, { 'late': '3', 'quality#1.deduct2.figure2': '2' }).zh).toBe('“late”多于2件且“late”减1件少于9件（“late”3件、“late”减1件2件），扣2分');
    expect(judged(late2, { late: '1', [late2.indicator.name]: false })).toEqual({ points: '5' });
  });
  it('names the internal indicator that failed', () => {
    const [row] = scored(card([item(null, '5', [{ kind: 'deductWhen', points: '2', when: late2.when }])]), { A: { [late2.indicator.name]: 'error' } });
    expect(row).toMatchObject({ state: 'error', points: null });
    expect(row!.items[0]).toMatchObject({ state: 'error', points: null, reason: { zh: '无法计算：“quality#1.deduct1”（quality#1.deduct1）缺2027年安排' } });
  });
});

describe('the card', () => {
  const two = [item('share', '60', [{ kind: 'inProportion' }]), item('other', '40', [{ kind: 'inProportion' }])];
  it('rescales over what applies and lists what was left out', () => {
    const [row] = scored(card(two), { A: { share: '1/2', other: 'not_applicable' } });
    expect(row).toMatchObject({ points: 50, grade: '不合格', state: 'value' });
    expect(row!.items[1]).toMatchObject({ points: null, state: 'not_applicable', reason: { zh: '不适用，不计入，按适用满分折算' } });
  });
  it('counts missing items full or zero where the card says so', () => {
    const missing = { notApplicable: 'full', notReported: 'zero', pending: 'rescale' } as const;
    expect(scored(card(two, { missing }), { A: { share: '1/2', other: 'not_applicable' } })[0]!.points).toBe(70);
    expect(scored(card(two, { missing }), { A: { share: '1/1', other: 'not_reported' } })[0]!.points).toBe(60);
    expect(scored(card(two, { missing }), { A: { share: '1/1', other: 'pending' } })[0]!.points).toBe(100);
  });
  it('rounds the total half up once, and grades what is printed', () => {
    expect(scored(card([item('share', '100', [{ kind: 'inProportion' }])]), { A: { share: '89995/100000' } })[0]).toMatchObject({ points: 90, grade: '优秀' });
    expect(scored(card([item('share', '100', [{ kind: 'inProportion' }])]), { A: { share: '89994/100000' } })[0]).toMatchObject({ points: 89.99, grade: '良好' });
  });
  it('makes an item in error an error of the card, never a 0', () => {
    expect(scored(card(two), { A: { share: '1/1', other: 'error' } })[0]).toMatchObject({ state: 'error', points: null, rank: null });
  });
  it('has no points where everything was left out', () => {
    expect(scored(card(two), { A: { share: 'not_applicable', other: 'not_applicable' } })[0]).toMatchObject({ state: 'not_applicable', points: null });
    expect(scored(card(two), { A: { share: 'pending', other: 'not_applicable' } })[0]).toMatchObject({ state: 'pending', points: null });
  });
  it('shares ranks within the group and puts who reported nothing last', () => {
    const rows = scored(card(two), {
      A: { share: 'not_reported', other: 'not_reported' }, B: { share: '1/2', other: '1/1' }, C: { share: '1/1', other: '1/1' }, D: { share: '1/2', other: '1/1' }, E: { share: '1/10', other: '0/1' }, F: { share: '0/1', other: '0/1' },
    }, { groups: { A: 'x', B: 'x', C: 'x', D: 'x', E: 'x', F: 'y' }, silent: ['A'] });
    expect(rows.map((row) => [row.agency, row.rank])).toEqual([['C', 1], ['B', 2], ['D', 2], ['E', 4], ['F', 1], ['A', null]]);
    expect(rows.at(-1)).toMatchObject({ state: 'not_reported', points: null, grade: null });
  });
  it('ranks by the printed total: what differs only beyond two decimals is a tie', () => {
    const rows = scored(card([item('share', '100', [{ kind: 'inProportion' }])]), { A: { share: '900001/1000000' }, B: { share: '9/10' } });
    expect(rows.map((row) => row.rank)).toEqual([1, 1]);
  });
  it('adds bonus and takes extra deductions after rescaling, within their caps', () => {
    const extra: Partial<Scorecard> = {
      bonus: { upTo: '5', items: [item(null, '10', [{ kind: 'awardForEach', points: '3', of: ref('late', '件') }], 'bonus')] },
      deductions: { upTo: '4', items: [item(null, '10', [{ kind: 'deductForEach', points: '1', of: ref('count', '次') }], 'minus')] },
    };
    const [row] = scored(card(two, extra), { A: { share: '1/1', other: 'not_applicable', late: '2', count: '9' } });
    expect(row).toMatchObject({ points: 101, bonus: 5, deductions: 4 });
    expect(row!.items.map((one) => one.points)).toEqual([60, null, 6, -9]);
  });
  it('lets a veto set the grade or the points', () => {
    const veto = (more: object): Partial<Scorecard> => ({ vetoes: [{ label: '重大违法', when: serious.when, ...more }] });
    const cells = { A: { share: '1/1', other: '1/1', [serious.indicator.name]: true }, B: { share: '1/2', other: '1/1', [serious.indicator.name]: false } };
    expect(scored(card(two, veto({ grade: '不合格' })), cells)[0]).toMatchObject({ points: 100, grade: '不合格', veto: '重大违法' });
    expect(scored(card(two, veto({ points: '0' })), cells).map((row) => [row.agency, row.points, row.grade])).toEqual([['B', 70, '合格'], ['A', 0, '不合格']]);
  });
  it('gives a vetoed agency both, a grade and points', () => {
    expect(scored(card(two, { vetoes: [{ label: '重大违法', when: serious.when, grade: '不合格', points: '59' }] }), { A: { share: '1/1', other: '1/1', [serious.indicator.name]: true } })[0])
      .toMatchObject({ points: 59, grade: '不合格', veto: '重大违法' });
  });
  it('begins a grade above its bound where the bound is exclusive', () => {
    const grades = [{ label: '优秀', atLeast: '90', exclusive: true as const }, { label: '良好', atLeast: '80' }, { label: '一般' }];
    const cells = { 90: { share: '9000/10000' }, '90.01': { share: '9001/10000' }, 80: { share: '8000/10000' }, '79.99': { share: '7999/10000' } };
    const rows = scored(card([item('share', '100', [{ kind: 'inProportion' }])], { grades }), cells);
    expect(Object.fromEntries(rows.map((row) => [row.agency, row.grade]))).toEqual({ 90: '良好', '90.01': '优秀', 80: '良好', '79.99': '一般' });
  });
  it('skips no rank after a tie where ties are dense', () => {
    const cells = { A: { share: '1/2' }, B: { share: '1/1' }, C: { share: '1/2' }, D: { share: '1/4' } };
    const places = (more: Partial<Scorecard>): (number | null)[] => scored(card([item('share', '100', [{ kind: 'inProportion' }])], more), cells).map((row) => row.rank);
    expect([places({}), places({ ties: 'dense' })]).toEqual([[1, 2, 2, 4], [1, 2, 2, 3]]);
  });
  it('caps what several items lose together, each giving back in proportion', () => {
    const items = [item(null, '10', [{ kind: 'deductForEach', points: '2', of: ref('late', '件') }], 'a'), item(null, '10', [{ kind: 'deductForEach', points: '1', of: ref('late', '件') }], 'b'), item('share', '80', [{ kind: 'inProportion' }])];
    const scorecard = card(items);
    scorecard.dimensions[0]!.caps = [{ label: '会议', upTo: '6', items: ['a', 'b'] }];
    const [low, high] = ['2', '4'].map((late) => scored(scorecard, { A: { late, share: '1/1' } })[0]!.items);
    expect(low!.map((one) => one.exactPoints)).toEqual(['6', '8', '80']);
    expect(high!.map((one) => one.exactPoints)).toEqual(['6', '8', '80']);
    expect(low![0]!.reason!.zh).toBe('“late”2件，每件扣2分，扣4分');
    expect(high![0]!.reason!.zh).toBe('“late”4件，每件扣2分，扣8分；“会议”合计最多扣6分，此项实扣4分');
  });
  it('names what its rules read besides the indicator of the item', () => {
    const [row] = scored(card([item('share', '5', [{ kind: 'deductForEach', points: '1', of: ref('late', '件') }, { kind: 'deductWhen', points: '1', when: late2.when }])]), { A: { share: '1/1', late: '0', [late2.indicator.name]: false } });
    expect(row!.items[0]!.reads).toEqual(['late', late2.indicator.name]);
  });
  it('scales a dimension to the points it has for the group', () => {
    const scorecard = card(two);
    scorecard.dimensions[0]!.points = { '': '100', small: '50' };
    const rows = scored(scorecard, { A: { share: '1/2', other: '1/1' }, B: { share: '1/2', other: '1/1' } }, { groups: { A: 'big', B: 'small' } });
    expect(rows.map((row) => row.items.map((one) => [one.points, one.full]))).toEqual([[[30, 60], [40, 40]], [[15, 30], [20, 20]]]);
    expect(rows.map((row) => row.points)).toEqual([70, 70]);
    expect(rows[1]!.items[0]!.reason!.zh).toBe('实为50%，目标100%，按比例得30分，扣30分；本组此项30分，折合扣15分');
  });
});

describe('a card of cards', () => {
  const quality = { ...card([item('share', '100', [{ kind: 'inProportion' }])]), name: 'inner', label: '质量' };
  const opinion = { ...card([item(null, '100', [{ kind: 'byHand', from: '0', to: '100' }], '评议')]), name: 'opinion', label: '评议' };
  const overall = (more: Partial<Scorecard> = {}): Scorecard => ({ ...card([], more), dimensions: [], combine: [{ scorecard: 'inner', weight: '70' }, { scorecard: 'opinion', weight: '30' }] });
  const of = (scorecard: Scorecard, cells: Record<string, Record<string, Cell>>, hand: HandPoints, inner: Scorecard = quality): ScoreRow[] => scored(scorecard, cells, { others: [inner, opinion], hand });

  it('weighs the exact totals and rounds once', () => {
    // 66.666… × 70 % = 46.666…, and 93.36 × 30 % = 28.008: 74.674… (of the printed 66.67 it would be 74.677, rounded 74.68)
    const [row] = of(overall(), { A: { share: '2/3' } }, { A: { 评议: { points: '93.36' } } });
    expect(row).toMatchObject({ points: 74.67, grade: '合格' });
    expect(row!.dimensions.map((one) => [one.name, one.label, one.full, one.items[0]!.exactPoints])).toEqual([['inner', '质量', 70, '140/3'], ['opinion', '评议', 30, '3501/125']]);
    expect(row!.dimensions[1]!.items[0]!.reason).toEqual({ zh: '93.36分，权重30%，计28.01分', en: '93.36 points, weight 30%: 28.01' });
  });
  it('leaves out, counts full or zero a card without points by its own missing rules', () => {
    const cells = { A: { share: '1/2' } };
    expect(of(overall(), cells, {})[0]).toMatchObject({ points: 50, items: [{ points: 35 }, { points: null, state: 'pending', reason: { zh: '“评议”未到期，不计入，按适用满分折算' } }] });
    expect(of(overall({ missing: { notApplicable: 'full', notReported: 'zero', pending: 'zero' } }), cells, {})[0]!.points).toBe(35);
    expect(of(overall({ missing: { notApplicable: 'full', notReported: 'zero', pending: 'full' } }), cells, {})[0]!.points).toBe(65);
  });
  it('adds its own bonus after weighting, and takes a vetoed card at its points', () => {
    const bonus = { upTo: '5', items: [item(null, '5', [{ kind: 'awardForEach', points: '2', of: ref('late', '件') }], 'bonus')] };
    const vetoed = { ...quality, vetoes: [{ label: '重大违法', when: serious.when, points: '0' }] };
    const [row] = of(overall({ bonus }), { A: { share: '1/1', late: '2', [serious.indicator.name]: true } }, { A: { 评议: { points: '90' } } }, vetoed);
    expect(row).toMatchObject({ points: 31, bonus: 4, veto: null });
    expect(row!.items[0]!.reason!.zh).toBe('0分（一票否决：重大违法），权重70%，计0分');
  });
  it('is in error with a card in error, and says which and why', () => {
    const [row] = of(overall(), { A: { share: 'error' } }, { A: { 评议: { points: '90' } } });
    expect(row).toMatchObject({ state: 'error', points: null });
    expect(row!.items[0]!.reason!.zh).toBe('“质量”无法计算：无法计算：“share”（share）缺2027年安排');
  });
});
