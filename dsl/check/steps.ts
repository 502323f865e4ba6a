/** Steps of an item (full when, award … when): the first that holds wins, so a later one within an earlier is never reached. */
import { withoutRanges, type CompareOp, type Expr, type Range } from '../program.ts';
import { report, textAt, type Context, type Extra } from './context.ts';

/** A step as written: over the item's own value, under a condition, or (neither) always. */
export interface Step { kind: 'full' | 'award'; at: Range; own?: { op: CompareOp; value: Expr }; when?: Expr }

/** What a step says of one figure, where it says just that. */
interface Claim { of: string; op: CompareOp; bound: Expr }

export function checkSteps(context: Context, steps: Step[]): void {
  const claims = steps.map(claimOf), keys = steps.map((step) => (step.when ? JSON.stringify(withoutRanges(step.when)) : ''));
  steps.forEach((step, index) => {
    if (step.kind !== 'award') return;
    const covered = (one: number, other: number): boolean => covers(steps[one]!, claims[one], keys[one]!, steps[other]!, claims[other], keys[other]!);
    const before = steps.findIndex((_, place) => place < index && covered(place, index));
    if (before < 0) return;
    const mended = before === index - 1 && !covered(index, before);
    report(context, 'award-unreachable', step.at, { line: String(steps[before]!.at.start.line) }, mended ? swapped(context, steps[before]!, step) : {});
  });
}

function covers(earlier: Step, first: Claim | undefined, firstKey: string, later: Step, second: Claim | undefined, secondKey: string): boolean {
  if (!earlier.own && !earlier.when) return true;
  if (earlier.when && later.when && firstKey === secondKey) return true;
  return first !== undefined && second !== undefined && first.of === second.of && implies(second, first);
}

function claimOf(step: Step): Claim | undefined {
  if (step.own) return { of: '', op: step.own.op, bound: step.own.value };
  return step.when?.kind === 'compare' ? { of: JSON.stringify(withoutRanges(step.when.left)), op: step.when.op, bound: step.when.right } : undefined;
}

/** Whether whatever meets `one` meets `other` too; only of numbers and yes/no as written. */
function implies(one: Claim, other: Claim): boolean {
  if (one.bound.kind === 'boolean' && other.bound.kind === 'boolean') return one.op === '=' && other.op === '=' && one.bound.value === other.bound.value;
  if (one.bound.kind !== 'number' || other.bound.kind !== 'number' || one.bound.unit !== other.bound.unit) return false;
  const a = Number(one.bound.value), b = Number(other.bound.value);
  if (one.op === '=') return other.op === '=' ? a === b : other.op === '!=' ? a !== b : other.op === '>=' ? a >= b : other.op === '>' ? a > b : other.op === '<=' ? a <= b : a < b;
  if (one.op === '>' || one.op === '>=') return other.op === '>=' ? a >= b : other.op === '>' ? (one.op === '>' ? a >= b : a > b) : false;
  if (one.op === '<' || one.op === '<=') return other.op === '<=' ? a <= b : other.op === '<' ? (one.op === '<' ? a <= b : a < b) : false;
  return other.op === '!=' && a === b;
}

/** Changes the two steps around. */
function swapped(context: Context, earlier: Step, later: Step): Extra {
  const first = textAt(context, earlier.at), second = textAt(context, later.at);
  if (earlier.kind !== 'award' || first === '' || second === '') return {};
  return { fix: { title: { zh: '两档对调', en: 'change the two steps around' }, edits: [{ range: earlier.at, text: second }, { range: later.at, text: first }] } };
}
