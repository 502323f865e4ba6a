/** Small random bulk hand-ins for the Xi'an pack, dense in edges: due days, year ends, holidays, empties, masked dates. */
import type { Ledgers, Row } from './clauses.ts';

/** mulberry32: a tiny seeded generator, so that a failure can be repeated from its printed seed. */
export function seeded(seed: number) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const add = (date: string, days: number) => new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);

/** 统一社会信用代码 with its check digit (GB 32100-2015), for an invented body. */
export function creditCode(serial: number): string {
  const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';
  const base = `11610100${String(serial).padStart(8, '0')}X`;
  const sum = [...base].reduce((total, letter, i) => total + alphabet.indexOf(letter) * (3 ** i % 31), 0);
  return base + alphabet[(31 - (sum % 31)) % 31];
}

export function handIn(seed: number, year: number): Ledgers {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const chance = (p: number) => random() < p;
  const day = (from = `${year}-01-01`, days = 365) => add(from, Math.floor(random() * days));
  const edge = () => pick([`${year}-01-01`, `${year}-12-31`, `${year}-12-30`, `${year}-02-09`, `${year}-09-30`, `${year}-04-30`, day(), day(), day(), `${year - 1}-12-31`]);
  const yesno = () => pick(['是', '否', '']);
  const maybe = (p: number, make: () => string) => (chance(p) ? make() : '');
  const agencies: Row[] = Array.from({ length: 4 }, (_, i) => ({
    code: creditCode(seed * 10 + i), name: `试验机关${i + 1}`, level: pick(['市', '县', '市']), body_type: pick(['工作部门', '管委会', '工作部门', '']),
    category: pick(['甲组', '乙组']), region: pick(['610100', '610102', '610100']),
  }));
  const each = (count: number, make: (agency: string, i: number) => Row): Row[] =>
    Array.from({ length: count }, (_, i) => make(pick(agencies.slice(0, 3)).code!, i));
  const ledgers: Ledgers = {
    agencies,
    decisions: each(40, (agency, i) => {
      const decided_on = edge();
      const revoked_on = maybe(0.3, () => add(decided_on, Math.floor(random() * 200)));
      return {
        agency, case_no: `案${i}`, kind: pick(['行政处罚', '行政许可', '行政检查', '行政强制', '其他']), decided_on,
        disclosed_on: maybe(0.75, () => add(decided_on, Math.floor(random() * 35))), disclosure_exempt: pick(['', '', '', '无', '/', '涉密']),
        disclosure_days_by_law: maybe(0.1, () => pick(['1', '3', '15'])), major: yesno(), review_required: yesno(),
        review_result: pick(['通过', '通过', '修改', '']), reviewed_on: maybe(0.8, () => add(decided_on, pick([-3, -1, 0, 0, 1]))),
        lawyer_assisted: yesno(), revoked_on, withdrawn_on: revoked_on ? maybe(0.7, () => add(revoked_on, Math.floor(random() * 9))) : '',
      };
    }),
    officers: each(14, (agency, i) => ({
      agency, officer_id: `员${i}`, role: pick(['执法', '执法', '法制审核', '执法辅助']), legal_reviewer: yesno(),
      certified_on: maybe(0.9, () => pick([`${year - 3}-05-01`, `${year}-12-31`, `${year}-06-30`, `${year + 1}-01-02`])),
      cancelled_on: maybe(0.15, () => pick([`${year}-12-31`, `${year}-06-01`, `${year + 1}-01-05`])),
      left_on: maybe(0.2, () => pick([`${year}-12-31`, `${year}-05-01`, `${year + 1}-01-10`])),
    })),
    notices: each(8, (agency, i) => {
      const changed_on = edge();
      return { agency, notice_no: `公${i}`, item: pick(['主体', '清单', '人员']), changed_on, updated_on: maybe(0.8, () => add(changed_on, Math.floor(random() * 14))) };
    }),
    case_reviews: each(6, (agency, i) => ({ agency, round_no: `评${i}`, level: pick(['单位自评', '单位自评', '政府评查']), held_on: pick([edge(), `${year}-10-31`, `${year}-11-01`, `${year}-03-31`]) })),
    activities: each(5, (agency, i) => ({ agency, activity_no: `工${i}`, kind: pick(['一把手跟执法', '督查通报']), held_on: edge() })),
    inspections: each(40, (agency, i) => ({
      agency, inspection_no: `检${String(i).padStart(3, '0')}`, enterprise: pick(['企甲', '企乙', '企丙', '企丁']), enterprise_class: pick(['A', 'B', 'C', 'D', '']),
      inspected_on: edge(), type: pick(['日常', '个案', '专项', '上级部署专项']), complete_record: pick(['是', '是', '否', '']), led_to_penalty: pick(['是', '否', '否', '']),
    })),
    inspection_caps: [
      { region: '61', enterprise_class: 'A', valid_from: `${year - 1}-01-01`, valid_to: '', cap: '1' },
      { region: '610100', enterprise_class: 'A', valid_from: `${year}-03-01`, valid_to: '', cap: '0' },
      { region: '6101', enterprise_class: 'B', valid_from: `${year - 1}-01-01`, valid_to: pick(['', `${year}-12-31`, `${year}-06-30`]), cap: '2' },
      { region: '6101', enterprise_class: 'B', valid_from: `${year}-06-30`, valid_to: '', cap: '1' },
      { region: '610102', enterprise_class: 'C', valid_from: `${year}-01-01`, valid_to: '', cap: '3' },
    ],
    filings: agencies.slice(0, 3).filter(() => chance(0.7)).flatMap(({ code }) => [1, 2].map((version) => ({
      agency: code!, year: String(pick([year, year, year - 1])), report: 'annual_statistics', version: String(version),
      published_on: maybe(0.8, () => pick([`${year + 1}-01-31`, `${year + 1}-01-20`, `${year + 1}-02-01`])),
    }))),
  };
  const officers = ledgers.officers!;
  ledgers.training = Array.from({ length: 60 }, (_, i) => {
    const officer = pick(officers);
    const inMinutes = chance(0.5);
    return { agency: officer.agency!, record_no: `训${i}`, officer: officer.officer_id!, held_on: edge(), subject: pick(['公共法律', '业务知识', '执法技能']),
      hours: inMinutes ? '' : pick(['10', '15', '29.5', '30', '0']), minutes: inMinutes ? pick(['50', '450', '1350', '1349', '0']) : '' };
  });
  // An agency can hold the same year and report only once per version.
  const seen = new Set<string>();
  ledgers.filings = ledgers.filings!.filter((row) => { const key = `${row.agency}|${row.year}|${row.version}`; if (seen.has(key)) return false; seen.add(key); return true; });
  if (chance(0.15)) delete ledgers.activities;
  if (chance(0.15)) delete ledgers.training;
  if (chance(0.1)) delete ledgers.inspection_caps;
  return ledgers;
}

/** One CSV a ledger, as text. */
export function csv(rows: Row[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map((cells) => cells.join(',')).join('\r\n') + '\r\n';
}
