/** Aggregates, shares and distributions: `share of L where A with B`, `L 中 A 的，B 的 占比`. */
import type { ExprAst, Name } from '../syntax/ast.ts';
import { align, fill, group, line, nest, softline, type Doc } from './document.ts';
import { bindings, enclosed, expression, isPostfix, path, valueList } from './binding.ts';
import { name, parens, phraseMark, text, withComments, word, type Printer } from './printer.ts';

type Aggregate = Extract<ExprAst, { kind: 'aggregate' }>;
type Share = Extract<ExprAst, { kind: 'share' }>;
type Distribution = Extract<ExprAst, { kind: 'distribution' }>;
interface RowsAst { ledger: Name; whole: boolean; across?: boolean; datedBy?: Name }

/** A condition after a word, with the comments at it. A phrase would take what follows for its own. */
const clause = (p: Printer, opening: string, condition: ExprAst, least: number = bindings.or): Doc =>
  withComments(p, condition, [`${opening} `, expression(p, condition, least)]);

// ---------------------------------------------------------------- aggregates

export function aggregate(p: Printer, ast: Aggregate): Doc {
  if (isPostfix(p, ast)) return postfix(p, ast);
  const { fn, of, ledger, where, datedBy, whole, across } = ast;
  const all = whole ? `${word(p, 'All')} ` : '';
  const inner: Doc[] = [
    ledger ? '' : all, of ? enclosed(p, of) : '',
    ledger ? ` ${word(p, 'Of')} ${all}${name(p, ledger)}` : '',
    across ? ` ${word(p, 'AcrossAgencies')}` : '', datedBy ? ` ${word(p, 'DatedBy')} ${name(p, datedBy)}` : '',
    where ? nest(2, [line, clause(p, word(p, 'Where'), where)]) : '',
  ];
  return [word(p, 'AggregateFunction', fn), parens(p, group(inner))];
}

/** `L 中 A 的 f 之和` */
function postfix(p: Printer, ast: Aggregate): Doc {
  const { fn, of, where } = ast;
  const ledger = ast.ledger ?? (of as Extract<ExprAst, { kind: 'path' }>).parts[0]!;
  const rest = ast.ledger ? of : of?.kind === 'path' && of.parts.length > 1 ? { ...of, parts: of.parts.slice(1) } : undefined;
  const field = !rest ? '' : rest.kind === 'path' ? path(p, rest.parts) : expression(p, rest, bindings.quantity);
  const end = rest ? [' ', field, ` ${word(p, 'ValueEnd', fn)}`] : ` ${word(p, 'CountEnd', fn)}`;
  return group([rowsAmong(p, { ...ast, ledger }), nest(2, [line, withComments(p, where!, expression(p, where!)), ' 的', end])]);
}

// ---------------------------------------------------------------- rows

/** `all L across agencies dated by f` */
export function rows(p: Printer, { ledger, whole, across, datedBy }: RowsAst): string {
  return `${whole ? `${word(p, 'All')} ` : ''}${name(p, ledger)}${across ? ` ${word(p, 'AcrossAgencies')}` : ''}${datedBy ? ` ${word(p, 'DatedBy')} ${name(p, datedBy)}` : ''}`;
}
/** `全部 L 年度依 f 中 跨主体` */
function rowsAmong(p: Printer, { ledger, whole, across, datedBy }: RowsAst): string {
  return `${whole ? `${word(p, 'All')} ` : ''}${name(p, ledger)}${datedBy ? ` ${word(p, 'DatedBy')} ${name(p, datedBy)}` : ''} ${word(p, 'Among')}${across ? ` ${word(p, 'AcrossAgencies')}` : ''}`;
}

const groupList = (p: Printer, by: ExprAst[]): Doc => fill(by.map((one, index) => [expression(p, one, bindings.quantity), index < by.length - 1 ? (p.language === 'zh' ? '、' : ',') : '']));

// ---------------------------------------------------------------- shares

export function share(p: Printer, ast: Share): Doc {
  const { over, where } = ast;
  if (p.language === 'zh' && (over.kind === 'ledger' || !where)) return shareAmong(p, ast);
  return sharePrefix(p, ast);
}

function overWords(p: Printer, over: Share['over']): Doc {
  switch (over.kind) {
    case 'buckets': return word(p, 'Buckets', over.unit);
    case 'each': return [`${word(p, 'Each')} `, expression(p, over.field, bindings.operand), ` ${word(p, 'In')} `, valueList(p, over.values, true)];
    case 'ledger': return withComments(p, over.ledger, rows(p, over));
  }
}

const exclusion = (p: Printer, { condition, reason }: Share['excluding'][number]): Doc =>
  [clause(p, word(p, 'Excluding'), condition), reason ? ` ${word(p, 'Because')} ${text(p, reason)}` : ''];

/** In the words of the language in front: also in Chinese (占比 L 其中 A 满足 B) where the phrase behind has no place for a part. */
function sharePrefix(p: Printer, { over, where, excluding, with: holds }: Share): Doc {
  const by = over.kind === 'ledger' ? over.groupBy : undefined;
  const grouped = by && withComments(p, by, p.language === 'zh' ? [`${word(p, 'According')} `, groupList(p, by), ` ${word(p, 'GroupedEnd')}`] : [`${word(p, 'GroupedBy')} `, groupList(p, by)]);
  return group(align([
    group([`${word(p, 'ShareOf')} `, overWords(p, over), where ? [line, clause(p, word(p, 'Where'), where)] : '', grouped ? [line, grouped] : '']),
    excluding.map(one => [line, withComments(p, one, exclusion(p, one))]),
    line, clause(p, word(p, 'With'), holds, bindings.phrase),
  ]));
}

function shareAmong(p: Printer, { over, where, excluding, with: holds }: Share): Doc {
  const by = over.kind === 'ledger' ? over.groupBy : undefined;
  const head = over.kind === 'ledger' ? withComments(p, over.ledger, rowsAmong(p, over)) : [overWords(p, over), ` ${word(p, 'Among')}`];
  const de = word(p, 'De'), mark = phraseMark(p);
  const parts: Doc[] = [
    ...(where ? [withComments(p, where, [expression(p, where), ` ${de}${mark}`])] : []),
    ...(by ? [withComments(p, by, [`${word(p, 'According')} `, groupList(p, by), ` ${word(p, 'GroupedEnd')}${mark}`])] : []),
    ...excluding.map(one => withComments(p, one, [exclusion(p, one), ` ${de}${mark}`])),
    [withComments(p, holds, expression(p, holds)), ` ${de} ${word(p, 'ShareEnd')}`],
  ];
  const [first, ...more] = parts;
  return group(align([group([head, nest(2, [line, first!])]), more.map(part => [softline, part])]));
}

// ---------------------------------------------------------------- distributions

export function distribution(p: Printer, { where, by, ...over }: Distribution): Doc {
  const grouped = expression(p, by, bindings.quantity);
  if (p.language === 'en') {
    return group(align([`${word(p, 'DistributionOf')} ${rows(p, over)}`, where ? [line, clause(p, word(p, 'Where'), where)] : '', line, `${word(p, 'GroupedBy')} `, grouped]));
  }
  const end = [`${word(p, 'According')} `, grouped, ` ${word(p, 'GroupedEnd')} ${word(p, 'De')} ${word(p, 'DistributionEnd')}`];
  return group(align([rowsAmong(p, over), nest(2, [line, where ? [withComments(p, where, expression(p, where)), ` ${word(p, 'De')}${phraseMark(p)}`, softline, end] : end])]));
}
