import { roster, table, type Sheet } from './sheet.ts';

/**
 * By hand (2024)
 *   甲: 3 of 4 = 75 %; four cases: all must be reviewed, 25 points below, five steps (50 − 25 = 25). One round, should be two: costs
 *       nothing (50): 75
 *   乙: 1 of 2 = 50 %, should be 80 %: costs nothing, the two late cases do (50 − 2 × 10 = 30). No round: neither the steps nor the
 *       deduction for it cost anything, having none and late cases does (50 − 10 = 40): 70
 *   丙: both reviewed, one late (50 − 10 = 40); two rounds (50): 90
 */
export const principle: Sheet = {
  file: 'principle.heng', card: 'quality', year: 2024,
  handIn: {
    agencies: roster('甲,甲局,市,部门组,', '乙,乙局,市,部门组,', '丙,丙局,市,部门组,'),
    cases: table(`
      机关,case_no,filed_on,已审核,逾期
      甲,1,2024-02-01,是,否
      甲,2,2024-02-02,是,否
      甲,3,2024-02-03,是,否
      甲,4,2024-02-04,否,否
      乙,1,2024-03-01,是,是
      乙,2,2024-03-02,否,是
      丙,1,2024-03-01,是,是
      丙,2,2024-03-02,是,否`),
    rounds: table(`
      机关,round_no,held_on
      甲,1,2024-05-01
      丙,1,2024-05-01
      丙,2,2024-11-01`),
  },
  expected: [
    { name: '丙局', group: '部门组', rank: 1, points: 90, grade: '合格', items: {
      审核率: ['40', '案件中逾期为是的1件，每件扣10分，扣10分'],
    } },
    { name: '甲局', group: '部门组', rank: 2, points: 75, grade: '合格', items: {
      审核率: ['25', '实为75%，比100%低25个百分点，每满5个百分点扣5分，扣25分'],
    } },
    { name: '乙局', group: '部门组', rank: 3, points: 70, grade: '合格', items: {
      审核率: ['30', '原则上的要求未达到，不扣分；案件中逾期为是的2件，每件扣10分，扣20分'],
      评查次数: ['40', '原则上的要求未达到，不扣分；“评查次数”少于1次且有逾期为是的案件（“评查次数”0、案件中逾期为是的件数2），扣10分'],
    } },
  ],
};
