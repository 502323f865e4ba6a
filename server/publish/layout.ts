/**
 * How the forms are laid out as the tables of kind A: their order, which columns share a printed row, which duty an agency
 * needs for them, and English words for what the catalogue labels in Chinese.
 */
import type { Words } from './model.ts';

export interface FormLayout {
  form: string; title: string;
  /** The kind of act an agency must be charged with; by column where a form covers several. */
  duty?: string; dutyOf?: Record<string, string>;
  /** First column of each further printed row. */
  breaks: string[];
}

/** In printed order; a form the program declares and this list does not know follows at the end. */
export const layouts: FormLayout[] = [
  { form: 'licence_form', title: 'Administrative licences', duty: '行政许可', breaks: [] },
  { form: 'penalty_form', title: 'Administrative penalties', duty: '行政处罚', breaks: ['filed'] },
  { form: 'coercion_form', title: 'Administrative coercion', duty: '行政强制', breaks: [] },
  {
    form: 'other_acts_form', title: 'Other administrative acts', breaks: [],
    dutyOf: {
      levies: '行政征收', levied_amount: '行政征收', requisitions: '行政征用', inspections: '行政检查', confirmations: '行政确认', payments: '行政给付', paid_amount: '行政给付',
      rewards: '行政奖励', rewarded_amount: '行政奖励', adjudications: '行政裁决', adjudicated_amount: '行政裁决', others: '其他',
    },
  },
  { form: 'staff_form', title: 'Enforcement bodies and officers', breaks: [] },
  { form: 'appeals_form', title: 'Reconsideration and litigation', breaks: [] },
];

const english: Record<string, string> = {
  kinds: 'Kind of penalty', measures: 'Coercive measures', executions: 'Coercive execution', levies_group: 'Levies', payments_group: 'Payments', rewards_group: 'Rewards', adjudications_group: 'Adjudications',
  warning: 'Warning', criticised: 'Public criticism', fined: 'Fine', gains_confiscated: 'Gains forfeited', goods_confiscated: 'Goods forfeited', permit_suspended: 'Permit withheld',
  grade_lowered: 'Grade lowered', permit_revoked: 'Permit revoked', business_restricted: 'Business limited', business_suspended: 'Business halted', closed_down: 'Closed down', practice_barred: 'Practice barred',
  detained: 'Detention', other: 'Other penalty', total: 'Total', amount: 'Fines and forfeits', filed: 'Cases filed', closed: 'Cases closed', simple: 'Summary procedure', ordinary: 'Ordinary procedure',
  not_penalised: 'Not penalised', waived: 'Amount waived', reduced_cases: 'Reduced penalties', reduced: 'Amount reduced', reviewed: 'Legally reviewed', corrected: 'Corrected in review',
  transferred: 'Transferred to justice', applied: 'Applications', granted: 'Granted', refused: 'Refused', revoked: 'Revoked',
  sealed: 'Sealed', seized: 'Seized', frozen: 'Frozen', other_measure: 'Other measure', surcharged: 'Surcharge', funds_transferred: 'Funds transferred', auctioned: 'Auctioned', obstruction_removed: 'Obstruction removed',
  performed_for: 'Performed on behalf', other_execution: 'Other execution', court: 'Court enforcement', levies: 'Levies', levied_amount: 'Amount levied', requisitions: 'Requisitions', inspections: 'Inspections',
  confirmations: 'Confirmations', payments: 'Payments', paid_amount: 'Amount paid', rewards: 'Rewards', rewarded_amount: 'Amount rewarded', adjudications: 'Adjudications', adjudicated_amount: 'Amount adjudicated', others: 'Other acts',
  bodies: 'Enforcement bodies', posts: 'Posts', on_post: 'Officers in post', certified: 'Certified', issued: 'Certificates issued', cancelled: 'Certificates cancelled', moved_in: 'Moved in', moved_out: 'Moved out',
  legal_reviewers: 'Legal reviewers', reconsidered: 'Reconsiderations', overturned: 'Overturned', sued: 'Lawsuits', lost: 'Lost',
  firms: 'Firms inspected', per_firm: 'Inspections per firm', firms_with_cap: 'Firms with a cap', over_cap: 'Firms over the cap',
};
const englishIn: Record<string, Record<string, string>> = { licence_form: { accepted: 'Accepted', reviewed: 'Legally reviewed' }, penalty_form: { accepted: 'Accepted by justice' } };

/** English words for a column or group; its name, readable, where none are known. */
export function englishOf(form: string, name: string, group = false): string {
  const known = (group ? english[`${name}_group`] : undefined) ?? englishIn[form]?.[name] ?? english[name];
  if (known) return known;
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const numerals = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二', '十三', '十四', '十五', '十六', '十七', '十八', '十九', '二十'];
export function chineseNumeral(number: number): string { return numerals[number - 1] ?? String(number); }
export function tableNumber(number: number): Words { return { zh: `表${chineseNumeral(number)}`, en: `Table ${number}` }; }

/** The unit most columns have: it stands at the table's top right and is not repeated in their heads. */
export function mainUnit(units: string[]): string {
  return units.reduce((best, unit) => (units.filter((each) => each === unit).length > units.filter((each) => each === best).length ? unit : best), units[0] ?? '');
}

const unitWords: Record<string, string> = { 宗: 'cases', 件: 'cases', 起: 'cases', 次: 'times', 人: 'persons', 个: 'bodies', 家: 'firms', 元: 'yuan', 万元: '10,000 yuan', 学时: 'class hours', '%': '%' };
export function englishUnit(unit: string): string { return unitWords[unit] ?? unit; }
