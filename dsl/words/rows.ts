/** Rows, aggregates and shares in words: which rows, of which year, what is left out, what does not count yet. */
import type { Aggregate, Distribution, Expr, Rows, Share, Unit } from '../program.ts';
import { fieldOf, fieldWords, ledgerWords, spoken, type Both, type Lookup } from './labels.ts';
import { participle, stemOf } from './stems.ts';

/** How parts of an expression are read: handed in, because they hold rows in turn. */
export interface Reader { condition(program: Lookup, expr: Expr): Both; value(program: Lookup, expr: Expr): Both }
interface RowWords { zh: string; en: string; zhWhere: string; enWhere: string }

/** 2024年作出的行政执法决定（按 … 归入年度）, and the condition on them. `own`: they are a group's or a row's, the year goes without saying. */
export function rowsWords(read: Reader, program: Lookup, rows: Rows, own = false): RowWords {
  const ledger = ledgerWords(program, rows.ledger);
  const year = own || rows.toDate || rows.whole ? undefined : program?.year;
  const dated = rows.datedBy ? fieldWords(program, rows.ledger, [], rows.datedBy) : undefined;
  const of = year === undefined ? { zh: '', en: '' } : yearWords(program, rows, year);
  const by = dated && year === undefined ? { zh: `（按${dated.zh}归入年度）`, en: ` (dated by ${dated.en})` } : { zh: '', en: '' };
  const where = rows.where && read.condition(program, rows.across ? ofSeveral(rows.where) : rows.where);
  return {
    zh: of.zh + (rows.across ? '各执法主体的' : '') + (rows.whole ? '全部' : '') + ledger.zh + by.zh,
    en: (rows.whole ? 'all ' : '') + ledger.en + of.en + (rows.across ? ' of all agencies' : '') + by.en,
    zhWhere: where?.zh ?? '', enWhere: where?.en ?? '',
  };
}

/** What is done with a row on its own date, where its label does not say it. */
const done: Record<string, string> = { 决定: '作出', 申请: '申请', 提出: '提出', 收到: '收到', 发现: '发现', 提起: '提起' };

/** 2024年作出的: the year, with what is done on the date that puts rows into it. */
function yearWords(program: Lookup, rows: Rows, year: number): Both {
  const name = rows.datedBy ?? program?.ledgers[rows.ledger]?.datedBy;
  const stem = name && fieldOf(program, rows.ledger, [], name)?.type.kind === 'date' ? stemOf(fieldWords(program, rows.ledger, [], name).zh) : undefined;
  const verb = stem && (rows.datedBy ? stem : done[stem]);
  const english = rows.datedBy ? participle(rows.datedBy) : undefined;
  const en = english ? ` ${english} in ${year}` : ` of ${year}${rows.datedBy ? ` (dated by ${spoken(rows.datedBy)})` : ''}`;
  return { zh: `${year}年${verb ?? ''}的${rows.datedBy && !verb ? `（按${fieldWords(program, rows.ledger, [], rows.datedBy).zh}归入年度）` : ''}`, en };
}

/** A condition on rows of several agencies: a field of the agency at hand is said to be its own. */
export function ofSeveral(condition: Expr): Expr {
  return JSON.parse(JSON.stringify(condition), (_, part: { kind?: unknown; of?: unknown } | null) =>
    (part !== null && typeof part === 'object' && part.kind === 'agencyField' && part.of === undefined ? { ...part, of: 'hand' } : part)) as Expr;
}

/** There are rows, or none: 有类别为培训计划的工作记录. */
export function existenceWords(read: Reader, program: Lookup, expr: Aggregate, some: boolean): Both {
  const own = expr.scope !== 'agency', year = own || expr.rows.toDate || expr.rows.datedBy ? undefined : program?.year;
  const rows = rowsWords(read, program, { ...expr.rows, whole: false }, own || year !== undefined);
  const when = year === undefined ? { zh: '', en: '' } : { zh: `${year}年`, en: `in ${year} ` };
  return {
    zh: `${when.zh}${some ? '有' : '没有'}${rows.zhWhere ? `${rows.zhWhere}的` : ''}${rows.zh}`,
    en: `${when.en}there are ${some ? '' : 'no '}${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''}`,
  };
}

const countNouns: Partial<Record<Unit, string>> = { 人: '人数', 次: '次数', 家: '户数', 项: '项数', 份: '份数', 个: '个数', 宗: '宗数', 起: '起数', 册: '册数' };

/** 件数, 人数 …: by the unit in which it is held against its target, else by what is counted. */
function countNoun(program: Lookup, expr: Aggregate, zh: string): string {
  const unit = program?.counted?.of === expr ? program.counted.unit : undefined;
  return (unit && countNouns[unit]) ?? (/人员|监督员/.test(zh) ? '人数' : '件数');
}

export function aggregateWords(read: Reader, program: Lookup, expr: Aggregate): Both {
  const { zh, en, zhWhere, enWhere } = rowsWords(read, program, expr.rows, expr.scope !== 'agency');
  const rows: Both = { zh: zhWhere ? `${zh}中${zhWhere}的` : `${zh}的`, en: enWhere ? `${en} where ${enWhere}` : en };
  if (expr.fn === 'count') return { zh: rows.zh + countNoun(program, expr, zh), en: `the number of ${rows.en}` };
  if (expr.fn === 'exists') return existenceWords(read, program, expr, true);
  const of = expr.of ? read.value(program, expr.of) : { zh: '', en: '' };
  const compound = expr.of?.kind === 'arithmetic' ? { zh: `（${of.zh}）`, en: `(${of.en})` } : { zh: of.zh, en: of.en.replace(/^the /, '') };
  switch (expr.fn) {
    case 'sum': return { zh: `${rows.zh}${compound.zh}之和`, en: `the total ${compound.en} of ${rows.en}` };
    case 'avg': return { zh: `${rows.zh}${compound.zh}的平均值`, en: `the average ${compound.en} of ${rows.en}` };
    case 'min': return { zh: `${rows.zh}${compound.zh}的最小值`, en: `the least ${compound.en} of ${rows.en}` };
    case 'max': return { zh: `${rows.zh}${compound.zh}的最大值`, en: `the greatest ${compound.en} of ${rows.en}` };
    case 'median': return { zh: `${rows.zh}${compound.zh}的中位数`, en: `the median ${compound.en} of ${rows.en}` };
    case 'distinct': return { zh: `${rows.zh}不同${compound.zh}的个数`, en: `the number of different values of ${compound.en} of ${rows.en}` };
    case 'earliest': return { zh: `${rows.zh}最早${compound.zh}`, en: `the earliest ${compound.en} of ${rows.en}` };
    case 'latest': return { zh: `${rows.zh}最晚${compound.zh}`, en: `the latest ${compound.en} of ${rows.en}` };
    case 'last': return { zh: `最近一次${rows.zh}${compound.zh}`, en: `the latest ${compound.en} of ${rows.en}` };
  }
}

export function distributionWords(read: Reader, program: Lookup, expr: Distribution): Both {
  const rows = rowsWords(read, program, expr.rows), by = read.value(program, expr.by);
  return {
    zh: rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的按${by.zh}的分布` : `${rows.zh}按${by.zh}的分布`,
    en: `the distribution of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''} by ${by.en}`,
  };
}

/** … 的占比；剔除依法不公开的（不公开依据已填）；尚在期限内的不计. */
export function shareWords(read: Reader, program: Lookup, expr: Share): Both {
  const { over } = expr;
  const fulfilled = read.condition(program, expr.with);
  const after = afterwards(read, program, expr);
  const whole = (zh: string, en: string): Both => ({ zh: `${zh}${fulfilled.zh}的占比${after.zh}`, en: `${en} where ${fulfilled.en}${after.en}` });
  switch (over.kind) {
    case 'rows': {
      const rows = rowsWords(read, program, over.rows);
      return whole(rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的，` : `${rows.zh}中`, `of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''}, the share`);
    }
    case 'groups': {
      const rows = rowsWords(read, program, over.rows);
      const by = over.by.map((each) => read.value(program, each));
      return whole(
        `${rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的，` : rows.zh}按${by.map((each) => each.zh).join('、')}分组，`,
        `of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''}, grouped by ${by.map((each) => each.en).join(', ')}, the share of groups`,
      );
    }
    case 'buckets': {
      const [zh, en] = over.unit === 'quarter' ? ['季度', 'quarters'] : ['月', 'months'];
      const year = program?.year;
      return whole(`${year === undefined ? '' : `${year}年`}各${zh}中`, `of the ${en} of ${year ?? 'the year'}, the share`);
    }
    case 'each': {
      const field = fieldWords(program, over.ledger, [], over.field), ledger = ledgerWords(program, over.ledger);
      return whole(`${program?.year === undefined ? '' : `${program.year}年`}${over.values.join('、')}（${ledger.zh}的${field.zh}）各项中`, `of ${over.values.join(', ')} (each ${field.en} of ${ledger.en}), the share`);
    }
  }
}

/** What is left out, with its reason, and that what is still in its term does not count yet. */
function afterwards(read: Reader, program: Lookup, expr: Share): Both {
  const excluded = expr.excluding.map((each): Both => {
    const condition = read.condition(program, each.condition), reason = each.reason.replace(/的$/, '');
    if (!reason || reason === condition.zh) return { zh: `；剔除${condition.zh}的`, en: `; leaving out those where ${condition.en}` };
    return { zh: `；剔除${reason}的（${condition.zh}）`, en: `; leaving out those where ${condition.en} (${reason})` };
  });
  const open = expr.over.kind === 'rows' && hasTerm(program, expr.with);
  return {
    zh: excluded.map((each) => each.zh).join('') + (open ? '；尚在期限内的不计' : ''),
    en: excluded.map((each) => each.en).join('') + (open ? '; those still within their term are not counted' : ''),
  };
}

/** Whether a condition on rows waits for a term that may still run: one counted from a date, or a day to come. */
function hasTerm(program: Lookup, expr: Expr): boolean {
  switch (expr.kind) {
    case 'within': return true;
    case 'by': {
      const { deadline } = expr;
      return deadline.kind === 'field' ? fieldOf(program, deadline.ledger, deadline.path, deadline.field)?.planned ?? false : true;
    }
    case 'and': case 'or': return expr.operands.some((operand) => hasTerm(program, operand));
    case 'not': return hasTerm(program, expr.operand);
    case 'quantified': return hasTerm(program, expr.with);
    default: return false;
  }
}
