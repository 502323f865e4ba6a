/** Decisions of every kind, and the ledgers that follow from them: licences, coercions, appeals, transfers, reviewed files. */
import type { Random } from '../random.ts';
import type { Making } from './making.ts';
import { type Person, yes } from './people.ts';
import type { Mix } from './roster.ts';

export const decisionColumns = ['agency', 'case_no', 'kind', 'sector', 'filed_on', 'decided_on', 'disclosed_on', 'disclosed_complete', 'disclosure_exempt',
  'disclosure_days_by_law', 'outcome', 'penalties', 'fine', 'confiscated', 'waived', 'reduced', 'procedure', 'major', 'major_reason', 'mass_closure', 'review_required',
  'review_submitted_on', 'reviewed_on', 'review_result', 'review_rounds', 'review_written', 'review_by', 'lawyer_assisted', 'recording_required', 'recorded', 'closed_on',
  'archived_on', 'handled_by', 'online', 'mobile', 'qr_code', 'discretion_level', 'revoked_on', 'revoke_outcome', 'withdrawn_on'];
export const licenceColumns = ['agency', 'application_no', 'case_no', 'applied_on', 'accepted_on', 'decided_on', 'outcome', 'revoked_on'];
export const coercionColumns = ['agency', 'coercion_no', 'case_no', 'kind', 'decided_on', 'completed_on', 'applied_on', 'recorded'];
export const appealColumns = ['agency', 'appeal_no', 'case_no', 'kind', 'filed_on', 'concluded_on', 'outcome'];
export const transferColumns = ['agency', 'transfer_no', 'case_no', 'destination', 'found_on', 'transferred_on', 'accepted_on', 'concluded_on'];
export const caseReviewColumns = ['agency', 'round_no', 'level', 'held_on', 'bulletin_on', 'filed_on'];
export const caseFileColumns = ['agency', 'round_no', 'case_no', 'reviewed_agency', 'held_on', 'grade', 'identified', 'elements_complete', 'standard_format'];

const letters: Record<string, string> = { 行政许可: '许', 行政处罚: '罚', 行政强制: '强', 行政征收: '征', 行政确认: '确', 行政给付: '给', 行政奖励: '奖', 行政裁决: '裁', 其他: '他' };
const measures = ['查封', '扣押', '冻结', '其他措施', '加处罚款或滞纳金', '划拨', '拍卖', '排除妨碍', '代履行', '其他执行', '申请法院'];
const measureWeights = [26, 24, 2, 10, 10, 2, 2, 12, 6, 2, 4];

/** `more`: a stream of its own, so that what was added later leaves the rest as it was. */
interface Counters { licences: number; coercions: number; appeals: number; transfers: number; files: string[]; more: Random; /** People who may not decide. */ unfit: Person[] }

/** All of one agency's decisions of one year, and what hangs on them. */
export function writeDecisions(making: Making, people: Person[]): void {
  const random = making.random('decisions');
  const { agency, year } = making;
  const handlers = people.filter((person) => person.role === '执法' && person.certifiedOn && person.certifiedOn < making.from && !person.leftOn && !person.cancelledOn);
  const kinds = Object.keys(agency.mix) as (keyof Mix)[];
  const weights = kinds.map((kind) => agency.mix[kind]!);
  const indexes: number[] = [];
  for (let i = 0; i < making.decisions; i++) indexes.push(making.day(random));
  indexes.sort((a, b) => a - b);
  const counters: Counters = { licences: 0, coercions: 0, appeals: 0, transfers: 0, files: [], more: making.random('more of decisions'),
    unfit: people.filter((person) => !person.certifiedOn && !person.leftOn && person.joinedOn < making.from) };
  for (let i = 0; i < indexes.length; i++) writeDecision(making, random, random.weighted(kinds, weights), indexes[i]!, i + 1, handlers, counters);
  const openApplications = agency.mix.行政许可 ? random.whole(0, 3) : 0;
  for (let i = 0; i < openApplications; i++) {
    const applied = making.days.indexFrom(`${year}-12-18`) + i;
    if (making.date(applied) > making.to) break;
    making.row('licences', agency.code, `S${year}-${pad(++counters.licences)}`, '', making.date(applied), making.date(applied + 1), '', '', '');
  }
  writeReviews(making, counters.files);
}

function writeDecision(making: Making, random: Random, kind: keyof Mix, index: number, number: number, handlers: Person[], counters: Counters): void {
  const { agency, year, quality, days } = making;
  const { more } = counters;
  const slack = 1 - quality;
  const caseNo = `示${letters[kind]}〔${year}〕${pad(number)}号`;
  const decidedOn = days.at(index);
  const quick = kind === '行政处罚' || kind === '行政许可';
  const exempt = random.chance(0.012) ? random.pick(['涉及国家秘密', '涉及商业秘密', '涉及个人隐私', '未成年人']) : random.chance(0.3) ? '无' : '';
  const hidden = exempt !== '' && exempt !== '无';
  const late = random.chance(slack * 0.17);
  const limit = quick ? 7 : 20;
  const never = late && random.chance(0.12);
  const disclosed = hidden || never ? -1 : index + (late ? limit + random.whole(1, 25) : random.whole(1, limit - 1));
  const strange = random.chance(0.0004) && disclosed > 0 && decidedOn > `${year}-02-01`;
  const disclosedOn = disclosed < 0 ? '' : days.at(strange ? index - 3 : disclosed);

  // What was decided
  let outcome = ''; let penalties: string[] = []; let fine = 0; let confiscated = 0; let waived = 0; let reduced = 0; let procedure = '';
  let filed = index; let majorReason = '';
  if (kind === '行政处罚') {
    procedure = random.chance(0.38) ? '简易' : '普通';
    filed = procedure === '简易' ? index : index - random.whole(6, 55);
    const roll = random.next();
    outcome = procedure === '简易' ? '处罚' : roll < 0.78 ? '处罚' : roll < 0.86 ? '从轻' : roll < 0.91 ? '减轻' : roll < 0.96 ? '不予处罚' : roll < 0.985 ? '撤案' : '移送';
    if (outcome === '处罚' || outcome === '从轻' || outcome === '减轻') {
      if (procedure === '简易') { penalties = random.chance(0.45) ? ['警告'] : ['罚款']; fine = penalties[0] === '罚款' ? random.whole(1, 4) * 50 : 0; }
      else {
        penalties = [random.weighted(['罚款', '警告', '通报批评', '其他行政处罚', '责令停产停业', '吊销许可证件', '暂扣许可证件', '限制开展生产经营活动', '降低资质等级', '责令关闭', '限制从业'], [74, 9, 3, 2, 4, 2, 2.4, 1.6, 0.6, 0.7, 0.7])];
        if (penalties[0] !== '罚款' && random.chance(0.45)) penalties.push('罚款');
        if (random.chance(0.16)) { penalties.push(random.chance(0.6) ? '没收违法所得' : '没收非法财物'); confiscated = random.whole(2, 400) * 100; }
        if (penalties.includes('罚款')) fine = Math.round(Math.exp(5.5 + random.next() * 6.2) / 100) * 100 + 100;
        if (penalties.some((each) => each === '责令停产停业' || each === '吊销许可证件' || each === '责令关闭')) majorReason = '责令停产停业、吊销许可证件、责令关闭';
        else if (fine + confiscated >= 50_000) majorReason = '较大数额罚没';
      }
      if (outcome === '减轻') reduced = random.whole(5, 80) * 100;
    } else if (outcome === '不予处罚') waived = random.whole(1, 60) * 100;
    else procedure = '';
  } else if (kind === '行政许可') {
    outcome = random.chance(0.985) ? '准予' : '不予许可';
    filed = index - random.whole(1, 14);
    if (random.chance(0.02)) majorReason = '直接涉及公共利益';
  } else if (kind === '行政强制' && random.chance(0.2)) majorReason = '重大行政强制';

  // Review before deciding
  const major = majorReason !== '';
  const required = major || (procedure === '普通' && random.chance(0.55)) || (!quick && random.chance(0.15));
  const skipped = required && random.chance(major ? slack * 0.16 : slack * 0.4);
  const lateReview = required && !skipped && random.chance(slack * 0.05);
  const reviewed = required && !skipped ? index + (lateReview ? random.whole(1, 4) : -random.whole(0, 5)) : -1;
  const rounds = reviewed < 0 ? '' : random.chance(0.12) ? 2 : 1;
  const result = reviewed < 0 ? '' : random.chance(slack * 0.04) ? '修改' : '通过';
  const assisted = required && random.chance(quality > 0.98 ? 0.42 : 0.12 + 0.22 * quality);

  // What became of it
  const revoked = random.chance(kind === '行政处罚' ? 0.006 + slack * 0.02 : 0.002) ? index + random.whole(12, 190) : -1;
  const revokedOn = revoked < 0 ? '' : days.at(revoked);
  const withdrawn = revoked < 0 || disclosed < 0 || disclosed >= revoked || random.chance(slack * 0.25) ? -1 : revoked + (random.chance(slack * 1.2) ? random.whole(4, 20) : random.whole(0, 3));
  const recording = kind === '行政强制' || (procedure === '普通' && random.chance(0.4));
  const closed = index + (procedure === '简易' ? 0 : random.whole(5, 60));
  const two = handlers.length < 2 ? handlers.map((person) => person.id) : [handlers[number % handlers.length]!.id, handlers[(number * 7 + 3) % handlers.length]!.id];
  const { unfit } = counters;
  if (unfit.length > 0 && more.chance(slack * 0.015)) two.push(unfit[number % unfit.length]!.id);
  const archivedOn = (at: number): string => (more.chance(slack * 0.08) ? '' : days.at(at + (more.chance(slack * 0.15) ? 50 : 0)));
  const money = (amount: number): string => (amount > 0 ? String(amount) : '');

  making.row('decisions', agency.code, caseNo, kind, agency.sector, kind === '行政处罚' || kind === '行政许可' ? days.at(filed) : '', decidedOn, disclosedOn,
    disclosed < 0 ? '' : yes(!random.chance(slack * 0.1)), exempt, kind === '行政许可' && random.chance(0.004) ? 10 : '', outcome, penalties.join('、'),
    money(fine), money(confiscated), money(waived), money(reduced), procedure, yes(major), majorReason, major && majorReason.startsWith('责令') ? yes(more.chance(0.3)) : '', yes(required),
    reviewed < 0 ? '' : days.at(Math.min(reviewed, index) - 3), reviewed < 0 ? '' : days.at(reviewed), result, rounds, reviewed < 0 ? '' : yes(!random.chance(slack * 0.2)),
    reviewed < 0 ? '' : random.chance(0.06) ? '上级协助' : '本机关', required ? yes(assisted) : '', yes(recording), recording ? yes(!random.chance(slack * 0.3)) : more.chance(0.5) ? yes(more.chance(0.1 + quality * 0.4)) : '',
    days.at(closed), procedure === '普通' ? archivedOn(closed + random.whole(3, 30)) : '', [...new Set(two)].join('、'), yes(random.chance(0.4 + quality * 0.6)), yes(random.chance(0.3 + quality * 0.5)),
    yes(random.chance(0.3)), kind === '行政处罚' ? random.pick(['省级', '市级', '市级', '部门']) : '', revokedOn, revoked < 0 ? '' : random.pick(['撤销', '变更', '确认违法', '责令重作']), withdrawn < 0 ? '' : days.at(withdrawn));

  if (kind === '行政处罚') tallyPenalty(making, { penalties, outcome, procedure, money: fine + confiscated, waived, reduced, filedOn: days.at(filed), closedOn: days.at(closed), reviewedOn: reviewed < 0 ? '' : days.at(reviewed), corrected: result === '修改' });
  follow(making, random, { kind, index, number, caseNo, outcome, procedure, filed, decidedOn, revokedOn, closed: days.at(closed) }, counters);
}

/** From light to heavy, as the catalogue's order has it. */
const severity = ['其他行政处罚', '警告', '通报批评', '罚款', '没收违法所得', '没收非法财物', '暂扣许可证件', '降低资质等级', '吊销许可证件', '限制开展生产经营活动', '责令停产停业', '责令关闭', '限制从业', '行政拘留'];

interface Counted { penalties: string[]; outcome: string; procedure: string; money: number; waived: number; reduced: number; filedOn: string; closedOn: string; reviewedOn: string; corrected: boolean }

function tallyPenalty(making: Making, each: Counted): void {
  const inYear = (date: string): boolean => date.startsWith(String(making.year));
  if (each.penalties.length > 0) {
    making.tally(each.penalties.reduce((heaviest, kind) => (severity.indexOf(kind) > severity.indexOf(heaviest) ? kind : heaviest)));
    making.tally('合计');
  }
  making.tally('罚没金额', each.money);
  making.tally('不罚金额', each.waived);
  making.tally('轻罚金额', each.reduced);
  if (inYear(each.filedOn)) making.tally('立案数量');
  making.tally(inYear(each.closedOn) ? '结案数量' : '次年结案');
  if (each.procedure) making.tally(each.procedure === '简易' ? '简易程序数量' : '普通程序数量');
  if (each.outcome === '不予处罚') making.tally('不予处罚案件数量');
  if (each.outcome === '减轻') making.tally('减轻处罚案件数量');
  if (each.reviewedOn && inYear(each.reviewedOn)) { making.tally('法制审核数量'); if (each.corrected) making.tally('法制审核纠错数量'); }
}

interface Made { kind: keyof Mix; index: number; number: number; caseNo: string; outcome: string; procedure: string; filed: number; decidedOn: string; revokedOn: string; closed: string }

function follow(making: Making, random: Random, made: Made, counters: Counters): void {
  const { agency, year, days, quality } = making;
  const first = days.indexFrom(making.from);
  if (made.kind === '行政许可') {
    // The application's own date decides its year, so it never reaches back into the year before.
    const applied = Math.max(first, made.filed);
    making.row('licences', agency.code, `S${year}-${pad(++counters.licences)}`, made.caseNo, days.at(applied), days.at(Math.min(made.index, applied + 1)), made.decidedOn,
      made.outcome === '准予' ? '许可' : '不予许可', made.outcome === '准予' && made.revokedOn ? made.revokedOn : '');
  } else if (made.kind === '行政强制') {
    const measure = random.weighted(measures, measureWeights);
    const court = measure === '申请法院';
    making.row('coercions', agency.code, `Q${year}-${pad(++counters.coercions)}`, made.caseNo, measure, made.decidedOn,
      court || random.chance(0.06) ? '' : days.at(made.index + random.whole(1, 30)), court ? days.at(made.index + random.whole(0, 4)) : '', yes(random.chance(0.6 + quality * 0.4)));
  }
  if ((made.kind === '行政处罚' || made.kind === '行政强制') && made.procedure !== '简易' && random.chance(0.02)) {
    const filedOn = days.at(made.index + random.whole(5, 45));
    if (filedOn <= `${year}-12-31`) {
      const review = random.chance(0.7);
      const concluded = random.chance(0.9) ? days.at(days.indexFrom(filedOn) + random.whole(20, 80)) : '';
      const lost = random.chance(0.04 + (1 - quality) * 0.4);
      making.row('appeals', agency.code, `F${year}-${pad(++counters.appeals)}`, made.caseNo, review ? '复议' : '诉讼', filedOn, concluded,
        !concluded ? '' : lost ? (review ? random.pick(['撤销', '变更', '确认违法']) : '败诉') : random.pick(['维持', '驳回', '撤回']));
    }
  }
  if (made.outcome === '移送') {
    const transferred = made.index + Math.floor(random.whole(0, 4) / 2) + (counters.more.chance((1 - quality) * 0.5) ? 3 : 0);
    const never = counters.more.chance((1 - quality) * 0.15);
    const inYear = (date: string): boolean => date.startsWith(String(year));
    const taken = random.chance(0.85) ? days.at(transferred + random.whole(2, 25)) : '';
    const accepted = never ? '' : taken;
    const destination = random.weighted(['公安', '监察', '其他部门'], [7, 1, 2]);
    const concluded = taken && random.chance(0.6) ? days.at(transferred + random.whole(30, 90)) : '';
    if (destination === '公安' && !never && inYear(days.at(transferred))) making.tally('移送司法机关数量');
    if (destination === '公安' && inYear(accepted)) making.tally('司法机关受理数量');
    making.row('transfers', agency.code, `Y${year}-${pad(++counters.transfers)}`, made.caseNo, destination, made.decidedOn, never ? '' : days.at(transferred), accepted,
      never ? '' : concluded);
  }
  if (made.procedure === '普通' && made.closed <= making.to && random.chance(0.06) && counters.files.length < 40) counters.files.push(made.caseNo);
}

/** Rounds of file review: careful agencies hold one a quarter, others fewer, some only in November. */
function writeReviews(making: Making, files: string[]): void {
  const { agency, year, quality, days } = making;
  const random = making.random('reviews');
  const seen = making.random('reviewed files');
  const slack = 1 - quality;
  const months = quality > 0.93 ? [3, 6, 9, 11] : quality > 0.84 ? [5, 9] : quality > 0.75 ? [random.pick([8, 10])] : random.chance(0.5) ? [11] : [];
  let number = 0;
  let at = 0;
  for (const month of months) {
    const index = days.indexFrom(`${year}-${String(month).padStart(2, '0')}-${String(random.whole(5, 24)).padStart(2, '0')}`);
    if (days.at(index) > making.to) break;
    const round = `P${year}-${++number}`;
    making.row('case_reviews', agency.code, round, '单位自评', days.at(index), days.at(index + random.whole(3, 12)), quality > 0.8 ? days.at(index + random.whole(8, 20)) : '');
    const share = Math.ceil(files.length / months.length);
    for (const caseNo of files.slice(at, at + share)) {
      making.row('case_files', agency.code, round, caseNo, agency.code, days.at(index),
        random.weighted(['优秀', '良好', '合格', '不合格'], [quality * 4, 4, 2.5, (1 - quality) * 3]), yes(!seen.chance(slack * 0.25)), yes(!seen.chance(slack * 0.4)), yes(!seen.chance(slack * 0.5)));
    }
    at += share;
  }
  // A government looks into files of its place, and holds reviews of its own.
  if (agency.bodyType === '政府') {
    for (const [month, level] of [[4, '政府评查'], [6, '区县抽查'], [9, '政府评查'], [11, '区县抽查']] as const) {
      if (!seen.chance(0.4 + quality * 0.58)) continue;
      const index = days.indexFrom(`${year}-${String(month).padStart(2, '0')}-${String(seen.whole(5, 24)).padStart(2, '0')}`);
      making.row('case_reviews', agency.code, `P${year}-${++number}`, level, days.at(index), seen.chance(0.5 + quality * 0.5) ? days.at(index + seen.whole(3, 12)) : '', days.at(index + seen.whole(8, 20)));
    }
  }
}

export function pad(number: number): string { return String(number).padStart(5, '0'); }
