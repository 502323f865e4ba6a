/** Values in words: fields, numbers with their units, aggregates, shares, arithmetic. */
import type { Aggregate, CompareOp, Expr, Rows, Share, Unit } from '../program.ts';
import { conditionWords } from './conditions.ts';
import { agencyFieldWords, cellWords, fieldWords, ledgerWords, spoken, type Both, type Lookup } from './labels.ts';

const zhUnits: Partial<Record<Unit, string>> = { '1': '', days: '日', workdays: '个工作日', months: '个月', years: '年', percentage_points: '个百分点' };
const enUnits: Partial<Record<Unit, [one: string, many: string]>> = {
  '1': ['', ''], '%': ['%', '%'], days: [' day', ' days'], workdays: [' workday', ' workdays'], months: [' month', ' months'], years: [' year', ' years'],
  percentage_points: [' percentage point', ' percentage points'], 学时: [' class hour', ' class hours'], 分钟: [' minute', ' minutes'],
  元: [' yuan', ' yuan'], 万元: ['0,000 yuan', '0,000 yuan'], 分: [' point', ' points'], 人: [' person', ' persons'],
  件: [' case', ' cases'], 宗: [' case', ' cases'], 起: [' case', ' cases'], 次: [' time', ' times'], 家: [' enterprise', ' enterprises'],
};

export function numberWords(value: string, unit: Unit): Both {
  if (unit === '万元') return { zh: `${value}万元`, en: `${value} × 10,000 yuan` };
  const forms = enUnits[unit];
  return { zh: value + (zhUnits[unit] ?? unit), en: value + (forms ? forms[Number(value) === 1 ? 0 : 1] : '') };
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 次年1月31日, 当年10月31日, 年末. */
function yearDateWords(month: number, day: number, yearOffset: number): Both {
  if (month === 12 && day === 31 && yearOffset === 0) return { zh: '年末', en: 'the end of the year' };
  const zhYear = yearOffset === 0 ? '当年' : yearOffset === 1 ? '次年' : yearOffset === -1 ? '上年' : yearOffset > 0 ? `${yearOffset}年后` : `${-yearOffset}年前`;
  const enYear = yearOffset === 0 ? 'the year' : yearOffset === 1 ? 'the next year' : yearOffset === -1 ? 'the year before' : `the year ${yearOffset > 0 ? '+' : '−'}${Math.abs(yearOffset)}`;
  return { zh: `${zhYear}${month}月${day}日`, en: `${day} ${months[month - 1]} of ${enYear}` };
}

export function dateWords(value: string): Both {
  const [year, month, day] = value.split('-').map(Number) as [number, number, number];
  return { zh: `${year}年${month}月${day}日`, en: `${day} ${months[month - 1]} ${year}` };
}

/** `不低于100%`: an operator and what it holds against; dates, ratios and counts each in their own words. */
export function comparisonWords(op: CompareOp, right: Both, of: Expr): Both {
  const { type } = of;
  if (type.kind === 'boolean') return op === '=' ? { zh: `为${right.zh}`, en: `is ${right.en}` } : { zh: `不为${right.zh}`, en: `is not ${right.en}` };
  if (type.kind === 'date') {
    const zh = { '=': '即', '!=': '不是', '<': '早于', '<=': '不晚于', '>': '晚于', '>=': '不早于' }[op];
    const en = { '=': 'on', '!=': 'not on', '<': 'before', '<=': 'no later than', '>': 'after', '>=': 'no earlier than' }[op];
    return { zh: zh + right.zh, en: `${en} ${right.en}` };
  }
  if (type.kind === 'number') {
    const ratio = type.unit === '%' || type.unit === 'percentage_points';
    const zh = ratio
      ? { '=': '等于', '!=': '不等于', '<': '低于', '<=': '不高于', '>': '高于', '>=': '不低于' }[op]
      : { '=': '等于', '!=': '不等于', '<': '少于', '<=': '不多于', '>': '多于', '>=': '不少于' }[op];
    const en = { '=': 'equal to', '!=': 'other than', '<': 'less than', '<=': 'at most', '>': 'more than', '>=': 'at least' }[op];
    return { zh: zh + right.zh, en: `${en} ${right.en}` };
  }
  return op === '=' ? { zh: `为${right.zh}`, en: `is ${right.en}` } : { zh: `不为${right.zh}`, en: `is not ${right.en}` };
}

/** Arithmetic and what else needs parentheses inside arithmetic. */
function inParentheses(program: Lookup, expr: Expr): Both {
  const inner = valueWords(program, expr);
  const compound = expr.kind === 'arithmetic' || (expr.kind === 'aggregate' && (expr.rows.where !== undefined || expr.of?.kind === 'arithmetic')) || expr.kind === 'share' || expr.kind === 'else';
  return compound ? { zh: `（${inner.zh}）`, en: `(${inner.en})` } : inner;
}

export function valueWords(program: Lookup, expr: Expr): Both {
  switch (expr.kind) {
    case 'number': return numberWords(expr.value, expr.unit);
    case 'text': return { zh: `“${expr.value}”`, en: `“${expr.value}”` };
    case 'choiceValue': return { zh: expr.value, en: expr.value };
    case 'boolean': return expr.value ? { zh: '是', en: 'yes' } : { zh: '否', en: 'no' };
    case 'date': return dateWords(expr.value);
    case 'yearDate': return yearDateWords(expr.month, expr.day, expr.yearOffset);
    case 'stateDay': return { zh: '统计时点', en: 'the state day' };
    case 'field': return fieldWords(program, expr.ledger, expr.path, expr.field);
    case 'agencyField': return agencyFieldWords(program, expr.field);
    case 'cell': return cellWords(program, expr.form, expr.column, expr.yearOffset);
    case 'parameter': return { zh: program?.parameters[expr.name]?.label ?? expr.name, en: spoken(expr.name) };
    case 'indicator': {
      const years = expr.yearOffset === 0 ? { zh: '', en: '' } : expr.yearOffset === -1 ? { zh: '上年', en: "last year's " } : { zh: `${-expr.yearOffset}年前`, en: `${-expr.yearOffset} years ago, ` };
      return { zh: `${years.zh}“${program?.indicators[expr.name]?.label ?? expr.name}”`, en: `${years.en}“${spoken(expr.name)}”` };
    }
    case 'arithmetic': {
      const left = inParentheses(program, expr.left), right = inParentheses(program, expr.right);
      const zh = { '+': '加', '-': '减', '*': '乘以', '/': '除以' }[expr.op];
      const en = { '+': 'plus', '-': 'minus', '*': 'times', '/': 'divided by' }[expr.op];
      return { zh: left.zh + zh + right.zh, en: `${left.en} ${en} ${right.en}` };
    }
    case 'convert': return valueWords(program, expr.operand);
    case 'else': {
      const operand = valueWords(program, expr.operand), fallback = valueWords(program, expr.fallback);
      return { zh: `${operand.zh}（未填时取${fallback.zh}）`, en: `${operand.en} (${fallback.en} where it is empty)` };
    }
    case 'rounded': {
      const operand = valueWords(program, expr.operand);
      return { zh: `${operand.zh}（四舍五入至${expr.digits}位小数）`, en: `${operand.en} (rounded to ${expr.digits} decimals)` };
    }
    case 'daysBetween': {
      const from = valueWords(program, expr.from), to = valueWords(program, expr.to);
      return { zh: `自${from.zh}至${to.zh}的${expr.unit === 'workdays' ? '工作日数' : '天数'}`, en: `the number of ${expr.unit} from ${from.en} to ${to.en}` };
    }
    case 'highestOf': {
      const operand = valueWords(program, expr.operand);
      return { zh: `${operand.zh}中最重的`, en: `the heaviest of ${operand.en}` };
    }
    case 'aggregate': return aggregateWords(program, expr);
    case 'share': return shareWords(program, expr);
    case 'groupTotal': {
      const form = program?.forms[expr.form];
      const group = form?.groups.find((one) => one.name === expr.group)?.label ?? expr.group;
      return { zh: `${form?.label ?? expr.form}的${group}各列之和`, en: `the total of ${spoken(expr.group)} in ${spoken(expr.form)}` };
    }
    case 'lastYear': {
      const operand = inParentheses(program, expr.operand);
      return { zh: `上年的${operand.zh}`, en: `last year's ${operand.en}` };
    }
    default: {
      const condition = conditionWords(program, expr);
      return { zh: `是否${condition.zh}`, en: `whether ${condition.en}` };
    }
  }
}

/** 全部执法人员名册（按撤销变更日期归入年度）中岗位为法制审核. `clause`: the condition with what follows it left open. */
export function rowsWords(program: Lookup, rows: Rows): { zh: string; en: string; zhWhere: string; enWhere: string } {
  const ledger = ledgerWords(program, rows.ledger);
  const dated = rows.datedBy ? fieldWords(program, rows.ledger, [], rows.datedBy) : undefined;
  const where = rows.where && conditionWords(program, rows.where);
  return {
    zh: (rows.whole ? '全部' : '') + ledger.zh + (dated ? `（按${dated.zh}归入年度）` : ''),
    en: (rows.whole ? 'all ' : '') + ledger.en + (dated ? ` (dated by ${dated.en})` : ''),
    zhWhere: where?.zh ?? '', enWhere: where?.en ?? '',
  };
}

/** How the rows of an aggregate are named before 的: 行政检查中完整记录为是的. */
function selected(program: Lookup, rows: Rows): Both {
  const { zh, en, zhWhere, enWhere } = rowsWords(program, rows);
  return { zh: zhWhere ? `${zh}中${zhWhere}的` : `${zh}的`, en: enWhere ? `${en} where ${enWhere}` : en };
}

function aggregateWords(program: Lookup, expr: Aggregate): Both {
  const rows = selected(program, expr.rows);
  if (expr.fn === 'count') return { zh: `${rows.zh}件数`, en: `the number of ${rows.en}` };
  if (expr.fn === 'exists') return { zh: `有${rows.zh.replace(/的$/, '')}`, en: `there are ${rows.en}` };
  const of = expr.of ? valueWords(program, expr.of) : { zh: '', en: '' };
  const compound = expr.of?.kind === 'arithmetic' ? { zh: `（${of.zh}）`, en: `(${of.en})` } : of;
  switch (expr.fn) {
    case 'sum': return { zh: `${rows.zh}${compound.zh}之和`, en: `the sum of ${compound.en} of ${rows.en}` };
    case 'avg': return { zh: `${rows.zh}平均${compound.zh}`, en: `the average ${compound.en} of ${rows.en}` };
    case 'min': return { zh: `${rows.zh}最小${compound.zh}`, en: `the least ${compound.en} of ${rows.en}` };
    case 'max': return { zh: `${rows.zh}最大${compound.zh}`, en: `the greatest ${compound.en} of ${rows.en}` };
    case 'median': return { zh: `${rows.zh}${compound.zh}中位数`, en: `the median ${compound.en} of ${rows.en}` };
    case 'distinct': return { zh: `${rows.zh}不同${compound.zh}的个数`, en: `the number of different ${compound.en} of ${rows.en}` };
    case 'earliest': return { zh: `${rows.zh}最早${compound.zh}`, en: `the earliest ${compound.en} of ${rows.en}` };
    case 'latest': return { zh: `${rows.zh}最晚${compound.zh}`, en: `the latest ${compound.en} of ${rows.en}` };
    case 'last': return { zh: `最近一次${rows.zh}${compound.zh}`, en: `the ${compound.en} of the latest of ${rows.en}` };
  }
}

function shareWords(program: Lookup, expr: Share): Both {
  const excluded = expr.excluding.map((each): Both => {
    const condition = conditionWords(program, each.condition);
    const reason = each.reason ? { zh: `（${each.reason}）`, en: ` (${each.reason})` } : { zh: '', en: '' };
    return { zh: `剔除${condition.zh}的${reason.zh}，`, en: `, leaving out those where ${condition.en}${reason.en}` };
  });
  const zhExcluded = excluded.map((each) => each.zh).join(''), enExcluded = excluded.map((each) => each.en).join('');
  const fulfilled = conditionWords(program, expr.with);
  const { over } = expr;
  switch (over.kind) {
    case 'rows': {
      const rows = rowsWords(program, over.rows);
      const zh = rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的，` : `${rows.zh}中`;
      return { zh: `${zh}${zhExcluded}${fulfilled.zh}的占比`, en: `of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''}${enExcluded}, the share where ${fulfilled.en}` };
    }
    case 'groups': {
      const rows = rowsWords(program, over.rows);
      const by = over.by.map((each) => valueWords(program, each));
      const zh = `${rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的，` : rows.zh}按${by.map((each) => each.zh).join('、')}分组，`;
      const en = `of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''}, grouped by ${by.map((each) => each.en).join(', ')}${enExcluded}, the share of groups where ${fulfilled.en}`;
      return { zh: `${zh}${zhExcluded}${fulfilled.zh}的占比`, en };
    }
    case 'buckets': return over.unit === 'quarter'
      ? { zh: `各季度中${zhExcluded}${fulfilled.zh}的占比`, en: `of the quarters of the year${enExcluded}, the share where ${fulfilled.en}` }
      : { zh: `各月中${zhExcluded}${fulfilled.zh}的占比`, en: `of the months of the year${enExcluded}, the share where ${fulfilled.en}` };
    case 'each': {
      const field = fieldWords(program, over.ledger, [], over.field);
      return {
        zh: `${field.zh}为${over.values.join('、')}的各项中${zhExcluded}${fulfilled.zh}的占比`,
        en: `of each ${field.en} among ${over.values.join(', ')}${enExcluded}, the share where ${fulfilled.en}`,
      };
    }
  }
}
