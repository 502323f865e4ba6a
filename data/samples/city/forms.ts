/**
 * Statistical forms that a few agencies of the city typed themselves: one as its ledgers have it (but for cases
 * filed or reviewed late in the year and decided in the next), one with slips
 * (a figure off, parts that do not add up), one with `/` and blanks. The others leave their figures to the ledgers.
 */
import type { Making } from './making.ts';

const kinds = ['警告', '通报批评', '罚款', '没收违法所得', '没收非法财物', '暂扣许可证件', '降低资质等级', '吊销许可证件', '限制开展生产经营活动', '责令停产停业', '责令关闭', '限制从业', '行政拘留', '其他行政处罚'];
const money = ['罚没金额', '不罚金额', '轻罚金额'];
const rest = ['立案数量', '结案数量', '简易程序数量', '普通程序数量', '不予处罚案件数量', '不罚金额', '减轻处罚案件数量', '轻罚金额', '法制审核数量', '法制审核纠错数量', '移送司法机关数量', '司法机关受理数量'];
const penaltyColumns = [...kinds, '合计', '罚没金额', ...rest];
const licenceColumns = ['申请数量', '受理数量', '许可数量', '不予许可数量', '撤销许可数量', '法制审核数量', '法制审核纠错数量'];
const staffColumns = ['执法主体数量', '执法岗位数量', '在岗执法人员', '持证人员', '新领执法证件', '注销执法证件', '调入', '调出', '法制审核人员'];

export const formColumns: Record<string, string[]> = {
  penalty_form: ['agency', ...penaltyColumns], licence_form: ['agency', ...licenceColumns], staff_form: ['agency', ...staffColumns],
};

/** Roster index → how it fills its forms in. */
const typists: Record<number, 'exact' | 'slips' | 'gaps'> = { 0: 'exact', 4: 'slips', 23: 'gaps' };

/** The typed forms of one agency and year; nothing for most. Call after its ledgers were written. */
export function writeForms(making: Making): void {
  const manner = typists[making.agency.index];
  if (!manner || making.agency.silent) return;
  const cell = (column: string): string => {
    const amount = Math.round(making.tallies.get(column) ?? 0);
    return money.includes(column) ? tenThousand(amount) : String(amount);
  };
  const penalty = new Map(penaltyColumns.map((column) => [column, cell(column)]));
  if (manner === 'slips') {
    // As happens: in 2025 the last fines were added to the kind and forgotten in the total; before, two penalties were
    // reported that the ledger does not have.
    const more = (column: string, by: number): void => { penalty.set(column, String(Number(penalty.get(column)) + by)); };
    if (making.year === 2025) more('罚款', 4); else { more('其他行政处罚', 2); more('合计', 2); }
    penalty.set('立案数量', String(Number(penalty.get('立案数量')) - 3));
  }
  if (manner === 'gaps') {
    for (const column of kinds) if (penalty.get(column) === '0') penalty.set(column, column === '行政拘留' || column === '吊销许可证件' ? '/' : '');
    penalty.set('法制审核纠错数量', '-');
    making.row('licence_form', making.agency.code, ...licenceColumns.map(() => '/'));
    making.row('staff_form', making.agency.code, 1, 3, 11, 10, '', 0, 1, '-', 1);
  }
  making.row('penalty_form', making.agency.code, ...penaltyColumns.map((column) => penalty.get(column)!));
}

/** 元 → 万元, exact. */
function tenThousand(amount: number): string {
  const text = String(amount).padStart(5, '0');
  return `${text.slice(0, -4)}.${text.slice(-4)}`.replace(/\.?0+$/, '');
}
