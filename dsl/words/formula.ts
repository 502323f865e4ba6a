/**
 * Expressions in words. A condition is a clause that stands before 的, a `not` read into it where that is natural;
 * a value is a term: fields, numbers with their units, aggregates, shares, arithmetic.
 */
import { yearEarlier } from '../earlier.ts';
import { withoutRanges, type Aggregate, type Expr, type Rows, type Share } from '../program.ts';
import { agencyFieldWords, cellWords, choiceWords, fieldOf, fieldWords, ledgerWords, spoken, type Both, type Lookup } from './labels.ts';
import { comparisonWords, dateWords, numberWords, yearDateWords } from './numbers.ts';

// ---------------------------------------------------------------- conditions

const opposite = { '=': '!=', '!=': '=', '<': '>=', '<=': '>', '>': '<=', '>=': '<' } as const;

export function conditionWords(program: Lookup, expr: Expr): Both {
  switch (expr.kind) {
    case 'and': return joined(program, expr.operands, '且', 'and', (operand) => operand.kind === 'or');
    case 'or': return joined(program, expr.operands, '或', 'or', (operand) => operand.kind === 'and');
    case 'not': return negated(program, expr.operand);
    default: return atom(program, expr, false);
  }
}

function joined(program: Lookup, operands: Expr[], zh: string, en: string, wrap: (operand: Expr) => boolean): Both {
  const parts = operands.map((operand) => {
    const words = conditionWords(program, operand);
    return wrap(operand) ? { zh: `（${words.zh}）`, en: `(${words.en})` } : words;
  });
  return { zh: parts.map((part) => part.zh).join(zh), en: parts.map((part) => part.en).join(` ${en} `) };
}

function negated(program: Lookup, operand: Expr): Both {
  if (operand.kind === 'not') return conditionWords(program, operand.operand);
  if (operand.kind === 'and' || operand.kind === 'or') {
    const words = conditionWords(program, operand);
    return { zh: `不满足（${words.zh}）`, en: `not (${words.en})` };
  }
  return atom(program, operand, true);
}

function atom(program: Lookup, expr: Expr, not: boolean): Both {
  switch (expr.kind) {
    case 'compare': {
      if (isExistence(expr)) {
        const rows = rowsWords(program, expr.left.rows);
        const zh = rows.zhWhere ? `${rows.zhWhere}的${rows.zh}` : rows.zh, en = rows.enWhere ? `${rows.en} where ${rows.enWhere}` : rows.en;
        return not ? { zh: `没有${zh}`, en: `there are no ${en}` } : { zh: `有${zh}`, en: `there are ${en}` };
      }
      const left = valueWords(program, expr.left);
      const right = operandWords(program, expr.right, expr.left);
      const compared = comparisonWords(not ? opposite[expr.op] : expr.op, right, expr.right);
      const verb = /^(is|is not) /.test(compared.en) ? '' : 'is ';
      return { zh: left.zh + compared.zh, en: `${left.en} ${verb}${compared.en}` };
    }
    case 'in': {
      const operand = valueWords(program, expr.operand);
      const values = expr.values.map((value) => operandWords(program, value, expr.operand));
      const zh = values.map((value) => value.zh).join('、'), en = values.map((value) => value.en).join(' or ');
      if (expr.operand.type.kind === 'choices') {
        return { zh: `${operand.zh}${not ? '不含' : '含有'}${zh}`, en: `${operand.en} ${not ? 'does not include' : 'includes'} ${en}` };
      }
      return { zh: `${operand.zh}${not ? '不为' : '为'}${zh}`, en: `${operand.en} is ${not ? 'neither ' : ''}${not ? en.replaceAll(' or ', ' nor ') : en}` };
    }
    case 'filled': case 'empty': {
      const operand = valueWords(program, expr.operand);
      const filled = (expr.kind === 'filled') !== not;
      if (expr.operand.kind === 'aggregate') return { zh: `${filled ? '有' : '没有'}${operand.zh}`, en: `there is ${filled ? 'a' : 'no'} ${operand.en.replace(/^the /, '')}` };
      return { zh: `${operand.zh}${filled ? '已填' : '未填'}`, en: `${operand.en} is ${filled ? 'filled in' : 'empty'}` };
    }
    case 'within': {
      const date = valueWords(program, expr.date), from = valueWords(program, expr.from);
      const term = termWords(program, expr.count);
      const sameDay: Both = expr.sameDay ? { zh: '（当日起算）', en: ' (counted from the same day)' } : { zh: '', en: '' };
      return {
        zh: `${date.zh}${not ? '不在' : '在'}${from.zh}之日起${term.zh.head}内${sameDay.zh}${term.zh.tail}`,
        en: `${date.en} is ${not ? 'not ' : ''}within ${term.en.head} of ${from.en}${sameDay.en}${term.en.tail}`,
      };
    }
    case 'by': {
      const date = valueWords(program, expr.date), deadline = valueWords(program, expr.deadline);
      const zh = expr.before ? (not ? '不早于' : '早于') : not ? '晚于' : '不晚于';
      return { zh: date.zh + zh + deadline.zh, en: `${date.en} is ${not ? 'not ' : ''}${expr.before ? 'before' : 'no later than'} ${deadline.en}` };
    }
    case 'doneBy': {
      const done = conditionWords(program, expr.condition), due = valueWords(program, expr.deadline);
      return { zh: `截至${due.zh}，${not ? '仍未做到：' : ''}${done.zh}`, en: `by ${due.en}, ${not ? 'it is not so that ' : ''}${done.en}` };
    }
    case 'quantified': {
      const named = fieldWords(program, ledgerOf(expr.with) ?? '', [], expr.field);
      const some = (expr.quantifier === 'any') !== not, holds = not ? negated(program, expr.with) : conditionWords(program, expr.with);
      const zh = holds.zh.startsWith(named.zh) && expr.with.kind !== 'and' && expr.with.kind !== 'or' ? holds.zh : `${named.zh}满足（${holds.zh}）`;
      return { zh: `${some ? '任一' : '每一'}${zh}`, en: `for ${some ? 'at least one' : 'every'} ${named.en}, ${holds.en}` };
    }
    case 'isTrue': {
      const operand = valueWords(program, expr.operand);
      return { zh: `${operand.zh}为${not ? '否' : '是'}`, en: `${operand.en} is ${not ? 'no' : 'yes'}` };
    }
    case 'boolean': return (expr.value !== not) ? { zh: '总是', en: 'always' } : { zh: '从不', en: 'never' };
    default: {
      const words = valueWords(program, expr);
      return { zh: `${words.zh}为${not ? '否' : '是'}`, en: `${words.en} is ${not ? 'no' : 'yes'}` };
    }
  }
}

/** The ledger on whose rows a condition stands: that of the first field in it. */
function ledgerOf(part: unknown): string | undefined {
  if (!part || typeof part !== 'object') return undefined;
  if ((part as Expr).kind === 'field') return (part as Extract<Expr, { kind: 'field' }>).ledger;
  for (const [key, child] of Object.entries(part)) {
    const found = key === 'at' || key === 'type' ? undefined : ledgerOf(child);
    if (found) return found;
  }
  return undefined;
}

type Existence = Extract<Expr, { kind: 'compare' }> & { left: Extract<Expr, { kind: 'aggregate' }> };

/** At least one row: 有…. */
function isExistence(expr: Extract<Expr, { kind: 'compare' }>): expr is Existence {
  const { left, right } = expr;
  return left.kind === 'aggregate' && left.fn === 'count' && right.kind === 'number' && right.unit === '1'
    && ((expr.op === '>=' && Number(right.value) === 1) || (expr.op === '>' && Number(right.value) === 0));
}

/** A value right of a comparison: a choice by the name it has in the field on the left. */
function operandWords(program: Lookup, expr: Expr, left: Expr): Both {
  if (expr.kind !== 'choiceValue') return valueWords(program, expr);
  const field = left.kind === 'field' ? fieldOf(program, left.ledger, left.path, left.field)
    : left.kind === 'agencyField' ? fieldOf(program, 'agencies', [], left.field)
      : left.kind === 'aggregate' && left.of?.kind === 'field' ? fieldOf(program, left.of.ledger, left.of.path, left.of.field) : undefined;
  return choiceWords(field, expr.value);
}

/** `7个工作日` … `（法定另定公示期限已填的按其期限）`: the usual term first, where it departs from it after. */
function termWords(program: Lookup, count: Expr): { zh: { head: string; tail: string }; en: { head: string; tail: string } } {
  if (count.kind === 'else') {
    const special = valueWords(program, count.operand), usual = termWords(program, count.fallback);
    return {
      zh: { head: usual.zh.head, tail: `（${special.zh}已填的按其期限）${usual.zh.tail}` },
      en: { head: usual.en.head, tail: ` (or within ${special.en} where that is filled in)${usual.en.tail}` },
    };
  }
  const words = valueWords(program, count);
  const unit = count.type.kind === 'number' && count.kind !== 'number' ? (count.type.unit === 'workdays' ? '（工作日）' : '（日）') : '';
  return { zh: { head: words.zh + unit, tail: '' }, en: { head: words.en, tail: '' } };
}

// ---------------------------------------------------------------- values

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
    case 'agencyField': return agencyFieldWords(program, expr.field, expr.of);
    case 'cell': return cellWords(program, expr.form, expr.column, expr.yearOffset);
    case 'parameter': return { zh: program?.parameters[expr.name]?.label ?? expr.name, en: spoken(expr.name) };
    case 'indicator': {
      const years = expr.yearOffset === 0 ? { zh: '', en: '' } : expr.yearOffset === -1 ? { zh: '上年', en: "last year's " } : { zh: `${-expr.yearOffset}年前`, en: `${-expr.yearOffset} years ago, ` };
      return { zh: `${years.zh}“${program?.indicators[expr.name]?.label ?? expr.name}”`, en: `${years.en}“${spoken(expr.name)}”` };
    }
    case 'arithmetic': {
      const grown = growthOf(expr);
      if (grown) {
        const words = inParentheses(program, grown);
        return { zh: `${words.zh}比上年增长的幅度`, en: `the growth of ${words.en} over the year before` };
      }
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
    case 'bucketOf': {
      const operand = valueWords(program, expr.operand);
      return { zh: `${operand.zh}所在${expr.unit === 'month' ? '月份' : '季度'}`, en: `the ${expr.unit} of ${operand.en}` };
    }
    case 'aggregate': return aggregateWords(program, expr);
    case 'share': return shareWords(program, expr);
    case 'groupTotal': {
      const form = program?.forms[expr.form];
      const group = form?.groups.find((one) => one.name === expr.group)?.label ?? expr.group;
      return { zh: `${form?.label ?? expr.form}的${group}各列之和`, en: `the total of ${spoken(expr.group)} in ${spoken(expr.form)}` };
    }
    case 'formSum': {
      const cells = cellWords(program, expr.form, expr.column, 0), where = expr.where && conditionWords(program, ofSeveral(expr.where));
      return {
        zh: where ? `${where.zh}的各份${cells.zh}之和` : `各执法主体${cells.zh}之和`,
        en: `the sum of ${cells.en} over all agencies${where ? ` where ${where.en}` : ''}`,
      };
    }
    case 'distribution': {
      const rows = rowsWords(program, expr.rows), by = valueWords(program, expr.by);
      return {
        zh: rows.zhWhere ? `${rows.zh}中${rows.zhWhere}的按${by.zh}的分布` : `${rows.zh}按${by.zh}的分布`,
        en: `the distribution of ${rows.en}${rows.enWhere ? ` where ${rows.enWhere}` : ''} by ${by.en}`,
      };
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

/** X of `(X − last year's X) ÷ last year's X`. */
function growthOf(expr: Extract<Expr, { kind: 'arithmetic' }>): Expr | undefined {
  const { op, left, right } = expr;
  if (op !== '/' || left.kind !== 'arithmetic' || left.op !== '-') return undefined;
  const before = JSON.stringify(withoutRanges(right));
  const grown = JSON.stringify(withoutRanges(left.right)) === before && JSON.stringify(withoutRanges(yearEarlier(left.left))) === before;
  return grown && left.left.kind !== 'number' ? left.left : undefined;
}

/** 全部执法人员名册（按撤销变更日期归入年度）中岗位为法制审核. `clause`: the condition with what follows it left open. */
function rowsWords(program: Lookup, rows: Rows): { zh: string; en: string; zhWhere: string; enWhere: string } {
  const ledger = ledgerWords(program, rows.ledger);
  const dated = rows.datedBy ? fieldWords(program, rows.ledger, [], rows.datedBy) : undefined;
  const where = rows.where && conditionWords(program, rows.across ? ofSeveral(rows.where) : rows.where);
  return {
    zh: (rows.across ? '各执法主体的' : '') + (rows.whole ? '全部' : '') + ledger.zh + (dated ? `（按${dated.zh}归入年度）` : ''),
    en: (rows.whole ? 'all ' : '') + ledger.en + (rows.across ? ' of all agencies' : '') + (dated ? ` (dated by ${dated.en})` : ''),
    zhWhere: where?.zh ?? '', enWhere: where?.en ?? '',
  };
}

/** A condition on rows of several agencies: a field of the agency at hand is said to be its own. */
function ofSeveral(condition: Expr): Expr {
  return JSON.parse(JSON.stringify(condition), (_, part: { kind?: unknown; of?: unknown } | null) =>
    (part !== null && typeof part === 'object' && part.kind === 'agencyField' && part.of === undefined ? { ...part, of: 'hand' } : part)) as Expr;
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
    case 'avg': return { zh: `${rows.zh}${compound.zh}的平均值`, en: `the average ${compound.en} of ${rows.en}` };
    case 'min': return { zh: `${rows.zh}${compound.zh}的最小值`, en: `the least ${compound.en} of ${rows.en}` };
    case 'max': return { zh: `${rows.zh}${compound.zh}的最大值`, en: `the greatest ${compound.en} of ${rows.en}` };
    case 'median': return { zh: `${rows.zh}${compound.zh}的中位数`, en: `the median ${compound.en} of ${rows.en}` };
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
        zh: `${ledgerWords(program, over.ledger).zh}的${field.zh}为${over.values.join('、')}的各项中${zhExcluded}${fulfilled.zh}的占比`,
        en: `of each ${field.en} of ${ledgerWords(program, over.ledger).en} among ${over.values.join(', ')}${enExcluded}, the share where ${fulfilled.en}`,
      };
    }
  }
}
