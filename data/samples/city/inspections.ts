/** Inspections of invented firms, the caps on their frequency, and the register of key targets. */
import { creditCode } from '../credit_code.ts';
import type { Making } from './making.ts';
import { pad } from './decisions.ts';
import { yes } from './people.ts';

export const inspectionColumns = ['agency', 'inspection_no', 'enterprise', 'enterprise_class', 'inspected_on', 'type', 'trigger', 'joint', 'scanned', 'complete_record', 'led_to_penalty', 'key_target', 'approved_on', 'disclosed_on'];
export const capColumns = ['region', 'enterprise_class', 'valid_from', 'valid_to', 'cap', 'counted_types', 'basis'];
export const keyTargetColumns = ['agency', 'enterprise', 'sector'];

const caps: Record<string, number> = { A: 1, B: 2, C: 4 };
/** From 2025 this district allows one visit a year to firms of class B. */
const strict = '619903';

function capOf(region: string, grade: string, year: number): number | undefined {
  return grade === 'B' && year >= 2025 && region.startsWith(strict) ? 1 : caps[grade];
}

/** About as many inspections as the agency has decisions; a careless agency goes to some firms too often. */
export function writeInspections(making: Making): void {
  const { agency, year, quality, days } = making;
  if (!agency.inspects) return;
  const random = making.random('inspections');
  const wanted = Math.max(6, Math.round(making.decisions * 1.1));
  const tooOften = (1 - quality) * 0.22;
  const visits: { day: number; firm: number; grade: string; type: string }[] = [];
  for (let firm = 0; visits.length < wanted; firm++) {
    const grade = random.weighted(['A', 'B', 'C', 'D', ''], [38, 34, 21, 5, 1]);
    const cap = capOf(agency.region, grade, year);
    const over = cap !== undefined && random.chance(tooOften);
    const count = over ? cap + random.whole(1, 2) : cap === undefined ? random.whole(1, 6) : random.whole(1, cap);
    for (let i = 0; i < count; i++) visits.push({ day: making.day(random), firm, grade, type: random.weighted(['日常', '个案', '专项'], [60, 22, 18]) });
    // What a superior orders is not counted against the cap.
    if (random.chance(0.07)) visits.push({ day: making.day(random), firm, grade, type: '上级部署专项' });
  }
  visits.sort((a, b) => a.day - b.day);
  for (const [i, visit] of visits.entries()) {
    const trigger = visit.type === '上级部署专项' ? '上级部署' : visit.type === '个案' ? random.pick(['投诉举报', '转办交办', '数据监测']) : random.chance(0.95) ? '计划' : '企业申请';
    making.row('inspections', agency.code, `J${year}-${pad(i + 1)}`, creditCode('91', '619900', 20_000_000 + agency.index * 20_011 + visit.firm), visit.grade, days.at(visit.day), visit.type, trigger,
      yes(random.chance(0.12)), yes(random.chance(0.25 + (year - 2023) * 0.2)), yes(random.chance(0.9 + quality * 0.1)), yes(random.chance(0.07)), yes(visit.firm % 25 === 0),
      days.at(visit.day - random.whole(1, 5)), random.chance(0.5 + quality * 0.48) ? days.at(visit.day + random.whole(2, 18)) : '');
  }
  for (let firm = 0; firm * 25 < wanted / 2 && firm < 40; firm++) {
    making.row('key_targets', agency.code, creditCode('91', '619900', 20_000_000 + agency.index * 20_011 + firm * 25), agency.sector);
  }
  // one that a less careful agency has never been to
  if (quality < 0.86) making.row('key_targets', agency.code, creditCode('91', '619900', 20_000_000 + agency.index * 20_011 + 19_999), agency.sector);
}

/** Caps for the whole city and, stricter, for one district; class D is inspected as needed and has none. */
export function capRows(year: number): string[] {
  const rows: string[] = [];
  const add = (region: string, grade: string, from: string, to: string, cap: number): void => {
    if (from <= `${year}-12-31`) rows.push([region, grade, from, to && to <= `${year}-12-31` ? to : '', cap, '日常、个案、专项', '示范市涉企行政检查频次上限公告（演示）'].join(','));
  };
  for (const [grade, cap] of Object.entries(caps)) add('619900', grade, '2023-01-01', '', cap);
  add(strict, 'B', '2023-01-01', '2024-12-31', 2);
  add(strict, 'B', '2025-01-01', '', capOf(strict, 'B', 2025)!);
  return rows;
}
