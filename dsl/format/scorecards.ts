/** Scorecards: dimensions, items and every kind of scoring rule. */
import type { Range } from '../program.ts';
import type { CapAst, DeclarationAst, DimensionAst, ExtraAst, ItemAst, RuleAst } from '../syntax/ast.ts';
import { rows } from './aggregates.ts';
import { blockDoc, type Clause } from './blocks.ts';
import { headOf, phrase, sourceClause, wholeSlot, type Declared } from './declarations.ts';
import { align, fill, nest, group, line, type Doc } from './document.ts';
import { bindings, expression } from './binding.ts';
import { bound } from './indicators.ts';
import type { Placed } from './plan.ts';
import { name, operator, parens, phraseMark, points, text, withComments, word, type Printer } from './printer.ts';
import type { Slot } from './slots.ts';

type Scorecard = Extract<DeclarationAst, { kind: 'scorecard' }>;

export const scorecard: Declared<'scorecard'> = (p, ast, placed) => {
  const { groupsBy, bonus, deductions, subject, combine } = ast;
  const within = vetoesWithin(p, ast), inDimension = new Set([...within.values()].flat());
  return blockDoc(p, {
    placed, depth: 0, head: q => headOf(q, 'Scorecard', ast),
    clauses: [
      ...(ast.sources ?? []).map(sourceClause),
      ...(subject ? [subjectClause(subject)] : []),
      ...(groupsBy ? [phrase('GroupsBy', q => [`${word(q, 'GroupsBy')} `, expression(q, groupsBy, bindings.operand)])] : []),
      ...(combine ? [phrase('Combine', q => [`${word(q, 'Combine')} `, listOf(q, combine.map(one => `${name(q, one.scorecard)} ${word(q, 'Weight')} ${one.weight}%`), '、')])] : []),
      ...ast.dimensions.map(one => dimensionClause(one, within.get(one) ?? [])),
      ...(bonus ? [extraClause('Bonus', bonus)] : []),
      ...(deductions ? [extraClause('ExtraDeductions', deductions)] : []),
      ...ast.vetoes.filter(one => !inDimension.has(one)).map(vetoClause),
      ...ast.missing.map(({ what, rule, at }): Clause => ({
        at: at.start,
        print: q => `${word(q, { notApplicable: 'NotApplicable', notReported: 'NotReported', pending: 'Pending' }[what])}${q.language === 'zh' ? '：' : ': '}${word(q, { rescale: 'Rescale', full: 'Full', zero: 'Zero' }[rule])}`,
      })),
      ...(ast.ties ? [phrase('Ties', q => `${word(q, 'Ties')}${q.language === 'zh' ? '：' : ': '}${word(q, tiesWord(q, ast.ties!))}`)] : []),
      ...(ast.grades.length > 0 ? [phrase('Grades', q => [`${word(q, 'Grades')} `,
        listOf(q, ast.grades.map(grade => text(q, grade.label) + (grade.atLeast === undefined ? '' : ` ${operator(q, grade.exclusive ? '>' : '>=')} ${grade.atLeast}`)))])] : []),
    ],
  });
};

/** Vetoes that were written within a dimension, by dimension. */
function vetoesWithin(p: Printer, { dimensions, vetoes }: Scorecard): Map<DimensionAst, Scorecard['vetoes']> {
  const { written } = p, result = new Map<DimensionAst, Scorecard['vetoes']>();
  if (!written) return result;
  const start = (one: { at: Range }): number => written.offset(one.at.start);
  const inOrder = [...dimensions].sort((a, b) => start(a) - start(b));
  let next = 0;
  for (const veto of [...vetoes].sort((a, b) => start(a) - start(b))) {
    while (next < inOrder.length && written.offset(inOrder[next]!.at.end) <= start(veto)) next++;
    const dimension = inOrder[next];
    if (!dimension || start(dimension) >= start(veto)) continue;
    const known = result.get(dimension);
    if (known) known.push(veto); else result.set(dimension, [veto]);
  }
  return result;
}

const listOf = (p: Printer, items: string[], mark = phraseMark(p)): Doc =>
  align(fill(items.map((one, index) => one + (index < items.length - 1 ? (p.language === 'zh' ? mark : ',') : ''))));

const tiesWord = (p: Printer, ties: NonNullable<Scorecard['ties']>): string => ties === 'dense' ? 'DenseRanks' : p.language === 'zh' ? 'SkippingRanks' : 'Shared';

function subjectClause({ where, ...over }: NonNullable<Scorecard['subject']>): Clause {
  return phrase('Subject', p => group([`${word(p, 'Subject')} ${rows(p, over)}`,
    where ? nest(2, [line, withComments(p, where, [`${word(p, 'Where')} `, align(expression(p, where))])]) : '']),
  { slots: p => where ? [wholeSlot(p, where)] : [] });
}

function vetoClause(veto: Scorecard['vetoes'][number]): Clause {
  const { label, when, grade, points: left } = veto;
  return {
    at: veto.at.start, slots: p => [wholeSlot(p, when)],
    print: p => group([`${word(p, 'Veto')} ${text(p, label)} `, withComments(p, when, [`${word(p, 'When')} `, align(expression(p, when))]),
      nest(2, [line, [word(p, 'Then'), grade && `${word(p, 'Grade')} ${text(p, grade)}`, left !== undefined && `${word(p, 'Points')} ${points(p, left)}`].filter(Boolean).join(' ')])]),
  };
}

function dimensionClause(ast: DimensionAst, vetoes: Scorecard['vetoes']): Clause {
  const capped = new Set(ast.caps?.flatMap(cap => cap.items)), free = ast.items.filter(one => !capped.has(one));
  return {
    at: ast.at.start,
    print: (p, placed) => blockDoc(p, {
      placed, depth: 1,
      head: q => [`${word(q, 'Dimension')} ${text(q, ast.label)} `,
        listOf(q, ast.points.map(one => points(q, one.value) + (one.group ? ` ${word(q, 'For')} ${text(q, one.group)}` : '')))],
      // Vetoes may stand in the dimension they belong to.
      clauses: [...free.map(one => itemClause(one, 2)), ...(ast.caps ?? []).map(capClause), ...(placed?.block ? standing(placed, vetoes.map(vetoClause)) : [])],
    }),
  };
}
/** The clauses that the text has in the block itself. */
function standing(placed: Placed, clauses: Clause[]): Clause[] {
  const places = new Set(placed.block!.clauses.map(({ first }) => `${first.startLine}:${first.startColumn}`));
  return clauses.filter(({ at }) => places.has(`${at!.line}:${at!.column}`));
}

const capClause = (ast: CapAst): Clause => ({
  at: ast.at.start,
  print: (p, placed) => blockDoc(p, {
    placed, depth: 2, clauses: ast.items.map(one => itemClause(one, 3)),
    head: q => `${word(q, 'Together')} ${text(q, ast.label)}${upTo(q, ast.upTo)}`,
  }),
});

function extraClause(token: 'Bonus' | 'ExtraDeductions', ast: ExtraAst): Clause {
  return {
    at: ast.at.start,
    print: (p, placed) => blockDoc(p, {
      placed, depth: 1, clauses: ast.items.map(one => itemClause(one, 2)),
      head: q => word(q, token) + upTo(q, ast.upTo),
    }),
  };
}
const upTo = (p: Printer, most: string | undefined): string => most === undefined ? '' : ` ${word(p, 'UpTo')} ${points(p, most)}`;

function itemClause(ast: ItemAst, depth: number): Clause {
  const title = (p: Printer): string => ast.indicator ? name(p, ast.indicator) : `${word(p, 'Item')} ${ast.label ? text(p, ast.label) : ''}`;
  return {
    at: ast.at.start,
    cells: p => [{ text: title(p) }, { text: points(p, ast.points), right: true }],
    print: (p, placed) => blockDoc(p, {
      placed, depth, headStands: true, brief: true,
      head: q => `${title(q)} ${points(q, ast.points)}`,
      clauses: [...ast.rules.map(ruleClause), ...(ast.lossUpTo === undefined ? [] : [phrase('InAll', q => word(q, 'InAll') + upTo(q, ast.lossUpTo))])],
    }),
  };
}

// ---------------------------------------------------------------- rules

function ruleClause(ast: RuleAst): Clause {
  return { at: ast.at.start, slots: () => [], print: p => align(rule(p, ast)), ...(exprOf(ast) && { slots: (p: Printer): Slot[] => [wholeSlot(p, exprOf(ast)!)] }) };
}
const exprOf = (ast: RuleAst) => ast.kind === 'deductWhen' || ast.kind === 'award' ? ast.when : undefined;

/** English: what is given, then when. Chinese: when, then what is given (低于 100% 每 满 1个百分点 扣 0.5分). */
function rule(p: Printer, ast: RuleAst): Doc {
  const zh = p.language === 'zh';
  switch (ast.kind) {
    case 'fullWhen': return [`${word(p, 'Full')} ${word(p, 'When')} `, bound(p, ast.op, ast.value)];
    case 'deductPerStep': {
      const step = [`${word(p, 'Per')} ${ast.rounding === 'started' ? word(p, 'Started') : zh ? '满' : word(p, 'Full')} `, expression(p, ast.step, bindings.quantity)];
      const from = [`${word(p, ast.side === 'below' ? 'Below' : 'Above')} `, expression(p, ast.bound, bindings.quantity)];
      const deduct = `${word(p, 'Deduct')} ${points(p, ast.points)}`, most = upTo(p, ast.upTo);
      return zh ? [from, ' ', step, ` ${deduct}`, most] : [`${deduct} `, step, ' ', from, most];
    }
    case 'deductWhen': return given(p, 'Deduct', ast.points, `${word(p, 'When')} `, condition(p, ast.when), upTo(p, ast.upTo));
    case 'deductForEach': return given(p, 'Deduct', ast.points, `${word(p, 'ForEach')} `, expression(p, ast.of, bindings.quantity), upTo(p, ast.upTo));
    case 'award': {
      if (ast.when) return given(p, 'Award', ast.points, `${word(p, 'When')} `, condition(p, ast.when), '');
      if (ast.op && ast.value) return given(p, 'Award', ast.points, `${word(p, 'When')} `, bound(p, ast.op, ast.value), '');
      return `${word(p, 'Award')} ${points(p, ast.points)} ${word(p, 'Otherwise')}`;
    }
    case 'awardForEach': return given(p, 'Award', ast.points, `${word(p, 'ForEach')} `, expression(p, ast.of, bindings.quantity), upTo(p, ast.upTo));
    case 'inProportion': return word(p, 'InProportion');
    case 'byHand': return `${word(p, 'ByHand')} ${points(p, ast.from)} ${word(p, 'To')} ${points(p, ast.to)}`;
  }
}

function given(p: Printer, token: 'Deduct' | 'Award', many: string, opening: string, why: Doc, most: string): Doc {
  const give = `${word(p, token)} ${points(p, many)}`;
  return p.language === 'zh' ? [opening, why, ` ${give}`, most] : [`${give} `, opening, why, most];
}

/** After `when` a yes or no would be taken for the whole. */
function condition(p: Printer, ast: Parameters<typeof expression>[1]): Doc {
  const doc = expression(p, ast);
  return withComments(p, ast, align(leftmost(ast).kind === 'boolean' ? parens(p, doc) : doc));
}
function leftmost(ast: Parameters<typeof expression>[1]): Parameters<typeof expression>[1] {
  switch (ast.kind) {
    case 'and': case 'or': return leftmost(ast.operands[0]!);
    case 'compare': case 'arithmetic': return leftmost(ast.left);
    case 'in': case 'filled': case 'empty': case 'convert': case 'else': return leftmost(ast.operand);
    case 'within': case 'by': return leftmost(ast.date);
    default: return ast;
  }
}
