/** The counting rules printed under the tables (填报口径), with the order of severity that was used. */
import type { Order, Program } from '../../dsl/program.ts';
import type { TableSource, Words } from './model.ts';

/** The order in force for a region at a year's end: the nearest region, then the latest start. */
export function orderInForce(order: Order, region: string | null, year: number): Order['values'][number] | null {
  const day = `${year}-12-31`;
  const near = (regions: string[] | undefined): number => {
    if (!regions) return 0;
    const matching = regions.map((each) => each.replace(/(00)+$/, '')).filter((each) => (region ?? '').startsWith(each));
    return matching.length ? Math.max(...matching.map((each) => each.length)) : -1;
  };
  const valid = order.values.filter((value) => (value.from ?? '') <= day && near(value.region) >= 0);
  valid.sort((a, b) => near(b.region) - near(a.region) || ((b.from ?? '') < (a.from ?? '') ? -1 : 1));
  return valid[0] ?? null;
}

export function sourceNote(source: TableSource): Words {
  return source === 'form' ? { zh: '数据来源：本机关填报的统计表。', en: 'Source: the form filled in by the agency.' }
    : source === 'ledgers' ? { zh: '数据来源：由本机关报送的行政执法台账汇总。', en: 'Source: added up from the ledgers the agency handed in.' }
      : { zh: '本机关未填报此表，也未报送可据以汇总的台账。', en: 'The agency filled in no form for this table and handed in no ledgers it could be added up from.' };
}

/** Under a table of nothing but `/`. */
export const noDuty: Words = { zh: '本机关无相关职责。', en: 'The agency has no such duties.' };

/** Under the tables of a published sample: its own counting rules hold, and they are not ours. */
export const carriedOver: Words = { zh: '数字照公开的原文登载，口径以原文为准。', en: 'Figures as published; the original’s counting rules hold.' };

/** What the table's figures count, in the words of the filling-in instructions. */
export function countingNotes(form: string, program: Program, region: string | null, year: number): Words[] {
  switch (form) {
    case 'penalty_form': return [
      { zh: '处罚案件按作出处罚决定的日期统计；立案、结案、法制审核、移送分别按各自发生的日期统计。', en: 'Penalties count by the day they were decided; filing, closing, legal review and transfer by their own days.' },
      severityNote(program, region, year),
      { zh: '被复议、诉讼撤销或者变更的处罚决定仍然计入。', en: 'Penalties revoked or changed on appeal stay counted.' },
      { zh: '罚没金额以处罚决定书确定的金额为准，不是实际缴纳的金额。', en: 'Amounts are those the decisions set, not what was paid.' },
    ];
    case 'licence_form': return [
      { zh: '申请数量按收到申请的日期统计，其余按作出决定的日期统计，受理与许可可能跨年。', en: 'Applications count by the day received, the rest by the day of the decision; a case may span two years.' },
      { zh: '变更、延续许可的申请分别计入许可、不予许可。', en: 'Changes and renewals count as granted or refused.' },
    ];
    case 'coercion_form': return [{ zh: '强制措施按决定日期、强制执行按执行完毕日期、申请法院强制执行按提出申请日期统计。', en: 'Measures count by the day decided, executions by the day completed, court enforcement by the day applied for.' }];
    case 'other_acts_form': return [{ zh: '检查一个对象且有完整检查记录的计1次；无特定对象的巡查、没有完整记录的、检查后转入处罚的不计。', en: 'One object inspected with a complete record is one inspection; patrols, incomplete records and inspections that led to a penalty do not count.' }];
    case 'staff_form': return [
      { zh: `在岗、持证人数截至${year}年12月31日，不含执法辅助人员。`, en: `Officers in post and certified as at 31 December ${year}, without auxiliary staff.` },
    ];
    case 'appeals_form': return [{ zh: '被复议、被诉按提出日期统计，纠错、败诉按审结日期统计，两者不一定是同一批案件。', en: 'Reconsiderations and lawsuits count by the day brought, outcomes by the day concluded: they need not be the same cases.' }];
    case 'inspection_frequency': return [
      { zh: '检查次数计有完整记录且未转处罚的检查；频次上限的对象按企业最近一次检查时的分级，上级部署专项检查不计，没有公布上限的不参与比较（国办发〔2024〕54号）。', en: 'Inspections with a complete record that led to no penalty. Caps apply by a firm’s class at its latest inspection; inspections ordered by a superior are left out, and so are firms without a published cap.' },
    ];
    default: return [];
  }
}

function severityNote(program: Program, region: string | null, year: number): Words {
  const order = program.orders['severity'];
  const used = order ? orderInForce(order, region, year) : null;
  const zh = '一案并处两种以上处罚的计1宗，计入其中最重的种类；仅有其他行政处罚时才计入“其他行政处罚”。';
  const en = 'A case with several penalties counts once, in the heaviest kind; “other penalty” only where it stands alone.';
  if (!used) return { zh, en };
  return { zh: `${zh}轻重次序：${used.order.join('→')}${used.source ? `（${used.source.document}）` : ''}。`, en: `${en} The order of severity is that of ${used.source?.document ?? 'the program'}.` };
}

/** What the signs in the tables mean. */
export const signs: Words = {
  zh: '表中“0”为有职责而本年度没有发生；“/”为不适用（无相关职责）；“-”为原表填“-”；空白为没有填写；“未报送”为没有报送统计表和台账。',
  en: 'In the tables, “0” means the duty exists and nothing happened; “/” not applicable (no such duty); “-” as the form has it; a blank was left blank; 未报送 means neither form nor ledgers were handed in.',
};
