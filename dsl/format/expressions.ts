/**
 * Expressions in either word order. What binds less tightly than its place allows stands in parentheses; so do, for the
 * reader's sake, phrases within phrases (a share, `L 中 … 的 件数`, `a else b`) and `and` within `or`.
 */
import type { ExprAst } from '../syntax/ast.ts';
import { aggregate, distribution, share } from './aggregates.ts';
import { bindings, enclosed, expression, isImplication, path, valueList } from './binding.ts';
import { align, group, line, nest, type Doc } from './document.ts';
import { asWritten, name, number, operator, parens, text, withComments, word, type Printer } from './printer.ts';
import { dateText, hasWord, unitText } from './words.ts';

/** The expression without parentheses around it. */
export function phrase(p: Printer, ast: ExprAst): Doc {
  switch (ast.kind) {
    case 'number': return number(p, ast.value, ast.unit);
    case 'text': return text(p, ast);
    case 'boolean': return word(p, ast.value ? 'Yes' : 'No');
    case 'date': case 'yearDate': return dateText(p.language, ast);
    case 'stateDay': return word(p, 'StateDay');
    case 'path': return path(p, ast.parts);
    case 'compare': return compare(p, ast);
    case 'in': return oneOf(p, ast, false);
    case 'filled': return [expression(p, ast.operand, bindings.quantity), ' ', word(p, 'Filled')];
    case 'empty': return [expression(p, ast.operand, bindings.quantity), ' ', word(p, 'Empty')];
    case 'within': return within(p, ast);
    case 'by': return by(p, ast);
    case 'and': return chain(p, ast.operands, word(p, 'And'));
    case 'or': return isImplication(p, ast) ? implication(p, ast) : chain(p, ast.operands, word(p, 'Or'));
    case 'not': return not(p, ast.operand);
    case 'arithmetic': {
      const tight = ast.op === '+' || ast.op === '-' ? bindings.sum : bindings.product;
      return group([withComments(p, ast.left, expression(p, ast.left, tight)), line, withComments(p, ast.right, [operator(p, ast.op), ' ', align(expression(p, ast.right, tight + 1))])]);
    }
    case 'convert': return [expression(p, ast.operand, bindings.converted), ` ${word(p, 'As')} ${unitText(p.language, ast.unit)}`];
    case 'else': return [expression(p, ast.operand, bindings.converted), ` ${word(p, 'Else')} `, expression(p, ast.fallback, bindings.converted)];
    case 'rounded': return [word(p, 'Rounded'), parens(p, [enclosed(p, ast.operand), p.language === 'zh' ? '，' : ', ', String(ast.digits)])];
    case 'daysBetween': {
      const from = expression(p, ast.from, bindings.sum), to = expression(p, ast.to, bindings.sum);
      return p.language === 'zh' ? [`${word(p, 'From')} `, from, ` ${word(p, 'To')} `, to, ` ${word(p, 'DaysEnd', ast.unit)}`]
        : [`${word(p, 'DaysFrom', ast.unit)} `, from, ` ${word(p, 'To')} `, to];
    }
    case 'highestOf': return [`${word(p, 'HighestOf')} `, expression(p, ast.operand, bindings.operand), ` ${p.language === 'zh' ? word(p, 'According') : word(p, 'By')} ${name(p, ast.order)}`];
    case 'groupTotal': return `${word(p, 'TotalOf')} ${name(p, ast.group)}`;
    case 'lastYear': {
      const operand = expression(p, ast.operand, bindings.operand);
      // 上年 1月31日 is a date by itself.
      return [`${word(p, 'LastYear')} `, ast.operand.kind === 'yearDate' ? parens(p, operand) : operand];
    }
    case 'growth': return [`${word(p, 'GrowthOf')} `, expression(p, ast.operand, bindings.operand)];
    case 'bucketOf': {
      if (ast.operand.kind === 'path' && !hasWord(p.language, 'BucketOf', ast.unit)) {
        return `${path(p, ast.operand.parts)}.${ast.unit === 'month' ? '月份' : '季度'}`;
      }
      return [`${word(p, 'BucketOf', ast.unit)} `, expression(p, ast.operand, bindings.operand)];
    }
    case 'quantified': return group([
      `${word(p, 'Quantifier', ast.quantifier)} ${name(p, ast.field)} ${word(p, 'With')}`,
      nest(2, [line, withComments(p, ast.with, expression(p, ast.with))]),
    ]);
    case 'distribution': return distribution(p, ast);
    case 'aggregate': return aggregate(p, ast);
    case 'share': return share(p, ast);
    case 'broken': return asWritten(p, ast.at);
  }
}

// ---------------------------------------------------------------- logic

function chain(p: Printer, operands: ExprAst[], joint: string): Doc {
  const [first, ...rest] = operands.map(operand => expression(p, operand, bindings.test));
  return group([withComments(p, operands[0]!, first!),
    nest(2, rest.map((doc, index) => [line, withComments(p, operands[index + 1]!, [`${joint} `, align(doc)])]))]);
}

function implication(p: Printer, { operands }: Extract<ExprAst, { kind: 'or' }>): Doc {
  const condition = (operands[0] as Extract<ExprAst, { kind: 'not' }>).operand, consequence = operands[1]!;
  return group([`${word(p, 'If')} `, withComments(p, condition, expression(p, condition, bindings.or)),
    line, withComments(p, consequence, [`${word(p, 'Then')} `, expression(p, consequence, bindings.or)])]);
}

function not(p: Printer, operand: ExprAst): Doc {
  if (operand.kind === 'in' && !isHas(p, operand)) return oneOf(p, operand, true);
  const word_ = p.language === 'zh' ? operand.kind === 'path' ? '非' : '不满足' : word(p, 'Not');
  return [`${word_} `, expression(p, operand, bindings.test)];
}

// ---------------------------------------------------------------- tests

/** In Chinese a field is (为) a choice, a text, a yes; figures are equal (＝). */
function compare(p: Printer, { op, left, right }: Extract<ExprAst, { kind: 'compare' }>): Doc {
  const is = p.language === 'zh' && (op === '=' || op === '!=') && left.kind === 'path' && ['path', 'text', 'boolean'].includes(right.kind);
  const relation = is ? word(p, op === '=' ? 'Is' : 'IsNot') : operator(p, op);
  return [expression(p, left, bindings.quantity), ` ${relation} `, expression(p, right, bindings.quantity)];
}

type In = Extract<ExprAst, { kind: 'in' }>;
/** `penalties has fined` and `kind in penalty` are one tree: the word stays. */
function isHas(p: Printer, { operand, values }: In): boolean {
  const between = asWritten(p, { start: operand.at.end, end: values[0]!.at.start }).replace(/\/\/.*/g, '');
  return /(?<![A-Za-z0-9_])has(?![A-Za-z0-9_])|包?含/.test(between);
}

function oneOf(p: Printer, ast: In, negative: boolean): Doc {
  const { operand, values } = ast;
  // One value after 为 is a comparison.
  const is = p.language === 'zh' && values.length > 1;
  const verb = !negative && isHas(p, ast) ? p.language === 'zh' ? '含' : 'has'
    : is ? word(p, negative ? 'IsNot' : 'Is') : word(p, negative ? 'NotIn' : 'In');
  return [expression(p, operand, bindings.quantity), ` ${verb} `, valueList(p, values)];
}

function within(p: Printer, { date, count, from, sameDay }: Extract<ExprAst, { kind: 'within' }>): Doc {
  const when = expression(p, date, bindings.quantity), since = expression(p, from, bindings.converted), term = expression(p, count, bindings.operand);
  const counted = sameDay ? ` ${word(p, 'SameDay')}` : '';
  if (p.language === 'en') return [when, ` ${word(p, 'Within')} `, term, ` ${word(p, 'Of')} `, since, counted];
  const inside = count.kind === 'number' ? '内' : ' 内';
  // 起 is a unit, too.
  return [when, ` ${word(p, 'At')} `, endsInNumber(from) ? parens(p, since) : since, ` ${word(p, 'Since')} `, term, inside, counted];
}

const endsInNumber = (ast: ExprAst): boolean => ast.kind === 'number' ? ast.unit === undefined
  : (ast.kind === 'lastYear' || ast.kind === 'growth' || ast.kind === 'bucketOf') && endsInNumber(ast.operand);

function by(p: Printer, { date, deadline, before }: Extract<ExprAst, { kind: 'by' }>): Doc {
  const fixed = deadline.kind === 'date' || deadline.kind === 'yearDate';
  const word_ = before ? word(p, 'Before') : p.language === 'en' && fixed ? word(p, 'By') : word(p, 'NoLaterThan');
  return [expression(p, date, bindings.quantity), ` ${word_} `, expression(p, deadline, bindings.quantity)];
}
