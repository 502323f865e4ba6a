/** Numbers, dates and comparisons in words. */
import type { CompareOp, Expr, Unit } from '../program.ts';
import type { Both } from './labels.ts';

const zhUnits: Partial<Record<Unit, string>> = { '1': '', days: '日', workdays: '个工作日', months: '个月', years: '年', percentage_points: '个百分点' };
const enUnits: Partial<Record<Unit, [one: string, many: string]>> = {
  '1': ['', ''], '%': ['%', '%'], days: [' day', ' days'], workdays: [' workday', ' workdays'], months: [' month', ' months'], years: [' year', ' years'],
  percentage_points: [' percentage point', ' percentage points'], 学时: [' class hour', ' class hours'], 分钟: [' minute', ' minutes'],
  元: [' yuan', ' yuan'], 分: [' point', ' points'], 人: [' person', ' persons'],
  件: [' case', ' cases'], 宗: [' case', ' cases'], 起: [' case', ' cases'], 次: [' time', ' times'], 家: [' enterprise', ' enterprises'],
};

export function numberWords(value: string, unit: Unit): Both {
  if (unit === '万元') return { zh: `${value}万元`, en: `${value} × 10,000 yuan` };
  const forms = enUnits[unit];
  return { zh: value + (zhUnits[unit] ?? unit), en: value + (forms ? forms[Number(value) === 1 ? 0 : 1] : '') };
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** 次年1月31日, 当年10月31日, 年末; where the year is known, the day itself. */
export function yearDateWords(month: number, day: number, yearOffset: number, year?: number): Both {
  if (year !== undefined) {
    const last = new Date(Date.UTC(year + yearOffset, month, 0)).getUTCDate();
    return dateWords(`${year + yearOffset}-${month}-${Math.min(day, last)}`);
  }
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
    // Nothing can be less than nothing.
    if (op === '<=' && of.kind === 'number' && Number(of.value) === 0) return { zh: `为${right.zh}`, en: right.en };
    const ratio = type.unit === '%' || type.unit === 'percentage_points';
    const zh = ratio
      ? { '=': '等于', '!=': '不等于', '<': '低于', '<=': '不高于', '>': '高于', '>=': '不低于' }[op]
      : { '=': '等于', '!=': '不等于', '<': '少于', '<=': '不多于', '>': '多于', '>=': '不少于' }[op];
    const en = { '=': 'equal to', '!=': 'other than', '<': 'less than', '<=': 'at most', '>': 'more than', '>=': 'at least' }[op];
    return { zh: zh + right.zh, en: `${en} ${right.en}` };
  }
  return op === '=' ? { zh: `为${right.zh}`, en: `is ${right.en}` } : { zh: `不为${right.zh}`, en: `is not ${right.en}` };
}
