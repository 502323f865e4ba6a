/** Conditions in words: a clause that stands before 的. A `not` is read into the clause where that is natural. */
import type { Expr } from '../program.ts';
import { choiceWords, fieldOf, type Both, type Lookup } from './labels.ts';
import { comparisonWords, rowsWords, valueWords } from './values.ts';

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
