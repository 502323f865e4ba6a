/**
 * 第二部分 情况说明: sentences made from the figures of the tables, so text and tables cannot disagree (in real reports
 * they do). A sentence is left out when its figures are not there; nothing is claimed that was not counted.
 */
import type { MeasureRow } from '../../metrics/types.ts';
import { add, compare, isZero, percent, plainDecimal, subtract } from './decimal.ts';
import { chineseNumeral } from './layout.ts';
import { cellOf } from './model.ts';
import type { ReportBlock, ReportCell, ReportTable, Segment, Words } from './model.ts';

const thin = '\u2009';

/** Indicators that sentences are made from, where the program has them. */
export const indicatorsTold = ['penalties_and_licences_disclosed_on_time', 'decisions_disclosed_on_time', 'major_decisions_reviewed'];

export interface NarrativeInput {
  year: number; tables: ReportTable[];
  /** Last year's figures from the same kind of source, by table id and column; empty where there are none. */
  previous: Map<string, Map<string, ReportCell>>;
  measures: Map<string, MeasureRow>;
}

/** Headings and paragraphs in turn. */
export function narrative(input: NarrativeInput): ReportBlock[] {
  const drafts: { zh: string; en: string; paragraphs: Record<string, Words | null> }[] = [
    { zh: '行政执法主体和人员', en: 'Enforcement bodies and officers', paragraphs: { staff: staff(input) } },
    { zh: '行政许可实施情况', en: 'Administrative licences', paragraphs: { licences: licences(input) } },
    { zh: '行政处罚实施情况', en: 'Administrative penalties', paragraphs: { penalties: penalties(input), penalty_kinds: penaltyKinds(input) } },
    { zh: '行政强制实施情况', en: 'Administrative coercion', paragraphs: { coercion: coercion(input) } },
    { zh: '行政检查和其他行政执法行为', en: 'Inspections and other acts', paragraphs: { inspections: inspections(input), other_acts: otherActs(input) } },
    { zh: '行政执法公示和法制审核', en: 'Disclosure and legal review', paragraphs: { disclosure: disclosure(input), review: review(input) } },
    { zh: '行政复议和行政诉讼', en: 'Reconsideration and litigation', paragraphs: { appeals: appeals(input) } },
  ];
  const told = drafts.filter((draft) => Object.values(draft.paragraphs).some((each) => each !== null));
  if (told.length === 0) return [{ type: 'paragraph', id: 'nothing', zh: ['本年度没有可供说明的数据。'], en: ['There are no figures to comment on.'], edited: false, disagreements: [] }];
  return told.flatMap((draft, index): ReportBlock[] => [
    { type: 'heading', text: { zh: `${chineseNumeral(index + 1)}、${draft.zh}`, en: `${index + 1}. ${draft.en}` } },
    ...Object.entries(draft.paragraphs).flatMap(([id, words]): ReportBlock[] => (words ? [{ type: 'paragraph', id, zh: segments(words.zh), en: segments(words.en), edited: false, disagreements: [] }] : [])),
  ]);
}

/** A figure within a sentence that is still being put together: its name, what is printed, its value. */
function told(figure: string, value: string, text = value): string { return `\uE000${figure}\uE001${text}\uE001${value}\uE002`; }

function segments(sentence: string): Segment[] {
  return sentence.split(/(\uE000[^\uE002]*\uE002)/).filter(Boolean).map((part) => {
    if (!part.startsWith('\uE000')) return part;
    const [figure, text, value] = part.slice(1, -1).split('\uE001') as [string, string, string];
    return { figure, text, value };
  });
}

/** A figure of a table, or null. */
function at({ tables }: NarrativeInput, table: string, column: string): string | null {
  const found = tables.find((each) => each.id === table);
  return (found && cellOf(found, column)?.value) ?? null;
}

function notApplicable({ tables }: NarrativeInput, table: string): boolean {
  const cells = tables.find((each) => each.id === table)?.rows[0]!.cells;
  return cells !== undefined && cells.length > 0 && cells.every((cell) => cell.state === 'not_applicable');
}

/** `，同比增长5.20%` against last year's figure of the same column. */
function change(input: NarrativeInput, table: string, column: string): Words {
  const now = at(input, table, column); const before = input.previous.get(table)?.get(column)?.value ?? null;
  if (now === null || before === null || isZero(before)) return { zh: '', en: '' };
  const order = compare(now, before);
  if (order === 0) return { zh: '，与上年持平', en: ', as in the year before' };
  const share = percent(order > 0 ? subtract(now, before) : subtract(before, now), before);
  const printed = told(`growth of ${table}.${column}`, share!, `${share}%`);
  return order > 0 ? { zh: `，同比增长${printed}`, en: `, up ${printed} on the year before` } : { zh: `，同比下降${printed}`, en: `, down ${printed} on the year before` };
}

interface Phrase { figure: string; value: string | null; zh: string; unit: string; en: string }
/** Those that have a figure, joined: `申请12宗、受理11宗`. */
function listed(phrases: Phrase[]): Words | null {
  const known = phrases.filter((each) => each.value !== null);
  if (known.length === 0) return null;
  return { zh: known.map((each) => `${each.zh}${told(each.figure, each.value!)}${thin}${each.unit}`).join('，'), en: known.map((each) => `${each.en} ${told(each.figure, each.value!)}`).join(', ') };
}

function staff(input: NarrativeInput): Words | null {
  const get = (name: string): string | null => at(input, 'staff_form', name);
  const first = listed([
    { figure: 'staff_form.bodies', value: get('bodies'), zh: '行政执法主体', unit: '个', en: 'enforcement bodies' }, { figure: 'staff_form.posts', value: get('posts'), zh: '执法岗位', unit: '个', en: 'posts' },
    { figure: 'staff_form.on_post', value: get('on_post'), zh: '在岗执法人员', unit: '人', en: 'officers in post' }, { figure: 'staff_form.certified', value: get('certified'), zh: '持有行政执法证件', unit: '人', en: 'certified' },
  ]);
  if (!first) return null;
  const onPost = get('on_post'); const certified = get('certified'); const reviewers = get('legal_reviewers');
  const rate = onPost && certified ? percent(certified, onPost) : null;
  const certifiedRate = 'staff_form.certified / staff_form.on_post';
  const reviewerShare = reviewers && certified ? percent(reviewers, certified) : null;
  const reviewerRate = reviewerShare && told('staff_form.legal_reviewers / staff_form.certified', reviewerShare, `${reviewerShare}%`);
  const moved = listed([{ figure: 'staff_form.issued', value: get('issued'), zh: '新领执法证件', unit: '人', en: 'certificates issued' }, { figure: 'staff_form.cancelled', value: get('cancelled'), zh: '注销执法证件', unit: '人', en: 'certificates cancelled' }]);
  const zh = [`${first.zh}${rate ? `，持证率${told(certifiedRate, rate, `${rate}%`)}` : ''}。`, moved ? `年内${moved.zh}。` : '', reviewers ? `法制审核人员${told('staff_form.legal_reviewers', reviewers)}${thin}人${reviewerRate ? `，为持证执法人员的${reviewerRate}` : ''}。` : ''];
  const en = [`${sentence(first.en)}${rate ? ` (${told(certifiedRate, rate, `${rate}%`)})` : ''}.`, moved ? ` In the year: ${moved.en}.` : '', reviewers ? ` Legal reviewers: ${told('staff_form.legal_reviewers', reviewers)}${reviewerRate ? `, ${reviewerRate} of certified officers` : ''}.` : ''];
  return { zh: zh.join(''), en: en.join('') };
}

function licences(input: NarrativeInput): Words | null {
  if (notApplicable(input, 'licence_form')) return { zh: '本机关无行政许可相关职责。', en: 'This agency has no licensing duties.' };
  const get = (name: string): string | null => at(input, 'licence_form', name);
  const words = listed([
    { figure: 'licence_form.applied', value: get('applied'), zh: '收到申请', unit: '宗', en: 'applications' }, { figure: 'licence_form.accepted', value: get('accepted'), zh: '受理', unit: '宗', en: 'accepted' }, { figure: 'licence_form.granted', value: get('granted'), zh: '予以许可', unit: '宗', en: 'granted' },
    { figure: 'licence_form.refused', value: get('refused'), zh: '不予许可', unit: '宗', en: 'refused' }, { figure: 'licence_form.revoked', value: get('revoked'), zh: '撤销许可', unit: '宗', en: 'revoked' },
  ]);
  if (!words) return null;
  const more = change(input, 'licence_form', 'granted');
  return { zh: `${words.zh}${more.zh ? `；许可数量${more.zh.slice(1)}` : ''}。`, en: `${sentence(words.en)}${more.en ? `; licences granted${more.en.replace(/^,/, '')}` : ''}.` };
}

function penalties(input: NarrativeInput): Words | null {
  if (notApplicable(input, 'penalty_form')) return { zh: '本机关无行政处罚相关职责。', en: 'This agency has no penalty duties.' };
  const total = at(input, 'penalty_form', 'total');
  const amount = at(input, 'penalty_form', 'amount');
  const more = change(input, 'penalty_form', 'total');
  const rest = listed([
    { figure: 'penalty_form.filed', value: at(input, 'penalty_form', 'filed'), zh: '立案', unit: '宗', en: 'cases filed' }, { figure: 'penalty_form.closed', value: at(input, 'penalty_form', 'closed'), zh: '结案', unit: '宗', en: 'closed' },
    { figure: 'penalty_form.simple', value: at(input, 'penalty_form', 'simple'), zh: '适用简易程序', unit: '宗', en: 'summary procedure' }, { figure: 'penalty_form.ordinary', value: at(input, 'penalty_form', 'ordinary'), zh: '适用普通程序', unit: '宗', en: 'ordinary procedure' },
    { figure: 'penalty_form.not_penalised', value: at(input, 'penalty_form', 'not_penalised'), zh: '不予处罚', unit: '宗', en: 'not penalised' }, { figure: 'penalty_form.reduced_cases', value: at(input, 'penalty_form', 'reduced_cases'), zh: '减轻处罚', unit: '宗', en: 'reduced' },
    { figure: 'penalty_form.transferred', value: at(input, 'penalty_form', 'transferred'), zh: '移送司法机关', unit: '宗', en: 'transferred to justice' },
  ]);
  // A form without a total (Shandong's) still says what was filed and closed.
  const clauses: Words[] = [];
  if (total !== null) clauses.push({ zh: `作出行政处罚${told('penalty_form.total', total)}${thin}宗${more.zh}`, en: `${told('penalty_form.total', total)} penalties were imposed${more.en}` });
  else if (rest) clauses.push({ zh: rest.zh, en: sentence(rest.en) });
  if (amount !== null) clauses.push({ zh: `罚没金额${told('penalty_form.amount', amount)}${thin}万元`, en: `fines and forfeits came to ${told('penalty_form.amount', amount)} ten thousand yuan` });
  if (clauses.length === 0) return null;
  const detail = total !== null && rest ? { zh: `${rest.zh}。`, en: ` ${sentence(rest.en)}.` } : { zh: '', en: '' };
  return { zh: `${clauses.map((each) => each.zh).join('，')}。${detail.zh}`, en: `${sentence(clauses.map((each) => each.en).join('; '))}.${detail.en}` };
}

/** The three commonest kinds. */
function penaltyKinds(input: NarrativeInput): Words | null {
  const table = input.tables.find((each) => each.id === 'penalty_form');
  const total = at(input, 'penalty_form', 'total');
  if (!table || total === null || isZero(total)) return null;
  const kinds = table.columns.flatMap((column, index) => (column.group?.startsWith('kinds') && table.rows[0]!.cells[index]!.value && !isZero(table.rows[0]!.cells[index]!.value!) ? [{ column, value: table.rows[0]!.cells[index]!.value! }] : []))
    .sort((a, b) => compare(b.value, a.value)).slice(0, 3);
  if (kinds.length < 2 || kinds.some((kind) => compare(kind.value, total) > 0)) return null;
  const count = (kind: (typeof kinds)[number]): string => told(`penalty_form.${kind.column.name}`, kind.value);
  const share = (kind: (typeof kinds)[number]): string => { const rate = percent(kind.value, total)!; return told(`penalty_form.${kind.column.name} / penalty_form.total`, rate, `${rate}%`); };
  return {
    zh: `按处罚种类分，${kinds.map((kind) => `${kind.column.label.zh}${count(kind)}${thin}宗（占${share(kind)}）`).join('，')}。`,
    en: `By kind: ${kinds.map((kind) => `${kind.column.label.en.toLowerCase()} ${count(kind)} (${share(kind)})`).join(', ')}.`,
  };
}

function coercion(input: NarrativeInput): Words | null {
  if (notApplicable(input, 'coercion_form')) return { zh: '本机关无行政强制相关职责。', en: 'This agency has no coercion duties.' };
  const total = at(input, 'coercion_form', 'total'); const court = at(input, 'coercion_form', 'court');
  if (total === null) return null;
  const sum = (names: string[]): string | null => names.reduce<string | null>((all, name) => { const value = at(input, 'coercion_form', name); return all === null || value === null ? null : add(all, value); }, '0');
  const parts = listed([
    { figure: 'total of measures', value: sum(['sealed', 'seized', 'frozen', 'other_measure']), zh: '强制措施', unit: '宗', en: 'measures' },
    { figure: 'total of executions', value: sum(['surcharged', 'funds_transferred', 'auctioned', 'obstruction_removed', 'performed_for', 'other_execution']), zh: '行政机关强制执行', unit: '宗', en: 'executions by the agency' },
    { figure: 'coercion_form.court', value: court, zh: '申请人民法院强制执行', unit: '宗', en: 'applications to court' },
  ]);
  const more = change(input, 'coercion_form', 'total');
  return { zh: `实施行政强制${told('coercion_form.total', total)}${thin}宗${more.zh}${parts ? `：${parts.zh}` : ''}。`, en: `${told('coercion_form.total', total)} coercive acts${more.en}${parts ? `: ${parts.en}` : ''}.` };
}

function inspections(input: NarrativeInput): Words | null {
  const count = at(input, 'other_acts_form', 'inspections');
  if (count === null) return null;
  const more = change(input, 'other_acts_form', 'inspections');
  const firms = at(input, 'inspection_frequency', 'firms'); const per = at(input, 'inspection_frequency', 'per_firm'); const over = at(input, 'inspection_frequency', 'over_cap');
  const detail = firms && per ? { zh: `涉及检查对象${told('inspection_frequency.firms', firms)}${thin}家，平均每家${told('inspection_frequency.per_firm', per)}${thin}次${over ? `，超过年度频次上限的${told('inspection_frequency.over_cap', over)}${thin}家` : ''}。`, en: ` ${told('inspection_frequency.firms', firms)} firms were inspected, ${told('inspection_frequency.per_firm', per)} times each on average${over ? `; ${told('inspection_frequency.over_cap', over)} more often than the yearly cap allows` : ''}.` } : { zh: '', en: '' };
  return { zh: `实施行政检查${told('other_acts_form.inspections', count)}${thin}次${more.zh}。${detail.zh}`, en: `${told('other_acts_form.inspections', count)} inspections${more.en}.${detail.en}` };
}

function otherActs(input: NarrativeInput): Words | null {
  const get = (name: string): string | null => { const value = at(input, 'other_acts_form', name); return value !== null && isZero(value) ? null : value; };
  const words = listed([
    { figure: 'other_acts_form.levies', value: get('levies'), zh: '行政征收', unit: '次', en: 'levies' }, { figure: 'other_acts_form.requisitions', value: get('requisitions'), zh: '行政征用', unit: '次', en: 'requisitions' }, { figure: 'other_acts_form.confirmations', value: get('confirmations'), zh: '行政确认', unit: '次', en: 'confirmations' },
    { figure: 'other_acts_form.payments', value: get('payments'), zh: '行政给付', unit: '次', en: 'payments' }, { figure: 'other_acts_form.rewards', value: get('rewards'), zh: '行政奖励', unit: '次', en: 'rewards' }, { figure: 'other_acts_form.adjudications', value: get('adjudications'), zh: '行政裁决', unit: '次', en: 'adjudications' },
    { figure: 'other_acts_form.others', value: get('others'), zh: '其他行政执法行为', unit: '次', en: 'other acts' },
  ]);
  return words && { zh: `${words.zh}。`, en: `${sentence(words.en)}.` };
}

/** `N件中M件，占P%` from a share's unreduced counts. */
function shareOf(measures: Map<string, MeasureRow>, name: string): { part: string; whole: string; rate: string } | null {
  const row = measures.get(name);
  if (!row || row.state !== 'value' || row.numerator === null || row.denominator === null) return null;
  const part = String(row.numerator); const whole = String(row.denominator);
  const rate = percent(plainDecimal(part), plainDecimal(whole));
  return rate === null ? null : { part: told(`${name}.numerator`, part), whole: told(`${name}.denominator`, whole), rate: told(name, rate, `${rate}%`) };
}

function disclosure({ measures }: NarrativeInput): Words | null {
  const quick = shareOf(measures, 'penalties_and_licences_disclosed_on_time'); const other = shareOf(measures, 'decisions_disclosed_on_time');
  const zh: string[] = []; const en: string[] = [];
  if (quick) { zh.push(`应公示的行政许可、行政处罚决定${quick.whole}${thin}件，按期公示${quick.part}${thin}件，按期公示率${quick.rate}`); en.push(`of ${quick.whole} licences and penalties due for disclosure ${quick.part} were disclosed in time (${quick.rate})`); }
  if (other) { zh.push(`其他应公示的行政执法决定${other.whole}${thin}件，按期公示${other.part}${thin}件，按期公示率${other.rate}`); en.push(`of ${other.whole} other decisions ${other.part} (${other.rate})`); }
  return zh.length ? { zh: `${zh.join('；')}。`, en: `${sentence(en.join('; '))}.` } : null;
}

function review({ measures }: NarrativeInput): Words | null {
  const major = shareOf(measures, 'major_decisions_reviewed');
  return major && { zh: `作出重大行政执法决定${major.whole}${thin}件，经法制审核通过${major.part}${thin}件，审核率${major.rate}。`, en: `Of ${major.whole} major decisions ${major.part} had passed legal review when decided (${major.rate}).` };
}

function appeals(input: NarrativeInput): Words | null {
  const get = (name: string): string | null => at(input, 'appeals_form', name);
  const words = listed([
    { figure: 'appeals_form.reconsidered', value: get('reconsidered'), zh: '被申请行政复议', unit: '件', en: 'reconsiderations' }, { figure: 'appeals_form.overturned', value: get('overturned'), zh: '被复议纠错', unit: '件', en: 'overturned' },
    { figure: 'appeals_form.sued', value: get('sued'), zh: '被提起行政诉讼', unit: '件', en: 'lawsuits' }, { figure: 'appeals_form.lost', value: get('lost'), zh: '败诉', unit: '件', en: 'lost' },
  ]);
  return words && { zh: `${words.zh}。`, en: `${sentence(words.en)}.` };
}

/** With a capital first letter, unless a figure comes first. */
function sentence(text: string): string { return text.charAt(0).toUpperCase() + text.slice(1); }
