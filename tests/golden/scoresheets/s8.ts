import { roster, table, type Sheet } from './sheet.ts';

/**
 * By hand, from 100 down
 *   甲: one procedure amiss (5), one document not filed (15): 35 − 20 = 15; one unlawful case (10), one file not in form (10), two untrue
 *       (10): 40 − 30 = 10; 15 + 10 + 25 = 50, below 60: not achieved
 *   乙: nothing lost: 35 + 40 + 25 = 100, but it refused to put something right: not achieved, whatever the points
 *   丙: four unlawful documents (40, no more than the 35 there are): 0 + 40 + 25 = 65, achieved
 * The rank is by points; the veto only sets the grade.
 */
export const s8: Sheet = {
  file: 's8.heng', card: '信阳', year: 2023,
  handIn: {
    agencies: roster('甲,甲局,市,市直,', '乙,乙局,市,市直,', '丙,丙局,市,市直,'),
    规范性文件: table(`
      机关,文号,制发日期,程序缺项,备案达标,违法
      甲,1,2023-03-01,1,是,否
      甲,2,2023-04-01,0,否,否
      乙,1,2023-03-01,0,是,否
      ${[1, 2, 3, 4].map((n) => `丙,${n},2023-0${n}-01,0,是,是`).join('\n')}`),
    执法案件: table(`
      机关,案号,立案日期,违法,文书规范,案卷真实,严重影响,拒不纠正
      甲,1,2023-03-01,是,是,否,否,否
      甲,2,2023-03-02,否,否,否,否,否
      乙,1,2023-03-03,否,是,是,否,是
      丙,1,2023-03-04,否,是,是,否,否`),
  },
  hand: { 甲: { 其余: { points: '25' } }, 乙: { 其余: { points: '25' } }, 丙: { 其余: { points: '25' } } },
  expected: [
    { name: '乙局', group: '市直', rank: 1, points: 100, grade: '未完成', veto: '造成严重影响或拒不纠正' },
    { name: '丙局', group: '市直', rank: 2, points: 65, grade: '完成', items: {
      规范性文件: ['0', '规范性文件中违法为是的4件，每件扣10分，扣40分；扣完为止，共扣35分'] } },
    { name: '甲局', group: '市直', rank: 3, points: 50, grade: '未完成', items: {
      规范性文件: ['15', '规范性文件的程序缺项之和1项，每项扣5分，扣5分；有备案达标为否的规范性文件（1件），扣15分'],
      执法: ['10', '执法案件中违法为是的1件，每件扣10分，扣10分；执法案件中文书规范为否的1件，每件扣10分，扣10分；执法案件中案卷真实为否的2件，每件扣5分，扣10分'] } },
  ],
};
