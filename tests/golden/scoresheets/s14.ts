import { roster, table, type Sheet } from './sheet.ts';

/** `count` rows of an agency, the first `good` of them 是. */
const rows = (agency: string, count: number, good: number, day: string): string => Array.from({ length: count }, (_, index) => `${agency},${index + 1},${day},${index < good ? '是' : '否'}`).join('\n');

/**
 * By hand. Towns 40 / 30 / 30, much enforcement 20 / 50 / 30, others 40 / 20 / 40; the items are written with 40 / 50 / 30.
 *   towns 甲: 8 of 10 documents 32; no power to punish, the 30 do not apply; 9 of 10 settled 27: 59 of 70, 84.2857… → 84.29
 *         乙: 40; 4 of 5 cases in time, 20 points below, four started fives, −20 of 50: 30, here × 30 ÷ 50: 18; 30: 88
 *         丙: 7 of 10: 28; all in time 30; 30: 88: as many as 乙, both first, 甲 third
 *   much  丁: 20; 50; 8 of 10: 24: 94
 *         戊: 9 of 10: 36, here × 20 ÷ 40: 18; 19 of 21 = 90.476 %, 9.52 below, two started fives, −10: 40; 30: 88
 *   other 己: 40; not one case: does not apply; 40: 80 of 80, 100
 */
export const s14: Sheet = {
  file: 's14.heng', card: 'jiaoling', year: 2017,
  handIn: {
    agencies: roster('甲,甲镇,镇街,镇,行政许可', '乙,乙镇,镇街,镇,行政处罚', '丙,丙镇,镇街,镇,行政处罚', '丁,丁局,县,执法任务较重,行政处罚、行政许可', '戊,戊局,县,执法任务较重,行政处罚', '己,己局,县,其他,行政处罚'),
    documents: table(`
      机关,document_no,issued_on,经合法性审查
      ${rows('甲', 10, 8, '2017-03-01')}\n${rows('乙', 10, 10, '2017-03-01')}\n${rows('丙', 10, 7, '2017-03-01')}\n${rows('丁', 10, 10, '2017-03-01')}\n${rows('戊', 10, 9, '2017-03-01')}\n${rows('己', 10, 10, '2017-03-01')}`),
    enforcement: table(`
      机关,case_no,decided_on,按期办结
      ${rows('乙', 5, 4, '2017-04-01')}\n${rows('丙', 6, 6, '2017-04-01')}\n${rows('丁', 20, 20, '2017-04-01')}\n${rows('戊', 21, 19, '2017-04-01')}`),
    supervision: table(`
      机关,matter_no,raised_on,已整改
      ${rows('甲', 10, 9, '2017-05-01')}\n${rows('乙', 10, 10, '2017-05-01')}\n${rows('丙', 10, 10, '2017-05-01')}\n${rows('丁', 10, 8, '2017-05-01')}\n${rows('戊', 10, 10, '2017-05-01')}\n${rows('己', 5, 5, '2017-05-01')}`),
  },
  expected: [
    { name: '乙镇', group: '镇', rank: 1, points: 88, grade: '良好', items: {
      按期办结率: ['18', '实为80%，比100%低20个百分点，每5个百分点扣5分（不足的按5个百分点计），扣20分；本组此项30分，折合扣12分'] } },
    { name: '丙镇', group: '镇', rank: 1, points: 88, grade: '良好', items: { 合法性审查率: ['28', '实为70%，目标100%，按比例得28分，扣12分'] } },
    { name: '甲镇', group: '镇', rank: 3, points: 84.29, grade: '良好', items: {
      合法性审查率: ['32', '实为80%，目标100%，按比例得32分，扣8分'], 按期办结率: [null, '不适用，不计入，按适用满分折算'], 整改率: ['27', '实为90%，目标100%，按比例得27分，扣3分'] } },
    { name: '丁局', group: '执法任务较重', rank: 1, points: 94, grade: '优秀', items: { 整改率: ['24', '实为80%，目标100%，按比例得24分，扣6分'] } },
    { name: '戊局', group: '执法任务较重', rank: 2, points: 88, grade: '良好', items: {
      合法性审查率: ['18', '实为90%，目标100%，按比例得36分，扣4分；本组此项20分，折合扣2分'],
      按期办结率: ['40', '实为90.48%，比100%低9.52个百分点，每5个百分点扣5分（不足的按5个百分点计），扣10分'] } },
    { name: '己局', group: '其他', rank: 1, points: 100, grade: '优秀', items: { 按期办结率: [null, '不适用，不计入，按适用满分折算'] } },
  ],
};
