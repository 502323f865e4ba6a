/**
 * Where in a clause a comment can stand: at the operands of `and`, `or`, `+`, at the parts of a share, at the conditions of
 * aggregates, at items of long lists. These parts come in the same order in both languages, so that comments stay in order.
 */
import type { Range } from '../program.ts';
import type { ExprAst } from '../syntax/ast.ts';
import { isImplication } from './binding.ts';
import type { Attached, Printer } from './printer.ts';

export interface Slot {
  /** The part of the tree that takes the comments (`withComments`). */
  key: object; at: Range; inner: Slot[];
  /** Whether a line may end behind it, so that a comment can stand there. */
  open: boolean;
}
export const slot = (key: object, at: Range, open: boolean, inner: Slot[] = []): Slot => ({ key, at, open, inner });

const list = (parts: (ExprAst | undefined)[], p: Printer): Slot[] => parts.flatMap(part => part ? slotsOf(part, p) : []);

/** The parts of an expression; the expression itself is a slot of what it stands in. */
export function slotsOf(ast: ExprAst, p: Printer): Slot[] {
  switch (ast.kind) {
    case 'and': return ast.operands.map((one, index) => slot(one, one.at, index < ast.operands.length - 1, slotsOf(one, p)));
    case 'or': {
      const [first, ...rest] = ast.operands;
      const operands = isImplication(p, ast) ? [(first as Extract<ExprAst, { kind: 'not' }>).operand, ...rest] : ast.operands;
      return operands.map((one, index) => slot(one, one.at, index < operands.length - 1, slotsOf(one, p)));
    }
    case 'arithmetic': return [slot(ast.left, ast.left.at, true, slotsOf(ast.left, p)), slot(ast.right, ast.right.at, false, slotsOf(ast.right, p))];
    case 'compare': return list([ast.left, ast.right], p);
    case 'in': return list([ast.operand, ...ast.values], p);
    case 'filled': case 'empty': case 'not': case 'convert': case 'rounded': case 'lastYear': case 'growth': case 'bucketOf': return slotsOf(ast.operand, p);
    case 'by': return list([ast.date, ast.deadline], p);
    case 'else': return list([ast.operand, ast.fallback], p);
    case 'daysBetween': return list([ast.from, ast.to], p);
    case 'quantified': return [slot(ast.with, ast.with.at, false, slotsOf(ast.with, p))];
    case 'aggregate': return ast.where ? [slot(ast.where, ast.where.at, false, slotsOf(ast.where, p))] : [];
    case 'distribution': return ast.where ? [slot(ast.where, ast.where.at, true, slotsOf(ast.where, p))] : [];
    case 'share': {
      const { over, where, excluding, with: holds } = ast;
      return [
        ...(over.kind === 'ledger' ? [slot(over.ledger, over.ledger.at, true)] : []),
        ...(where ? [slot(where, where.at, true, slotsOf(where, p))] : []),
        ...(over.kind === 'ledger' && over.groupBy ? [slot(over.groupBy, { ...over.groupBy[0]!.at, end: over.groupBy.at(-1)!.at.end }, true)] : []),
        ...excluding.map(one => slot(one, one.at, true, [slot(one.condition, one.condition.at, false, slotsOf(one.condition, p))])),
        slot(holds, holds.at, false, slotsOf(holds, p)),
      ];
    }
    default: return []; // `within` turns its parts round: its comments are those of what it stands in
  }
}

export interface Remark { offset: number; line: number; text: string }

/**
 * Gives each comment to a slot: behind the part it stands beside, else before the next. What comes before the first part of
 * something comes before the whole of it: one place has one holder. Answers with those that found none.
 */
export function attach(remarks: Remark[], slots: Slot[], p: Printer): Remark[] {
  if (remarks.length === 0) return remarks;
  const inOrder = ordered(p);
  return remarks.filter(one => !place(one, slots, [], p, inOrder));
}

/** By place: the parts of a share may have been written in another order than they are printed. Sorted once. */
function ordered(p: Printer): (slots: Slot[]) => Slot[] {
  const known = new Map<Slot[], Slot[]>();
  return slots => {
    const before = known.get(slots);
    if (before) return before;
    const sorted = [...slots].sort((a, b) => p.written!.offset(a.at.start) - p.written!.offset(b.at.start));
    known.set(slots, sorted);
    return sorted;
  };
}

/** `path`: the slots around, outermost first, each with whether it is the first of its neighbours. */
function place(comment: Remark, all: Slot[], path: { slot: Slot; first: boolean }[], p: Printer, inOrder: (slots: Slot[]) => Slot[]): boolean {
  const slots = inOrder(all);
  const from = (one: Slot): number => p.written!.offset(one.at.start), to = (one: Slot): number => p.written!.offset(one.at.end);
  let low = 0, high = slots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (from(slots[middle]!) < comment.offset) low = middle + 1; else high = middle;
  }
  const before = slots[low - 1], after = slots[low];
  if (before && comment.offset < to(before)) return place(comment, before.inner, [...path, { slot: before, first: before === slots[0] }], p, inOrder);
  if (before?.open && before.at.end.line === comment.line && attachedTo(p, before).trailing === undefined) {
    attachedTo(p, before).trailing = comment.text;
    return true;
  }
  const near = after ?? before;
  const way = near ? [...path, { slot: near, first: near === slots[0] }] : path;
  const holder = way.findLast((one, index) => !one.first || index === 0)?.slot;
  if (!holder) return false;
  attachedTo(p, holder).leading.push(comment.text);
  return true;
}

function attachedTo(p: Printer, { key }: Slot): Attached {
  const found = p.attached.get(key) ?? { leading: [] };
  p.attached.set(key, found);
  return found;
}
