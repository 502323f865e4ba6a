/** Notes that every report has: where figures come from, what signs mean, by which rules they were counted. */
import type { Program, Report, ReportItem, View, Worded } from '../../dsl/program.ts';
import { orderInForce, orderUsed } from './choose.ts';
import type { TableSource, Words } from './model.ts';

export function sourceNote(source: TableSource): Words {
  return source === 'form' ? { zh: '数据来源：本机关填报的统计表。', en: 'Source: the form filled in by the agency.' }
    : source === 'ledgers' ? { zh: '数据来源：由本机关报送的行政执法台账汇总。', en: 'Source: added up from the ledgers the agency handed in.' }
      : { zh: '本机关未填报此表，也未报送可据以汇总的台账。', en: 'The agency filled in no form for this table and handed in no ledgers it could be added up from.' };
}

/** Under a table of nothing but `/`. */
export const noDuty: Words = { zh: '本机关无相关职责。', en: 'The agency has no such duties.' };

/** Under the tables of a published sample: its own counting rules hold, and they are not ours. */
export const carriedOver: Words = { zh: '数字照公开的原文登载，口径以原文为准。', en: 'Figures as published; the original’s counting rules hold.' };

/**
 * What the report's options come to: by which order combined penalties are classed, whether revoked decisions stay counted.
 * Said of every report; a typed form is filled in by the same rules, which no one can check in it.
 */
export function optionNotes(program: Program, report: Report, region: string | null, year: number, printed: View[], say: (worded: Worded) => Words | undefined): Words[] {
  if (!printsPenalties(program, report)) return report.leaveOut.flatMap((one) => say(one.because) ?? []);
  const left = report.leaveOut.flatMap((one) => say(one.because) ?? []);
  const decisions = report.leaveOut.some((one) => one.rows.ledger === 'decisions');
  return [
    combinedNote(program, report, region, year, printed),
    ...left, ...(decisions ? [] : [{ zh: '被复议、诉讼撤销或者变更的处罚决定仍然计入。', en: 'Penalties revoked or changed on appeal stay counted.' }]),
    { zh: '以上口径用于由台账汇总的数；机关自行填报的表按同一口径填写，原样登载。', en: 'Figures added up from ledgers are counted by these rules; forms that the agency typed are to be filled in by the same, and are shown as typed.' },
  ];
}

const printsPenalties = (program: Program, report: Report): boolean => {
  const form = (item: ReportItem): boolean => (item.kind === 'table' && (item.form ?? (item.view && program.views[item.view]?.form)) === 'penalty_form') || (item.kind === 'section' && item.items.some(form));
  return report.parts.some((part) => part.items.some(form));
};

function combinedNote(program: Program, report: Report, region: string | null, year: number, printed: View[]): Words {
  const zh = '一案并处两种以上处罚的计1宗，计入其中最重的种类；仅有其他行政处罚时才计入“其他行政处罚”。';
  const en = 'A case with several penalties counts once, in the heaviest kind; “other penalty” only where it stands alone.';
  const { combinedBy } = report;
  if (combinedBy && 'later' in combinedBy) {
    const order = orderUsed(program, report, region, year, printed) ?? [];
    return { zh: `一案并处两种以上处罚的计1宗，计入表中排序在后的种类；仅有其他行政处罚时才计入“其他行政处罚”。次序：${order.join('→')}。`, en: 'A case with several penalties counts once, in the later column of the table; “other penalty” only where it stands alone.' };
  }
  const order = program.orders[combinedBy?.order ?? 'severity'];
  const used = order ? orderInForce(order, region, year) : null;
  if (!used) return { zh, en };
  return { zh: `${zh}轻重次序：${used.order.join('→')}${used.source ? `（${used.source.document}）` : ''}。`, en: `${en} The order of severity is that of ${used.source?.document ?? 'the program'}.` };
}

/** What the signs in the tables mean. */
export const signs: Words = {
  zh: '表中“0”为有职责而本年度没有发生；“/”为不适用（无相关职责）；“-”为原表填“-”；空白为没有填写；“未报送”为没有报送统计表和台账。',
  en: 'In the tables, “0” means the duty exists and nothing happened; “/” not applicable (no such duty); “-” as the form has it; a blank was left blank; 未报送 means neither form nor ledgers were handed in.',
};
