/**
 * Expressions in words. A condition is a clause that stands before 的, a `not` read into it where that is natural;
 * a value is a term: fields, numbers with their units, aggregates, shares, arithmetic.
 */
import { yearEarlier } from '../earlier.ts';
import { withoutRanges, type Expr } from '../program.ts';
import { agencyFieldWords, cellWords, choiceWords, fieldOf, fieldWords, spoken, yearsWords, type Both, type Lookup } from './labels.ts';
import { comparisonWords, dateWords, numberWords, yearDateWords } from './numbers.ts';
import { aggregateWords, distributionWords, existenceWords, ofSeveral, shareWords, type Reader } from './rows.ts';
import { participle, stemOf, verbOf } from './stems.ts';

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
      const some = existence(expr);
      if (some !== undefined && expr.left.kind === 'aggregate') return existenceWords(reader, program, expr.left, some !== not);
      const left = valueWords(program, expr.left);
      const right = operandWords(program, expr.right, expr.left);
      const compared = comparisonWords(not ? opposite[expr.op] : expr.op, right, expr.right);
      const verb = /^(is|is not) /.test(compared.en) ? '' : 'is ';
      return { zh: left.zh + compared.zh, en: `${left.en} ${verb}${compared.en}` };
    }
    case 'in': {
      const operand = valueWords(program, expr.operand);
      const values = expr.values.map((value) => operandWords(program, value, expr.operand));
      const one = values.length === 1, zh = oneOf(values.map((value) => value.zh), '、', '或'), en = oneOf(values.map((value) => value.en), ', ', ' or ');
      if (expr.operand.type.kind === 'choices') {
        return { zh: `${operand.zh}${not ? '不含' : '含有'}${zh}`, en: `${operand.en} ${not ? 'does not include' : 'includes'} ${en}` };
      }
      if (!not) return { zh: `${operand.zh}为${zh}`, en: `${operand.en} is ${en}` };
      const none = values.length > 2 ? `none of ${oneOf(values.map((value) => value.en), ', ', ' and ')}` : `neither ${en.replace(' or ', ' nor ')}`;
      return { zh: `${operand.zh}${one ? '不为' : '不属于'}${values.map((value) => value.zh).join('、')}`, en: `${operand.en} is ${one ? `not ${en}` : none}` };
    }
    case 'filled': case 'empty': {
      const operand = valueWords(program, expr.operand);
      const filled = (expr.kind === 'filled') !== not;
      if (expr.operand.kind === 'aggregate') return { zh: `${filled ? '有' : '没有'}${operand.zh}`, en: `there is ${filled ? 'a' : 'no'} ${operand.en.replace(/^the /, '')}` };
      const act = actOf(program, expr.operand);
      return {
        zh: act.zh ? `${act.path.zh}${filled ? '已' : '未'}${act.zh}` : `${operand.zh}${filled ? '已填' : '未填'}`,
        en: act.en ? `${act.path.en || 'it'} has ${filled ? '' : 'not '}been ${act.en}` : `${operand.en} is ${filled ? 'filled in' : 'empty'}`,
      };
    }
    case 'within': return withinWords(program, expr, not);
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
      return { zh: saidOfRow(program, expr.operand, not) ?? `${operand.zh}为${not ? '否' : '是'}`, en: `${operand.en} is ${not ? 'no' : 'yes'}` };
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

/** A comparison with a count that says there is a row (true) or none (false). */
function existence({ op, left, right }: Extract<Expr, { kind: 'compare' }>): boolean | undefined {
  if (left.kind !== 'aggregate' || left.fn !== 'count' || right.kind !== 'number' || right.unit !== '1') return undefined;
  const bound = Number(right.value);
  if ((op === '>=' && bound === 1) || (op === '>' && bound === 0)) return true;
  return (op === '<' && bound === 1) || ((op === '<=' || op === '=') && bound === 0) ? false : undefined;
}

const oneOf = (words: string[], between: string, last: string): string =>
  (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(between)}${last}${words.at(-1)}`);

/** 已核实, 应审核: a yes/no field whose label says by itself that it is so. */
function saidOfRow(program: Lookup, operand: Expr, not: boolean): string | undefined {
  if (operand.kind !== 'field' || operand.path.length > 0) return undefined;
  const label = fieldWords(program, operand.ledger, [], operand.field).zh;
  if (/^已.+/.test(label)) return not ? `未${label.slice(1)}` : label;
  return !not && /^应.{2,}/.test(label) ? label : undefined;
}

/** What is done on a date field, where that can be told, and whose it is. */
function actOf(program: Lookup, date: Expr): { zh?: string; en?: string; path: Both } {
  const none = { path: { zh: '', en: '' } };
  if (date.kind !== 'field' || date.type.kind !== 'date') return none;
  const own = fieldOf(program, date.ledger, date.path, date.field)?.label ?? date.field;
  const zh = verbOf(own), en = date.path.length === 0 ? participle(date.field) : undefined;
  const whose = date.path.length > 0 ? fieldWords(program, date.ledger, date.path.slice(0, -1), date.path.at(-1)!) : none.path;
  return { ...(zh && { zh }), ...(en && { en }), path: whose };
}

/** 自决定之日起7个工作日内公示; where the labels do not say what is done, 公示时间在决定时间起7个工作日内. */
function withinWords(program: Lookup, expr: Extract<Expr, { kind: 'within' }>, not: boolean): Both {
  const date = valueWords(program, expr.date), from = valueWords(program, expr.from), term = termWords(program, expr.count);
  const sameDay: Both = expr.sameDay ? { zh: '（当日起算）', en: ' (counted from the same day)' } : { zh: '', en: '' };
  const act = actOf(program, expr.date), start = expr.from.kind === 'field' && expr.from.path.length === 0 ? stemOf(from.zh) : undefined;
  const begun = expr.from.kind === 'field' && expr.from.path.length === 0 ? participle(expr.from.field) : undefined;
  const since = start ? `${start}之日` : from.zh;
  const zh = act.zh && !act.path.zh
    ? `${not ? '未在' : '自'}${since}起${term.zh.head}内${act.zh}${sameDay.zh}${term.zh.tail}`
    : `${date.zh}${not ? '不在' : '在'}${since}起${term.zh.head}内${sameDay.zh}${term.zh.tail}`;
  const subject = act.en ? `it is ${not ? 'not ' : ''}${act.en}` : `${date.en} is ${not ? 'not ' : ''}`;
  return { zh, en: `${subject.trimEnd()} within ${term.en.head} of ${begun ? `being ${begun}` : from.en}${sameDay.en}${term.en.tail}` };
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
    case 'yearDate': return yearDateWords(expr.month, expr.day, expr.yearOffset, program?.year);
    case 'stateDay': return { zh: '统计时点', en: 'the state day' };
    case 'field': return fieldWords(program, expr.ledger, expr.path, expr.field);
    case 'agencyField': return agencyFieldWords(program, expr.field, expr.of);
    case 'cell': return cellWords(program, expr.form, expr.column, expr.yearOffset);
    case 'parameter': return { zh: program?.parameters[expr.name]?.label ?? expr.name, en: spoken(expr.name) };
    case 'indicator': {
      const years = yearsWords(program, expr.yearOffset);
      return { zh: `${years.zh}“${program?.indicators[expr.name]?.label ?? expr.name}”`, en: `“${spoken(expr.name)}”${years.en}` };
    }
    case 'arithmetic': {
      const grown = growthOf(expr);
      if (grown) {
        const words = inParentheses(program, grown);
        return { zh: `${words.zh}的同比增长率`, en: `the growth of ${words.en} over the year before` };
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
    case 'aggregate': return aggregateWords(reader, program, expr);
    case 'share': return shareWords(reader, program, expr);
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
    case 'distribution': return distributionWords(reader, program, expr);
    case 'lastYear': {
      const year = program?.year, figure = expr.operand.kind === 'aggregate' || expr.operand.kind === 'share';
      if (program && year !== undefined && figure) return valueWords({ ...program, year: year - 1 }, expr.operand);
      const operand = inParentheses(program, expr.operand), years = yearsWords(program, -1);
      return { zh: `${years.zh}的${operand.zh}`, en: operand.en + years.en };
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

const reader: Reader = { condition: conditionWords, value: valueWords };
