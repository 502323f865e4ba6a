/** The smaller ledgers: notices, matters, problems, complaints, surveys, equipment, tasks, supervisors, filings. */
import { writeActivities } from './activities.ts';
import type { Making } from './making.ts';
import { addDays } from './days.ts';
import { pad } from './decisions.ts';
import { type Person, two, yes } from './people.ts';

export const recordColumns: Record<string, string[]> = {
  notices: ['agency', 'notice_no', 'item', 'changed_on', 'approved_on', 'updated_on'],
  activities: ['agency', 'activity_no', 'kind', 'form', 'held_on', 'leader_present', 'target', 'quantity', 'amount', 'bulletin_on', 'filed_on', 'evidence', 'confirmed'],
  matters: ['agency', 'matter_code', 'kind', 'listed_on', 'repealed_on', 'published_on', 'claimed_on', 'discretion_on', 'handled_last_5_years', 'assessed_on', 'delegated', 'in_catalogue', 'consistent', 'on_platform', 'post'],
  problems: ['agency', 'problem_no', 'found_on', 'due', 'fixed_on', 'measure', 'responsible', 'source'],
  complaints: ['agency', 'complaint_no', 'received_on', 'source', 'concluded_on', 'upheld'],
  surveys: ['agency', 'survey_no', 'held_on', 'answered', 'very_satisfied', 'satisfied', 'neutral', 'dissatisfied', 'third_party'],
  equipment: ['agency', 'equipment_no', 'keeper', 'in_use'],
  supervisors: ['agency', 'supervisor_no', 'background', 'appointed_on', 'ended_on'],
  tasks: ['agency', 'task_no', 'title', 'lead', 'responsible', 'due', 'completed_on', 'source', 'status'],
  filings: ['agency', 'year', 'report', 'version', 'submitted_on', 'filed_on', 'superior_on', 'published_on', 'url'],
};

const items = ['主体', '人员', '职责', '权限', '依据', '程序', '救济', '执法事项', '清单', '指南', '流程图', '随机抽查清单', '法制审核目录', '裁量基准'];

export function writeRecords(making: Making, people: Person[]): void {
  writeNotices(making);
  writeActivities(making);
  writeMatters(making);
  writeProblems(making);
  writeComplaints(making);
  const random = making.random('surveys');
  const { agency, year, quality, days } = making;
  const answered = random.whole(60, 400);
  const very = Math.round(answered * (0.35 + quality * 0.4)); const satisfied = Math.round((answered - very) * (0.4 + quality * 0.5));
  const neutral = Math.round((answered - very - satisfied) * 0.7);
  const surveyed = days.indexFrom(`${year}-11-12`);
  if (days.at(surveyed) <= making.to) making.row('surveys', agency.code, `M${year}-1`, days.at(surveyed), answered, very, satisfied, neutral, answered - very - satisfied - neutral, yes(true));
  people.filter((person) => person.role === '执法' && (!person.leftOn || person.leftOn > making.to) && person.joinedOn <= making.to).forEach((person, index) => {
    if (index % 2 === 0) making.row('equipment', agency.code, `E-${pad(index / 2 + 1)}`, index % 26 === 12 && quality < 0.9 ? '' : person.id, yes(index % 18 !== 4));
  });
  if (agency.bodyType === '司法行政部门' || agency.bodyType === '政府') {
    ['代表', '委员', '媒体', '群众', '群众', '其他'].forEach((background, index) => {
      if (agency.bodyType === '政府' && index > quality * 6) return;
      making.row('supervisors', agency.code, `V-${two(index + 1)}`, background, '2023-03-15', index === 5 && year >= 2025 ? '2025-03-14' : '');
    });
  }
  writeTasks(making);
  writeFilings(making);
}

/** Tasks with deadlines: one of old, three of the year, one of the next. */
function writeTasks(making: Making): void {
  const { agency, year, quality } = making;
  const random = making.random('tasks');
  const add = (number: number, title: string, lead: string, due: string, status: string, done: string): void =>
    making.row('tasks', agency.code, `K${year}-${number}`, title, lead, agency.shortName, due, done, '演示方案', status);
  add(1, '行政执法人员全员轮训', '市司法局', `${year}-06-30`, '历史期限', quality > 0.8 ? `${year}-06-${two(10 + (agency.index % 18))}` : `${year}-08-${two(1 + (agency.index % 28))}`);
  const inYear = (month: number): string => (random.chance(0.3 + quality * 0.68) ? `${year}-${two(random.whole(month - 3, month))}-${two(random.whole(2, 28))}` : random.chance(0.5) ? `${year + 1}-0${random.whole(1, 2)}-15` : '');
  add(2, '专项整治台账报送', '市司法局', `${year}-08-31`, '在期', inYear(8));
  add(3, '执法事项目录制定', agency.shortName, `${year}-12-31`, '在期', inYear(12));
  add(4, '裁量权基准完善', agency.shortName, `${year}-12-31`, '在期', inYear(12));
  add(5, '执法事项清理', agency.shortName, `${year + 1}-12-31`, '在期', '');
}

function writeNotices(making: Making): void {
  const { agency, year, quality, days } = making;
  const random = making.random('notices');
  const count = random.whole(3, 3 + Math.round(agency.volume * 3));
  for (let i = 0; i < count; i++) {
    const changed = making.day(random);
    const late = random.chance((1 - quality) * 0.6);
    const updated = changed + (late ? random.whole(6, 30) : random.whole(0, 5));
    making.row('notices', agency.code, `G${year}-${two(i + 1)}`, random.pick(items), days.at(changed), days.at(changed), late && random.chance(0.2) ? '' : days.at(updated));
  }
}

function writeMatters(making: Making): void {
  const { agency, quality } = making;
  // A register: the same matters every year, so the randomness does not depend on the year.
  const count = Math.max(4, Math.round(agency.volume * 14));
  const kinds = Object.keys(agency.mix);
  for (let i = 0; i < count; i++) {
    const listed = `${2019 + (i % 4)}-${two(1 + (i % 12))}-10`;
    making.row('matters', agency.code, `${agency.region.slice(0, 6)}${two(agency.index % 100)}${pad(i + 1)}`, kinds[i % kinds.length]!, listed, i % 23 === 22 && making.year >= 2024 ? '2024-03-31' : '',
      i % 14 === 13 && quality < 0.93 ? '' : addDays(listed, 12), addDays(listed, 30), i % 9 < quality * 9 ? addDays(listed, 60) : '', (i * 7) % 40, i % 5 === 4 ? '' : addDays(listed, 300),
      yes(agency.level === '县' && i % 13 === 6), yes(i % 17 !== 11), yes(i % 19 !== 13), yes(i % 8 !== 7 || quality > 0.9), i % 12 === 11 && quality < 0.9 ? '' : '执法岗');
  }
}

function writeProblems(making: Making): void {
  const { agency, year, quality, days } = making;
  const random = making.random('problems');
  const count = Math.round((1 - quality) * 20 * Math.min(1.5, agency.volume)) + random.whole(0, 1);
  for (let i = 0; i < count; i++) {
    const found = making.day(random);
    const due = found + 22;
    const late = random.chance((1 - quality) * 0.6);
    making.row('problems', agency.code, `Z${year}-${two(i + 1)}`, days.at(found), days.at(due), late && random.chance(0.4) ? '' : days.at(late ? due + random.whole(1, 20) : found + random.whole(3, 20)),
      random.pick(['完善制度', '补充公示', '组织培训', '重新审核']), i % 7 === 5 ? '' : agency.shortName, random.pick(['案卷评查', '专项监督', '三项制度评估', '投诉举报', '自查']));
  }
}

function writeComplaints(making: Making): void {
  const { agency, year, quality, days } = making;
  const random = making.random('complaints');
  const count = Math.round(random.whole(3, 12) * Math.min(3, agency.volume) * making.scale);
  for (let i = 0; i < count; i++) {
    const received = making.day(random);
    making.row('complaints', agency.code, `C${year}-${pad(i + 1)}`, days.at(received), random.pick(['12345', '12345', '来信', '网络']), days.at(received + random.whole(2, 25)), yes(random.chance(0.06 + (1 - quality) * 0.3)));
  }
}

/** The year's report: most in the middle of January, some after the 31st, a careless few not at all; rarely a correction. */
function writeFilings(making: Making): void {
  const { agency, year, quality } = making;
  if (agency.activeTo && agency.activeTo <= `${year}-12-31`) return;
  const random = making.random('filings');
  const next = year + 1;
  const late = agency.lateReports === true || random.chance((1 - quality) * 0.5);
  const submitted = `${next}-01-${two(random.whole(8, 15))}`;
  if (!agency.lateReports && quality < 0.7 && random.chance(0.4)) {
    making.row('filings', agency.code, year, 'annual_statistics', 1, submitted, '', '', '', '');
    return;
  }
  const published = late ? `${next}-02-${two(random.whole(3, 26))}` : `${next}-01-${two(random.whole(17, 30))}`;
  const url = `https://example.invalid/${agency.code}/${year}`;
  making.row('filings', agency.code, year, 'annual_statistics', 1, submitted, addDays(submitted, 3), addDays(submitted, 5), published, url);
  if (agency.index % 11 === 4) making.row('filings', agency.code, year, 'annual_statistics', 2, submitted, addDays(submitted, 3), addDays(submitted, 5), `${next}-03-${two(random.whole(4, 28))}`, url);
}
