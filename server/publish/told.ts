/** Words about a publication that every format says in the same way: its version, its days, what it claims to be. */
import type { Words } from '../words.ts';
import type { ReportChart, ReportModel } from './model.ts';

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 2025-01-22 → 2025年1月22日, 22 January 2025. What is no day is said as it stands. */
export function dayWords(day: string): Words {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  const month = parts && months[Number(parts[2]) - 1];
  if (!parts || !month) return { zh: day, en: day };
  return { zh: `${Number(parts[1])}年${Number(parts[2])}月${Number(parts[3])}日`, en: `${Number(parts[3])} ${month} ${parts[1]}` };
}

/** The line under the title: published when, as which version, for which reason. */
export function versionWords(model: Pick<ReportModel, 'publication' | 'asOf'>): Words {
  const { publication } = model;
  const asOf = dayWords(model.asOf);
  if (!publication?.publishedOn) return { zh: `（数据截至${asOf.zh}）`, en: `(facts known on ${asOf.en})` };
  const day = dayWords(publication.publishedOn);
  if (publication.version === 1) return { zh: `（${day.zh}公开）`, en: `(published ${day.en})` };
  const reason = publication.reason ? { zh: `；更正原因：${publication.reason}`, en: `; reason: ${publication.reason}` } : { zh: '', en: '' };
  return { zh: `（第${publication.version}版，${day.zh}更正公开${reason.zh}）`, en: `(version ${publication.version}, corrected ${day.en}${reason.en})` };
}

export function provenanceWords(from: NonNullable<ReportModel['provenance']>): Words[] {
  return [
    {
      zh: `公开样本：转录自《${from.title}》${from.publishedOn ? `（${dayWords(from.publishedOn).zh}公开）` : ''}，${from.url}。统一社会信用代码栏为样本编号，不是真实代码。`,
      en: `A published sample, carried over from “${from.title}”${from.publishedOn ? ` (published ${dayWords(from.publishedOn).en})` : ''}, ${from.url}. The code is a sample number, not a real one.`,
    },
    ...from.remarks.map((remark) => ({ zh: remark, en: remark })),
  ];
}

/** A chart in words: its title and every bar. */
export function chartWords(chart: ReportChart, year: number): Words {
  const said = (language: 'zh' | 'en'): string => chart.points.map((point) => {
    const before = chart.previousYear !== null && point.previous !== undefined ? (language === 'zh' ? `（${chart.previousYear}年${point.previous}）` : ` (${chart.previousYear}: ${point.previous})`) : '';
    return `${point.label[language]}${language === 'zh' ? '' : ' '}${point.value}${before}`;
  }).join(language === 'zh' ? '，' : ', ');
  return { zh: `${year}年${chart.title.zh}（${chart.unit.zh}）：${said('zh')}。`, en: `${chart.title.en} ${year} (${chart.unit.en}): ${said('en')}.` };
}

/** What a file says it is: which publication of which report; version null for a preview. */
export interface Claim { agency: string; year: number; report: string; version: number | null }

export function claimOf(model: Pick<ReportModel, 'agency' | 'year' | 'report' | 'publication'>): Claim {
  return { agency: model.agency.code, year: model.year, report: model.report, version: model.publication?.version ?? null };
}

/** `zhiheng:annual_statistics/11619900010000004L/2024/v1`, or `/preview`. One token: it stands in metadata of every format. */
export function claimText(claim: Claim): string {
  return `zhiheng:${[claim.report, claim.agency, String(claim.year)].map(encodeURIComponent).join('/')}/${claim.version === null ? 'preview' : `v${claim.version}`}`;
}

/** The claim in a text, null where there is none. */
export function readClaim(text: string): Claim | null {
  const found = /zhiheng:([\w.%!~*'()-]{1,300})\/([\w.%!~*'()-]{1,300})\/((?:19|20|21)\d{2})\/(?:v([1-9]\d{0,5})|preview)(?![\w])/.exec(text);
  if (!found) return null;
  try {
    return { report: decodeURIComponent(found[1]!), agency: decodeURIComponent(found[2]!), year: Number(found[3]), version: found[4] ? Number(found[4]) : null };
  } catch { return null; }
}
