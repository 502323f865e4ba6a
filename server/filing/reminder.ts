/** A reminder (催办通知) as the bureau writes one: plain text to copy, and a page to print. Pure. */
import { escape, htmlPage } from '../html.ts';
import type { Deadline } from './deadlines.ts';
import type { FilingReminder } from './shapes.ts';
import type { FilingStage } from './stages.ts';

export interface ReminderFacts {
  agency: string; name: string; year: number; stage: FilingStage;
  /** Who writes it. */
  bureau: string;
  today: string; submit: Deadline; publish: Deadline;
  /** The officer's remark of the last return. */
  remark: string | null;
}

const spoken = (day: string): string => `${Number(day.slice(0, 4))}年${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`;

/** How far off a deadline is, in words: 距期限还有3个工作日, 已逾期4天. */
function distance(deadline: Deadline): string {
  if (deadline.overdue > 0) return `已逾期${deadline.overdue}天`;
  if (deadline.workdaysLeft === null) return `期限为${spoken(deadline.day)}`;
  return deadline.workdaysLeft === 0 ? '今天已是最后期限内的最后一个工作日' : `距期限还有${deadline.workdaysLeft}个工作日`;
}

/** The sentence on where the report stands and what is asked. */
function asked({ stage, submit, publish, remark }: ReminderFacts): string {
  switch (stage) {
    case 'accepted': return `你单位年报已经我局接收，尚未公开（${distance(publish)}）。请尽快在系统中签发公开，并报本级人民政府和上级主管部门。`;
    case 'returned': return `你单位年报已被退回（退回意见：${remark ?? '详见系统'}），尚未重新报送（${distance(submit)}）。请按退回意见改正，校核后重新报送。`;
    case 'checked': return `你单位年报已经校核，尚未报送（${distance(submit)}）。请审核人审核签发后报送。`;
    default: return `你单位年报仍在草拟，尚未报送（${distance(submit)}）。请抓紧补齐台账或统计表，校核、审核后报送；没有发生相关执法行为的，请作零报告。`;
  }
}

/** The text of one reminder: heading, salutation, body, signature and date, a line each. */
export function reminder(facts: ReminderFacts): FilingReminder {
  const { agency, name, year, bureau, today, submit, publish } = facts;
  const title = `关于催办${year}年度行政执法统计年报的通知`;
  const owed = facts.stage === 'accepted' ? publish : submit;
  const text = [
    title, '', `${name}：`,
    `　　按照《国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》（国办发〔2018〕118号）和年报报送工作安排，${year}年度行政执法统计年报应于${spoken(submit.day)}前报送我局，并于${spoken(publish.day)}前向社会公开。`,
    `　　截至${spoken(today)}，${asked(facts)}`,
    ...(owed.note && owed.overdue === 0 ? [`　　${owed.note.zh}`] : []),
    '', `${bureau}`, spoken(today),
  ].join('\n');
  return { agency, name, title, text, on: today };
}

const STYLE = `<style>article{max-width:40rem;margin:0 auto 3rem;font-family:FangSong,"仿宋","Noto Serif SC",serif;font-size:1.15rem;line-height:1.9}article h2{text-align:center;font-size:1.5rem;margin:1rem 0 2rem}article p{margin:0;white-space:pre-wrap}
article .sign{text-align:right;margin-top:2rem}@media print{header{display:none}article{break-after:page;margin:0 auto}body{max-width:none;padding:0}}</style>`;

/** Reminders to print, each on a page of its own. */
export function reminderPage(reminders: readonly FilingReminder[]): string {
  const articles = reminders.map(({ title, text }) => {
    const lines = text.split('\n').slice(2);
    const sign = lines.splice(lines.lastIndexOf(''));
    return `<article><h2>${escape(title)}</h2>${lines.map((line) => `<p>${escape(line)}</p>`).join('')}<div class="sign">${sign.filter(Boolean).map((line) => `<p>${escape(line)}</p>`).join('')}</div></article>`;
  });
  const heading = `催办通知（${reminders.length} 份）`;
  return htmlPage(heading, `${STYLE}<main><header><h1>${escape(heading)}</h1><p class="quiet">用浏览器的“打印”输出，每份一页。 Print with the browser: one page each.</p></header>${articles.join('') || '<p>没有需要催办的机关。 No agency has to be reminded.</p>'}</main>`);
}
