import type { Unit } from '../program.ts';

/** How each unit is written; the first word is the unit itself or its usual Chinese form. */
const written: Record<Exclude<Unit, '1'>, string[]> = {
  '件': ['件', 'cases', 'case'], '宗': ['宗'], '起': ['起'], '人': ['人', '名', 'persons', 'people', 'person'], '次': ['次', 'times', 'time'],
  '家': ['家', '户'], '个': ['个'], '项': ['项'], '份': ['份'], '册': ['册'], '天次': ['天次'],
  '元': ['元', 'yuan'], '万元': ['万元'],
  '学时': ['学时', 'class hours', 'class hour'], '分钟': ['分钟', 'minutes', 'minute'],
  days: ['天', '日', '个自然日', '自然日', 'days', 'day'], workdays: ['个工作日', '工作日', 'workdays', 'workday'],
  months: ['个月', 'months', 'month'], years: ['年', 'years', 'year'],
  '%': ['%', 'percent'], percentage_points: ['个百分点', '百分点', 'percentage points', 'percentage point'], '分': ['分', 'points', 'point'],
};

/** Word (as written, one blank between words) → unit. */
export const unitOfWord: ReadonlyMap<string, Unit> = new Map(
  Object.entries(written).flatMap(([unit, words]) => words.map(word => [word, unit as Unit] as const)),
);
