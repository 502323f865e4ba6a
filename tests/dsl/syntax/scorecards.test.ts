import { expect, test } from 'vitest';
import { bare, line, read, readOne } from './reading.ts';

const rules = (text: string): string[] => readOne('scorecard', `scorecard s { dimension "d" 10 { item "x" 5 { ${text} } } }`).dimensions[0]!.items[0]!.rules.map(line);

test('every rule reads the same in both languages', () => {
  for (const [english, chinese, wanted] of [
    ['full when >= 100%', '满分 当 ≥ 100%', '(fullWhen op:>= value:100%)'],
    ['full when yes', '满分 当 是', '(fullWhen op:= value:(boolean value:true))'],
    ['deduct 0.5 per full 1 percentage point below 100% up to 5', '低于 100% 每 满 1个百分点 扣 0.5分 最多 5分',
      '(deductPerStep bound:100% points:0.5 rounding:full side:below step:1percentage_points upTo:5)'],
    ['deduct 1 per started 2 percentage points above 0%', '高于 0% 每 不足 2个百分点 扣 1分', '(deductPerStep bound:0% points:1 rounding:started side:above step:2percentage_points)'],
    ['deduct 0.5 per 1次 below 3次', '低于 3次 每 1次 扣 0.5分', '(deductPerStep bound:3次 points:0.5 rounding:full side:below step:1次)'],
    ['deduct 0.5 when staff < 2人', '当 staff ＜ 2人 扣 0.5分', '(deductWhen points:0.5 when:(compare left:staff op:< right:2人))'],
    ['deduct 1 for each late up to 3', '每有 late 扣 1分 最多 3分', '(deductForEach of:late points:1 upTo:3)'],
    ['award 3 when >= 2人', '当 ≥ 2人 得 3分', '(award op:>= points:3 value:2人)'],
    ['award 3 when staff >= 2人', '当 staff ≥ 2人 得 3分', '(award points:3 when:(compare left:staff op:>= right:2人))'],
    ['award 3 when yes', '当 是 得 3分', '(award op:= points:3 value:(boolean value:true))'],
    ['award 0 otherwise', '得 0分 否则', '(award points:0)'],
    ['award 1 for each ideas up to 5', '每有 ideas 得 1分 最多 5分', '(awardForEach of:ideas points:1 upTo:5)'],
    ['in proportion', '按比例', '(inProportion)'],
    ['by hand 0 to 5', '酌情 0分 至 5分', '(byHand from:0 to:5)'],
  ] as const) {
    expect(rules(english)).toEqual([wanted]);
    expect(rules(chinese)).toEqual([wanted]);
  }
});

test('a scorecard reads the same in both languages', () => {
  const english = `scorecard quality "考评" {
    groups by agencies.category
    dimension "公示" 30 for "市级", 20 for "镇街" { on_time 15 { full when >= 100%; in proportion } item "制度" 3 { award 3 when >= 2; award 0 otherwise } }
    bonus up to 5 { item "创新" 5 { by hand 0 to 5 } }
    extra deductions up to 4 { item "通报" 4 { deduct 1 for each criticisms } }
    veto "违法" when serious > 0 then grade "不合格"
    veto "主体" when not ok then points 0
    not applicable: rescale  not reported: zero  pending: full
    ties: shared
    grades "优秀" >= 90, "良好" >= 80.5, "不合格"
  }`;
  const chinese = `考评表 quality “考评” {
    分组依 agencies.category
    维度 “公示” 30分 用于 “市级”，20分 用于 “镇街” { on_time 15分 { 满分 当 ≥ 100%；按比例 } 评分点 “制度” 3分 { 当 ≥ 2 得 3分；得 0分 否则 } }
    加分 最多 5分 { 评分点 “创新” 5分 { 酌情 0分 至 5分 } }
    额外扣分 最多 4分 { 评分点 “通报” 4分 { 每有 criticisms 扣 1分 } }
    一票否决 “违法” 当 serious ＞ 0 则 定为 “不合格”
    一票否决 “主体” 当 非 ok 则 得分 0
    不适用：折算；未报送：零分；未到期：满分
    并列：跳号
    等次 “优秀” ≥ 90，“良好” ≥ 80.5，“不合格”
  }`;
  expect(bare(read(chinese))).toEqual(bare(read(english)));
  const card = readOne('scorecard', english);
  expect(card.dimensions[0]).toMatchObject({ points: [{ value: '30', group: { value: '市级' } }, { value: '20', group: { value: '镇街' } }] });
  expect(card.dimensions[0]!.items.map(item => [item.indicator?.text, item.label?.value])).toEqual([['on_time', undefined], [undefined, '制度']]);
  expect(card.vetoes.map(veto => [veto.grade?.value, veto.points])).toEqual([['不合格', undefined], [undefined, '0']]);
  expect(card.missing.map(one => [one.what, one.rule])).toEqual([['notApplicable', 'rescale'], ['notReported', 'zero'], ['pending', 'full']]);
  expect(card.grades.map(grade => [grade.label.value, grade.atLeast])).toEqual([['优秀', '90'], ['良好', '80.5'], ['不合格', undefined]]);
  expect(card.bonus).toMatchObject({ upTo: '5', items: [{ points: '5' }] });
});

test('what cards of cards, cards over rows, caps and open ends are written with reads the same in both languages', () => {
  for (const [english, chinese, wanted] of [
    ['combine quality weight 70%, opinion weight 30%', '合成 quality 权重 70%、opinion 权重 30%', { combine: [{ scorecard: { text: 'quality' }, weight: '70' }, { scorecard: { text: 'opinion' }, weight: '30' }] }],
    ['subject all files dated by reviewed_on where grade is filled', '考评对象 全部 files 年度依 reviewed_on 其中 grade 已填',
      { subject: { ledger: { text: 'files' }, whole: true, datedBy: { text: 'reviewed_on' }, where: { kind: 'filled' } } }],
    ['ties: dense', '并列：连号', { ties: 'dense' }],
    ['grades "优" > 90, "良" >= 80, "差"', '等次 “优” 超过 90，“良” 不低于 80，“差”', { grades: [{ atLeast: '90', exclusive: true }, { atLeast: '80' }, {}] }],
    ['veto "违法" when bad then grade "差" points 0', '一票否决 “违法” 当 bad 则 定为 “差” 得分 0', { vetoes: [{ grade: { value: '差' }, points: '0' }] }],
    ['veto "违法" when bad then points 0, grade "差"', '一票否决 “违法” 当 bad 则 得分 0，定为 “差”', { vetoes: [{ grade: { value: '差' }, points: '0' }] }],
    ['dimension "d" 10 { together "学习" up to 2 { item "a" 4 { deduct 1 when late } } item "b" 6 { deduct 1 when late; in all up to 3 } }',
      '维度 “d” 10分 { 合计扣分 “学习” 最多 2分 { 评分点 “a” 4分 { 当 late 扣 1分 } } 评分点 “b” 6分 { 当 late 扣 1分；累计 不超过 3分 } }',
      { dimensions: [{ caps: [{ label: { value: '学习' }, upTo: '2', items: [{ label: { value: 'a' } }] }], items: [{ label: { value: 'a' } }, { label: { value: 'b' }, lossUpTo: '3' }] }] }],
    ['source "办法" clause "二" from 2024-01-01', '依据 “办法” 条款 “二” 自 2024-01-01', { sources: [{ document: { value: '办法' }, clause: { value: '二' }, from: { value: '2024-01-01' } }] }],
  ] as const) {
    const card = readOne('scorecard', `scorecard s { ${english} }`);
    expect(card).toMatchObject(wanted);
    expect(bare(read(`考评表 s { ${chinese} }`))).toEqual(bare(read(`scorecard s { ${english} }`)));
  }
});

test('an indicator may be called item or report', () => {
  expect(readOne('scorecard', 'scorecard s { dimension "d" 10 { item 4 { in proportion } report 6 { in proportion } } }').dimensions[0]!.items.map(item => item.indicator?.text))
    .toEqual(['item', 'report']);
});
