/** Registers of officers and their training cards. */
import { Random } from '../random.ts';
import { addDays } from './days.ts';
import type { Making } from './making.ts';

export interface Person {
  id: string; name: string; role: string; reviewer: boolean; qualified: boolean; certificate: string;
  certifiedOn: string; cancelledOn: string; leftOn: string; joinedOn: string; frontline: boolean; lawyer: string;
}

export const officerColumns = ['agency', 'officer_id', 'name', 'role', 'legal_reviewer', 'law_qualified', 'certificate_no', 'certified_on', 'cancelled_on',
  'certificate_returned_on', 'certificate_colour', 'annual_review_on', 'annual_review', 'lawyer', 'frontline', 'full_time_supervisor', 'insured', 'joined_on', 'left_on', 'appraised'];
export const trainingColumns = ['agency', 'record_no', 'officer', 'held_on', 'subject', 'course', 'hours', 'minutes', 'organiser'];

/** Everyone who was on the register at some time of the city's years; the same people in every year. */
export function peopleOf(making: Making): Person[] {
  const { agency, seed } = making;
  const random = new Random(`${seed}/people/${agency.twinOf ?? agency.index}`);
  const count = Math.max(3, Math.round(agency.people * making.staffScale));
  const people: Person[] = [];
  const prefix = String(agency.index + 1).padStart(4, '0');
  for (let number = 1; number <= count + Math.ceil(count * 0.25); number++) {
    // The first `count` were there before the city's first year; a quarter more joins later.
    const joinedOn = number <= count ? `${random.whole(2006, 2022)}-${two(random.whole(1, 12))}-${two(random.whole(1, 28))}`
      : `${random.whole(2023, 2025)}-${two(random.whole(1, 9))}-${two(random.whole(1, 28))}`;
    const role = number === 2 || (number % 16 === 0) ? '法制审核' : number % 11 === 0 ? '执法辅助' : number % 23 === 0 ? '执法监督' : '执法';
    const certified = role !== '执法辅助' && number % 19 !== 7;
    const certifiedOn = certified ? addDays(joinedOn, random.whole(40, 200)) : '';
    const leaves = number > 4 && random.chance(0.14);
    const leftOn = leaves ? `${random.whole(2023, 2025)}-${two(random.whole(2, 12))}-${two(random.whole(1, 28))}` : '';
    const cancelled = certified && ((leaves && leftOn > certifiedOn) || random.chance(0.015));
    const cancelledOn = !cancelled ? '' : leftOn > certifiedOn ? addDays(leftOn, random.whole(0, 40)) : `${random.whole(2024, 2025)}-${two(random.whole(1, 12))}-15`;
    people.push({
      id: `${prefix}-${String(number).padStart(3, '0')}`, name: `人员${prefix}${String(number).padStart(3, '0')}`, role,
      reviewer: role === '执法' && number % 29 === 5, qualified: role === '法制审核' ? random.chance(0.8) : random.chance(0.06),
      certificate: certified ? `演示${prefix}${String(number).padStart(4, '0')}` : '', certifiedOn,
      cancelledOn: cancelledOn && leftOn && leftOn < joinedOn ? '' : cancelledOn, leftOn: leftOn > joinedOn ? leftOn : '', joinedOn,
      frontline: role === '执法' && number % 5 !== 0, lawyer: role === '法制审核' && number === 2 ? '公职律师' : '无',
    });
  }
  return people;
}

/** Those on the register at the end of the year, or who left during it, with what was known at its end. */
export function writeOfficers(making: Making, people: Person[]): void {
  const { agency, year, quality } = making;
  const end = `${year}-12-31`; const begin = `${year}-01-01`;
  const known = (date: string): string => (date && date <= end ? date : '');
  for (const [index, person] of people.entries()) {
    if (person.joinedOn > end || (person.leftOn && person.leftOn < begin)) continue;
    const cancelledOn = known(person.cancelledOn);
    const certifiedOn = known(person.certifiedOn);
    const reviewed = certifiedOn && !cancelledOn && certifiedOn < begin && !(index % 17 === 6 && quality < 0.88);
    making.row('officers', agency.code, person.id, person.name, person.role, yes(person.reviewer), yes(person.qualified), certifiedOn && person.certificate,
      certifiedOn, cancelledOn, cancelledOn && known(addDays(cancelledOn, 10)), !certifiedOn ? '' : cancelledOn ? '红' : index % 37 === 9 ? '黄' : '绿',
      reviewed ? `${year}-${two(3 + (index % 3))}-20` : '', reviewed ? (index % 41 === 17 && quality < 0.82 ? '未通过' : '合格') : '',
      person.lawyer, yes(person.frontline), yes(person.role === '执法监督' || (index === 3 && quality > 0.85)), yes(person.frontline || index % 3 > 0), person.joinedOn, known(person.leftOn), yes(index % 31 !== 12));
  }
}

const courses: Record<string, string[]> = {
  公共法律: ['行政处罚法', '行政强制法与比例原则', '行政许可法', '行政复议法(2023年修订)解读', '民法典与行政执法', '行政执法监督条例导读'],
  业务知识: ['本领域法律法规更新', '裁量基准适用', '涉企检查新规'],
  执法技能: ['现场笔录与音像记录', '调查取证实务', '案卷制作', '说理式文书'],
};

/** Some rows in class hours, some in minutes (45 a class hour). Some reach 30 + 30, some fall short, a few never come. */
export function writeTraining(making: Making, people: Person[]): void {
  const { agency, year, quality } = making;
  const random = making.random('training');
  const end = `${year}-12-31`; const begin = `${year}-01-01`;
  const fulfil = quality >= 0.99 ? 1 : 0.62 + (quality - 0.5) * 0.72;
  const absent = quality >= 0.93 ? 0 : (0.95 - quality) * 0.16;
  let number = 0;
  const card = (person: Person, subject: string, hours: number, fixed?: string): void => {
    const day = making.days.at(making.days.inYear(year, random.next(), person.joinedOn > begin ? person.joinedOn : begin, agency.activeTo && agency.activeTo < end ? agency.activeTo : undefined));
    const inMinutes = random.chance(0.3);
    const course = random.pick(courses[subject]!);
    making.row('training', agency.code, `T${year}-${String(++number).padStart(5, '0')}`, person.id, day, subject, fixed ?? course,
      inMinutes ? '' : hours, inMinutes ? hours * 45 : '', organiser(random.chance(0.4), subject));
  };
  // Towns take law from the judicial bureau of their district.
  const organiser = (city: boolean, subject: string): string => (agency.level === '镇街' && subject === '公共法律' && number % 9 > 0 ? '区司法局' : city ? '示范市司法局（演示）' : '本单位');
  for (const person of people) {
    if (person.joinedOn > `${year}-10-31` || (person.leftOn && person.leftOn <= `${year}-06-30`)) continue;
    if (random.chance(absent)) continue;
    const enough = random.chance(fulfil);
    const short = enough ? '' : random.pick(['公共法律', '业务知识', '两项']);
    const law = short === '公共法律' || short === '两项' ? random.whole(8, 27) : random.whole(30, 40);
    const craft = short === '业务知识' || short === '两项' ? random.whole(6, 26) : random.whole(30, 44);
    const firstLaw = Math.ceil(law / 2); const firstCraft = Math.ceil(craft * 0.6);
    // what everyone takes, but for some where less care is taken
    card(person, '公共法律', firstLaw, number % 29 < 2 && quality < 0.95 ? undefined : '行政处罚法');
    card(person, '公共法律', law - firstLaw);
    card(person, '业务知识', firstCraft, number % 31 < 2 && quality < 0.95 ? undefined : '全员轮训');
    card(person, '执法技能', craft - firstCraft);
  }
}

export function yes(value: boolean): string { return value ? '是' : '否'; }
export function two(value: number): string { return value < 10 ? `0${value}` : String(value); }
